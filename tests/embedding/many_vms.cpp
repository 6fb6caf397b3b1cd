// VMs made, used and destroyed one after the other: what is resident must not grow.
//
//   many_vms COUNT
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "linac/linac.hpp"

namespace {

using linac::Value;

size_t resident_kilobytes() {
  std::ifstream file("/proc/self/statm");
  size_t total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

void use_one(int number) {
  linac::VmOptions options;
  options.schedulers = 2;
  auto vm = linac::Vm::create(options).value();
  vm.natives().add("host", "double", [](int64_t n) { return 2 * n; }).value();
  vm.natives().add("host", "later", [](linac::Async call, int n) { call.complete(n); }).value();
  vm.load_file(EMBEDDING_DATA "/embed_cases.beam").value();
  auto mailbox = vm.open_mailbox().value();
  auto value = vm.call("embed_cases", "host", {Value::atom("double"), Value::list({number})});
  if (value.value() != Value(2 * number)) std::exit(1);
  vm.call("embed_cases", "spin", {20'000}).value();  // long enough to be compiled
  vm.call("embed_cases", "callers", {mailbox.pid(), 10}).value();
  for (int i = 0; i < 10; i++) {
    if (!mailbox.receive(std::chrono::minutes(1))) std::exit(1);
  }
  // Some are left as they are.
  vm.spawn("embed_cases", "echo_server").value();
  vm.spawn("embed_cases", "loop").value();
}

}  // namespace

int main(int argc, char** argv) {
  int count = argc > 1 ? std::atoi(argv[1]) : 100;
  int warm_up = count / 10 + 10;
  for (int i = 0; i < warm_up; i++) use_one(i);
  size_t before = resident_kilobytes();
  for (int i = 0; i < count; i++) use_one(i);
  size_t after = resident_kilobytes();
  std::printf("%d VMs: %zu KB resident before, %zu KB after\n", count, before, after);
  // A VM that leaves a kilobyte behind would show in a thousand; malloc's own holes may.
  size_t most = before + 4096 + static_cast<size_t>(count) * 2;
  if (after > most) {
    std::fprintf(stderr, "many_vms: more than %zu KB are resident\n", most);
    return 1;
  }
  return 0;
}
