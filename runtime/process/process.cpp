#include "runtime/process/process.h"

#include <algorithm>
#include <bit>

#include "runtime/memory/copy.h"

namespace linac {

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

void Process::visit_roots(RootVisitor& visitor) {
  if (registers) visit_registers(visitor, registers->native, registers->native_mask);
  if (suspended) visit_registers(visitor, suspended->native, suspended->mask);
  if (!saved.empty()) visitor.visit(saved.data(), saved.size());
  visitor.visit(exception.exception_class);
  visitor.visit(exception.reason);
  visitor.visit(exception.trace);
  visitor.visit(exception.first_frame);
  visitor.visit(exception.cause);
  visitor.visit(build.binary);
  visitor.visit(group_leader);
  visitor.visit(exit_reason);
  visitor.visit(exit_trace);
  if (dirty) visitor.visit(dirty->value);
  for (auto& [key, value] : dictionary) {
    visitor.visit(key);
    visitor.visit(value);
  }
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

void Process::save_registers(const Term* x, uint32_t count) { saved.assign(x, x + count); }

void Process::restore_registers(Term* x) {
  std::copy(saved.begin(), saved.end(), x);
  saved.clear();
}

}  // namespace linac
