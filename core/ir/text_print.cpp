#include <charconv>

#include "core/ir/text.h"
#include "core/ir/text_names.h"
#include "core/term/number_text.h"
#include "core/term/print.h"

namespace linac::ir {

namespace {

class Printer {
 public:
  Printer(std::string& out, const Graph& graph, const AtomTable& atoms, TextOptions options)
      : out_(out), graph_(graph), atoms_(atoms), options_(options) {
    if (options_.renumber) renumber();
  }

  void function();
  void block(BlockId id);
  void node(NodeId id);

 private:
  void renumber();
  void position(uint32_t index);
  void immediate(const Node& node);
  void term(Term term);
  void real(double value);
  void quoted(std::string_view text, char quote);
  void named(std::span<const std::string_view> names, uint64_t value) {
    if (value < names.size()) {
      out_ += names[value];
    } else {
      integer(static_cast<int64_t>(value));
    }
  }
  void flags(uint16_t flags);
  void blocks(std::string_view before, const std::vector<BlockId>& list);
  void value(NodeId id);
  void block_name(BlockId id);
  void integer(int64_t value);
  void word(uint64_t value);
  // Opens the list on its first item, separates the later ones.
  void item(bool& first, std::string_view open) {
    out_ += first ? open : ", ";
    first = false;
  }

