// Wrong uses of the rooting types. Each case is compiled alone (-DCASE=n) and must not compile;
// case 0 is the right form and must. tests/compile_fail/run.py knows no more than that, so a case
// that fails for another reason than the one it shows must differ from case 0 by as little as
// possible; each names in `expect` what the compiler has to say.
#include "runtime/memory/root_scope.h"

namespace linac {

void use(Term) {}

void program(Heap& heap, Handle argument) {
  RootScope scope(heap);
  Reserved room = reserve(heap, 3);
  if (!room.ok()) return;
  Term pair = room.space().tuple_of(argument.get(room), kNil);
  Handle result = scope.root(pair, room);
  use(result.get(room));
#if CASE == 1  // expect: no matching function|no matching member function|too few arguments
  use(result.get());
#elif CASE == 2   // expect: deleted
  use(result.get(NoGc(heap)));
#elif CASE == 3   // expect: could not convert|no known conversion
  use(result);
#elif CASE == 4   // expect: conversion from|no viable conversion
  Handle from_term = pair;
  use(from_term.get(room));
#elif CASE == 5   // expect: no matching
  scope.root(pair);
#elif CASE == 6   // expect: deleted
  scope.root(pair, NoGc(heap));
#elif CASE == 7   // expect: deleted
  NoGc copy = room;
#elif CASE == 8   // expect: deleted
  Reserved copy = static_cast<Reserved&&>(room);
#elif CASE == 9   // expect: deleted
  auto* scope_on_heap = new RootScope(heap);
  delete scope_on_heap;
#elif CASE == 10  // expect: deleted
  auto* no_gc_on_heap = new NoGc(heap);
  delete no_gc_on_heap;
#elif CASE == 11  // expect: nodiscard
  reserve(heap, 3);
#elif CASE == 12  // expect: rvalue|lvalue|discards
  use(reserve(heap, 3).space().tuple_of(kNil));
#elif CASE == 13  // expect: private
  Handle made(&pair);
#elif CASE == 14  // expect: nodiscard
  heap.reserve(3, Safepoint{});
#elif CASE == 15  // expect: deleted
  RootScope copied = scope;
#elif CASE == 16  // expect: nodiscard
  Safepoint safepoint;
  Heap::NativeCall(heap, safepoint);
#endif
}

}  // namespace linac
