#include "runtime/process/mailbox.h"

namespace linac {
namespace {

bool is_message(const Fragment& fragment) { return signal_kind(fragment) == SignalKind::kMessage; }

Fragment* reverse(Fragment* newest) {
  Fragment* reversed = nullptr;
  while (newest) {
    Fragment* next = newest->next;
    newest->next = reversed;
    reversed = newest;
    newest = next;
  }
  return reversed;
}

}  // namespace

// The messages at the beginning of the chain go to the list, the rest waits with its signal.
void Mailbox::add_chain(Fragment* chain) {
  *last_ = chain;
  while (*last_ && is_message(**last_)) {
    last_ = &(*last_)->next;
    count_++;
  }
  pending_ = *last_;
  *last_ = nullptr;
}

void Mailbox::fetch() {
  if (pending_ && is_message(*pending_)) add_chain(pending_);
  Fragment* head = incoming_.load(std::memory_order_relaxed);
  if (!head || head == closed()) return;
  VM_CHECK(head != sleeping());
  Fragment* chain = reverse(incoming_.exchange(nullptr, std::memory_order_seq_cst));
  if (!pending_) return add_chain(chain);
  Fragment** end = &pending_;
  while (*end) end = &(*end)->next;
  *end = chain;
}

Fragment* Mailbox::take_signal() {
  Fragment* signal = pending_;
  pending_ = signal->next;
  signal->next = nullptr;
  return signal;
}

void Mailbox::append(Fragment* message) {
  message->kind = static_cast<uint32_t>(SignalKind::kMessage);
  message->next = nullptr;
  *last_ = message;
  last_ = &message->next;
  count_++;
}

void Mailbox::move_positions(Fragment** from, Fragment** to) {
  if (last_ == from) last_ = to;
  if (save_ == from) save_ = to;
  if (!marks_) return;
  for (Mark& mark : marks_->all) {
    if (mark.at == from) mark.at = to;
  }
}

Fragment* Mailbox::take_at(Fragment** at) {
  Fragment* message = *at;
  *at = message->next;
  move_positions(&message->next, at);
  message->next = nullptr;
  count_--;
  return message;
}

Fragment* Mailbox::remove() {
  Fragment* message = take_at(save_);
  restart();
  return message;
}

Fragment* Mailbox::replace_current(Fragment* copy) {
  Fragment* message = *save_;
  copy->next = message->next;
  *save_ = copy;
  move_positions(&message->next, &copy->next);
  message->next = nullptr;
  return message;
}

uint32_t Mailbox::reserve_mark() {
  fetch();
  if (!marks_) marks_ = std::make_unique<Marks>();
  Mark* oldest = &marks_->all.front();
  for (Mark& mark : marks_->all) {
    if (mark.number < oldest->number) oldest = &mark;
  }
  if (marks_->next == UINT32_MAX) {
    clear_marks();
    marks_->next = 1;
  }
  *oldest = {marks_->next++, false, {}, last_};
  return oldest->number;
}

void Mailbox::bind_mark(uint32_t number, ReferenceKey key) {
  if (!marks_ || number == 0) return;
  for (Mark& mark : marks_->all) {
    if (mark.number != number) continue;
    mark.bound = true;
    mark.key = key;
  }
}

void Mailbox::use_mark(ReferenceKey key) {
  if (!marks_) return;
  for (Mark& mark : marks_->all) {
    if (mark.bound && mark.key == key) save_ = mark.at;
  }
}

void Mailbox::clear_mark(ReferenceKey key) {
  if (!marks_) return;
  for (Mark& mark : marks_->all) {
    if (mark.bound && mark.key == key) mark = {};
  }
}

void Mailbox::clear_marks() {
  if (marks_) marks_->all = {};
}

Fragment* Mailbox::close() {
  clear_marks();
  Fragment* newest = incoming_.exchange(closed(), std::memory_order_seq_cst);
  Fragment* chain = newest == closed() || newest == sleeping() ? nullptr : reverse(newest);
  Fragment** end = &first_;
  while (*end) end = &(*end)->next;
  *end = pending_;
  while (*end) end = &(*end)->next;
  *end = chain;
  Fragment* all = first_;
  first_ = pending_ = nullptr;
  last_ = save_ = &first_;
  count_ = 0;
  return all;
}

}  // namespace linac
