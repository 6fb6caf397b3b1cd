// Processes: making them, sending, names.
#include <span>

#include "bifs/spawn_options.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/enter.h"
#include "runtime/exec/requests.h"
#include "runtime/exec/send.h"
#include "runtime/exec/spawn.h"
#include "runtime/memory/copy.h"
#include "runtime/process/identities.h"
#include "runtime/process/names.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

constexpr size_t kMaxArguments = 255;
// What a process costs to make: the new ones run while the caches still hold them.
constexpr int64_t kSpawnReductions = 12;

// Which arguments of the call are what: a fun, or module, function and arguments, with a node
// before them and options after them or not.
struct SpawnForm {
  bool has_node = false;
  bool is_fun = false;
  bool has_options = false;
  bool fun_of_none = false;  // the fun must take no arguments, else that is seen when it is called

  uint32_t first() const { return has_node; }
  uint32_t options() const { return first() + (is_fun ? 1 : 3); }
};

struct Spawned {
  Process* process = nullptr;
  ReferenceKey monitor;
};

struct Target {
  ExportEntry* entry = nullptr;
  Term fun = kNoTerm;  // to be called; else `entry`
  std::vector<Term> arguments;
};

enum class Reading : uint8_t { kOk, kBadarg, kTooMany, kOtherNode };

Reading read_target(NativeCall& call, const SpawnForm& form, const NoGc& no_gc, Target* target) {
  CodeServer& code = *call.vm().code;
  if (form.has_node && !call[0].is_atom()) return Reading::kBadarg;
  if (form.has_node && !call[0].is(atoms::kNonodeNohost)) return Reading::kOtherNode;
  Term first = call[form.first()].get(no_gc);
  if (form.is_fun) {
    bool names_fun = is_tuple_of(first, 2) && tuple_element(first, 0).is_atom() &&
                     tuple_element(first, 1).is_atom();
    if (form.fun_of_none ? !is_fun_of_arity(first, make_small(0)) : !is_fun(first) && !names_fun) {
      return Reading::kBadarg;
    }
    target->fun = first;
    return Reading::kOk;
  }
  Term name = call[form.first() + 1].get(no_gc), list = call[form.first() + 2].get(no_gc);
  if (!first.is_atom() || !name.is_atom()) return Reading::kBadarg;
  for (; list.is_cons(); list = list.tail()) target->arguments.push_back(list.head());
  if (!list.is_nil()) return Reading::kBadarg;
  if (target->arguments.size() > kMaxArguments) return Reading::kTooMany;
  target->entry = code.export_entry(first, name, static_cast<uint32_t>(target->arguments.size()));
  return Reading::kOk;
}

void apply_options(Process& child, const SpawnOptions& options) {
  if (options.priority) child.priority = *options.priority;
  if (!options.has_settings) return;
  PolicyReference policy = child.settings().policy;
  child.settings() = options.settings;
  child.settings().policy = std::move(policy);
  if (options.settings.max_heap_size > 0 && options.settings.max_heap_kill) {
    set_max_heap(child, static_cast<size_t>(options.settings.max_heap_size));
  }
}

void monitor_child(Process& self, Process& child, const SpawnOptions& options, ReferenceKey key) {
  Fragment* tag = nullptr;
  if (options.tag != kNoTerm) {
    const LiteralArea* literals = self.vm->literals;
    tag = Fragment::make(self.heap.memory().pool, measure_copy(options.tag, literals));
    // Without memory for the tag: 'DOWN'.
    if (tag) tag->root = copy_term(options.tag, tag->space, literals);
  }
  child.relations().watchers[key] = {self.pid, kNoTerm};
  self.relations().watching[key] = {MonitorType::kProcess, options.alias, child.pid, kNoTerm, tag};
  if (options.alias != AliasMode::kNone) self.relations().aliases[key] = options.alias;
}

