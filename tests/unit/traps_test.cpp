// The defects of docs/testing.md, each in code that is compiled: data/traps.erl in every mix of tiers.
// Results are OTP 29's.
//
// Everything runs on the caller's thread, whose stack is small, so that code which nests there dies.
#include <gtest/gtest.h>
#include <pthread.h>

#include "bifs/install.h"
#include "core/base/file.h"
#include "core/term/print.h"
#include "jit/compiler.h"
#include "runtime/code/tier.h"
#include "runtime/exec/spawn.h"
#include "runtime/run/worker.h"
#include "runtime/vm/vm.h"

namespace linac {
namespace {

#ifdef LINAC_ASAN
constexpr size_t kStackBytes = size_t{8} << 20;
#else
constexpr size_t kStackBytes = size_t{512} << 10;
#endif

enum class Tiers : uint8_t { kForced, kWarm, kEvenCompiled, kOddCompiled };

const char* text(Tiers tiers) {
  switch (tiers) {
    case Tiers::kForced: return "forced";
    case Tiers::kWarm: return "compiled when hot";
    case Tiers::kEvenCompiled: return "every second function compiled";
    case Tiers::kOddCompiled: return "every other function compiled";
  }
  return "";
}

// Leaves every second function to the interpreter, if it is told to.
class PickyCompiler final : public NativeCompiler {
 public:
  PickyCompiler(VmContext& vm, Tiers tiers) : real_(vm), tiers_(tiers) {}

  Result<CompileAnswer> compile(FunctionEntry& entry, const CompileLimits& limits) override {
    bool odd = entry.index % 2 == 1;
    bool refused =
        (tiers_ == Tiers::kEvenCompiled && odd) || (tiers_ == Tiers::kOddCompiled && !odd);
    if (refused) return Error{"the test wants it interpreted"};
    return real_.compile(entry, limits);
  }

 private:
  jit::Compiler real_;
  const Tiers tiers_;
};

class World {
 public:
  explicit World(Tiers tiers, uint32_t gc_stress)
      : vm_(options(tiers, gc_stress), install_natives) {
    vm_.set_compiler(std::make_unique<PickyCompiler>(vm_.context(), tiers));
    std::string path = std::string(LINAC_SOURCE_DIR) + "/tests/unit/data/traps.beam";
    auto bytes = read_file(path);
    VM_CHECK(bytes.ok());
    auto loaded = vm_.code().load(*bytes, path);
    VM_CHECK(loaded.ok());
    module_ = *loaded;
  }

  std::string run(std::string_view name) {
    ExportEntry* entry =
        vm_.code().export_entry(*vm_.atoms().intern("traps"), *vm_.atoms().intern(name), 0);
    Process* process = start_process(vm_.context(), *entry, {});
    process->keep_when_ended = true;
    if (run_until_ended(vm_.context(), *process) == RunResult::kHalted) return "halted";
    PrintOptions print;
    print.hooks = &vm_.hooks();
    bool returned = process->exit_class == kNoTerm && process->saved.size() == 1;
    Term result = returned ? process->saved[0] : process->exit_reason;
    std::string text = (returned ? "" : "ended ") + print_term(vm_.atoms(), result, print);
    release_main(vm_.context(), *process);
    return text;
  }

  // Names of the functions that have run and were compiled, or were not.
  std::vector<std::string> functions(bool compiled) {
    std::vector<std::string> names;
    for (const auto& entry : module_->functions) {
      if (!entry->threaded.load() || (entry->compiled.load() != nullptr) != compiled) continue;
      names.push_back(std::string(vm_.atoms().text(entry->name)));
    }
    return names;
  }

 private:
  static VmOptions options(Tiers tiers, uint32_t gc_stress) {
    VmOptions options;
    options.discard_output = true;
    options.schedulers = 1;
    options.gc_stress = gc_stress;
    options.jit = tiers == Tiers::kForced ? JitMode::kForce : JitMode::kOn;
    options.jit_threshold = tiers == Tiers::kWarm ? 500 : 0;
    options.jit_background = JitBackground::kOff;
    return options;
  }

