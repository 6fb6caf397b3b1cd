#include "runtime/exec/signals.h"

#include "runtime/exec/observer.h"
#include "runtime/exec/requests.h"
#include "runtime/memory/copy.h"
#include "runtime/process/identities.h"
#include "runtime/process/names.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

// {'EXIT', From, Reason}
constexpr size_t kExitReason = 2;

Fragment* make_exit(VmContext& vm, BlockPool& pool, Term from, Term reason, SignalKind kind) {
  size_t words = tuple_words(3) + measure_copy(reason, vm.literals);
  Fragment* signal = make_signal(pool, kind, {from, 0, {}}, words);
  // There is always memory for an atom.
  if (!signal) return make_exit(vm, pool, from, atoms::kKilled, kind);
  Term copy = copy_term(reason, signal->space, vm.literals);
  signal->root = signal->space.tuple_of(atoms::kEXIT, from, copy);
  return signal;
}

// {'DOWN', Ref, process, Pid | {Name, Node}, Reason}
void send_down(VmContext& vm, Scheduler& own, Term to, const ReferenceKey& key, Term pid, Term name,
               Term reason) {
  size_t words =
      tuple_words(5) + kReferenceWords + tuple_words(2) + measure_copy(reason, vm.literals);
  Fragment* signal = make_signal(own.memory.pool, SignalKind::kDown, {pid, 0, key}, words);
  if (!signal) return send_down(vm, own, to, key, pid, name, atoms::kKilled);
  TermSpace& space = signal->space;
  Term copy = copy_term(reason, space, vm.literals);
  Term object = name == kNoTerm ? pid : space.tuple_of(name, atoms::kNonodeNohost);
  Term type = pid.is_local_port() ? *vm.atoms->intern("port") : atoms::kProcess;
  signal->root = space.tuple_of(atoms::kDOWN, make_reference(key, space), type, object, copy);
  deliver_to(vm, own, to, signal);
}

// What the sender of a signal to a process that has ended is owed.
void bounce(VmContext& vm, Scheduler& own, Term dead, Fragment* signal) {
  SignalData data =
      signal_kind(*signal) == SignalKind::kMessage ? SignalData{} : signal_data(*signal);
  Term name = signal->root;
  switch (signal_kind(*signal)) {
    case SignalKind::kRequest:
    case SignalKind::kSuspend: return answer_for_dead(vm, own, signal);
    case SignalKind::kObserve: reinterpret_cast<SignalObserver*>(data.number)->ended(data.key); break;
    case SignalKind::kLink:
      send_exit(vm, own, data.from, dead, atoms::kNoproc, SignalKind::kExitLinked);
      break;
    case SignalKind::kUnlink:
      send_signal(vm, own, data.from, SignalKind::kUnlinkAck, {dead, data.number, {}});
      break;
    case SignalKind::kMonitor:
      send_down(vm, own, data.from, data.key, dead, name, atoms::kNoproc);
      break;
    case SignalKind::kMessage:
    case SignalKind::kAliasMessage:
    case SignalKind::kTimerMessage:
    case SignalKind::kUnlinkAck:
    case SignalKind::kExitLinked:
    case SignalKind::kExit:
    case SignalKind::kDemonitor:
    case SignalKind::kDown:
    case SignalKind::kGroupLeader:
    case SignalKind::kReply:
    case SignalKind::kResume: break;
  }
  Fragment::destroy(own.memory.pool, signal);
}

class Handler {
 public:
  explicit Handler(Process& self)
      : self_(self), vm_(*self.vm), own_(*self.scheduler), pool_(own_.memory.pool) {}

