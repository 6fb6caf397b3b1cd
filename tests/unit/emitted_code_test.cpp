// Emitted code among interpreted frames: the invariants of docs/jit.md, by functions of machine code
// written by hand. The interpreter's answer for the same program is what is expected.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/base/config.h"
#include "core/term/arith.h"
#include "runtime/code/code_memory.h"
#include "runtime/code/native_compiler.h"
#include "runtime/exec/spawn.h"
#include "runtime/interp/lower.h"
#include "runtime/native/stubs.h"
#include "runtime/process/process.h"
#include "runtime/process/table.h"
#include "tests/unit/emitted_fixture.h"

#if defined(__x86_64__)

namespace linac::testing {
namespace {

using namespace x86;
using Site = Emit::Site;
using enum Opcode;

constexpr uint16_t kRaxIsTerm = 1;
#if defined(LINAC_ASAN) || defined(LINAC_SLOW_CHECKS)
constexpr int64_t kDeep = 100000;
#else
constexpr int64_t kDeep = 1000000;
#endif

Word small(int64_t value) { return make_small(value).bits; }
std::vector<Term> smalls(std::initializer_list<int64_t> values) {
  std::vector<Term> result;
  for (int64_t value : values) result.push_back(make_small(value));
  return result;
}

VmOptions stressed() {
  VmOptions options;
  options.gc_stress = 1;
  return options;
}

using Write = std::function<void(EmittedWorld&)>;

// The program's answer without and with what `write` writes, also collecting at every chance.
void expect_same(const Write& write, std::string_view name,
                 const std::function<std::vector<Term>(EmittedWorld&)>& arguments = {}) {
  auto arguments_of = [&](EmittedWorld& world) {
    return arguments ? arguments(world) : std::vector<Term>();
  };
  EmittedWorld interpreted;
  std::string expected = interpreted.run(name, arguments_of(interpreted));
  for (bool stress : {false, true}) {
    EmittedWorld world(stress ? stressed() : VmOptions());
    write(world);
    EXPECT_EQ(world.run(name, arguments_of(world)), expected) << (stress ? "stressed" : "");
    // Once more, with all that was lazy made.
    EXPECT_EQ(world.run(name, arguments_of(world)), expected);
  }
}

// -- what is written

// down(0) -> probe:here(); down(N) -> 1 + up(N - 1).
void write_down(EmittedWorld& world, std::string_view name = "down",
                std::string_view other = "up") {
  Emit e(world, name, 1, 1);
  auto zero = e.a.newLabel();
  e.a.test(rax, rax);
  e.a.jz(zero);
  e.a.mov(ptr(rsp), rax);
  e.a.sub(rax, 8);
  e.call(world.function(other, 1), {.position = e.at(kCall)});
  e.a.add(rax, 8);
  e.leave();
  e.a.bind(zero);
  e.a.mov(ptr(rsp), rax);
  e.native(world.native("probe", "here", 0), {.position = e.at(kCallExtOnly)});
  e.leave();
  e.publish();
}

// list_down(0) -> []; list_down(N) -> L = list_up(N - 1), [{N} | L].
void write_list_down(EmittedWorld& world) {
  Emit e(world, "list_down", 1, 2);
  auto zero = e.a.newLabel();
  e.a.test(rax, rax);
  e.a.jz(zero);
  e.a.mov(ptr(rsp, 8), rax);
  e.a.mov(qword_ptr(rsp), 0x7772);  // no term: a cons at no address
  e.a.sub(rax, 8);
  e.call(world.function("list_up", 1), {.position = e.at(kCall), .term_slots = 2});
  e.a.mov(rdi, 0x123);  // a raw register over a collection
  auto collect = e.a.newLabel(), back = e.a.newLabel();
  e.a.lea(r10, ptr(r15, 32));
  e.a.cmp(r10, ptr(r14, kOffsetProcessHeapLimit));
  e.a.ja(collect);
  e.a.bind(back);
  e.a.mov(qword_ptr(r15), tuple_header(1));
  e.a.mov(rcx, ptr(rsp, 8));
  e.a.lea(rcx, ptr(rcx, rdi, 0, -0x123));  // N, if rdi is what it was
  e.a.mov(ptr(r15, 8), rcx);
  e.a.lea(rcx, ptr(r15, static_cast<int32_t>(kTagBoxed)));
  e.a.mov(ptr(r15, 16), rcx);
  e.a.mov(ptr(r15, 24), rax);
  e.a.lea(rax, ptr(r15, 16 + static_cast<int32_t>(kTagCons)));
  e.a.add(r15, 32);
  e.leave();
  e.a.bind(zero);
  e.a.mov(rax, kNil.bits);
  e.leave();
  e.later([&e, collect, back] {
    e.a.bind(collect);
    e.helper(Helper::k_collect, 4, {.terms = kRaxIsTerm, .term_slots = 2});
    e.a.jmp(back);
  });
  e.publish();
}

// fail_down(0, How) -> fail(How); fail_down(N, How) -> 1 + fail_up(N - 1, How).
void write_fail_down(EmittedWorld& world) {
  Emit e(world, "fail_down", 2, 1);
  auto zero = e.a.newLabel();
  e.a.test(rax, rax);
  e.a.jz(zero);
  e.a.mov(ptr(rsp), rcx);
  e.a.sub(rax, 8);
  e.call(world.function("fail_up", 2), {.position = e.at(kCall)});
  e.a.add(rax, 8);
  e.leave();
  e.a.bind(zero);
  e.a.mov(rax, rcx);
  e.a.add(rsp, 8);
  e.a.mov(r11, reinterpret_cast<Word>(&world.function("fail", 1)));
  e.a.jmp(qword_ptr(r11, kOffsetFunctionNative));
  e.publish();
}

// At a handler: {C, R, S} in rax.
void write_caught(Emit& e) {
  e.load_x(rax, 1);
  e.a.mov(ptr(rsp), rax);
  e.load_x(rax, 2);
  e.a.mov(ptr(rsp, 8), rax);
  e.load_x(rax, 3);
  e.set_scratch(0, rax);
  e.helper(Helper::k_build_stacktrace, 0, {});
  e.a.mov(rax, r11);
  e.heap_test(4, kRaxIsTerm);
  e.a.mov(qword_ptr(r15), tuple_header(3));
  for (int slot : {0, 1}) {
    e.a.mov(rcx, ptr(rsp, 8 * slot));
    e.a.mov(ptr(r15, 8 + 8 * slot), rcx);
  }
  e.a.mov(ptr(r15, 24), rax);
  e.a.lea(rax, ptr(r15, static_cast<int32_t>(kTagBoxed)));
  e.a.add(r15, 32);
}

void clear_slots(Emit& e, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    e.a.mov(qword_ptr(rsp, 8 * static_cast<int32_t>(i)), static_cast<int32_t>(kNil.bits));
  }
}

void write_guarded(EmittedWorld& world) {
  {
    Emit e(world, "guarded", 1, 2);
    auto handler = e.a.newLabel();
    clear_slots(e, 2);
    e.a.mov(rcx, rax);
    e.a.mov(rax, small(3));
    e.call(world.function("fail_down", 2), {.position = e.at(kCall), .handler = handler});
    e.leave();
    e.a.bind(handler);
    write_caught(e);
    e.leave();
    e.publish();
  }
  Emit e(world, "guarded_up", 1, 2);
  auto handler = e.a.newLabel();
  clear_slots(e, 2);
  e.call(world.function("guarded_down", 1), {.position = e.at(kCall), .handler = handler});
  e.set_scratch(0, rax);
  e.a.mov(rax, small(1));
  e.set_scratch(1, rax);
  e.helper(Helper::k_arith, static_cast<Word>(ArithOp::kAdd),
           {.position = e.at(kGcBif2), .handler = handler});
  e.a.mov(rax, r11);
  e.leave();
  e.a.bind(handler);
  write_caught(e);
  e.leave();
  e.publish();
}

// A call of a function whose result goes into {Result}.
void write_wrap(Emit& e) {
  e.heap_test(2, kRaxIsTerm);
  e.a.mov(qword_ptr(r15), tuple_header(1));
  e.a.mov(ptr(r15, 8), rax);
  e.a.lea(rax, ptr(r15, static_cast<int32_t>(kTagBoxed)));
  e.a.add(r15, 16);
  e.leave();
  e.publish();
}

const void* address(void (*stub)()) { return reinterpret_cast<const void*>(stub); }

// -- tests

// J10, J11, J12: neither way of calling takes the thread's stack.
TEST(EmittedCode, DeepRecursionAcrossTiersTakesNoThreadStack) {
  for (std::string_view name : {"down", "up"}) {
    EmittedWorld world;
    write_down(world);
    world.run(name, smalls({1}));  // what is lazy
    EXPECT_EQ(world.run(name, smalls({kDeep})), std::to_string(kDeep));
    EXPECT_EQ(world.run(name, smalls({kDeep + 1})), std::to_string(kDeep + 1));
    // probe:here is called from either tier: twice from the same is not enough.
    EXPECT_LT(EmittedWorld::c_stack_spread(), 1u);
  }
  EmittedWorld world;
  write_down(world, "down", "up");
  write_down(world, "up", "down");
  EXPECT_EQ(world.run("down", smalls({kDeep})), std::to_string(kDeep));
}

TEST(EmittedCode, ThreadStackIsTheSameAtAnyDepth) {
  EmittedWorld world;
  write_down(world);
  // list_up and fail_up would do as well; what counts is that both ends are seen in one run.
  EXPECT_EQ(world.run("depths", smalls({kDeep})), std::to_string(kDeep));
  EXPECT_LT(EmittedWorld::c_stack_spread(), 4096u);
}

// J1, J4, J6 and the watermark: lists built on the way back, with raw words among the roots.
TEST(EmittedCode, CollectionsSeeTheTermsOfFramesAndRegistersOnly) {
  for (int64_t n : {1, 2, 7, 300}) {
    for (const char* name : {"list_down", "list_up"}) {
      expect_same(write_list_down, name, [n](EmittedWorld&) { return smalls({n}); });
    }
  }
}

TEST(EmittedCode, WatermarksStandInEitherTiersFrames) {
  EmittedWorld interpreted, world;
  write_list_down(world);
  for (int64_t n : {20000, 20001}) {
    EXPECT_EQ(world.run("list_down", smalls({n})), interpreted.run("list_down", smalls({n})));
  }
  // With a collection in each frame.
  EmittedWorld stress(stressed());
  write_list_down(stress);
  EXPECT_EQ(stress.run("list_down", smalls({3000})), interpreted.run("list_down", smalls({3000})));
}

// J7: handlers in either tier, for what either raises; traces are the interpreter's.
TEST(EmittedCode, ExceptionsPassThroughBothTiers) {
  for (const char* how : {"throw", "exit", "error", "arith", "bif", "element"}) {
    SCOPED_TRACE(how);
    auto argument = [how](EmittedWorld& world) { return std::vector<Term>{world.atom(how)}; };
    auto both = [](EmittedWorld& world) {
      write_fail_down(world);
      write_guarded(world);
    };
    for (const Write& write : {Write(write_fail_down), Write(write_guarded), Write(both)}) {
      expect_same(write, "guarded", argument);
      expect_same(write, "guarded_up", argument);
    }
    auto uncaught = [how](EmittedWorld& world) {
      return std::vector<Term>{make_small(12), world.atom(how)};
    };
    expect_same(write_fail_down, "fail_down", uncaught);
    expect_same(write_fail_down, "fail_up", uncaught);
  }
}

// J8: the loop of spin/2 in raw floats, and three of them at a time.
void write_spin(EmittedWorld& world) {
  Emit e(world, "spin", 1, 0);
  auto loop = e.a.newLabel(), done = e.a.newLabel();
  e.a.mov(rbx, 0x3FF8000000000000);  // 1.5
  e.a.movq(xmm14, rbx);
  e.a.pxor(xmm0, xmm0);
  e.a.bind(loop);
  e.a.test(rax, rax);
  e.a.jz(done);
  e.a.sub(rax, 8);
  e.a.addsd(xmm0, xmm14);
  e.a.dec(r13);
  e.a.jg(loop);
  e.helper(Helper::k_yield, 0, {.terms = kRaxIsTerm}, true);
  e.a.jmp(loop);
  e.a.bind(done);
  e.a.movq(rcx, xmm0);
  e.set_scratch(0, rcx);
  e.helper(Helper::k_make_float, 0, {});
  e.a.mov(rax, r11);
  e.a.ret();
  e.publish();
}

TEST(EmittedCode, LoopsYieldWithRawFloatsLive) {
  for (int64_t n : {0, 1, 3999, 4000, 4001, 100000}) {
    expect_same(write_spin, "spins", [n](EmittedWorld&) { return smalls({n}); });
  }
}

// Should anything collect while a process is suspended in a helper call.
TEST(EmittedCode, RegistersOfASuspendedHelperCallAreRoots) {
  EmittedWorld world;
  VmContext& context = world.vm().context();
  Process* process = start_process(context, world.exported("emitted", "id", 1), smalls({1}));
  ASSERT_NE(process, nullptr);
  ASSERT_TRUE(process->heap.reserve(tuple_words(1), {}));
  Term tuple = process->heap.space.tuple_of(make_small(5));
  process->suspended = std::make_unique<SuspendedRegisters>();
  process->suspended->mask = 1 << 9;
  process->suspended->native[9] = tuple.bits;
  process->suspended->native[8] = tuple.bits;
  ASSERT_TRUE(process->heap.collect_major(0, {}));
  Term moved{process->suspended->native[9]};
  EXPECT_NE(moved, tuple);
  ASSERT_TRUE(is_tuple_of(moved, 1));
  EXPECT_EQ(tuple_element(moved, 0), make_small(5));
  EXPECT_EQ(process->suspended->native[8], tuple.bits);
}

// J9: prologues grow the stack with all arguments in place.
TEST(EmittedCode, PrologueGrowsTheStackAndKeepsArguments) {
  for (uint32_t frame : {9u, 40u}) {
    auto write = [frame](EmittedWorld& world) {
      Emit e(world, "wide", 8, frame);
      auto zero = e.a.newLabel();
      const Gp arguments[] = {rax, rcx, rdx, rsi, rdi, r8};
      clear_slots(e, frame);
      for (int i = 0; i < 6; i++) e.a.mov(ptr(rsp, 8 * i), arguments[i]);
      for (int i : {6, 7}) {
        e.load_x(r9, static_cast<uint32_t>(i));
        e.a.mov(ptr(rsp, 8 * i), r9);
      }
      e.a.test(rax, rax);
      e.a.jz(zero);
      e.a.sub(rax, 8);
      for (int i = 1; i < 5; i++) e.a.mov(arguments[i], ptr(rsp, 8 * (i + 1)));
      e.a.mov(r8, ptr(rsp, 48));
      for (int i : {6, 7}) {
        e.a.mov(r9, ptr(rsp, 8 * (i == 6 ? 7 : 1)));
        e.set_x(static_cast<uint32_t>(i), r9);
      }
      e.call(e.entry, {.position = e.at(kCall)});
      e.a.mov(ptr(rsp), rax);
      e.call(world.function("id", 1), {});
      e.a.mov(rax, ptr(rsp));
      e.leave();
      e.a.bind(zero);
      e.heap_test(8, 0);
      e.a.mov(qword_ptr(r15), tuple_header(7));
      for (int i = 1; i < 8; i++) {
        e.a.mov(rcx, ptr(rsp, 8 * i));
        e.a.mov(ptr(r15, 8 * i), rcx);
      }
      e.a.lea(rax, ptr(r15, static_cast<int32_t>(kTagBoxed)));
      e.a.add(r15, 64);
      e.leave();
      e.publish();
    };
    for (int64_t n : {0, 1, 5, 3000}) {
      expect_same(write, "wide", [n](EmittedWorld&) { return smalls({n, 1, 2, 3, 4, 5, 6, 7}); });
    }
  }
}

void write_calls(EmittedWorld& world) {
  {
    Emit e(world, "call", 2, 1);
    clear_slots(e, 1);
    e.a.mov(r11, rax);
    e.a.mov(rax, rcx);
    e.a.mov(r10, 1);
    e.call_stub(address(linac_call_fun), {.position = e.at(kCallFun)});
    write_wrap(e);
  }
  {
    Emit e(world, "call_last", 2, 3);
    clear_slots(e, 3);
    e.a.mov(r11, rax);
    e.a.mov(rax, rcx);
    e.a.mov(r10, 1);
    e.jump_to_stub(address(linac_call_fun_last), {.position = e.at(kCallFun)});
    e.publish();
  }
  {
    Emit e(world, "do_apply", 3, 1);
    clear_slots(e, 1);
    e.a.mov(r9, rax);
    e.a.mov(rax, rdx);
    e.a.mov(rdx, rcx);
    e.a.mov(rcx, r9);
    e.a.mov(r10, 1);
    e.call_stub(address(linac_apply), {.position = e.at(kApply)});
    write_wrap(e);
  }
  Emit e(world, "do_apply_last", 3, 2);
  clear_slots(e, 2);
  e.a.mov(r9, rax);
  e.a.mov(rax, rdx);
  e.a.mov(rdx, rcx);
  e.a.mov(rcx, r9);
  e.a.mov(r10, 1);
  e.jump_to_stub(address(linac_apply_last), {.position = e.at(kApplyLast)});
  e.publish();
}

TEST(EmittedCode, CallsFunsAndApplies) {
  expect_same(write_calls, "calls");
  expect_same(write_calls, "bad_apply");
  for (bool arity : {false, true}) {
    expect_same(write_calls, "bad_calls", [arity](EmittedWorld& world) {
      return std::vector<Term>{arity ? world.atom("arity") : world.atom("fun")};
    });
  }
}

// Arguments are where the stub expects them; the fun comes after them.
void write_call_of(EmittedWorld& world, uint32_t arity, bool last) {
  const Gp registers[] = {rax, rcx, rdx, rsi, rdi, r8};
  std::string name = (last ? "call_last" : "call") + std::to_string(arity);
  Emit e(world, name, arity + 1, arity);
  clear_slots(e, arity);
  if (arity < 6) {
    e.a.mov(r11, registers[arity]);
  } else {
    e.load_x(r11, arity);
  }
  e.a.mov(r10, arity);
  if (last) {
    e.jump_to_stub(address(linac_call_fun_last), {.position = e.at(kCallFun)});
    e.publish();
  } else {
    e.call_stub(address(linac_call_fun), {.position = e.at(kCallFun)});
    write_wrap(e);
  }
}

TEST(EmittedCode, CallsClosuresWithTheirCapturedTerms) {
  auto write = [](EmittedWorld& world) {
    for (uint32_t arity = 0; arity <= 6; arity++) {
      for (bool last : {false, true}) write_call_of(world, arity, last);
    }
  };
  expect_same(write, "closures", [](EmittedWorld&) { return smalls({1, 2, 3, 4, 5, 6, 7, 8}); });
}

void write_natives(EmittedWorld& world) {
  const NativeInfo& apply = world.native("erlang", "apply", 2);
  const NativeInfo& reverse = world.native("lists", "reverse", 1);
  const Gp two[] = {rax, rcx};
  auto arguments = [&](Emit& e, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) e.set_x(i, two[i]);
  };
  auto wrapped = [&](std::string_view name, uint32_t arity, const NativeInfo& native) {
    Emit e(world, name, arity, 1);
    clear_slots(e, 1);
    arguments(e, arity);
    e.native(native, {.position = e.at(kCallExt)});
    write_wrap(e);
  };
  auto last = [&](std::string_view name, uint32_t arity, const NativeInfo& native) {
    Emit e(world, name, arity, 2);
    clear_slots(e, 2);
    arguments(e, arity);
    e.a.mov(r10, reinterpret_cast<Word>(&native));
    e.call_stub(address(linac_call_native_last), {.position = e.at(kCallExtOnly)});
    e.leave();
    e.publish();
  };
  wrapped("native", 2, apply);
  wrapped("flat", 1, reverse);
  wrapped("waits", 1, world.native("probe", "wait", 1));
  last("native_last", 2, apply);
  last("flat_last", 1, reverse);
}

