// linac_host: what Linac's own Erlang modules (library/erlang) do the outside world's work with:
// descriptors, child processes, output. They wait by messages: await(D, in) has the poll thread send
// {linac_ready, D, in} once when reading will not block (runtime/sched/poller.h).
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "bifs/descriptor.h"
#include "bifs/fallback.h"
#include "bifs/iolist.h"
#include "bifs/machine.h"
#include "bifs/text.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/spawn.h"
#include "runtime/exec/watch.h"
#include "runtime/process/environment.h"
#include "runtime/process/output.h"
#include "runtime/process/table.h"
#include "runtime/sched/poller.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

constexpr size_t kReadBytes = 65536;

Term named(NativeCall& call, std::string_view name) { return *call.vm().atoms->intern(name); }

std::string_view atom_argument(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_atom()) return {};
  return peek(call,
              [&](const NoGc& no_gc) { return call.atoms().text(call[argument].get(no_gc)); });
}

std::optional<std::string> bytes_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[argument].get(no_gc)); });
}

}  // namespace

// --- Output --------------------------------------------------------------------------------------

// put(stdout | stderr, Binary): ok. When nobody reads stdout any more the program ends.
NativeResult linac_host_put_2(NativeCall& call) {
  auto bytes = bytes_argument(call, 1);
  if (!bytes || !call[0].is_atom()) return call.badarg();
  OutputDevice& output = *call.vm().output;
  if (atom_argument(call, 0) == "stderr") {
    output.flush();  // what was printed before comes before
    call.vm().errors->write(*bytes);
    call.vm().errors->flush();
    return call.value(atoms::kOk);
  }
  output.write(*bytes);
  if (output.failed()) {
    call.vm().halt->request(1, false);
    call.process().reductions_left = 0;
  }
  return call.value(atoms::kOk);
}

NativeResult linac_host_flush_0(NativeCall& call) {
  call.vm().output->flush();
  return call.value(atoms::kOk);
}

// {Columns, Rows} of the terminal that stdout is, or undefined.
NativeResult linac_host_window_0(NativeCall& call) {
  winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return call.value(atoms::kUndefined);
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(make_small(size.ws_col), make_small(size.ws_row)));
}

// --- Descriptors ---------------------------------------------------------------------------------

// The host's stdin: it stays open, and its flags, which others share, as they are. A program that does
// not have it reads nothing.
NativeResult linac_host_stdin_0(NativeCall& call) {
  Reserved room = call.reserve(kResourceWords);
  if (!room.ok()) return call.out_of_memory();
  if (call.vm().uses_stdin) {
    return call.value(make_descriptor(call, STDIN_FILENO, room.space(), false));
  }
  int empty = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (empty < 0) return call.system_limit();
  return call.value(make_descriptor(call, empty, room.space()));
}

// await(D, in | out): the number that {linac_ready, Number, in | out} will have.
NativeResult linac_host_await_2(NativeCall& call) {
  Descriptor* file = descriptor_argument(call, 0);
  if (!file || !call[1].is_atom()) return call.badarg();
  int descriptor = file->get();
  if (descriptor < 0) return call.badarg();
  bool write = atom_argument(call, 1) == "out";
  Term number = make_small(descriptor);
  Term direction = peek(call, [&](const NoGc& no_gc) { return call[1].get(no_gc); });
  call.vm().poller->watch(descriptor, write,
                          {call.process().pid, named(call, "linac_ready"), number, direction});
  return call.value(number);
}

// read(D): {ok, Binary}, eof, again, {error, Posix}. Only after linac_ready does it not block.
NativeResult linac_host_read_1(NativeCall& call) {
  Descriptor* file = descriptor_argument(call, 0);
  if (!file) return call.badarg();
  std::string bytes(kReadBytes, '\0');
  ssize_t got;
  do {
    got = ::read(file->get(), bytes.data(), bytes.size());
  } while (got < 0 && errno == EINTR);
  if (got > 0) return ok_binary(call, std::string_view(bytes).substr(0, static_cast<size_t>(got)));
  if (got == 0) return call.value(named(call, "eof"));
  return errno == EAGAIN ? call.value(named(call, "again")) : posix_error(call, errno);
}

