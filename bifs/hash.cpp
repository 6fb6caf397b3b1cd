// Hashes and checksums as functions of `erlang`.
#include "core/term/hash.h"

#include <zlib.h>

#include <type_traits>
#include <vector>

#include "bifs/iolist.h"
#include "bifs/text.h"
#include "core/term/bigint.h"
#include "loader/md5.h"

namespace linac {
namespace {

constexpr size_t kBytesPerReduction = 1024;
void charge_bytes(NativeCall& call, size_t bytes) {
  call.charge(static_cast<int64_t>(bytes / kBytesPerReduction));
}

// Gives the bytes of iodata in pieces to add(std::span<const uint8_t>).
template <class Add>
class Pieces {
 public:
  explicit Pieces(Add add) : add_(add) {}

  bool byte(uint8_t value) {
    if (count_ == sizeof bytes_) flush();
    bytes_[count_++] = value;
    return true;
  }
  bool bits(Term bitstring) {
    if (!is_binary(bitstring)) return false;
    flush();
    give(aligned_bytes(bits_view(bitstring), aligned_));
    return true;
  }
  void flush() {
    if (count_ > 0) give({bytes_, count_});
    count_ = 0;
  }
  size_t given() const { return given_; }

 private:
  void give(std::span<const uint8_t> bytes) {
    given_ += bytes.size();
    // Also of no bytes, as OTP: it brings an Adler sum past its modulus into range.
    add_(bytes.data() != nullptr ? bytes : std::span<const uint8_t>(bytes_, 0));
  }

  Add add_;
  size_t count_ = 0;
  size_t given_ = 0;
  uint8_t bytes_[256];
  std::vector<uint8_t> aligned_;
};

// False: the argument is no iodata.
template <class Add>
bool for_each_piece(NativeCall& call, uint32_t argument, Add add) {
  Pieces<Add> pieces(add);
  bool valid =
      peek(call, [&](const NoGc& no_gc) { return walk_iolist(call[argument].get(no_gc), pieces); });
  pieces.flush();
  charge_bytes(call, pieces.given());
  return valid;
}

static_assert(std::is_trivially_copyable_v<Md5>);  // a context is its bytes in a binary

bool update(NativeCall& call, uint32_t argument, Md5& md5) {
  return for_each_piece(call, argument, [&](std::span<const uint8_t> bytes) { md5.update(bytes); });
}

std::optional<Md5> read_context(NativeCall& call) {
  auto bytes = peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[0].get(no_gc)); });
  if (!bytes || bytes->size() != sizeof(Md5)) return std::nullopt;
  Md5 md5;
  std::memcpy(static_cast<void*>(&md5), bytes->data(), sizeof md5);
  return md5;
}
NativeResult give_context(NativeCall& call, const Md5& md5) {
  return bytes_to_binary(call, {reinterpret_cast<const char*>(&md5), sizeof md5});
}
NativeResult give_digest(NativeCall& call, Md5& md5) {
  auto digest = md5.finish();
  return bytes_to_binary(call, {reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::optional<uint32_t> word_argument(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_small()) return std::nullopt;
  int64_t value = call[argument].small_value();
  if (value < 0 || value > UINT32_MAX) return std::nullopt;
  return static_cast<uint32_t>(value);
}
std::optional<uint64_t> length_argument(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_integer()) return std::nullopt;
  return peek(call,
              [&](const NoGc& no_gc) { return integer_to_uint64(call[argument].get(no_gc)); });
}

using Checksum = uLong (*)(uLong sum, const Bytef* bytes, z_size_t size);

// checksum(Data) or checksum(Old, Data).
NativeResult checksum(NativeCall& call, Checksum function, uint32_t start) {
  if (call.arity() == 2) {
    auto old = word_argument(call, 0);
    if (!old) return call.badarg();
    start = *old;
  }
  uLong sum = start;
  bool valid = for_each_piece(call, call.arity() - 1, [&](std::span<const uint8_t> bytes) {
    sum = function(sum, bytes.data(), bytes.size());
  });
  if (!valid) return call.badarg();
  return call.value(make_small(static_cast<int64_t>(sum)));
}

using Combine = uLong (*)(uLong first, uLong second, z_off_t second_length);

// `of_nothing`: versions of zlib differ in what they make of a length of 0.
NativeResult combine(NativeCall& call, Combine function,
                     uint32_t (*of_nothing)(uint32_t first, uint32_t second)) {
  auto first = word_argument(call, 0), second = word_argument(call, 1);
  auto length = length_argument(call, 2);
  if (!first || !second || !length) return call.badarg();
  if (*length == 0) return call.value(make_small(of_nothing(*first, *second)));
  uLong sum = function(*first, *second, static_cast<z_off_t>(*length));
  return call.value(make_small(static_cast<uint32_t>(sum)));
}

// The second argument of phash and phash2: 1 to 2^32.
std::optional<int64_t> range_argument(NativeCall& call) {
  if (!call[1].is_small()) return std::nullopt;
  int64_t range = call[1].small_value();
  if (range < 1 || range > int64_t{1} << 32) return std::nullopt;
  return range;
}

}  // namespace

NativeResult erlang_phash2_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  return call.value(make_small(phash2(call.atoms(), call[0].get(no_gc))));
}

NativeResult erlang_phash2_2(NativeCall& call) {
  auto range = range_argument(call);
  if (!range) return call.badarg();
  NoGc no_gc(call.heap());
  return call.value(make_small(phash2_full(call.atoms(), call[0].get(no_gc)) % *range));
}

NativeResult erlang_phash_2(NativeCall& call) {
  auto range = range_argument(call);
  if (!range) return call.badarg();
  NoGc no_gc(call.heap());
  return call.value(make_small(phash(call.atoms(), call[0].get(no_gc)) % *range + 1));
}

NativeResult erlang_md5_1(NativeCall& call) {
  Md5 md5;
  return update(call, 0, md5) ? give_digest(call, md5) : call.badarg();
}
NativeResult erlang_md5_init_0(NativeCall& call) { return give_context(call, Md5{}); }
NativeResult erlang_md5_update_2(NativeCall& call) {
  auto md5 = read_context(call);
  if (!md5 || !update(call, 1, *md5)) return call.badarg();
  return give_context(call, *md5);
}
NativeResult erlang_md5_final_1(NativeCall& call) {
  auto md5 = read_context(call);
  return md5 ? give_digest(call, *md5) : call.badarg();
}

NativeResult erlang_crc32(NativeCall& call) { return checksum(call, crc32_z, 0); }
NativeResult erlang_adler32(NativeCall& call) { return checksum(call, adler32_z, 1); }
NativeResult erlang_crc32_combine_3(NativeCall& call) {
  return combine(call, crc32_combine,
                 [](uint32_t first, uint32_t second) { return first ^ second; });
}
NativeResult erlang_adler32_combine_3(NativeCall& call) {
  return combine(call, adler32_combine, [](uint32_t first, uint32_t) { return first; });
}

}  // namespace linac
