// What the machine, the VM and its use of them are: system_info, statistics.
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "bifs/descriptor.h"
#include "bifs/machine.h"
#include "bifs/support.h"
#include "bifs/unicode_text.h"
#include "runtime/code/tier.h"
#include "runtime/ets/tables.h"
#include "runtime/memory/block_pool.h"
#include "runtime/process/identities.h"
#include "runtime/process/table.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/dirty_threads.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

constexpr std::string_view kOtpRelease = "29";  // whose answers Linac gives
constexpr std::string_view kErtsVersion = "17.1.1";
constexpr int64_t kPortLimit = 65536;
constexpr int64_t kEtsLimit = 8192;
// What OTP's settings are where nobody changed them; here they change nothing.
constexpr int64_t kFullsweepAfter = 65535;
constexpr int64_t kMinHeapWords = 233;
constexpr int64_t kMinBinaryWords = 46422;
constexpr int64_t kSystemRequests = 4;

#if defined(__x86_64__)
constexpr std::string_view kArchitecture = "x86_64-pc-linux-gnu";
#elif defined(__aarch64__)
constexpr std::string_view kArchitecture = "aarch64-unknown-linux-gnu";
#else
#error "no other architecture is supported"
#endif

// An item's answer: a text, a number or an atom.
struct Answer {
  enum Kind { kNone, kText, kNumber, kAtom } kind = kNone;
  std::string_view text;
  int64_t number = 0;
};
Answer text_answer(std::string_view text) { return {Answer::kText, text, 0}; }
Answer number_answer(int64_t number) { return {Answer::kNumber, {}, number}; }
Answer atom_answer(std::string_view text) { return {Answer::kAtom, text, 0}; }

int64_t processors() { return std::max<int64_t>(1, sysconf(_SC_NPROCESSORS_ONLN)); }

// Items whose answer is always the same.
struct FixedAnswer {
  std::string_view item;
  Answer answer;
};
const FixedAnswer kFixed[] = {
    {"otp_release", text_answer(kOtpRelease)},
    {"version", text_answer(kErtsVersion)},
    {"system_architecture", text_answer(kArchitecture)},
    {"machine", text_answer("BEAM")},
    {"system_version", text_answer("Erlang/OTP 29 [erts-17.1.1] [64-bit] [linac]\n")},
    {"nif_version", text_answer("2.18")},
    {"driver_version", text_answer("3.3")},
    {"wordsize", number_answer(8)},
    {"thread_pool_size", number_answer(0)},
    {"port_limit", number_answer(kPortLimit)},
    {"ets_limit", number_answer(kEtsLimit)},
    {"creation", number_answer(0)},
    {"trace_control_word", number_answer(0)},
    {"compat_rel", number_answer(29)},
    {"emu_type", atom_answer("opt")},
    {"build_type", atom_answer("opt")},
    {"debug_compiled", atom_answer("false")},
    {"smp_support", atom_answer("true")},
    {"threads", atom_answer("true")},
    {"kernel_poll", atom_answer("true")},
    {"multi_scheduling", atom_answer("enabled")},
    {"heap_type", atom_answer("private")},
    {"endian", atom_answer("little")},
    {"message_queue_data", atom_answer("on_heap")},
    {"modified_timing_level", atom_answer("undefined")},
    {"dynamic_trace", atom_answer("none")},
    {"scheduler_bind_type", atom_answer("unbound")},
    {"time_correction", atom_answer("true")},
    {"time_offset", atom_answer("volatile")},
    {"time_warp_mode", atom_answer("multi_time_warp")},
    {"tolerant_timeofday", atom_answer("disabled")},
    {"outstanding_system_requests_limit", number_answer(kSystemRequests)},
    {"async_dist", atom_answer("false")},
    {"cpu_topology", atom_answer("undefined")},
    {"eager_check_io", atom_answer("true")},
    {"port_parallelism", atom_answer("false")},
    {"update_cpu_info", atom_answer("unchanged")},
};

