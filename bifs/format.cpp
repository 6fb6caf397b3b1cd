// The format string is read into specifications (io_lib_format:scan), which are then written in
// order. What OTP calls small (numbers, characters, atoms with ~s) is flat text in the result; ~s,
// ~w and ~p are lists of their own.
#include "bifs/format.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "bifs/format_number.h"
#include "bifs/format_write.h"
#include "bifs/room.h"
#include "core/base/inline_stack.h"
#include "core/term/bits.h"

namespace linac {
namespace {

// No field is wider: it would not fit anywhere.
constexpr int64_t kMaxField = 1 << 26;

struct Specification {
  char control = 0;
  std::optional<int64_t> width;
  bool left = false;  // adjusted
  std::optional<int64_t> precision;
  uint32_t pad = ' ';
  bool unicode = false;
  bool strings = true;
  MapsOrder maps_order = MapsOrder::kAny;
  Term argument = kNoTerm;
  Term argument2 = kNoTerm;  // the depth of ~P and ~W, the prefix of ~x and ~X
};

// A character of the format string, or a control sequence.
struct Item {
  bool is_control;
  uint32_t character;
  Term other = kNoTerm;  // a list or binary in the format string, which is passed on
  Specification control;
};

// --- Reading -------------------------------------------------------------------------------------

class Scanner {
 public:
  Scanner(const AtomTable& atoms, Term arguments) : atoms_(atoms), arguments_(arguments) {}

  // It failed for an integer that is no character where OTP does not ask, or asks only when it fills a
  // field with it.
  bool unusual() const { return unusual_; }

  bool run(Term format, std::vector<Item>* items) {
    if (!read_format(format)) return false;
    while (at_ < format_.size()) {
      Term element = format_[at_++];
      if (element == make_small('~')) {
        Item item{true, 0, kNoTerm, {}};
        if (!read_control(item.control)) return false;
        items->push_back(item);
      } else if (element.is_small()) {
        if (element.small_value() < 0 || element.small_value() > kMaxCodePoint) {
          unusual_ = true;
          return false;
        }
        items->push_back({false, static_cast<uint32_t>(element.small_value()), kNoTerm, {}});
      } else if (element.is_list() || is_bitstring(element)) {
        items->push_back({false, 0, element, {}});
      } else {
        unusual_ = is_integer(element);
        return false;
      }
    }
    return arguments_.is_nil();
  }

 private:
  // An atom, a binary of Latin-1 or a list.
  bool read_format(Term format) {
    if (format.is_atom()) {
      FormatText text;
      text.add_utf8(atoms_.text(format));
      for (uint32_t c : text.tokens()) format_.push_back(make_small(c));
      return true;
    }
    if (is_bitstring(format)) {
      BitsView view = bits_view(format);
      if (!view.is_binary()) return false;
      for (size_t i = 0; i < view.bit_size; i += 8) {
        format_.push_back(
            make_small(static_cast<int64_t>(read_bits(view.bytes, view.bit_offset + i, 8))));
      }
      return true;
    }
    for (; format.is_cons(); format = format.tail()) format_.push_back(format.head());
    return format.is_nil();
  }

  bool looks_at(char c) const { return at_ < format_.size() && format_[at_] == make_small(c); }
  bool take(char c) {
    if (!looks_at(c)) return false;
    at_++;
    return true;
  }
  bool next_argument(Term* out) {
    if (!arguments_.is_cons()) return false;
    *out = arguments_.head();
    arguments_ = arguments_.tail();
    return true;
  }

  // Digits, or * for an argument. False: it is out of range.
  bool read_number(std::optional<int64_t>* out) {
    if (looks_at('*') && arguments_.is_cons() && is_integer(arguments_.head())) {
      at_++;
      Term argument;
      next_argument(&argument);
      if (!argument.is_small() || std::abs(argument.small_value()) > kMaxField) return false;
      *out = argument.small_value();
      return true;
    }
    int64_t number = 0;
    bool any = false;
    for (; at_ < format_.size() && format_[at_].is_small(); at_++) {
      int64_t digit = format_[at_].small_value() - '0';
      if (digit < 0 || digit > 9) break;
      any = true;
      number = std::min(10 * number + digit, kMaxField + 1);
    }
    if (any) *out = number;
    return number <= kMaxField;
  }

