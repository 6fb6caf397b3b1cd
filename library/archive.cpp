#include "library/archive.h"

#include <zstd.h>

#include <algorithm>

#include "core/base/byte_reader.h"
#include "loader/load.h"

extern "C" {
extern const uint8_t linac_library_archive[];
extern const uint8_t linac_library_archive_end[];
}

namespace linac::library {
namespace {

constexpr std::string_view kApplicationFile = ".app", kHeaderFile = ".hrl";
constexpr std::string_view kOnlyOwn[] = {"application",     "asn1rt_nif", "code",    "crypto",
                                         "erl_prim_loader", "gen_tcp",    "gen_udp", "init"};

}  // namespace

std::span<const uint8_t> embedded_archive() {
  return {linac_library_archive, linac_library_archive_end};
}

Result<Archive> Archive::open(std::span<const uint8_t> bytes) {
  Archive archive;
  if (bytes.empty()) return archive;
  Error broken{"the library archive is broken"};
  ByteReader reader(bytes);
  if (reader.text(8) != kMagic || reader.u32() != kVersion) return broken;
  uint32_t count = reader.u32();
  archive.root_ = reader.text(reader.u16());
  std::vector<uint32_t> packed;
  for (uint32_t i = 0; i < count && !reader.failed(); i++) {
    Row row{};
    row.name = reader.text(reader.u16());
    row.application = reader.text(reader.u16());
    packed.push_back(reader.u32());
    row.size = reader.u32();
    bool in_order = archive.rows_.empty() || archive.rows_.back().name < row.name;
    if (!in_order || row.size > kMaxFileBytes) return broken;
    archive.rows_.push_back(row);
  }
  for (size_t i = 0; i < packed.size(); i++) archive.rows_[i].packed = reader.bytes(packed[i]);
  if (reader.failed() || !reader.at_end()) return broken;
  return archive;
}

const Archive::Row* Archive::find(std::string_view name) const {
  auto row = std::lower_bound(rows_.begin(), rows_.end(), name,
                              [](const Row& at, std::string_view text) { return at.name < text; });
  return row != rows_.end() && row->name == name ? &*row : nullptr;
}

const Archive::Row* Archive::find_module(std::string_view name) const {
  bool other = name.ends_with(kApplicationFile) || name.find('/') != name.npos;
  return other ? nullptr : find(name);
}

std::string Archive::path_of(const Row& row) const {
  return std::string(root_) + "/lib/" + std::string(row.application) + "/ebin/" +
         std::string(row.name);
}

Result<LibraryFile> Archive::unpack(const Row& row, std::string path) {
  LibraryFile file;
  file.path = std::move(path);
  file.bytes.resize(row.size);
  size_t size =
      ZSTD_decompress(file.bytes.data(), file.bytes.size(), row.packed.data(), row.packed.size());
  if (ZSTD_isError(size) || size != file.bytes.size()) {
    return Error{file.path + ": is broken in the library archive"};
  }
  return file;
}

Result<LibraryFile> Archive::read(std::string_view module) const {
  const Row* row = find_module(module);
  return row ? unpack(*row, path_of(*row) + ".beam") : LibraryFile{};
}

Result<LibraryFile> Archive::read_application(std::string_view name) const {
  const Row* row = find(std::string(name).append(kApplicationFile));
  return row ? unpack(*row, path_of(*row)) : LibraryFile{};
}

Result<LibraryFile> Archive::read_header(std::string_view path) const {
  std::string folder = std::string(root_) + "/lib/";
  if (!path.starts_with(folder) || !path.ends_with(kHeaderFile)) return LibraryFile{};
  const Row* row = find(path.substr(folder.size()));
  return row ? unpack(*row, std::string(path)) : LibraryFile{};
}

bool Archive::goes_first(std::string_view module) const {
  if (std::find(std::begin(kOnlyOwn), std::end(kOnlyOwn), module) == std::end(kOnlyOwn)) {
    return false;
  }
  const Row* row = find_module(module);
  return row && row->application.starts_with("linac-");
}

std::string Archive::application_folder(std::string_view name) const {
  for (const Row& row : rows_) {
    if (row.application.substr(0, row.application.rfind('-')) == name) {
      return std::string(root_) + "/lib/" + std::string(row.application);
    }
  }
  return {};
}

}  // namespace linac::library
