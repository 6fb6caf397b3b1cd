// Runs the IR as docs/ir.md says that it works, slowly and with every precondition checked: what
// passes do to a graph must not change what it prints. A result is "returns TERM" or "raises CLASS
// REASON at FRAMES", where frames are the functions and lines of a stack trace, innermost first,
// whatever was inlined.
//
// Nothing is collected. Without Interpret, processes, and natives that nobody gave.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/ir/graph.h"
#include "core/opt/pass.h"
#include "core/term/atom.h"
#include "core/term/identity.h"
#include "tests/unit/test_space.h"

namespace linac {

class IrEval {
 public:
  struct Value {
    Word word = 0;  // a term, an integer, a bool
    double number = 0;
  };
  // kNoTerm: badarg.
  using Native = std::function<Term(IrEval& eval, std::span<const Term> arguments)>;

  explicit IrEval(AtomTable& atoms, size_t words = 1 << 15) : atoms_(atoms), space_(words) {}

  // Graphs are borrowed.
  void add_function(ir::Target target, const ir::Graph& graph) {
    functions_[ir::pack(target)] = &graph;
  }
  void add_native(ir::Target import, Native native) {
    natives_[ir::pack(import)] = std::move(native);
  }
  void add_lambda(ir::Target lambda, const opt::LambdaInfo& info);

  std::string run(const ir::Graph& graph, std::span<const Term> arguments);
  // A closure as a Closure node of that lambda makes it.
  Term make_closure(uint64_t lambda, std::span<const Term> captured);

  TermSpace& space() { return *space_; }
  AtomTable& atoms() { return atoms_; }
  uint64_t steps() const { return steps_; }
  uint64_t count(ir::Op op) const { return counts_[static_cast<size_t>(op)]; }
  void reset_counts() {
    steps_ = 0;
    counts_.assign(counts_.size(), 0);
  }
  // Building nodes have to find their words reserved.
  bool check_reserves = false;
  uint64_t step_limit = 200'000'000;

 private:
  struct Raised {
    Term exception_class;
    Term reason;
    std::string trace;
  };
  struct Frame {
    const ir::Graph* graph;
    std::vector<Value> values;
    std::vector<bool> known;  // whether a value may be looked at
    std::vector<Word> slots;
    ir::BlockId block = 0, from = ir::kNoBlock;
    uint32_t edge = 0;  // which of the block's preds
    ir::NodeId node = ir::kNoNode;
  };
  enum class Status : uint8_t { kDone, kRaised, kTail, kBroken };
  struct Tail {
    const ir::Graph* graph;
    std::vector<Term> arguments;
  };

  Status call(const ir::Graph* graph, std::vector<Term> arguments, Term& result);
  Status run_frame(Frame& frame, std::span<const Term> arguments, Term& result);
  Status run_node(Frame& frame, ir::NodeId id, Term& result);
  Status end_block(Frame& frame, ir::NodeId id, Term& result);
  void go(Frame& frame, uint32_t successor);
  void take_phis(Frame& frame);
  bool compute(Frame& frame, ir::NodeId id, Value& value);
  Status arithmetic(Frame& frame, ir::NodeId id, Value& value);
  Status check_finite(Frame& frame, ir::NodeId id, Value& value);
  Status to_float(Frame& frame, ir::NodeId id, Value& value);
  Status native(Frame& frame, ir::NodeId id, Value& value);
  Status do_call(Frame& frame, ir::NodeId id, Value& value);
  Status find_callee(Frame& frame, ir::NodeId id, const ir::Graph*& graph,
                     std::vector<Term>& arguments);
  Status raise_node(Frame& frame, ir::NodeId id);
  Term reason_of(Frame& frame, ir::NodeId id);
  bool build(Frame& frame, ir::NodeId id, Value& value);
  bool term_test(const ir::Node& node, Frame& frame, ir::NodeId id, bool& holds);
  bool compare(Frame& frame, ir::NodeId id, bool& holds);

  Status raise(Frame& frame, ir::NodeId id, Term exception_class, Term reason,
               const std::string& detail = "");
  Status broken(const std::string& why);
  bool handle(Frame& frame);
  std::string trace_of(const Frame& frame, ir::NodeId id) const;
  std::string text(Term term) const;

  Value in(Frame& frame, ir::NodeId id, uint32_t index);
  Term term(Frame& frame, ir::NodeId id, uint32_t index) { return Term{in(frame, id, index).word}; }
  void need(bool condition, const char* what, ir::NodeId id);

  AtomTable& atoms_;
  TestSpace space_;
  std::map<uint64_t, const ir::Graph*> functions_;
  std::map<uint64_t, Native> natives_;
  struct Lambda {
    FunIdentity identity;
    uint64_t target;
    opt::LambdaInfo info;
  };
  std::map<uint64_t, std::unique_ptr<Lambda>> lambdas_;
  std::vector<const Frame*> frames_;
  std::vector<uint64_t> counts_ = std::vector<uint64_t>(256);
  uint64_t steps_ = 0;
  uint64_t reserved_ = 0;
  Raised raised_;
  Tail tail_;
  std::string broken_;
  std::vector<std::string> traces_;  // raw traces as terms are numbers of these
};

}  // namespace linac
