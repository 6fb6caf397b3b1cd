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
//   campaign_tests case NUMBER SEED PATH...    one case of `beams` again; writes its bytes to
//                                              mutated.beam
//
// A case that takes over kMaxSeconds of processor time, or the memory of the whole process past
// kMaxMegabytes, fails. Run it in a build with the sanitizers: they see what else goes wrong. A case
// depends on the seed, its number and the files alone; a crash says which one it was.
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>
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
#include "runtime/run/worker.h"
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
volatile size_t current_case = 0;
bool verbose = false;  // of a single case: name each function that is called

extern "C" void report_case(int) { std::fprintf(stderr, "aborted in case %zu\n", current_case); }

void fail(const std::string& what) {
  std::fprintf(stderr, "FAILED: %s\n", what.c_str());
  failures++;
}

class Random {
 public:
  Random(uint64_t seed, uint64_t number)
      : state_((seed * 0x9E3779B97F4A7C15u + number) * 0xD1B54A32D192ED03u + 1) {
    for (int i = 0; i < 4; i++) next();
  }
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
  Scheduler& scheduler = vm.context().schedulers->first();
  Process* process = make_process(vm.context(), scheduler.memory, target, arguments);
  if (!process) return;
  process->scheduler = &scheduler;
  for (int i = 0; i < kSlices; i++) {
    process->reductions_left = kSliceReductions;
    process->heap.attach(scheduler.memory);
    if (interpret(*process, scheduler.registers) != RunExit::kSlice) break;
  }
  process->state.store(ProcessState::kDead);
  release_main(vm.context(), *process);
}

void run_exports(Vm& vm, ModuleInstance& instance, Random& random) {
  const Module& module = *instance.module;
  size_t count = 0;
  for (const Export& exported : module.exports) {
    if (exported.arity > 3 || count++ > 8) continue;
    if (verbose) {
      std::printf("%s/%u\n", std::string(vm.atoms().text(exported.name)).c_str(), exported.arity);
      std::fflush(stdout);
    }
    run_briefly(vm, *vm.code().export_entry(module.name, exported.name, exported.arity), random);
  }
}

// Under stress a case works in proportion to what lives for each seventh reservation: the heap has
// to be small then, or the time shows nothing else.
VmOptions small_vm(bool stress) {
  VmOptions options;
  options.max_heap_words = stress ? 1 << 13 : 1 << 20;
  options.gc_stress = stress ? 7 : 0;
  options.schedulers = 1;  // run_briefly runs processes itself
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
    if (!loaded && fs::path(file).filename() == "erlang.beam")
      continue;  // refused, as it should be
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

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// `one` gets the mutated bytes and the case's source of random numbers.
template <class Case>
int campaign(size_t count, uint64_t seed, const std::vector<Bytes>& seeds, Case one) {
  if (seeds.empty()) {
    fail("no seeds");
    return 1;
  }
  std::signal(SIGABRT, report_case);
  size_t accepted = 0;
  double slowest = 0;
  long base = peak_megabytes();
  for (size_t i = 0; i < count; i++) {
    current_case = i;
    Random random(seed, i);
    Bytes bytes = seeds[random.below(seeds.size())];
    mutate(bytes, random);
    double start = processor_seconds();
    if (one(bytes, random)) accepted++;
    double seconds = processor_seconds() - start;
    slowest = std::max(slowest, seconds);
    if (seconds > kMaxSeconds) {
      fail("case " + std::to_string(i) + " took " + std::to_string(seconds) + " s");
    }
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

bool load_and_run(const Bytes& bytes, Random& random) {
  Vm vm(small_vm(random.below(2) == 0), install_natives);
  auto loaded = vm.code().load(bytes, "mutated.beam");
  if (!loaded) return false;
  lower_all(vm, **loaded);
  if (ir_check(vm, **loaded) != 0) fail("its IR");
  run_exports(vm, **loaded, random);
  return true;
}

int beams(size_t count, uint64_t seed, const std::vector<std::string>& paths) {
  return campaign(count, seed, read_seeds(files_below(paths, ".beam")), load_and_run);
}

int one_case(size_t number, uint64_t seed, const std::vector<std::string>& paths) {
  std::vector<std::string> files = files_below(paths, ".beam");
  std::vector<Bytes> seeds = read_seeds(files);
  if (seeds.empty()) return 1;
  Random random(seed, number);
  Bytes bytes = seeds[random.below(seeds.size())];
  mutate(bytes, random);
  if (std::FILE* out = std::fopen("mutated.beam", "wb")) {
    std::fwrite(bytes.data(), 1, bytes.size(), out);
    std::fclose(out);
  }
  verbose = true;
  double start = processor_seconds();
  bool accepted = load_and_run(bytes, random);
  std::printf("%s, %.3f s\n", accepted ? "accepted" : "refused", processor_seconds() - start);
  return 0;
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
  auto vm = std::make_unique<Vm>(small_vm(false), install_natives);
  return campaign(count, seed, read_seeds(files_below(paths, "")),
                  [&](const Bytes& bytes, Random&) {
                    if (vm->atoms().size() > vm->atoms().limit() / 2) {
                      vm = std::make_unique<Vm>(small_vm(false), install_natives);
                    }
                    return read_and_write(*vm, bytes);
                  });
}

}  // namespace
}  // namespace linac

// Each case makes and destroys a Vm. What is freed stays in the address sanitizer's quarantine for a
// while: a smaller one than its default, or it is all that the memory's growth shows.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
  return "allocator_may_return_null=1:quarantine_size_mb=16:abort_on_error=1:handle_abort=0";
}
extern "C" __attribute__((visibility("default"))) const char* __ubsan_default_options() {
  return "abort_on_error=1:print_stacktrace=1";
}

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
  if (words.size() >= 4 && (words[0] == "beams" || words[0] == "terms" || words[0] == "case")) {
    size_t count = std::stoul(words[1]);
    uint64_t seed = std::stoull(words[2]);
    std::printf("seed %s\n", words[2].c_str());
    std::vector<std::string> paths(words.begin() + 3, words.end());
    if (words[0] == "case") return linac::one_case(count, seed, paths);
    return words[0] == "beams" ? linac::beams(count, seed, paths)
                               : linac::terms(count, seed, paths);
  }
  std::fprintf(stderr,
               "usage: campaign_tests corpus PATH... | beams|terms COUNT SEED PATH... | "
               "case NUMBER SEED PATH...\n");
  return 2;
}
