// Random functions in the IR as the builder would make them: registers that hold terms, operations
// on them, branches, loops of a few turns, exceptions with handlers, calls of a second function.
// All registers come out in the result, so what a pass breaks can be seen.
#pragma once

#include <random>
#include <vector>

#include "core/ir/graph.h"
#include "core/term/atom.h"

namespace linac {

struct RandomOptions {
  uint32_t registers = 4;
  uint32_t arity = 3;
  uint32_t statements = 14;  // of the outermost block
  uint32_t max_depth = 3;
  // Of functions 1 and 2 of the module, which have the same arity, 3; and of lambda 0, that is
  // function 2 with two captured terms.
  bool calls = false;
  bool tail_calls = false;  // ends in one of function 2
  bool tries = true;
  bool floats_only = false;  // raw float code in loops
};

class RandomFunction {
 public:
  RandomFunction(uint64_t seed, const RandomOptions& options) : random_(seed), options_(options) {}

  ir::Graph make();
  // An argument: of all kinds, near the edges of small integers and self-tagged floats.
  static Term argument(std::mt19937_64& random, uint32_t number);

 private:
  using NodeId = ir::NodeId;
  using BlockId = ir::BlockId;

  uint32_t below(uint32_t limit) { return static_cast<uint32_t>(random_() % limit); }
  // Registers are meant for integers (0, 1, 4, 5, ...), floats (2, 6, ...) and anything (3, 7, ...):
  // most operations get what they want, and go on.
  enum class Kind : uint8_t { kInteger, kFloat, kAny };
  static Kind kind_of(uint32_t number) {
    return number % 4 < 2 ? Kind::kInteger : number % 4 == 2 ? Kind::kFloat : Kind::kAny;
  }
  NodeId& any() { return registers_[below(options_.registers)]; }
  NodeId& of(Kind kind);
  Kind some_number() { return below(3) == 0 ? Kind::kFloat : Kind::kInteger; }
  NodeId operand() { return operand(static_cast<Kind>(below(3))); }
  NodeId operand(Kind kind);
  NodeId constant(Kind kind);
  template <class Then>
  void if_holds(NodeId condition, Then then);
  NodeId add(ir::Op op, std::initializer_list<NodeId> inputs, uint64_t imm = 0, uint16_t flags = 0);
  NodeId phi(std::initializer_list<NodeId> inputs);
  BlockId new_block() { return graph_.add_block(); }
  void jump(BlockId to);
  void branch(NodeId condition, BlockId if_true, BlockId if_false);
  void need(NodeId condition);

  void statements(uint32_t count, uint32_t depth);
  void statement(uint32_t depth);
  void arithmetic();
  void guarded_arithmetic(uint32_t depth);
  void float_arithmetic();
  void build();
  void take_apart();
  NodeId condition();
  void if_else(uint32_t depth);
  void switch_on(uint32_t depth);
  void loop(uint32_t depth);
  void try_block(uint32_t depth);
  void call();

  std::mt19937_64 random_;
  RandomOptions options_;
  ir::Graph graph_;
  BlockId block_ = 0;
  std::vector<NodeId> registers_;  // behind them the counters of loops
  BlockId handler_ = ir::kNoBlock;
  uint32_t line_ = 0;
};

}  // namespace linac
