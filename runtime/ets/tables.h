// All tables of a VM: made, found by reference or name, given away, deleted, and what happens to them
// when a process ends.
//
//  R1 A reference to a table has the table's index and a serial in it (kTableReference), so looking it
//     up is two loads and, with the table's lock held, one comparison. It counts nothing: a table
//     lives until it is deleted or its owner ends.
//  R2 Names, owners and who holds what fixed change under mutex_. It is taken before a table's lock,
//     never while one is held.
//  R3 A process is given a table only while its state says that it has not begun to end, after its
//     flag has_ets has been set; its end sets the state first, then looks at the flag and, under
//     mutex_, for tables. So no table is given to the dead.
#pragma once

#include <functional>
#include <mutex>
#include <unordered_map>

#include "runtime/ets/table.h"
#include "runtime/process/identities.h"
#include "runtime/process/process.h"

namespace linac {

inline constexpr Word kTableReference = Word{1} << 29;

// Atoms that natives and specifications name.
struct EtsAtoms {
  explicit EtsAtoms(AtomTable& atoms);
  Term end_of_table, transfer, set, ordered_set, bag, duplicate_bag, public_, protected_, private_,
      auto_, id, access, table_type, position, keypos, owner, not_owner, already_exists, default_;
};

class EtsTables {
 public:
  static constexpr uint32_t kMostTables = 1 << 20;

  EtsTables(AtomTable& atoms, Identities& identities, PagePool& pages);
  ~EtsTables();
  EtsTables(const EtsTables&) = delete;
  EtsTables& operator=(const EtsTables&) = delete;

  const EtsAtoms atoms;

  struct New {
    EtsTable* table = nullptr;  // null: no more tables
    bool exists = false;        // the name is taken
  };
  // Owned by `process`. Takes the heir's data over.
  New make(Process& process, Term name, const EtsOptions& options, Term heir, Fragment* heir_data);

  // A table and what it has to be once it is locked.
  struct Found {
    EtsTable* table = nullptr;
    uint64_t serial = 0;  // 0: found by name
  };
  // Without a lock; a null table: there is none.
  Found find(Term reference_or_name) const;
  // With the table's lock held, or by the table's owner: it is what was looked for.
  static bool is_still(const Found& found, Term wanted) {
    uint64_t serial = found.table->serial.load(std::memory_order_relaxed);
    if (found.serial) return serial == found.serial;
    return serial != 0 && found.table->options.named && found.table->name == wanted;
  }
  static ReferenceKey key_of(const EtsTable& table) {
    return {table.serial.load(std::memory_order_relaxed), kTableReference | table.index};
  }

  // All of the following lock. False: the table is not `serial` any more.
  bool remove(EtsTable& table, uint64_t serial);
  enum class Rename : uint8_t { kOk, kGone, kTaken };
  Rename rename(EtsTable& table, uint64_t serial, Term name);
  enum class Give : uint8_t { kOk, kGone, kDead };
  Give give(EtsTable& table, uint64_t serial, Process* receiver);
  // A further safe_fixtable(Table, true) of that process.
  bool fix(EtsTable& table, uint64_t serial, Process& process);
  // What a traversal does in the midst of its work; nobody's.
  static bool fix_silently(EtsTable& table, uint64_t serial);
  bool unfix(EtsTable& table, uint64_t serial, Process& process);
  static void unfix_silently(EtsTable& table, uint64_t serial);

  struct Entry {
    uint64_t serial;
    Term name;  // kNoTerm: not named
    uint32_t index;
  };
  std::vector<Entry> all() const;
  size_t bytes() const;

  // The process has begun to end. `gift` sends the heir, which is alive, its message.
  void process_ended(Process& process, const std::function<Process*(Term)>& find_process,
                     const std::function<void(EtsTable&, Term heir)>& gift);

 private:
  static constexpr uint32_t kChunkShift = 10;
  static constexpr uint32_t kChunkSlots = 1 << kChunkShift;

  struct Holdings {
    std::vector<uint32_t> owned, fixed;
  };
  using Slot = std::atomic<EtsTable*>;

  EtsTable* at(uint32_t index) const {
    if (index >= used_.load(std::memory_order_acquire)) return nullptr;
    return chunks_[index >> kChunkShift]
        .load(std::memory_order_acquire)[index & (kChunkSlots - 1)]
        .load(std::memory_order_acquire);
  }
  EtsTable* take_block();
  Slot* name_slot(Term name, bool make);
  void set_name(Term name, EtsTable* table);
  // What a deleted table held.
  struct Remains {
    std::unique_ptr<HashStore> hash;
    std::unique_ptr<TreeStore> tree;
    Fragment* heir_data = nullptr;
  };
  Remains empty(EtsTable& table);
  void forget_holdings(EtsTable& table);
  void release(Remains& remains);
  static void drop_fixer(EtsTable& table, Term pid, bool all);
  void remove_owner(Word pid, uint32_t index);

  Identities& identities_;
  PagePool& pages_;
  mutable std::mutex mutex_;
  std::unique_ptr<std::atomic<Slot*>[]> chunks_;
  std::atomic<uint32_t> used_{0};
  std::vector<uint32_t> free_;
  std::unique_ptr<std::atomic<Slot*>[]> names_;
  size_t name_chunks_;
  std::unordered_map<Word, Holdings> holdings_;  // by pid
};

}  // namespace linac
