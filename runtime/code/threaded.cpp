#include "runtime/code/threaded.h"

#include <algorithm>

namespace linac {
namespace {

// The last element that begins at or before `at`, or null.
template <class Element>
const Element* covering(const std::vector<Element>& elements, uint32_t at) {
  auto it = std::upper_bound(elements.begin(), elements.end(), at,
                             [](uint32_t value, const Element& e) { return value < e.begin; });
  return it == elements.begin() ? nullptr : &*(it - 1);
}

}  // namespace

const ThreadedFunction::Fact& ThreadedFunction::fact_at(const Word* pc) const {
  const Fact* fact = covering(facts, static_cast<uint32_t>(pc - code.get()));
  VM_CHECK(fact);
  return *fact;
}

int32_t ThreadedFunction::line_at(const Word* pc) const {
  const Line* line = covering(lines, static_cast<uint32_t>(pc - code.get()));
  return line ? line->line : kNone;
}

}  // namespace linac
