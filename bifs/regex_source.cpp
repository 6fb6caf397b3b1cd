#include "bifs/regex_source.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace linac {
namespace {

constexpr size_t kNowhere = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool all_digits(std::string_view text) {
  for (char c : text) {
    if (!is_digit(c)) return false;
  }
  return true;
}

// What a quantifier's braces hold, without spaces and with the 0 that may be left out; nothing: it is none.
std::optional<std::string> quantifier(std::string_view inner) {
  size_t comma = inner.find(',');
  std::string_view least = trimmed(inner.substr(0, comma));
  if (comma == kNowhere) {
    if (least.empty() || !all_digits(least)) return std::nullopt;
    return std::string(least);
  }
  std::string_view most = trimmed(inner.substr(comma + 1));
  if (!all_digits(least) || !all_digits(most) || (least.empty() && most.empty())) {
    return std::nullopt;
  }
  return std::string(least.empty() ? "0" : least) + "," + std::string(most);
}

// The last character of \1, \g1, \g{1} or \g{-1} stands there.
bool ends_numbered_reference(std::string_view source, size_t at) {
  if (at >= source.size() || (source[at] != '}' && !is_digit(source[at]))) return false;
  size_t before = source.find_last_not_of("0123456789+-{}g", at);
  return before != kNowhere && source[before] == '\\';
}

bool has_unlimited_repeat(std::string_view source) {
  return source.find_first_of("*+") != kNowhere || source.find(",}") != kNowhere;
}

// The name that ends the pattern is called as a group: (?P>name or (?&name.
bool ends_in_group_call(std::string_view source) {
  size_t open = source.rfind("(?");
  if (open == kNowhere) return false;
  std::string_view rest = source.substr(open + 2);
  return rest.starts_with("P>") || rest.starts_with("&");
}

size_t after(std::string_view source, size_t from, std::string_view what, size_t otherwise) {
  size_t at = source.find(what, from);
  return at == kNowhere ? otherwise : at + what.size();
}

}  // namespace

bool is_old_regex_library() {
  char version[64] = {};
  if (pcre2_config(PCRE2_CONFIG_VERSION, version) <= 0) return false;
  const char* dot = std::strchr(version, '.');
  return dot != nullptr && std::strtoul(dot + 1, nullptr, 10) < 43;
}

class RegexSource::Rewriter {
 public:
  explicit Rewriter(RegexSource& out) : out_(out), in_(out.pattern_) {}

  void run() {
    while (at_ < in_.size()) {
      char c = in_[at_];
      if (c == '\\') {
        escape();
      } else if (in_class_) {
        class_character(c);
      } else if (c == '[') {
        open_class();
      } else if (c == '{') {
        brace();
      } else if (in_.substr(at_, 3) == "(?#") {
        copy_to(after(in_, at_, ")", in_.size()));
      } else {
        copy(1);
      }
    }
  }

 private:
  char next(size_t ahead) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }
  void copy(size_t count) { copy_to(std::min(at_ + count, in_.size())); }
  void copy_to(size_t end) {
    for (; at_ < end; at_++) emit(in_[at_], at_);
  }
  void emit(char c, size_t origin) {
    out_.text_ += c;
    out_.origins_.push_back(origin);
  }
  // Instead of what stands in the pattern from here to `end`; the last characters are the same.
  void replace(std::string_view text, size_t end) {
    out_.changed_ |= text != in_.substr(at_, end - at_);
    size_t i = 0;
    for (char c : text.substr(0, text.size() - 1)) emit(c, std::min(at_ + i++, end));
    emit(text.back(), end - 1);
    at_ = end;
  }

  void escape() {
    char c = next(1);
    if (c == 'Q') return copy_to(after(in_, at_ + 2, "\\E", in_.size()));
    if (in_class_ && c == 'k') {
      out_.changed_ = true;
      at_++;
      return copy(1);
    }
    bool braced = c == 'x' || c == 'o' || c == 'N' || (!in_class_ && (c == 'g' || c == 'k'));
    if (braced && next(2) == '{') {
      size_t end = in_.find('}', at_);
      if (end == kNowhere) return copy(2);
      std::string_view inner = in_.substr(at_ + 3, end - at_ - 3);
      replace(std::string(in_.substr(at_, 3)) + std::string(trimmed(inner)) + "}", end + 1);
      return;
    }
    if (c == 'x' && !is_hex(next(2)) && out_.bare_x_ == kNowhere) out_.bare_x_ = at_ + 2;
    copy(2);
  }

  void open_class() {
    in_class_ = true;
    copy(1);
    if (next(0) == '^') copy(1);
    if (next(0) == ']') copy(1);
  }
  void class_character(char c) {
    char kind = next(1);
    if (c == '[' && (kind == ':' || kind == '.' || kind == '=')) {
      const char end[] = {kind, ']'};
      size_t close = in_.find(std::string_view(end, 2), at_ + 2);
      if (close != kNowhere && close < in_.find(']', at_)) return copy_to(close + 2);
    }
    in_class_ = c != ']';
    copy(1);
  }

  void brace() {
    size_t end = in_.find('}', at_);
    auto inner = end == kNowhere ? std::nullopt : quantifier(in_.substr(at_ + 1, end - at_ - 1));
    if (!inner) return copy(1);
    replace("{" + *inner + "}", end + 1);
  }

  RegexSource& out_;
  const std::string_view in_;
  size_t at_ = 0;
  bool in_class_ = false;
};

