#include "bifs/map_walk.h"

#include <algorithm>
#include <span>
#include <utility>

#include "bifs/support.h"

namespace linac {
namespace {

// The pairs of a trie by ascending hash, from the slot that a given hash leads to on, in runs that lie side by
// side. Those of one hash are in one run.
class TrieWalk {
 public:
  TrieWalk(Term map, uint32_t from) {
    Term node = trie_root(map);
    for (int level = 0; level < kTrieLevels; ++level) {
      unsigned slot = from >> (32 - kTrieSlotBits * (level + 1)) & (kTrieSlots - 1);
      enter(node, slot);
      Level& here = levels_[depth_];
      Word bit = Word{1} << slot;
      if ((here.slots & bit) == 0 || (here.pair_slots & bit) != 0) return;
      node = here.take_child();
    }
    first_ = node;
  }

  // The next run, of pairs() at most kTrieSlots or a collision node.
  bool next() {
    if (first_ != kNoTerm) {
      take_collision(std::exchange(first_, kNoTerm));
      return true;
    }
    while (depth_ >= 0) {
      Level& level = levels_[depth_];
      uint32_t children = level.slots & ~level.pair_slots;
      uint32_t run = level.slots & ((children & -children) - 1);  // all there are without children
      if (run != 0) {
        pairs_ = level.pair;
        count_ = slots_in(run);
        level.take_pairs(run, count_);
        return true;
      }
      if (children == 0) {
        --depth_;
        continue;
      }
      Term child = level.take_child();
      if (depth_ == kTrieLevels - 1) {
        take_collision(child);
        return true;
      }
      if (TrieNode at(child);
          at.children() == 0) {  // all of it, as if it had been entered and left
        pairs_ = at.words + 1;
        count_ = (boxed_size(child) - 1) / 2;
        return true;
      }
      enter(child, 0);
    }
    return false;
  }
  // Key, value, key, value.
  std::span<const Word> pairs() const { return {pairs_, 2 * count_}; }
  // Where the next pair's slot begins at the earliest: the slots that lead there are the hash's bits.
  // May be kMapEnd.
  uint64_t position() const {
    if (depth_ < 0) return kMapEnd;
    uint64_t at = 0;
    for (int i = 0; i <= depth_; ++i) {
      uint64_t slot = levels_[i].next - (i < depth_ ? 1 : 0);
      at += slot << (32 - kTrieSlotBits * (i + 1));
    }
    return at;
  }

 private:
  struct Level {
    uint32_t slots;  // that are still to come
    uint32_t pair_slots;
    unsigned next;  // the slot behind the last one that was taken
    const Word* child;
    const Word* pair;

    Term take_child() {
      next = static_cast<unsigned>(std::countr_zero(slots)) + 1;
      slots &= slots - 1;
      return Term{*child++};
    }
    void take_pairs(uint32_t run, size_t count) {
      next = 32 - static_cast<unsigned>(std::countl_zero(run));
      slots ^= run;
      pair += 2 * count;
    }
  };

  void enter(Term node, unsigned from) {
    TrieNode at(node);
    Word bit = Word{1} << from, below = bit - 1;
    uint32_t pairs = static_cast<uint32_t>(at.pairs());
    uint32_t all = static_cast<uint32_t>(at.children()) | pairs;
    levels_[++depth_] = {all & ~static_cast<uint32_t>(below), pairs, from,
                         at.words + at.child_index(bit), at.words + at.pair_index(bit)};
  }
  void take_collision(Term node) {
    pairs_ = payload(node);
    count_ = boxed_size(node) / 2;
  }

