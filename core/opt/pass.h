// What a pass is: a function that changes a graph and has a name, by which switches, timers, dumps
// and the goldens in tests/ir know it. What passes know besides the graph stands in the
// PassContext: of one compilation, filled by whoever starts it. All of it may be missing, and is in
// goldens; then nothing is known.
//
// Threads: a context belongs to one compilation. Environment is asked only by its thread.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/ir/graph.h"
#include "core/opt/type.h"

namespace linac::opt {

// Natives that passes know more of than their effects, found by what an import is (natives.def).
enum class Native : uint8_t {
  kNone,
#define NATIVE(identifier, module, function, arity, doc) k##identifier,
#include "core/opt/natives.def"
#undef NATIVE
};
Native native_named(std::string_view module, std::string_view function, uint32_t arity);

// A lambda as a Closure node names it.
struct LambdaInfo {
  ir::Target function;  // what it runs: takes the fun's arguments, then the captured terms
  uint32_t fun_arity;
  uint32_t captured;
};

// What a trace shows of the function that ends in a call of an import.
enum class TailCall : uint8_t {
  kLeavesFrame,  // nothing: the call has taken its place
  kShowsCaller,  // its frame: the import is a native that raises by itself
  kEither,       // its frame when the native raises, nothing when what it goes on with does
};

// What is around the function: its module, those that it calls. Whoever compiles implements it.
class Environment {
 public:
  virtual ~Environment() = default;
  virtual Native native(ir::Target import) = 0;
  virtual TailCall in_tail_call(ir::Target import) = 0;
  virtual std::optional<LambdaInfo> lambda(ir::Target lambda) = 0;
  // The function that an import means now, if the caller may be given its body: then the unit
  // (numbered by the environment) has to be in the code's dependencies (PassContext::used_units).
  virtual std::optional<ir::Target> resolve(ir::Target import) = 0;
  // Roughly the nodes of a function's graph, without making it; UINT32_MAX: not to be inlined.
  virtual uint32_t size(ir::Target function) = 0;
  // The graph of a function as the builder makes it. Its targets and positions have the function's
  // unit. False if there is none.
  virtual bool build(ir::Target function, ir::Graph& graph) = 0;
  // What calls of the function return: any() if nothing is known.
  virtual Type result(ir::Target function) = 0;
};

struct PassContext;

struct Pass {
  std::string_view name;                                // lower_snake
  bool (*run)(ir::Graph& graph, PassContext& context);  // whether it changed the graph
};

inline constexpr size_t kMaxPasses = 24;

// What one pass did in one compilation.
struct PassFigures {
  uint32_t runs = 0;
  uint32_t changes = 0;  // runs that changed something
  uint64_t nanoseconds = 0;
};

struct PassContext {
  Environment* environment = nullptr;
  ir::Target function = {0, UINT32_MAX};  // what is compiled; index UINT32_MAX: unknown
  std::span<const Type> params;           // proved of the arguments of every call
  std::span<const Type> observed;         // of those of the call that made it hot: a guess

  uint32_t switched_off = 0;  // a bit a pass, by its place in all_passes()
  // Asked between passes: then no more of them run, and the graph is not to be used.
  uint32_t max_nodes = UINT32_MAX;
  const std::atomic<bool>* cancelled = nullptr;
  void (*dump)(void* user, std::string_view pass, const ir::Graph& graph) = nullptr;
  void* dump_user = nullptr;

  // What passes so far have established (core/ir/verify.h).
  bool edges_split = false;
  bool reserves_placed = false;

  // Results.
  bool stopped = false;              // for one of the two reasons above
  Type result = Type::any();         // what the function returns, if it returns
  std::vector<uint32_t> used_units;  // whose bodies were inlined, each once; not unit 0
  std::array<PassFigures, kMaxPasses> figures{};
};

// Every pass there is, each name once (core/opt/pipeline.cpp).
std::span<const Pass> all_passes();
// Null if there is none of that name.
const Pass* find_pass(std::string_view name);
// Runs one pass with its switch, timer and dump; checks the graph after it in debug builds.
bool run_pass(const Pass& pass, ir::Graph& graph, PassContext& context);

// All passes in their order: makes of a builder's graph what code is generated from.
void optimise(ir::Graph& graph, PassContext& context);

// The passes, as pipeline.cpp orders them.
bool cleanup(ir::Graph& graph, PassContext& context);
bool inline_calls(ir::Graph& graph, PassContext& context);
bool infer_types(ir::Graph& graph, PassContext& context);
bool fold(ir::Graph& graph, PassContext& context);
bool share_values(ir::Graph& graph, PassContext& context);
bool scalar_tuples(ir::Graph& graph, PassContext& context);
bool thread_jumps(ir::Graph& graph, PassContext& context);
bool merge_latches(ir::Graph& graph, PassContext& context);
bool version_loops(ir::Graph& graph, PassContext& context);
bool raw_floats(ir::Graph& graph, PassContext& context);
bool raw_integers(ir::Graph& graph, PassContext& context);
bool convert_ifs(ir::Graph& graph, PassContext& context);
bool merge_checks(ir::Graph& graph, PassContext& context);
bool hoist(ir::Graph& graph, PassContext& context);
bool sink_values(ir::Graph& graph, PassContext& context);
bool place_reserves(ir::Graph& graph, PassContext& context);

}  // namespace linac::opt
