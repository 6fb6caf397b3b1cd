// The module string: trimming, splitting, replacing and finding.
#include <algorithm>
#include <optional>

#include "bifs/fallback.h"
#include "bifs/string_data.h"
#include "bifs/support.h"

namespace linac {
namespace {

// --- Trimming ------------------------------------------------------------------------------------

// What is trimmed: clusters.
class Separators {
 public:
  // unicode_util:pattern_whitespace/0.
  Separators() = default;
  // Code points and flat lists of them. False: it is something else.
  bool read(Term list) {
    whitespace_ = false;
    for (; list.is_cons(); list = list.tail()) {
      Term element = list.head();
      std::vector<uint32_t> cluster;
      if (element.is_small() && element.small_value() >= 0 &&
          element.small_value() <= kMaxCodePoint) {
        cluster.push_back(static_cast<uint32_t>(element.small_value()));
      } else if (!element.is_cons() || !read_points(ListCursor(element), &cluster)) {
        return false;
      }
      clusters_.push_back(std::move(cluster));
    }
    return list.is_nil();
  }

  // The code points from `at` to `end` are one of them.
  template <class Cursor>
  bool has(Cursor at, const Cursor& end) const {
    std::vector<uint32_t> points;
    for (uint32_t point; at.at != end.at && at.next(&point);) points.push_back(point);
    if (!whitespace_) {
      return std::find(clusters_.begin(), clusters_.end(), points) != clusters_.end();
    }
    if (points.size() == 2) return points[0] == '\r' && points[1] == '\n';
    return points.size() == 1 && is_pattern_whitespace(points[0]);
  }
  // A cluster of them begins with it.
  bool may_begin(uint32_t point) const {
    if (whitespace_) return is_pattern_whitespace(point);
    return std::any_of(clusters_.begin(), clusters_.end(),
                       [&](const auto& cluster) { return cluster[0] == point; });
  }

 private:
  bool whitespace_ = true;
  std::vector<std::vector<uint32_t>> clusters_;
};

// Moves past the separators at the front. False: stuck.
template <class Cursor>
bool trim_leading(Cursor& at, const Separators& separators) {
  for (;;) {
    Cursor ahead = at;
    uint32_t first;
    if (!ahead.next(&first)) break;
    finish_cluster(ahead, first);
    if (is_stuck(ahead)) return false;
    if (!separators.may_begin(first) || !separators.has(at, ahead)) break;
    at = ahead;
  }
  return !is_stuck(at);
}

// Where the text ends before its last separators. Clusters are looked at from each code point that
// may begin one, not from the beginning of the text. False: stuck.
template <class Cursor>
bool trim_trailing(Cursor at, const Separators& separators, Cursor* end) {
  *end = at;
  for (uint32_t first;;) {
    Cursor begin = at;
    if (!at.next(&first)) return at.at_end();
    if (separators.may_begin(first)) {
      finish_cluster(at, first);
      if (separators.has(begin, at)) continue;
    }
    *end = at;
  }
}

// What is left of a text, from `first` to `last`. False: stuck.
template <class Cursor>
bool trim_text(Cursor text, bool leading, bool trailing, const Separators& separators,
               Cursor* first, Cursor* last) {
  *first = text;
  if (leading && !trim_leading(*first, separators)) return false;
  return !trailing || trim_trailing(*first, separators, last);
}

NativeResult trim_binary(NativeCall& call, bool leading, bool trailing,
                         const Separators& separators) {
  size_t size = 0, first = 0, last = 0;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    BinaryBytes bytes(call[0].get(no_gc));
    size = last = bytes.size();
    Utf8Cursor text(bytes.span()), begin = text, end = text;
    if (!trim_text(text, leading, trailing, separators, &begin, &end)) return false;
    first = static_cast<size_t>(begin.at - bytes.data());
    if (trailing) last = static_cast<size_t>(end.at - bytes.data());
    return true;
  });
  if (!ok) return call_erlang_instead(call);
  charge_cells(call, size);
  if (first == 0 && last == size) return call.value(call[0]);
  Reserved room = call.reserve(sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  return call.value(
      make_sub_binary(call[0].get(room), 8 * first, 8 * (last - first), room.space()));
}

NativeResult trim_list(NativeCall& call, bool leading, bool trailing,
                       const Separators& separators) {
  size_t skipped = 0, kept = 0;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    ListCursor text(call[0].get(no_gc)), begin = text, end = text;
    if (!trim_text(text, leading, trailing, separators, &begin, &end)) return false;
    for (uint32_t point; text.at != begin.at && text.next(&point);) skipped++;
    for (uint32_t point; trailing && begin.at != end.at && begin.next(&point);) kept++;
    return true;
  });
  if (!ok) return call_erlang_instead(call);
  charge_cells(call, skipped + kept);
  Reserved room = call.reserve(kConsWords * kept);
  if (!room.ok()) return call.out_of_memory();
  Term rest = call[0].get(room);
  for (size_t i = 0; i < skipped; i++) rest = rest.tail();
  if (!trailing) return call.value(rest);
  ListBuilder list(room.space());
  for (size_t i = 0; i < kept; i++, rest = rest.tail()) list.add(rest.head());
  return call.value(list.finish());
}

