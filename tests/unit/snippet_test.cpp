// Single ops of the BEAM run as compiled code runs them: inputs in x0.., results in x0.. (snippet.h).
// The ops are those of the modules in tests/ir_build.
#include "runtime/interp/snippet.h"

#include <gtest/gtest.h>

#include "bifs/install.h"
#include "core/base/file.h"
#include "core/term/bits.h"
#include "core/term/map_flat.h"
#include "core/term/print.h"
#include "loader/snippet_shape.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/send.h"
#include "runtime/exec/spawn.h"
#include "runtime/interp/loop.h"
#include "runtime/memory/frame.h"
#include "runtime/run/worker.h"
#include "runtime/sched/scheduler.h"
#include "runtime/vm/vm.h"
#include "tests/unit/beam_builder.h"
#include "tests/unit/test_loader.h"
#include "tests/unit/test_space.h"

namespace linac {
namespace {

using B = BeamBuilder;

class SnippetTest : public testing::TestWithParam<uint32_t> {
 protected:
  SnippetTest() : vm_(options(), install_natives), space_(256) {}
  ~SnippetTest() override { end_process(); }

  static VmOptions options() {
    VmOptions options;
    options.gc_stress = GetParam();
    return options;
  }

  void load(const std::string& name) {
    std::string path = std::string(LINAC_SOURCE_DIR) + "/tests/ir_build/beam/" + name + ".beam";
    auto bytes = read_file(path);
    ASSERT_TRUE(bytes.ok()) << path;
    auto loaded = vm_.code().load(*bytes, path);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    instance_ = *loaded;
  }

  // The n-th op of that kind in a function.
  uint32_t find(std::string_view function_name, Opcode opcode, int n = 0) {
    const Module& module = *instance_->module;
    for (const Function& function : module.functions) {
      if (vm_.atoms().text(function.name) != function_name) continue;
      for (uint32_t i = 0; i < function.op_count; i++) {
        uint32_t index = function.first_op + i;
        if (module.ops[index].opcode == opcode && n-- == 0) return index;
      }
    }
    ADD_FAILURE() << "no such op in " << function_name;
    return 0;
  }

  // Begins to run the op, in a process of its own or in the one before, whose terms it may use.
  RunExit start(uint32_t op_index, std::vector<Term> inputs, bool same_process = false) {
    snippet_ = make_snippet(vm_.context(), *instance_, op_index);
    if (!same_process) {
      end_process();
      const Export& any = instance_->module->exports[0];
      ExportEntry* entry = vm_.code().export_entry(instance_->module->name, any.name, any.arity);
      process_ = make_process(vm_.context(), scheduler().memory, *entry, inputs);
      process_->scheduler = &scheduler();
    } else {
      push_process_end(*process_);
      process_->saved.assign(inputs.data(), static_cast<uint32_t>(inputs.size()));
    }
    process_->resume = snippet_.code.get();
    return go_on();
  }
  RunExit go_on() {
    process_->reductions_left = kSliceReductions;
    process_->heap.attach(scheduler().memory);
    return interpret(*process_, scheduler().registers);
  }
  void end_process() {
    if (!process_) return;
    process_->state.store(ProcessState::kDead);
    release_main(vm_.context(), *process_);
    process_ = nullptr;
  }

  Scheduler& scheduler() { return vm_.context().schedulers->first(); }
  std::string show(Term term) { return print_term(vm_.atoms(), term); }
  // Results as "1, value"; or the exit reason.
  std::string results(uint32_t count) {
    if (process_->exit_reason != atoms::kNormal) return show(process_->exit_reason);
    std::string text;
    for (uint32_t i = 0; i < count; i++) {
      Term x = scheduler().registers.x[i];
      text += (i == 0 ? "" : ", ") + (is_match_context(x) ? "context" : show(x));
    }
    return text;
  }
  std::string run(uint32_t op_index, std::vector<Term> inputs, bool same_process = false) {
    const Module& module = *instance_->module;
    const Op& op = module.ops[op_index];
    if (start(op_index, std::move(inputs), same_process) != RunExit::kFinish) return "suspended";
    bool is_catch = op.opcode == Opcode::kCatchEnd;
    return results(is_catch ? 1 : snippet_shape(module, op).result_count());
  }
  Term x(uint32_t index) { return scheduler().registers.x[index]; }
  Term atom(std::string_view text) { return *vm_.atoms().intern(text); }
  Term bytes(std::string_view text) { return make_binary(text, *space_); }
  Term tuple(Term a, Term b) { return space_->tuple_of(a, b); }

