#include "runtime/interp/snippet.h"

#include <algorithm>

#include "loader/snippet_shape.h"
#include "runtime/code/code_server.h"
#include "runtime/interp/lower.h"

namespace linac {
namespace {

constexpr uint32_t kFailedLabel = 1;

// A function of the op and what follows it, to be lowered like any.
class SnippetBody {
 public:
  SnippetBody(const Module& module, uint32_t op_index)
      : module_(module), op_(module.ops[op_index]), shape_(snippet_shape(module, op_)) {
    body_.labels = {kNoIndex, kNoIndex};
    facts_.flags = (module.facts[op_index].flags | kReached) & ~(kUnsetY | kTestContext);
  }

  const Module& build() {
    copy_op();
    if (opcode_info(op_.opcode).flow == Flow::kJump) {
      add_label();
      add(Opcode::kReturn, {});
      return body_;
    }
    move_results();
    if (!shape_.has_flag) return body_;
    add_label();
    for (size_t i = 0; i < shape_.outputs.size(); i++) {
      move({OperandKind::kNil, 0, 0, 0}, 1 + static_cast<uint32_t>(i));
    }
    move(small(0), 0);
    add(Opcode::kReturn, {});
    return body_;
  }

  Function function() const {
    Function function{};
    function.op_count = static_cast<uint32_t>(body_.ops.size());
    // What has no threaded code of its own raises.
    bool traps = op_.opcode != Opcode::kSend && op_.opcode != Opcode::kRawRaise &&
                 opcode_info(op_.opcode).flow == Flow::kCall;
    function.lacking_op = traps ? 0 : kNoIndex;
    return function;
  }

 private:
  static Operand small(int64_t value) {
    return {OperandKind::kSmall, 0, 0, static_cast<uint32_t>(value)};
  }

  void add(Opcode opcode, std::initializer_list<Operand> operands) {
    add(opcode, std::vector<Operand>(operands));
  }
  void add(Opcode opcode, const std::vector<Operand>& operands) {
    Op op{opcode, static_cast<uint8_t>(operands.size()),
          0,      static_cast<uint32_t>(body_.operands.size()),
          0,      0};
    body_.operands.insert(body_.operands.end(), operands.begin(), operands.end());
    body_.ops.push_back(op);
    body_.facts.push_back(facts_);
  }
  void add_label() {
    body_.labels[kFailedLabel] = static_cast<uint32_t>(body_.ops.size());
    add(Opcode::kLabel, {{OperandKind::kUnsigned, 0, 0, kFailedLabel}});
  }
  void move(const Operand& from, uint32_t to_x) { add(Opcode::kMove, {from, x_register(to_x)}); }

  // -- the op with other registers, labels and live counts

  uint32_t place(const Operand& wanted) const {
    for (uint32_t i = 0; i < shape_.registers.size(); i++) {
      const Operand& own = shape_.registers[i];
      if (own.kind == wanted.kind && own.low == wanted.low) return i;
    }
    VM_UNREACHABLE();
  }

  Operand renamed(const Operand& operand) const {
    if (operand.is_register()) return x_register(place(operand));
    if (operand.kind != OperandKind::kLabel) return operand;
    return {OperandKind::kLabel, 0, 0, operand.index() == 0 ? 0 : kFailedLabel};
  }
  Operand live_count(uint32_t count) const { return {OperandKind::kUnsigned, 0, 0, count}; }

  void copy_op() {
    std::vector<Operand> operands;
    const OpcodeInfo& info = opcode_info(op_.opcode);
    for (unsigned i = 0; i < op_.operand_count; i++) {
      const Operand& operand = module_.operands[op_.first_operand + i];
      if (info.roles[i] == Role::kLive) {
        operands.push_back(live_count(shape_.input_count));
      } else if (operand.kind == OperandKind::kList) {
        operands.push_back(copy_list(module_.list(operand), info.roles[i]));
      } else {
        operands.push_back(renamed(operand));
      }
    }
    add(op_.opcode, operands);
  }

  Operand copy_list(std::span<const Operand> list, Role role) {
    std::vector<Operand> copy;
    for (const Operand& element : list) copy.push_back(renamed(element));
    if (role == Role::kMatchList) set_live_counts(copy);
    auto index = static_cast<uint32_t>(body_.lists.size());
    body_.lists.push_back(
        {static_cast<uint32_t>(body_.operands.size()), static_cast<uint32_t>(copy.size())});
    body_.operands.insert(body_.operands.end(), copy.begin(), copy.end());
    return {OperandKind::kList, 0, 0, index};
  }

  // What the commands before have read is live, too: it has the numbers behind the inputs', in the
  // order in which it is written.
  void set_live_counts(std::vector<Operand>& list) const {
    uint32_t live = shape_.input_count;
    for (size_t at = 0; at < list.size();) {
      auto command = static_cast<BitCommand>(list[at].integer());
      size_t count = kBitCommandOperands[static_cast<size_t>(command)];
      bool writes = command == BitCommand::kInteger || command == BitCommand::kBinary ||
                    command == BitCommand::kGetTail;
      if (writes) {
        list[at + 1] = live_count(live);
        live = std::max(live, list[at + count].index() + 1);
      }
      at += 1 + count;
    }
  }

  // Outputs to their places; by way of free registers if one would overwrite another.
  void move_results() {
    uint32_t first = shape_.has_flag ? 1 : 0;
    auto count = static_cast<uint32_t>(shape_.outputs.size());
    bool overwrites = false;
    for (uint32_t i = 0; i < count; i++) {
      for (uint32_t j = i + 1; j < count; j++) overwrites |= shape_.outputs[j] == first + i;
    }
    uint32_t free = std::max(static_cast<uint32_t>(shape_.registers.size()), first + count);
    for (uint32_t i = 0; overwrites && i < count; i++) {
      move(x_register(shape_.outputs[i]), free + i);
    }
    for (uint32_t i = 0; i < count; i++) {
      uint32_t from = overwrites ? free + i : shape_.outputs[i];
      if (from != first + i) move(x_register(from), first + i);
    }
    if (shape_.has_flag) move(small(1), 0);
    add(Opcode::kReturn, {});
  }

  const Module& module_;
  const Op& op_;
  const SnippetShape shape_;
  OpFacts facts_;
  Module body_;
};

FunctionEntry& entry_of(ModuleInstance& instance, uint32_t op_index) {
  const std::vector<Function>& functions = instance.module->functions;
  auto after = std::upper_bound(functions.begin(), functions.end(), op_index,
                                [](uint32_t op, const Function& f) { return op < f.first_op; });
  return *instance.functions[static_cast<size_t>(after - functions.begin()) - 1];
}

// What catch_end does with an exception.
Snippet catch_snippet() {
  Snippet snippet{std::make_unique<Word[]>(2), 2};
  snippet.code[0] = handler_word(Bytecode::k_catch_value);
  snippet.code[1] = handler_word(Bytecode::k_return_);
  return snippet;
}

}  // namespace

Snippet make_snippet(VmContext& vm, ModuleInstance& instance, uint32_t op_index) {
  const Module& module = *instance.module;
  if (module.ops[op_index].opcode == Opcode::kCatchEnd) return catch_snippet();
  SnippetBody snippet(module, op_index);
  const Module& body = snippet.build();
  const Function function = snippet.function();
  auto made = Lowering(vm, entry_of(instance, op_index), body, function).run();
  return {std::move(made->code), made->words};
}

}  // namespace linac
