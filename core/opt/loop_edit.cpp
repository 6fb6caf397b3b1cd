#include "core/opt/loop_edit.h"

#include "core/opt/util.h"

namespace linac::opt {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

std::vector<uint32_t> back_edges(const ir::Graph& graph, const ir::Loops& loops, uint32_t loop,
                                 size_t known) {
  std::vector<uint32_t> places;
  const std::vector<BlockId>& preds = graph.block(loops.all()[loop].header).preds;
  for (uint32_t i = 0; i < preds.size(); ++i) {
    if (preds[i] < known && loops.contains(loop, preds[i])) places.push_back(i);
  }
  return places;
}

BlockId preheader(ir::Graph& graph, const ir::Loops& loops, uint32_t loop, size_t known) {
  BlockId header = loops.all()[loop].header;
  std::vector<uint32_t> outside;
  const std::vector<BlockId>& preds = graph.block(header).preds;
  for (uint32_t i = 0; i < preds.size(); ++i) {
    // Blocks that are newer than the analysis are preheaders of other loops.
    if (preds[i] >= known || !loops.contains(loop, preds[i])) outside.push_back(i);
  }
  if (outside.size() == 1 && graph.block(preds[outside[0]]).succs.size() == 1) {
    return preds[outside[0]];
  }
  BlockId made = graph.add_block();
  uint32_t position = graph.node(graph.block(header).nodes[0]).position;
  for (NodeId phi : std::vector<NodeId>(graph.block(header).nodes)) {
    if (graph.node(phi).op != Op::kPhi) break;
    std::vector<NodeId> inputs;
    for (uint32_t place : outside) inputs.push_back(graph.input(phi, place));
    NodeId merged = graph.make(Op::kPhi, inputs, 0, graph.node(phi).position);
    graph.node(merged).rep = graph.node(phi).rep;
    graph.append(made, merged);
  }
  std::vector<BlockId> sources;
  for (uint32_t place : outside) sources.push_back(graph.block(header).preds[place]);
  for (BlockId source : sources) {
    const std::vector<BlockId>& succs = graph.block(source).succs;
    uint32_t index = 0;
    while (succs[index] != header) ++index;
    graph.redirect_edge(source, index, made);
  }
  std::vector<NodeId> merged = graph.block(made).nodes;
  graph.append(made, Op::kJump, {}, 0, position);
  graph.add_edge(made, header);
  for (size_t i = 0; i < merged.size(); ++i) {
    graph.add_input(graph.block(header).nodes[i], merged[i]);
  }
  return made;
}

}  // namespace linac::opt
