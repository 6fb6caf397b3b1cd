// Iterators of maps as programs hold them (opaque to them, as in OTP's module `maps`):
//
//   [Position | Map]      Position is an integer, 0 at the start
//   [Keys | Map]          the keys in the order wanted
//   {Key, Value, Next}    Next is an iterator
//   none
//
// A position in a trie is the least hash that the next pair's slot stands for; a flat map is taken whole.
#pragma once

#include <vector>

#include "core/term/atom.h"
#include "core/term/map.h"

namespace linac {

// Where a walk goes on: a hash, or kMapEnd.
inline constexpr uint64_t kMapEnd = uint64_t{1} << 32;
inline constexpr size_t kMapBatch = 64;

// Appends at least kMapBatch pairs of the map, those from `position` on, or all that are left;
// returns where to go on. Nothing when it is no position in that map. Valid until something collects.
std::optional<uint64_t> walk_map(Term map, Term position, std::vector<Term>* keys,
                                 std::vector<Term>* values);
// The values of these keys of the map; false when one is not there or the list is improper.
bool walk_map_keys(const AtomTable& atoms, Term map, Term list, std::vector<Term>* keys,
                   std::vector<Term>* values);
// All pairs that an iterator gives; false: it is none.
bool gather_iterator(const AtomTable& atoms, Term iterator, std::vector<Term>* keys,
                     std::vector<Term>* values);

}  // namespace linac
