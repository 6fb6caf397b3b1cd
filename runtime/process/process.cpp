#include "runtime/process/process.h"

#include <algorithm>
#include <bit>
#include <chrono>

#include "runtime/memory/copy.h"
#include "runtime/process/event.h"

namespace linac {

// What an idle process takes is this, its first heap and its first stack (docs/processes.md).
static_assert(sizeof(Process) <= 640);

Process::Process(VmContext& context, Term own_pid, const HeapOptions& options,
                 SchedulerMemory& memory)
    : stack(memory.pool), heap(options, memory, stack, *this), vm(&context), pid(own_pid) {
  stack.set_max_words(options.max_heap_words);
}

namespace {

void visit_registers(RootVisitor& visitor, Word* registers, uint32_t mask) {
  for (; mask != 0; mask &= mask - 1) {
    visitor.visit(*reinterpret_cast<Term*>(&registers[std::countr_zero(mask)]));
  }
}

void visit_pending(RootVisitor& visitor, PendingException& pending) {
  visitor.visit(pending.exception_class);
  visitor.visit(pending.reason);
  visitor.visit(pending.trace);
  visitor.visit(pending.first_frame);
  visitor.visit(pending.cause);
}

}  // namespace

Process::~Process() {
  BlockPool& pool = heap.memory().pool;
  for (Fragment* left = mailbox.close(); left;) {
    Fragment* next = left->next;
    Fragment::destroy(pool, left);
    left = next;
  }
  if (reply) Fragment::destroy(pool, reply);
  if (!relations_) return;
  for (const auto& watching : relations_->watching.entries()) {
    if (watching.value.tag) Fragment::destroy(pool, watching.value.tag);
  }
}

void Process::destroy(Process* process) {
  BlockPool& pool = process->heap.memory().pool;
  process->~Process();
  pool.free({reinterpret_cast<Word*>(process), block_capacity(sizeof(Process) / sizeof(Word))});
}

void Process::visit_roots(RootVisitor& visitor) {
  if (registers) {
    visit_registers(visitor, registers->native, registers->native_mask);
    visit_pending(visitor, registers->exception);
    visitor.visit(registers->build.binary);
  }
  if (suspended) visit_registers(visitor, suspended->native, suspended->mask);
  if (!saved.empty()) visitor.visit(saved.data(), saved.size());
  visitor.visit(group_leader);
  visitor.visit(exit_reason);
  visitor.visit(exit_trace);
  if (dirty) {
    visitor.visit(dirty->value);
    visit_pending(visitor, dirty->exception);
  }
  for (auto& [key, value] : dictionary) {
    visitor.visit(key);
    visitor.visit(value);
  }
}

namespace {

uint64_t nanoseconds_now() {
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::nanoseconds(now).count());
}

}  // namespace

uint64_t Process::collection_begins() {
  return vm->wants(EventKind::kCollection) ? nanoseconds_now() : 0;
}

void Process::collected(uint64_t begin, bool is_major) {
  Event event{EventKind::kCollection};
  event.pid = pid;
  event.is_major = is_major;
  event.nanoseconds = nanoseconds_now() - begin;
  event.words = heap.used_words();
  vm->on_event(event);
}

bool Process::keep_message() {
  Fragment* message = mailbox.peeked();
  size_t words = measure_copy(message->root, vm->literals);
  Fragment* copy = Fragment::make(heap.memory().pool, words);
  if (!copy) return false;
  copy->root = copy_term(message->root, copy->space, vm->literals);
  heap.adopt(mailbox.replace_current(copy));
  matching = false;
  return true;
}

void Process::restore_registers(Term* x) {
  std::copy_n(saved.data(), saved.size(), x);
  saved.reset(0);
}

}  // namespace linac
