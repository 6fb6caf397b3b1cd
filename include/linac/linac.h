/* The C interface: the C++ one (vm.h, native.h, value.h) for other languages, with opaque handles.
 *
 * Ownership: what a function returns is the caller's, to be given to the *_free function of its type,
 * but for const pointers, which live as long as what they were taken from. Functions named *_take and
 * those whose comment says so take what they are given. Values share their content: a copy is cheap.
 * Every *_free takes NULL.
 * Errors: a function that takes `linac_error** error` answers NULL or 0 when it has failed, and sets
 * *error, which the caller frees; `error` may be NULL.
 * Threads: as in C++: everything from any thread, but one object not from two at a time, unless it is a
 * linac_vm or linac_process.
 * Texts are UTF-8 with a length; they need not end in a zero byte, but those that are `const char*`
 * alone. */
#ifndef LINAC_LINAC_H
#define LINAC_LINAC_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define LINAC_C_API __attribute__((visibility("default")))
#else
#define LINAC_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct linac_vm linac_vm;
typedef struct linac_options linac_options;
typedef struct linac_value linac_value;
typedef struct linac_process linac_process;
typedef struct linac_mailbox linac_mailbox;
typedef struct linac_error linac_error;
typedef struct linac_call linac_call;   /* the call that a native is in; valid until it returns */
typedef struct linac_async linac_async; /* an async call that has not been answered */

typedef enum {
  LINAC_INTEGER,
  LINAC_FLOAT,
  LINAC_ATOM,
  LINAC_BINARY,
  LINAC_LIST,
  LINAC_TUPLE,
  LINAC_MAP,
  LINAC_PID,
  LINAC_OPAQUE
} linac_kind;

typedef enum {
  LINAC_ERROR_RAISED,
  LINAC_ERROR_NOT_FOUND,
  LINAC_ERROR_BAD_FILE,
  LINAC_ERROR_TIMEOUT,
  LINAC_ERROR_LIMIT,
  LINAC_ERROR_HALTED,
  LINAC_ERROR_INVALID
} linac_error_kind;

typedef enum { LINAC_SYNC, LINAC_DIRTY_CPU, LINAC_DIRTY_IO } linac_native_kind;
typedef enum { LINAC_DELIVERED, LINAC_ALREADY, LINAC_GONE } linac_completion;

/* capabilities.h */
typedef enum {
  LINAC_READ,
  LINAC_WRITE,
  LINAC_RUN,
  LINAC_ENVIRONMENT,
  LINAC_NETWORK,
  LINAC_CLOCK,
  LINAC_CODE
} linac_capability;

/* limits.h: of the VM, and from LINAC_MAX_HEAP on of each process. */
typedef enum {
  LINAC_MAX_ATOMS,
  LINAC_MAX_PROCESSES,
  LINAC_MAX_MEMORY, /* bytes */
  LINAC_MAX_TIME,   /* milliseconds */
  LINAC_MAX_VALUE,  /* bytes */
  LINAC_MAX_HEAP,   /* bytes */
  LINAC_MAX_REDUCTIONS,
  LINAC_MAX_MESSAGES
} linac_limit;

/* hook.h */
typedef struct {
  const linac_value* pid;
  const char* function; /* module:name/arity */
  uint64_t reductions;
  size_t memory;
  size_t messages;
} linac_slice;
typedef enum { LINAC_CONTINUE, LINAC_SUSPEND, LINAC_KILL } linac_slice_answer;

/* events.h */
typedef enum {
  LINAC_EVENT_SPAWN,
  LINAC_EVENT_EXIT,
  LINAC_EVENT_CRASH,
  LINAC_EVENT_COLLECTION,
  LINAC_EVENT_SLOW_NATIVE,
  LINAC_EVENT_COMPILE,
  LINAC_EVENT_REFUSAL,
  LINAC_EVENT_LIMIT
} linac_event_kind;
#define LINAC_EVENT_BIT(kind) (1u << (kind))
#define LINAC_ALL_EVENTS 0xFFu