// write(D, Binary): {ok, Written}, again, {error, Posix}
NativeResult linac_host_write_2(NativeCall& call) {
  Descriptor* file = descriptor_argument(call, 0);
  auto bytes = bytes_argument(call, 1);
  if (!file || !bytes) return call.badarg();
  ssize_t written;
  do {
    written = ::write(file->get(), bytes->data(), bytes->size());
  } while (written < 0 && errno == EINTR);
  if (written >= 0) return ok_number(call, written);
  return errno == EAGAIN ? call.value(named(call, "again")) : posix_error(call, errno);
}

NativeResult linac_host_close_1(NativeCall& call) {
  Descriptor* file = descriptor_argument(call, 0);
  if (!file) return call.badarg();
  file->close();
  return call.value(atoms::kOk);
}

// --- Child processes -----------------------------------------------------------------------------

namespace {

// A list of binaries; false: it is none, or one has a NUL.
bool read_texts(Term list, std::vector<std::string>* texts) {
  for (; list.is_cons(); list = list.tail()) {
    auto text = bytes_of_binary(list.head());
    if (!text || text->find('\0') != text->npos) return false;
    texts->push_back(std::move(*text));
  }
  return list.is_nil();
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

struct Pipes {
  int in[2] = {-1, -1};   // the child reads in[0]
  int out[2] = {-1, -1};  // the child writes out[1]
  int errors[2] = {-1, -1};
  ~Pipes() {
    for (int end : {in[0], in[1], out[0], out[1], errors[0], errors[1]}) {
      if (end >= 0) close(end);
    }
  }
};

struct ChildForm {
  std::string program, folder;
  std::shared_ptr<const OwnedDescriptor> from;  // the Vm's current folder; null: the host's
  std::vector<std::string> arguments, environment;
  bool in = false, out = false, errors = false, stdio = true;  // nouse_stdio: descriptors 3 and 4
  bool own_errors = false;                                     // stderr is a pipe of its own
  bool is_killed = false;                                      // when the Vm ends
};

// The error number, or 0 with the child's pid.
int start_child(ChildForm& form, const Pipes& pipes, pid_t* child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  // Away from the numbers that they are to have, then to them.
  if (form.in) posix_spawn_file_actions_adddup2(&actions, pipes.in[0], form.stdio ? 0 : 3);
  if (form.out) posix_spawn_file_actions_adddup2(&actions, pipes.out[1], form.stdio ? 1 : 4);
  if (form.errors && form.out) {
    posix_spawn_file_actions_adddup2(&actions, form.stdio ? 1 : 4, 2);
  }
  if (form.own_errors) posix_spawn_file_actions_adddup2(&actions, pipes.errors[1], 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, form.stdio ? 3 : 5);
  if (form.from) posix_spawn_file_actions_addfchdir_np(&actions, form.from->get());
  if (!form.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, form.folder.c_str());
  }
  sigset_t none, defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  for (int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGQUIT, SIGUSR1, SIGUSR2}) {
    sigaddset(&defaults, signal);
  }
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(
      &attributes,
      static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID));
  std::vector<char*> arguments = pointers_to(form.arguments);
  std::vector<char*> environment = pointers_to(form.environment);
  int error = posix_spawn(child, form.program.c_str(), &actions, &attributes, arguments.data(),
                          environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// A command runs with all that the host may: which one, by what name and with which variables is what
// can be allowed.
bool is_refused(Process& process, const ChildForm& form) {
  const Capabilities& may = capabilities_of(process);
  // A program may do as its name says (busybox).
  if (base_name(form.arguments[0]) != base_name(form.program)) {
    tell_refusal(process, Capability::kRun, form.arguments[0]);
    return true;
  }
  for (const std::string& row : form.environment) {
    std::string_view name = std::string_view(row).substr(0, row.find('=', 1));
    // What the loader reads makes any command another one.
    bool is_loaders = name.starts_with("LD_");
    if (!is_loaders && (name == "PATH" || may.may_use_variable(name))) continue;
    tell_refusal(process, is_loaders ? Capability::kRun : Capability::kEnvironment, name);
    return true;
  }
  return !form.folder.empty() && !may_use_path(process, form.folder, kReadFile);
}

bool may_start(NativeCall& call, ChildForm* form, NativeResult* answer) {
  Process& process = call.process();
  form->from = call.vm().folder->get();
  if (capabilities_of(process).run.is_all()) return true;
  int error = 0;
  std::string program = command_to_run(process, form->program, &error);
  if (error != 0) {
    *answer = posix_error(call, error);
    return false;
  }
  if (program.empty() || is_refused(process, *form)) {
    *answer = refused(call);
    return false;
  }
  form->program = std::move(program);
  return true;
}

// Not 0 to 4, which a child's own descriptors get in an order that must not matter; closed there.
bool make_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  for (int i = 0; i < 2; i++) {
    if (ends[i] > 4) continue;
    int moved = fcntl(ends[i], F_DUPFD_CLOEXEC, 5);
    if (moved < 0) return false;
    close(ends[i]);
    ends[i] = moved;
  }
  return true;
}

}  // namespace

