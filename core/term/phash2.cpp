// erlang:phash2: Bob Jenkins' hash of 1997 over a walk of the term that OTP's documentation
// promises never to change, so every constant and every oddity of the order counts:
//  - the running hash of what came before goes into each next part, except in the pairs of maps,
//    which are hashed each for itself and joined by xor, so that their order does not matter;
//  - the first part of a term that is an atom or [] is not mixed when the hash is still 0;
//  - runs of bytes at the heads of a list are taken four at a time.
#include <array>
#include <vector>

#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/bits.h"
#include "core/term/hash.h"
#include "core/term/identity.h"
#include "core/term/map.h"

namespace linac {
namespace {

constexpr uint32_t kGolden = 0x9E3779B9;
// What keeps kinds of parts apart: multiples of kGolden.
constexpr uint32_t salt(uint32_t n) { return kGolden * n; }
constexpr uint32_t kSaltInteger = salt(1);
constexpr uint32_t kSaltNil = salt(2);
constexpr uint32_t kSaltAtom = salt(3);
constexpr uint32_t kSaltBytes = salt(4);
constexpr uint32_t kSaltPid = salt(5);
constexpr uint32_t kSaltPort = salt(6);
constexpr uint32_t kSaltReference = salt(7);
constexpr uint32_t kSaltTuple = salt(9);
constexpr uint32_t kSaltNegative = salt(10);
constexpr uint32_t kSaltPositive = salt(11);
constexpr uint32_t kSaltFloat = salt(12);
constexpr uint32_t kSaltBinary = salt(13);
constexpr uint32_t kSaltExport = salt(14);
constexpr uint32_t kSaltLastBits = salt(15);
constexpr uint32_t kSaltMap = salt(16);
constexpr uint32_t kSaltPairs = salt(19);
constexpr uint32_t kSaltRecord = salt(23);
constexpr uint32_t kNilAlone = 3468870702;
constexpr uint32_t kNilNumber = 2;
constexpr int64_t kSmallest28 = -(1 << 27);
constexpr int64_t kLargest28 = (1 << 27) - 1;

struct Jenkins {
  uint32_t a, b, c;

  void mix() {
    a = (a - b - c) ^ c >> 13;
    b = (b - c - a) ^ a << 8;
    c = (c - a - b) ^ b >> 13;
    a = (a - b - c) ^ c >> 12;
    b = (b - c - a) ^ a << 16;
    c = (c - a - b) ^ b >> 5;
    a = (a - b - c) ^ c >> 3;
    b = (b - c - a) ^ a << 10;
    c = (c - a - b) ^ b >> 15;
  }
};

uint32_t hash_two(uint32_t hash, uint32_t first, uint32_t second, uint32_t salt) {
  Jenkins state{salt + first, salt + second, hash};
  state.mix();
  return state.c;
}

uint32_t load32(const uint8_t* p) {
  return p[0] | uint32_t{p[1]} << 8 | uint32_t{p[2]} << 16 | uint32_t{p[3]} << 24;
}

uint32_t hash_block(const uint8_t* bytes, size_t size, uint32_t initial) {
  Jenkins state{kGolden, kGolden, initial};
  size_t left = size;
  for (; left >= 12; bytes += 12, left -= 12) {
    state.a += load32(bytes);
    state.b += load32(bytes + 4);
    state.c += load32(bytes + 8);
    state.mix();
  }
  state.c += static_cast<uint32_t>(size);  // in its lowest byte; the last bytes go above it
  uint32_t* parts[] = {&state.a, &state.b, &state.c};
  for (size_t i = 0; i < left; i++) {
    size_t place = i < 8 ? i : i + 1;
    *parts[place / 4] += uint32_t{bytes[i]} << 8 * (place % 4);
  }
  state.mix();
  return state.c;
}

// P. J. Weinberger's hash of the characters of the name; those past Latin-1 count as UTF-8 bytes.
uint32_t hash_name(std::string_view text) {
  uint32_t hash = 0;
  for (size_t i = 0; i < text.size(); i++) {
    uint8_t byte = static_cast<uint8_t>(text[i]);
    if (i + 1 < text.size() && (byte & 0xFE) == 0xC2 && (text[i + 1] & 0xC0) == 0x80) {
      byte = static_cast<uint8_t>(byte << 6 | (text[++i] & 0x3F));
    }
    hash = (hash << 4) + byte;
    uint32_t high = hash & 0xF0000000;
    if (high != 0) hash ^= high >> 24 ^ high;
  }
  return hash;
}

// Entries of the stack that are no terms.
enum class Mark : Word { kMapEnd = 1, kPairEnd = 2 };
constexpr Word mark_word(Mark mark) { return static_cast<Word>(mark) << 3 | kTagHeader; }

class PortableHash {
 public:
  explicit PortableHash(const AtomTable& atoms) : atoms_(atoms) {}