  // False: the process ends.
  bool handle(Fragment* signal) {
    SignalData& data = signal_data(*signal);
    switch (signal_kind(*signal)) {
      case SignalKind::kMessage: VM_UNREACHABLE();
      case SignalKind::kAliasMessage: return alias_message(signal);
      case SignalKind::kTimerMessage:
        self_.relations().timers.remove(data.key);
        return append(signal);
      case SignalKind::kLink:
        // One that is being taken back stays so: the other side will see that after its own link.
        self_.relations().links[data.from.bits];
        return done(signal);
      case SignalKind::kUnlink:
        self_.relations().links.remove(data.from.bits);
        send_signal(vm_, own_, data.from, SignalKind::kUnlinkAck, {self_.pid, data.number, {}});
        return done(signal);
      case SignalKind::kUnlinkAck: {
        uint64_t* unlinking = self_.relations().links.find(data.from.bits);
        if (unlinking && *unlinking == data.number) self_.relations().links.remove(data.from.bits);
        return done(signal);
      }
      case SignalKind::kExitLinked: return exit_linked(signal);
      case SignalKind::kExit: return exit_signal(signal);
      case SignalKind::kMonitor:
        self_.relations().watchers[data.key] = {data.from, signal->root};
        return done(signal);
      case SignalKind::kDemonitor: self_.relations().watchers.remove(data.key); return done(signal);
      case SignalKind::kDown: return down(signal);
      case SignalKind::kGroupLeader: self_.group_leader = signal->root; return done(signal);
      case SignalKind::kRequest: answer_request(self_, signal); return !self_.exit_requested;
      case SignalKind::kReply:
        if (self_.awaiting != data.number || self_.reply) return done(signal);
        self_.reply = signal;
        return true;
      case SignalKind::kSuspend:
        self_.relations().suspended_by[data.from.bits]++;
        if (data.number) {
          answer_request(self_, signal);
          return true;
        }
        return done(signal);
      case SignalKind::kResume: {
        uint32_t* count = self_.relations().suspended_by.find(data.from.bits);
        if (count && (data.number || --*count == 0)) {
          self_.relations().suspended_by.remove(data.from.bits);
        }
        return done(signal);
      }
      case SignalKind::kObserve:
        reinterpret_cast<SignalObserver*>(data.number)->answer(self_, data.key);
        return done(signal);
    }
    VM_UNREACHABLE();
  }

 private:
  bool done(Fragment* signal) {
    Fragment::destroy(pool_, signal);
    return true;
  }
  bool append(Fragment* message) {
    self_.mailbox.append(message);
    return true;
  }
  // The process ends with the reason that lies in the signal.
  bool end(Fragment* signal, Term reason) {
    self_.heap.adopt(signal);
    self_.exit_reason = reason;
    self_.exit_class = reason == atoms::kNormal ? kNoTerm : atoms::kExit;
    self_.exit_requested = true;
    return false;
  }

  bool alias_message(Fragment* signal) {
    Relations& relations = self_.relations();
    ReferenceKey key = signal_data(*signal).key;
    AliasMode* mode = relations.aliases.find(key);
    if (!mode) return done(signal);
    if (*mode == AliasMode::kReply) {
      relations.aliases.remove(key);
      if (Watching* watching = relations.watching.find(key)) {
        if (watching->target != kNoTerm) {
          send_signal(vm_, own_, watching->target, SignalKind::kDemonitor, {self_.pid, 0, key});
        }
        if (watching->tag) Fragment::destroy(pool_, watching->tag);
        relations.watching.remove(key);
      }
    }
    return append(signal);
  }

  bool exit_linked(Fragment* signal) {
    Term from = signal_data(*signal).from;
    uint64_t* unlinking = self_.relations_ ? self_.relations_->links.find(from.bits) : nullptr;
    if (!unlinking || *unlinking != 0) return done(signal);
    self_.relations_->links.remove(from.bits);
    if (self_.trap_exit) return append(signal);
    Term reason = tuple_element(signal->root, kExitReason);
    return reason == atoms::kNormal ? done(signal) : end(signal, reason);
  }

  bool exit_signal(Fragment* signal) {
    Term reason = tuple_element(signal->root, kExitReason);
    if (reason == atoms::kKill) return end(signal, atoms::kKilled);
    if (self_.trap_exit) return append(signal);
    bool from_self = signal_data(*signal).from == self_.pid;
    return reason == atoms::kNormal && !from_self ? done(signal) : end(signal, reason);
  }

  bool down(Fragment* signal) {
    if (!self_.relations_) return done(signal);
    Relations& relations = *self_.relations_;
    ReferenceKey key = signal_data(*signal).key;
    Watching* watching = relations.watching.find(key);
    if (!watching) return done(signal);
    if (watching->alias == AliasMode::kDemonitor || watching->alias == AliasMode::kReply) {
      relations.aliases.remove(key);
    }
    Fragment* tag = watching->tag;
    relations.watching.remove(key);
    return append(tag ? with_tag(signal, tag) : signal);
  }

