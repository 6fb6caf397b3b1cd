// The C interface over the C++ one. What C++ throws for want of memory ends the program, as an
// exception must not leave an extern "C" function.
#include "linac/linac.h"

#include <cstdlib>
#include <cstring>

#include "linac/vm.h"

namespace api = linac::v0;

struct linac_value {
  api::Value value;
};
struct linac_options {
  api::VmOptions options;
  bool denied[LINAC_CODE + 1] = {};  // of what is granted as a whole
};
struct linac_vm {
  api::Vm vm;
};
struct linac_process {
  api::Process process;
};
struct linac_mailbox {
  api::Mailbox mailbox;
};
struct linac_error {
  api::Error error;
  linac_value reason;
};
struct linac_async {
  api::Async async;
};
struct linac_call {
  api::Call& call;
  std::optional<api::Raise> raised;
};

static_assert(static_cast<int>(api::Kind::kOpaque) == LINAC_OPAQUE);
static_assert(static_cast<int>(api::ErrorKind::kInvalid) == LINAC_ERROR_INVALID);
static_assert(static_cast<int>(api::Completion::kGone) == LINAC_GONE);
static_assert(static_cast<int>(api::NativeKind::kDirtyIo) == LINAC_DIRTY_IO);
static_assert(static_cast<int>(api::Capability::kCode) == LINAC_CODE);
static_assert(static_cast<int>(api::SliceAnswer::kKill) == LINAC_KILL);
static_assert(static_cast<int>(api::EventKind::kLimit) == LINAC_EVENT_LIMIT);
static_assert(api::kAllEvents == LINAC_ALL_EVENTS);
static_assert(sizeof(linac_value) == sizeof(api::Value));

namespace {

linac_value* made(api::Value value) { return new linac_value{std::move(value)}; }

// A part of a value, in place.
const linac_value* part(const api::Value* value) {
  return reinterpret_cast<const linac_value*>(value);
}

api::Value take(linac_value* value) {
  if (!value) return api::Value::nil();
  api::Value taken = std::move(value->value);
  delete value;
  return taken;
}

std::vector<api::Value> take_all(linac_value** items, size_t count) {
  std::vector<api::Value> all;
  all.reserve(count);
  for (size_t i = 0; i < count; i++) all.push_back(take(items[i]));
  return all;
}

void set_error(linac_error** to, const api::Error& error) {
  if (to) *to = new linac_error{error, {error.exception.reason}};
}

// 1, or 0 with the error set.
template <class T>
int done(const api::Result<T>& result, linac_error** error) {
  if (result) return 1;
  set_error(error, result.error());
  return 0;
}

template <class T>
int give(const std::optional<T>& found, T* out) {
  if (found && out) *out = *found;
  return found.has_value();
}

int give_text(const std::optional<std::string_view>& found, const char** text, size_t* length) {
  if (!found) return 0;
  if (text) *text = found->data();
  if (length) *length = found->size();
  return 1;
}

std::optional<api::Duration> duration(int64_t milliseconds) {
  constexpr auto kMost =
      std::chrono::duration_cast<std::chrono::milliseconds>(api::Duration::max());
  if (milliseconds < 0 || milliseconds > kMost.count()) return std::nullopt;
  return std::chrono::milliseconds(milliseconds);
}

using Names = std::vector<std::string>;

// Where names of a capability go; null: it is granted as a whole.
Names* names_of(api::Capabilities& all, linac_capability capability, bool denied) {
  auto& less = all.denied;
  switch (capability) {
    case LINAC_READ: return denied ? &less.read : &all.read;
    case LINAC_WRITE: return denied ? &less.write : &all.write;
    case LINAC_RUN: return denied ? &less.run : &all.run;
    case LINAC_ENVIRONMENT: return denied ? &less.environment : &all.environment;
    case LINAC_NETWORK:
    case LINAC_CLOCK:
    case LINAC_CODE: break;
  }
  return nullptr;
}

// After each change, as what is denied stays so.
void take_denied(linac_options& options) {
  api::Capabilities& all = options.options.capabilities;
  if (options.denied[LINAC_NETWORK]) all.network = false;
  if (options.denied[LINAC_CLOCK]) all.clock = false;
  if (options.denied[LINAC_CODE]) all.code = false;
}

// A pid in a value that lives as long as this does; none: NULL.
struct HeldPid {
  explicit HeldPid(api::Pid pid) : value{pid}, is_there(pid.id != 0) {}
  const linac_value* get() const { return is_there ? &value : nullptr; }