// spawn(Program, Arguments, Environment, Folder, Flags): {ok, OsPid, ToChild, FromChild} or
// {error, Posix}. Texts are binaries; Arguments begin with the program's name; Folder may be empty;
// Flags are in, out, stderr_to_stdout, nouse_stdio. What is not asked for is undefined. With the flag
// stderr: {ok, OsPid, ToChild, FromChild, ErrorsOfChild}. With kill the child ends with the Vm.
NativeResult linac_host_spawn_5(NativeCall& call) {
  ChildForm form;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    auto program = bytes_of_binary(call[0].get(no_gc)),
         folder = bytes_of_binary(call[3].get(no_gc));
    if (!program || !folder || (*program + *folder).find('\0') != std::string::npos) return false;
    form.program = *program;
    form.folder = *folder;
    Term flags = call[4].get(no_gc);
    for (; flags.is_cons(); flags = flags.tail()) {
      if (!flags.head().is_atom()) return false;
      std::string_view name = call.atoms().text(flags.head());
      if (name == "in") form.out = true;
      if (name == "out") form.in = true;
      if (name == "stderr_to_stdout") form.errors = true;
      if (name == "nouse_stdio") form.stdio = false;
      if (name == "stderr") form.own_errors = true;
      if (name == "kill") form.is_killed = true;
    }
    return read_texts(call[1].get(no_gc), &form.arguments) &&
           read_texts(call[2].get(no_gc), &form.environment);
  });
  if (!valid || form.arguments.empty()) return call.badarg();
  if (NativeResult answer{}; !may_start(call, &form, &answer)) return answer;
  Pipes pipes;
  if ((form.in && !make_pipe(pipes.in)) || (form.out && !make_pipe(pipes.out)) ||
      (form.own_errors && !make_pipe(pipes.errors))) {
    return posix_error(call, errno);
  }
  Reserved room = call.reserve(tuple_words(5) + 3 * kResourceWords);
  if (!room.ok()) return call.out_of_memory();
  call.vm().output->flush();
  pid_t child = 0;
  int error = start_child(form, pipes, &child);
  if (error) {
    auto name = posix_name(error);
    std::string lower(name);
    for (char& letter : lower) letter = static_cast<char>(letter | 0x20);
    return call.value(room.space().tuple_of(atoms::kError, named(call, lower)));
  }
  call.vm().poller->adopt_child(child, form.is_killed);
  Term to = atoms::kUndefined, from = atoms::kUndefined;
  if (form.in) {
    fcntl(pipes.in[1], F_SETFL, O_NONBLOCK);
    to = make_descriptor(call, std::exchange(pipes.in[1], -1), room.space());
  }
  if (form.out) {
    fcntl(pipes.out[0], F_SETFL, O_NONBLOCK);
    from = make_descriptor(call, std::exchange(pipes.out[0], -1), room.space());
  }
  if (form.own_errors) {
    fcntl(pipes.errors[0], F_SETFL, O_NONBLOCK);
    Term errors = make_descriptor(call, std::exchange(pipes.errors[0], -1), room.space());
    return call.value(room.space().tuple_of(atoms::kOk, make_small(child), to, from, errors));
  }
  return call.value(room.space().tuple_of(atoms::kOk, make_small(child), to, from));
}

// await_exit(OsPid): {linac_exited, OsPid, Status} comes when the child of spawn/5 has ended. Once.
NativeResult linac_host_await_exit_1(NativeCall& call) {
  if (!call[0].is_small()) return call.badarg();
  auto child = static_cast<pid_t>(call[0].small_value());
  bool known = call.vm().poller->watch_exit(
      child, {call.process().pid, named(call, "linac_exited"), make_small(child), make_small(0)});
  return known ? call.value(atoms::kOk) : call.badarg();
}

