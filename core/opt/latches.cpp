// One end for all turns of a loop. A function that calls itself in several places has an edge back for
// each, and each takes its reduction by itself; here these meet in one block that does. What the ways
// differ in are phis then, so that short ones can become selects (ifs.cpp), and copies of the loop
// have one place to test their types.
#include <algorithm>

#include "core/opt/loop_edit.h"
#include "core/opt/pass.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr size_t kMaxLatches = 8;  // more are a dispatch, whose ways are better left apart

// Whether the block ends with a reduction and the jump back.
bool is_latch(const ir::Graph& graph, BlockId block) {
  const std::vector<NodeId>& nodes = graph.block(block).nodes;
  return nodes.size() >= 2 && graph.node(nodes.back()).op == Op::kJump &&
         graph.node(nodes[nodes.size() - 2]).op == Op::kLoopYield;
}

void merge(ir::Graph& graph, BlockId header, const std::vector<BlockId>& latches) {
  BlockId meeting = graph.add_block();
  graph.block(meeting).cold = graph.block(header).cold;
  std::vector<NodeId> phis;
  for (NodeId phi : std::vector<NodeId>(graph.block(header).nodes)) {
    if (graph.node(phi).op != Op::kPhi) break;
    std::vector<NodeId> inputs;
    for (BlockId latch : latches) inputs.push_back(graph.input(phi, graph.pred_index(latch, 0)));
    NodeId merged = graph.make(Op::kPhi, inputs, 0, graph.node(phi).position);
    graph.node(merged).rep = graph.node(phi).rep;
    phis.push_back(graph.append(meeting, merged));
  }
  uint32_t position = graph.node(graph.end(latches[0])).position;
  for (BlockId latch : latches) {
    const std::vector<NodeId>& nodes = graph.block(latch).nodes;
    graph.remove_node(nodes[nodes.size() - 2]);
    graph.redirect_edge(latch, 0, meeting);
  }
  graph.append(meeting, Op::kLoopYield, {}, 0, position);
  graph.append(meeting, Op::kJump, {}, 0, position);
  graph.add_edge(meeting, header);
  for (size_t i = 0; i < phis.size(); ++i) graph.add_input(graph.block(header).nodes[i], phis[i]);
}

}  // namespace

bool merge_latches(ir::Graph& graph, PassContext&) {
  ir::Order order = ir::reverse_postorder(graph);
  ir::Dominators dominators(graph, order);
  ir::Loops loops(graph, order, dominators);
  size_t known = graph.blocks.size();
  bool changed = false;
  for (uint32_t loop = 0; loop < loops.all().size(); ++loop) {
    BlockId header = loops.all()[loop].header;
    std::vector<BlockId> latches;
    for (uint32_t place : back_edges(graph, loops, loop, known)) {
      BlockId latch = graph.block(header).preds[place];
      if (is_latch(graph, latch)) latches.push_back(latch);
    }
    if (latches.size() < 2 || latches.size() > kMaxLatches) continue;
    merge(graph, header, latches);
    changed = true;
  }
  return changed;
}

}  // namespace linac::opt
