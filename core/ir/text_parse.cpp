// The parser reads all lines first and makes the graph then: a node may be used (by a phi, round a
// loop) above its line.
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

#include "core/ir/text.h"
#include "core/ir/text_names.h"
#include "core/term/number_text.h"
#include "core/term/utf8.h"

namespace linac::ir {

namespace {

constexpr size_t kOpCount = [] {
  size_t count = 1;  // kNone
#define OP(identifier, name, result, effects, imm, doc) ++count;
#include "core/ir/ops.def"
#undef OP
  return count;
}();

struct NamedOp {
  std::string_view name;
  Op op;
};
constexpr std::array<NamedOp, kOpCount> kOpsByName = [] {
  std::array<NamedOp, kOpCount> ops{};
  size_t next = 0;
  ops[next++] = {"none", Op::kNone};
#define OP(identifier, name, result, effects, imm, doc) ops[next++] = {name, Op::k##identifier};
#include "core/ir/ops.def"
#undef OP
  std::sort(ops.begin(), ops.end(),
            [](const NamedOp& a, const NamedOp& b) { return a.name < b.name; });
  return ops;
}();

class Parser {
 public:
  Parser(std::string_view text, AtomTable& atoms, bool words)
      : text_(text), atoms_(atoms), words_(words) {}

  Result<Graph> run();

 private:
  // Where something stands, for errors that are found later.
  struct Place {
    size_t line, column;
  };
  struct Line {  // a node
    Node node;   // input_count counts; first_input points into inputs_
    NodeId id;   // kNoNode: it has no result
    Place place;
  };

  // Characters.
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks();
  bool take(std::string_view token);  // if it stands here; blanks before it are skipped
  bool need(std::string_view token);
  bool at_line_end();
  bool end_line();
  void skip_empty_lines();
  Place here() const { return {line_, at_ - line_start_ + 1}; }
  bool fail(std::string_view message) { return fail_at(here(), message); }
  bool fail_at(Place place, std::string_view message);

  // Tokens. False: an error has been noted.
  bool name(std::string_view& out);
  bool unsigned_number(uint64_t& out, uint64_t limit, std::string_view what);
  bool small_number(uint32_t& out, std::string_view what) {
    uint64_t number = 0;
    if (!unsigned_number(number, UINT32_MAX, what)) return false;
    out = static_cast<uint32_t>(number);
    return true;
  }
  bool integer(int64_t& out);
  bool word(uint64_t& out);
  bool number_text(std::string_view& out);
  bool quoted(std::string& out, char quote);
  bool escape(std::string& out);

  // Parts of the grammar.
  bool function();
  bool positions();
  bool position();
  bool block();
  bool block_flags(Block& block);
  bool node(BlockId block);
  bool op_and_rep(Node& node, bool result);
  bool operands(Node& node);
  bool immediate(Node& node);
  bool term(uint64_t& bits);
  bool number_term(uint64_t& bits);
  bool atom(std::string_view text, uint64_t& bits);
  bool real(uint64_t& bits);
  bool target(uint64_t& bits);
  bool named(std::span<const std::string_view> names, uint64_t& imm, std::string_view what);
  bool flags(uint16_t& flags);
  bool value(NodeId& id);
  bool block_id(BlockId& id);
  bool block_list(std::vector<BlockId>& list);

  // What can be checked at the end only.
  bool check_blocks();
  bool check_positions();
  bool build();

  std::string_view text_;
  AtomTable& atoms_;
  const bool words_;
  size_t at_ = 0;
  size_t line_ = 1;
  size_t line_start_ = 0;
  std::string error_;

