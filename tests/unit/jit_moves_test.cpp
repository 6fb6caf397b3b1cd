// Parallel moves, by running them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "jit/moves.h"

namespace linac::jit {
namespace {

using Key = std::pair<Place, uint32_t>;
Key key(Location location) { return {location.place, location.index}; }

// Each place holds its own number at first; a constant is its node's, negative.
std::map<Key, int64_t> start(std::span<const Move> moves) {
  std::map<Key, int64_t> state;
  int64_t next = 1;
  for (const Move& move : moves) {
    for (Location location : {move.to, move.from}) {
      if (location.place != Place::kNowhere) state.try_emplace(key(location), next++);
    }
  }
  return state;
}

void expect_right(std::span<const Move> moves) {
  std::map<Key, int64_t> before = start(moves), state = before;
  for (const Move& move : in_sequence(moves)) {
    state[key(move.to)] = move.is_constant() ? -int64_t{move.constant} : state.at(key(move.from));
  }
  for (const Move& move : moves) {
    int64_t wanted = move.is_constant() ? -int64_t{move.constant} : before.at(key(move.from));
    EXPECT_EQ(state.at(key(move.to)), wanted);
  }
  // Nothing else was written but scratch registers.
  for (const auto& entry : state) {
    auto place = entry.first;
    auto value = entry.second;
    bool is_target = std::any_of(moves.begin(), moves.end(),
                                 [&](const Move& move) { return key(move.to) == place; });
    bool is_scratch = place == key(gpr(kScratch0)) || place == key(fpr(kFloatScratch0));
    if (!is_target && !is_scratch) {
      EXPECT_EQ(value, before.at(place));
    }
  }
}

TEST(JitMoves, ChainsGoInOrder) {
  std::vector<Move> moves = {{gpr(1), gpr(0)}, {gpr(2), gpr(1)}, {gpr(3), gpr(2)}};
  expect_right(moves);
  EXPECT_EQ(in_sequence(moves).size(), 3u);
}

TEST(JitMoves, ASwapTakesOneScratchRegister) {
  std::vector<Move> moves = {{gpr(1), gpr(0)}, {gpr(0), gpr(1)}};
  expect_right(moves);
  EXPECT_EQ(in_sequence(moves).size(), 3u);
}

TEST(JitMoves, RingsOfBothKindsAndSlots) {
  expect_right(std::vector<Move>{{gpr(1), gpr(0)},
                                 {gpr(2), gpr(1)},
                                 {gpr(0), gpr(2)},
                                 {fpr(1), fpr(0)},
                                 {fpr(0), fpr(1)},
                                 {slot(0), slot(1)},
                                 {slot(1), slot(0)},
                                 {gpr(4), slot(2)},
                                 {slot(2), gpr(4)}});
}

TEST(JitMoves, ConstantsComeLast) {
  std::vector<Move> moves = {{gpr(0), {}, 7}, {gpr(1), gpr(0)}};
  expect_right(moves);
  EXPECT_TRUE(in_sequence(moves).back().is_constant());
}

TEST(JitMoves, WhatStaysIsNotMoved) {
  EXPECT_TRUE(in_sequence(std::vector<Move>{{gpr(3), gpr(3)}}).empty());
}

TEST(JitMoves, Random) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::vector<Location> places;
    for (uint32_t i = 0; i < 6; ++i) places.insert(places.end(), {gpr(i), slot(i), fpr(i)});
    std::shuffle(places.begin(), places.end(), random);
    std::vector<Move> moves;
    for (size_t i = 0; i < random() % places.size(); ++i) {
      Location from = places[random() % places.size()];
      // A register of one kind gets nothing of the other.
      bool mixed = places[i].is_register() && from.is_register() && places[i].place != from.place;
      if (random() % 8 == 0) {
        moves.push_back({places[i], {}, static_cast<NodeId>(1 + random() % 100)});
      } else if (!mixed) {
        moves.push_back({places[i], from});
      }
    }
    expect_right(moves);
  }
}

}  // namespace
}  // namespace linac::jit
