// Program timers on a wheel against a sorted model: each goes off once, never early, in order.
#include "runtime/sched/timer_wheel.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

namespace linac {
namespace {

constexpr uint64_t kMillisecond = 1'000'000;

struct Wheel {
  explicit Wheel(uint64_t start) : wheel(start), now(start) {}
  ~Wheel() {
    for (ProgramTimer* timer : wheel.take_all()) delete timer;
  }

  ReferenceKey add(uint64_t deadline) {
    auto* timer = new ProgramTimer;
    timer->deadline = deadline;
    timer->key = {++made, 0};
    wheel.add(timer);
    return timer->key;
  }
  // What goes off up to `time`, by key.
  std::vector<std::pair<Word, uint64_t>> advance(uint64_t time) {
    now = time;
    TimerWheel::Due due;
    wheel.take_due(now, &due);
    std::vector<std::pair<Word, uint64_t>> result;
    for (ProgramTimer* timer : due.timers) {
      result.emplace_back(timer->key.low, timer->deadline);
      delete timer;
    }
    return result;
  }

  TimerWheel wheel;
  uint64_t now;
  Word made = 0;
};

TEST(TimerWheel, GoesOffNeverEarlyAndWithinTwoMilliseconds) {
  Wheel wheel(123'456'789);
  wheel.add(wheel.now + 10 * kMillisecond);
  EXPECT_TRUE(wheel.advance(wheel.now + 9 * kMillisecond).empty());
  EXPECT_EQ(wheel.advance(wheel.now + 3 * kMillisecond).size(), 1u);
  EXPECT_EQ(wheel.wheel.next_time(), TimerWheel::kNever);
}

TEST(TimerWheel, DueTogetherGoByDeadlineThenByOrder) {
  Wheel wheel(0);
  for (uint64_t deadline : {700u, 300u, 300u, 500u}) wheel.add(deadline);
  auto gone = wheel.advance(50 * kMillisecond);
  std::vector<Word> keys;
  for (auto& [key, deadline] : gone) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<Word>{2, 3, 4, 1}));
}

TEST(TimerWheel, WhatIsRemovedDoesNotGoOff) {
  Wheel wheel(0);
  ReferenceKey key = wheel.add(5 * kMillisecond);
  EXPECT_EQ(wheel.wheel.deadline_of(key), 5 * kMillisecond);
  std::unique_ptr<ProgramTimer> timer(wheel.wheel.remove(key));
  ASSERT_TRUE(timer);
  EXPECT_EQ(wheel.wheel.remove(key), nullptr);
  EXPECT_TRUE(wheel.advance(20 * kMillisecond).empty());
}

// Sleeping until next_time() each time, as a scheduler does, nothing is late.
TEST(TimerWheel, SleepingUntilNextTimeMissesNothing) {
  for (uint32_t seed = 1; seed <= 20; seed++) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    Wheel wheel(random() % (uint64_t{1} << 50));
    std::multimap<uint64_t, Word> model;
    std::map<Word, uint64_t> deadlines;
    for (int step = 0; step < 3000; step++) {
      if (random() % 3 != 0 || model.empty()) {
        uint64_t away = random() % (uint64_t{1} << (10 + random() % 44));
        uint64_t deadline = wheel.now + away;
        ReferenceKey key = wheel.add(deadline);
        model.emplace(deadline, key.low);
        deadlines[key.low] = deadline;
        continue;
      }
      if (random() % 4 == 0) {
        auto it = std::next(deadlines.begin(), static_cast<ptrdiff_t>(random() % deadlines.size()));
        std::unique_ptr<ProgramTimer> removed(wheel.wheel.remove({it->first, 0}));
        ASSERT_TRUE(removed);
        auto [first, last] = model.equal_range(it->second);
        while (first->second != it->first) ++first;
        model.erase(first);
        deadlines.erase(it);
        continue;
      }
      uint64_t next = wheel.wheel.next_time();
      ASSERT_NE(next, TimerWheel::kNever);
      // Never later than what is due first, but for the length of a slot.
      ASSERT_LE(next, model.begin()->first + 2 * kMillisecond);
      uint64_t before = 0;
      for (auto& [key, deadline] : wheel.advance(std::max(next, wheel.now))) {
        ASSERT_LE(deadline, wheel.now);
        ASSERT_GE(deadline, before);
        before = deadline;
        ASSERT_EQ(deadlines.erase(key), 1u);
        auto [first, last] = model.equal_range(deadline);
        while (first != last && first->second != key) ++first;
        ASSERT_NE(first, last);
        model.erase(first);
      }
    }
  }
}

}  // namespace
}  // namespace linac
