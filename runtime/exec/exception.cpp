#include "runtime/exec/exception.h"

#include <algorithm>

#include "core/term/map_flat.h"
#include "runtime/code/bif_table.h"
#include "runtime/code/code_server.h"
#include "runtime/code/native_code.h"
#include "runtime/memory/frame.h"

namespace linac {
namespace {

// Programs can get hold of a raw trace (it is what try_case gives in x2), so it is a term like any
// other: an improper list that ends in a large integer. Its limbs are the exception's class (an
// atom's word), the addresses, and a mark. A return address is stored as the last word of its call,
// so that line and function are those of the call. What looks like one but was made by a program
// gives a trace of the addresses that lie in code, and no more.
constexpr size_t kRawTraceWords = 3 + kTraceFrames;
constexpr Word kRawTraceMark = 0x5DF3'1C9A'4E27'B86D;

// What makes frames equal is the call: the function and the op, in whichever tier it runs. A frame
// that raises itself is equal to none.
constexpr Word kRaises = 0;

Word call_of(Word interpreter_record) { return (interpreter_record >> 16) + 1; }

// Writes up to `most` addresses from `at` on.
class Addresses {
 public:
  Addresses(CodeServer& code, Word* at, size_t most) : code_(code), at_(at), most_(most) {}

  size_t count() const { return count_; }
  bool is_full() const { return count_ == most_; }
  void add(const Word* address, Word call) { add(reinterpret_cast<Word>(address), call); }
  // The frames of one call in emitted code. `raises`: it is C++ that raises there, which counts as
  // the first frame; `in_call`: and as if a callee raised, too.
  void add(const CallRecord& record, bool raises, bool in_call) {
    if (record.position == CallRecord::kNone) return;
    if (!native_ || !native_->contains(&record)) native_ = code_.find_native(&record);
    VM_CHECK(native_);
    for (uint32_t i = record.position; i != NativePosition::kNone; raises = false) {
      const NativePosition& position = native_->positions.at(i);
      Word address = reinterpret_cast<Word>(&position);
      if (raises) add(address, kRaises);
      if (!raises || in_call) add(address, call_of(position.call));
      i = position.parent;
    }
  }

 private:
  void add(Word address, Word call) {
    if (is_full() || (call != kRaises && call == last_call_)) return;
    at_[count_++] = address;
    last_call_ = call;
  }

  CodeServer& code_;
  Word* const at_;
  const size_t most_;
  size_t count_ = 0;
  Word last_call_ = kRaises;
  const NativeCode* native_ = nullptr;
};

// Into at[0 .. most); gives how many.
size_t gather_addresses(Process& process, const Word* pc, RaisedIn where, Word* at, size_t most) {
  Addresses result(*process.vm->code, at, most);
  bool in_call = process.registers && process.exception().in_call;
  ThreadedFunction* current = process.vm->code->find_code(pc);
  if (current) result.add(pc, kRaises);
  if (current && in_call) result.add(pc + 1, call_of(pc[1]));
  FrameWalker frame = process.stack.frames(current ? current->fact_at(pc).frame_words : 0);
  bool raises = where == RaisedIn::kEmittedCode;
  for (frame.next(); !result.is_full() && !frame.done(); frame.next(), raises = false) {
    if (frame.record()) {
      result.add(*frame.record(), raises, raises && in_call);
    } else {
      result.add(frame.pc() - 1, call_of(frame.pc()[-1]));
    }
  }
  return result.count();
}

// The places where a process is that does not run.
struct ParkedAddresses {
  explicit ParkedAddresses(Process& process)
      : count(gather_addresses(process, process.resume, RaisedIn::kPlace, at, kTraceFrames)) {}

