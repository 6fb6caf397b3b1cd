#include "core/base/long_walk.h"

#include "core/base/memory_account.h"

namespace linac {

constinit thread_local const std::atomic<bool>* current_stop = nullptr;

bool LongWalk::look(size_t bytes) {
  if (current_stop && current_stop->load(std::memory_order_relaxed)) return true;
  MemoryAccount* account = current_account;
  if (!account) return false;
  if (account->is_over()) return true;
  if (bytes + account->used() <= account->most()) return false;
  account->take_anyway(bytes);  // it is over its limit
  account->give(bytes);
  return true;
}

}  // namespace linac
