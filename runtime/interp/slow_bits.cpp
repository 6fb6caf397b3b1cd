#include "runtime/interp/slow_bits.h"

#include <algorithm>
#include <cstring>

#include "core/ir/graph.h"
#include "core/term/bigint.h"
#include "runtime/exec/exception.h"

namespace linac {
namespace {

constexpr int kReductionShift = 13;  // one reduction for each KB that is written

constexpr uint32_t part(Word word, int index) {
  return static_cast<uint32_t>(word >> (16 * index)) & 0xFFFF;
}
SafepointWord safepoint_of(Word word) { return {part(word, 2), part(word, 3)}; }
bool in_body(const Word* pc) { return static_cast<int32_t>(pc[1]) == 0; }
uint32_t heap_words_after(const Word* pc) { return static_cast<uint32_t>(pc[2] >> 32); }

// An R operand (bytecode.def).
Term& reg(Process& process, uint32_t operand) {
  char* base = operand & 1 ? reinterpret_cast<char*>(process.stack.sp) - 1
                           : reinterpret_cast<char*>(process.registers->x);
  return *reinterpret_cast<Term*>(base + operand);
}
Term& reg_a(Process& process, const Word* pc) { return reg(process, part(pc[0], 2)); }
Term& reg_b(Process& process, const Word* pc) { return reg(process, part(pc[0], 3)); }

bool is_scalar_value(Term t) {
  return t.is_small() && t.small_value() >= 0 &&
         is_code_point(static_cast<uint64_t>(t.small_value()));
}
uint32_t code_point_of(Term t) { return static_cast<uint32_t>(t.small_value()); }

bool divides(Word unit, size_t bits) { return unit <= 1 || bits % unit == 0; }

// The double of a number; nothing: it is no number, or past the largest double.
std::optional<double> double_of(Term t) {
  if (is_float(t)) return float_value(t);
  return is_integer(t) ? integer_to_double(t) : std::nullopt;
}

bool is_float_size(size_t bits) { return bits == 16 || bits == 32 || bits == 64; }

uint8_t* bytes_of(Term bitstring) { return parent_bytes(bits_parent(bitstring).parent); }

void zero_bits(uint8_t* bytes, size_t bit, size_t count) {
  while (count != 0 && (bit & 7) != 0) {
    unsigned step = static_cast<unsigned>(std::min<size_t>(8 - (bit & 7), count));
    write_bits(bytes, bit, 0, step);
    bit += step;
    count -= step;
  }
  std::memset(bytes + (bit >> 3), 0, count >> 3);
  write_bits(bytes, bit + (count & ~size_t{7}), 0, count & 7);
}

// As OTP's: badarg or system_limit of the function itself, explained by
// erl_erts_errors:format_bs_fail/2 from {Number, Type, Problem, Value}.
void set_segment_error(Process& process, const Word* pc, Term reason, uint32_t number, Term type,
                       Term problem, Term value) {
  constexpr size_t kKeys = 3;
  process.registers->scratch[0] = value;
  size_t words = tuple_words(4) + tuple_words(kKeys) + 2 + kKeys + tuple_words(2);
  if (!process.heap.reserve(words, safepoint_at(process, pc, 1))) {
    return set_out_of_memory(process);
  }
  TermSpace& space = process.heap.space;
  Term cause = space.tuple_of(make_small(number), type, problem, process.registers->scratch[0]);
  Word* map = space.take(2 + kKeys);
  map[0] = make_header(BoxedKind::kFlatMap, 1 + kKeys);
  map[1] = space.tuple_of(atoms::kCause, atoms::kFunction, atoms::kModule).bits;
  map[2] = cause.bits;
  map[3] = atoms::kFormatBsFail.bits;
  map[4] = atoms::kErlErtsErrors.bits;
  set_error(process, reason);
  process.exception().first_frame = space.tuple_of(atoms::kNone, make_boxed(map));
}

Term segment_type(SegmentKind kind) {
  switch (kind) {
    case SegmentKind::kAppend:
    case SegmentKind::kPrivateAppend:
    case SegmentKind::kBinary:
    case SegmentKind::kString: return atoms::kBinary;
    case SegmentKind::kFloat: return atoms::kFloat;
    case SegmentKind::kInteger: return atoms::kInteger;
    case SegmentKind::kUtf8: return atoms::kUtf8;
    case SegmentKind::kUtf16: return atoms::kUtf16;
    case SegmentKind::kUtf32: return atoms::kUtf32;
  }
  VM_UNREACHABLE();
}

// What is wrong with a segment: kNoTerm is nothing.
struct Problem {
  Term what;
  Term value;
};
constexpr Problem kFine{kNoTerm, kNoTerm};

// Writes `value` as a field of `bits` bits, or says why not. Everything but sizes is tested here.
Problem write_field(uint8_t* bytes, size_t bit, size_t bits, SegmentKind kind, Word flags,
                    Term value) {
  bool little = (flags & kLittleEndian) != 0;
  switch (kind) {
    case SegmentKind::kInteger:
      if (!is_integer(value)) return {atoms::kType, value};
      put_integer(bytes, bit, bits, value, little);
      return kFine;
    case SegmentKind::kFloat: {
      if (!is_float_size(bits)) return {atoms::kInvalid, make_small(static_cast<int64_t>(bits))};
      if (!is_number(value)) return {atoms::kType, value};
      std::optional<double> number = double_of(value);
      if (!number) return {atoms::kNoFloat, value};
      put_float(bytes, bit, static_cast<unsigned>(bits), *number, little);
      return kFine;
    }
    case SegmentKind::kBinary: {
      if (!is_bitstring(value)) return {atoms::kType, value};
      BitsView view = bits_view(value);
      if (view.bit_size < bits) return {atoms::kShort, value};
      copy_bits(bytes, bit, view.bytes, view.bit_offset, bits);
      return kFine;
    }
    case SegmentKind::kUtf8:
      if (!is_scalar_value(value)) return {atoms::kType, value};
      put_utf8(bytes, bit, code_point_of(value));
      return kFine;
    case SegmentKind::kUtf16:
      if (!is_scalar_value(value)) return {atoms::kType, value};
      put_utf16(bytes, bit, code_point_of(value), little);
      return kFine;
    case SegmentKind::kUtf32:
      if (!is_scalar_value(value)) return {atoms::kType, value};
      put_utf32(bytes, bit, code_point_of(value), little);
      return kFine;
    case SegmentKind::kAppend:
    case SegmentKind::kPrivateAppend:
    case SegmentKind::kString: break;
  }
  VM_UNREACHABLE();
}

// Bits that a UTF segment's value takes; of what is no code point, some number.
size_t utf_bits(SegmentKind kind, Term value) {
  if (kind == SegmentKind::kUtf32) return 32;
  if (!is_scalar_value(value)) return 32;
  return kind == SegmentKind::kUtf8 ? utf8_length(code_point_of(value)) * 8
                                    : utf16_bits(code_point_of(value));
}

// One bs_create. In the order in which OTP finds errors: sizes, then what is appended to, then the
// values.
class BinaryMaker {
 public:
  BinaryMaker(Process& process, const Word* pc)
      : process_(process),
        pc_(pc),
        segments_(pc + kFirstSegmentWord),
        end_(pc + static_cast<uint32_t>(pc[2])) {}

