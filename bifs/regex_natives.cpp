// The module re, but for replacing and splitting, which are Erlang (library/erlang/re.erl).
//
// A call looks, matches and lets go of its terms before it reserves; the answer is then built from
// ranges of the subject. A match runs to its end and is paid for by its time: the limit of steps
// that every match has ends one that would backtrack for ever.
#include <chrono>
#include <string>

#include "bifs/binary_argument.h"
#include "bifs/iolist.h"
#include "bifs/regex.h"
#include "bifs/room.h"
#include "bifs/support.h"
#include "bifs/text.h"
#include "bifs/unicode_text.h"
#include "bifs/utf8_convert.h"
#include "core/term/atom.h"
#include "runtime/process/identities.h"

namespace linac {
namespace {

Term atom_of(NativeCall& call, std::string_view name) {
  return *call.vm().atoms->intern(std::string(name));
}

// Bytes of a pattern or a subject: those of a binary stand where they are.
class Text {
 public:
  // `unicode`: characters, else bytes; a binary is taken as it is.
  Text(Term term, bool unicode) {
    if (is_bitstring(term) && is_binary(term)) {
      view_ = binary_.emplace(term).text();
      valid_ = is_binary_term_ = true;
    } else if (unicode) {
      Utf8Conversion conversion(term, false);
      own_ = conversion.text();
      view_ = own_;
      valid_ = conversion.status() == ConvertStatus::kOk;
    } else {
      IolistSize size = iolist_bits(term, false);
      valid_ = size.valid && size.bits <= kMaxBitstringBits && has_room(size.bits / 8);
      if (!valid_) return;
      own_.resize(size.bits / 8);
      write_iolist(term, reinterpret_cast<uint8_t*>(own_.data()));
      view_ = own_;
    }
  }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  bool valid() const { return valid_; }
  bool is_binary_term() const { return is_binary_term_; }
  std::string_view view() const { return view_; }

