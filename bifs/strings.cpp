// The module string, but for searching (strings_search.cpp).
#include <algorithm>
#include <cstring>
#include <type_traits>

#include "bifs/fallback.h"
#include "bifs/string_data.h"
#include "bifs/support.h"
#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/characters.h"
#include "core/term/compare.h"

namespace linac {
namespace {

// Bytes at the front that are ASCII, no return among them, counted in eights.
size_t plain_prefix(std::span<const uint8_t> bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    uint64_t returns = word ^ kOnes * '\r';
    if (((word | ((returns - kOnes) & ~returns)) & kHigh) != 0) break;
  }
  return at;
}

// Of `count` clusters that begin at `at` how many bytes at the front are plain characters, each of
// them a cluster: the last of them may go on in what follows.
size_t plain_clusters(const Utf8Cursor& at, uint64_t count) {
  size_t size = static_cast<size_t>(at.end - at.at);
  if (size > count) size = std::min<size_t>(size, count + 8);
  size_t plain = std::min<uint64_t>(plain_prefix({at.at, size}), count);
  return plain > 0 ? plain - 1 : 0;
}

// Grapheme clusters; nothing when it has to be left to Erlang.
template <class Cursor>
std::optional<size_t> count_all_clusters(Cursor at) {
  size_t count = 0;
  for (uint32_t first; next_cluster(at, &first);) count++;
  if (!at.at_end()) return std::nullopt;
  return count;
}

std::optional<size_t> text_length(Term text) {
  switch (text_kind(text)) {
    case TextKind::kBinary: {
      BinaryBytes bytes(text);
      size_t plain = plain_prefix(bytes.span());
      if (plain == bytes.size()) return plain;
      // The last of them may go on in what follows.
      if (plain > 0) plain--;
      auto rest = count_all_clusters(Utf8Cursor(bytes.span().subspan(plain)));
      if (!rest) return std::nullopt;
      return plain + *rest;
    }
    case TextKind::kList: return count_all_clusters(ListCursor(text));
    case TextKind::kOther: break;
  }
  return std::nullopt;
}

std::optional<size_t> text_length(NativeCall& call, uint32_t argument) {
  auto length =
      peek(call, [&](const NoGc& no_gc) { return text_length(call[argument].get(no_gc)); });
  if (length) charge_cells(call, *length);
  return length;
}

}  // namespace

NativeResult string_length_1(NativeCall& call) {
  auto length = text_length(call, 0);
  if (!length) return call_erlang_instead(call);
  return call.value(make_small(static_cast<int64_t>(*length)));
}

// Of anything, as far as it has to be looked at.
NativeResult string_is_empty_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  InlineStack<Term, 16> rest;
  rest.push(call[0].get(no_gc));
  LongWalk walk;
  while (!rest.empty() && !walk.gives_up()) {
    Term term = rest.pop();
    if (term.is_cons()) {
      rest.push(term.tail());
      rest.push(term.head());
    } else if (!term.is_nil() && !(is_bitstring(term) && bit_size(term) == 0)) {
      return call.boolean(false);
    }
  }
  return call.boolean(true);
}

// --- Graphemes -----------------------------------------------------------------------------------

namespace {

// The clusters as a list, in order or from the last to the first.
NativeResult cluster_list(NativeCall& call, bool reversed) {
  std::vector<uint32_t> points;
  if (!peek(call,
            [&](const NoGc& no_gc) { return read_text_points(call[0].get(no_gc), &points); })) {
    return call_erlang_instead(call);
  }
  charge_cells(call, points.size());
  std::vector<size_t> ends;  // of the clusters
  PointCursor at{points.data(), points.data() + points.size()};
  for (uint32_t first; next_cluster(at, &first);) {
    ends.push_back(static_cast<size_t>(at.at - points.data()));
  }
  Reserved room = call.reserve(kConsWords * (ends.size() + points.size()));
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t n = 0; n < ends.size(); n++) {
    size_t i = reversed ? n : ends.size() - 1 - n;
    size_t begin = i == 0 ? 0 : ends[i - 1];
    Term cluster = make_cluster(points.data() + begin, ends[i] - begin, room.space());
    list = room.space().cons(cluster, list);
  }
  return call.value(list);
}

}  // namespace

