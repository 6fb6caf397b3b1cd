#include "core/ir/graph.h"

#include "tests/unit/ir_fixture.h"

namespace linac::ir {
namespace {

std::vector<NodeId> inputs_of(const Graph& graph, NodeId id) {
  std::span<const NodeId> inputs = graph.inputs(id);
  return {inputs.begin(), inputs.end()};
}

using Ids = std::vector<NodeId>;

class IrGraphTest : public IrTest {
 protected:
  void SetUp() override {
    graph_.add_block();
    a_ = graph_.append(0, Op::kParam, {}, 0);
    b_ = graph_.append(0, Op::kParam, {}, 1);
  }
  Graph graph_;
  NodeId a_, b_;
};

TEST_F(IrGraphTest, MakesNodesWithTheOpsRep) {
  NodeId test = graph_.make(Op::kIsCons, {a_}, 0, 7);
  EXPECT_EQ(graph_.node(test).rep, Rep::kBool);
  EXPECT_EQ(graph_.node(test).position, 7u);
  EXPECT_EQ(graph_.node(test).block, kNoBlock);
  NodeId raw = graph_.make(Op::kUntag, {a_});
  EXPECT_EQ(graph_.node(graph_.make(Op::kSelect, {test, raw, raw})).rep, Rep::kInt);
  EXPECT_EQ(graph_.node(graph_.make(Op::kPhi, {raw, raw})).rep, Rep::kInt);
  EXPECT_EQ(graph_.node(graph_.make(Op::kPhi, {})).rep, Rep::kTerm);
  EXPECT_EQ(graph_.node(graph_.make(Op::kPhi, {kNoNode})).rep, Rep::kTerm);
}

TEST_F(IrGraphTest, InputsMayComeFromTheGraphItself) {
  NodeId node = graph_.make(Op::kTuple, {a_, b_, a_});
  for (int i = 0; i < 100; ++i) {
    NodeId copy = graph_.make(Op::kTuple, graph_.inputs(node));
    ASSERT_EQ(inputs_of(graph_, copy), (Ids{a_, b_, a_}));
    graph_.set_inputs(copy, graph_.inputs(copy).subspan(1));
    ASSERT_EQ(inputs_of(graph_, copy), (Ids{b_, a_}));
    graph_.set_inputs(copy, graph_.inputs(node));
    ASSERT_EQ(inputs_of(graph_, copy), (Ids{a_, b_, a_}));
  }
}

// Against a plain model, with growth, shrinking and release in any order.
TEST_F(IrGraphTest, InputListsStayApart) {
  std::mt19937 random(5);
  std::vector<Ids> model(40);
  Ids nodes;
  for (size_t i = 0; i < model.size(); ++i) nodes.push_back(graph_.make(Op::kPhi, {}));
  for (int step = 0; step < 20000; ++step) {
    size_t which = random() % model.size();
    NodeId value = static_cast<NodeId>(random() % 1000);
    switch (random() % 4) {
      case 0:
      case 1:
        graph_.add_input(nodes[which], value);
        model[which].push_back(value);
        break;
      case 2: {
        Ids inputs(random() % 9, value);
        graph_.set_inputs(nodes[which], inputs);
        model[which] = inputs;
        break;
      }
      case 3: {
        size_t keep = model[which].size() / 2;
        graph_.set_inputs(nodes[which], graph_.inputs(nodes[which]).first(keep));
        model[which].resize(keep);
        break;
      }
    }
    ASSERT_EQ(inputs_of(graph_, nodes[which]), model[which]);
  }
  for (size_t i = 0; i < model.size(); ++i) EXPECT_EQ(inputs_of(graph_, nodes[i]), model[i]);
}

TEST_F(IrGraphTest, SharesConstants) {
  NodeId seven = graph_.constant(make_small(7));
  NodeId raw = graph_.int_constant(56);  // the same word
  NodeId ok = graph_.constant(atoms::kOk);
  NodeId zero = graph_.float_constant(0.0);
  EXPECT_NE(graph_.float_constant(-0.0), zero);
  EXPECT_NE(seven, raw);
  graph_.append(0, Op::kReturn, {seven});
  for (int64_t i = 0; i < 1000; ++i) graph_.constant(make_small(i));
  EXPECT_EQ(graph_.constant(make_small(7)), seven);
  EXPECT_EQ(graph_.int_constant(56), raw);
  EXPECT_EQ(graph_.constant(atoms::kOk), ok);
  const std::vector<NodeId>& list = graph_.block(0).nodes;
  EXPECT_EQ(list[2], seven);
  EXPECT_EQ(graph_.node(list.back()).op, Op::kReturn);
  EXPECT_EQ(list.size(), 2u + 5 + 999 + 1);  // params, those above, 999 new ones, return
  Graph copy = graph_;
  EXPECT_EQ(copy.constant(atoms::kOk), ok);
}

TEST_F(IrGraphTest, ForgetsConstantsThatAreGone) {
  NodeId seven = graph_.constant(make_small(7));
  NodeId ok = graph_.constant(atoms::kOk);
  graph_.remove_node(seven);
  NodeId again = graph_.constant(make_small(7));
  EXPECT_NE(again, seven);
  EXPECT_EQ(graph_.node(again).op, Op::kConst);
  graph_.become(ok, Op::kSelf, {});
  EXPECT_NE(graph_.constant(atoms::kOk), ok);
  EXPECT_EQ(graph_.constant(make_small(7)), again);
}

TEST_F(IrGraphTest, BecomesAnotherOp) {
  NodeId sum = graph_.append(0, Op::kAdd, {a_, b_}, 0, 3);
  graph_.node(sum).flags = kLeftSmall;
  graph_.node(sum).handler = 0;
  graph_.become(sum, Op::kSub, {{b_, a_}});
  EXPECT_EQ(graph_.node(sum).flags, 0);
  EXPECT_EQ(graph_.node(sum).handler, 0u);
  EXPECT_EQ(graph_.node(sum).position, 3u);
  EXPECT_EQ(inputs_of(graph_, sum), (Ids{b_, a_}));
  NodeId input[] = {a_};
  graph_.become(sum, Op::kUntag, input);
  EXPECT_EQ(graph_.node(sum).rep, Rep::kInt);
  EXPECT_EQ(graph_.node(sum).handler, kNoBlock);
  EXPECT_EQ(graph_.node(sum).block, 0u);
}

TEST_F(IrGraphTest, RemovesAndSweeps) {
  NodeId x = graph_.append(0, Op::kHead, {a_}), y = graph_.append(0, Op::kTail, {a_});
  NodeId z = graph_.append(0, Op::kHead, {y});
  graph_.remove_node(x);
  EXPECT_EQ(graph_.block(0).nodes, (Ids{a_, b_, y, z}));
  graph_.mark_removed(z);
  graph_.mark_removed(y);
  graph_.sweep();
  EXPECT_EQ(graph_.block(0).nodes, (Ids{a_, b_}));
  EXPECT_EQ(graph_.node(y).op, Op::kNone);
}

TEST_F(IrGraphTest, ReplacesUses) {
  NodeId x = graph_.append(0, Op::kCons, {a_, b_}), y = graph_.append(0, Op::kCons, {x, a_});
  NodeId z = graph_.append(0, Op::kCons, {y, x});
  graph_.replace_uses(a_, b_);
  EXPECT_EQ(inputs_of(graph_, y), (Ids{x, b_}));
  std::vector<NodeId> replacement(graph_.nodes.size());
  for (NodeId i = 0; i < replacement.size(); ++i) replacement[i] = i;
  replacement[y] = x;
  replacement[x] = b_;
  NodeId later = graph_.make(Op::kCons, {y, z});
  graph_.replace_all_uses(replacement);
  EXPECT_EQ(inputs_of(graph_, z), (Ids{b_, b_}));
  EXPECT_EQ(inputs_of(graph_, later), (Ids{b_, z}));
}

TEST_F(IrGraphTest, ReplacesLongChainsInLinearTime) {
  constexpr NodeId kCount = 200000;
  for (NodeId i = 0; i < kCount; ++i) graph_.append(0, Op::kHead, {i + 1});
  std::vector<NodeId> replacement(graph_.nodes.size());
  for (NodeId i = 0; i < replacement.size(); ++i) replacement[i] = i == 0 ? 0 : i - 1;
  graph_.replace_all_uses(replacement);
  EXPECT_EQ(graph_.input(kCount, 0), 0u);
}

TEST_F(IrTest, EffectsFollowTheFlags) {
  Graph graph;
  NodeId node = graph.make(Op::kAdd, {0, 0});
  auto with = [&](Op op, int flags) {
    graph.node(node).op = op;
    graph.node(node).flags = static_cast<uint16_t>(flags);
    return graph.effects(node);
  };
  constexpr int kSmall = kLeftSmall | kRightSmall;
  constexpr uint16_t kBoth = kCollects | kRaises;
  EXPECT_EQ(with(Op::kAdd, 0), kBoth);
  EXPECT_EQ(with(Op::kAdd, kInGuard), kCollects);
  EXPECT_EQ(with(Op::kAdd, kLeftSmall | kNoOverflow), kBoth);
  EXPECT_EQ(with(Op::kAdd, kSmall), kCollects);
  EXPECT_EQ(with(Op::kAdd, kSmall | kNoOverflow), 0);
  EXPECT_EQ(with(Op::kNegate, kLeftSmall), kCollects);
  EXPECT_EQ(with(Op::kBitAnd, kSmall), 0);
  EXPECT_EQ(with(Op::kIntDiv, kSmall), kBoth);
  EXPECT_EQ(with(Op::kIntDiv, kSmall | kNonZero), kCollects);
  EXPECT_EQ(with(Op::kRem, kSmall | kNonZero), 0);
  EXPECT_EQ(with(Op::kRem, kSmall), kRaises);
  EXPECT_EQ(with(Op::kShiftLeft, kSmall), kBoth);
  EXPECT_EQ(with(Op::kShiftRight, kSmall | kNoOverflow), 0);
  EXPECT_EQ(with(Op::kDivide, kSmall | kNonZero), kCollects);
  EXPECT_EQ(with(Op::kBif, kInGuard), kCollects);
  EXPECT_EQ(with(Op::kBif, kSmall | kNoOverflow), kBoth);
  EXPECT_EQ(with(Op::kCall, kSmall | kNoOverflow), kCalls | kBoth);
}

constexpr std::string_view kJoin =
    "b0:\n"
    "  v0 = param 0\n"
    "  v1 = const 1\n"
    "  v2 = const 2\n"
    "  switch v0, v1, v2 -> b1, b1, b2\n"
    "b1: <- b0, b2, b0\n"
    "  v3 = phi v0, v1, v2\n"
    "  return v3\n"
    "b2: <- b0\n"
    "  jump -> b1\n";

TEST_F(IrTest, EdgesKeepTheirPhiInputs) {
  Graph graph = graph_of(kJoin);
  EXPECT_EQ(graph.pred_index(0, 0), 0u);
  EXPECT_EQ(graph.pred_index(0, 1), 2u);
  EXPECT_EQ(graph.pred_index(2, 0), 1u);
  Graph first = graph, second = graph;
  first.remove_edge(0, 0);
  EXPECT_EQ(inputs_of(first, 3), (Ids{1, 2}));
  EXPECT_EQ(first.block(1).preds, (std::vector<BlockId>{2, 0}));
  EXPECT_EQ(first.block(0).succs, (std::vector<BlockId>{1, 2}));
  second.remove_edge(0, 1);
  EXPECT_EQ(inputs_of(second, 3), (Ids{0, 1}));
  EXPECT_EQ(second.block(1).preds, (std::vector<BlockId>{0, 2}));
  graph.redirect_edge(0, 1, 2);
  EXPECT_EQ(inputs_of(graph, 3), (Ids{0, 1}));
  EXPECT_EQ(graph.block(2).preds, (std::vector<BlockId>{0, 0}));
  EXPECT_EQ(fault(graph), "");
}

TEST_F(IrTest, RemovesBlocks) {
  Graph graph = graph_of(kJoin);
  graph.remove_edge(0, 2);
  graph.remove_edge(0, 1);
  graph.become(graph.end(0), Op::kJump, {});
  EXPECT_TRUE(remove_unreachable(graph));
  EXPECT_TRUE(graph.block(2).dead);
  EXPECT_EQ(fault(graph), "");
  EXPECT_EQ(inputs_of(graph, 3), (Ids{0}));
  EXPECT_FALSE(remove_unreachable(graph));
}

}  // namespace
}  // namespace linac::ir
