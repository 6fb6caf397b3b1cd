// OTP's prim_buffer: bytes that are added at the end and taken from the front, behind a reference.
// Whoever uses one from several processes takes its lock, as OTP's modules do.
#include <string>

#include "bifs/iolist.h"
#include "bifs/room.h"
#include "bifs/text.h"
#include "runtime/memory/off_heap.h"
#include "runtime/process/identities.h"

namespace linac {
namespace {

class Buffer final : public Resource {
 public:
  static constexpr char kKind = 0;

  const void* kind() const override { return &kKind; }
  std::string_view view() const { return std::string_view(bytes_).substr(start_); }
  void skip(size_t count) {
    start_ += count;
    if (start_ * 2 < bytes_.size()) return;
    bytes_.erase(0, start_);
    start_ = 0;
  }
  // Room for `count` more bytes.
  uint8_t* grow(size_t count) {
    size_t used = bytes_.size();
    bytes_.resize(used + count);
    return reinterpret_cast<uint8_t*>(bytes_.data()) + used;
  }
  std::atomic<bool> locked{false};

 private:
  CountedString bytes_;
  size_t start_ = 0;
};

Buffer* buffer_argument(NativeCall& call) {
  return peek(call, [&](const NoGc& no_gc) -> Buffer* {
    Term reference = call[0].get(no_gc);
    if (!is_boxed_kind(reference, BoxedKind::kResource)) return nullptr;
    Resource* resource = resource_of(reference);
    return resource->kind() == &Buffer::kKind ? static_cast<Buffer*>(resource) : nullptr;
  });
}

// The count in argument 1, at most what the buffer holds; nothing: badarg.
std::optional<size_t> count_argument(NativeCall& call, const Buffer* buffer) {
  if (!buffer || !call[1].is_small() || call[1].small_value() < 0) return std::nullopt;
  auto count = static_cast<size_t>(call[1].small_value());
  if (count > buffer->view().size()) return std::nullopt;
  return count;
}

}  // namespace

NativeResult prim_buffer_new_0(NativeCall& call) {
  Reserved room = call.reserve(kResourceWords);
  if (!room.ok()) return call.out_of_memory();
  ReferenceKey key = new_reference(*call.vm().identities);
  return call.value(make_resource(room.space(), key.low, key.high, new Buffer));
}

NativeResult prim_buffer_size_1(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  if (!buffer) return call.badarg();
  return call.value(make_small(static_cast<int64_t>(buffer->view().size())));
}

NativeResult prim_buffer_write_2(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  if (!buffer) return call.badarg();
  NoGc no_gc(call.heap());
  Term data = call[1].get(no_gc);
  IolistSize size = iolist_bits(data, false);
  if (!size.valid) return call.badarg();
  if (!has_room(buffer->view().size() + size.bits / 8)) return call.system_limit();
  write_iolist(data, buffer->grow(size.bits / 8));
  return call.value(atoms::kOk);
}

// Bytes from the front, taken out, as a list of binaries.
NativeResult prim_buffer_read_iovec_2(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  auto count = count_argument(call, buffer);
  if (!count) return call.badarg();
  std::string_view bytes = buffer->view().substr(0, *count);
  Reserved room = call.reserve(kConsWords + binary_words(bytes.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  Term binary = make_binary(bytes, room.space());
  Term list = room.space().cons(binary, kNil);
  buffer->skip(*count);
  return call.value(list);
}

NativeResult prim_buffer_copying_read_2(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  auto count = count_argument(call, buffer);
  if (!count) return call.badarg();
  NativeResult result = bytes_to_binary(call, buffer->view().substr(0, *count));
  if (result.status == NativeStatus::kValue) buffer->skip(*count);
  return result;
}

NativeResult prim_buffer_peek_head_1(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  return buffer ? bytes_to_binary(call, buffer->view()) : call.badarg();
}

NativeResult prim_buffer_skip_2(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  auto count = count_argument(call, buffer);
  if (!count) return call.badarg();
  buffer->skip(*count);
  return call.value(atoms::kOk);
}

// {ok, Index}, or not_found
NativeResult prim_buffer_find_byte_index_2(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  if (!buffer || !call[1].is_small()) return call.badarg();
  size_t at = buffer->view().find(static_cast<char>(call[1].small_value()));
  if (at == std::string_view::npos) return call.value(*call.vm().atoms->intern("not_found"));
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(atoms::kOk, make_small(static_cast<int64_t>(at))));
}

NativeResult prim_buffer_try_lock_1(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  if (!buffer) return call.badarg();
  bool busy = buffer->locked.exchange(true);
  return call.value(*call.vm().atoms->intern(busy ? "busy" : "acquired"));
}

NativeResult prim_buffer_unlock_1(NativeCall& call) {
  Buffer* buffer = buffer_argument(call);
  if (!buffer || !buffer->locked.exchange(false)) return call.badarg();
  return call.value(atoms::kOk);
}

}  // namespace linac