  uint32_t run(Term term) {
    for (;;) {
      step(term);
      do {
        if (later_.empty() || walk_.gives_up()) return hash_;
        term = Term{later_.pop()};
      } while (term.is_header() && end(static_cast<Mark>(term.bits >> 3)));
    }
  }

 private:
  void add(uint32_t value, uint32_t salt) { hash_ = hash_two(hash_, value, 0, salt); }
  void add_two(uint32_t first, uint32_t second, uint32_t salt) {
    hash_ = hash_two(hash_, first, second, salt);
  }
  void add_wide(uint64_t value, uint32_t salt) {
    add_two(static_cast<uint32_t>(value), static_cast<uint32_t>(value >> 32), salt);
  }
  void later(const Word* words, size_t count) {  // the first is taken first
    while (count > 0) later_.push(words[--count]);
  }
  uint32_t name(Term atom) const { return hash_name(atoms_.text(atom)); }

  bool end(Mark mark) {
    switch (mark) {
      case Mark::kPairEnd:
        pairs_ ^= hash_;
        hash_ = 0;
        return true;
      case Mark::kMapEnd:
        hash_ = static_cast<uint32_t>(later_.pop());
        add(pairs_, kSaltPairs);
        pairs_ = static_cast<uint32_t>(later_.pop());
        return true;
    }
    VM_UNREACHABLE();
  }

  void step(Term term) {
    if (term.is_cons()) return step_list(term);
    if (term.is_boxed()) return step_boxed(term);
    if (term.is_small()) return step_small(term.small_value());
    if (term.is_self_float()) return step_float(self_float_value(term));
    if (term.is_atom()) {
      if (hash_ == 0) {
        hash_ = name(term);
      } else {
        add(name(term), kSaltAtom);
      }
    } else if (term.is_nil()) {
      if (hash_ == 0) {
        hash_ = kNilAlone;
      } else {
        add(kNilNumber, kSaltNil);
      }
    } else if (term.is_local_pid()) {
      add(packed_pid_number(packed_pid(term)), kSaltPid);
    } else {
      VM_CHECK(term.is_local_port());
      add_wide(packed_port(term), kSaltPort);
    }
  }

  void step_small(int64_t value) {
    if (value < kSmallest28 || value > kLargest28) {
      uint64_t bits = static_cast<uint64_t>(value);
      return value < 0 ? add_wide(-bits, kSaltNegative) : add_wide(bits, kSaltPositive);
    }
    uint32_t bits = static_cast<uint32_t>(value);
    if (value < 0) add(-bits, kSaltInteger);
    add(bits, kSaltInteger);
  }

  void step_float(double value) {
    uint64_t bits = value == 0 ? 0 : std::bit_cast<uint64_t>(value);
    add_two(static_cast<uint32_t>(bits >> 32), static_cast<uint32_t>(bits), kSaltFloat);
  }

  static bool is_byte(Term t) { return t.is_small() && t.bits < 256u << kSmallShift; }

  void step_list(Term list) {
    uint32_t bytes = 0;
    int count = 0;
    while (list.is_cons() && is_byte(list.head())) {
      bytes = bytes << 8 | static_cast<uint32_t>(list.head().small_value());
      if (++count == 4) {
        add(bytes, kSaltBytes);
        count = 0;
        bytes = 0;
      }
      list = list.tail();
    }
    if (count > 0) add(bytes, kSaltBytes);
    if (list.is_cons()) {
      later(list.cell(), 2);
    } else {
      later_.push(list.bits);
    }
  }

