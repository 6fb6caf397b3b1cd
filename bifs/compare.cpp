// Comparing and logic as functions of `erlang`.
#include "core/term/compare.h"

#include "bifs/support.h"

namespace linac {
namespace {

// test(order) of the arguments, negative, zero or positive.
template <class Test>
NativeResult by_order(NativeCall& call, Test test) {
  NoGc no_gc(call.heap());
  return call.boolean(test(compare(call.atoms(), call[0].get(no_gc), call[1].get(no_gc))));
}

NativeResult is_equal(NativeCall& call, bool wanted) {
  NoGc no_gc(call.heap());
  return call.boolean(equal(call[0].get(no_gc), call[1].get(no_gc)) == wanted);
}
NativeResult is_exactly_equal(NativeCall& call, bool wanted) {
  NoGc no_gc(call.heap());
  return call.boolean(exact_equal(call[0].get(no_gc), call[1].get(no_gc)) == wanted);
}

template <class Logic>
NativeResult logic(NativeCall& call, Logic logic) {
  NoGc no_gc(call.heap());
  Term a = call[0].get(no_gc), b = call[1].get(no_gc);
  if (!is_boolean(a) || !is_boolean(b)) return call.badarg();
  return call.boolean(logic(a == atoms::kTrue, b == atoms::kTrue));
}

}  // namespace

NativeResult erlang_less_2(NativeCall& call) {
  return by_order(call, [](int order) { return order < 0; });
}
NativeResult erlang_at_most_2(NativeCall& call) {
  return by_order(call, [](int order) { return order <= 0; });
}
NativeResult erlang_greater_2(NativeCall& call) {
  return by_order(call, [](int order) { return order > 0; });
}
NativeResult erlang_at_least_2(NativeCall& call) {
  return by_order(call, [](int order) { return order >= 0; });
}
NativeResult erlang_equal_2(NativeCall& call) { return is_equal(call, true); }
NativeResult erlang_not_equal_2(NativeCall& call) { return is_equal(call, false); }
NativeResult erlang_exactly_equal_2(NativeCall& call) { return is_exactly_equal(call, true); }
NativeResult erlang_exactly_not_equal_2(NativeCall& call) { return is_exactly_equal(call, false); }

// Of equal arguments the first.
NativeResult erlang_max_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term a = call[0].get(no_gc), b = call[1].get(no_gc);
  return call.value(compare(call.atoms(), a, b) >= 0 ? a : b);
}
NativeResult erlang_min_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term a = call[0].get(no_gc), b = call[1].get(no_gc);
  return call.value(compare(call.atoms(), a, b) <= 0 ? a : b);
}

NativeResult erlang_and_2(NativeCall& call) {
  return logic(call, [](bool a, bool b) { return a && b; });
}
NativeResult erlang_or_2(NativeCall& call) {
  return logic(call, [](bool a, bool b) { return a || b; });
}
NativeResult erlang_xor_2(NativeCall& call) {
  return logic(call, [](bool a, bool b) { return a != b; });
}
NativeResult erlang_not_1(NativeCall& call) {
  if (call[0].is(atoms::kTrue)) return call.boolean(false);
  if (call[0].is(atoms::kFalse)) return call.boolean(true);
  return call.badarg();
}

// The order in which iterators with the option `ordered` go.
NativeResult erts_internal_cmp_term_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  int order = compare_exact(call.atoms(), call[0].get(no_gc), call[1].get(no_gc));
  return call.value(make_small(order < 0 ? -1 : order > 0));
}

}  // namespace linac
