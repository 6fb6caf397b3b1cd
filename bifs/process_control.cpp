// Looking at processes and holding them: process_info, suspend_process, hibernate, garbage_collect.
#include <unistd.h>

#include "bifs/support.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/process_info.h"
#include "runtime/exec/requests.h"
#include "runtime/exec/spawn.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

Term raw(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) { return call[argument].get(no_gc); });
}

bool are_info_items(const AtomTable& atoms, Term items) {
  if (!items.is_list()) return is_process_info_item(atoms, items);
  for (; items.is_cons(); items = items.tail()) {
    if (!is_process_info_item(atoms, items.head())) return false;
  }
  return items.is_nil();
}

}  // namespace

NativeResult erlang_process_info_1(NativeCall& call) {
  if (Asked asked = check_reply(call); asked.again) return asked.result;
  if (!call[0].is_local_pid()) return call.badarg();
  return ask(call, raw(call, 0), RequestKind::kInfo, atoms::kAll, atoms::kUndefined);
}

NativeResult erlang_process_info_2(NativeCall& call) {
  if (Asked asked = check_reply(call); asked.again) {
    // {registered_name, []} alone is [].
    bool nameless = asked.result.status == NativeStatus::kValue &&
                    is_tuple_of(asked.result.value, 2) && raw(call, 1).is_atom() &&
                    call.atoms().text(raw(call, 1)) == "registered_name" &&
                    tuple_element(asked.result.value, 1).is_nil();
    return nameless ? call.value(kNil) : asked.result;
  }
  if (!call[0].is_local_pid()) return call.badarg();
  NoGc no_gc(call.heap());
  Term items = call[1].get(no_gc);
  if (!are_info_items(call.atoms(), items)) return call.badarg();
  return ask(call, call[0].get(no_gc), RequestKind::kInfo, items, atoms::kUndefined);
}

NativeResult erlang_process_display_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[1].is_atom() || call.atoms().text(call[1].get(no_gc)) != "backtrace") {
    return call.badarg_because(atoms::kBadopt);
  }
  if (!call[0].is_local_pid()) return call.badarg();
  Process* process = call.vm().processes->find(call[0].get(no_gc));
  if (!process) return call.badarg();
  dprintf(STDERR_FILENO, "=proc:<0.%llu.0>\n",
          static_cast<unsigned long long>(packed_pid_number(process->pid.immediate_value())));
  return call.boolean(true);
}

// --- Collections ---------------------------------------------------------------------------------

namespace {

struct CollectOptions {
  Term id = kNoTerm;
  bool known = true;       // each is one of [{async, Id}, {type, _}]
  bool type_valid = true;  // major or minor
};

CollectOptions read_collect_options(NativeCall& call, Term options) {
  CollectOptions read;
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    Term name = is_tuple_of(option, 2) ? tuple_element(option, 0) : kNil;
    if (name == atoms::kAsync) {
      read.id = tuple_element(option, 1);
    } else if (name == atoms::kType) {
      Term value = tuple_element(option, 1);
      std::string_view type = value.is_atom() ? call.atoms().text(value) : "";
      read.type_valid &= type == "major" || type == "minor";
    } else {
      read.known = false;
    }
  }
  read.known &= options.is_nil();
  return read;
}

}  // namespace

NativeResult erlang_garbage_collect_1(NativeCall& call) {
  if (Asked asked = check_reply(call); asked.again) return asked.result;
  if (!call[0].is_local_pid()) return call.badarg();
  Term pid = raw(call, 0);
  if (pid == call.process().pid) {
    if (!call.heap().collect_major(0, call.safepoint())) return call.out_of_memory();
    return call.boolean(true);
  }
  return ask(call, pid, RequestKind::kCollect, kNoTerm, atoms::kFalse);
}

NativeResult erlang_garbage_collect_2(NativeCall& call) {
  if (call.process().awaiting) return erlang_garbage_collect_1(call);
  CollectOptions options =
      peek(call, [&](const NoGc& no_gc) { return read_collect_options(call, call[1].get(no_gc)); });
  if (!options.known) return call.badarg_because(*call.vm().atoms->intern("bad_option"));
  if (!options.type_valid || !call[0].is_local_pid()) return call.badarg();
  Term id = options.id;
  if (id == kNoTerm) return erlang_garbage_collect_1(call);
  NoGc no_gc(call.heap());
  Process& self = call.process();
  if (!request(call, call[0].get(no_gc), RequestKind::kCollectAsync, id) &&
      !send_result(call.vm(), *self.scheduler, self.pid, atoms::kGarbageCollect, id,
                   atoms::kFalse)) {
    return call.out_of_memory();
  }
  return call.value(atoms::kAsync);
}

// No code is ever old: code that was replaced stays for those who run it, and nobody has to be ended.
NativeResult erlang_check_process_code_2(NativeCall& call) {
  if (!call[0].is_local_pid() || !call[1].is_atom()) return call.badarg();
  return call.boolean(false);
}

namespace {

// [{async, Id}, {allow_gc, boolean()}]. False: badarg.
bool read_check_options(NativeCall& call, Term options, Term* id) {
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    if (!is_tuple_of(option, 2) || !tuple_element(option, 0).is_atom()) return false;
    Term value = tuple_element(option, 1);
    if (tuple_element(option, 0) == atoms::kAsync) {
      *id = value;
    } else if (call.atoms().text(tuple_element(option, 0)) != "allow_gc" ||
               (value != atoms::kTrue && value != atoms::kFalse)) {
      return false;
    }
  }
  return options.is_nil();
}

}  // namespace