typedef struct {
  const char* error_class;
  const linac_value* reason;
  const linac_value* stacktrace;
  const char* initial_call;
  const char* registered_name;
  uint64_t reductions;
  size_t memory;
  size_t messages;
  const char* message;
} linac_crash_report;

/* Which members an event has, events.h says; the others are empty texts, 0 and NULL. */
typedef struct {
  linac_event_kind kind;
  const linac_value* pid;    /* NULL: of the VM */
  const linac_value* parent; /* NULL: the host */
  const linac_value* reason; /* NULL: none */
  const char* function;
  uint64_t duration; /* nanoseconds */
  size_t bytes;
  int is_major;
  const char* name;
  uint64_t number;
  const char* text;
  const linac_crash_report* crash; /* NULL: none */
} linac_event;

/* Of the library that is running, as "0.1.0". */
LINAC_C_API const char* linac_version(void);

/* --- Errors --- */
LINAC_C_API linac_error_kind linac_error_kind_of(const linac_error* error);
LINAC_C_API const char* linac_error_message(const linac_error* error); /* one line */
/* Of LINAC_ERROR_RAISED: "error", "exit" or "throw", and the reason. */
LINAC_C_API const char* linac_error_class(const linac_error* error);
LINAC_C_API const linac_value* linac_error_reason(const linac_error* error);
LINAC_C_API void linac_error_free(linac_error* error);

/* --- Values --- */
LINAC_C_API linac_value* linac_integer(int64_t value);
LINAC_C_API linac_value* linac_integer_from_text(const char* digits,
                                                 size_t length); /* NULL: none */
LINAC_C_API linac_value* linac_float(double value);
LINAC_C_API linac_value* linac_bool(int value);
LINAC_C_API linac_value* linac_atom(const char* name);
LINAC_C_API linac_value* linac_binary(const void* bytes, size_t size);
LINAC_C_API linac_value* linac_string(const char* text);
/* These take their elements; `items` itself stays the caller's. */
LINAC_C_API linac_value* linac_list(linac_value** items, size_t count);
LINAC_C_API linac_value* linac_tuple(linac_value** items, size_t count);
LINAC_C_API linac_value* linac_map(linac_value** keys, linac_value** values, size_t count);
LINAC_C_API linac_value* linac_value_copy(const linac_value* value);
LINAC_C_API void linac_value_free(linac_value* value);

LINAC_C_API linac_kind linac_value_kind(const linac_value* value);
/* These answer 1 and set *out, or 0. */
LINAC_C_API int linac_as_int64(const linac_value* value, int64_t* out);
LINAC_C_API int linac_as_double(const linac_value* value, double* out);
LINAC_C_API int linac_as_bool(const linac_value* value, int* out);
LINAC_C_API int linac_as_atom(const linac_value* value, const char** name, size_t* length);
LINAC_C_API int linac_as_binary(const linac_value* value, const char** bytes, size_t* size);
LINAC_C_API int linac_is_atom(const linac_value* value, const char* name);
/* Elements of lists and tuples, entries of maps. An index that is not there gives NULL. */
LINAC_C_API size_t linac_value_size(const linac_value* value);
LINAC_C_API const linac_value* linac_value_item(const linac_value* value, size_t index);
LINAC_C_API const linac_value* linac_value_key(const linac_value* value, size_t index);
LINAC_C_API const linac_value* linac_value_at(const linac_value* map, size_t index);
LINAC_C_API const linac_value* linac_value_find(const linac_value* map, const linac_value* key);
LINAC_C_API int linac_value_equal(const linac_value* a, const linac_value* b);
/* As Erlang writes it, ended by a zero byte; free with linac_text_free. */
LINAC_C_API char* linac_value_text(const linac_value* value);
LINAC_C_API void linac_text_free(char* text);

