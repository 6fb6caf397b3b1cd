// ~p's last step: printing the tree.
#include <algorithm>

#include "bifs/format_tree.h"
#include "core/term/bits.h"

namespace linac {
namespace pretty {
namespace {

class Printer : Tree {
 public:
  Printer(const std::vector<Node>& nodes, const FormatText& texts, Layout layout, FormatText& out)
      : Tree(nodes, texts, layout), out_(out) {}

  // All on one line.
  void write_line(uint32_t root) {
    write(root);
    run();
  }
  void print(uint32_t root, int64_t column, int64_t tag_indent) {
    tag_indent_ = tag_indent;
    indents_.push_back({column - 1, kNone});
    push({.step = Step::kNode, .node = root, .column = column, .indent = 0});
    run();
  }

 private:
  enum class Step : uint8_t {
    kNode,   // print the node
    kWrite,  // write the node on the line
    kClose,  // close brackets and add `end`
    kTail,   // go on with a list's elements
    kPairs,  // with a map's pairs
    kValue,  // a pair's value, below its key
    kFields,
    kWriteTail,  // the same on the line
    kWriteValue,
  };
  struct Task {
    Step step;
    uint32_t node = kNone;
    int64_t start = 0;   // column of the elements
    int64_t column = 0;  // where we are
    int64_t depth = 0;
    int64_t width = 0;
    uint32_t indent = 0;
    char bar = 0;  // before a tail or dots
    char end = 0;  // kClose: the bracket, or 0
    bool first = false;
  };
  // Spaces that begin a line: these, then those of the outer one.
  struct Indent {
    int64_t spaces;
    uint32_t outer;
  };

  void push(const Task& task) { tasks_.push_back(task); }
  void push_close(char end) { push({.step = Step::kClose, .end = end}); }

  void run() {
    while (!tasks_.empty()) {
      Task task = tasks_.back();
      tasks_.pop_back();
      switch (task.step) {
        case Step::kNode: print_node(task); break;
        case Step::kWrite: write(task.node); break;
        case Step::kClose:
          out_.close();
          if (task.end != 0) out_.add(static_cast<uint8_t>(task.end));
          break;
        case Step::kTail: print_tail(task); break;
        case Step::kPairs: print_pairs(task); break;
        case Step::kValue: print_value(task); break;
        case Step::kFields: print_fields(task); break;
        case Step::kWriteTail: write_tail(task); break;
        case Step::kWriteValue: write_value(task); break;
      }
    }
  }

  void add_text(const Node& node) {
    out_.splice(texts_.tokens().data() + node.text, node.text_end - node.text);
  }

  // --- one line ---

  void write(uint32_t node) {
    const Node& n = at(node);
    switch (n.kind) {
      case NodeKind::kText: return add_text(n);
      case NodeKind::kBinary:
        out_.add_ascii("<<");
        out_.open();
        add_text(n);
        out_.close();
        return out_.add_ascii(">>");
      case NodeKind::kList: return write_elements("[", n.first, '|', ']');
      case NodeKind::kTuple: return write_elements("{", n.first, ',', '}');
      case NodeKind::kMap: return write_elements("#{", n.first, ',', '}');
      case NodeKind::kRecord:
        out_.open();
        add_text(n);
        out_.close();
        return write_elements("{", n.first, ',', '}');
      case NodeKind::kPair:
        out_.open();
        push({.step = Step::kWriteValue, .node = at(n.first).next});
        push_close(0);
        return push({.step = Step::kWrite, .node = n.first});
      case NodeKind::kField:
        out_.open();
        add_text(n);
        out_.close();
        out_.add_list(" = ");
        return push({.step = Step::kWrite, .node = n.first});
      case NodeKind::kDots: return out_.add_ascii("...");
    }
  }
  void write_elements(std::string_view begin, uint32_t first, char bar, char end) {
    out_.add_ascii(begin);
    out_.open();
    push_close(end);
    push({.step = Step::kWriteTail, .node = first, .bar = bar, .first = true});
  }
  void write_tail(Task task) {
    uint32_t node = task.node;
    if (node == kNone) return;
    if (at(node).is_tail) {
      if (!task.first) out_.add(static_cast<uint8_t>(task.bar));
      return push({.step = Step::kWrite, .node = node});
    }
    if (!task.first) out_.add(',');
    out_.open();
    task.first = false;
    task.node = at(node).next;
    push(task);
    push_close(0);
    push({.step = Step::kWrite, .node = node});
  }
  void write_value(const Task& task) {
    out_.add_list(" => ");
    out_.open();
    push_close(0);
    push({.step = Step::kWrite, .node = task.node});
  }