// J4: natives that answer, raise, go on in other code, wait.
TEST(EmittedCode, CallsNatives) {
  expect_same(write_natives, "natives");
  expect_same(write_natives, "flats");
  expect_same(write_natives, "waits", [](EmittedWorld&) { return smalls({5}); });
}

// A loop by a native that goes on in other code leaves no frames behind.
TEST(EmittedCode, LastCallsOfNativesDropTheFrame) {
  EmittedWorld world;
  Emit e(world, "loop_last", 2, 2);
  auto zero = e.a.newLabel();
  clear_slots(e, 2);
  e.a.test(rcx, rcx);
  e.a.jz(zero);
  e.a.sub(rcx, 8);
  e.a.mov(ptr(rsp), rax);
  e.a.mov(ptr(rsp, 8), rcx);
  e.heap_test(4, 0);
  e.a.mov(rax, ptr(rsp));
  e.a.mov(rcx, ptr(rsp, 8));
  e.set_x(0, rax);
  e.a.mov(ptr(r15), rax);
  e.a.lea(rdx, ptr(r15, 16 + static_cast<int32_t>(kTagCons)));
  e.a.mov(ptr(r15, 8), rdx);
  e.a.mov(ptr(r15, 16), rcx);
  e.a.mov(qword_ptr(r15, 24), static_cast<int32_t>(kNil.bits));
  e.a.lea(rdx, ptr(r15, static_cast<int32_t>(kTagCons)));
  e.a.add(r15, 32);
  e.set_x(1, rdx);
  e.a.mov(r10, reinterpret_cast<Word>(&world.native("erlang", "apply", 2)));
  e.call_stub(address(linac_call_native_last), {});
  e.leave();
  e.a.bind(zero);
  e.native(world.native("probe", "stack_words", 0), {});
  e.leave();
  e.publish();
  std::string few = world.run("loop", smalls({1}));
  EXPECT_EQ(world.run("loop", smalls({kDeep})), few);
}

