// Host natives: functions of the host that Erlang and Gleam code calls as `module:function/arity`,
// which needs no .beam file. In Gleam: @external(erlang, "module", "function").
//
//   vm.natives().add("host", "add", [](int64_t a, int64_t b) { return a + b; }).value();
//   vm.natives().add("host", "read", linac::NativeKind::kDirtyIo,
//                    [](std::string_view path) -> linac::ResultOf<std::string, std::string> {...})
//       .value();
//   vm.natives().add("host", "later", [](linac::Async call, int64_t n) {
//     pool.submit([call = std::move(call), n]() mutable { call.complete(n * 2); });
//   }).value();
//
// Kinds
//   kSync      runs on a scheduler's thread, which runs nothing else meanwhile: for microseconds.
//   kDirtyCpu  for what computes for long, kDirtyIo for what may sleep in the system: a thread of its
//              own makes the call (VmOptions::dirty_cpu, dirty_io), the process waits.
//   async      the function's first parameter is an Async. The function is called on the scheduler's
//              thread, begins the work, and returns at once; the process waits, without a thread,
//              until Async::complete() or fail(), from any thread.
//
// A function whose first parameter is a Call& is told of the call: who makes it, and what that may do.
//
// Arguments and results are what types.h lists. Arguments of another type raise badarg. Other ways:
// with an arity, a function `Answer(Call&)`, or `void(Call&, Async)`, looks at the arguments itself.
//
// An argument that takes more memory as a C++ value than VmLimits::value_bytes raises {linac_limit, value, Most}.
//
// Errors: `throw linac::Raise(...)` or `return linac::Answer::error(...)` raises that in the caller.
// What else is thrown becomes the error {host_exception, Text}, Text being what() of a std::exception.
// Nothing is unwound through the VM.
//
// Threads: the function is called from several threads at once when the VM has several schedulers. A
// native may use the Vm from its thread (send, spawn), but for what waits: Vm::call and Process::wait
// answer an error in sync and async natives, and Mailbox::receive does not wait there.
// Ownership: the function object lives as long as its Vm.
#pragma once

#include <exception>
#include <functional>

#include "linac/capabilities.h"
#include "linac/result.h"
#include "linac/types.h"
#include "linac/view.h"

