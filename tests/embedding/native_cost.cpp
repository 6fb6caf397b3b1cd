// What a call of a host's native costs: a loop in Erlang that makes N calls (scripts/long/native_cost counts
// instructions).
//
//   native_cost none | plain | host | host_two | host_double N
#include <cstdio>
#include <cstdlib>

#include "linac/linac.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  linac::VmOptions options;
  options.schedulers = 1;
  auto vm = linac::Vm::create(options).value();
  vm.natives().add("host", "one", [](int64_t n) { return n; }).value();
  vm.natives().add("host", "two", [](int64_t n, int64_t) { return n; }).value();
  vm.natives().add("host", "float", [](double x) { return x; }).value();
  vm.load_file(EMBEDDING_DATA "/embed_cases.beam").value();
  vm.call("embed_cases", std::string("count_") + argv[1], {std::atoll(argv[2])}).value();
}
