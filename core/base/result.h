// Result<T>: a value or an Error. The VM's layers use no C++ exceptions; an Error is for what a
// user has to be told (a broken file, a missing module), in one line that says what to do.
// Erlang-level exceptions are not Errors: they live in the process (runtime/exec/exception.h).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/base/check.h"

namespace linac {

struct Error {
  std::string message;  // one line, UTF-8, no trailing dot or newline
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    VM_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    VM_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    VM_CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    VM_CHECK(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    VM_CHECK(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace linac

// Hands an Error on to the caller, whatever the two result types are.
#define VM_TRY(expression)                                                               \
  do {                                                                                   \
    if (auto vm_try_result = (expression); !vm_try_result) return vm_try_result.error(); \
  } while (false)