NativeResult string_to_graphemes_1(NativeCall& call) { return cluster_list(call, false); }
NativeResult string_reverse_1(NativeCall& call) { return cluster_list(call, true); }

namespace {

// [First | Rest], where First is a cluster, or a code point if `whole` is false.
NativeResult first_and_rest(NativeCall& call, bool whole) {
  auto plain = peek(call, [&](const NoGc& no_gc) { return plain_first(call[0].get(no_gc)); });
  if (plain) {
    Reserved room = call.reserve(sub_binary_words() + kConsWords);
    if (!room.ok()) return call.out_of_memory();
    Term text = call[0].get(room);
    Term rest = make_sub_binary(text, 8, bit_size(text) - 8, room.space());
    return call.value(room.space().cons(make_small(*plain), rest));
  }
  std::vector<uint32_t> points;
  size_t taken = 0, total = 0;  // bytes, of a binary
  bool ok = peek(call, [&](const NoGc& no_gc) {
    Term text = call[0].get(no_gc);
    uint32_t first;
    auto take = [&](auto cursor) {
      auto at = cursor;
      if (!at.next(&first)) return false;
      if (whole) finish_cluster(at, first);
      if (whole && is_stuck(at)) return false;
      while (cursor.at != at.at && cursor.next(&first)) points.push_back(first);
      return true;
    };
    if (text_kind(text) == TextKind::kBinary) {
      BinaryBytes bytes(text);
      total = bytes.size();
      Utf8Cursor start(bytes.span());
      if (total == 0) return true;
      if (!take(start)) return false;
      for (uint32_t point : points) taken += utf8_length(point);
      return true;
    }
    return text.is_nil() || (text.is_cons() && take(ListCursor(text)));
  });
  if (!ok) return call_erlang_instead(call);
  if (points.empty()) return call.value(kNil);
  Reserved room = call.reserve(sub_binary_words() + kConsWords + cluster_words(points.size()));
  if (!room.ok()) return call.out_of_memory();
  Term text = call[0].get(room), rest = text;
  if (text.is_cons()) {
    if (points.size() == 1) return call.value(text);
    for (size_t i = 0; i < points.size(); i++) rest = rest.tail();
  } else if (taken == total && whole && grapheme_class(points.back()) == GraphemeClass::kPrepend) {
    rest = kNil;  // what had to stand before something, and nothing is there: as OTP answers
  } else {
    rest = make_sub_binary(text, 8 * taken, 8 * (total - taken), room.space());
  }
  Term first = make_cluster(points.data(), points.size(), room.space());
  return call.value(room.space().cons(first, rest));
}

}  // namespace

NativeResult string_next_grapheme_1(NativeCall& call) { return first_and_rest(call, true); }
NativeResult string_next_codepoint_1(NativeCall& call) { return first_and_rest(call, false); }
NativeResult unicode_util_gc_1(NativeCall& call) { return first_and_rest(call, true); }
NativeResult unicode_util_cp_1(NativeCall& call) { return first_and_rest(call, false); }

// --- Case ----------------------------------------------------------------------------------------

