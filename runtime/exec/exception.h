// Raising: setting what a process raises, capturing the trace, finding the handler.
//
// A trace is captured at the raise as code addresses and becomes a list only when asked for. The
// raw trace is [First | RawTrace]: First as in PendingException::first_frame, RawTrace the addresses
// from the raising instruction outwards, consecutive equal ones once, kTraceFrames in all. An
// address of emitted code is that of a position (NativePosition in runtime/code/native_code.h): one
// for each function that was inlined there.
#pragma once

#include "runtime/code/entries.h"
#include "runtime/process/process.h"

namespace linac {

inline constexpr uint32_t kTraceFrames = 8;  // the first frame included

enum class RaisedIn : uint8_t {
  kPlace,        // at pc; null: in a callee that has no frame and no code to show
  kEmittedCode,  // in C++ that emitted code has called: sp[0] is that call's return address
};

// Unwinds to the innermost handler for an exception raised at `pc` (null: in no function; sp is at a
// return address), with sp and heap top stored.
// The registers x0..x3 are set as a handler expects them (ops_exception.inc), and sp stands at its
// frame. Null: there is none; process.exit_reason and exit_class are set. A handler in emitted code is
// in RegisterFile::native_target, and the answer is CodeServer::enter_handler().
// A handler in emitted code that does not read the trace gets none.
const Word* handle_exception(Process& process, const Word* pc, RaisedIn where = RaisedIn::kPlace);
// Whether the trace of what is raised now is read, sp being at a return address: otherwise it need not be made.
bool trace_is_wanted(Process& process);

// Size of the frame at an instruction; 0 in a body that is no function's (a native's).
uint32_t frame_words_at(Process& process, const Word* pc);
// A safepoint at `pc` without live registers but scratch[0 .. scratch_count).
Safepoint safepoint_at(Process& process, const Word* pc, uint32_t scratch_count = 0);

// The setters store the exception; the caller then raises. `value` may be any register's term.
void set_error(Process& process, Term reason);
void set_error_with(Process& process, const Word* pc, Term tag, Term value);
// The trace starts with module:name(arguments), explained by `error_module` unless that is kNoTerm.
// The arguments lie in registers that `at` covers.
void set_first_frame(Process& process, const Safepoint& at, Term module, Term name,
                     const Term* arguments, uint32_t arity, Term error_module);
// function_clause of the function whose func_info stands at pc; arguments in x0...
void set_function_clause(Process& process, const Word* pc, const FunctionEntry& entry);
// undef of `target`, called with its arguments in x0...
void set_undef(Process& process, const Word* pc, const ExportIdentity& target);
void set_reraise(Process& process, Term trace, Term reason);
// Class, reason and trace in x0..x2. False: the class is none, and nothing is set.
bool set_raw_raise(Process& process);
// The process is over its heap limit or the system has no memory: it ends, nothing catches that.
void set_out_of_memory(Process& process);

// The raw trace in x0 as a list, into x0. False: the exception is set.
bool build_stacktrace(Process& process, uint32_t frame_words);
// What `catch` gives for the exception in x1..x3, into x0.
bool catch_value(Process& process, uint32_t frame_words);
// `trace` (a rooted slot) as a list, in place. False: out of memory, and nothing is set.
bool expand_trace(Process& process, Term* trace, const Safepoint& at);

// The frames of a process that does not run, as a list like a trace's; words at most.
size_t parked_trace_words(Process& process);
// The function that it is in; what it was spawned with if none is known.
ExportIdentity parked_function(Process& process);
Term build_parked_trace(Process& process, TermSpace& space);

}  // namespace linac
