#include "runtime/process/event.h"

namespace linac {

std::string_view event_name(EventKind kind) {
  switch (kind) {
    case EventKind::kSpawn: return "spawn";
    case EventKind::kExit: return "exit";
    case EventKind::kCrash: return "crash";
    case EventKind::kCollection: return "collection";
    case EventKind::kSlowNative: return "slow_native";
    case EventKind::kCompile: return "compile";
    case EventKind::kRefusal: return "refusal";
    case EventKind::kLimit: return "limit";
  }
  VM_UNREACHABLE();
}

}  // namespace linac
