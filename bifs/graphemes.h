// Grapheme clusters, cut as unicode_util:gc/1 of OTP 29 cuts them.
//
// A Cursor is a place in text, cheap to copy: bool next(uint32_t* point) moves past the next code
// point or answers false at the end (or where no more can be read).
#pragma once

#include "bifs/unicode_data.h"

namespace linac {

// Code points in an array.
struct PointCursor {
  const uint32_t* at;
  const uint32_t* end;

  bool next(uint32_t* point) {
    if (at == end) return false;
    *point = *at++;
    return true;
  }
};

namespace cluster {

// Moves past the next code point if its class is wanted.
template <class Cursor, class Wanted>
bool take_if(Cursor& at, Wanted wanted) {
  Cursor ahead = at;
  uint32_t point;
  if (!ahead.next(&point) || !wanted(grapheme_class(point))) return false;
  at = ahead;
  return true;
}
template <class Cursor>
bool take(Cursor& at, GraphemeClass wanted) {
  return take_if(at, [&](GraphemeClass c) { return c == wanted; });
}

template <class Cursor>
void take_extending(Cursor& at) {
  while (take_if(at, is_extending)) {
  }
}

template <class Cursor>
void take_hangul_tails(Cursor& at) {
  while (take(at, GraphemeClass::kHangulT)) {
  }
  take_extending(at);
}

template <class Cursor>
void take_hangul_vowels(Cursor& at) {
  while (take(at, GraphemeClass::kHangulV)) {
  }
  take_hangul_tails(at);
}

template <class Cursor>
void take_hangul_leads(Cursor& at) {
  while (take(at, GraphemeClass::kHangulL)) {
  }
  if (take(at, GraphemeClass::kHangulLvt)) return take_hangul_tails(at);
  if (take(at, GraphemeClass::kHangulV) || take(at, GraphemeClass::kHangulLv)) {
    return take_hangul_vowels(at);
  }
  take_extending(at);
}

// A joiner takes a pictograph along; what else follows a joiner begins a cluster, even if it extends.
template <class Cursor>
void take_after_pictograph(Cursor& at) {
  for (;;) {
    if (take(at, GraphemeClass::kZwj)) {
      if (!take(at, GraphemeClass::kPictographic)) return;
    } else if (!take_if(at, is_extending)) {
      return;
    }
  }
}

template <class Cursor>
void take_after_indic_consonant(Cursor& at) {
  bool linked = false;
  for (;;) {
    if (take(at, GraphemeClass::kIndicLinker)) {
      linked = true;
    } else if (linked && take(at, GraphemeClass::kIndicConsonant)) {
      linked = false;
    } else if (!take_if(at, is_extending)) {
      return;
    }
  }
}

}  // namespace cluster

// Moves past the rest of the cluster that `first`, just read, begins.
template <class Cursor>
void finish_cluster(Cursor& at, uint32_t first) {
  for (;;) {
    switch (grapheme_class(first)) {
      case GraphemeClass::kReturn: {
        Cursor ahead = at;
        uint32_t point;
        if (ahead.next(&point) && point == '\n') at = ahead;
        return;
      }
      case GraphemeClass::kControl: return;
      case GraphemeClass::kPrepend: {
        Cursor ahead = at;
        if (!ahead.next(&first)) return;
        GraphemeClass next = grapheme_class(first);
        if (next == GraphemeClass::kControl || next == GraphemeClass::kReturn) return;
        at = ahead;
        continue;  // with the cluster that stands behind it
      }
      case GraphemeClass::kHangulL: return cluster::take_hangul_leads(at);
      case GraphemeClass::kHangulV:
      case GraphemeClass::kHangulLv: return cluster::take_hangul_vowels(at);
      case GraphemeClass::kHangulT:
      case GraphemeClass::kHangulLvt: return cluster::take_hangul_tails(at);
      case GraphemeClass::kRegional:
        cluster::take(at, GraphemeClass::kRegional);
        return cluster::take_extending(at);
      case GraphemeClass::kPictographic: return cluster::take_after_pictograph(at);
      case GraphemeClass::kIndicConsonant: return cluster::take_after_indic_consonant(at);
      case GraphemeClass::kOther:
      case GraphemeClass::kExtend:
      case GraphemeClass::kZwj:
      case GraphemeClass::kIndicLinker: return cluster::take_extending(at);
    }
  }
}

}  // namespace linac
