// Text as Erlang's library takes it, where it is short and as it mostly is: for what it does not do there is a general way
// (bifs/utf8_convert.h, bifs/string_data.h). Collects and builds nothing.
#pragma once

#include <optional>
#include <span>

#include "core/term/term.h"

namespace linac {

// The UTF-8 of a list of characters, binaries and such lists into `out`, and its size. Nothing: it is no such list or not
// proper UTF-8 in each part by itself, a part does not begin with a byte, it does not fit, or it has many more cells than
// bytes fit. Of `latin1` the characters and bytes are Latin-1.
std::optional<size_t> encode_characters(Term list, bool latin1, std::span<uint8_t> out);

// The first character of a binary, if it is a grapheme cluster by itself at first sight: plain, and so is what follows it.
std::optional<uint8_t> plain_first(Term text);

}  // namespace linac
