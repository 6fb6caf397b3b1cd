#include "bifs/spawn_options.h"

#include <algorithm>

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
constexpr int64_t kSmallestBinaryHeap = 46422;
constexpr std::string_view kPriorityNames[] = {"max", "high", "normal", "low"};

bool read_setting(const AtomTable& atoms, std::string_view name, Term value,
                  SpawnOptions* options) {
  ProcessSettings& settings = options->settings;
  options->has_settings = true;
  if (name == "priority") {
    options->priority = read_priority(atoms, value);
    return options->priority.has_value();
  }
  if (name == "max_heap_size") return read_max_heap_size(atoms, value, &settings);
  if (name == "message_queue_data") {
    if (value != atoms::kOnHeap && value != atoms::kOffHeap) return false;
    settings.message_queue_data = value;
    return true;
  }
  if (name == "async_dist") {
    settings.async_dist = value == atoms::kTrue;
    return is_boolean(value);
  }
  if (name == "scheduler") return value.is_small() && value.small_value() >= 0;
  return set_size_setting(name, value, &settings);
}

bool read_reply(const AtomTable& atoms, Term value, SpawnOptions* options) {
  std::string_view name = value.is_atom() ? atoms.text(value) : "";
  options->reply_ok = name == "yes" || name == "success_only";
  options->reply_error = name == "yes" || name == "error_only";
  return options->reply_ok || options->reply_error || name == "no";
}

bool read_option(const AtomTable& atoms, Term option, bool request, SpawnOptions* options) {
  if (option == atoms::kLink) return options->link = true;
  if (option == atoms::kMonitor) return options->monitor = true;
  if (!is_tuple_of(option, 2) || !tuple_element(option, 0).is_atom()) return false;
  Term name = tuple_element(option, 0), value = tuple_element(option, 1);
  if (name == atoms::kMonitor) {
    options->monitor = true;
    return read_monitor_options(atoms, value, &options->alias, &options->tag);
  }
  if (request && name == atoms::kReplyTag) {
    options->reply_tag = value;
    return true;
  }
  if (request && name == atoms::kReply) return read_reply(atoms, value, options);
  return read_setting(atoms, atoms.text(name), value, options);
}

}  // namespace

std::optional<Priority> read_priority(const AtomTable& atoms, Term name) {
  if (!name.is_atom()) return std::nullopt;
  for (size_t i = 0; i < kPriorities; i++) {
    if (atoms.text(name) == kPriorityNames[i]) return static_cast<Priority>(i);
  }
  return std::nullopt;
}

Term priority_name(AtomTable& atoms, Priority priority) {
  return *atoms.intern(kPriorityNames[static_cast<size_t>(priority)]);
}

bool set_size_setting(std::string_view name, Term value, ProcessSettings* settings) {
  if (!value.is_small() || value.small_value() < 0) return false;
  int64_t size = value.small_value();
  if (name == "min_heap_size") {
    settings->min_heap_size = next_heap_size(size);
  } else if (name == "fullsweep_after") {
    settings->fullsweep_after = size;
  } else if (name == "min_bin_vheap_size") {
    settings->min_bin_vheap_size = std::max(kSmallestBinaryHeap, next_heap_size(size));
  } else {
    return false;
  }
  return true;
}

bool read_max_heap_size(const AtomTable& atoms, Term value, ProcessSettings* settings) {
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

bool read_spawn_options(const AtomTable& atoms, Term list, bool request, SpawnOptions* options) {
  bool valid = true;  // the rest may still say who is told
  for (; list.is_cons(); list = list.tail()) {
    valid &= read_option(atoms, list.head(), request, options);
  }
  return valid && list.is_nil();
}

bool read_monitor_options(const AtomTable& atoms, Term list, AliasMode* alias, Term* tag) {
  for (; list.is_cons(); list = list.tail()) {
    Term option = list.head();
    if (!is_tuple_of(option, 2)) return false;
    Term name = tuple_element(option, 0), value = tuple_element(option, 1);
    if (name == atoms::kTag) {
      *tag = value;
      continue;
    }
    if (name != atoms::kAlias || !value.is_atom()) return false;
    std::string_view mode = atoms.text(value);
    *alias = mode == "explicit_unalias"  ? AliasMode::kExplicit
             : mode == "demonitor"       ? AliasMode::kDemonitor
             : mode == "reply_demonitor" ? AliasMode::kReply
                                         : AliasMode::kNone;
    if (*alias == AliasMode::kNone) return false;
  }
  return list.is_nil();
}

}  // namespace linac
