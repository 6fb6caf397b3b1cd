// Heaps without a VM: allocating, collecting, copying messages.
#include <memory>

#include "bench/micro/cases/cases.h"
#include "runtime/memory/copy.h"
#include "runtime/memory/heap.h"

namespace linac::micro {
namespace {

struct Owner final : RootSource {
  Owner() : memory(pages), stack(memory.pool), heap(options, memory, stack, *this) {}

  void visit_roots(RootVisitor& visitor) override { visitor.visit(roots.data(), roots.size()); }
  void reserve(size_t words) { VM_CHECK(heap.reserve(words, Safepoint{})); }

  PagePool pages;
  HeapOptions options;
  SchedulerMemory memory;
  std::vector<Term> roots;
  Stack stack;
  Heap heap;
};

// A list of so many tuples as the only root.
std::shared_ptr<Owner> owner_of_list(int64_t length) {
  auto owner = std::make_shared<Owner>();
  owner->roots.assign(1, kNil);
  for (int64_t i = 0; i < length; i++) {
    owner->reserve(6);
    TermSpace& space = owner->heap.space;
    Term tuple = space.tuple_of(make_small(i), make_small(i + 1), kNil);
    owner->roots[0] = space.cons(tuple, owner->roots[0]);
  }
  return owner;
}

// Garbage, with the collections that it takes: a list of 100 lives.
Work allocation() {
  return [owner = owner_of_list(100)](uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
      owner->reserve(4);
      owner->heap.space.tuple_of(kNil, kNil, kNil);
    }
  };
}

Work minor_collection() {
  return [owner = owner_of_list(0)](uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
      owner->roots[0] = kNil;
      for (int64_t j = 0; j < 500; j++) {
        owner->reserve(2);
        owner->roots[0] = owner->heap.space.cons(make_small(j), owner->roots[0]);
      }
      VM_CHECK(owner->heap.collect_minor(10, Safepoint{}));
    }
  };
}

Work major_collection() {
  return [owner = owner_of_list(5000)](uint64_t count) {
    for (uint64_t i = 0; i < count; i++) VM_CHECK(owner->heap.collect_major(0, Safepoint{}));
  };
}

Work message_copy() {
  return [owner = owner_of_list(10)](uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
      size_t words = measure_copy(owner->roots[0], nullptr);
      Fragment* fragment = Fragment::make(owner->memory.pool, words);
      VM_CHECK(fragment);
      fragment->root = copy_term(owner->roots[0], fragment->space, nullptr);
      Fragment::destroy(owner->memory.pool, fragment);
    }
  };
}

}  // namespace

std::vector<Case> memory_cases() {
  return {{"allocation", 20000, allocation},
          {"collection_minor", 20, minor_collection},
          {"collection_major", 5, major_collection},
          {"message_copy", 500, message_copy}};
}

}  // namespace linac::micro
