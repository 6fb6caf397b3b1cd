// Hostile bytes by the hundred thousand, and whole libraries:
//
//   campaign_tests corpus PATH...              every .beam below loads and every function is lowered
//   campaign_tests beams COUNT SEED PATH...    COUNT mutations of the .beam files below: each is
//                                              refused, or loads, is lowered, its IR is built and
//                                              checked, and its exported functions run for a few
//                                              slices
//   campaign_tests ir PATH...                  the IR of every function is built and checked
//   campaign_tests ir-print FILE [NAME]        the IR of functions as text
//   campaign_tests terms COUNT SEED PATH...    COUNT mutations of the external forms in the files
//
// A case that takes over a second, or the memory of the whole process past kMaxMegabytes, fails. Run
// it in a build with the sanitizers: they see what else goes wrong.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "bifs/install.h"
#include "core/base/file.h"
#include "core/term/etf_read.h"
#include "core/term/etf_write.h"
#include "runtime/exec/spawn.h"
#include "runtime/interp/loop.h"
#include "runtime/interp/lower.h"
#include "runtime/memory/off_heap.h"
#include "runtime/vm/vm.h"
#include "tests/campaign/ir_corpus.h"

namespace linac {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<uint8_t>;

constexpr double kMaxSeconds = 1.0;
constexpr long kMaxMegabytes = 256;  // above what the process takes before the first case
constexpr int kSlices = 3;

int failures = 0;

void fail(const std::string& what) {
  std::fprintf(stderr, "FAILED: %s\n", what.c_str());
  failures++;
}

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  size_t below(size_t limit) { return limit == 0 ? 0 : next() % limit; }

 private:
  uint64_t state_;
};

