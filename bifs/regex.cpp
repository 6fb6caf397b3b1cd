// What of regular expressions is not a native: options, patterns, captures, matching.
#include "bifs/regex.h"

#include <algorithm>
#include <climits>

#include "bifs/binary_argument.h"
#include "bifs/iolist.h"
#include "bifs/regex_source.h"
#include "bifs/room.h"

namespace linac {
namespace {

// A pattern that backtracks deeply keeps its places in memory: as much as this, in KiB, before there
// is no match.
constexpr uint32_t kHeapLimit = 2 * 1024 * 1024;

enum OptionFlag : uint8_t {
  kOnlyCompile = 1,
  kOnlyRun = 2,
  kUnicode = 4,
  kGlobal = 8,
  kReportErrors = 16,
  kExport = 32,
};
struct OptionName {
  std::string_view name;
  uint32_t compile, match;
  uint8_t flags;
};
constexpr OptionName kOptions[] = {
    {"unicode", PCRE2_UTF, 0, kOnlyCompile | kUnicode},
    {"global", 0, 0, kOnlyRun | kGlobal},
    {"anchored", PCRE2_ANCHORED, PCRE2_ANCHORED, 0},
    {"caseless", PCRE2_CASELESS, 0, kOnlyCompile},
    {"multiline", PCRE2_MULTILINE, 0, kOnlyCompile},
    {"dotall", PCRE2_DOTALL, 0, kOnlyCompile},
    {"extended", PCRE2_EXTENDED, 0, kOnlyCompile},
    {"ucp", PCRE2_UCP, 0, kOnlyCompile},
    {"ungreedy", PCRE2_UNGREEDY, 0, kOnlyCompile},
    {"dollar_endonly", PCRE2_DOLLAR_ENDONLY, 0, kOnlyCompile},
    {"firstline", PCRE2_FIRSTLINE, 0, kOnlyCompile},
    {"no_auto_capture", PCRE2_NO_AUTO_CAPTURE, 0, kOnlyCompile},
    {"dupnames", PCRE2_DUPNAMES, 0, kOnlyCompile},
    {"no_start_optimize", PCRE2_NO_START_OPTIMIZE, 0, kOnlyCompile},
    {"never_utf", PCRE2_NEVER_UTF, 0, kOnlyCompile},
    {"export", 0, 0, kOnlyCompile | kExport},
    {"notempty", 0, PCRE2_NOTEMPTY, kOnlyRun},
    {"notempty_atstart", 0, PCRE2_NOTEMPTY_ATSTART, kOnlyRun},
    {"notbol", 0, PCRE2_NOTBOL, kOnlyRun},
    {"noteol", 0, PCRE2_NOTEOL, kOnlyRun},
    {"report_errors", 0, 0, kOnlyRun | kReportErrors},
};

struct Newline {
  std::string_view name;
  uint32_t value;
};
constexpr Newline kNewlines[] = {
    {"lf", PCRE2_NEWLINE_LF},   {"crlf", PCRE2_NEWLINE_CRLF},       {"cr", PCRE2_NEWLINE_CR},
    {"any", PCRE2_NEWLINE_ANY}, {"anycrlf", PCRE2_NEWLINE_ANYCRLF}, {"nul", PCRE2_NEWLINE_NUL},
};

bool read_name(std::string_view name, RegexOptions* options) {
  if (name == "bsr_anycrlf" || name == "bsr_unicode") {
    options->bsr = name == "bsr_unicode" ? PCRE2_BSR_UNICODE : PCRE2_BSR_ANYCRLF;
    return true;
  }
  auto found = std::find_if(std::begin(kOptions), std::end(kOptions),
                            [&](const OptionName& each) { return each.name == name; });
  if (found == std::end(kOptions)) return false;
  options->compile |= found->compile;
  options->match |= found->match;
  options->only_compile |= (found->flags & kOnlyCompile) != 0;
  options->only_run |= (found->flags & kOnlyRun) != 0;
  options->unicode |= (found->flags & kUnicode) != 0;
  options->global |= (found->flags & kGlobal) != 0;
  options->report_errors |= (found->flags & kReportErrors) != 0;
  options->exported |= (found->flags & kExport) != 0;
  return true;
}

// A number as C's int, not negative.
std::optional<uint32_t> read_count(Term term) {
  if (!term.is_small() || term.small_value() < 0 || term.small_value() > INT_MAX) {
    return std::nullopt;
  }
  return static_cast<uint32_t>(term.small_value());
}

bool read_pair(const AtomTable& atoms, std::string_view name, Term value, RegexOptions* options) {
  if (name == "newline") {
    if (!value.is_atom()) return false;
    for (const Newline& each : kNewlines) {
      if (each.name == atoms.text(value)) {
        options->newline = each.value;
        return true;
      }
    }
    return false;
  }
  options->only_run = true;
  if (name == "capture") {
    options->capture = value;
    options->capture_type = kNoTerm;
    return true;
  }
  auto count = read_count(value);
  if (!count) return false;
  if (name == "offset") {
    options->offset = *count;
  } else if (name == "match_limit") {
    options->match_limit = *count;
  } else if (name == "match_limit_recursion") {
    options->depth_limit = *count;
  } else {
    return false;
  }
  return true;
}

bool read_option(const AtomTable& atoms, Term option, RegexOptions* options) {
  if (option.is_atom()) return read_name(atoms.text(option), options);
  if (!is_tuple(option) || tuple_arity(option) < 2 || !tuple_element(option, 0).is_atom()) {
    return false;
  }
  std::string_view name = atoms.text(tuple_element(option, 0));
  if (is_tuple_of(option, 2)) return read_pair(atoms, name, tuple_element(option, 1), options);
  if (!is_tuple_of(option, 3) || name != "capture") return false;
  options->only_run = true;
  options->capture = tuple_element(option, 1);
  options->capture_type = options->last_type = tuple_element(option, 2);
  return true;
}

struct RegexNames {
  uint32_t count = 0, entry_size = 0;
  PCRE2_SPTR at = nullptr;
};
RegexNames regex_names(const pcre2_code* code) {
  RegexNames table;
  pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &table.count);
  pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &table.entry_size);
  pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table.at);
  return table;
}

