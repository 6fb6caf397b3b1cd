// The tables of a .beam file: every chunk but the code and the literals. Each function fills its part
// of the Module; atoms come first, the others refer to them.
#pragma once

#include "core/term/atom.h"
#include "loader/beam_file.h"
#include "loader/module.h"

namespace linac {

// The fields at the front of the Code chunk, and the instructions after them.
struct CodeHeader {
  uint32_t label_count;
  uint32_t function_count;
  Bytes code;
};
Result<CodeHeader> read_code_header(const BeamFile& file);

// Exports and lambdas name functions by their entry labels; decoding turns those into indices.
struct LabelledEntry {
  Term name;
  uint32_t arity;
  uint32_t label;
};

Result<void> read_atoms(const BeamFile& file, AtomTable& table, Module& module);
Result<void> read_imports(const BeamFile& file, Module& module);
Result<std::vector<LabelledEntry>> read_exports(const BeamFile& file, const Module& module);
// Into module.lambdas, where `function` is the entry label until decoding has resolved it.
Result<void> read_lambdas(const BeamFile& file, Module& module);
Result<void> read_strings(const BeamFile& file, Module& module);
Result<void> read_lines(const BeamFile& file, AtomTable& table, Module& module);
void read_types(const BeamFile& file, Module& module);
void read_information(const BeamFile& file, Module& module);

// The first atom of the atom chunk, which is the module's name.
Result<std::string> read_module_name(const BeamFile& file);

}  // namespace linac