NativeResult trim(NativeCall& call, bool leading, bool trailing) {
  if (call.arity() == 3 && call[2].is_nil()) return call.value(call[0]);
  Separators separators;
  if (call.arity() == 3 &&
      !peek(call, [&](const NoGc& no_gc) { return separators.read(call[2].get(no_gc)); })) {
    return call_erlang_instead(call);
  }
  if (call[0].is_list()) return trim_list(call, leading, trailing, separators);
  return is_binary_argument(call, 0) ? trim_binary(call, leading, trailing, separators)
                                     : call_erlang_instead(call);
}

std::string_view atom_text(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_atom()) return "";
  NoGc no_gc(call.heap());
  return call.atoms().text(call[argument].get(no_gc));
}

}  // namespace

NativeResult string_trim_1(NativeCall& call) { return trim(call, true, true); }

// Also trim/3.
NativeResult string_trim_2(NativeCall& call) {
  std::string_view where = atom_text(call, 1);
  if (where == "both") return trim(call, true, true);
  if (where == "leading") return trim(call, true, false);
  if (where == "trailing") return trim(call, false, true);
  return call_erlang_instead(call);
}

// --- Splitting and finding -----------------------------------------------------------------------

namespace {

// A text and a pattern in it. A match ends with a cluster of its own: "e" is not found in "e" with
// an accent behind it. Positions are bytes of a binary, elements of a list.
class TextSearch {
 public:
  // False: to be left to Erlang.
  bool read(NativeCall& call, const NoGc& no_gc) {
    text_ = call[0].get(no_gc);
    // A pattern's code points have to be characters; those of a list need not.
    if (!read_text_points(call[1].get(no_gc), &pattern_) ||
        !std::all_of(pattern_.begin(), pattern_.end(), is_code_point)) {
      return false;
    }
    if (text_kind(text_) == TextKind::kList) return read_points(ListCursor(text_), &points_);
    if (text_kind(text_) != TextKind::kBinary) return false;
    bytes_.emplace(text_);
    for (uint32_t point : pattern_) append_utf8(pattern_bytes_, point);
    return true;
  }

  bool is_binary() const { return bytes_.has_value(); }
  size_t size() const { return is_binary() ? bytes_->size() : points_.size(); }
  size_t pattern_size() const { return is_binary() ? pattern_bytes_.size() : pattern_.size(); }

  // The first match from `from` on, or kNowhere.
  size_t find(size_t from) const {
    for (;; from++) {
      size_t at = is_binary() ? bytes_->text().find(pattern_bytes_, from) : find_points(from);
      if (at == kNowhere || ends_whole(at)) return at;
      from = at;
    }
  }
  // The last match; matches may overlap.
  size_t find_last() const {
    size_t last = kNowhere;
    for (size_t at = find(0); at != kNowhere; at = find(at + 1)) last = at;
    return last;
  }
  bool starts_with_pattern() const {
    bool same = is_binary() ? bytes_->text().starts_with(pattern_bytes_)
                            : pattern_.size() <= points_.size() &&
                                  std::equal(pattern_.begin(), pattern_.end(), points_.begin());
    return same && ends_whole(0);
  }

  static constexpr size_t kNowhere = std::string_view::npos;

 private:
  size_t find_points(size_t from) const {
    if (from > points_.size()) return kNowhere;
    auto found = std::search(points_.begin() + static_cast<ptrdiff_t>(from), points_.end(),
                             pattern_.begin(), pattern_.end());
    return found == points_.end() ? kNowhere : static_cast<size_t>(found - points_.begin());
  }

  // The last code point of a match at `at` is a cluster.
  bool ends_whole(size_t at) const {
    uint32_t point;
    if (!is_binary()) {
      size_t last = at + pattern_.size() - 1;
      PointCursor cursor{points_.data() + last, points_.data() + points_.size()};
      next_cluster(cursor, &point);
      return cursor.at == points_.data() + last + 1;
    }
    size_t end = at + pattern_bytes_.size();
    Utf8Cursor cursor(bytes_->span().subspan(end - utf8_length(pattern_.back())));
    next_cluster(cursor, &point);
    return cursor.at == bytes_->data() + end;
  }

  Term text_ = kNoTerm;
  std::optional<BinaryBytes> bytes_;  // of a binary
  std::string pattern_bytes_;
  std::vector<uint32_t> points_, pattern_;
};

struct TextRange {
  size_t first, last;
};

// What the parts of a text take, and the parts, which come in order.
size_t part_words(bool binary, TextRange part) {
  return binary ? sub_binary_words() : kConsWords * (part.last - part.first);
}

class PartMaker {
 public:
  PartMaker(Term text, size_t size, TermSpace& space)
      : text_(text), size_(size), space_(space), rest_(text) {}

