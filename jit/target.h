// What register allocation knows of a machine: two sets of numbered registers. The numbers are those
// of RegisterFile::native (runtime/native/layout.h) for general registers; a target maps them to its
// own (jit/x64/registers.h).
#pragma once

#include <cstdint>

namespace linac::jit {

inline constexpr uint32_t kGprs = 10;
inline constexpr uint32_t kFprs = 14;
inline constexpr uint32_t kArgumentGprs = 6;  // 0 .. 5; 0 is also the result

// Where a value is. Slots are counted from the frame's lowest word. kX is a word of the argument
// area, only at entries and calls.
enum class Place : uint8_t { kNowhere, kGpr, kFpr, kSlot, kX };

struct Location {
  Place place = Place::kNowhere;
  uint32_t index = 0;

  constexpr bool operator==(const Location&) const = default;
  constexpr bool is_register() const { return place == Place::kGpr || place == Place::kFpr; }
  constexpr bool is_slot() const { return place == Place::kSlot; }
};
constexpr Location gpr(uint32_t index) { return {Place::kGpr, index}; }
constexpr Location fpr(uint32_t index) { return {Place::kFpr, index}; }
constexpr Location slot(uint32_t index) { return {Place::kSlot, index}; }
constexpr Location x_word(uint32_t index) { return {Place::kX, index}; }

// Two registers of each kind belong to the code of one operation. Numbered behind the others, so
// that a move may go to one.
inline constexpr uint32_t kScratch0 = kGprs;
inline constexpr uint32_t kScratch1 = kGprs + 1;
inline constexpr uint32_t kFloatScratch0 = kFprs;
inline constexpr uint32_t kFloatScratch1 = kFprs + 1;

// What the machine's long multiplication and division need for themselves: moved away and back around
// one where something else is in them.
inline constexpr uint32_t kDivisionGprs = 1u << 0 | 1u << 2;

// Where argument number `index` of a call is.
constexpr Location argument(uint32_t index) {
  return index < kArgumentGprs ? gpr(index) : x_word(index);
}

// How hard allocation is made, for tests.
struct AllocationMode {
  uint32_t gprs = kGprs;  // only the first so many: at least kMinGprs
  uint32_t fprs = kFprs;
  uint64_t seed = 0;  // not 0: registers in random order, hints seldom followed
};
inline constexpr uint32_t kMinGprs = 5;
inline constexpr uint32_t kMinFprs = 3;

inline constexpr uint32_t kMaxFrameSlots = 4096;  // of a function that is compiled

}  // namespace linac::jit