// Frames of inlined functions, and the same call in both tiers.
TEST(EmittedCode, TracesShowInlinedFunctions) {
  auto write_outer = [](EmittedWorld& world) {
    Emit e(world, "outer", 1, 1);
    e.a.mov(ptr(rsp), rax);
    const FunctionEntry &inner = world.function("inner", 1), &half = world.function("half", 1);
    uint32_t in_outer = e.at(kCall);
    uint32_t in_inner = e.at(inner, kCall, 0, in_outer);
    for (const auto& [op, position] :
         {std::pair{1, e.at(half, kGcBif2, 0, in_inner)}, {1, e.at(inner, kGcBif2, 0, in_outer)}}) {
      e.set_scratch(0, rax);
      e.a.mov(rax, small(op));
      e.set_scratch(1, rax);
      e.helper(Helper::k_arith, static_cast<Word>(ArithOp::kAdd), {.position = position});
      e.a.mov(rax, r11);
    }
    e.set_scratch(0, rax);
    e.a.mov(rax, small(2));
    e.set_scratch(1, rax);
    e.helper(Helper::k_arith, static_cast<Word>(ArithOp::kMul), {.position = e.at(kGcBif2)});
    e.a.mov(rax, r11);
    e.leave();
    e.publish();
  };
  expect_same(write_outer, "outer", [](EmittedWorld&) { return smalls({5}); });
  expect_same(write_outer, "outer", [](EmittedWorld&) { return smalls({kSmallMax}); });
  expect_same(write_outer, "outer",
              [](EmittedWorld& world) { return std::vector<Term>{world.atom("x")}; });
}

