#include "bifs/format_write.h"

#include <algorithm>

#include "core/term/bits.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "core/term/number_text.h"
#include "core/term/print.h"

namespace linac {

void write_integer(FormatText& out, Term integer, unsigned base, bool lower_case) {
  std::string text(integer_text_size(integer, base), '\0');
  text.resize(integer_to_text(integer, base, text.data()));
  if (lower_case) {
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  }
  out.add_ascii(text);
}

bool write_token(FormatText& out, Term term, const AtomTable& atoms, bool latin1_atoms) {
  std::string text;
  if (is_integer(term)) {
    write_integer(out, term, 10, false);
  } else if (is_float(term)) {
    char digits[kShortFloatTextSize];
    out.add_ascii({digits, float_to_short_text(float_value(term), digits)});
  } else if (term.is_atom()) {
    print_atom(text, atoms.text(term), !latin1_atoms);
    out.add_utf8(text);
  } else if (is_pid(term)) {
    print_pid(text, term);
    out.add_ascii(text);
  } else if (is_port(term)) {
    print_port(text, term);
    out.add_ascii(text);
  } else if (is_reference(term)) {
    print_reference(text, term);
    out.add_ascii(text);
  } else if (is_fun(term)) {
    print_fun(text, atoms, term);
    out.add_utf8(text);
  } else {
    return false;
  }
  return true;
}

bool write_binary_body(FormatText& out, Term bitstring, int64_t depth) {
  BitsView view = bits_view(bitstring);
  for (size_t at = 0; at < view.bit_size; at += 8) {
    if (depth-- == 1) {
      out.add_list("...");
      return false;
    }
    size_t left = view.bit_size - at;
    unsigned bits = left < 8 ? static_cast<unsigned>(left) : 8;
    out.add_list(std::to_string(read_bits(view.bytes, view.bit_offset + at, bits)));
    if (left < 8) {
      out.add(':');
      out.add_list(std::to_string(left));
    } else if (left > 8) {
      out.add(',');
    }
  }
  return true;
}

namespace {

// The escape of a character that does not show in a string; 0: \ooo.
char escape_of(uint32_t c) {
  switch (c) {
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    case '\v': return 'v';
    case '\b': return 'b';
    case '\f': return 'f';
    case 27: return 'e';
    case 127: return 'd';
  }
  return 0;
}

}  // namespace

void write_quoted(FormatText& out, const std::vector<uint32_t>& characters) {
  out.add('"');
  for (uint32_t c : characters) {
    if (c == '"' || c == '\\') {
      out.add('\\');
      out.add(c);
    } else if ((c >= ' ' && c <= '~') || c >= 0xA0) {
      out.add(c);
    } else if (char letter = escape_of(c)) {
      out.add('\\');
      out.add(static_cast<uint8_t>(letter));
    } else {
      out.add('\\');
      for (int shift = 6; shift >= 0; shift -= 3) out.add('0' + (c >> shift & 7));
    }
  }
  out.add('"');
}

std::vector<Term> ordered_pairs(const AtomTable& atoms, Term map, MapsOrder order) {
  std::vector<std::pair<Term, Term>> pairs;
  pairs.reserve(map_size(map));
  for (MapIterator it(map); it.next();) pairs.emplace_back(it.key(), it.value());
  if (order != MapsOrder::kAny) {
    std::sort(pairs.begin(), pairs.end(), [&](const auto& a, const auto& b) {
      int compared = compare_exact(atoms, a.first, b.first);
      return order == MapsOrder::kOrdered ? compared < 0 : compared > 0;
    });
  }
  std::vector<Term> result;
  result.reserve(2 * pairs.size());
  for (auto [key, value] : pairs) {
    result.push_back(key);
    result.push_back(value);
  }
  return result;
}

namespace {

// ~w with an explicit stack. A frame is a compound term with what is left of it to write; its
// elements are lists of their own in the result.
class Writer {
 public:
  Writer(FormatText& out, const WriteOptions& options) : out_(out), options_(options) {}

  void run(Term term) {
    begin(term, options_.depth);
    while (!frames_.empty()) step();
  }

 private:
  enum class Kind : uint8_t { kList, kTuple, kMapKey, kMapValue, kRecord };
  struct Frame {
    Kind kind;
    bool element_open = false;  // an element was begun: its list is to be closed
    int64_t depth;              // for the elements
    int64_t left;               // of a map's depth for further pairs
    Term term;                  // a list's rest, a tuple, a record
    size_t index = 0;
    std::vector<Term> pairs;
  };

  // Writes a token, or the front of a compound term, whose frame it pushes.
  void begin(Term term, int64_t depth) {
    if (depth == 0) return out_.add_ascii("...");
    if (write_token(out_, term, options_.atoms, options_.latin1)) return;
    if (term.is_nil()) return out_.add_ascii("[]");
    if (term.is_cons()) return begin_list(term, depth);
    if (is_tuple(term)) return begin_tuple(term, depth);
    if (is_map(term)) return begin_map(term, depth);
    if (is_boxed_kind(term, BoxedKind::kRecord)) return begin_record(term, depth);
    VM_CHECK(is_bitstring(term));
    out_.add_ascii("<<");
    out_.open();
    write_binary_body(out_, term, depth);
    out_.close();
    out_.add_ascii(">>");
  }

