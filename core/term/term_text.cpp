// What is written grows at one end. A list, tuple or map that is open has its count written as zero, to be
// filled in where it closes; `levels_` says where, and what may come next in it.
#include "core/term/term_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "core/term/etf_tags.h"
#include "core/term/utf8.h"

namespace linac {
namespace {

constexpr size_t kMaxAtomCharacters = 255;
constexpr size_t kMaxDigits = 18;  // more might not be an int64_t

constexpr std::string_view kReserved[] = {
    "after", "and",   "andalso", "band",   "begin",   "bnot", "bor", "bsl",  "bsr", "bxor",
    "case",  "catch", "cond",    "div",    "else",    "end",  "fun", "if",   "let", "maybe",
    "not",   "of",    "or",      "orelse", "receive", "rem",  "try", "when", "xor"};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_name_part(char letter) {
  return is_lower(letter) || (letter >= 'A' && letter <= 'Z') || is_digit(letter) ||
         letter == '_' || letter == '@';
}
bool is_blank(char letter) {
  return letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';
}

class TermTextReader {
 public:
  explicit TermTextReader(std::string_view text) : text_(text) {}

  bool read() {
    out_.push_back(kEtfVersion);
    open(Kind::kFile, EtfTag::kList);
    while (skip_blanks()) {
      if (at_end()) {
        if (levels_.size() != 1 || levels_[0].next != Next::kFirst) return false;
        close();
        return true;
      }
      if (!step()) return false;
    }
    return false;
  }
  std::vector<uint8_t> take() { return std::move(out_); }

 private:
  enum class Kind : uint8_t { kFile, kList, kTuple, kMap };
  enum class Next : uint8_t {
    kFirst,  // a term, or the end
    kTerm,   // behind a comma or an arrow
    kMore,   // a separator, or the end
    kTail,   // the term behind a list's bar
    kEnd,    // the end only
  };
  struct Level {
    Kind kind;
    Next next;
    uint32_t count;   // terms in it, a list's tail left out
    size_t count_at;  // in out_
  };

  bool at_end() const { return at_ == text_.size(); }
  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  // False where a comment may name an encoding.
  bool skip_blanks() {
    while (!at_end()) {
      if (is_blank(peek())) {
        at_++;
      } else if (peek() == '%') {
        size_t end = std::min(text_.find('\n', at_), text_.size());
        if (text_.substr(at_, end - at_).find("coding") != text_.npos) return false;
        at_ = end;
      } else {
        break;
      }
    }
    return true;
  }

  // --- What contains terms -----------------------------------------------------------------------

  void open(Kind kind, EtfTag tag) {
    put(tag);
    levels_.push_back({kind, Next::kFirst, 0, out_.size()});
    put_u32(0);
  }

  void close() {
    Level level = levels_.back();
    levels_.pop_back();
    bool is_list = level.kind == Kind::kList || level.kind == Kind::kFile;
    if (is_list && level.count == 0) {
      out_.resize(level.count_at - 1);
      put(EtfTag::kNil);
    } else {
      if (is_list && level.next != Next::kEnd) put(EtfTag::kNil);
      uint32_t count = level.kind == Kind::kMap ? level.count / 2 : level.count;
      for (int i = 0; i < 4; i++) {
        out_[level.count_at + static_cast<size_t>(i)] = static_cast<uint8_t>(count >> (24 - 8 * i));
      }
    }
    if (!levels_.empty()) written();
  }

  // A whole term has been written.
  void written() {
    Level& level = levels_.back();
    bool is_tail = level.next == Next::kTail;
    level.next = is_tail ? Next::kEnd : Next::kMore;
    level.count += !is_tail;
  }

  bool step() {
    Level& level = levels_.back();
    switch (level.next) {
      case Next::kFirst:
        if (level.kind == Kind::kFile || peek() != closer(level.kind)) return term();
        at_++;
        close();
        return true;
      case Next::kTerm:
      case Next::kTail: return term();
      case Next::kMore: return separator(level);
      case Next::kEnd:
        if (peek() != closer(level.kind)) return false;
        at_++;
        close();
        return true;
    }
    return false;
  }

  static char closer(Kind kind) {
    switch (kind) {
      case Kind::kList: return ']';
      case Kind::kTuple:
      case Kind::kMap: return '}';
      case Kind::kFile: break;
    }
    return '.';
  }

  bool separator(Level& level) {
    char here = peek();
    at_++;
    if (level.kind == Kind::kFile) {
      level.next = Next::kFirst;
      return here == '.' && (at_end() || is_blank(peek()) || peek() == '%');
    }
    bool wants_value = level.kind == Kind::kMap && level.count % 2 == 1;
    if (wants_value) {
      level.next = Next::kTerm;
      bool arrow = here == '=' && peek() == '>';
      at_ += arrow;
      return arrow;
    }
    if (here == closer(level.kind)) {
      close();
      return true;
    }
    bool bar = here == '|' && level.kind == Kind::kList;
    level.next = bar ? Next::kTail : Next::kTerm;
    return bar || here == ',';
  }

