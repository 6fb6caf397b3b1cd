// Value: making and comparing. Its text is in value_text.cpp.
#include "linac/value.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "api/embed/value_node.h"

namespace linac::v0 {
namespace {

using Node = ValueAccess::Node;

size_t bytes_of(size_t bits) { return bits / 8 + (bits % 8 != 0); }

int order(auto a, auto b) { return a < b ? -1 : a > b ? 1 : 0; }

int compare_floats(double a, double b) {
  if (a != b) return a < b ? -1 : 1;
  return order(std::signbit(b), std::signbit(a));  // -0.0 before 0.0
}

int compare_bigs(const Node& a, const Node& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  int by_size = order(a.text.size(), b.text.size());
  for (size_t i = a.text.size(); by_size == 0 && i-- > 0;) {
    by_size = order(static_cast<uint8_t>(a.text[i]), static_cast<uint8_t>(b.text[i]));
  }
  return a.negative ? -by_size : by_size;
}

int rank(Kind kind) {
  switch (kind) {
    case Kind::kInteger: return 0;
    case Kind::kFloat: return 1;
    case Kind::kAtom: return 2;
    case Kind::kPid: return 3;
    case Kind::kOpaque: return 4;
    case Kind::kTuple: return 5;
    case Kind::kMap: return 6;
    case Kind::kList: return 7;
    case Kind::kBinary: return 8;
  }
  return 9;
}

// Of two of the same kind, without their elements.
int compare_shallow(const Value& a, const Value& b) {
  Kind raw_a = ValueAccess::raw_kind(a), raw_b = ValueAccess::raw_kind(b);
  if (raw_a == ValueAccess::kBig || raw_b == ValueAccess::kBig) {
    if (raw_a == raw_b) return compare_bigs(ValueAccess::node(a), ValueAccess::node(b));
    return raw_a == ValueAccess::kBig ? (ValueAccess::node(a).negative ? -1 : 1)
                                      : (ValueAccess::node(b).negative ? 1 : -1);
  }
  switch (a.kind()) {
    case Kind::kInteger: return order(*a.as_int64(), *b.as_int64());
    case Kind::kFloat: return compare_floats(*a.as_double(), *b.as_double());
    case Kind::kPid: return order(a.as_pid()->id, b.as_pid()->id);
    case Kind::kAtom:
    case Kind::kOpaque:
      return order(ValueAccess::node(a).text.compare(ValueAccess::node(b).text), 0);
    case Kind::kBinary: {
      int by_bytes = order(ValueAccess::node(a).text.compare(ValueAccess::node(b).text), 0);
      return by_bytes ? by_bytes : order(a.bit_size(), b.bit_size());
    }
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kMap: {
      const Node& one = ValueAccess::node(a);
      const Node& other = ValueAccess::node(b);
      int by_size = order(one.items.size(), other.items.size());
      return by_size ? by_size : order(one.improper, other.improper);
    }
  }
  return 0;
}

Value make_items(Kind kind, std::vector<Value> items, bool improper = false) {
  Node* node = new Node;
  node->items = std::move(items);
  node->improper = improper;
  return ValueAccess::make(kind, node);
}

}  // namespace

// --- Ownership -----------------------------------------------------------------------------------

void Value::retain_node() const { data_.node->count.fetch_add(1, std::memory_order_relaxed); }

// What only this one held goes with it, down to any depth.
void Value::release() {
  if (data_.node->count.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  std::vector<Node*> dead;
  Node* node = data_.node;
  for (;;) {
    for (Value& item : node->items) {
      if (!item.has_node()) continue;
      Node* child = item.data_.node;
      item.kind_ = Kind::kInteger;
      if (child->count.fetch_sub(1, std::memory_order_acq_rel) == 1) dead.push_back(child);
    }
    delete node;
    if (dead.empty()) return;
    node = dead.back();
    dead.pop_back();
  }
}

// --- Making --------------------------------------------------------------------------------------

Value::Value(double value) : Value(int64_t{0}) {
  if (!std::isfinite(value)) {
    *this = atom("undefined");
    return;
  }
  kind_ = Kind::kFloat;
  data_.number = value;
}

Value::Value(std::string_view text)
    : Value(binary(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()))) {}

Value Value::nil() { return atom("nil"); }
Value Value::atom(std::string_view name) { return ValueAccess::text(Kind::kAtom, name); }

Value Value::of_unsigned(uint64_t value) {
  if (value <= static_cast<uint64_t>(INT64_MAX)) return Value(static_cast<int64_t>(value));
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  return ValueAccess::integer(false, {bytes, sizeof bytes});
}

Value ValueAccess::integer(bool negative, std::string_view magnitude) {
  while (!magnitude.empty() && magnitude.back() == 0) magnitude.remove_suffix(1);
  uint64_t low = 0;
  if (magnitude.size() <= sizeof low) {
    if (!magnitude.empty()) std::memcpy(&low, magnitude.data(), magnitude.size());
    if (low <= static_cast<uint64_t>(INT64_MAX) + negative) {
      return Value(static_cast<int64_t>(negative ? 0 - low : low));
    }
  }
  Node* node = new Node;
  node->text = magnitude;
  node->negative = negative;
  return make(kBig, node);
}

Value ValueAccess::opaque(std::string_view etf, std::string printed) {
  Node* node = new Node;
  node->text = etf;
  node->items.push_back(Value(std::string_view(printed)));
  return make(Kind::kOpaque, node);
}

Value Value::binary(std::span<const uint8_t> bytes) { return bitstring(bytes, bytes.size() * 8); }

Value Value::bitstring(std::span<const uint8_t> bytes, size_t bits) {
  bits = std::min(bits, bytes.size() * 8);
  Node* node = new Node;
  node->bits = bits;
  if (bits) node->text.assign(reinterpret_cast<const char*>(bytes.data()), bytes_of(bits));
  if (bits % 8 != 0) node->text.back() &= static_cast<char>(0xFF << (8 - bits % 8));
  return Value(Kind::kBinary, node);
}

Value Value::list(std::vector<Value> items) { return make_items(Kind::kList, std::move(items)); }

Value Value::improper_list(std::vector<Value> items, Value tail) {
  if (items.empty()) return tail;
  if (tail.is(Kind::kList)) {  // it goes on in it
    const Node& rest = ValueAccess::node(tail);
    items.insert(items.end(), rest.items.begin(), rest.items.end());
    return make_items(Kind::kList, std::move(items), rest.improper);
  }
  items.push_back(std::move(tail));
  return make_items(Kind::kList, std::move(items), true);
}

Value Value::tuple(std::vector<Value> elements) {
  return make_items(Kind::kTuple, std::move(elements));
}

Value Value::map(std::vector<std::pair<Value, Value>> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return compare(a.first, b.first) < 0; });
  std::vector<Value> items;
  items.reserve(entries.size() * 2);
  for (size_t i = 0; i < entries.size(); i++) {
    if (i + 1 < entries.size() && entries[i].first == entries[i + 1].first) continue;
    items.push_back(std::move(entries[i].first));
    items.push_back(std::move(entries[i].second));
  }
  return make_items(Kind::kMap, std::move(items));
}

