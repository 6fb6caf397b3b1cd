#include "cli/sandbox.h"

#include <unistd.h>

#include <charconv>
#include <cmath>
#include <mutex>
#include <set>

#include "cli/commands.h"

namespace linac {
namespace {

constexpr size_t kDefaultMemory = size_t{1} << 30;
constexpr size_t kDefaultProcesses = 100'000;
constexpr size_t kMostLines = 20;
constexpr uint64_t kMostAtoms = 1'000'000;

Capabilities& capabilities_in(VmSettings& settings) {
  if (!settings.is_sandbox) settings.program.vm.capabilities = {};
  settings.is_sandbox = true;
  return settings.program.vm.capabilities;
}

std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  for (size_t at = 0; at <= list.size();) {
    size_t comma = std::min(list.find(',', at), list.size());
    parts.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

using AddName = Result<void> (Capabilities::*)(const std::string&);

// What may be granted in part: where it stands, and how a name is added to what is allowed or denied.
struct Listed {
  const char* name;
  Grant Capabilities::*grant;
  AddName allow, deny;  // null: the name as it stands
};
constexpr Listed kListed[] = {
    {"read", &Capabilities::read, &Capabilities::allow_read, &Capabilities::deny_read},
    {"write", &Capabilities::write, &Capabilities::allow_write, &Capabilities::deny_write},
    {"run", &Capabilities::run, &Capabilities::allow_run, &Capabilities::deny_run},
    {"env", &Capabilities::environment, nullptr, nullptr},
};

struct Whole {
  const char* name;
  bool Capabilities::*granted;
};
constexpr Whole kWhole[] = {
    {"net", &Capabilities::network},
    {"clock", &Capabilities::clock},
    {"code", &Capabilities::code},
};

Result<void> add_names(Capabilities& all, const Listed& listed, bool allow,
                       const std::string& option, const std::string& names) {
  Grant& grant = all.*listed.grant;
  AddName add = allow ? listed.allow : listed.deny;
  for (const std::string& name : parts_of(names)) {
    if (name.empty()) {
      return Error{option + "=" + names + ": a name is empty; without = it stands for everything"};
    }
    if (!add) {
      (allow ? grant.names : grant.except).push_back(name);
    } else if (auto added = (all.*add)(name); !added) {
      return Error{option + ": " + added.error().message};
    }
  }
  return {};
}

// --allow-NAME[=LIST], --deny-NAME[=LIST]
Result<bool> read_capability(const OptionWords& words, VmSettings& settings) {
  std::string option = words.name();
  bool allow = option.starts_with("--allow-");
  std::string name = option.substr(allow ? 8 : 7);
  bool has_list = words.word().size() > option.size();
  std::string list = has_list ? words.word().substr(option.size() + 1) : "";
  for (const Listed& listed : kListed) {
    if (name != listed.name) continue;
    Capabilities& all = capabilities_in(settings);
    if (has_list) {
      VM_TRY(add_names(all, listed, allow, option, list));
    } else {
      (allow ? (all.*listed.grant).all : (all.*listed.grant).none_at_all) = true;
    }
    return true;
  }
  for (const Whole& whole : kWhole) {
    if (name != whole.name) continue;
    if (has_list) return Error{option + " takes no value: it is granted as a whole"};
    (allow ? settings.allowed : settings.denied).push_back(whole.granted);
    capabilities_in(settings);
    return true;
  }
  if (name == "all" && allow && !has_list) {
    Capabilities& all = capabilities_in(settings);
    for (const Listed& listed : kListed) (all.*listed.grant).all = true;
    for (const Whole& whole : kWhole) settings.allowed.push_back(whole.granted);
    return true;
  }
  return Error{option +
               ": there is no such capability; they are read, write, run, env, net, clock "
               "and code"};
}

Result<uint64_t> read_number(const std::string& option, const std::string& text) {
  auto value = read_count(option, text);
  if (value && *value == 0) return Error{option + ": must be 1 or more"};
  return value;
}

Result<void> set_limit(VmSettings& settings, const std::string& name, const std::string& text) {
  VmOptions& vm = settings.program.vm;
  if (name == "--timeout") {
    auto time = read_duration(name, text);
    if (!time) return time.error();
    vm.limits.time_ns = *time;
    return {};
  }
  if (name == "--max-heap" || name == "--max-memory") {
    auto bytes = read_size(name, text);
    if (!bytes) return bytes.error();
    if (*bytes == 0) return Error{name + ": must be 1 or more"};
    if (name == "--max-memory") {
      vm.limits.memory_bytes = *bytes;
    } else {
      vm.max_heap_words = std::max<size_t>(*bytes / sizeof(Word), 1);
    }
    return {};
  }
  auto number = read_number(name, text);
  if (!number) return number.error();
  if (name == "--max-atoms") {
    if (*number > kMostAtoms) return Error{name + ": must be at most 1000000"};
    vm.limits.atoms = static_cast<uint32_t>(*number);
  }
  if (name == "--max-processes") vm.limits.processes = *number;
  if (name == "--max-reductions") vm.max_reductions = *number;
  if (name == "--max-messages") vm.max_messages = *number;
  return {};
}

bool is_limit(const std::string& name) {
  for (const char* known : {"--timeout", "--max-heap", "--max-memory", "--max-processes",
                            "--max-atoms", "--max-reductions", "--max-messages"}) {
    if (name == known) return true;
  }
  return false;
}

std::string allowing(Capability capability, std::string_view what) {
  std::string option = "--allow-" + std::string(capability_name(capability));
  switch (capability) {
    case Capability::kRead:
    case Capability::kWrite:
    case Capability::kRun:
    case Capability::kEnvironment: break;
    case Capability::kNetwork:
    case Capability::kClock:
    case Capability::kCode: return option;
  }
  bool is_name = !what.empty() && what != "*" && what.find(' ') == what.npos;
  return is_name ? option + "=" + std::string(what) : option;
}

// Lines that were written already are not written again, and at some point no more are.
class Refusals {
 public:
  void tell(const Event& event) {
    std::string line = "linac: refused: " + std::string(capability_text(event.capability));
    if (!event.text.empty() && event.text != "*") line += " (" + std::string(event.text) + ")";
    line += "; to allow it: " + allowing(event.capability, event.text) + "\n";
    std::lock_guard lock(mutex_);
    if (told_.size() == kMostLines || !told_.insert(line).second) return;
    std::fputs(line.c_str(), stderr);
    if (told_.size() == kMostLines) std::fputs("linac: what else is refused is not told\n", stderr);
  }

 private:
  std::mutex mutex_;
  std::set<std::string> told_;
};

}  // namespace

Result<uint64_t> read_size(const std::string& option, std::string text) {
  int shift = 0;
  std::string whole = text;
  if (!text.empty()) {
    char unit = text.back();
    if (unit == 'k' || unit == 'K') shift = 10;
    if (unit == 'm' || unit == 'M') shift = 20;
    if (unit == 'g' || unit == 'G') shift = 30;
    if (shift) text.pop_back();
  }
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size() || text.empty()) {
    return Error{option + ": '" + whole + "' is no size: write bytes, or a number with k, m or g"};
  }
  if (error != std::errc() || value > UINT64_MAX >> (shift + 8)) {
    return Error{option + ": '" + whole + "' is too large"};
  }
  return value << shift;
}

Result<uint64_t> read_duration(const std::string& option, const std::string& text) {
  constexpr struct {
    const char* unit;
    double nanoseconds;
  } kUnits[] = {{"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"", 1e9}};
  for (const auto& [unit, nanoseconds] : kUnits) {
    if (!text.ends_with(unit)) continue;
    std::string digits = text.substr(0, text.size() - std::string(unit).size());
    double value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value,
                                        std::chars_format::fixed);
    bool valid = error == std::errc() && end == digits.data() + digits.size() && value > 0;
    if (!valid || value * nanoseconds < 1) break;
    if (value * nanoseconds > 9e18) return Error{option + ": '" + text + "' is too long"};
    return static_cast<uint64_t>(value * nanoseconds);
  }
  return Error{option + ": '" + text +
               "' is no time: write seconds, or a number with ms, s, m or h"};
}

Result<bool> read_sandbox_option(OptionWords& words, VmSettings& settings) {
  const std::string& word = words.word();
  std::string name = words.name();
  if (name == "--sandbox") {
    capabilities_in(settings);
    return words.no_value();
  }
  if (word.starts_with("--allow-") || word.starts_with("--deny-")) {
    auto read = read_capability(words, settings);
    if (!read) return read.error();
    words.next();
    return true;
  }
  if (!is_limit(name)) return false;
  auto value = words.value();
  if (!value) return value.error();
  VM_TRY(set_limit(settings, name, *value));
  return true;
}

void set_default_limits(VmSettings& settings) {
  if (!settings.is_sandbox) return;
  VmOptions& vm = settings.program.vm;
  for (bool Capabilities::*granted : settings.allowed) vm.capabilities.*granted = true;
  for (bool Capabilities::*granted : settings.denied) vm.capabilities.*granted = false;
  if (vm.limits.memory_bytes == 0) vm.limits.memory_bytes = kDefaultMemory;
  if (vm.limits.processes == 0) vm.limits.processes = kDefaultProcesses;
}

void tell_user(Vm& vm, const VmSettings& settings) {
  if (settings.is_sandbox) {
    auto refusals = std::make_shared<Refusals>();
    vm.set_event_handler([refusals](const Event& event) { refusals->tell(event); },
                         event_bit(EventKind::kRefusal));
  }
  uint64_t time = settings.program.vm.limits.time_ns;
  if (time == 0) return;
  vm.watch().set_overrun([time] {
    std::string line = "linac: " + limit_text(LimitKind::kTime, time) + "\n";
    std::fputs(line.c_str(), stderr);
    _exit(kFailed);
  });
}

}  // namespace linac