  // --- several lines ---

  uint32_t add_indent(int64_t spaces, uint32_t outer) {
    indents_.push_back({spaces, outer});
    return static_cast<uint32_t>(indents_.size() - 1);
  }
  void add_indent_text(uint32_t indent) {
    for (;; indent = indents_[indent].outer) {
      auto [spaces, outer] = indents_[indent];
      if (outer == kNone) return add_repeated(out_, ' ', static_cast<size_t>(spaces), true);
      if (spaces == 1) {
        out_.add(' ');
      } else if (spaces == 4) {
        out_.add_list("  ");
        out_.add_list("  ");
      } else {
        out_.open();
        add_repeated(out_, ' ', static_cast<size_t>(spaces), true);
        out_.close();
      }
    }
  }
  void new_line(uint32_t indent) {
    out_.add('\n');
    out_.open();
    add_indent_text(indent);
    out_.close();
  }

  void print_node(const Task& task) {
    if (fits(task.node, task.column, task.depth, task.width)) return write(task.node);
    const Node& n = at(task.node);
    switch (n.kind) {
      case NodeKind::kList: return print_elements(task, n, "[", '|', ']');
      case NodeKind::kTuple:
        if (n.tagged) return print_tagged(task, n);
        return print_elements(task, n, "{", ',', '}');
      case NodeKind::kMap: {
        out_.add_ascii("#{");
        out_.open();
        push_close('}');
        Task pairs = task;
        pairs.step = Step::kPairs;
        pairs.node = n.first;
        pairs.start = pairs.column = task.column + 2;
        pairs.indent = add_indent(2, task.indent);
        pairs.width = task.width + 1;
        pairs.first = true;
        return push(pairs);
      }
      case NodeKind::kRecord: return print_record(task, n);
      case NodeKind::kBinary: return print_binary(task, n);
      case NodeKind::kText: return add_text(n);
      case NodeKind::kPair:
      case NodeKind::kField:
      case NodeKind::kDots: break;
    }
    VM_UNREACHABLE();
  }

  void print_elements(const Task& task, const Node& n, std::string_view begin, char bar, char end) {
    out_.add_ascii(begin);
    out_.open();
    push_close(end);
    Task list = task;
    list.indent = add_indent(1, task.indent);
    list.width = task.width + 1;
    list.bar = bar;
    print_list(list, n.first, task.column + 1);
  }

  // The elements from `first` on; the first one stands where we are.
  void print_list(Task task, uint32_t first, int64_t start) {
    if (at(first).kind == NodeKind::kDots) return out_.add_ascii("...");
    task.start = start;
    out_.open();
    print_element(task, first, task.width);
  }
  // An element that begins at task.start; its bracket is open. `width`: of what is before it.
  void print_element(Task task, uint32_t node, int64_t width) {
    uint32_t rest = at(node).next;
    int64_t depth = last_depth(rest, task.depth);
    bool on_line = is_text(node) && fits(node, task.start, depth, width);
    int64_t taken = on_line ? at(node).length : layout_.line_length;
    Task tail = task;
    tail.step = Step::kTail;
    tail.node = rest;
    tail.column = task.start + taken;
    tail.width = width + taken;
    push(tail);
    push_close(0);
    if (on_line) return add_text(at(node));
    push({.step = Step::kNode,
          .node = node,
          .column = task.start,
          .depth = depth,
          .width = width,
          .indent = task.indent});
  }
  void print_tail(Task task) {
    for (; has_element(task.node); task.node = at(task.node).next) {
      int64_t depth = last_depth(at(task.node).next, task.depth);
      out_.add(',');
      if (!is_text(task.node) || !may_follow(task.node, task.column, depth, task.width)) {
        new_line(task.indent);
        out_.open();
        return print_element(task, task.node, 0);
      }
      out_.open();
      add_text(at(task.node));
      out_.close();
      task.column += 1 + at(task.node).length;
      task.width += 1 + at(task.node).length;
    }
    if (task.node == kNone) return;
    out_.add(static_cast<uint8_t>(task.bar));
    const Node& tail = at(task.node);
    if (tail.kind == NodeKind::kDots) return out_.add_ascii("...");
    int64_t length = tail.length + 1;
    if (is_text(task.node) && length < layout_.line_length - task.column - (task.depth + 1) &&
        length + task.width + task.depth + 1 <= layout_.most) {
      return add_text(tail);
    }
    new_line(task.indent);
    push({.step = Step::kNode,
          .node = task.node,
          .column = task.start,
          .depth = task.depth + 1,
          .width = 0,
          .indent = task.indent});
  }

