// The helpers of helpers.def.
#include <bit>
#include <cmath>

#include "core/ir/graph.h"
#include "core/term/arith.h"
#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/map_lookup.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/enter.h"
#include "runtime/exec/exception.h"
#include "runtime/exec/send.h"
#include "runtime/interp/slow_bits.h"
#include "runtime/interp/slow_paths.h"
#include "runtime/native/calls.h"
#include "runtime/native/stubs.h"

using namespace linac;

namespace {

// Nothing in x is live, and the frame below is emitted code's.
constexpr SafepointWord kHere{0, 0};

HelperAnswer done(Process& process, Term result) {
  process.registers->result = result;
  return HelperAnswer::kDone;
}
HelperAnswer done_raw(Process& process, Word result) { return done(process, Term{result}); }
HelperAnswer done_or_raise(bool ok) { return ok ? HelperAnswer::kDone : HelperAnswer::kRaise; }
HelperAnswer done_or_raise(Process& process, bool ok, Term result) {
  return ok ? done(process, result) : HelperAnswer::kRaise;
}
// Of what a guard calls.
HelperAnswer done_or_none(Process& process, bool ok, Term result) {
  if (!ok && process.out_of_memory) return HelperAnswer::kRaise;
  return done(process, ok ? result : kNoTerm);
}

HelperAnswer raise_with(Process& process, Term tag) {
  set_error_with(process, nullptr, tag, process.registers->scratch[0]);
  return HelperAnswer::kRaise;
}

HelperAnswer do_arith(Process& process, Word op, bool in_body) {
  Term result;
  bool ok = arith_slow(process, static_cast<ArithOp>(op), kHere, in_body, &result);
  return in_body ? done_or_raise(process, ok, result) : done_or_none(process, ok, result);
}

HelperAnswer do_bif(Process& process, Word native, bool in_body) {
  Term result;
  bool ok = call_bif(process, reinterpret_cast<const NativeInfo*>(native), kHere, in_body, &result);
  return in_body ? done_or_raise(process, ok, result) : done_or_none(process, ok, result);
}

HelperAnswer do_put_map(Process& process, Word immediate, bool in_body) {
  RegisterFile& registers = *process.registers;
  uint32_t count = static_cast<uint32_t>(immediate);
  Safepoint at;
  at.registers = registers.x;
  at.register_count = 2 * count;
  at.scratch = registers.scratch;
  at.scratch_count = 1;
  const Term* x = registers.x;
  bool ok = put_map_pairs(process, nullptr, at, count, immediate >> 32 & 1, in_body,
                          [x](uint32_t i) { return x[i]; });
  Term result = registers.scratch[0];
  return in_body ? done_or_raise(process, ok, result) : done_or_none(process, ok, result);
}

}  // namespace

