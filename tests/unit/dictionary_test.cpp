#include "runtime/process/dictionary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace linac {
namespace {

std::vector<int64_t> keys_of(Dictionary& dictionary) {
  std::vector<int64_t> keys;
  for (const auto& [key, value] : dictionary) keys.push_back(key.small_value());
  return keys;
}

TEST(DictionaryTest, IsAsAListOfPairs) {
  AtomTable atoms;
  for (int64_t most : {4, 20, 40, 300}) {
    Dictionary dictionary;
    std::vector<std::pair<int64_t, int64_t>> model;
    std::mt19937 random(static_cast<unsigned>(most));
    for (int step = 0; step < 20'000; step++) {
      int64_t key = static_cast<int64_t>(random() % static_cast<unsigned>(most)) << 20;
      auto known = std::find_if(model.begin(), model.end(),
                                [key](const auto& pair) { return pair.first == key; });
      Dictionary::Pair* found = dictionary.find(atoms, make_small(key));
      ASSERT_EQ(known != model.end(), found != nullptr);
      if (!found) {
        dictionary.insert(atoms, make_small(key), make_small(step));
        model.push_back({key, step});
      } else {
        ASSERT_EQ(known->second, found->second.small_value());
        dictionary.erase(found);
        model.erase(known);
      }
      ASSERT_EQ(model.size(), dictionary.size());
      if (random() % 64 != 0) continue;
      std::vector<int64_t> keys;
      for (const auto& pair : model) keys.push_back(pair.first);
      ASSERT_EQ(keys, keys_of(dictionary));
    }
    dictionary.clear();
    EXPECT_TRUE(dictionary.empty());
    EXPECT_EQ(dictionary.begin(), dictionary.end());
  }
}

}  // namespace
}  // namespace linac
