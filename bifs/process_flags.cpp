// process_flag/2,3.
#include <algorithm>

#include "bifs/spawn_options.h"
#include "runtime/exec/process_info.h"
#include "runtime/exec/spawn.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

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

constexpr std::string_view kHeapFlags[] = {"min_heap_size", "min_bin_vheap_size",
                                           "fullsweep_after"};

NativeResult set_priority(NativeCall& call, Term value) {
  std::optional<Priority> priority = read_priority(call.atoms(), value);
  if (!priority) return call.badarg();
  Priority old = std::exchange(call.process().priority, *priority);
  return call.value(priority_name(*call.vm().atoms, old));
}

int64_t heap_setting(const ProcessSettings& settings, std::string_view name) {
  return name == "min_heap_size"        ? settings.min_heap_size
         : name == "min_bin_vheap_size" ? settings.min_bin_vheap_size
                                        : settings.fullsweep_after;
}

NativeResult set_maximum(NativeCall& call) {
  ProcessSettings next = call.process().settings();
  if (!peek(call, [&](const NoGc& no_gc) {
        return read_max_heap_size(call.atoms(), call[1].get(no_gc), &next);
      })) {
    return call.badarg();
  }
  Reserved room = call.reserve(max_heap_size_words());
  if (!room.ok()) return call.out_of_memory();
  Term old = build_max_heap_size(call.process(), room.space());
  bool limited = next.max_heap_size > 0 && next.max_heap_kill;
  set_max_heap(call.process(), limited ? static_cast<size_t>(next.max_heap_size) : SIZE_MAX);
  call.process().settings() = next;
  return call.value(old);
}

}  // namespace

NativeResult erlang_process_flag_2(NativeCall& call) {
  Process& self = call.process();
  std::string_view name;
  Term value = kNoTerm;
  {
    NoGc no_gc(call.heap());
    Term flag = call[0].get(no_gc);
    if (is_tuple_of(flag, 2)) flag = tuple_element(flag, 0);
    if (flag.is_atom()) name = call.atoms().text(flag);
    value = call[1].get(no_gc);
  }
  bool is_boolean = value == atoms::kTrue || value == atoms::kFalse;
  if (name == "monitor_nodes" && is_boolean) {  // what net_kernel:monitor_nodes sets
    return call.value(make_small(0));           // no other node ever comes or goes
  }
  if (!call[0].is_atom()) return call.badarg_because(atoms::kBadopt);
  if (name == "max_heap_size") return set_maximum(call);
  if (name == "priority") return set_priority(call, value);
  ProcessSettings& settings = self.settings();
  FlagCall flag{call, settings, value};
  if (name == "trap_exit") return flag.set_bool(self.trap_exit);
  if (name == "sensitive") return flag.set_bool(settings.sensitive);
  if (name == "async_dist") return flag.set_bool(settings.async_dist);
  if (name == "message_queue_data") {
    return set_one_of(flag, settings.message_queue_data, {"on_heap", "off_heap"});
  }
  if (name == "error_handler") {
    if (!value.is_atom()) return call.badarg();
    return call.value(std::exchange(settings.error_handler, value));
  }
  if (std::find(std::begin(kHeapFlags), std::end(kHeapFlags), name) != std::end(kHeapFlags)) {
    int64_t old = heap_setting(settings, name);
    return set_size_setting(name, value, &settings) ? call.value(make_small(old)) : call.badarg();
  }
  if (name != "save_calls") return call.badarg_because(atoms::kBadopt);
  if (!flag.is_size() || value.small_value() > kMostSavedCalls) {
    return call.badarg_because(atoms::kNone);
  }
  return flag.set_number(settings.save_calls, value.small_value());
}

// process_flag(Pid, save_calls, Number)
NativeResult erlang_process_flag_3(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term flag = call[1].get(no_gc), value = call[2].get(no_gc);
  bool is_process = call[0].is_local_pid() && call.vm().processes->find(call[0].get(no_gc));
  if (!is_process) return call.badarg_because(*call.vm().atoms->intern("badtype"));
  if (!flag.is_atom() || call.atoms().text(flag) != "save_calls" || !value.is_small() ||
      value.small_value() < 0 || value.small_value() > kMostSavedCalls) {
    return call.badarg();
  }
  return call.value(make_small(0));
}

}  // namespace linac
