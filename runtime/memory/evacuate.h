// The inner loops of the collector: moving one object, scanning what was moved. Included by
// collector.cpp only.
#pragma once

#include "runtime/memory/collector.h"

namespace linac {

template <bool kMajor>
inline Collector::Way Collector::way_of(const Word* at) const {
  Word address = reinterpret_cast<Word>(at);
  if (address - young_ < young_bytes_) {
    return address - young_ < mature_bytes_ ? Way::kToOld : Way::kToYoung;
  }
  if (address - old_ < old_bytes_) return kMajor ? Way::kToOld : Way::kStay;
  if (address - literals_ < literal_bytes_) return Way::kStay;
  return unknown_way_;
}

template <bool kMajor>
inline void Collector::evacuate_list(Word* slot, Word* cell, Way way, Target& target) {
  Word* to = target.top;
  *slot = make_cons(to).bits;
  for (;;) {
    VM_SLOW_CHECK(to + kConsWords <= target.limit);
    Word tail = cell[1];
    to[0] = cell[0];
    cell[0] = kMovedCons;
    cell[1] = make_cons(to).bits;
    Word* next = Term{tail}.cell();
    if (!Term{tail}.is_cons() || way_of<kMajor>(next) != way || next[0] == kMovedCons) {
      to[1] = tail;
      target.top = to + kConsWords;
      return;
    }
    to += kConsWords;
    to[-1] = make_cons(to).bits;
    cell = next;
  }
}

// The slot holds a pointer.
template <bool kMajor>
inline void Collector::evacuate(Word* slot) {
  Term term{*slot};
  Word* from = term.pointer();
  Way way = way_of<kMajor>(from);
  if (way == Way::kStay) return;
  Word first = from[0];
  Target& target = way == Way::kToOld ? old_target_ : young_target_;
  if (term.is_cons()) {
    if (first == kMovedCons) {
      *slot = from[1];
      return;
    }
    return evacuate_list<kMajor>(slot, from, way, target);
  }
  if (Term{first}.is_boxed()) {
    *slot = first;
    return;
  }
  VM_SLOW_CHECK(Term{first}.is_header());
  size_t words = header_size(first) + 1;
  Word* to = target.top;
  VM_SLOW_CHECK(to + words <= target.limit);
  target.top = to + words;
  to[0] = first;
  for (size_t i = 1; i < words; ++i) to[i] = from[i];
  Word moved = make_boxed(to).bits;
  from[0] = moved;
  *slot = moved;
}

template <bool kMajor>
inline void Collector::evacuate_range(Word* first, size_t count) {
  for (Word* at = first; at != first + count; ++at) {
    if (Term{*at}.is_pointer()) evacuate<kMajor>(at);
  }
}

template <bool kMajor>
inline void Collector::scan(Target& target) {
  Word* at = target.scan;
  while (at != target.top) {
    Term term{*at};
    if (term.is_pointer()) {
      if (term != make_cons(at + 1)) evacuate<kMajor>(at);
      ++at;
    } else if (term.is_header()) {
      uint8_t raw = kBoxedRawWords[static_cast<size_t>(header_kind(term.bits))];
      at += 1 + (raw == kAllRaw ? header_size(term.bits) : raw);
    } else {
      ++at;
    }
  }
  target.scan = at;
}

}  // namespace linac
