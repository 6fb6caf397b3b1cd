// Lists: reversing, joining, taking parts. Where OTP writes a function in Erlang, a list that no
// clause matches raises function_clause here too.
#include <algorithm>

#include "bifs/support.h"
#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/compare.h"
#include "core/term/reverse.h"

namespace linac {
namespace {

// The first `count` elements of `list`, then `tail`; there are so many, and room for them.
Term copy_prefix(Term list, size_t count, Term tail, TermSpace& space) {
  ListBuilder builder(space);
  for (; count > 0; --count, list = list.tail()) builder.add(list.head());
  return builder.finish(tail);
}

NativeResult append_two(NativeCall& call) {
  ListShape shape = list_shape(call, 0);
  charge_cells(call, shape.length);
  if (!shape.is_proper()) return call.badarg();
  if (shape.length == 0) return call.value(call[1]);
  Reserved room = call.reserve(kConsWords * shape.length);
  if (!room.ok()) return call.out_of_memory();
  return call.value(copy_prefix(call[0].get(room), shape.length, call[1].get(room), room.space()));
}

NativeResult reverse_onto(NativeCall& call, size_t length, Handle tail_argument) {
  charge_cells(call, length);
  Reserved room = call.reserve(kConsWords * length);
  if (!room.ok()) return call.out_of_memory();
  return call.value(reverse_list(call[0].get(room), length, tail_argument.get(room), room.space()));
}

// list[first .. first + count) is there.
NativeResult copy_part(NativeCall& call, size_t first, size_t count) {
  charge_cells(call, first + count);
  Reserved room = call.reserve(kConsWords * count);
  if (!room.ok()) return call.out_of_memory();
  Term list = call[0].get(room);
  for (; first > 0; --first) list = list.tail();
  return call.value(copy_prefix(list, count, kNil, room.space()));
}

// How many of at most `most` cells there are from `list` on, and what follows them.
ListShape walk(Term list, uint64_t most) {
  ListShape shape;
  for (; list.is_cons() && shape.length < most; list = list.tail()) ++shape.length;
  shape.tail = list;
  return shape;
}

// A count argument: a bignum counts as more than any list has; nothing when it is negative or no
// integer.
std::optional<uint64_t> count_argument(Handle argument) {
  if (argument.is_boxed(BoxedKind::kBigPositive)) return UINT64_MAX;
  if (!argument.is_small() || argument.small_value() < 0) return std::nullopt;
  return static_cast<uint64_t>(argument.small_value());
}

// lists:max/1 and min/1: the first of those that are greatest (order 1) or least (-1).
NativeResult extreme(NativeCall& call, int order) {
  NoGc no_gc(call.heap());
  Term list = call[0].get(no_gc);
  if (!list.is_cons()) return call.function_clause();
  Term best = list.head();
  size_t length = 0;
  for (list = list.tail(); list.is_cons(); list = list.tail(), ++length) {
    if (compare(call.atoms(), list.head(), best) * order > 0) best = list.head();
  }
  charge_cells(call, 4 * length);
  return list.is_nil() ? call.value(best) : call.function_clause();
}

// The elements of the nested lists from left to right, each given to add(); false when one of the
// lists is improper, or the walk was given up.
template <class Add>
bool for_each_leaf(Term list, Add add) {
  InlineStack<Term, 64> rest;
  LongWalk walk;
  for (;;) {
    if (list.is_cons()) {
      Term head = list.head();
      if (head.is_cons()) {
        rest.push(list.tail());
        list = head;
        continue;
      }
      if (!head.is_nil()) add(head);
      list = list.tail();
    } else if (!list.is_nil()) {
      return false;
    } else if (rest.empty()) {
      return true;
    } else if (walk.gives_up()) {
      return false;
    } else {
      list = rest.pop();
    }
  }
}

NativeResult flatten(NativeCall& call) {
  size_t count = 0;
  bool proper = peek(call, [&](const NoGc& no_gc) {
    return for_each_leaf(call[0].get(no_gc), [&](Term) { ++count; });
  });
  charge_cells(call, 2 * count);
  if (!proper) return call.function_clause();
  Reserved room = call.reserve(kConsWords * count);
  if (!room.ok()) return call.out_of_memory();
  ListBuilder builder(room.space());
  for_each_leaf(call[0].get(room), [&](Term leaf) { builder.add(leaf); });
  return call.value(builder.finish(call.arity() == 2 ? call[1].get(room) : kNil));
}

}  // namespace

NativeResult erlang_append_2(NativeCall& call) { return append_two(call); }
NativeResult lists_append_2(NativeCall& call) { return append_two(call); }

NativeResult lists_append_1(NativeCall& call) {
  size_t words = 0, lists = 0;
  bool proper_elements = true;
  Term end = peek(call, [&](const NoGc& no_gc) {
    Term list = call[0].get(no_gc);
    for (; list.is_cons(); list = list.tail(), ++lists) {
      if (list.tail().is_nil()) continue;  // the last one may be anything
      ListShape shape = list_shape(list.head());
      proper_elements &= shape.is_proper();
      words += kConsWords * shape.length;
    }
    return list;
  });
  charge_cells(call, lists + words / kConsWords);
  if (!end.is_nil()) return call.function_clause();
  if (!proper_elements) return call.badarg();
  if (lists == 0) return call.value(kNil);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  ListBuilder builder(room.space());
  Term list = call[0].get(room);
  for (; !list.tail().is_nil(); list = list.tail()) {
    for (Term inner = list.head(); inner.is_cons(); inner = inner.tail()) {
      builder.add(inner.head());
    }
  }
  return call.value(builder.finish(list.head()));
}

NativeResult lists_reverse_1(NativeCall& call) {
  ListShape shape = list_shape(call, 0);
  if (!shape.is_proper()) {
    return shape.length < 2 ? call.function_clause() : call.badarg();
  }
  RootScope scope(call.heap());
  return reverse_onto(call, shape.length, scope.root());
}

NativeResult lists_reverse_2(NativeCall& call) {
  ListShape shape = list_shape(call, 0);
  if (!shape.is_proper()) return call.badarg();
  return reverse_onto(call, shape.length, call[1]);
}

NativeResult lists_member_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term wanted = call[0].get(no_gc), list = call[1].get(no_gc);
  size_t length = 0;
  bool found = false;
  if (wanted.is_immediate()) {
    for (; list.is_cons() && !found; list = list.tail(), ++length) found = list.head() == wanted;
  } else {
    for (; list.is_cons() && !found; list = list.tail(), ++length) {
      found = exact_equal(list.head(), wanted);
    }
  }
  charge_cells(call, length);
  return found || list.is_nil() ? call.boolean(found) : call.badarg();
}