// The new process, in no queue yet.
Spawned make_child(NativeCall& call, const Target& target, const SpawnOptions& options,
                   ReferenceKey request) {
  Process& self = call.process();
  VmContext& vm = call.vm();
  Spawned result;
  SchedulerMemory& memory = call.heap().memory();
  result.process = target.fun == kNoTerm
                       ? make_process(vm, memory, *target.entry, target.arguments)
                       : make_fun_process(vm, memory, vm.code->apply_export(), target.fun);
  if (!result.process) return result;
  Process& child = *result.process;
  child.group_leader = self.group_leader;
  inherit(child, self);
  apply_options(child, options);
  if (options.link) {
    child.relations().links[self.pid.bits];
    self.relations().links[child.pid.bits];
  }
  result.monitor = request;
  if (options.monitor) {
    if (request == ReferenceKey{}) {
      result.monitor = options.alias == AliasMode::kNone ? new_reference(*vm.identities)
                                                         : new_alias(*vm.identities, self.pid);
    }
    monitor_child(self, child, options, result.monitor);
  }
  tell_of_spawn(child);
  return result;
}

NativeResult spawn(NativeCall& call, const SpawnForm& form, SpawnOptions options) {
  call.charge(kSpawnReductions);
  Reserved room = call.reserve(tuple_words(2) + kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  Target target;
  Reading reading = read_target(call, form, room, &target);
  if (reading == Reading::kBadarg || reading == Reading::kOtherNode) return call.badarg();
  if (form.has_options &&
      !read_spawn_options(call.atoms(), call[form.options()].get(room), false, &options)) {
    return call.badarg_because(atoms::kBadopt);
  }
  if (reading == Reading::kTooMany) return call.system_limit();
  Spawned spawned = make_child(call, target, options, {});
  if (!spawned.process) {
    call.charge(kSliceReductions);  // arguments too large may have been measured for long
    return call.system_limit();
  }
  Term pid = spawned.process->pid;
  call.vm().schedulers->enqueue(*call.process().scheduler, *spawned.process);
  if (!options.monitor) return call.value(pid);
  Term reference = make_reference(spawned.monitor, room.space());
  return call.value(room.space().tuple_of(pid, reference));
}

// {Tag, Reference, ok | error, Pid | Reason} to the process itself. False: no memory.
bool send_spawn_reply(NativeCall& call, const SpawnOptions& options, ReferenceKey key, Term kind,
                      Term value) {
  Process& self = call.process();
  const LiteralArea* literals = self.vm->literals;
  size_t words = tuple_words(4) + kReferenceWords + measure_copy(options.reply_tag, literals);
  Fragment* message = Fragment::make(call.heap().memory().pool, words);
  if (!message) return false;
  TermSpace& space = message->space;
  Term tag = copy_term(options.reply_tag, space, literals);
  message->root = space.tuple_of(tag, make_reference(key, space), kind, value);
  deliver(*self.vm, *self.scheduler, self, message);
  return true;
}

NativeResult spawn_request(NativeCall& call, const SpawnForm& form) {
  call.charge(kSpawnReductions);
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  Target target;
  SpawnOptions options;
  Reading reading = read_target(call, form, room, &target);
  if (reading == Reading::kBadarg) return call.badarg();
  Term list = form.has_options ? call[form.options()].get(room) : kNil;
  if (!list_shape(list).is_proper()) return call.badarg();
  bool valid = read_spawn_options(call.atoms(), list, true, &options);
  Identities& identities = *call.vm().identities;
  ReferenceKey key = options.alias == AliasMode::kNone ? new_reference(identities)
                                                       : new_alias(identities, call.process().pid);
  Term failure = kNoTerm;
  Spawned spawned;
  if (!valid) {
    failure = atoms::kBadopt;
  } else if (reading == Reading::kOtherNode) {
    failure = *call.vm().atoms->intern("noconnection");
  } else if (reading == Reading::kOk) {
    spawned = make_child(call, target, options, key);
  }
  if (!spawned.process && failure == kNoTerm) failure = atoms::kSystemLimit;
  bool told = true;
  if (failure != kNoTerm) {
    if (options.reply_error) told = send_spawn_reply(call, options, key, atoms::kError, failure);
  } else {
    Term pid = spawned.process->pid;
    if (options.reply_ok) told = send_spawn_reply(call, options, key, atoms::kOk, pid);
    call.vm().schedulers->enqueue(*call.process().scheduler, *spawned.process);
  }
  if (!told) return call.out_of_memory();
  return call.value(make_reference(key, room.space()));
}

SpawnOptions linked() {
  SpawnOptions options;
  options.link = true;
  return options;
}
SpawnOptions monitored() {
  SpawnOptions options;
  options.monitor = true;
  return options;
}

constexpr SpawnForm kFun{false, true, false, false}, kNodeFun{true, true, false, false};
constexpr SpawnForm kFun0{false, true, false, true}, kNodeFun0{true, true, false, true};
constexpr SpawnForm kMfa{false, false, false, false}, kNodeMfa{true, false, false, false};
constexpr SpawnForm kFunOptions{false, true, true, false}, kNodeFunOptions{true, true, true, false};
constexpr SpawnForm kFun0Options{false, true, true, true}, kNodeFun0Options{true, true, true, true};
constexpr SpawnForm kMfaOptions{false, false, true, false},
    kNodeMfaOptions{true, false, true, false};

}  // namespace

