// From the bytes of a module to machine code: loading, and compiling all its functions.
#include <cstdio>
#include <cstdlib>

#include "api/program.h"
#include "bench/micro/cases/cases.h"
#include "core/base/file.h"
#include "loader/load.h"
#include "runtime/memory/off_heap.h"

namespace linac::micro {
namespace {

constexpr char kModule[] = LINAC_SUITE_BEAMS "/b_json_parse.beam";

template <class T>
T value_of(Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "linac: %s\n", result.error().message.c_str());
  std::exit(1);
}

// Literals of one load; they go with it.
class Literals final : public LiteralSource {
 public:
  explicit Literals(TermHooks& hooks) : hooks_(hooks) {}
  ~Literals() override {
    for (TermSpace& space : committed_) release_off_heap(space.off_heap);
  }
  Result<TermSpace> reserve(size_t words) override {
    blocks_.push_back(std::make_unique<Word[]>(words + 1));
    TermSpace space;
    space.top = blocks_.back().get();
    space.limit = space.top + words;
    return space;
  }
  void commit(const TermSpace& space) override { committed_.push_back(space); }
  TermHooks* hooks() override { return &hooks_; }

 private:
  TermHooks& hooks_;
  std::vector<std::unique_ptr<Word[]>> blocks_;
  std::vector<TermSpace> committed_;
};

std::shared_ptr<Program> program_of(const ProgramOptions& options) {
  auto program = std::make_shared<Program>(options);
  if (auto loaded = program->load_file(kModule); !loaded) {
    std::fprintf(stderr, "linac: %s\n", loaded.error().message.c_str());
    std::exit(1);
  }
  return program;
}

ProgramOptions one_thread() {
  ProgramOptions options;
  options.vm.schedulers = 1;
  options.vm.jit_background = JitBackground::kOff;
  return options;
}

Work load() {
  auto bytes = std::make_shared<std::vector<uint8_t>>(value_of(read_file(kModule)));
  return [bytes, program = program_of(one_thread())](uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
      Literals literals(program->vm().hooks());
      value_of(load_module(*bytes, kModule, program->vm().atoms(), literals));
    }
  };
}

Work compile() {
  auto program = program_of(one_thread());
  auto* compiler = static_cast<jit::Compiler*>(program->vm().compiler());
  std::vector<FunctionEntry*> functions;
  for (ModuleInstance* module : program->vm().code().all_modules()) {
    if (program->vm().atoms().text(module->module->name) != program->main_module()) continue;
    for (const auto& entry : module->functions) functions.push_back(entry.get());
  }
  VM_CHECK(!functions.empty());
  return [program, compiler, functions](uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
      for (FunctionEntry* entry : functions) (void)compiler->measure(*entry).ok();
    }
  };
}

}  // namespace

std::vector<Case> code_cases() { return {{"load", 20, load}, {"compile", 1, compile}}; }

}  // namespace linac::micro
