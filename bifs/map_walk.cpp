#include "bifs/map_walk.h"

#include "bifs/support.h"

namespace linac {
namespace {

// The pairs of a trie by ascending hash, from a given hash on.
class TrieWalk {
 public:
  TrieWalk(Term map, uint32_t from) {
    Term node = trie_root(map);
    for (int level = 0; level < kTrieLevels; ++level) {
      unsigned slot = from >> (32 - kTrieSlotBits * (level + 1)) & (kTrieSlots - 1);
      levels_[++depth_] = {node, slot};
      TrieNode at(node);
      Word bit = Word{1} << slot;
      if (!at.has_child(bit)) return;
      ++levels_[depth_].slot;
      node = Term{at.words[at.child_index(bit)]};
    }
    enter_collision(node);
  }

  bool next() {
    for (;;) {
      if (collision_left_ > 0) {
        --collision_left_;
        take(collision_);
        collision_ += 2;
        return true;
      }
      if (depth_ < 0) return false;
      Level& level = levels_[depth_];
      if (level.slot == kTrieSlots) {
        --depth_;
        continue;
      }
      TrieNode at(level.node);
      Word bit = Word{1} << level.slot++;
      if (at.has_child(bit)) {
        Term child{at.words[at.child_index(bit)]};
        if (depth_ == kTrieLevels - 1)
          enter_collision(child);
        else
          levels_[++depth_] = {child, 0};
      } else if (at.has_pair(bit)) {
        take(at.words + at.pair_index(bit));
        return true;
      }
    }
  }
  Term key() const { return key_; }
  Term value() const { return value_; }

 private:
  struct Level {
    Term node;
    unsigned slot;  // the next
  };
  void enter_collision(Term node) {
    collision_ = payload(node);
    collision_left_ = boxed_size(node) / 2;
  }
  void take(const Word* pair) {
    key_ = Term{pair[0]};
    value_ = Term{pair[1]};
  }

  Term key_ = kNoTerm;
  Term value_ = kNoTerm;
  const Word* collision_ = nullptr;
  size_t collision_left_ = 0;
  int depth_ = -1;
  Level levels_[kTrieLevels];
};

uint64_t walk_trie(const AtomTable& atoms, Term map, uint32_t from, std::vector<Term>* keys,
                   std::vector<Term>* values) {
  TrieWalk walk(map, from);
  size_t count = 0;
  uint32_t last_hash = 0;
  while (walk.next()) {
    uint32_t hash = map_hash(atoms, walk.key());
    if (hash < from) continue;  // stands in the slot that `from` leads to
    if (count >= kMapBatch && hash != last_hash) return uint64_t{last_hash} + 1;
    keys->push_back(walk.key());
    values->push_back(walk.value());
    last_hash = hash;
    ++count;
  }
  return kMapEnd;
}

}  // namespace

std::optional<uint64_t> walk_map(const AtomTable& atoms, Term map, Term position,
                                 std::vector<Term>* keys, std::vector<Term>* values) {
  if (!position.is_small() || position.small_value() < 0) return std::nullopt;
  uint64_t from = static_cast<uint64_t>(position.small_value());
  if (header_is(map.header(), BoxedKind::kTrieMap)) {
    if (from >= kMapEnd) return std::nullopt;
    return walk_trie(atoms, map, static_cast<uint32_t>(from), keys, values);
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
    auto next = walk_map(atoms, map, position, keys, values);
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
  auto next = walk_map(call.atoms(), map, position, keys, values);
  *end = next.value_or(0);
  return next.has_value();
}

// {K, V, {K2, V2, ... Rest}} from a position of the map on.
NativeResult next_pairs(NativeCall& call, Handle position, Handle map) {
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