namespace {

// The mapped code points; the same size and content when nothing changes.
std::vector<uint32_t> map_points(const std::vector<uint32_t>& points, CaseKind kind) {
  std::vector<uint32_t> mapped;
  mapped.reserve(points.size());
  for (uint32_t point : points) {
    uint32_t out[kMaxCaseText];
    size_t count = map_case(point, kind, out);
    mapped.insert(mapped.end(), out, out + count);
  }
  return mapped;
}

// A binary of ASCII; nothing when it is none. Unchanged bytes are the same binary.
std::optional<NativeResult> map_ascii(NativeCall& call, CaseKind kind) {
  uint8_t from = kind == CaseKind::kUpper ? 'a' : 'A';
  auto changes = [&](uint8_t c) { return static_cast<uint8_t>(c - from) < 26; };
  size_t size = 0;
  bool changed = false;
  {
    NoGc no_gc(call.heap());
    BinaryBytes bytes(call[0].get(no_gc));
    size = bytes.size();
    for (uint8_t c : bytes.span()) {
      if (c >= 0x80) return std::nullopt;
      changed |= changes(c);
    }
  }
  if (!changed) return call.value(call[0]);
  call.charge(static_cast<int64_t>(size / 64));
  Reserved room = call.reserve(binary_words(8 * size));
  if (!room.ok()) return call.out_of_memory();
  Term result = kNoTerm;
  uint8_t* out = make_binary_uninit(size, room.space(), &result);
  if (out == nullptr) return call.system_limit();
  BinaryBytes bytes(call[0].get(room));
  for (size_t i = 0; i < size; i++) {
    out[i] = static_cast<uint8_t>(changes(bytes[i]) ? bytes[i] ^ 0x20 : bytes[i]);
  }
  return call.value(result);
}

NativeResult points_value(NativeCall& call, const std::vector<uint32_t>& points, bool as_binary) {
  charge_cells(call, points.size());
  if (!as_binary) {
    Reserved room = call.reserve(kConsWords * points.size());
    if (!room.ok()) return call.out_of_memory();
    return call.value(make_point_list(points.data(), points.size(), kNil, room.space()));
  }
  std::string text;
  for (uint32_t point : points) append_utf8(text, point);
  Reserved room = call.reserve(binary_words(8 * text.size()));
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_binary(text, room.space()));
}

NativeResult map_text(NativeCall& call, CaseKind kind) {
  bool as_binary = is_binary_argument(call, 0);
  if (as_binary) {
    if (auto done = map_ascii(call, kind)) return *done;
  }
  std::vector<uint32_t> points;
  if (!peek(call,
            [&](const NoGc& no_gc) { return read_text_points(call[0].get(no_gc), &points); })) {
    return call_erlang_instead(call);
  }
  std::vector<uint32_t> mapped = map_points(points, kind);
  if (mapped == points) return call.value(call[0]);
  return points_value(call, mapped, as_binary);
}

}  // namespace

NativeResult string_lowercase_1(NativeCall& call) { return map_text(call, CaseKind::kLower); }
NativeResult string_uppercase_1(NativeCall& call) { return map_text(call, CaseKind::kUpper); }
NativeResult string_casefold_1(NativeCall& call) { return map_text(call, CaseKind::kFold); }

NativeResult string_titlecase_1(NativeCall& call) {
  uint32_t first = 0, mapped[kMaxCaseText];
  size_t length = 0, size = 0;
  bool binary = is_binary_argument(call, 0);
  bool ok = peek(call, [&](const NoGc& no_gc) {
    Term text = call[0].get(no_gc);
    if (binary) {
      BinaryBytes bytes(text);
      size = bytes.size();
      return size == 0 || Utf8Cursor(bytes.span()).next(&first);
    }
    return text.is_nil() || (ListCursor(text).next(&first) && !is_bitstring(text.tail()));
  });
  if (!ok) return call_erlang_instead(call);
  if (binary ? size == 0 : call[0].is_nil()) return call.value(call[0]);
  length = map_case(first, CaseKind::kTitle, mapped);
  if (!binary) {
    Reserved room = call.reserve(kConsWords * kMaxCaseText);
    if (!room.ok()) return call.out_of_memory();
    return call.value(make_point_list(mapped, length, call[0].get(room).tail(), room.space()));
  }
  std::string front;
  for (size_t i = 0; i < length; i++) append_utf8(front, mapped[i]);
  size_t rest = size - utf8_length(first);
  Reserved room = call.reserve(binary_words(8 * (front.size() + rest)));
  if (!room.ok()) return call.out_of_memory();
  BinaryBytes bytes(call[0].get(room));
  return call.value(make_binary(front.append(bytes.text().substr(size - rest)), room.space()));
}

// --- Comparing -----------------------------------------------------------------------------------

