// Maps from many pairs: the plan sorts the keys into the order in which the map holds them, so
// that each node is made once, with its final size.
#include <algorithm>
#include <numeric>

#include "core/term/map.h"
#include "core/term/map_nodes.h"

namespace linac {
namespace {

uint32_t entry_hash(uint64_t entry) { return static_cast<uint32_t>(entry >> 32); }
uint32_t entry_index(uint64_t entry) { return static_cast<uint32_t>(entry); }

// Sorted entries that a node holds, all with the same hash above `level`. The recursions over them
// are kTrieLevels deep at most.
struct Run {
  const uint64_t* begin;
  const uint64_t* end;
  int level;

  size_t size() const { return static_cast<size_t>(end - begin); }
  // The entries of the slot that the first is in.
  Run first_slot() const {
    Word bit = trie_bit(entry_hash(*begin), level);
    const uint64_t* at = begin + 1;
    while (at != end && trie_bit(entry_hash(*at), level) == bit) at++;
    return {begin, at, level + 1};
  }
};

struct Measure {
  size_t words = kTrieMapWords;
  size_t largest_collision = 0;

  void add(Run run) {
    if (run.level == kTrieLevels) {
      words += 1 + 2 * run.size();
      largest_collision = std::max(largest_collision, run.size());
      return;
    }
    words += 2;
    while (run.begin != run.end) {
      Run slot = run.first_slot();
      if (slot.size() == 1) {
        words += 2;
      } else {
        words += 1;
        add(slot);
      }
      run.begin = slot.end;
    }
  }
};

struct Builder {
  std::span<const Term> keys;
  std::span<const Term> values;
  TermSpace& space;

  Word* put_pair(uint64_t entry, Word* out) {
    *out++ = keys[entry_index(entry)].bits;
    *out++ = values[entry_index(entry)].bits;
    return out;
  }

  Term collision(Run run) {
    Word* box = space.take(1 + 2 * run.size());
    box[0] = make_header(BoxedKind::kTrieCollision, 2 * run.size());
    Word* out = box + 1;
    for (const uint64_t* at = run.begin; at != run.end; at++) out = put_pair(*at, out);
    return make_boxed(box);
  }

  Term node(Run run) {
    if (run.level == kTrieLevels) return collision(run);
    Word children = 0;
    Word pairs = 0;
    for (Run rest = run; rest.begin != rest.end;) {
      Run slot = rest.first_slot();
      (slot.size() == 1 ? pairs : children) |= trie_bit(entry_hash(*slot.begin), run.level);
      rest.begin = slot.end;
    }
    size_t size = 1 + slots_in(children) + 2 * slots_in(pairs);
    Word* box = take_node_of(size, children | pairs << kTrieSlots, space);
    Word* child = box + 2;
    Word* pair = child + slots_in(children);
    while (run.begin != run.end) {
      Run slot = run.first_slot();
      if (slot.size() == 1) {
        pair = put_pair(*slot.begin, pair);
      } else {
        *child++ = node(slot).bits;
      }
      run.begin = slot.end;
    }
    return make_boxed(box);
  }
};

// Of entries with equal hashes, sorted by index: keeps the last of equal keys, in exact order of
// the keys. Returns the new end.
uint64_t* settle_equal_hashes(const AtomTable& atoms, std::span<const Term> keys, uint64_t* begin,
                              uint64_t* end) {
  uint64_t* kept = end;
  for (uint64_t* at = end; at-- != begin;) {
    Term key = keys[entry_index(*at)];
    bool shadowed = std::any_of(
        kept, end, [&](uint64_t other) { return exact_equal(keys[entry_index(other)], key); });
    if (!shadowed) *--kept = *at;
  }
  uint64_t* new_end = std::move(kept, end, begin);
  std::sort(begin, new_end, [&](uint64_t a, uint64_t b) {
    return compare_exact(atoms, keys[entry_index(a)], keys[entry_index(b)]) < 0;
  });
  return new_end;
}

}  // namespace

MapPlan::MapPlan(const AtomTable& atoms, std::span<const Term> keys) {
  if (keys.size() > kMaxFlatKeys) {
    plan_trie(atoms, keys);
  } else {
    std::iota(flat_order_, flat_order_ + keys.size(), 0);
    size_ = keys.size();
    plan_flat(atoms, keys);
  }
}

// flat_order_[0 .. size_) are indices in any order; those of equal keys may be among them.
void MapPlan::plan_flat(const AtomTable& atoms, std::span<const Term> keys) {
  uint32_t* end = flat_order_ + size_;
  auto before = [&](uint32_t a, uint32_t b) {
    int order = compare_exact(atoms, keys[a], keys[b]);
    return order != 0 ? order < 0 : a > b;  // the last of equal ones first
  };
  if (!std::is_sorted(flat_order_, end, before)) std::sort(flat_order_, end, before);
  end = std::unique(flat_order_, end,
                    [&](uint32_t a, uint32_t b) { return exact_equal(keys[a], keys[b]); });
  size_ = static_cast<size_t>(end - flat_order_);
  words_ = flat_map_and_keys_words(size_);
}

void MapPlan::plan_trie(const AtomTable& atoms, std::span<const Term> keys) {
  VM_CHECK(keys.size() < uint64_t{1} << 32);
  entries_.resize(keys.size());
  bool sorted = true;  // as what was taken out of a map in its order is
  for (size_t i = 0; i < keys.size(); i++) {
    entries_[i] = uint64_t{map_hash(atoms, keys[i])} << 32 | i;
    sorted &= i == 0 || entries_[i - 1] < entries_[i];
  }
  if (!sorted) std::sort(entries_.begin(), entries_.end());
  uint64_t* out = entries_.data();
  uint64_t* end = out + entries_.size();
  for (uint64_t* at = out; at != end;) {
    uint64_t* next = at + 1;
    while (next != end && entry_hash(*next) == entry_hash(*at)) next++;
    uint64_t* settled = next - at == 1 ? next : settle_equal_hashes(atoms, keys, at, next);
    out = std::copy(at, settled, out);
    at = next;
  }
  entries_.resize(static_cast<size_t>(out - entries_.data()));
  size_ = entries_.size();
  if (size_ <= kMaxFlatKeys) {
    std::transform(entries_.begin(), entries_.end(), flat_order_, entry_index);
    plan_flat(atoms, keys);
    return;
  }
  Measure measure;
  measure.add({entries_.data(), entries_.data() + size_, 0});
  words_ = measure.words;
  largest_collision_ = measure.largest_collision;
}

Term MapPlan::build(std::span<const Term> keys, std::span<const Term> values,
                    TermSpace& space) const {
  VM_SLOW_CHECK(keys.size() == values.size());
  if (size_ <= kMaxFlatKeys) {
    Term key_tuple = space.tuple(size_);
    Term map = make_flat_map(key_tuple, space);
    for (size_t i = 0; i < size_; i++) {
      payload(key_tuple)[i] = keys[flat_order_[i]].bits;
      payload(map)[1 + i] = values[flat_order_[i]].bits;
    }
    return map;
  }
  Builder builder{keys, values, space};
  Term root = builder.node({entries_.data(), entries_.data() + size_, 0});
  return make_trie_map(root, size_, largest_collision_, space);
}

Term map_from_pairs(const AtomTable& atoms, std::span<const Term> keys,
                    std::span<const Term> values, TermSpace& space) {
  return MapPlan(atoms, keys).build(keys, values, space);
}

}  // namespace linac
