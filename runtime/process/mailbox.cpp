#include "runtime/process/mailbox.h"

namespace linac {

void Mailbox::clear(BlockPool& pool) {
  fetch();
  while (Fragment* message = first_) {
    first_ = message->next;
    Fragment::destroy(pool, message);
  }
  last_ = save_ = &first_;
  count_ = 0;
}

Fragment* Mailbox::replace_current(Fragment* copy) {
  Fragment* message = *save_;
  copy->next = message->next;
  *save_ = copy;
  if (last_ == &message->next) last_ = &copy->next;
  message->next = nullptr;
  return message;
}

void Mailbox::fetch() {
  Fragment* newest = incoming_.exchange(nullptr, std::memory_order_acquire);
  if (!newest) return;
  Fragment* reversed = nullptr;
  Fragment* const end = newest;
  while (newest) {
    Fragment* next = newest->next;
    newest->next = reversed;
    reversed = newest;
    newest = next;
    count_++;
  }
  *last_ = reversed;
  last_ = &end->next;
}

Fragment* Mailbox::remove() {
  Fragment* message = *save_;
  *save_ = message->next;
  if (last_ == &message->next) last_ = save_;
  message->next = nullptr;
  count_--;
  restart();
  return message;
}

size_t Mailbox::length() {
  fetch();
  return count_;
}

}  // namespace linac
