#include "loader/literals.h"

#include <algorithm>

#include "core/base/byte_reader.h"
#include "core/term/bigint.h"
#include "core/term/etf_read.h"
#include "core/term/shared_bytes.h"

namespace linac {
namespace {

constexpr uint8_t kPackedTag = 80;  // of the external term format

std::string_view reason(EtfError error) {
  switch (error) {
    case EtfError::kNone:
    case EtfError::kMalformed:
    case EtfError::kUnsafe: return "a literal is malformed";
    case EtfError::kAtomLimit: return "the atom table is full";
    case EtfError::kOutOfMemory: return "no memory for a literal";
  }
  return "";
}

// Literals are read by every process without being copied, so nothing may be appended to them.
void close_shared_binaries(const TermSpace& space) {
  for (Word* box = space.off_heap.first; box != nullptr;) {
    Term binary = make_boxed(box);
    shared_bytes(binary)->close();
    box = reinterpret_cast<Word*>(payload(binary)[kSharedBinaryNext]);
  }
}

}  // namespace

Result<LiteralTable> read_literals(const BeamFile& file) {
  LiteralTable table;
  const Bytes* chunk = file.find("LitT");
  if (!chunk) return table;
  ByteReader header(*chunk);
  uint32_t inflated_size = header.u32();
  if (header.failed()) return file.error("LitT", "cut short");
  Bytes content = chunk->subspan(4);
  if (inflated_size != 0) {
    auto inflated = inflate_bytes(content, std::min<size_t>(inflated_size, kMaxLiteralBytes));
    if (!inflated) return file.error("LitT", inflated.error().message);
    table.inflated = std::move(*inflated);
    content = table.inflated;
    if (content.size() != inflated_size) return file.error("LitT", "has a wrong size");
  }
  ByteReader reader(content);
  uint32_t count = reader.u32();
  if (reader.failed() || count > reader.left() / 5) return file.error("LitT", "cut short");
  if (count > kMaxTableRows) return file.error("LitT", "too large");
  table.entries.reserve(count);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t size = reader.u32();
    table.entries.push_back(reader.bytes(size));
  }
  if (reader.failed()) return file.error("LitT", "cut short");
  return table;
}

Result<void> build_literals(const BeamFile& file, const LiteralTable& table, AtomTable& atoms,
                            LiteralSource& area, Module& module) {
  if (table.entries.empty()) return {};
  EtfOptions options{atoms, area.hooks()};
  std::vector<EtfInput> inputs(table.entries.size());
  size_t words = 0;
  for (size_t i = 0; i < inputs.size(); i++) {
    EtfSize size{};
    // The table as a whole may be packed; a packed literal in it could hide gigabytes.
    bool packed = table.entries[i].size() > 1 && table.entries[i][1] == kPackedTag;
    if (packed) return file.error("LitT", "a literal is packed");
    EtfError error = open_etf(table.entries[i], &inputs[i]);
    if (error == EtfError::kNone) error = measure_etf(inputs[i], options, &size);
    if (error != EtfError::kNone) return file.error("LitT", reason(error));
    words += size.words;
    if (words > kMaxLiteralWords) return file.error("LitT", "the literals are too large");
  }
  auto space = area.reserve(words);
  if (!space) return file.error("LitT", space.error().message);
  module.literals.reserve(inputs.size());
  EtfError error = EtfError::kNone;
  for (size_t i = 0; i < inputs.size() && error == EtfError::kNone; i++) {
    Term term = kNoTerm;
    error = build_etf(inputs[i], options, *space, &term);
    module.literals.push_back(term);
  }
  close_shared_binaries(*space);
  area.commit(*space);
  if (error != EtfError::kNone) return file.error("LitT", reason(error));
  return {};
}

Result<void> build_integers(const BeamFile& file, const std::vector<PendingInteger>& integers,
                            LiteralSource& area, Module& module) {
  if (integers.empty()) return {};
  size_t words = 0;
  for (const PendingInteger& integer : integers) {
    words += integer.fits ? kBigWords64 : integer_words_from_bytes(integer.bytes.size());
  }
  auto space = area.reserve(words);
  if (!space) return file.error("Code", space.error().message);
  bool too_large = false;
  for (const PendingInteger& integer : integers) {
    Term term = integer.fits ? space->integer(integer.value)
                             : integer_from_bytes(integer.bytes, false, true, *space);
    too_large |= term == kNoTerm;
    module.literals.push_back(term);
  }
  area.commit(*space);
  if (too_large) return file.error("Code", "an integer is too large");
  return {};
}

}  // namespace linac