  bool read_control(Specification& spec) {
    bool minus = take('-');
    if (!read_number(&spec.width) || (minus && !spec.width)) return false;
    if (spec.width) {
      if (minus) *spec.width = -*spec.width;
      spec.left = *spec.width < 0;
      *spec.width = std::abs(*spec.width);
    }
    if (take('.') && !read_number(&spec.precision)) return false;
    if (!read_pad(spec) || !read_modifiers(spec)) return false;
    return read_control_character(spec);
  }

  bool read_pad(Specification& spec) {
    if (!looks_at('.') || at_ + 1 >= format_.size()) return true;
    at_++;
    Term pad = format_[at_++];
    if (pad == make_small('*') && arguments_.is_cons()) next_argument(&pad);
    if (!pad.is_small() || pad.small_value() < 0 || pad.small_value() > kMaxCodePoint) {
      unusual_ = true;
      return false;
    }
    spec.pad = static_cast<uint32_t>(pad.small_value());
    return true;
  }

  bool read_modifiers(Specification& spec) {
    for (;;) {
      if (take('t')) {
        spec.unicode = true;
      } else if (take('l')) {
        spec.strings = false;
      } else if (take('k')) {
        spec.maps_order = MapsOrder::kOrdered;
      } else if (looks_at('K') && arguments_.is_cons()) {
        at_++;
        Term order;
        next_argument(&order);
        // A fun that compares keys would have to be called: not from here.
        std::string_view name = order.is_atom() ? atoms_.text(order) : std::string_view();
        if (name != "ordered" && name != "reversed" && name != "undefined") {
          unusual_ = true;
          return false;
        }
        spec.maps_order = name == "ordered"    ? MapsOrder::kOrdered
                          : name == "reversed" ? MapsOrder::kReversed
                                               : MapsOrder::kAny;
      } else {
        return true;
      }
    }
  }

  bool read_control_character(Specification& spec) {
    if (at_ == format_.size() || !format_[at_].is_small()) return false;
    int64_t c = format_[at_++].small_value();
    if (c < 0 || c > 127) return false;
    spec.control = static_cast<char>(c);
    switch (spec.control) {
      case 'w':
      case 'p':
      case 's':
      case 'e':
      case 'f':
      case 'g':
      case 'b':
      case 'B':
      case '+':
      case '#':
      case 'c':
      case 'i': return next_argument(&spec.argument);
      case 'W':
      case 'P':
      case 'x':
      case 'X': return next_argument(&spec.argument) && next_argument(&spec.argument2);
      case '~':
      case 'n': return arguments_.is_list();
    }
    return false;
  }

  const AtomTable& atoms_;
  Term arguments_;
  std::vector<Term> format_;
  size_t at_ = 0;
  bool unusual_ = false;
};

}  // namespace

// --- Character data ------------------------------------------------------------------------------

namespace {

// The characters of a binary: as UTF-8 when it is that, else its bytes.
void add_binary_characters(FormatText& out, Term binary, bool latin1) {
  std::vector<uint8_t> storage;
  std::span<const uint8_t> bytes = aligned_bytes(bits_view(binary), storage);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!latin1 && is_valid_utf8(bytes)) {
    out.add_utf8(text);
  } else {
    out.add_bytes(text);
  }
}

}  // namespace

bool add_character_data(FormatText& out, Term data, bool latin1) {
  const int64_t largest = latin1 ? 0xFF : FormatText::kMaxCharacter;
  InlineStack<Term, 32> rest;
  for (;;) {
    while (data.is_cons()) {
      Term head = data.head();
      data = data.tail();
      if (head.is_small()) {
        if (head.small_value() < 0 || head.small_value() > largest) return false;
        out.add(static_cast<uint32_t>(head.small_value()));
        continue;
      }
      out.open();
      rest.push(data);
      data = head;
    }
    if (is_bitstring(data)) {
      if (!bits_view(data).is_binary()) return false;
      add_binary_characters(out, data, latin1);
    } else if (!data.is_nil()) {
      return false;
    }
    if (rest.empty()) return true;
    out.close();
    data = rest.pop();
  }
}

