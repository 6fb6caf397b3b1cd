// What binds processes: links, monitors, aliases, exit signals, group leaders.
#include "bifs/spawn_options.h"
#include "runtime/exec/requests.h"
#include "runtime/memory/copy.h"
#include "runtime/process/identities.h"
#include "runtime/process/names.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

Term raw(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) { return call[argument].get(no_gc); });
}

void signal(NativeCall& call, Term to, SignalKind kind, const SignalData& data) {
  send_signal(call.vm(), *call.process().scheduler, to, kind, data);
}

}  // namespace

// --- Links ---------------------------------------------------------------------------------------

NativeResult erlang_link_1(NativeCall& call) {
  Process& self = call.process();
  Term other = raw(call, 0);
  if (!other.is_local_pid() && !other.is_local_port()) {
    if (!is_pid(other)) return call.badarg();
    NoGc no_gc(call.heap());
    send_exit(call.vm(), *self.scheduler, self.pid, other, *call.vm().atoms->intern("noconnection"),
              SignalKind::kExit);
    return call.boolean(true);
  }
  if (other == self.pid) return call.boolean(true);
  uint64_t* known = self.relations().links.find(other.bits);
  if (known && *known == 0) return call.boolean(true);
  Process* receiver = call.vm().processes->find(other);
  Fragment* link = nullptr;
  if (receiver) {
    link = make_signal(call.heap().memory().pool, SignalKind::kLink, {self.pid, 0, {}});
    VM_CHECK(link);
  }
  if (!receiver || !self.scheduler->group.send(*self.scheduler, *receiver, link)) {
    if (link) Fragment::destroy(call.heap().memory().pool, link);
    // Who traps exits is told by a message.
    if (!self.trap_exit) return call.error(atoms::kNoproc);
    self.relations().links[other.bits] = 0;
    send_exit(call.vm(), *self.scheduler, self.pid, other, atoms::kNoproc, SignalKind::kExitLinked);
    return call.boolean(true);
  }
  self.relations().links[other.bits] = 0;
  return call.boolean(true);
}

NativeResult erlang_unlink_1(NativeCall& call) {
  Process& self = call.process();
  Term other = raw(call, 0);
  if (!other.is_local_pid() && !other.is_local_port()) {
    return is_pid(other) || is_port(other) ? call.boolean(true) : call.badarg();
  }
  uint64_t* known = self.relations_ ? self.relations_->links.find(other.bits) : nullptr;
  if (known && *known == 0) {
    *known = ++self.relations_->unlinkings;
    signal(call, other, SignalKind::kUnlink, {self.pid, *known, {}});
  }
  return call.boolean(true);
}

// --- Monitors ------------------------------------------------------------------------------------