  bool run(Term* result) { return measure() && allocate(result) && fill(); }

 private:
  bool appends() const {
    if (segments_ == end_) return false;
    SegmentKind kind = segment_kind(segments_[0]);
    return kind == SegmentKind::kAppend || kind == SegmentKind::kPrivateAppend;
  }
  Term operand(Word wide) const {
    return wide_operand(wide, process_.registers->x, process_.stack.sp);
  }
  bool fail(const Word* segment, Term reason, Problem problem) {
    if (in_body(pc_)) {
      set_segment_error(process_, pc_, reason, segment_number(*segment),
                        segment_type(segment_kind(*segment)), problem.what, problem.value);
    }
    return false;
  }
  // No segment is to blame.
  bool fail_limit() {
    if (in_body(pc_)) set_error(process_, atoms::kSystemLimit);
    return false;
  }

  bool measure() {
    for (const Word* segment = segments_; segment != end_; segment += kSegmentWords) {
      if (!measure_segment(segment)) return false;
      if (bits_ > kMaxBitstringBits) return fail_limit();
    }
    return true;
  }

  bool measure_segment(const Word* segment) {
    SegmentKind kind = segment_kind(*segment);
    Word flags = segment_flags(*segment);
    if (kind == SegmentKind::kAppend || kind == SegmentKind::kPrivateAppend) return true;
    if (flags & kFixedSize) {
      bits_ += segment[2];
      return true;
    }
    if (flags & kWholeSize) {
      Term source = operand(segment[1]);
      if (!is_bitstring(source)) return fail(segment, atoms::kBadarg, {atoms::kType, source});
      bits_ += bit_size(source);
      return true;
    }
    if (kind == SegmentKind::kUtf8 || kind == SegmentKind::kUtf16 || kind == SegmentKind::kUtf32) {
      Term source = operand(segment[1]);
      bool now = kind != SegmentKind::kUtf16;  // OTP looks at a UTF-16 segment's value when it
      if (now && !is_scalar_value(source)) {   // writes it
        return fail(segment, atoms::kBadarg, {atoms::kType, source});
      }
      bits_ += utf_bits(kind, source);
      return true;
    }
    Term size = operand(segment[2]);
    FieldBits field = field_bits(size, segment_unit(*segment));
    if (field.status != FieldBits::kOk) {
      bool large = field.status == FieldBits::kTooLarge;
      return fail(segment, large ? atoms::kSystemLimit : atoms::kBadarg, {atoms::kSize, size});
    }
    bits_ += field.bits;
    return true;
  }

