#include "runtime/exec/observer.h"

#include <algorithm>
#include <chrono>

#include "runtime/exec/exception.h"
#include "runtime/process/names.h"
#include "runtime/process/table.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/scheduler.h"

namespace linac {

Observer::Observer(VmContext& vm) : vm_(vm), time_(monotonic_nanoseconds()) {
  vm.schedulers->expect_others();
}

// With the observer pinned.
std::vector<Observer::Row> Observer::look_at_all() {
  std::vector<Row> rows;
  std::unordered_map<Word, uint64_t> now;
  for (Process* process : vm_.processes->all()) {
    uint64_t done = process->reductions_done.load(std::memory_order_relaxed);
    auto before = known_.find(process->pid.bits);
    Row row;
    row.pid = process->pid;
    row.reductions = done - (before == known_.end() ? 0 : before->second);
    rows.push_back(row);
    now[row.pid.bits] = done;
  }
  known_ = std::move(now);
  return rows;
}

// With the observer pinned: a process that is found stays readable.
void Observer::ask(std::vector<Row>& rows) {
  {
    std::lock_guard lock(mutex_);
    rows_ = &rows;
    round_++;
    missing_ = rows.size();
  }
  for (size_t i = 0; i < rows.size(); i++) {
    auto* self = static_cast<SignalObserver*>(this);
    SignalData data{kNoTerm, reinterpret_cast<Word>(self), {round_, i}};
    Process* process = vm_.processes->find(rows[i].pid);
    Fragment* signal = process ? make_signal(*vm_.pages, SignalKind::kObserve, data) : nullptr;
    if (signal && vm_.schedulers->send_from_outside(*process, signal)) continue;
    if (signal) Fragment::destroy(*vm_.pages, signal);
    ended(data.key);
  }
}

Observer::Sample Observer::sample(size_t most) {
  Sample sample;
  vm_.schedulers->pin_observer();
  std::vector<Row> rows = look_at_all();
  sample.processes = rows.size();
  auto used_more = [](const Row& a, const Row& b) { return a.reductions > b.reductions; };
  if (rows.size() > kAskAll) {
    size_t kept = std::min(most, rows.size());
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end(),
                      used_more);
    rows.resize(kept);
  }
  ask(rows);
  vm_.schedulers->unpin_observer();
  {
    std::unique_lock lock(mutex_);
    auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(kPatience);
    answered_.wait_until(lock, until, [&] { return missing_ == 0 || stopped_; });
    rows_ = nullptr;
  }
  std::erase_if(rows, [](const Row& row) { return row.status == Status::kEnded; });
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    return a.reductions != b.reductions ? used_more(a, b) : a.bytes > b.bytes;
  });
  if (rows.size() > most) rows.resize(most);
  sample.rows = std::move(rows);
  uint64_t now = monotonic_nanoseconds(), total = 0;
  for (const auto& scheduler : vm_.schedulers->all()) {
    total += scheduler->reductions.load(std::memory_order_relaxed);
  }
  sample.reductions = total - total_;
  sample.seconds = static_cast<double>(now - time_) / 1e9;
  sample.ready = vm_.schedulers->queue_length();
  total_ = total;
  time_ = now;
  return sample;
}

void Observer::stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  answered_.notify_all();
}

// With the lock held; null: nobody waits for that any more.
Observer::Row* Observer::row_of(const ReferenceKey& key) {
  if (!rows_ || key.low != round_) return nullptr;
  if (--missing_ == 0) answered_.notify_all();
  return &(*rows_)[key.high];
}

void Observer::answer(Process& self, const ReferenceKey& key) {
  ExportIdentity function = parked_function(self);
  Term name = vm_.names->name_of(self);
  bool waits = self.waiting && !self.mailbox.has_unseen();
  std::lock_guard lock(mutex_);
  Row* row = row_of(key);
  if (!row) return;
  row->status = self.is_suspended() ? Status::kSuspended
                : waits             ? Status::kWaiting
                                    : Status::kRunnable;
  row->bytes = (self.heap.capacity_words() + self.stack.capacity_words()) * sizeof(Word);
  row->queue = self.mailbox.length();
  row->function = function;
  if (self.initial_call) row->initial_call = *self.initial_call;
  row->name = name;
}

void Observer::ended(const ReferenceKey& key) {
  std::lock_guard lock(mutex_);
  if (Row* row = row_of(key)) row->status = Status::kEnded;
}

}  // namespace linac