NativeResult erlang_spawn_1(NativeCall& call) { return spawn(call, kFun, {}); }
NativeResult erlang_spawn_2(NativeCall& call) { return spawn(call, kNodeFun, {}); }
NativeResult erlang_spawn_3(NativeCall& call) { return spawn(call, kMfa, {}); }
NativeResult erlang_spawn_4(NativeCall& call) { return spawn(call, kNodeMfa, {}); }
NativeResult erlang_spawn_link_1(NativeCall& call) { return spawn(call, kFun, linked()); }
NativeResult erlang_spawn_link_2(NativeCall& call) { return spawn(call, kNodeFun, linked()); }
NativeResult erlang_spawn_link_3(NativeCall& call) { return spawn(call, kMfa, linked()); }
NativeResult erlang_spawn_link_4(NativeCall& call) { return spawn(call, kNodeMfa, linked()); }
NativeResult erlang_spawn_monitor_1(NativeCall& call) { return spawn(call, kFun0, monitored()); }
NativeResult erlang_spawn_monitor_2(NativeCall& call) {
  return spawn(call, kNodeFun0, monitored());
}
NativeResult erlang_spawn_monitor_3(NativeCall& call) { return spawn(call, kMfa, monitored()); }
NativeResult erlang_spawn_monitor_4(NativeCall& call) { return spawn(call, kNodeMfa, monitored()); }
NativeResult erlang_spawn_opt_2(NativeCall& call) { return spawn(call, kFunOptions, {}); }
NativeResult erlang_spawn_opt_3(NativeCall& call) { return spawn(call, kNodeFunOptions, {}); }
NativeResult erlang_spawn_opt_4(NativeCall& call) { return spawn(call, kMfaOptions, {}); }
NativeResult erlang_spawn_opt_5(NativeCall& call) { return spawn(call, kNodeMfaOptions, {}); }

NativeResult erlang_spawn_request_1(NativeCall& call) { return spawn_request(call, kFun0); }
// (Fun, Options) or (Node, Fun)
NativeResult erlang_spawn_request_2(NativeCall& call) {
  return spawn_request(call, call[0].is_fun() ? kFun0Options : kNodeFun0);
}
// (Module, Function, Arguments) or (Node, Fun, Options)
NativeResult erlang_spawn_request_3(NativeCall& call) {
  return spawn_request(call, call[1].is_fun() ? kNodeFun0Options : kMfa);
}
// (Module, Function, Arguments, Options) or (Node, Module, Function, Arguments)
NativeResult erlang_spawn_request_4(NativeCall& call) {
  return spawn_request(call, call[2].is_list() ? kMfaOptions : kNodeMfa);
}
NativeResult erlang_spawn_request_5(NativeCall& call) {
  return spawn_request(call, kNodeMfaOptions);
}
// It has been made already, so its answer is on its way.
NativeResult erlang_spawn_request_abandon_1(NativeCall& call) {
  return call[0].is_reference() ? call.boolean(false) : call.badarg();
}

// --- Sending -------------------------------------------------------------------------------------

namespace {

// What send_message() has refused.
NativeResult not_sent(NativeCall& call) {
  return call.process().out_of_memory ? call.out_of_memory() : call.badarg();
}

bool are_send_options(Term options) {
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    if (option != atoms::kNosuspend && option != atoms::kNoconnect && option != atoms::kPriority) {
      return false;
    }
  }
  return options.is_nil();
}

}  // namespace

NativeResult erlang_send_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term message = call[1].get(no_gc);
  if (!send_message(call.process(), call[0].get(no_gc), message)) return not_sent(call);
  return call.value(message);
}

NativeResult erlang_send_3(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!are_send_options(call[2].get(no_gc))) return call.badarg_because(atoms::kBadopt);
  if (!send_message(call.process(), call[0].get(no_gc), call[1].get(no_gc))) return not_sent(call);
  return call.value(atoms::kOk);
}

