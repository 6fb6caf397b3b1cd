// The module string: trimming, splitting, replacing and finding.
#include <algorithm>

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

  bool has(const uint32_t* points, size_t count) const {
    if (whitespace_) {
      if (count == 2) return points[0] == '\r' && points[1] == '\n';
      return count == 1 && is_pattern_whitespace(points[0]);
    }
    return std::any_of(clusters_.begin(), clusters_.end(), [&](const auto& cluster) {
      return std::equal(points, points + count, cluster.begin(), cluster.end());
    });
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

struct TrimmedRange {
  size_t first, last;  // code points
};

// Where the text begins after its leading separators.
size_t trim_leading(const std::vector<uint32_t>& points, const Separators& separators) {
  size_t first = 0;
  PointCursor at{points.data(), points.data() + points.size()};
  for (uint32_t point; next_cluster(at, &point);) {
    size_t end = static_cast<size_t>(at.at - points.data());
    if (!separators.has(points.data() + first, end - first)) break;
    first = end;
  }
  return first;
}

// Where it ends before its trailing ones. Clusters are looked at from each code point that may begin
// a separator, not from the beginning of the text.
size_t trim_trailing(const std::vector<uint32_t>& points, size_t from,
                     const Separators& separators) {
  size_t last = from;
  for (size_t i = from; i < points.size();) {
    if (!separators.may_begin(points[i])) {
      last = ++i;
      continue;
    }
    PointCursor at{points.data() + i, points.data() + points.size()};
    uint32_t point;
    next_cluster(at, &point);
    size_t end = static_cast<size_t>(at.at - points.data());
    if (!separators.has(points.data() + i, end - i)) last = end;
    i = end;
  }
  return last;
}

NativeResult range_value(NativeCall& call, const std::vector<uint32_t>& points,
                         TrimmedRange range, bool leading_only) {
  if (range.first == 0 && range.last == points.size()) return call.value(call[0]);
  charge_cells(call, points.size());
  if (is_binary_argument(call, 0)) {
    auto bytes = [&](size_t from, size_t to) {
      size_t count = 0;
      for (size_t i = from; i < to; i++) count += utf8_length(points[i]);
      return count;
    };
    size_t first = bytes(0, range.first), size = bytes(range.first, range.last);
    Reserved room = call.reserve(sub_binary_words());
    if (!room.ok()) return call.out_of_memory();
    return call.value(make_sub_binary(call[0].get(room), 8 * first, 8 * size, room.space()));
  }
  size_t kept = leading_only ? 0 : range.last - range.first;
  Reserved room = call.reserve(kConsWords * kept);
  if (!room.ok()) return call.out_of_memory();
  if (!leading_only) {
    return call.value(
        make_point_list(points.data() + range.first, kept, kNil, room.space()));
  }
  Term list = call[0].get(room);
  for (size_t i = 0; i < range.first; i++) list = list.tail();
  return call.value(list);
}

NativeResult trim(NativeCall& call, bool leading, bool trailing) {
  if (call.arity() == 3 && call[2].is_nil()) return call.value(call[0]);
  std::vector<uint32_t> points;
  Separators separators;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    if (call.arity() == 3 && !separators.read(call[2].get(no_gc))) return false;
    return read_text_points(call[0].get(no_gc), &points);
  });
  if (!ok) return call_erlang_instead(call);
  size_t first = leading ? trim_leading(points, separators) : 0;
  size_t last = trailing ? trim_trailing(points, first, separators) : points.size();
  return range_value(call, points, {first, last}, !trailing);
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
// an accent behind it.
class TextSearch {
 public:
  // False: to be left to Erlang.
  bool read(NativeCall& call) {
    NoGc no_gc(call.heap());
    Term text = call[0].get(no_gc);
    binary_ = text_kind(text) == TextKind::kBinary;
    // A pattern's code points have to be characters; those of a text need not.
    return read_text_points(text, &points_) && read_text_points(call[1].get(no_gc), &pattern_) &&
           std::all_of(pattern_.begin(), pattern_.end(), is_code_point);
  }

  bool is_binary() const { return binary_; }
  size_t size() const { return points_.size(); }
  const std::vector<uint32_t>& points() const { return points_; }
  const std::vector<uint32_t>& pattern() const { return pattern_; }
  size_t pattern_size() const { return pattern_.size(); }

