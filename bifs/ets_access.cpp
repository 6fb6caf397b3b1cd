#include "bifs/ets_access.h"

#include "core/term/identity.h"
#include "runtime/memory/copy.h"

namespace linac {

EtsAccess::EtsAccess(NativeCall& call, Term wanted, EtsNeed need, EtsMode mode)
    : call_(call), scheduler_(call.process().scheduler->index) {
  EtsTables& tables = *call.vm().ets;
  EtsTables::Found found = tables.find(wanted);
  bool is_reference = is_boxed_kind(wanted, BoxedKind::kReference);
  bool is_table = is_reference && reference_key(wanted).high >> 29 == 1;
  if (!found.table) {
    cause_ = wanted.is_atom() || is_table ? tables.atoms.id : atoms::kType;
    return;
  }
  EtsTable& table = *found.table;
  Word self = call.process().pid.bits;
  // E1 of table.h: of a private table that is ours nobody else changes what it is.
  if (table.private_owner.load(std::memory_order_acquire) != self) {
    bool striped = table.striped.load(std::memory_order_relaxed);
    bool exclusive = mode == EtsMode::kExclusive || (mode == EtsMode::kKey && !striped);
    lock(table, exclusive);
    if (mode == EtsMode::kKey && !exclusive && !table.is_striped()) {  // it was another table
      unlock();
      lock(table, true);
    }
  }
  if (!EtsTables::is_still(found, wanted)) {
    cause_ = tables.atoms.id;
    unlock();
    return;
  }
  if (table.owner.load(std::memory_order_relaxed) != self) {
    EtsProtection protection = table.options.protection;
    bool allowed = need == EtsNeed::kNothing || protection == EtsProtection::kPublic ||
                   (protection == EtsProtection::kProtected && need == EtsNeed::kRead);
    if (!allowed) {
      cause_ = tables.atoms.access;
      unlock();
      return;
    }
  }
  table_ = &table;
  serial_ = table.serial.load(std::memory_order_relaxed);
}

void EtsAccess::lock(EtsTable& table, bool exclusive) {
  if (exclusive) {
    table.lock.lock();
  } else {
    readers_ = table.lock.lock_shared(scheduler_);
  }
  locked_ = exclusive ? Locked::kExclusive : Locked::kShared;
  locked_table_ = &table;
}

void EtsAccess::unlock() {
  if (locked_ == Locked::kShared) EtsLock::unlock_shared(readers_);
  if (locked_ == Locked::kExclusive) locked_table_->lock.unlock();
  locked_ = Locked::kNot;
}

EtsResults::~EtsResults() {
  while (Fragment* fragment = fragments_) {
    fragments_ = fragment->next;
    Fragment::destroy(call_.heap().memory().pool, fragment);
  }
}

TermSpace* EtsResults::room(size_t words) {
  if (fragments_ && fragments_->space.left() >= words) return &fragments_->space;
  Fragment* fragment = Fragment::make(call_.heap().memory().pool, std::max(words, next_words_));
  if (!fragment) return nullptr;
  next_words_ = std::min(next_words_ * 2, kMostWords);
  fragment->next = fragments_;
  fragments_ = fragment;
  return &fragment->space;
}

bool EtsResults::add_object(const EtsObject& object) {
  TermSpace* space = room(object.words);
  if (!space) return false;
  terms_.push_back(copy_out(object, *space));
  return true;
}

bool EtsResults::add(Term term) {
  const LiteralArea* literals = call_.vm().literals;
  size_t words = measure_copy(term, literals);
  if (words == 0) {
    terms_.push_back(term);
    return true;
  }
  TermSpace* space = room(words);
  if (!space) return false;
  terms_.push_back(copy_term(term, *space, literals));
  return true;
}

Term EtsResults::reversed(size_t from, size_t to, Term tail) {
  for (size_t i = from; i < to; i++) {
    TermSpace* space = room(kConsWords);
    if (!space) return kNoTerm;
    tail = space->cons(terms_[i], tail);
  }
  return tail;
}

Term EtsResults::list(size_t from, size_t to, Term tail) {
  for (size_t i = to; i-- > from;) {
    TermSpace* space = room(kConsWords);
    if (!space) return kNoTerm;
    tail = space->cons(terms_[i], tail);
  }
  return tail;
}

void EtsResults::adopt() {
  while (Fragment* fragment = fragments_) {
    fragments_ = fragment->next;
    call_.heap().adopt(fragment);
  }
}

}  // namespace linac
