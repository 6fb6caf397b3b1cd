#include "runtime/process/persistent_terms.h"

#include <mutex>

#include "core/base/memory_account.h"
#include "core/term/compare.h"
#include "core/term/hash.h"
#include "core/term/shared_bytes.h"
#include "runtime/memory/copy.h"
#include "runtime/memory/off_heap.h"

namespace linac {

// What a row takes besides its terms, about.
static constexpr size_t kRowBytes = 100;

PersistentTerms::~PersistentTerms() {
  for (OffHeapList& list : kept_) release_off_heap(list);
}

PersistentTerms::Rows::const_iterator PersistentTerms::find(Term key) const {
  auto [first, last] = rows_.equal_range(map_hash(atoms_, key));
  for (auto it = first; it != last; ++it) {
    if (exact_equal(it->second.first, key)) return it;
  }
  return rows_.end();
}

Term PersistentTerms::keep(Term term) {
  size_t words = measure_copy(term, &area_);
  if (words == 0) return term;
  // Nothing of it is freed before the VM is, so nothing is given back.
  if (current_account &&
      (words > kNeverThere - 1 || !current_account->take(words * sizeof(Word)))) {
    return kNoTerm;
  }
  auto space = area_.reserve(words);
  if (!space) return kNoTerm;
  Term copy = copy_term(term, *space, &area_);
  // Several processes will read the bytes through this one box.
  for (Word* box = space->off_heap.first; box; box = off_heap_next(box)) {
    Term boxed = make_boxed(box);
    if (is_boxed_kind(boxed, BoxedKind::kSharedBinary)) shared_bytes(boxed)->close();
  }
  kept_.push_back(space->off_heap);
  kept_words_ += words;
  return copy;
}

PersistentTerms::Put PersistentTerms::put(Term key, Term value, bool only_new) {
  std::unique_lock lock(mutex_);
  auto found = find(key);
  if (found != rows_.end()) {
    if (exact_equal(found->second.second, value)) return Put::kOk;
    if (only_new) return Put::kOther;
  }
  Term kept = keep(value);
  if (kept == kNoTerm) return Put::kNoMemory;
  if (found == rows_.end()) {
    Term kept_key = keep(key);
    if (kept_key == kNoTerm) return Put::kNoMemory;
    if (current_account && !current_account->take(kRowBytes)) return Put::kNoMemory;
    rows_.emplace(map_hash(atoms_, key), std::pair(kept_key, kept));
  } else {
    Term kept_key = found->second.first;
    rows_.erase(found);
    rows_.emplace(map_hash(atoms_, key), std::pair(kept_key, kept));
  }
  return Put::kOk;
}

Term PersistentTerms::get(Term key) const {
  std::shared_lock lock(mutex_);
  auto found = find(key);
  return found == rows_.end() ? kNoTerm : found->second.second;
}

bool PersistentTerms::erase(Term key) {
  std::unique_lock lock(mutex_);
  auto found = find(key);
  if (found == rows_.end()) return false;
  if (current_account) current_account->give(kRowBytes);
  rows_.erase(found);
  return true;
}

std::vector<std::pair<Term, Term>> PersistentTerms::all() const {
  std::shared_lock lock(mutex_);
  std::vector<std::pair<Term, Term>> result;
  for (const auto& [hash, row] : rows_) result.push_back(row);
  return result;
}

size_t PersistentTerms::bytes() const {
  std::shared_lock lock(mutex_);
  return kept_words_ * sizeof(Word);
}

}  // namespace linac
