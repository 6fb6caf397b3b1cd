// Under callgrind: the instructions of each case. It is run twice, once for a batch and once for two, and
// scripts/bench_micro takes the difference: what a batch costs beyond the first.
//
//   valgrind --tool=callgrind --instr-atstart=no ... micro_count [NAME...]
//
// Each part of callgrind's output is named after what stood in it: "NAME BATCH 1" and "NAME BATCH 2".
#include <cstdio>
#include <string>

#include "bench/micro/cases/cases.h"

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#define CALLGRIND_ZERO_STATS
#define CALLGRIND_DUMP_STATS_AT(name) static_cast<void>(name)
#endif

namespace {

bool is_wanted(const std::string& name, int count, char** names) {
  for (int i = 1; i < count; i++) {
    if (name == names[i]) return true;
  }
  return count == 1;
}

void count(const linac::micro::Case& one) {
  linac::micro::Work work = one.prepare();
  for (int i = 0; i < 2; i++) work(one.batch);  // what is done once only
  CALLGRIND_START_INSTRUMENTATION;
  for (uint64_t batches : {1, 2}) {
    CALLGRIND_ZERO_STATS;
    work(one.batch * batches);
    std::string name = one.name + " " + std::to_string(one.batch) + " " + std::to_string(batches);
    CALLGRIND_DUMP_STATS_AT(name.c_str());
  }
  CALLGRIND_STOP_INSTRUMENTATION;
}

}  // namespace

int main(int argument_count, char** arguments) {
  for (const linac::micro::Case& one : linac::micro::all_cases()) {
    if (is_wanted(one.name, argument_count, arguments)) count(one);
  }
  std::fflush(stdout);
  std::_Exit(0);  // no part of what is counted
}