  // The end of a list is its own tail; a part before that is a copy.
  Term make(TextRange part) {
    if (!text_.is_list()) {
      return make_sub_binary(text_, 8 * part.first, 8 * (part.last - part.first), space_);
    }
    for (; at_ < part.first; at_++) rest_ = rest_.tail();
    if (part.last == size_ && part.first > 0) return rest_;
    ListBuilder list(space_);
    for (; at_ < part.last; at_++, rest_ = rest_.tail()) list.add(rest_.head());
    return list.finish();
  }

 private:
  const Term text_;
  const size_t size_;
  TermSpace& space_;
  Term rest_;
  size_t at_ = 0;
};

enum class Where : uint8_t { kLeading, kTrailing, kAll };

// The parts; empty: nothing was found.
std::vector<TextRange> split_parts(const TextSearch& search, Where where) {
  std::vector<TextRange> parts;
  if (search.pattern_size() == 0) return parts;
  if (where == Where::kAll) {
    size_t from = 0;
    for (size_t at; (at = search.find(from)) != TextSearch::kNowhere;) {
      parts.push_back({from, at});
      from = at + search.pattern_size();
    }
    if (!parts.empty()) parts.push_back({from, search.size()});
    return parts;
  }
  size_t at = where == Where::kLeading ? search.find(0) : search.find_last();
  if (at == TextSearch::kNowhere) return parts;
  return {{0, at}, {at + search.pattern_size(), search.size()}};
}

// The list of the parts, with argument 2 between them if `replace`.
NativeResult split_text(NativeCall& call, Where where, bool replace) {
  std::vector<TextRange> parts;
  size_t size = 0, words = kConsWords;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    TextSearch search;
    if (!search.read(call, no_gc)) return false;
    parts = split_parts(search, where);
    size = search.size();
    for (const TextRange& part : parts) {
      words += 2 * kConsWords + part_words(search.is_binary(), part);
    }
    return true;
  });
  if (!ok) return call_erlang_instead(call);
  charge_cells(call, size + parts.size());
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  Term text = call[0].get(room);
  if (parts.empty()) return call.value(room.space().cons(text, kNil));
  PartMaker maker(text, size, room.space());
  ListBuilder list(room.space());
  for (size_t i = 0; i < parts.size(); i++) {
    if (replace && i > 0) list.add(call[2].get(room));
    Term part = maker.make(parts[i]);
    list.add(part);
  }
  return call.value(list.finish());
}

std::optional<Where> where_argument(NativeCall& call, uint32_t argument) {
  std::string_view where = atom_text(call, argument);
  if (where == "leading") return Where::kLeading;
  if (where == "trailing") return Where::kTrailing;
  if (where == "all") return Where::kAll;
  return std::nullopt;
}

NativeResult no_match(NativeCall& call) { return call.value(*call.vm().atoms->intern("nomatch")); }

// What `look` finds in the text: the text from there on, nomatch, or the text itself when the pattern
// is empty.
template <class Look>
NativeResult search_text(NativeCall& call, Look look) {
  size_t size = 0, at = 0;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    TextSearch search;
    if (!search.read(call, no_gc)) return false;
    size = search.size();
    if (search.pattern_size() > 0) at = look(search);
    return true;
  });
  if (!ok) return call_erlang_instead(call);
  charge_cells(call, at == TextSearch::kNowhere ? size : at);
  if (at == TextSearch::kNowhere) return no_match(call);
  if (at == 0) return call.value(call[0]);
  Reserved room = call.reserve(sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  return call.value(PartMaker(call[0].get(room), size, room.space()).make({at, size}));
}

NativeResult find_text(NativeCall& call, bool last) {
  return search_text(
      call, [&](const TextSearch& search) { return last ? search.find_last() : search.find(0); });
}

}  // namespace

NativeResult string_split_2(NativeCall& call) { return split_text(call, Where::kLeading, false); }
NativeResult string_split_3(NativeCall& call) {
  auto where = where_argument(call, 2);
  return where ? split_text(call, *where, false) : call_erlang_instead(call);
}
NativeResult string_replace_3(NativeCall& call) { return split_text(call, Where::kLeading, true); }
NativeResult string_replace_4(NativeCall& call) {
  auto where = where_argument(call, 3);
  return where ? split_text(call, *where, true) : call_erlang_instead(call);
}

NativeResult string_find_2(NativeCall& call) { return find_text(call, false); }
NativeResult string_find_3(NativeCall& call) {
  auto where = where_argument(call, 2);
  if (!where || *where == Where::kAll) return call_erlang_instead(call);
  return find_text(call, *where == Where::kTrailing);
}

NativeResult string_prefix_2(NativeCall& call) {
  return search_text(call, [](const TextSearch& search) {
    return search.starts_with_pattern() ? search.pattern_size() : TextSearch::kNowhere;
  });
}

}  // namespace linac
