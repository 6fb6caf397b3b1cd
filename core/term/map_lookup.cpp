#include "core/term/map_lookup.h"

namespace linac {
namespace {

struct PlainCount {
  [[gnu::always_inline]] static size_t of(Word slots) { return slots_in(slots); }
};
struct MachineCount {
  [[gnu::always_inline]] static size_t of(Word slots) {
    return static_cast<size_t>(__builtin_popcountll(slots));
  }
};

template <class Count>
[[gnu::always_inline]] inline Term find(Term map, Term key, uint32_t hash) {
  Term node = trie_root(map);
  for (int level = 0; level < kTrieLevels; level++) {
    const Word* words = payload(node);
    Word slots = words[0], bit = Word{1} << (hash >> (32 - kTrieSlotBits));
    hash <<= kTrieSlotBits;
    if ((slots & bit) != 0) {
      node = Term{words[1 + Count::of(slots & (bit - 1))]};
      continue;
    }
    Word pairs = slots >> kTrieSlots;
    if ((pairs & bit) == 0) return kNoTerm;
    const Word* pair = words + 1 + Count::of(slots & 0xFFFF) + 2 * Count::of(pairs & (bit - 1));
    return exact_equal(Term{pair[0]}, key) ? Term{pair[1]} : kNoTerm;
  }
  const Word* pairs = payload(node);
  for (size_t i = 0, size = boxed_size(node); i < size; i += 2) {
    if (exact_equal(Term{pairs[i]}, key)) return Term{pairs[i + 1]};
  }
  return kNoTerm;
}

Term find_plainly(Term map, Term key, uint32_t hash) { return find<PlainCount>(map, key, hash); }

using Find = Term (*)(Term map, Term key, uint32_t hash);

#if defined(__x86_64__)
[[gnu::target("popcnt")]] Term find_counting(Term map, Term key, uint32_t hash) {
  return find<MachineCount>(map, key, hash);
}
Find best_find() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("popcnt") ? find_counting : find_plainly;
}
#else
Find best_find() { return find_plainly; }
#endif

const Find kFind = best_find();

}  // namespace

Term map_lookup(const AtomTable& atoms, Term map, Term key) {
  if (header_is(map.header(), BoxedKind::kFlatMap)) return map_get(atoms, map, key);
  return kFind(map, key, map_hash(atoms, key));
}

}  // namespace linac
