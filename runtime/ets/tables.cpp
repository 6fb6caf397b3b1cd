#include "runtime/ets/tables.h"

#include <algorithm>

#include "core/base/memory_account.h"
#include "runtime/sched/clock.h"

namespace linac {
namespace {

class Exclusive {
 public:
  explicit Exclusive(EtsTable& table) : table_(table) { table_.lock.lock(); }
  ~Exclusive() { table_.lock.unlock(); }
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;

 private:
  EtsTable& table_;
};

uint64_t system_nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

void erase_one(std::vector<uint32_t>& from, uint32_t what) {
  auto it = std::find(from.begin(), from.end(), what);
  if (it != from.end()) from.erase(it);
}

// Whether a process may be given a table; if so, its end will look for it.
bool can_take(Process* process) {
  if (!process) return false;
  process->has_ets.store(true, std::memory_order_seq_cst);
  ProcessState state = process->state.load(std::memory_order_seq_cst);
  return state != ProcessState::kExiting && state != ProcessState::kDead;
}

}  // namespace

EtsAtoms::EtsAtoms(AtomTable& atoms) {
  auto make = [&](std::string_view text) {
    auto atom = atoms.intern(text);
    VM_CHECK(atom);
    return *atom;
  };
  end_of_table = make("$end_of_table");
  transfer = make("ETS-TRANSFER");
  set = make("set");
  ordered_set = make("ordered_set");
  bag = make("bag");
  duplicate_bag = make("duplicate_bag");
  public_ = make("public");
  protected_ = make("protected");
  private_ = make("private");
  auto_ = make("auto");
  id = make("id");
  access = make("access");
  table_type = make("table_type");
  position = make("position");
  keypos = make("keypos");
  owner = make("owner");
  not_owner = make("not_owner");
  already_exists = make("already_exists");
  default_ = make("default");
}

EtsTables::EtsTables(AtomTable& atom_table, Identities& identities, PagePool& pages)
    : atoms(atom_table),
      identities_(identities),
      pages_(pages),
      chunks_(std::make_unique<std::atomic<Slot*>[]>(kMostTables >> kChunkShift)),
      name_chunks_((atom_table.capacity() >> kChunkShift) + 1) {
  names_ = std::make_unique<std::atomic<Slot*>[]>(name_chunks_);
}

EtsTables::~EtsTables() {
  for (uint32_t i = 0; i < used_; i++) {
    EtsTable* table = at(i);
    if (table->heir_data) Fragment::destroy(pages_, table->heir_data);
    delete table;
  }
  for (uint32_t i = 0; i < kMostTables >> kChunkShift; i++) delete[] chunks_[i].load();
  for (size_t i = 0; i < name_chunks_; i++) delete[] names_[i].load();
}

// What a table takes without objects, about, for its VM's account.
constexpr size_t kTableBytes = 4096;

EtsTable* EtsTables::take_block() {
  if (!free_.empty()) {
    EtsTable* table = at(free_.back());
    free_.pop_back();
    return table;
  }
  uint32_t index = used_.load(std::memory_order_relaxed);
  if (index == kMostTables) return nullptr;
  auto& chunk = chunks_[index >> kChunkShift];
  if (!chunk.load(std::memory_order_relaxed)) {
    chunk.store(new Slot[kChunkSlots]{}, std::memory_order_release);
  }
  auto* table = new EtsTable;
  table->index = index;
  chunk.load(std::memory_order_relaxed)[index & (kChunkSlots - 1)].store(table,
                                                                         std::memory_order_release);
  used_.store(index + 1, std::memory_order_release);
  return table;
}

EtsTables::Slot* EtsTables::name_slot(Term name, bool make) {
  auto& chunk = names_[name.atom_index() >> kChunkShift];
  Slot* slots = chunk.load(std::memory_order_acquire);
  if (!slots && make) {
    slots = new Slot[kChunkSlots]{};
    chunk.store(slots, std::memory_order_release);
  }
  return slots ? &slots[name.atom_index() & (kChunkSlots - 1)] : nullptr;
}

void EtsTables::set_name(Term name, EtsTable* table) {
  name_slot(name, true)->store(table, std::memory_order_release);
}

EtsTables::New EtsTables::make(Process& process, Term name, const EtsOptions& options, Term heir,
                               Fragment* heir_data) {
  std::lock_guard guard(mutex_);
  Slot* slot = options.named ? name_slot(name, true) : nullptr;
  if (slot && slot->load(std::memory_order_relaxed)) return {nullptr, true};
  if (current_account && !current_account->take(kTableBytes)) return {};
  EtsTable* table = take_block();
  if (!table) {
    if (current_account) current_account->give(kTableBytes);
    return {};
  }
  Exclusive exclusive(*table);
  table->options = options;
  table->name = name;
  table->heir = heir;
  table->heir_data = heir_data;
  bool many_readers = options.read_concurrency || table->is_striped();
  table->lock.set_spread(many_readers);
  if (table->is_ordered()) {
    table->tree = std::make_unique<TreeStore>(*process.vm->atoms, options.key_index);
  } else {
    table->hash = std::make_unique<HashStore>(table->is_striped());
  }
  table->object_bytes.store(0, std::memory_order_relaxed);
  table->serial.store(new_reference(identities_).low, std::memory_order_relaxed);
  table->set_owner(process.pid.bits);
  table->striped.store(table->is_striped(), std::memory_order_relaxed);
  holdings_[process.pid.bits].owned.push_back(table->index);
  process.has_ets.store(true, std::memory_order_relaxed);
  if (slot) slot->store(table, std::memory_order_release);
  return {table, false};
}

EtsTables::Found EtsTables::find(Term wanted) const {
  if (wanted.is_atom()) {
    Slot* slots = names_[wanted.atom_index() >> kChunkShift].load(std::memory_order_acquire);
    if (!slots) return {};
    return {slots[wanted.atom_index() & (kChunkSlots - 1)].load(std::memory_order_acquire), 0};
  }
  if (!wanted.is_boxed() || !is_boxed_kind(wanted, BoxedKind::kReference)) return {};
  ReferenceKey key = reference_key(wanted);
  if (key.high >> 29 != 1) return {};
  return {at(static_cast<uint32_t>(key.high & (kTableReference - 1))), key.low};
}

// Under mutex_ and the table's lock.
EtsTables::Remains EtsTables::empty(EtsTable& table) {
  if (table.options.named) set_name(table.name, nullptr);
  table.serial.store(0, std::memory_order_relaxed);
  remove_owner(table.owner.load(std::memory_order_relaxed), table.index);
  table.set_owner(0);
  for (const EtsTable::Fixer& fixer : table.fixers) {
    auto it = holdings_.find(fixer.pid.bits);
    if (it != holdings_.end()) erase_one(it->second.fixed, table.index);
  }
  table.fixers.clear();
  table.fixed.store(0, std::memory_order_relaxed);
  table.hidden.clear();
  if (current_account) current_account->give(kTableBytes);
  Remains remains{std::move(table.hash), std::move(table.tree), table.heir_data};
  table.heir_data = nullptr;
  table.heir = kNoTerm;
  return remains;
}

void EtsTables::release(Remains& remains) {
  if (remains.heir_data) Fragment::destroy(pages_, remains.heir_data);
  remains = {};
}

void EtsTables::remove_owner(Word pid, uint32_t index) {
  auto it = holdings_.find(pid);
  if (it == holdings_.end()) return;
  erase_one(it->second.owned, index);
  if (it->second.owned.empty() && it->second.fixed.empty()) holdings_.erase(it);
}

bool EtsTables::remove(EtsTable& table, uint64_t serial) {
  Remains remains;
  {
    std::lock_guard guard(mutex_);
    Exclusive exclusive(table);
    if (table.serial.load(std::memory_order_relaxed) != serial) return false;
    remains = empty(table);
    free_.push_back(table.index);
  }
  release(remains);
  return true;
}

EtsTables::Rename EtsTables::rename(EtsTable& table, uint64_t serial, Term name) {
  std::lock_guard guard(mutex_);
  Exclusive exclusive(table);
  if (table.serial.load(std::memory_order_relaxed) != serial) return Rename::kGone;
  if (table.options.named) {
    if (name_slot(name, true)->load(std::memory_order_relaxed)) return Rename::kTaken;
    set_name(table.name, nullptr);
    set_name(name, &table);
  }
  table.name = name;
  return Rename::kOk;
}

EtsTables::Give EtsTables::give(EtsTable& table, uint64_t serial, Process* receiver) {
  std::lock_guard guard(mutex_);
  Exclusive exclusive(table);
  if (table.serial.load(std::memory_order_relaxed) != serial) return Give::kGone;
  if (!can_take(receiver)) return Give::kDead;
  remove_owner(table.owner.load(std::memory_order_relaxed), table.index);
  table.set_owner(receiver->pid.bits);
  holdings_[receiver->pid.bits].owned.push_back(table.index);
  return Give::kOk;
}

bool EtsTables::fix(EtsTable& table, uint64_t serial, Process& process) {
  std::lock_guard guard(mutex_);
  Exclusive exclusive(table);
  if (table.serial.load(std::memory_order_relaxed) != serial) return false;
  table.fixed.fetch_add(1, std::memory_order_relaxed);
  if (table.fixers.empty()) {
    table.fixed_since = monotonic_nanoseconds();
    table.fixed_since_system = system_nanoseconds();
  }
  for (EtsTable::Fixer& fixer : table.fixers) {
    if (fixer.pid != process.pid) continue;
    fixer.count++;
    return true;
  }
  table.fixers.push_back({process.pid, 1});
  holdings_[process.pid.bits].fixed.push_back(table.index);
  process.has_ets.store(true, std::memory_order_relaxed);
  return true;
}

// Under the table's lock.
void EtsTables::drop_fixer(EtsTable& table, Term pid, bool all) {
  for (size_t i = 0; i < table.fixers.size(); i++) {
    EtsTable::Fixer& fixer = table.fixers[i];
    if (fixer.pid != pid) continue;
    uint32_t count = all ? fixer.count : 1;
    fixer.count -= count;
    if (fixer.count == 0) table.fixers.erase(table.fixers.begin() + static_cast<ptrdiff_t>(i));
    if (table.fixed.fetch_sub(count, std::memory_order_relaxed) == count) table.free_hidden();
    return;
  }
}

bool EtsTables::fix_silently(EtsTable& table, uint64_t serial) {
  Exclusive exclusive(table);
  if (table.serial.load(std::memory_order_relaxed) != serial) return false;
  table.fixed.fetch_add(1, std::memory_order_relaxed);
  return true;
}

void EtsTables::unfix_silently(EtsTable& table, uint64_t serial) {
  Exclusive exclusive(table);
  if (table.serial.load(std::memory_order_relaxed) != serial) return;
  if (table.fixed.fetch_sub(1, std::memory_order_relaxed) == 1) table.free_hidden();
}

bool EtsTables::unfix(EtsTable& table, uint64_t serial, Process& process) {
  std::lock_guard guard(mutex_);
  Exclusive exclusive(table);
  if (table.serial.load(std::memory_order_relaxed) != serial) return false;
  drop_fixer(table, process.pid, false);
  for (const EtsTable::Fixer& fixer : table.fixers) {
    if (fixer.pid == process.pid) return true;
  }
  auto it = holdings_.find(process.pid.bits);
  if (it == holdings_.end()) return true;
  erase_one(it->second.fixed, table.index);
  if (it->second.owned.empty() && it->second.fixed.empty()) holdings_.erase(it);
  return true;
}

std::vector<EtsTables::Entry> EtsTables::all() const {
  std::lock_guard guard(mutex_);
  std::vector<Entry> result;
  for (uint32_t i = 0; i < used_.load(std::memory_order_relaxed); i++) {
    const EtsTable& table = *at(i);
    uint64_t serial = table.serial.load(std::memory_order_relaxed);
    if (serial) result.push_back({serial, table.options.named ? table.name : kNoTerm, i});
  }
  std::sort(result.begin(), result.end(),
            [](const Entry& a, const Entry& b) { return a.serial > b.serial; });
  return result;
}

size_t EtsTables::bytes() const {
  std::lock_guard guard(mutex_);
  size_t total = 0;
  for (uint32_t i = 0; i < used_.load(std::memory_order_relaxed); i++) {
    const EtsTable& table = *at(i);
    if (!table.serial.load(std::memory_order_relaxed)) continue;
    total += sizeof(EtsTable) + (table.hash ? table.hash->bytes() : 0) +
             static_cast<size_t>(table.object_bytes.load(std::memory_order_relaxed));
  }
  return total;
}

void EtsTables::process_ended(Process& process, const std::function<Process*(Term)>& find_process,
                              const std::function<void(EtsTable&, Term heir)>& gift) {
  std::vector<Remains> remains;
  {
    std::lock_guard guard(mutex_);
    auto found = holdings_.find(process.pid.bits);
    if (found == holdings_.end()) return;
    Holdings holdings = found->second;
    for (uint32_t index : holdings.fixed) {
      Exclusive exclusive(*at(index));
      drop_fixer(*at(index), process.pid, true);
    }
    for (uint32_t index : holdings.owned) {
      EtsTable& table = *at(index);
      Exclusive exclusive(table);
      Process* heir =
          table.heir == kNoTerm || table.heir == process.pid ? nullptr : find_process(table.heir);
      if (!can_take(heir)) {
        remains.push_back(empty(table));
        free_.push_back(index);
        continue;
      }
      table.set_owner(heir->pid.bits);
      holdings_[heir->pid.bits].owned.push_back(index);
      if (table.heir_data) gift(table, heir->pid);
    }
    holdings_.erase(process.pid.bits);
  }
  for (Remains& one : remains) release(one);
}

}  // namespace linac
