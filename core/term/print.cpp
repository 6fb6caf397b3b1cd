// Printing iterates over a stack of what is still to print: terms, runs of words, the rest of a
// list, and constant text between them. A term's form is its parent's, but what Gleam cannot write
// is printed as Erlang's.
#include "core/term/print.h"

#include <algorithm>
#include <vector>

#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "core/term/number_text.h"
#include "core/term/print_text.h"
#include "core/term/utf8.h"

namespace linac {
namespace {

class Printer {
 public:
  Printer(std::string& out, const AtomTable& atoms, const PrintOptions& options)
      : out_(out), atoms_(atoms), options_(options) {}
  void print(Term term) {
    one(term, options_.form);
    while (!work_.empty()) step();
  }

 private:
  enum class Work : uint8_t { kTerm, kWords, kTail, kText, kField };
  struct Item {
    Work work;
    PrintForm form;
    Word word;     // a term; the address of words; the rest of a list; the name of a field
    size_t count;  // of the words
    const char* text;
  };

  void push_text(const char* text) { work_.push_back({Work::kText, options_.form, 0, 0, text}); }
  void push_term(Term term, PrintForm form) {
    work_.push_back({Work::kTerm, form, term.bits, 0, nullptr});
  }
  // The words with separators between them, then `close`.
  void push_words(const Word* words, size_t count, const char* close, PrintForm form) {
    push_text(close);
    if (count == 0) return;
    if (count > 1) {
      Word rest = reinterpret_cast<Word>(words + 1);
      work_.push_back({Work::kWords, form, rest, count - 1, nullptr});
    }
    push_term(Term{words[0]}, form);
  }
  // The elements of a list, which is not empty, then `close`.
  void push_list(Term list, const char* close, PrintForm form) {
    push_text(close);
    work_.push_back({Work::kTail, form, list.tail().bits, 0, nullptr});
    push_term(list.head(), form);
  }

  void step();
  void next_word(const Item& item);
  void rest_of_list(Term rest, PrintForm form);
  void one(Term term, PrintForm form);
  void boxed(Term term, PrintForm form);
  void immediate(Term term, PrintForm form);
  void integer(Term term);
  void list(Term term, PrintForm form);
  void tuple(Term term, PrintForm form);
  void map(Term term, PrintForm form);
  void fun(Term term, PrintForm form);
  void record(Term term, PrintForm form);
  void bits(Term term, PrintForm form);
  void numbers(const BitsView& view, PrintForm form);
  bool string(Term list);
  bool text_of_bytes(std::span<const uint8_t> bytes);
  bool utf8_of_bytes(std::span<const uint8_t> bytes, bool* invalid);

  bool gleam_charlist(Term list);
  bool gleam_string(std::span<const uint8_t> bytes);
  bool gleam_name(std::string_view atom, std::string* name);
  void gleam_atom(Term atom);
  void gleam_list(Term list);
  void gleam_tuple(Term tuple);
  // What Gleam has no way to write stands inside a comment. Nothing of it is left for later, since
  // elements of a list are printed in one go: only records, which are boxed, may do that.
  void gleam_comment(Term term) {
    out_ += "//erl(";
    one(term, PrintForm::kErlangPretty);
    out_ += ')';
  }

