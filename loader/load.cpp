#include "loader/load.h"

#include "loader/beam_file.h"
#include "loader/chunks.h"
#include "loader/decode.h"
#include "loader/literals.h"
#include "loader/local_natives.h"
#include "loader/validate.h"

namespace linac {

Result<std::unique_ptr<Module>> load_module(std::span<const uint8_t> bytes,
                                            std::string_view file_name, AtomTable& atoms,
                                            LiteralSource& area) {
  auto file = BeamFile::open(bytes, file_name);
  if (!file) return file.error();
  auto module = std::make_unique<Module>();
  module->file = file_name;
  VM_TRY(read_atoms(*file, atoms, *module));
  VM_TRY(read_imports(*file, *module));
  auto exports = read_exports(*file, *module);
  if (!exports) return exports.error();
  VM_TRY(read_lambdas(*file, *module));
  VM_TRY(read_strings(*file, *module));
  VM_TRY(read_lines(*file, atoms, *module));
  read_types(*file, *module);
  read_information(*file, *module);
  auto literals = read_literals(*file);
  if (!literals) return literals.error();
  auto header = read_code_header(*file);
  if (!header) return header.error();
  auto integers = decode_code(*file, *header, static_cast<uint32_t>(literals->entries.size()),
                              atoms, std::move(*exports), *module);
  if (!integers) return integers.error();
  auto literal_count = literals->entries.size() + integers->size();
  auto more = decode_records(*file, static_cast<uint32_t>(literal_count), atoms, *module);
  if (!more) return more.error();
  integers->insert(integers->end(), more->begin(), more->end());
  VM_TRY(build_literals(*file, *literals, atoms, area, *module));
  VM_TRY(build_integers(*file, *integers, area, *module));
  VM_TRY(normalise_bit_operands(file_name, atoms, *module));
  call_local_natives(area, *module);
  VM_TRY(validate(file_name, atoms, *module));
  return module;
}

namespace {

constexpr size_t kLambdaRowBytes = 24;  // its last word is made of the MD5, and counts as zero

void update_with_lambdas(Md5& md5, Bytes chunk) {
  const std::array<uint8_t, 4> zeros{};
  if (chunk.size() < 4) return md5.update(chunk);
  md5.update(chunk.first(4));
  for (Bytes rows = chunk.subspan(4); rows.size() >= kLambdaRowBytes;
       rows = rows.subspan(kLambdaRowBytes)) {
    md5.update(rows.first(kLambdaRowBytes - 4));
    md5.update(zeros);
  }
}

}  // namespace

Result<Md5Digest> module_md5(std::span<const uint8_t> bytes, std::string_view file_name) {
  auto file = BeamFile::open(bytes, file_name);
  if (!file) return file.error();
  Md5 md5;
  for (std::string_view name :
       {"Atom", "AtU8", "Code", "StrT", "ImpT", "ExpT", "FunT", "LitT", "Meta", "Recs", "DbgB"}) {
    const Bytes* chunk = file->find(name);
    if (!chunk) continue;
    if (name == "FunT") {
      update_with_lambdas(md5, *chunk);
    } else {
      md5.update(*chunk);
    }
  }
  return md5.finish();
}

Result<std::string> module_name(std::span<const uint8_t> bytes, std::string_view file_name) {
  auto file = BeamFile::open(bytes, file_name);
  if (!file) return file.error();
  return read_module_name(*file);
}

}  // namespace linac