namespace {

NativeResult equal_texts(NativeCall& call, bool fold) {
  std::vector<uint32_t> a, b;
  NoGc no_gc(call.heap());
  Term first = call[0].get(no_gc), second = call[1].get(no_gc);
  bool binaries = text_kind(first) == TextKind::kBinary && text_kind(second) == TextKind::kBinary;
  if (binaries ? (!fold || exact_equal(first, second)) : fold && exact_equal(first, second)) {
    return call.boolean(exact_equal(first, second));
  }
  if (!read_text_points(first, &a) || !read_text_points(second, &b)) {
    return call_erlang_instead(call);
  }
  if (fold) {
    a = map_points(a, CaseKind::kFold);
    b = map_points(b, CaseKind::kFold);
  }
  return call.boolean(a == b);
}

}  // namespace

NativeResult string_equal_2(NativeCall& call) { return equal_texts(call, false); }

NativeResult string_equal_3(NativeCall& call) {
  if (call[2].is(atoms::kFalse)) return equal_texts(call, false);
  if (call[2].is(atoms::kTrue)) return equal_texts(call, true);
  return call_erlang_instead(call);
}

NativeResult string_equal_4(NativeCall& call) {
  bool plain = call[3].is_atom() && peek(call, [&](const NoGc& no_gc) {
                 return call.atoms().text(call[3].get(no_gc)) == "none";
               });
  return plain ? string_equal_3(call) : call_erlang_instead(call);
}

// --- Slices --------------------------------------------------------------------------------------

namespace {

// Moves past so many clusters, or to the end. False: stuck.
template <class Cursor>
bool skip_clusters(Cursor& at, uint64_t count) {
  uint32_t first;
  if constexpr (std::is_same_v<Cursor, Utf8Cursor>) {
    size_t plain = plain_clusters(at, count);
    at.at += plain;
    count -= plain;
  }
  while (count > 0 && next_cluster(at, &first)) count--;
  return !is_stuck(at);
}

constexpr uint64_t kNoLimit = ~uint64_t{0};

NativeResult slice_binary(NativeCall& call, uint64_t start, uint64_t length) {
  size_t first = 0, last = 0, size = 0;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    BinaryBytes bytes(call[0].get(no_gc));
    size = bytes.size();
    Utf8Cursor at(bytes.span());
    if (!skip_clusters(at, start)) return false;
    first = size - static_cast<size_t>(at.end - at.at);
    last = size;
    if (length == kNoLimit) return true;
    if (!skip_clusters(at, length)) return false;
    last = size - static_cast<size_t>(at.end - at.at);
    return true;
  });
  if (!ok) return call_erlang_instead(call);
  charge_cells(call, last);
  if (first == 0 && last == size) return call.value(call[0]);
  Reserved room = call.reserve(sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  return call.value(
      make_sub_binary(call[0].get(room), 8 * first, 8 * (last - first), room.space()));
}

NativeResult slice_list(NativeCall& call, uint64_t start, uint64_t length) {
  std::vector<uint32_t> points;
  size_t skipped = 0;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    Term list = call[0].get(no_gc);
    ListCursor at(list);
    if (!skip_clusters(at, start)) return false;
    for (Term rest = list; rest != at.at; rest = rest.tail()) skipped++;
    if (length == kNoLimit) return true;
    ListCursor from = at;
    if (!skip_clusters(at, length)) return false;
    for (uint32_t point; from.at != at.at && from.next(&point);) points.push_back(point);
    return true;
  });
  if (!ok) return call_erlang_instead(call);
  charge_cells(call, skipped + points.size());
  Reserved room = call.reserve(kConsWords * points.size());
  if (!room.ok()) return call.out_of_memory();
  if (length != kNoLimit) {
    return call.value(make_point_list(points.data(), points.size(), kNil, room.space()));
  }
  Term rest = call[0].get(room);
  for (size_t i = 0; i < skipped; i++) rest = rest.tail();
  return call.value(rest);
}

NativeResult slice(NativeCall& call, uint64_t length) {
  if (!call[1].is_small() || call[1].small_value() < 0) return call_erlang_instead(call);
  uint64_t start = static_cast<uint64_t>(call[1].small_value());
  if (call[0].is_list()) return slice_list(call, start, length);
  return is_binary_argument(call, 0) ? slice_binary(call, start, length)
                                     : call_erlang_instead(call);
}

}  // namespace

NativeResult string_slice_2(NativeCall& call) { return slice(call, kNoLimit); }

