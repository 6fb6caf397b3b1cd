// A process's messages. Senders push onto a lock-free stack; the receiver moves what has come, in
// order, to its private list and searches that.
//
// Guarantees
//  M1 A message that push() took is received or freed with the mailbox: none is lost.
//  M2 Messages of one sender are received in the order in which it sent them.
//
// Threads: push() from any; all else only by the owner.
#pragma once

#include <atomic>
#include <cstddef>

#include "runtime/memory/fragment.h"

namespace linac {

class Mailbox {
 public:
  Mailbox() = default;
  ~Mailbox() { VM_CHECK(!first_ && !incoming_.load(std::memory_order_relaxed)); }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Takes ownership of `message`.
  void push(Fragment* message) {
    Fragment* head = incoming_.load(std::memory_order_relaxed);
    do {
      message->next = head;
    } while (!incoming_.compare_exchange_weak(head, message, std::memory_order_release,
                                              std::memory_order_relaxed));
  }

  // The message at the save pointer, fetching new ones when it stands at the end; null if none.
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
  // Whether something has come that current() has not seen.
  bool has_incoming() const { return incoming_.load(std::memory_order_acquire) != nullptr; }
  size_t length();  // fetches first
  // Puts `copy` where the current message is and gives that to the caller.
  Fragment* replace_current(Fragment* copy);
  // Frees all messages; the last thing that its owner does.
  void clear(BlockPool& pool);

 private:
  void fetch();

  std::atomic<Fragment*> incoming_{nullptr};  // newest first
  Fragment* first_ = nullptr;                 // oldest first
  Fragment** last_ = &first_;                 // where the next is linked
  Fragment** save_ = &first_;
  size_t count_ = 0;
};

}  // namespace linac
