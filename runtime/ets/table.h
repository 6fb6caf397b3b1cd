// One table: what it is, who owns it, its objects, and who holds it fixed.
//
// The block of a table is never freed before the VM, only used again (tables.h), so a pointer to one
// may be followed at any time; whether it is still the table that was meant is asked after its lock
// has been taken (`serial`).
//
//  E1 name, protection, heir, fixers and the stores' pointers change only under the lock, held
//     exclusively. serial and private_owner are atomic, so that the owner of a private table, which
//     alone may use it, needs no lock.
//  E2 While `fixed` is not 0 no object of a hash table is freed or moved to another bucket: a deleted
//     one is hidden, and its bucket noted in `hidden`. Who brings `fixed` to 0 frees them.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "runtime/ets/hash_store.h"
#include "runtime/ets/tree_store.h"
#include "runtime/memory/fragment.h"
#include "runtime/process/signal.h"

namespace linac {

enum class EtsType : uint8_t { kSet, kOrderedSet, kBag, kDuplicateBag };
enum class EtsProtection : uint8_t { kPublic, kProtected, kPrivate };
enum class EtsConcurrency : uint8_t { kOff, kOn, kAuto };

struct EtsOptions {
  EtsType type = EtsType::kSet;
  EtsProtection protection = EtsProtection::kProtected;
  bool named = false;
  uint32_t key_index = 0;  // keypos - 1
  bool read_concurrency = false;
  EtsConcurrency write_concurrency = EtsConcurrency::kOff;
  bool decentralized_counters = false;
  bool compressed = false;
};

class EtsTable {
 public:
  struct Fixer {
    Term pid;
    uint32_t count;
  };

  // --- What it is ---
  uint32_t index = 0;                  // in the registry
  std::atomic<uint64_t> serial{0};     // of the reference that names it; 0: no table
  std::atomic<Word> owner{0};          // a pid
  std::atomic<Word> private_owner{0};  // the same of a private table, else 0
  std::atomic<bool> striped{false};    // is_striped(), to be verified with the lock held
  EtsLock lock;
  EtsOptions options;
  Term name = kNoTerm;
  Term heir = kNoTerm;              // a pid
  Fragment* heir_data = nullptr;    // null: no message is wanted
  std::unique_ptr<HashStore> hash;  // one of these two
  std::unique_ptr<TreeStore> tree;
  std::atomic<int64_t> object_bytes{0};
  // --- Fixing ---
  std::atomic<uint32_t> fixed{0};
  std::vector<Fixer> fixers;
  uint64_t fixed_since = 0;  // monotonic nanoseconds, of the first
  uint64_t fixed_since_system = 0;
  SpinLock hidden_lock;
  std::vector<uint32_t> hidden;  // buckets with hidden objects

  void set_owner(Word pid) {
    owner.store(pid, std::memory_order_relaxed);
    bool hidden_from_others = options.protection == EtsProtection::kPrivate;
    private_owner.store(hidden_from_others ? pid : 0, std::memory_order_release);
  }
  bool is_ordered() const { return options.type == EtsType::kOrderedSet; }
  bool is_bag() const {
    return options.type == EtsType::kBag || options.type == EtsType::kDuplicateBag;
  }
  // Writing to different keys at once.
  bool is_striped() const {
    return options.write_concurrency != EtsConcurrency::kOff && !is_ordered();
  }
  int64_t count() const {
    return tree ? static_cast<int64_t>(tree->count()) : hash ? hash->count() : 0;
  }
  bool is_fixed() const { return fixed.load(std::memory_order_relaxed) != 0; }
  Term key_of(const EtsObject& object) const { return object.element(options.key_index); }

  // --- Objects of a hash table, with the bucket held ---

  // The link to the first object with the key, hidden ones too; else the link at the chain's end.
  EtsObject** find(EtsObject*& bucket, Term key, uint64_t hash_of_key) const {
    EtsObject** link = &bucket;
    while (*link && !has_key(**link, key, hash_of_key)) link = &(*link)->next();
    return link;
  }
  bool has_key(const EtsObject& object, Term key, uint64_t hash_of_key) const {
    return object.hash == hash_of_key && exact_equal(key_of(object), key);
  }
  // The first object with the key that is not hidden; null: there is none.
  EtsObject* find_live(Term key, uint64_t hash_of_key) {
    EtsObject* object = *find(hash->bucket_of(hash_of_key), key, hash_of_key);
    while (object && object->hidden) {
      object = object->next();
      if (object && !has_key(*object, key, hash_of_key)) return nullptr;
    }
    return object;
  }
  // Takes the object at the link out of its chain, or hides it while the table is fixed; gives back
  // what is to be freed when the bucket is not held any more, or null. *link is what comes next, or
  // the hidden object.
  EtsObject* drop(EtsObject** link, uint32_t bucket) {
    EtsObject* object = *link;
    hash->add_count(-1);
    if (is_fixed()) {
      object->hidden = true;
      hidden_lock.lock();
      hidden.push_back(bucket);
      hidden_lock.unlock();
      return nullptr;
    }
    *link = object->next();
    object_bytes.fetch_sub(static_cast<int64_t>(object->bytes()), std::memory_order_relaxed);
    return object;
  }
  void link_new(EtsObject** link, EtsObject* object) {
    object->next() = *link;
    *link = object;
    hash->add_count(1);
    object_bytes.fetch_add(static_cast<int64_t>(object->bytes()), std::memory_order_relaxed);
  }
  // `object` takes the place of *link, which is given back.
  EtsObject* swap(EtsObject** link, EtsObject* object) {
    EtsObject* old = *link;
    object->next() = old->next();
    object->hash = old->hash;
    *link = object;
    if (old->hidden) hash->add_count(1);
    object_bytes.fetch_add(
        static_cast<int64_t>(object->bytes()) - static_cast<int64_t>(old->bytes()),
        std::memory_order_relaxed);
    return old;
  }
  // After a change, with no bucket held.
  void settle() {
    if (hash && !is_fixed()) hash->resize();
  }
  // Frees what is hidden. The lock is held exclusively, `fixed` is 0.
  void free_hidden();
};

// Objects to be freed once no lock is held.
class DeadObjects {
 public:
  DeadObjects() = default;
  DeadObjects(const DeadObjects&) = delete;
  DeadObjects& operator=(const DeadObjects&) = delete;
  ~DeadObjects() {
    while (EtsObject* object = first_) {
      first_ = object->next();
      free_object(object);
    }
  }
  void add(EtsObject* object) {
    if (!object) return;
    object->next() = first_;
    first_ = object;
  }

 private:
  EtsObject* first_ = nullptr;
};

}  // namespace linac