// {Item, Number}
const FixedAnswer kFixedPairs[] = {
    {"fullsweep_after", number_answer(kFullsweepAfter)},
    {"min_heap_size", number_answer(kMinHeapWords)},
    {"min_bin_vheap_size", number_answer(kMinBinaryWords)},
};

Answer system_item(NativeCall& call, std::string_view item) {
  for (const FixedAnswer& fixed : kFixed) {
    if (fixed.item == item) return fixed.answer;
  }
  VmContext& vm = call.vm();
  if (item == "emu_flavor") return atom_answer(vm.tier->compiler() ? "jit" : "emu");
  auto schedulers = static_cast<int64_t>(vm.schedulers->all().size());
  if (item == "schedulers" || item == "schedulers_online") return number_answer(schedulers);
  if (item == "dirty_cpu_schedulers" || item == "dirty_cpu_schedulers_online") {
    return number_answer(vm.dirty_threads->limit(DirtyKind::kCpu));
  }
  if (item == "dirty_io_schedulers") {
    return number_answer(vm.dirty_threads->limit(DirtyKind::kIo));
  }
  if (item == "scheduler_id") return number_answer(call.process().scheduler->index + 1);
  if (item == "process_count") return number_answer(static_cast<int64_t>(vm.processes->count()));
  if (item == "port_count") {
    return number_answer(static_cast<int64_t>(vm.processes->all(ProcessRole::kPort).size()));
  }
  if (item == "process_limit") return number_answer(static_cast<int64_t>(vm.processes->limit()));
  if (item == "atom_count") return number_answer(vm.atoms->size());
  if (item == "atom_limit") return number_answer(vm.atoms->limit());
  if (item == "logical_processors" || item == "logical_processors_online" ||
      item == "logical_processors_available") {
    return number_answer(processors());
  }
  return {};
}

NativeResult pair_answer(NativeCall& call, const FixedAnswer& pair) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(
      room.space().tuple_of(*call.vm().atoms->intern(pair.item), make_small(pair.answer.number)));
}

NativeResult answer_value(NativeCall& call, const Answer& answer) {
  switch (answer.kind) {
    case Answer::kNone: break;
    case Answer::kNumber: return call.value(make_small(answer.number));
    case Answer::kAtom: return call.value(*call.vm().atoms->intern(answer.text));
    case Answer::kText: {
      Reserved room = call.reserve(kConsWords * answer.text.size());
      if (!room.ok()) return call.out_of_memory();
      return call.value(make_character_list(answer.text, kNil, room.space()));
    }
  }
  return call.badarg();
}

