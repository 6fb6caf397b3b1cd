// The external term format out: byte for byte what OTP 29's term_to_binary writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/term/atom.h"
#include "core/term/term_hooks.h"

namespace linac {

struct EtfWriteOptions {
  const AtomTable& atoms;
  TermHooks* hooks;            // describes the funs
  unsigned minor_version = 2;  // 0: floats as text, atoms Latin-1 if they can; 1: the latter only
  bool deterministic = false;  // the pairs of maps in the exact order of their keys
};

// Bytes of the whole, version byte included: erlang:external_size, for terms without maps out of
// order the same with any options of the same minor version.
size_t etf_size(Term term, const EtfWriteOptions& options);
// Writes etf_size() bytes.
void write_etf(Term term, const EtfWriteOptions& options, uint8_t* out);

// What the option {compressed, level} makes of write_etf()'s bytes; `out` has room for as many.
// Returns how many it wrote, or nothing when it does not get shorter: OTP then keeps the bytes as
// they are. Level 1 .. 9, or -1 for zlib's own (option `compressed`).
std::optional<size_t> compress_etf(std::span<const uint8_t> bytes, int level, uint8_t* out);

}  // namespace linac
