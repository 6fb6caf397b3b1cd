// A stack of plain values whose first ones lie in the object itself: the explicit stack of loops
// over terms, which seldom grow deep. Later ones are on the C++ heap.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#include "core/base/check.h"

namespace linac {

template <class T, size_t kInline>
class InlineStack {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  InlineStack() = default;
  InlineStack(const InlineStack&) = delete;
  InlineStack& operator=(const InlineStack&) = delete;
  ~InlineStack() {
    if (at_ != inline_) std::free(at_);
  }

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  void push(const T& value) {
    if (size_ == capacity_) [[unlikely]]
      grow();
    at_[size_++] = value;
  }
  T pop() { return at_[--size_]; }
  T& top() { return at_[size_ - 1]; }

 private:
  [[gnu::noinline]] void grow() {
    T* bigger = static_cast<T*>(std::malloc(2 * capacity_ * sizeof(T)));
    VM_CHECK(bigger != nullptr);
    std::memcpy(static_cast<void*>(bigger), at_, size_ * sizeof(T));
    if (at_ != inline_) std::free(at_);
    at_ = bigger;
    capacity_ *= 2;
  }

  size_t size_ = 0;
  size_t capacity_ = kInline;
  T inline_[kInline];
  T* at_ = inline_;
};

}  // namespace linac
