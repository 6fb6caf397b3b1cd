// What binds a process to others: links, monitors in both directions, aliases, timers, suspensions.
// They hold pids and references' numbers, no terms of a heap, so the collector has nothing to do here.
//
// Threads: of the thread that runs the process.
#pragma once

#include "runtime/process/small_map.h"

namespace linac {

enum class MonitorType : uint8_t { kProcess, kPort, kTimeOffset };
// When an alias ends by itself: never, with its monitor, also with the first message.
enum class AliasMode : uint8_t { kNone, kExplicit, kDemonitor, kReply };

struct Watching {
  MonitorType type = MonitorType::kProcess;
  AliasMode alias = AliasMode::kNone;
  Term target = kNoTerm;    // the pid; kNoTerm: there was none
  Term name = kNoTerm;      // by which it was monitored
  Fragment* tag = nullptr;  // instead of 'DOWN'; owned
};
struct Watcher {
  Term pid = kNoTerm;
  Term name = kNoTerm;
};

struct Relations {
  // The number of the unlinking that is under way, or 0: linked.
  SmallMap<Word, uint64_t> links;
  SmallMap<ReferenceKey, Watching> watching;
  SmallMap<ReferenceKey, Watcher> watchers;
  SmallMap<ReferenceKey, AliasMode> aliases;
  SmallMap<ReferenceKey, uint8_t> timers;  // to be taken back when the process ends
  SmallMap<Word, uint32_t> suspending;     // pid: how often
  SmallMap<Word, uint32_t> suspended_by;
  uint64_t unlinkings = 0;
};

}  // namespace linac
