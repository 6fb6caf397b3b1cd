// Loads a module, gives it functions, calls it.
#include <cstdio>
#include <linac/linac.hpp>
#include <thread>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    linac::VmOptions options;
    options.output = [](std::string_view text) {
      std::fwrite(text.data(), 1, text.size(), stdout);
    };
    auto vm = linac::Vm::create(options).value();
    std::vector<std::thread> workers;
    vm.natives().add("host", "double", [](int64_t n) { return 2 * n; }).value();
    vm.natives()
        .add("host", "check",
             [](int64_t n) -> linac::ResultOf<int64_t, std::string> {
               if (n < 0) throw std::out_of_range("negative");
               if (n > 9) return linac::Err("too large");
               return linac::Ok(n);
             })
        .value();
    vm.natives()
        .add("host", "later",
             [&](linac::Async call, std::string text) {
               workers.emplace_back([call = std::move(call), text]() mutable {
                 call.complete(text + " and later");
               });
             })
        .value();
    vm.load_file(argv[1]).value();
    auto host = [&](const char* name, linac::Value argument) {
      auto value = vm.call("embed_cases", "try_host",
                           {linac::Value::atom(name), linac::Value::list({argument})});
      std::printf("%s: %s\n", name, value.value().to_string().c_str());
    };
    host("double", 21);
    host("check", 5);
    host("check", 10);
    host("check", -1);
    host("later", "now");
    vm.call("embed_cases", "print", {"printed\n"}).value();
    auto failed = vm.call("embed_cases", "exit_with", {linac::Value::atom("reason")});
    std::printf("%s\n", failed.error().message.c_str());
    for (std::thread& worker : workers) worker.join();
  } catch (const linac::BadResult& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
