#include "loader/validate.h"

#include <algorithm>

#include "loader/check_operands.h"
#include "loader/decode.h"
#include "loader/flow.h"
#include "loader/heap_need.h"
#include "loader/loops.h"

namespace linac {
namespace {

// About a second of work. The largest module of OTP takes a hundredth of it.
constexpr uint64_t kMaxSteps = 20'000'000;
// Exits that are copied because frames of different sizes meet there (loader/split_exit.cpp).
constexpr uint32_t kMaxSplits = 256;

// The kinds that known_functions.def names.
constexpr uint16_t kAny = kAnyTerm;
constexpr uint16_t kNumber = kIntegerValue | kFloatValue;
constexpr uint16_t kInteger = kIntegerValue;
constexpr uint16_t kFloat = kFloatValue;
constexpr uint16_t kAtom = kAtomValue;
constexpr uint16_t kList = kNilValue | kConsValue;
constexpr uint16_t kCons = kConsValue;
constexpr uint16_t kTuple = kTupleValue;
constexpr uint16_t kMap = kMapValue;
constexpr uint16_t kBits = kBitstringValue | kMatchContextValue;
constexpr uint16_t kOther = kOtherValue;

struct KnownRow {
  std::string_view name;
  uint32_t arity;
  KnownFunction function;
};

constexpr KnownRow kKnownRows[] = {
#define KNOWN(name, arity, result, argument1, argument2, flags) \
  {name, arity, {k##result, {k##argument1, k##argument2}, flags}},
#include "loader/known_functions.def"
#undef KNOWN
};

struct OperatorRow {
  std::string_view module;
  std::string_view name;
  uint32_t arity;
};

// In the order of Operator, without its kNone.
constexpr OperatorRow kOperatorRows[] = {
#define OPERATOR(identifier, module, name, arity) {module, name, arity},
#include "loader/operators.def"
#undef OPERATOR
};

void find_operators(const AtomTable& atoms, Module& module) {
  module.operators.assign(module.imports.size(), Operator::kNone);
  for (size_t i = 0; i < module.imports.size(); i++) {
    const Import& import = module.imports[i];
    if (import.arity > 3) continue;
    std::string_view of = atoms.text(import.module), name = atoms.text(import.function);
    if (of != "erlang" && of != "maps") continue;
    for (size_t row = 0; row < std::size(kOperatorRows); row++) {
      const OperatorRow& known = kOperatorRows[row];
      if (known.arity != import.arity || known.name != name || known.module != of) continue;
      module.operators[i] = static_cast<Operator>(row + 1);
    }
  }
}

std::vector<KnownFunction> find_known(const AtomTable& atoms, const Module& module) {
  std::vector<KnownFunction> known(module.imports.size());
  for (size_t i = 0; i < known.size(); i++) {
    const Import& import = module.imports[i];
    if (import.module != atoms::kErlang) continue;
    std::string_view name = atoms.text(import.function);
    for (const KnownRow& row : kKnownRows) {
      if (row.arity == import.arity && row.name == name) known[i] = row.function;
    }
  }
  return known;
}

// Whether a tail call to a function of the module stands at this op; then which.
uint32_t tail_callee(const Module& module, const Op& op) {
  bool local = op.opcode == Opcode::kCallOnly || op.opcode == Opcode::kCallLast;
  return local ? module.label_functions[module.operands[op.first_operand + 1].low] : kNoIndex;
}

bool may_leave(const Module& module, const std::vector<KnownFunction>& known, const Op& op) {
  if (op.opcode == Opcode::kReturn || op.opcode == Opcode::kApplyLast) return true;
  if (op.opcode != Opcode::kCallExtOnly && op.opcode != Opcode::kCallExtLast) return false;
  return (known[module.operands[op.first_operand + 1].low].flags & kNeverReturns) == 0;
}

// Compilers drop what stands after a call of a function that always raises. Such a function has no
// return, and no tail call but to its like.
std::vector<bool> find_returning(const Module& module, const std::vector<KnownFunction>& known) {
  std::vector<bool> returns(module.functions.size(), false);
  std::vector<std::vector<uint32_t>> tail_callers(module.functions.size());
  std::vector<uint32_t> pending;
  for (uint32_t i = 0; i < module.functions.size(); i++) {
    const Function& function = module.functions[i];
    bool leaves = function.lacking_op != kNoIndex;
    for (const Op& op : module.ops_of(function)) {
      if (leaves) break;
      leaves = may_leave(module, known, op);
      uint32_t callee = tail_callee(module, op);
      if (callee != kNoIndex) tail_callers[callee].push_back(i);
    }
    if (!leaves) continue;
    returns[i] = true;
    pending.push_back(i);
  }
  while (!pending.empty()) {
    uint32_t callee = pending.back();
    pending.pop_back();
    for (uint32_t caller : tail_callers[callee]) {
      if (returns[caller]) continue;
      returns[caller] = true;
      pending.push_back(caller);
    }
  }
  return returns;
}

class Validator {
 public:
  Validator(std::string_view file_name, const AtomTable& atoms, Module& module)
      : file_name_(file_name), atoms_(atoms), module_(module) {}

  Result<void> run();

 private:
  Result<void> check_all_operands();
  void find_roots(ModuleFlow& shared);
  Result<void> check_paths(ModuleFlow& shared);
  void keep_unset_y(std::vector<UnsetY>& unset);
  void keep_arguments(const ModuleFlow& shared);
  void keep_raising_calls();
  Result<void> count_heap_needs(uint64_t steps);

  Error error(const Function& function, uint32_t op, const char* reason) const {
    return code_error(file_name_, atoms_, &function, module_.ops[op], reason);
  }

  const std::string_view file_name_;
  const AtomTable& atoms_;
  Module& module_;
};

Result<void> Validator::check_all_operands() {
  for (uint32_t i = 0; i < module_.functions.size(); i++) {
    if (module_.functions[i].lacking_op != kNoIndex) continue;
    OperandProblem problem = check_operands(module_, i);
    if (problem.reason) return error(module_.functions[i], problem.op, problem.reason);
  }
  return {};
}

void Validator::find_roots(ModuleFlow& shared) {
  std::vector<bool> is_root(module_.functions.size(), false);
  for (const Lambda& lambda : module_.lambdas) is_root[lambda.function] = true;
  if (module_.on_load_function != kNoIndex) is_root[module_.on_load_function] = true;
  for (uint32_t i = 0; i < module_.functions.size(); i++) {
    const Function& function = module_.functions[i];
    shared.first_argument.push_back(static_cast<uint32_t>(shared.arguments.size()));
    bool root = is_root[i] || function.exported;
    shared.arguments.resize(shared.arguments.size() + function.arity,
                            root ? Value::any() : Value{});
    shared.called.push_back(root);
    shared.waiting.push_back(root);
    if (root) shared.queue.push_back(i);
  }
}

Result<void> Validator::check_paths(ModuleFlow& shared) {
  FlowCheck flow(shared);
  while (!shared.queue.empty()) {
    uint32_t next = shared.queue.front();
    shared.queue.pop_front();
    shared.waiting[next] = false;
    Function& function = module_.functions[next];
    if (function.lacking_op != kNoIndex) continue;
    const char* reason = flow.run(next);
    if (reason && !flow.lacks()) return error(function, flow.problem_op(), reason);
    if (reason) function.lacking_op = flow.problem_op();
  }
  return {};
}

// In the order of ops; a function may have been checked several times, the last one counts.
void Validator::keep_unset_y(std::vector<UnsetY>& unset) {
  auto same_op = [](const UnsetY& a, const UnsetY& b) { return a.op == b.op && a.y == b.y; };
  auto before = [](const UnsetY& a, const UnsetY& b) {
    return a.op < b.op || (a.op == b.op && a.y < b.y);
  };
  std::sort(unset.begin(), unset.end(), before);
  unset.erase(std::unique(unset.begin(), unset.end(), same_op), unset.end());
  module_.unset_y = std::move(unset);
}

// What is known of them, for the compiler.
void Validator::keep_arguments(const ModuleFlow& shared) {
  for (size_t i = 0; i < module_.functions.size(); i++) {
    Function& function = module_.functions[i];
    function.first_argument = kNoIndex;
    auto first = shared.arguments.begin() + shared.first_argument[i];
    auto last = first + function.arity;
    bool unknown = std::all_of(first, last, [](const Value& v) { return v == Value::any(); });
    if (!shared.called[i] || unknown) continue;
    function.first_argument = static_cast<uint32_t>(module_.arguments.size());
    module_.arguments.insert(module_.arguments.end(), first, last);
  }
}

// erlang:error/1 and its like raise where they are called, whatever the frame that a tail call of them
// claims to give up (which may be wrong: compilers do not care).
void Validator::keep_raising_calls() {
  for (size_t i = 0; i < module_.ops.size(); i++) {
    Op& op = module_.ops[i];
    bool tail = op.opcode == Opcode::kCallExtOnly || op.opcode == Opcode::kCallExtLast;
    if (!tail || (module_.facts[i].flags & kFallsOff) == 0) continue;
    op.opcode = Opcode::kCallExt;
    op.operand_count = opcode_info(Opcode::kCallExt).arity;
  }
}

Result<void> Validator::count_heap_needs(uint64_t steps) {
  HeapNeed heap_need(module_, steps);
  for (const Function& function : module_.functions) {
    if (function.lacking_op != kNoIndex) continue;
    OperandProblem problem = heap_need.run(function);
    if (problem.reason) return error(function, problem.op, problem.reason);
  }
  return {};
}

Result<void> Validator::run() {
  module_.facts.assign(module_.ops.size(), OpFacts{});
  find_operators(atoms_, module_);
  module_.operands.reserve(module_.operands.size() + kMaxSplits);
  VM_TRY(check_all_operands());
  ModuleFlow shared{module_,   find_known(atoms_, module_), {}, {}, {}, {}, {}, {}, {}, kMaxSteps,
                    kMaxSplits};
  shared.returns = find_returning(module_, shared.imports);
  find_roots(shared);
  VM_TRY(check_paths(shared));
  keep_unset_y(shared.unset_y);
  keep_arguments(shared);
  keep_raising_calls();
  VM_TRY(count_heap_needs(shared.steps_left));
  for (const Function& function : module_.functions) {
    if (function.lacking_op != kNoIndex) continue;
    if (auto op = find_endless_loop(module_, function)) {
      return error(function, *op, "closes a loop in which no call is made and no message awaited");
    }
  }
  return {};
}

}  // namespace

Result<void> validate(std::string_view file_name, const AtomTable& atoms, Module& module) {
  return Validator(file_name, atoms, module).run();
}

}  // namespace linac
