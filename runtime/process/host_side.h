// What a VM tells the program that embeds it, as far as the schedulers have to know (api/embed).
#pragma once

#include <cstdint>

namespace linac {

class Process;

class HostSide {
 public:
  virtual ~HostSide() = default;

  // A process that the host has started has ended, and is still whole. By the scheduler that has it in
  // hand; several at a time.
  virtual void process_ended(Process& process) = 0;
  // A process has ended that awaited the answer of this number (Process::awaiting), which may be none of
  // the host's.
  virtual void call_ended(uint64_t number) = 0;
};

}  // namespace linac
