// Terms as the emulator itself prints them: erlang:display/1. Bytes, not text: characters of lists
// above 127 are single bytes.
#pragma once

#include <string>

#include "core/term/atom.h"

namespace linac {

void append_emulator_term(std::string& out, const AtomTable& atoms, Term term);

}  // namespace linac