// {Total, SinceLastCall}
NativeResult since_last(NativeCall& call, uint64_t total, std::atomic<uint64_t>& last) {
  Reserved room = call.reserve(tuple_words(2) + 2 * kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  uint64_t before = last.exchange(total, std::memory_order_relaxed);
  TermSpace& space = room.space();
  Term first = space.unsigned_integer(total);
  return call.value(space.tuple_of(first, space.unsigned_integer(total - before)));
}

uint64_t cpu_milliseconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  auto milliseconds = [](const timeval& t) {
    return static_cast<uint64_t>(t.tv_sec) * 1000 + static_cast<uint64_t>(t.tv_usec) / 1000;
  };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

uint64_t all_reductions(NativeCall& call) {
  uint64_t total = static_cast<uint64_t>(kSliceReductions - call.process().reductions_left);
  for (const auto& scheduler : call.vm().schedulers->all()) {
    total += scheduler->reductions.load(std::memory_order_relaxed);
  }
  return total;
}

// {Collections, Words reclaimed, 0} of this process and of those that have ended.
NativeResult collections(NativeCall& call) {
  const HeapStatistics& own = call.heap().statistics();
  uint64_t count = own.minor_collections + own.major_collections, words = own.reclaimed_words;
  for (const auto& scheduler : call.vm().schedulers->all()) {
    count += scheduler->collections.load(std::memory_order_relaxed);
    words += scheduler->reclaimed_words.load(std::memory_order_relaxed);
  }
  Reserved room = call.reserve(tuple_words(3) + 2 * kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term first = space.unsigned_integer(count);
  Term second = space.unsigned_integer(words);
  return call.value(space.tuple_of(first, second, make_small(0)));
}

// {Switches, 0}
NativeResult context_switches(NativeCall& call) {
  uint64_t count = 0;
  for (const auto& scheduler : call.vm().schedulers->all()) {
    count += scheduler->switches.load(std::memory_order_relaxed);
  }
  Reserved room = call.reserve(tuple_words(2) + kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  Term first = room.space().unsigned_integer(count);
  return call.value(room.space().tuple_of(first, make_small(0)));
}

// The length of each scheduler's queue.
NativeResult queue_lengths(NativeCall& call) {
  const auto& all = call.vm().schedulers->all();
  Reserved room = call.reserve(all.size() * kConsWords);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t i = all.size(); i-- > 0;) {
    list = room.space().cons(make_small(static_cast<int64_t>(all[i]->queue.length())), list);
  }
  return call.value(list);
}

// --- memory --------------------------------------------------------------------------------------

constexpr std::string_view kMemoryItems[] = {
    "total", "processes", "processes_used", "system", "atom", "atom_used", "binary", "code", "ets"};

// What the process of the operating system has of the machine's memory now.
uint64_t resident_bytes() {
  uint64_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*u %" SCNu64, &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

// Bytes: of blocks that processes and messages use, of ETS tables, of the atoms' table; the rest, what is
// kept for reuse included, is the system's.
uint64_t memory_item(NativeCall& call, std::string_view item) {
  constexpr uint64_t kBytesPerAtom = 64;
  uint64_t processes = call.vm().pages->used_bytes();
  uint64_t total = std::max(resident_bytes(), processes);
  uint64_t atoms = kBytesPerAtom * call.vm().atoms->size();
  if (item == "total") return total;
  if (item == "processes" || item == "processes_used") return processes;
  if (item == "system") return total - processes;
  if (item == "atom" || item == "atom_used") return atoms;
  if (item == "ets") return call.vm().ets->bytes();
  return 0;
}

bool is_memory_item(std::string_view item) {
  return std::find(std::begin(kMemoryItems), std::end(kMemoryItems), item) !=
         std::end(kMemoryItems);
}

// [{Item, Bytes}] of the items.
NativeResult memory_list(NativeCall& call, const std::vector<std::string_view>& items) {
  Reserved room = call.reserve(items.size() * (kConsWords + tuple_words(2) + kBigWords64));
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (std::string_view item : items) {
    Term bytes = room.space().unsigned_integer(memory_item(call, item));
    list.add(room.space().tuple_of(*call.vm().atoms->intern(item), bytes));
  }
  return call.value(list.finish());
}

}  // namespace

NativeResult erlang_memory_0(NativeCall& call) {
  return memory_list(call, {std::begin(kMemoryItems), std::end(kMemoryItems)});
}

NativeResult erlang_memory_1(NativeCall& call) {
  std::vector<std::string_view> items;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term list = call[0].get(no_gc);
    if (list.is_atom()) {
      items.push_back(call.atoms().text(list));
      list = kNil;
    }
    for (; list.is_cons(); list = list.tail()) {
      if (!list.head().is_atom()) return false;
      items.push_back(call.atoms().text(list.head()));
    }
    return list.is_nil() && std::all_of(items.begin(), items.end(), is_memory_item);
  });
  if (!valid) return call.badarg();
  if (!call[0].is_atom()) return memory_list(call, items);
  Reserved room = call.reserve(kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().unsigned_integer(memory_item(call, items[0])));
}

// --- system_flag ---------------------------------------------------------------------------------