  void print_tagged(const Task& task, const Node& n) {
    out_.add('{');
    out_.open();
    push_close('}');
    if (at(n.first).kind == NodeKind::kDots) return out_.add_ascii("...");
    int64_t tag = at(n.first).length;
    uint32_t rest = at(n.first).next;
    out_.open();
    add_text(at(n.first));
    out_.close();
    Task list = task;
    list.bar = ',';
    list.width = task.width + 1 + tag;
    if (tag_indent_ > 0 && tag + 2 > tag_indent_) {
      list.step = Step::kTail;
      list.node = rest;
      list.start = task.column + tag_indent_;
      list.column = task.column + tag + 2;
      list.indent = add_indent(tag_indent_, task.indent);
      return push(list);
    }
    out_.add(',');
    list.width++;
    list.indent = add_indent(tag + 2, task.indent);
    print_list(list, rest, task.column + tag + 2);
  }

  // --- maps ---

  // A pair that begins at task.start; its bracket is open. What follows comes after it.
  void print_pair(Task task, uint32_t node, int64_t width) {
    uint32_t rest = at(node).next;
    int64_t depth = last_depth(rest, task.depth);
    bool whole = fits(node, task.start, depth, width);
    int64_t taken = whole && is_simple(node) ? at(node).length : layout_.line_length;
    Task more = task;
    more.step = Step::kPairs;
    more.first = false;
    more.node = rest;
    more.column = task.start + taken;
    more.width = taken;
    push(more);
    push_close(0);
    if (whole) return write(node);
    uint32_t key = at(node).first;
    push({.step = Step::kValue,
          .node = at(key).next,
          .start = task.start,
          .depth = depth,
          .indent = task.indent});
    push_close(0);
    out_.open();
    push({.step = Step::kNode,
          .node = key,
          .column = task.start,
          .depth = depth,
          .width = width,
          .indent = task.indent});
  }
  void print_pairs(Task task) {
    if (task.first) {
      if (at(task.node).kind == NodeKind::kDots) return out_.add_ascii("...");
      out_.open();
      return print_pair(task, task.node, task.width);
    }
    if (task.node == kNone) return;
    if (at(task.node).kind == NodeKind::kDots) return out_.add_ascii(",...");
    int64_t depth = last_depth(at(task.node).next, task.depth);
    out_.add(',');
    if (!is_simple(task.node) || !may_follow(task.node, task.column, depth, task.width)) {
      new_line(task.indent);
      out_.open();
      return print_pair(task, task.node, 0);
    }
    out_.open();
    Task more = task;
    more.node = at(task.node).next;
    more.column += 1 + at(task.node).length;
    more.width += 1 + at(task.node).length;
    push(more);
    push_close(0);
    write(task.node);
  }
  void print_value(const Task& task) {
    int64_t by = value_indent(tag_indent_);
    uint32_t indent = add_indent(by, task.indent);
    out_.add_list(" =>\n");
    out_.open();
    add_indent_text(indent);
    out_.close();
    push({.step = Step::kNode,
          .node = task.node,
          .column = task.start + by,
          .depth = task.depth,
          .width = 0,
          .indent = indent});
  }

  // --- records ---

  // Moves to where a record's fields, or a field's value, begin. True: that is below.
  bool move_right(int64_t by, Task& task) {
    bool below = tag_indent_ > 0 && by > tag_indent_;
    int64_t spaces = below ? tag_indent_ : by;
    task.column += spaces;
    task.indent = add_indent(spaces, task.indent);
    if (below) task.width = 0;
    return below;
  }
  // The line break that goes with it, as a list.
  void add_break(bool below, uint32_t indent) {
    if (!below) return;
    out_.add('\n');
    add_indent_text(indent);
  }