namespace {

struct MonitorTarget {
  Term pid = kNoTerm;
  Term name = kNoTerm;
};

// {Name, Node}, Name or a pid. False: badarg.
bool read_monitor_target(NativeCall& call, Term object, MonitorTarget* target) {
  if (is_tuple_of(object, 2)) {
    if (!tuple_element(object, 0).is_atom() || tuple_element(object, 1) != atoms::kNonodeNohost) {
      return false;
    }
    object = tuple_element(object, 0);
  }
  if (object.is_local_pid()) {
    target->pid = object;
    return true;
  }
  if (!object.is_atom()) return false;
  target->name = object;
  target->pid = call.vm().names->whereis(object);
  return true;
}

// The message for a name that nobody has.
void send_noproc(NativeCall& call, ReferenceKey key, Term name) {
  Process& self = call.process();
  size_t words = tuple_words(5) + kReferenceWords + tuple_words(2);
  Fragment* down =
      make_signal(call.heap().memory().pool, SignalKind::kDown, {self.pid, 0, key}, words);
  VM_CHECK(down);
  TermSpace& space = down->space;
  Term object = space.tuple_of(name, atoms::kNonodeNohost);
  down->root = space.tuple_of(atoms::kDOWN, make_reference(key, space), atoms::kProcess, object,
                              atoms::kNoproc);
  deliver(*self.vm, *self.scheduler, self, down);
}

void start_monitor(NativeCall& call, ReferenceKey key, const MonitorTarget& target) {
  Process& self = call.process();
  if (target.pid == kNoTerm) return send_noproc(call, key, target.name);
  Fragment* signal =
      make_signal(call.heap().memory().pool, SignalKind::kMonitor, {self.pid, 0, key});
  VM_CHECK(signal);
  signal->root = target.name;
  deliver_to(*self.vm, *self.scheduler, target.pid, signal);
}

NativeResult monitor(NativeCall& call, AliasMode alias, Term tag, Reserved& room) {
  Process& self = call.process();
  Identities& identities = *call.vm().identities;
  Term type = call[0].get(room), object = call[1].get(room);
  std::string_view type_name = type.is_atom() ? call.atoms().text(type) : "";
  MonitorTarget target;
  Watching watching{MonitorType::kProcess, alias, kNoTerm, kNoTerm, nullptr};
  if (type == atoms::kProcess) {
    if (!read_monitor_target(call, object, &target)) return call.badarg();
    watching.target = target.pid;
    watching.name = target.name;
  } else if (type_name == "time_offset" && object.is_atom() &&
             call.atoms().text(object) == "clock_service") {
    watching.type = MonitorType::kTimeOffset;
  } else if (type_name == "port") {
    if (object.is_atom())
      target = {call.vm().names->whereis(object), object};
    else
      target.pid = object;
    if (!object.is_atom() && !object.is_local_port()) return call.badarg();
    watching.target = target.pid;
    watching.name = target.name;
  } else if (type_name == "time_offset") {
    return call.badarg();
  } else {
    return call.badarg_because(*call.vm().atoms->intern("badtype"));
  }
  // A process that monitors itself never hears of its end: there is no monitor, nor an alias.
  bool itself = watching.type == MonitorType::kProcess && target.pid == self.pid;
  ReferenceKey key = alias == AliasMode::kNone || itself ? new_reference(identities)
                                                         : new_alias(identities, self.pid);
  Term reference = make_reference(key, room.space());
  if (itself) return call.value(reference);
  if (tag != kNoTerm) {
    watching.tag = Fragment::make(call.heap().memory().pool, measure_copy(tag, self.vm->literals));
    if (!watching.tag) return call.out_of_memory();
    watching.tag->root = copy_term(tag, watching.tag->space, self.vm->literals);
  }
  if (alias != AliasMode::kNone) self.relations().aliases[key] = alias;
  self.relations().watching[key] = watching;
  if (watching.type == MonitorType::kProcess) start_monitor(call, key, target);
  return call.value(reference);
}

// What is_found says: the monitor was there, and has not gone off.
bool stop_monitor(NativeCall& call, ReferenceKey key) {
  Process& self = call.process();
  Watching* found = self.relations_ ? self.relations_->watching.find(key) : nullptr;
  if (!found) return false;
  Watching watching = *found;
  self.relations_->watching.remove(key);
  if (watching.alias == AliasMode::kDemonitor || watching.alias == AliasMode::kReply) {
    self.relations_->aliases.remove(key);
  }
  if (watching.tag) Fragment::destroy(call.heap().memory().pool, watching.tag);
  if (watching.target != kNoTerm) {
    signal(call, watching.target, SignalKind::kDemonitor, {self.pid, 0, key});
  }
  return true;
}

// Takes {_, Ref, _, _, _} out of the messages.
bool flush_down(NativeCall& call, ReferenceKey key) {
  Mailbox& mailbox = call.process().mailbox;
  Fragment* message = mailbox.take_if([&](const Fragment& one) {
    return is_tuple_of(one.root, 5) && is_local_reference(tuple_element(one.root, 1)) &&
           reference_key(tuple_element(one.root, 1)) == key;
  });
  if (!message) return false;
  Fragment::destroy(call.heap().memory().pool, message);
  return true;
}

}  // namespace

NativeResult erlang_monitor_2(NativeCall& call) {
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  return monitor(call, AliasMode::kNone, kNoTerm, room);
}

NativeResult erlang_monitor_3(NativeCall& call) {
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  AliasMode alias = AliasMode::kNone;
  Term tag = kNoTerm;
  if (!read_monitor_options(call.atoms(), call[2].get(room), &alias, &tag)) {
    return call.badarg_because(atoms::kBadopt);
  }
  return monitor(call, alias, tag, room);
}

NativeResult erlang_demonitor_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term reference = call[0].get(no_gc);
  if (!is_reference(reference)) return call.badarg();
  if (is_local_reference(reference)) stop_monitor(call, reference_key(reference));
  return call.boolean(true);
}

