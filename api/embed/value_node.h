// What stands behind a Value that is more than one word, and how the library's other files reach it.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "linac/value.h"

namespace linac::v0 {

// Invariants: nothing changes once a second Value refers to it. An integer that fits an int64_t is never
// here. The entries of a map are in the order of Value::compare, keys distinct.
struct Value::Node {
  std::atomic<uint32_t> count{1};
  bool improper = false;  // of a list: the last item is its tail
  bool negative = false;  // of an integer
  size_t bits = 0;        // of a binary
  // An atom's name, a binary's bytes, an integer's magnitude (least byte first), an opaque term in the
  // external term format.
  std::string text;
  // Elements; of a map keys and values in turn; of an opaque term its text.
  std::vector<Value> items;
};

struct ValueAccess {
  using Node = Value::Node;
  static constexpr Kind kBig = Value::kBigKind;

  static Value make(Kind kind, Node* node) { return Value(kind, node); }
  static Kind raw_kind(const Value& value) { return value.kind_; }
  static bool has_node(const Value& value) { return value.has_node(); }
  static const Node& node(const Value& value) { return *value.data_.node; }

  static Value text(Kind kind, std::string_view text) {
    Node* node = new Node;
    node->text = text;
    return make(kind, node);
  }
  // `magnitude`: least byte first; leading zeros are allowed.
  static Value integer(bool negative, std::string_view magnitude);
  static Value opaque(std::string_view etf, std::string printed);
  // to_string(), which may stop once it is longer than `most`.
  static std::string text_up_to(const Value& value, size_t most);
};

}  // namespace linac::v0
