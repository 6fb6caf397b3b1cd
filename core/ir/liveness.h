// Which values are needed after a block's start and end. A phi's input is needed at the end of its
// predecessor, not at the phi's block's start; the phi itself is made at its block's start, so it is
// not live in there. Only values that are used outside their block have a bit.
#pragma once

#include <bit>
#include <span>
#include <vector>

#include "core/ir/order.h"

namespace linac::ir {

class Liveness {
 public:
  // Without `constants`, they are not counted: code generation makes them where they are used.
  Liveness(const Graph& graph, const Order& order, bool constants = false);

  bool live_in(BlockId block, NodeId value) const { return holds(in_, block, value); }
  bool live_out(BlockId block, NodeId value) const { return holds(out_, block, value); }
  // visit(NodeId) for each, by ascending number.
  template <class Visit>
  void each_live_in(BlockId block, Visit visit) const {
    each(in_, block, visit);
  }
  template <class Visit>
  void each_live_out(BlockId block, Visit visit) const {
    each(out_, block, visit);
  }
  // The values that have a bit, by ascending number.
  std::span<const NodeId> values() const { return values_; }

 private:
  bool holds(const std::vector<uint64_t>& sets, BlockId block, NodeId value) const {
    uint32_t bit = bit_[value];
    return bit != UINT32_MAX && (sets[block * words_ + bit / 64] >> bit % 64 & 1) != 0;
  }
  template <class Visit>
  void each(const std::vector<uint64_t>& sets, BlockId block, Visit& visit) const {
    for (size_t i = 0; i < words_; ++i) {
      for (uint64_t word = sets[block * words_ + i]; word != 0; word &= word - 1) {
        visit(values_[i * 64 + static_cast<size_t>(std::countr_zero(word))]);
      }
    }
  }
  void set(std::vector<uint64_t>& sets, BlockId block, NodeId value) {
    sets[block * words_ + bit_[value] / 64] |= uint64_t{1} << bit_[value] % 64;
  }
  void number(const Graph& graph, const Order& order, bool constants);
  void add_local(const Graph& graph, BlockId block, std::vector<uint64_t>& made);
  bool flow(const Graph& graph, BlockId block, const std::vector<uint64_t>& made);

  std::vector<NodeId> values_;
  std::vector<uint32_t> bit_;  // by node; UINT32_MAX: none
  size_t words_ = 0;           // of one set
  std::vector<uint64_t> in_, out_;
};

// What is made anew wherever it is used and so lives nowhere.
inline bool is_constant(Op op) {
  return op == Op::kConst || op == Op::kIntConst || op == Op::kFloatConst;
}

}  // namespace linac::ir
