// Terms as text, in UTF-8: as Erlang's ~w and ~0p print them, and as Gleam's string.inspect.
#pragma once

#include <string>

#include "core/term/atom.h"
#include "core/term/term_hooks.h"

namespace linac {

enum class PrintForm : uint8_t {
  kErlang,        // ~w: lists and binaries as numbers
  kErlangPretty,  // ~0p: one line; lists and binaries of printable characters as text
  kGleam,         // string.inspect: Ok("text"), #(1, 2.0), [True, Nil]
};

struct PrintOptions {
  PrintForm form = PrintForm::kErlang;
  // The modifier t: characters past Latin-1 stand as they are, and a binary may be text in UTF-8.
  bool unicode = true;
  // As erl's +pc unicode: characters past Latin-1 are printable in lists and binaries, too.
  bool unicode_printable = false;
  // The modifier k: the pairs of large maps in the exact order of their keys.
  bool ordered_maps = false;
  TermHooks* hooks = nullptr;  // names the funs
};

void print_term(std::string& out, const AtomTable& atoms, Term term, const PrintOptions& options);
inline std::string print_term(const AtomTable& atoms, Term term, const PrintOptions& options = {}) {
  std::string out;
  print_term(out, atoms, term, options);
  return out;
}

// An atom as Erlang source: quoted when it has to be. Without `unicode`, characters past Latin-1
// are escaped.
void print_atom(std::string& out, std::string_view text, bool unicode);
// As the emulator itself writes it (erlang:display/1, names in funs): reserved words need no quotes,
// what has an @ does.
void print_emulator_atom(std::string& out, std::string_view text);

// pid_to_list, ref_to_list, port_to_list, fun_to_list. The term is of that type. The nodes of
// external ones are shown as a number, as OTP does; the local node's is 0.
void print_pid(std::string& out, Term pid);
void print_port(std::string& out, Term port);
void print_reference(std::string& out, Term reference);
void print_fun(std::string& out, const AtomTable& atoms, Term fun);
// Without hooks only #Fun: there may be no entry behind it.
void print_fun(std::string& out, const AtomTable& atoms, Term fun, TermHooks* hooks);

// Whether Erlang prints that character as it stands inside a string.
bool is_printable_character(uint64_t character, bool unicode);

}  // namespace linac
