// Hashes of terms: one of our own for tries, and erlang:phash2 and phash.
//
//  H1 Terms that are =:= have the same hash of each kind. 0.0 and -0.0 share their phash2.
//  H2 The same term has the same hash in every run: atoms hash by their text. (Pids, references
//     and so on by their numbers.)
//  H3 None recurses, collects or builds terms.
#pragma once

#include "core/term/atom.h"
#include "core/term/boxed.h"

namespace linac {

// An odd number near 2^64 / golden ratio: consecutive words get well spread high bits.
inline constexpr uint64_t kHashMultiplier = 0x9E3779B97F4A7C15;

uint32_t map_hash_slow(const AtomTable& atoms, Term term);

// Emitted code computes the same.
constexpr uint32_t immediate_hash(Term term) {
  return static_cast<uint32_t>((term.bits * kHashMultiplier) >> 32);
}

// Of an atom of that text.
uint32_t map_hash_of_atom(std::string_view text);

// Where a key lies in a trie (core/term/map_trie.h), the highest bits first.
inline uint32_t map_hash(const AtomTable& atoms, Term term) {
  if ((term.bits & 2) == 0) [[likely]]
    return immediate_hash(term);
  if (term.is_atom()) return atoms.hash(term);
  return map_hash_slow(atoms, term);
}

// erlang:phash2/1, 27 bits; phash2/2 scales phash2_full() by its range.
uint32_t phash2_full(const AtomTable& atoms, Term term);  // all 32 bits
inline uint32_t phash2(const AtomTable& atoms, Term term) {
  return phash2_full(atoms, term) & ((1u << 27) - 1);
}

// erlang:phash/2 scales it by its range.
uint32_t phash(const AtomTable& atoms, Term term);

// What both make of an atom's name.
uint32_t atom_hash(const AtomTable& atoms, Term atom);

}  // namespace linac