// deep(N) inlined into itself once: 1 + (1 + deep(N - 2)).
void write_deep(EmittedWorld& world) {
  Emit e(world, "deep", 1, 1);
  const FunctionEntry& half = world.function("half", 1);
  auto zero = e.a.newLabel(), one = e.a.newLabel();
  e.a.mov(ptr(rsp), rax);
  e.a.test(rax, rax);
  e.a.jz(zero);
  e.a.cmp(rax, 8);
  e.a.je(one);
  e.a.sub(rax, 16);
  uint32_t outside = e.at(kCall);
  e.call(e.entry, {.position = e.at(e.entry, kCall, 0, outside)});
  e.a.int3();
  auto raise = [&](uint32_t position) {
    e.a.mov(rax, world.atom("atom").bits);
    e.set_scratch(0, rax);
    e.a.mov(rax, small(1));
    e.set_scratch(1, rax);
    e.helper(Helper::k_arith, static_cast<Word>(ArithOp::kAdd), {.position = position});
    e.a.int3();
  };
  e.a.bind(zero);
  raise(e.at(half, kGcBif2));
  e.a.bind(one);
  raise(e.at(half, kGcBif2, 0, outside));
  e.publish();
}

TEST(EmittedCode, TracesCollapseEqualCallsInEitherTier) {
  for (int64_t n : {0, 1, 2, 3, 50}) {
    expect_same(write_deep, "deep", [n](EmittedWorld&) { return smalls({n}); });
  }
}

