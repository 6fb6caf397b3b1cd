// io_lib:format: the format string, its arguments, and the text they make.
#pragma once

#include "bifs/format_text.h"
#include "core/term/atom.h"

namespace linac {

enum class FormatOutcome : uint8_t {
  kDone,
  kBadarg,
  kUnusual,  // to be left to Erlang (fallback.h): something that is no character stands for one
};

// What io_lib:format/2 makes. Nothing collects or builds terms.
FormatOutcome format_terms(FormatText& out, const AtomTable& atoms, Term format, Term arguments);
// False: it is not done.
bool format_text(FormatText& out, const AtomTable& atoms, Term format, Term arguments);

// The characters of a list or binary as ~s (Latin-1) or ~ts take them. False: it is none.
bool add_character_data(FormatText& out, Term data, bool latin1);

}  // namespace linac