// --- Writing -------------------------------------------------------------------------------------

namespace {

// The column after the characters, from 0.
int64_t column_after(const std::vector<FormatText::Token>& tokens, size_t from, int64_t column) {
  for (size_t i = from; i < tokens.size(); i++) {
    if (tokens[i] == '\n') {
      column = 0;
    } else if (tokens[i] == '\t') {
      column = (column + 8) / 8 * 8;
    } else if (!FormatText::is_bracket(tokens[i])) {
      column++;
    }
  }
  return column;
}

class Builder {
 public:
  Builder(const AtomTable& atoms, FormatText& out) : atoms_(atoms), out_(out) {}

  // It failed for a number that is no character, which OTP puts into the list.
  bool unusual() const { return unusual_; }

  bool run(const std::vector<Item>& items) {
    for (const Item& item : items) {
      size_t start = out_.size();
      if (item.is_control) {
        if (!write(item.control)) return false;
        column_ = column_after(out_.tokens(), start, column_);
      } else if (item.other != kNoTerm) {
        out_.open();
        if (!add_character_data(out_, item.other, false)) return false;
        out_.close();
        column_++;
      } else {
        out_.add(item.character);
        column_ = column_after(out_.tokens(), start, column_);
      }
    }
    return true;
  }

 private:
  bool write(const Specification& spec) {
    FormatText text;
    bool small = true;
    if (!write_small(spec, text, &small)) return false;
    if (small) {
      for (FormatText::Token c : text.tokens()) {
        if (!FormatText::is_bracket(c)) out_.add(c);
      }
      return true;
    }
    if (!write_large(spec, text)) return false;
    out_.add_list(text);
    return true;
  }

  // *small: it is one of these, and `text` is its text or the answer is badarg.
  bool write_small(const Specification& spec, FormatText& text, bool* small) {
    switch (spec.control) {
      case 's':
        if (spec.argument.is_atom()) return write_atom_text(spec, text);
        break;
      case 'e':
      case 'f':
      case 'g': return is_float(spec.argument) && write_float(spec, spec.control, text);
      case 'b':
      case 'B':
      case 'x':
      case 'X':
      case '+':
      case '#': return is_integer(spec.argument) && write_base(spec, text);
      case 'c': return write_character(spec, text);
      case '~': return add_characters(spec, '~', text);
      case 'n':
        if (!spec.width) {
          text.add('\n');
          return true;
        }
        if (spec.left) return false;
        add_repeated(text, '\n', static_cast<size_t>(*spec.width), false);
        return true;
      case 'i': return true;
    }
    *small = false;
    return true;
  }

  bool write_large(const Specification& spec, FormatText& text) {
    WriteOptions options{atoms_, -1, !spec.unicode, spec.strings, spec.maps_order};
    if (spec.control == 'W' || spec.control == 'P') {
      if (!is_integer(spec.argument2)) return false;
      // A depth that is no small number is as good as none.
      options.depth = spec.argument2.is_small() ? spec.argument2.small_value() : -1;
    }
    FormatText content;
    switch (spec.control) {
      case 's':
        if (!add_character_data(content, spec.argument, !spec.unicode)) return false;
        return add_string(spec, content, text);
      case 'w':
      case 'W':
        write_term(content, spec.argument, options);
        return add_term(spec, content, spec.width, spec.precision, text);
      case 'p':
      case 'P': {
        if (spec.left) return false;
        int64_t column = spec.precision ? *spec.precision : column_ + 1;
        pretty_print(text, spec.argument, column, spec.width ? *spec.width : 80, options);
        return true;
      }
    }
    return false;
  }

  // --- fields ---

  void add_padding(FormatText& out, uint32_t c, int64_t count) {
    add_repeated(out, c, static_cast<size_t>(count), false);
  }
  // `data` with `count` pad characters on the other side of where it is adjusted to.
  void adjust(const Specification& spec, const FormatText& data, int64_t count, FormatText& out) {
    if (count == 0) return out.splice(data);
    FormatText padding;
    add_padding(padding, spec.pad, count);
    if (spec.left) {
      out.add_list(data);
      out.splice(padding);
    } else {
      out.add_list(padding);
      out.splice(data);
    }
  }

