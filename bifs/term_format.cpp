// The external term format as functions of `erlang`.
#include <vector>

#include "bifs/support.h"
#include "core/term/bits.h"
#include "core/term/etf_read.h"
#include "core/term/etf_write.h"
#include "runtime/code/fun_hooks.h"
#include "runtime/exec/dirty.h"

namespace linac {
namespace {

constexpr size_t kBytesPerReduction = 64;
void charge_bytes(NativeCall& call, size_t bytes) {
  call.charge(static_cast<int64_t>(bytes / kBytesPerReduction));
}

// Bytes from which on the work goes to a dirty thread: it takes some milliseconds. Compressing is
// slower.
constexpr size_t kLongFormat = 512 * 1024;
constexpr size_t kLongCompressed = 64 * 1024;

struct WriteOptions {
  unsigned minor_version = 2;
  int compression = 0;
  bool deterministic = false;
};

bool read_pair_option(Term option, WriteOptions* out) {
  if (!is_tuple_of(option, 2) || !tuple_element(option, 1).is_small()) return false;
  Term name = tuple_element(option, 0);
  int64_t value = tuple_element(option, 1).small_value();
  if (name == atoms::kMinorVersion && value >= 0 && value <= 2) {
    out->minor_version = static_cast<unsigned>(value);
    return true;
  }
  if (name == atoms::kCompressed && value >= 0 && value <= 9) {
    out->compression = static_cast<int>(value);
    return true;
  }
  return false;
}

// The second argument, if there is one; nothing: badarg.
std::optional<WriteOptions> write_options(NativeCall& call) {
  WriteOptions options;
  bool local = false;
  if (call.arity() < 2) return options;
  NoGc no_gc(call.heap());
  Term list = call[1].get(no_gc);
  for (; list.is_cons(); list = list.tail()) {
    Term option = list.head();
    if (option == atoms::kCompressed)
      options.compression = -1;
    else if (option == atoms::kDeterministic)
      options.deterministic = true;
    else if (option == atoms::kLocal)
      local = true;  // the format is as good for the same node
    else if (!read_pair_option(option, &options))
      return std::nullopt;
  }
  if (!list.is_nil() || (local && options.deterministic)) return std::nullopt;
  return options;
}

NativeResult write_compressed(NativeCall& call, const EtfWriteOptions& options, int level,
                              size_t size) {
  std::vector<uint8_t> plain(size), packed(size);
  peek(call, [&](const NoGc& no_gc) {
    write_etf(call[0].get(no_gc), options, plain.data());
    return 0;
  });
  auto packed_size = compress_etf(plain, level, packed.data());
  std::span<const uint8_t> bytes = plain;
  if (packed_size) bytes = std::span<const uint8_t>(packed).first(*packed_size);
  Reserved room = call.reserve(binary_words(bytes.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  Term result;
  uint8_t* out = make_binary_uninit(bytes.size(), room.space(), &result);
  if (!out) return call.system_limit();
  std::copy(bytes.begin(), bytes.end(), out);
  return call.value(result);
}

// The encoded term; in a list of that one binary when `in_list`, unless it is to be compressed: then
// OTP too gives the binary as it is.
NativeResult write(NativeCall& call, bool in_list) {
  if (is_dirty_answer(call)) return dirty_answer(call);
  auto wanted = write_options(call);
  if (!wanted) return call.badarg();
  FunHooks hooks(call.vm());
  EtfWriteOptions options{call.atoms(), &hooks, wanted->minor_version, wanted->deterministic};
  size_t size =
      peek(call, [&](const NoGc& no_gc) { return etf_size(call[0].get(no_gc), options); });
  if (size >= (wanted->compression ? kLongCompressed : kLongFormat) && !on_dirty_thread(call)) {
    return go_dirty(call, DirtyKind::kCpu);
  }
  charge_bytes(call, size);
  if (size > kMaxBitstringBits / 8) return call.system_limit();
  if (wanted->compression != 0) {
    return write_compressed(call, options, wanted->compression, size);
  }
  Reserved room = call.reserve(binary_words(size * 8) + kConsWords);
  if (!room.ok()) return call.out_of_memory();
  Term result;
  uint8_t* out = make_binary_uninit(size, room.space(), &result);
  if (!out) return call.system_limit();
  write_etf(call[0].get(room), options, out);
  return call.value(in_list ? room.space().cons(result, kNil) : result);
}

struct ReadOptions {
  bool safe = false;
  bool used = false;
};

std::optional<ReadOptions> read_options(NativeCall& call) {
  ReadOptions options;
  if (call.arity() < 2) return options;
  NoGc no_gc(call.heap());
  Term list = call[1].get(no_gc);
  for (; list.is_cons(); list = list.tail()) {
    if (list.head() == atoms::kSafe)
      options.safe = true;
    else if (list.head() == atoms::kUsed)
      options.used = true;
    else
      return std::nullopt;
  }
  if (!list.is_nil()) return std::nullopt;
  return options;
}

NativeResult failed(NativeCall& call, EtfError error) {
  switch (error) {
    case EtfError::kNone: VM_UNREACHABLE();
    case EtfError::kMalformed:
    case EtfError::kUnsafe: return call.badarg();
    case EtfError::kAtomLimit:
    case EtfError::kOutOfMemory: return call.system_limit();
  }
  VM_UNREACHABLE();
}

bool is_long_format(NativeCall& call) {
  return peek(call, [&](const NoGc& no_gc) {
    return bits_view(call[0].get(no_gc)).byte_size() >= kLongFormat;
  });
}

// The binary's bytes, in a place that no collection moves: `copy`, unless they lie outside the heap.
std::span<const uint8_t> stable_bytes(Term binary, std::vector<uint8_t>* copy) {
  BitsView view = bits_view(binary);
  bool outside = is_boxed_kind(bits_parent(binary).parent, BoxedKind::kSharedBinary);
  if (outside && view.byte_aligned()) return view.span();
  copy->resize(view.byte_size());
  copy_bits(copy->data(), 0, view);
  return *copy;
}

}  // namespace

NativeResult erlang_term_to_binary(NativeCall& call) { return write(call, false); }
NativeResult erlang_term_to_iovec(NativeCall& call) { return write(call, true); }

NativeResult erlang_external_size(NativeCall& call) {
  WriteOptions wanted;
  if (call.arity() == 2) {
    auto options = write_options(call);
    if (!options) return call.badarg();
    wanted = *options;
  }
  FunHooks hooks(call.vm());
  EtfWriteOptions options{call.atoms(), &hooks, wanted.minor_version, false};
  size_t size =
      peek(call, [&](const NoGc& no_gc) { return etf_size(call[0].get(no_gc), options); });
  charge_bytes(call, size);
  return call.value(make_small(static_cast<int64_t>(size)));
}

NativeResult erlang_binary_to_term(NativeCall& call) {
  if (is_dirty_answer(call)) return dirty_answer(call);
  auto wanted = read_options(call);
  if (!wanted) return call.badarg_because(atoms::kBadopt);
  if (!peek(call, [&](const NoGc& no_gc) { return is_binary(call[0].get(no_gc)); })) {
    return call.badarg();
  }
  if (is_long_format(call) && !on_dirty_thread(call)) return go_dirty(call, DirtyKind::kCpu);
  std::vector<uint8_t> copy;
  auto bytes =
      peek(call, [&](const NoGc& no_gc) { return stable_bytes(call[0].get(no_gc), &copy); });
  FunHooks hooks(call.vm());
  EtfOptions options{*call.vm().atoms, &hooks, wanted->safe};
  EtfInput input;
  EtfSize size;
  EtfError error = open_etf(bytes, &input);
  if (error == EtfError::kNone) error = measure_etf(input, options, &size);
  if (error != EtfError::kNone) return failed(call, error);
  charge_bytes(call, input.term.size());
  Reserved room = call.reserve(size.words + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term term;
  error = build_etf(input, options, room.space(), &term);
  if (error != EtfError::kNone) return failed(call, error);
  if (!wanted->used) return call.value(term);
  Term used = make_small(static_cast<int64_t>(size.consumed));
  return call.value(room.space().tuple_of(term, used));
}

}  // namespace linac