NativeResult lists_nth_2(NativeCall& call) {
  auto count = count_argument(call[0]);
  if (!count || *count == 0) return call.function_clause();
  NoGc no_gc(call.heap());
  ListShape before = walk(call[1].get(no_gc), *count - 1);
  charge_cells(call, before.length);
  if (before.length < *count - 1 || !before.tail.is_cons()) return call.function_clause();
  return call.value(before.tail.head());
}

NativeResult lists_nthtail_2(NativeCall& call) {
  auto count = count_argument(call[0]);
  if (!count) return call.function_clause();
  NoGc no_gc(call.heap());
  ListShape before = walk(call[1].get(no_gc), *count);
  charge_cells(call, before.length);
  if (before.length < *count || (*count == 0 && !before.tail.is_list())) {
    return call.function_clause();
  }
  return call.value(before.tail);
}

NativeResult lists_last_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term last = kNoTerm, list = call[0].get(no_gc);
  size_t length = 0;
  for (; list.is_cons(); list = list.tail(), ++length) last = list.head();
  charge_cells(call, length);
  if (!list.is_nil() || last == kNoTerm) return call.function_clause();
  return call.value(last);
}

NativeResult lists_droplast_1(NativeCall& call) {
  ListShape shape = list_shape(call, 0);
  if (!shape.is_proper() || shape.length == 0) return call.function_clause();
  return copy_part(call, 0, shape.length - 1);
}

NativeResult lists_prefix_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term prefix = call[0].get(no_gc), list = call[1].get(no_gc);
  size_t length = 0;
  while (prefix.is_cons() && list.is_cons() && exact_equal(prefix.head(), list.head())) {
    prefix = prefix.tail();
    list = list.tail();
    ++length;
  }
  charge_cells(call, length);
  if (!prefix.is_list() || !list.is_list()) return call.function_clause();
  return call.boolean(prefix.is_nil());
}

NativeResult lists_suffix_2(NativeCall& call) {
  ListShape suffix = list_shape(call, 0), list = list_shape(call, 1);
  charge_cells(call, suffix.length + list.length);
  if (!list.is_proper() || !suffix.is_proper()) return call.badarg();
  if (suffix.length > list.length) return call.boolean(false);
  NoGc no_gc(call.heap());
  Term rest = walk(call[1].get(no_gc), list.length - suffix.length).tail;
  return call.boolean(exact_equal(rest, call[0].get(no_gc)));
}

