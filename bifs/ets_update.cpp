// ets:update_counter and ets:update_element. All of a call's changes are worked out first, then made at
// once, so that nothing has changed when one of them is wrong.
#include "bifs/ets_access.h"
#include "core/term/arith.h"
#include "core/term/compare.h"

namespace linac {
namespace {

// What is wrong, or nothing.
enum class Fault : uint8_t { kNone, kBadarg, kKeypos, kPosition, kNoMemory };

NativeResult raise(NativeCall& call, Fault fault) {
  const EtsAtoms& names = call.vm().ets->atoms;
  switch (fault) {
    case Fault::kKeypos: return call.badarg_because(names.keypos);
    case Fault::kPosition: return call.badarg_because(names.position);
    case Fault::kNoMemory: return call.system_limit();
    case Fault::kBadarg:
    case Fault::kNone: break;
  }
  return call.badarg();
}

// An object that is about to change: the one in the table, or the default that is to become one.
class Change {
 public:
  Change(NativeCall& call, EtsTable& table, Term key) : call_(call), table_(table), key_(key) {
    if (table.tree) {
      old_ = table.tree->find(key);
    } else {
      hash_ = hash_of(call, key);
      hold_.emplace(*table.hash, hash_);
      link_ = table.find(table.hash->bucket_of(hash_), key, hash_);
      if (*link_ && !(*link_)->hidden) old_ = *link_;
    }
    if (old_) tuple_ = old_->tuple();
  }

  bool is_there() const { return old_ != nullptr; }
  void start_from(Term default_tuple) {
    tuple_ = default_tuple;
    elements_.assign(tuple_arity(tuple_), kNoTerm);
    elements_[table_.options.key_index] = key_;
  }
  Fault check_position(Term position) {
    if (!position.is_small()) return Fault::kBadarg;
    int64_t index = position.small_value() - 1;
    if (index == table_.options.key_index) return Fault::kKeypos;
    if (index < 0 || static_cast<uint64_t>(index) >= tuple_arity(tuple_)) return Fault::kPosition;
    return Fault::kNone;
  }
  Term get(size_t index) const {
    bool changed = index < elements_.size() && elements_[index] != kNoTerm;
    return changed ? elements_[index] : tuple_element(tuple_, index);
  }
  void set(size_t index, Term value) {
    if (elements_.empty()) elements_.assign(tuple_arity(tuple_), kNoTerm);
    elements_[index] = value;
  }
  // Makes the changes. The table has to settle() afterwards if it was no object before.
  Fault commit(DeadObjects& dead) {
    if (old_ && (elements_.empty() || overwrite())) return Fault::kNone;
    const Term* elements = elements_.empty() ? nullptr : elements_.data();
    EtsObject* object = make_object_with(tuple_, elements, *call_.vm().literals);
    if (!object) return Fault::kNoMemory;
    if (table_.tree) {
      int64_t bytes = static_cast<int64_t>(object->bytes());
      if (old_) {
        table_.tree->replace(old_, object);
        bytes -= static_cast<int64_t>(old_->bytes());
        dead.add(old_);
      } else {
        table_.tree->insert(object);
      }
      table_.object_bytes.fetch_add(bytes, std::memory_order_relaxed);
    } else if (*link_) {
      dead.add(table_.swap(link_, object));
    } else {
      object->hash = hash_;
      table_.link_new(link_, object);
    }
    return Fault::kNone;
  }
  EtsObject* object() { return old_; }

 private:
  // Where only immediates change into immediates.
  bool overwrite() {
    for (size_t i = 0; i < elements_.size(); i++) {
      if (elements_[i] == kNoTerm) continue;
      if (elements_[i].is_pointer() || old_->element(i).is_pointer()) return false;
    }
    for (size_t i = 0; i < elements_.size(); i++) {
      if (elements_[i] != kNoTerm) old_->start()[1 + i] = elements_[i].bits;
    }
    return true;
  }