  Term first_ = kNoTerm;  // a collision node that the walk begins with
  const Word* pairs_ = nullptr;
  size_t count_ = 0;
  int depth_ = -1;
  Level levels_[kTrieLevels];
};

uint64_t walk_trie(Term map, uint32_t from, std::vector<Term>* keys, std::vector<Term>* values) {
  TrieWalk walk(map, from);
  for (size_t count = 0; count < kMapBatch;) {
    if (!walk.next()) return kMapEnd;
    std::span<const Word> pairs = walk.pairs();
    for (size_t i = 0; i < pairs.size(); i += 2) {
      keys->push_back(Term{pairs[i]});
      values->push_back(Term{pairs[i + 1]});
    }
    count += pairs.size() / 2;
  }
  return walk.position();
}

}  // namespace

std::optional<uint64_t> walk_map(Term map, Term position, std::vector<Term>* keys,
                                 std::vector<Term>* values) {
  if (!position.is_small() || position.small_value() < 0) return std::nullopt;
  uint64_t from = static_cast<uint64_t>(position.small_value());
  if (header_is(map.header(), BoxedKind::kTrieMap)) {
    if (from >= kMapEnd) return std::nullopt;
    return walk_trie(map, static_cast<uint32_t>(from), keys, values);
  }
  if (from != 0) return std::nullopt;
  for (MapIterator it(map); it.next();) {
    keys->push_back(it.key());
    values->push_back(it.value());
  }
  return kMapEnd;
}

bool walk_map_keys(const AtomTable& atoms, Term map, Term list, std::vector<Term>* keys,
                   std::vector<Term>* values) {
  for (; list.is_cons(); list = list.tail()) {
    Term value = map_get(atoms, map, list.head());
    if (value == kNoTerm) return false;
    keys->push_back(list.head());
    values->push_back(value);
  }
  return list.is_nil();
}

bool gather_iterator(const AtomTable& atoms, Term iterator, std::vector<Term>* keys,
                     std::vector<Term>* values) {
  keys->clear();
  values->clear();
  for (; is_tuple_of(iterator, 3); iterator = tuple_element(iterator, 2)) {
    keys->push_back(tuple_element(iterator, 0));
    values->push_back(tuple_element(iterator, 1));
  }
  if (iterator == atoms::kNone) return true;
  if (!iterator.is_cons() || !is_map(iterator.tail())) return false;
  Term position = iterator.head(), map = iterator.tail();
  if (position.is_list()) return walk_map_keys(atoms, map, position, keys, values);
  for (;;) {
    auto next = walk_map(map, position, keys, values);
    if (!next) return false;
    if (*next == kMapEnd) return true;
    position = make_small(static_cast<int64_t>(*next));
  }
}

// maps:iterator/1.
NativeResult maps_iterator_1(NativeCall& call) {
  if (!call[0].is_map()) return call.error_with(atoms::kBadmap, call[0]);
  Reserved room = call.reserve(kConsWords);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().cons(make_small(0), call[0].get(room)));
}

