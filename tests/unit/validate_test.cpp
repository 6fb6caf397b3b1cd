// What validation refuses, what it accepts, and the facts that it finds: on modules written for it.
#include "loader/validate.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/beam_builder.h"
#include "tests/unit/test_loader.h"

namespace linac {
namespace {

using B = BeamBuilder;
using enum Opcode;
using Write = std::function<void(B&)>;

// A module whose function f/arity, exported, starts at label 2 and has `write`'s instructions.
ByteVector module_of(uint32_t arity, const Write& write) {
  B b("m");
  b.function("f", arity, 2);
  write(b);
  return b.build();
}

std::string refusal(uint32_t arity, const Write& write) {
  TestLoader loader;
  return loader.refusal(module_of(arity, write));
}

std::unique_ptr<Module> accepted(TestLoader& loader, uint32_t arity, const Write& write) {
  auto module = loader.load(module_of(arity, write));
  EXPECT_TRUE(module.ok()) << (module ? "" : module.error().message);
  return module ? std::move(*module) : nullptr;
}

// The facts of the first op of that kind.
const OpFacts& facts_of(const Module& module, Opcode opcode) {
  size_t i = 0;
  while (module.ops[i].opcode != opcode) i++;
  return module.facts[i];
}

struct Refused {
  const char* name;
  uint32_t arity;
  Write write;
  const char* reason;
};

void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }

class RefusedTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTest, NamesFunctionAndInstruction) {
  std::string message = refusal(GetParam().arity, GetParam().write);
  EXPECT_NE(message.find("test.beam: chunk Code: function f/"), std::string::npos) << message;
  EXPECT_NE(message.find(", instruction "), std::string::npos) << message;
  EXPECT_NE(message.find(GetParam().reason), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Code, RefusedTest,
    testing::Values(
        Refused{"UnknownOpcode", 0, [](B& b) { b.raw({192}); }, "unknown opcode 192"},
        Refused{"FallsOffTheEnd", 1,
                [](B& b) {
                  b.op(kMove, {B::x(0), B::x(1)});
                },
                "the function's end is reached"},
        Refused{"UnsetX", 0, [](B& b) { b.op(kReturn); }, "not set"},
        Refused{"UnsetOnOnePath", 1,
                [](B& b) {
                  b.op(kIsNil, {B::f(3), B::x(0)}).op(kMove, {B::i(1), B::x(1)}).label(3);
                  b.op(kMove, {B::x(1), B::x(0)}).op(kReturn);
                },
                "reads a register that is not set on every path"},
        Refused{"XSurvivesNoCall", 2,
                [](B& b) {
                  b.op(kAllocate, {B::u(0), B::u(2)}).op(kCall, {B::u(2), B::f(2)});
                  b.op(kMove, {B::x(1), B::x(0)}).op(kDeallocate, {B::u(0)}).op(kReturn);
                },
                "reads a register that is not set on every path"},
        Refused{"LiveTooHigh", 1,
                [](B& b) {
                  b.op(kTestHeap, {B::u(2), B::u(2)}).op(kReturn);
                },
                "counted as live"},
        Refused{"YWithoutFrame", 1,
                [](B& b) {
                  b.op(kMove, {B::x(0), B::y(0)}).op(kReturn);
                },
                "outside the stack frame"},
        Refused{"YPastFrame", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(1)}).op(kMove, {B::x(0), B::y(1)}).op(kReturn);
                },
                "outside the stack frame"},
        Refused{"UnsetYAtCall", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(1)}).op(kCall, {B::u(1), B::f(2)});
                  b.op(kDeallocate, {B::u(1)}).op(kReturn);
                },
                "a Y register is not set"},
        Refused{"ReturnWithFrame", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(0), B::u(1)}).op(kReturn);
                },
                "returns with a stack frame"},
        Refused{"CallWithoutFrame", 1,
                [](B& b) {
                  b.op(kCall, {B::u(1), B::f(2)}).op(kReturn);
                },
                "calls without a stack frame"},
        Refused{"WrongDeallocate", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(0), B::u(1)}).op(kDeallocate, {B::u(1)}).op(kReturn);
                },
                "another size"},
        Refused{"FramesDiffer", 1,
                [](B& b) {
                  b.op(kIsNil, {B::f(3), B::x(0)}).op(kAllocate, {B::u(0), B::u(1)}).label(3);
                  b.op(kReturn);
                },
                "paths with different stack frames meet"},
        Refused{"WrongTrim", 1,
                [](B& b) {
                  b.op(kAllocateZero, {B::u(2), B::u(1)}).op(kTrim, {B::u(1), B::u(2)});
                },
                "trims a stack frame of another size"},
        Refused{"ForeignLabel", 1,
                [](B& b) { b.op(kJump, {B::f(4)}).function("g", 1, 4).op(kReturn); },
                "a label of another function"},
        Refused{"CallInsideFunction", 1,
                [](B& b) {
                  b.op(kCallOnly, {B::u(1), B::f(1)});
                },
                "calls a label inside a function"},
        Refused{"CallOtherArity", 1,
                [](B& b) {
                  b.op(kCallOnly, {B::u(0), B::f(2)});
                },
                "another arity"},
        Refused{"NoSuchImport", 1,
                [](B& b) {
                  b.op(kCallExtOnly, {B::u(1), B::u(0)});
                },
                "no such import"},
        Refused{"UnreservedList", 1,
                [](B& b) {
                  b.op(kPutList, {B::x(0), B::nil(), B::x(0)}).op(kReturn);
                },
                "not covered by a reservation"},
        Refused{"ReservedBeforeCall", 1,
                [](B& b) {
                  b.op(kAllocateHeap, {B::u(0), B::u(2), B::u(1)}).op(kCall, {B::u(1), B::f(2)});
                  b.op(kPutList, {B::x(0), B::nil(), B::x(0)}).op(kDeallocate, {B::u(0)});
                  b.op(kReturn);
                },
                "not covered by a reservation"},
        Refused{"BuildsInLoop", 1,
                [](B& b) {
                  b.op(kTestHeap, {B::u(9), B::u(1)}).label(3);
                  b.op(kPutList, {B::x(0), B::nil(), B::x(0)}).op(kJump, {B::f(3)});
                },
                "not covered by a reservation"},
        Refused{"UnsetFloat", 0,
                [](B& b) {
                  b.op(kFAdd, {B::f(0), B::fr(0), B::fr(1), B::fr(0)});
                },
                "float register that is not set"},
        Refused{"OddSelect", 1,
                [](B& b) {
                  b.op(kSelectVal, {B::x(0), B::f(1), B::list({B::i(1)})});
                },
                "half a pair"},
        Refused{"SelectRegister", 1,
                [](B& b) {
                  b.op(kSelectVal, {B::x(0), B::f(1), B::list({B::x(0), B::f(1)})});
                },
                "wrong kind"},
        Refused{"SetTupleElementAlone", 1,
                [](B& b) {
                  b.op(kSetTupleElement, {B::i(1), B::x(0), B::u(0)}).op(kReturn);
                },
                "not just been made by setelement/3"},
        Refused{"RemoveWithoutMessage", 0, [](B& b) { b.op(kRemoveMessage).op(kIfEnd); },
                "no message is being looked at"},
        Refused{"MessageKeptInY", 0,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(0)}).op(kInitYregs, {B::list({B::y(0)})});
                  b.label(3).op(kLoopRec, {B::f(4), B::x(0)}).op(kMove, {B::x(0), B::y(0)});
                  b.op(kLoopRecEnd, {B::f(3)}).label(4).op(kWait, {B::f(3)});
                },
                "a part of a message that stays in the queue"},
        Refused{"MessageIntoOlderTuple", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(1)}).op(kMove, {B::nil(), B::y(0)});
                  b.op(kMove, {B::i(1), B::x(2)});
                  b.op(kMove, {B::x(0), B::x(1)}).op(kMove, {B::i(1), B::x(0)});
                  b.op(kCallExt, {B::u(3), b.import("erlang", "setelement", 3)});
                  b.op(kMove, {B::x(0), B::y(0)});
                  b.label(3).op(kLoopRec, {B::f(4), B::x(0)});
                  b.op(kSetTupleElement, {B::x(0), B::y(0), B::u(0)});
                  b.op(kLoopRecEnd, {B::f(3)}).label(4).op(kWait, {B::f(3)});
                },
                "not just been made by setelement/3"},
        Refused{"HugeElement", 1,
                [](B& b) {
                  b.op(kGetTupleElement, {B::x(0), B::u(1 << 24), B::x(0)}).op(kReturn);
                },
                "out of range"},
        Refused{"UpdateRecordOrder", 1,
                [](B& b) {
                  b.op(kTestHeap, {B::u(4), B::u(1)});
                  b.op(kUpdateRecord, {b.atom("copy"), B::u(3), B::x(0), B::x(0),
                                       B::list({B::u(2), B::i(1), B::u(1), B::i(2)})});
                },
                "out of range"}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Handlers, RefusedTest,
    testing::Values(
        Refused{"ReadsSlot", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
                  b.op(kMove, {B::y(0), B::x(0)}).label(3).op(kTryCase, {B::y(0)}).op(kIfEnd);
                },
                "reads the slot of a try or catch"},
        Refused{"OverwritesSlot", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
                  b.op(kMove, {B::x(0), B::y(0)}).label(3).op(kTryCase, {B::y(0)}).op(kIfEnd);
                },
                "overwrites the slot"},
        Refused{"InnerHasHigherY", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(2), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
                  b.op(kTry, {B::y(1), B::f(4)}).label(3).op(kTryCase, {B::y(0)}).op(kIfEnd);
                  b.label(4).op(kTryCase, {B::y(1)}).op(kIfEnd);
                },
                "has the higher Y register"},
        Refused{"EndsOuter", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(2), B::u(1)}).op(kTry, {B::y(1), B::f(3)});
                  b.op(kTry, {B::y(0), B::f(4)}).op(kTryEnd, {B::y(1)});
                  b.label(3).op(kTryCase, {B::y(1)}).op(kIfEnd);
                  b.label(4).op(kTryCase, {B::y(0)}).op(kIfEnd);
                },
                "not the innermost"},
        Refused{"LeavesInside", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
                  b.op(kDeallocate, {B::u(1)}).op(kReturn);
                  b.label(3).op(kTryCase, {B::y(0)}).op(kIfEnd);
                },
                "leaves the stack frame inside"},
        Refused{"HandlerElsewhere", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
                  b.op(kIfEnd).label(3).op(kIfEnd);
                },
                "no try_case of its slot"},
        Refused{"TryCaseWithoutException", 1,
                [](B& b) {
                  b.op(kAllocate, {B::u(1), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
                  b.op(kMove, {B::i(1), B::x(0)}).label(3).op(kTryCase, {B::y(0)}).op(kIfEnd);
                },
                "is reached without an exception"},
        Refused{"HandlersDiffer", 1,
                [](B& b) {
                  b.op(kAllocateZero, {B::u(1), B::u(1)}).op(kIsNil, {B::f(3), B::x(0)});
                  b.op(kTry, {B::y(0), B::f(4)}).label(3).op(kIfEnd);
                  b.label(4).op(kTryCase, {B::y(0)}).op(kIfEnd);
                },
                "paths with different handlers meet"}),
    [](const auto& info) { return info.param.name; });

