#include "loader/load.h"

#include "loader/beam_file.h"
#include "loader/chunks.h"
#include "loader/decode.h"
#include "loader/literals.h"
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
  VM_TRY(build_literals(*file, *literals, atoms, area, *module));
  VM_TRY(build_integers(*file, *integers, area, *module));
  VM_TRY(normalise_bit_operands(file_name, atoms, *module));
  VM_TRY(validate(file_name, atoms, *module));
  return module;
}

Result<std::string> module_name(std::span<const uint8_t> bytes, std::string_view file_name) {
  auto file = BeamFile::open(bytes, file_name);
  if (!file) return file.error();
  return read_module_name(*file);
}

}  // namespace linac