NativeResult erlang_check_process_code_3(NativeCall& call) {
  Term id = kNoTerm;
  bool valid = call[0].is_local_pid() && call[1].is_atom() && peek(call, [&](const NoGc& no_gc) {
                 return read_check_options(call, call[2].get(no_gc), &id);
               });
  if (!valid) return call.badarg();
  if (id == kNoTerm) return call.boolean(false);
  NoGc no_gc(call.heap());
  Process& self = call.process();
  Term tag = *call.vm().atoms->intern("check_process_code");
  if (!send_result(call.vm(), *self.scheduler, self.pid, tag, id, atoms::kFalse)) {
    return call.out_of_memory();
  }
  return call.value(atoms::kAsync);
}

// --- Suspending ----------------------------------------------------------------------------------

namespace {

struct SuspendOptions {
  bool unless_suspending = false;
  bool asynchronous = false;
};

bool read_suspend_options(NativeCall& call, SuspendOptions* out) {
  NoGc no_gc(call.heap());
  Term options = call[1].get(no_gc);
  for (; options.is_cons(); options = options.tail()) {
    if (!options.head().is_atom()) return false;
    std::string_view name = call.atoms().text(options.head());
    if (name == "unless_suspending") {
      out->unless_suspending = true;
    } else if (name == "asynchronous") {
      out->asynchronous = true;
    } else {
      return false;
    }
  }
  return options.is_nil();
}

}  // namespace

NativeResult erlang_suspend_process_1(NativeCall& call) {
  Process& self = call.process();
  if (Asked asked = check_reply(call); asked.again) {
    if (asked.result.status == NativeStatus::kRaise) {
      self.relations().suspending.remove(raw(call, 0).bits);
    }
    return asked.result;
  }
  Term pid = raw(call, 0);
  SuspendOptions options;
  if (!pid.is_local_pid() || pid == self.pid) return call.badarg();
  if (call.arity() == 2 && !read_suspend_options(call, &options)) {
    return call.badarg_because(atoms::kBadopt);
  }
  if (!call.vm().processes->find(pid)) return call.badarg();
  uint32_t& count = self.relations().suspending[pid.bits];
  if (count > 0 && options.unless_suspending) return call.boolean(false);
  count++;
  if (options.asynchronous) {
    SignalData data{self.pid, 0, {static_cast<Word>(RequestKind::kSuspend), 0}};
    send_signal(call.vm(), *self.scheduler, pid, SignalKind::kSuspend, data);
    return call.boolean(true);
  }
  return ask(call, pid, RequestKind::kSuspend, kNoTerm, atoms::kBadarg);
}

NativeResult erlang_resume_process_1(NativeCall& call) {
  Process& self = call.process();
  Term pid = raw(call, 0);
  uint32_t* count = self.relations().suspending.find(pid.bits);
  if (!pid.is_local_pid() || !count) return call.badarg();
  if (--*count == 0) self.relations().suspending.remove(pid.bits);
  if (!call.vm().processes->find(pid)) return call.badarg();
  send_signal(call.vm(), *self.scheduler, pid, SignalKind::kResume, {self.pid, 0, {}});
  return call.boolean(true);
}

// --- Hibernating ---------------------------------------------------------------------------------

// The first call goes on in the export's own body, where no frame of the caller is in the way: there
// the stack is dropped. It is called again when a message has come.
NativeResult erlang_hibernate_3(NativeCall& call) {
  Process& self = call.process();
  CodeServer& code = *call.vm().code;
  if (!self.hibernating) {
    if (!call[0].is_atom() || !call[1].is_atom() || !list_shape(call, 2).is_proper()) {
      return call.badarg();
    }
    self.hibernating = true;
    Term* x = self.registers->x;
    for (uint32_t i = 0; i < 3; i++) x[i] = raw(call, i);
    ExportEntry* own = code.export_entry(call.info().module, call.info().name, 3);
    self.resume = own->code.load(std::memory_order_acquire);
    self.resume_live = 3;
    return {kNoTerm, NativeStatus::kCall};
  }
  self.mailbox.restart();
  if (!self.waiting_in_hibernate) {
    self.waiting_in_hibernate = true;
    self.stack.sp = self.stack.base;
    self.stack.frames_dropped(0);
    push_process_end(self);
    if (!call.heap().collect_major(0, call.safepoint())) return call.out_of_memory();
  }
  if (!self.mailbox.current()) return {kNoTerm, NativeStatus::kWait};
  self.hibernating = self.waiting_in_hibernate = false;
  ExportEntry* apply = code.export_entry(atoms::kErlang, atoms::kApply, 3);
  self.resume = apply->code.load(std::memory_order_acquire);
  self.resume_live = 3;
  return {kNoTerm, NativeStatus::kCall};
}

// Keeps its stack, and returns when a message has come.
NativeResult erlang_hibernate_0(NativeCall& call) {
  Process& self = call.process();
  self.mailbox.restart();
  bool has_message = self.mailbox.current() != nullptr;
  if (!has_message && !self.waiting_in_hibernate) {
    if (!call.heap().collect_major(0, call.safepoint())) return call.out_of_memory();
  }
  self.waiting_in_hibernate = !has_message;
  return has_message ? call.value(atoms::kOk) : NativeResult{kNoTerm, NativeStatus::kWait};
}

}  // namespace linac