  // --- Terms -------------------------------------------------------------------------------------

  bool term() {
    char here = peek();
    if (here == '[' || here == '{') {
      at_++;
      bool list = here == '[';
      open(list ? Kind::kList : Kind::kTuple, list ? EtfTag::kList : EtfTag::kLargeTuple);
      return true;
    }
    if (here == '#' && peek(1) == '{') {
      at_ += 2;
      open(Kind::kMap, EtfTag::kMap);
      return true;
    }
    bool read = here == '"'                     ? string_list()
                : here == '\''                  ? quoted_atom()
                : here == '<'                   ? binary()
                : here == '$'                   ? character()
                : is_lower(here)                ? atom()
                : is_digit(here) || here == '-' ? number()
                                                : false;
    if (read) written();
    return read;
  }

  bool atom() {
    size_t start = at_;
    while (is_name_part(peek())) at_++;
    std::string_view name = text_.substr(start, at_ - start);
    bool reserved =
        std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
    return !reserved && put_atom(std::string(name), name.size());
  }

  bool quoted_atom() {
    std::vector<uint32_t> characters;
    if (!quoted('\'', &characters)) return false;
    std::string name;
    for (uint32_t character : characters) append_utf8(name, character);
    return put_atom(name, characters.size());
  }

  bool put_atom(const std::string& name, size_t characters) {
    if (characters > kMaxAtomCharacters) return false;
    put(EtfTag::kAtomUtf8);
    put_u16(static_cast<uint16_t>(name.size()));
    out_.insert(out_.end(), name.begin(), name.end());
    return true;
  }

  bool number() {
    bool negative = peek() == '-';
    if (negative) at_++;
    size_t start = at_;
    while (is_digit(peek())) at_++;
    if (at_ == start || at_ - start > kMaxDigits) return false;
    if (peek() == '.' && is_digit(peek(1))) return floating(start, negative);
    if (peek() == '#' || is_name_part(peek())) return false;
    int64_t value = 0;
    std::from_chars(text_.data() + start, text_.data() + at_, value);
    put_integer(negative ? -value : value);
    return true;
  }

  bool floating(size_t start, bool negative) {
    at_++;
    while (is_digit(peek())) at_++;
    if (peek() == 'e' || peek() == 'E') {
      at_++;
      if (peek() == '-' || peek() == '+') at_++;
      if (!is_digit(peek())) return false;
      while (is_digit(peek())) at_++;
    }
    if (is_name_part(peek()) || peek() == '#') return false;
    double value = 0;
    auto [end, error] = std::from_chars(text_.data() + start, text_.data() + at_, value);
    if (error != std::errc() || end != text_.data() + at_ || !std::isfinite(value)) return false;
    put(EtfTag::kNewFloat);
    put_u64(std::bit_cast<uint64_t>(negative ? -value : value));
    return true;
  }

  bool character() {
    at_++;
    if (at_end() || static_cast<unsigned char>(peek()) <= ' ') return false;
    auto value = one_character();
    if (value) put_integer(*value);
    return value.has_value();
  }

  bool string_list() {
    std::vector<uint32_t> characters;
    if (!strings(&characters)) return false;
    if (characters.empty()) {
      put(EtfTag::kNil);
      return true;
    }
    put(EtfTag::kList);
    put_u32(static_cast<uint32_t>(characters.size()));
    for (uint32_t character : characters) put_integer(character);
    put(EtfTag::kNil);
    return true;
  }

  // <<>>, <<"...">>, <<"..."/utf8>>, <<1, 2>>
  bool binary() {
    if (peek(1) != '<') return false;
    at_ += 2;
    std::string bytes;
    if (!skip_blanks()) return false;
    if (peek() == '"' ? !binary_string(&bytes) : peek() != '>' && !binary_bytes(&bytes))
      return false;
    if (!skip_blanks() || peek() != '>' || peek(1) != '>') return false;
    at_ += 2;
    put(EtfTag::kBinary);
    put_u32(static_cast<uint32_t>(bytes.size()));
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    return true;
  }

  bool binary_string(std::string* bytes) {
    constexpr std::string_view kUtf8 = "/utf8";
    std::vector<uint32_t> characters;
    if (!strings(&characters) || !skip_blanks()) return false;
    bool utf8 = text_.substr(at_).starts_with(kUtf8);
    if (utf8) at_ += kUtf8.size();
    for (uint32_t character : characters) {
      if (!utf8 && character > 0xFF) return false;
      if (utf8) {
        append_utf8(*bytes, character);
      } else {
        bytes->push_back(static_cast<char>(character));
      }
    }
    return true;
  }

