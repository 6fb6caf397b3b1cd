// Terms as text: ~w and ~p of io_lib, as OTP 29 writes them. Nothing here recurses over a term,
// collects or builds terms; the terms must stay where they are meanwhile.
#pragma once

#include "bifs/format_text.h"
#include "core/term/atom.h"

namespace linac {

enum class MapsOrder : uint8_t { kAny, kOrdered, kReversed };

struct WriteOptions {
  const AtomTable& atoms;
  int64_t depth = -1;   // how deep it is shown; negative: all
  bool latin1 = true;   // atoms' characters above 255 as \x{...} (no modifier t)
  bool strings = true;  // ~p: lists and binaries of printable characters as text (no modifier l)
  MapsOrder maps_order = MapsOrder::kAny;
};

// io_lib:write/1.
void write_term(FormatText& out, Term term, const WriteOptions& options);

// io_lib_pretty:print: begins in `column` (from 1) of lines of `line_length` characters.
void pretty_print(FormatText& out, Term term, int64_t column, int64_t line_length,
                  const WriteOptions& options);

// Terms of one token (numbers, atoms, pids, ports, references, funs). False: it is none of them.
bool write_token(FormatText& out, Term term, const AtomTable& atoms, bool latin1_atoms);
void write_integer(FormatText& out, Term integer, unsigned base, bool lower_case);
// The bytes between << and >>. False: it was cut short.
bool write_binary_body(FormatText& out, Term bitstring, int64_t depth);
// In double quotes, characters that do not show as escapes.
void write_quoted(FormatText& out, const std::vector<uint32_t>& characters);
// The pairs of a map in the order asked for: key, value, key, value ...
std::vector<Term> ordered_pairs(const AtomTable& atoms, Term map, MapsOrder order);

}  // namespace linac
