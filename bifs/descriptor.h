// Open descriptors of the host as terms: a reference that closes its descriptor when nobody has it any
// more. Natives that use one answer ok, {ok, Value}, eof, or {error, Posix}.
#pragma once

#include <atomic>
#include <string_view>

#include "bifs/support.h"
#include "runtime/memory/off_heap.h"

namespace linac {

class Poller;

class Descriptor final : public Resource {
 public:
  // `poller` is told before the descriptor is closed. Not `owned`: it stays open (stdin).
  Descriptor(int descriptor, Poller& poller, bool owned)
      : descriptor_(descriptor), poller_(poller), owned_(owned) {}
  ~Descriptor() override { close(); }
  const void* kind() const override { return &kKind; }

  // -1: closed.
  int get() const { return descriptor_.load(std::memory_order_acquire); }
  // The error number; 0: it was open, and has been closed.
  int close();

  // Whatever a term refers to; null: no descriptor.
  static Descriptor* of(Term reference);

 private:
  static constexpr char kKind = 0;

  std::atomic<int> descriptor_;
  Poller& poller_;
  const bool owned_;
};

// The descriptor in an argument, or null: badarg.
Descriptor* descriptor_argument(NativeCall& call, uint32_t argument);
// kResourceWords.
Term make_descriptor(NativeCall& call, int descriptor, TermSpace& space, bool owned = true);

// {error, Posix}, by name as OTP has it: enoent for ENOENT.
NativeResult posix_error(NativeCall& call, int error);
std::string_view posix_name(int error);
// ok, or {error, Posix} with errno when `failed`.
NativeResult posix_done(NativeCall& call, bool failed);
// {ok, Value}, {error, Atom}
NativeResult ok_number(NativeCall& call, int64_t value);
NativeResult ok_binary(NativeCall& call, std::string_view bytes);

}  // namespace linac
