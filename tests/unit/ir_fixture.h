// Graphs for tests of the IR.
#pragma once

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "core/ir/order.h"
#include "core/ir/text.h"
#include "core/ir/verify.h"

namespace linac::ir {

class IrTest : public ::testing::Test {
 protected:
  // The graph of blocks in the text form; `function "f" arity 2` goes before them.
  Graph graph_of(std::string_view blocks, std::string_view head = "function \"f\" arity 2") {
    Result<Graph> graph = parse(std::string(head) + "\n" + std::string(blocks), atoms_);
    if (!graph) {
      ADD_FAILURE() << graph.error().message;
      return Graph{};
    }
    return std::move(*graph);
  }
  // Its text without the first line.
  std::string text_of(const Graph& graph, TextOptions options = {}) {
    std::string text = print(graph, atoms_, options);
    return text.substr(text.find('\n') + 1);
  }
  std::string fault(const Graph& graph, VerifyOptions options = {}) {
    Result<void> result = verify(graph, options);
    return result ? "" : result.error().message;
  }

  AtomTable atoms_;
};

// A graph of `count` blocks and random edges, some of which cannot be reached; no values but what the
// ends of blocks need.
inline Graph random_flow(std::mt19937& random, uint32_t count) {
  Graph graph;
  graph.name = "random";
  graph.arity = 1;
  for (uint32_t i = 0; i < count; ++i) graph.add_block();
  NodeId param = graph.append(0, Op::kParam, {});
  auto below = [&](uint32_t limit) { return static_cast<uint32_t>(random() % limit); };
  for (BlockId block = 0; block < count; ++block) {
    uint32_t kind = count == 1 ? 0 : below(8);
    uint32_t edges = kind == 0 ? 0 : kind <= 3 ? 1 : kind <= 6 ? 2 : 2 + below(4);
    if (edges == 0) graph.append(block, Op::kReturn, {param});
    if (edges == 1) graph.append(block, Op::kJump, {});
    if (edges == 2) {
      graph.append(block, Op::kBranch, {graph.append(block, Op::kIsCons, {param})});
    }
    if (edges > 2) {
      std::vector<NodeId> inputs = {param};
      for (uint32_t i = 1; i < edges; ++i) inputs.push_back(graph.constant(make_small(i)));
      graph.append(block, graph.make(Op::kSwitch, inputs));
    }
    for (uint32_t i = 0; i < edges; ++i) graph.add_edge(block, 1 + below(count - 1));
  }
  return graph;
}

}  // namespace linac::ir
