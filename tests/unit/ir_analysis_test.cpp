// Dominators, loops, liveness and uses, against what their definitions say, on random graphs.
#include <algorithm>
#include <ctime>
#include <set>

#include "core/ir/dominators.h"
#include "core/ir/liveness.h"
#include "core/ir/loops.h"
#include "core/ir/uses.h"
#include "tests/unit/ir_fixture.h"

namespace linac::ir {
namespace {

using Blocks = std::vector<BlockId>;

// What can be reached from `from` without entering `without`.
std::vector<bool> reach(const Graph& graph, BlockId from, BlockId without = kNoBlock) {
  std::vector<bool> seen(graph.blocks.size());
  Blocks work;
  auto enter = [&](BlockId block) {
    if (seen[block] || block == without) return;
    seen[block] = true;
    work.push_back(block);
  };
  enter(from);
  while (!work.empty()) {
    BlockId block = work.back();
    work.pop_back();
    for (BlockId to : graph.block(block).succs) enter(to);
  }
  return seen;
}

TEST(IrOrder, IsAReversePostorder) {
  std::mt19937 random(1);
  for (int turn = 0; turn < 500; ++turn) {
    Graph graph = random_flow(random, 1 + static_cast<uint32_t>(random() % 20));
    Order order = reverse_postorder(graph);
    std::vector<bool> seen = reach(graph, 0);
    ASSERT_EQ(order.blocks.size(), static_cast<size_t>(std::count(seen.begin(), seen.end(), true)));
    ASSERT_EQ(order.blocks[0], 0u);
    for (BlockId block = 0; block < seen.size(); ++block) {
      ASSERT_EQ(order.reached(block), seen[block]);
      if (seen[block]) {
        ASSERT_EQ(order.blocks[order.index[block]], block);
      }
    }
    // An edge goes on, or back to a block from which its start can be reached.
    for (BlockId from : order.blocks) {
      for (BlockId to : graph.block(from).succs) {
        ASSERT_TRUE(!order.goes_back(from, to) || reach(graph, to)[from]);
      }
    }
  }
}

TEST(IrDominators, AreWhatEveryPathPasses) {
  std::mt19937 random(2);
  for (int turn = 0; turn < 600; ++turn) {
    Graph graph = random_flow(random, 1 + static_cast<uint32_t>(random() % 25));
    Order order = reverse_postorder(graph);
    Dominators dominators(graph, order);
    ASSERT_EQ(dominators.preorder().size(), order.blocks.size());
    for (BlockId a : order.blocks) {
      std::vector<bool> around = reach(graph, 0, a);
      uint32_t dominated = 0;
      for (BlockId b : order.blocks) {
        ASSERT_EQ(dominators.dominates(a, b), !around[b]) << a << " " << b;
        dominated += !around[b];
      }
      // Those that it dominates follow it in the preorder.
      auto place = std::find(dominators.preorder().begin(), dominators.preorder().end(), a);
      for (uint32_t i = 0; i < dominated; ++i) ASSERT_TRUE(dominators.dominates(a, place[i]));
      BlockId parent = dominators.parent(a);
      ASSERT_EQ(parent == kNoBlock, a == 0);
      if (a == 0) continue;
      ASSERT_TRUE(dominators.dominates(parent, a));
      ASSERT_EQ(dominators.depth(a), dominators.depth(parent) + 1);
      std::span<const BlockId> siblings = dominators.children(parent);
      ASSERT_EQ(std::count(siblings.begin(), siblings.end(), a), 1);
      for (BlockId b : order.blocks) {  // no other dominator is closer
        if (b != a && dominators.dominates(b, a)) {
          ASSERT_TRUE(dominators.dominates(b, parent));
        }
      }
      BlockId other = order.blocks[random() % order.blocks.size()];
      BlockId common = dominators.common(a, other);
      ASSERT_TRUE(dominators.dominates(common, a) && dominators.dominates(common, other));
      for (BlockId child : dominators.children(common)) {
        ASSERT_FALSE(dominators.dominates(child, a) && dominators.dominates(child, other));
      }
    }
  }
}

TEST(IrLoops, AreNaturalLoops) {
  std::mt19937 random(3);
  size_t loops_seen = 0, irreducible_seen = 0, nested_seen = 0;
  for (int turn = 0; turn < 1000; ++turn) {
    Graph graph = random_flow(random, 1 + static_cast<uint32_t>(random() % 20));
    Order order = reverse_postorder(graph);
    Dominators dominators(graph, order);
    Loops loops(graph, order, dominators);
    std::set<BlockId> headers;
    size_t irreducible = 0;
    for (BlockId from : order.blocks) {
      for (BlockId to : graph.block(from).succs) {
        if (!order.goes_back(from, to)) continue;
        if (dominators.dominates(to, from)) {
          headers.insert(to);
        } else {
          ++irreducible;
        }
      }
    }
    ASSERT_EQ(loops.all().size(), headers.size());
    ASSERT_EQ(loops.irreducible().size(), irreducible);
    std::vector<uint32_t> depth(graph.blocks.size());
    for (uint32_t i = 0; i < loops.all().size(); ++i) {
      const Loop& loop = loops.all()[i];
      ASSERT_TRUE(headers.count(loop.header));
      ASSERT_TRUE(loops.is_header(loop.header));
      ASSERT_EQ(loops.innermost(loop.header), i);
      // A block belongs to it if the header dominates it and it reaches an edge back without
      // passing the header.
      Blocks expected;
      for (BlockId block : order.blocks) {
        if (!dominators.dominates(loop.header, block)) continue;
        std::vector<bool> seen = reach(graph, block, block == loop.header ? kNoBlock : loop.header);
        bool inside = std::any_of(order.blocks.begin(), order.blocks.end(), [&](BlockId latch) {
          const Blocks& succs = graph.block(latch).succs;
          return seen[latch] && dominators.dominates(loop.header, latch) &&
                 std::find(succs.begin(), succs.end(), loop.header) != succs.end();
        });
        if (inside) expected.push_back(block);
        ASSERT_EQ(loops.contains(i, block), inside);
        depth[block] += inside;
      }
      Blocks blocks(loops.blocks(i).begin(), loops.blocks(i).end());
      ASSERT_EQ(blocks[0], loop.header);
      std::sort(blocks.begin(), blocks.end());
      std::sort(expected.begin(), expected.end());
      ASSERT_EQ(blocks, expected);
      ASSERT_LE(i, loop.last);
      if (loop.parent != kNoLoop) {
        ASSERT_TRUE(loop.parent < i && i <= loops.all()[loop.parent].last);
        ASSERT_TRUE(loops.contains(loop.parent, loop.header));
        ++nested_seen;
      }
      for (FlowEdge edge : loops.exits(graph, i)) {
        ASSERT_TRUE(loops.contains(i, edge.from) && !loops.contains(i, edge.to));
      }
    }
    for (BlockId block : order.blocks) ASSERT_EQ(loops.depth(block), depth[block]);
    for (const Loop& loop : loops.all()) ASSERT_EQ(loop.depth, depth[loop.header]);
    loops_seen += headers.size();
    irreducible_seen += irreducible;
  }
  EXPECT_GT(loops_seen, 500u);
  EXPECT_GT(irreducible_seen, 100u);
  EXPECT_GT(nested_seen, 100u);
}

// Adds values, uses of them and phis to a random graph of blocks; it verifies.
void add_values(Graph& graph, std::mt19937& random) {
  Order order = reverse_postorder(graph);
  Dominators dominators(graph, order);
  std::vector<std::vector<NodeId>> made(graph.blocks.size());
  auto pick = [&](BlockId block, bool own) {
    std::vector<NodeId> candidates = {graph.block(0).nodes[0]};
    for (BlockId other : order.blocks) {
      if (!dominators.dominates(other, block) || (other == block && !own)) continue;
      candidates.insert(candidates.end(), made[other].begin(), made[other].end());
    }
    return candidates[random() % candidates.size()];
  };
  for (BlockId block : order.blocks) {
    for (uint32_t i = random() % 3; i > 0; --i) {
      NodeId value = graph.make(random() % 4 ? Op::kSelf : Op::kConst, {}, kNil.bits);
      if (graph.node(value).op == Op::kSelf) graph.node(value).imm = 0;
      graph.insert_before(block, graph.block(block).nodes.size() - 1, value);
      made[block].push_back(value);
    }
    bool phi = block != 0 && random() % 2;
    if (phi) {
      NodeId value = graph.make(Op::kPhi, {});
      graph.insert_before(block, 0, value);
      made[block].push_back(value);
    }
  }
  for (BlockId block : order.blocks) {
    for (NodeId id : graph.block(block).nodes) {
      if (graph.node(id).op != Op::kPhi) continue;
      for (BlockId pred : graph.block(block).preds) {
        graph.add_input(id, order.reached(pred) ? pick(pred, true) : graph.block(0).nodes[0]);
      }
    }
    for (uint32_t i = random() % 3; i > 0; --i) {
      NodeId user = graph.make(Op::kCons, {pick(block, true), pick(block, false)});
      graph.insert_before(block, graph.block(block).nodes.size() - 1, user);
    }
  }
}

TEST_F(IrTest, LivenessIsWhatALaterUseNeeds) {
  std::mt19937 random(4);
  size_t live_seen = 0;
  for (int turn = 0; turn < 400; ++turn) {
    Graph graph = random_flow(random, 1 + static_cast<uint32_t>(random() % 16));
    add_values(graph, random);
    remove_unreachable(graph);
    ASSERT_EQ(fault(graph), "");
    Order order = reverse_postorder(graph);
    bool constants = turn % 2;
    Liveness liveness(graph, order, constants);
    // Backwards from each use to the definition.
    size_t count = graph.blocks.size();
    std::vector<std::set<NodeId>> in(count), out(count);
    auto need_out = [&](auto& self, BlockId block, NodeId value) -> void {
      if (!out[block].insert(value).second || graph.node(value).block == block) return;
      if (!in[block].insert(value).second) return;
      for (BlockId pred : graph.block(block).preds) self(self, pred, value);
    };
    for (BlockId block : order.blocks) {
      for (NodeId user : graph.block(block).nodes) {
        for (uint32_t i = 0; i < graph.node(user).input_count; ++i) {
          NodeId value = graph.input(user, i);
          if (!constants && is_constant(graph.node(value).op)) continue;
          if (graph.node(user).op == Op::kPhi) {
            need_out(need_out, graph.block(block).preds[i], value);
          } else if (graph.node(value).block != block && in[block].insert(value).second) {
            for (BlockId pred : graph.block(block).preds) need_out(need_out, pred, value);
          }
        }
      }
    }
    for (BlockId block : order.blocks) {
      std::vector<NodeId> live_in, live_out;
      liveness.each_live_in(block, [&](NodeId id) { live_in.push_back(id); });
      liveness.each_live_out(block, [&](NodeId id) { live_out.push_back(id); });
      ASSERT_EQ(live_in, std::vector<NodeId>(in[block].begin(), in[block].end())) << block;
      ASSERT_EQ(live_out, std::vector<NodeId>(out[block].begin(), out[block].end())) << block;
      for (NodeId id = 0; id < graph.nodes.size(); ++id) {
        ASSERT_EQ(liveness.live_in(block, id), in[block].count(id) == 1);
        ASSERT_EQ(liveness.live_out(block, id), out[block].count(id) == 1);
      }
      live_seen += live_in.size();
    }
  }
  EXPECT_GT(live_seen, 2000u);
}

TEST_F(IrTest, UsesAreThoseOfTheInputs) {
  Graph graph = graph_of(
      "b0:\n  v0 = param 0\n  v1 = cons v0, v0\n  v2 = cons v1, v0\n  jump -> b1\n"
      "b1: <- b0\n  return v2\n");
  Uses uses(graph);
  ASSERT_EQ(uses.count(0), 3u);
  EXPECT_EQ(uses.of(0)[1].user, 1u);
  EXPECT_EQ(uses.of(0)[1].index, 1u);
  EXPECT_EQ(uses.of(0)[2].user, 2u);
  EXPECT_EQ(uses.of(0)[2].index, 1u);
  EXPECT_EQ(uses.count(2), 1u);
  EXPECT_EQ(uses.count(graph.end(1)), 0u);
  EXPECT_EQ(use_counts(graph), (std::vector<uint32_t>{3, 1, 1, 0, 0}));
  EXPECT_EQ(node_places(graph)[2], 2u);
  EXPECT_EQ(node_places(graph)[graph.end(1)], 0u);
}

TEST_F(IrTest, SplitsCriticalEdges) {
  std::mt19937 random(6);
  for (int turn = 0; turn < 400; ++turn) {
    Graph graph = random_flow(random, 1 + static_cast<uint32_t>(random() % 16));
    add_values(graph, random);
    remove_unreachable(graph);
    Graph before = graph;
    bool critical = !verify(graph, {.edges_split = true}).ok();
    ASSERT_EQ(split_critical_edges(graph), critical);
    ASSERT_EQ(fault(graph, {.edges_split = true}), "");
    ASSERT_FALSE(split_critical_edges(graph));
    // Without the new blocks all edges are as before, in the same places.
    auto through = [&](BlockId block, bool back) {
      if (block < before.blocks.size()) return block;
      EXPECT_EQ(graph.block(block).nodes.size(), 1u);
      return back ? graph.block(block).preds[0] : graph.block(block).succs[0];
    };
    for (BlockId block = 0; block < before.blocks.size(); ++block) {
      Blocks preds = graph.block(block).preds, succs = graph.block(block).succs;
      for (BlockId& pred : preds) pred = through(pred, true);
      for (BlockId& succ : succs) succ = through(succ, false);
      ASSERT_EQ(preds, before.block(block).preds);
      ASSERT_EQ(succs, before.block(block).succs);
    }
  }
}

TEST_F(IrTest, SplittingKeepsTheOrderOfParallelEdges) {
  Graph graph = graph_of(
      "b0:\n  v0 = param 0\n  v1 = const 1\n  v2 = const 2\n"
      "  switch v0, v1, v2 -> b1, b2, b1\n"
      "b1: <- b2, b0, b0\n  v3 = phi v0, v1, v2\n  return v3\n"
      "b2: <- b0\n  jump -> b1\n");
  ASSERT_TRUE(split_critical_edges(graph));
  EXPECT_EQ(text_of(graph),
            "b0:\n  v0 = param 0\n  v1 = const 1\n  v2 = const 2\n"
            "  switch v0, v1, v2 -> b3, b2, b4\n"
            "b1: <- b2, b3, b4\n  v3 = phi v0, v1, v2\n  return v3\n"
            "b2: <- b0\n  jump -> b1\n"
            "b3: <- b0\n  jump -> b1\n"
            "b4: <- b0\n  jump -> b1\n");
}

// Shapes that defeat a quadratic algorithm: seconds there, milliseconds here.
class IrLarge : public IrTest {
 protected:
  // A chain of tests, each of which may leave to one common block: a function of many clauses.
  static Graph clauses(uint32_t count) {
    Graph graph;
    graph.arity = 1;
    for (uint32_t i = 0; i <= count; ++i) graph.add_block();
    NodeId param = graph.append(0, Op::kParam, {});
    for (BlockId block = 0; block + 1 < count; ++block) {
      graph.append(block, Op::kBranch, {graph.append(block, Op::kIsCons, {param})});
      graph.add_edge(block, block + 1);
      graph.add_edge(block, count);
    }
    graph.append(count - 1, Op::kReturn, {param});
    graph.append(count, Op::kReturn, {param});
    return graph;
  }
  static void check(Graph& graph) {
    std::clock_t start = std::clock();  // processor time: others may use the machine, too
    ASSERT_TRUE(verify(graph).ok());
    Order order = reverse_postorder(graph);
    Dominators dominators(graph, order);
    Loops loops(graph, order, dominators);
    Liveness liveness(graph, order);
    split_critical_edges(graph);
    ASSERT_TRUE(verify(graph, {.edges_split = true}).ok());
    remove_unreachable(graph);
    EXPECT_LT(std::clock() - start, 5 * CLOCKS_PER_SEC);
  }
};

TEST_F(IrLarge, ManyClauses) {
  Graph graph = clauses(50000);
  check(graph);
}

TEST_F(IrLarge, AWideSwitch) {
  constexpr uint32_t kCount = 50000;
  Graph graph;
  graph.arity = 1;
  for (uint32_t i = 0; i < 3; ++i) graph.add_block();
  NodeId param = graph.append(0, Op::kParam, {});
  std::vector<NodeId> inputs = {param};
  for (uint32_t i = 0; i < kCount; ++i) inputs.push_back(graph.constant(make_small(i)));
  graph.append(0, graph.make(Op::kSwitch, inputs));
  for (uint32_t i = 0; i <= kCount; ++i) graph.add_edge(0, 1 + i % 2);
  for (BlockId block : {1, 2}) graph.append(block, Op::kReturn, {param});
  check(graph);
}

TEST_F(IrLarge, NestedLoops) {
  constexpr uint32_t kCount = 20000;
  Graph graph;
  graph.arity = 1;
  for (uint32_t i = 0; i < 2 * kCount + 2; ++i) graph.add_block();
  NodeId param = graph.append(0, Op::kParam, {});
  for (BlockId block = 0; block <= kCount; ++block) {
    graph.append(block, Op::kJump, {});
    graph.add_edge(block, block + 1);
  }
  for (BlockId block = kCount + 1; block <= 2 * kCount; ++block) {
    graph.append(block, Op::kBranch, {graph.append(block, Op::kIsCons, {param})});
    graph.add_edge(block, block + 1);
    graph.add_edge(block, 2 * kCount + 1 - block);
  }
  graph.append(2 * kCount + 1, Op::kReturn, {param});
  Order order = reverse_postorder(graph);
  Dominators dominators(graph, order);
  Loops loops(graph, order, dominators);
  EXPECT_EQ(loops.all().size(), kCount);
  EXPECT_EQ(loops.depth(kCount), kCount);
  EXPECT_EQ(loops.blocks(0).size(), 2 * kCount);
  check(graph);
}

}  // namespace
}  // namespace linac::ir
