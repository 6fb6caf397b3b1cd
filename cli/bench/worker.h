// A VM that waits for what is to be measured: linac_bench.erl in it, two named pipes to it (its stdin and stdout stay the
// program's). Threads: one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/bench/vm.h"

namespace linac::bench {

struct Answer {
  enum class Kind : uint8_t {
    kOk,
    kFailed,   // what was called raised an exception: the worker goes on
    kEnded,    // the VM has ended
    kLate,     // the time is over
    kStopped,  // a signal came
  };
  Kind kind = Kind::kOk;
  std::vector<std::string> fields;  // of kOk
  std::string message;              // of others, one line

  bool ok() const { return kind == Kind::kOk; }
};

class Worker {
 public:
  // In `folder`, which is made, and in which no other has been. The answer has the VM's versions: OTP's, ERTS', kind of
  // emulator.
  static std::pair<std::unique_ptr<Worker>, Answer> start(const Target& target,
                                                          const std::string& helper,
                                                          const std::string& folder, double seconds,
                                                          Interrupts& interrupts);
  ~Worker();

  // Nothing more can be asked after kEnded, kLate and kStopped.
  Answer ask(const std::vector<std::string>& fields, double seconds);
  // The most memory that the VM has had so far; 0: not known.
  double peak_bytes() const;

 private:
  explicit Worker(Interrupts& interrupts, std::string folder)
      : interrupts_(interrupts), folder_(std::move(folder)) {}
  Answer read_answer(double seconds);
  Answer ended(const ProcessEnd& end) const;
  // Reads what there is. False: the other end is closed.
  bool take();

  Interrupts& interrupts_;
  std::string folder_;
  std::unique_ptr<ChildProcess> process_;
  int to_ = -1, from_ = -1;
  std::string pid_;  // of the VM, which is not the process where a script starts it
  std::string buffer_;
};

}  // namespace linac::bench
