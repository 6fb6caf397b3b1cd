#include "runtime/process/limits.h"

#include "core/base/check.h"

namespace linac {
namespace {

std::string size_text(uint64_t bytes) {
  constexpr std::string_view kUnits[] = {"", "k", "m", "g"};
  size_t unit = 0;
  for (; unit < 3 && bytes != 0 && bytes % 1024 == 0; unit++) bytes /= 1024;
  return unit == 0 ? std::to_string(bytes) + " bytes"
                   : std::to_string(bytes) + std::string(kUnits[unit]);
}

std::string seconds_text(uint64_t nanoseconds) {
  uint64_t milliseconds = nanoseconds / 1'000'000;
  std::string text = std::to_string(milliseconds / 1000);
  if (uint64_t rest = milliseconds % 1000) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    while (digits.ends_with('0')) digits.pop_back();
    text += "." + digits;
  }
  return text + " s";
}

}  // namespace

std::string_view limit_name(LimitKind kind) {
  switch (kind) {
    case LimitKind::kNone: return "none";
    case LimitKind::kHeap: return "heap";
    case LimitKind::kReductions: return "reductions";
    case LimitKind::kMessages: return "messages";
    case LimitKind::kAtoms: return "atoms";
    case LimitKind::kProcesses: return "processes";
    case LimitKind::kMemory: return "memory";
    case LimitKind::kTime: return "time";
  }
  VM_UNREACHABLE();
}

std::string limit_text(LimitKind kind, uint64_t most) {
  std::string number = std::to_string(most);
  switch (kind) {
    case LimitKind::kNone: return "";
    case LimitKind::kHeap:
      return "the process needs more memory than the " + size_text(most) +
             " that it may have: raise --max-heap, or look for data that grows without end";
    case LimitKind::kReductions:
      return "the process has used the " + number +
             " reductions that it may use: raise --max-reductions, or look for a loop without end";
    case LimitKind::kMessages:
      return "more than " + number +
             " messages wait for the process: raise --max-messages, or look for a sender that "
             "never "
             "waits";
    case LimitKind::kAtoms:
      return "the program has made more than " + number +
             " atoms: raise --max-atoms, or look for atoms made of input";
    case LimitKind::kProcesses:
      return "the program has started more than " + number +
             " processes: raise --max-processes, or look for processes that never end";
    case LimitKind::kMemory:
      return "the program needs more memory than " + size_text(most) +
             ": raise --max-memory, or look for data that grows without end";
    case LimitKind::kTime:
      return "the program has not ended within " + seconds_text(most) +
             ": raise --timeout, or look for what it waits for";
  }
  VM_UNREACHABLE();
}

}  // namespace linac
