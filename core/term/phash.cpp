// erlang:phash: the hash before phash2, which programs keep in files and which sets of the first
// kind (sets:new/0 until OTP 27) are ordered by. A sum that each part multiplies by a prime of its
// kind: where OTP takes parts together or apart counts, so it is all here:
//  - integers go by the bytes of their magnitude, the lowest first, at least four and always a
//    multiple of four; the sign comes last;
//  - bytes in lists are added as they are, other elements as terms; the end of a list is a part;
//  - a tuple's size comes behind its elements.
#include <vector>

#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/bits.h"
#include "core/term/hash.h"
#include "core/term/identity.h"
#include "core/term/map.h"

namespace linac {
namespace {

// Primes, in the order of OTP's numbering.
constexpr uint32_t kPrime[] = {0,         268440163, 268439161, 268435459, 268436141,
                               268438633, 268437017, 268438039, 268437511, 268439627,
                               268440479, 268440577, 268440581, 268440593, 268440611};

// Entries of the stack that are no terms: the word above belongs to them.
enum class Mark : Word { kTail = 1, kListEnd = 2, kTupleEnd = 3 };
constexpr Word mark_word(Mark mark) { return static_cast<Word>(mark) << 3 | kTagHeader; }

class OldHash {
 public:
  explicit OldHash(const AtomTable& atoms) : atoms_(atoms) {}

  uint32_t run(Term term) {
    step(term);
    while (!later_.empty() && !walk_.gives_up()) {
      Term next{later_.pop()};
      if (next.is_header()) {
        end(static_cast<Mark>(next.bits >> 3));
      } else {
        step(next);
      }
    }
    return hash_;
  }

 private:
  void add(uint32_t value, uint32_t prime) { hash_ = hash_ * prime + value; }
  void add_name(Term atom) { add(atom_hash(atoms_, atom), kPrime[1]); }
  void add_bytes(uint32_t value, uint32_t prime) {
    for (int shift = 0; shift < 32; shift += 8) add(value >> shift & 0xFF, prime);
  }
  // Eight bytes, or four where the others are 0.
  void add_short(uint64_t value, uint32_t prime) {
    add_bytes(static_cast<uint32_t>(value), prime);
    if (value >> 32 != 0) add_bytes(static_cast<uint32_t>(value >> 32), prime);
  }
  void add_identity(uint64_t value, uint32_t prime, uint32_t last) {
    add_short(value, prime);
    hash_ *= last;
  }

  void end(Mark mark) {
    switch (mark) {
      case Mark::kTail: {
        Term tail{later_.pop()};
        if (tail.is_cons()) return step_list(tail);
        later_.push(mark_word(Mark::kListEnd));
        return step(tail);
      }
      case Mark::kListEnd: hash_ *= kPrime[8]; return;
      case Mark::kTupleEnd: return add(static_cast<uint32_t>(later_.pop()), kPrime[9]);
    }
    VM_UNREACHABLE();
  }

  void step(Term term) {
    if (term.is_cons()) return step_list(term);
    if (term.is_boxed()) return step_boxed(term);
    if (term.is_self_float()) return step_float(self_float_value(term));
    if (term.is_atom()) return add_name(term);
    if (term.is_nil()) return add(1, kPrime[3]);
    if (term.is_local_pid()) return step_pid(packed_pid(term));
    if (term.is_local_port()) return step_port(packed_port(term));
    VM_CHECK(term.is_small());
    uint64_t bits = static_cast<uint64_t>(term.small_value());
    bool negative = term.small_value() < 0;
    add_short(negative ? -bits : bits, kPrime[2]);
    hash_ *= sign_prime(negative);
  }

  static uint32_t sign_prime(bool negative) { return kPrime[negative ? 4 : 3]; }
  static bool is_byte(Term t) { return t.is_small() && t.bits < 256u << kSmallShift; }

  void step_pid(Word packed) { add_identity(packed_pid_number(packed), kPrime[5], kPrime[6]); }
  void step_port(Word packed) { add_identity(packed, kPrime[9], kPrime[10]); }

  void step_float(double value) {
    uint64_t bits = value == 0 ? 0 : std::bit_cast<uint64_t>(value);
    add(static_cast<uint32_t>(bits >> 32) ^ static_cast<uint32_t>(bits), kPrime[6]);
  }

