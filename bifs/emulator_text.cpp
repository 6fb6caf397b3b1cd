#include "bifs/emulator_text.h"

#include <cstdio>
#include <vector>

#include "core/term/bits.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "core/term/number_text.h"
#include "core/term/print.h"

namespace linac {
namespace {

// What is left to print: a term, a list's rest after its first element, or a text.
struct Pending {
  enum Kind : uint8_t { kTerm, kRest, kText } kind;
  Term term = kNoTerm;
  const char* text = nullptr;
};

class EmulatorWriter {
 public:
  EmulatorWriter(std::string& out, const AtomTable& atoms) : out_(out), atoms_(atoms) {}

  void run(Term term) {
    pending_.push_back({Pending::kTerm, term, nullptr});
    while (!pending_.empty()) {
      Pending next = pending_.back();
      pending_.pop_back();
      switch (next.kind) {
        case Pending::kTerm: add(next.term); break;
        case Pending::kRest: add_rest(next.term); break;
        case Pending::kText: out_ += next.text; break;
      }
    }
  }

 private:
  void later(const char* text) { pending_.push_back({Pending::kText, kNoTerm, text}); }
  void later(Term term) { pending_.push_back({Pending::kTerm, term, nullptr}); }

  void add(Term term) {
    if (is_integer(term)) {
      std::string text(integer_text_size(term, 10), '\0');
      text.resize(integer_to_text(term, 10, text.data()));
      out_ += text;
    } else if (is_float(term)) {
      char text[32];
      out_.append(text, static_cast<size_t>(snprintf(text, sizeof text, "%e", float_value(term))));
    } else if (term.is_atom()) {
      print_emulator_atom(out_, atoms_.text(term));
    } else if (term.is_nil()) {
      out_ += "[]";
    } else if (term.is_cons()) {
      add_list(term);
    } else if (is_tuple(term)) {
      out_ += '{';
      add_elements(payload(term), tuple_arity(term), "}");
    } else if (is_map(term)) {
      add_map(term);
    } else if (is_bitstring(term)) {
      add_bits(term);
    } else if (is_pid(term)) {
      print_pid(out_, term);
    } else if (is_port(term)) {
      print_port(out_, term);
    } else if (is_reference(term)) {
      print_reference(out_, term);
    } else if (is_fun(term)) {
      add_fun(term);
    } else if (is_boxed_kind(term, BoxedKind::kRecord)) {
      add_record(term);
    } else {
      out_ += "<unknown>";
    }
  }

  void add_elements(const Word* elements, size_t count, const char* end) {
    later(end);
    for (size_t i = count; i-- > 0;) {
      later(Term{elements[i]});
      if (i > 0) later(",");
    }
  }

  static bool is_printable_string(Term list) {
    for (; list.is_cons(); list = list.tail()) {
      Term head = list.head();
      if (!head.is_small() || head.small_value() < 0 || head.small_value() > 255) return false;
      int64_t c = head.small_value();
      bool space = c == '\n' || c == '\t' || c == '\r';
      if (!space && (c < ' ' || (c >= 127 && c < 160))) return false;
    }
    return list.is_nil();
  }

  void add_list(Term list) {
    if (!is_printable_string(list)) {
      out_ += '[';
      later("]");
      pending_.push_back({Pending::kRest, list.tail(), nullptr});
      return later(list.head());
    }
    out_ += '"';
    for (; list.is_cons(); list = list.tail()) {
      char c = static_cast<char>(list.head().small_value());
      if (c == '\n') {
        out_ += "\\n";
        continue;
      }
      if (c == '"') out_ += '\\';
      out_ += c;
    }
    out_ += '"';
  }
  void add_rest(Term rest) {
    if (rest.is_nil()) return;
    if (!rest.is_cons()) {
      out_ += '|';
      return later(rest);
    }
    out_ += ',';
    pending_.push_back({Pending::kRest, rest.tail(), nullptr});
    later(rest.head());
  }

  void add_map(Term map) {
    std::vector<Term> pairs;
    for (MapIterator it(map); it.next();) {
      pairs.push_back(it.key());
      pairs.push_back(it.value());
    }
    out_ += "#{";
    later("}");
    for (size_t i = pairs.size(); i > 0; i -= 2) {
      later(pairs[i - 1]);
      later("=>");
      later(pairs[i - 2]);
      if (i > 2) later(",");
    }
  }

  // Names are UTF-8 here, unlike in the texts of io_lib.
  void add_fun(Term fun) {
    if (is_external_fun(fun)) {
      const ExportIdentity& entry = export_identity(fun);
      out_ += "fun ";
      print_emulator_atom(out_, atoms_.text(entry.module));
      out_ += ':';
      print_emulator_atom(out_, atoms_.text(entry.function));
      out_ += "/" + std::to_string(entry.arity);
      return;
    }
    const FunIdentity& entry = fun_identity(fun);
    out_ += "#Fun<";
    out_ += atoms_.text(entry.module);
    out_ += "." + std::to_string(entry.index) + "." + std::to_string(entry.old_unique) + ">";
  }

  void add_record(Term record) {
    Term definition = record_definition(record);
    out_ += '#';
    print_emulator_atom(out_, atoms_.text(tuple_element(definition, kRecordModule)));
    out_ += ':';
    print_emulator_atom(out_, atoms_.text(tuple_element(definition, kRecordName)));
    out_ += '{';
    add_elements(payload(record) + 1, record_field_count(record), "}");
  }

  void add_bits(Term bitstring) {
    BitsView view = bits_view(bitstring);
    std::vector<uint8_t> storage;
    std::span<const uint8_t> bytes = aligned_bytes(view, storage);
    bool printable = view.is_binary() && !bytes.empty();
    for (uint8_t byte : bytes) printable &= byte >= ' ' && byte < 127;
    out_ += printable ? "<<\"" : "<<";
    size_t whole = view.bit_size / 8;
    for (size_t i = 0; i < whole; i++) {
      if (!printable) {
        out_ += (i > 0 ? "," : "") + std::to_string(bytes[i]);
        continue;
      }
      if (bytes[i] == '"') out_ += '\\';
      out_ += static_cast<char>(bytes[i]);
    }
    if (unsigned left = view.bit_size % 8) {
      if (whole > 0) out_ += ',';
      uint64_t last = read_bits(view.bytes, view.bit_offset + 8 * whole, left);
      out_ += std::to_string(last) + ":" + std::to_string(left);
    }
    out_ += printable ? "\">>" : ">>";
  }

  std::string& out_;
  const AtomTable& atoms_;
  std::vector<Pending> pending_;
};

}  // namespace

void append_emulator_term(std::string& out, const AtomTable& atoms, Term term) {
  EmulatorWriter(out, atoms).run(term);
}

}  // namespace linac
