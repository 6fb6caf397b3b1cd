// Walking iolists: bytes, binaries and lists of them, nested to any depth, a binary as the tail of
// any list. The walk keeps its own stack, collects nothing and builds nothing.
#pragma once

#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/bits.h"
#include "core/term/few_words.h"

namespace linac {

// Calls visitor.byte(uint8_t) and visitor.bits(Term bitstring) in order; either answers false to
// stop the walk. False: stopped, or it is no iolist (an integer out of 0 .. 255, an improper tail,
// anything else).
template <class Visitor>
bool walk_iolist(Term term, Visitor& visitor) {
  InlineStack<Term, 32> rest;  // tails still to be walked
  LongWalk walk;
  for (;;) {
    while (term.is_cons()) {
      Term head = term.head();
      Term tail = term.tail();
      if (head.is_small()) {
        if (head.bits > (Word{255} << kSmallShift)) return false;
        if (!visitor.byte(static_cast<uint8_t>(head.small_value()))) return false;
        term = tail;
      } else if (is_bitstring(head)) {
        if (!visitor.bits(head)) return false;
        term = tail;
      } else if (head.is_list()) {
        if (!tail.is_nil()) rest.push(tail);
        term = head;
      } else {
        return false;
      }
    }
    if (is_bitstring(term)) {
      if (!visitor.bits(term)) return false;
    } else if (!term.is_nil()) {
      return false;
    }
    if (rest.empty()) return true;
    if (walk.gives_up()) return false;
    term = rest.pop();
  }
}

struct IolistSize {
  bool valid = true;
  size_t bits = 0;
};

// Bits of all in it. Only binaries are allowed in it unless `any_bits`.
inline IolistSize iolist_bits(Term term, bool any_bits) {
  struct Counter {
    bool any_bits;
    size_t bits_so_far = 0;
    bool byte(uint8_t) {
      bits_so_far += 8;
      return true;
    }
    bool bits(Term bitstring) {
      size_t size = bit_size(bitstring);
      // At the limit the caller answers system_limit whatever comes after.
      if (bits_so_far <= kMaxBitstringBits) bits_so_far += size;
      return any_bits || (size & 7) == 0;
    }
  };
  Counter counter{any_bits};
  bool valid = walk_iolist(term, counter);
  return {valid, counter.bits_so_far};
}

// Writes what iolist_bits() counted.
inline void write_iolist(Term term, uint8_t* out) {
  struct Writer {
    uint8_t* out;
    size_t bit = 0;
    bool byte(uint8_t value) {
      if ((bit & 7) == 0) {
        out[bit >> 3] = value;
      } else {
        write_bits(out, bit, value, 8);
      }
      bit += 8;
      return true;
    }
    bool bits(Term bitstring) {
      BitsView view = bits_view(bitstring);
      if (((bit | view.bit_offset | view.bit_size) & 7) == 0) {
        copy_bytes(out + (bit >> 3), view.data(), view.byte_size());
      } else {
        copy_bits(out, bit, view);
      }
      bit += view.bit_size;
      return true;
    }
  };
  Writer writer{out};
  walk_iolist(term, writer);
}

}  // namespace linac
