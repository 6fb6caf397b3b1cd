// ~p's second step: which indentation works.
#include "bifs/format_tree.h"

namespace linac::pretty {
namespace {

class Indenter : Tree {
 public:
  using Tree::Tree;

  bool works(uint32_t root, int64_t column, int64_t indent) {
    indent_ = indent;
    todo_.push_back({root, column, 0, 0});
    while (!todo_.empty() && !failed_) {
      Place place = todo_.back();
      todo_.pop_back();
      look(place);
    }
    return !failed_;
  }

 private:
  struct Place {
    uint32_t node;
    int64_t column, depth, width;
  };

  void look(const Place& place) {
    auto [node, column, depth, width] = place;
    if (fits(node, column, depth, width)) return;
    const Node& n = at(node);
    switch (n.kind) {
      case NodeKind::kList: return look_list(n.first, column + 1, depth, width + 1);
      case NodeKind::kTuple:
        if (n.tagged) return look_tagged(n.first, column, depth, width + 1);
        return look_list(n.first, column + 1, depth, width + 1);
      case NodeKind::kMap: return look_items(n.first, column + 2, depth, width + 2);
      case NodeKind::kRecord: return look_record(n, column, depth, width + n.name_length + 1);
      case NodeKind::kText:
      case NodeKind::kPair:
      case NodeKind::kField:
      case NodeKind::kBinary:
      case NodeKind::kDots: return;
    }
  }

  void look_list(uint32_t first, int64_t column, int64_t depth, int64_t width) {
    if (at(first).kind == NodeKind::kDots) return;
    uint32_t rest = at(first).next;
    int64_t taken = element(first, column, last_depth(rest, depth), width);
    look_tail(rest, column, column + taken, depth, width + taken);
  }

  int64_t element(uint32_t node, int64_t column, int64_t depth, int64_t width) {
    if (is_text(node) && fits(node, column, depth, width)) return at(node).length;
    todo_.push_back({node, column, depth, width});
    return layout_.line_length;
  }

  void look_tail(uint32_t node, int64_t start, int64_t column, int64_t depth, int64_t width) {
    for (; has_element(node); node = at(node).next) {
      int64_t last = last_depth(at(node).next, depth);
      int64_t length = 1 + at(node).length;
      if (is_text(node) && may_follow(node, column, last, width)) {
        column += length;
        width += length;
      } else {
        width = element(node, start, last, 0);
        column = start + width;
      }
    }
    if (node == kNone || at(node).kind == NodeKind::kDots) return;
    if (is_text(node) && tail_fits(node, column, depth, width)) return;
    todo_.push_back({node, column, depth + 1, 0});
  }
  bool tail_fits(uint32_t node, int64_t column, int64_t depth, int64_t width) const {
    int64_t length = at(node).length + 1;
    return length < layout_.line_length - column - (depth + 1) &&
           length + width + depth + 1 <= layout_.most;
  }

  void look_tagged(uint32_t first, int64_t column, int64_t depth, int64_t width) {
    if (at(first).kind == NodeKind::kDots) return;
    int64_t tag = at(first).length;
    int64_t behind = column + tag + 2;
    uint32_t rest = at(first).next;
    if (indent_ > 0 && tag + 2 > indent_) {
      int64_t start = column + indent_;
      if (layout_.most + start > layout_.line_length && start > layout_.line_length / 2) {
        failed_ = true;
        return;
      }
      return look_tail(rest, start, behind, depth, width + tag);
    }
    if (layout_.most + behind >= layout_.line_length && behind >= layout_.line_length / 2) {
      failed_ = true;
      return;
    }
    look_list(rest, behind, depth, width + tag + 1);
  }

  // The pairs of a map.
  void look_items(uint32_t node, int64_t start, int64_t depth, int64_t width) {
    if (!has_element(node)) return;
    int64_t taken = pair(node, start, last_depth(at(node).next, depth), width);
    int64_t column = start + taken;
    width += taken;
    for (node = at(node).next; has_element(node); node = at(node).next) {
      int64_t last = last_depth(at(node).next, depth);
      int64_t length = 1 + at(node).length;
      if (is_simple(node) && may_follow(node, column, last, width)) {
        column += length;
        width += length;
      } else {
        width = pair(node, start, last, 0);
        column = start + width;
      }
    }
  }

  int64_t pair(uint32_t node, int64_t column, int64_t depth, int64_t width) {
    if (fits(node, column, depth, width)) {
      return is_simple(node) ? at(node).length : layout_.line_length;
    }
    uint32_t key = at(node).first;
    todo_.push_back({key, column, depth, width});
    todo_.push_back({at(key).next, column + value_indent(indent_), depth, 0});
    return layout_.line_length;
  }

  // Where a record's fields, or a field's value, begin. False: too far to the right.
  bool move_right(int64_t by, int64_t* column, int64_t* width) {
    bool below = indent_ > 0 && by > indent_;
    *column += below ? indent_ : by;
    if (layout_.most + *column > layout_.line_length && *column > layout_.line_length / 2) {
      failed_ = true;
      return false;
    }
    if (below) *width = 0;
    return true;
  }

  void look_record(const Node& record, int64_t start, int64_t depth, int64_t width) {
    uint32_t node = record.first;
    if (!has_element(node) || !move_right(record.name_length + 1, &start, &width)) return;
    int64_t taken = field(node, start, last_depth(at(node).next, depth), width);
    int64_t column = start + taken;
    width += taken;
    for (node = at(node).next; has_element(node); node = at(node).next) {
      int64_t last = last_depth(at(node).next, depth);
      int64_t length = 1 + at(node).length;
      if (is_simple(node) && may_follow(node, column, last, width)) {
        column += length;
        width += length;
      } else {
        width = field(node, start, last, 0);
        column += width;
      }
    }
  }

  int64_t field(uint32_t node, int64_t column, int64_t depth, int64_t width) {
    if (fits(node, column, depth, width)) {
      return is_simple(node) ? at(node).length : layout_.line_length;
    }
    width += at(node).name_length;
    if (move_right(at(node).name_length, &column, &width)) {
      todo_.push_back({at(node).first, column, depth, width});
    }
    return layout_.line_length;
  }

  int64_t indent_ = 0;
  bool failed_ = false;
  std::vector<Place> todo_;
};

}  // namespace

bool indent_works(const std::vector<Node>& nodes, const FormatText& texts, Layout layout,
                  uint32_t root, int64_t column, int64_t indent) {
  return Indenter(nodes, texts, layout).works(root, column, indent);
}

}  // namespace linac::pretty
