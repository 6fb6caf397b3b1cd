// How natives of the module ets come to a table: found, locked, and checked for what the caller may
// do with it; and room for results that are not known before the lock is held.
#pragma once

#include "bifs/support.h"
#include "runtime/ets/hash.h"
#include "runtime/ets/transfer.h"
#include "runtime/sched/scheduler.h"

namespace linac {

enum class EtsNeed : uint8_t { kNothing, kRead, kWrite };
enum class EtsMode : uint8_t {
  kShared,  // reading, or changing single keys of a striped table
  kKey,     // changing a single key: shared with stripes, else exclusive
  kExclusive,
};

// The table in a term, locked as long as this lives. The owner of a private table needs no lock.
class EtsAccess {
 public:
  EtsAccess(NativeCall& call, Term wanted, EtsNeed need, EtsMode mode);
  ~EtsAccess() { unlock(); }
  EtsAccess(const EtsAccess&) = delete;
  EtsAccess& operator=(const EtsAccess&) = delete;

  explicit operator bool() const { return table_ != nullptr; }
  EtsTable& table() { return *table_; }
  EtsTable* operator->() { return table_; }
  uint64_t serial() const { return serial_; }
  bool is_locked() const { return locked_ != Locked::kNot; }
  // When there is no table: badarg with its cause.
  NativeResult failure() { return call_.badarg_because(cause_); }
  void unlock();

 private:
  enum class Locked : uint8_t { kNot, kShared, kExclusive };

  void lock(EtsTable& table, bool exclusive);

  NativeCall& call_;
  EtsTable* table_ = nullptr;
  EtsTable* locked_table_ = nullptr;
  EtsLock::Counter* readers_ = nullptr;
  uint64_t serial_ = 0;
  Term cause_ = kNoTerm;
  Locked locked_ = Locked::kNot;
  const uint32_t scheduler_;
};

// Room in the heap for a result, found out in two rounds: what does not fit is asked for without the
// lock, and everything is done again.
class EtsRoom {
 public:
  EtsRoom(TermSpace& space, size_t reserved)
      : space(space), available_(std::max(reserved, space.left())) {}
  bool has(size_t words) {
    if (words <= available_) return true;
    wanted_ = words;
    return false;
  }
  size_t wanted() const { return wanted_; }

  TermSpace& space;

 private:
  size_t available_;
  size_t wanted_ = 0;
};

// visit(EtsAccess&, EtsRoom&, const NoGc&) with the table of argument 0; called again when it has
// asked for more room than there is. It must not have changed anything by then.
template <class Visit>
NativeResult with_table(NativeCall& call, EtsNeed need, EtsMode mode, Visit visit) {
  for (size_t words = 0;;) {
    Reserved reserved = call.reserve(words);
    if (!reserved.ok()) return call.out_of_memory();
    EtsAccess access(call, call[0].get(reserved), need, mode);
    if (!access) return access.failure();
    EtsRoom room(reserved.space(), words);
    NativeResult result = visit(access, room, reserved);
    if (room.wanted() == 0) return result;
    words = room.wanted();
  }
}

inline uint64_t hash_of(NativeCall& call, Term key) { return ets_hash(call.atoms(), key); }

// [Copy, ...] of the live objects with that key, from `first` on, the oldest first: B1 of
// hash_store.h. The bucket is held.
struct KeyRun {
  size_t count = 0;
  size_t words = 0;
};
template <class Visit>
void for_each_live(EtsTable& table, EtsObject* first, Term key, uint64_t hash, Visit visit) {
  for (EtsObject* object = first; object && table.has_key(*object, key, hash);
       object = object->next()) {
    if (!object->hidden) visit(*object);
  }
}

// Results that are built while a table is locked: in blocks of their own, which the heap takes over.
class EtsResults {
 public:
  explicit EtsResults(NativeCall& call) : call_(call) {}
  ~EtsResults();
  EtsResults(const EtsResults&) = delete;
  EtsResults& operator=(const EtsResults&) = delete;

  // False: no memory.
  bool add_object(const EtsObject& object);
  bool add(Term term);
  std::vector<Term>& terms() { return terms_; }
  // A list of terms()[from .. to), the last first, before `tail`; kNoTerm: no memory.
  Term reversed(size_t from, size_t to, Term tail);
  // The same, the first first.
  Term list(size_t from, size_t to, Term tail);
  TermSpace* room(size_t words);
  // The heap takes all of it over. No NoGc may live.
  void adopt();

 private:
  static constexpr size_t kFirstWords = 256;
  static constexpr size_t kMostWords = size_t{1} << 16;

  NativeCall& call_;
  Fragment* fragments_ = nullptr;
  size_t next_words_ = kFirstWords;
  std::vector<Term> terms_;
};

}  // namespace linac
