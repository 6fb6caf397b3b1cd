// What processes send each other besides messages. A signal is a message fragment with a kind; what
// is not a term in it (the sender's pid, a reference's numbers) stands in a SignalData in its first
// words. Messages and signals go through the same queue, so that what one process sends to another
// takes effect in the order of sending (docs/messages.md).
#pragma once

#include "core/term/identity.h"
#include "runtime/memory/fragment.h"

namespace linac {

enum class SignalKind : uint8_t {
  kMessage,       // root
  kAliasMessage,  // root, when the alias `key` is active
  kTimerMessage,  // root; the receiver's timer `key` is over
  kLink,          // from
  kUnlink,        // from; number: the unlinking's
  kUnlinkAck,     // from, number
  kExitLinked,    // root {'EXIT', From, Reason}: a linked process has ended
  kExit,          // the same: exit/2
  kMonitor,       // from watches as `key`; root: the name it used, or kNoTerm
  kDemonitor,     // key
  kDown,          // root {'DOWN', Ref, Type, Object, Reason} for the monitor `key`
  kGroupLeader,   // root
  kRequest,       // from asks as `number`; root: see exec/requests.h
  kReply,         // number, root
  kSuspend,       // from; number: a request to be answered, or 0
  kResume,        // from
  kObserve,       // number: the SignalObserver; key: what it asks for (exec/observer.h)
};

// What a reference is told apart by: the two words of its box.
struct ReferenceKey {
  Word low = 0, high = 0;
  bool operator==(const ReferenceKey&) const = default;
};
inline ReferenceKey reference_key(Term local_reference) {
  return {payload(local_reference)[0], payload(local_reference)[1]};
}
inline bool is_local_reference(Term term) {
  return is_boxed_kind(term, BoxedKind::kReference) || is_boxed_kind(term, BoxedKind::kResource);
}

struct SignalData {
  Term from = kNoTerm;  // a pid
  Word number = 0;
  ReferenceKey key;
};
inline constexpr size_t kSignalDataWords = sizeof(SignalData) / sizeof(Word);

inline SignalKind signal_kind(const Fragment& signal) {
  return static_cast<SignalKind>(signal.kind);
}
inline SignalData& signal_data(Fragment& signal) {
  return *reinterpret_cast<SignalData*>(signal.start());
}

// With room for `words` of terms; null: no memory.
template <class Pool>
Fragment* make_signal(Pool& pool, SignalKind kind, const SignalData& data, size_t words = 0) {
  Fragment* signal = Fragment::make(pool, kSignalDataWords + words);
  if (!signal) return nullptr;
  signal->kind = static_cast<uint32_t>(kind);
  signal_data(*signal) = data;
  signal->space.top += kSignalDataWords;
  return signal;
}

}  // namespace linac
