#include "core/ir/text.h"

#include "core/ir/text_names.h"
#include "tests/unit/ir_fixture.h"

namespace linac::ir {
namespace {

class IrTextTest : public IrTest {
 protected:
  std::string round_trip(std::string_view text) {
    Result<Graph> graph = parse(text, atoms_, true);
    return graph ? print(*graph, atoms_) : graph.error().message;
  }
  std::string error_of(std::string_view text) {
    Result<Graph> graph = parse(text, atoms_);
    return graph ? "accepted" : graph.error().message;
  }
  // Of a node that stands alone in b0.
  std::string error_at(std::string_view node) {
    return error_of("function \"f\" arity 0\nb0:\n  v0 = self\n  " + std::string(node) + "\n");
  }
};

constexpr std::string_view kAll =
    "function \"lists:\\\"sum\\\\\\x0a/2\" arity 2 slots 3\n"
    "position 1 = u0 f3 o12\n"
    "position 2 = u1 f0 o4 in 1\n"
    "b0:\n"
    "  v0 = param 0\n"
    "  v1 = param 1\n"
    "  v2 = const ok\n"
    "  v3 = const 'hello; world\\'s'\n"
    "  v4 = const []\n"
    "  v5 = const -1152921504606846976\n"
    "  v6 = const 1.5\n"
    "  v7 = const -0.0\n"
    "  v8 = const <no_term>\n"
    "  v9 = const 0x7f0012345603\n"
    "  v10 = int_const -9223372036854775808\n"
    "  v11 = float_const 1.0e308\n"
    "  v12 = float_const 0x7ff0000000000000\n"
    "  v13 = is_tagged_tuple 3, v0, v2\n"
    "  branch v13 [likely_left] @1 -> b2, b1\n"
    "b1: <- b0, b2 [cold]\n"
    "  v14 = phi.float v11, v12\n"
    "  v15 = check_finite mul, v14, v14, v0 @2\n"
    "  raise badmatch, v0\n"
    "b2: <- b0\n"
    "  slot_store 2, v1\n"
    "  try_enter -> b4, b7\n"
    "b4: <- b2\n"
    "  v20 = call_ext u1:17, v0, v1 @2 !b7\n"
    "  v21 = add v20, v1 [left_small, no_overflow] !b7\n"
    "  v22 = call_fun 1, v20, v21 !b7\n"
    "  interpret.none u0:3, v0\n"
    "  v23 = bif u0:3 [in_guard, 32768]\n"
    "  switch v22, v2, v4 -> b1, b1, b4\n"
    "b7: <- b2 [handler, cold]\n"
    "  v30 = slot_load 2\n"
    "  v31 = exception_class\n"
    "  v32 = tuple\n"
    "  return v30\n";

TEST_F(IrTextTest, PrintsWhatItParses) { EXPECT_EQ(round_trip(kAll), kAll); }

TEST_F(IrTextTest, ParsesIntoTheSameGraph) {
  Result<Graph> parsed = parse(kAll, atoms_, true);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const Graph& graph = *parsed;
  EXPECT_EQ(graph.name, "lists:\"sum\\\n/2");
  EXPECT_EQ(graph.arity, 2u);
  EXPECT_EQ(graph.slot_count, 3u);
  ASSERT_EQ(graph.positions.size(), 3u);
  EXPECT_EQ(graph.positions[2], (Position{1, 0, 4, 1}));
  EXPECT_EQ(graph.blocks.size(), 8u);
  EXPECT_TRUE(graph.block(3).dead);
  EXPECT_FALSE(graph.block(2).dead);
  EXPECT_TRUE(graph.block(7).is_handler && graph.block(7).cold);
  EXPECT_TRUE(graph.block(1).cold && !graph.block(1).is_handler);
  EXPECT_EQ(graph.block(1).preds, (std::vector<BlockId>{0, 2}));
  EXPECT_EQ(graph.block(4).succs, (std::vector<BlockId>{1, 1, 4}));
  EXPECT_EQ(graph.node(3).imm, atoms_.find("hello; world's")->bits);
  EXPECT_EQ(graph.node(7).imm, make_self_float(-0.0)->bits);
  EXPECT_EQ(graph.node(9).imm, 0x7f0012345603u);
  EXPECT_EQ(graph.node(10).imm, uint64_t{1} << 63);
  EXPECT_EQ(graph.node(14).rep, Rep::kFloat);
  EXPECT_EQ(graph.node(15).imm, static_cast<uint64_t>(ArithOp::kMul));
  EXPECT_EQ(graph.node(20).imm, pack({1, 17}));
  EXPECT_EQ(graph.node(20).handler, 7u);
  EXPECT_EQ(graph.node(20).position, 2u);
  EXPECT_EQ(graph.node(21).flags, kLeftSmall | kNoOverflow);
  EXPECT_EQ(graph.node(18).op, Op::kNone);
  EXPECT_EQ(graph.node(22).block, 4u);
}

TEST_F(IrTextTest, RenumbersWithoutGaps) {
  Result<Graph> graph = parse(kAll, atoms_, true);
  ASSERT_TRUE(graph);
  std::string text = print(*graph, atoms_, {.renumber = true});
  EXPECT_NE(text.find("v16 = call_ext u1:17, v0, v1 @2 !b4\n"), std::string::npos) << text;
  EXPECT_NE(text.find("b4: <- b2 [handler, cold]\n  v20 = slot_load 2\n"), std::string::npos)
      << text;
  EXPECT_EQ(round_trip(text), text);
}

TEST_F(IrTextTest, ShowsLiterals) {
  Word cell[] = {make_small(1).bits, kNil.bits};
  Graph graph;
  graph.add_block();
  graph.append(0, Op::kReturn, {graph.constant(make_cons(cell))});
  std::string text = print(graph, atoms_, {.show_literals = true});
  EXPECT_NE(text.find("  ; [1]\n"), std::string::npos) << text;
  EXPECT_EQ(round_trip(text), print(graph, atoms_));
}

// Every op, flag, rep and name once, in graphs that need not be valid.
TEST_F(IrTextTest, RoundTripsEverything) {
  std::mt19937_64 random(11);
  for (int turn = 0; turn < 300; ++turn) {
    Graph graph;
    graph.name = std::string(turn % 5, static_cast<char>(turn));
    if (turn % 5 != 0 && turn > 127) graph.name = "é";
    graph.arity = static_cast<uint32_t>(random());
    graph.slot_count = static_cast<uint32_t>(random() % 3);
    for (uint32_t i = 0; i < 3; ++i) {
      graph.positions.push_back(
          {static_cast<uint32_t>(random()), i, i, random() % 2 ? i : UINT32_MAX});
    }
    for (int i = 0; i < 4; ++i) graph.add_block();
    NodeId first = graph.append(0, Op::kSelf, {});
    for (int i = 0; i < 60; ++i) {
      Op op = static_cast<Op>(1 + random() % static_cast<uint64_t>(Op::kUnreachable));
      std::vector<NodeId> inputs(random() % 4, first);
      NodeId id = graph.make(op, inputs);
      Node& node = graph.node(id);
      if (random() % 8 == 0) node.rep = static_cast<Rep>(random() % 5);
      if (random() % 4 == 0) node.flags = static_cast<uint16_t>(random());
      node.position = random() % 4;
      if (random() % 4 == 0) node.handler = static_cast<BlockId>(random() % 4);
      if (op_info(op).imm != ImmKind::kNone) node.imm = random() >> random() % 64;
      if (op == Op::kConst && random() % 2) node.imm = make_atom(random() % atoms_.size()).bits;
      graph.append(static_cast<BlockId>(random() % 4), id);
      if (node.rep == Rep::kTerm && random() % 3) first = id;
    }
    for (int i = 0; i < 6; ++i) {
      graph.block(random() % 4).succs.push_back(random() % 4);
      graph.block(random() % 4).preds.push_back(random() % 4);
    }
    graph.block(2).cold = turn % 2;
    graph.block(3).is_handler = turn % 3;
    std::string text = print(graph, atoms_);
    ASSERT_EQ(round_trip(text), text);
    std::string fresh = print(graph, atoms_, {.renumber = true});
    ASSERT_EQ(round_trip(fresh), fresh);
  }
}

TEST_F(IrTextTest, TakesBlanksAndComments) {
  EXPECT_EQ(text_of(graph_of("\n; nothing\nb0 :;x\n\n\tv3=const   'a'  ;1\n return v3;\n  \n")),
            "b0:\n  v3 = const a\n  return v3\n");
  EXPECT_EQ(text_of(graph_of("b0:\n  return v0 \nb1: <- b0\n v0 = self")),
            "b0:\n  return v0\nb1: <- b0\n  v0 = self\n");
}

TEST_F(IrTextTest, NamesWhereAnErrorIs) {
  EXPECT_EQ(error_of(""), "line 1, column 1: expected 'function'");
  EXPECT_EQ(error_of("function f"), "line 1, column 10: expected '\"'");
  EXPECT_EQ(error_of("function \"f"), "line 1, column 10: the quotes are not closed in this line");
  EXPECT_EQ(error_of("function \"\xff\" arity 0"), "line 1, column 10: not UTF-8");
  EXPECT_EQ(error_of("function \"f\" arity -1"), "line 1, column 20: expected the arity");
  EXPECT_EQ(error_of("function \"f\" arity 4294967296"),
            "line 1, column 20: the arity is too large");
  EXPECT_EQ(error_of("function \"f\" arity 1\n"), "line 2, column 1: there is no block b0");
  EXPECT_EQ(error_of("function \"f\" arity 1\nposition 2 = u0 f0 o0"),
            "line 2, column 10: positions are numbered without gaps");
  EXPECT_EQ(error_of("function \"f\" arity 1\nposition 1 = u0 f0 o0 in 2\nb0:\n"),
            "line 1, column 1: a position lies in one that there is not");
  EXPECT_EQ(error_of("function \"f\" arity 1\nb1:\n"), "line 3, column 1: there is no block b0");
  EXPECT_EQ(error_of("function \"f\" arity 1\nb0:\n  jump -> b2\n"),
            "line 3, column 11: there is no such block");
  EXPECT_EQ(error_of("function \"f\" arity 1\nb0:\nb0:\n"),
            "line 3, column 1: the block stands here a second time");
  EXPECT_EQ(error_of("function \"f\" arity 1\nb0: [warm]\n"),
            "line 2, column 6: a block is [handler] or [cold]");
  EXPECT_EQ(error_of("function \"f\" arity 1\nb300000:\n"),
            "line 2, column 2: a block's number is too large");
}

TEST_F(IrTextTest, NamesWhatIsWrongWithANode) {
  EXPECT_EQ(error_at("v1 = nonsense"), "line 4, column 8: there is no such operation");
  EXPECT_EQ(error_at("v1 = none"), "line 4, column 8: there is no such operation");
  EXPECT_EQ(error_at("v1 = jump"), "line 4, column 8: this has no result");
  EXPECT_EQ(error_at("head v0"), "line 4, column 3: this has a result: a value and '='");
  EXPECT_EQ(error_at("v0 = self"), "line 4, column 3: the value is defined a second time");
  EXPECT_EQ(error_at("v1 = head v7"), "line 4, column 3: v7 is not defined");
  EXPECT_EQ(error_at("v1 = head v0 v0"), "line 4, column 16: expected the end of the line");
  EXPECT_EQ(error_at("v1 = head v0,"), "line 4, column 16: expected a value");
  EXPECT_EQ(error_at("v9999999 = self"), "line 4, column 4: a value's number is too large");
  EXPECT_EQ(error_at("v1 = phi.word v0"), "line 4, column 12: expected term, int, float or bool");
  EXPECT_EQ(error_at("v1 = head v0 [round]"), "line 4, column 17: there is no such flag");
  EXPECT_EQ(error_at("v1 = head v0 [in_guard"), "line 4, column 25: expected ']'");
  EXPECT_EQ(error_at("v1 = head v0 @1"), "line 4, column 18: there is no such position");
  EXPECT_EQ(error_at("v1 = const 1152921504606846976"),
            "line 4, column 14: expected an integer of 61 bits");
  EXPECT_EQ(error_at("v1 = const 1.0e-100"),
            "line 4, column 14: expected a float that lies in its word");
  EXPECT_EQ(error_at("v1 = const 0x1b"),
            "line 4, column 14: the word of a literal cannot stand here");
  EXPECT_EQ(error_at("v1 = const 0x10000000000000000"),
            "line 4, column 16: the word does not fit 64 bits");
  EXPECT_EQ(error_at("v1 = const 'a\\q'"),
            "line 4, column 17: after a backslash stands a quote, a backslash or x and two digits");
  EXPECT_EQ(error_at("v1 = int_const 9223372036854775808"),
            "line 4, column 18: the integer does not fit 64 bits");
  EXPECT_EQ(error_at("v1 = call 12"), "line 4, column 13: expected 'u'");
  EXPECT_EQ(error_at("raise anger"), "line 4, column 9: expected what is raised");
  EXPECT_EQ(error_at("v1 = check_finite 3, v0"),
            "line 4, column 21: expected the name of an arithmetic operation");
  EXPECT_EQ(error_at("v1 = const '" + std::string(256, 'x') + "'"),
            "line 4, column 272: the atom is too long");
  AtomTable full(atoms::kPredefinedCount);
  Result<Graph> graph = parse("function \"f\" arity 0\nb0:\n  v1 = const brand_new", full);
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().message, "line 3, column 23: the atom table is full");
}

// Nothing but an answer may come of it.
TEST_F(IrTextTest, TakesAnyBytes) {
  std::mt19937 random(3);
  std::string text(kAll);
  int accepted = 0;
  for (int turn = 0; turn < 20000; ++turn) {
    std::string broken = text;
    for (uint32_t i = 0; i <= random() % 3; ++i) {
      size_t at = random() % broken.size();
      switch (random() % 4) {
        case 0: broken[at] = static_cast<char>(random()); break;
        case 1: broken.erase(at, random() % 20); break;
        case 2: broken.insert(at, text.substr(random() % text.size(), random() % 20)); break;
        case 3: broken.resize(at + 1); break;
      }
      if (broken.empty()) broken = "x";
    }
    Result<Graph> graph = parse(broken, atoms_);
    if (!graph) continue;
    ++accepted;
    std::string printed = print(*graph, atoms_);
    EXPECT_EQ(round_trip(printed), printed);
    static_cast<void>(verify(*graph).ok());
  }
  EXPECT_GT(accepted, 100);
}

TEST(IrNames, EveryOpHasItsOwn) {
  for (size_t i = 0; i <= static_cast<size_t>(Op::kUnreachable); ++i) {
    Op op = static_cast<Op>(i);
    EXPECT_EQ(op_named(op_info(op).name), op);
    EXPECT_TRUE(is_plain_atom(op_info(op).name)) << op_info(op).name;
    EXPECT_FALSE(op_info(op).name[0] == 'b' && op_info(op).name[1] <= '9');
  }
  EXPECT_EQ(op_named("adds"), std::nullopt);
}

}  // namespace
}  // namespace linac::ir