TEST(EmittedCode, HelpersForMapsAndMatches) {
  auto write = [](EmittedWorld& world) {
    {
      Emit e(world, "put", 3, 1);
      clear_slots(e, 1);
      e.set_scratch(0, rax);
      e.heap_test(6, 7);
      e.set_scratch(0, rax);
      e.set_x(0, rcx);
      e.set_x(1, rdx);
      e.a.mov(qword_ptr(r15), tuple_header(1));
      e.a.mov(ptr(r15, 8), rcx);
      e.a.lea(rcx, ptr(r15, static_cast<int32_t>(kTagBoxed)));
      e.set_x(2, rcx);
      e.a.mov(ptr(r15, 16), rdx);
      e.a.mov(qword_ptr(r15, 24), static_cast<int32_t>(kNil.bits));
      e.a.lea(rcx, ptr(r15, 16 + static_cast<int32_t>(kTagCons)));
      e.set_x(3, rcx);
      e.a.add(r15, 32);
      e.helper(Helper::k_put_map, 2, {.position = e.at(kPutMapAssoc)});
      e.a.mov(rax, r11);
      e.leave();
      e.publish();
    }
    {
      Emit e(world, "update", 3, 0);
      e.set_scratch(0, rax);
      e.set_x(0, rcx);
      e.set_x(1, rdx);
      e.helper(Helper::k_put_map, 1 | Word{1} << 32, {.position = e.at(kPutMapExact)});
      e.a.mov(rax, r11);
      e.a.ret();
      e.publish();
    }
    {
      Emit e(world, "clause", 2, 0);
      e.set_x(0, rax);
      e.set_x(1, rcx);
      e.helper(Helper::k_raise_function_clause, reinterpret_cast<Word>(&e.entry),
               {.position = e.at(kFuncInfo)});
      e.publish();
    }
    Emit e(world, "match", 1, 0);
    e.set_scratch(0, rax);
    e.helper(Helper::k_raise_badmatch, 0, {.position = e.at(kBadMatch)});
    e.publish();
  };
  expect_same(write, "maps");
  expect_same(write, "clause", [](EmittedWorld&) { return smalls({1, 2}); });
  expect_same(write, "match", [](EmittedWorld&) { return smalls({7}); });
}