  std::string& out_;
  const AtomTable& atoms_;
  const PrintOptions& options_;
  std::vector<Item> work_;
};

const char* separator(PrintForm form) { return form == PrintForm::kGleam ? ", " : ","; }

void Printer::step() {
  Item item = work_.back();
  work_.pop_back();
  switch (item.work) {
    case Work::kTerm: return one(Term{item.word}, item.form);
    case Work::kWords: return next_word(item);
    case Work::kTail: return rest_of_list(Term{item.word}, item.form);
    case Work::kText: out_ += item.text; return;
    case Work::kField:
      print_atom(out_, atoms_.text(Term{item.word}), options_.unicode);
      out_ += " = ";
      return;
  }
}

void Printer::next_word(const Item& item) {
  const Word* at = reinterpret_cast<const Word*>(item.word);
  out_ += separator(item.form);
  if (item.count > 1) {
    Word rest = reinterpret_cast<Word>(at + 1);
    work_.push_back({Work::kWords, item.form, rest, item.count - 1, nullptr});
  }
  push_term(Term{*at}, item.form);
}

void Printer::rest_of_list(Term rest, PrintForm form) {
  for (; rest.is_cons(); rest = rest.tail()) {
    out_ += separator(form);
    if (rest.head().is_pointer()) {
      work_.push_back({Work::kTail, form, rest.tail().bits, 0, nullptr});
      return push_term(rest.head(), form);
    }
    one(rest.head(), form);
  }
  if (rest.is_nil()) return;
  out_ += form == PrintForm::kGleam ? " | " : "|";
  push_term(rest, form);
}

void Printer::one(Term term, PrintForm form) {
  if (term.is_small()) return integer(term);
  if (term.is_cons()) return list(term, form);
  if (is_float(term)) {
    char text[kShortFloatTextSize];
    out_.append(text, float_to_short_text(float_value(term), text));
    return;
  }
  if (term.is_boxed()) return boxed(term, form);
  immediate(term, form);
}

void Printer::boxed(Term term, PrintForm form) {
  switch (header_kind(term.header())) {
    case BoxedKind::kTuple: return tuple(term, form);
    case BoxedKind::kBigPositive:
    case BoxedKind::kBigNegative: return integer(term);
    case BoxedKind::kFlatMap:
    case BoxedKind::kTrieMap: return map(term, form);
    case BoxedKind::kClosure:
    case BoxedKind::kExternalFun: return fun(term, form);
    case BoxedKind::kHeapBinary:
    case BoxedKind::kSharedBinary:
    case BoxedKind::kSubBinary: return bits(term, form);
    case BoxedKind::kReference:
    case BoxedKind::kResource:
    case BoxedKind::kExternalReference:
      if (form == PrintForm::kGleam) return gleam_comment(term);
      return print_reference(out_, term);
    case BoxedKind::kExternalPid:
      if (form == PrintForm::kGleam) return gleam_comment(term);
      return print_pid(out_, term);
    case BoxedKind::kExternalPort:
      if (form == PrintForm::kGleam) return gleam_comment(term);
      return print_port(out_, term);
    case BoxedKind::kRecord:
      if (form != PrintForm::kGleam) return record(term, form);
      out_ += "//erl(";
      push_text(")");
      return record(term, PrintForm::kErlangPretty);
    case BoxedKind::kFloat:
    case BoxedKind::kTrieNode:
    case BoxedKind::kTrieCollision:
    case BoxedKind::kMatchContext: break;
  }
  VM_UNREACHABLE();
}

void Printer::immediate(Term term, PrintForm form) {
  bool gleam = form == PrintForm::kGleam;
  if (term.is_atom()) {
    if (gleam) return gleam_atom(term);
    return print_atom(out_, atoms_.text(term), options_.unicode);
  }
  if (term.is_nil()) {
    out_ += "[]";
    return;
  }
  if (gleam) return gleam_comment(term);
  if (term.is_local_pid()) return print_pid(out_, term);
  VM_CHECK(term.is_local_port());
  print_port(out_, term);
}

void Printer::integer(Term term) {
  size_t size = integer_text_size(term, 10);
  size_t at = out_.size();
  out_.resize(at + size);
  out_.resize(at + integer_to_text(term, 10, out_.data() + at));
}

void Printer::list(Term term, PrintForm form) {
  if (form == PrintForm::kGleam) return gleam_list(term);
  if (form == PrintForm::kErlangPretty && string(term)) return;
  out_ += '[';
  push_list(term, "]", form);
}

void Printer::tuple(Term term, PrintForm form) {
  if (form == PrintForm::kGleam) return gleam_tuple(term);
  out_ += '{';
  push_words(payload(term), tuple_arity(term), "}", form);
}

void Printer::map(Term term, PrintForm form) {
  bool gleam = form == PrintForm::kGleam;
  struct Pair {
    Term key, value;
  };
  std::vector<Pair> pairs;
  for (MapIterator it(term); it.next();) pairs.push_back({it.key(), it.value()});
  if (options_.ordered_maps) {
    std::sort(pairs.begin(), pairs.end(), [this](const Pair& a, const Pair& b) {
      return compare_exact(atoms_, a.key, b.key) < 0;
    });
  }
  out_ += gleam ? "dict.from_list([" : "#{";
  push_text(gleam ? "])" : "}");
  for (size_t i = pairs.size(); i-- > 0;) {
    if (gleam) push_text(")");
    push_term(pairs[i].value, form);
    push_text(gleam ? ", " : " => ");
    push_term(pairs[i].key, form);
    if (gleam) push_text("#(");
    if (i != 0) push_text(separator(form));
  }
}

void Printer::fun(Term term, PrintForm form) {
  if (form != PrintForm::kGleam) return print_fun(out_, atoms_, term, options_.hooks);
  uint32_t arity = 0;
  if (options_.hooks != nullptr) {
    arity = is_closure(term) ? options_.hooks->closure_info(term).arity
                             : options_.hooks->external_fun_info(term).arity;
  }
  out_ += "//fn(";
  for (uint32_t i = 0; i < arity; ++i) {
    if (i != 0) out_ += ", ";
    append_utf8(out_, 'a' + i);
  }
  out_ += ") { ... }";
}

void Printer::record(Term term, PrintForm form) {
  const Word* definition = payload(record_definition(term));
  size_t count = record_field_count(term);
  out_ += '#';
  print_atom(out_, atoms_.text(Term{definition[kRecordModule]}), options_.unicode);
  out_ += ':';
  print_atom(out_, atoms_.text(Term{definition[kRecordName]}), options_.unicode);
  out_ += '{';
  push_text("}");
  for (size_t i = count; i-- > 0;) {
    push_term(payload_term(term, 1 + i), form);
    work_.push_back({Work::kField, form, definition[kRecordFields + i], 0, nullptr});
    if (i != 0) push_text(",");
  }
}

// --- Text ----------------------------------------------------------------------------------------

void Printer::bits(Term term, PrintForm form) {
  BitsView view = bits_view(term);
  if (form != PrintForm::kErlang && view.is_binary()) {
    std::vector<uint8_t> storage;
    auto bytes = aligned_bytes(view, storage);
    if (form == PrintForm::kGleam ? gleam_string(bytes) : text_of_bytes(bytes)) return;
  }
  numbers(view, form);
}

void Printer::numbers(const BitsView& view, PrintForm form) {
  bool gleam = form == PrintForm::kGleam;
  out_ += "<<";
  for (size_t done = 0; done < view.bit_size;) {
    unsigned step = static_cast<unsigned>(std::min<size_t>(8, view.bit_size - done));
    if (done != 0) out_ += separator(form);
    append_number(out_, read_bits(view.bytes, view.bit_offset + done, step));
    if (step != 8) {
      out_ += gleam ? ":size(" : ":";
      append_number(out_, step);
      if (gleam) out_ += ')';
    }
    done += step;
  }
  out_ += ">>";
}

// A list of printable characters, as a string; else nothing is printed.
bool Printer::string(Term list) {
  bool wide = options_.unicode && options_.unicode_printable;
  Term at = list;
  for (; at.is_cons(); at = at.tail()) {
    Term head = at.head();
    if (!head.is_small() || head.small_value() < 0) return false;
    if (!is_printable_character(static_cast<uint64_t>(head.small_value()), wide)) return false;
  }
  if (!at.is_nil()) return false;
  out_ += '"';
  for (at = list; at.is_cons(); at = at.tail()) {
    append_escaped(out_, static_cast<uint32_t>(at.head().small_value()), '"', true);
  }
  out_ += '"';
  return true;
}

// The same for a binary.
bool Printer::text_of_bytes(std::span<const uint8_t> bytes) {
  if (bytes.empty()) return false;
  if (options_.unicode) {
    bool invalid = false;
    if (utf8_of_bytes(bytes, &invalid)) return true;
    if (!invalid) return false;
  }
  for (uint8_t byte : bytes) {
    if (!is_printable_character(byte, false)) return false;
  }
  out_ += "<<\"";
  for (uint8_t byte : bytes) append_escaped(out_, byte, '"', true);
  out_ += "\">>";
  return true;
}

// As UTF-8. What is not valid may still be text in Latin-1, but not what is not printable.
bool Printer::utf8_of_bytes(std::span<const uint8_t> bytes, bool* invalid) {
  bool ascii = true;
  size_t start = out_.size();
  out_ += "<<\"";
  for (size_t at = 0; at < bytes.size();) {
    DecodedUtf8 next = decode_utf8(bytes.data() + at, bytes.size() - at);
    *invalid = next.length == 0;
    if (*invalid || !is_printable_character(next.code_point, options_.unicode_printable)) {
      out_.resize(start);
      return false;
    }
    append_escaped(out_, next.code_point, '"', true);
    ascii &= next.length == 1;
    at += next.length;
  }
  out_ += ascii ? "\">>" : "\"/utf8>>";
  return true;
}

// --- Gleam ---------------------------------------------------------------------------------------

bool Printer::gleam_string(std::span<const uint8_t> bytes) {
  size_t start = out_.size();
  out_ += '"';
  for (size_t at = 0; at < bytes.size();) {
    DecodedUtf8 next = decode_utf8(bytes.data() + at, bytes.size() - at);
    if (next.length == 0) {
      out_.resize(start);
      return false;
    }
    uint32_t c = next.code_point;
    constexpr std::string_view kEscaped = "\"\\\r\n\t\f";
    constexpr std::string_view kLetters = "\"\\rntf";
    size_t index = c < 0x80 ? kEscaped.find(static_cast<char>(c)) : std::string_view::npos;
    if (index != std::string_view::npos) {
      out_ += '\\';
      out_ += kLetters[index];
    } else if (c < 32 || (c > 126 && c < 160)) {
      constexpr char kDigits[] = "0123456789ABCDEF";
      out_ += "\\u{00";
      out_ += kDigits[c >> 4];
      out_ += kDigits[c & 15];
      out_ += '}';
    } else {
      append_utf8(out_, c);
    }
    at += next.length;
  }
  out_ += '"';
  return true;
}

// A list of printable ASCII characters is taken for an Erlang string. Its text is not escaped.
bool Printer::gleam_charlist(Term list) {
  Term at = list;
  for (; at.is_cons(); at = at.tail()) {
    Term head = at.head();
    if (!head.is_small() || head.small_value() < 32 || head.small_value() > 126) return false;
  }
  if (!at.is_nil()) return false;
  out_ += "charlist.from_string(\"";
  for (at = list; at.is_cons(); at = at.tail()) out_ += static_cast<char>(at.head().small_value());
  out_ += "\")";
  return true;
}

void Printer::gleam_list(Term list) {
  if (gleam_charlist(list)) return;
  Term last = list;
  while (last.is_cons()) last = last.tail();
  bool proper = last.is_nil();
  out_ += proper ? "[" : "//erl([";
  push_list(list, proper ? "]" : "])", PrintForm::kGleam);
}

// The name of a Gleam constructor whose atom that is: some_name is SomeName. A character after an
// underscore is raised by 32 whatever it is, digits too, as Gleam's library does.
bool Printer::gleam_name(std::string_view atom, std::string* name) {
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (atom.empty() || is_digit(atom[0]) || atom[0] == '_' || atom.back() == '_') return false;
  bool raise = true;
  for (char c : atom) {
    if (c == '_') {
      if (raise) return false;  // two in a row
      raise = true;
      continue;
    }
    if (!is_lower(c) && !is_digit(c)) return false;
    *name += raise ? static_cast<char>(c - 32) : c;
    raise = false;
  }
  return true;
}

void Printer::gleam_atom(Term atom) {
  std::string name;
  if (gleam_name(atoms_.text(atom), &name)) {
    out_ += name;
    return;
  }
  out_ += "atom.create(\"";
  out_ += atoms_.text(atom);
  out_ += "\")";
}

void Printer::gleam_tuple(Term tuple) {
  size_t arity = tuple_arity(tuple);
  std::string name;
  if (arity != 0) {
    Term first = tuple_element(tuple, 0);
    bool constructor =
        first.is_atom() && first != atoms::kTrue && first != atoms::kFalse && first != atoms::kNil;
    if (constructor && gleam_name(atoms_.text(first), &name)) {
      out_ += name;
      out_ += '(';
      return push_words(payload(tuple) + 1, arity - 1, ")", PrintForm::kGleam);
    }
  }
  out_ += "#(";
  push_words(payload(tuple), arity, ")", PrintForm::kGleam);
}

}  // namespace

void print_term(std::string& out, const AtomTable& atoms, Term term, const PrintOptions& options) {
  Printer(out, atoms, options).print(term);
}

}  // namespace linac
