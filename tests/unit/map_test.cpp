#include "core/term/map.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/unit/term_reader.h"

namespace linac {
namespace {

constexpr uint64_t inverse_of(uint64_t odd) {
  uint64_t x = odd;
  for (int i = 0; i < 6; i++) x *= 2 - odd * x;
  return x;
}
static_assert(inverse_of(kHashMultiplier) * kHashMultiplier == 1);

// The small integers of a given hash: one for each `variant` below 2^29.
Term key_of_hash(uint32_t hash, uint32_t variant) {
  Term key{(uint64_t{hash} << 32 | uint64_t{variant} << 3) * inverse_of(kHashMultiplier)};
  VM_CHECK(key.is_small() && immediate_hash(key) == hash);
  return key;
}

class MapTest : public TermTest {
 protected:
  // Runs `build` in a space of exactly so many words.
  template <class Build>
  Term within(size_t words, Build build) {
    Word* limit = space_->limit;
    EXPECT_LE(words, space_->left());
    space_->limit = space_->top + words;
    Term result = build();
    EXPECT_LE(space_->top, space_->limit);
    space_->limit = limit;
    return result;
  }
  Term put(Term map, Term key, Term value) {
    EXPECT_LE(header_aux(map.header()) < 50 ? map_put_words(map) : 0, kMapPutWords);
    return within(map_put_words(map), [&] { return map_put(atoms_, map, key, value, *space_); });
  }
  Term update(Term map, Term key, Term value) {
    return within(map_put_words(map), [&] { return map_update(atoms_, map, key, value, *space_); });
  }
  Term remove(Term map, Term key) {
    return within(map_remove_words(map), [&] { return map_remove(atoms_, map, key, *space_); });
  }
  Term build(const std::vector<Term>& keys, const std::vector<Term>& values) {
    MapPlan plan(atoms_, keys);
    size_t before = space_.used();
    Term map = within(plan.words(), [&] { return plan.build(keys, values, *space_); });
    EXPECT_EQ(space_.used() - before, plan.words());
    EXPECT_EQ(map_size(map), plan.size());
    return map;
  }
  // With too few words first, then with more and more: those that did not do left nothing behind.
  Term merge(Term map, Term over) {
    for (size_t words = 0;; words += 1 + words / 3) {
      Word* top = space_->top;
      Term merged = within(words, [&] { return map_merge(atoms_, map, over, words, *space_); });
      if (merged != kNoTerm) return merged;
      EXPECT_EQ(space_->top, top);
      if (words > 100000) {
        ADD_FAILURE() << "never merges";
        return map;
      }
    }
  }

  // The invariants of map_flat.h and map_trie.h.
  void check(Term map) {
    size_t count = map_size(map);
    if (is_boxed_kind(map, BoxedKind::kFlatMap)) {
      ASSERT_LE(count, kMaxFlatKeys);
      ASSERT_TRUE(is_tuple_of(flat_keys(map), count));
      check_sorted(flat_key_words(map), count, 1);
      return;
    }
    ASSERT_TRUE(is_boxed_kind(map, BoxedKind::kTrieMap));
    ASSERT_GT(count, kMaxFlatKeys);
    bound_ = header_aux(map.header());
    ASSERT_EQ(check_node(trie_root(map), 0, 0), count);
  }
  void check_sorted(const Word* keys, size_t count, size_t stride) {
    for (size_t i = 1; i < count; i++) {
      ASSERT_LT(compare_exact(atoms_, Term{keys[(i - 1) * stride]}, Term{keys[i * stride]}), 0);
    }
  }
  // The number of pairs; they all have `prefix` as the top bits of their hashes.
  size_t check_node(Term node, int level, uint64_t prefix) {
    auto prefix_of = [&](Term key, int levels) {
      return uint64_t{map_hash(atoms_, key)} >> (32 - kTrieSlotBits * levels);
    };
    if (level == kTrieLevels) {
      EXPECT_TRUE(is_boxed_kind(node, BoxedKind::kTrieCollision));
      size_t pairs = boxed_size(node) / 2;
      EXPECT_GE(pairs, 2u);
      EXPECT_LE(pairs, bound_);
      check_sorted(payload(node), pairs, 2);
      for (size_t i = 0; i < pairs; i++) EXPECT_EQ(prefix_of(payload_term(node, 2 * i), 8), prefix);
      return pairs;
    }
    EXPECT_TRUE(is_boxed_kind(node, BoxedKind::kTrieNode));
    TrieNode at(node);
    EXPECT_EQ(at.size(), boxed_size(node));
    EXPECT_EQ(at.children() & at.pairs(), 0u);
    size_t pairs = 0;
    for (Word slot = 0; slot < kTrieSlots; slot++) {
      Word bit = Word{1} << slot;
      uint64_t below = prefix << kTrieSlotBits | slot;
      if (at.has_child(bit))
        pairs += check_node(Term{at.words[at.child_index(bit)]}, level + 1, below);
      if (!at.has_pair(bit)) continue;
      EXPECT_EQ(prefix_of(Term{at.words[at.pair_index(bit)]}, level + 1), below);
      pairs++;
    }
    EXPECT_TRUE(level == 0 || pairs >= 2);
    return pairs;
  }