TEST(EmittedCode, HelpersCompare) {
  EmittedWorld world;
  auto answer = [&](Helper helper, Term a, Term b) {
    EmittedWorld fresh;
    Emit e(fresh, "call_last", 2, 0);
    e.a.mov(r10, rax);
    e.a.mov(r11, rcx);
    e.a.mov(rbp, 99);
    e.a.mov(rbx, 7);
    e.call_stub(helper_stub(helper).stub, {.terms = 3});
    e.a.lea(rax, ptr(rbp, rbx, 0, -106));
    e.a.add(rax, r11);
    e.a.shl(rax, 3);
    e.a.ret();
    e.publish();
    return fresh.run("call_last", {a, b});
  };
  Term half = *make_self_float(0.5), one = *make_self_float(1.0);
  EXPECT_EQ(answer(Helper::k_compare, make_small(1), half), "1");
  EXPECT_EQ(answer(Helper::k_compare, half, make_small(1)), "-1");
  EXPECT_EQ(answer(Helper::k_compare, one, make_small(1)), "0");
  EXPECT_EQ(answer(Helper::k_equal, one, make_small(1)), "1");
  EXPECT_EQ(answer(Helper::k_equal_exact, one, make_small(1)), "0");
  EXPECT_EQ(answer(Helper::k_equal_exact, one, one), "1");
}

