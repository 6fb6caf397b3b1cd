// Events: what happens in a VM, told to the host as it happens.
//
//   options.on_event = [](const linac::Event& event) {
//     if (event.kind == linac::EventKind::kCrash) log(event.crash->message);
//   };
//   options.events = linac::event_bit(linac::EventKind::kCrash);
//
// Threads: called from all threads of the VM, several at a time; it must be short, and must not call the VM.
// Ownership: an event is the handler's during the call. An event of a kind that is not wanted costs a test.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "linac/result.h"
#include "linac/value.h"

namespace linac {
LINAC_NAMESPACE(v0) {
enum class EventKind : uint8_t {
  kSpawn,       // pid, parent, function: what it was spawned with
  kExit,        // pid, reason
  kCrash,       // pid, reason, crash: an error or throw that nothing caught; kExit follows
  kCollection,  // pid, is_major, duration, bytes: live afterwards
  kSlowNative,  // pid, function, duration: 1 ms or more
  kCompile,     // function, duration, text: why it cannot be compiled; empty: it was
  kRefusal,     // pid, name: of the capability (`read`, `run`, ...), text: for what
  kLimit,       // pid (0: the VM), name: of the limit (`reductions`, ...), number: its value
};
inline constexpr uint32_t event_bit(EventKind kind) { return 1u << static_cast<unsigned>(kind); }
inline constexpr uint32_t kAllEvents = (1u << 8) - 1;
LINAC_EXPORT const char* event_name(EventKind kind);

// The report of a process that has crashed, as data.
struct CrashReport {
  Exception exception;          // class, reason and stack trace
  std::string initial_call;     // module:name/arity that it was spawned with
  std::string registered_name;  // empty: none
  uint64_t reductions = 0;
  size_t memory = 0;    // bytes of heap and stack
  size_t messages = 0;  // that have waited for it
  std::string message;  // one line for a user
};

struct Event {
  EventKind kind = EventKind::kSpawn;
  Pid pid{};
  Pid parent{};  // 0: the host
  std::string function;
  Value reason;
  uint64_t duration = 0;  // nanoseconds
  size_t bytes = 0;
  bool is_major = false;
  std::string name;
  uint64_t number = 0;
  std::string text;
  std::optional<CrashReport> crash;
};

using EventHandler = std::function<void(const Event&)>;

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
