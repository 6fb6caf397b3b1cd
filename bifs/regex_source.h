// Patterns as PCRE2 10.47 reads them, which is OTP 29's, for a library that is older than 10.43: what can be
// said in other words is (a{,3}; spaces in braces; \k in a class), and errors get the message and the place that
// they have now. What cannot is in docs/differences.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace linac {

// A pattern in words that the library at hand knows.
class RegexSource {
 public:
  // `old`: the library is older than 10.43. Else the pattern is taken as it is.
  RegexSource(std::string_view pattern, bool old);

  std::string_view text() const { return changed_ ? std::string_view(text_) : pattern_; }

  struct Fault {
    int code = 0;  // of PCRE2, as the library at hand numbers it; 0: none
    std::string message;
    size_t offset = 0;  // in the pattern
  };
  // What compiling text() gave: a code of PCRE2 (0: it went well), its message, and a place in text().
  Fault fault(int code, std::string message, size_t offset) const;

 private:
  class Rewriter;

  size_t pattern_offset(size_t offset) const;

  const std::string_view pattern_;
  const bool old_;
  bool changed_ = false;
  std::string text_;
  std::vector<size_t> origins_;  // of the bytes of text_, in the pattern
  // Where \x without digits ends, if there is one: an error now, a zero then.
  size_t bare_x_ = std::string_view::npos;
};

// The library at hand is older than 10.43.
bool is_old_regex_library();

}  // namespace linac