// J11, J13 and tier-up. Compiles hot/1 to X + 10, so that it is seen to run; refuses the rest.
class TestCompiler final : public NativeCompiler {
 public:
  explicit TestCompiler(EmittedWorld& world) : world_(world) {}

  Result<CompileAnswer> compile(FunctionEntry& entry, const CompileLimits&) override {
    if (entry.name == world_.atom("deep")) {
      write_deep(world_);
      return CompileAnswer::kPublished;
    }
    if (entry.name != world_.atom("hot")) return Error{"it is not hot"};
    Emit e(world_, "hot", 1, 0);
    e.a.add(rax, 80);
    e.a.ret();
    e.publish();
    return CompileAnswer::kPublished;
  }

 private:
  EmittedWorld& world_;
};

TEST(EmittedCode, FunctionsAreCompiledAfterTheThreshold) {
  VmOptions options;
  options.jit_threshold = 5;
  EmittedWorld world(options);
  world.vm().set_compiler(std::make_unique<TestCompiler>(world));
  // Five calls interpreted, five compiled, and one through the export.
  EXPECT_EQ(world.run("heat_up", smalls({10})), std::to_string(5 + 50 + 11));
  std::vector<NativeTier::Refusal> refusals = world.vm().tier().refusals();
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].function, &world.function("heat", 2));
  EXPECT_EQ(refusals[0].reason, "it is not hot");
  EXPECT_EQ(world.function("heat", 2).calls.load(), 5u);  // it counts no more
}

