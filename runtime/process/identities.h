// What a VM hands out once only, and when it began: references, unique integers, the clock's start.
//
// Threads: any.
#pragma once

#include <atomic>
#include <cstdint>

#include "core/term/allocate.h"
#include "runtime/process/signal.h"

namespace linac {

class Identities {
 public:
  explicit Identities(uint64_t start_nanoseconds = 0) : start_nanoseconds_(start_nanoseconds) {}

  // The number of a new reference. It is written as three numbers (reference_words): 18 bits, 32
  // and the rest.
  uint64_t next_reference() { return references_.fetch_add(1, std::memory_order_relaxed); }
  // Of unique_integer/1; the plain and the monotonic ones share one sequence.
  int64_t next_integer() { return integers_.fetch_add(1, std::memory_order_relaxed); }
  // For now/0, which never gives the same twice: microseconds.
  uint64_t next_now(uint64_t now) {
    uint64_t last = last_now_.load(std::memory_order_relaxed);
    uint64_t next;
    do {
      next = now > last ? now : last + 1;
    } while (!last_now_.compare_exchange_weak(last, next, std::memory_order_relaxed));
    return next;
  }
  // On the monotonic clock, when the VM was made.
  uint64_t start_nanoseconds() const { return start_nanoseconds_; }
  // statistics(runtime | wall_clock | reductions): what the last call answered.
  std::atomic<uint64_t> last_runtime{0}, last_wall_clock{0}, last_reductions{0};

 private:
  std::atomic<uint64_t> references_{1};
  std::atomic<int64_t> integers_{1};
  std::atomic<uint64_t> last_now_{0};
  const uint64_t start_nanoseconds_;
};

struct ReferenceNumbers {
  Word low, high;
};
inline constexpr int kFirstReferenceBits = 18;
constexpr ReferenceNumbers reference_numbers(uint64_t number) {
  Word first = number & ((Word{1} << kFirstReferenceBits) - 1);
  Word second = number >> kFirstReferenceBits & 0xFFFFFFFF;
  return {second << 32 | first, number >> (kFirstReferenceBits + 32)};
}
// Kinds of references that are found again by their numbers: the third one has a bit that no plain
// reference reaches, and the number of a process (aliases) or of a scheduler (timers).
inline constexpr Word kAliasReference = Word{1} << 31;
inline constexpr Word kTimerReference = Word{1} << 30;

inline ReferenceKey new_reference(Identities& identities) {
  ReferenceNumbers numbers = reference_numbers(identities.next_reference());
  return {numbers.low, numbers.high};
}
inline ReferenceKey new_alias(Identities& identities, Term pid) {
  return {new_reference(identities).low,
          kAliasReference | packed_pid_number(pid.immediate_value())};
}
inline bool is_alias(const ReferenceKey& key) { return key.high & kAliasReference; }
inline uint32_t alias_process_number(const ReferenceKey& key) {
  return static_cast<uint32_t>(key.high & (kAliasReference - 1));
}
inline ReferenceKey new_timer_reference(Identities& identities, uint32_t scheduler) {
  return {new_reference(identities).low, kTimerReference | scheduler};
}
inline bool is_timer(const ReferenceKey& key) {
  return !is_alias(key) && key.high & kTimerReference;
}
inline uint32_t timer_scheduler(const ReferenceKey& key) {
  return static_cast<uint32_t>(key.high & (kTimerReference - 1));
}

// kReferenceWords.
inline Term make_reference(const ReferenceKey& key, TermSpace& space) {
  Word* box = space.take(kReferenceWords);
  box[0] = make_header(BoxedKind::kReference, kReferenceWords - 1);
  box[1] = key.low;
  box[2] = key.high;
  return make_boxed(box);
}
// kReferenceWords.
inline Term make_reference(Identities& identities, TermSpace& space) {
  return make_reference(new_reference(identities), space);
}

}  // namespace linac