NativeResult erlang_send_nosuspend(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (call.arity() == 3 && !are_send_options(call[2].get(no_gc))) return call.badarg();
  if (!send_message(call.process(), call[0].get(no_gc), call[1].get(no_gc))) return not_sent(call);
  return call.boolean(true);
}

// --- Names ---------------------------------------------------------------------------------------

NativeResult erlang_register_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term name = call[0].get(no_gc), pid = call[1].get(no_gc);
  if (!name.is_atom() || name == atoms::kUndefined) return call.badarg_because(atoms::kNone);
  auto because = [&](const char* cause) {
    return call.badarg_because(*call.vm().atoms->intern(cause));
  };
  if (!pid.is_local_pid() && !pid.is_local_port()) return call.badarg_because(atoms::kNone);
  Process* process = call.vm().processes->find(pid);
  if (!process) return because("notalive");
  Term before = call.vm().names->name_of(*process);
  if (call.vm().names->add(name, *process)) return call.boolean(true);
  return before == kNoTerm ? call.badarg_because(atoms::kNone) : because("registered_name");
}

NativeResult erlang_unregister_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_atom()) return call.badarg();
  if (!call.vm().names->remove(call[0].get(no_gc), *call.vm().processes)) return call.badarg();
  return call.boolean(true);
}

NativeResult erlang_whereis_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_atom()) return call.badarg();
  Term pid = call.vm().names->whereis(call[0].get(no_gc));
  return call.value(pid == kNoTerm ? atoms::kUndefined : pid);
}

NativeResult erlang_registered_0(NativeCall& call) {
  std::vector<Term> names = call.vm().names->all();  // atoms: nothing moves them
  Reserved room = call.reserve(names.size() * kConsWords);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (Term name : names) list = room.space().cons(name, list);
  return call.value(list);
}

// --- All processes -------------------------------------------------------------------------------

NativeResult erlang_is_process_alive_1(NativeCall& call) {
  if (Asked asked = check_reply(call); asked.again) return asked.result;
  if (!call[0].is_local_pid()) return call.badarg();
  Term pid = peek(call, [&](const NoGc& no_gc) { return call[0].get(no_gc); });
  if (pid == call.process().pid) return call.boolean(true);
  return ask(call, pid, RequestKind::kAlive, kNoTerm, atoms::kFalse);
}

namespace {

std::vector<Term> pids_of(VmContext& vm) {
  std::vector<Term> pids;
  for (Process* process : vm.processes->all()) {
    if (process->state.load() != ProcessState::kExiting) pids.push_back(process->pid);
  }
  return pids;
}

Term build_list(const std::vector<Term>& elements, TermSpace& space) {
  Term list = kNil;
  for (size_t i = elements.size(); i-- > 0;) list = space.cons(elements[i], list);
  return list;
}

}  // namespace

NativeResult erlang_processes_0(NativeCall& call) {
  std::vector<Term> pids = pids_of(call.vm());
  Reserved room = call.reserve(pids.size() * kConsWords);
  if (!room.ok()) return call.out_of_memory();
  return call.value(build_list(pids, room.space()));
}

// {0, Pids}: all are read at once, as a walk over a table that changes would have to be.
NativeResult erlang_processes_iterator_0(NativeCall& call) {
  std::vector<Term> pids = pids_of(call.vm());
  Reserved room = call.reserve(pids.size() * kConsWords + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term list = build_list(pids, room.space());
  return call.value(room.space().tuple_of(make_small(0), list));
}

// {Pid, Iterator}, or none
NativeResult erlang_processes_next_1(NativeCall& call) {
  Reserved room = call.reserve(2 * tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term iterator = call[0].get(room);
  if (!is_tuple_of(iterator, 2) || tuple_element(iterator, 0) != make_small(0)) {
    return call.badarg();
  }
  Term pids = tuple_element(iterator, 1);
  if (pids.is_nil()) return call.value(*call.vm().atoms->intern("none"));
  if (!pids.is_cons()) return call.badarg();
  Term rest = room.space().tuple_of(make_small(0), pids.tail());
  return call.value(room.space().tuple_of(pids.head(), rest));
}

// Gives the rest of the slice to others.
NativeResult erlang_yield_0(NativeCall& call) {
  call.process().reductions_left = 0;
  return call.boolean(true);
}

}  // namespace linac