  Vm vm_;
  ModuleInstance* module_;
};

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <class Work>
void on_small_stack(Work work) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t thread;
  auto start = [](void* work) -> void* {
    (*static_cast<Work*>(work))();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, start, &work), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

// `hot`: functions that the trap is about and that are compiled when they are hot, too. When it is
// forced, all that run are.
void check(std::string_view name, std::string_view wanted, const std::vector<std::string>& hot,
           uint32_t gc_stress = 0) {
  size_t left_out = 0;
  for (Tiers tiers : {Tiers::kForced, Tiers::kWarm, Tiers::kEvenCompiled, Tiers::kOddCompiled}) {
    SCOPED_TRACE(text(tiers));
    on_small_stack([&] {
      World world(tiers, gc_stress);
      EXPECT_EQ(world.run(name), wanted);
      std::vector<std::string> compiled = world.functions(true);
      std::vector<std::string> interpreted = world.functions(false);
      if (tiers == Tiers::kForced) {
        EXPECT_EQ(interpreted, std::vector<std::string>{});
        EXPECT_TRUE(holds(compiled, std::string(name)));
      } else if (tiers != Tiers::kWarm) {
        left_out += interpreted.size();
      }
      for (const std::string& one : hot) {
        bool must = tiers == Tiers::kForced || tiers == Tiers::kWarm;
        // Else its body has been put into its callers.
        bool has_run = holds(compiled, one) || holds(interpreted, one);
        EXPECT_TRUE(!must || !has_run || holds(compiled, one)) << one;
      }
    });
  }
  EXPECT_GT(left_out, 0u);
}

TEST(CompiledTraps, Trap01ArithmeticByName) {
  check("trap_1",
        "{12,[12,7,-1,0,3,0.75,0,7,7,48,0,3,-3,-4,4],[8264141345021879123968,"
        "1180591620717411303431,1180591620717411303417,168655945816773043346,2,"
        "1.6865594581677303e20,0,1180591620717411303431,1180591620717411303431,"
        "151115727451828646838272,9223372036854775808,7,-1180591620717411303424,"
        "-1180591620717411303425,7]}",
        {"mul", "ops"});
}

TEST(CompiledTraps, Trap02ComparisonsAreOfTerms) {
  check("trap_2",
        "[{true,true,false,false,false,true,true,false,[97,98,99,100]},{true,true,false,false"
        ",false,true,true,false,{[97,98],1.5}},{true,true,false,false,false,true,true,false,1"
        ".5e300},{true,true,false,false,false,true,true,false,1208925819614629174706177},{fal"
        "se,false,true,true,false,false,true,true,2.0},{false,false,true,true,true,true,false"
        ",false,2.0},{false,true,true,false,false,true,true,false,1},{false,true,true,false,f"
        "alse,true,true,false,1152921504606846976},{false,false,true,true,false,false,true,tr"
        "ue,1152921504606846977},{true,true,false,false,false,true,true,false,#{a => [1]}},{t"
        "rue,true,false,false,false,true,true,false,<<98,105,116,115,1:3>>},{true,true,false,"
        "false,false,true,true,false,1.0e-300},{false,false,true,true,false,false,true,true,["
        "]}]",
        {"compared"});
}

TEST(CompiledTraps, Trap03UnknownTypesAndOverflowInGuards) {
  check("trap_3",
        "{[3,3.5,3.5,1152921504606846976,1.8446744073709552e19,1.0e308],"
        "[large,low,large,small,small]}",
        {"plus", "guarded"});
}

TEST(CompiledTraps, Trap05FailuresAreCaught) {
  check("trap_5",
        "[badarith,badarg,undef,undef,badarg,{badfun,caught},{badarity,caught},{badmatch,caught},"
        "badarith]",
        {"ends"});
}

TEST(CompiledTraps, Trap10RecursionIsAMatterOfMemory) {
  check("trap_10_recursion", "[500000500000,300000]", {"sum", "deep"});
}

TEST(CompiledTraps, Trap10DeepTermsAreComparedAndSent) {
  check("trap_10_terms", "{true,true,true,true,true}", {});
}

TEST(CompiledTraps, Trap12SendsToParkedProcessesWithFullHeaps) {
  check("trap_12_parked", "{20655,[44850]}", {"send_one"});
}

TEST(CompiledTraps, Trap12CompiledSendsAllArrive) {
  check("trap_12_all_arrive", "{30000,449985000}", {"send_one"});
}

TEST(CompiledTraps, Trap17EffectsHappenOnce) {
  check("trap_17_effects", "{6000,3000}", {});
  check("trap_17_effects", "{6000,3000}", {}, 3);
}

TEST(CompiledTraps, Trap17EffectsBeforeAFailureHappenOnce) {
  check("trap_17_raises", "{3000,3000}", {"fails"});
}

TEST(CompiledTraps, Trap18TailCallsNestNothing) {
  check("trap_18", "done", {"first", "second", "third", "fourth"});
}

TEST(CompiledTraps, Trap19CaughtExceptionsLeaveNothing) {
  check("trap_19", "22500300000", {"throws", "passes", "divides"});
}

TEST(CompiledTraps, Trap19NestedHandlers) { check("trap_19_nested", "{thrown,2000}", {"nested"}); }

}  // namespace
}  // namespace linac
