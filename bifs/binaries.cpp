// erlang's functions on binaries and iolists.
#include "bifs/binary_argument.h"
#include "bifs/iolist.h"

namespace linac {

namespace {

// About one reduction for 64 bytes that were copied.
int64_t copy_cost(size_t bits) { return static_cast<int64_t>(bits >> 9); }

NativeResult build_from_iolist(NativeCall& call, bool any_bits) {
  IolistSize size;
  {
    NoGc no_gc(call.heap());
    size = iolist_bits(call[0].get(no_gc), any_bits);
  }
  if (!size.valid) return call.badarg();
  if (size.bits > kMaxBitstringBits) return call.system_limit();
  call.charge(copy_cost(size.bits));
  Reserved room = call.reserve(binary_words(size.bits));
  if (!room.ok()) return call.out_of_memory();
  Term result = kNoTerm;
  uint8_t* bytes = make_bitstring_uninit(size.bits, room.space(), &result);
  if (bytes == nullptr) return call.system_limit();
  write_iolist(call[0].get(room), bytes);
  return call.value(result);
}

// Bytes [first, first + count) of a binary as a list that ends in `tail`.
Term byte_list(const BitsView& view, size_t first, size_t count, Term tail, TermSpace& space) {
  Term list = tail;
  if (view.byte_aligned()) {
    const uint8_t* bytes = view.data() + first;
    for (size_t i = count; i-- > 0;) list = space.cons(make_small(bytes[i]), list);
    return list;
  }
  for (size_t i = count; i-- > 0;) {
    uint64_t byte = read_bits(view.bytes, view.bit_offset + 8 * (first + i), 8);
    list = space.cons(make_small(static_cast<int64_t>(byte)), list);
  }
  return list;
}

// Size in bits of a bitstring argument.
size_t bits_of(NativeCall& call, Handle argument) {
  NoGc no_gc(call.heap());
  return bit_size(argument.get(no_gc));
}

}  // namespace

NativeResult erlang_list_to_binary_1(NativeCall& call) {
  if (!call[0].is_list()) return call.badarg();
  return build_from_iolist(call, false);
}

NativeResult erlang_iolist_to_binary_1(NativeCall& call) {
  if (call[0].is_bitstring()) {
    if ((bits_of(call, call[0]) & 7) != 0) return call.badarg();
    return call.value(call[0]);
  }
  return build_from_iolist(call, false);
}

NativeResult erlang_list_to_bitstring_1(NativeCall& call) {
  if (!call[0].is_list()) return call.badarg();
  return build_from_iolist(call, true);
}

NativeResult erlang_iolist_size_1(NativeCall& call) {
  IolistSize size;
  {
    NoGc no_gc(call.heap());
    size = iolist_bits(call[0].get(no_gc), false);
  }
  if (!size.valid) return call.badarg();
  Reserved room = call.reserve(kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().unsigned_integer(size.bits >> 3));
}

// One binary of all, which is what iolist_to_iovec leaves open: how the data is cut is not said.
NativeResult erlang_iolist_to_iovec_1(NativeCall& call) {
  RootScope scope(call.heap());
  Handle binary = scope.root(call[0]);
  if (!call[0].is_bitstring()) {
    NativeResult built = build_from_iolist(call, false);
    if (built.status != NativeStatus::kValue) return built;
    NoGc no_gc(call.heap());
    binary.set(built.value, no_gc);
  }
  size_t bits = bits_of(call, binary);
  if ((bits & 7) != 0) return call.badarg();
  if (bits == 0) return call.value(kNil);
  Reserved room = call.reserve(kConsWords);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().cons(binary.get(room), kNil));
}

