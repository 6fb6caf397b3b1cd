// process_flag/2.
#include <algorithm>

#include "bifs/support.h"
#include "core/term/map.h"

namespace linac {
namespace {

// Sizes of heaps in OTP, which the minimum is rounded up to.
int64_t next_heap_size(int64_t wanted) {
  int64_t before = 142, size = 233;
  constexpr int64_t kLastFibonacci = 833026;
  while (size < wanted) {
    int64_t next = size < kLastFibonacci ? before + size + 1 : size + size / 5;
    before = size;
    size = next;
  }
  return size;
}

constexpr int64_t kSmallestMaximum = 233;  // words, of max_heap_size
constexpr int64_t kMostSavedCalls = 10000;

struct FlagCall {
  NativeCall& call;
  ProcessSettings& settings;
  Term value;

  NativeResult set_bool(bool& setting) const {
    if (!is_boolean(value)) return call.badarg();
    return call.boolean(std::exchange(setting, value == atoms::kTrue));
  }
  NativeResult set_number(int64_t& setting, int64_t wanted) const {
    return call.value(make_small(std::exchange(setting, wanted)));
  }
  bool is_size() const { return value.is_small() && value.small_value() >= 0; }
};

NativeResult set_one_of(const FlagCall& flag, Term& setting,
                        std::initializer_list<std::string_view> names) {
  if (!flag.value.is_atom()) return flag.call.badarg();
  std::string_view name = flag.call.atoms().text(flag.value);
  if (std::find(names.begin(), names.end(), name) == names.end()) return flag.call.badarg();
  return flag.call.value(std::exchange(setting, flag.value));
}

constexpr std::string_view kMaximumKeys[] = {"error_logger", "include_shared_binaries", "kill",
                                             "size"};

Term old_maximum(NativeCall& call, const ProcessSettings& settings, TermSpace& space) {
  Term keys[4], values[4] = {make_bool(settings.max_heap_log), make_bool(settings.max_heap_shared),
                             make_bool(settings.max_heap_kill),
                             make_small(settings.max_heap_size)};
  for (size_t i = 0; i < 4; i++) keys[i] = *call.vm().atoms->intern(kMaximumKeys[i]);
  return map_from_pairs(call.atoms(), keys, values, space);
}

// A number of words, or a map with it and what happens when it is passed. False: badarg.
bool read_maximum(const AtomTable& atoms, Term value, ProcessSettings* settings) {
  Term size = value;
  if (is_map(value)) {
    bool valid = true;
    size = kNoTerm;
    for (MapIterator it(value); it.next();) {
      std::string_view key = it.key().is_atom() ? atoms.text(it.key()) : "";
      if (key == "size") {
        size = it.value();
        continue;
      }
      bool* flag = key == "kill"                      ? &settings->max_heap_kill
                   : key == "error_logger"            ? &settings->max_heap_log
                   : key == "include_shared_binaries" ? &settings->max_heap_shared
                                                      : nullptr;
      if (flag == nullptr) continue;
      valid &= is_boolean(it.value());
      *flag = it.value() == atoms::kTrue;
    }
    if (!valid) return false;
  }
  if (size == kNoTerm || !size.is_small() || size.small_value() < 0) return false;
  if (size.small_value() != 0 && size.small_value() < kSmallestMaximum) return false;
  settings->max_heap_size = size.small_value();
  return true;
}

NativeResult set_maximum(NativeCall& call) {
  ProcessSettings next = call.process().settings;
  if (!peek(call, [&](const NoGc& no_gc) {
        return read_maximum(call.atoms(), call[1].get(no_gc), &next);
      })) {
    return call.badarg();
  }
  Reserved room = call.reserve(flat_map_and_keys_words(4));
  if (!room.ok()) return call.out_of_memory();
  Term old = old_maximum(call, call.process().settings, room.space());
  bool limited = next.max_heap_size > 0 && next.max_heap_kill;
  call.heap().set_max_words(limited ? static_cast<size_t>(next.max_heap_size)
                                    : call.heap().options().max_heap_words);
  call.process().settings = next;
  return call.value(old);
}

}  // namespace

NativeResult erlang_process_flag_2(NativeCall& call) {
  ProcessSettings& settings = call.process().settings;
  std::string_view name;
  Term value = kNoTerm;
  {
    NoGc no_gc(call.heap());
    if (call[0].is_atom()) name = call.atoms().text(call[0].get(no_gc));
    value = call[1].get(no_gc);
  }
  if (name == "max_heap_size") return set_maximum(call);
  FlagCall flag{call, settings, value};
  if (name == "trap_exit") return flag.set_bool(settings.trap_exit);
  if (name == "sensitive") return flag.set_bool(settings.sensitive);
  if (name == "async_dist") return flag.set_bool(settings.async_dist);
  if (name == "priority") {
    return set_one_of(flag, settings.priority, {"low", "normal", "high", "max"});
  }
  if (name == "message_queue_data") {
    return set_one_of(flag, settings.message_queue_data, {"on_heap", "off_heap"});
  }
  if (name == "error_handler") {
    if (!value.is_atom()) return call.badarg();
    return call.value(std::exchange(settings.error_handler, value));
  }
  bool is_number = name == "min_heap_size" || name == "min_bin_vheap_size" ||
                   name == "fullsweep_after" || name == "save_calls";
  if (!is_number) return call.badarg_because(atoms::kBadopt);
  if (!flag.is_size()) return call.badarg();
  int64_t size = value.small_value();
  if (name == "min_heap_size") return flag.set_number(settings.min_heap_size, next_heap_size(size));
  if (name == "fullsweep_after") return flag.set_number(settings.fullsweep_after, size);
  if (name == "min_bin_vheap_size") {
    return flag.set_number(settings.min_bin_vheap_size, std::max<int64_t>(46422, next_heap_size(size)));
  }
  if (size > kMostSavedCalls) return call.badarg();
  return flag.set_number(settings.save_calls, size);
}

}  // namespace linac