B::Arg start_match(B& b) {
  b.op(kBsStartMatch3, {B::f(1), B::x(0), B::u(1), B::x(1)});
  return B::x(1);
}

INSTANTIATE_TEST_SUITE_P(
    Bits, RefusedTest,
    testing::Values(
        Refused{"ContextAsTerm", 1,
                [](B& b) {
                  start_match(b);
                  b.op(kMove, {B::x(1), B::x(0)}).op(kReturn);
                },
                "as a term"},
        Refused{"TermAsContext", 1,
                [](B& b) {
                  b.op(kBsTestTail2, {B::f(1), B::x(0), B::u(0)}).op(kReturn);
                },
                "no match context"},
        Refused{"PositionOfNothing", 1,
                [](B& b) {
                  start_match(b);
                  b.op(kBsSetPosition, {B::x(1), B::x(0)}).op(kReturn);
                },
                "no match position"},
        Refused{"ReadsTooMuch", 1,
                [](B& b) {
                  b.op(kBsMatch, {B::f(1), start_match(b),
                                  B::list({b.atom("ensure_at_least"), B::u(8), B::u(1),
                                           b.atom("skip"), B::u(9)})});
                  b.op(kReturn);
                },
                "more bits than were tested for"},
        Refused{"SizeOverflows", 1,
                [](B& b) {
                  b.op(kBsMatch,
                       {B::f(1), start_match(b),
                        B::list({b.atom("ensure_at_least"), B::u(8), B::u(1), b.atom("binary"),
                                 B::u(2), B::nil(), B::u(int64_t{1} << 46), B::u(256), B::x(2)})});
                  b.op(kReturn);
                },
                "more bits than were tested for"},
        Refused{"UnknownCommand", 1,
                [](B& b) {
                  b.op(kBsMatch, {B::f(1), start_match(b), B::list({b.atom("jump")})});
                },
                "unknown command"},
        Refused{"CutCommand", 1,
                [](B& b) {
                  b.op(kBsMatch, {B::f(1), start_match(b), B::list({b.atom("skip")})});
                },
                "cut short"},
        Refused{"FillsNothing", 1,
                [](B& b) {
                  b.op(kBsPutInteger, {B::f(0), B::i(8), B::u(1), B::u(0), B::x(0)}).op(kReturn);
                },
                "no binary has been started"},
        Refused{"StringPastTable", 1,
                [](B& b) {
                  b.op(kBsCreateBin,
                       {B::f(0), B::u(0), B::u(1), B::u(8), B::x(0),
                        B::list({b.atom("string"), B::u(0), B::u(8), B::nil(), B::u(0), B::i(5)})});
                },
                "outside the string table"},
        Refused{"UnknownSegment", 1,
                [](B& b) {
                  b.op(kBsCreateBin,
                       {B::f(0), B::u(0), B::u(1), B::u(8), B::x(0),
                        B::list({b.atom("int"), B::u(0), B::u(8), B::nil(), B::x(0), B::i(5)})});
                },
                "unknown kind of segment"}),
    [](const auto& info) { return info.param.name; });

