// The literal table: a count, then (size, external term format) for each; compressed with zlib unless
// the chunk's first word, the inflated size, is 0 (OTP 28 and later).
#pragma once

#include "loader/beam_file.h"
#include "loader/decode.h"
#include "loader/load.h"

namespace linac {

struct LiteralTable {
  std::vector<uint8_t> inflated;  // what the entries lie in, if the chunk was compressed
  std::vector<Bytes> entries;     // each one term, its version byte included
};

Result<LiteralTable> read_literals(const BeamFile& file);

// Appends the table's terms, then the code's large integers, to module.literals.
Result<void> build_literals(const BeamFile& file, const LiteralTable& table, AtomTable& atoms,
                            LiteralSource& area, Module& module);
Result<void> build_integers(const BeamFile& file, const std::vector<PendingInteger>& integers,
                            LiteralSource& area, Module& module);

}  // namespace linac