// Flags that are answered and change nothing here: name, value before, whether numbers or atoms set it.
NativeResult erlang_system_flag_2(NativeCall& call) {
  struct Flag {
    std::string_view name;
    int64_t number;  // -1: an atom
    std::string_view atom;
  };
  constexpr Flag kFlags[] = {
      {"backtrace_depth", 8, ""},
      {"fullsweep_after", kFullsweepAfter, ""},
      {"min_heap_size", kMinHeapWords, ""},
      {"min_bin_vheap_size", kMinBinaryWords, ""},
      {"trace_control_word", 0, ""},
      {"multi_scheduling", -1, "enabled"},
      {"outstanding_system_requests_limit", kSystemRequests, ""},
  };
  NoGc no_gc(call.heap());
  Term name = call[0].get(no_gc), value = call[1].get(no_gc);
  if (!name.is_atom()) return call.badarg();
  std::string_view text = call.atoms().text(name);
  if (text == "schedulers_online" || text == "dirty_cpu_schedulers_online") {
    auto count = static_cast<int64_t>(call.vm().schedulers->all().size());
    bool valid = value.is_small() && value.small_value() > 0 && value.small_value() <= count;
    return valid ? call.value(make_small(count)) : call.badarg();
  }
  if (text == "system_logger") {  // crash reports go to logger_proxy where there is one
    bool valid = value.is_atom() || value.is_local_pid();
    return valid ? call.value(*call.vm().atoms->intern("logger")) : call.badarg();
  }
  for (const Flag& flag : kFlags) {
    if (flag.name != text) continue;
    if (flag.number < 0) {
      return value.is_atom() ? call.value(*call.vm().atoms->intern(flag.atom)) : call.badarg();
    }
    bool valid = value.is_small() && value.small_value() >= 0;
    return valid ? call.value(make_small(flag.number)) : call.badarg();
  }
  return call.badarg_because(atoms::kBadopt);
}

NativeResult os_type_0(NativeCall& call);
NativeResult os_version_0(NativeCall& call);
NativeResult system_start_time(NativeCall& call);

NativeResult erlang_system_info_1(NativeCall& call) {
  Answer answer;
  if (call[0].is_atom()) {
    std::string_view item =
        peek(call, [&](const NoGc& no_gc) { return call.atoms().text(call[0].get(no_gc)); });
    if (item == "os_type") return os_type_0(call);
    if (item == "os_version") return os_version_0(call);
    if (item == "start_time") return system_start_time(call);
    for (const FixedAnswer& pair : kFixedPairs) {
      if (pair.item == item) return pair_answer(call, pair);
    }
  }
  {
    NoGc no_gc(call.heap());
    Term item = call[0].get(no_gc);
    if (item.is_atom()) {
      answer = system_item(call, call.atoms().text(item));
    } else if (is_tuple_of(item, 2) && tuple_element(item, 0).is_atom() &&
               tuple_element(item, 1).is_atom() &&
               call.atoms().text(tuple_element(item, 0)) == "wordsize") {
      std::string_view which = call.atoms().text(tuple_element(item, 1));
      if (which == "internal" || which == "external") answer = number_answer(8);
    }
  }
  return answer_value(call, answer);
}

NativeResult erlang_statistics_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  std::string_view item;
  {
    NoGc no_gc(call.heap());
    item = call.atoms().text(call[0].get(no_gc));
  }
  Identities& identities = *call.vm().identities;
  if (item == "runtime") return since_last(call, cpu_milliseconds(), identities.last_runtime);
  if (item == "wall_clock") {
    uint64_t elapsed = monotonic_nanoseconds() - identities.start_nanoseconds();
    return since_last(call, elapsed / 1'000'000, identities.last_wall_clock);
  }
  if (item == "reductions" || item == "exact_reductions") {
    return since_last(call, all_reductions(call), identities.last_reductions);
  }
  if (item == "garbage_collection") return collections(call);
  if (item == "context_switches") return context_switches(call);
  if (item == "run_queue" || item == "total_run_queue_lengths" ||
      item == "total_run_queue_lengths_all" || item == "total_active_tasks" ||
      item == "total_active_tasks_all") {
    return call.value(make_small(static_cast<int64_t>(call.vm().schedulers->queue_length())));
  }
  if (item == "run_queue_lengths" || item == "run_queue_lengths_all" || item == "active_tasks" ||
      item == "active_tasks_all") {
    return queue_lengths(call);
  }
  // Not measured here, which is what OTP answers while the flag of that name is not set.
  if (item == "scheduler_wall_time" || item == "scheduler_wall_time_all") {
    return call.value(*call.vm().atoms->intern("undefined"));
  }
  return call.badarg();
}

