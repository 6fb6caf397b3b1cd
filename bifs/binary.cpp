// The module binary, but for searching (binary_search.cpp).
#include <algorithm>

#include "bifs/binary_argument.h"
#include "bifs/iolist.h"
#include "bifs/support.h"
#include "core/term/bigint.h"

namespace linac {
namespace {

NativeResult byte_at(NativeCall& call, size_t index) {
  NoGc no_gc(call.heap());
  BitsView view = bits_view(call[0].get(no_gc));
  uint64_t byte = read_bits(view.bytes, view.bit_offset + 8 * index, 8);
  return call.value(make_small(static_cast<int64_t>(byte)));
}

// A binary of `size` bytes that `fill(bytes, room)` writes.
template <class Fill>
NativeResult new_binary(NativeCall& call, size_t size, Fill fill) {
  if (size > kMaxBitstringBits / 8) return call.system_limit();
  call.charge(static_cast<int64_t>(size / 64));
  Reserved room = call.reserve(binary_words(8 * size));
  if (!room.ok()) return call.out_of_memory();
  Term result = kNoTerm;
  uint8_t* bytes = make_binary_uninit(size, room.space(), &result);
  if (bytes == nullptr) return call.system_limit();
  fill(bytes, room);
  return call.value(result);
}

NativeResult copy_times(NativeCall& call, uint64_t times) {
  size_t size = binary_argument_size(call, 0), total;
  if (__builtin_mul_overflow(size, times, &total)) return call.system_limit();
  return new_binary(call, total, [&](uint8_t* out, const Reserved& room) {
    if (total == 0) return;
    copy_bits(out, 0, bits_view(call[0].get(room)));
    // What is there already, doubled each time.
    for (size_t done = size; done < total;) {
      size_t more = std::min(done, total - done);
      std::memcpy(out + done, out, more);
      done += more;
    }
  });
}

// big or little; nothing else.
std::optional<bool> little_argument(NativeCall& call, uint32_t index) {
  if (!call[index].is_atom()) return std::nullopt;
  NoGc no_gc(call.heap());
  std::string_view order = call.atoms().text(call[index].get(no_gc));
  if (order == "little") return true;
  if (order == "big") return false;
  return std::nullopt;
}

NativeResult decode_unsigned(NativeCall& call, bool little) {
  if (!is_binary_argument(call, 0)) return call.badarg();
  size_t size = binary_argument_size(call, 0);
  if (size > 8 * (kMaxBigLimbs + 1)) return call.system_limit();
  Reserved room = call.reserve(integer_words_from_bytes(size));
  if (!room.ok()) return call.out_of_memory();
  BinaryBytes bytes(call[0].get(room));
  Term result = integer_from_bytes(bytes.span(), little, false, room.space());
  return result == kNoTerm ? call.system_limit() : call.value(result);
}

NativeResult encode_unsigned(NativeCall& call, bool little) {
  if (!call[0].is_integer()) return call.badarg();
  bool negative = false;
  size_t size = 0;
  {
    NoGc no_gc(call.heap());
    Term integer = call[0].get(no_gc);
    negative = integer.is_small() ? integer.small_value() < 0 : is_big_negative(integer);
    size = std::max<size_t>(1, (integer_bit_length(integer) + 7) / 8);
  }
  if (negative) return call.badarg();
  return new_binary(call, size, [&](uint8_t* out, const Reserved& room) {
    integer_to_bytes(call[0].get(room), out, size, little);
  });
}

// The list of a range of the bytes.
NativeResult byte_list(NativeCall& call, ByteRange range) {
  charge_cells(call, range.count);
  Reserved room = call.reserve(kConsWords * range.count);
  if (!room.ok()) return call.out_of_memory();
  BinaryBytes bytes(call[0].get(room));
  Term list = kNil;
  for (size_t i = range.first + range.count; i-- > range.first;) {
    list = room.space().cons(make_small(bytes[i]), list);
  }
  return call.value(list);
}

NativeResult bin_to_list(NativeCall& call, Term position, Term length) {
  if (!is_binary_argument(call, 0)) return call.badarg();
  ByteRange range = byte_range(position, length, binary_argument_size(call, 0));
  return range.valid ? byte_list(call, range) : call.badarg();
}

}  // namespace

NativeResult binary_at_2(NativeCall& call) {
  if (!is_binary_argument(call, 0) || !call[1].is_small()) return call.badarg();
  int64_t index = call[1].small_value();
  if (index < 0 || static_cast<uint64_t>(index) >= binary_argument_size(call, 0)) {
    return call.badarg();
  }
  return byte_at(call, static_cast<size_t>(index));
}

NativeResult binary_first_1(NativeCall& call) {
  if (!is_binary_argument(call, 0) || binary_argument_size(call, 0) == 0) return call.badarg();
  return byte_at(call, 0);
}

NativeResult binary_last_1(NativeCall& call) {
  if (!is_binary_argument(call, 0) || binary_argument_size(call, 0) == 0) return call.badarg();
  return byte_at(call, binary_argument_size(call, 0) - 1);
}

NativeResult binary_copy_1(NativeCall& call) {
  return is_binary_argument(call, 0) ? copy_times(call, 1) : call.badarg();
}

NativeResult binary_copy_2(NativeCall& call) {
  if (!is_binary_argument(call, 0)) return call.badarg();
  auto times = peek(call, [&](const NoGc& no_gc) -> std::optional<uint64_t> {
    Term count = call[1].get(no_gc);
    return is_integer(count) ? integer_to_uint64(count) : std::nullopt;
  });
  return times ? copy_times(call, *times) : call.badarg();
}

NativeResult binary_decode_unsigned_1(NativeCall& call) { return decode_unsigned(call, false); }
NativeResult binary_decode_unsigned_2(NativeCall& call) {
  auto little = little_argument(call, 1);
  return little ? decode_unsigned(call, *little) : call.badarg();
}
NativeResult binary_encode_unsigned_1(NativeCall& call) { return encode_unsigned(call, false); }
NativeResult binary_encode_unsigned_2(NativeCall& call) {
  auto little = little_argument(call, 1);
  return little ? encode_unsigned(call, *little) : call.badarg();
}

NativeResult binary_bin_to_list_1(NativeCall& call) {
  if (!is_binary_argument(call, 0)) return call.badarg();
  return byte_list(call, {true, 0, binary_argument_size(call, 0)});
}
NativeResult binary_bin_to_list_2(NativeCall& call) {
  if (!call[1].is_tuple_of(2)) return call.badarg();
  Term position = kNoTerm, length = kNoTerm;
  {
    NoGc no_gc(call.heap());
    position = tuple_element(call[1].get(no_gc), 0);
    length = tuple_element(call[1].get(no_gc), 1);
  }
  if (!position.is_small() || !length.is_small()) return call.badarg();
  return bin_to_list(call, position, length);
}
NativeResult binary_bin_to_list_3(NativeCall& call) {
  if (!call[1].is_small() || !call[2].is_small()) return call.badarg();
  return bin_to_list(call, make_small(call[1].small_value()), make_small(call[2].small_value()));
}

NativeResult binary_referenced_byte_size_1(NativeCall& call) {
  if (!call[0].is_bitstring()) return call.badarg();
  return call.value(peek(call, [&](const NoGc& no_gc) {
    Term parent = bits_parent(call[0].get(no_gc)).parent;
    // As OTP counts: of a small binary its whole bytes, of a large one those that any bit is in.
    size_t bytes = header_is(parent.header(), BoxedKind::kSharedBinary)
                       ? (shared_bytes(parent)->used_bits.load(std::memory_order_relaxed) + 7) / 8
                       : bit_size(parent) / 8;
    return make_small(static_cast<int64_t>(bytes));
  }));
}

// --- Common prefixes and suffixes ----------------------------------------------------------------

namespace {

// How many bytes all binaries of a list have in common; negative: it is no list of binaries.
int64_t common_length(Term list, bool at_end) {
  if (!list.is_cons()) return -1;
  for (Term rest = list; !rest.is_nil(); rest = rest.tail()) {
    if (!rest.is_cons() || !is_bitstring(rest.head()) || !is_binary(rest.head())) return -1;
  }
  BinaryBytes first(list.head());
  size_t common = first.size();
  for (Term rest = list.tail(); rest.is_cons(); rest = rest.tail()) {
    BinaryBytes next(rest.head());
    common = std::min(common, next.size());
    size_t same = 0;
    while (same < common && (at_end ? first[first.size() - 1 - same] == next[next.size() - 1 - same]
                                    : first[same] == next[same])) {
      same++;
    }
    common = same;
  }
  return static_cast<int64_t>(common);
}

NativeResult longest_common(NativeCall& call, bool at_end) {
  int64_t length =
      peek(call, [&](const NoGc& no_gc) { return common_length(call[0].get(no_gc), at_end); });
  return length < 0 ? call.badarg() : call.value(make_small(length));
}

}  // namespace

NativeResult binary_longest_common_prefix_1(NativeCall& call) {
  return longest_common(call, false);
}
NativeResult binary_longest_common_suffix_1(NativeCall& call) { return longest_common(call, true); }

// --- Hexadecimal ---------------------------------------------------------------------------------

namespace {

NativeResult encode_hex(NativeCall& call, const char* digits) {
  if (!is_binary_argument(call, 0)) return call.badarg();
  size_t size = binary_argument_size(call, 0);
  return new_binary(call, 2 * size, [&](uint8_t* out, const Reserved& room) {
    BinaryBytes bytes(call[0].get(room));
    for (size_t i = 0; i < size; i++) {
      out[2 * i] = static_cast<uint8_t>(digits[bytes[i] >> 4]);
      out[2 * i + 1] = static_cast<uint8_t>(digits[bytes[i] & 15]);
    }
  });
}

// 16: no digit.
unsigned hex_value(uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  uint8_t lower = c | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

constexpr const char* kUpperDigits = "0123456789ABCDEF";
constexpr const char* kLowerDigits = "0123456789abcdef";

}  // namespace

NativeResult binary_encode_hex_1(NativeCall& call) { return encode_hex(call, kUpperDigits); }

NativeResult binary_encode_hex_2(NativeCall& call) {
  if (!call[1].is_atom()) return call.badarg();
  std::string_view name =
      peek(call, [&](const NoGc& no_gc) { return call.atoms().text(call[1].get(no_gc)); });
  if (name == "uppercase") return encode_hex(call, kUpperDigits);
  if (name == "lowercase") return encode_hex(call, kLowerDigits);
  return call.badarg();
}

NativeResult binary_decode_hex_1(NativeCall& call) {
  if (!is_binary_argument(call, 0)) return call.badarg();
  size_t size = binary_argument_size(call, 0);
  bool valid = size % 2 == 0 && peek(call, [&](const NoGc& no_gc) {
                 BinaryBytes bytes(call[0].get(no_gc));
                 return std::all_of(bytes.span().begin(), bytes.span().end(),
                                    [](uint8_t c) { return hex_value(c) < 16; });
               });
  if (!valid) return call.badarg();
  return new_binary(call, size / 2, [&](uint8_t* out, const Reserved& room) {
    BinaryBytes bytes(call[0].get(room));
    for (size_t i = 0; i < size / 2; i++) {
      out[i] = static_cast<uint8_t>(hex_value(bytes[2 * i]) << 4 | hex_value(bytes[2 * i + 1]));
    }
  });
}

// --- Joining -------------------------------------------------------------------------------------

namespace {

// Bytes of binaries with a separator between them; nothing: one of them is no binary, or the list
// is not proper.
std::optional<size_t> joined_size(Term list, size_t separator) {
  size_t total = 0;
  for (bool first = true; !list.is_nil(); list = list.tail(), first = false) {
    if (!list.is_cons() || !is_bitstring(list.head()) || !is_binary(list.head())) {
      return std::nullopt;
    }
    total += bit_size(list.head()) / 8 + (first ? 0 : separator);
    if (total > kMaxBitstringBits / 8) return total;
  }
  return total;
}

}  // namespace

NativeResult binary_join_2(NativeCall& call) {
  if (!is_binary_argument(call, 1)) return call.badarg();
  size_t separator = binary_argument_size(call, 1);
  auto size =
      peek(call, [&](const NoGc& no_gc) { return joined_size(call[0].get(no_gc), separator); });
  if (!size) return call.badarg();
  if (call[0].is_cons()) {
    NoGc no_gc(call.heap());
    Term list = call[0].get(no_gc);
    if (list.tail().is_nil()) return call.value(list.head());
  }
  return new_binary(call, *size, [&](uint8_t* out, const Reserved& room) {
    size_t at = 0;
    auto add = [&](Term binary) {
      copy_bits(out, 8 * at, bits_view(binary));
      at += bit_size(binary) / 8;
    };
    for (Term list = call[0].get(room); list.is_cons(); list = list.tail()) {
      add(list.head());
      if (list.tail().is_cons()) add(call[1].get(room));
    }
  });
}

}  // namespace linac