  void step_list(Term list) {
    for (; list.is_cons() && is_byte(list.head()); list = list.tail()) {
      add(static_cast<uint32_t>(list.head().small_value()), kPrime[2]);
    }
    Term tail = list.is_cons() ? list.tail() : list;
    later_.push(tail.bits);
    later_.push(mark_word(Mark::kTail));
    if (list.is_cons()) later_.push(list.head().bits);
  }

  void step_tuple(const Word* elements, size_t size) {
    later_.push(size);
    later_.push(mark_word(Mark::kTupleEnd));
    for (size_t i = size; i > 0; i--) later_.push(elements[i - 1]);
  }

  void step_big(const Word* digits, size_t size, bool negative) {
    for (size_t i = 0; i + 1 < size; i++) {
      add_bytes(static_cast<uint32_t>(digits[i]), kPrime[2]);
      add_bytes(static_cast<uint32_t>(digits[i] >> 32), kPrime[2]);
    }
    add_short(digits[size - 1], kPrime[2]);
    hash_ *= sign_prime(negative);
  }

  void step_bits(Term bitstring) {
    BitsView view = bits_view(bitstring);
    std::vector<uint8_t> copy;
    const uint8_t* bytes = view.byte_aligned() ? view.data() : aligned_bytes(view, copy).data();
    size_t size = view.byte_size();
    for (size_t i = 0; i < size; i++) add(bytes[i], kPrime[1]);
    uint32_t rest = view.bit_size & 7;
    if (rest != 0) {
      add(uint32_t{bytes[size]} >> (8 - rest), kPrime[1]);
      add(rest, kPrime[12]);
    }
    add(static_cast<uint32_t>(size), kPrime[4]);
  }

  void step_closure(Term closure) {
    const FunIdentity& fun = fun_identity(closure);
    size_t captured = boxed_size(closure) - 1;
    add(static_cast<uint32_t>(captured), kPrime[10]);
    add_name(fun.module);
    add(fun.index, kPrime[2]);
    add(fun.old_unique, kPrime[2]);
    for (size_t i = captured; i > 0; i--) later_.push(payload(closure)[i]);
  }

  void step_boxed(Term term) {
    Word header = term.header();
    size_t size = header_size(header);
    const Word* words = payload(term);
    switch (header_kind(header)) {
      case BoxedKind::kTuple: return step_tuple(words, size);
      case BoxedKind::kBigPositive:
      case BoxedKind::kBigNegative:
        return step_big(words, size, header_is(header, BoxedKind::kBigNegative));
      case BoxedKind::kFloat: return step_float(float_value(term));
      case BoxedKind::kFlatMap:
      case BoxedKind::kTrieMap:
      case BoxedKind::kRecord: return add(kPrime[14] + phash2_full(atoms_, term), kPrime[13]);
      case BoxedKind::kClosure: return step_closure(term);
      case BoxedKind::kExternalFun: {
        const ExportIdentity& fun = export_identity(term);
        add(fun.arity, kPrime[11]);
        add_name(fun.module);
        return add_name(fun.function);
      }
      case BoxedKind::kHeapBinary:
      case BoxedKind::kSharedBinary:
      case BoxedKind::kSubBinary: return step_bits(term);
      case BoxedKind::kReference:
      case BoxedKind::kResource:
      case BoxedKind::kExternalReference:
        return add_identity(static_cast<uint32_t>(words[0]), kPrime[9], kPrime[10]);
      case BoxedKind::kExternalPid: return step_pid(words[0]);
      case BoxedKind::kExternalPort: return step_port(words[0]);
      case BoxedKind::kTrieNode:
      case BoxedKind::kTrieCollision:
      case BoxedKind::kMatchContext: break;  // no terms of any program
    }
    VM_UNREACHABLE();
  }

  const AtomTable& atoms_;
  uint32_t hash_ = 0;
  InlineStack<Word, 64> later_;
  LongWalk walk_;
};

}  // namespace

uint32_t phash(const AtomTable& atoms, Term term) { return OldHash(atoms).run(term); }

}  // namespace linac
