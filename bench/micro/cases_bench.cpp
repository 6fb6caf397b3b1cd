// The cases, timed.
#include <benchmark/benchmark.h>

#include "bench/micro/cases/cases.h"

namespace linac::micro {
namespace {

void time_case(benchmark::State& state, const Case& one) {
  Work work = one.prepare();
  work(one.batch);
  for (auto _ : state) work(one.batch);
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(one.batch));
}

const bool kRegistered = [] {
  for (const Case& one : all_cases()) {
    benchmark::RegisterBenchmark(one.name.c_str(), time_case, one)->Unit(benchmark::kMicrosecond);
  }
  return true;
}();

}  // namespace
}  // namespace linac::micro