  // Numbers and ~w: what does not fit in the field is stars.
  bool add_term(const Specification& spec, const FormatText& content, std::optional<int64_t> width,
                std::optional<int64_t> precision, FormatText& out) {
    if (!width && !precision) {
      out.splice(content);
      return true;
    }
    int64_t field = width ? *width : *precision;
    int64_t length = static_cast<int64_t>(
        spec.unicode && (spec.control == 'w' || spec.control == 'W') ? content.grapheme_length()
                                                                     : content.chars_length());
    int64_t most = std::min(length, precision ? std::min(*precision, field) : field);
    if (most < 0) return false;
    if (length > most) {
      FormatText stars;
      add_padding(stars, '*', most);
      adjust(spec, stars, field - most, out);
    } else {
      adjust(spec, content, field - length, out);
    }
    return true;
  }

  // ~s: what does not fit is cut off.
  bool add_string(const Specification& spec, const FormatText& content, FormatText& out) {
    if (!spec.width && !spec.precision) {
      out.splice(content);
      return true;
    }
    for (FormatText::Token c : content.tokens()) {
      if (!FormatText::is_bracket(c) && c > kMaxCodePoint) return false;
    }
    int64_t length = static_cast<int64_t>(content.chars_length());
    int64_t precision = spec.precision ? *spec.precision : *spec.width;
    int64_t width = spec.width ? *spec.width : precision;
    if (width < precision || precision < 0) return false;
    Specification left = spec;
    if (!spec.width) left.left = true;
    if (width == precision) {
      if (length > width) {
        add_truncated(spec, content, width, out);
      } else {
        adjust(left, content, width - length, out);
      }
      return true;
    }
    FormatText data;
    if (length > precision) {
      add_truncated(spec, content, precision, data);
    } else if (length < precision) {
      data.add_list(content);
      add_padding(data, spec.pad, precision - length);
    } else {
      data.splice(content);
    }
    adjust(spec, data, width - precision, out);
    return true;
  }
  void add_truncated(const Specification& spec, const FormatText& content, int64_t count,
                     FormatText& out) {
    std::vector<FormatText::Token> characters = content.characters();
    size_t end = static_cast<size_t>(count);
    if (spec.unicode) end = clusters_end(characters.data(), characters.size(), end);
    out.splice(characters.data(), end);
  }

  // --- small ones ---

  bool write_atom_text(const Specification& spec, FormatText& text) {
    FormatText content;
    content.add_utf8(atoms_.text(spec.argument));
    if (!spec.unicode) {
      for (FormatText::Token c : content.tokens()) {
        if (c > 0xFF) return false;
      }
    }
    return add_string(spec, content, text);
  }

  bool write_float(const Specification& spec, char control, FormatText& text) {
    double value = float_value(spec.argument);
    int64_t precision = spec.precision ? *spec.precision : 6;
    if (control == 'g') {
      if (precision < 1) return false;
      constexpr double kLimits[] = {0.1, 1.0, 10.0, 100.0, 1.0e3, 1.0e4};
      double size = std::fabs(value);
      int64_t exponent = -2;
      for (double limit : kLimits) exponent += size >= limit;
      bool fixed = exponent < 4 && ((precision <= 1 && exponent == -1) ||
                                    (precision - 1 > exponent && exponent >= -1));
      control = fixed ? 'f' : 'e';
      precision = fixed ? precision - 1 - exponent : std::max<int64_t>(precision, 2);
    }
    if (precision < (control == 'e' ? 2 : 1)) return false;
    FormatText content;
    content.add_ascii(control == 'e' ? format_exponent(value, precision)
                                     : format_fixed(value, precision));
    return add_term(spec, content, spec.width, spec.width, text);
  }