 private:
  std::optional<BinaryBytes> binary_;
  std::string own_;
  std::string_view view_;
  bool valid_ = false;
  bool is_binary_term_ = false;
};

// --- Compiling -----------------------------------------------------------------------------------

constexpr size_t kPatternWords = kResourceWords + tuple_words(5);

// Takes over one count of `regex`.
Term build_pattern(NativeCall& call, Regex* regex, TermSpace& space) {
  ReferenceNumbers numbers = reference_numbers(call.vm().identities->next_reference());
  Term reference = make_resource(space, numbers.low, numbers.high, regex);
  return space.tuple_of(atom_of(call, "re_pattern"), make_small(regex->groups()),
                        make_small(regex->unicode()), make_small(regex->uses_crlf()), reference);
}

NativeResult answer_pattern(NativeCall& call, Regex* regex, bool with_ok) {
  Reserved room = call.reserve(kPatternWords + tuple_words(2));
  if (!room.ok()) {
    regex->release();
    return call.out_of_memory();
  }
  Term pattern = build_pattern(call, regex, room.space());
  return call.value(with_ok ? room.space().tuple_of(atoms::kOk, pattern) : pattern);
}

// {error, {Message, Offset}}, or {error, {compile, {Message, Offset}}}.
NativeResult answer_error(NativeCall& call, const RegexError& error, bool of_run) {
  Reserved room = call.reserve(kConsWords * error.message.size() + 3 * tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term message = make_character_list(error.message, kNil, space);
  Term cause = space.tuple_of(message, make_small(static_cast<int64_t>(error.offset)));
  if (of_run) cause = space.tuple_of(atom_of(call, "compile"), cause);
  return call.value(space.tuple_of(atoms::kError, cause));
}

// {ok, {re_exported_pattern, Header, Source, Options, Encoded}}: what import/1 compiles again.
constexpr std::string_view kExportHeader = "linac-re-1";
NativeResult answer_exported(NativeCall& call, const std::string& source) {
  Reserved room = call.reserve(2 * tuple_words(5) + binary_words(8 * kExportHeader.size()) +
                               binary_words(8 * source.size()) + binary_words(0));
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term header = make_binary(kExportHeader, space);
  Term text = make_binary(source, space);
  Term encoded = make_binary(std::string_view(), space);
  Term exported = space.tuple_of(atom_of(call, "re_exported_pattern"), header, text,
                                 call[1].get(room), encoded);
  return call.value(space.tuple_of(atoms::kOk, exported));
}

NativeResult compile(NativeCall& call) {
  Regex* regex = nullptr;
  RegexError error;
  std::string source;
  bool exported = false;
  {
    NoGc no_gc(call.heap());
    Term list = call.arity() > 1 ? call[1].get(no_gc) : kNil;
    auto options = read_regex_options(call.atoms(), list);
    if (!options || options->only_run) return call.badarg_because(atoms::kBadopt);
    Text text(call[0].get(no_gc), options->unicode);
    if (!text.valid()) return call.badarg();
    exported = options->exported;
    if (exported) source = text.view();
    call.charge(static_cast<int64_t>(1 + text.view().size() / 16));
    regex = compile_regex(text.view(), *options, &error);
  }
  if (regex == nullptr) return answer_error(call, error, false);
  if (!exported) return answer_pattern(call, regex, true);
  regex->release();
  return answer_exported(call, source);
}

// --- Running -------------------------------------------------------------------------------------

// What matching gave, in ranges of the subject.
struct RunResult {
  enum class Kind : uint8_t {
    kBadarg,
    kBadOption,
    kFunctionClause,
    kInternalError,
    kCompileError,
    kStatus,  // see `status`
  };
  Kind kind = Kind::kBadarg;
  MatchStatus status = MatchStatus::kNone;
  bool report_errors = false;
  RegexError error;
  bool only_match = false;  // no captures are asked for
  bool global = false;
  CaptureType type = CaptureType::kIndex;
  bool characters = false;  // captured lists are of characters
  std::vector<CapturedRow> rows;
  std::string subject;  // where the subject is no binary
  bool own_subject = false;
};

class Run {
 public:
  Run(NativeCall& call, const NoGc& no_gc)
      : call_(call), no_gc_(no_gc), atoms_(call.atoms()), start_(Clock::now()) {}
  ~Run() {
    if (own_ != nullptr) own_->release();
    auto spent = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start_);
    call_.charge(1 + spent.count());
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  RunResult result() && {
    run();
    return std::move(result_);
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Kind = RunResult::Kind;

  void run() {
    Term list = call_.arity() > 2 ? call_[2].get(no_gc_) : kNil;
    auto options = read_regex_options(atoms_, list);
    if (!options || options->exported) {
      result_.kind = Kind::kBadOption;
      return;
    }
    result_.report_errors = options->report_errors;
    Term term = call_[0].get(no_gc_);
    // A subject of characters is looked at before the pattern is compiled.
    if (options->unicode && !is_bitstring(term) && !Text(term, true).valid()) return;
    bool lists = !options->global && wants_lists(*options);
    if (options->unicode && (is_pattern_list() || lists) && !is_utf8(term)) return;
    const Regex* regex = find_regex(*options);
    if (regex == nullptr) return;
    Text subject(term, regex->unicode());
    if (!subject.valid()) return;
    // Characters that are not all binaries go through a conversion first, which looks at the whole
    // subject and takes a wrong type of captures for the usual one.
    converted_ = regex->unicode() && (!is_bitstring(term) || is_pattern_list() ||
                                      (!options->global && wants_lists(*options)));
    if (converted_ && !is_valid_utf8(as_bytes(subject.view()))) return;
    result_.characters = regex->unicode();
    result_.own_subject = !subject.is_binary_term();
    if (result_.own_subject) result_.subject = subject.view();
    if (options->global) {
      run_global(*regex, subject.view(), *options);
    } else {
      run_once(*regex, subject.view(), *options);
    }
  }

  static bool is_utf8(Term term) {
    Text text(term, true);
    return text.valid() && is_valid_utf8(text.view());
  }
  bool is_pattern_list() const { return call_[1].is_list(); }
  bool wants_lists(const RegexOptions& options) const {
    return capture_type_of(atoms_, options.capture_type) == CaptureType::kList;
  }

  // Of a compiled pattern, or of a text that is compiled now. Null: `result_` says why.
  const Regex* find_regex(const RegexOptions& options) {
    Term pattern = call_[1].get(no_gc_);
    if (is_tuple_of(pattern, 5)) {
      const Regex* regex = options.only_compile ? nullptr : regex_of(atoms_, pattern);
      if (regex == nullptr) return nullptr;
      // Only an error once it is matched.
      other_lines_ = (options.newline != 0 && options.newline != regex->newline()) ||
                     (options.bsr != 0 && options.bsr != regex->bsr());
      return regex;
    }
    if (!pattern.is_list() && !is_bitstring(pattern)) return nullptr;
    Text text(pattern, options.unicode);
    if (!text.valid()) return nullptr;
    own_ = compile_regex(text.view(), options, &result_.error);
    if (own_ == nullptr && options.report_errors) result_.kind = Kind::kCompileError;
    return own_;
  }

  // False: it ended badly, as result_ says; or there was no match.
  bool matched(MatchStatus status) {
    if (status == MatchStatus::kBadarg) {
      result_.kind = Kind::kBadarg;
    } else if (status == MatchStatus::kFailed) {
      result_.kind = Kind::kInternalError;
    } else {
      result_.kind = Kind::kStatus;
      result_.status = status;
    }
    return status == MatchStatus::kMatch;
  }

  void run_once(const Regex& regex, std::string_view subject, const RegexOptions& options) {
    auto spec = read_capture(atoms_, options, regex);
    if (!spec || other_lines_) return;
    if (converted_) {
      spec->type = capture_type_of(atoms_, options.last_type);
      if (spec->type == CaptureType::kUnknown) spec->type = CaptureType::kIndex;
    }
    if (spec->type == CaptureType::kUnknown) return;
    Matcher matcher(regex, subject, options);
    if (!matched(matcher.match(options.offset, 0, true))) return;
    result_.type = spec->type;
    result_.only_match = spec->select == CaptureSpec::Select::kNone;
    result_.rows.push_back(matcher.row(*spec));
  }

  void run_global(const Regex& regex, std::string_view subject, const RegexOptions& options) {
    auto spec = read_capture(atoms_, options, regex);
    if (options.offset > subject.size()) {
      // No match, whatever the list of captures holds.
      if (spec || options.capture.is_list()) result_.kind = Kind::kStatus;
      return;
    }
    if (!spec || other_lines_) return;
    result_.global = true;
    result_.type = capture_type_of(atoms_, options.last_type);
    result_.only_match = spec->select == CaptureSpec::Select::kNone;
    if (!find_all(regex, subject, options, *spec)) return;
    if (result_.rows.empty()) return;
    result_.status = MatchStatus::kMatch;
    if (result_.type == CaptureType::kUnknown && !result_.only_match) {
      result_.kind = Kind::kFunctionClause;
    }
  }

  // Adds a row for each match. After an empty one, one that is not empty is looked for at the same
  // place, and then the next place is the next character. Two equal matches in a row count as one.
  // False: it ended badly.
  bool find_all(const Regex& regex, std::string_view subject, const RegexOptions& options,
                const CaptureSpec& spec) {
    result_.kind = Kind::kStatus;
    result_.status = MatchStatus::kNone;
    Matcher matcher(regex, subject, options);
    // Equality is of what the options capture, with the whole match.
    CapturedRow last;
    bool compare = false;
    for (size_t at = options.offset; at <= subject.size();) {
      MatchStatus status = matcher.match(at, 0, at == options.offset);
      if (is_no_match(status, options)) break;
      if (!matched(status)) return false;
      CapturedRange whole = matcher.whole();
      CapturedRow row = compared_row(matcher, spec);
      if (!compare || row != last) result_.rows.push_back(matcher.row(spec));
      last = row;
      compare = true;
      size_t start = static_cast<size_t>(whole.start);
      if (whole.length > 0) {
        at = start + static_cast<size_t>(whole.length);
        continue;
      }
      int64_t step = 0;
      status = matcher.match(at, PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED, false);
      if (!is_no_match(status, options)) {
        if (!matched(status)) return false;
        if (compared_row(matcher, spec) != last) {
          step = matcher.whole().length;
          result_.rows.push_back(matcher.row(spec));
          compare = false;
        }
      }
      bool here = at == start || start == subject.size();
      if (step > 0) {
        at = start + static_cast<size_t>(step);
      } else {
        at = here ? next_character(regex, subject, start) : start;
      }
    }
    return true;
  }

  // A limit that is reached is no match, and what matched before counts, unless errors are reported.
  static bool is_no_match(MatchStatus status, const RegexOptions& options) {
    bool limited = status == MatchStatus::kMatchLimit || status == MatchStatus::kDepthLimit;
    return status == MatchStatus::kNone || (limited && !options.report_errors);
  }

  static CapturedRow compared_row(const Matcher& matcher, const CaptureSpec& spec) {
    CapturedRow row = matcher.row(spec);
    if (spec.select != CaptureSpec::Select::kAll) row.insert(row.begin(), matcher.whole());
    return row;
  }

  static size_t next_character(const Regex& regex, std::string_view subject, size_t at) {
    if (regex.uses_crlf() && subject.substr(at, 2) == "\r\n") return at + 2;
    if (!regex.unicode() || at >= subject.size()) return at + 1;
    uint8_t lead = static_cast<uint8_t>(subject[at]);
    if (lead >= 0xF0 && lead < 0xF8) return at + 4;
    if (lead >= 0xE0 && lead < 0xF0) return at + 3;
    return lead >= 0xC0 && lead < 0xE0 ? at + 2 : at + 1;
  }

  NativeCall& call_;
  const NoGc& no_gc_;
  const AtomTable& atoms_;
  const Clock::time_point start_;
  Regex* own_ = nullptr;
  bool converted_ = false;
  bool other_lines_ = false;  // newlines other than the pattern was compiled with
  RunResult result_;
};

// Builds what a match captured.
class CaptureBuilder {
 public:
  explicit CaptureBuilder(const RunResult& result) : result_(result) {}

  // `subject`: its bytes.
  size_t words(std::string_view subject) const {
    size_t words = tuple_words(2);
    for (const CapturedRow& row : result_.rows) {
      words += kConsWords;
      for (const CapturedRange& range : row) words += kConsWords + range_words(range, subject);
    }
    return words;
  }

  Term build(NativeCall& call, Term subject, std::string_view bytes, TermSpace& space) const {
    ListBuilder rows(space);
    Term row_term = kNil;
    for (const CapturedRow& row : result_.rows) {
      ListBuilder captures(space);
      for (const CapturedRange& each : row) captures.add(range(call, each, subject, bytes, space));
      row_term = captures.finish();
      if (result_.global) rows.add(row_term);
    }
    return space.tuple_of(atom_of(call, "match"), result_.global ? rows.finish() : row_term);
  }

 private:
  static std::string_view text_of(const CapturedRange& range, std::string_view subject) {
    if (range.length <= 0) return {};
    return subject.substr(static_cast<size_t>(range.start), static_cast<size_t>(range.length));
  }

  size_t range_words(const CapturedRange& range, std::string_view subject) const {
    switch (result_.type) {
      case CaptureType::kIndex: return tuple_words(2);
      case CaptureType::kBinary: return sub_binary_words();
      case CaptureType::kList: {
        size_t size = text_of(range, subject).size();
        return kConsWords * size + (result_.characters ? tuple_words(3) + sub_binary_words() : 0);
      }
      case CaptureType::kUnknown: break;
    }
    return 0;
  }

  Term range(NativeCall& call, const CapturedRange& range, Term subject, std::string_view bytes,
             TermSpace& space) const {
    size_t start = range.length > 0 ? static_cast<size_t>(range.start) : 0;
    switch (result_.type) {
      case CaptureType::kIndex:
        return space.tuple_of(make_small(range.start), make_small(range.length));
      case CaptureType::kBinary:
        return make_sub_binary(subject, 8 * start, 8 * text_of(range, bytes).size(), space);
      case CaptureType::kList: return list_of(call, range, subject, bytes, space);
      case CaptureType::kUnknown: break;
    }
    return kNil;
  }

  Term list_of(NativeCall& call, const CapturedRange& range, Term subject, std::string_view bytes,
               TermSpace& space) const {
    std::string_view text = text_of(range, bytes);
    if (!result_.characters) {
      Term list = kNil;
      for (size_t i = text.size(); i-- > 0;) {
        list = space.cons(make_small(static_cast<uint8_t>(text[i])), list);
      }
      return list;
    }
    // \C may take a part of a character.
    Utf8Prefix prefix = utf8_prefix(as_bytes(text));
    Term list = make_character_list(text.substr(0, prefix.valid_bytes), kNil, space);
    if (prefix.valid_bytes == text.size()) return list;
    size_t start = static_cast<size_t>(range.start) + prefix.valid_bytes;
    Term rest = make_sub_binary(subject, 8 * start, 8 * (text.size() - prefix.valid_bytes), space);
    return space.tuple_of(prefix.incomplete ? atom_of(call, "incomplete") : atoms::kError, list,
                          rest);
  }

  const RunResult& result_;
};

NativeResult answer_match(NativeCall& call, const RunResult& result) {
  if (result.only_match) return call.value(atom_of(call, "match"));
  CaptureBuilder builder(result);
  size_t words = peek(call, [&](const NoGc& no_gc) {
    if (result.own_subject) return builder.words(result.subject);
    BinaryBytes bytes(call[0].get(no_gc));
    return builder.words(bytes.text());
  });
  if (result.own_subject) words += binary_words(8 * result.subject.size());
  charge_cells(call, words);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  bool needs_binary = result.own_subject && result.type != CaptureType::kIndex;
  Term subject = needs_binary          ? make_binary(result.subject, room.space())
                 : !result.own_subject ? call[0].get(room)
                                       : kNil;
  if (result.own_subject) {
    return call.value(builder.build(call, subject, result.subject, room.space()));
  }
  BinaryBytes bytes(subject);
  return call.value(builder.build(call, subject, bytes.text(), room.space()));
}

NativeResult answer_limit(NativeCall& call, std::string_view name) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(atoms::kError, atom_of(call, name)));
}

NativeResult run(NativeCall& call) {
  RunResult result = peek(call, [&](const NoGc& no_gc) { return Run(call, no_gc).result(); });
  using Kind = RunResult::Kind;
  switch (result.kind) {
    case Kind::kBadarg: return call.badarg();
    case Kind::kBadOption: return call.badarg_because(atoms::kBadopt);
    case Kind::kFunctionClause: return call.function_clause();
    case Kind::kInternalError: return call.error(atom_of(call, "internal_error"));
    case Kind::kCompileError: return answer_error(call, result.error, true);
    case Kind::kStatus: break;
  }
  bool limited = result.report_errors && result.status != MatchStatus::kMatch;
  if (limited && result.status == MatchStatus::kMatchLimit) {
    return answer_limit(call, "match_limit");
  }
  if (limited && result.status == MatchStatus::kDepthLimit) {
    return answer_limit(call, "match_limit_recursion");
  }
  if (result.status == MatchStatus::kMatch) return answer_match(call, result);
  return call.value(atom_of(call, "nomatch"));
}

}  // namespace

NativeResult re_compile_1(NativeCall& call) { return compile(call); }
NativeResult re_compile_2(NativeCall& call) { return compile(call); }
NativeResult re_run_2(NativeCall& call) { return run(call); }
NativeResult re_run_3(NativeCall& call) { return run(call); }

// run/3 with whether the subject has not been looked at yet: it always is here.
NativeResult re_internal_run_4(NativeCall& call) {
  return call[3].is(atoms::kTrue) || call[3].is(atoms::kFalse) ? run(call) : call.badarg();
}

NativeResult re_version_0(NativeCall& call) {
  char version[64] = {};
  pcre2_config(PCRE2_CONFIG_VERSION, version);
  return bytes_to_binary(call, version);
}

// {namelist, Names}
NativeResult re_inspect_2(NativeCall& call) {
  std::vector<std::string> names;
  {
    NoGc no_gc(call.heap());
    const Regex* regex = regex_of(call.atoms(), call[0].get(no_gc));
    bool known = call[1].is_atom() && call.atoms().text(call[1].get(no_gc)) == "namelist";
    if (regex == nullptr || !known) return call.badarg();
    names = regex->names();
  }
  size_t words = tuple_words(2);
  for (const std::string& name : names) words += kConsWords + binary_words(8 * name.size());
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (const std::string& name : names) list.add(make_binary(name, room.space()));
  return call.value(room.space().tuple_of(atom_of(call, "namelist"), list.finish()));
}

// {re_exported_pattern, Header, Source, Options, Encoded}; one that another Erlang made is compiled
// again, too.
NativeResult re_import_1(NativeCall& call) {
  Regex* regex = nullptr;
  {
    NoGc no_gc(call.heap());
    Term exported = call[0].get(no_gc);
    if (!is_tuple_of(exported, 5) || !tuple_element(exported, 0).is_atom() ||
        call.atoms().text(tuple_element(exported, 0)) != "re_exported_pattern") {
      return call.badarg();
    }
    for (size_t i : {1, 2, 4}) {
      Term part = tuple_element(exported, i);
      if (!is_bitstring(part) || !is_binary(part)) return call.badarg();
    }
    if (bit_size(tuple_element(exported, 1)) == 0) return call.badarg();
    auto options = read_regex_options(call.atoms(), tuple_element(exported, 3));
    if (!options || options->only_run) return call.badarg();
    RegexError error;
    BinaryBytes source(tuple_element(exported, 2));
    regex = compile_regex(source.text(), *options, &error);
  }
  return regex == nullptr ? call.badarg() : answer_pattern(call, regex, false);
}

}  // namespace linac
