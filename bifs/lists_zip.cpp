// Lists of tuples and lists made of several: zip, unzip, --.
#include <vector>

#include "bifs/support.h"
#include "core/term/compare.h"
#include "core/term/hash.h"

namespace linac {
namespace {

// What is left of each list after as many tuples as they all have elements for.
template <size_t kLists>
struct Zipped {
  size_t length = 0;
  Term rest[kLists];

  Zipped(NativeCall& call, const NoGc& no_gc) {
    for (uint32_t i = 0; i < kLists; ++i) rest[i] = call[i].get(no_gc);
    for (;; ++length) {
      for (Term list : rest) {
        if (!list.is_cons()) return;
      }
      for (Term& list : rest) list = list.tail();
    }
  }
  bool all_nil() const {
    for (Term list : rest) {
      if (!list.is_nil()) return false;
    }
    return true;
  }
  bool all_lists() const {
    for (Term list : rest) {
      if (!list.is_list()) return false;
    }
    return true;
  }
};

template <size_t kLists>
NativeResult build_zip(NativeCall& call, size_t length) {
  charge_cells(call, 2 * length);
  Reserved room = call.reserve((kConsWords + tuple_words(kLists)) * length);
  if (!room.ok()) return call.out_of_memory();
  Term lists[kLists];
  for (uint32_t i = 0; i < kLists; ++i) lists[i] = call[i].get(room);
  ListBuilder builder(room.space());
  for (size_t n = 0; n < length; ++n) {
    Term tuple = room.space().tuple(kLists);
    for (size_t i = 0; i < kLists; ++i) {
      payload(tuple)[i] = lists[i].head().bits;
      lists[i] = lists[i].tail();
    }
    builder.add(tuple);
  }
  return call.value(builder.finish());
}

template <size_t kLists>
NativeResult zip(NativeCall& call, bool trim) {
  size_t length = 0;
  bool matches = peek(call, [&](const NoGc& no_gc) {
    Zipped<kLists> zipped(call, no_gc);
    length = zipped.length;
    return trim ? zipped.all_lists() : zipped.all_nil();
  });
  if (!matches) return call.function_clause();
  return build_zip<kLists>(call, length);
}

// The shorter list goes on with its element of {X, Y}.
NativeResult zip_padded(NativeCall& call, Handle pads) {
  size_t length = 0, more = 0;
  bool first_ends = false;
  RootScope scope(call.heap());
  Handle bad_rest = scope.root();
  {
    NoGc no_gc(call.heap());
    Zipped<2> zipped(call, no_gc);
    if (!zipped.all_lists()) return call.function_clause();
    length = zipped.length;
    first_ends = zipped.rest[0].is_nil();
    ListShape rest = list_shape(zipped.rest[first_ends]);
    more = rest.length;
    bad_rest.set(rest.tail, no_gc);
  }
  if (!bad_rest.is_nil()) return call.error_with(atoms::kBadGenerator, bad_rest);
  charge_cells(call, 2 * (length + more));
  Reserved room = call.reserve((kConsWords + tuple_words(2)) * (length + more));
  if (!room.ok()) return call.out_of_memory();
  Term xs = call[0].get(room), ys = call[1].get(room), pad = pads.get(room);
  ListBuilder builder(room.space());
  for (size_t i = 0; i < length + more; ++i) {
    Term x = i >= length && first_ends ? tuple_element(pad, 0) : xs.head();
    Term y = i >= length && !first_ends ? tuple_element(pad, 1) : ys.head();
    builder.add(room.space().tuple_of(x, y));
    if (xs.is_cons()) xs = xs.tail();
    if (ys.is_cons()) ys = ys.tail();
  }
  return call.value(builder.finish());
}

template <size_t kLists>
NativeResult unzip(NativeCall& call) {
  size_t length = 0;
  bool matches = peek(call, [&](const NoGc& no_gc) {
    Term list = call[0].get(no_gc);
    for (; list.is_cons(); list = list.tail(), ++length) {
      if (!is_tuple_of(list.head(), kLists)) return false;
    }
    return list.is_nil();
  });
  if (!matches) return call.function_clause();
  charge_cells(call, 2 * length);
  Reserved room = call.reserve(kLists * kConsWords * length + tuple_words(kLists));
  if (!room.ok()) return call.out_of_memory();
  Term result = room.space().tuple(kLists);
  for (size_t i = 0; i < kLists; ++i) {
    ListBuilder builder(room.space());
    for (Term list = call[0].get(room); list.is_cons(); list = list.tail()) {
      builder.add(tuple_element(list.head(), i));
    }
    payload(result)[i] = builder.finish().bits;
  }
  return call.value(result);
}

// How often each of a list's elements is in it, by =:=. Valid until something collects.
class Multiset {
 public:
  Multiset(const AtomTable& atoms, Term list, size_t length) : atoms_(atoms), left_(length) {
    size_t slots = 8;
    while (slots < 2 * length) slots *= 2;
    slots_.assign(slots, {kNoTerm, 0});
    for (; list.is_cons(); list = list.tail()) {
      Slot& slot = find(list.head());
      slot.element = list.head();
      ++slot.count;
    }
  }
  // Takes one of that element out, if there is one.
  bool take(Term element) {
    Slot& slot = find(element);
    if (slot.count == 0) return false;
    --slot.count;
    --left_;
    return true;
  }
  bool empty() const { return left_ == 0; }

