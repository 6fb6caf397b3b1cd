// The module string's arguments as natives take them: a binary of UTF-8, or a flat list of code
// points. Everything else (lists in lists, bytes that are no UTF-8) is left to Erlang's own string
// module (fallback.h).
//
// Cursors and what is read through them hold as long as nothing collects.
#pragma once

#include <vector>

#include "bifs/binary_argument.h"
#include "bifs/graphemes.h"

namespace linac {

struct Utf8Cursor {
  const uint8_t* at;
  const uint8_t* end;

  explicit Utf8Cursor(std::span<const uint8_t> bytes)
      : at(bytes.data()), end(bytes.data() + bytes.size()) {}
  bool next(uint32_t* point) {
    if (at == end) return false;
    if (*at < 0x80) {
      *point = *at++;
      return true;
    }
    DecodedUtf8 decoded = decode_utf8(at, static_cast<size_t>(end - at));
    if (decoded.length == 0) return false;
    *point = decoded.code_point;
    at += decoded.length;
    return true;
  }
  bool at_end() const { return at == end; }
};

struct ListCursor {
  Term at;

  explicit ListCursor(Term list) : at(list) {}
  bool next(uint32_t* point) {
    if (!at.is_cons()) return false;
    Term head = at.head();
    if (head.bits > (Word{kMaxCodePoint} << kSmallShift) || !head.is_small()) return false;
    *point = static_cast<uint32_t>(head.small_value());
    at = at.tail();
    return true;
  }
  bool at_end() const { return at.is_nil(); }
};

// A cursor stands before what cannot be read.
template <class Cursor>
bool is_stuck(const Cursor& cursor) {
  if (cursor.at_end()) return false;
  Cursor ahead = cursor;
  uint32_t point;
  return !ahead.next(&point);
}

// Moves past one grapheme cluster; false at the end or when stuck.
template <class Cursor>
bool next_cluster(Cursor& at, uint32_t* first) {
  if (!at.next(first)) return false;
  finish_cluster(at, *first);
  return true;
}

// All code points. False: stuck.
template <class Cursor>
bool read_points(Cursor at, std::vector<uint32_t>* out) {
  uint32_t point;
  while (at.next(&point)) out->push_back(point);
  return at.at_end();
}

enum class TextKind : uint8_t { kBinary, kList, kOther };
inline TextKind text_kind(Term term) {
  if (term.is_list()) return TextKind::kList;
  return is_bitstring(term) && is_binary(term) ? TextKind::kBinary : TextKind::kOther;
}

// The code points of either kind. False: it is neither.
inline bool read_text_points(Term term, std::vector<uint32_t>* out) {
  switch (text_kind(term)) {
    case TextKind::kBinary: {
      BinaryBytes bytes(term);
      return read_points(Utf8Cursor(bytes.span()), out);
    }
    case TextKind::kList: return read_points(ListCursor(term), out);
    case TextKind::kOther: break;
  }
  return false;
}

inline size_t cluster_words(size_t points) { return points > 1 ? kConsWords * points : 0; }
// A cluster as string shows it: a code point, or a list of them.
inline Term make_cluster(const uint32_t* points, size_t count, TermSpace& space) {
  if (count == 1) return make_small(points[0]);
  Term list = kNil;
  for (size_t i = count; i-- > 0;) list = space.cons(make_small(points[i]), list);
  return list;
}
inline Term make_point_list(const uint32_t* points, size_t count, Term tail, TermSpace& space) {
  Term list = tail;
  for (size_t i = count; i-- > 0;) list = space.cons(make_small(points[i]), list);
  return list;
}

}  // namespace linac