// A group's name as an atom or an iolist, up to its first zero. Nothing: neither.
std::optional<std::string> name_of(const AtomTable& atoms, Term value) {
  std::string name;
  if (value.is_atom()) {
    name = atoms.text(value);
  } else if (value.is_list() || is_bitstring(value)) {
    IolistSize size = iolist_bits(value, false);
    if (!size.valid || !has_room(size.bits / 8)) return std::nullopt;
    name.resize(size.bits / 8);
    write_iolist(value, reinterpret_cast<uint8_t*>(name.data()));
  } else {
    return std::nullopt;
  }
  return name.substr(0, name.find('\0'));
}

bool read_groups(const AtomTable& atoms, Term values, const Regex& regex, CaptureSpec* spec) {
  for (; values.is_cons(); values = values.tail()) {
    Term value = values.head();
    if (auto group = read_count(value)) {
      spec->groups.push_back({*group});
    } else if (auto name = name_of(atoms, value)) {
      spec->groups.push_back(regex.groups_named(*name));
    } else {
      return false;
    }
  }
  return values.is_nil();
}

// The option that turns a compile context with a newline or \R into one; null without.
class CompileContext {
 public:
  explicit CompileContext(const RegexOptions& options) {
    if (options.newline == 0 && options.bsr == 0) return;
    context_ = pcre2_compile_context_create(nullptr);
    if (options.newline != 0) pcre2_set_newline(context_, options.newline);
    if (options.bsr != 0) pcre2_set_bsr(context_, options.bsr);
  }
  ~CompileContext() { pcre2_compile_context_free(context_); }
  CompileContext(const CompileContext&) = delete;
  CompileContext& operator=(const CompileContext&) = delete;
  pcre2_compile_context* get() const { return context_; }

 private:
  pcre2_compile_context* context_ = nullptr;
};

pcre2_match_context* match_context(const RegexOptions& options) {
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_set_heap_limit(context, kHeapLimit);
  if (options.match_limit) pcre2_set_match_limit(context, *options.match_limit);
  if (options.depth_limit) pcre2_set_depth_limit(context, *options.depth_limit);
  return context;
}

}  // namespace

