// zlib's functions of whole binaries.
#include <zlib.h>

#include <string>

#include "bifs/iolist.h"
#include "bifs/text.h"

namespace linac {

// compress(Iolist): a zlib stream.
NativeResult zlib_compress_1(NativeCall& call) {
  std::string bytes;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term data = call[0].get(no_gc);
    IolistSize size = iolist_bits(data, false);
    if (!size.valid) return false;
    bytes.resize(size.bits / 8);
    write_iolist(data, reinterpret_cast<uint8_t*>(bytes.data()));
    return true;
  });
  if (!valid) return call.badarg();
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  int done = compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                      reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  if (done != Z_OK) return call.system_limit();
  call.charge(static_cast<int64_t>(bytes.size() / 64));
  return bytes_to_binary(call, std::string_view(packed).substr(0, size));
}

}  // namespace linac