  Graph graph_;
  std::vector<Line> lines_;
  std::vector<NodeId> inputs_;
  std::vector<bool> values_;         // defined
  std::vector<bool> blocks_;         // defined
  std::vector<bool> named_blocks_;   // mentioned
  std::vector<Place> block_places_;  // where it was mentioned first
};

bool Parser::fail_at(Place place, std::string_view message) {
  if (!error_.empty()) return false;
  error_ = "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": ";
  error_ += message;
  return false;
}

// -- Characters

void Parser::skip_blanks() {
  while (peek() == ' ' || peek() == '\t') ++at_;
  if (peek() == ';') {
    while (at_ < text_.size() && peek() != '\n') ++at_;
  }
}

bool Parser::take(std::string_view token) {
  skip_blanks();
  if (text_.substr(at_, token.size()) != token) return false;
  // A word ends where it ends.
  bool is_word = is_plain_atom(token) && token.size() > 1;
  if (is_word && at_ + token.size() < text_.size() &&
      is_name_character(text_[at_ + token.size()])) {
    return false;
  }
  at_ += token.size();
  return true;
}

bool Parser::need(std::string_view token) {
  return take(token) || fail("expected '" + std::string(token) + "'");
}

bool Parser::at_line_end() {
  skip_blanks();
  return at_ == text_.size() || peek() == '\n';
}

bool Parser::end_line() {
  if (!at_line_end()) return fail("expected the end of the line");
  skip_empty_lines();
  return true;
}

void Parser::skip_empty_lines() {
  while (at_line_end() && at_ < text_.size()) {
    ++at_;
    ++line_;
    line_start_ = at_;
  }
}

// -- Tokens

bool Parser::name(std::string_view& out) {
  skip_blanks();
  size_t start = at_;
  while (is_name_character(peek())) ++at_;
  out = text_.substr(start, at_ - start);
  if (is_plain_atom(out)) return true;
  at_ = start;
  return fail("expected a name");
}

bool Parser::unsigned_number(uint64_t& out, uint64_t limit, std::string_view what) {
  const char* start = text_.data() + at_;
  auto [end, status] = std::from_chars(start, text_.data() + text_.size(), out);
  if (end == start) return fail("expected " + std::string(what));
  if (status != std::errc() || out > limit) {
    return fail(std::string(what) + " is too large");
  }
  at_ += static_cast<size_t>(end - start);
  return true;
}

bool Parser::integer(int64_t& out) {
  skip_blanks();
  const char* start = text_.data() + at_;
  auto [end, status] = std::from_chars(start, text_.data() + text_.size(), out);
  if (end == start) return fail("expected an integer");
  if (status != std::errc()) return fail("the integer does not fit 64 bits");
  at_ += static_cast<size_t>(end - start);
  return true;
}

// After its 0x.
bool Parser::word(uint64_t& out) {
  const char* start = text_.data() + at_;
  auto [end, status] = std::from_chars(start, text_.data() + text_.size(), out, 16);
  if (end == start) return fail("expected hexadecimal digits");
  if (status != std::errc()) return fail("the word does not fit 64 bits");
  at_ += static_cast<size_t>(end - start);
  return true;
}

// All that may belong to a decimal number.
bool Parser::number_text(std::string_view& out) {
  size_t start = at_;
  if (peek() == '-') ++at_;
  auto belongs = [&](char c) {
    bool exponent = at_ > start && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E');
    return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' ||
           (exponent && (c == '+' || c == '-'));
  };
  while (belongs(peek())) ++at_;
  out = text_.substr(start, at_ - start);
  if (out.find_first_of("0123456789") != std::string_view::npos) return true;
  at_ = start;
  return fail("expected a number");
}

bool Parser::escape(std::string& out) {
  ++at_;
  if (peek() == '\'' || peek() == '"' || peek() == '\\') {
    out += text_[at_++];
    return true;
  }
  uint8_t byte = 0;
  std::string_view digits = text_.substr(std::min(at_ + 1, text_.size()), 2);
  auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
  if (peek() != 'x' || status != std::errc() || end != digits.data() + 2) {
    return fail("after a backslash stands a quote, a backslash or x and two digits");
  }
  out += static_cast<char>(byte);
  at_ += 3;
  return true;
}

bool Parser::quoted(std::string& out, char quote) {
  Place start = here();
  if (!need(std::string_view(&quote, 1))) return false;
  while (at_ < text_.size() && peek() != quote && peek() != '\n') {
    if (peek() != '\\') {
      out += text_[at_++];
    } else if (!escape(out)) {
      return false;
    }
  }
  if (peek() != quote) return fail_at(start, "the quotes are not closed in this line");
  ++at_;
  auto* bytes = reinterpret_cast<const uint8_t*>(out.data());
  if (scan_utf8({bytes, out.size()}).valid_bytes != out.size()) return fail_at(start, "not UTF-8");
  return true;
}

// -- The grammar

bool Parser::function() {
  skip_empty_lines();
  if (!need("function")) return false;
  skip_blanks();
  if (!quoted(graph_.name, '"') || !need("arity")) return false;
  skip_blanks();
  if (!small_number(graph_.arity, "the arity")) return false;
  if (take("slots")) {
    skip_blanks();
    if (!small_number(graph_.slot_count, "the number of slots")) return false;
  }
  if (!end_line() || !positions()) return false;
  while (at_ < text_.size()) {
    if (!block()) return false;
  }
  return check_positions() && check_blocks() && build();
}

bool Parser::positions() {
  while (take("position")) {
    if (!position()) return false;
  }
  return true;
}

bool Parser::position() {
  skip_blanks();
  Place place = here();
  uint32_t index = 0;
  Position position;
  if (!small_number(index, "a position's number")) return false;
  if (!need("=") || !need("u") || !small_number(position.unit, "a unit") || !need("f") ||
      !small_number(position.function, "a function's index") || !need("o") ||
      !small_number(position.op, "an op's index")) {
    return false;
  }
  if (take("in")) {
    skip_blanks();
    if (!small_number(position.caller, "a position's number")) return false;
  }
  if (index == 0 && graph_.positions.size() == 1) {
    graph_.positions[0] = position;
  } else if (index == graph_.positions.size()) {
    graph_.positions.push_back(position);
  } else {
    return fail_at(place, "positions are numbered without gaps");
  }
  return end_line();
}

bool Parser::block_id(BlockId& id) {
  skip_blanks();
  Place place = here();
  uint64_t number = 0;
  if (peek() != 'b') return fail("expected a block");
  ++at_;
  if (!unsigned_number(number, kMaxTextBlocks - 1, "a block's number")) return false;
  id = static_cast<BlockId>(number);
  if (id >= named_blocks_.size()) {
    named_blocks_.resize(id + 1);
    block_places_.resize(id + 1);
  }
  if (!named_blocks_[id]) block_places_[id] = place;
  named_blocks_[id] = true;
  return true;
}

bool Parser::block_list(std::vector<BlockId>& list) {
  do {
    BlockId id = 0;
    if (!block_id(id)) return false;
    list.push_back(id);
  } while (take(","));
  return true;
}

bool Parser::block() {
  skip_blanks();
  Place place = here();
  BlockId id = 0;
  if (!block_id(id) || !need(":")) return false;
  if (id >= blocks_.size()) blocks_.resize(id + 1);
  if (blocks_[id]) return fail_at(place, "the block stands here a second time");
  blocks_[id] = true;
  if (id >= graph_.blocks.size()) graph_.blocks.resize(id + 1);
  Block block;
  if (take("<-") && !block_list(block.preds)) return false;
  if (!block_flags(block) || !end_line()) return false;
  graph_.blocks[id] = std::move(block);
  while (at_ < text_.size()) {
    skip_blanks();
    // "b3:" is the next block; no op's name looks like that.
    if (peek() == 'b' && at_ + 1 < text_.size() && text_[at_ + 1] >= '0' && text_[at_ + 1] <= '9') {
      return true;
    }
    std::vector<BlockId>& succs = graph_.blocks[id].succs;
    if (!succs.empty()) return fail("expected a block: successors stand in a block's last line");
    if (peek() != '-' && !node(id)) return false;
    if (take("->") && !block_list(graph_.blocks[id].succs)) return false;
    if (!end_line()) return false;
  }
  return true;
}

bool Parser::block_flags(Block& block) {
  if (!take("[")) return true;
  do {
    skip_blanks();
    Place place = here();
    std::string_view flag;
    if (!name(flag)) return false;
    if (flag == "handler") {
      block.is_handler = true;
    } else if (flag == "cold") {
      block.cold = true;
    } else {
      return fail_at(place, "a block is [handler] or [cold]");
    }
  } while (take(","));
  return need("]");
}

bool Parser::value(NodeId& id) {
  skip_blanks();
  uint64_t number = 0;
  if (peek() != 'v') return fail("expected a value");
  ++at_;
  if (!unsigned_number(number, kMaxTextNodes - 1, "a value's number")) return false;
  id = static_cast<NodeId>(number);
  return true;
}

bool Parser::node(BlockId block) {
  skip_blanks();
  Line line{Node{}, kNoNode, here()};
  bool result =
      peek() == 'v' && at_ + 1 < text_.size() && text_[at_ + 1] >= '0' && text_[at_ + 1] <= '9';
  if (result) {
    if (!value(line.id) || !need("=")) return false;
    if (line.id >= values_.size()) values_.resize(line.id + 1);
    if (values_[line.id]) return fail_at(line.place, "the value is defined a second time");
    values_[line.id] = true;
  }
  Node& node = line.node;
  node.block = block;
  if (!op_and_rep(node, result) || !operands(node) || !flags(node.flags)) return false;
  if (take("@")) {
    if (!small_number(node.position, "a position's number")) return false;
    if (node.position >= graph_.positions.size()) return fail("there is no such position");
  }
  if (take("!") && !block_id(node.handler)) return false;
  if (lines_.size() >= kMaxTextNodes) return fail("too many nodes");
  lines_.push_back(line);
  return true;
}

bool Parser::op_and_rep(Node& node, bool result) {
  skip_blanks();
  Place place = here();
  std::string_view text;
  if (!name(text)) return false;
  std::optional<Op> op = op_named(text);
  if (!op || *op == Op::kNone) return fail_at(place, "there is no such operation");
  node.op = *op;
  node.rep = op_info(*op).result;
  if (peek() == '.') {
    ++at_;
    Place rep_place = here();
    if (!name(text)) return false;
    auto found = std::find(std::begin(kRepNames), std::end(kRepNames), text);
    if (found == std::end(kRepNames))
      return fail_at(rep_place, "expected term, int, float or bool");
    node.rep = static_cast<Rep>(found - std::begin(kRepNames));
  }
  if (result != (node.rep != Rep::kNone)) {
    return fail_at(place, result ? "this has no result" : "this has a result: a value and '='");
  }
  return true;
}

bool Parser::operands(Node& node) {
  bool first = true;
  if (op_info(node.op).imm != ImmKind::kNone) {
    if (!immediate(node)) return false;
    first = false;
  }
  node.first_input = static_cast<uint32_t>(inputs_.size());
  skip_blanks();
  if (first && peek() != 'v') return true;
  while (first || take(",")) {
    NodeId input = kNoNode;
    if (!value(input)) return false;
    inputs_.push_back(input);
    first = false;
  }
  node.input_count = static_cast<uint32_t>(inputs_.size()) - node.first_input;
  return true;
}

bool Parser::named(std::span<const std::string_view> names, uint64_t& imm, std::string_view what) {
  skip_blanks();
  Place place = here();
  if (peek() == '-' || (peek() >= '0' && peek() <= '9')) {
    int64_t number = 0;
    if (!integer(number)) return false;
    imm = static_cast<uint64_t>(number);
    return imm >= names.size() || fail_at(place, "expected " + std::string(what));
  }
  std::string_view text;
  if (!name(text)) return false;
  auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return fail_at(place, "expected " + std::string(what));
  imm = static_cast<uint64_t>(found - names.begin());
  return true;
}

bool Parser::immediate(Node& node) {
  int64_t number = 0;
  switch (op_info(node.op).imm) {
    case ImmKind::kNone: return true;
    case ImmKind::kTerm: return term(node.imm);
    case ImmKind::kInteger:
      if (!integer(number)) return false;
      node.imm = static_cast<uint64_t>(number);
      return true;
    case ImmKind::kDouble: return real(node.imm);
    case ImmKind::kTarget: return target(node.imm);
    case ImmKind::kArith:
      return named(kArithNames, node.imm, "the name of an arithmetic operation");
    case ImmKind::kRaise: return named(kRaiseNames, node.imm, "what is raised");
  }
  VM_UNREACHABLE();
}

bool Parser::term(uint64_t& bits) {
  skip_blanks();
  Place place = here();
  if (peek() == '\'') {
    std::string text;
    return quoted(text, '\'') && atom(text, bits);
  }
  if (peek() >= 'a' && peek() <= 'z') {
    std::string_view text;
    return name(text) && atom(text, bits);
  }
  if (take("[]")) {
    bits = kNil.bits;
    return true;
  }
  if (take(kNoTermText)) {
    bits = kNoTerm.bits;
    return true;
  }
  if (!take("0x")) return number_term(bits);
  if (!word(bits)) return false;
  Term term{bits};
  return words_ || !(term.is_pointer() || term.is_header()) ||
         fail_at(place, "the word of a literal cannot stand here");
}

bool Parser::atom(std::string_view text, uint64_t& bits) {
  auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  if (scan_utf8({bytes, text.size()}).code_points > kMaxAtomCharacters) {
    return fail("the atom is too long");
  }
  std::optional<Term> atom = atoms_.intern_of_program(text);
  if (!atom) return fail("the atom table is full");
  bits = atom->bits;
  return true;
}

bool Parser::number_term(uint64_t& bits) {
  Place place = here();
  std::string_view text;
  if (!number_text(text)) return false;
  if (text.find('.') != std::string_view::npos) {
    std::optional<double> value = float_from_text(text);
    std::optional<Term> term = value ? make_self_float(*value) : std::nullopt;
    if (!term) return fail_at(place, "expected a float that lies in its word");
    bits = term->bits;
    return true;
  }
  int64_t value = 0;
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size() || !fits_small(value)) {
    return fail_at(place, "expected an integer of 61 bits");
  }
  bits = make_small(value).bits;
  return true;
}

bool Parser::real(uint64_t& bits) {
  if (take("0x")) return word(bits);
  skip_blanks();
  Place place = here();
  std::string_view text;
  if (!number_text(text)) return false;
  std::optional<double> value = float_from_text(text);
  if (!value) return fail_at(place, "expected a float");
  bits = std::bit_cast<uint64_t>(*value);
  return true;
}

bool Parser::target(uint64_t& bits) {
  Target target{};
  if (!need("u") || !small_number(target.unit, "a unit")) return false;
  if (peek() != ':') return fail("expected ':'");
  ++at_;
  if (!small_number(target.index, "an index")) return false;
  bits = pack(target);
  return true;
}

bool Parser::flags(uint16_t& flags) {
  if (!take("[")) return true;
  do {
    skip_blanks();
    Place place = here();
    if (peek() >= '0' && peek() <= '9') {
      uint64_t bits = 0;
      if (!unsigned_number(bits, UINT16_MAX, "a flag")) return false;
      flags |= static_cast<uint16_t>(bits);
      continue;
    }
    std::string_view text;
    if (!name(text)) return false;
    auto found = std::find_if(std::begin(kFlagNames), std::end(kFlagNames),
                              [&](const FlagName& flag) { return flag.name == text; });
    if (found == std::end(kFlagNames)) return fail_at(place, "there is no such flag");
    flags |= found->flag;
  } while (take(","));
  return need("]");
}

// -- At the end

bool Parser::check_positions() {
  for (const Position& position : graph_.positions) {
    if (position.caller != UINT32_MAX && position.caller >= graph_.positions.size()) {
      return fail_at({1, 1}, "a position lies in one that there is not");
    }
  }
  return true;
}

bool Parser::check_blocks() {
  if (blocks_.empty() || !blocks_[0]) return fail("there is no block b0");
  for (BlockId id = 0; id < named_blocks_.size(); ++id) {
    bool defined = id < blocks_.size() && blocks_[id];
    if (named_blocks_[id] && !defined) return fail_at(block_places_[id], "there is no such block");
  }
  for (BlockId id = 0; id < graph_.blocks.size(); ++id) graph_.blocks[id].dead = !blocks_[id];
  return true;
}

bool Parser::build() {
  graph_.nodes.resize(values_.size());
  for (const Line& line : lines_) {
    NodeId id = line.id;
    if (id == kNoNode) {
      id = static_cast<NodeId>(graph_.nodes.size());
      graph_.nodes.emplace_back();
    }
    std::span<const NodeId> inputs(inputs_.data() + line.node.first_input, line.node.input_count);
    for (NodeId input : inputs) {
      if (input >= values_.size() || !values_[input]) {
        return fail_at(line.place, "v" + std::to_string(input) + " is not defined");
      }
    }
    Node node = line.node;
    node.first_input = node.input_count = 0;
    graph_.nodes[id] = node;
    graph_.set_inputs(id, inputs);
    graph_.block(node.block).nodes.push_back(id);
  }
  return true;
}

Result<Graph> Parser::run() {
  if (!function()) return Error{error_};
  return std::move(graph_);
}

}  // namespace

std::optional<Op> op_named(std::string_view name) {
  auto found = std::lower_bound(
      kOpsByName.begin(), kOpsByName.end(), name,
      [](const NamedOp& entry, std::string_view wanted) { return entry.name < wanted; });
  if (found == kOpsByName.end() || found->name != name) return std::nullopt;
  return found->op;
}

Result<Graph> parse(std::string_view text, AtomTable& atoms, bool words) {
  return Parser(text, atoms, words).run();
}

}  // namespace linac::ir
