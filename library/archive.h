// An archive of modules, .app files and header files: those of the Erlang that was found where Linac was built, each
// compressed by itself, so that one is read without the others. library/pack writes it, the build puts it into the
// executable.
//
//   "LINACLIB", u32 version, u32 count, text root,
//   a row a file, by name (of a module without .beam, of a header stdlib-4.2/include/assert.hrl): text name, text application (stdlib-4.2), u32 packed, u32 size;
//   the packed bytes (zstd), in the same order.
//
// Numbers are big-endian; a text is its u16 length and its bytes.
#pragma once

#include <span>

#include "runtime/code/module_library.h"

namespace linac::library {

inline constexpr char kMagic[] = "LINACLIB";
inline constexpr uint32_t kVersion = 1;

// The archive in this executable; empty where it was built without Erlang.
std::span<const uint8_t> embedded_archive();

// Threads: any. The bytes stay the caller's and must outlive it.
class Archive final : public ModuleLibrary {
 public:
  static Result<Archive> open(std::span<const uint8_t> bytes);

  Result<LibraryFile> read(std::string_view module) const override;
  bool has(std::string_view module) const override { return find_module(module) != nullptr; }
  Result<LibraryFile> read_application(std::string_view name) const override;
  Result<LibraryFile> read_header(std::string_view path) const override;
  std::string application_folder(std::string_view name) const override;

  // Whether it is a module of Linac's own that another library's does not go before: that one would want
  // processes of Erlang's boot, or native code.
  bool goes_first(std::string_view module) const;
  // What its modules' paths begin with.
  std::string_view root() const { return root_; }

 private:
  struct Row {
    std::string_view name, application;
    uint32_t size;
    std::span<const uint8_t> packed;
  };

  const Row* find(std::string_view name) const;
  const Row* find_module(std::string_view name) const;
  static Result<LibraryFile> unpack(const Row& row, std::string path);
  std::string path_of(const Row& row) const;

  std::string_view root_;
  std::vector<Row> rows_;  // by name
};

}  // namespace linac::library
