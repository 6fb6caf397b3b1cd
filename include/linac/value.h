// Value: an Erlang term that the host owns, outside any VM.
//
// Shapes: integers of any size, floats, atoms, binaries and bitstrings, lists (an improper one has a
// tail), tuples, maps, pids, and opaque values: funs, references, ports, which a host can keep and hand
// back to the same VM. Gleam's types: Int, Float, String (a binary of UTF-8), BitArray, List, tuples,
// Dict (a map), Bool (atoms), Nil (the atom nil); a custom type is a tuple whose first element is an
// atom, or the atom alone when there are no fields: Ok(1) is {ok, 1}, None is `none`.
//
// Ownership: a Value shares what it holds with its copies; nothing of it changes after it was made, so
// copying costs a count. Threads: as of any value type: different Values from different threads freely,
// also copies of one another. Depth and length are limited by memory only: nothing here recurses.
// Errors: what does not fit answers nothing (std::optional), it does not throw.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "linac/export.h"

namespace linac {
LINAC_NAMESPACE(v0) {
enum class Kind : uint8_t {
  kInteger,
  kFloat,
  kAtom,
  kBinary,  // also a bitstring whose last byte is not whole
  kList,
  kTuple,
  kMap,
  kPid,
  kOpaque,  // a fun, reference or port
};

// A process of one VM. Never that of another process, though the number is used again. 0: of none.
struct Pid {
  uint64_t id = 0;
  bool operator==(const Pid&) const = default;
};

class LINAC_EXPORT Value {
 public:
  Value() : Value(nil()) {}  // Gleam's Nil
  // Int.
  template <class T>
  requires(std::is_integral_v<T>&& std::is_signed_v<T> && !std::is_same_v<T, char> &&
           sizeof(T) <= 8) Value(T value)
      : kind_(Kind::kInteger) {
    data_.integer = value;
  }
  template <class T>
  requires(std::is_integral_v<T>&& std::is_unsigned_v<T> && !std::is_same_v<T, bool> &&
           !std::is_same_v<T, char> && sizeof(T) <= 8) Value(T value)
      : Value(of_unsigned(value)) {}
  // Float. One that is infinite or no number is the atom `undefined`: Erlang has no such floats.
  Value(double value);
  // Bool: the atoms true and false.
  template <class T>
  requires(std::is_same_v<T, bool>) Value(T value) : Value(atom(value ? "true" : "false")) {}
  // String: a binary of these bytes.
  Value(std::string_view text);
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  Value(char) = delete;  // a number or a text?
  Value(Pid pid) : kind_(Kind::kPid) { data_.pid = pid.id; }

  Value(const Value& other) : kind_(other.kind_), data_(other.data_) { retain(); }
  Value(Value&& other) noexcept : kind_(other.kind_), data_(other.data_) {
    other.kind_ = Kind::kInteger;
    other.data_.integer = 0;
  }
  Value& operator=(const Value& other) {
    Value copy(other);
    swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Value() {
    if (has_node()) release();
  }
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(data_, other.data_);
  }

  // --- Making ---
  static Value nil();
  // At most 255 characters of UTF-8; what is longer, or no UTF-8, raises badarg where it enters a VM.
  static Value atom(std::string_view name);
  static Value binary(std::span<const uint8_t> bytes);
  static Value binary(std::string_view bytes) { return Value(bytes); }
  // The first `bits` bits of the bytes.
  static Value bitstring(std::span<const uint8_t> bytes, size_t bits);
  static Value list(std::vector<Value> items);
  static Value improper_list(std::vector<Value> items, Value tail);
  static Value tuple(std::vector<Value> elements);
  // Of equal keys the last one counts.
  static Value map(std::vector<std::pair<Value, Value>> entries);
  // The integer that the decimal digits give, with or without a sign; nothing when they are none.
  static std::optional<Value> integer_from_text(std::string_view digits);
  // Gleam's Ok(value), Error(value), Some(value), None.
  static Value ok(Value value) { return tuple({atom("ok"), std::move(value)}); }
  static Value error(Value value) { return tuple({atom("error"), std::move(value)}); }
  static Value some(Value value) { return tuple({atom("some"), std::move(value)}); }
  static Value none() { return atom("none"); }
  // A value of a custom type: its constructor in snake_case, as Gleam names it in Erlang.
  static Value custom(std::string_view constructor, std::vector<Value> fields);

  // --- Looking ---
  Kind kind() const { return kind_ == kBigKind ? Kind::kInteger : kind_; }
  bool is(Kind kind) const { return this->kind() == kind; }
  bool is_atom(std::string_view name) const;
  // Nothing: no integer, or one that does not fit.
  std::optional<int64_t> as_int64() const {
    if (kind_ != Kind::kInteger) return std::nullopt;
    return data_.integer;
  }
  std::optional<uint64_t> as_uint64() const;
  // Of a float only.
  std::optional<double> as_double() const {
    if (kind_ != Kind::kFloat) return std::nullopt;
    return data_.number;
  }
  std::optional<bool> as_bool() const;
  std::optional<std::string_view> as_atom() const;
  // The bytes of a binary of whole bytes, valid as long as this Value.
  std::optional<std::string_view> as_string() const;
  std::optional<Pid> as_pid() const {
    if (kind_ != Kind::kPid) return std::nullopt;
    return Pid{data_.pid};
  }
  // Of a binary or bitstring; 0 for others.
  std::span<const uint8_t> bytes() const;  // the last byte's unused bits are zero
  size_t bit_size() const;
  // Of lists (without the tail) and tuples: the elements. Others have none.
  std::span<const Value> items() const;
  const Value& operator[](size_t index) const { return items()[index]; }
  // Elements of a list or tuple, entries of a map.
  size_t size() const;
  bool is_proper_list() const { return kind_ == Kind::kList && !tail(); }
  // What a list ends in: null for a proper list and for what is no list.
  const Value* tail() const;
  // Entries of a map, ordered by the key: numbers, atoms, pids, opaque values, tuples, maps, lists,
  // binaries; within a kind by value.
  const Value& key(size_t index) const;
  const Value& value(size_t index) const;
  // Of a map; null: the key is not there.
  const Value* find(const Value& key) const;
  // A tuple {Name, ...} of so many elements behind the name.
  bool is_tagged(std::string_view name, size_t fields) const;
  // An integer's decimal digits; empty for others.
  std::string integer_text() const;
  // As Erlang writes it: {ok,<<"text">>}.
  std::string to_string() const;

  // =:= of Erlang: 1 and 1.0 are different.
  bool operator==(const Value& other) const { return compare(*this, other) == 0; }
  // An order of all values, in which maps are kept; not Erlang's.
  static int compare(const Value& a, const Value& b);

 private:
  friend struct ValueAccess;
  struct Node;
  static constexpr Kind kBigKind{255};  // an integer that does not fit 64 bits

  union Data {
    int64_t integer;
    double number;
    uint64_t pid;
    Node* node;
  };

  Value(Kind kind, Node* node) : kind_(kind) { data_.node = node; }
  static Value of_unsigned(uint64_t value);
  bool has_node() const {
    return kind_ != Kind::kInteger && kind_ != Kind::kFloat && kind_ != Kind::kPid;
  }
  void retain() const {
    if (has_node()) retain_node();
  }
  void retain_node() const;
  void release();

  Kind kind_;
  Data data_;
};

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
