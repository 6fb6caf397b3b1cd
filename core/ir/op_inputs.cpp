#include "core/ir/op_inputs.h"

#include <iterator>

#include "core/term/boxed.h"

namespace linac::ir {

namespace {

struct Row {
  Op op;
  std::string_view pattern;
};
constexpr Row kRows[] = {
    {Op::kNone, ""},
#define INPUTS(identifier, pattern) {Op::k##identifier, pattern},
#include "core/ir/inputs.def"
#undef INPUTS
};

constexpr bool in_order_of_ops() {
  for (size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<size_t>(kRows[i].op) != i) return false;
  }
  return std::size(kRows) == static_cast<size_t>(Op::kUnreachable) + 1;
}
static_assert(in_order_of_ops(), "inputs.def has the rows of ops.def, in its order");

}  // namespace

std::string_view op_inputs(Op op) { return kRows[static_cast<size_t>(op)].pattern; }

uint64_t heap_words(const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  if (node.op == Op::kCons) return 2;
  if (node.op == Op::kTuple) return 1 + uint64_t{node.input_count};
  if (node.op == Op::kUpdateTuple) return 1 + node.imm;
  if (node.op == Op::kClosure) return 2 + uint64_t{node.input_count};  // header, entry
  if (node.op == Op::kMatchContext) return kMatchContextWords;
  if (node.op == Op::kMakeBits || node.op == Op::kMakeUtf8) return 3;  // header, size, bytes
  return 0;
}

}  // namespace linac::ir
