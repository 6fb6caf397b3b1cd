// A process's messages and signals. Senders push onto a lock-free stack; the receiver takes all of
// it at once, in order, and moves messages to a private list, which it searches. Messages stay behind
// the first signal until the signal has been handled (exec/signals.h).
//
// Guarantees (docs/messages.md)
//  M1 What push() took is received, handled, or freed with the mailbox: none is lost. After close()
//     push() takes nothing.
//  M2 Messages and signals of one sender are received in the order in which it sent them.
//  M3 Of those who push to or wake a mailbox whose owner sleeps, exactly one learns that it has woken
//     him. Then it has the process in hand, until it has put it into a queue.
//
// Threads: push() and wake() from any; all else only by who has the process in hand.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

#include "runtime/process/signal.h"

namespace linac {

class Mailbox {
 public:
  Mailbox() = default;
  ~Mailbox() { VM_CHECK(!first_ && !pending_ && is_empty_or_closed()); }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  enum class Pushed : uint8_t { kClosed, kTaken, kWoken };
  // Takes ownership of `message` unless the mailbox is closed. kWoken: the owner slept (M3).
  [[nodiscard]] Pushed push(Fragment* message) {
    Fragment* head = incoming_.load(std::memory_order_relaxed);
    for (;;) {
      if (head == closed()) return Pushed::kClosed;
      bool sleeps = head == sleeping();
      message->next = sleeps ? nullptr : head;
      if (incoming_.compare_exchange_weak(head, sleeps ? nullptr : message,
                                          std::memory_order_seq_cst, std::memory_order_relaxed)) {
        if (!sleeps) return Pushed::kTaken;
        add_chain(message);
        return Pushed::kWoken;
      }
    }
  }
  // The owner, who is in no queue, sleeps from now on. False: something has come, and he does not.
  [[nodiscard]] bool sleep() {
    Fragment* none = nullptr;
    return !pending_ && incoming_.compare_exchange_strong(
                            none, sleeping(), std::memory_order_seq_cst, std::memory_order_relaxed);
  }
  // True: he slept, and the caller has woken him (M3).
  [[nodiscard]] bool wake() {
    Fragment* head = sleeping();
    return incoming_.load(std::memory_order_seq_cst) == head &&
           incoming_.compare_exchange_strong(head, nullptr, std::memory_order_seq_cst,
                                             std::memory_order_relaxed);
  }

  // The message at the save pointer, fetching new ones when it stands at the end; null if none is
  // there before the next signal (has_signals()).
  Fragment* current() {
    if (!*save_) fetch();
    return *save_;
  }
  // Leaves the current message for later and looks at the next.
  void advance() { save_ = &(*save_)->next; }
  // The message that current() gave last, still in the list.
  Fragment* peeked() const { return *save_; }
  // Takes the current message out; the caller owns it. The next receive starts at the front.
  Fragment* remove();
  void restart() { save_ = &first_; }
  // Puts `copy` where the current message is and gives that to the caller.
  Fragment* replace_current(Fragment* copy);

  // Moves what has come to the private list, up to the first signal.
  void fetch();
  // A signal waits to be handled (of what was fetched).
  bool has_signals() const { return pending_ != nullptr; }
  // The signal that waits, taken out; messages behind it are moved by the next fetch().
  Fragment* take_signal();
  // Puts a message, or a signal that has become one, at the end of the list.
  void append(Fragment* message);
  // A message that the owner has not looked at in this receive is in the private list.
  bool has_unseen() const { return *save_ != nullptr; }

  size_t length() const { return count_; }  // of the private list
  Fragment* first() const { return first_; }
  // Takes out the first message that `matches`; null: none does. The receive starts again.
  template <class Matches>
  Fragment* take_if(Matches matches) {
    for (Fragment** at = &first_; *at; at = &(*at)->next) {
      if (matches(**at)) return take_at(at);
    }
    return nullptr;
  }

  // Receive marks. A receive for messages that hold a new reference need not look at those that
  // came before the reference was made.
  //  reserve: a mark at the end of what has come; its number is what the program keeps.
  //  bind: the reference is made. use: the save pointer goes to the mark, if it is still there.
  uint32_t reserve_mark();
  void bind_mark(uint32_t number, ReferenceKey key);
  void use_mark(ReferenceKey key);
  void clear_mark(ReferenceKey key);
  void clear_marks();

  // Nothing is taken from now on; everything that was there, oldest first, the caller's.
  Fragment* close();

 private:
  static constexpr size_t kMarks = 4;
  struct Mark {
    uint32_t number = 0;  // 0: not in use
    bool bound = false;
    ReferenceKey key;
    Fragment** at = nullptr;  // where the next message is linked, as save_
  };

  static Fragment* closed() { return reinterpret_cast<Fragment*>(uintptr_t{1}); }
  static Fragment* sleeping() { return reinterpret_cast<Fragment*>(uintptr_t{2}); }
  bool is_empty_or_closed() const {
    Fragment* head = incoming_.load(std::memory_order_relaxed);
    return !head || head == closed();
  }
  void add_chain(Fragment* chain);
  // Takes out the message at `at`, moving save pointer and marks that stand behind it.
  Fragment* take_at(Fragment** at);
  void move_positions(Fragment** from, Fragment** to);

  std::atomic<Fragment*> incoming_{nullptr};  // newest first
  Fragment* first_ = nullptr;                 // oldest first
  Fragment** last_ = &first_;                 // where the next is linked
  Fragment** save_ = &first_;
  Fragment* pending_ = nullptr;  // begins with a signal; oldest first
  size_t count_ = 0;
  struct Marks {
    std::array<Mark, kMarks> all;
    uint32_t next = 1;
  };
  std::unique_ptr<Marks> marks_;
};

}  // namespace linac
