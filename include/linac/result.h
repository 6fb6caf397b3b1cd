// Result<T>: a value or an Error, for everything that the host asks of a VM.
//
// The library throws nothing. `value()` of a Result that holds an Error throws BadResult in programs
// with exceptions, and ends those without.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "linac/value.h"

namespace linac {
LINAC_NAMESPACE(v0) {
// What Erlang code has raised and nothing caught.
struct Exception {
  std::string error_class;  // error, exit or throw
  Value reason;
  Value stacktrace;  // a list of {Module, Function, Arity | Arguments, Location}
};

enum class ErrorKind : uint8_t {
  kRaised,    // the code raised: `exception` says what
  kNotFound,  // no such file, module, function or process
  kBadFile,   // a module's bytes are wrong
  kTimeout,   // the time that was given is over
  kLimit,     // a limit of the VM or of the process was reached
  kHalted,  // the VM has ended: by erlang:halt or Vm::halt(), whose status Vm::halt_status() has, or destroyed
  kInvalid,  // the host has asked for what cannot be: the message says what
};

struct Error {
  ErrorKind kind = ErrorKind::kInvalid;
  std::string message;    // one line for a user, without a newline
  Exception exception{};  // of kRaised, and of kLimit where the process was ended by one
};

class BadResult : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return check(), *std::get_if<0>(&state_); }
  const T& value() const& { return check(), *std::get_if<0>(&state_); }
  T&& value() && { return check(), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  // Only when !ok().
  const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  void check() const {
    if (ok()) return;
#if defined(__cpp_exceptions)
    throw BadResult(error().message);
#else
    std::fprintf(stderr, "linac: %s\n", error().message.c_str());
    std::abort();
#endif
  }

  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  void value() const {
    if (ok()) return;
#if defined(__cpp_exceptions)
    throw BadResult(error_->message);
#else
    std::fprintf(stderr, "linac: %s\n", error_->message.c_str());
    std::abort();
#endif
  }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