NativeResult erlang_demonitor_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term reference = call[0].get(no_gc), options = call[1].get(no_gc);
  bool flush = false, info = false;
  for (; options.is_cons(); options = options.tail()) {
    if (options.head() == atoms::kFlush) {
      flush = true;
    } else if (options.head() == atoms::kInfo) {
      info = true;
    } else {
      return call.badarg();
    }
  }
  if (!options.is_nil() || !is_reference(reference)) return call.badarg();
  bool found = is_local_reference(reference) && stop_monitor(call, reference_key(reference));
  if (flush && !found && is_local_reference(reference)) flush_down(call, reference_key(reference));
  return call.boolean(!info || found);
}

// --- Aliases -------------------------------------------------------------------------------------

namespace {

NativeResult make_alias(NativeCall& call, AliasMode mode) {
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  ReferenceKey key = new_alias(*call.vm().identities, call.process().pid);
  call.process().relations().aliases[key] = mode;
  return call.value(make_reference(key, room.space()));
}

}  // namespace

NativeResult erlang_alias_0(NativeCall& call) { return make_alias(call, AliasMode::kExplicit); }

NativeResult erlang_alias_1(NativeCall& call) {
  AliasMode mode = AliasMode::kExplicit;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term options = call[0].get(no_gc);
    for (; options.is_cons(); options = options.tail()) {
      if (!options.head().is_atom()) return false;
      std::string_view name = call.atoms().text(options.head());
      if (name == "reply") {
        mode = AliasMode::kReply;
      } else if (name == "explicit_unalias") {
        mode = AliasMode::kExplicit;
      } else if (name != "priority") {
        return false;
      }
    }
    return options.is_nil();
  });
  return valid ? make_alias(call, mode) : call.badarg();
}

NativeResult erlang_unalias_1(NativeCall& call) {
  Process& self = call.process();
  NoGc no_gc(call.heap());
  Term reference = call[0].get(no_gc);
  if (!is_reference(reference)) return call.badarg();
  if (!is_local_reference(reference) || !self.relations_) return call.boolean(false);
  return call.boolean(self.relations_->aliases.remove(reference_key(reference)));
}

// --- Exit signals --------------------------------------------------------------------------------

NativeResult erlang_exit_2(NativeCall& call) {
  if (Asked asked = check_reply(call); asked.again) return asked.result;
  Process& self = call.process();
  Term to = raw(call, 0);
  if (!to.is_local_pid() && !to.is_local_port())
    return is_pid(to) || is_port(to) ? call.boolean(true) : call.badarg();
  {
    NoGc no_gc(call.heap());
    send_exit(call.vm(), *self.scheduler, to, self.pid, call[1].get(no_gc), SignalKind::kExit);
  }
  if (to != self.pid) return call.boolean(true);
  // One to itself takes effect before the call returns.
  return ask(call, to, RequestKind::kSync, kNoTerm, atoms::kTrue);
}

// exit(Pid, Reason, Options): the option `priority` makes no difference here.
NativeResult erlang_exit_3(NativeCall& call) {
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term options = call[2].get(no_gc);
    while (options.is_cons() && options.head() == atoms::kPriority) options = options.tail();
    return options.is_nil();
  });
  return valid ? erlang_exit_2(call) : call.badarg();
}

// --- Group leaders -------------------------------------------------------------------------------

NativeResult erlang_group_leader_2(NativeCall& call) {
  if (Asked asked = check_reply(call); asked.again) return asked.result;
  Process& self = call.process();
  if (!call[0].is_pid() || !call[1].is_local_pid()) return call.badarg();
  Term leader = raw(call, 0), pid = raw(call, 1);
  if (!leader.is_local_pid()) return call.badarg();
  if (pid == self.pid) {
    self.group_leader = leader;
    return call.boolean(true);
  }
  Process* other = call.vm().processes->find(pid);
  if (!other) return call.badarg();
  Fragment* signal =
      make_signal(call.heap().memory().pool, SignalKind::kGroupLeader, {self.pid, 0, {}});
  VM_CHECK(signal);
  signal->root = leader;
  deliver(*self.vm, *self.scheduler, *other, signal);
  return ask(call, pid, RequestKind::kSync, kNoTerm, atoms::kTrue);
}

}  // namespace linac