uint32_t Regex::info(uint32_t what) const {
  uint32_t value = 0;
  pcre2_pattern_info(code_, what, &value);
  return value;
}

size_t Regex::bytes() const {
  size_t size = 0;
  pcre2_pattern_info(code_, PCRE2_INFO_SIZE, &size);
  return anchored_ == nullptr ? size : 2 * size;
}

bool Regex::uses_crlf() const {
  uint32_t kind = newline();
  return kind == PCRE2_NEWLINE_CRLF || kind == PCRE2_NEWLINE_ANY || kind == PCRE2_NEWLINE_ANYCRLF;
}

std::vector<std::string> Regex::names() const {
  RegexNames table = regex_names(code_);
  std::vector<std::string> names;
  for (uint32_t i = 0; i < table.count; i++) {
    std::string name(reinterpret_cast<const char*>(table.at + i * table.entry_size + 2));
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  return names;
}

std::vector<uint32_t> Regex::groups_named(const std::string& name) const {
  RegexNames table = regex_names(code_);
  std::vector<uint32_t> groups;
  for (uint32_t i = 0; i < table.count; i++) {
    PCRE2_SPTR entry = table.at + i * table.entry_size;
    if (name == reinterpret_cast<const char*>(entry + 2)) {
      groups.push_back(static_cast<uint32_t>(entry[0] << 8 | entry[1]));
    }
  }
  return groups;
}

std::optional<RegexOptions> read_regex_options(const AtomTable& atoms, Term list) {
  RegexOptions options;
  for (; list.is_cons(); list = list.tail()) {
    if (!read_option(atoms, list.head(), &options)) return std::nullopt;
  }
  if (!list.is_nil()) return std::nullopt;
  return options;
}

Regex* compile_regex(std::string_view pattern, const RegexOptions& options, RegexError* error) {
  static const bool old = is_old_regex_library();
  CompileContext context(options);
  RegexSource source(pattern, old);
  std::string_view text = source.text();
  int code = 0;
  PCRE2_SIZE offset = 0;
  auto compile = [&](uint32_t flags) {
    return pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), flags, &code,
                         &offset, context.get());
  };
  // An anchored match begins on the first line anyway, and 10.42 errs about some of them.
  bool anchored = (options.compile & PCRE2_ANCHORED) != 0;
  bool first_line = (options.compile & PCRE2_FIRSTLINE) != 0;
  uint32_t without = options.compile & ~uint32_t{PCRE2_FIRSTLINE};
  pcre2_code* compiled = compile(anchored ? without : options.compile);
  std::string message;
  if (compiled != nullptr) {
    code = 0;
  } else {
    PCRE2_UCHAR known[160];
    message = pcre2_get_error_message(code, known, sizeof known) == PCRE2_ERROR_BADDATA
                  ? "Unknown error (" + std::to_string(code) + ")"
                  : reinterpret_cast<const char*>(known);
  }
  RegexSource::Fault fault = source.fault(code, std::move(message), offset);
  if (fault.code == 0) {
    pcre2_code* other = first_line && !anchored ? compile(without) : nullptr;
    return new Regex(compiled, other, options.unicode);
  }
  pcre2_code_free(compiled);
  error->message = std::move(fault.message);
  error->offset = fault.offset;
  return nullptr;
}

Regex* regex_of(const AtomTable& atoms, Term pattern) {
  if (!is_tuple_of(pattern, 5) || !tuple_element(pattern, 0).is_atom() ||
      atoms.text(tuple_element(pattern, 0)) != "re_pattern") {
    return nullptr;
  }
  for (size_t i = 1; i <= 3; i++) {
    if (!tuple_element(pattern, i).is_small()) return nullptr;
  }
  Term reference = tuple_element(pattern, 4);
  if (!is_boxed_kind(reference, BoxedKind::kResource)) return nullptr;
  Resource* resource = resource_of(reference);
  return resource->kind() == &Regex::kKind ? static_cast<Regex*>(resource) : nullptr;
}