/* --- VMs --- */
LINAC_C_API linac_options* linac_options_new(void);
LINAC_C_API void linac_options_free(linac_options* options);
LINAC_C_API void linac_options_schedulers(linac_options* options, uint32_t count);
LINAC_C_API void linac_options_jit(linac_options* options, int on);
LINAC_C_API void linac_options_add_path(linac_options* options, const char* folder);
LINAC_C_API void linac_options_use_stdio(linac_options* options, int use);
/* What programs print; called by one thread at a time. */
LINAC_C_API void linac_options_output(linac_options* options,
                                      void (*output)(void* data, const char* text, size_t length),
                                      void* data);

/* The same for standard_error, and reports of processes that crash. */
LINAC_C_API void linac_options_errors(linac_options* options,
                                      void (*errors)(void* data, const char* text, size_t length),
                                      void* data);

/* A VM may do nothing but what is allowed here: a path, a command or a variable; "*" is everything. `name` does
 * not matter for LINAC_NETWORK, LINAC_CLOCK and LINAC_CODE, and may be NULL. What is denied stays so. */
LINAC_C_API void linac_options_allow(linac_options* options, linac_capability capability,
                                     const char* name);
LINAC_C_API void linac_options_deny(linac_options* options, linac_capability capability,
                                    const char* name);
LINAC_C_API void linac_options_allow_everything(linac_options* options);
/* 0: none. */
LINAC_C_API void linac_options_limit(linac_options* options, linac_limit limit, uint64_t most);
/* Both are called from all threads of the VM, several at a time; what they are given lives until they return. */
LINAC_C_API void linac_options_slice_hook(linac_options* options,
                                          linac_slice_answer (*hook)(void* data,
                                                                     const linac_slice* slice),
                                          void* data);
/* `kinds`: LINAC_EVENT_BIT of those that are wanted. */
LINAC_C_API void linac_options_events(linac_options* options,
                                      void (*handler)(void* data, const linac_event* event),
                                      void* data, uint32_t kinds);

/* `options` NULL: the defaults; they stay the caller's. */
LINAC_C_API linac_vm* linac_vm_create(const linac_options* options, linac_error** error);
LINAC_C_API void linac_vm_destroy(linac_vm* vm);
LINAC_C_API int linac_vm_load_file(linac_vm* vm, const char* path, linac_error** error);
LINAC_C_API int linac_vm_load(linac_vm* vm, const void* bytes, size_t size, linac_error** error);
LINAC_C_API int linac_vm_add_path(linac_vm* vm, const char* folder, linac_error** error);
/* Takes the arguments, though it fails. `timeout_ms` below 0: none. */
LINAC_C_API linac_value* linac_vm_call(linac_vm* vm, const char* module, const char* function,
                                       linac_value** arguments, size_t count, int64_t timeout_ms,
                                       linac_error** error);
LINAC_C_API linac_process* linac_vm_spawn(linac_vm* vm, const char* module, const char* function,
                                          linac_value** arguments, size_t count,
                                          linac_error** error);
/* The same with less than the VM has: of `narrowed` what is allowed and denied, and the limits of processes. */
LINAC_C_API linac_process* linac_vm_spawn_narrowed(linac_vm* vm, const char* module,
                                                   const char* function, linac_value** arguments,
                                                   size_t count, const linac_options* narrowed,
                                                   linac_error** error);
/* To a pid. What is sent to a process that has ended is lost. 0: `pid` is none. */
LINAC_C_API int linac_vm_send(linac_vm* vm, const linac_value* pid, const linac_value* message);
/* 1 and the status that the program has given to erlang:halt; 0: it has not. */
LINAC_C_API int linac_vm_halt_status(const linac_vm* vm, int* status);

/* The limit that has stopped the VM, as one line, freed with linac_text_free; NULL: none has. */
LINAC_C_API char* linac_vm_limit_reached(const linac_vm* vm);
/* The process goes on that the slice hook has suspended. 0: `pid` is none. */
LINAC_C_API int linac_vm_resume(linac_vm* vm, const linac_value* pid);

