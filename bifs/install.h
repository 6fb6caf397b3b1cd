// Fills a Vm's table of natives from bifs.def.
#pragma once

#include "runtime/code/bif_table.h"

namespace linac {

void install_natives(BifTable& table, AtomTable& atoms);

}  // namespace linac
