// A checked function's ops -> the IR (docs/ir.md), for the optimiser and the code generator. What each
// op does is what the interpreter does (runtime/interp); ops that have no operation in the IR become
// `interpret` nodes, whose operands loader/snippet_shape.h describes.
//
// Threads: any number may build; a Module is immutable.
#pragma once

#include <optional>
#include <string_view>

#include "core/ir/graph.h"
#include "loader/module.h"

namespace linac {

// What the VM knows of an import. A native that takes part in scheduling, or none at all, is called
// like any function; as an operation in a guard or an expression it is the interpreter's matter.
enum ImportFlag : uint8_t {
  kIsOperation = 1,  // a native that a bif op may call
  kIsPure = 2,       // the same, and a call of it may be left out when its result is not used
  kNeedsNoLive = 4,  // may stand in a bif op that has no count of live registers
};

struct IrBuildOptions {
  // ImportFlags, one byte an import; empty: all bits of all of them.
  std::span<const uint8_t> imports;
  // The number of the module in targets and positions.
  uint32_t unit = 0;
  // Larger functions are refused.
  uint32_t max_ops = 20'000;
};

// Why a function has no graph.
enum class IrRefusal : uint8_t {
  kNone,
  kLacksOp,      // it holds an op that Linac does not execute
  kNeverCalled,  // nothing in its module calls it, so it has not been validated
  kTooManyOps,
  kTooManyValues,    // registers that are live where paths meet, over all such places
  kTooManyOperands,  // of one op that the interpreter runs
};
std::string_view refusal_text(IrRefusal refusal);

struct IrBuild {
  std::optional<ir::Graph> graph;
  IrRefusal refusal = IrRefusal::kNone;
};

// The graph's name is left to the caller.
IrBuild build_ir(const Module& module, uint32_t function_index, const IrBuildOptions& options);

}  // namespace linac