Value Value::custom(std::string_view constructor, std::vector<Value> fields) {
  if (fields.empty()) return atom(constructor);
  fields.insert(fields.begin(), atom(constructor));
  return tuple(std::move(fields));
}

// --- Looking -------------------------------------------------------------------------------------

bool Value::is_atom(std::string_view name) const {
  return kind_ == Kind::kAtom && data_.node->text == name;
}

std::optional<uint64_t> Value::as_uint64() const {
  if (kind_ == Kind::kInteger) {
    if (data_.integer < 0) return std::nullopt;
    return static_cast<uint64_t>(data_.integer);
  }
  if (kind_ != kBigKind || data_.node->negative) return std::nullopt;
  uint64_t value = 0;
  if (data_.node->text.size() > sizeof value) return std::nullopt;
  std::memcpy(&value, data_.node->text.data(), data_.node->text.size());
  return value;
}

std::optional<bool> Value::as_bool() const {
  if (is_atom("true")) return true;
  if (is_atom("false")) return false;
  return std::nullopt;
}

std::optional<std::string_view> Value::as_atom() const {
  if (kind_ != Kind::kAtom) return std::nullopt;
  return data_.node->text;
}

std::optional<std::string_view> Value::as_string() const {
  if (kind_ != Kind::kBinary || data_.node->bits % 8 != 0) return std::nullopt;
  return data_.node->text;
}

std::span<const uint8_t> Value::bytes() const {
  if (kind_ != Kind::kBinary) return {};
  return {reinterpret_cast<const uint8_t*>(data_.node->text.data()), data_.node->text.size()};
}

size_t Value::bit_size() const { return kind_ == Kind::kBinary ? data_.node->bits : 0; }

std::span<const Value> Value::items() const {
  if (kind_ == Kind::kTuple) return data_.node->items;
  if (kind_ != Kind::kList) return {};
  return std::span(data_.node->items).first(data_.node->items.size() - data_.node->improper);
}

size_t Value::size() const {
  return kind_ == Kind::kMap ? data_.node->items.size() / 2 : items().size();
}

const Value* Value::tail() const {
  return kind_ == Kind::kList && data_.node->improper ? &data_.node->items.back() : nullptr;
}

const Value& Value::key(size_t index) const { return data_.node->items[index * 2]; }
const Value& Value::value(size_t index) const { return data_.node->items[index * 2 + 1]; }

const Value* Value::find(const Value& wanted) const {
  if (kind_ != Kind::kMap) return nullptr;
  size_t low = 0, high = size();
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = compare(key(middle), wanted);
    if (order == 0) return &value(middle);
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return nullptr;
}

bool Value::is_tagged(std::string_view name, size_t fields) const {
  return kind_ == Kind::kTuple && size() == fields + 1 && items()[0].is_atom(name);
}

int Value::compare(const Value& a, const Value& b) {
  std::vector<std::pair<const Value*, const Value*>> left{{&a, &b}};
  while (!left.empty()) {
    auto [one, other] = left.back();
    left.pop_back();
    if (one->kind() != other->kind()) return order(rank(one->kind()), rank(other->kind()));
    if (one->has_node() && other->has_node() && one->data_.node == other->data_.node) continue;
    if (int shallow = compare_shallow(*one, *other)) return shallow;
    if (!one->has_node() || one->kind_ == Kind::kOpaque) continue;
    const std::vector<Value>& items = one->data_.node->items;
    for (size_t i = items.size(); i-- > 0;) {
      left.emplace_back(&items[i], &other->data_.node->items[i]);
    }
  }
  return 0;
}

}  // namespace linac::v0
