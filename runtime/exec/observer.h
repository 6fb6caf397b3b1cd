// What `--observe` shows: every process of a Vm as a thread of the host sees it, which runs none.
//
// What a process has used is read from outside; what only the process itself may look at (its heap, its
// queue, where it is) it is asked for by a signal, which changes nothing in it and which it answers
// as it handles others: at its next slice. One that waits is woken for that and sleeps on. One that does
// not answer in time (a dirty thread has it) is shown without.
//
// Guarantees
//  O1 A process may end at any moment: it is not freed while the observing thread looks at it
//     (Schedulers::pin_observer), and a signal that comes too late is answered by bounce().
//  O2 Without an Observer nothing of this costs anything but a look at one word when processes that have
//     ended are freed.
//
// Threads: sample() and stop() each from one thread, answer() and ended() from schedulers. It must be made
// before any process runs, and outlive the last run.
#pragma once

#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "core/term/identity.h"
#include "runtime/process/process.h"
#include "runtime/process/signal.h"

namespace linac {

// Who is answered by a kObserve signal, once: by the process that has it, or for one that has ended.
class SignalObserver {
 public:
  virtual void answer(Process& self, const ReferenceKey& key) = 0;
  virtual void ended(const ReferenceKey& key) = 0;

 protected:
  ~SignalObserver() = default;
};

class Observer final : public SignalObserver {
 public:
  enum class Status : uint8_t { kUnknown, kWaiting, kRunnable, kSuspended, kEnded };
  struct Row {
    Term pid = kNoTerm;
    uint64_t reductions = 0;  // since the sample before; of slices that are over
    // The rest is the process's answer, if it has given one.
    Status status = Status::kUnknown;
    size_t bytes = 0;  // heap and stack
    size_t queue = 0;  // messages
    ExportIdentity function{}, initial_call{};
    Term name = kNoTerm;
  };
  struct Sample {
    size_t processes = 0;
    uint64_t reductions = 0;  // of all schedulers, since the sample before
    double seconds = 0;       // since then
    size_t ready = 0;         // in run queues
    std::vector<Row> rows;    // those that used most first; then the largest
  };

  explicit Observer(VmContext& vm);

  // At most so many rows. Waits for their answers, not longer than kPatience.
  Sample sample(size_t most);
  // Ends a sample() that waits, and all later ones at once.
  void stop();

  void answer(Process& self, const ReferenceKey& key) override;
  void ended(const ReferenceKey& key) override;

 private:
  static constexpr uint64_t kPatience = 200'000'000;  // nanoseconds
  // Of more processes only those that have used most are asked.
  static constexpr size_t kAskAll = 1000;

  std::vector<Row> look_at_all();
  void ask(std::vector<Row>& rows);
  Row* row_of(const ReferenceKey& key);

  VmContext& vm_;
  std::unordered_map<Word, uint64_t> known_;  // reductions at the sample before, by pid
  uint64_t total_ = 0, time_ = 0;             // at the sample before
  std::mutex mutex_;                          // of what follows
  std::condition_variable answered_;
  bool stopped_ = false;
  uint64_t round_ = 0;
  size_t missing_ = 0;
  std::vector<Row>* rows_ = nullptr;  // that are asked for
};

}  // namespace linac