extern "C" {

#define HELPER(name, doc) HelperAnswer linac_helper_##name(Process&, const CallRecord&, Word);
#define LIGHT_HELPER(name, doc) Word linac_helper_##name(Process&, Term, Term);
#include "runtime/native/helpers.def"
#undef HELPER

// -- memory
HelperAnswer linac_helper_collect(Process& process, const CallRecord&, Word words) {
  return done_or_raise(collect(process, words, kHere));
}
HelperAnswer linac_helper_grow_stack(Process& process, const CallRecord&, Word words) {
  return done_or_raise(grow_stack(process, words));
}

// -- the slice
HelperAnswer linac_helper_yield(Process& process, const CallRecord&, Word) {
  return suspend_in_helper(process, NativeExit::kSlice);
}

// -- arithmetic and built-ins
HelperAnswer linac_helper_arith(Process& process, const CallRecord&, Word op) {
  return do_arith(process, op, true);
}
HelperAnswer linac_helper_arith_guard(Process& process, const CallRecord&, Word op) {
  return do_arith(process, op, false);
}
HelperAnswer linac_helper_bif(Process& process, const CallRecord&, Word native) {
  return do_bif(process, native, true);
}
HelperAnswer linac_helper_bif_guard(Process& process, const CallRecord&, Word native) {
  return do_bif(process, native, false);
}
HelperAnswer linac_helper_to_float(Process& process, const CallRecord&, Word) {
  Term number = process.registers->scratch[0];
  double value;
  if (number.is_small()) {
    value = static_cast<double>(number.small_value());
  } else if (is_float(number)) {
    value = float_value(number);
  } else if (!to_double_slow(process, number, &value)) {
    return HelperAnswer::kRaise;
  }
  return done_raw(process, std::bit_cast<Word>(value));
}
HelperAnswer linac_helper_make_float(Process& process, const CallRecord&, Word) {
  double value = std::bit_cast<double>(process.registers->scratch[0].bits);
  if (!std::isfinite(value)) {
    set_float_badarith(process);
    return HelperAnswer::kRaise;
  }
  if (!collect(process, kFloatWords, kHere)) return HelperAnswer::kRaise;
  return done(process, process.heap.space.number(value));
}

// -- comparing
Word linac_helper_compare(Process& process, Term a, Term b) {
  int order = compare(*process.vm->atoms, a, b);
  return static_cast<Word>(static_cast<int64_t>((order > 0) - (order < 0)));
}
Word linac_helper_equal_exact(Process&, Term a, Term b) { return exact_equal(a, b); }
Word linac_helper_equal(Process&, Term a, Term b) { return equal(a, b); }

// -- raising
HelperAnswer linac_helper_raise_badmatch(Process& process, const CallRecord&, Word) {
  return raise_with(process, atoms::kBadmatch);
}
HelperAnswer linac_helper_raise_case_clause(Process& process, const CallRecord&, Word) {
  return raise_with(process, atoms::kCaseClause);
}
HelperAnswer linac_helper_raise_try_clause(Process& process, const CallRecord&, Word) {
  return raise_with(process, atoms::kTryClause);
}
HelperAnswer linac_helper_raise_badrecord(Process& process, const CallRecord&, Word) {
  return raise_with(process, atoms::kBadrecord);
}
HelperAnswer linac_helper_raise_not_destructurable(Process& process, const CallRecord&, Word) {
  set_not_destructurable(process, nullptr, process.registers->scratch[0]);
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_if_clause(Process& process, const CallRecord&, Word) {
  set_error(process, atoms::kIfClause);
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_function_clause(Process& process, const CallRecord&, Word entry) {
  set_function_clause(process, nullptr, *reinterpret_cast<const FunctionEntry*>(entry));
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_badfun(Process& process, const CallRecord&, Word arity) {
  Term fun = process.registers->scratch[0];
  VM_CHECK(!resolve_fun(process, nullptr, fun, static_cast<uint32_t>(arity)));
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_badarg(Process& process, const CallRecord&, Word) {
  set_error(process, atoms::kBadarg);
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_badarith(Process& process, const CallRecord&, Word) {
  set_float_badarith(process);
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_float_arith(Process& process, const CallRecord&, Word immediate) {
  Term* scratch = process.registers->scratch;
  double raw[2] = {};
  for (uint32_t i = 0; i < 2; ++i) {
    if ((immediate & kRawOperand << i) == 0) continue;
    raw[i] = std::bit_cast<double>(scratch[i].bits);
    scratch[i] = kNil;
  }
  if (!collect(process, 2 * kFloatWords, kHere, 2)) return HelperAnswer::kRaise;
  for (uint32_t i = 0; i < 2; ++i) {
    if (immediate & kRawOperand << i) scratch[i] = process.heap.space.number(raw[i]);
  }
  Term result;
  bool finite = arith_slow(process, static_cast<ArithOp>(immediate & 0xff), kHere, true, &result);
  VM_CHECK(!finite);
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_again(Process& process, const CallRecord&, Word) {
  const Term* scratch = process.registers->scratch;
  set_reraise(process, scratch[0], scratch[1]);
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_raw(Process& process, const CallRecord&, Word) {
  return set_raw_raise(process) ? HelperAnswer::kRaise : done(process, atoms::kBadarg);
}
HelperAnswer linac_helper_raise_undefined_bif(Process& process, const CallRecord&, Word entry) {
  set_undefined_bif(process, nullptr, reinterpret_cast<const ExportEntry*>(entry)->identity);
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_raise_unsupported(Process& process, const CallRecord&, Word opcode) {
  set_unsupported(process, nullptr, static_cast<uint32_t>(opcode));
  return HelperAnswer::kRaise;
}

// -- exceptions
HelperAnswer linac_helper_build_stacktrace(Process& process, const CallRecord&, Word) {
  RegisterFile& registers = *process.registers;
  registers.x[0] = registers.scratch[0];
  bool ok = build_stacktrace(process, 0);
  return done_or_raise(process, ok, registers.x[0]);
}
HelperAnswer linac_helper_catch_value(Process& process, const CallRecord&, Word) {
  process.registers->x[0] = kNil;  // a root of what builds the value
  bool ok = catch_value(process, 0);
  return done_or_raise(process, ok, process.registers->x[0]);
}

// -- bitstrings
HelperAnswer linac_helper_bit_field(Process& process, const CallRecord&, Word imm) {
  const Term* scratch = process.registers->scratch;
  const uint8_t* bytes = match_bytes(scratch[0]);
  size_t position = scratch[1].bits;
  unsigned count = imm & ir::kFieldBits;
  bool little = (imm & ir::kLittleField) != 0;
  if ((imm & ir::kSignedField) == 0) {
    return done_raw(process, extract_unsigned(bytes, position, count, little));
  }
  int64_t value = extract_signed(bytes, position, count, little);
  return done_raw(process, static_cast<Word>(value));
}
Word linac_helper_utf8_field(Process&, Term context, Term position) {
  size_t at = position.bits;
  DecodedField field = extract_utf8(match_bytes(context), at, match_end(context) - at);
  return Word{field.code_point} << ir::kUtf8Shift | field.bits;
}
Word linac_helper_utf8_bytes(Process&, Term code_point, Term) {
  if (!is_code_point(code_point.bits)) return 0;
  EncodedUtf8 encoded = encode_utf8(static_cast<uint32_t>(code_point.bits));
  return Word{encoded.bytes} << ir::kUtf8Shift | encoded.length * 8;
}
HelperAnswer linac_helper_match_bits(Process& process, const CallRecord&, Word) {
  const Term* scratch = process.registers->scratch;
  bool room = process.heap.space.left() >= sub_binary_words() ||
              collect(process, sub_binary_words(), kHere, 1);
  if (!room) return HelperAnswer::kRaise;
  return done(process, make_sub_binary_of_parent(match_parent(scratch[0]), scratch[1].bits,
                                                 scratch[2].bits, process.heap.space));
}
HelperAnswer linac_helper_append_bits(Process& process, const CallRecord&, Word imm) {
  Word value = process.registers->scratch[1].bits;
  auto count = static_cast<unsigned>(imm & ir::kFieldBits);
  std::optional<Term> result = append_value(process, value, count, imm >> ir::kUnitShift);
  return result ? done(process, *result) : HelperAnswer::kRaise;
}
Word linac_helper_join_bytes(Process& process, Term left, Term right) {
  return join_bytes(process, left, right).bits;
}
HelperAnswer linac_helper_join_bits(Process& process, const CallRecord&, Word pieces) {
  std::optional<Term> result = join_bits(process, pieces);
  return result ? done(process, *result) : HelperAnswer::kRaise;
}

// -- messages
HelperAnswer linac_helper_send(Process& process, const CallRecord&, Word) {
  RegisterFile& registers = *process.registers;
  registers.x[0] = registers.scratch[0];
  registers.x[1] = registers.scratch[1];
  process.reductions_left--;
  if (send_message(process, registers.x[0], registers.x[1])) return HelperAnswer::kDone;
  set_send_badarg(process, nullptr);
  return HelperAnswer::kRaise;
}
HelperAnswer linac_helper_mailbox(Process& process, const CallRecord&, Word action) {
  const Term* scratch = process.registers->scratch;
  switch (static_cast<ir::MailboxAction>(action)) {
    case ir::MailboxAction::kRemove: take_message(process); break;
    case ir::MailboxAction::kSkip: leave_message(process); break;
    case ir::MailboxAction::kTimeout: end_receive(process); break;
    case ir::MailboxAction::kBindMark: bind_receive_mark(process, scratch[0], scratch[1]); break;
    case ir::MailboxAction::kUseMark: use_receive_mark(process, scratch[0]); break;
    case ir::MailboxAction::kClearMark: clear_receive_mark(process, scratch[0]); break;
  }
  return HelperAnswer::kDone;
}
HelperAnswer linac_helper_reserve_mark(Process& process, const CallRecord&, Word) {
  return done(process, make_small(static_cast<int64_t>(receive_mark_of(process))));
}

// -- maps
HelperAnswer linac_helper_put_map(Process& process, const CallRecord&, Word immediate) {
  return do_put_map(process, immediate, true);
}
HelperAnswer linac_helper_put_map_guard(Process& process, const CallRecord&, Word immediate) {
  return do_put_map(process, immediate, false);
}
Word linac_helper_get_map_element(Process& process, Term map, Term key) {
  return map_lookup(*process.vm->atoms, map, key).bits;
}
Word linac_helper_put_map_pair(Process& process, Term map, Term key) {
  if (!is_map(map) || process.heap.space.left() < map_put_words(map)) return kNoTerm.bits;
  Term value = process.registers->scratch[2];
  return map_put(*process.vm->atoms, map, key, value, process.heap.space).bits;
}
Word linac_helper_update_map_pair(Process& process, Term map, Term key) {
  if (!is_map(map) || process.heap.space.left() < map_put_words(map)) return kNoTerm.bits;
  Term value = process.registers->scratch[2];
  return map_update(*process.vm->atoms, map, key, value, process.heap.space).bits;
}

}  // extern "C"

namespace linac {

const HelperStub& helper_stub(Helper helper) {
  static const HelperStub kStubs[] = {
#define HELPER(name, doc)                                    \
  {#name, reinterpret_cast<const void*>(&linac_stub_##name), \
   reinterpret_cast<const void*>(&linac_stub_##name##_f)},
#include "runtime/native/helpers.def"
#undef HELPER
  };
  static_assert(std::size(kStubs) == static_cast<size_t>(Helper::kCount));
  return kStubs[static_cast<size_t>(helper)];
}

}  // namespace linac
