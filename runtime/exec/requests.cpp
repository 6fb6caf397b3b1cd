#include "runtime/exec/requests.h"

#include "runtime/exec/exception.h"
#include "runtime/exec/process_info.h"
#include "runtime/memory/copy.h"
#include "runtime/process/identities.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

Fragment* make_request(NativeCall& call, RequestKind kind, Term root, uint64_t number) {
  Process& self = call.process();
  const LiteralArea* literals = self.vm->literals;
  SignalKind signal = kind == RequestKind::kSuspend ? SignalKind::kSuspend : SignalKind::kRequest;
  size_t words = root == kNoTerm ? 0 : measure_copy(root, literals);
  SignalData data{self.pid, number, {static_cast<Word>(kind), 0}};
  Fragment* request = make_signal(call.heap().memory().pool, signal, data, words);
  if (!request) return nullptr;
  request->root = root == kNoTerm ? kNoTerm : copy_term(root, request->space, literals);
  return request;
}

void reply(VmContext& vm, Scheduler& own, const SignalData& asked, Term answer) {
  Fragment* signal = make_signal(own.memory.pool, SignalKind::kReply, {kNoTerm, asked.number, {}});
  VM_CHECK(signal);
  signal->root = answer;
  deliver_to(vm, own, asked.from, signal);
}

// Where a process stands that does not run.
Safepoint parked_safepoint(Process& process) {
  Safepoint at;
  at.frame_words = frame_words_at(process, process.resume);
  return at;
}

// An answer: there is no memory for the one that was asked for.
constexpr Term kNoMemory = kNoTerm;

void answer_info(Process& self, Fragment* request) {
  SignalData asked = signal_data(*request);
  size_t words = process_info_words(self, request->root);
  Fragment* signal =
      make_signal(self.heap.memory().pool, SignalKind::kReply, {kNoTerm, asked.number, {}}, words);
  if (!signal) return reply(*self.vm, *self.scheduler, asked, kNoMemory);
  signal->root = build_process_info(self, request->root, asked.from, signal->space);
  deliver_to(*self.vm, *self.scheduler, asked.from, signal);
}

void collect_parked(Process& self) {
  if (!self.heap.collect_major(0, parked_safepoint(self))) {
    self.exit_reason = atoms::kKilled;
    self.exit_class = atoms::kExit;
    self.out_of_memory = self.exit_requested = true;
  }
}

}  // namespace

bool send_result(VmContext& vm, Scheduler& own, Term to, Term tag, Term id, Term result) {
  const LiteralArea* literals = vm.literals;
  Fragment* message = Fragment::make(own.memory.pool, tuple_words(3) + measure_copy(id, literals));
  if (!message) return false;
  Term copy = copy_term(id, message->space, literals);
  message->root = message->space.tuple_of(tag, copy, result);
  deliver_to(vm, own, to, message);
  return true;
}

Asked check_reply(NativeCall& call) {
  Process& self = call.process();
  if (self.awaiting == 0) return {false, {}};
  if (!self.reply) return {true, {kNoTerm, NativeStatus::kWait}};
  Fragment* answer = self.reply;
  self.awaiting = 0;
  self.reply = nullptr;
  Term value = answer->root;
  self.heap.adopt(answer);
  if (value == kNoMemory) return {true, call.out_of_memory()};
  if (value == atoms::kBadarg) return {true, call.badarg()};
  return {true, call.value(value)};
}

NativeResult ask(NativeCall& call, Term pid, RequestKind kind, Term root, Term if_dead) {
  Process& self = call.process();
  Process* other = call.vm().processes->find(pid);
  if (!other) return if_dead == atoms::kBadarg ? call.badarg() : call.value(if_dead);
  // The answer of a process that ends meanwhile is the one for the dead of its kind.
  uint64_t number = call.vm().identities->next_reference();
  Fragment* request = make_request(call, kind, root, number);
  if (!request) return call.out_of_memory();
  self.awaiting = number;
  deliver(*self.vm, *self.scheduler, *other, request);
  return {kNoTerm, NativeStatus::kWait};
}

bool request(NativeCall& call, Term pid, RequestKind kind, Term root) {
  Process& self = call.process();
  Process* other = call.vm().processes->find(pid);
  Fragment* request = other ? make_request(call, kind, root, 0) : nullptr;
  if (!request) return false;
  deliver(*self.vm, *self.scheduler, *other, request);
  return true;
}

void answer_request(Process& self, Fragment* request) {
  VmContext& vm = *self.vm;
  Scheduler& own = *self.scheduler;
  SignalData asked = signal_data(*request);
  switch (static_cast<RequestKind>(asked.key.low)) {
    case RequestKind::kAlive:
    case RequestKind::kSuspend:
    case RequestKind::kSync: reply(vm, own, asked, atoms::kTrue); break;
    case RequestKind::kInfo: answer_info(self, request); break;
    case RequestKind::kCollect:
      collect_parked(self);
      reply(vm, own, asked, atoms::kTrue);
      break;
    case RequestKind::kCollectAsync:
      collect_parked(self);
      send_result(vm, own, asked.from, atoms::kGarbageCollect, request->root, atoms::kTrue);
      break;
  }
  Fragment::destroy(own.memory.pool, request);
}

void answer_for_dead(VmContext& vm, Scheduler& own, Fragment* request) {
  SignalData asked = signal_data(*request);
  switch (static_cast<RequestKind>(asked.key.low)) {
    case RequestKind::kAlive:
    case RequestKind::kCollect: reply(vm, own, asked, atoms::kFalse); break;
    case RequestKind::kSync: reply(vm, own, asked, atoms::kTrue); break;
    case RequestKind::kSuspend:
      if (asked.number) reply(vm, own, asked, atoms::kBadarg);
      break;
    case RequestKind::kInfo: reply(vm, own, asked, atoms::kUndefined); break;
    case RequestKind::kCollectAsync:
      send_result(vm, own, asked.from, atoms::kGarbageCollect, request->root, atoms::kFalse);
      break;
  }
  Fragment::destroy(own.memory.pool, request);
}

}  // namespace linac
