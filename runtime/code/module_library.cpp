#include "runtime/code/module_library.h"

#include <utility>

namespace linac {

LibraryFile library_file(const ModuleLibrary& library, std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  std::string_view stem = name.substr(0, name.rfind('.'));
  std::string_view extension = name.substr(stem.size());
  Result<LibraryFile> file = extension == ".app"    ? library.read_application(stem)
                             : extension == ".beam" ? library.read(stem)
                             : extension == ".hrl"  ? library.read_header(path)
                                                    : LibraryFile{};
  return file.ok() && (file->path == path || name == path) ? std::move(*file) : LibraryFile{};
}

}  // namespace linac
