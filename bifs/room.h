// Memory outside all heaps that natives take: texts and buffers that an argument is flattened into. An
// argument whose parts are shared may be far larger than what it takes in the heap, so that whoever
// flattens one asks first, and what is kept from call to call counts as the VM's memory.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "core/base/memory_account.h"
#include "core/term/term.h"

namespace linac {

// How many bytes a native may take for a while: what is left of the VM's memory, or of the machine's when
// the VM has no limit.
inline size_t room_left() {
  if (current_account) {
    if (current_account->is_over()) return 0;  // the slice ends soon
    return current_account->most() - std::min(current_account->most(), current_account->used());
  }
  static const size_t machine =
      static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return machine;
}

// False: there is not so much, and a VM with a limit is over it, which ends it after the slice.
inline bool has_room(size_t bytes) {
  if (bytes <= room_left()) return true;
  if (current_account) {
    current_account->take_anyway(std::min(bytes, size_t{1} << 60));
    current_account->give(std::min(bytes, size_t{1} << 60));
  }
  return false;
}

// Whether there is room for the text of a term, whose parts count each time that they are shared.
bool can_be_written(Term term);

// Counts what containers of bytes hold as the VM's memory. Large sizes ask has_room() before.
template <class T>
struct CountedAllocator {
  using value_type = T;
  CountedAllocator() = default;
  template <class U>
  CountedAllocator(const CountedAllocator<U>&) {}

  T* allocate(size_t count) {
    if (current_account) current_account->take_anyway(count * sizeof(T));
    return std::allocator<T>().allocate(count);
  }
  void deallocate(T* at, size_t count) {
    if (current_account) current_account->give(count * sizeof(T));
    std::allocator<T>().deallocate(at, count);
  }
  bool operator==(const CountedAllocator&) const { return true; }
};
using CountedString = std::basic_string<char, std::char_traits<char>, CountedAllocator<char>>;

}  // namespace linac
