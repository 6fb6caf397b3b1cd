// linac_pack_library OUTPUT ROOT PATH...: the modules, .app files and header files of these folders
// (.../APPLICATION/ebin, .../APPLICATION/include), or single files there, as an archive (library/archive.h); of
// two of a name the first counts. Chunks that nothing reads at run time are left out, and literals are stored inflated:
// compressed together with the rest they take less.
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/byte_reader.h"
#include "core/base/file.h"
#include "library/archive.h"
#include "loader/beam_file.h"
#include "loader/load.h"

namespace {

using linac::Bytes;
using linac::Error;
using linac::Result;

constexpr int kLevel = 19;
constexpr std::array kChunks = {"AtU8", "Atom", "Code", "StrT", "ImpT", "ExpT", "FunT",
                                "LitT", "Line", "Type", "Meta", "Attr", "CInf", "Recs"};

struct PackedModule {
  std::string application;
  std::string packed;
  size_t size = 0;
};

void add_number(std::string& to, uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    to += static_cast<char>(number >> shift);
}

void add_text(std::string& to, const std::string& text) {
  add_number(to, text.size(), 2);
  to += text;
}

std::string text_of(Bytes bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// The literal chunk with size 0, which says that what follows is not compressed.
Result<std::string> inflate_literals(Bytes chunk) {
  linac::ByteReader reader(chunk);
  if (reader.u32() == 0) return text_of(chunk);
  auto inflated = linac::inflate_bytes(chunk.subspan(4), linac::kMaxLiteralBytes);
  if (!inflated) return inflated.error();
  return std::string(4, '\0') + text_of(*inflated);
}

Result<std::string> strip(const std::string& path) {
  auto bytes = linac::read_file(path);
  if (!bytes) return bytes.error();
  auto file = linac::BeamFile::open(*bytes, path);
  if (!file) return file.error();
  std::string body = "BEAM";
  for (const char* name : kChunks) {
    const Bytes* chunk = file->find(name);
    if (!chunk) continue;
    std::string content = text_of(*chunk);
    if (std::string_view(name) == "LitT") {
      auto inflated = inflate_literals(*chunk);
      if (!inflated) return inflated.error();
      content = std::move(*inflated);
    }
    body += name;
    add_number(body, content.size(), 4);
    body += content;
    body.resize((body.size() + 3) / 4 * 4);
  }
  std::string result = "FOR1";
  add_number(result, body.size(), 4);
  return result + body;
}

bool is_module(const std::filesystem::path& path) { return path.extension() == ".beam"; }
bool is_header(const std::filesystem::path& path) { return path.extension() == ".hrl"; }
bool is_packed(const std::filesystem::path& path) {
  return is_module(path) || is_header(path) || path.extension() == ".app";
}

Result<std::string> whole(const std::string& path) {
  auto bytes = linac::read_file(path);
  if (!bytes) return bytes.error();
  return text_of(*bytes);
}

Result<PackedModule> pack(const std::string& path, std::string application) {
  auto stripped = is_module(path) ? strip(path) : whole(path);
  if (!stripped) return stripped.error();
  PackedModule module;
  module.application = std::move(application);
  module.size = stripped->size();
  module.packed.resize(ZSTD_compressBound(stripped->size()));
  size_t size = ZSTD_compress(module.packed.data(), module.packed.size(), stripped->data(),
                              stripped->size(), kLevel);
  if (ZSTD_isError(size)) return Error{path + ": " + ZSTD_getErrorName(size)};
  module.packed.resize(size);
  return module;
}

std::string archive_of(const std::string& root,
                       const std::map<std::string, PackedModule>& modules) {
  std::string text = linac::library::kMagic;
  add_number(text, linac::library::kVersion, 4);
  add_number(text, modules.size(), 4);
  add_text(text, root);
  for (const auto& [name, module] : modules) {
    add_text(text, name);
    add_text(text, module.application);
    add_number(text, module.packed.size(), 4);
    add_number(text, module.size, 4);
  }
  for (const auto& [name, module] : modules) text += module.packed;
  return text;
}

int fail(const std::string& message) {
  std::fprintf(stderr, "linac_pack_library: %s\n", message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  if (argc < 3) return fail("usage: linac_pack_library OUTPUT ROOT PATH...");
  std::map<std::string, PackedModule> modules;
  for (int i = 3; i < argc; i++) {
    std::vector<fs::path> files;
    std::error_code error;
    if (is_packed(argv[i])) {
      files.push_back(argv[i]);
    } else {
      for (const auto& entry : fs::directory_iterator(argv[i], error)) {
        if (is_packed(entry.path())) files.push_back(entry.path());
      }
    }
    if (error) return fail(std::string(argv[i]) + ": " + error.message());
    for (const fs::path& file : files) {
      std::string application = file.parent_path().parent_path().filename();
      auto packed = pack(file, application);
      if (!packed) return fail(packed.error().message);
      modules.emplace(is_header(file) ? application + "/include/" + file.filename().string()
                                      : (is_module(file) ? file.stem() : file.filename()).string(),
                      std::move(*packed));
    }
  }
  std::string archive = archive_of(argv[2], modules);
  FILE* file = std::fopen(argv[1], "wb");
  if (!file) return fail(std::string(argv[1]) + " cannot be written");
  bool written = std::fwrite(archive.data(), 1, archive.size(), file) == archive.size();
  if (std::fclose(file) != 0 || !written) return fail(std::string(argv[1]) + " cannot be written");
  return 0;
}