  // Keys that are all different, of all types.
  std::vector<Term> mixed_keys() {
    std::vector<Term> keys = {kNil,
                              number(0.0),
                              number(-0.0),
                              number(1.0),
                              map({}),
                              tuple({}),
                              binary(""),
                              atom(""),
                              number(1e300),
                              integer(int64_t{1} << 62),
                              list({number(1)}),
                              list({small(1)})};
    for (int i = 0; i < 40; i++) {
      std::string text = "key" + std::to_string(i);
      keys.push_back(small(i * 1000003));
      keys.push_back(number(i + 0.5));
      keys.push_back(number(i * 1e-300 + 1e-299));
      keys.push_back(atom(text));
      keys.push_back(binary(text));
      keys.push_back(list({atom(text), small(i)}));
      keys.push_back(tuple({small(i), binary(text)}));
      keys.push_back(map({{small(i), atom(text)}}));
      keys.push_back(space_->unsigned_integer(~uint64_t{0} - static_cast<uint64_t>(i)));
    }
    return keys;
  }
  // Keys of few hashes, and of hashes that differ only far down.
  std::vector<Term> colliding_keys() {
    std::vector<Term> keys;
    for (uint32_t variant = 0; variant < 12; variant++) {
      for (uint32_t hash : {0x00000000u, 0x00000001u, 0x00000010u, 0x12345678u, 0x12345679u,
                            0x12355678u, 0xFFFFFFFFu, 0xFFFFFFF0u}) {
        keys.push_back(key_of_hash(hash, variant));
      }
    }
    // Pointer keys that collide with integers.
    for (int i = 0; i < 10; i++) {
      keys.push_back(binary("text" + std::to_string(i)));
      keys.push_back(key_of_hash(map_hash(atoms_, keys.back()), 1));
      keys.push_back(key_of_hash(map_hash(atoms_, keys.back()) ^ 1, 1));
    }
    return keys;
  }

  // Those, and integers, each once.
  std::vector<Term> all_keys() {
    std::vector<Term> keys = mixed_keys(), colliding = colliding_keys();
    keys.insert(keys.end(), colliding.begin(), colliding.end());
    for (int i = 0; i < 2000; i++) keys.push_back(small(i + 500000000));
    std::sort(keys.begin(), keys.end(),
              [&](Term a, Term b) { return compare_exact(atoms_, a, b) < 0; });
    keys.erase(std::unique(keys.begin(), keys.end(), exact_equal), keys.end());
    return keys;
  }

  // Random operations against a model, which maps indices of keys to values.
  void run_model(const std::vector<Term>& keys, int operations, unsigned seed);
  Term build_shuffled(const std::vector<Term>& keys, const std::map<size_t, Term>& model,
                      std::mt19937& random);
  void check_against(const std::vector<Term>& keys, const std::map<size_t, Term>& model, Term map);

