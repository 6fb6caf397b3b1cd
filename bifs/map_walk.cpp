#include "bifs/map_walk.h"

#include <algorithm>
#include <bit>

#include "bifs/support.h"

namespace linac {
namespace {

// The pairs of a trie by ascending hash, from the slot that a given hash leads to on: visit(pairs, count) for those that
// lie side by side, a node's or a collision node's, until there were kMapBatch.
template <class Visit>
class TrieWalk {
 public:
  explicit TrieWalk(Visit visit) : visit_(visit) {}

  // Where to go on: the slots that lead there are the hash's bits. May be kMapEnd.
  uint64_t walk(Term map, uint32_t from) {
    return slots(trie_root(map), 0, 0, from) ? kMapEnd : position_;
  }

 private:
  // As deep as the trie. `begin` is the least hash that stands for the node; false when there were enough.
  bool slots(Term node, int level, uint64_t begin, uint32_t from) {
    TrieNode at(node);
    int shift = 32 - kTrieSlotBits * (level + 1);
    unsigned first = from >> shift & (kTrieSlots - 1);
    Word bit = Word{1} << first;
    const Word* child = at.words + at.child_index(bit);
    const Word* pair = at.words + at.pair_index(bit);
    uint32_t pairs = static_cast<uint32_t>(at.pairs());
    uint32_t left =
        (static_cast<uint32_t>(at.children()) | pairs) & ~static_cast<uint32_t>(bit - 1);
    for (; left != 0; left &= left - 1) {
      unsigned slot = static_cast<unsigned>(std::countr_zero(left));
      uint64_t here = begin + (uint64_t{slot} << shift);
      if ((pairs >> slot & 1) != 0) {
        run(pair, 1);
        pair += 2;
      } else if (!below(Term{*child++}, level + 1, here, slot == first ? from : 0)) {
        return false;
      }
      if (count_ >= kMapBatch) {
        position_ = here + (uint64_t{1} << shift);
        return false;
      }
    }
    return true;
  }
  bool below(Term node, int level, uint64_t begin, uint32_t from) {
    if (level == kTrieLevels) {
      run(payload(node), boxed_size(node) / 2);
    } else if (TrieNode at(node); at.children() == 0 && from == 0) {  // as most are
      run(at.words + 1, (boxed_size(node) - 1) / 2);
    } else {
      return slots(node, level, begin, from);
    }
    return true;
  }
  void run(const Word* pairs, size_t count) {
    visit_(pairs, count);
    count_ += count;
  }

  Visit visit_;
  size_t count_ = 0;
  uint64_t position_ = kMapEnd;
};

uint64_t walk_trie(Term map, uint32_t from, std::vector<Term>* keys, std::vector<Term>* values) {
  TrieWalk walk([&](const Word* pairs, size_t count) {
    for (size_t i = 0; i < 2 * count; i += 2) {
      keys->push_back(Term{pairs[i]});
      values->push_back(Term{pairs[i + 1]});
    }
  });
  return walk.walk(map, from);
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
  constexpr size_t kWords = tuple_words(3);
  Reserved room = call.reserve(most * kWords + kConsWords);
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Word* first = space.top;
  TrieWalk walk([&](const Word* pairs, size_t count) {
    Word *box = space.take(kWords * count), *end = box + kWords * count;
    for (; box != end; box += kWords, pairs += 2) {
      box[0] = tuple_header(3);
      box[1] = pairs[0];
      box[2] = pairs[1];
      box[3] = make_boxed(box + kWords).bits;
    }
  });
  uint64_t at = walk.walk(map.get(room), from);
  Word* end = space.top;
  if (end == first) return call.value(atoms::kNone);  // no key has so high a hash
  end[-1] = at == kMapEnd ? atoms::kNone.bits
                          : space.cons(make_small(static_cast<int64_t>(at)), map.get(room)).bits;
  return call.value(make_boxed(first));
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
