// The hash of map keys. A term is hashed word by word in one pass over its structure (spans and a
// stack as in equal.cpp) into 64 bits by wide multiplication; the high half of the result counts.
#include "core/term/hash.h"

#include <vector>

#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/bits.h"
#include "core/term/identity.h"

namespace linac {
namespace {

// Odd numbers with no structure (digits of pi and e), and one for each type so that types differ.
constexpr uint64_t kMultiplier = 0x243F6A8885A308D3;
constexpr uint64_t kBytesMultiplier = 0xB7E151628AED2A6B;
constexpr uint64_t kSeed = 0x13198A2E03707345;

enum Salt : uint64_t {
  kSaltImmediate = 0x452821E638D01377,
  kSaltAtom = 0xBE5466CF34E90C6D,
  kSaltCons = 0xC0AC29B7C97C50DD,
  kSaltBox = 0x3F84D5B5B5470917,
  kSaltBits = 0x9216D5D98979FB1B,
};

__extension__ typedef unsigned __int128 Uint128;

// Both halves of a product depend on all bits of both factors.
uint64_t fold(uint64_t a, uint64_t b) {
  Uint128 product = static_cast<Uint128>(a) * b;
  return static_cast<uint64_t>(product >> 64) ^ static_cast<uint64_t>(product);
}
uint64_t mix(uint64_t hash, uint64_t value) { return fold(hash ^ value, kMultiplier) + value; }

uint64_t load64(const uint8_t* p) {
  uint64_t value;
  std::memcpy(&value, p, sizeof value);
  return value;
}
uint64_t load32(const uint8_t* p) {
  uint32_t value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

uint64_t hash_bytes(uint64_t hash, const uint8_t* bytes, size_t size) {
  hash = mix(hash, size);
  for (; size >= 16; bytes += 16, size -= 16) {
    hash = fold(load64(bytes) ^ kBytesMultiplier, load64(bytes + 8) ^ hash);
  }
  // The rest, in loads that may overlap; the size has been mixed in.
  uint64_t first = 0;
  uint64_t second = 0;
  if (size >= 8) {
    first = load64(bytes);
    second = load64(bytes + size - 8);
  } else if (size >= 4) {
    first = load32(bytes);
    second = load32(bytes + size - 4);
  } else if (size > 0) {
    first = uint64_t{bytes[0]} << 16 | uint64_t{bytes[size / 2]} << 8 | bytes[size - 1];
  }
  return fold(first ^ kBytesMultiplier, second ^ hash) ^ hash;
}

uint64_t hash_bits(uint64_t hash, Term bitstring) {
  BitsView view = bits_view(bitstring);
  hash = mix(hash, kSaltBits);
  if (view.byte_aligned() && view.is_binary()) {
    return hash_bytes(hash, view.data(), view.byte_size());
  }
  std::vector<uint8_t> copy;
  std::span<const uint8_t> bytes = aligned_bytes(view, copy);
  if (!view.is_binary()) hash = mix(hash, view.bit_size);
  return hash_bytes(hash, bytes.data(), bytes.size());
}

struct Span {
  const Word* words;
  size_t left;
};

class Hasher {
 public:
  explicit Hasher(const AtomTable& atoms) : atoms_(atoms) {}

  uint64_t run(Term term) {
    now_ = {&term.bits, 1};
    for (;;) {
      while (now_.left != 0) {
        Term next{*now_.words++};
        now_.left--;
        step(next);
      }
      if (later_.empty() || walk_.gives_up()) return hash_;
      now_ = later_.pop();
    }
  }

 private:
  void descend(const Word* words, size_t count) {
    if (now_.left != 0) later_.push(now_);
    now_ = {words, count};
  }
  void add(uint64_t value) { hash_ = mix(hash_, value); }
  void add_raw(const Word* words, size_t count) {
    for (size_t i = 0; i < count; i++) add(words[i]);
  }
  void add_atom(Term atom) { hash_ = mix(hash_ ^ kSaltAtom, atoms_.hash(atom)); }

  void step(Term term) {
    if (term.is_cons()) {
      add(kSaltCons);
      descend(term.cell(), 2);
    } else if (term.is_boxed()) {
      step_boxed(term);
    } else if (term.is_atom()) {
      add_atom(term);
    } else {
      hash_ = mix(hash_ ^ kSaltImmediate, term.bits);
    }
  }

  void step_boxed(Term term) {
    Word header = term.header();
    size_t size = header_size(header);
    const Word* words = payload(term);
    if (!is_bitstring(term)) add(kSaltBox + static_cast<uint64_t>(header_kind(header)));
    switch (header_kind(header)) {
      case BoxedKind::kTuple:
      case BoxedKind::kRecord:
      case BoxedKind::kTrieCollision: add(size); return descend(words, size);
      case BoxedKind::kBigPositive:
      case BoxedKind::kBigNegative:
      case BoxedKind::kFloat: return add_raw(words, size);
      case BoxedKind::kFlatMap:
        add(size);
        descend(words + 1, size - 1);
        return descend(payload(Term{words[0]}), size - 1);
      case BoxedKind::kTrieMap: add(words[0]); return descend(words + 1, 1);
      case BoxedKind::kTrieNode: add(words[0]); return descend(words + 1, size - 1);
      case BoxedKind::kClosure: {
        const FunIdentity& fun = fun_identity(term);
        add_atom(fun.module);
        add(uint64_t{fun.index} << 32 | fun.old_unique);
        add(size);
        return descend(words + 1, size - 1);
      }
      case BoxedKind::kExternalFun: {
        const ExportIdentity& fun = export_identity(term);
        add_atom(fun.module);
        add_atom(fun.function);
        return add(fun.arity);
      }
      case BoxedKind::kHeapBinary:
      case BoxedKind::kSharedBinary:
      case BoxedKind::kSubBinary: hash_ = hash_bits(hash_, term); return;
      case BoxedKind::kReference:
      case BoxedKind::kResource: return add_raw(words, kLocalReferenceNumberWords);
      case BoxedKind::kExternalPid:
      case BoxedKind::kExternalPort:
      case BoxedKind::kExternalReference: {
        NodeIdentity node = external_node(term);
        add_raw(words, kBoxedRawWords[static_cast<size_t>(header_kind(header))]);
        add(node.creation.bits);
        return add_atom(node.node);
      }
      case BoxedKind::kMatchContext: break;  // no terms of any program
    }
    VM_UNREACHABLE();
  }

  const AtomTable& atoms_;
  uint64_t hash_ = kSeed;
  Span now_{};
  InlineStack<Span, 16> later_;
  LongWalk walk_;
};

}  // namespace

uint32_t map_hash_of_atom(std::string_view text) {
  auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  return static_cast<uint32_t>(hash_bytes(kSeed ^ kSaltAtom, bytes, text.size()) >> 32);
}

namespace {

// What Hasher makes of lists and tuples of immediate terms, as many keys are, without a stack. `is_plain` is false when
// these are others.
struct PlainHash {
  const AtomTable& atoms;
  uint64_t hash = kSeed;
  bool is_plain = true;

