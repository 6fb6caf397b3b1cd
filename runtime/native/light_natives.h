// Short forms of natives for emitted code: a light helper answers what the native would where it needs no
// room in the heap, or where there is enough, and kNoTerm otherwise: then the native itself is called.
#pragma once

#include <optional>

#include "core/term/atom.h"
#include "runtime/code/bif_table.h"
#include "runtime/native/stubs.h"

namespace linac {

// Nothing: it has none.
std::optional<Helper> light_form(const AtomTable& atoms, const NativeInfo& native);

}  // namespace linac
