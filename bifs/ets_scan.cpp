#include "bifs/ets_scan.h"

namespace linac {

EtsPlan make_plan(const AtomTable& atoms, const MatchSpec& spec, uint32_t key_index) {
  EtsPlan plan;
  for (const MatchSpec::Clause& clause : spec.clauses()) {
    Term head = clause.head;
    if (head == atoms::kUnderscore || match_variable(atoms, head)) {
      plan.can_match = true;
      plan.keys_only = false;
    } else if (head.is_boxed() && is_tuple(head) && tuple_arity(head) > key_index) {
      plan.can_match = true;
      Term key = tuple_element(head, key_index);
      if (is_fully_bound(atoms, key)) {
        plan.keys.push_back(key);
      } else {
        plan.keys_only = false;
      }
    }
  }
  return plan;
}

bool EtsScan::pause() {
  steps_ += kScanBudget;
  budget_ = kScanBudget;
  if (!access_->is_locked()) return true;
  EtsTable& table = this->table();
  uint64_t serial = access_->serial();
  access_->unlock();
  if (table.hash && !fixed_) {
    if (!EtsTables::fix_silently(table, serial)) return false;
    fixed_ = &table;
    fixed_serial_ = serial;
  }
  access_.emplace(call_, wanted_, need_, mode_);
  return *access_ && access_->serial() == serial;
}

void EtsScan::finish() {
  if (access_ && *access_ && changed_ && !fixed_) table().settle();
  access_.reset();
  if (fixed_) EtsTables::unfix_silently(*fixed_, fixed_serial_);
  fixed_ = nullptr;
  call_.charge((steps_ + kScanBudget - budget_) / 16);
  steps_ = 0;
  budget_ = kScanBudget;
}

}  // namespace linac
