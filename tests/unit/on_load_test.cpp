// Modules with an on_load function, called by other processes, and a module named erlang.
#include "runtime/exec/on_load.h"

#include <gtest/gtest.h>

#include "bifs/install.h"
#include "runtime/exec/spawn.h"
#include "runtime/run/worker.h"
#include "runtime/sched/scheduler.h"
#include "runtime/vm/vm.h"
#include "tests/unit/beam_builder.h"

namespace linac {
namespace {

using enum Opcode;
using B = BeamBuilder;

class OnLoad : public testing::Test {
 protected:
  OnLoad() : vm_(options(), install_natives) {
    vm_.code().set_broken_report([this](std::string_view text) { reports_ += text; });
  }

  static VmOptions options() {
    VmOptions result;
    result.gc_stress = 1;
    result.discard_output = true;
    return result;
  }

  // Module m: run/0 gives 7; what init/0 does after its on_load op is `body`'s.
  template <class Body>
  void load(Body body) {
    B b("m");
    b.function("run", 0, 2).op(kMove, {B::i(7), B::x(0)}).op(kReturn);
    b.function("init", 0, 4, false).op(kOnLoad);
    body(b);
    auto loaded = vm_.code().load(b.build(), "m.beam");
    ASSERT_TRUE(loaded) << loaded.error().message;
  }

  Process* start(std::string_view module, std::string_view function,
                 std::span<const Term> arguments = {}) {
    ExportEntry* entry = vm_.code().export_entry(atom(module), atom(function),
                                                 static_cast<uint32_t>(arguments.size()));
    Process* process = start_process(vm_.context(), *entry, arguments);
    process->keep_when_ended = true;
    return process;
  }

  // What m:run() gives, or the reason of its exception.
  Term call_run() { return outcome(*start("m", "run")); }

  Term outcome(Process& process) {
    EXPECT_EQ(run_until_ended(vm_.context(), process), RunResult::kEnded);
    Term result = kNoTerm;
    if (process.exit_class == kNoTerm) {
      result = process.saved[0];
    } else if (is_tuple_of(process.exit_reason, 2)) {
      result = tuple_element(process.exit_reason, 0);
    }
    return result;
  }

  Term atom(std::string_view text) { return *vm_.atoms().intern(text); }

  Vm vm_;
  std::string reports_;
};

TEST_F(OnLoad, TheModuleIsThereAfterOk) {
  load([](B& b) { b.op(kMove, {b.atom("ok"), B::x(0)}).op(kReturn); });
  EXPECT_EQ(vm_.code().find_module(atom("m")), nullptr);
  EXPECT_EQ(call_run(), make_small(7));
  EXPECT_NE(vm_.code().find_module(atom("m")), nullptr);
  EXPECT_EQ(call_run(), make_small(7));
  EXPECT_EQ(reports_, "");
}

TEST_F(OnLoad, AnotherResultLeavesTheModuleOut) {
  load([](B& b) { b.op(kMove, {b.atom("no"), B::x(0)}).op(kReturn); });
  EXPECT_EQ(call_run(), atoms::kUndef);
  EXPECT_EQ(call_run(), atoms::kUndef);
  EXPECT_EQ(vm_.code().find_module(atom("m")), nullptr);
  EXPECT_EQ(reports_, "m.beam: the on_load function of module m returned no, not ok");
}

TEST_F(OnLoad, AnExceptionLeavesTheModuleOut) {
  load([](B& b) { b.op(kBadMatch, {B::i(1)}); });
  EXPECT_EQ(call_run(), atoms::kUndef);
  EXPECT_NE(reports_.find("of module m ended with {{badmatch,1},"), std::string::npos) << reports_;
}

TEST_F(OnLoad, ItsOwnExportsAreUndefinedToIt) {
  load([](B& b) {
    b.op(kAllocate, {B::u(0), B::u(0)}).op(kCallExt, {B::u(0), b.import("m", "run", 0)});
    b.op(kMove, {b.atom("ok"), B::x(0)}).op(kDeallocate, {B::u(0)}).op(kReturn);
  });
  EXPECT_EQ(call_run(), atoms::kUndef);
  EXPECT_NE(reports_.find("{undef,[{m,run,[],[]}"), std::string::npos) << reports_;
}

// It sleeps; two processes wait for it, one of them with messages in its mailbox.
TEST_F(OnLoad, CallersWaitForIt) {
  load([](B& b) {
    b.label(5).op(kWaitTimeout, {B::f(5), B::i(20)}).op(kTimeout);
    b.op(kMove, {b.atom("ok"), B::x(0)}).op(kReturn);
  });
  Process* first = start("m", "run");
  Process* second = start("m", "run");
  Fragment* message = Fragment::make(vm_.context().schedulers->first().memory.pool, 0);
  message->root = kNil;
  Schedulers& group = *vm_.context().schedulers;
  ASSERT_TRUE(group.send(group.first(), *first, message));
  EXPECT_EQ(outcome(*first), make_small(7));  // the first that waited is the first to go on
  EXPECT_EQ(outcome(*second), make_small(7));
}

TEST_F(OnLoad, EnsureLoadedWaitsAndSaysWhatCameOfIt) {
  load([](B& b) {
    b.label(5).op(kWaitTimeout, {B::f(5), B::i(5)}).op(kTimeout);
    b.op(kMove, {b.atom("no"), B::x(0)}).op(kReturn);
  });
  Term module[] = {atom("m")};
  Term answer = outcome(*start("code", "ensure_loaded", module));
  ASSERT_TRUE(is_tuple_of(answer, 2));
  EXPECT_EQ(tuple_element(answer, 0), atoms::kError);
  EXPECT_EQ(tuple_element(answer, 1), atom("on_load_failure"));
}

TEST_F(OnLoad, AFunctionWithArgumentsIsRefused) {
  B b("m");
  b.function("init", 2, 2).op(kOnLoad).op(kMove, {B::x(1), B::x(0)}).op(kReturn);
  auto loaded = vm_.code().load(b.build(), "m.beam");
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("takes arguments"), std::string::npos)
      << loaded.error().message;
}

TEST_F(OnLoad, NobodyReplacesErlang) {
  B b("erlang");
  b.function("run", 0, 2).op(kMove, {B::i(7), B::x(0)}).op(kReturn);
  auto loaded = vm_.code().load(b.build(), "erlang.beam");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message,
            "erlang.beam: module erlang is part of the VM and cannot be replaced");
}

}  // namespace
}  // namespace linac