  void print_record(Task task, const Node& n) {
    out_.open();
    add_text(n);
    out_.close();
    out_.add('{');
    out_.open();
    push_close('}');
    if (n.first == kNone) return;
    if (at(n.first).kind == NodeKind::kDots) return out_.add_ascii("...");
    task.width += n.name_length + 1;
    bool below = move_right(n.name_length + 1, task);
    out_.open();
    add_break(below, task.indent);
    out_.close();
    task.start = task.column;
    out_.open();
    print_field(task, n.first, task.width);
  }
  void print_field(Task task, uint32_t node, int64_t width) {
    uint32_t rest = at(node).next;
    int64_t depth = last_depth(rest, task.depth);
    bool whole = fits(node, task.start, depth, width);
    int64_t taken = whole && is_simple(node) ? at(node).length : layout_.line_length;
    Task more = task;
    more.step = Step::kFields;
    more.node = rest;
    more.column = task.start + taken;
    more.width = width + taken;
    push(more);
    push_close(0);
    if (whole) return write(node);
    const Node& n = at(node);
    out_.open();
    add_text(n);
    out_.close();
    Task value{.step = Step::kNode,
               .node = n.first,
               .column = task.start,
               .depth = depth,
               .width = width + n.name_length,
               .indent = task.indent};
    bool below = move_right(n.name_length, value);
    out_.add_list(below ? " =" : " = ");
    out_.open();
    add_break(below, value.indent);
    out_.close();
    push(value);
  }
  void print_fields(Task task) {
    if (task.node == kNone) return;
    if (at(task.node).kind == NodeKind::kDots) return out_.add_ascii(",...");
    int64_t depth = last_depth(at(task.node).next, task.depth);
    out_.add(',');
    if (!is_simple(task.node) || !may_follow(task.node, task.column, depth, task.width)) {
      new_line(task.indent);
      out_.open();
      return print_field(task, task.node, 0);
    }
    out_.open();
    Task more = task;
    more.node = at(task.node).next;
    more.column += 1 + at(task.node).length;
    more.width += 1 + at(task.node).length;
    push(more);
    push_close(0);
    write(task.node);
  }

  // --- binaries ---

  // The elements, as many as fit on each line.
  void print_binary(const Task& task, const Node& n) {
    uint32_t indent = add_indent(2, task.indent);
    int64_t room =
        std::min(layout_.line_length - (task.column + 2), layout_.most - 4 - task.width) -
        task.depth;
    int64_t whole_line = std::max<int64_t>(8, room), left = whole_line;
    out_.add_ascii("<<");
    out_.open();
    size_t at_token = n.text;
    for (;;) {
      size_t comma = at_token;
      while (comma < n.text_end && token(comma) != ',') comma++;
      int64_t length = characters(at_token, comma);
      bool last = comma == n.text_end;
      if (last ? length > left : left - (length + 1) < 0) {
        new_line(indent);
        left = whole_line;
        if (last) {
          // The rest is a list of its own here.
          out_.open();
          out_.splice(texts_.tokens().data() + at_token, comma - at_token);
          out_.close();
          break;
        }
      }
      out_.splice(texts_.tokens().data() + at_token, comma - at_token);
      if (last) break;
      out_.add(',');
      left -= length + 1;
      at_token = comma + 1;
    }
    out_.close();
    out_.add_ascii(">>");
  }
  FormatText::Token token(size_t index) const { return texts_.tokens()[index]; }
  int64_t characters(size_t from, size_t to) const {
    return std::count_if(texts_.tokens().begin() + static_cast<ptrdiff_t>(from),
                         texts_.tokens().begin() + static_cast<ptrdiff_t>(to),
                         [](FormatText::Token t) { return !FormatText::is_bracket(t); });
  }

  FormatText& out_;
  int64_t tag_indent_ = 0;
  std::vector<Indent> indents_;
  std::vector<Task> tasks_;
};

}  // namespace
}  // namespace pretty

void pretty_print(FormatText& out, Term term, int64_t column, int64_t line_length,
                  const WriteOptions& options) {
  if (options.depth == 0) return out.add_ascii("...");
  bool compound = term.is_list() || is_tuple(term) || is_map(term) || is_bitstring(term) ||
                  is_boxed_kind(term, BoxedKind::kRecord);
  if (!compound) {
    bool latin1 = !term.is_atom() || options.latin1;
    write_token(out, term, options.atoms, latin1);
    return;
  }
  column = std::max<int64_t>(column, 1);
  using namespace pretty;
  std::vector<Node> nodes;
  FormatText texts;
  uint32_t root = measure(nodes, texts, term, options);
  int64_t length = nodes[root].length;
  Layout layout{line_length, length};
  if (line_length == 0 || length < line_length - column) {
    return Printer(nodes, texts, layout, out).write_line(root);
  }
  int64_t indent = 1;
  for (int64_t wanted : {-1, 4}) {
    if (!indent_works(nodes, texts, layout, root, column, wanted)) continue;
    indent = wanted;
    break;
  }
  Printer(nodes, texts, layout, out).print(root, column, indent);
}

}  // namespace linac