namespace {

// Pairs of the map that the arguments ask for; false: badarg.
bool gather_next(NativeCall& call, Term position, Term map, std::vector<Term>* keys,
                 std::vector<Term>* values, uint64_t* end) {
  keys->clear();
  values->clear();
  if (!is_map(map)) return false;
  if (position.is_list()) {
    *end = kMapEnd;
    return walk_map_keys(call.atoms(), map, position, keys, values);
  }
  auto next = walk_map(map, position, keys, values);
  *end = next.value_or(0);
  return next.has_value();
}

// The pairs that a batch of a trie has at most.
size_t most_of_batch(Term map) {
  Word bound = header_aux(map.header());
  size_t collision = bound == kMaxCollisionBound ? trie_count(map) : bound;
  return std::min(trie_count(map), kMapBatch + std::max<size_t>(collision, kTrieSlots));
}

// {K, V, {K2, V2, ... Rest}} of a trie, from a position on.
NativeResult next_pairs_of_trie(NativeCall& call, Handle map, uint32_t from) {
  size_t most = peek(call, [&](const NoGc& no_gc) { return most_of_batch(map.get(no_gc)); });
  charge_cells(call, 8 * most);
  Reserved room = call.reserve(most * tuple_words(3) + kConsWords);
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  TrieWalk walk(map.get(room), from);
  Word first = atoms::kNone.bits, *link = &first;
  for (size_t count = 0; count < kMapBatch;) {
    if (!walk.next()) return call.value(Term{first});
    std::span<const Word> pairs = walk.pairs();
    for (size_t i = 0; i < pairs.size(); i += 2) {
      Term chain = space.tuple_of(Term{pairs[i]}, Term{pairs[i + 1]}, atoms::kNone);
      *link = chain.bits;
      link = payload(chain) + 2;
    }
    count += pairs.size() / 2;
  }
  if (uint64_t at = walk.position(); at != kMapEnd) {
    *link = space.cons(make_small(static_cast<int64_t>(at)), map.get(room)).bits;
  }
  return call.value(Term{first});
}

// {K, V, {K2, V2, ... Rest}} from a position of the map on.
NativeResult next_pairs(NativeCall& call, Handle position, Handle map) {
  bool of_trie = map.is_boxed(BoxedKind::kTrieMap) && position.is_small() &&
                 position.small_value() >= 0 &&
                 static_cast<uint64_t>(position.small_value()) < kMapEnd;
  if (of_trie) {
    return next_pairs_of_trie(call, map, static_cast<uint32_t>(position.small_value()));
  }
  std::vector<Term> keys, values;
  uint64_t end = 0;
  auto gather = [&](const NoGc& no_gc) {
    return gather_next(call, position.get(no_gc), map.get(no_gc), &keys, &values, &end);
  };
  if (!peek(call, gather)) return call.badarg();
  charge_cells(call, 8 * keys.size());
  Reserved room = call.reserve(keys.size() * tuple_words(3) + kConsWords);
  if (!room.ok()) return call.out_of_memory();
  gather(room);
  Term result = atoms::kNone;
  if (end != kMapEnd) {
    result = room.space().cons(make_small(static_cast<int64_t>(end)), map.get(room));
  }
  for (size_t i = keys.size(); i-- > 0;) {
    result = room.space().tuple_of(keys[i], values[i], result);
  }
  return call.value(result);
}

}  // namespace

NativeResult maps_next_1(NativeCall& call) {
  if (call[0].is_tuple_of(3) || call[0].is(atoms::kNone)) return call.value(call[0]);
  if (!call[0].is_cons()) return call.badarg();
  RootScope scope(call.heap());
  Handle position = scope.root(), map = scope.root();
  {
    NoGc no_gc(call.heap());
    position.set(call[0].get(no_gc).head(), no_gc);
    map.set(call[0].get(no_gc).tail(), no_gc);
  }
  return next_pairs(call, position, map);
}

// map_next(Position, Map, iterator), or with a list of pairs for the third argument: they stand
// behind the new ones, and all behind Position and Map while there is more.
NativeResult erts_internal_map_next_3(NativeCall& call) {
  if (call[2].is(atoms::kIterator)) return next_pairs(call, call[0], call[1]);
  if (!call[2].is_list() || call[0].is_list()) return call.badarg();
  std::vector<Term> keys, values;
  uint64_t end = 0;
  auto gather = [&](const NoGc& no_gc) {
    return gather_next(call, call[0].get(no_gc), call[1].get(no_gc), &keys, &values, &end);
  };
  if (!peek(call, gather)) return call.badarg();
  charge_cells(call, 8 * keys.size());
  Reserved room = call.reserve(keys.size() * (kConsWords + tuple_words(2)) + 2 * kConsWords);
  if (!room.ok()) return call.out_of_memory();
  gather(room);
  TermSpace& space = room.space();
  Term result = call[2].get(room);
  for (size_t i = 0; i < keys.size(); ++i) {
    result = space.cons(space.tuple_of(keys[i], values[i]), result);
  }
  if (end != kMapEnd) {
    result = space.cons(call[1].get(room), result);
    result = space.cons(make_small(static_cast<int64_t>(end)), result);
  }
  return call.value(result);
}

}  // namespace linac