  linac_value value;
  bool is_there;
};

void tell_event(void (*handler)(void* data, const linac_event* event), void* data,
                const api::Event& event) {
  HeldPid pid(event.pid), parent(event.parent);
  linac_crash_report crash{};
  if (event.crash) {
    const api::CrashReport& report = *event.crash;
    crash = {report.exception.error_class.c_str(),
             part(&report.exception.reason),
             part(&report.exception.stacktrace),
             report.initial_call.c_str(),
             report.registered_name.c_str(),
             report.reductions,
             report.memory,
             report.messages,
             report.message.c_str()};
  }
  bool has_reason = event.kind == api::EventKind::kExit || event.kind == api::EventKind::kCrash;
  linac_event told{static_cast<linac_event_kind>(event.kind),
                   pid.get(),
                   parent.get(),
                   has_reason ? part(&event.reason) : nullptr,
                   event.function.c_str(),
                   event.duration,
                   event.bytes,
                   event.is_major,
                   event.name.c_str(),
                   event.number,
                   event.text.c_str(),
                   event.crash ? &crash : nullptr};
  handler(data, &told);
}

std::shared_ptr<void> owned(void* data, void (*free_data)(void*)) {
  return std::shared_ptr<void>(data, [free_data](void* old) {
    if (free_data) free_data(old);
  });
}

}  // namespace