 private:
  Word bound_ = 0;
};

void MapTest::check_against(const std::vector<Term>& keys, const std::map<size_t, Term>& model,
                            Term map) {
  check(map);
  ASSERT_EQ(map_size(map), model.size());
  for (size_t i = 0; i < keys.size(); i++) {
    auto at = model.find(i);
    ASSERT_EQ(map_get(atoms_, map, keys[i]), at == model.end() ? kNoTerm : at->second) << i;
  }
  size_t pairs = 0;
  for (MapIterator it(map); it.next(); pairs++) {
    ASSERT_EQ(map_get(atoms_, map, it.key()), it.value());
  }
  ASSERT_EQ(pairs, model.size());
}

Term MapTest::build_shuffled(const std::vector<Term>& keys, const std::map<size_t, Term>& model,
                             std::mt19937& random) {
  std::vector<std::pair<Term, Term>> pairs;
  for (auto [index, value] : model) pairs.emplace_back(keys[index], value);
  std::shuffle(pairs.begin(), pairs.end(), random);
  std::vector<Term> key_list;
  std::vector<Term> value_list;
  for (auto [key, value] : pairs) {
    // An earlier value of a key that comes again does not count.
    if (random() % 4 == 0) {
      key_list.insert(key_list.begin(), key);
      value_list.insert(value_list.begin(), make_small(-1));
    }
    key_list.push_back(key);
    value_list.push_back(value);
  }
  return build(key_list, value_list);
}

void MapTest::run_model(const std::vector<Term>& keys, int operations, unsigned seed) {
  std::mt19937 random(seed);
  std::map<size_t, Term> model;
  Term map = make_empty_map(*space_);
  for (int i = 0; i < operations; i++) {
    // Growing and shrinking by turns, so that the border at 32 keys is passed often.
    bool growing = i / 100 % 2 == 0;
    size_t index = random() % keys.size();
    Term key = keys[index];
    bool present = model.count(index) != 0;
    unsigned operation = random() % 10;
    if (operation < (growing ? 6u : 2u)) {
      Term value = make_small(static_cast<int64_t>(random() % 5));
      Term result = put(map, key, value);
      if (present && model[index] == value) {
        ASSERT_EQ(result, map);
      }
      model[index] = value;
      map = result;
    } else if (operation < (growing ? 8u : 9u)) {
      Term result = remove(map, key);
      if (!present) {
        ASSERT_EQ(result, map);
      }
      model.erase(index);
      map = result;
    } else {
      Term value = make_small(i);
      Term result = update(map, key, value);
      ASSERT_EQ(result == kNoTerm, !present);
      if (present) {
        model[index] = value;
        map = result;
      }
    }
    if (i % 16 == 0) {
      check_against(keys, model, map);
      Term other = build_shuffled(keys, model, random);
      check_against(keys, model, other);
      ASSERT_TRUE(exact_equal(map, other));
      ASSERT_TRUE(equal(map, other));
      ASSERT_EQ(compare(atoms_, map, other), 0);
      ASSERT_EQ(map_hash(atoms_, map), map_hash(atoms_, other));
      ASSERT_EQ(phash2_full(atoms_, map), phash2_full(atoms_, other));
    }
    if (HasFatalFailure()) return;
  }
}

TEST_F(MapTest, ModelOfMixedKeys) { run_model(mixed_keys(), 3000, 1); }
TEST_F(MapTest, ModelOfCollidingKeys) { run_model(colliding_keys(), 3000, 2); }
TEST_F(MapTest, ModelAroundTheBorder) {
  std::vector<Term> keys = mixed_keys();
  std::mt19937 random(3);
  std::shuffle(keys.begin(), keys.end(), random);
  keys.resize(36);
  run_model(keys, 3000, 3);
  keys = colliding_keys();
  std::shuffle(keys.begin(), keys.end(), random);
  keys.resize(36);
  run_model(keys, 3000, 4);
}

// Flat maps of small integers alone are searched in another way, also when one that is none comes and goes.
TEST_F(MapTest, ModelOfFewIntegers) {
  std::vector<Term> keys = {small(kSmallMax), small(kSmallMin), small(0)};
  for (int64_t i = 1; i < 12; i++) {
    for (int64_t key : {i, -i, i << 40}) keys.push_back(small(key));
  }
  keys.resize(31);
  run_model(keys, 3000, 6);
  keys.push_back(number(0.5));
  run_model(keys, 3000, 7);
  keys.back() = atom("between");
  run_model(keys, 3000, 8);
}

TEST_F(MapTest, AllOfOneHash) {
  std::vector<Term> keys;
  for (uint32_t i = 0; i < 300; i++) keys.push_back(key_of_hash(0xABCDEF01, 7 * i % 300));
  run_model(keys, 2000, 5);
}

// The worst case that kMapPutWords was computed for: 33 keys, pairs of which differ at the last
// level only.
TEST_F(MapTest, DeepestTrieOf33Keys) {
  Term map = make_empty_map(*space_);
  std::map<size_t, Term> model;
  std::vector<Term> keys;
  for (uint32_t i = 0; i < 33; i++) {
    keys.push_back(key_of_hash(i / 2 % 16 << 28 | (i % 2), i));
    map = put(map, keys.back(), small(i));
    model[i] = small(i);
  }
  check_against(keys, model, map);
}

TEST_F(MapTest, ManyKeys) {
  constexpr int kCount = 100000;
  Term map = make_empty_map(*space_);
  std::vector<Term> keys;
  std::vector<Term> values;
  for (int i = 0; i < kCount; i++) {
    keys.push_back(small(i * 7));
    values.push_back(small(i));
    map = put(map, keys[static_cast<size_t>(i)], small(i));
  }
  check(map);
  ASSERT_EQ(map_size(map), size_t{kCount});
  Term built = build(keys, values);
  EXPECT_TRUE(exact_equal(map, built));
  for (int i = 0; i < kCount; i++) {
    ASSERT_EQ(map_get(atoms_, map, small(i * 7)), small(i));
    ASSERT_EQ(map_get(atoms_, map, small(i * 7 + 1)), kNoTerm);
  }
  for (int i = 0; i < kCount; i += 1) {
    if (i % 2000 < 1999) map = remove(map, small(i * 7));
  }
  check(map);
  EXPECT_EQ(map_size(map), size_t{kCount} / 2000);
}

TEST_F(MapTest, ChangedValueSharesKeys) {
  Term map = this->map({{atom("a"), small(1)}, {atom("b"), small(2)}});
  Term changed = put(map, atom("a"), small(3));
  EXPECT_EQ(flat_keys(changed), flat_keys(map));
  EXPECT_EQ(map_get(atoms_, map, atom("a")), small(1));
  EXPECT_EQ(map_get(atoms_, changed, atom("a")), small(3));
}

TEST_F(MapTest, KeysAreToldApartExactly) {
  Term map = this->map({{small(1), atom("int")},
                        {number(1), atom("float")},
                        {number(0.0), atom("zero")},
                        {number(-0.0), atom("minus")}});
  EXPECT_EQ(map_size(map), 4u);
  EXPECT_EQ(map_get(atoms_, map, small(1)), atom("int"));
  EXPECT_EQ(map_get(atoms_, map, number(1)), atom("float"));
  EXPECT_EQ(map_get(atoms_, map, number(-0.0)), atom("minus"));
  EXPECT_EQ(map_get(atoms_, map, tuple({small(1)})), kNoTerm);
}

TEST_F(MapTest, FlatMapsAreInOrder) {
  Term map = this->map({{binary("x"), small(9)},
                        {atom("b"), small(4)},
                        {number(-5), small(3)},
                        {small(7), small(2)},
                        {atom("a"), small(5)},
                        {small(-7), small(1)}});
  std::vector<Term> keys;
  for (MapIterator it(map); it.next();) keys.push_back(it.key());
  std::vector<Term> expected = {small(-7), small(7), number(-5), atom("a"), atom("b")};
  ASSERT_EQ(keys.size(), 6u);
  keys.pop_back();
  EXPECT_EQ(keys, expected);
}

TEST_F(MapTest, Lists) {
  for (int64_t count : {0, 1, 32, 33, 500}) {
    Term map = make_empty_map(*space_);
    for (int64_t i = 0; i < count; i++) map = put(map, small(i), small(i * i));
    Term keys = within(map_keys_words(map), [&] { return map_keys(map, *space_); });
    Term values = within(map_values_words(map), [&] { return map_values(map, *space_); });
    Term pairs = within(map_to_list_words(map), [&] { return map_to_list(map, *space_); });
    std::set<int64_t> seen;
    for (; keys.is_cons(); keys = keys.tail(), values = values.tail(), pairs = pairs.tail()) {
      int64_t key = keys.head().small_value();
      seen.insert(key);
      EXPECT_EQ(values.head(), small(key * key));
      EXPECT_TRUE(exact_equal(pairs.head(), tuple({small(key), small(key * key)})));
    }
    EXPECT_EQ(seen.size(), static_cast<size_t>(count));
    EXPECT_TRUE(keys.is_nil() && values.is_nil() && pairs.is_nil());
  }
}

TEST_F(MapTest, Merge) {
  std::mt19937 random(6);
  std::vector<Term> keys = all_keys();
  auto random_map = [&](size_t size, int64_t value) {
    std::map<size_t, Term> model;
    while (model.size() < size) model[random() % keys.size()] = small(value);
    return model;
  };
  size_t sizes[] = {0, 1, 3, 16, 20, 32, 33, 100, 400, 1800};
  for (size_t left_size : sizes) {
    for (size_t right_size : sizes) {
      auto left = random_map(left_size, 1);
      auto right = random_map(right_size, 2);
      Term left_map = build_shuffled(keys, left, random);
      Term right_map = build_shuffled(keys, right, random);
      auto both = right;
      both.insert(left.begin(), left.end());
      Term merged = merge(left_map, right_map);
      check_against(keys, both, merged);
      if (HasFatalFailure()) return;
      EXPECT_TRUE(exact_equal(merged, build_shuffled(keys, both, random)));
      EXPECT_EQ(merge(left_map, merged), merged);
      EXPECT_EQ(merge(merged, right_map), merged);
    }
  }
}

// Maps that have most of their nodes in common, and nodes that one of them alone has.
TEST_F(MapTest, MergeOfRelatives) {
  std::mt19937 random(8);
  std::vector<Term> keys = all_keys();
  for (size_t size : {20, 40, 150, 600}) {
    std::map<size_t, Term> model;
    while (model.size() < size) model[random() % keys.size()] = small(1);
    Term map = build_shuffled(keys, model, random), other = map;
    std::map<size_t, Term> changed = model;
    for (int64_t i = 0; i < 200; i++) {
      size_t index = random() % keys.size();
      if (random() % 2 == 0) {
        other = put(other, keys[index], small(i));
        changed[index] = small(i);
      } else {
        other = remove(other, keys[index]);
        changed.erase(index);
      }
      auto both = changed;
      both.insert(model.begin(), model.end());
      check_against(keys, both, merge(map, other));
      auto mine = model;
      mine.insert(changed.begin(), changed.end());
      check_against(keys, mine, merge(other, map));
      if (HasFatalFailure()) return;
    }
  }
}

TEST_F(MapTest, PlansOfManyEqualKeys) {
  std::vector<Term> keys(100000, binary("same"));
  std::vector<Term> values;
  for (size_t i = 0; i < keys.size(); i++) values.push_back(small(static_cast<int64_t>(i)));
  Term map = build(keys, values);
  check(map);
  ASSERT_EQ(map_size(map), 1u);
  EXPECT_EQ(map_get(atoms_, map, binary("same")), small(99999));
}

}  // namespace
}  // namespace linac