// environment(): ["NAME=VALUE"] as binaries: what a command is given. PATH is always among them.
NativeResult linac_host_environment_0(NativeCall& call) {
  std::vector<std::string> rows = visible_variables(call.process());
  auto search = call.vm().environment->get("PATH");
  if (search && !capabilities_of(call.process()).may_use_variable("PATH")) {
    rows.push_back("PATH=" + *search);
  }
  size_t words = 0;
  for (const std::string& row : rows) words += kConsWords + binary_words(row.size() * 8);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t i = rows.size(); i-- > 0;) {
    Term row = make_binary(rows[i], room.space());
    list = room.space().cons(row, list);
  }
  return call.value(list);
}

// --- Ports ---------------------------------------------------------------------------------------

// start_port(Module, Function, Arguments): a process that has a port for a pid, linked to the caller.
NativeResult linac_host_start_port_3(NativeCall& call) {
  if (!call[0].is_atom() || !call[1].is_atom()) return call.badarg();
  Process& self = call.process();
  NoGc no_gc(call.heap());
  std::vector<Term> arguments;
  for (Term list = call[2].get(no_gc); list.is_cons(); list = list.tail()) {
    arguments.push_back(list.head());
  }
  ExportEntry* target = call.vm().code->export_entry(call[0].get(no_gc), call[1].get(no_gc),
                                                     static_cast<uint32_t>(arguments.size()));
  Process* port =
      make_process(call.vm(), call.heap().memory(), *target, arguments, ProcessRole::kPort);
  if (!port) return call.system_limit();
  port->group_leader = self.group_leader;
  inherit(*port, self);
  port->relations().links[self.pid.bits];
  self.relations().links[port->pid.bits];
  tell_of_spawn(*port);
  Term pid = port->pid;
  call.vm().schedulers->enqueue(*self.scheduler, *port);
  return call.value(pid);
}

// What the calling port is linked to.
NativeResult linac_host_links_0(NativeCall& call) {
  std::vector<Term> links;
  if (call.process().relations_) {
    for (const auto& link : call.process().relations_->links.entries()) {
      if (link.value == 0) links.push_back(Term{link.key});  // an immediate: nothing moves it
    }
  }
  Reserved room = call.reserve(kConsWords * links.size());
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t i = links.size(); i-- > 0;) list = room.space().cons(links[i], list);
  return call.value(list);
}

NativeResult erlang_ports_0(NativeCall& call) {
  std::vector<Process*> ports = call.vm().processes->all(ProcessRole::kPort);
  Reserved room = call.reserve(kConsWords * ports.size());
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t i = ports.size(); i-- > 0;) list = room.space().cons(ports[i]->pid, list);
  return call.value(list);
}

// --- Tags for tracing, which is built into no Erlang by default ----------------------------------

NativeResult erlang_dt_tag_1(NativeCall& call) { return call.boolean(true); }
NativeResult erlang_dt_get_tag_0(NativeCall& call) { return call.value(atoms::kUndefined); }
NativeResult erlang_dt_data_1(NativeCall& call) { return call.value(call[0]); }

// --- Natives written in Erlang -------------------------------------------------------------------

namespace {

// Goes on in the function of that name in one of Linac's own modules.
NativeResult call_own(NativeCall& call, std::string_view module) {
  Process& process = call.process();
  NoGc no_gc(call.heap());
  ExportEntry* target =
      call.vm().code->export_entry(named(call, module), call.info().name, call.arity());
  for (uint32_t i = 0; i < call.arity(); i++) process.registers->x[i] = call[i].get(no_gc);
  process.resume = target->code.load(std::memory_order_acquire);
  process.resume_live = call.arity();
  return {kNoTerm, NativeStatus::kCall};
}

}  // namespace

NativeResult in_linac_port(NativeCall& call) { return call_own(call, "linac_port"); }
NativeResult in_linac_file(NativeCall& call) { return call_own(call, "linac_file"); }
// eunit:test/1,2 where `linac test` was given options for them.
NativeResult in_linac_test(NativeCall& call) {
  if (call.vm().code->find_module(named(call, "linac_test"))) return call_own(call, "linac_test");
  return call_erlang_instead(call);
}
NativeResult in_linac_os(NativeCall& call) { return call_own(call, "linac_os"); }

}  // namespace linac
