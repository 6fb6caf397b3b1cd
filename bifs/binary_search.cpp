// The module binary: searching, splitting and replacing.
#include <algorithm>
#include <optional>

#include "bifs/binary_argument.h"
#include "bifs/byte_search.h"
#include "bifs/fallback.h"
#include "bifs/room.h"
#include "bifs/support.h"
#include "runtime/memory/off_heap.h"
#include "runtime/process/identities.h"

namespace linac {
namespace {

// --- Patterns ------------------------------------------------------------------------------------

// What compile_pattern/1 makes: {bm | ac, Reference}.
class CompiledPattern final : public Resource {
 public:
  explicit CompiledPattern(ByteSearcher made) : searcher(std::move(made)) {}
  size_t bytes() const override { return searcher.memory(); }
  const void* kind() const override { return &kKind; }

  static constexpr char kKind = 0;
  const ByteSearcher searcher;
};

std::string text_of(Term binary) { return std::string(BinaryBytes(binary).text()); }

// The patterns of an argument that is a binary or a list of binaries, none of them empty; nothing
// for anything else.
std::optional<std::vector<std::string>> read_patterns(Term argument) {
  auto usable = [](Term t) { return is_bitstring(t) && is_binary(t) && bit_size(t) > 0; };
  std::vector<std::string> patterns;
  if (usable(argument)) {
    patterns.push_back(text_of(argument));
    return patterns;
  }
  for (; argument.is_cons(); argument = argument.tail()) {
    if (!usable(argument.head())) return std::nullopt;
    patterns.push_back(text_of(argument.head()));
  }
  if (!argument.is_nil() || patterns.empty()) return std::nullopt;
  return patterns;
}

// The searcher of a pattern argument: compiled before, or made now.
class Pattern {
 public:
  Pattern(const AtomTable& atoms, Term argument) {
    if (is_tuple_of(argument, 2)) {
      Term reference = tuple_element(argument, 1);
      Term name = tuple_element(argument, 0);
      if (!name.is_atom() || !is_boxed_kind(reference, BoxedKind::kResource)) return;
      Resource* resource = resource_of(reference);
      if (resource->kind() != &CompiledPattern::kKind) return;
      const ByteSearcher& searcher = static_cast<CompiledPattern*>(resource)->searcher;
      if (atoms.text(name) == (searcher.is_single() ? "bm" : "ac")) searcher_ = &searcher;
    } else if (auto patterns = read_patterns(argument)) {
      own_.emplace(std::move(*patterns));
      searcher_ = &*own_;
    }
  }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  bool valid() const { return searcher_ != nullptr; }
  const ByteSearcher& operator*() const { return *searcher_; }

