// Text that natives take and give: lists of characters and binaries as contiguous bytes.
#pragma once

#include <string>
#include <string_view>

#include "bifs/support.h"
#include "core/term/bits.h"

namespace linac {

// A proper list of bytes; nothing for anything else.
std::optional<std::string> bytes_of_list(Term list);
// The bytes of a binary; nothing for anything else.
std::optional<std::string> bytes_of_binary(Term term);

// A list of the characters, each byte one.
NativeResult bytes_to_list(NativeCall& call, std::string_view text);
NativeResult bytes_to_binary(NativeCall& call, std::string_view text);

}  // namespace linac