namespace linac {
LINAC_NAMESPACE(v0) {
enum class NativeKind : uint8_t { kSync, kDirtyCpu, kDirtyIo };

// An Erlang exception: thrown by a native, or its answer.
class Raise {
 public:
  Raise(std::string error_class, Value reason)
      : error_class(std::move(error_class)), reason(std::move(reason)) {}
  // Class error, as erlang:error/1.
  static Raise error(Value reason) { return {"error", std::move(reason)}; }
  static Raise exit(Value reason) { return {"exit", std::move(reason)}; }
  static Raise thrown(Value reason) { return {"throw", std::move(reason)}; }
  static Raise badarg() { return error(Value::atom("badarg")); }
  // {eperm, Capability, What}, as Linac's own natives say it.
  static Raise refused(Capability capability, std::string_view what) {
    return error(
        Value::tuple({Value::atom("eperm"), Value::atom(capability_name(capability)), what}));
  }

  std::string error_class;  // error, exit or throw; anything else is taken for error
  Value reason;
};

// What a native answers: a value or an exception.
class Answer {
 public:
  template <class T>
  requires(!std::is_same_v<std::remove_cvref_t<T>, Answer> &&
           !std::is_same_v<std::remove_cvref_t<T>, Raise>) Answer(T&& value)
      : value_(Type<std::decay_t<T>>::to(value)) {}
  Answer(Raise raise) : raise_(std::move(raise)) {}
  static Answer error(Value reason) { return Raise::error(std::move(reason)); }
  static Answer badarg() { return Raise::badarg(); }

  const Value& value() const { return value_; }
  const std::optional<Raise>& raise() const { return raise_; }

 private:
  Value value_ = Value::nil();
  std::optional<Raise> raise_;
};

// The call that a native is in: its arguments, and who calls. Valid until the native returns.
class LINAC_EXPORT Call {
 public:
  explicit Call(detail::Frame& frame) : frame_(frame) {}
  size_t arity() const { return frame_.arity; }
  TermView operator[](size_t index) const { return {frame_.arguments[index], &frame_}; }
  Pid self() const;
  // Whether the process that calls may do that to `what`: a path that it wants to be read or written, a
  // command, a variable, or anything that says what for. The answer is what to use for it: of a path the
  // absolute one that it leads to, without links and `..`, from the Vm's current folder; of a command its
  // file; of others what was given. Nothing: it may not, and the handler of events has been told
  // (EventKind::kRefusal). Others may put a link in a path's place meanwhile: open it with O_NOFOLLOW, and
  // give programs no folders that others write to.
  std::optional<std::string> allowed(Capability capability, std::string_view what) const;

 private:
  detail::Frame& frame_;
};

// What became of an attempt to complete an async call.
enum class Completion : uint8_t {
  kDelivered,  // the process goes on with it
  kAlready,    // the call was completed before: nothing has happened
  kGone,       // the process or its VM has ended, or the call was given up: nothing has happened
};

// An async call that has not been answered: the way to answer it, once. Movable, and usable from any
// thread, during and after the VM's life. Of two threads that complete it, one wins. When the last of
// it is destroyed without an answer, the caller gets the error {linac, abandoned}.
//
// kDelivered says that the answer is on its way. The process may be killed before it has read it.
class LINAC_EXPORT Async {
 public:
  Async() = default;  // of no call: kGone
  Async(Async&& other) noexcept;
  Async& operator=(Async&& other) noexcept;
  Async(const Async&) = delete;
  Async& operator=(const Async&) = delete;
  ~Async();

  template <class T>
  Completion complete(const T& value) {
    return complete_value(Type<std::decay_t<const T&>>::to(value));
  }
  Completion complete() { return complete_value(Value::nil()); }
  // Raises in the caller.
  Completion fail(Raise raise);
  // As error:Reason.
  Completion fail(Value reason) { return fail(Raise::error(std::move(reason))); }
  // Whether an answer would still be read: false once it is completed or the caller has ended. Long
  // work may look at it from time to time.
  bool is_wanted() const;
  Pid caller() const;

  struct State;

 private:
  friend struct AsyncAccess;
  explicit Async(std::shared_ptr<State> state);
  Completion complete_value(Value value);

  std::shared_ptr<State> state_;
};

namespace detail {

// A function of the host behind one pair of pointers. `entry` throws nothing.
struct Function {
  void (*entry)(void* object, Frame& frame) noexcept;
  std::shared_ptr<void> object;
};

// The ways to answer, out of line. None but return_small may be followed by a look at the arguments.
LINAC_EXPORT void return_integer(Frame& frame, int64_t value);
LINAC_EXPORT void return_double(Frame& frame, double value);
LINAC_EXPORT void return_bool(Frame& frame, bool value);
LINAC_EXPORT void return_binary(Frame& frame, const char* data, size_t size);
LINAC_EXPORT void return_value(Frame& frame, const Value& value);
LINAC_EXPORT void raise(Frame& frame, const char* error_class, const Value& reason);
LINAC_EXPORT void raise_badarg(Frame& frame);
LINAC_EXPORT void raise_too_large(Frame& frame);
LINAC_EXPORT void raise_host_exception(Frame& frame, const char* what);
// The process will wait. An exception that is raised afterwards gives the call up.
LINAC_EXPORT Async begin_async(Frame& frame);

inline void return_small_or(Frame& frame, int64_t value) {
  if (fits_small(value)) [[likely]] {
    frame.result = static_cast<uint64_t>(value) << kSmallShift;
  } else {
    return_integer(frame, value);
  }
}

template <class T>
void answer(Frame& frame, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return_bool(frame, value);
  } else if constexpr (Integer<T> && (std::is_signed_v<T> || sizeof(T) < 8)) {
    return_small_or(frame, static_cast<int64_t>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    uint64_t word = float_word(static_cast<double>(value));
    if (is_word_float(word)) {
      frame.result = word;
    } else {
      return_double(frame, static_cast<double>(value));
    }
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
    return_binary(frame, value.data(), value.size());
  } else if constexpr (std::is_same_v<T, Answer>) {
    if (value.raise())
      return raise(frame, value.raise()->error_class.c_str(), value.raise()->reason);
    return_value(frame, value.value());
  } else {
    return_value(frame, Type<T>::to(value));
  }
}

// Calls `body`; what it throws becomes an Erlang exception.
template <class Body>
void guarded(Frame& frame, Body body) noexcept {
#if defined(__cpp_exceptions)
  try {
    body();
  } catch (const Raise& thrown) {
    raise(frame, thrown.error_class.c_str(), thrown.reason);
  } catch (const std::exception& thrown) {
    raise_host_exception(frame, thrown.what());
  } catch (...) {
    raise_host_exception(frame, "an exception that is no std::exception");
  }
#else
  body();
#endif
}

template <class T>
struct Signature : Signature<decltype(&T::operator())> {};
template <class R, class... As>
struct Signature<R (*)(As...)> {
  using Return = R;
  using Arguments = std::tuple<As...>;
};
template <class R, class... As>
struct Signature<R(As...)> : Signature<R (*)(As...)> {};
template <class R, class... As>
struct Signature<R (*)(As...) noexcept> : Signature<R (*)(As...)> {};
template <class C, class R, class... As>
struct Signature<R (C::*)(As...)> : Signature<R (*)(As...)> {};
template <class C, class R, class... As>
struct Signature<R (C::*)(As...) const> : Signature<R (*)(As...)> {};
template <class C, class R, class... As>
struct Signature<R (C::*)(As...) noexcept> : Signature<R (*)(As...)> {};
template <class C, class R, class... As>
struct Signature<R (C::*)(As...) const noexcept> : Signature<R (*)(As...)> {};

template <class Tuple>
struct Parameters;
template <class... As>
struct Parameters<std::tuple<As...>> {
  static constexpr bool kAsync = false;
  static constexpr bool kCall = false;
  static constexpr size_t kArity = sizeof...(As);
  using Read = std::tuple<std::optional<std::decay_t<As>>...>;

  // The arguments by the types; false: one does not fit, and the frame may raise that already.
  template <size_t... I>
  static bool read(Frame& frame, Read& read, std::index_sequence<I...>) {
    return ((std::get<I>(read) = read_one<std::decay_t<As>>(frame, I)).has_value() && ...);
  }

 private:
  template <class T>
  static std::optional<T> read_one(Frame& frame, size_t index) {
    TermView argument(frame.arguments[index], &frame);
    if constexpr (Expands<T>::value) {
      if (!fits(argument)) return raise_too_large(frame), std::nullopt;
    }
    return Type<T>::from(argument);
  }
};
template <class... As>
struct Parameters<std::tuple<Async, As...>> : Parameters<std::tuple<As...>> {
  static constexpr bool kAsync = true;
};
template <class... As>
struct Parameters<std::tuple<Call&, As...>> : Parameters<std::tuple<As...>> {
  static constexpr bool kCall = true;
};

// The entry of a function of ordinary types.
template <class F>
struct Thunk {
  using Return = typename Signature<F>::Return;
  using Takes = Parameters<typename Signature<F>::Arguments>;

  static void enter(void* object, Frame& frame) noexcept {
    guarded(frame, [&] {
      call(*static_cast<F*>(object), frame, std::make_index_sequence<Takes::kArity>());
    });
  }

  template <size_t... I>
  static void call(F& function, Frame& frame, std::index_sequence<I...> indices) {
    typename Takes::Read read;
    if (!Takes::read(frame, read, indices)) {
      return frame.status == kRaises ? void() : raise_badarg(frame);
    }
    if constexpr (Takes::kAsync) {
      static_assert(std::is_void_v<Return>, "an async native answers through its Async");
      function(begin_async(frame), std::move(*std::get<I>(read))...);
    } else if constexpr (Takes::kCall) {
      Call call(frame);
      run<Return>(frame,
                  [&]() -> Return { return function(call, std::move(*std::get<I>(read))...); });
    } else {
      run<Return>(frame, [&]() -> Return { return function(std::move(*std::get<I>(read))...); });
    }
  }

 private:
  template <class R, class Run>
  static void run(Frame& frame, Run function) {
    if constexpr (std::is_void_v<R>) {
      function();
      return_value(frame, Value::nil());
    } else {
      answer<std::decay_t<R>>(frame, function());
    }
  }
};

template <class F>
void enter_call(void* object, Frame& frame) noexcept {
  guarded(frame, [&] {
    Call call(frame);
    answer<Answer>(frame, (*static_cast<F*>(object))(call));
  });
}
template <class F>
void enter_async_call(void* object, Frame& frame) noexcept {
  guarded(frame, [&] {
    Call call(frame);
    (*static_cast<F*>(object))(call, begin_async(frame));
  });
}

// A function pointer is kept like any other object.
template <class F>
using Stored =
    std::conditional_t<std::is_function_v<std::remove_reference_t<F>>,
                       std::add_pointer_t<std::remove_reference_t<F>>, std::remove_cvref_t<F>>;

}  // namespace detail

// The host natives of one Vm. They are added before its first module is loaded or function called;
// later, and for a name that Linac implements itself, add() answers an error. A module of the same name
// may be there, too: where it has a function that the host has added, the host's counts.
class LINAC_EXPORT Natives {
 public:
  // A function of ordinary types, or one whose first parameter is an Async.
  template <class F>
  Result<void> add(std::string_view module, std::string_view name, F&& function) {
    return add(module, name, NativeKind::kSync, std::forward<F>(function));
  }
  template <class F>
  Result<void> add(std::string_view module, std::string_view name, NativeKind kind, F&& function) {
    using Kept = detail::Stored<F>;
    using Takes = typename detail::Thunk<Kept>::Takes;
    return add_function(
        module, name, Takes::kArity, kind, Takes::kAsync,
        {&detail::Thunk<Kept>::enter, std::make_shared<Kept>(std::forward<F>(function))});
  }
  // `Answer(Call&)`, or `void(Call&, Async)`, which looks at its arguments itself.
  template <class F>
  Result<void> add_call(std::string_view module, std::string_view name, uint32_t arity,
                        NativeKind kind, F&& function) {
    using Kept = detail::Stored<F>;
    constexpr bool kAsync = std::is_invocable_v<Kept&, Call&, Async>;
    if constexpr (kAsync) {
      return add_function(
          module, name, arity, kind, true,
          {&detail::enter_async_call<Kept>, std::make_shared<Kept>(std::forward<F>(function))});
    } else {
      return add_function(
          module, name, arity, kind, false,
          {&detail::enter_call<Kept>, std::make_shared<Kept>(std::forward<F>(function))});
    }
  }
  template <class F>
  Result<void> add_call(std::string_view module, std::string_view name, uint32_t arity,
                        F&& function) {
    return add_call(module, name, arity, NativeKind::kSync, std::forward<F>(function));
  }

  // What the others come to.
  Result<void> add_function(std::string_view module, std::string_view name, size_t arity,
                            NativeKind kind, bool async, detail::Function function);

  struct Impl;
  explicit Natives(Impl& impl) : impl_(&impl) {}

 private:
  Impl* impl_;
};

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