  std::string& out_;
  const Graph& graph_;
  const AtomTable& atoms_;
  const TextOptions options_;
  std::vector<NodeId> node_numbers_;
  std::vector<BlockId> block_numbers_;
};

void Printer::renumber() {
  node_numbers_.assign(graph_.nodes.size(), kNoNode);
  block_numbers_.assign(graph_.blocks.size(), kNoBlock);
  NodeId next_node = 0;
  BlockId next_block = 0;
  for (BlockId id = 0; id < graph_.blocks.size(); ++id) {
    if (graph_.block(id).dead) continue;
    block_numbers_[id] = next_block++;
    for (NodeId node : graph_.block(id).nodes) {
      if (graph_.node(node).rep != Rep::kNone) node_numbers_[node] = next_node++;
    }
  }
}

void Printer::function() {
  out_ += "function ";
  quoted(graph_.name, '"');
  out_ += " arity ";
  integer(graph_.arity);
  if (graph_.slot_count != 0) {
    out_ += " slots ";
    integer(graph_.slot_count);
  }
  out_ += '\n';
  for (uint32_t i = 0; i < graph_.positions.size(); ++i) position(i);
  for (BlockId id = 0; id < graph_.blocks.size(); ++id) {
    if (!graph_.block(id).dead) block(id);
  }
}

void Printer::position(uint32_t index) {
  const Position& position = graph_.positions[index];
  if (index == 0 && position == Position{}) return;
  out_ += "position ";
  integer(index);
  out_ += " = u";
  integer(position.unit);
  out_ += " f";
  integer(position.function);
  out_ += " o";
  integer(position.op);
  if (position.caller != UINT32_MAX) {
    out_ += " in ";
    integer(position.caller);
  }
  out_ += '\n';
}

void Printer::block(BlockId id) {
  const Block& block = graph_.block(id);
  block_name(id);
  out_ += ':';
  blocks(" <- ", block.preds);
  bool first = true;
  if (block.is_handler) item(first, " ["), out_ += "handler";
  if (block.cold) item(first, " ["), out_ += "cold";
  if (!first) out_ += ']';
  out_ += '\n';
  for (size_t i = 0; i < block.nodes.size(); ++i) {
    out_ += "  ";
    node(block.nodes[i]);
    if (i + 1 == block.nodes.size()) blocks(" -> ", block.succs);
    if (options_.show_literals && graph_.node(block.nodes[i]).op == Op::kConst) {
      Term term{graph_.node(block.nodes[i]).imm};
      if (term.is_pointer()) out_ += "  ; ", print_term(out_, atoms_, term, {});
    }
    out_ += '\n';
  }
  if (block.nodes.empty() && !block.succs.empty()) {
    blocks("  -> ", block.succs);
    out_ += '\n';
  }
}

void Printer::node(NodeId id) {
  const Node& node = graph_.node(id);
  const OpInfo& info = op_info(node.op);
  if (node.rep != Rep::kNone) {
    value(id);
    out_ += " = ";
  }
  out_ += info.name;
  if (node.rep != info.result) {
    out_ += '.';
    out_ += kRepNames[static_cast<size_t>(node.rep)];
  }
  bool first = true;
  if (info.imm != ImmKind::kNone) {
    item(first, " ");
    immediate(node);
  }
  for (NodeId input : graph_.inputs(id)) {
    item(first, " ");
    value(input);
  }
  flags(node.flags);
  if (node.position != 0) {
    out_ += " @";
    integer(node.position);
  }
  if (node.handler != kNoBlock) {
    out_ += " !";
    block_name(node.handler);
  }
}

void Printer::immediate(const Node& node) {
  switch (op_info(node.op).imm) {
    case ImmKind::kNone: break;
    case ImmKind::kTerm: term(Term{node.imm}); break;
    case ImmKind::kInteger: integer(static_cast<int64_t>(node.imm)); break;
    case ImmKind::kDouble: real(std::bit_cast<double>(node.imm)); break;
    case ImmKind::kTarget: {
      Target target = unpack_target(node.imm);
      out_ += 'u';
      integer(target.unit);
      out_ += ':';
      integer(target.index);
      break;
    }
    case ImmKind::kArith: named(kArithNames, node.imm); break;
    case ImmKind::kRaise: named(kRaiseNames, node.imm); break;
  }
}

void Printer::term(Term term) {
  if (term.is_small()) return integer(term.small_value());
  if (term == kNil) {
    out_ += "[]";
  } else if (term == kNoTerm) {
    out_ += kNoTermText;
  } else if (term.is_self_float()) {
    real(self_float_value(term));
  } else if (term.is_atom() && term.immediate_value() < atoms_.size()) {
    std::string_view text = atoms_.text(term);
    if (is_plain_atom(text)) {
      out_ += text;
    } else {
      quoted(text, '\'');
    }
  } else {
    word(term.bits);
  }
}

// As Erlang writes it; what that cannot write, as its bits.
void Printer::real(double value) {
  uint64_t bits = std::bit_cast<uint64_t>(value);
  bool finite = (bits >> 52 & 0x7FF) != 0x7FF;
  if (!finite) return word(bits);
  char text[kShortFloatTextSize];
  out_.append(text, float_to_short_text(value, text));
}

void Printer::quoted(std::string_view text, char quote) {
  out_ += quote;
  for (char c : text) {
    auto byte = static_cast<uint8_t>(c);
    if (c == quote || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      out_ += "\\x";
      out_ += kDigits[byte >> 4];
      out_ += kDigits[byte & 15];
    } else {
      out_ += c;
    }
  }
  out_ += quote;
}

void Printer::flags(uint16_t flags) {
  if (flags == 0) return;
  bool first = true;
  for (const FlagName& name : kFlagNames) {
    if ((flags & name.flag) == 0) continue;
    item(first, " [");
    out_ += name.name;
    flags &= static_cast<uint16_t>(~name.flag);
  }
  if (flags != 0) {  // bits without a name
    item(first, " [");
    integer(flags);
  }
  out_ += ']';
}

void Printer::blocks(std::string_view before, const std::vector<BlockId>& list) {
  bool first = true;
  for (BlockId id : list) {
    item(first, before);
    block_name(id);
  }
}

void Printer::value(NodeId id) {
  out_ += 'v';
  bool known = options_.renumber && id < node_numbers_.size();
  integer(known ? node_numbers_[id] : id);
}

void Printer::block_name(BlockId id) {
  out_ += 'b';
  bool known = options_.renumber && id < block_numbers_.size();
  integer(known ? block_numbers_[id] : id);
}

void Printer::integer(int64_t value) {
  char text[24];
  out_.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void Printer::word(uint64_t value) {
  char text[24];
  out_ += "0x";
  out_.append(text, std::to_chars(text, text + sizeof text, value, 16).ptr);
}

}  // namespace

std::string print(const Graph& graph, const AtomTable& atoms, TextOptions options) {
  std::string out;
  Printer(out, graph, atoms, options).function();
  return out;
}

std::string print_node(const Graph& graph, const AtomTable& atoms, NodeId id) {
  std::string out;
  Printer(out, graph, atoms, {}).node(id);
  return out;
}

}  // namespace linac::ir