  bool write_base(const Specification& spec, FormatText& text) {
    int64_t base = spec.precision ? *spec.precision : 10;
    if (base < 2 || base > 36) return false;
    FormatText digits, content;
    bool lower_case = spec.control == 'b' || spec.control == 'x' || spec.control == '+';
    write_integer(digits, spec.argument, static_cast<unsigned>(base), lower_case);
    // The prefix stands between the sign and the digits.
    const std::vector<FormatText::Token>& tokens = digits.tokens();
    bool negative = tokens[0] == '-';
    if (negative) content.add('-');
    if (!add_prefix(spec, base, content)) return false;
    content.splice(tokens.data() + negative, tokens.size() - negative);
    return add_term(spec, content, spec.width, std::nullopt, text);
  }
  bool add_prefix(const Specification& spec, int64_t base, FormatText& content) {
    if (spec.control == 'b' || spec.control == 'B') return true;
    if (spec.control == '+' || spec.control == '#') {
      content.add_ascii(std::to_string(base) + "#");
    } else if (spec.argument2.is_atom()) {
      content.add_utf8(atoms_.text(spec.argument2));
    } else {
      return add_deep_characters(spec.argument2, content);
    }
    return true;
  }
  // io_lib:deep_char_list/1: lists of characters only, no binaries.
  static bool add_deep_characters(Term list, FormatText& out) {
    InlineStack<Term, 16> rest;
    for (;;) {
      while (list.is_cons()) {
        Term head = list.head();
        list = list.tail();
        if (head.is_list()) {
          rest.push(list);
          list = head;
          continue;
        }
        if (!head.is_small() || head.small_value() < 0) return false;
        uint64_t c = static_cast<uint64_t>(head.small_value());
        if (!is_code_point(c) || c == 0xFFFE || c == 0xFFFF) return false;
        out.add(static_cast<uint32_t>(c));
      }
      if (!list.is_nil()) return false;
      if (rest.empty()) return true;
      list = rest.pop();
    }
  }

  bool write_character(const Specification& spec, FormatText& text) {
    if (!is_integer(spec.argument)) return false;
    if (spec.unicode) {
      if (!spec.argument.is_small() || spec.argument.small_value() < 0 ||
          spec.argument.small_value() > FormatText::kMaxCharacter) {
        unusual_ = true;
        return false;
      }
      return add_characters(spec, static_cast<uint32_t>(spec.argument.small_value()), text);
    }
    uint8_t low = 0;
    if (spec.argument.is_small()) {
      low = static_cast<uint8_t>(spec.argument.small_value());
    } else {
      low = static_cast<uint8_t>(payload(spec.argument)[0]);
      if (is_big_negative(spec.argument)) low = static_cast<uint8_t>(-low);
    }
    return add_characters(spec, low, text);
  }

  // The character as often as the precision says, or the width.
  bool add_characters(const Specification& spec, uint32_t c, FormatText& text) {
    int64_t count = spec.precision ? *spec.precision : spec.width ? *spec.width : 1;
    if (count < 0) return false;
    FormatText content;
    add_padding(content, c, count);
    if (!spec.width || !spec.precision) {
      text.splice(content);
      return true;
    }
    if (*spec.width < *spec.precision) return false;
    adjust(spec, content, *spec.width - *spec.precision, text);
    return true;
  }

  const AtomTable& atoms_;
  FormatText& out_;
  int64_t column_ = 0;
  bool unusual_ = false;
};

}  // namespace

FormatOutcome format_terms(FormatText& out, const AtomTable& atoms, Term format, Term arguments) {
  if (!can_be_written(arguments)) return FormatOutcome::kBadarg;
  std::vector<Item> items;
  Scanner scanner(atoms, arguments);
  if (!scanner.run(format, &items)) {
    return scanner.unusual() ? FormatOutcome::kUnusual : FormatOutcome::kBadarg;
  }
  Builder builder(atoms, out);
  if (builder.run(items)) return FormatOutcome::kDone;
  return builder.unusual() ? FormatOutcome::kUnusual : FormatOutcome::kBadarg;
}

bool format_text(FormatText& out, const AtomTable& atoms, Term format, Term arguments) {
  return format_terms(out, atoms, format, arguments) == FormatOutcome::kDone;
}

}  // namespace linac
