// Lists and numbers: seq, sum, enumerate. Small integers take a path of their own; the general one
// goes step by step through core/term/arith.h, collecting in between if it must.
#include <cmath>

#include "bifs/support.h"
#include "core/term/arith.h"
#include "core/term/bigint.h"

namespace linac {
namespace {

enum class Step { kOk, kBadarith, kSystemLimit, kOutOfMemory };

// out := a op b.
Step calculate(NativeCall& call, ArithOp op, Handle a, Handle b, Handle out) {
  size_t words =
      peek(call, [&](const NoGc& no_gc) { return arith_words(op, a.get(no_gc), b.get(no_gc)); });
  Reserved room = call.reserve(words);
  if (!room.ok()) return Step::kOutOfMemory;
  ArithResult result = arith(op, a.get(room), b.get(room), room.space());
  switch (result.error) {
    case ArithError::kNone: out.set(result.value, room); return Step::kOk;
    case ArithError::kBadarith:
    case ArithError::kBadarg: return Step::kBadarith;
    case ArithError::kSystemLimit: return Step::kSystemLimit;
  }
  VM_UNREACHABLE();
}

NativeResult failed(NativeCall& call, Step step) {
  switch (step) {
    case Step::kBadarith: return call.badarith();
    case Step::kSystemLimit: return call.system_limit();
    case Step::kOk:
    case Step::kOutOfMemory: return call.out_of_memory();
  }
  VM_UNREACHABLE();
}

Handle root_one(NativeCall& call, RootScope& scope) {
  NoGc no_gc(call.heap());
  return scope.root(make_small(1), no_gc);
}

// [first, first + step, ...], `count` of them, all small.
NativeResult small_sequence(NativeCall& call, int64_t first, int64_t step, uint64_t count) {
  charge_cells(call, count);
  Reserved room = call.reserve(kConsWords * count);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  int64_t value = first + static_cast<int64_t>(count - 1) * step;
  for (uint64_t i = 0; i < count; ++i, value -= step) {
    list = room.space().cons(make_small(value), list);
  }
  return call.value(list);
}

// The same where some are bignums: from the last one down. `step` is an integer other than 0.
NativeResult big_sequence(NativeCall& call, Handle step) {
  RootScope scope(call.heap());
  Handle count = scope.root(), value = scope.root(), list = scope.root();
  // count = (last - first + step) div step; value = first + count * step, one past the last
  Step done = calculate(call, ArithOp::kSub, call[1], call[0], count);
  if (done == Step::kOk) done = calculate(call, ArithOp::kAdd, count, step, count);
  if (done == Step::kOk) done = calculate(call, ArithOp::kIntDiv, count, step, count);
  if (done != Step::kOk) return failed(call, done);
  if (!count.is_small()) return call.out_of_memory();
  int64_t left = count.small_value();
  if (left <= 0) return call.value(kNil);
  done = calculate(call, ArithOp::kMul, count, step, value);
  if (done == Step::kOk) done = calculate(call, ArithOp::kAdd, call[0], value, value);
  for (; done == Step::kOk && left > 0; --left) {
    done = calculate(call, ArithOp::kSub, value, step, value);
    if (done != Step::kOk) break;
    Reserved room = call.reserve(kConsWords);
    if (!room.ok()) return call.out_of_memory();
    list.set(room.space().cons(value.get(room), list.get(room)), room);
    call.charge(1);
  }
  return done == Step::kOk ? call.value(list) : failed(call, done);
}

// first - step is not past last, in the direction of step.
bool reaches(NativeCall& call, Handle step, Step* done) {
  RootScope scope(call.heap());
  Handle before = scope.root();
  *done = calculate(call, ArithOp::kSub, call[0], step, before);
  if (*done != Step::kOk) return false;
  NoGc no_gc(call.heap());
  bool up = compare_integers(step.get(no_gc), make_small(0)) > 0;
  int order = compare_integers(before.get(no_gc), call[1].get(no_gc));
  return up ? order <= 0 : order >= 0;
}

// sum + element for what needs no heap; kNoTerm for the rest.
Term add_quickly(Term sum, Term element) {
  if (sum.is_small() && element.is_small()) {
    int64_t value = sum.small_value() + element.small_value();
    return fits_small(value) ? make_small(value) : kNoTerm;
  }
  if (sum.is_self_float() && element.is_self_float()) {
    double value = self_float_value(sum) + self_float_value(element);
    if (std::isfinite(value)) return make_self_float(value).value_or(kNoTerm);
  }
  return kNoTerm;
}

}  // namespace

NativeResult lists_seq_2(NativeCall& call) {
  if (!call[0].is_integer() || !call[1].is_integer()) return call.function_clause();
  if (call[0].is_small() && call[1].is_small()) {
    int64_t first = call[0].small_value(), last = call[1].small_value();
    if (first - 1 > last) return call.function_clause();
    if (first > last) return call.value(kNil);
    return small_sequence(call, first, 1, static_cast<uint64_t>(last - first) + 1);
  }
  RootScope scope(call.heap());
  Handle one = root_one(call, scope);
  Step done;
  if (!reaches(call, one, &done)) {
    return done == Step::kOk ? call.function_clause() : failed(call, done);
  }
  return big_sequence(call, one);
}

NativeResult lists_seq_3(NativeCall& call) {
  for (uint32_t i = 0; i < 3; ++i) {
    if (!call[i].is_integer()) return call.badarg();
  }
  if (call[2].is_small() && call[2].small_value() == 0) {
    bool same = peek(
        call, [&](const NoGc& no_gc) { return big_equal(call[0].get(no_gc), call[1].get(no_gc)); });
    if (!same) return call.badarg();
    Reserved room = call.reserve(kConsWords);
    if (!room.ok()) return call.out_of_memory();
    return call.value(room.space().cons(call[0].get(room), kNil));
  }
  if (call[0].is_small() && call[1].is_small() && call[2].is_small()) {
    int64_t first = call[0].small_value(), last = call[1].small_value();
    int64_t step = call[2].small_value();
    if (step > 0 ? first - step > last : first - step < last) return call.badarg();
    int64_t count = (last - first + step) / step;
    if (count <= 0) return call.value(kNil);
    return small_sequence(call, first, step, static_cast<uint64_t>(count));
  }
  Step done;
  if (!reaches(call, call[2], &done)) {
    return done == Step::kOk ? call.badarg() : failed(call, done);
  }
  return big_sequence(call, call[2]);
}

NativeResult lists_sum_1(NativeCall& call) {
  RootScope scope(call.heap());
  Handle list = scope.root(call[0]), sum = scope.root(), element = scope.root();
  {
    NoGc no_gc(call.heap());
    sum.set(make_small(0), no_gc);
  }
  for (;;) {
    {
      NoGc no_gc(call.heap());
      Term rest = list.get(no_gc), so_far = sum.get(no_gc);
      size_t length = 0;
      for (; rest.is_cons(); rest = rest.tail(), ++length) {
        Term next = add_quickly(so_far, rest.head());
        if (next == kNoTerm) break;
        so_far = next;
      }
      charge_cells(call, length);
      if (rest.is_nil()) return call.value(so_far);
      if (!rest.is_cons()) return call.function_clause();
      sum.set(so_far, no_gc);
      element.set(rest.head(), no_gc);
      list.set(rest.tail(), no_gc);
    }
    Step done = calculate(call, ArithOp::kAdd, sum, element, sum);
    if (done != Step::kOk) return failed(call, done);
  }
}

namespace {

// Indices that are small integers all along.
NativeResult enumerate_small(NativeCall& call, int64_t index, int64_t step, Handle source,
                             size_t length) {
  Reserved room = call.reserve((kConsWords + tuple_words(2)) * length);
  if (!room.ok()) return call.out_of_memory();
  ListBuilder builder(room.space());
  for (Term list = source.get(room); list.is_cons(); list = list.tail(), index += step) {
    builder.add(room.space().tuple_of(make_small(index), list.head()));
  }
  return call.value(builder.finish());
}

NativeResult enumerate_any(NativeCall& call, Handle start, Handle step, Handle source) {
  RootScope scope(call.heap());
  Handle index = scope.root(start), list = scope.root(source), reversed = scope.root();
  size_t length = 0;
  while (list.is_cons()) {
    {
      Reserved room = call.reserve(kConsWords + tuple_words(2));
      if (!room.ok()) return call.out_of_memory();
      Term cell = list.get(room);
      Term pair = room.space().tuple_of(index.get(room), cell.head());
      reversed.set(room.space().cons(pair, reversed.get(room)), room);
      list.set(cell.tail(), room);
    }
    Step done = calculate(call, ArithOp::kAdd, index, step, index);
    if (done != Step::kOk) return failed(call, done);
    ++length;
  }
  Reserved room = call.reserve(kConsWords * length);
  if (!room.ok()) return call.out_of_memory();
  Term result = kNil;
  for (Term cell = reversed.get(room); cell.is_cons(); cell = cell.tail()) {
    result = room.space().cons(cell.head(), result);
  }
  return call.value(result);
}

NativeResult enumerate(NativeCall& call, Handle start, Handle step, Handle source) {
  if (!start.is_integer() || !step.is_integer()) return call.function_clause();
  ListShape shape = peek(call, [&](const NoGc& no_gc) { return list_shape(source.get(no_gc)); });
  if (!shape.is_proper()) return call.function_clause();
  charge_cells(call, 2 * shape.length);
  int64_t end;
  if (start.is_small() && step.is_small() &&
      !__builtin_mul_overflow(step.small_value(), static_cast<int64_t>(shape.length), &end) &&
      !__builtin_add_overflow(end, start.small_value(), &end) && fits_small(end)) {
    return enumerate_small(call, start.small_value(), step.small_value(), source, shape.length);
  }
  return enumerate_any(call, start, step, source);
}

}  // namespace

NativeResult lists_enumerate_1(NativeCall& call) {
  RootScope scope(call.heap());
  Handle one = root_one(call, scope);
  return enumerate(call, one, one, call[0]);
}
NativeResult lists_enumerate_2(NativeCall& call) {
  RootScope scope(call.heap());
  return enumerate(call, call[0], root_one(call, scope), call[1]);
}
NativeResult lists_enumerate_3(NativeCall& call) {
  return enumerate(call, call[0], call[1], call[2]);
}

}  // namespace linac
