// The text form of the IR from hostile bytes: it is refused with a message, or the graph prints,
// reads back the same, and can be verified. A graph that verifies can be analysed and still verifies
// after what changes edges.
#include <cstddef>
#include <cstdint>

#include "core/ir/dominators.h"
#include "core/ir/liveness.h"
#include "core/ir/loops.h"
#include "core/ir/text.h"
#include "core/ir/uses.h"
#include "core/ir/verify.h"

namespace linac::ir {
namespace {

void try_text(std::string_view text) {
  AtomTable atoms(atoms::kPredefinedCount + 100);
  Result<Graph> parsed = parse(text, atoms);
  if (!parsed) {
    VM_CHECK(parsed.error().message.starts_with("line "));
    return;
  }
  Graph& graph = *parsed;
  std::string printed = print(graph, atoms);
  Result<Graph> again = parse(printed, atoms);
  VM_CHECK(again.ok() && print(*again, atoms) == printed);
  if (!verify(graph)) return;
  Order order = reverse_postorder(graph);
  Dominators dominators(graph, order);
  Loops loops(graph, order, dominators);
  Liveness liveness(graph, order);
  Uses uses(graph);
  split_critical_edges(graph);
  VM_CHECK(verify(graph, {.edges_split = true}).ok());
  remove_unreachable(graph);
  VM_CHECK(verify(graph, {.edges_split = true}).ok());
}

}  // namespace
}  // namespace linac::ir

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  linac::ir::try_text({reinterpret_cast<const char*>(data), size});
  return 0;
}
