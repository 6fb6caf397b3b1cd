// The IR as text, one node a line (docs/ir.md has the grammar):
//
//   function "lists:sum/2" arity 2 slots 1
//   position 1 = u0 f3 o12
//   position 2 = u1 f0 o4 in 1
//   b0:
//     v0 = param 0
//     v1 = const ok
//     v2 = is_tuple_of 2, v0
//     branch v2 [likely_left] -> b1, b2
//   b1: <- b0, b3 [cold]
//     v7 = add v3, v5 [left_small] @2 !b4
//
// What print() gives, parse() takes, and the other way round: the same values with the same numbers,
// flags, positions and handlers, the same blocks with the same order of edges. Nodes without a
// result have no number in the text and may get another one. Graphs that verify() refuses can be
// printed and parsed, too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/ir/graph.h"
#include "core/term/atom.h"

namespace linac::ir {

struct TextOptions {
  // Numbers values and blocks anew, in order and without gaps: for texts that are compared.
  bool renumber = false;
  // What literals hold, as comments. They must be valid terms.
  bool show_literals = false;
};

std::string print(const Graph& graph, const AtomTable& atoms, TextOptions options = {});
// The line of one node, without its end.
std::string print_node(const Graph& graph, const AtomTable& atoms, NodeId id);

// Values and blocks that parse() takes have numbers below these.
inline constexpr uint32_t kMaxTextNodes = 1 << 20;
inline constexpr uint32_t kMaxTextBlocks = 1 << 18;

// Errors tell line and column (in bytes, from 1). New atoms are added to the table. Words of
// literals are taken as they stand and not looked at: whoever goes on with such a graph has to know
// where its text comes from, or leaves `words` false, which makes them an error.
Result<Graph> parse(std::string_view text, AtomTable& atoms, bool words = false);

std::optional<Op> op_named(std::string_view name);

}  // namespace linac::ir