  bool allocate(Term* result) {
    process_.reductions_left -= static_cast<int64_t>(bits_ >> kReductionShift);
    size_t later = heap_words_after(pc_);
    if (appends()) return allocate_append(later, result);
    if (!collect(process_, binary_words(bits_) + later, safepoint_of(pc_[1]))) return false;
    bytes_ = make_bitstring_uninit(bits_, process_.heap.space, result);
    return bytes_ != nullptr || fail_limit();
  }

  bool allocate_append(size_t later, Term* result) {
    Term left = operand(segments_[1]);
    if (!is_bitstring(left)) return fail(segments_, atoms::kBadarg, {atoms::kType, left});
    size_t size = bit_size(left);
    if (!divides(segment_unit(*segments_), size)) {
      return fail(segments_, atoms::kBadarg, {atoms::kUnit, left});
    }
    if (size + bits_ > kMaxBitstringBits) return fail_limit();
    if (!collect(process_, append_words(size, bits_) + later, safepoint_of(pc_[1]))) return false;
    Append append = append_bits(operand(segments_[1]), bits_, process_.heap.space);
    if (!append.bytes) return fail_limit();
    bytes_ = append.bytes;
    bit_ = append.bit;
    *result = append.result;
    return true;
  }

  bool fill() {
    const Word* segment = segments_ + (appends() ? kSegmentWords : 0);
    for (; segment != end_; segment += kSegmentWords) {
      if (!fill_segment(segment)) return false;
    }
    return true;
  }

  bool fill_segment(const Word* segment) {
    SegmentKind kind = segment_kind(*segment);
    Word flags = segment_flags(*segment);
    if (kind == SegmentKind::kString) {
      copy_bits(bytes_, bit_, reinterpret_cast<const uint8_t*>(segment[1]), 0, segment[2]);
      bit_ += segment[2];
      return true;
    }
    Term value = operand(segment[1]);
    size_t bits = 0;
    if (flags & kFixedSize) {
      bits = segment[2];
    } else if (flags & kWholeSize) {
      bits = bit_size(value);
      if (!divides(segment_unit(*segment), bits)) {
        return fail(segment, atoms::kBadarg, {atoms::kUnit, value});
      }
    } else if (kind == SegmentKind::kInteger || kind == SegmentKind::kFloat ||
               kind == SegmentKind::kBinary) {
      bits = field_bits(operand(segment[2]), segment_unit(*segment)).bits;
    } else {
      bits = utf_bits(kind, value);
    }
    Problem problem = write_field(bytes_, bit_, bits, kind, flags, value);
    if (problem.what != kNoTerm) return fail(segment, atoms::kBadarg, problem);
    bit_ += bits;
    return true;
  }

