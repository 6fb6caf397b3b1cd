// Terms as they stand in Erlang's text files, such as NAME.app: literals with a dot behind each, and comments.
//
// Only what has the same meaning in every release is read: atoms, decimal numbers, characters, strings, lists,
// tuples, maps, and binaries of a string or of bytes, in UTF-8. Of everything else, what is malformed included,
// nothing is said: Erlang's own parser reads that, or explains what is wrong with it.
//
// No recursion; memory in proportion to the text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace linac {

// A list of the terms, in the external term format (core/term/etf_read.h), where a map may have a key
// twice, which is an error there.
std::optional<std::vector<uint8_t>> etf_of_text(std::string_view text);

}  // namespace linac