extern "C" {

const char* linac_version(void) { return api::version(); }

// --- Errors --------------------------------------------------------------------------------------

linac_error_kind linac_error_kind_of(const linac_error* error) {
  return static_cast<linac_error_kind>(error->error.kind);
}
const char* linac_error_message(const linac_error* error) { return error->error.message.c_str(); }
const char* linac_error_class(const linac_error* error) {
  return error->error.exception.error_class.c_str();
}
const linac_value* linac_error_reason(const linac_error* error) { return &error->reason; }
void linac_error_free(linac_error* error) { delete error; }

// --- Values --------------------------------------------------------------------------------------

linac_value* linac_integer(int64_t value) { return made(value); }
linac_value* linac_integer_from_text(const char* digits, size_t length) {
  auto value = api::Value::integer_from_text({digits, length});
  return value ? made(std::move(*value)) : nullptr;
}
linac_value* linac_float(double value) { return made(value); }
linac_value* linac_bool(int value) { return made(value != 0); }
linac_value* linac_atom(const char* name) { return made(api::Value::atom(name)); }
linac_value* linac_binary(const void* bytes, size_t size) {
  return made(std::string_view(static_cast<const char*>(bytes), size));
}
linac_value* linac_string(const char* text) { return made(text); }
linac_value* linac_list(linac_value** items, size_t count) {
  return made(api::Value::list(take_all(items, count)));
}
linac_value* linac_tuple(linac_value** items, size_t count) {
  return made(api::Value::tuple(take_all(items, count)));
}
linac_value* linac_map(linac_value** keys, linac_value** values, size_t count) {
  std::vector<std::pair<api::Value, api::Value>> entries;
  for (size_t i = 0; i < count; i++) entries.emplace_back(take(keys[i]), take(values[i]));
  return made(api::Value::map(std::move(entries)));
}
linac_value* linac_value_copy(const linac_value* value) { return made(value->value); }
void linac_value_free(linac_value* value) { delete value; }

linac_kind linac_value_kind(const linac_value* value) {
  return static_cast<linac_kind>(value->value.kind());
}
int linac_as_int64(const linac_value* value, int64_t* out) {
  return give(value->value.as_int64(), out);
}
int linac_as_double(const linac_value* value, double* out) {
  return give(value->value.as_double(), out);
}
int linac_as_bool(const linac_value* value, int* out) {
  auto found = value->value.as_bool();
  if (found && out) *out = *found;
  return found.has_value();
}
int linac_as_atom(const linac_value* value, const char** name, size_t* length) {
  return give_text(value->value.as_atom(), name, length);
}
int linac_as_binary(const linac_value* value, const char** bytes, size_t* size) {
  return give_text(value->value.as_string(), bytes, size);
}
int linac_is_atom(const linac_value* value, const char* name) { return value->value.is_atom(name); }
size_t linac_value_size(const linac_value* value) { return value->value.size(); }
const linac_value* linac_value_item(const linac_value* value, size_t index) {
  std::span<const api::Value> items = value->value.items();
  return index < items.size() ? part(&items[index]) : nullptr;
}
const linac_value* linac_value_key(const linac_value* value, size_t index) {
  bool is_there = value->value.is(api::Kind::kMap) && index < value->value.size();
  return is_there ? part(&value->value.key(index)) : nullptr;
}
const linac_value* linac_value_at(const linac_value* map, size_t index) {
  bool is_there = map->value.is(api::Kind::kMap) && index < map->value.size();
  return is_there ? part(&map->value.value(index)) : nullptr;
}
const linac_value* linac_value_find(const linac_value* map, const linac_value* key) {
  return part(map->value.find(key->value));
}
int linac_value_equal(const linac_value* a, const linac_value* b) { return a->value == b->value; }
char* linac_value_text(const linac_value* value) {
  return strdup(value->value.to_string().c_str());
}
void linac_text_free(char* text) { std::free(text); }

// --- VMs -----------------------------------------------------------------------------------------

linac_options* linac_options_new(void) { return new linac_options; }
void linac_options_free(linac_options* options) { delete options; }
void linac_options_schedulers(linac_options* options, uint32_t count) {
  options->options.schedulers = count;
}
void linac_options_jit(linac_options* options, int on) {
  options->options.jit = on ? api::Jit::kOn : api::Jit::kOff;
}
void linac_options_add_path(linac_options* options, const char* folder) {
  options->options.paths.emplace_back(folder);
}
void linac_options_use_stdio(linac_options* options, int use) {
  options->options.use_stdio = use != 0;
}
void linac_options_output(linac_options* options,
                          void (*output)(void* data, const char* text, size_t length), void* data) {
  options->options.output = [output, data](std::string_view text) {
    output(data, text.data(), text.size());
  };
}

void linac_options_errors(linac_options* options,
                          void (*errors)(void* data, const char* text, size_t length), void* data) {
  options->options.errors = [errors, data](std::string_view text) {
    errors(data, text.data(), text.size());
  };
}
void linac_options_allow(linac_options* options, linac_capability capability, const char* name) {
  api::Capabilities& all = options->options.capabilities;
  Names* names = names_of(all, capability, false);
  if (names) return static_cast<void>(names->emplace_back(name ? name : ""));
  if (capability == LINAC_NETWORK) all.network = true;
  if (capability == LINAC_CLOCK) all.clock = true;
  if (capability == LINAC_CODE) all.code = true;
  take_denied(*options);
}
void linac_options_deny(linac_options* options, linac_capability capability, const char* name) {
  api::Capabilities& all = options->options.capabilities;
  Names* names = names_of(all, capability, true);
  if (names) return static_cast<void>(names->emplace_back(name ? name : ""));
  options->denied[capability] = true;
  take_denied(*options);
}
void linac_options_allow_everything(linac_options* options) {
  auto denied = std::move(options->options.capabilities.denied);
  options->options.capabilities = api::Capabilities::everything();
  options->options.capabilities.denied = std::move(denied);
  take_denied(*options);
}
void linac_options_limit(linac_options* options, linac_limit limit, uint64_t most) {
  api::VmLimits& all = options->options.limits;
  api::ProcessLimits& each = options->options.process_limits;
  constexpr uint64_t kMostMilliseconds = INT64_MAX / 1'000'000;
  switch (limit) {
    case LINAC_MAX_ATOMS:
      all.atoms = static_cast<uint32_t>(std::min<uint64_t>(most, UINT32_MAX));
      return;
    case LINAC_MAX_PROCESSES: all.processes = most; return;
    case LINAC_MAX_MEMORY: all.memory_bytes = most; return;
    case LINAC_MAX_TIME:
      all.time = std::chrono::milliseconds(std::min(most, kMostMilliseconds));
      return;
    case LINAC_MAX_VALUE: all.value_bytes = most; return;
    case LINAC_MAX_HEAP: each.heap_bytes = most; return;
    case LINAC_MAX_REDUCTIONS: each.reductions = most; return;
    case LINAC_MAX_MESSAGES: each.messages = most; return;
  }
}
void linac_options_slice_hook(linac_options* options,
                              linac_slice_answer (*hook)(void* data, const linac_slice* slice),
                              void* data) {
  options->options.slice_hook = [hook, data](const api::Slice& slice) {
    HeldPid pid(slice.pid);
    linac_slice seen{pid.get(), slice.function.c_str(), slice.reductions, slice.memory,
                     slice.messages};
    return static_cast<api::SliceAnswer>(hook(data, &seen));
  };
}
void linac_options_events(linac_options* options,
                          void (*handler)(void* data, const linac_event* event), void* data,
                          uint32_t kinds) {
  options->options.events = kinds;
  options->options.on_event = [handler, data](const api::Event& event) {
    tell_event(handler, data, event);
  };
}

linac_vm* linac_vm_create(const linac_options* options, linac_error** error) {
  auto vm = api::Vm::create(options ? options->options : api::VmOptions());
  return done(vm, error) ? new linac_vm{std::move(*vm)} : nullptr;
}
void linac_vm_destroy(linac_vm* vm) { delete vm; }
int linac_vm_load_file(linac_vm* vm, const char* path, linac_error** error) {
  return done(vm->vm.load_file(path), error);
}
int linac_vm_load(linac_vm* vm, const void* bytes, size_t size, linac_error** error) {
  return done(vm->vm.load({static_cast<const uint8_t*>(bytes), size}), error);
}
int linac_vm_add_path(linac_vm* vm, const char* folder, linac_error** error) {
  return done(vm->vm.add_path(folder), error);
}
linac_value* linac_vm_call(linac_vm* vm, const char* module, const char* function,
                           linac_value** arguments, size_t count, int64_t timeout_ms,
                           linac_error** error) {
  api::CallOptions options;
  options.timeout = duration(timeout_ms);
  auto value = vm->vm.call(module, function, take_all(arguments, count), options);
  return done(value, error) ? made(std::move(*value)) : nullptr;
}
linac_process* linac_vm_spawn(linac_vm* vm, const char* module, const char* function,
                              linac_value** arguments, size_t count, linac_error** error) {
  return linac_vm_spawn_narrowed(vm, module, function, arguments, count, nullptr, error);
}
linac_process* linac_vm_spawn_narrowed(linac_vm* vm, const char* module, const char* function,
                                       linac_value** arguments, size_t count,
                                       const linac_options* narrowed, linac_error** error) {
  api::SpawnOptions options;
  if (narrowed) {
    options.capabilities = narrowed->options.capabilities;
    options.limits = narrowed->options.process_limits;
  }
  auto process = vm->vm.spawn(module, function, take_all(arguments, count), options);
  return done(process, error) ? new linac_process{std::move(*process)} : nullptr;
}
int linac_vm_send(linac_vm* vm, const linac_value* pid, const linac_value* message) {
  auto to = pid->value.as_pid();
  if (to) vm->vm.send(*to, message->value);
  return to.has_value();
}
int linac_vm_halt_status(const linac_vm* vm, int* status) {
  return give(vm->vm.halt_status(), status);
}

char* linac_vm_limit_reached(const linac_vm* vm) {
  auto limit = vm->vm.limit_reached();
  return limit ? strdup(limit->c_str()) : nullptr;
}
int linac_vm_resume(linac_vm* vm, const linac_value* pid) {
  auto which = pid->value.as_pid();
  if (which) vm->vm.resume(*which);
  return which.has_value();
}

// --- Processes -----------------------------------------------------------------------------------

linac_value* linac_process_pid(const linac_process* process) {
  return made(process->process.pid());
}
int linac_process_send(const linac_process* process, const linac_value* message) {
  return process->process.send(message->value);
}
linac_value* linac_process_wait(const linac_process* process, int64_t timeout_ms,
                                linac_error** error) {
  auto exit = process->process.wait(duration(timeout_ms));
  if (!done(exit, error)) return nullptr;
  if (exit->returned) return made(exit->result);
  auto kind = exit->over_limit ? api::ErrorKind::kLimit : api::ErrorKind::kRaised;
  set_error(error, {kind, exit->message, exit->exception});
  return nullptr;
}
int linac_process_is_alive(const linac_process* process) { return process->process.is_alive(); }
void linac_process_kill(const linac_process* process) { process->process.kill(); }
void linac_process_free(linac_process* process) { delete process; }

// --- Mailboxes -----------------------------------------------------------------------------------

linac_mailbox* linac_mailbox_open(linac_vm* vm, linac_error** error) {
  auto mailbox = vm->vm.open_mailbox();
  return done(mailbox, error) ? new linac_mailbox{std::move(*mailbox)} : nullptr;
}
linac_value* linac_mailbox_pid(const linac_mailbox* mailbox) {
  return made(mailbox->mailbox.pid());
}
linac_value* linac_mailbox_receive(linac_mailbox* mailbox, int64_t timeout_ms) {
  auto message = mailbox->mailbox.receive(duration(timeout_ms));
  return message ? made(std::move(*message)) : nullptr;
}
void linac_mailbox_free(linac_mailbox* mailbox) { delete mailbox; }

// --- Natives -------------------------------------------------------------------------------------

int linac_vm_add_native(linac_vm* vm, const char* module, const char* name, uint32_t arity,
                        linac_native_kind kind, linac_native native, void* data,
                        void (*free_data)(void*), linac_error** error) {
  auto call = [native, data = owned(data, free_data)](api::Call& frame) -> api::Answer {
    linac_call call{frame, std::nullopt};
    linac_value* answer = native(&call, data.get());
    if (!call.raised) return take(answer);
    linac_value_free(answer);
    return std::move(*call.raised);
  };
  auto kind_of = static_cast<api::NativeKind>(kind);
  return done(vm->vm.natives().add_call(module, name, arity, kind_of, std::move(call)), error);
}

int linac_vm_add_async_native(linac_vm* vm, const char* module, const char* name, uint32_t arity,
                              linac_async_native native, void* data, void (*free_data)(void*),
                              linac_error** error) {
  auto call = [native, data = owned(data, free_data)](api::Call& frame, api::Async async) {
    linac_call call{frame, std::nullopt};
    native(&call, new linac_async{std::move(async)}, data.get());
    if (call.raised) throw std::move(*call.raised);  // the template makes an exception of it
  };
  return done(vm->vm.natives().add_call(module, name, arity, std::move(call)), error);
}

size_t linac_call_arity(const linac_call* call) { return call->call.arity(); }
linac_value* linac_call_argument(linac_call* call, size_t index) {
  if (index >= call->call.arity()) return nullptr;
  api::TermView argument = call->call[index];
  if (api::detail::fits(argument)) return made(argument.to_value());
  call->raised = api::Raise::error(argument.to_value());
  return nullptr;
}
char* linac_call_allowed(const linac_call* call, linac_capability capability, const char* what) {
  auto found = call->call.allowed(static_cast<api::Capability>(capability), what);
  return found ? strdup(found->c_str()) : nullptr;
}
int linac_call_int64(const linac_call* call, size_t index, int64_t* out) {
  return index < call->call.arity() && give(call->call[index].as_int64(), out);
}
int linac_call_double(const linac_call* call, size_t index, double* out) {
  return index < call->call.arity() && give(call->call[index].as_double(), out);
}
int linac_call_binary(const linac_call* call, size_t index, const char** bytes, size_t* size) {
  return index < call->call.arity() && give_text(call->call[index].as_string(), bytes, size);
}
void linac_call_raise(linac_call* call, const char* error_class, linac_value* reason) {
  call->raised = api::Raise(error_class, take(reason));
}

linac_completion linac_async_complete(linac_async* async, linac_value* value) {
  api::Completion completion = async->async.complete(take(value));
  delete async;
  return static_cast<linac_completion>(completion);
}
linac_completion linac_async_fail(linac_async* async, const char* error_class,
                                  linac_value* reason) {
  api::Completion completion = async->async.fail(api::Raise(error_class, take(reason)));
  delete async;
  return static_cast<linac_completion>(completion);
}
int linac_async_is_wanted(const linac_async* async) { return async->async.is_wanted(); }
void linac_async_free(linac_async* async) { delete async; }

}  // extern "C"
