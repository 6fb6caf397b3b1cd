// Going through a table with a match specification.
//
// A long way is cut: after every kScanBudget objects and buckets the lock is given up for a moment, so
// that others get their turn. While that goes on the table is fixed, as OTP does it, so the place in
// it stays where it is. An ordered table is not fixed; the key of the last object is kept instead.
#pragma once

#include "bifs/ets_access.h"
#include "runtime/ets/match_spec.h"

namespace linac {

// Which keys the objects that a specification matches can have.
struct EtsPlan {
  bool can_match = false;  // some clause can match an object
  bool keys_only = true;   // only objects with one of `keys` can match
  std::vector<Term> keys;  // of the specification's clauses
};
EtsPlan make_plan(const AtomTable& atoms, const MatchSpec& spec, uint32_t key_index);

enum class ScanEnd : uint8_t {
  kDone,      // the whole table
  kFull,      // the visitor had enough; there may be more
  kGone,      // there is no such table (any more)
  kNoMemory,  // the visitor said so
};
// What a visitor says of the object it was shown.
enum class ScanStep : uint8_t { kNext, kDelete, kReplace, kNoMemory };

class EtsScan {
 public:
  static constexpr int64_t kScanBudget = 2000;

  EtsScan(NativeCall& call, Term wanted, EtsNeed need, EtsMode mode)
      : call_(call), wanted_(wanted), need_(need), mode_(mode) {
    access_.emplace(call, wanted, need, mode);
  }
  ~EtsScan() { finish(); }
  EtsScan(const EtsScan&) = delete;
  EtsScan& operator=(const EtsScan&) = delete;

  explicit operator bool() const { return static_cast<bool>(*access_); }
  NativeResult failure() { return access_->failure(); }
  EtsTable& table() { return access_->table(); }

  // Where to begin and, afterwards, where to go on.
  uint32_t bucket = 0;
  Term key = kNoTerm;  // of an ordered table: after this one; good as long as the scan lives
  bool backward = false;

  // visit(const EtsObject&) -> ScanStep; replacement() -> the object for kReplace; is_full() is asked
  // after each bucket (object of an ordered table).
  template <class Visit, class Replacement, class IsFull>
  ScanEnd run(const EtsPlan& plan, Visit&& visit, Replacement&& replacement, IsFull&& is_full) {
    if (!plan.can_match) return ScanEnd::kDone;
    if (table().tree) {
      if (mode_ == EtsMode::kShared) return read_tree(plan, visit, is_full);
      return change_tree(plan, visit, replacement);
    }
    if (plan.keys_only) return visit_keys(plan, visit, replacement);
    return visit_buckets(visit, replacement, is_full);
  }
  // Gives up the lock, lets the table go, and frees what was deleted.
  void finish();

 private:
  template <class Visit, class Replacement>
  bool visit_chain(uint32_t index, Visit& visit, Replacement& replacement);
  template <class Visit, class Replacement>
  ScanEnd visit_keys(const EtsPlan& plan, Visit& visit, Replacement& replacement);
  template <class Visit, class Replacement, class IsFull>
  ScanEnd visit_buckets(Visit& visit, Replacement& replacement, IsFull& is_full);
  template <class Visit, class IsFull>
  ScanEnd read_tree(const EtsPlan& plan, Visit& visit, IsFull& is_full);
  template <class Visit, class Replacement>
  ScanEnd change_tree(const EtsPlan& plan, Visit& visit, Replacement& replacement);
  // Lets others at the table. False: it is gone.
  bool pause();
  void keep_key(const EtsObject& object) {
    Word words[2] = {tuple_header(1), table().key_of(object).bits};
    EtsObject* copy = make_object(make_boxed(words), *call_.vm().literals);
    VM_CHECK(copy);
    kept_.add(copy);
    key = copy->element(0);
  }