TEST(ValidateFacts, HeapNeedIsCountedInOurLayout) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kTestHeap, {B::u(0), B::u(1)}).op(kIsNil, {B::f(3), B::x(0)});
    b.op(kPutTuple2, {B::x(0), B::list({B::x(0), B::i(1), B::i(2)})}).op(kReturn);
    b.label(3).op(kPutList, {B::x(0), B::nil(), B::x(0)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  EXPECT_EQ(facts_of(*module, kTestHeap).heap_words, tuple_words(3));
  EXPECT_EQ(facts_of(*module, kTestHeap).live, 1);
}

TEST(ValidateFacts, EachReservationCountsToTheNext) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kTestHeap, {B::u(0), B::u(1)}).op(kPutList, {B::x(0), B::nil(), B::x(0)});
    b.op(kPutList, {B::x(0), B::nil(), B::x(0)});
    b.op(kAllocateHeap, {B::u(0), B::u(0), B::u(1)});
    b.op(kPutList, {B::x(0), B::nil(), B::x(0)}).op(kDeallocate, {B::u(0)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  EXPECT_EQ(facts_of(*module, kTestHeap).heap_words, 2 * kConsWords);
  EXPECT_EQ(facts_of(*module, kAllocateHeap).heap_words, kConsWords);
}

TEST(ValidateFacts, TestsProveWhatFollows) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kIsTuple, {B::f(1), B::x(0)}).op(kTestArity, {B::f(1), B::x(0), B::u(2)});
    b.op(kGetTupleElement, {B::x(0), B::u(1), B::x(0)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  EXPECT_NE(facts_of(*module, kTestArity).flags & kProved, 0);
  EXPECT_NE(facts_of(*module, kGetTupleElement).flags & kProved, 0);
}

TEST(ValidateFacts, AJoinForgetsTheProof) {
  TestLoader loader;
  auto module = accepted(loader, 2, [](B& b) {
    b.op(kIsNil, {B::f(3), B::x(1)}).op(kIsNonemptyList, {B::f(1), B::x(0)}).label(3);
    b.op(kGetHd, {B::x(0), B::x(0)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  EXPECT_EQ(facts_of(*module, kGetHd).flags & kProved, 0);
}

TEST(ValidateFacts, ATooSmallTupleProvesNothing) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kIsTaggedTuple, {B::f(1), B::x(0), B::u(2), b.atom("t")});
    b.op(kGetTupleElement, {B::x(0), B::u(2), B::x(0)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  EXPECT_EQ(facts_of(*module, kGetTupleElement).flags & kProved, 0);
}

TEST(ValidateFacts, ATypeHintProvesNothing) {
  TestLoader loader;
  ByteVector types;
  B::append_u32(types, 4);
  B::append_u32(types, 1);
  types.insert(types.end(), {0x08, 0x00});  // tuple
  B b("m");
  b.function("f", 1, 2).chunk("Type", types);
  b.op(kGetTupleElement, {B::typed_x(0, 0), B::u(0), B::x(0)}).op(kReturn);
  auto module = loader.load(b.build());
  ASSERT_TRUE(module.ok()) << module.error().message;
  EXPECT_EQ((*module)->operands_of((*module)->ops[3])[0].type_hint(), 0u);
  EXPECT_EQ(facts_of(**module, kGetTupleElement).flags & kProved, 0);
}

TEST(ValidateFacts, CallersProveForUnexportedFunctions) {
  auto build = [](bool exported) {
    B b("m");
    b.function("f", 1, 2).op(kTestHeap, {B::u(3), B::u(1)});
    b.op(kPutTuple2, {B::x(0), B::list({B::x(0), B::x(0)})}).op(kCallOnly, {B::u(1), B::f(4)});
    b.function("g", 1, 4, exported).op(kGetTupleElement, {B::x(0), B::u(1), B::x(0)}).op(kReturn);
    return b.build();
  };
  TestLoader loader;
  auto hidden = loader.load(build(false));
  auto exported = loader.load(build(true));
  ASSERT_TRUE(hidden.ok() && exported.ok());
  EXPECT_NE(facts_of(**hidden, kGetTupleElement).flags & kProved, 0);
  EXPECT_EQ(facts_of(**exported, kGetTupleElement).flags & kProved, 0);
}

TEST(ValidateFacts, HandlerIsTheInnermost) {
  TestLoader loader;
  auto module = accepted(loader, 0, [](B& b) {
    b.op(kAllocate, {B::u(2), B::u(0)}).op(kCatch, {B::y(1), B::f(3)});
    b.op(kTry, {B::y(0), B::f(4)}).op(kCall, {B::u(0), B::f(2)}).op(kTryEnd, {B::y(0)});
    b.label(3).op(kCatchEnd, {B::y(1)}).op(kDeallocate, {B::u(2)}).op(kReturn);
    b.label(4).op(kTryCase, {B::y(0)}).op(kMove, {B::x(1), B::x(0)}).op(kJump, {B::f(3)});
  });
  ASSERT_TRUE(module);
  uint32_t handler = facts_of(*module, kCall).handler;
  ASSERT_NE(handler, kNoIndex);
  EXPECT_EQ(module->ops[handler].opcode, kTryCase);
  EXPECT_EQ(module->ops[facts_of(*module, kTryEnd).handler].opcode, kTryCase);
  EXPECT_EQ(module->ops[facts_of(*module, kMove).handler].opcode, kCatchEnd);
  EXPECT_EQ(facts_of(*module, kDeallocate).handler, kNoIndex);
  EXPECT_EQ(facts_of(*module, kCall).frame, 2);
  EXPECT_EQ(facts_of(*module, kReturn).frame, -1);
}

TEST(ValidateFacts, UnsetYAreListedWhereSomethingMayRaise) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kAllocate, {B::u(2), B::u(1)}).op(kMove, {B::x(0), B::y(1)});
    b.op(kGetHd, {B::x(0), B::x(0)}).op(kMove, {B::x(0), B::y(0)});
    b.op(kCall, {B::u(1), B::f(2)}).op(kDeallocate, {B::u(2)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  EXPECT_NE(facts_of(*module, kGetHd).flags & kUnsetY, 0);
  EXPECT_EQ(facts_of(*module, kCall).flags & kUnsetY, 0);
  auto unset =
      module->unset_y_of(static_cast<uint32_t>(&facts_of(*module, kGetHd) - module->facts.data()));
  ASSERT_EQ(unset.size(), 1u);
  EXPECT_EQ(unset[0].y, 0u);
}

TEST(ValidateFacts, MessageIsMarkedUntilItIsRemoved) {
  TestLoader loader;
  auto module = accepted(loader, 0, [](B& b) {
    b.op(kAllocate, {B::u(0), B::u(0)}).label(3).op(kLoopRec, {B::f(4), B::x(0)});
    b.op(kIsNil, {B::f(5), B::x(0)}).op(kRemoveMessage).op(kDeallocate, {B::u(0)}).op(kReturn);
    b.label(5).op(kLoopRecEnd, {B::f(3)}).label(4).op(kWait, {B::f(3)});
  });
  ASSERT_TRUE(module);
  EXPECT_NE(facts_of(*module, kIsNil).flags & kMessagePeeked, 0);
  EXPECT_NE(facts_of(*module, kLoopRecEnd).flags & kMessagePeeked, 0);
  EXPECT_EQ(facts_of(*module, kWait).flags & kMessagePeeked, 0);
  EXPECT_EQ(facts_of(*module, kReturn).flags & kMessagePeeked, 0);
}

// What compilers emit and a simpler validation would refuse.

TEST(ValidateAccepts, PartsOfATakenMessageInY) {
  TestLoader loader;
  auto module = accepted(loader, 0, [](B& b) {
    b.op(kAllocate, {B::u(1), B::u(0)}).op(kInitYregs, {B::list({B::y(0)})});
    b.label(3).op(kLoopRec, {B::f(4), B::x(0)}).op(kMove, {b.atom("a"), B::y(0)});
    b.op(kIsNil, {B::f(5), B::x(0)}).op(kMove, {B::x(0), B::y(0)}).op(kRemoveMessage);
    b.op(kMove, {B::y(0), B::x(0)}).op(kDeallocate, {B::u(1)}).op(kReturn);
    b.label(5).op(kLoopRecEnd, {B::f(3)}).label(4).op(kWait, {B::f(3)});
  });
  ASSERT_TRUE(module);
  EXPECT_EQ(module->functions[0].lacking_op, kNoIndex);
}

TEST(ValidateAccepts, ContextsPassedToFunctionsOfTheModule) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    start_match(b);
    b.op(kMove, {B::x(1), B::x(0)}).op(kCallOnly, {B::u(1), B::f(4)});
    b.function("g", 1, 4, false);
    b.op(kBsStartMatch4, {b.atom("resume"), B::u(1), B::x(0), B::x(0)});
    b.op(kBsGetTail, {B::x(0), B::x(0), B::u(1)}).op(kReturn);
  });
  EXPECT_TRUE(module);
}

TEST(ValidateAccepts, NothingAfterACallThatNeverReturns) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kAllocate, {B::u(0), B::u(1)}).op(kCall, {B::u(1), B::f(4)});
    b.function("g", 1, 4, false).op(kCallExtOnly, {B::u(1), b.import("erlang", "error", 1)});
  });
  ASSERT_TRUE(module);
  EXPECT_NE(facts_of(*module, kCall).flags & kFallsOff, 0);
  EXPECT_NE(facts_of(*module, kCallExt).flags & kFallsOff, 0);
  EXPECT_EQ(facts_of(*module, kCallExt).frame, -1);
}

