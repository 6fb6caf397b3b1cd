#include "runtime/memory/literal_area.h"

#include <gtest/gtest.h>

#include <random>

namespace linac {
namespace {

TEST(LiteralAreaTest, ContainsWhatItGaveAndNothingElse) {
  LiteralArea area(1 << 20);
  auto space = area.reserve(100);
  ASSERT_TRUE(space.ok());
  EXPECT_EQ(space->left(), 100u);
  Term tuple = space->tuple_of(kNil);
  EXPECT_TRUE(area.contains(tuple));
  EXPECT_FALSE(area.contains(kNil));
  Word other[2] = {tuple_header(1), kNil.bits};
  EXPECT_FALSE(area.contains(make_boxed(other)));
  EXPECT_FALSE(area.contains(area.base() - 1));
  EXPECT_FALSE(area.contains(area.base() + area.bytes() / sizeof(Word)));
}

TEST(LiteralAreaTest, FullIsAnError) {
  LiteralArea area(1 << 20);
  EXPECT_FALSE(area.reserve(SIZE_MAX / 8).ok());
  size_t words = area.bytes() / sizeof(Word);
  auto all = area.reserve(words);
  ASSERT_TRUE(all.ok());
  all->limit[-1] = 1;
  EXPECT_FALSE(area.reserve(1).ok());
  area.free(all->top, words);
  EXPECT_EQ(area.used_words(), 0u);
  EXPECT_TRUE(area.reserve(words).ok());
}

TEST(LiteralAreaTest, HolesAreUsedAndMerged) {
  LiteralArea area(1 << 22);
  std::minstd_rand random(7);
  struct Piece {
    Word* start;
    size_t words;
  };
  std::vector<Piece> pieces;
  for (int i = 0; i < 20000; ++i) {
    if (pieces.size() < 100 && random() % 2 == 0) {
      size_t words = 1 + random() % 500;
      auto space = area.reserve(words);
      ASSERT_TRUE(space.ok());
      space->top[0] = space->limit[-1] = reinterpret_cast<Word>(space->top);
      pieces.push_back({space->top, words});
    } else if (!pieces.empty()) {
      size_t at = random() % pieces.size();
      Piece piece = pieces[at];
      ASSERT_EQ(piece.start[0], reinterpret_cast<Word>(piece.start));
      ASSERT_EQ(piece.start[piece.words - 1], reinterpret_cast<Word>(piece.start));
      area.free(piece.start, piece.words);
      pieces[at] = pieces.back();
      pieces.pop_back();
    }
  }
  for (Piece piece : pieces) area.free(piece.start, piece.words);
  EXPECT_EQ(area.used_words(), 0u);
  EXPECT_TRUE(area.reserve(area.bytes() / sizeof(Word)).ok());
}

}  // namespace
}  // namespace linac
