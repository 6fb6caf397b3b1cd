// Modules that programs find without naming a folder: Erlang's library. Where natives stand for
// functions of such a module, the natives win (docs/natives.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace linac {

// A module's file.
struct LibraryFile {
  std::string path;  // for messages and code:which/1; empty: the library has no such module
  std::vector<uint8_t> bytes;
};

// Threads: any.
class ModuleLibrary {
 public:
  virtual ~ModuleLibrary() = default;
  virtual Result<LibraryFile> read(std::string_view module) const = 0;
  virtual bool has(std::string_view module) const = 0;
  // NAME.app of the application of that name.
  virtual Result<LibraryFile> read_application(std::string_view name) const = 0;
  // Of an application, by its path: FOLDER/include/NAME.hrl.
  virtual Result<LibraryFile> read_header(std::string_view path) const = 0;
  // The folder of an application of that name, without its version; empty: there is none.
  virtual std::string application_folder(std::string_view name) const = 0;
};

// The file of the library at this path, which need not be on the disk, or of this name; without path and bytes: there
// is none.
LibraryFile library_file(const ModuleLibrary& library, std::string_view path);

}  // namespace linac