  // The message with the tag that the monitor was given instead of 'DOWN'; frees both.
  Fragment* with_tag(Fragment* signal, Fragment* tag) {
    payload(signal->root)[0] = kNil.bits;
    size_t words = measure_copy(signal->root, vm_.literals) + measure_copy(tag->root, vm_.literals);
    Fragment* message = Fragment::make(pool_, words);
    if (!message) {
      payload(signal->root)[0] = atoms::kDOWN.bits;
      Fragment::destroy(pool_, tag);
      return signal;
    }
    message->root = copy_term(signal->root, message->space, vm_.literals);
    payload(message->root)[0] = copy_term(tag->root, message->space, vm_.literals).bits;
    Fragment::destroy(pool_, signal);
    Fragment::destroy(pool_, tag);
    return message;
  }

  Process& self_;
  VmContext& vm_;
  Scheduler& own_;
  BlockPool& pool_;
};

void end_relations(Process& self, Scheduler& own) {
  VmContext& vm = *self.vm;
  Relations& relations = *self.relations_;
  for (const auto& timer : relations.timers.entries()) {
    Scheduler& scheduler = *own.group.all()[timer_scheduler(timer.key)];
    if (ProgramTimer* removed = scheduler.timers.remove(timer.key)) {
      Fragment::destroy(own.memory.pool, removed->message);
      delete removed;
    }
  }
  for (const auto& link : relations.links.entries()) {
    if (link.value != 0) continue;
    send_exit(vm, own, Term{link.key}, self.pid, self.exit_reason, SignalKind::kExitLinked);
  }
  for (const auto& watcher : relations.watchers.entries()) {
    send_down(vm, own, watcher.value.pid, watcher.key, self.pid, watcher.value.name,
              self.exit_reason);
  }
  for (const auto& watching : relations.watching.entries()) {
    Term target = watching.value.target;
    if (target == kNoTerm) continue;
    send_signal(vm, own, target, SignalKind::kDemonitor, {self.pid, 0, watching.key});
  }
  for (const auto& suspended : relations.suspending.entries()) {
    send_signal(vm, own, Term{suspended.key}, SignalKind::kResume, {self.pid, 1, {}});
  }
}

}  // namespace

void deliver(VmContext& vm, Scheduler& own, Process& receiver, Fragment* signal) {
  Term pid = receiver.pid;
  if (!own.group.send(own, receiver, signal)) bounce(vm, own, pid, signal);
}

void deliver_to(VmContext& vm, Scheduler& own, Term pid, Fragment* signal) {
  Process* receiver = vm.processes->find(pid);
  if (receiver) return deliver(vm, own, *receiver, signal);
  bounce(vm, own, pid, signal);
}

void send_signal(VmContext& vm, Scheduler& own, Term to, SignalKind kind, const SignalData& data) {
  Fragment* signal = make_signal(own.memory.pool, kind, data);
  VM_CHECK(signal);
  deliver_to(vm, own, to, signal);
}

void send_exit(VmContext& vm, Scheduler& own, Term to, Term from, Term reason, SignalKind kind) {
  deliver_to(vm, own, to, make_exit(vm, own.memory.pool, from, reason, kind));
}

void send_term(VmContext& vm, Scheduler& own, Term to, Term message) {
  Process* receiver = vm.processes->find(to);
  if (!receiver) return;
  Fragment* fragment = Fragment::make(own.memory.pool, measure_copy(message, vm.literals));
  if (!fragment) return;
  fragment->root = copy_term(message, fragment->space, vm.literals);
  deliver(vm, own, *receiver, fragment);
}

bool handle_signals(Process& self) {
  Mailbox& mailbox = self.mailbox;
  mailbox.fetch();
  if (!mailbox.has_signals()) return true;
  Handler handler(self);
  do {
    if (!handler.handle(mailbox.take_signal())) return false;
    mailbox.fetch();
  } while (mailbox.has_signals());
  return true;
}

void end_process(Process& self) {
  VmContext& vm = *self.vm;
  Scheduler& own = *self.scheduler;
  self.state.store(ProcessState::kExiting, std::memory_order_relaxed);
  vm.names->remove_process(self);
  if (self.relations_) end_relations(self, own);
  // What comes from now on finds it closed; what has come is answered as by nobody.
  for (Fragment* left = self.mailbox.close(); left;) {
    Fragment* next = left->next;
    bounce(vm, own, self.pid, left);
    left = next;
  }
}

}  // namespace linac