TEST(ValidateAccepts, ATryCaseAfterACallThatNeverReturns) {
  TestLoader loader;
  auto module = accepted(loader, 0, [](B& b) {
    b.op(kAllocate, {B::u(1), B::u(0)}).op(kTry, {B::y(0), B::f(3)}).op(kCall, {B::u(0), B::f(2)});
    b.label(3).op(kTryCase, {B::y(0)}).op(kDeallocate, {B::u(1)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  uint32_t handler = facts_of(*module, kCall).handler;
  ASSERT_EQ(module->ops[handler].opcode, kTryCase);
  EXPECT_EQ(module->ops[handler - 1].opcode, kIfEnd);  // the way without an exception
  EXPECT_EQ(facts_of(*module, kTryCase).flags, kReached);
}

// map_get(a, #{}) in a try: the compiler knows that it fails.
TEST(ValidateAccepts, ATryCaseAfterABuiltInThatNeverReturns) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kAllocate, {B::u(1), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
    b.op(kBif2, {B::f(0), b.import("erlang", "map_get", 2), b.atom("a"), B::x(0), B::x(0)});
    b.label(3).op(kTryCase, {B::y(0)}).op(kDeallocate, {B::u(1)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  uint32_t handler = facts_of(*module, kBif2).handler;
  ASSERT_EQ(module->ops[handler].opcode, kTryCase);
  EXPECT_EQ(module->ops[handler - 1].opcode, kIfEnd);
}

TEST(ValidateAccepts, ACallWhoseContinuationDoesNotFit) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kIsNil, {B::f(3), B::x(0)}).op(kAllocate, {B::u(0), B::u(1)});
    b.op(kCall, {B::u(1), B::f(2)}).label(3).op(kReturn);
  });
  ASSERT_TRUE(module);
  EXPECT_NE(facts_of(*module, kCall).flags & kFallsOff, 0);
}

TEST(ValidateAccepts, ExitsSharedByFramesOfDifferentSizes) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kIsTuple, {B::f(3), B::x(0)}).op(kAllocate, {B::u(0), B::u(1)});
    b.op(kIsNil, {B::f(3), B::x(0)}).op(kDeallocate, {B::u(0)}).op(kReturn);
    b.label(3).op(kBadMatch, {B::x(0)});
    b.function("g", 1, 5).op(kReturn);
  });
  ASSERT_TRUE(module);
  std::vector<int> frames;
  for (size_t i = 0; i < module->ops.size(); i++) {
    if (module->ops[i].opcode == kBadMatch) frames.push_back(module->facts[i].frame);
  }
  EXPECT_EQ(frames, (std::vector<int>{-1, 0}));
  const Function& f = module->functions[0];
  const Function& g = module->functions[1];
  EXPECT_EQ(f.first_op + f.op_count, g.first_op);
  EXPECT_EQ(module->ops[g.info_op].opcode, kFuncInfo);
  for (size_t label = 1; label < module->labels.size(); label++) {
    const Op& op = module->ops[module->labels[label]];
    ASSERT_EQ(op.opcode, kLabel);
    EXPECT_EQ(module->operands_of(op)[0].integer(), static_cast<int64_t>(label));
  }
}

