// What a call of a host's native costs, and what a slice with a host's hook or a limit: a loop in Erlang that makes N
// calls, or N slices (scripts/long/native_cost counts instructions).
//
//   native_cost none | plain | host | host_two | host_double | slices N
//   native_cost slices N hook | limit
#include <cstdio>
#include <cstdlib>

#include "linac/linac.hpp"

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) return 2;
  std::string looks = argc == 4 ? argv[3] : "";
  linac::VmOptions options;
  options.schedulers = 1;
  if (looks == "hook") {
    options.slice_hook = [](const linac::Slice&) { return linac::SliceAnswer::kContinue; };
  }
  if (looks == "limit") options.process_limits.reductions = uint64_t{1} << 60;
  auto vm = linac::Vm::create(options).value();
  vm.natives().add("host", "one", [](int64_t n) { return n; }).value();
  vm.natives().add("host", "two", [](int64_t n, int64_t) { return n; }).value();
  vm.natives().add("host", "float", [](double x) { return x; }).value();
  vm.load_file(EMBEDDING_DATA "/embed_cases.beam").value();
  vm.call("embed_cases", std::string("count_") + argv[1], {std::atoll(argv[2])}).value();
}