void mutate(Bytes& bytes, Random& random) {
  size_t changes = 1 + random.below(4);
  for (size_t i = 0; i < changes && !bytes.empty(); i++) {
    size_t at = random.below(bytes.size());
    switch (random.below(7)) {
      case 0: bytes[at] = static_cast<uint8_t>(random.next()); break;
      case 1: bytes[at] ^= static_cast<uint8_t>(1u << random.below(8)); break;
      case 2: bytes[at]++; break;
      case 3: bytes[at]--; break;
      case 4: {
        size_t from = random.below(bytes.size());
        size_t count = std::min({random.below(16), bytes.size() - from, bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(from), count,
                    bytes.begin() + static_cast<ptrdiff_t>(at));
        break;
      }
      case 5: bytes[at] = random.below(2) ? 0xFF : 0; break;
      case 6:
        if (random.below(16) == 0) bytes.resize(at + 1);
        break;
    }
  }
}

void lower_all(Vm& vm, ModuleInstance& instance) {
  for (auto& entry : instance.functions) {
    vm.code().publish(*entry, lower_function(vm.context(), *entry));
  }
}

// Some slices of a call with small terms as arguments.
void run_briefly(Vm& vm, ExportEntry& target, Random& random) {
  Word words[64];
  TermSpace space;
  space.top = words;
  space.limit = words + 64;
  std::vector<Term> arguments;
  for (uint32_t i = 0; i < target.identity.arity; i++) {
    switch (random.below(6)) {
      case 0: arguments.push_back(make_small(static_cast<int64_t>(random.below(20)))); break;
      case 1: arguments.push_back(kNil); break;
      case 2: arguments.push_back(space.cons(make_small(1), kNil)); break;
      case 3: arguments.push_back(space.tuple_of(atoms::kOk, make_small(7))); break;
      case 4: arguments.push_back(space.number(1.5)); break;
      case 5: arguments.push_back(atoms::kTrue); break;
    }
  }
  Process* process = make_process(vm.context(), target, arguments);
  if (!process) return;
  Scheduler& scheduler = *vm.context().scheduler;
  for (int i = 0; i < kSlices; i++) {
    process->reductions_left = kSliceReductions;
    process->state.store(ProcessState::kRunning);
    process->heap.attach(scheduler.memory);
    if (interpret(*process, scheduler.registers) != RunExit::kSlice) break;
  }
  process->state.store(ProcessState::kDead);
  vm.context().processes->remove(*process);
}

void run_exports(Vm& vm, ModuleInstance& instance, Random& random) {
  const Module& module = *instance.module;
  size_t count = 0;
  for (const Export& exported : module.exports) {
    if (exported.arity > 3 || count++ > 8) continue;
    run_briefly(vm, *vm.code().export_entry(module.name, exported.name, exported.arity), random);
  }
}

VmOptions small_vm() {
  VmOptions options;
  options.max_heap_words = 1 << 20;
  options.gc_stress = 7;
  options.discard_output = true;
  return options;
}

std::vector<std::string> files_below(const std::vector<std::string>& paths,
                                     const std::string& extension) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& file : fs::recursive_directory_iterator(path)) {
      if (file.path().extension() == extension) files.push_back(file.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

long peak_megabytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

int corpus(const std::vector<std::string>& paths) {
  size_t functions = 0, files = 0;
  for (const std::string& file : files_below(paths, ".beam")) {
    Vm vm(VmOptions{}, install_natives);
    auto bytes = read_file(file);
    if (!bytes) {
      fail(bytes.error().message);
      continue;
    }
    files++;
    auto loaded = vm.code().load(*bytes, file);
    if (!loaded) {
      fail(loaded.error().message);
      continue;
    }
    lower_all(vm, **loaded);
    functions += (*loaded)->functions.size();
  }
  std::printf("%zu files, %zu functions lowered, %d failed\n", files, functions, failures);
  if (files == 0) fail("no .beam file below the paths given");
  return failures == 0 ? 0 : 1;
}

struct Timer {
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
};

template <class Case>
int campaign(size_t count, const std::vector<Bytes>& seeds, Random& random, Case one) {
  if (seeds.empty()) {
    fail("no seeds");
    return 1;
  }
  size_t accepted = 0;
  double slowest = 0;
  long base = peak_megabytes();
  for (size_t i = 0; i < count; i++) {
    Bytes bytes = seeds[random.below(seeds.size())];
    mutate(bytes, random);
    Timer timer;
    if (one(bytes)) accepted++;
    double seconds = timer.seconds();
    slowest = std::max(slowest, seconds);
    if (seconds > kMaxSeconds) fail("case " + std::to_string(i) + " took over a second");
    if (i % 20000 == 19999) {
      std::fprintf(stderr, "%zu done, %zu accepted\n", i + 1, accepted);
    }
  }
  long grown = peak_megabytes() - base;
  if (grown > kMaxMegabytes) fail("memory grew by " + std::to_string(grown) + " MB");
  std::printf("%zu cases, %zu accepted, slowest %.3f s, memory grew by %ld MB, %d failed\n", count,
              accepted, slowest, grown, failures);
  return failures == 0 ? 0 : 1;
}

std::vector<Bytes> read_seeds(const std::vector<std::string>& files) {
  std::vector<Bytes> seeds;
  for (const std::string& file : files) {
    if (auto bytes = read_file(file); bytes.ok() && bytes->size() < 100'000) {
      seeds.push_back(std::move(*bytes));
    }
  }
  return seeds;
}

int beams(size_t count, uint64_t seed, const std::vector<std::string>& paths) {
  Random random(seed);
  return campaign(count, read_seeds(files_below(paths, ".beam")), random, [&](const Bytes& bytes) {
    Vm vm(small_vm(), install_natives);
    auto loaded = vm.code().load(bytes, "mutated.beam");
    if (!loaded) return false;
    lower_all(vm, **loaded);
    if (ir_check(vm, **loaded) != 0) fail("its IR");
    run_exports(vm, **loaded, random);
    return true;
  });
}

bool read_and_write(Vm& vm, const Bytes& bytes) {
  EtfOptions options{vm.atoms(), &vm.hooks()};
  EtfInput input;
  EtfSize size;
  if (open_etf(bytes, &input) != EtfError::kNone ||
      measure_etf(input, options, &size) != EtfError::kNone || size.words > (32u << 20)) {
    return false;
  }
  std::vector<Word> words(size.words + 1);
  TermSpace space;
  space.top = words.data();
  space.limit = words.data() + words.size();
  Term term;
  bool built = build_etf(input, options, space, &term) == EtfError::kNone;
  if (built) {
    EtfWriteOptions write{vm.atoms(), &vm.hooks()};
    Bytes again(etf_size(term, write));
    write_etf(term, write, again.data());
    EtfInput second;
    EtfSize second_size;
    if (open_etf(again, &second) != EtfError::kNone ||
        measure_etf(second, options, &second_size) != EtfError::kNone) {
      fail("what was written cannot be read");
    }
  }
  release_off_heap(space.off_heap);
  return built;
}

int terms(size_t count, uint64_t seed, const std::vector<std::string>& paths) {
  Random random(seed);
  auto vm = std::make_unique<Vm>(small_vm(), install_natives);
  return campaign(count, read_seeds(files_below(paths, "")), random, [&](const Bytes& bytes) {
    if (vm->atoms().size() > vm->atoms().limit() / 2) {
      vm = std::make_unique<Vm>(small_vm(), install_natives);
    }
    return read_and_write(*vm, bytes);
  });
}

}  // namespace
}  // namespace linac

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() >= 2 && words[0] == "corpus") {
    return linac::corpus({words.begin() + 1, words.end()});
  }
  if (words.size() >= 2 && words[0] == "ir") {
    return linac::ir_corpus(linac::files_below({words.begin() + 1, words.end()}, ".beam")) != 0;
  }
  if (words.size() >= 2 && words[0] == "ir-print") {
    return linac::ir_print(words[1], words.size() > 2 ? words[2] : "");
  }
  if (words.size() >= 4 && (words[0] == "beams" || words[0] == "terms")) {
    size_t count = std::stoul(words[1]);
    uint64_t seed = std::stoull(words[2]);
    std::printf("seed %s\n", words[2].c_str());
    std::vector<std::string> paths(words.begin() + 3, words.end());
    return words[0] == "beams" ? linac::beams(count, seed, paths)
                               : linac::terms(count, seed, paths);
  }
  std::fprintf(stderr, "usage: campaign_tests corpus PATH... | beams|terms COUNT SEED PATH...\n");
  return 2;
}
