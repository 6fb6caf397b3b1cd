// Clocks and calendars. Native time units are nanoseconds.
#include <ctime>

#include "bifs/machine.h"
#include "bifs/support.h"
#include "core/term/arith.h"
#include "runtime/exec/watch.h"
#include "runtime/process/identities.h"
#include "runtime/sched/clock.h"

namespace linac {
namespace {

constexpr int64_t kNativePerSecond = 1'000'000'000;
// Where Erlang's monotonic clock begins, as in OTP, so that its negative numbers are met here too.
constexpr int64_t kMonotonicStart = -576'460'752'000'000'000;

int64_t clock_nanoseconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<int64_t>(now.tv_sec) * kNativePerSecond + now.tv_nsec;
}

int64_t monotonic_now(NativeCall& call) {
  uint64_t start = call.vm().identities->start_nanoseconds();
  return kMonotonicStart + static_cast<int64_t>(monotonic_nanoseconds() - start);
}
int64_t system_now() { return clock_nanoseconds(CLOCK_REALTIME); }

struct UnitName {
  std::string_view name;
  int64_t per_second;
};
constexpr UnitName kUnits[] = {
    {"second", 1},
    {"millisecond", 1000},
    {"microsecond", 1'000'000},
    {"nanosecond", 1'000'000'000},
    {"native", kNativePerSecond},
    {"perf_counter", kNativePerSecond},
    {"seconds", 1},
    {"milli_seconds", 1000},
    {"micro_seconds", 1'000'000},
    {"nano_seconds", 1'000'000'000},
};

// Parts of a second; 0: no time unit.
int64_t unit_of(const AtomTable& atoms, Term unit) {
  if (unit.is_small()) return unit.small_value() > 0 ? unit.small_value() : 0;
  if (!unit.is_atom()) return 0;
  std::string_view text = atoms.text(unit);
  for (const UnitName& known : kUnits) {
    if (known.name == text) return known.per_second;
  }
  return 0;
}

// floor(time * to / from), or nothing when the product does not fit.
std::optional<int64_t> scale(int64_t time, int64_t from, int64_t to) {
  int64_t product;
  if (__builtin_mul_overflow(time, to, &product)) return std::nullopt;
  int64_t quotient = product / from;
  return quotient * from > product ? quotient - 1 : quotient;
}

NativeResult integer_value(NativeCall& call, int64_t value) {
  Reserved room = call.reserve(kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().integer(value));
}

// One step of arithmetic on rooted operands, into `result`.
bool step(NativeCall& call, ArithOp op, Handle a, Handle b, Handle result) {
  size_t words =
      peek(call, [&](const NoGc& no_gc) { return arith_words(op, a.get(no_gc), b.get(no_gc)); });
  Reserved room = call.reserve(words);
  if (!room.ok()) return false;
  ArithResult done = arith(op, a.get(room), b.get(room), room.space());
  if (!done.ok()) return false;
  result.set(done.value, room);
  return true;
}

// The same with integers of any size: (time * to - (time < 0 ? from - 1 : 0)) div from.
NativeResult convert_big(NativeCall& call, Handle time, Handle from, Handle to) {
  RootScope scope(call.heap());
  Handle result = scope.root(time);
  Handle rounding = scope.root(), one = scope.root();
  bool negative = peek(call, [&](const NoGc& no_gc) {
    one.set(make_small(1), no_gc);
    return is_big_negative(time.get(no_gc)) || (time.is_small() && time.small_value() < 0);
  });
  bool ok = step(call, ArithOp::kMul, result, to, result);
  if (ok && negative) {
    ok = step(call, ArithOp::kSub, from, one, rounding) &&
         step(call, ArithOp::kSub, result, rounding, result);
  }
  if (ok) ok = step(call, ArithOp::kIntDiv, result, from, result);
  if (!ok) return call.badarg();
  return call.value(result);
}

// A unit argument as an integer of any size, into `parts`; `small` is what unit_of says. False: it is
// no time unit.
bool read_unit(NativeCall& call, uint32_t argument, Handle parts, int64_t* small) {
  return peek(call, [&](const NoGc& no_gc) {
    Term unit = call[argument].get(no_gc);
    *small = unit_of(call.atoms(), unit);
    bool is_large = is_big(unit) && !is_big_negative(unit);
    parts.set(is_large ? unit : make_small(*small), no_gc);
    return is_large || *small != 0;
  });
}

// A clock's value in the unit of argument 0.
NativeResult in_unit(NativeCall& call, int64_t nanoseconds) {
  RootScope scope(call.heap());
  Handle time = scope.root(), unit = scope.root(), native = scope.root();
  int64_t small;
  if (!read_unit(call, 0, unit, &small)) return call.badarg();
  if (small != 0) {
    if (auto value = scale(nanoseconds, kNativePerSecond, small))
      return integer_value(call, *value);
  }
  {
    Reserved room = call.reserve(kBigWords64);
    if (!room.ok()) return call.out_of_memory();
    time.set(room.space().integer(nanoseconds), room);
    native.set(make_small(kNativePerSecond), room);
  }
  return convert_big(call, time, native, unit);
}

// {Megaseconds, Seconds, Microseconds}
NativeResult timestamp_of(NativeCall& call, int64_t microseconds) {
  Reserved room = call.reserve(tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  int64_t seconds = microseconds / 1'000'000;
  return call.value(room.space().tuple_of(make_small(seconds / 1'000'000),
                                          make_small(seconds % 1'000'000),
                                          make_small(microseconds % 1'000'000)));
}

Term date_tuple(const tm& at, TermSpace& space) {
  return space.tuple_of(make_small(at.tm_year + 1900), make_small(at.tm_mon + 1),
                        make_small(at.tm_mday));
}
Term time_tuple(const tm& at, TermSpace& space) {
  return space.tuple_of(make_small(at.tm_hour), make_small(at.tm_min), make_small(at.tm_sec));
}
NativeResult date_time_value(NativeCall& call, const tm& at) {
  Reserved room = call.reserve(2 * tuple_words(3) + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term date = date_tuple(at, space);
  return call.value(space.tuple_of(date, time_tuple(at, space)));
}

tm local_now() {
  time_t now = time(nullptr);
  tm at;
  localtime_r(&now, &at);
  return at;
}

// The small integers of a triple. False: it is none.
bool read_triple(Term term, int64_t (&out)[3]) {
  if (!is_tuple_of(term, 3)) return false;
  for (size_t i = 0; i < 3; i++) {
    Term element = tuple_element(term, i);
    if (!element.is_small()) return false;
    out[i] = element.small_value();
  }
  return true;
}

bool is_leap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

constexpr int64_t kFirstYear = 1902, kFirstPosixYear = 1600;
constexpr int64_t kLastYear = 1 << 30;

// {{Year, Month, Day}, {Hour, Minute, Second}}, which must be one of the calendar.
bool read_date_time(Term term, tm* out, int64_t first_year = kFirstYear) {
  int64_t date[3], time[3];
  if (!is_tuple_of(term, 2) || !read_triple(tuple_element(term, 0), date) ||
      !read_triple(tuple_element(term, 1), time)) {
    return false;
  }
  constexpr int64_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  auto [year, month, day] = date;
  if (year < first_year || year > kLastYear || month < 1 || month > 12 || day < 1) return false;
  int64_t days = kDays[month - 1] + (month == 2 && is_leap(year));
  if (day > days || time[0] < 0 || time[0] > 23 || time[1] < 0 || time[1] > 59 || time[2] < 0 ||
      time[2] > 59) {
    return false;
  }
  *out = {};
  out->tm_year = static_cast<int>(year - 1900);
  out->tm_mon = static_cast<int>(month - 1);
  out->tm_mday = static_cast<int>(day);
  out->tm_hour = static_cast<int>(time[0]);
  out->tm_min = static_cast<int>(time[1]);
  out->tm_sec = static_cast<int>(time[2]);
  return true;
}

NativeResult local_to_universal(NativeCall& call, int daylight_saving) {
  tm at;
  if (!peek(call, [&](const NoGc& no_gc) { return read_date_time(call[0].get(no_gc), &at); })) {
    return call.badarg();
  }
  tzset();
  at.tm_isdst = daylight == 0 ? -1 : daylight_saving;  // a zone without it has none to subtract
  time_t seconds = mktime(&at);
  tm universal;
  if (!gmtime_r(&seconds, &universal)) return call.badarg();
  return date_time_value(call, universal);
}

}  // namespace

namespace {

std::string name_of(NativeCall& call) {
  const NativeInfo& native = call.info();
  return std::string(call.atoms().text(native.module)) + ":" +
         std::string(call.atoms().text(native.name)) + "/" + std::to_string(native.arity);
}

// The time of day is a capability. How much time has passed is none: timers and supervisors live by it.
bool may_tell_time(NativeCall& call) {
  return capabilities_of(call.process()).clock || may_use_clock(call.process(), name_of(call));
}
NativeResult time_refused(NativeCall& call) {
  return raise_refused(call, Capability::kClock, name_of(call));
}

}  // namespace

NativeResult erlang_monotonic_time_0(NativeCall& call) {
  return integer_value(call, monotonic_now(call));
}
// system_info(start_time)
NativeResult system_start_time(NativeCall& call) { return integer_value(call, kMonotonicStart); }
NativeResult erlang_monotonic_time_1(NativeCall& call) {
  return in_unit(call, monotonic_now(call));
}
// Also os:system_time/0, os:perf_counter/0 and so on below: native units are the same everywhere.
NativeResult erlang_system_time_0(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  return integer_value(call, system_now());
}
NativeResult erlang_system_time_1(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  return in_unit(call, system_now());
}
NativeResult erlang_time_offset_0(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  return integer_value(call, system_now() - monotonic_now(call));
}
NativeResult erlang_time_offset_1(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  return in_unit(call, system_now() - monotonic_now(call));
}
NativeResult os_perf_counter_0(NativeCall& call) {
  return integer_value(call, clock_nanoseconds(CLOCK_MONOTONIC));
}
NativeResult os_perf_counter_1(NativeCall& call) {
  return in_unit(call, clock_nanoseconds(CLOCK_MONOTONIC));
}

NativeResult erlang_convert_time_unit_3(NativeCall& call) {
  RootScope scope(call.heap());
  Handle from = scope.root(), to = scope.root();
  int64_t small_from, small_to;
  if (!read_unit(call, 1, from, &small_from) || !read_unit(call, 2, to, &small_to) ||
      !call[0].is_integer()) {
    return call.badarg();
  }
  if (call[0].is_small() && small_from != 0 && small_to != 0) {
    auto value = scale(call[0].small_value(), small_from, small_to);
    if (value) return integer_value(call, *value);
  }
  return convert_big(call, call[0], from, to);
}

// Also os:timestamp/0.
NativeResult erlang_timestamp_0(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  return timestamp_of(call, system_now() / 1000);
}
NativeResult erlang_now_0(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  uint64_t now = call.vm().identities->next_now(static_cast<uint64_t>(system_now() / 1000));
  return timestamp_of(call, static_cast<int64_t>(now));
}

NativeResult erlang_localtime_0(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  return date_time_value(call, local_now());
}
NativeResult erlang_universaltime_0(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  time_t now = time(nullptr);
  tm at;
  gmtime_r(&now, &at);
  return date_time_value(call, at);
}
NativeResult erlang_date_0(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  Reserved room = call.reserve(tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  return call.value(date_tuple(local_now(), room.space()));
}
NativeResult erlang_time_0(NativeCall& call) {
  if (!may_tell_time(call)) return time_refused(call);
  Reserved room = call.reserve(tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  return call.value(time_tuple(local_now(), room.space()));
}

NativeResult erlang_localtime_to_universaltime_1(NativeCall& call) {
  return local_to_universal(call, -1);
}
NativeResult erlang_localtime_to_universaltime_2(NativeCall& call) {
  if (call[1].is(atoms::kTrue)) return local_to_universal(call, 1);
  if (call[1].is(atoms::kFalse)) return local_to_universal(call, 0);
  if (call[1].is(atoms::kUndefined)) return local_to_universal(call, -1);
  return call.badarg();
}
NativeResult erlang_universaltime_to_localtime_1(NativeCall& call) {
  tm at;
  if (!peek(call, [&](const NoGc& no_gc) { return read_date_time(call[0].get(no_gc), &at); })) {
    return call.badarg();
  }
  time_t seconds = timegm(&at);
  tm local;
  if (!localtime_r(&seconds, &local)) return call.badarg();
  return date_time_value(call, local);
}

// Seconds since 1970 to {{Y, M, D}, {H, M, S}} and back, both of UTC.
NativeResult erlang_posixtime_to_universaltime_1(NativeCall& call) {
  if (!call[0].is_small()) return call.badarg();
  time_t seconds = call[0].small_value();
  tm at;
  if (!gmtime_r(&seconds, &at)) return call.badarg();
  return date_time_value(call, at);
}
NativeResult erlang_universaltime_to_posixtime_1(NativeCall& call) {
  tm at;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    return read_date_time(call[0].get(no_gc), &at, kFirstPosixYear);
  });
  if (!valid) return call.badarg();
  return call.value(make_small(timegm(&at)));
}

}  // namespace linac