NativeResult erlang_binary_to_list_1(NativeCall& call) {
  if (!call[0].is_bitstring()) return call.badarg();
  size_t bits = bits_of(call, call[0]);
  if ((bits & 7) != 0) return call.badarg();
  call.charge(static_cast<int64_t>(bits >> 8));
  Reserved room = call.reserve(kConsWords * (bits >> 3));
  if (!room.ok()) return call.out_of_memory();
  BitsView view = bits_view(call[0].get(room));
  return call.value(byte_list(view, 0, bits >> 3, kNil, room.space()));
}

// Positions are counted from 1; both ends belong to it.
NativeResult erlang_binary_to_list_3(NativeCall& call) {
  if (!call[0].is_bitstring() || !call[1].is_small() || !call[2].is_small()) return call.badarg();
  size_t bits = bits_of(call, call[0]);
  int64_t start = call[1].small_value(), stop = call[2].small_value();
  int64_t size = static_cast<int64_t>(bits >> 3);
  if ((bits & 7) != 0 || start < 1 || stop < start || stop > size) return call.badarg();
  size_t count = static_cast<size_t>(stop - start + 1);
  Reserved room = call.reserve(kConsWords * count);
  if (!room.ok()) return call.out_of_memory();
  BitsView view = bits_view(call[0].get(room));
  return call.value(byte_list(view, static_cast<size_t>(start - 1), count, kNil, room.space()));
}

NativeResult erlang_bitstring_to_list_1(NativeCall& call) {
  if (!call[0].is_bitstring()) return call.badarg();
  size_t bits = bits_of(call, call[0]);
  size_t whole = bits >> 3;
  Reserved room = call.reserve(kConsWords * (whole + 1) + sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term tail = kNil;
  if ((bits & 7) != 0) {
    tail = space.cons(make_sub_binary(call[0].get(room), 8 * whole, bits & 7, space), kNil);
  }
  return call.value(byte_list(bits_view(call[0].get(room)), 0, whole, tail, space));
}

NativeResult erlang_split_binary_2(NativeCall& call) {
  if (!call[0].is_bitstring() || !call[1].is_small()) return call.badarg();
  size_t bits = bits_of(call, call[0]);
  int64_t at = call[1].small_value();
  if (at < 0 || static_cast<uint64_t>(at) > bits >> 3) return call.badarg();
  Reserved room = call.reserve(tuple_words(2) + 2 * sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term whole = call[0].get(room);
  size_t cut = 8 * static_cast<size_t>(at);
  Term left = make_sub_binary(whole, 0, cut, space);
  Term right = make_sub_binary(whole, cut, bits - cut, space);
  return call.value(space.tuple_of(left, right));
}

namespace {

NativeResult binary_part_of(NativeCall& call, Term position, Term length) {
  if (!call[0].is_bitstring()) return call.badarg();
  size_t bits = bits_of(call, call[0]);
  if ((bits & 7) != 0) return call.badarg();
  ByteRange range = byte_range(position, length, bits >> 3);
  if (!range.valid) return call.badarg();
  Reserved room = call.reserve(sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  return call.value(
      make_sub_binary(call[0].get(room), 8 * range.first, 8 * range.count, room.space()));
}

}  // namespace

// Also binary:part/3.
NativeResult erlang_binary_part_3(NativeCall& call) {
  Term position = kNoTerm, length = kNoTerm;
  {
    NoGc no_gc(call.heap());
    position = call[1].get(no_gc);
    length = call[2].get(no_gc);
  }
  if (!position.is_small() || !length.is_small()) return call.badarg();
  return binary_part_of(call, position, length);
}

// Also binary:part/2.
NativeResult erlang_binary_part_2(NativeCall& call) {
  if (!call[1].is_tuple_of(2)) return call.badarg();
  Term position = kNoTerm, length = kNoTerm;
  {
    NoGc no_gc(call.heap());
    position = tuple_element(call[1].get(no_gc), 0);
    length = tuple_element(call[1].get(no_gc), 1);
  }
  if (!position.is_small() || !length.is_small()) return call.badarg();
  return binary_part_of(call, position, length);
}

}  // namespace linac
