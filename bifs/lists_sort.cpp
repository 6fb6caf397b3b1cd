// Sorting: stable, by the standard order. What is sorted already is returned as it is.
#include <algorithm>
#include <vector>

#include "bifs/support.h"
#include "core/term/compare.h"
#include "runtime/exec/dirty.h"

namespace linac {
namespace {

// What sorting `n` elements costs, roughly.
void charge_sort(NativeCall& call, size_t n) {
  size_t rounds = 1;
  while (n >> rounds > 1) ++rounds;
  charge_cells(call, n * rounds);
}

// One element and what it is sorted by: itself, or its key.
struct Item {
  Term key;
  Term element;
};

// `position` 0: by themselves; the tuples are known to be long enough.
std::vector<Item> gather(Term list, size_t length, size_t position) {
  std::vector<Item> items;
  items.reserve(length);
  for (; list.is_cons(); list = list.tail()) {
    Term element = list.head();
    items.push_back({position == 0 ? element : tuple_element(element, position - 1), element});
  }
  return items;
}

void sort_items(const AtomTable& atoms, std::vector<Item>& items, bool unique) {
  bool all_small =
      std::all_of(items.begin(), items.end(), [](const Item& item) { return item.key.is_small(); });
  if (all_small) {
    std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
      return a.key.small_value() < b.key.small_value();
    });
  } else {
    std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
      return compare(atoms, a.key, b.key) < 0;
    });
  }
  if (!unique) return;
  auto end = std::unique(items.begin(), items.end(),
                         [](const Item& a, const Item& b) { return equal(a.key, b.key); });
  items.erase(end, items.end());
}

// In order already (strictly, when `strict`).
bool is_sorted(const AtomTable& atoms, Term list, size_t position, bool strict) {
  auto key = [&](Term cell) {
    return position == 0 ? cell.head() : tuple_element(cell.head(), position - 1);
  };
  if (!list.is_cons()) return true;
  for (Term next = list.tail(); next.is_cons(); list = next, next = next.tail()) {
    int order = compare(atoms, key(list), key(next));
    if (order > 0 || (strict && order == 0)) return false;
  }
  return true;
}

NativeResult sort_list(NativeCall& call, uint32_t argument, size_t length, size_t position,
                       bool unique) {
  charge_sort(call, length);
  bool sorted = peek(call, [&](const NoGc& no_gc) {
    return is_sorted(call.atoms(), call[argument].get(no_gc), position, unique);
  });
  if (sorted) return call.value(call[argument]);
  Reserved room = call.reserve(kConsWords * length);
  if (!room.ok()) return call.out_of_memory();
  std::vector<Item> items = gather(call[argument].get(room), length, position);
  sort_items(call.atoms(), items, unique);
  Term result = kNil;
  for (size_t i = items.size(); i-- > 0;) result = room.space().cons(items[i].element, result);
  return call.value(result);
}

// From here on a sort goes to a dirty thread: it takes some milliseconds.
constexpr size_t kLongSort = 50'000;

bool goes_dirty(NativeCall& call, size_t length) {
  return length >= kLongSort && !on_dirty_thread(call);
}

NativeResult sort_whole(NativeCall& call, bool unique) {
  if (is_dirty_answer(call)) return dirty_answer(call);
  ListShape shape = list_shape(call, 0);
  if (!shape.is_proper()) return call.function_clause();
  if (goes_dirty(call, shape.length)) return go_dirty(call, DirtyKind::kCpu);
  return sort_list(call, 0, shape.length, 0, unique);
}

enum class KeyError { kNone, kBadarg, kFunctionClause };

// What OTP's own function meets first on its way through the list.
KeyError check_keys(Term list, Term position, size_t* length) {
  size_t index = position.is_small() ? static_cast<size_t>(position.small_value()) : SIZE_MAX;
  for (*length = 0; list.is_cons(); list = list.tail(), ++*length) {
    if (!is_tuple(list.head()) || index > tuple_arity(list.head())) return KeyError::kBadarg;
  }
  return list.is_nil() ? KeyError::kNone : KeyError::kFunctionClause;
}

NativeResult sort_by_key(NativeCall& call, bool unique) {
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (!call[0].is_integer() || call[0].is_boxed(BoxedKind::kBigNegative)) {
    return call.function_clause();
  }
  if (call[0].is_small() && call[0].small_value() < 1) return call.function_clause();
  if (call[1].is_nil()) return call.value(call[1]);
  Term second = peek(call, [&](const NoGc& no_gc) {
    return call[1].is_cons() ? call[1].get(no_gc).tail() : kNoTerm;
  });
  if (second.is_nil()) return call.value(call[1]);  // a single element is not looked at
  if (!second.is_cons()) return call.error_with(atoms::kCaseClause, call[1]);
  size_t length = 0;
  KeyError error = peek(call, [&](const NoGc& no_gc) {
    return check_keys(call[1].get(no_gc), call[0].get(no_gc), &length);
  });
  if (error == KeyError::kBadarg) return call.badarg();
  if (error == KeyError::kFunctionClause) return call.function_clause();
  if (goes_dirty(call, length)) return go_dirty(call, DirtyKind::kCpu);
  return sort_list(call, 1, length, static_cast<size_t>(call[0].small_value()), unique);
}

}  // namespace

NativeResult lists_sort_1(NativeCall& call) { return sort_whole(call, false); }
NativeResult lists_usort_1(NativeCall& call) { return sort_whole(call, true); }
NativeResult lists_keysort_2(NativeCall& call) { return sort_by_key(call, false); }
NativeResult lists_ukeysort_2(NativeCall& call) { return sort_by_key(call, true); }

// merge(A, B): of elements that are == those of A come first.
NativeResult lists_merge_2(NativeCall& call) {
  ListShape a_shape = list_shape(call, 0), b_shape = list_shape(call, 1);
  charge_cells(call, 2 * (a_shape.length + b_shape.length));
  if (!call[0].is_list() || !call[1].is_list()) return call.function_clause();
  if (a_shape.length == 0) return call.value(call[1]);
  if (b_shape.length == 0) return call.value(call[0]);
  Reserved room = call.reserve(kConsWords * (a_shape.length + b_shape.length));
  if (!room.ok()) return call.out_of_memory();
  Term a = call[0].get(room), b = call[1].get(room);
  ListBuilder builder(room.space());
  while (a.is_cons() && b.is_cons()) {
    Term& from = compare(call.atoms(), a.head(), b.head()) <= 0 ? a : b;
    builder.add(from.head());
    from = from.tail();
  }
  Term ended = a.is_cons() ? b : a, rest = a.is_cons() ? a : b;
  if (!ended.is_nil()) return call.function_clause();
  if (!list_shape(rest).is_proper()) return call.badarg();
  return call.value(builder.finish(rest));
}

}  // namespace linac
