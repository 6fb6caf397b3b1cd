#include "runtime/process/dictionary.h"

#include "core/term/compare.h"
#include "core/term/hash.h"

namespace linac {

Dictionary::Pair* Dictionary::Table::find(const AtomTable& atoms, Term key) {
  if (slots.empty()) {
    for (Pair& pair : pairs) {
      if (exact_equal(pair.first, key)) return &pair;
    }
    return nullptr;
  }
  uint32_t hash = map_hash(atoms, key);
  for (size_t at = hash & (slots.size() - 1); slots[at] != 0; at = (at + 1) & (slots.size() - 1)) {
    size_t index = slots[at] - 1;
    if (hashes[index] != hash || pairs[index].first == kNoTerm) continue;
    if (exact_equal(pairs[index].first, key)) return &pairs[index];
  }
  return nullptr;
}

void Dictionary::Table::put_into_index(size_t pair) {
  size_t at = hashes[pair] & (slots.size() - 1);
  while (slots[at] != 0) at = (at + 1) & (slots.size() - 1);
  slots[at] = static_cast<uint32_t>(pair + 1);
}

// Of all pairs, whose hashes are known; with room for as many again.
void Dictionary::Table::make_index() {
  size_t count = 4 * kIndexed;
  while (count < 4 * pairs.size()) count *= 2;
  slots.assign(count, 0);
  for (size_t i = 0; i < pairs.size(); i++) put_into_index(i);
}

void Dictionary::Table::close_holes() {
  size_t kept = 0;
  for (size_t i = 0; i < pairs.size(); i++) {
    if (pairs[i].first == kNoTerm) continue;
    pairs[kept] = pairs[i];
    hashes[kept++] = hashes[i];
  }
  pairs.resize(kept);
  hashes.resize(kept);
  holes = 0;
  make_index();
}

void Dictionary::insert(const AtomTable& atoms, Term key, Term value) {
  if (!table_) table_ = std::make_unique<Table>();
  Table& table = *table_;
  table.pairs.push_back({key, value});
  if (table.slots.empty() && table.pairs.size() <= kIndexed) return;
  for (size_t i = table.hashes.size(); i < table.pairs.size(); i++) {
    table.hashes.push_back(map_hash(atoms, table.pairs[i].first));
  }
  if (2 * table.pairs.size() > table.slots.size()) {
    table.make_index();
  } else {
    table.put_into_index(table.pairs.size() - 1);
  }
}

void Dictionary::erase(Pair* pair) {
  if (size() == 1) return clear();
  if (table_->slots.empty()) {
    table_->pairs.erase(table_->pairs.begin() + (pair - table_->pairs.data()));
    return;
  }
  *pair = {kNoTerm, kNoTerm};
  if (++table_->holes > table_->pairs.size() / 2) table_->close_holes();
}

}  // namespace linac