TEST(ValidateAccepts, SleepingOnARegister) {
  TestLoader loader;
  EXPECT_TRUE(accepted(loader, 1, [](B& b) {
    b.label(3).op(kWaitTimeout, {B::f(3), B::x(0)}).op(kTimeout);
    b.op(kMove, {b.atom("ok"), B::x(0)}).op(kReturn);
  }));
}

TEST(ValidateAccepts, TuplesBuiltPieceByPiece) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kTestHeap, {B::u(3), B::u(1)}).op(kPutTuple, {B::u(2), B::x(0)});
    b.op(kPut, {B::x(0)}).op(kPut, {B::i(7)}).op(kReturn);
  });
  ASSERT_TRUE(module);
  EXPECT_EQ(facts_of(*module, kTestHeap).heap_words, tuple_words(2));
  const Op& built = module->ops[4];
  ASSERT_EQ(built.opcode, kPutTuple2);
  EXPECT_EQ(module->operands_of(built)[0].kind, OperandKind::kX);
  auto list = module->list(module->operands_of(built)[1]);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1].integer(), 7);
  for (int64_t count : {0, 1, 3}) {
    EXPECT_NE(refusal(1,
                      [count](B& b) {
                        b.op(kTestHeap, {B::u(9), B::u(1)});
                        b.op(kPutTuple, {B::u(count), B::x(0)}).op(kPut, {B::x(0)});
                        b.op(kPut, {B::i(7)}).op(kReturn);
                      }),
              "");
  }
}

TEST(ValidateAccepts, FunctionsWithObsoleteOpsAreMarked) {
  TestLoader loader;
  auto module = accepted(loader, 1, [](B& b) {
    b.op(kBsSave2, {B::x(0), B::u(0)}).op(kReturn);
    b.function("g", 1, 4).op(kReturn);
  });
  ASSERT_TRUE(module);
  ASSERT_NE(module->functions[0].lacking_op, kNoIndex);
  EXPECT_EQ(module->ops[module->functions[0].lacking_op].opcode, kBsSave2);
  EXPECT_EQ(module->functions[1].lacking_op, kNoIndex);
}

TEST(ValidateBounds, ALargeHostileFunctionIsRefusedQuickly) {
  // 1,000 registers and 100,000 labels.
  TestLoader loader;
  B b("m");
  b.function("f", 255, 2).op(kMove, {B::x(0), B::x(1023)});
  for (int i = 0; i < 100'000; i++) {
    b.op(kIsNil, {B::f(3 + i), B::x(0)}).label(static_cast<uint32_t>(3 + i));
  }
  b.op(kReturn);
  EXPECT_NE(loader.refusal(b.build()).find("too complex"), std::string::npos);
}

}  // namespace
}  // namespace linac
