// Flat maps made in one pass, for callers that have room for a whole flat map: nothing is planned, nothing is kept
// outside the stack. Each answers kNoTerm where it does not go so, having taken no room then.
#pragma once

#include "core/term/map.h"

namespace linac {

inline constexpr size_t kMaxFlatMapWords = flat_map_and_keys_words(kMaxFlatKeys);

// Up to kMaxFlatKeys pairs in any order; of equal keys the last one's value counts.
class FewPairs {
 public:
  // False when there is no room for another one.
  bool add(Term key, Term value) {
    if (count_ == kMaxFlatKeys) return false;
    keys_[count_] = key;
    values_[count_++] = value;
    return true;
  }
  // flat_map_and_keys_words(kMaxFlatKeys)
  Term build(const AtomTable& atoms, TermSpace& space);

 private:
  FlatPlace find(const AtomTable& atoms, size_t count, Term key) const;

  size_t count_ = 0;
  Term keys_[kMaxFlatKeys];
  Term values_[kMaxFlatKeys];
};

// [{Key, Value}] of kMaxFlatKeys pairs at most.
Term map_of_few_pairs(const AtomTable& atoms, Term list, TermSpace& space);

// maps:with and maps:without of kMaxFewKeys keys at most: with, of a map of any sort.
inline constexpr size_t kMaxFewKeys = 64;
Term map_with_few(const AtomTable& atoms, Term list, Term map, TermSpace& space);
Term flat_without_few(const AtomTable& atoms, Term list, Term map, TermSpace& space);

}  // namespace linac
