// TermView: an argument of a native while it is called, as it lies in the process's heap; nothing is
// copied. It answers what a Value answers (value.h), under the same names.
//
// Valid until the native returns, in the thread that called it: an async native has to take a Value
// (to_value()) or ordinary types along. Errors: what does not fit answers nothing.
#pragma once

#include <bit>
#include <iterator>

#include "linac/value.h"

namespace linac {
LINAC_NAMESPACE(v0) {
class TermView;

namespace detail {

// Whether a copy may be made of it: VmLimits::value_bytes.
LINAC_EXPORT bool fits(const TermView& view);

// A call of a native, as the library and the templates in native.h share it.
struct Frame {
  const uint64_t* arguments;
  uint64_t result;  // a term, when the status is kReturns
  uint32_t arity;
  uint32_t status;
  void* call;  // the library's
};
enum FrameStatus : uint32_t { kReturns = 0, kRaises = 1, kWaits = 2 };

// Small integers and most floats are in the term's word (core/term/term.h; the library checks that these
// agree).
inline constexpr uint64_t kSmallMask = 7;
inline constexpr int kSmallShift = 3;
constexpr bool is_small(uint64_t bits) { return (bits & kSmallMask) == 0; }
constexpr bool fits_small(int64_t value) {
  return value >= -(int64_t{1} << 60) && value < (int64_t{1} << 60);
}

constexpr bool is_word_float(uint64_t bits) { return (bits & 2) == 0 && !is_small(bits); }
constexpr double word_float(uint64_t bits) { return std::bit_cast<double>(std::rotr(bits - 1, 4)); }
// is_word_float() of it: the value's word.
constexpr uint64_t float_word(double value) {
  return std::rotl(std::bit_cast<uint64_t>(value), 4) + 1;
}

}  // namespace detail

// The elements of a tuple, or of a list without its tail.
class LINAC_EXPORT ItemRange {
 public:
  class Iterator;
  Iterator begin() const;
  Iterator end() const;
  size_t size() const { return size_; }

 private:
  friend class TermView;
  uint64_t at_ = 0;  // a list, or the address of a tuple's first element
  bool is_list_ = false;
  size_t size_ = 0;
  detail::Frame* frame_ = nullptr;
};

class LINAC_EXPORT TermView {
 public:
  TermView() = default;  // of nothing: only to be assigned to
  TermView(uint64_t bits, detail::Frame* frame) : bits_(bits), frame_(frame) {}

  Kind kind() const;
  bool is(Kind kind) const { return this->kind() == kind; }
  bool is_atom(std::string_view name) const;
  std::optional<int64_t> as_int64() const {
    if (detail::is_small(bits_)) return static_cast<int64_t>(bits_) >> detail::kSmallShift;
    return big_int64();
  }
  std::optional<uint64_t> as_uint64() const;
  std::optional<double> as_double() const {
    if (detail::is_word_float(bits_)) return detail::word_float(bits_);
    return boxed_double();
  }
  std::optional<bool> as_bool() const;
  std::optional<std::string_view> as_atom() const;
  // Of a binary of whole bytes that begins at a byte of memory, as nearly all do; to_value() has others.
  std::optional<std::string_view> as_string() const;
  std::optional<Pid> as_pid() const;
  size_t bit_size() const;
  // As Value: elements and entries, or 0. A list is walked for it.
  size_t size() const;
  ItemRange items() const;
  bool is_proper_list() const;
  // An element of a tuple; of a list only by walking to it.
  TermView operator[](size_t index) const;
  // The value at an atom or string of this name; nothing: no map, or no such key.
  std::optional<TermView> find(std::string_view key) const;
  bool is_tagged(std::string_view name, size_t fields) const;
  // All entries of a map: `use(key, value)`.
  template <class Use>
  void for_each_entry(Use use) const {
    walk_entries([](void* data, const TermView& key,
                    const TermView& value) { (*static_cast<Use*>(data))(key, value); },
                 &use);
  }

  // A copy that lives as long as it is wanted; {linac_limit, value, Most} when it would be larger than
  // VmLimits::value_bytes.
  Value to_value() const;

 private:
  friend class ItemRange;
  friend bool detail::fits(const TermView& view);
  std::optional<int64_t> big_int64() const;
  std::optional<double> boxed_double() const;
  void walk_entries(void (*use)(void*, const TermView&, const TermView&), void* data) const;

  uint64_t bits_ = 0;
  detail::Frame* frame_ = nullptr;
};

class LINAC_EXPORT ItemRange::Iterator {
 public:
  using value_type = TermView;
  using difference_type = std::ptrdiff_t;
  using iterator_category = std::input_iterator_tag;

  TermView operator*() const;
  Iterator& operator++();
  bool operator==(const Iterator& other) const { return left_ == other.left_; }

 private:
  friend class ItemRange;
  uint64_t at_ = 0;
  bool is_list_ = false;
  size_t left_ = 0;
  detail::Frame* frame_ = nullptr;
};

inline ItemRange::Iterator ItemRange::begin() const {
  Iterator it;
  it.at_ = at_;
  it.is_list_ = is_list_;
  it.left_ = size_;
  it.frame_ = frame_;
  return it;
}
inline ItemRange::Iterator ItemRange::end() const { return {}; }

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