  void add(Term term) {
    if (term.is_atom()) {
      hash = mix(hash ^ kSaltAtom, atoms.hash(term));
    } else {
      hash = mix(hash ^ kSaltImmediate, term.bits);
      is_plain &= !term.is_pointer();
    }
  }
  void add_list(Term list) {
    for (; is_plain && list.is_cons(); list = list.tail()) {
      hash = mix(hash, kSaltCons);
      add(list.head());
    }
    add(list);
  }
  void add_tuple(Term tuple) {
    size_t size = boxed_size(tuple);
    hash = mix(hash, kSaltBox + static_cast<uint64_t>(BoxedKind::kTuple));
    hash = mix(hash, size);
    for (size_t i = 0; is_plain && i < size; ++i) add(payload_term(tuple, i));
  }
};

}  // namespace

uint32_t map_hash_slow(const AtomTable& atoms, Term term) {
  if (term.is_immediate()) return immediate_hash(term);
  if (term.is_boxed() && is_bitstring(term)) {
    return static_cast<uint32_t>(hash_bits(kSeed, term) >> 32);
  }
  PlainHash plain{atoms};
  if (term.is_cons()) {
    plain.add_list(term);
  } else if (is_tuple(term)) {
    plain.add_tuple(term);
  } else {
    plain.is_plain = false;
  }
  if (plain.is_plain) return static_cast<uint32_t>(plain.hash >> 32);
  return static_cast<uint32_t>(Hasher(atoms).run(term) >> 32);
}

}  // namespace linac