  bool binary_bytes(std::string* bytes) {
    while (true) {
      size_t start = at_;
      while (is_digit(peek())) at_++;
      int64_t value = 0;
      auto [end, error] = std::from_chars(text_.data() + start, text_.data() + at_, value);
      if (error != std::errc() || end == text_.data() + start || value > 0xFF) return false;
      bytes->push_back(static_cast<char>(value));
      if (!skip_blanks()) return false;
      if (peek() != ',') return true;
      at_++;
      if (!skip_blanks()) return false;
    }
  }

  // --- Characters --------------------------------------------------------------------------------

  // Strings beside each other are one. Three quotes mean something else in newer releases.
  bool strings(std::vector<uint32_t>* characters) {
    do {
      if (!quoted('"', characters) || peek() == '"') return false;
      if (!skip_blanks()) return false;
    } while (peek() == '"');
    return true;
  }

  bool quoted(char quote, std::vector<uint32_t>* characters) {
    at_++;
    while (!at_end() && peek() != quote) {
      if (peek() == '\n' && quote == '\'') return false;
      auto value = one_character();
      if (!value) return false;
      characters->push_back(*value);
    }
    if (at_end()) return false;
    at_++;
    return true;
  }

  std::optional<uint32_t> one_character() {
    if (peek() == '\\') return escape();
    auto bytes = as_bytes(text_.substr(at_));
    DecodedUtf8 decoded = decode_utf8(bytes.data(), bytes.size());
    if (decoded.length == 0) return std::nullopt;
    at_ += decoded.length;
    return decoded.code_point;
  }

  std::optional<uint32_t> escape() {
    char letter = peek(1);
    at_ += 2;
    if (at_ > text_.size()) return std::nullopt;
    switch (letter) {
      case 'b': return '\b';
      case 'd': return 127;
      case 'e': return 27;
      case 'f': return '\f';
      case 'n': return '\n';
      case 'r': return '\r';
      case 's': return ' ';
      case 't': return '\t';
      case 'v': return '\v';
      case '\'':
      case '"':
      case '\\': return static_cast<unsigned char>(letter);
      case 'x': return hexadecimal();
      case '^': return std::nullopt;
    }
    if (letter >= '0' && letter <= '7') return octal(letter);
    return std::nullopt;
  }

  std::optional<uint32_t> octal(char first) {
    uint32_t value = static_cast<uint32_t>(first - '0');
    for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; i++, at_++) {
      value = value * 8 + static_cast<uint32_t>(peek() - '0');
    }
    return value;
  }

  // HH or {H...}
  std::optional<uint32_t> hexadecimal() {
    bool braces = peek() == '{';
    size_t start = at_ + braces;
    size_t end = braces ? text_.find('}', start) : start + 2;
    if (end == text_.npos || end > text_.size() || end - start > 6) return std::nullopt;
    uint32_t value = 0;
    auto [last, error] = std::from_chars(text_.data() + start, text_.data() + end, value, 16);
    if (error != std::errc() || last != text_.data() + end || !is_code_point(value))
      return std::nullopt;
    at_ = end + braces;
    return value;
  }

  // --- Bytes -------------------------------------------------------------------------------------

  void put(EtfTag tag) { out_.push_back(static_cast<uint8_t>(tag)); }
  void put_u16(uint16_t value) { put_bytes(value, 2); }
  void put_u32(uint32_t value) { put_bytes(value, 4); }
  void put_u64(uint64_t value) { put_bytes(value, 8); }
  void put_bytes(uint64_t value, int count) {
    for (int i = count; i-- > 0;) out_.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }

  void put_integer(int64_t value) {
    if (value >= 0 && value <= 0xFF) {
      put(EtfTag::kSmallInteger);
      out_.push_back(static_cast<uint8_t>(value));
    } else if (value >= std::numeric_limits<int32_t>::min() &&
               value <= std::numeric_limits<int32_t>::max()) {
      put(EtfTag::kInteger);
      put_u32(static_cast<uint32_t>(value));
    } else {
      put(EtfTag::kSmallBig);
      out_.push_back(8);
      out_.push_back(value < 0);
      uint64_t magnitude = value < 0 ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
      for (int i = 0; i < 8; i++) out_.push_back(static_cast<uint8_t>(magnitude >> (8 * i)));
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<uint8_t> out_;
  std::vector<Level> levels_;
};

}  // namespace

std::optional<std::vector<uint8_t>> etf_of_text(std::string_view text) {
  if (text.size() > std::numeric_limits<uint32_t>::max()) return std::nullopt;
  TermTextReader reader(text);
  if (!reader.read()) return std::nullopt;
  return reader.take();
}

}  // namespace linac