  void begin_list(Term list, int64_t depth) {
    if (depth == 1) return out_.add_ascii("[...]");
    out_.add('[');
    out_.open();
    frames_.push_back({Kind::kList, false, depth - 1, 0, list, 0, {}});
  }
  void begin_tuple(Term tuple, int64_t depth) {
    if (tuple_arity(tuple) == 0) return out_.add_ascii("{}");
    if (depth == 1) return out_.add_ascii("{...}");
    out_.add('{');
    out_.open();
    frames_.push_back({Kind::kTuple, false, depth - 1, 0, tuple, 0, {}});
  }
  void begin_map(Term map, int64_t depth) {
    if (map_size(map) == 0 || depth == 1) return out_.add_ascii("#{}");
    out_.add_ascii("#{");
    out_.open();
    frames_.push_back({Kind::kMapKey, false, depth - 1, depth - 1, map, 0,
                       ordered_pairs(options_.atoms, map, options_.maps_order)});
  }
  void begin_record(Term record, int64_t depth) {
    Term definition = record_definition(record);
    out_.add('#');
    add_atom(tuple_element(definition, kRecordModule));
    out_.add(':');
    add_atom(tuple_element(definition, kRecordName));
    out_.add('{');
    out_.open();
    frames_.push_back({Kind::kRecord, false, depth, 0, record, 0, {}});
  }

  void add_atom(Term atom) {
    out_.open();
    write_token(out_, atom, options_.atoms, options_.latin1);
    out_.close();
  }

  // Goes on with the innermost compound term: its next element, or its end.
  void step() {
    Frame& frame = frames_.back();
    if (frame.element_open) {
      out_.close();
      frame.element_open = false;
    }
    switch (frame.kind) {
      case Kind::kList: return step_list(frame);
      case Kind::kTuple: return step_tuple(frame);
      case Kind::kMapKey: return step_map(frame);
      case Kind::kMapValue: return step_map_value(frame);
      case Kind::kRecord: return step_record(frame);
    }
  }

  void element(Frame& frame, Term term, int64_t depth) {
    out_.open();
    frame.element_open = true;
    begin(term, depth);  // may move the frame
  }
  void end(char bracket) {
    out_.close();
    out_.add(static_cast<uint8_t>(bracket));
    frames_.pop_back();
  }

  void step_list(Frame& frame) {
    Term rest = frame.term;
    if (frame.index++ > 0) {
      if (rest.is_nil()) return end(']');
      if (frame.depth == 1) {
        out_.add_ascii("|...");
        return end(']');
      }
      out_.add(rest.is_cons() ? ',' : '|');
      frame.depth--;
    }
    frame.term = rest.is_cons() ? rest.tail() : kNil;
    element(frame, rest.is_cons() ? rest.head() : rest, frame.depth);
  }

  void step_tuple(Frame& frame) {
    size_t index = frame.index++;
    if (index == tuple_arity(frame.term)) return end('}');
    if (index > 0) {
      if (frame.depth == 1) {
        out_.add_ascii(",...");
        return end('}');
      }
      out_.add(',');
      frame.depth--;
    }
    element(frame, tuple_element(frame.term, index), frame.depth);
  }

  void step_map(Frame& frame) {
    if (frame.index > 0) {
      out_.close();  // of the pair
      if (frame.left == 1) {
        out_.add_ascii(",...");
        return end('}');
      }
      frame.left--;
      if (frame.index == frame.pairs.size()) return end('}');
      out_.add(',');
    }
    out_.open();
    frame.kind = Kind::kMapValue;
    element(frame, frame.pairs[frame.index], frame.depth);
  }
  void step_map_value(Frame& frame) {
    out_.add_list(" => ");
    frame.kind = Kind::kMapKey;
    Term value = frame.pairs[frame.index + 1];
    frame.index += 2;
    element(frame, value, frame.depth);
  }

  void step_record(Frame& frame) {
    size_t index = frame.index++;
    if (index > 0) {
      if (index < record_field_count(frame.term)) out_.add_list(",");
      frame.depth--;
    }
    if (index == record_field_count(frame.term)) return end('}');
    if (frame.depth == 1) {
      out_.add_ascii("...");
      return end('}');
    }
    add_atom(tuple_element(record_definition(frame.term), kRecordFields + index));
    out_.add_list(" = ");
    element(frame, payload_term(frame.term, 1 + index), frame.depth - 1);
  }

  FormatText& out_;
  const WriteOptions& options_;
  std::vector<Frame> frames_;
};

}  // namespace

void write_term(FormatText& out, Term term, const WriteOptions& options) {
  Writer(out, options).run(term);
}

}  // namespace linac
