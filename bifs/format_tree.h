// The tree that ~p makes of a term before it prints it. Three steps, as in OTP's io_lib_pretty:
//
//   measure  the term becomes a tree of nodes, each with the length of its text on one line; what is
//            one token, a string or cut short is text at once
//   indent   two indentations are tried for tagged tuples and map values (as long as the tag, or 4);
//            what gets too far to the right fails
//   print    a node that fits goes on the line, else its parts go below each other
//
// Every step keeps its own stack. Nodes are indices into one vector; the children of a node are
// linked in order. Texts are ranges of one token vector.
#pragma once

#include "bifs/format_write.h"

namespace linac::pretty {

inline constexpr uint32_t kNone = 0xFFFFFFFF;

enum class NodeKind : uint8_t {
  kText,  // a list of characters: what may stand behind others on a line
  kList,  // children, maybe a tail
  kTuple,
  kMap,     // children are kPair
  kPair,    // two children
  kRecord,  // text is its name; children are kField
  kField,   // text is the field's name; one child
  kBinary,  // text is the elements between << and >>
  kDots,    // what was cut off; always a tail
};

struct Node {
  NodeKind kind;
  bool tagged = false;   // a tuple whose first element is an atom
  bool is_tail = false;  // follows the last element of a list after a bar, or is kDots
  int64_t length = 0;    // characters on one line
  size_t text = 0;       // begins here
  size_t text_end = 0;
  int64_t name_length = 0;  // of a record's or field's text; a field's counts " = " too
  uint32_t first = kNone;
  uint32_t next = kNone;
};

// What the line printer and the indenter ask of a whole job.
struct Layout {
  int64_t line_length;
  int64_t most;  // characters of a term that may be on one line
};

// The root of the term's tree.
uint32_t measure(std::vector<Node>& nodes, FormatText& texts, Term term,
                 const WriteOptions& options);

class Tree {
 public:
  Tree(const std::vector<Node>& nodes, const FormatText& texts, Layout layout)
      : nodes_(nodes), texts_(texts), layout_(layout) {}

 protected:
  const Node& at(uint32_t node) const { return nodes_[node]; }
  bool is_text(uint32_t node) const { return at(node).kind == NodeKind::kText; }
  // More elements follow, not only a tail or dots.
  bool has_element(uint32_t node) const { return node != kNone && !at(node).is_tail; }
  int64_t last_depth(uint32_t rest, int64_t depth) const {
    return has_element(rest) ? 0 : depth + 1;
  }
  bool fits(uint32_t node, int64_t column, int64_t depth, int64_t width) const {
    int64_t length = at(node).length;
    return length < layout_.line_length - column - depth && length + width + depth <= layout_.most;
  }
  // Whether an element, with the comma before it, may follow on the line.
  bool may_follow(uint32_t node, int64_t column, int64_t depth, int64_t width) const {
    int64_t length = 1 + at(node).length;
    int64_t end = depth == 0 ? 1 : depth;
    return length < layout_.line_length - column - end && width + length + end <= layout_.most;
  }
  // Whether what follows may stand behind it: key and value, or a field's value, are texts.
  bool is_simple(uint32_t node) const {
    const Node& n = at(node);
    if (n.kind == NodeKind::kPair) return is_text(n.first) && is_text(at(n.first).next);
    if (n.kind == NodeKind::kField) return is_text(n.first);
    return n.kind == NodeKind::kText;
  }

  const std::vector<Node>& nodes_;
  const FormatText& texts_;
  const Layout layout_;
};

inline int64_t value_indent(int64_t tag_indent) { return tag_indent > 0 ? tag_indent : 4; }

// Whether everything fits somehow with this indentation of tags.
bool indent_works(const std::vector<Node>& nodes, const FormatText& texts, Layout layout,
                  uint32_t root, int64_t column, int64_t indent);

}  // namespace linac::pretty
