// Small pieces of text that the files of print.h share.
#pragma once

#include <cstdint>
#include <string>

namespace linac {

void append_number(std::string& out, uint64_t number);
// A backslash and three octal digits.
void append_octal(std::string& out, uint32_t character);
// A character inside quotes as Erlang writes it; without `unicode`, past Latin-1 as \x{...}.
void append_escaped(std::string& out, uint32_t character, char quote, bool unicode);

}  // namespace linac
