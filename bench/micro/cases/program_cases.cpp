// Functions of micro.erl, in one VM that runs them on one thread, in machine code from the first call on.
#include <cstdio>
#include <cstdlib>

#include "api/program.h"
#include "bench/micro/cases/cases.h"

namespace linac::micro {
namespace {

Program& program() {
  static Program& kProgram = [&]() -> Program& {
    ProgramOptions options;
    options.vm.schedulers = 1;
    options.vm.jit = JitMode::kForce;
    options.vm.jit_background = JitBackground::kOff;
    options.form = ResultForm::kErlang;
    auto* made = new Program(options);  // goes with the process: its natives may still be used
    if (auto loaded = made->load_file(LINAC_MICRO_BEAM); !loaded) {
      std::fprintf(stderr, "linac: %s\n", loaded.error().message.c_str());
      std::exit(1);
    }
    return *made;
  }();
  return kProgram;
}

void call(const std::string& function, uint64_t count) {
  EntryName entry{"micro", function, 1};
  auto outcome = program().call(entry, {std::to_string(count)});
  if (!outcome || outcome->status != 0 || outcome->result != "ok\n") {
    std::fprintf(
        stderr, "linac: micro:%s/1: %s\n", function.c_str(),
        outcome ? (outcome->report + outcome->result).c_str() : outcome.error().message.c_str());
    std::exit(1);
  }
}

Case case_of(const char* name, uint64_t batch) {
  return {name, batch, [name] { return [name](uint64_t count) { call(name, count); }; }};
}

}  // namespace

std::vector<Case> program_cases() {
  return {case_of("calls", 20000),          case_of("floats", 20000),
          case_of("spawns", 500),           case_of("messages", 1000),
          case_of("messages_large", 300),   case_of("maps_small", 5000),
          case_of("maps_large", 2000),      case_of("binaries_build", 10000),
          case_of("binaries_match", 10000), case_of("etf_encode", 200),
          case_of("etf_decode", 200),       case_of("lists", 100),
          case_of("exceptions", 1000)};
}

}  // namespace linac::micro