// --- os ------------------------------------------------------------------------------------------

NativeResult os_type_0(NativeCall& call) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  AtomTable& atoms = *call.vm().atoms;
  return call.value(room.space().tuple_of(*atoms.intern("unix"), *atoms.intern("linux")));
}

// {Major, Minor, Release} of the kernel.
NativeResult os_version_0(NativeCall& call) {
  utsname name;
  int64_t numbers[3] = {};
  if (uname(&name) == 0) {
    const char* at = name.release;
    for (int64_t& number : numbers) {
      char* end;
      number = strtol(at, &end, 10);
      if (*end != '.') break;
      at = end + 1;
    }
  }
  Reserved room = call.reserve(tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(make_small(numbers[0]), make_small(numbers[1]),
                                          make_small(numbers[2])));
}

NativeResult os_getpid_0(NativeCall& call) {
  std::string text = std::to_string(getpid());
  Reserved room = call.reserve(kConsWords * text.size());
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_character_list(text, kNil, room.space()));
}

NativeResult linac_host_host_name_0(NativeCall& call) {
  utsname name;
  std::string text = uname(&name) == 0 ? name.nodename : "localhost";
  Reserved room = call.reserve(kConsWords * text.size());
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_character_list(text, kNil, room.space()));
}

// The bytes of a socket's address without its port; none of another family.
static std::string_view address_bytes(const sockaddr* address) {
  if (!address) return {};
  auto view = [](const void* bytes, size_t size) {
    return std::string_view(static_cast<const char*>(bytes), size);
  };
  if (address->sa_family == AF_INET) {
    return view(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
  }
  if (address->sa_family == AF_INET6) {
    return view(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
  }
  if (address->sa_family != AF_PACKET) return {};
  const auto* link = reinterpret_cast<const sockaddr_ll*>(address);
  return view(link->sll_addr, std::min<size_t>(link->sll_halen, sizeof(link->sll_addr)));
}

// Of each address of a network interface: the interface's name, its flags, whether the address is
// the hardware's, the address, its mask and the other end's or the broadcast address. The name and
// the last three begin with a byte that tells their size; inet (library/added) reads it.
NativeResult linac_host_interfaces_0(NativeCall& call) {
  if (!may_use_network(call.process(), "interfaces")) return refused(call);
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return posix_error(call, errno);
  std::string text;
  auto add = [&text](std::string_view bytes) {
    text += static_cast<char>(bytes.size());
    text += bytes;
  };
  for (const ifaddrs* at = first; at; at = at->ifa_next) {
    add(std::string_view(at->ifa_name).substr(0, IFNAMSIZ));
    text += static_cast<char>(at->ifa_flags >> 8 & 255);
    text += static_cast<char>(at->ifa_flags & 255);
    text += static_cast<char>(at->ifa_addr && at->ifa_addr->sa_family == AF_PACKET);
    add(address_bytes(at->ifa_addr));
    add(address_bytes(at->ifa_netmask));
    add(at->ifa_flags & (IFF_BROADCAST | IFF_POINTOPOINT) ? address_bytes(at->ifa_broadaddr)
                                                          : std::string_view());
  }
  freeifaddrs(first);
  Reserved room = call.reserve(binary_words(text.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_binary(text, room.space()));
}

}  // namespace linac
