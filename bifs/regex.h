// Regular expressions of the module re, by PCRE2: options, compiled patterns and their captures.
//
// A compiled pattern is {re_pattern, Groups, Unicode, UsesCrlf, Reference}, and the reference owns a
// Regex, which never changes. Subject offsets are in bytes. Nothing here collects.
// Threads: any, for a Regex; options and captures belong to one call.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <optional>
#include <string>
#include <vector>

#include "core/term/atom.h"
#include "runtime/memory/off_heap.h"

namespace linac {

class Regex final : public Resource {
 public:
  // `anchored`: for matches that are anchored, where that is another one; null: it is not.
  Regex(pcre2_code* code, pcre2_code* anchored, bool unicode)
      : code_(code), anchored_(anchored), unicode_(unicode) {}
  ~Regex() override {
    pcre2_code_free(code_);
    pcre2_code_free(anchored_);
  }
  size_t bytes() const override;
  const void* kind() const override { return &kKind; }

  pcre2_code* code() const { return code_; }
  pcre2_code* code_for(uint32_t match_options) const {
    return anchored_ != nullptr && (match_options & PCRE2_ANCHORED) != 0 ? anchored_ : code_;
  }
  // The option: subjects are characters, and captured lists, too. A pattern may turn UTF-8 on
  // without it.
  bool unicode() const { return unicode_; }
  uint32_t groups() const { return info(PCRE2_INFO_CAPTURECOUNT); }
  uint32_t newline() const { return info(PCRE2_INFO_NEWLINE); }
  uint32_t bsr() const { return info(PCRE2_INFO_BSR); }
  // CR LF is one newline to it.
  bool uses_crlf() const;

  // Each name once, in alphabetical order.
  std::vector<std::string> names() const;
  // The groups of that name: several where the pattern allows duplicates.
  std::vector<uint32_t> groups_named(const std::string& name) const;

  static constexpr char kKind = 0;

 private:
  uint32_t info(uint32_t what) const;

  pcre2_code* const code_;
  pcre2_code* const anchored_;
  const bool unicode_;
};

// What compile/2 and run/3 can be told.
struct RegexOptions {
  uint32_t compile = 0;  // PCRE2 options
  uint32_t match = 0;
  uint32_t newline = 0;       // PCRE2_NEWLINE_*; 0: none given
  uint32_t bsr = 0;           // PCRE2_BSR_*
  bool only_compile = false;  // one was given that is for compiling only
  bool only_run = false;
  bool unicode = false;
  bool global = false;
  bool report_errors = false;
  bool exported = false;
  uint32_t offset = 0;
  std::optional<uint32_t> match_limit, depth_limit;
  // {capture, Values, Type}, the last of them: kNoTerm where there is none, or no type.
  Term capture = kNoTerm;
  Term capture_type = kNoTerm;
  // The last type that any of them gave: what counts with `global`.
  Term last_type = kNoTerm;
};

// Nothing: not a list of options.
std::optional<RegexOptions> read_regex_options(const AtomTable& atoms, Term list);

struct RegexError {
  std::string message;
  size_t offset;
};
// The caller owns one count of it. Null: `error` is set.
Regex* compile_regex(std::string_view source, const RegexOptions& options, RegexError* error);

// The Regex of a compiled pattern's term; null for any other term.
Regex* regex_of(const AtomTable& atoms, Term pattern);

enum class CaptureType : uint8_t { kIndex, kList, kBinary, kUnknown };
struct CaptureSpec {
  enum class Select : uint8_t { kAll, kAllButFirst, kNone, kGroups };
  Select select = Select::kAll;
  CaptureType type = CaptureType::kIndex;
  // For kGroups: of each value the groups that may hold it, the first one set counts.
  std::vector<std::vector<uint32_t>> groups;
};
CaptureType capture_type_of(const AtomTable& atoms, Term type);
// Nothing: not a specification.
std::optional<CaptureSpec> read_capture(const AtomTable& atoms, const RegexOptions& options,
                                        const Regex& regex);

// What a group matched; start < 0: nothing.
struct CapturedRange {
  int64_t start = -1;
  int64_t length = 0;
  bool operator==(const CapturedRange&) const = default;
};
using CapturedRow = std::vector<CapturedRange>;

enum class MatchStatus : uint8_t {
  kMatch,
  kNone,
  kMatchLimit,
  kDepthLimit,
  kBadarg,  // bytes that are no UTF-8, an offset that is none
  kFailed,  // out of memory
};

// Matches one pattern against one subject, any number of times.
class Matcher {
 public:
  Matcher(const Regex& regex, std::string_view subject, const RegexOptions& options);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  // `check`: the subject from there on may not be UTF-8.
  MatchStatus match(size_t offset, uint32_t extra_options, bool check);
  // Of the last match.
  CapturedRow row(const CaptureSpec& spec) const;
  CapturedRange whole() const { return range(0); }

 private:
  CapturedRange range(uint32_t group) const;

  const Regex& regex_;
  const std::string_view subject_;
  const uint32_t options_;
  pcre2_match_data* const data_;
  pcre2_match_context* const context_;
  uint32_t set_groups_ = 0;  // one past the highest group that is set
};

}  // namespace linac