  void step_bits(Term bitstring) {
    BitsView view = bits_view(bitstring);
    uint32_t initial = kSaltBinary + hash_;
    if (view.bit_size == 0) {
      hash_ = initial;
      return;
    }
    std::vector<uint8_t> copy;
    const uint8_t* bytes = view.byte_aligned() ? view.data() : aligned_bytes(view, copy).data();
    size_t size = static_cast<uint32_t>(view.byte_size());  // OTP takes 32 bits of it
    hash_ = hash_block(bytes, size, initial);
    uint32_t rest = view.bit_size & 7;
    if (rest != 0) add_two(rest, uint32_t{bytes[size]} >> (8 - rest), kSaltLastBits);
  }

  void step_map(Term map) {
    add(static_cast<uint32_t>(map_size(map)), kSaltMap);
    if (map_size(map) == 0) return;
    later_.push(pairs_);
    later_.push(hash_);
    later_.push(mark_word(Mark::kMapEnd));
    hash_ = 0;
    pairs_ = 0;
    for (MapIterator it(map); it.next();) {
      later_.push(mark_word(Mark::kPairEnd));
      later_.push(it.value().bits);
      later_.push(it.key().bits);
    }
  }

  // OTP hashes the fields in the order of its atom table, so its hash of a record differs from run
  // to run. This one does not.
  void step_record(Term record) {
    Term definition = record_definition(record);
    size_t fields = record_field_count(record);
    for (size_t i = 0; i < tuple_arity(definition); i++) {
      add_two(static_cast<uint32_t>(fields), name(tuple_element(definition, i)), kSaltRecord);
    }
    later(payload(record) + 1, fields);
  }

  void step_closure(Term closure) {
    const FunIdentity& fun = fun_identity(closure);
    size_t captured = boxed_size(closure) - 1;
    add_two(static_cast<uint32_t>(captured), name(fun.module), kSaltInteger);
    add_two(fun.index, fun.old_unique, kSaltInteger);
    later(payload(closure) + 1, captured);
  }

  void step_boxed(Term term) {
    Word header = term.header();
    size_t size = header_size(header);
    const Word* words = payload(term);
    switch (header_kind(header)) {
      case BoxedKind::kTuple:
        add(static_cast<uint32_t>(size), kSaltTuple);
        return later(words, size);
      case BoxedKind::kBigPositive:
      case BoxedKind::kBigNegative: {
        bool negative = header_is(header, BoxedKind::kBigNegative);
        for (size_t i = 0; i < size; i++) {
          add_wide(words[i], negative ? kSaltNegative : kSaltPositive);
        }
        return;
      }
      case BoxedKind::kFloat: return step_float(float_value(term));
      case BoxedKind::kFlatMap:
      case BoxedKind::kTrieMap: return step_map(term);
      case BoxedKind::kClosure: return step_closure(term);
      case BoxedKind::kExternalFun: {
        const ExportIdentity& fun = export_identity(term);
        add_two(fun.arity, name(fun.module), kSaltInteger);
        return add(name(fun.function), kSaltExport);
      }
      case BoxedKind::kHeapBinary:
      case BoxedKind::kSharedBinary:
      case BoxedKind::kSubBinary: return step_bits(term);
      case BoxedKind::kReference:
      case BoxedKind::kResource:
      case BoxedKind::kExternalReference:
        return add(static_cast<uint32_t>(words[0]), kSaltReference);
      case BoxedKind::kExternalPid: return add(packed_pid_number(words[0]), kSaltPid);
      case BoxedKind::kExternalPort: return add_wide(words[0], kSaltPort);
      case BoxedKind::kRecord: return step_record(term);
      case BoxedKind::kTrieNode:
      case BoxedKind::kTrieCollision:
      case BoxedKind::kMatchContext: break;  // no terms of any program
    }
    VM_UNREACHABLE();
  }

  const AtomTable& atoms_;
  uint32_t hash_ = 0;
  uint32_t pairs_ = 0;
  InlineStack<Word, 64> later_;
  LongWalk walk_;
};

}  // namespace

uint32_t phash2_full(const AtomTable& atoms, Term term) { return PortableHash(atoms).run(term); }

uint32_t atom_hash(const AtomTable& atoms, Term atom) { return hash_name(atoms.text(atom)); }

}  // namespace linac