  // The first match from `from` on, or size() + 1.
  size_t find(size_t from) const {
    auto begin = points_.begin() + static_cast<ptrdiff_t>(from);
    for (;;) {
      auto found = std::search(begin, points_.end(), pattern_.begin(), pattern_.end());
      if (found == points_.end()) return size() + 1;
      size_t at = static_cast<size_t>(found - points_.begin());
      if (ends_whole(at)) return at;
      begin = found + 1;
    }
  }
  bool ends_whole(size_t at) const {
    size_t last = at + pattern_.size() - 1;
    PointCursor cursor{points_.data() + last, points_.data() + points_.size()};
    uint32_t point;
    next_cluster(cursor, &point);
    return cursor.at == points_.data() + last + 1;
  }
  bool starts_with_pattern() const {
    return pattern_.size() <= points_.size() &&
           std::equal(pattern_.begin(), pattern_.end(), points_.begin()) && ends_whole(0);
  }
  bool found(size_t at) const { return at <= size(); }
  // The last match; matches may overlap.
  size_t find_last() const {
    size_t last = size() + 1;
    for (size_t at = find(0); found(at); at = find(at + 1)) last = at;
    return last;
  }

 private:
  bool binary_ = false;
  std::vector<uint32_t> points_, pattern_;
};

struct PointRange {
  size_t first, last;
};

// Parts of the argument, in order; each costs part_words().
class PartMaker {
 public:
  PartMaker(const TextSearch& search, Term text, TermSpace& space)
      : search_(search), text_(text), space_(space) {}

  // A part up to the end of a list is that end itself.
  Term make(PointRange range) {
    const std::vector<uint32_t>& points = search_.points();
    if (search_.is_binary()) {
      size_t first = bytes_to(range.first), last = bytes_to(range.last);
      return make_sub_binary(text_, 8 * first, 8 * (last - first), space_);
    }
    if (range.last < search_.size() || range.first == 0) {
      return make_point_list(points.data() + range.first, range.last - range.first, kNil, space_);
    }
    Term rest = text_;
    for (size_t i = 0; i < range.first; i++) rest = rest.tail();
    return rest;
  }

  static size_t words(const TextSearch& search, PointRange range) {
    return search.is_binary() ? sub_binary_words() : kConsWords * (range.last - range.first);
  }

 private:
  // Positions come in ascending order.
  size_t bytes_to(size_t point) {
    if (point < counted_) counted_ = bytes_ = 0;
    for (; counted_ < point; counted_++) bytes_ += utf8_length(search_.points()[counted_]);
    return bytes_;
  }

  const TextSearch& search_;
  const Term text_;
  TermSpace& space_;
  size_t counted_ = 0, bytes_ = 0;
};

enum class Where : uint8_t { kLeading, kTrailing, kAll };

// The parts; empty: nothing was found.
std::vector<PointRange> split_parts(const TextSearch& search, Where where) {
  std::vector<PointRange> parts;
  if (where == Where::kAll) {
    size_t from = 0;
    for (size_t at = search.find(0); search.found(at); at = search.find(from)) {
      parts.push_back({from, at});
      from = at + search.pattern_size();
    }
    if (!parts.empty()) parts.push_back({from, search.size()});
    return parts;
  }
  size_t at = where == Where::kLeading ? search.find(0) : search.find_last();
  if (search.found(at)) parts = {{0, at}, {at + search.pattern_size(), search.size()}};
  return parts;
}

// The list of the parts, with argument 2 between them if `replace`.
NativeResult split_text(NativeCall& call, Where where, bool replace) {
  TextSearch search;
  if (!search.read(call)) return call_erlang_instead(call);
  std::vector<PointRange> parts;
  if (search.pattern_size() > 0) parts = split_parts(search, where);
  charge_cells(call, search.size() + parts.size());
  size_t words = kConsWords;
  for (const PointRange& part : parts) words += 2 * kConsWords + PartMaker::words(search, part);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  Term text = call[0].get(room);
  if (parts.empty()) return call.value(room.space().cons(text, kNil));
  PartMaker maker(search, text, room.space());
  ListBuilder list(room.space());
  for (size_t i = 0; i < parts.size(); i++) {
    if (replace && i > 0) list.add(call[2].get(room));
    list.add(maker.make(parts[i]));
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

// The text from a code point on.
NativeResult rest_value(NativeCall& call, const TextSearch& search, size_t from) {
  if (from == 0) return call.value(call[0]);
  PointRange rest{from, search.size()};
  Reserved room = call.reserve(search.is_binary() ? sub_binary_words() : 0);
  if (!room.ok()) return call.out_of_memory();
  return call.value(PartMaker(search, call[0].get(room), room.space()).make(rest));
}

NativeResult find_text(NativeCall& call, bool last) {
  TextSearch search;
  if (!search.read(call)) return call_erlang_instead(call);
  if (search.pattern_size() == 0) return call.value(call[0]);
  charge_cells(call, search.size());
  size_t at = last ? search.find_last() : search.find(0);
  return search.found(at) ? rest_value(call, search, at) : no_match(call);
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
  TextSearch search;
  if (!search.read(call)) return call_erlang_instead(call);
  if (search.pattern_size() == 0) return call.value(call[0]);
  charge_cells(call, search.pattern_size());
  return search.starts_with_pattern() ? rest_value(call, search, search.pattern_size())
                                      : no_match(call);
}

}  // namespace linac
