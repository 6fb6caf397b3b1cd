#include "runtime/interp/slow_paths.h"

#include "core/term/bigint.h"
#include "core/term/compare.h"
#include "core/term/few_limbs.h"
#include "core/term/map.h"
#include "runtime/code/code_server.h"
#include "runtime/code/tier.h"
#include "runtime/exec/exception.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/on_load.h"
#include "runtime/exec/signals.h"
#include "runtime/interp/loop.h"
#include "runtime/interp/lower.h"
#include "runtime/sched/clock.h"

namespace linac {
namespace {

Safepoint safepoint(Process& process, SafepointWord at, uint32_t scratch_count) {
  Safepoint result;
  result.registers = process.registers->x;
  result.register_count = at.live;
  result.scratch = process.registers->scratch;
  result.scratch_count = scratch_count;
  result.frame_words = at.frame_words;
  return result;
}

Term atom_or_crash(Process& process, std::string_view text) {
  auto atom = process.vm->atoms->intern(text);
  VM_CHECK(atom);
  return *atom;
}

constexpr std::string_view kArithNames[] = {"+",   "-",    "*",   "/",   "div", "rem",  "band",
                                            "bor", "bxor", "bsl", "bsr", "-",   "bnot", "abs"};

bool is_unary(ArithOp op) {
  return op == ArithOp::kNeg || op == ArithOp::kBnot || op == ArithOp::kAbs;
}

Term error_atom(ArithError error) {
  switch (error) {
    case ArithError::kBadarith: return atoms::kBadarith;
    case ArithError::kBadarg: return atoms::kBadarg;
    case ArithError::kSystemLimit: return atoms::kSystemLimit;
    case ArithError::kNone: break;
  }
  VM_UNREACHABLE();
}

// An error of erlang:name with scratch[0 .. arity) as its arguments.
void set_operator_error(Process& process, Term reason, std::string_view name, uint32_t arity,
                        const Safepoint& at) {
  set_error(process, reason);
  set_first_frame(process, at, atoms::kErlang, atom_or_crash(process, name),
                  process.registers->scratch, arity, atoms::kErlErtsErrors);
}

// What arith_of_few_limbs() leaves. Apart, so that its frame and its safepoint cost nothing there.
[[gnu::noinline]] bool arith_of_any(Process& process, ArithOp op, SafepointWord at, bool in_body,
                                    Term* result) {
  const Term* scratch = process.registers->scratch;
  uint32_t operands = is_unary(op) ? 1 : 2;
  Safepoint point = safepoint(process, at, operands);
  size_t words = arith_words(op, scratch[0], scratch[1]);
  if (!process.heap.reserve(words, point)) {
    set_out_of_memory(process);
    return false;
  }
  process.reductions_left -= static_cast<int64_t>(words / 64);
  ArithResult answer = arith(op, scratch[0], scratch[1], process.heap.space);
  *result = answer.value;
  if (answer.ok()) return true;
  if (in_body) {
    point.register_count = 0;
    set_operator_error(process, error_atom(answer.error), kArithNames[static_cast<size_t>(op)],
                       operands, point);
  }
  return false;
}

}  // namespace

bool collect(Process& process, size_t words, SafepointWord at, uint32_t scratch_count) {
  if (process.heap.reserve(words, safepoint(process, at, scratch_count))) return true;
  set_out_of_memory(process);
  return false;
}

bool grow_stack(Process& process, size_t words) {
  if (process.stack.grow(words)) return true;
  set_out_of_memory(process);
  return false;
}

bool arith_slow(Process& process, ArithOp op, SafepointWord at, bool in_body, Term* result) {
  const Term* scratch = process.registers->scratch;
  if (process.heap.space.left() >= kFewLimbsWords) {
    *result = arith_of_few_limbs(op, scratch[0], scratch[1], process.heap.space);
    if (*result != kNoTerm) return true;
  }
  return arith_of_any(process, op, at, in_body, result);
}

bool call_bif(Process& process, const NativeInfo* native, SafepointWord at, bool in_body,
              Term* result) {
  Safepoint point = safepoint(process, at, native->arity);
  NativeResult answer;
  // What is no guard might store its arguments; compilers call none of these here.
  bool may_store = (native->effects & (kPure | kGuard)) == 0;
  if (process.matching && may_store && !process.keep_message()) {
    set_out_of_memory(process);
    return false;
  }
  {
    NativeCall call(process, *native, process.registers->scratch, point, !in_body);
    answer = native->function(call);
  }
  *result = answer.value;
  if (answer.status == NativeStatus::kValue) return true;
  VM_CHECK(answer.status == NativeStatus::kRaise);
  if (in_body && !process.exception().from_caller && !process.out_of_memory &&
      process.exception().exception_class == atoms::kError) {
    point.register_count = 0;
    set_first_frame(process, point, native->module, native->name, process.registers->scratch,
                    native->arity, native->error_module);
  }
  return false;
}

bool to_double_slow(Process& process, Term number, double* result) {
  std::optional<double> value = is_big(number) ? integer_to_double(number) : std::nullopt;
  // BEAM's fconv of what is no number is badarith of the operation that it prepares, with no
  // arguments in the trace.
  if (!value) set_error(process, atoms::kBadarith);
  *result = value.value_or(0);
  return value.has_value();
}

void set_float_badarith(Process& process) { set_error(process, atoms::kBadarith); }

NativeResult invoke_native(Process& process, const NativeInfo& native, Term* x,
                           uint32_t frame_words) {
  Safepoint point = safepoint(process, {native.arity, frame_words}, 0);
  NativeResult answer;
  {
    NativeCall call(process, native, x, point);
    answer = native.function(call);
  }
  if (answer.status == NativeStatus::kRaise) set_frame_of_native(process, native, point, x);
  return answer;
}

void set_frame_of_native(Process& process, const NativeInfo& native, const Safepoint& at,
                         const Term* x) {
  const PendingException& exception = process.exception();
  if (exception.from_caller || process.out_of_memory ||
      exception.exception_class != atoms::kError) {
    return;
  }
  set_first_frame(process, at, native.module, native.name, x, native.arity, native.error_module);
}

namespace {

std::string name_of(const Process& process, const FunctionEntry& entry) {
  const AtomTable& atoms = *process.vm->atoms;
  return std::string(atoms.text(entry.module->module->name)) + ":" +
         std::string(atoms.text(entry.name)) + "/" + std::to_string(entry.arity);
}

}  // namespace

const Word* tier_up(Process& process, FunctionEntry& entry) {
  auto done = process.vm->tier->tier_up(entry);
  if (done) return entry.code.load(std::memory_order_acquire);
  process.vm->code->report_broken(name_of(process, entry) +
                                  " cannot be compiled: " + done.error().message);
  process.vm->halt->request(1, true);
  process.exit_reason = atoms::kNormal;
  return nullptr;
}

namespace {

// The larger a function, the longer compiling it takes, while a call does not run all of it: one of
// more than this many ops is compiled after as many times the threshold's calls.
constexpr uint32_t kOpsOfThreshold = 24;

// Where its calls are counted from: 0, or below it.
uint32_t first_count(const Process& process, const FunctionEntry& entry) {
  uint32_t ops = entry.module->module->functions[entry.index].op_count;
  uint64_t more = ops < kOpsOfThreshold ? 0 : ops / kOpsOfThreshold - 1;
  uint64_t calls = std::min(process.vm->tier->threshold() * more, uint64_t{1} << 30);
  return -static_cast<uint32_t>(calls);
}

}  // namespace

const Word* prepare_function(Process& process, FunctionEntry* entry) {
  ThreadedFunction* threaded = entry->threaded.load(std::memory_order_acquire);
  if (!threaded) {
    entry->calls.store(first_count(process, *entry), std::memory_order_relaxed);
    threaded = process.vm->code->publish(*entry, lower_function(*process.vm, *entry));
  }
  return entry->code.load(std::memory_order_acquire);
}

const Word* resolve_export(Process& process, const Word* pc, ExportEntry* target) {
  auto loaded = process.vm->code->ensure_loaded(target->identity.module);
  if (!loaded.ok()) {
    // Broken: undef for the program, the reason for the user.
    process.vm->code->report_broken(loaded.error().message);
  }
  if (loaded.ok() && *loaded && await_on_load(process, **loaded) == OnLoadAnswer::kWait) {
    return target->unresolved;
  }
  const Word* code = target->code.load(std::memory_order_acquire);
  if (code != target->unresolved) return code;
  set_undef(process, pc, target->identity);
  return nullptr;
}

void set_undefined_bif(Process& process, const Word* pc, const ExportIdentity& target) {
  set_error(process, atoms::kUndef);
  set_first_frame(process, safepoint_at(process, pc), target.module, target.function, nullptr, 0,
                  kNoTerm);
}

void set_unsupported(Process& process, const Word* pc, uint32_t opcode) {
  set_error_with(process, pc, atom_or_crash(process, "unsupported_opcode"),
                 make_small(static_cast<int64_t>(opcode)));
}

void set_not_destructurable(Process& process, const Word* pc, Term term) {
  set_error_with(process, pc, atoms::kBadmatch, term);
}

bool put_map(Process& process, const Word* pc) {
  Term* x = process.registers->x;
  Term* scratch = process.registers->scratch;
  auto read = [&](uint32_t operand) {  // a V operand
    const char* base = operand & 2   ? reinterpret_cast<const char*>(pc) - 2
                       : operand & 1 ? reinterpret_cast<const char*>(process.stack.sp) - 1
                                     : reinterpret_cast<const char*>(x);
    return *reinterpret_cast<const Term*>(base + operand);
  };
  uint32_t target = static_cast<uint32_t>(pc[0] >> 32) & 0xFFFF;
  Word w1 = pc[1], w2 = pc[2];
  uint32_t count = static_cast<uint32_t>(w1);
  SafepointWord at{static_cast<uint32_t>(w1 >> 32 & 0xFFFF), static_cast<uint32_t>(w1 >> 48)};
  bool in_body = static_cast<int32_t>(w2) == 0, exact = w2 >> 32 & 1;
  const Word* pairs = pc + 3;
  scratch[0] = read(static_cast<uint32_t>(pc[0] >> 48));
  auto term_at = [&](uint32_t i) { return wide_operand(pairs[i], x, process.stack.sp); };
  if (!put_map_pairs(process, pc, safepoint(process, at, 1), count, exact, in_body, term_at)) {
    return false;
  }
  char* base =
      target & 1 ? reinterpret_cast<char*>(process.stack.sp) - 1 : reinterpret_cast<char*>(x);
  *reinterpret_cast<Term*>(base + target) = scratch[0];
  return true;
}

bool get_map_elements(Process& process, Term map, const Word* at, uint32_t count, Term* x,
                      Word* sp) {
  constexpr uint32_t kInline = 16;
  Term few[kInline];
  std::vector<Term> many(count > kInline ? count : 0);
  Term* values = count > kInline ? many.data() : few;
  for (uint32_t i = 0; i < count; i++) {
    values[i] = map_get(*process.vm->atoms, map, wide_operand(at[2 * i], x, sp));
    if (values[i] == kNoTerm) return false;
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t target = static_cast<uint32_t>(at[2 * i + 1]) & 0xFFFF;
    char* base = target & 1 ? reinterpret_cast<char*>(sp) - 1 : reinterpret_cast<char*>(x);
    *reinterpret_cast<Term*>(base + target) = values[i];
  }
  return true;
}

WaitAnswer start_wait(Process& process, Term timeout) {
  // The deadline is kept while messages come that do not match. Its timeout is looked at once: the
  // register may be gone when the process has waited.
  if (process.deadline == Process::kNoDeadline) return WaitAnswer::kWait;
  if (process.deadline != 0) {
    return monotonic_nanoseconds() >= process.deadline ? WaitAnswer::kTimedOut : WaitAnswer::kWait;
  }
  if (timeout == make_small(0)) return WaitAnswer::kTimedOut;
  if (timeout == atoms::kInfinity) {
    process.deadline = Process::kNoDeadline;
    return WaitAnswer::kWait;
  }
  if (!timeout.is_small() || timeout.small_value() < 0 || timeout.small_value() > UINT32_MAX) {
    set_error(process, atoms::kTimeoutValue);
    return WaitAnswer::kBadValue;
  }
  process.deadline =
      monotonic_nanoseconds() + static_cast<uint64_t>(timeout.small_value()) * 1'000'000;
  return WaitAnswer::kWait;
}

void take_message(Process& process) {
  Fragment* message = process.mailbox.remove();
  if (process.matching) {
    process.heap.adopt(message);
  } else {  // the heap has it
    Fragment::destroy(process.heap.memory().pool, message);
  }
  clear_deadline(process);
}

bool handle_receive_signals(Process& process, const Word* pc) {
  process.resume = pc;
  process.save_registers(nullptr, 0);
  return handle_signals(process);
}

uint64_t receive_mark_of(Process& process) { return process.mailbox.reserve_mark(); }

void bind_receive_mark(Process& process, Term mark, Term reference) {
  if (!mark.is_small() || !is_local_reference(reference)) return;
  process.mailbox.bind_mark(static_cast<uint32_t>(mark.small_value()), reference_key(reference));
}

void use_receive_mark(Process& process, Term reference) {
  if (is_local_reference(reference)) process.mailbox.use_mark(reference_key(reference));
}

void clear_receive_mark(Process& process, Term reference) {
  if (is_local_reference(reference)) process.mailbox.clear_mark(reference_key(reference));
}

}  // namespace linac