 private:
  std::optional<ByteSearcher> own_;
  const ByteSearcher* searcher_ = nullptr;
};

// --- Options -------------------------------------------------------------------------------------

struct SearchOptions {
  bool valid = true;
  bool global = false;
  bool trim = false;
  bool trim_all = false;
  ByteRange scope;
};

// The scope of {scope, {Start, Length}}. False: it is none, or not within `size` bytes.
bool read_scope(const AtomTable& atoms, Term option, size_t size, ByteRange* scope) {
  if (!is_tuple_of(option, 2) || !tuple_element(option, 0).is_atom() ||
      atoms.text(tuple_element(option, 0)) != "scope" ||
      !is_tuple_of(tuple_element(option, 1), 2)) {
    return false;
  }
  Term range = tuple_element(option, 1);
  *scope = byte_range(tuple_element(range, 0), tuple_element(range, 1), size);
  return scope->valid;
}

// `split`: the atoms global, trim and trim_all are options too. What follows the last cell of the
// list is not looked at.
SearchOptions read_options(const AtomTable& atoms, Term options, size_t size, bool split) {
  SearchOptions result;
  result.scope = {true, 0, size};
  if (!options.is_list()) result.valid = false;
  for (; result.valid && options.is_cons(); options = options.tail()) {
    Term option = options.head();
    std::string_view name = split && option.is_atom() ? atoms.text(option) : "";
    if (name == "global") {
      result.global = true;
    } else if (name == "trim") {
      result.trim = true;
    } else if (name == "trim_all") {
      result.trim_all = true;
    } else {
      result.valid = read_scope(atoms, option, size, &result.scope);
    }
  }
  return result;
}

// --- Searching -----------------------------------------------------------------------------------

struct Search {
  bool valid = false;
  SearchOptions options;
  std::vector<ByteMatch> matches;
};

// Looks for argument 1 in argument 0, with options in argument 2 if there is one.
Search search(NativeCall& call, bool split, bool all) {
  NoGc no_gc(call.heap());
  Search result;
  Term subject = call[0].get(no_gc);
  if (!is_bitstring(subject) || !is_binary(subject)) return result;
  BinaryBytes bytes(subject);
  Term options = call.arity() > 2 ? call[2].get(no_gc) : kNil;
  result.options = read_options(call.atoms(), options, bytes.size(), split);
  Pattern pattern(call.atoms(), call[1].get(no_gc));
  if (!result.options.valid || !pattern.valid()) return result;
  result.valid = true;
  ByteRange scope = result.options.scope;
  std::span<const uint8_t> where = bytes.span().first(scope.first + scope.count);
  all |= result.options.global;
  for (size_t from = scope.first;;) {
    ByteMatch match = (*pattern).find(where, from);
    if (match.length == 0) break;
    result.matches.push_back(match);
    from = match.at + match.length;
    if (!all) break;
  }
  size_t seen = result.matches.empty() || all ? scope.count : result.matches[0].at - scope.first;
  call.charge(static_cast<int64_t>(seen / 64 + result.matches.size()));
  return result;
}

Term match_tuple(const ByteMatch& match, TermSpace& space) {
  return space.tuple_of(make_small(static_cast<int64_t>(match.at)),
                        make_small(static_cast<int64_t>(match.length)));
}

NativeResult match(NativeCall& call) {
  Search found = search(call, false, false);
  if (!found.valid) return call.badarg();
  if (found.matches.empty()) return call.value(*call.vm().atoms->intern("nomatch"));
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(match_tuple(found.matches[0], room.space()));
}

NativeResult matches(NativeCall& call) {
  Search found = search(call, false, true);
  if (!found.valid) return call.badarg();
  Reserved room = call.reserve((kConsWords + tuple_words(2)) * found.matches.size());
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (const ByteMatch& each : found.matches) list.add(match_tuple(each, room.space()));
  return call.value(list.finish());
}

// The ranges between the matches, without the empty ones that `trim` and `trim_all` leave out.
std::vector<ByteRange> split_ranges(const Search& found, size_t size) {
  std::vector<ByteRange> ranges;
  size_t from = 0;
  for (const ByteMatch& each : found.matches) {
    ranges.push_back({true, from, each.at - from});
    from = each.at + each.length;
  }
  ranges.push_back({true, from, size - from});
  const SearchOptions& options = found.options;
  auto empty = [](const ByteRange& range) { return range.count == 0; };
  if (options.trim_all) std::erase_if(ranges, empty);
  if (options.trim) {
    while (!ranges.empty() && empty(ranges.back())) ranges.pop_back();
  }
  return ranges;
}

NativeResult split(NativeCall& call) {
  Search found = search(call, true, false);
  if (!found.valid) return call.badarg();
  std::vector<ByteRange> ranges = split_ranges(found, binary_argument_size(call, 0));
  charge_cells(call, ranges.size());
  Reserved room = call.reserve((kConsWords + sub_binary_words()) * ranges.size());
  if (!room.ok()) return call.out_of_memory();
  Term subject = call[0].get(room);
  ListBuilder list(room.space());
  for (const ByteRange& range : ranges) {
    list.add(found.matches.empty()
                 ? subject
                 : make_sub_binary(subject, 8 * range.first, 8 * range.count, room.space()));
  }
  return call.value(list.finish());
}

}  // namespace

NativeResult binary_compile_pattern_1(NativeCall& call) {
  auto patterns = peek(call, [&](const NoGc& no_gc) { return read_patterns(call[0].get(no_gc)); });
  if (!patterns) return call.badarg();
  auto* compiled = new CompiledPattern(ByteSearcher(std::move(*patterns)));
  Reserved room = call.reserve(kResourceWords + tuple_words(2));
  if (!room.ok()) {
    compiled->release();
    return call.out_of_memory();
  }
  ReferenceNumbers numbers = reference_numbers(call.vm().identities->next_reference());
  Term name = *call.vm().atoms->intern(compiled->searcher.is_single() ? "bm" : "ac");
  Term reference = make_resource(room.space(), numbers.low, numbers.high, compiled);
  return call.value(room.space().tuple_of(name, reference));
}

NativeResult binary_match_2(NativeCall& call) { return match(call); }
NativeResult binary_match_3(NativeCall& call) { return match(call); }
NativeResult binary_matches_2(NativeCall& call) { return matches(call); }
NativeResult binary_matches_3(NativeCall& call) { return matches(call); }
NativeResult binary_split_2(NativeCall& call) { return split(call); }
NativeResult binary_split_3(NativeCall& call) { return split(call); }

// --- Replacing -----------------------------------------------------------------------------------

namespace {

struct ReplaceOptions {
  bool valid = true;
  bool global = false;
  ByteRange scope;
  std::vector<size_t> inserts;  // where in the replacement the replaced part goes, ascending
};

// A position in the replacement, or a list of them. False: one is outside.
bool read_inserts(Term value, size_t replacement_size, std::vector<size_t>* inserts) {
  inserts->clear();
  auto add = [&](Term position) {
    if (!position.is_small() || position.small_value() < 0 ||
        static_cast<uint64_t>(position.small_value()) > replacement_size) {
      return false;
    }
    inserts->push_back(static_cast<size_t>(position.small_value()));
    return true;
  };
  if (is_integer(value)) return add(value);
  for (; value.is_cons(); value = value.tail()) {
    if (!add(value.head())) return false;
  }
  std::sort(inserts->begin(), inserts->end());
  return value.is_nil();
}

std::optional<ReplaceOptions> read_replace_options(const AtomTable& atoms, Term list, size_t size,
                                                   size_t replacement_size, bool* bad_option) {
  ReplaceOptions options;
  options.scope = {true, 0, size};
  Term scope = kNoTerm, inserts = kNil;
  for (; list.is_cons(); list = list.tail()) {
    Term option = list.head();
    bool pair = is_tuple_of(option, 2) && tuple_element(option, 0).is_atom();
    std::string_view name = pair               ? atoms.text(tuple_element(option, 0))
                            : option.is_atom() ? atoms.text(option)
                                               : "";
    if (!pair && name == "global") {
      options.global = true;
    } else if (pair && name == "scope" && is_tuple_of(tuple_element(option, 1), 2)) {
      scope = option;
    } else if (pair && name == "insert_replaced") {
      inserts = tuple_element(option, 1);
    } else {
      *bad_option = true;
      return std::nullopt;
    }
  }
  if (!list.is_nil()) {
    *bad_option = true;
    return std::nullopt;
  }
  if (scope != kNoTerm && !read_scope(atoms, scope, size, &options.scope)) return std::nullopt;
  if (!read_inserts(inserts, replacement_size, &options.inserts)) return std::nullopt;
  return options;
}

std::optional<std::string> replaced(NativeCall& call, bool* bad_option) {
  NoGc no_gc(call.heap());
  Term subject = call[0].get(no_gc);
  Term replacement = call[2].get(no_gc);
  Term option_list = call.arity() > 3 ? call[3].get(no_gc) : kNil;
  bool is_subject = is_bitstring(subject) && is_binary(subject);
  if (!is_bitstring(replacement) || !is_binary(replacement)) return std::nullopt;
  BinaryBytes with(replacement);
  size_t size = is_subject ? bit_size(subject) / 8 : 0;
  auto options = read_replace_options(call.atoms(), option_list, size, with.size(), bad_option);
  if (!options || !is_subject) return std::nullopt;
  Pattern pattern(call.atoms(), call[1].get(no_gc));
  if (!pattern.valid()) return std::nullopt;
  BinaryBytes bytes(subject);
  std::span<const uint8_t> where = bytes.span().first(options->scope.first + options->scope.count);
  std::string out;
  const size_t most = room_left();
  size_t copied = 0;
  for (size_t from = options->scope.first;;) {
    ByteMatch match = (*pattern).find(where, from);
    if (match.length == 0) break;
    if (out.size() > most) return has_room(SIZE_MAX), std::nullopt;
    out.append(bytes.text().substr(copied, match.at - copied));
    size_t placed = 0;
    for (size_t insert : options->inserts) {
      out.append(with.text().substr(placed, insert - placed));
      out.append(bytes.text().substr(match.at, match.length));
      placed = insert;
    }
    out.append(with.text().substr(placed));
    copied = from = match.at + match.length;
    if (!options->global) break;
  }
  out.append(bytes.text().substr(copied));
  return out;
}

NativeResult replace(NativeCall& call) {
  if (call[2].is_fun()) return call_erlang_instead(call);
  bool bad_option = false;
  auto text = replaced(call, &bad_option);
  if (!text) return bad_option ? call.badarg_because(atoms::kBadopt) : call.badarg();
  call.charge(static_cast<int64_t>(text->size() / 64));
  Reserved room = call.reserve(binary_words(8 * text->size()));
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_binary(*text, room.space()));
}

}  // namespace

NativeResult binary_replace_3(NativeCall& call) { return replace(call); }
NativeResult binary_replace_4(NativeCall& call) { return replace(call); }

}  // namespace linac
