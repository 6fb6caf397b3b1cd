#include "api/gleam_literal.h"

#include <cctype>
#include <cmath>
#include <optional>

#include "core/term/bits.h"
#include "core/term/number_text.h"
#include "core/term/utf8.h"

namespace linac {
namespace {

constexpr int kMaxDepth = 200;  // of nested lists and tuples in one argument
constexpr size_t kMaxDigits = 100'000;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<GleamValue> read_all() {
    auto value = read(0);
    skip_space();
    if (!value || at_ != text_.size()) return std::nullopt;
    return value;
  }

 private:
  using Kind = GleamValue::Kind;

  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : 0; }
  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) at_++;
  }
  bool take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  std::optional<GleamValue> read(int depth) {
    skip_space();
    if (depth > kMaxDepth) return std::nullopt;
    if (peek() == '"') return read_text();
    if (std::isdigit(static_cast<unsigned char>(peek())) || peek() == '-') return read_number();
    if (take("[")) return read_elements(Kind::kList, "]", {}, depth);
    if (take("#(")) return read_elements(Kind::kTuple, ")", {}, depth);
    if (take("<<")) return read_bytes();
    if (std::isupper(static_cast<unsigned char>(peek()))) return read_constructor(depth);
    return std::nullopt;
  }

  std::optional<GleamValue> read_elements(Kind kind, std::string_view end,
                                          std::vector<GleamValue> first, int depth) {
    GleamValue value{kind, {}, 0, std::move(first)};
    skip_space();
    while (!take(end)) {
      auto element = read(depth + 1);
      if (!element) return std::nullopt;
      value.elements.push_back(std::move(*element));
      skip_space();
      if (take(",")) {
        skip_space();
      } else if (!text_.substr(at_).starts_with(end)) {
        return std::nullopt;
      }
    }
    return value;
  }

  // `Ok(1)` is {ok, 1}; of constructors without arguments only Gleam's own are read, so that a
  // plain word stays a String.
  std::optional<GleamValue> read_constructor(int depth) {
    std::string atom;
    size_t start = at_;
    while (std::isalnum(static_cast<unsigned char>(peek()))) {
      char c = text_[at_++];
      if (std::isupper(static_cast<unsigned char>(c))) {
        if (!atom.empty()) atom += '_';
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
      atom += c;
    }
    std::string_view name = text_.substr(start, at_ - start);
    GleamValue tag{Kind::kAtom, atom, 0, {}};
    if (take("(")) return read_elements(Kind::kTuple, ")", {tag}, depth);
    if (name == "True" || name == "False" || name == "Nil" || name == "None") return tag;
    return std::nullopt;
  }

  std::optional<GleamValue> read_number() {
    std::string digits;
    if (take("-")) digits = "-";
    int base = 10;
    if (take("0x") || take("0X"))
      base = 16;
    else if (take("0o") || take("0O"))
      base = 8;
    else if (take("0b") || take("0B"))
      base = 2;
    size_t start = digits.size();
    bool is_float = false;
    for (;; at_++) {
      char c = peek();
      bool digit = base == 16 ? std::isxdigit(static_cast<unsigned char>(c)) != 0
                              : c >= '0' && c < '0' + base;
      if (digit) {
        digits += c;
      } else if (c == '.' && base == 10 && !is_float && digits.size() > start) {
        is_float = true;
        digits += c;
        if (!std::isdigit(static_cast<unsigned char>(peek(1)))) digits += '0';
      } else if (c != '_' || digits.size() == start) {
        break;
      }
    }
    if (digits.size() == start || digits.size() > kMaxDigits) return std::nullopt;
    if (is_float) return read_float(digits);
    GleamValue value{Kind::kInt, digits, static_cast<double>(base), {}};
    return value;
  }

  std::optional<GleamValue> read_float(std::string digits) {
    if (peek() == 'e' || peek() == 'E') {
      digits += text_[at_++];
      if (peek() == '-' || peek() == '+') digits += text_[at_++];
      while (std::isdigit(static_cast<unsigned char>(peek()))) digits += text_[at_++];
    }
    auto number = float_from_text(digits);
    if (!number) return std::nullopt;
    return GleamValue{Kind::kFloat, {}, *number, {}};
  }

  std::optional<GleamValue> read_text() {
    at_++;
    GleamValue value;
    for (;;) {
      if (at_ >= text_.size()) return std::nullopt;
      char c = text_[at_++];
      if (c == '"') return value;
      if (c != '\\') {
        value.text += c;
        continue;
      }
      char escaped = peek();
      at_++;
      switch (escaped) {
        case 'n': value.text += '\n'; break;
        case 't': value.text += '\t'; break;
        case 'r': value.text += '\r'; break;
        case 'f': value.text += '\f'; break;
        case '"': value.text += '"'; break;
        case '\\': value.text += '\\'; break;
        case 'u':
          if (!read_code_point(value.text)) return std::nullopt;
          break;
        default: return std::nullopt;
      }
    }
  }

  bool read_code_point(std::string& out) {
    if (!take("{")) return false;
    uint32_t code = 0;
    size_t start = at_;
    while (std::isxdigit(static_cast<unsigned char>(peek())) && at_ - start < 6) {
      char c = text_[at_++];
      code = code * 16 + static_cast<uint32_t>(std::isdigit(static_cast<unsigned char>(c))
                                                   ? c - '0'
                                                   : (c | 32) - 'a' + 10);
    }
    if (at_ == start || !take("}") || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
      return false;
    }
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 63));
      out += static_cast<char>(0x80 | (code & 63));
    } else {
      out += static_cast<char>(0xF0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 63));
      out += static_cast<char>(0x80 | (code >> 6 & 63));
      out += static_cast<char>(0x80 | (code & 63));
    }
    return true;
  }

  // Bytes and strings only: segments with options are for source code.
  std::optional<GleamValue> read_bytes() {
    auto list = read_elements(Kind::kList, ">>", {}, 0);
    if (!list) return std::nullopt;
    GleamValue value;
    for (const GleamValue& element : list->elements) {
      if (element.kind == Kind::kText) {
        value.text += element.text;
      } else if (element.kind == Kind::kInt && element.number == 10 && element.text.size() < 10) {
        value.text += static_cast<char>(std::stol(element.text));
      } else {
        return std::nullopt;
      }
    }
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

GleamValue read_gleam_argument(std::string_view text) {
  if (auto value = Reader(text).read_all()) return std::move(*value);
  return GleamValue{GleamValue::Kind::kText, std::string(text), 0, {}};
}

size_t gleam_value_words(const GleamValue& value) {
  switch (value.kind) {
    case GleamValue::Kind::kInt:
      return integer_words_from_text(value.text, static_cast<unsigned>(value.number));
    case GleamValue::Kind::kFloat: return kFloatWords;
    case GleamValue::Kind::kText: return binary_words(value.text.size() * 8);
    case GleamValue::Kind::kAtom: return 0;
    case GleamValue::Kind::kList:
    case GleamValue::Kind::kTuple: break;
  }
  size_t words = 1 + kConsWords * value.elements.size();
  for (const GleamValue& element : value.elements) words += gleam_value_words(element);
  return words;
}

Term build_gleam_value(const GleamValue& value, AtomTable& atoms, TermSpace& space) {
  switch (value.kind) {
    case GleamValue::Kind::kInt:
      return integer_from_text(value.text, static_cast<unsigned>(value.number), space).value;
    case GleamValue::Kind::kFloat: return space.number(value.number);
    case GleamValue::Kind::kText: return make_binary(value.text, space);
    case GleamValue::Kind::kAtom: return atoms.intern(value.text).value_or(kNoTerm);
    case GleamValue::Kind::kTuple: {
      Term tuple = space.tuple(value.elements.size());
      for (size_t i = 0; i < value.elements.size(); i++) {
        payload(tuple)[i] = build_gleam_value(value.elements[i], atoms, space).bits;
      }
      return tuple;
    }
    case GleamValue::Kind::kList: break;
  }
  Term list = kNil;
  for (size_t i = value.elements.size(); i-- > 0;) {
    Term element = build_gleam_value(value.elements[i], atoms, space);
    list = space.cons(element, list);
  }
  return list;
}

}  // namespace linac