  Process& process_;
  const Word* const pc_;
  const Word* const segments_;
  const Word* const end_;
  size_t bits_ = 0;  // of what is new
  uint8_t* bytes_ = nullptr;
  size_t bit_ = 0;
};

// As append_bits, but never takes memory outside the heap; null bytes: it would have to.
Append append_near(Term left, size_t extra_bits, TermSpace& space) {
  BitsView view = bits_view(left);
  size_t total = view.bit_size + extra_bits;
  Append none{kNoTerm, nullptr, 0};
  if (total <= kMaxHeapBinaryBytes * 8) {
    if (space.left() < heap_binary_words(total)) return none;
    return append_bits(left, extra_bits, space);
  }
  Term parent = bits_parent(left).parent;
  if (!header_is(parent.header(), BoxedKind::kSharedBinary)) return none;
  if (space.left() < kSubBinaryWords) return none;
  size_t end = view.bit_offset + view.bit_size;
  if (!shared_bytes(parent)->claim(end, extra_bits)) return none;
  Term result = make_sub_binary_of_parent(parent, view.bit_offset, total, space);
  return {result, shared_bytes(parent)->data(), end};
}

}  // namespace

size_t utf8_field(Term code_point, Word* value) {
  if (!is_scalar_value(code_point)) return 0;
  EncodedUtf8 encoded = encode_utf8(code_point_of(code_point));
  size_t bits = encoded.length * 8;
  *value = __builtin_bswap64(encoded.bytes) >> (64 - bits);
  return bits;
}

bool reserve_keeping(Process& process, size_t words, SafepointWord at, Term* kept) {
  process.registers->scratch[0] = *kept;
  if (!collect(process, words, at, 1)) return false;
  *kept = process.registers->scratch[0];
  return true;
}

// -- taking fields out

BitsAnswer read_integer(Process& process, SafepointWord at, Term context, size_t bits, Word flags,
                        Term* result) {
  if (bits > match_left(context)) return BitsAnswer::kFail;
  size_t words = extract_integer_words(bits);
  if (words > process.heap.space.left()) {
    if (!reserve_keeping(process, words, at, &context)) return BitsAnswer::kFail;
  }
  size_t position = match_position(context);
  Term value = extract_integer(match_bytes(context), position, bits, (flags & kLittleEndian) != 0,
                               (flags & kSigned) != 0, process.heap.space);
  if (value == kNoTerm) return BitsAnswer::kFail;
  process.reductions_left -= static_cast<int64_t>(bits >> kReductionShift);
  set_match_position(context, position + bits);
  *result = value;
  return BitsAnswer::kOk;
}

BitsAnswer read_float(Process& process, SafepointWord at, Term context, size_t bits, Word flags,
                      Term* result) {
  if (bits == 0) {  // OTP's compiler refuses such a field, but a size may turn out to be 0
    *result = *make_self_float(0.0);
    return BitsAnswer::kOk;
  }
  if (bits > match_left(context) || !is_float_size(bits)) return BitsAnswer::kFail;
  if (process.heap.space.left() < kFloatWords) {
    if (!reserve_keeping(process, kFloatWords, at, &context)) return BitsAnswer::kFail;
  }
  size_t position = match_position(context);
  std::optional<double> value = extract_float(
      match_bytes(context), position, static_cast<unsigned>(bits), (flags & kLittleEndian) != 0);
  if (!value) return BitsAnswer::kFail;
  set_match_position(context, position + bits);
  *result = process.heap.space.number(*value);
  return BitsAnswer::kOk;
}

BitsAnswer read_binary(Process& process, SafepointWord at, Term context, size_t bits,
                       Term* result) {
  if (bits > match_left(context)) return BitsAnswer::kFail;
  if (process.heap.space.left() < sub_binary_words()) {
    if (!reserve_keeping(process, sub_binary_words(), at, &context)) return BitsAnswer::kFail;
  }
  size_t position = match_position(context);
  *result = make_sub_binary_of_parent(match_parent(context), position, bits, process.heap.space);
  set_match_position(context, position + bits);
  return BitsAnswer::kOk;
}

BitsAnswer read_tail(Process& process, SafepointWord at, Term context, Term* result) {
  if (process.heap.space.left() < sub_binary_words()) {
    if (!reserve_keeping(process, sub_binary_words(), at, &context)) return BitsAnswer::kFail;
  }
  *result = match_tail(context, process.heap.space);
  return BitsAnswer::kOk;
}

BitsAnswer read_sized(Process& process, const Word* pc, FieldKind kind, Term context, Term size,
                      Term* result) {
  FieldBits field = field_bits(size, part(pc[2], 1));
  if (field.status != FieldBits::kOk) return BitsAnswer::kFail;
  SafepointWord at = safepoint_of(pc[1]);
  Word flags = part(pc[2], 2);
  switch (kind) {
    case FieldKind::kInteger: return read_integer(process, at, context, field.bits, flags, result);
    case FieldKind::kFloat: return read_float(process, at, context, field.bits, flags, result);
    case FieldKind::kBinary: return read_binary(process, at, context, field.bits, result);
  }
  VM_UNREACHABLE();
}

// -- building

bool create_binary(Process& process, const Word* pc, Term* result) {
  return BinaryMaker(process, pc).run(result);
}

Term append_binary(Process& process, Term left, Term right, size_t room) {
  TermSpace& space = process.heap.space;
  BitsView added = bits_view(right);
  if (space.left() < binary_words(kMaxHeapBinaryBytes * 8) + room) return kNoTerm;
  Append append = append_near(left, added.bit_size, space);
  if (!append.bytes) return kNoTerm;
  copy_bits(append.bytes, append.bit, added);
  process.reductions_left -= static_cast<int64_t>(added.bit_size >> kReductionShift);
  return append.result;
}

namespace {

bool is_bits_of_unit(Term term, size_t unit) {
  return is_bitstring(term) && (bit_size(term) & (unit - 1)) == 0;
}

// Room for scratch[0] and so many bits more.
std::optional<Append> append_to_first(Process& process, size_t bits, uint32_t scratch_count) {
  Term* scratch = process.registers->scratch;
  Append append = append_near(scratch[0], bits, process.heap.space);
  if (append.bytes) return append;
  size_t size = bit_size(scratch[0]);
  if (size > kMaxBitstringBits - bits) return append;
  if (!collect(process, append_words(size, bits), {0, 0}, scratch_count)) return std::nullopt;
  return append_bits(scratch[0], bits, process.heap.space);
}

}  // namespace

namespace {

// A heap binary and a few bits more that are one, if there is room; else kNoTerm. Bits behind the last
// one are zero, so words can be taken as they are.
Term append_to_heap_binary(TermSpace& space, Term left, Word value, unsigned bits, size_t unit) {
  if (!is_boxed_kind(left, BoxedKind::kHeapBinary)) return kNoTerm;
  const Word* box = left.box();
  size_t size = box[1 + kHeapBinaryBitSize], total = size + bits;
  size_t words = (total + 63) / 64;
  bool fits = total <= kMaxHeapBinaryBytes * 8 && space.left() >= 2 + words;
  if (!fits || (size & (unit - 1)) != 0) return kNoTerm;
  Word* made = space.take(2 + words);
  made[0] = make_header(BoxedKind::kHeapBinary, 1 + words);
  made[1 + kHeapBinaryBitSize] = total;
  Word* to = made + 1 + kHeapBinaryBytes;
  const Word* from = box + 1 + kHeapBinaryBytes;
  to[words - 1] = 0;
  for (size_t i = 0; i < (size + 63) / 64; i++) to[i] = from[i];
  size_t at = size & 63;
  Word left_aligned = value << (64 - bits);
  to[size / 64] |= __builtin_bswap64(left_aligned >> at);
  if (at + bits > 64) to[size / 64 + 1] = __builtin_bswap64(left_aligned << (64 - at));
  return make_boxed(made);
}

// The same of what ends where the bytes of a shared binary are used up, in place.
Term append_in_place(TermSpace& space, Term left, Word value, unsigned bits, size_t unit) {
  if (!is_boxed_kind(left, BoxedKind::kSubBinary)) return kNoTerm;
  const Word* words = payload(left);
  Term parent{words[kSubBinaryParent]};
  Word offset = words[kSubBinaryOffset], size = words[kSubBinaryBitSize], end = offset + size;
  bool fits = header_is(parent.header(), BoxedKind::kSharedBinary) &&
              size + bits > kMaxHeapBinaryBytes * 8 && (size & (unit - 1)) == 0 &&
              space.left() >= kSubBinaryWords;
  if (!fits) return kNoTerm;
  SharedBytes* bytes = shared_bytes(parent);
  if (!bytes->claim(end, bits)) return kNoTerm;
  if (((end | bits) & 7) == 0 && bits == 8) {
    bytes->data()[end >> 3] = static_cast<uint8_t>(value);
  } else {
    write_bits(bytes->data(), end, value, bits);
  }
  Word* made = space.take(kSubBinaryWords);
  made[0] = make_header(BoxedKind::kSubBinary, kSubBinaryWords - 1);
  made[1 + kSubBinaryOffset] = offset;
  made[1 + kSubBinaryBitSize] = size + bits;
  made[1 + kSubBinaryParent] = parent.bits;
  return make_boxed(made);
}

}  // namespace

std::optional<Term> append_value(Process& process, Word value, unsigned bits, size_t unit) {
  TermSpace& space = process.heap.space;
  Term left = process.registers->scratch[0];
  Term quick = append_in_place(space, left, value, bits, unit);
  if (quick == kNoTerm) quick = append_to_heap_binary(space, left, value, bits, unit);
  if (quick != kNoTerm) return quick;
  if (!is_bits_of_unit(process.registers->scratch[0], unit)) return kNoTerm;
  std::optional<Append> append = append_to_first(process, bits, 1);
  if (!append) return std::nullopt;
  if (!append->bytes) return kNoTerm;
  write_bits(append->bytes, append->bit, value, bits);
  return append->result;
}

namespace {

struct Pieces {
  uint32_t terms = 0;
  size_t bits = 0;  // of all but the first
  size_t first_bits = 0;
  bool fit = true;
};

Pieces measure_pieces(const Term* scratch, Word pieces) {
  Pieces result;
  for (Word rest = pieces; rest != 0; rest >>= ir::kPieceBits) {
    Word piece = rest & ir::kPieceMask;
    size_t bits = piece & ~Word{ir::kIntegerPiece};
    if ((piece & ir::kIntegerPiece) == 0) {
      Term term = scratch[result.terms++];
      size_t unit = piece == ir::kPieceOfBytes ? 8 : 1;
      if (!is_bits_of_unit(term, unit)) {
        result.fit = false;
        return result;
      }
      bits = bit_size(term);
    }
    (rest == pieces ? result.first_bits : result.bits) += bits;
  }
  result.fit = result.first_bits + result.bits <= kMaxBitstringBits;
  return result;
}

// A new bitstring for all of them, to be written from its start.
std::optional<Append> start_pieces(Process& process, const Pieces& pieces) {
  TermSpace& space = process.heap.space;
  size_t bits = pieces.first_bits + pieces.bits;
  bool room = space.left() >= binary_words(bits) ||
              collect(process, binary_words(bits), {0, 0}, pieces.terms);
  if (!room) return std::nullopt;
  Append made{kNoTerm, nullptr, 0};
  made.bytes = make_bitstring_uninit(bits, space, &made.result);
  return made;
}

}  // namespace

std::optional<Term> join_bits(Process& process, Word pieces) {
  const Term* scratch = process.registers->scratch;
  Pieces measured = measure_pieces(scratch, pieces);
  if (!measured.fit) return kNoTerm;
  bool appends = (pieces & ir::kIntegerPiece) == 0;
  std::optional<Append> made = appends ? append_to_first(process, measured.bits, measured.terms)
                                       : start_pieces(process, measured);
  if (!made) return std::nullopt;
  if (!made->bytes) return kNoTerm;
  const Term* terms = scratch + appends;
  const Term* values = scratch + measured.terms;
  size_t at = made->bit;
  for (Word rest = appends ? pieces >> ir::kPieceBits : pieces; rest != 0;
       rest >>= ir::kPieceBits) {
    if ((rest & ir::kIntegerPiece) != 0) {
      auto bits = static_cast<unsigned>(rest & ir::kPieceMask & ~Word{ir::kIntegerPiece});
      write_bits(made->bytes, at, (values++)->bits, bits);
      at += bits;
    } else {
      BitsView view = bits_view(*terms++);
      copy_bits(made->bytes, at, view);
      at += view.bit_size;
    }
  }
  process.reductions_left -= static_cast<int64_t>(measured.bits >> kReductionShift);
  return made->result;
}

// -- building up to OTP 24

namespace {

bool fail_start(Process& process, const Word* pc, Term reason) {
  if (in_body(pc)) set_error(process, reason);
  return false;
}
// The size operand in bits; false: the exception is set, if there is no fail label.
bool start_bits(Process& process, const Word* pc, size_t* bits) {
  FieldBits field = field_bits(reg(process, part(pc[2], 0)), part(pc[2], 1));
  *bits = field.bits;
  if (field.status == FieldBits::kOk) return true;
  bool large = field.status == FieldBits::kTooLarge;
  return fail_start(process, pc, large ? atoms::kSystemLimit : atoms::kBadarg);
}

// The new bits are set to 0: nothing says that the program fills all of them.
void begin_build(Process& process, const Word* pc, Term binary, size_t bit, size_t bits) {
  zero_bits(bytes_of(binary), bit, bits);
  process.reductions_left -= static_cast<int64_t>(bits >> kReductionShift);
  process.build() = {binary, bit, bit + bits};
  reg_a(process, pc) = binary;
}

}  // namespace

bool start_binary(Process& process, const Word* pc) {
  size_t bits;
  if (!start_bits(process, pc, &bits)) return false;
  size_t words = binary_words(bits) + heap_words_after(pc);
  if (!collect(process, words, safepoint_of(pc[1]))) return false;
  Term binary = kNoTerm;
  if (!make_bitstring_uninit(bits, process.heap.space, &binary)) {
    return fail_start(process, pc, atoms::kSystemLimit);
  }
  begin_build(process, pc, binary, 0, bits);
  return true;
}

bool start_append(Process& process, const Word* pc) {
  size_t bits;
  if (!start_bits(process, pc, &bits)) return false;
  Term left = reg_b(process, pc);
  if (!is_bitstring(left) || !divides(pc[3], bit_size(left))) {
    return fail_start(process, pc, atoms::kBadarg);
  }
  size_t size = bit_size(left);
  if (size + bits > kMaxBitstringBits) return fail_start(process, pc, atoms::kSystemLimit);
  size_t words = append_words(size, bits) + heap_words_after(pc);
  if (!reserve_keeping(process, words, safepoint_of(pc[1]), &left)) return false;
  Append append = append_bits(left, bits, process.heap.space);
  if (!append.bytes) return fail_start(process, pc, atoms::kSystemLimit);
  begin_build(process, pc, append.result, append.bit, bits);
  return true;
}

// The op has no live count, so nothing can be reserved: the box itself grows. The compiler uses it
// only where the old value is dead; for what else holds the box (a sub-binary, a context) the bits
// that it had stay where they were counted from. So the bytes may be replaced only if nobody was
// given bits past this box's own.
bool start_private_append(Process& process, const Word* pc) {
  size_t bits;
  if (!start_bits(process, pc, &bits)) return false;
  Term binary = reg_b(process, pc);
  bool growable = is_boxed_kind(binary, BoxedKind::kSharedBinary) &&
                  !process.vm->literals->contains(binary) &&
                  divides(pc[3], payload(binary)[kSharedBinaryBitSize]);
  if (!growable) return fail_start(process, pc, atoms::kBadarg);
  Word* words = payload(binary);
  size_t size = words[kSharedBinaryBitSize];
  size_t total = size + bits;
  if (total > kMaxBitstringBits) return fail_start(process, pc, atoms::kSystemLimit);
  SharedBytes* shared = shared_bytes(binary);
  if (!shared->claim(size, bits)) {
    if (shared->used_bits.load() != size) return fail_start(process, pc, atoms::kBadarg);
    size_t capacity = std::max(kMinAppendCapacity, (total + 7) / 8 * 2);
    SharedBytes* larger = SharedBytes::allocate(capacity, total);
    if (!larger) return fail_start(process, pc, atoms::kSystemLimit);
    copy_bits(larger->data(), 0, shared->data(), 0, size);
    words[kSharedBinaryBytes] = reinterpret_cast<Word>(larger);
    process.heap.space.off_heap.bytes += capacity;
    shared->release();
  }
  words[kSharedBinaryBitSize] = total;
  begin_build(process, pc, binary, size, bits);
  return true;
}

bool put_segment(Process& process, const Word* pc) {
  auto kind = static_cast<SegmentKind>(pc[1] >> 56);
  Word flags = pc[1] >> 48 & 0xFF;
  Word unit = part(pc[1], 2);
  Term source = reg_a(process, pc);
  BinaryBuild& build = process.build();
  size_t bits = 0;
  if (kind == SegmentKind::kUtf8 || kind == SegmentKind::kUtf16 || kind == SegmentKind::kUtf32) {
    bits = utf_bits(kind, source);
  } else if (flags & kWholeSize) {
    bool fits = is_bitstring(source) && divides(unit, bit_size(source));
    if (!fits) return fail_start(process, pc, atoms::kBadarg);
    bits = bit_size(source);
  } else {
    FieldBits field = field_bits(reg_b(process, pc), unit);
    if (field.status != FieldBits::kOk) return fail_start(process, pc, atoms::kBadarg);
    bits = field.bits;
  }
  if (bits > build.end - build.bit) return fail_start(process, pc, atoms::kBadarg);
  Problem problem = write_field(bytes_of(build.binary), build.bit, bits, kind, flags, source);
  if (problem.what != kNoTerm) return fail_start(process, pc, atoms::kBadarg);
  build.bit += bits;
  return true;
}

bool put_string(Process& process, const Word* pc) {
  BinaryBuild& build = process.build();
  size_t bits = pc[2] * 8;
  if (bits > build.end - build.bit) {
    set_error(process, atoms::kBadarg);
    return false;
  }
  copy_bits(bytes_of(build.binary), build.bit, reinterpret_cast<const uint8_t*>(pc[1]), 0, bits);
  build.bit += bits;
  return true;
}

bool add_sizes(Process& process, const Word* pc, Term a, Term b, Term* result) {
  auto is_count = [](Term t) {
    return t.is_small() ? t.small_value() >= 0 : is_big(t) && !is_big_negative(t);
  };
  if (!is_count(a) || !is_count(b)) return fail_start(process, pc, atoms::kBadarg);
  FieldBits added = field_bits(b, part(pc[1], 2));
  if (!a.is_small() || added.status != FieldBits::kOk ||
      a.small_value() > static_cast<int64_t>(kMaxBitstringBits)) {
    return fail_start(process, pc, atoms::kSystemLimit);
  }
  *result = make_small(a.small_value() + static_cast<int64_t>(added.bits));
  return true;
}

bool init_writable(Process& process, uint32_t frame_words, bool to_grow_in_place) {
  constexpr size_t kMostAtFirst = size_t{1} << 16;
  Term* x = process.registers->x;
  size_t capacity = kMinAppendCapacity;
  if (x[0].is_small() && x[0].small_value() > 0) {
    capacity = std::clamp(static_cast<size_t>(x[0].small_value()), capacity, kMostAtFirst);
  }
  SafepointWord at{0, frame_words};
  if (!collect(process, kSharedBinaryWords, at)) return false;
  if (!to_grow_in_place) {
    x[0] = make_binary(std::span<const uint8_t>{}, process.heap.space);
    return true;
  }
  SharedBytes* bytes = SharedBytes::allocate(capacity, 0);
  if (!bytes) {
    set_error(process, atoms::kSystemLimit);
    return false;
  }
  x[0] = link_shared_binary(bytes, 0, process.heap.space);
  return true;
}

}  // namespace linac