RegexSource::RegexSource(std::string_view pattern, bool old) : pattern_(pattern), old_(old) {
  if (old && pattern.find_first_of("\\{") != kNowhere) Rewriter(*this).run();
}

size_t RegexSource::pattern_offset(size_t offset) const {
  if (!changed_) return offset;
  return offset < origins_.size() ? origins_[offset] : pattern_.size();
}

RegexSource::Fault RegexSource::fault(int code, std::string message, size_t offset) const {
  size_t at = pattern_offset(offset);
  if (!old_) return {code, std::move(message), at};
  if (bare_x_ != kNowhere && (code == 0 || at > bare_x_)) {
    return {PCRE2_ERROR_MISSING_OCTAL_OR_HEX_DIGITS,
            "digits missing after \\x or in \\x{} or \\o{} or \\N{U+}", bare_x_};
  }
  switch (code) {
    // After the character that is wrong, and not before it.
    case PCRE2_ERROR_UNKNOWN_ESCAPE:
    case PCRE2_ERROR_QUANTIFIER_INVALID:
    case PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS:
    case PCRE2_ERROR_CLASS_RANGE_ORDER:
    case PCRE2_ERROR_INVALID_SUBPATTERN_NAME:
    case PCRE2_ERROR_INVALID_OCTAL:
    case PCRE2_ERROR_INVALID_HEXADECIMAL:
    case PCRE2_ERROR_ESCAPE_INVALID_IN_CLASS:
    case PCRE2_ERROR_CLASS_INVALID_RANGE:
    case PCRE2_ERROR_ALPHA_ASSERTION_UNKNOWN: at++; break;
    case PCRE2_ERROR_INVALID_AFTER_PARENS_QUERY: {
      at++;
      // (?a, maybe with D, P, S, T or W, are options now.
      bool option = at >= 3 && pattern_.substr(at - 3, 3) == "(?a";
      if (!option) break;
      if (at < pattern_.size() && std::strchr("DPSTW", pattern_[at]) != nullptr) at++;
      if (at == pattern_.size()) {
        return {PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS, "missing closing parenthesis", at};
      }
      if (std::strchr("imnsxJU^-):", pattern_[at]) == nullptr) at++;
      break;
    }
    case PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE:
      if (ends_numbered_reference(text(), offset)) at++;
      break;
    case PCRE2_ERROR_UNSUPPORTED_ESCAPE_SEQUENCE:
      if (at > 0 && pattern_[at - 1] == 'N') at++;
      break;
    case PCRE2_ERROR_CONDITION_ASSERTION_EXPECTED:
      message = "atomic " + message;
      at++;
      break;
    case PCRE2_ERROR_BACKSLASH_N_IN_CLASS:
      if (at < pattern_.size() && pattern_[at] == '{') {
        return {PCRE2_ERROR_UNSUPPORTED_ESCAPE_SEQUENCE,
                "PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u", at + 1};
      }
      break;
    case PCRE2_ERROR_POSIX_CLASS_NOT_IN_CLASS:
    case PCRE2_ERROR_UNKNOWN_POSIX_CLASS: at = after(pattern_, at, ":]", at); break;
    case PCRE2_ERROR_POSIX_NO_SUPPORT_COLLATING:
      at = std::min(after(pattern_, at, ".]", pattern_.size()),
                    after(pattern_, at, "=]", pattern_.size()));
      break;
    case PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH:
      if (has_unlimited_repeat(pattern_)) message = "length of lookbehind assertion is not limited";
      break;
    case PCRE2_ERROR_MISSING_NAME_TERMINATOR:
      if (at == pattern_.size() && ends_in_group_call(pattern_)) {
        return {PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS, "missing closing parenthesis", at};
      }
      break;
    case PCRE2_ERROR_SUPPORTED_ONLY_IN_UNICODE: at = after(pattern_, at, "}", at); break;
    default: break;  // one of many numbers
  }
  return {code, std::move(message), at};
}

}  // namespace linac
