// erlang:phash: each part of the term, in the order of a walk, is a digit of a number to a base that
// is a prime of its kind (modulo 2^32). OTP promises that its values never change, and the order of
// what `sets` and `dict` list follows from them.
#include <vector>

#include "core/base/inline_stack.h"
#include "core/term/bits.h"
#include "core/term/hash.h"
#include "core/term/identity.h"
#include "core/term/map.h"

namespace linac {
namespace {

// Bases: the primes from 2^28 on that OTP chose.
constexpr uint32_t kBaseName = 268440163;
constexpr uint32_t kBaseByte = 268439161;
constexpr uint32_t kBasePositive = 268435459;  // also of []
constexpr uint32_t kBaseNegative = 268436141;  // also of binaries
constexpr uint32_t kBasePid = 268438633;
constexpr uint32_t kBasePidEnd = 268437017;  // also of floats
constexpr uint32_t kBaseListEnd = 268437511;
constexpr uint32_t kBaseTuple = 268439627;  // also of references and ports
constexpr uint32_t kBaseClosure = 268440479;
constexpr uint32_t kBaseExport = 268440577;
constexpr uint32_t kBaseLastBits = 268440581;
constexpr uint32_t kBaseMap = 268440593;
constexpr uint32_t kMapAdds = 268440611;

// Entries of the stack that are no terms; a tuple's arity stands above the mark.
enum class Mark : Word { kListEnd = 1, kTail = 2, kTuple = 3 };
constexpr int kMarkBits = 2;
constexpr Word mark_word(Mark mark, Word value = 0) {
  return (value << kMarkBits | static_cast<Word>(mark)) << 3 | kTagHeader;
}

class OldHash {
 public:
  explicit OldHash(const AtomTable& atoms) : atoms_(atoms) {}

  uint32_t run(Term term) {
    for (;;) {
      step(term);
      do {
        if (later_.empty()) return hash_;
        term = Term{later_.pop()};
      } while (term.is_header() && end(term.bits >> 3, &term));
    }
  }

 private:
  void add(uint32_t base, uint32_t digit) { hash_ = hash_ * base + digit; }
  void add_bytes(uint64_t value, int bytes, uint32_t base) {
    for (; bytes > 0; bytes--, value >>= 8) add(base, value & 0xFF);
  }
  void name(Term atom) { add(kBaseName, hash_name(atoms_.text(atom))); }
  void later(const Word* words, size_t count) {  // the first is taken first
    while (count > 0) later_.push(words[--count]);
  }

  // Whether nothing is left to do here; else `next` is the term to go on with.
  bool end(Word entry, Term* next) {
    switch (static_cast<Mark>(entry & ((1 << kMarkBits) - 1))) {
      case Mark::kListEnd: hash_ *= kBaseListEnd; return true;
      case Mark::kTuple: add(kBaseTuple, static_cast<uint32_t>(entry >> kMarkBits)); return true;
      case Mark::kTail:
        *next = Term{later_.pop()};
        if (!next->is_cons()) later_.push(mark_word(Mark::kListEnd));
        return false;
    }
    VM_UNREACHABLE();
  }

  void step(Term term) {
    if (term.is_cons()) return step_list(term);
    if (term.is_boxed()) return step_boxed(term);
    if (term.is_small()) return step_integer(term.small_value());
    if (term.is_self_float()) return step_float(self_float_value(term));
    if (term.is_atom()) return name(term);
    if (term.is_nil()) return add(kBasePositive, 1);
    if (term.is_local_pid()) return step_pid(packed_pid(term));
    VM_CHECK(term.is_local_port());
    step_port(packed_port(term));
  }

  static bool is_byte(Term t) { return t.is_small() && t.bits < 256u << kSmallShift; }

  void step_list(Term list) {
    for (; is_byte(list.head()); list = list.tail()) {
      add(kBaseByte, static_cast<uint32_t>(list.head().small_value()));
      if (list.tail().is_cons()) continue;
      later_.push(mark_word(Mark::kListEnd));
      later_.push(list.tail().bits);
      return;
    }
    later_.push(list.tail().bits);
    later_.push(mark_word(Mark::kTail));
    later_.push(list.head().bits);
  }