  Word at[kTraceFrames];
  size_t count;
};

bool is_exception_class(Term term) {
  return term == atoms::kError || term == atoms::kExit || term == atoms::kThrow;
}

bool is_raw_trace(Term trace) {
  if (!trace.is_cons() || !is_boxed_kind(trace.tail(), BoxedKind::kBigPositive)) return false;
  size_t size = boxed_size(trace.tail());
  const Word* limbs = payload(trace.tail());
  return size >= 2 && size <= 2 + kTraceFrames && limbs[size - 1] == kRawTraceMark &&
         is_exception_class(Term{limbs[0]});
}

// exception.trace := the raw trace; of a list that the program gave, one that holds that list.
bool capture_trace(Process& process, const Word* pc, RaisedIn where) {
  Safepoint at = safepoint_at(process, pc);
  if (!process.heap.reserve(kRawTraceWords + kConsWords, at)) return false;
  PendingException& exception = process.exception();
  bool given = exception.trace != kNoTerm;
  Term first = given ? exception.trace : exception.first_frame;
  size_t most = given ? 0 : kTraceFrames - is_tuple_of(first, 4);
  TermSpace& space = process.heap.space;
  Word* box = space.top;
  size_t count = gather_addresses(process, pc, where, box + 2, most);
  space.take(3 + count);
  box[0] = make_header(BoxedKind::kBigPositive, 2 + count);
  box[1] = exception.exception_class.bits;
  box[2 + count] = kRawTraceMark;
  exception.trace = space.cons(first, make_boxed(box));
  exception.first_frame = kNil;
  return true;
}

// Where an address lies, as a frame of a trace shows it.
struct Place {
  const FunctionEntry* function;
  std::string_view file;  // empty: no line is known
  uint32_t line = 0;
};

std::optional<Place> place_of(Process& process, Word address) {
  const Word* pc = reinterpret_cast<const Word*>(address);
  Place place{nullptr, {}, 0};
  int32_t index;
  if (const ThreadedFunction* code = process.vm->code->find_code(pc)) {
    place.function = code->entry;
    index = code->line_at(pc);
  } else if (const NativePosition* position = process.vm->code->find_position(address)) {
    place.function = position->function;
    index = static_cast<int32_t>(position->function->module->module->ops[position->op].line);
  } else {
    return std::nullopt;
  }
  if (index > 0) {
    const Module& module = *place.function->module->module;
    const Line& line = module.lines[static_cast<size_t>(index)];
    place.file = module.files[line.file];
    place.line = line.line;
  }
  return place;
}

Term build_text(std::string_view text, TermSpace& space) {
  Term list = kNil;
  for (size_t i = text.size(); i-- > 0;) {
    list = space.cons(make_small(static_cast<uint8_t>(text[i])), list);
  }
  return list;
}

// {M, F, Arity | Arguments, [{file, File}, {line, Line}, {error_info, Info}]}
size_t frame_size(const Place& place) {
  return tuple_words(4) + 3 * (kConsWords + tuple_words(2)) + kConsWords * place.file.size();
}

Term build_frame(const Place& place, Term arity_or_arguments, Term info, TermSpace& space) {
  Term list = kNil;
  if (!info.is_nil()) list = space.cons(space.tuple_of(atoms::kErrorInfo, info), list);
  if (!place.file.empty()) {
    list = space.cons(space.tuple_of(atoms::kLine, make_small(place.line)), list);
    list = space.cons(space.tuple_of(atoms::kFile, build_text(place.file, space)), list);
  }
  return space.tuple_of(place.function->module->module->name, place.function->name,
                        arity_or_arguments, list);
}

bool finish_uncaught(Process& process) {
  PendingException& exception = process.exception();
  process.exit_class = exception.exception_class;
  Safepoint at;
  bool is_exit = exception.exception_class == atoms::kExit;
  if (!expand_trace(process, &exception.trace, at)) return false;
  if (!process.heap.reserve(2 * tuple_words(2), at)) return false;
  TermSpace& space = process.heap.space;
  Term reason = exception.reason;
  if (exception.exception_class == atoms::kThrow) reason = space.tuple_of(atoms::kNocatch, reason);
  process.exit_reason = is_exit ? reason : space.tuple_of(reason, exception.trace);
  process.exit_trace = exception.trace;
  return true;
}

// No handler: the stack is done with, so nothing on it is a root any more.
const Word* end_uncaught(Process& process) {
  process.stack.sp = process.stack.base;
  process.stack.frames_dropped(0);
  if (!process.out_of_memory && finish_uncaught(process)) return nullptr;
  process.exit_class = atoms::kExit;
  process.exit_reason = atoms::kKilled;
  return nullptr;
}

// The exception goes to a handler, at which the frame of `frame_words` slots begins at sp.
void give_to_handler(Process& process, Word* sp, uint32_t frame_words) {
  PendingException& exception = process.exception();
  process.stack.sp = sp;
  process.stack.frames_dropped(frame_words);
  Term* x = process.registers->x;
  x[0] = kNoTerm;
  x[1] = exception.exception_class;
  x[2] = exception.reason;
  x[3] = exception.trace;
  exception = {};
}

}  // namespace

uint32_t frame_words_at(Process& process, const Word* pc) {
  ThreadedFunction* function = process.vm->code->find_code(pc);
  return function ? function->fact_at(pc).frame_words : 0;
}

Safepoint safepoint_at(Process& process, const Word* pc, uint32_t scratch_count) {
  Safepoint at;
  at.registers = process.registers->x;
  at.scratch = process.registers->scratch;
  at.scratch_count = scratch_count;
  at.frame_words = frame_words_at(process, pc);
  return at;
}

bool trace_is_wanted(Process& process) {
  FrameWalker frame = process.stack.frames(0);
  for (frame.next(); !frame.done(); frame.next()) {
    const CallRecord* record = frame.record();
    if (!record) return true;
    if (record->handler != 0) return record->takes_trace;
  }
  return true;
}

const Word* handle_exception(Process& process, const Word* pc, RaisedIn where) {
  PendingException& exception = process.exception();
  // Reason, arguments and Y registers may hold parts of a message that is still in the mailbox.
  if (process.matching && !process.keep_message()) set_out_of_memory(process);
  if (!process.out_of_memory && !is_raw_trace(exception.trace) &&
      (pc || trace_is_wanted(process)) && !capture_trace(process, pc, where)) {
    set_out_of_memory(process);
  }
  if (process.out_of_memory) return end_uncaught(process);
  CodeServer& code = *process.vm->code;
  ThreadedFunction* function = code.find_code(pc);
  FrameWalker frame = process.stack.frames(function ? function->fact_at(pc).frame_words : 0);
  for (;;) {
    if (function) {
      const ThreadedFunction::Fact& fact = function->fact_at(pc);
      if (fact.handler != ThreadedFunction::kNone) {
        const Word* handler = function->code.get() + fact.handler;
        give_to_handler(process, frame.slots(), function->fact_at(handler).frame_words);
        return handler;
      }
    }
    frame.next();
    if (frame.done()) return end_uncaught(process);
    if (const CallRecord* record = frame.record()) {
      function = nullptr;
      if (record->handler == 0) continue;
      process.registers->native_target = record->handler_address();
      give_to_handler(process, frame.slots(), record->frame_words);
      return code.enter_handler();
    }
    pc = frame.pc() - 1;
    function = code.find_code(pc);
  }
}

void set_error(Process& process, Term reason) {
  process.exception() = {atoms::kError, reason, kNoTerm, kNil};
}

void set_error_with(Process& process, const Word* pc, Term tag, Term value) {
  process.registers->scratch[0] = value;
  if (!process.heap.reserve(tuple_words(2), safepoint_at(process, pc, 1))) {
    return set_out_of_memory(process);
  }
  set_error(process, process.heap.space.tuple_of(tag, process.registers->scratch[0]));
}

namespace {

// #{module => Module}, and `cause` if there is one.
Term error_info_map(Term error_module, Term cause, TermSpace& space) {
  bool has_cause = cause != kNoTerm;
  Term keys =
      has_cause ? space.tuple_of(atoms::kCause, atoms::kModule) : space.tuple_of(atoms::kModule);
  Term map = make_flat_map(keys, space);
  Word* values = payload(map) + 1;
  if (has_cause) *values++ = cause.bits;
  *values = error_module.bits;
  return map;
}

}  // namespace

void set_first_frame(Process& process, const Safepoint& at, Term module, Term name,
                     const Term* arguments, uint32_t arity, Term error_module) {
  size_t info_words = kConsWords + tuple_words(2) + flat_map_and_keys_words(2);
  if (!process.heap.reserve(tuple_words(4) + arity * kConsWords + info_words, at)) {
    return set_out_of_memory(process);
  }
  TermSpace& space = process.heap.space;
  Term list = kNil;
  for (uint32_t i = arity; i-- > 0;) list = space.cons(arguments[i], list);
  Term info = kNil;
  // OTP's function that a native stands for has no such clause, which needs no explanation.
  if (error_module != kNoTerm && process.exception().reason != atoms::kFunctionClause) {
    Term map = error_info_map(error_module, process.exception().cause, space);
    info = space.cons(space.tuple_of(atoms::kErrorInfo, map), kNil);
  }
  process.exception().first_frame = space.tuple_of(module, name, list, info);
}

namespace {

// exception.first_frame := {x[0 .. arity) as a list, []}
void set_own_arguments(Process& process, const Word* pc, uint32_t arity) {
  Safepoint at = safepoint_at(process, pc);
  at.register_count = arity;
  if (!process.heap.reserve(arity * kConsWords + tuple_words(2), at)) {
    return set_out_of_memory(process);
  }
  TermSpace& space = process.heap.space;
  Term list = kNil;
  for (uint32_t i = arity; i-- > 0;) list = space.cons(process.registers->x[i], list);
  process.exception().first_frame = space.tuple_of(list, kNil);
}

}  // namespace

void set_function_clause(Process& process, const Word* pc, const FunctionEntry& entry) {
  set_error(process, atoms::kFunctionClause);
  set_own_arguments(process, pc, entry.arity);
}

void set_undef(Process& process, const Word* pc, const ExportIdentity& target) {
  set_error(process, atoms::kUndef);
  Safepoint at = safepoint_at(process, pc);
  at.register_count = target.arity;
  set_first_frame(process, at, target.module, target.function, process.registers->x, target.arity,
                  kNoTerm);
}

void set_reraise(Process& process, Term trace, Term reason) {
  bool raw = is_raw_trace(trace);
  Term exception_class = raw ? payload_term(trace.tail(), 0) : atoms::kError;
  process.exception() = {exception_class, reason, raw ? trace : kNil, kNil};
}

bool set_raw_raise(Process& process) {
  const Term* x = process.registers->x;
  if (!is_exception_class(x[0])) return false;
  process.exception() = {x[0], x[1], x[2], kNil};
  return true;
}

void set_out_of_memory(Process& process) {
  process.out_of_memory = true;
  process.exception() = {atoms::kExit, atoms::kKilled, kNil, kNil};
}

bool expand_trace(Process& process, Term* trace, const Safepoint& at) {
  if (*trace == kNoTerm) *trace = kNil;
  if (!is_raw_trace(*trace)) return true;
  if (trace->head().is_cons()) {  // given by the program
    *trace = trace->head();
    return true;
  }
  const Word* raw = payload(trace->tail());
  size_t count = boxed_size(trace->tail()) - 2;
  Place places[kTraceFrames];
  size_t found = 0, words = kConsWords;
  for (size_t i = 0; i < count; i++) {
    auto place = place_of(process, raw[1 + i]);
    if (!place) continue;
    places[found++] = *place;
    words += kConsWords + frame_size(*place);
  }
  if (!process.heap.reserve(words, at)) return false;
  TermSpace& space = process.heap.space;
  Term first = trace->head();
  Term list = kNil;
  for (size_t i = found; i-- > 0;) {
    bool raiser = i == 0 && is_tuple_of(first, 2);
    Term arguments = raiser && tuple_element(first, 0).is_list()
                         ? tuple_element(first, 0)
                         : make_small(places[i].function->arity);
    Term info = raiser ? tuple_element(first, 1) : kNil;
    list = space.cons(build_frame(places[i], arguments, info, space), list);
  }
  if (is_tuple_of(first, 4)) list = space.cons(first, list);
  *trace = list;
  return true;
}

bool build_stacktrace(Process& process, uint32_t frame_words) {
  Safepoint at;
  at.registers = process.registers->x;
  at.register_count = 1;
  at.frame_words = frame_words;
  if (expand_trace(process, &process.registers->x[0], at)) return true;
  set_out_of_memory(process);
  return false;
}

bool catch_value(Process& process, uint32_t frame_words) {
  Term* x = process.registers->x;
  if (x[1] == atoms::kThrow) {
    x[0] = x[2];
    return true;
  }
  Safepoint at;
  at.registers = x;
  at.register_count = 4;
  at.frame_words = frame_words;
  bool is_error = x[1] == atoms::kError;
  if ((is_error && !expand_trace(process, &x[3], at)) ||
      !process.heap.reserve(2 * tuple_words(2), at)) {
    set_out_of_memory(process);
    return false;
  }
  TermSpace& space = process.heap.space;
  Term reason = is_error ? space.tuple_of(x[2], x[3]) : x[2];
  x[0] = space.tuple_of(atoms::kEXIT, reason);
  return true;
}

ExportIdentity parked_function(Process& process) {
  if (process.hibernating) return {atoms::kErlang, *process.vm->atoms->intern("hibernate"), 3};
  ParkedAddresses addresses(process);
  for (size_t i = 0; i < addresses.count; i++) {
    auto place = place_of(process, addresses.at[i]);
    if (!place) continue;
    const FunctionEntry& function = *place->function;
    return {function.module->module->name, function.name, function.arity};
  }
  return process.initial_call ? *process.initial_call : ExportIdentity{};
}

size_t parked_trace_words(Process& process) {
  size_t words = 0;
  ParkedAddresses addresses(process);
  for (size_t i = 0; i < addresses.count; i++) {
    if (auto place = place_of(process, addresses.at[i])) words += kConsWords + frame_size(*place);
  }
  return words;
}

Term build_parked_trace(Process& process, TermSpace& space) {
  ParkedAddresses addresses(process);
  Term list = kNil;
  for (size_t i = addresses.count; i-- > 0;) {
    auto place = place_of(process, addresses.at[i]);
    if (!place) continue;
    list = space.cons(build_frame(*place, make_small(place->function->arity), kNil, space), list);
  }
  return list;
}

}  // namespace linac
