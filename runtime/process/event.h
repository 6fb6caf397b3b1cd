// What a host is told of what happens in its Vm (VmContext::on_event, Vm::set_event_handler). An event is valid during the call.
//
// Threads: the handler is called by whichever thread it happens on, several at a time; it must not wait long,
// nor call the Vm. Costs without a handler: a test where something happens that takes far longer.
#pragma once

#include <string_view>

#include "core/term/identity.h"
#include "runtime/process/capabilities.h"
#include "runtime/process/limits.h"

namespace linac {

class Process;

enum class EventKind : uint8_t {
  kSpawn,       // pid, parent (kNoTerm: the host), function
  kExit,        // pid, process, term: its reason
  kCrash,       // the same, before kExit, of one that an uncaught error or throw ended
  kCollection,  // pid, is_major, nanoseconds, words: live afterwards
  kSlowNative,  // pid, function, nanoseconds; of natives on a scheduler as their reductions have it
  kCompile,     // function, nanoseconds, text: why it cannot be; empty: it was
  kRefusal,     // pid, capability, text: for what
  kLimit,       // limit, number: the limit; pid: whose, or kNoTerm: the Vm's
};
inline constexpr uint32_t kAllEvents = (1u << 8) - 1;
inline constexpr uint32_t event_bit(EventKind kind) { return 1u << static_cast<unsigned>(kind); }
// "spawn", "exit" and so on.
std::string_view event_name(EventKind kind);

struct Event {
  explicit Event(EventKind its_kind) : kind(its_kind) {}

  EventKind kind;
  Term pid = kNoTerm;
  Term parent = kNoTerm;
  Process* process = nullptr;
  ExportIdentity function{};
  Term term = kNoTerm;
  uint64_t nanoseconds = 0;
  uint64_t number = 0;
  size_t words = 0;
  bool is_major = false;
  Capability capability{};
  LimitKind limit{};
  std::string_view text;
};

// A native that has used so many reductions at once, about a microsecond each, is slow.
inline constexpr int64_t kSlowNativeReductions = 1000;
inline constexpr uint64_t kSlowNativeNanoseconds = 1'000'000;

}  // namespace linac
