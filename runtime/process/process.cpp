#include "runtime/process/process.h"

#include <algorithm>

namespace linac {

Process::Process(VmContext& context, Term own_pid, const HeapOptions& options,
                 SchedulerMemory& memory)
    : heap(options, memory, stack, *this), stack(memory.pool), vm(&context), pid(own_pid) {}

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
  for (auto& [key, value] : dictionary) {
    visitor.visit(key);
    visitor.visit(value);
  }
}

void Process::save_registers(const Term* x, uint32_t count) { saved.assign(x, x + count); }

void Process::restore_registers(Term* x) {
  std::copy(saved.begin(), saved.end(), x);
  saved.clear();
}

}  // namespace linac