/* --- Processes --- */
LINAC_C_API linac_value* linac_process_pid(const linac_process* process);
LINAC_C_API int linac_process_send(const linac_process* process, const linac_value* message);
/* What its function has returned; NULL and an error: what ended it, or that time is over. */
LINAC_C_API linac_value* linac_process_wait(const linac_process* process, int64_t timeout_ms,
                                            linac_error** error);
LINAC_C_API int linac_process_is_alive(const linac_process* process);
LINAC_C_API void linac_process_kill(const linac_process* process);
/* Lets go of it; it runs on. */
LINAC_C_API void linac_process_free(linac_process* process);

/* --- Mailboxes --- */
LINAC_C_API linac_mailbox* linac_mailbox_open(linac_vm* vm, linac_error** error);
LINAC_C_API linac_value* linac_mailbox_pid(const linac_mailbox* mailbox);
/* NULL: nothing has come in that time, a program has killed the mailbox, or the VM has ended. */
LINAC_C_API linac_value* linac_mailbox_receive(linac_mailbox* mailbox, int64_t timeout_ms);
LINAC_C_API void linac_mailbox_free(linac_mailbox* mailbox);

/* --- Natives: before the first module is loaded and the first call made --- */

/* Answers the value, which is taken. NULL: linac_call_raise was called, or else the atom nil. */
typedef linac_value* (*linac_native)(linac_call* call, void* data);
/* Begins the work. `async` is its own now, to be given to linac_async_complete or _fail, once; also
 * after linac_call_raise, which gives the call up. */
typedef void (*linac_async_native)(linac_call* call, linac_async* async, void* data);

/* `free_data` is called with `data` when the VM is destroyed, or at once when this fails; NULL: nothing
 * is. */
LINAC_C_API int linac_vm_add_native(linac_vm* vm, const char* module, const char* name,
                                    uint32_t arity, linac_native_kind kind, linac_native native,
                                    void* data, void (*free_data)(void*), linac_error** error);
LINAC_C_API int linac_vm_add_async_native(linac_vm* vm, const char* module, const char* name,
                                          uint32_t arity, linac_async_native native, void* data,
                                          void (*free_data)(void*), linac_error** error);

LINAC_C_API size_t linac_call_arity(const linac_call* call);
/* NULL: there is none of that index, or a copy would be larger than LINAC_MAX_VALUE, which the native then
 * raises. */
LINAC_C_API linac_value* linac_call_argument(linac_call* call, size_t index);
/* What to use for a path, a command and so on, if the process that calls may (Call::allowed in native.h); freed
 * with linac_text_free. NULL: it may not, and the handler of events was told. */
LINAC_C_API char* linac_call_allowed(const linac_call* call, linac_capability capability,
                                     const char* what);
/* Without making a value: 1, or 0 when the argument is no such. */
LINAC_C_API int linac_call_int64(const linac_call* call, size_t index, int64_t* out);
LINAC_C_API int linac_call_double(const linac_call* call, size_t index, double* out);
/* The bytes live until the native returns. */
LINAC_C_API int linac_call_binary(const linac_call* call, size_t index, const char** bytes,
                                  size_t* size);
/* Class "error", "exit" or "throw"; takes the reason. The native then returns NULL. */
LINAC_C_API void linac_call_raise(linac_call* call, const char* error_class, linac_value* reason);

/* Both free `async` and take the value. Dropping it is linac_async_free: the caller gets an error. */
LINAC_C_API linac_completion linac_async_complete(linac_async* async, linac_value* value);
LINAC_C_API linac_completion linac_async_fail(linac_async* async, const char* error_class,
                                              linac_value* reason);
LINAC_C_API int linac_async_is_wanted(const linac_async* async);
LINAC_C_API void linac_async_free(linac_async* async);

#ifdef __cplusplus
}
#endif

#endif
