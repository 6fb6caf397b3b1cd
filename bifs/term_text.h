// The texts of terms that are one token: atoms, pids, ports, references and funs, in UTF-8. There
// are two ways to write an atom: the emulator's (erlang:display, inside funs) and io_lib's.
#pragma once

#include <string>
#include <string_view>

#include "core/term/atom.h"
#include "core/term/boxed.h"

namespace linac {

// As the emulator writes it: quoted unless it is letters of Latin-1, digits and _; reserved words
// are not quoted.
void append_emulator_atom(std::string& out, std::string_view text);
// As io_lib writes it: reserved words are quoted, @ needs no quotes. `latin1`: what is above 255 is
// written as \x{...}.
void append_atom(std::string& out, std::string_view text, bool latin1);
bool is_reserved_word(std::string_view text);

void append_pid(std::string& out, Term pid);
void append_port(std::string& out, Term port);
void append_reference(std::string& out, Term reference);
// fun m:f/1, #Fun<module.index.unique>
void append_fun(std::string& out, const AtomTable& atoms, Term fun);

// Characters in UTF-8 text.
size_t count_characters(std::string_view text);

}  // namespace linac