CaptureType capture_type_of(const AtomTable& atoms, Term type) {
  if (type == kNoTerm) return CaptureType::kIndex;
  std::string_view name = type.is_atom() ? atoms.text(type) : "";
  if (name == "index") return CaptureType::kIndex;
  if (name == "list") return CaptureType::kList;
  return name == "binary" ? CaptureType::kBinary : CaptureType::kUnknown;
}

std::optional<CaptureSpec> read_capture(const AtomTable& atoms, const RegexOptions& options,
                                        const Regex& regex) {
  using Select = CaptureSpec::Select;
  CaptureSpec spec;
  if (options.capture == kNoTerm) return spec;
  spec.type = capture_type_of(atoms, options.capture_type);
  std::string_view name = options.capture.is_atom() ? atoms.text(options.capture) : "";
  if (name == "all") {
    spec.select = Select::kAll;
  } else if (name == "none" || options.capture.is_nil()) {
    spec.select = Select::kNone;
  } else if (name == "all_but_first") {
    spec.select = Select::kAllButFirst;
  } else if (name == "first") {
    spec.select = Select::kGroups;
    spec.groups.push_back({0});
  } else if (name == "all_names") {
    for (const std::string& each : regex.names()) spec.groups.push_back(regex.groups_named(each));
    spec.select = spec.groups.empty() ? Select::kNone : Select::kGroups;
  } else {
    spec.select = Select::kGroups;
    if (!options.capture.is_cons() || !read_groups(atoms, options.capture, regex, &spec)) {
      return std::nullopt;
    }
  }
  return spec;
}

Matcher::Matcher(const Regex& regex, std::string_view subject, const RegexOptions& options)
    : regex_(regex),
      subject_(subject),
      options_(options.match),
      data_(pcre2_match_data_create_from_pattern(regex.code(), nullptr)),
      context_(match_context(options)) {}

Matcher::~Matcher() {
  pcre2_match_data_free(data_);
  pcre2_match_context_free(context_);
}

MatchStatus Matcher::match(size_t offset, uint32_t extra_options, bool check) {
  uint32_t options = options_ | extra_options | (check ? 0 : PCRE2_NO_UTF_CHECK);
  int result = pcre2_match(regex_.code_for(options), reinterpret_cast<PCRE2_SPTR>(subject_.data()),
                           subject_.size(), offset, options, data_, context_);
  if (result > 0) {
    set_groups_ = static_cast<uint32_t>(result);
    return MatchStatus::kMatch;
  }
  switch (result) {
    case PCRE2_ERROR_NOMATCH:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_RECURSELOOP: return MatchStatus::kNone;
    case PCRE2_ERROR_MATCHLIMIT: return MatchStatus::kMatchLimit;
    case PCRE2_ERROR_DEPTHLIMIT: return MatchStatus::kDepthLimit;
    case PCRE2_ERROR_BADOFFSET:
    case PCRE2_ERROR_BADUTFOFFSET: return MatchStatus::kBadarg;
    default:  // one of many numbers
      return result <= PCRE2_ERROR_UTF8_ERR1 && result >= PCRE2_ERROR_UTF8_ERR21
                 ? MatchStatus::kBadarg
                 : MatchStatus::kFailed;
  }
}

CapturedRange Matcher::range(uint32_t group) const {
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data_) + 2 * group;
  if (group >= set_groups_ || ends[0] == PCRE2_UNSET) return {};
  return {static_cast<int64_t>(ends[0]), static_cast<int64_t>(ends[1] - ends[0])};
}

CapturedRow Matcher::row(const CaptureSpec& spec) const {
  CapturedRow row;
  switch (spec.select) {
    case CaptureSpec::Select::kNone: break;
    case CaptureSpec::Select::kAll:
    case CaptureSpec::Select::kAllButFirst:
      for (uint32_t i = spec.select == CaptureSpec::Select::kAll ? 0 : 1; i < set_groups_; i++) {
        row.push_back(range(i));
      }
      break;
    case CaptureSpec::Select::kGroups:
      for (const auto& groups : spec.groups) {
        auto set = std::find_if(groups.begin(), groups.end(),
                                [&](uint32_t group) { return range(group).start >= 0; });
        row.push_back(set == groups.end() ? CapturedRange{} : range(*set));
      }
      break;
  }
  return row;
}

}  // namespace linac
