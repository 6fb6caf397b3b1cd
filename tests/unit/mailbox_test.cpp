// The mailbox alone: order, signals among messages, marks, closing while others push.
#include "runtime/process/mailbox.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "runtime/memory/block_pool.h"

namespace linac {
namespace {

class MailboxTest : public testing::Test {
 protected:
  ~MailboxTest() override { drop(mailbox_.close()); }

  Fragment* message(int64_t number) {
    Fragment* fragment = Fragment::make(pages_, 4);
    fragment->root = make_small(number);
    return fragment;
  }
  void send(int64_t number) { ASSERT_NE(mailbox_.push(message(number)), Mailbox::Pushed::kClosed); }
  void signal(SignalKind kind) {
    ASSERT_NE(mailbox_.push(make_signal(pages_, kind, {})), Mailbox::Pushed::kClosed);
  }
  int64_t take() {
    Fragment* taken = mailbox_.remove();
    int64_t number = taken->root.small_value();
    Fragment::destroy(pages_, taken);
    return number;
  }
  // The numbers of what is left, which is freed.
  std::vector<int64_t> drop(Fragment* chain) {
    std::vector<int64_t> numbers;
    while (chain) {
      Fragment* next = chain->next;
      numbers.push_back(chain->kind == 0 ? chain->root.small_value() : -1);
      Fragment::destroy(pages_, chain);
      chain = next;
    }
    return numbers;
  }