TEST(EmittedCode, TracesCollapseCallsFromBeforeAndAfterCompilation) {
  EmittedWorld interpreted;
  for (int64_t n : {4, 5, 6, 7, 20}) {
    VmOptions options;
    options.jit_threshold = 3;
    EmittedWorld world(options);
    world.vm().set_compiler(std::make_unique<TestCompiler>(world));
    EXPECT_EQ(world.run("deep", smalls({n})), interpreted.run("deep", smalls({n})));
    EXPECT_NE(world.function("deep", 1).compiled.load(), nullptr);
  }
}

TEST(EmittedCode, ForcedCompilationEndsAtARefusal) {
  VmOptions options;
  options.jit = JitMode::kForce;
  EmittedWorld world(options);
  std::string report;
  world.vm().code().set_broken_report([&](std::string_view text) { report = text; });
  world.vm().set_compiler(std::make_unique<TestCompiler>(world));
  EXPECT_EQ(world.run("hot", smalls({1})), "11");
  EXPECT_EQ(world.run("heat_up", smalls({1})), "halted 1");
  EXPECT_EQ(report, "emitted:heat_up/1 cannot be compiled: it is not hot");
  EXPECT_EQ(world.vm().context().processes->count(),
            0u);  // it does not go on if the Vm is run again
}

TEST(EmittedCode, PositionsAreFoundByTheirExactAddressOnly) {
  EmittedWorld world;
  write_down(world);
  CodeServer& code = world.vm().code();
  const NativeCode& native = *world.function("down", 1).compiled.load();
  Word start = reinterpret_cast<Word>(native.positions.data());
  ASSERT_EQ(native.positions.size(), 2u);
  EXPECT_EQ(code.find_position(start), &native.positions[0]);
  EXPECT_EQ(code.find_position(start + sizeof(NativePosition)), &native.positions[1]);
  for (Word other :
       {start - 8, start + 1, start + 8, start + 2 * sizeof(NativePosition), Word{0}}) {
    EXPECT_EQ(code.find_position(other), nullptr);
  }
  EXPECT_EQ(code.find_native(native.begin), &native);
  EXPECT_EQ(code.find_native(native.begin - 1), nullptr);
  EXPECT_EQ(code.find_native(native.begin + native.bytes), nullptr);
  ASSERT_FALSE(native.returns.empty());
  EXPECT_NE(native.find_record(native.begin + native.returns[0]), nullptr);
  EXPECT_EQ(native.find_record(native.begin + native.returns[0] + 1), nullptr);
}

TEST(CodeMemory, IsOneMemoryThroughTwoViews) {
  CodeMemory memory(size_t{1} << 20);
  auto block = memory.allocate(100);
  ASSERT_TRUE(block.ok()) << block.error().message;
  EXPECT_NE(block->write, block->run);
  block->write[7] = 42;
  EXPECT_EQ(block->run[7], 42);
  auto next = memory.allocate(1);
  ASSERT_TRUE(next.ok());
  EXPECT_EQ(next->run - block->run, 128);
  int64_t distance =
      reinterpret_cast<int64_t>(block->run) - reinterpret_cast<int64_t>(&linac_interpreter_return);
  EXPECT_LT(std::abs(distance), int64_t{1} << 30);
  auto large = memory.allocate(size_t{1} << 20);
  ASSERT_FALSE(large.ok());
  EXPECT_NE(large.error().message.find("all 1024 KB are taken"), std::string::npos);
  EXPECT_DEATH(*const_cast<volatile uint8_t*>(block->run) = 1, "");
}

// Else perf does not look into its map file.
TEST(CodeMemory, HasNoFileOfItsOwn) {
  CodeMemory memory(size_t{1} << 20);
  auto block = memory.allocate(100);
  ASSERT_TRUE(block.ok());
  std::ostringstream start;
  start << std::hex << reinterpret_cast<uintptr_t>(block->run) << "-";
  std::ifstream maps("/proc/self/maps");
  std::string line, found;
  while (std::getline(maps, line)) {
    if (line.starts_with(start.str())) found = line;
  }
  EXPECT_NE(found.find(" r-xs "), std::string::npos) << found;
  EXPECT_NE(found.find(" /dev/zero"), std::string::npos) << found;
}

}  // namespace
}  // namespace linac::testing

#endif
