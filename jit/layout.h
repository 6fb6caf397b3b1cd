// Offsets of C++ objects and of payload words that emitted code knows, beside those of
// runtime/native/layout.h. Checked in layout.cpp.
#pragma once

#include <cstdint>

#include "core/term/boxed.h"

namespace linac::jit {

// From the word of a boxed term or a cons.
constexpr int32_t box_word(uint32_t index) {
  return static_cast<int32_t>(8 * index) - static_cast<int32_t>(kTagBoxed);
}
inline constexpr int32_t kHeaderOffset = box_word(0);
constexpr int32_t payload_word(uint32_t index) { return box_word(1 + index); }
inline constexpr int32_t kHeadOffset = -static_cast<int32_t>(kTagCons);
inline constexpr int32_t kTailOffset = 8 - static_cast<int32_t>(kTagCons);

// Payload words of funs (core/term/boxed.def); those of bitstrings stand in core/term/bits.h.
inline constexpr uint32_t kClosureEntry = 0;
inline constexpr uint32_t kClosureCaptured = 1;
inline constexpr uint32_t kExternalFunEntry = 0;
inline constexpr uint32_t kTrieMapCount = 0;

// The byte of a header that says the kind.
constexpr uint8_t kind_byte(BoxedKind kind) {
  return static_cast<uint8_t>(static_cast<Word>(kind) << 3 | kTagHeader);
}

// Which tags mean a float in the word, as a set of the low five bits.
inline constexpr uint32_t kSelfFloatMask = 0x32323232;
static_assert((kSelfFloatMask & 0xFF) ==
              (1u << kTagFloatTiny | 1u << kTagFloatLow | 1u << kTagFloatHigh));
inline constexpr uint32_t kSelfFloatRotation = 4;

extern const int32_t kOffsetProcessPid;
extern const int32_t kOffsetFunEntryArity;
extern const int32_t kOffsetFunEntryFunction;
extern const int32_t kOffsetExportArity;

}  // namespace linac::jit
