#include "runtime/process/table.h"

#include <algorithm>
#include <new>

namespace linac {

namespace {

// Numbers beyond the limit, as some lie in the caches of schedulers that make no processes.
constexpr size_t kMostSpare = size_t{1} << 16;

void count_program(NumberCache& cache, const Process& process, int64_t change) {
  if (process.role != ProcessRole::kProgram) return;
  cache.programs.store(cache.programs.load(std::memory_order_relaxed) + change,
                       std::memory_order_relaxed);
}

size_t programs_of(const std::vector<const NumberCache*>& caches) {
  int64_t count = 0;
  for (const NumberCache* cache : caches) count += cache->programs.load(std::memory_order_relaxed);
  return static_cast<size_t>(std::max<int64_t>(count, 0));
}

}  // namespace

ProcessTable::ProcessTable(size_t limit)
    : limit_(limit),
      chunks_(std::make_unique<std::atomic<Slot*>[]>(((limit + kMostSpare) >> kChunkShift) + 1)) {}

ProcessTable::~ProcessTable() {
  for (uint32_t number = 0; number < used_numbers_.load(); number++) {
    if (number == 0 && !chunks_[0].load()) continue;
    if (Process* process = slot(number)->process.load()) Process::destroy(process);
  }
  for (size_t i = 0; i <= (limit_ + kMostSpare) >> kChunkShift; i++) delete[] chunks_[i].load();
}

void ProcessTable::add_chunk(uint32_t number) {
  auto& chunk = chunks_[number >> kChunkShift];
  if (chunk.load(std::memory_order_relaxed)) return;
  chunk.store(new Slot[kChunkSlots], std::memory_order_release);
}

// With the lock held.
void ProcessTable::know(NumberCache& cache) {
  if (cache.is_known) return;
  cache.is_known = true;
  caches_.push_back(&cache);
}

bool ProcessTable::refill(NumberCache& cache) {
  std::lock_guard lock(mutex_);
  know(cache);
  if (!free_.empty()) {
    size_t taken = std::min(free_.size(), NumberCache::kBatch);
    std::copy(free_.end() - static_cast<std::ptrdiff_t>(taken), free_.end(), cache.numbers.begin());
    free_.resize(free_.size() - taken);
    cache.count = static_cast<uint32_t>(taken);
    return true;
  }
  size_t spare = std::min((caches_.size() - 1) * cache.numbers.size(), kMostSpare);
  size_t used = used_numbers_.load(std::memory_order_relaxed);
  size_t end = std::min(used + NumberCache::kBatch, limit_ + spare + 1);
  if (end <= used || (used > limit_ && programs_of(caches_) >= limit_)) return false;
  add_chunk(static_cast<uint32_t>(used));
  add_chunk(static_cast<uint32_t>(end - 1));
  cache.count = static_cast<uint32_t>(end - used);
  // The lowest is taken first.
  for (size_t i = 0; i < end - used; i++) cache.numbers[i] = static_cast<uint32_t>(end - 1 - i);
  used_numbers_.store(static_cast<uint32_t>(end), std::memory_order_release);
  return true;
}

void ProcessTable::make_room(NumberCache& cache) {
  std::lock_guard lock(mutex_);
  know(cache);
  if (cache.count < cache.numbers.size()) return;
  auto first = cache.numbers.begin();
  free_.insert(free_.end(), first, first + NumberCache::kBatch);
  std::copy(first + NumberCache::kBatch, cache.numbers.end(), first);
  cache.count -= NumberCache::kBatch;
}

Process* ProcessTable::make(VmContext& context, const HeapOptions& options,
                            SchedulerMemory& memory, ProcessRole role) {
  NumberCache& cache = memory.numbers;
  uint32_t number = packed_pid_number(kOutputPid.immediate_value());
  if (role == ProcessRole::kOutput) {
    std::lock_guard lock(mutex_);
    add_chunk(number);
    VM_CHECK(slot(number)->serial == 0);
  } else {
    if (cache.count == 0 && !refill(cache)) return nullptr;
    number = cache.numbers[--cache.count];
  }
  Slot& own = *slot(number);
  ImmediateKind kind = role == ProcessRole::kPort ? ImmediateKind::kPort : ImmediateKind::kPid;
  Block block = memory.pool.allocate(sizeof(Process) / sizeof(Word));
  VM_CHECK(block);
  auto* process = new (block.words)
      Process(context, make_immediate(kind, pack_pid(number, own.serial++)), options, memory);
  process->role = role;
  own.process.store(process, std::memory_order_release);
  count_program(cache, *process, 1);
  return process;
}

void ProcessTable::retire(Process& process, SchedulerMemory& memory) {
  NumberCache& cache = memory.numbers;
  uint32_t number = packed_pid_number(process.pid.immediate_value());
  slot(number)->process.store(nullptr, std::memory_order_release);
  if (!cache.is_known || cache.count == cache.numbers.size()) make_room(cache);
  count_program(cache, process, -1);
  if (number != 0) cache.numbers[cache.count++] = number;
}

size_t ProcessTable::count() const {
  std::lock_guard lock(mutex_);
  return programs_of(caches_);
}

std::vector<Process*> ProcessTable::all(ProcessRole role) const {
  std::vector<Process*> result;
  uint32_t used = used_numbers_.load(std::memory_order_acquire);
  for (uint32_t number = 1; number < used; number++) {
    Process* process = slot(number)->process.load(std::memory_order_acquire);
    if (process && process->role == role) result.push_back(process);
  }
  return result;
}

}  // namespace linac