 private:
  struct Slot {
    Term element;
    size_t count;
  };
  Slot& find(Term element) {
    size_t mask = slots_.size() - 1;
    for (size_t at = map_hash(atoms_, element) & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.element == kNoTerm || exact_equal(slot.element, element)) return slot;
    }
  }

  const AtomTable& atoms_;
  size_t left_;
  std::vector<Slot> slots_;
};

NativeResult subtract(NativeCall& call) {
  ListShape left = list_shape(call, 0), right = list_shape(call, 1);
  charge_cells(call, left.length + right.length);
  if (!left.is_proper() || !right.is_proper()) return call.badarg();
  if (left.length == 0 || right.length == 0) return call.value(call[0]);
  charge_cells(call, 8 * (left.length + right.length));
  Reserved room = call.reserve(kConsWords * left.length);
  if (!room.ok()) return call.out_of_memory();
  Multiset taken(call.atoms(), call[1].get(room), right.length);
  ListBuilder builder(room.space());
  Term list = call[0].get(room);
  for (; list.is_cons() && !taken.empty(); list = list.tail()) {
    if (!taken.take(list.head())) builder.add(list.head());
  }
  return call.value(builder.finish(list));
}

}  // namespace

NativeResult erlang_subtract_2(NativeCall& call) { return subtract(call); }
NativeResult lists_subtract_2(NativeCall& call) { return subtract(call); }

NativeResult lists_zip_2(NativeCall& call) { return zip<2>(call, false); }
NativeResult lists_zip3_3(NativeCall& call) { return zip<3>(call, false); }
NativeResult lists_zip_3(NativeCall& call) {
  if (call[2].is(atoms::kFail)) return zip<2>(call, false);
  if (call[2].is(atoms::kTrim)) return zip<2>(call, true);
  if (!call[2].is_tuple_of(2)) return call.function_clause();
  RootScope scope(call.heap());
  Handle pads = scope.root();
  {
    NoGc no_gc(call.heap());
    Term how = call[2].get(no_gc);
    if (tuple_element(how, 0) != atoms::kPad || !is_tuple_of(tuple_element(how, 1), 2)) {
      return call.function_clause();
    }
    pads.set(tuple_element(how, 1), no_gc);
  }
  return zip_padded(call, pads);
}
NativeResult lists_unzip_1(NativeCall& call) { return unzip<2>(call); }
NativeResult lists_unzip3_1(NativeCall& call) { return unzip<3>(call); }

}  // namespace linac
