// Timers of programs: send_after, start_timer, cancel_timer, read_timer.
#include "bifs/support.h"
#include "runtime/exec/signals.h"
#include "runtime/memory/copy.h"
#include "runtime/process/identities.h"
#include "runtime/process/table.h"
#include "runtime/sched/clock.h"

namespace linac {
namespace {

constexpr uint64_t kPerMillisecond = 1'000'000;
// Where Erlang's monotonic clock begins; as in time.cpp.
constexpr int64_t kMonotonicStart = -576'460'752'000'000'000;
constexpr int64_t kMostMilliseconds = int64_t{1} << 42;  // some 139 years

// [{abs, Boolean}]. False: badarg.
bool read_start_options(Term options, bool* absolute) {
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    if (!is_tuple_of(option, 2) || tuple_element(option, 0) != atoms::kAbs ||
        !is_boolean(tuple_element(option, 1))) {
      return false;
    }
    *absolute = tuple_element(option, 1) == atoms::kTrue;
  }
  return options.is_nil();
}

// Nothing: badarg.
std::optional<uint64_t> read_deadline(NativeCall& call, Term time, bool absolute) {
  if (!time.is_small()) return std::nullopt;
  int64_t milliseconds = time.small_value();
  uint64_t now = monotonic_nanoseconds();
  if (absolute) {
    int64_t start = static_cast<int64_t>(call.vm().identities->start_nanoseconds());
    int64_t at;
    if (__builtin_mul_overflow(milliseconds, static_cast<int64_t>(kPerMillisecond), &at) ||
        __builtin_add_overflow(at, start - kMonotonicStart, &at)) {
      return std::nullopt;
    }
    return at < 0 ? 0 : static_cast<uint64_t>(at);
  }
  if (milliseconds < 0 || milliseconds > kMostMilliseconds) return std::nullopt;
  return now + static_cast<uint64_t>(milliseconds) * kPerMillisecond;
}

// The message, or {timeout, Ref, Message}; null: no memory.
Fragment* make_timer_message(Process& self, Term message, bool wrapped, bool own,
                             ReferenceKey key) {
  const LiteralArea* literals = self.vm->literals;
  size_t words = measure_copy(message, literals) + tuple_words(3) + kReferenceWords;
  BlockPool& pool = self.heap.memory().pool;
  Fragment* fragment = own ? make_signal(pool, SignalKind::kTimerMessage, {self.pid, 0, key}, words)
                           : Fragment::make(pool, words);
  if (!fragment) return nullptr;
  TermSpace& space = fragment->space;
  Term copy = copy_term(message, space, literals);
  fragment->root =
      wrapped ? space.tuple_of(atoms::kTimeout, make_reference(key, space), copy) : copy;
  return fragment;
}

NativeResult start(NativeCall& call, bool wrapped) {
  Process& self = call.process();
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  bool absolute = false;
  if (call.arity() == 4 && !read_start_options(call[3].get(room), &absolute)) {
    return call.badarg_because(atoms::kBadopt);
  }
  Term destination = call[1].get(room);
  std::optional<uint64_t> deadline = read_deadline(call, call[0].get(room), absolute);
  if (!deadline) return call.badarg_because(*call.vm().atoms->intern("time"));
  if (!destination.is_local_pid() && !destination.is_atom()) return call.badarg();
  Scheduler& scheduler = *self.scheduler;
  ReferenceKey key = new_timer_reference(*call.vm().identities, scheduler.index);
  bool own = destination == self.pid;
  Fragment* message = make_timer_message(self, call[2].get(room), wrapped, own, key);
  if (!message) return call.out_of_memory();
  auto* timer = new ProgramTimer;
  timer->deadline = *deadline;
  timer->key = key;
  timer->destination = destination;
  timer->message = message;
  if (own) self.relations().timers[key];
  scheduler.timers.add(timer);
  return call.value(make_reference(key, room.space()));
}

struct TimerOptions {
  bool async = false;
  bool info = true;
};

bool read_timer_options(Term options, bool cancel, TimerOptions* out) {
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    if (!is_tuple_of(option, 2) || !is_boolean(tuple_element(option, 1))) return false;
    bool value = tuple_element(option, 1) == atoms::kTrue;
    if (tuple_element(option, 0) == atoms::kAsync) {
      out->async = value;
    } else if (cancel && tuple_element(option, 0) == atoms::kInfo) {
      out->info = value;
    } else {
      return false;
    }
  }
  return options.is_nil();
}

Term milliseconds_left(std::optional<uint64_t> deadline) {
  if (!deadline) return atoms::kFalse;
  uint64_t now = monotonic_nanoseconds();
  if (*deadline <= now) return make_small(0);
  return make_small(
      static_cast<int64_t>((*deadline - now + kPerMillisecond - 1) / kPerMillisecond));
}

// Milliseconds left, or false; takes the timer out for `cancel`.
Term look_up(NativeCall& call, ReferenceKey key, bool cancel) {
  Process& self = call.process();
  const auto& schedulers = self.scheduler->group.all();
  if (!is_timer(key) || timer_scheduler(key) >= schedulers.size()) return atoms::kFalse;
  TimerWheel& wheel = schedulers[timer_scheduler(key)]->timers;
  if (!cancel) return milliseconds_left(wheel.deadline_of(key));
  ProgramTimer* timer = wheel.remove(key);
  if (!timer) return atoms::kFalse;
  Term left = milliseconds_left(timer->deadline);
  // Where it is another process's own timer, that has its key until it ends: a few words.
  if (self.relations_) self.relations_->timers.remove(key);
  Fragment::destroy(call.heap().memory().pool, timer->message);
  delete timer;
  return left;
}

NativeResult stop(NativeCall& call, bool cancel) {
  NoGc no_gc(call.heap());
  Process& self = call.process();
  Term reference = call[0].get(no_gc);
  TimerOptions options;
  if (!is_reference(reference)) return call.badarg();
  if (call.arity() == 2 && !read_timer_options(call[1].get(no_gc), cancel, &options)) {
    return call.badarg();
  }
  Term left = is_local_reference(reference) ? look_up(call, reference_key(reference), cancel)
                                            : atoms::kFalse;
  if (!options.async) return call.value(options.info ? left : atoms::kOk);
  if (options.info) {
    Fragment* message = Fragment::make(call.heap().memory().pool, tuple_words(3) + kReferenceWords);
    VM_CHECK(message);
    Term own = make_reference(reference_key(reference), message->space);
    message->root =
        message->space.tuple_of(cancel ? atoms::kCancelTimer : atoms::kReadTimer, own, left);
    deliver(*self.vm, *self.scheduler, self, message);
  }
  return call.value(atoms::kOk);
}

}  // namespace

NativeResult erlang_send_after(NativeCall& call) { return start(call, false); }
NativeResult erlang_start_timer(NativeCall& call) { return start(call, true); }
NativeResult erlang_cancel_timer(NativeCall& call) { return stop(call, true); }
NativeResult erlang_read_timer(NativeCall& call) { return stop(call, false); }

}  // namespace linac