  NativeCall& call_;
  const Term wanted_;
  const EtsNeed need_;
  const EtsMode mode_;
  std::optional<EtsAccess> access_;
  DeadObjects dead_;
  DeadObjects kept_;
  EtsTable* fixed_ = nullptr;
  uint64_t fixed_serial_ = 0;
  int64_t budget_ = kScanBudget;
  int64_t steps_ = 0;
  bool changed_ = false;
};

// Bucket `index` is held.
template <class Visit, class Replacement>
bool EtsScan::visit_chain(uint32_t index, Visit& visit, Replacement& replacement) {
  EtsTable& table = this->table();
  for (EtsObject** link = &table.hash->bucket_at(index); EtsObject* object = *link;) {
    budget_--;
    ScanStep step = object->hidden ? ScanStep::kNext : visit(*object);
    if (step == ScanStep::kNoMemory) return false;
    if (step == ScanStep::kDelete) {
      changed_ = true;
      EtsObject* dropped = table.drop(link, index);
      if (dropped) {
        dead_.add(dropped);
        continue;
      }
    } else if (step == ScanStep::kReplace) {
      dead_.add(table.swap(link, replacement()));
    }
    link = &(*link)->next();
  }
  return true;
}

template <class Visit, class Replacement>
ScanEnd EtsScan::visit_keys(const EtsPlan& plan, Visit& visit, Replacement& replacement) {
  std::vector<uint32_t> seen;
  for (Term key : plan.keys) {
    uint64_t hash = ets_hash(call_.atoms(), key);
    HashStore::Hold hold(*table().hash, hash);
    if (!table().find_live(key, hash)) continue;
    uint32_t index = table().hash->index_of(hash);
    if (std::find(seen.begin(), seen.end(), index) != seen.end()) continue;
    seen.push_back(index);
    if (!visit_chain(index, visit, replacement)) return ScanEnd::kNoMemory;
  }
  return ScanEnd::kDone;
}

template <class Visit, class Replacement, class IsFull>
ScanEnd EtsScan::visit_buckets(Visit& visit, Replacement& replacement, IsFull& is_full) {
  for (;;) {
    if (bucket < table().hash->buckets()) {
      HashStore::Hold hold(*table().hash, bucket);
      if (!visit_chain(bucket, visit, replacement)) return ScanEnd::kNoMemory;
    }
    bucket = table().hash->next_bucket(bucket);
    if (bucket == 0) return ScanEnd::kDone;
    if (is_full()) return ScanEnd::kFull;
    if (--budget_ <= 0 && !pause()) return ScanEnd::kGone;
  }
}

template <class Visit, class IsFull>
ScanEnd EtsScan::read_tree(const EtsPlan& plan, Visit& visit, IsFull& is_full) {
  if (plan.keys_only && plan.keys.size() == 1 && key == kNoTerm) {
    EtsObject* object = table().tree->find(plan.keys[0]);
    if (!object) return ScanEnd::kDone;
    if (visit(*object) == ScanStep::kNoMemory) return ScanEnd::kNoMemory;
    keep_key(*object);
    return is_full() ? ScanEnd::kFull : ScanEnd::kDone;
  }
  for (;;) {
    TreeStore::Cursor cursor(*table().tree, backward);
    EtsObject* object = cursor.start(key);
    for (; object; object = cursor.next()) {
      if (visit(*object) == ScanStep::kNoMemory) return ScanEnd::kNoMemory;
      if (is_full()) {
        keep_key(*object);
        return ScanEnd::kFull;
      }
      if (--budget_ > 0 || !access_->is_locked()) continue;
      keep_key(*object);
      break;
    }
    if (!object) return ScanEnd::kDone;
    if (!pause()) return ScanEnd::kGone;
  }
}

// Nothing else looks at the table meanwhile: each step finds its way anew.
template <class Visit, class Replacement>
ScanEnd EtsScan::change_tree(const EtsPlan& plan, Visit& visit, Replacement& replacement) {
  TreeStore& tree = *table().tree;
  bool one_key = plan.keys_only && plan.keys.size() == 1;
  EtsObject* object = one_key ? tree.find(plan.keys[0]) : tree.first();
  while (object) {
    steps_++;
    Term place = table().key_of(*object);
    ScanStep step = visit(*object);
    if (step == ScanStep::kNoMemory) return ScanEnd::kNoMemory;
    EtsObject* next = one_key ? nullptr : tree.after(place);
    int64_t bytes = -static_cast<int64_t>(object->bytes());
    if (step == ScanStep::kDelete) {
      dead_.add(tree.remove(place));
      table().object_bytes.fetch_add(bytes, std::memory_order_relaxed);
    } else if (step == ScanStep::kReplace) {
      EtsObject* made = replacement();
      bytes += static_cast<int64_t>(made->bytes());
      tree.replace(object, made);
      dead_.add(object);
      table().object_bytes.fetch_add(bytes, std::memory_order_relaxed);
    }
    object = next;
  }
  return ScanEnd::kDone;
}

}  // namespace linac
