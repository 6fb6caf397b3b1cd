// The hash by which tables of type set, bag and duplicate_bag spread their keys. It is OTP 29's own
// internal hash, so that such tables are traversed in OTP's order: `first`, `tab2list` and `select`
// answer what they answer there. That holds for atoms as keys, numbers, bitstrings, [], and lists,
// tuples and small maps of these (without atoms inside); what OTP hashes by addresses or by its own
// numbering of atoms and processes has a hash of ours (docs/ets.md).
//
//  H1 Terms that are =:= have the same hash. Nothing here recurses, collects or builds terms.
#pragma once

#include "core/term/atom.h"
#include "core/term/boxed.h"

namespace linac {

uint64_t ets_hash_slow(const AtomTable& atoms, Term key);

constexpr uint64_t ets_mix64(uint64_t value) {
  value ^= value >> 33;
  value *= 0xFF51AFD7ED558CCD;
  value ^= value >> 33;
  value *= 0xC4CEB9FE1A85EC53;
  return value ^ value >> 33;
}

// OTP's small integers have 60 bits and the tag 1111.
inline constexpr int64_t kOtpSmallMax = (int64_t{1} << 59) - 1;
inline constexpr int64_t kOtpSmallMin = -(int64_t{1} << 59);
constexpr bool is_otp_small(int64_t value) {
  return value >= kOtpSmallMin && value <= kOtpSmallMax;
}
constexpr uint64_t otp_small_word(int64_t value) { return static_cast<uint64_t>(value) << 4 | 15; }

// 63 bits of it: OTP keeps a flag in the last.
inline uint64_t ets_hash(const AtomTable& atoms, Term key) {
  if (key.is_small() && is_otp_small(key.small_value())) [[likely]] {
    return ets_mix64(otp_small_word(key.small_value())) >> 1;
  }
  return ets_hash_slow(atoms, key) >> 1;
}

}  // namespace linac
