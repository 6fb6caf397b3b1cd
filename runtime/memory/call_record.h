// What the collector, raising and traces ask of a call in emitted code (docs/jit.md, J1). After the
// call instruction stands the seven-byte NOP 0F 1F 80 imm32; the call's return address plus imm32
// is its record, in the same block of code.
//
// Threads: records are part of published code and never change.
#pragma once

#include <cstdint>
#include <cstring>

#include "core/base/check.h"
#include "core/term/term.h"

namespace linac {

// Four-byte aligned. Slot 0 of a frame is the lowest, at sp after the call's return.
struct CallRecord {
  static constexpr uint32_t kNone = UINT32_MAX;

  uint32_t frame_words;     // slots of the frame at this call
  uint32_t position;        // index into NativeCode::positions, or kNone: no place to show
  int32_t handler;          // distance in bytes from this record to the handler's code; 0: none
  uint16_t term_registers;  // bits of RegisterFile::native that hold terms (helper calls only)
  uint8_t has_bitmap;       // 1: the words of a bitmap follow; 0: every slot is a term
  uint8_t takes_trace;      // 1: the handler reads the trace

  // Bit i % 32 of word i / 32 says whether slot i is a term.
  const uint32_t* bitmap() const { return reinterpret_cast<const uint32_t*>(this + 1); }
  bool is_term(uint32_t slot) const {
    return !has_bitmap || (bitmap()[slot / 32] >> (slot % 32) & 1);
  }
  Word handler_address() const {
    return reinterpret_cast<Word>(this) + static_cast<Word>(static_cast<int64_t>(handler));
  }
};
static_assert(sizeof(CallRecord) == 16 && alignof(CallRecord) == 4);

constexpr size_t call_record_bytes(uint32_t frame_words, bool has_bitmap) {
  return sizeof(CallRecord) + (has_bitmap ? (frame_words + 31) / 32 * sizeof(uint32_t) : 0);
}

#if defined(__x86_64__)
// The NOP that names the record, without its imm32.
inline constexpr uint8_t kRecordNop[3] = {0x0F, 0x1F, 0x80};
inline constexpr uint32_t kRecordNopBytes = 7;

// Of a call in emitted code, by its return address.
inline const CallRecord& record_of(Word return_address) {
  const uint8_t* at = reinterpret_cast<const uint8_t*>(return_address);
  VM_SLOW_CHECK(std::memcmp(at, kRecordNop, sizeof kRecordNop) == 0);
  int32_t distance;
  std::memcpy(&distance, at + sizeof kRecordNop, sizeof distance);
  return *reinterpret_cast<const CallRecord*>(at + distance);
}
#else
// No emitted code on this machine.
inline const CallRecord& record_of(Word) { VM_UNREACHABLE(); }
#endif

}  // namespace linac