  NativeCall& call_;
  EtsTable& table_;
  const Term key_;
  uint64_t hash_ = 0;
  std::optional<HashStore::Hold> hold_;
  EtsObject** link_ = nullptr;
  EtsObject* old_ = nullptr;
  Term tuple_ = kNoTerm;
  std::vector<Term> elements_;
};

// --- Counters -------------------------------------------------------------------------------------

// Position, increment and, or not, threshold and the value past it.
struct CounterOp {
  Term position = kNoTerm;
  Term increment = kNoTerm;
  Term threshold = kNoTerm;
  Term value = kNoTerm;
};

bool read_op(Term term, CounterOp* op) {
  bool limited = is_tuple_of(term, 4);
  if (!limited && !is_tuple_of(term, 2)) return false;
  op->position = tuple_element(term, 0);
  op->increment = tuple_element(term, 1);
  if (limited) {
    op->threshold = tuple_element(term, 2);
    op->value = tuple_element(term, 3);
    if (!is_integer(op->threshold) || !is_integer(op->value)) return false;
  }
  return op->position.is_small() && is_integer(op->increment);
}

bool is_negative(Term integer) {
  return integer.is_small() ? integer.small_value() < 0 : is_big_negative(integer);
}

// Applies one; *result is the counter's new value.
Fault apply(NativeCall& call, Change& change, Term term, EtsResults& results, Term* result) {
  CounterOp op;
  if (!read_op(term, &op)) return Fault::kBadarg;
  Fault fault = change.check_position(op.position);
  if (fault != Fault::kNone) return fault;
  size_t index = static_cast<size_t>(op.position.small_value() - 1);
  Term counter = change.get(index);
  if (!is_integer(counter)) return Fault::kBadarg;
  TermSpace* space = results.room(arith_words(ArithOp::kAdd, counter, op.increment));
  if (!space) return Fault::kNoMemory;
  ArithResult sum = arith(ArithOp::kAdd, counter, op.increment, *space);
  if (!sum.ok()) return Fault::kNoMemory;
  Term value = sum.value;
  if (op.threshold != kNoTerm) {
    int order = compare(call.atoms(), value, op.threshold);
    if (is_negative(op.increment) ? order < 0 : order > 0) value = op.value;
  }
  change.set(index, value);
  *result = value;
  return Fault::kNone;
}

// Of a single integer: the element after the key.
Fault apply_integer(NativeCall& call, EtsTable& table, Change& change, Term increment,
                    EtsResults& results, Term* result) {
  Word op[3] = {tuple_header(2), make_small(int64_t{table.options.key_index} + 2).bits,
                increment.bits};
  return apply(call, change, make_boxed(op), results, result);
}

// What a default may be: a tuple that has a key.
bool is_default(const EtsTable& table, Term term) {
  return term.is_boxed() && is_tuple(term) && tuple_arity(term) > table.options.key_index;
}

// The common case: a small counter and a small increment. kNoTerm: it is another.
Term add_small(EtsTable& table, Change& change, Term op) {
  EtsObject* object = change.object();
  if (!object) return kNoTerm;
  uint64_t index = table.options.key_index + 1;
  if (is_tuple_of(op, 2)) {
    Term position = tuple_element(op, 0);
    if (!position.is_small()) return kNoTerm;
    index = static_cast<uint64_t>(position.small_value()) - 1;
    op = tuple_element(op, 1);
  }
  if (!op.is_small() || index >= object->arity() || index == table.options.key_index) {
    return kNoTerm;
  }
  Term counter = object->element(index);
  if (!counter.is_small()) return kNoTerm;
  int64_t sum = counter.small_value() + op.small_value();
  if (!fits_small(sum)) return kNoTerm;
  object->start()[1 + index] = make_small(sum).bits;
  return make_small(sum);
}

Fault apply_all(NativeCall& call, EtsTable& table, Change& change, Term ops, EtsResults& results,
                Term* result) {
  if (is_integer(ops)) return apply_integer(call, table, change, ops, results, result);
  if (!ops.is_list()) return apply(call, change, ops, results, result);
  std::vector<Term> values;
  for (; ops.is_cons(); ops = ops.tail()) {
    Term value = kNoTerm;
    Fault fault = apply(call, change, ops.head(), results, &value);
    if (fault != Fault::kNone) return fault;
    if (!results.add(value)) return Fault::kNoMemory;
  }
  if (!ops.is_nil()) return Fault::kBadarg;
  *result = results.list(0, results.terms().size(), kNil);
  return *result == kNoTerm ? Fault::kNoMemory : Fault::kNone;
}

NativeResult update_counter(NativeCall& call, bool has_default) {
  EtsResults results(call);
  DeadObjects dead;
  Term result = kNoTerm;
  {
    NoGc no_gc(call.heap());
    EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kKey);
    if (!access) return access.failure();
    const EtsAtoms& names = call.vm().ets->atoms;
    EtsTable& table = access.table();
    if (table.is_bag()) return call.badarg_because(names.table_type);
    Term initial = has_default ? call[3].get(no_gc) : kNoTerm;
    if (has_default && !is_default(table, initial)) return call.badarg_because(names.default_);
    bool is_new = false;
    Fault fault;
    {
      Change change(call, table, call[1].get(no_gc));
      if (!change.is_there()) {
        if (!has_default) return call.badarg_because(atoms::kBadkey);
        change.start_from(initial);
        is_new = true;
      }
      Term ops = call[2].get(no_gc);
      result = add_small(table, change, ops);
      if (result != kNoTerm) return call.value(result);
      fault = apply_all(call, table, change, ops, results, &result);
      // The value may be the program's own term, or lie in the results: copied before it goes into
      // the table, it stays where it is for the caller.
      if (fault == Fault::kNone) fault = change.commit(dead);
    }
    if (fault != Fault::kNone) return raise(call, fault);
    if (is_new) table.settle();
  }
  results.adopt();
  return call.value(result);
}

// --- Elements -------------------------------------------------------------------------------------

Fault set_element(Change& change, Term spec) {
  if (!is_tuple_of(spec, 2)) return Fault::kBadarg;
  Term position = tuple_element(spec, 0);
  Fault fault = change.check_position(position);
  if (fault != Fault::kNone) return fault;
  change.set(static_cast<size_t>(position.small_value() - 1), tuple_element(spec, 1));
  return Fault::kNone;
}

Fault set_elements(Change& change, Term specs) {
  if (!specs.is_list()) return set_element(change, specs);
  for (; specs.is_cons(); specs = specs.tail()) {
    Fault fault = set_element(change, specs.head());
    if (fault != Fault::kNone) return fault;
  }
  return specs.is_nil() ? Fault::kNone : Fault::kBadarg;
}

NativeResult update_element(NativeCall& call, bool has_default) {
  DeadObjects dead;
  NoGc no_gc(call.heap());
  EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kKey);
  if (!access) return access.failure();
  EtsTable& table = access.table();
  if (table.is_bag()) return call.badarg();
  Term initial = has_default ? call[3].get(no_gc) : kNoTerm;
  if (has_default && !is_default(table, initial)) {
    return call.badarg_because(call.vm().ets->atoms.default_);
  }
  bool is_new = false;
  Fault fault;
  {
    Change change(call, table, call[1].get(no_gc));
    if (!change.is_there()) {
      if (!has_default) return call.boolean(false);
      change.start_from(initial);
      is_new = true;
    }
    fault = set_elements(change, call[2].get(no_gc));
    if (fault == Fault::kNone) fault = change.commit(dead);
  }
  if (fault != Fault::kNone) return raise(call, fault);
  if (is_new) table.settle();
  return call.boolean(true);
}

}  // namespace

NativeResult ets_update_counter_3(NativeCall& call) { return update_counter(call, false); }
NativeResult ets_update_counter_4(NativeCall& call) { return update_counter(call, true); }
NativeResult ets_update_element_3(NativeCall& call) { return update_element(call, false); }
NativeResult ets_update_element_4(NativeCall& call) { return update_element(call, true); }

}  // namespace linac