  void step_integer(int64_t value) {
    uint64_t bits = static_cast<uint64_t>(value);
    step_magnitude(value < 0 ? -bits : bits);
    hash_ *= value < 0 ? kBaseNegative : kBasePositive;
  }
  void step_magnitude(uint64_t value) { add_bytes(value, value >> 32 ? 8 : 4, kBaseByte); }

  void step_float(double value) {
    uint64_t bits = value == 0 ? 0 : std::bit_cast<uint64_t>(value);
    add(kBasePidEnd, static_cast<uint32_t>(bits >> 32 ^ bits));
  }

  void step_pid(Word packed) {
    add_bytes(packed_pid_number(packed), 4, kBasePid);
    hash_ *= kBasePidEnd;
  }
  void step_port(Word packed) {
    if (packed >> 32) add_bytes(packed >> 32, 4, kBaseExport);
    add_bytes(packed, 4, kBaseTuple);
    hash_ *= kBaseClosure;
  }

  void step_bits(Term bitstring) {
    BitsView view = bits_view(bitstring);
    std::vector<uint8_t> copy;
    const uint8_t* bytes = view.byte_aligned() ? view.data() : aligned_bytes(view, copy).data();
    size_t size = view.byte_size();
    for (size_t i = 0; i < size; i++) add(kBaseName, bytes[i]);
    uint32_t rest = view.bit_size & 7;
    if (rest != 0) {
      add(kBaseName, uint32_t{bytes[size]} >> (8 - rest));
      add(kBaseLastBits, rest);
    }
    add(kBaseNegative, static_cast<uint32_t>(size));
  }

  void step_boxed(Term term) {
    Word header = term.header();
    size_t size = header_size(header);
    const Word* words = payload(term);
    switch (header_kind(header)) {
      case BoxedKind::kTuple: later_.push(mark_word(Mark::kTuple, size)); return later(words, size);
      case BoxedKind::kBigPositive:
      case BoxedKind::kBigNegative: {
        for (size_t i = 0; i + 1 < size; i++) add_bytes(words[i], 8, kBaseByte);
        step_magnitude(words[size - 1]);
        hash_ *= header_is(header, BoxedKind::kBigNegative) ? kBaseNegative : kBasePositive;
        return;
      }
      case BoxedKind::kFloat: return step_float(float_value(term));
      case BoxedKind::kFlatMap:
      case BoxedKind::kTrieMap: return add(kBaseMap, kMapAdds + phash2_full(atoms_, term));
      case BoxedKind::kClosure: {
        const FunIdentity& fun = fun_identity(term);
        size_t captured = boxed_size(term) - 1;
        add(kBaseClosure, static_cast<uint32_t>(captured));
        name(fun.module);
        add(kBaseByte, fun.index);
        add(kBaseByte, fun.old_unique);
        return later(words + 1, captured);
      }
      case BoxedKind::kExternalFun: {
        const ExportIdentity& fun = export_identity(term);
        add(kBaseExport, fun.arity);
        name(fun.module);
        return name(fun.function);
      }
      case BoxedKind::kHeapBinary:
      case BoxedKind::kSharedBinary:
      case BoxedKind::kSubBinary: return step_bits(term);
      case BoxedKind::kReference:
      case BoxedKind::kResource:
      case BoxedKind::kExternalReference:
        add_bytes(words[0], 4, kBaseTuple);
        hash_ *= kBaseClosure;
        return;
      case BoxedKind::kExternalPid: return step_pid(words[0]);
      case BoxedKind::kExternalPort: return step_port(words[0]);
      case BoxedKind::kRecord: return add(kBaseMap, phash2_full(atoms_, term));
      case BoxedKind::kTrieNode:
      case BoxedKind::kTrieCollision:
      case BoxedKind::kMatchContext: break;  // no terms of any program
    }
    VM_UNREACHABLE();
  }

  const AtomTable& atoms_;
  uint32_t hash_ = 0;
  InlineStack<Word, 64> later_;
};

}  // namespace

uint32_t phash_full(const AtomTable& atoms, Term term) { return OldHash(atoms).run(term); }

}  // namespace linac
