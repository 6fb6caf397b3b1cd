// How C++ code that may collect holds terms. Four types, made so that the wrong form does not
// compile (tests/compile_fail has the wrong forms):
//
//   Handle     a rooted slot; copyable; the collector updates the slot. Type tests work directly.
//   RootScope  makes handles, which end with it. Lives in a C++ scope only.
//   NoGc       while one lives, a collection is a failed check. Only with one in hand does a handle
//              give its raw term, and only as long as it is a named object.
//   Reserved   what reserve() gives: a NoGc, with the space to build in.
//
//   RootScope scope(heap);
//   Reserved room = reserve(heap, 3);         // may collect: handles stay good, raw terms do not
//   if (!room.ok()) return ...;
//   Term pair = room.space().tuple_of(first.get(room), second.get(room));
//   Handle result = scope.root(pair, room);   // outlives `room`
//
// reserve() uses the safepoint of the running built-in (Heap::NativeCall).
// Threads: of the thread that runs the process.
#pragma once

#include "core/term/boxed.h"
#include "runtime/memory/heap.h"

namespace linac {

class NoGc {
 public:
  explicit NoGc(Heap& heap) : heap_(heap) { ++heap_.no_gc_depth_; }
  ~NoGc() { --heap_.no_gc_depth_; }
  NoGc(const NoGc&) = delete;
  NoGc& operator=(const NoGc&) = delete;
  static void* operator new(size_t) = delete;

 protected:
  Heap& heap_;
};

class [[nodiscard]] Reserved : public NoGc {
 public:
  bool ok() const { return ok_; }
  // Only of a named object: the terms that are built must not outlive it unrooted.
  TermSpace& space() & {
    VM_CHECK(ok_);
    return heap_.space;
  }

 private:
  friend Reserved reserve(Heap& heap, size_t words);
  Reserved(Heap& heap, size_t words) : Reserved(heap, try_reserve(heap, words)) {}
  Reserved(Heap& heap, bool ok) : NoGc(heap), ok_(ok) {}
  static bool try_reserve(Heap& heap, size_t words) {
    VM_CHECK(heap.native_safepoint_ != nullptr);
    VM_CHECK(heap.no_gc_depth_ == 0);  // also when this one would not have collected
    return heap.reserve(words, *heap.native_safepoint_);
  }

  bool ok_;
};

// At least `words` words to build in; may collect. Not ok(): the process is over its maximum heap
// or the system has no memory.
inline Reserved reserve(Heap& heap, size_t words) { return Reserved(heap, words); }

class Handle {
 public:
  // A slot that is rooted by other means (an argument register within the safepoint's count).
  static Handle of_rooted(Term* slot) { return Handle(slot); }

  Term get(const NoGc&) const { return *slot_; }
  Term get(const NoGc&&) const = delete;  // the NoGc would end before the term is used
  void set(Term term, const NoGc&) { *slot_ = term; }
  void set(const Handle& other) { *slot_ = *other.slot_; }

  bool is_small() const { return slot_->is_small(); }
  bool is_self_float() const { return slot_->is_self_float(); }
  bool is_atom() const { return slot_->is_atom(); }
  bool is_nil() const { return slot_->is_nil(); }
  bool is_cons() const { return slot_->is_cons(); }
  bool is_list() const { return slot_->is_list(); }
  bool is_local_pid() const { return slot_->is_local_pid(); }
  bool is_immediate() const { return slot_->is_immediate(); }
  bool is_boxed(BoxedKind kind) const { return is_boxed_kind(*slot_, kind); }
  bool is_tuple() const { return linac::is_tuple(*slot_); }
  bool is_tuple_of(Word arity) const { return linac::is_tuple_of(*slot_, arity); }
  bool is_integer() const { return linac::is_integer(*slot_); }
  bool is_float() const { return linac::is_float(*slot_); }
  bool is_number() const { return linac::is_number(*slot_); }
  bool is_map() const { return linac::is_map(*slot_); }
  bool is_fun() const { return linac::is_fun(*slot_); }
  bool is_bitstring() const { return linac::is_bitstring(*slot_); }
  bool is_pid() const { return linac::is_pid(*slot_); }
  bool is_reference() const { return linac::is_reference(*slot_); }
  // The same immediate (an atom, say).
  bool is(Term immediate) const {
    VM_SLOW_CHECK(immediate.is_immediate());
    return *slot_ == immediate;
  }
  int64_t small_value() const {
    VM_SLOW_CHECK(is_small());
    return slot_->small_value();
  }
  size_t tuple_arity() const {
    VM_SLOW_CHECK(is_tuple());
    return linac::tuple_arity(*slot_);
  }

 private:
  friend class RootScope;
  explicit Handle(Term* slot) : slot_(slot) {}

  Term* slot_;
};

class RootScope {
 public:
  explicit RootScope(Heap& heap) : handles_(heap.memory_->handles), outer_(handles_.size()) {
    handles_.claim(&heap);
  }
  ~RootScope() { handles_.pop_to(outer_); }
  RootScope(const RootScope&) = delete;
  RootScope& operator=(const RootScope&) = delete;
  static void* operator new(size_t) = delete;

  Handle root(Term term, const NoGc&) { return Handle(handles_.push(term)); }
  Handle root(Term term, const NoGc&&) = delete;
  Handle root(const Handle& other) { return Handle(handles_.push(*other.slot_)); }
  // A slot that holds [] until it is set.
  Handle root() { return Handle(handles_.push(kNil)); }

 private:
  HandleStack& handles_;
  size_t outer_;
};

}  // namespace linac