  Vm vm_;
  TestSpace space_;
  ModuleInstance* instance_ = nullptr;
  Snippet snippet_;
  Process* process_ = nullptr;
};

INSTANTIATE_TEST_SUITE_P(Collecting, SnippetTest, testing::Values(0, 1));

TEST_P(SnippetTest, FlagAndResultOfAnOpWithALabel) {
  load("ib_bits");
  uint32_t op = find("tail", Opcode::kBsStartMatch3);
  EXPECT_EQ(run(op, {bytes("abc")}), "1, context");
  EXPECT_EQ(run(op, {make_small(7)}), "0, []");
}

TEST_P(SnippetTest, ResultsOfABsMatch) {
  load("ib_bits");
  uint32_t start_op = find("fields", Opcode::kBsStartMatch3);
  uint32_t match = find("fields", Opcode::kBsMatch);
  std::string_view good("\x1f\xff\x04\x03\x02\x01\x3f\xf8\0\0\0\0\0\0xyz.", 18);
  ASSERT_EQ(run(start_op, {bytes(good)}), "1, context");
  Term context = x(1);
  EXPECT_EQ(run(match, {context}, true), "1, 1, -1, 16909060");
  ASSERT_EQ(run(start_op, {bytes("short")}), "1, context");
  EXPECT_EQ(run(match, {x(1)}, true), "0, [], [], []");
}

TEST_P(SnippetTest, InputsKeepTheirOrder) {
  load("ib_bits");
  uint32_t create = find("append", Opcode::kBsCreateBin);
  EXPECT_EQ(run(create, {bytes("ab"), make_small(0x41)}), "<<97,98,0,65,1,116,101,120,116,65>>");
  EXPECT_EQ(run(create, {bytes("ab"), atom("x")}).substr(0, 8), "{badarg,");
}

TEST_P(SnippetTest, MapsWithoutAndWithKeys) {
  load("ib_data");
  uint32_t op = find("more_maps", Opcode::kPutMapAssoc);
  Term map = make_flat_map(space_->tuple_of(atom("k")), *space_);
  payload(map)[1] = make_small(1).bits;
  EXPECT_EQ(run(op, {map, make_small(7)}), "#{d => 7,k => 1}");
  EXPECT_EQ(run(op, {make_small(3), make_small(7)}).substr(0, 12), "{{badmap,3},");
}

TEST_P(SnippetTest, ReceivingWithoutAndWithAMessage) {
  load("ib_receive");
  uint32_t loop_rec = find("one", Opcode::kLoopRec), wait = find("one", Opcode::kWait);
  EXPECT_EQ(run(loop_rec, {}), "0, []");
  ASSERT_EQ(start(wait, {}, true), RunExit::kWait);
  ASSERT_TRUE(send_message(*process_, process_->pid, tuple(atom("a"), make_small(1))));
  EXPECT_EQ(go_on(), RunExit::kFinish);
  EXPECT_EQ(run(loop_rec, {}, true), "1, {a,1}");
  EXPECT_TRUE(process_->matching);  // the heap is not there yet
  EXPECT_EQ(run(find("one", Opcode::kLoopRecEnd), {}, true), "");
  EXPECT_FALSE(process_->matching);
  EXPECT_EQ(run(loop_rec, {}, true), "0, []");
}

TEST_P(SnippetTest, WaitingWithATime) {
  load("ib_receive");
  uint32_t op = find("timeout", Opcode::kWaitTimeout);
  EXPECT_EQ(run(op, {make_small(0)}), "1");
  EXPECT_EQ(run(op, {make_small(-1)}).substr(0, 15), "{timeout_value,");
  ASSERT_EQ(start(op, {make_small(100'000)}), RunExit::kWait);
  EXPECT_EQ(go_on(), RunExit::kFinish);  // a message has come
  EXPECT_EQ(results(1), "0");
  ASSERT_EQ(start(op, {make_small(100'000)}), RunExit::kWait);
  process_->deadline = 1;  // long past, when the process comes back to the op
  EXPECT_EQ(run(op, {kNil}, true), "1");
}

TEST_P(SnippetTest, SendGivesTheMessage) {
  load("ib_receive");
  uint32_t op = find("send", Opcode::kSend);
  EXPECT_EQ(run(op, {atom("nobody"), make_small(1)}).substr(0, 8), "{badarg,");
  ASSERT_EQ(run(find("one", Opcode::kLoopRec), {}), "0, []");
  EXPECT_EQ(run(op, {process_->pid, make_small(5)}, true), "5");
  EXPECT_EQ(run(find("one", Opcode::kLoopRec), {}, true), "1, 5");
}

TEST_P(SnippetTest, WhatCatchGives) {
  load("ib_try");
  uint32_t op = find("catch", Opcode::kCatchEnd);
  EXPECT_EQ(run(op, {atoms::kThrow, make_small(1), kNil}), "1");
  EXPECT_EQ(run(op, {atoms::kExit, make_small(1), kNil}), "{'EXIT',1}");
  EXPECT_EQ(run(op, {atoms::kError, make_small(1), kNil}), "{'EXIT',{1,[]}}");
}

TEST_P(SnippetTest, CallsRaise) {
  load("ib_control");
  EXPECT_EQ(run(find("raises", Opcode::kCallExt), {}).substr(0, 23), "{{unsupported_opcode,7}");
}

// Outputs that lie where others have to go.
TEST(SnippetShape, NumbersReadRegistersFirst) {
  BeamBuilder b("m");
  b.function("f", 2, 2);
  b.op(Opcode::kBsStartMatch3, {B::f(1), B::x(1), B::u(2), B::x(0)});
  b.op(Opcode::kMove, {B::i(1), B::x(0)}).op(Opcode::kReturn);
  TestLoader loader;
  auto module = loader.load(b.build());
  ASSERT_TRUE(module.ok()) << module.error().message;
  const Op* op = nullptr;
  for (const Op& each : (*module)->ops) {
    if (each.opcode == Opcode::kBsStartMatch3) op = &each;
  }
  SnippetShape shape = snippet_shape(**module, *op);
  ASSERT_EQ(shape.registers.size(), 2u);
  EXPECT_EQ(shape.registers[0].index(), 1u);
  EXPECT_EQ(shape.registers[1].index(), 0u);
  EXPECT_EQ(shape.input_count, 1u);
  EXPECT_EQ(shape.outputs, std::vector<uint32_t>{1});
  EXPECT_TRUE(shape.has_flag);
}

}  // namespace
}  // namespace linac
