// Binary operations that are too long for the loop, and the form of bs_create's segments. As in
// slow_paths.h: the process has its heap top and stack pointer stored, and who answers false has set
// the exception unless it is said otherwise.
//
// Invariants
//  B1 Positions, ends and offsets are bits from the first byte of the heap or shared binary that a
//     context or sub-binary refers to. No byte pointer lives over a reservation.
//  B2 A source of bs_create is a constant, a frame slot or an X register below its live count
//     (lowering refuses others): it is read again after the one reservation that is made.
#pragma once

#include <optional>

#include "core/term/bits.h"
#include "loader/module.h"
#include "runtime/interp/slow_paths.h"
#include "runtime/process/process.h"

namespace linac {

// A segment is three words:
//   [0]  bits 0..7 SegmentKind, 8..15 flags (SegmentFlag and the two below), 16..31 unit,
//        32..63 its number
//   [1]  source, a wide operand; of a string, its address
//   [2]  bits, if kFixedSize; else the size, a wide operand
inline constexpr uint32_t kSegmentWords = 3;
inline constexpr uint32_t kFirstSegmentWord = 6;
inline constexpr Word kFixedSize = 0x40;
inline constexpr Word kWholeSize = 0x80;  // the whole bitstring
static_assert((kLittleEndian | kSigned) < kFixedSize);

constexpr Word make_segment(SegmentKind kind, Word flags, Word unit, uint32_t number) {
  return static_cast<Word>(kind) | flags << 8 | unit << 16 | Word{number} << 32;
}
constexpr SegmentKind segment_kind(Word segment) {
  return static_cast<SegmentKind>(segment & 0xFF);
}
constexpr Word segment_flags(Word segment) { return segment >> 8 & 0xFF; }
constexpr Word segment_unit(Word segment) { return segment >> 16 & 0xFFFF; }
constexpr uint32_t segment_number(Word segment) { return static_cast<uint32_t>(segment >> 32); }

// A size of a field times its unit, in bits.
struct FieldBits {
  enum Status : uint8_t { kOk, kNoSize, kTooLarge } status;
  size_t bits;
};
inline FieldBits field_bits(Term size, Word unit) {
  if (!size.is_small()) {
    bool large = is_big(size) && !is_big_negative(size);
    return {large ? FieldBits::kTooLarge : FieldBits::kNoSize, 0};
  }
  if (size.small_value() < 0) return {FieldBits::kNoSize, 0};
  size_t bits = static_cast<size_t>(size.small_value());
  if (unit != 0 && bits > kMaxBitstringBits / unit) return {FieldBits::kTooLarge, 0};
  return {FieldBits::kOk, bits * unit};
}

// The bytes of a code point as a big-endian number, and how many bits; 0: it is none.
size_t utf8_field(Term code_point, Word* value);

// Room for `words`; `kept` may lie in any register and is updated.
bool reserve_keeping(Process& process, size_t words, SafepointWord at, Term* kept);

// Fields of a match context. kFail: nothing has changed, or memory is out and the exception set.
enum class BitsAnswer : uint8_t { kOk, kFail };
BitsAnswer read_integer(Process& process, SafepointWord at, Term context, size_t bits, Word flags,
                        Term* result);
BitsAnswer read_float(Process& process, SafepointWord at, Term context, size_t bits, Word flags,
                      Term* result);
BitsAnswer read_binary(Process& process, SafepointWord at, Term context, size_t bits, Term* result);
// What is left as a bitstring.
BitsAnswer read_tail(Process& process, SafepointWord at, Term context, Term* result);
// The instruction's field, whose size is in a register: bs_int_sized, bs_float_sized or
// bs_binary_sized.
enum class FieldKind : uint8_t { kInteger, kFloat, kBinary };
BitsAnswer read_sized(Process& process, const Word* pc, FieldKind kind, Term context, Term size,
                      Term* result);

// bs_create and its special forms. False with a fail label: only memory that is out is an exception.
bool create_binary(Process& process, const Word* pc, Term* result);
// Left and all of right, or kNoTerm: bs_create does it. Nothing collects.
Term append_binary(Process& process, Term left, Term right, size_t room);

// scratch[0] and the low `bits` (1 to 64) of a value: kNoTerm if it is no bitstring, its size is not
// divisible by `unit`, or the result would be too large. Nothing: memory is out, and the exception set.
std::optional<Term> append_value(Process& process, Word value, unsigned bits, size_t unit);
// The pieces (ir::PieceImm) of terms and, behind them, values in scratch; the same.
std::optional<Term> join_bits(Process& process, Word pieces);
// Two binaries as one, where that takes no more than some words of the heap that there are; else kNoTerm.
Term join_bytes(Process& process, Term left, Term right);

// bs_init, bs_append_start, bs_private_start, bs_put, bs_put_string, bs_add; as create_binary.
bool start_binary(Process& process, const Word* pc);
bool start_append(Process& process, const Word* pc);
bool start_private_append(Process& process, const Word* pc);
bool put_segment(Process& process, const Word* pc);
bool put_string(Process& process, const Word* pc);
bool add_sizes(Process& process, const Word* pc, Term a, Term b, Term* result);
bool init_writable(Process& process, uint32_t frame_words, bool to_grow_in_place);

}  // namespace linac