NativeResult string_slice_3(NativeCall& call) {
  if (call[2].is(atoms::kInfinity)) {
    bool natural = peek(call, [&](const NoGc& no_gc) {
      Term start = call[1].get(no_gc);
      return is_integer(start) &&
             !(start.is_small() ? start.small_value() < 0 : is_big_negative(start));
    });
    return natural ? slice(call, kNoLimit) : call.function_clause();
  }
  if (!call[2].is_small() || call[2].small_value() <= 0) return call_erlang_instead(call);
  return slice(call, static_cast<uint64_t>(call[2].small_value()));
}

// --- Padding -------------------------------------------------------------------------------------

namespace {

enum class Side : uint8_t { kLeading, kTrailing, kBoth };

NativeResult pad(NativeCall& call, Side side) {
  if (!call[1].is_small()) return call_erlang_instead(call);
  auto length = text_length(call, 0);
  if (!length) return call_erlang_instead(call);
  int64_t missing = call[1].small_value() - static_cast<int64_t>(*length);
  size_t count = missing > 0 ? static_cast<size_t>(missing) : 0;
  if (count > (size_t{1} << 40)) return call.system_limit();
  charge_cells(call, count);
  Reserved room = call.reserve(kConsWords * (count + 3));
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term text = call[0].get(room);
  Term character = call.arity() == 4 ? call[3].get(room) : make_small(' ');
  auto repeated = [&](size_t times) {
    Term list = kNil;
    for (size_t i = 0; i < times; i++) list = space.cons(character, list);
    return list;
  };
  switch (side) {
    case Side::kTrailing: return call.value(space.cons(text, repeated(count)));
    case Side::kLeading: {
      Term front = repeated(count);
      return call.value(space.cons(front, space.cons(text, kNil)));
    }
    case Side::kBoth: {
      Term half = repeated(count / 2);
      Term last = count % 2 == 1 ? repeated(1) : kNil;
      return call.value(space.cons(half, space.cons(text, space.cons(half, last))));
    }
  }
  VM_UNREACHABLE();
}

}  // namespace

NativeResult string_pad_2(NativeCall& call) { return pad(call, Side::kTrailing); }

NativeResult string_pad_3(NativeCall& call) {
  if (!call[2].is_atom()) return call_erlang_instead(call);
  std::string_view side =
      peek(call, [&](const NoGc& no_gc) { return call.atoms().text(call[2].get(no_gc)); });
  if (side == "leading") return pad(call, Side::kLeading);
  if (side == "trailing") return pad(call, Side::kTrailing);
  return side == "both" ? pad(call, Side::kBoth) : call_erlang_instead(call);
}

NativeResult string_pad_4(NativeCall& call) { return string_pad_3(call); }

// --- Lists of characters -------------------------------------------------------------------------

// As ++ does it.
NativeResult string_concat_2(NativeCall& call) {
  ListShape shape = list_shape(call, 0);
  if (!shape.is_proper()) return call_erlang_instead(call);
  charge_cells(call, shape.length);
  Reserved room = call.reserve(kConsWords * shape.length);
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (Term from = call[0].get(room); from.is_cons(); from = from.tail()) list.add(from.head());
  return call.value(list.finish(call[1].get(room)));
}

NativeResult string_join_2(NativeCall& call) {
  size_t words = 0;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    Term texts = call[0].get(no_gc);
    ListShape separator = list_shape(call[1].get(no_gc));
    if (!separator.is_proper()) return false;
    for (; texts.is_cons(); texts = texts.tail()) {
      ListShape text = list_shape(texts.head());
      if (!text.is_proper()) return false;
      words += kConsWords * (text.length + separator.length);
    }
    return texts.is_nil();
  });
  if (!ok) return call_erlang_instead(call);
  charge_cells(call, words);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  auto add = [&](Term from) {
    for (; from.is_cons(); from = from.tail()) list.add(from.head());
  };
  Term texts = call[0].get(room);
  for (bool first = true; texts.is_cons(); texts = texts.tail(), first = false) {
    if (!first) add(call[1].get(room));
    add(texts.head());
  }
  return call.value(list.finish());
}

}  // namespace linac
