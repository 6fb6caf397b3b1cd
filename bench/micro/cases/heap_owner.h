// A heap without a VM, whose roots are a vector.
#pragma once

#include <vector>

#include "runtime/memory/heap.h"

namespace linac::micro {

struct HeapOwner final : RootSource {
  explicit HeapOwner(HeapOptions heap_options = {})
      : options(heap_options),
        memory(pages),
        stack(memory.pool),
        heap(options, memory, stack, *this) {}

  void visit_roots(RootVisitor& visitor) override { visitor.visit(roots.data(), roots.size()); }
  void reserve(size_t words) { VM_CHECK(heap.reserve(words, Safepoint{})); }

  PagePool pages;
  HeapOptions options;
  SchedulerMemory memory;
  std::vector<Term> roots;
  Stack stack;
  Heap heap;
};

}  // namespace linac::micro
