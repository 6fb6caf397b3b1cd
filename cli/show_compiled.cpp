#include "cli/show_compiled.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "loader/print.h"
#include "runtime/code/code_server.h"
#include "runtime/vm/vm.h"

namespace linac {
namespace {

// Of so many, the fastest counts: what the machine does besides only adds.
constexpr int kRuns = 3;
constexpr size_t kSlowest = 10;

struct Measured {
  std::string name;
  jit::Compiler::Figures figures;
};

std::string name_of(Vm& vm, const FunctionEntry& entry) {
  const Module& module = *entry.module->module;
  return function_name(module, module.functions[entry.index], vm.atoms());
}

template <class... Values>
void add_line(std::string& out, const char* format, Values... values) {
  char line[200];
  std::snprintf(line, sizeof line, format, values...);
  out += line;
  out += "\n";
}

double milliseconds(uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; }

void add_histogram(std::string& out, const std::vector<Measured>& all) {
  // Up to 2^i * 16 microseconds.
  constexpr int kRows = 13;
  std::array<unsigned, kRows> counts{};
  for (const Measured& one : all) {
    int row = 0;
    while (row + 1 < kRows && one.figures.total_ns() > (uint64_t{16'000} << row)) row++;
    counts[static_cast<size_t>(row)]++;
  }
  unsigned most = *std::max_element(counts.begin(), counts.end());
  int last = kRows;
  while (last > 1 && counts[static_cast<size_t>(last) - 1] == 0) last--;
  for (int row = 0; row < last; row++) {
    unsigned count = counts[static_cast<size_t>(row)];
    std::string bar(count ? (count * 50 + most - 1) / most + 2 : 0, '#');
    if (count) bar[0] = bar[1] = ' ';
    bool is_rest = row + 1 == kRows;
    double bound = static_cast<double>(uint64_t{16} << (is_rest ? row - 1 : row)) / 1000;
    add_line(out, "  %s %8.3f ms  %6u%s", is_rest ? "above" : "up to", bound, count, bar.c_str());
  }
}

// The compiler judges by the nodes what it leaves to the background (runtime/code/tier.h).
void add_sizes(std::string& out, const std::vector<Measured>& all) {
  constexpr uint32_t kBounds[] = {50,   100,  200,       NativeTier::kNodesAtOnce, 400, 700, 1000,
                                  2000, 4000, UINT32_MAX};
  uint32_t from = 0;
  for (uint32_t bound : kBounds) {
    std::vector<uint64_t> times;
    for (const Measured& one : all) {
      if (one.figures.nodes >= from && one.figures.nodes < bound)
        times.push_back(one.figures.total_ns());
    }
    if (!times.empty()) {
      std::sort(times.begin(), times.end());
      add_line(out,
               "  from %4u nodes  %6zu functions  median %8.3f ms  90%% %8.3f ms  most %8.3f ms",
               from, times.size(), milliseconds(times[times.size() / 2]),
               milliseconds(times[times.size() * 9 / 10]), milliseconds(times.back()));
    }
    from = bound;
  }
}

void add_passes(std::string& out, const std::vector<Measured>& all) {
  std::array<opt::PassFigures, opt::kMaxPasses> sums{};
  uint64_t build = 0, passes = 0, generate = 0;
  for (const Measured& one : all) {
    build += one.figures.build_ns;
    passes += one.figures.passes_ns;
    generate += one.figures.generate_ns;
    for (size_t i = 0; i < sums.size(); i++) {
      sums[i].runs += one.figures.passes[i].runs;
      sums[i].changes += one.figures.passes[i].changes;
      sums[i].nanoseconds += one.figures.passes[i].nanoseconds;
    }
  }
  add_line(out, "  %-24s %10.3f ms", "building the graphs", milliseconds(build));
  add_line(out, "  %-24s %10.3f ms, of which", "passes", milliseconds(passes));
  std::span<const opt::Pass> names = opt::all_passes();
  for (size_t i = 0; i < names.size(); i++) {
    if (sums[i].runs == 0) continue;
    add_line(out, "    %-22.*s %10.3f ms  %6u runs, %6u changed something",
             static_cast<int>(names[i].name.size()), names[i].name.data(),
             milliseconds(sums[i].nanoseconds), sums[i].runs, sums[i].changes);
  }
  add_line(out, "  %-24s %10.3f ms", "registers and code", milliseconds(generate));
}

}  // namespace

std::string pass_names() {
  std::string text;
  for (const opt::Pass& pass : opt::all_passes()) {
    text += (text.empty() ? "" : ", ") + std::string(pass.name);
  }
  return text;
}

std::string compilation_answers(Vm& vm, jit::Compiler& compiler,
                                const std::vector<FunctionEntry*>& functions) {
  std::string text;
  size_t refused = 0;
  for (FunctionEntry* entry : functions) {
    auto figures = compiler.measure(*entry);
    std::string line = name_of(vm, *entry);
    if (line.size() < 48) line.resize(48, ' ');
    line += "  ";
    if (!figures) {
      refused++;
      line += "interpreted: " + figures.error().message;
    } else {
      line += "compiled, " + std::to_string(figures->bytes) + " bytes";
      if (figures->nodes > NativeTier::kNodesAtOnce) line += ", in the background";
    }
    text += line + "\n";
  }
  return text + std::to_string(functions.size() - refused) + " of " +
         std::to_string(functions.size()) + " functions can be compiled\n";
}

std::string compile_times(Vm& vm, jit::Compiler& compiler,
                          const std::vector<FunctionEntry*>& functions) {
  std::vector<Measured> all;
  for (FunctionEntry* entry : functions) {
    Measured best;
    for (int run = 0; run < kRuns; run++) {
      auto figures = compiler.measure(*entry);
      if (!figures) break;
      bool better = best.name.empty() || figures->total_ns() < best.figures.total_ns();
      if (better) best = {name_of(vm, *entry), *figures};
    }
    if (!best.name.empty()) all.push_back(std::move(best));
  }
  if (all.empty()) return "none of these functions can be compiled; --why tells the reasons\n";
  uint64_t total = 0;
  size_t bytes = 0;
  for (const Measured& one : all) {
    total += one.figures.total_ns();
    bytes += one.figures.bytes;
  }
  std::string text;
  add_line(text, "%zu functions in %.3f ms, %zu bytes of machine code", all.size(),
           milliseconds(total), bytes);
  add_histogram(text, all);
  text += "\nby size of the graph\n";
  add_sizes(text, all);
  text += "\nwhere the time goes\n";
  add_passes(text, all);
  text += "\nthe slowest\n";
  std::sort(all.begin(), all.end(), [](const Measured& a, const Measured& b) {
    return a.figures.total_ns() > b.figures.total_ns();
  });
  for (size_t i = 0; i < std::min(all.size(), kSlowest); i++) {
    const jit::Compiler::Figures& figures = all[i].figures;
    add_line(text, "  %10.3f ms  %7u nodes  %8zu bytes  %s", milliseconds(figures.total_ns()),
             figures.nodes, figures.bytes, all[i].name.c_str());
  }
  return text;
}

}  // namespace linac
