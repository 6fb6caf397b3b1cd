#include "bifs/descriptor.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/term/bits.h"
#include "runtime/process/identities.h"
#include "runtime/sched/poller.h"

namespace linac {

int Descriptor::close() {
  int open = descriptor_.exchange(-1, std::memory_order_acq_rel);
  if (open < 0) return EBADF;
  poller_.forget(open);
  return owned_ && ::close(open) != 0 ? errno : 0;
}

Descriptor* Descriptor::of(Term reference) {
  if (!is_boxed_kind(reference, BoxedKind::kResource)) return nullptr;
  Resource* resource = resource_of(reference);
  return resource->kind() == &kKind ? static_cast<Descriptor*>(resource) : nullptr;
}

Descriptor* descriptor_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) { return Descriptor::of(call[argument].get(no_gc)); });
}

Term make_descriptor(NativeCall& call, int descriptor, TermSpace& space, bool owned) {
  ReferenceKey key = new_reference(*call.vm().identities);
  return make_resource(space, key.low, key.high,
                       new Descriptor(descriptor, *call.vm().poller, owned));
}

std::string_view posix_name(int error) {
  if (error == EOPNOTSUPP) return "enotsup";
  const char* name = strerrorname_np(error);
  return name ? name : "unknown";
}

NativeResult posix_error(NativeCall& call, int error) {
  std::string name(posix_name(error));
  for (char& letter : name) letter = static_cast<char>(letter | 0x20);
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(atoms::kError, *call.vm().atoms->intern(name)));
}

NativeResult posix_done(NativeCall& call, bool failed) {
  return failed ? posix_error(call, errno) : call.value(atoms::kOk);
}

NativeResult ok_number(NativeCall& call, int64_t value) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(atoms::kOk, make_small(value)));
}

NativeResult ok_binary(NativeCall& call, std::string_view bytes) {
  Reserved room = call.reserve(tuple_words(2) + binary_words(bytes.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  Term binary;
  uint8_t* to = make_binary_uninit(bytes.size(), room.space(), &binary);
  if (!to) return call.system_limit();
  std::memcpy(to, bytes.data(), bytes.size());
  return call.value(room.space().tuple_of(atoms::kOk, binary));
}

}  // namespace linac