NativeResult lists_duplicate_2(NativeCall& call) {
  auto count = count_argument(call[0]);
  if (!count) return call.function_clause();
  if (*count > static_cast<uint64_t>(kSmallMax)) return call.out_of_memory();
  charge_cells(call, *count);
  Reserved room = call.reserve(kConsWords * *count);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil, element = call[1].get(room);
  for (uint64_t i = 0; i < *count; ++i) list = room.space().cons(element, list);
  return call.value(list);
}

NativeResult lists_sublist_2(NativeCall& call) {
  auto count = count_argument(call[1]);
  if (!count || !call[0].is_list()) return call.function_clause();
  ListShape part = peek(call, [&](const NoGc& no_gc) { return walk(call[0].get(no_gc), *count); });
  if (part.length < *count && !part.tail.is_nil()) return call.function_clause();
  return copy_part(call, 0, part.length);
}

// sublist(List, Start, Length): past the end of the list Length may be anything.
NativeResult lists_sublist_3(NativeCall& call) {
  auto start = count_argument(call[1]);
  if (!start || *start == 0) return call.function_clause();
  ListShape before =
      peek(call, [&](const NoGc& no_gc) { return walk(call[0].get(no_gc), *start - 1); });
  if (before.length < *start - 1) {
    return before.tail.is_nil() ? call.value(kNil) : call.function_clause();
  }
  auto count = count_argument(call[2]);
  if (!count || !before.tail.is_list()) return call.function_clause();
  size_t length = peek(call, [&](const NoGc& no_gc) {
    ListShape part = walk(walk(call[0].get(no_gc), *start - 1).tail, *count);
    return part.length < *count && !part.tail.is_nil() ? SIZE_MAX : part.length;
  });
  if (length == SIZE_MAX) return call.function_clause();
  return copy_part(call, before.length, length);
}

NativeResult lists_split_2(NativeCall& call) {
  auto count = count_argument(call[0]);
  if (!count || !call[1].is_list()) return call.badarg();
  ListShape part = peek(call, [&](const NoGc& no_gc) { return walk(call[1].get(no_gc), *count); });
  charge_cells(call, part.length);
  if (part.length < *count) return part.tail.is_nil() ? call.badarg() : call.function_clause();
  Reserved room = call.reserve(kConsWords * part.length + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term list = call[1].get(room);
  Term rest = walk(list, *count).tail;
  Term front = copy_prefix(list, part.length, kNil, room.space());
  return call.value(room.space().tuple_of(front, rest));
}

NativeResult lists_delete_2(NativeCall& call) {
  size_t before = 0;
  Term found = peek(call, [&](const NoGc& no_gc) {
    Term wanted = call[0].get(no_gc), list = call[1].get(no_gc);
    for (; list.is_cons() && !exact_equal(list.head(), wanted); list = list.tail()) ++before;
    return list;
  });
  charge_cells(call, before);
  if (found.is_nil()) return call.value(call[1]);
  if (!found.is_cons()) return call.function_clause();
  Reserved room = call.reserve(kConsWords * before);
  if (!room.ok()) return call.out_of_memory();
  Term list = call[1].get(room);
  Term rest = walk(list, before).tail.tail();
  return call.value(copy_prefix(list, before, rest, room.space()));
}

NativeResult lists_max_1(NativeCall& call) { return extreme(call, 1); }
NativeResult lists_min_1(NativeCall& call) { return extreme(call, -1); }

NativeResult lists_flatten_1(NativeCall& call) {
  return call[0].is_list() ? flatten(call) : call.function_clause();
}
NativeResult lists_flatten_2(NativeCall& call) {
  return call[0].is_list() && call[1].is_list() ? flatten(call) : call.function_clause();
}
NativeResult lists_flatlength_1(NativeCall& call) {
  size_t count = 0;
  bool proper = peek(call, [&](const NoGc& no_gc) {
    return for_each_leaf(call[0].get(no_gc), [&](Term) { ++count; });
  });
  charge_cells(call, count);
  if (!proper) return call.function_clause();
  return call.value(make_small(static_cast<int64_t>(count)));
}

NativeResult lists_join_2(NativeCall& call) {
  ListShape shape = list_shape(call, 1);
  if (!shape.is_proper()) return call.function_clause();
  if (shape.length == 0) return call.value(kNil);
  charge_cells(call, 2 * shape.length);
  Reserved room = call.reserve(kConsWords * (2 * shape.length - 1));
  if (!room.ok()) return call.out_of_memory();
  Term separator = call[0].get(room), list = call[1].get(room);
  ListBuilder builder(room.space());
  builder.add(list.head());
  for (list = list.tail(); list.is_cons(); list = list.tail()) {
    builder.add(separator);
    builder.add(list.head());
  }
  return call.value(builder.finish());
}

}  // namespace linac