  PagePool pages_;
  Mailbox mailbox_;
};

TEST_F(MailboxTest, MessagesComeInOrder) {
  for (int64_t i = 0; i < 5; i++) send(i);
  for (int64_t i = 0; i < 5; i++) {
    ASSERT_TRUE(mailbox_.current());
    EXPECT_EQ(take(), i);
  }
  EXPECT_EQ(mailbox_.current(), nullptr);
}

TEST_F(MailboxTest, MessagesStayBehindASignal) {
  send(1);
  signal(SignalKind::kExit);
  send(2);
  signal(SignalKind::kLink);
  EXPECT_EQ(mailbox_.current()->root, make_small(1));
  mailbox_.advance();
  EXPECT_EQ(mailbox_.current(), nullptr);
  ASSERT_TRUE(mailbox_.has_signals());
  Fragment* exit = mailbox_.take_signal();
  EXPECT_EQ(signal_kind(*exit), SignalKind::kExit);
  exit->root = make_small(9);
  mailbox_.append(exit);  // it has become a message
  EXPECT_EQ(mailbox_.current()->root, make_small(9));
  mailbox_.fetch();
  mailbox_.restart();
  EXPECT_EQ(take(), 1);
  EXPECT_EQ(take(), 9);
  EXPECT_EQ(take(), 2);
  EXPECT_TRUE(mailbox_.has_signals());
}

TEST_F(MailboxTest, ReceiveStartsAtTheMark) {
  for (int64_t i = 0; i < 3; i++) send(i);
  ReferenceKey key{7, 0};
  mailbox_.bind_mark(mailbox_.reserve_mark(), key);
  send(3);
  mailbox_.use_mark(key);
  EXPECT_EQ(mailbox_.current()->root, make_small(3));
  mailbox_.restart();
  mailbox_.current();
  mailbox_.advance();
  mailbox_.advance();
  EXPECT_EQ(take(), 2);  // the message before the mark goes
  mailbox_.use_mark(key);
  EXPECT_EQ(mailbox_.current()->root, make_small(3));
  mailbox_.clear_mark(key);
  mailbox_.restart();
  mailbox_.use_mark(key);
  EXPECT_EQ(mailbox_.current()->root, make_small(0));
}

TEST_F(MailboxTest, TheOldestOfManyMarksIsGivenUp) {
  send(0);
  for (Word i = 0; i < 5; i++) mailbox_.bind_mark(mailbox_.reserve_mark(), {i, 0});
  send(1);
  mailbox_.use_mark({0, 0});
  EXPECT_EQ(mailbox_.current()->root, make_small(0));
  mailbox_.use_mark({4, 0});
  EXPECT_EQ(mailbox_.current()->root, make_small(1));
}

TEST_F(MailboxTest, ClosingGivesAllInOrderAndTakesNoMore) {
  send(1);
  mailbox_.current();
  signal(SignalKind::kUnlink);
  send(2);
  mailbox_.fetch();
  send(3);
  EXPECT_EQ(drop(mailbox_.close()), (std::vector<int64_t>{1, -1, 2, 3}));
  Fragment* late = message(4);
  EXPECT_EQ(mailbox_.push(late), Mailbox::Pushed::kClosed);
  Fragment::destroy(pages_, late);
  EXPECT_EQ(mailbox_.close(), nullptr);
}

TEST_F(MailboxTest, WhoPushesToASleeperWakesHim) {
  ASSERT_TRUE(mailbox_.sleep());
  EXPECT_EQ(mailbox_.push(message(1)), Mailbox::Pushed::kWoken);
  EXPECT_EQ(mailbox_.push(message(2)), Mailbox::Pushed::kTaken);
  EXPECT_FALSE(mailbox_.wake());
  EXPECT_TRUE(mailbox_.has_unseen());
  EXPECT_FALSE(mailbox_.sleep());  // the second has not been fetched
  for (int64_t i : {1, 2}) {
    ASSERT_TRUE(mailbox_.current());
    EXPECT_EQ(take(), i);
  }
  ASSERT_TRUE(mailbox_.sleep());
  EXPECT_TRUE(mailbox_.wake());
  EXPECT_FALSE(mailbox_.wake());
  EXPECT_EQ(mailbox_.push(message(3)), Mailbox::Pushed::kTaken);
}

TEST_F(MailboxTest, ASignalThatWaitsKeepsAwake) {
  signal(SignalKind::kLink);
  mailbox_.fetch();
  EXPECT_FALSE(mailbox_.sleep());
}

// M3: of many who push and wake, one has the owner in hand, and only he works on the private list.
TEST_F(MailboxTest, EachSleepHasOneWaker) {
  constexpr int kThreads = 4, kEach = 20000;
  std::atomic<int64_t> wakings{0};
  std::atomic<bool> ready{false};  // as if in a queue
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; t++) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; i++) {
        bool woken = i % 8 == 0 && mailbox_.wake();
        if (!woken) woken = mailbox_.push(message(1)) == Mailbox::Pushed::kWoken;
        if (!woken) continue;
        wakings++;
        EXPECT_FALSE(ready.exchange(true));
      }
    });
  }
  int64_t received = 0, sleeps = 0, empty = 0;
  auto pushed_at_least = int64_t{kThreads} * kEach * 7 / 8;
  while (received < pushed_at_least) {
    while (mailbox_.current()) received += take();
    if (!mailbox_.sleep()) continue;
    sleeps++;
    while (!ready.exchange(false)) {
      if (received >= pushed_at_least && mailbox_.wake()) {
        empty++;
        break;
      }
      std::this_thread::yield();
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wakings.load() + empty, sleeps);
}

// Of what several threads push, each thread's messages stay in order, and those that the mailbox took
// are all there at the end.
TEST_F(MailboxTest, NothingIsLostBetweenPushAndClose) {
  constexpr int kThreads = 4, kEach = 20000;
  std::atomic<int64_t> taken{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; t++) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; i++) {
        Fragment* one = message(int64_t{t} << 32 | i);
        if (mailbox_.push(one) != Mailbox::Pushed::kClosed) {
          taken++;
        } else {
          Fragment::destroy(pages_, one);
        }
      }
    });
  }
  std::vector<int64_t> next(kThreads, 0);
  int64_t received = 0;
  auto see = [&](int64_t number) {
    auto thread = static_cast<size_t>(number >> 32);
    EXPECT_EQ(number & 0xFFFFFFFF, next[thread]);
    next[thread]++;
    received++;
  };
  while (received < kThreads * kEach / 2) {
    if (mailbox_.current()) see(take());
  }
  for (int64_t number : drop(mailbox_.close())) see(number);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(received, taken.load());
}

}  // namespace
}  // namespace linac
