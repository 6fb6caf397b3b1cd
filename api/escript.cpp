#include "api/escript.h"

#include <zlib.h>

#include <cstdio>
#include <filesystem>
#include <string_view>

#include "core/base/file.h"

namespace linac {
namespace {

constexpr size_t kMaxFileBytes = 64u << 20;
constexpr size_t kMaxFirstLine = 1024;
constexpr std::string_view kArchiveStart = "PK\x03\x04";
constexpr uint32_t kEndSignature = 0x06054B50, kEntrySignature = 0x02014B50,
                   kLocalSignature = 0x04034B50;
constexpr size_t kEndBytes = 22, kEntryBytes = 46, kLocalBytes = 30;
constexpr uint32_t kStored = 0, kDeflated = 8;

// Numbers of a zip archive are little-endian. What lies outside is 0.
class Bytes {
 public:
  explicit Bytes(std::string_view all) : all_(all) {}

  uint32_t u16(size_t at) const { return byte(at) | byte(at + 1) << 8; }
  uint32_t u32(size_t at) const { return u16(at) | u16(at + 2) << 16; }
  std::string_view text(size_t at, size_t size) const {
    return at <= all_.size() && size <= all_.size() - at ? all_.substr(at, size)
                                                         : std::string_view();
  }
  size_t size() const { return all_.size(); }

 private:
  uint32_t byte(size_t at) const { return at < all_.size() ? static_cast<uint8_t>(all_[at]) : 0; }
  std::string_view all_;
};

bool inflate_raw(std::string_view packed, std::vector<uint8_t>& out) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  int done = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  return done == Z_STREAM_END && stream.avail_out == 0;
}

// False: the archive is broken.
bool read_zip(std::string_view all, Escript& script) {
  Bytes bytes(all);
  if (bytes.size() < kEndBytes) return false;
  size_t end = bytes.size() - kEndBytes;
  size_t first = end > 0xFFFF ? end - 0xFFFF : 0;
  while (bytes.u32(end) != kEndSignature) {
    if (end-- == first) return false;
  }
  uint32_t count = bytes.u16(end + 10);
  size_t at = bytes.u32(end + 16);
  // Offsets count from the archive's start, which is where the directory says that it ends.
  size_t base = end - (at + bytes.u32(end + 12));
  if (base > bytes.size()) return false;
  at += base;
  for (uint32_t i = 0; i < count; i++) {
    if (bytes.u32(at) != kEntrySignature) return false;
    uint32_t method = bytes.u16(at + 10), packed = bytes.u32(at + 20), size = bytes.u32(at + 24);
    size_t local = base + bytes.u32(at + 42);
    std::string name(bytes.text(at + kEntryBytes, bytes.u16(at + 28)));
    at += kEntryBytes + bytes.u16(at + 28) + bytes.u16(at + 30) + bytes.u16(at + 32);
    if (name.empty() || name.ends_with('/')) continue;
    if (bytes.u32(local) != kLocalSignature || size > kMaxFileBytes) return false;
    std::string_view content =
        bytes.text(local + kLocalBytes + bytes.u16(local + 26) + bytes.u16(local + 28), packed);
    if (content.size() != packed) return false;
    std::vector<uint8_t> out(size);
    if (method == kStored && packed == size) {
      out.assign(content.begin(), content.end());
    } else if (method != kDeflated || !inflate_raw(content, out)) {
      return false;
    }
    script.files.emplace_back(name.substr(name.rfind('/') + 1), std::move(out));
  }
  return true;
}

// The word behind `-escript main` in the line that begins with %%!
std::string main_of(std::string_view head) {
  constexpr std::string_view kFlag = "-escript main ";
  size_t flags = head.find("\n%%!");
  size_t at = flags == head.npos ? flags : head.find(kFlag, flags);
  if (at == head.npos) return {};
  head.remove_prefix(at + kFlag.size());
  return std::string(head.substr(0, head.find_first_of(" \t\r\n")));
}

// Empty if the file cannot be read.
std::string first_line(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {};
  FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return {};
  char start[kMaxFirstLine];
  std::string line(start, std::fread(start, 1, sizeof start, file));
  std::fclose(file);
  return line.substr(0, line.find('\n'));
}

}  // namespace

bool begins_as_script(const std::string& path) { return first_line(path).starts_with("#!"); }

bool names_escript(const std::string& path) {
  return first_line(path).find("escript") != std::string::npos;
}

Result<Escript> read_escript(const std::string& path) {
  auto bytes = read_file(path);
  Escript script;
  if (!bytes) return script;
  std::string_view all(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  size_t archive = all.find(kArchiveStart);
  if (archive == all.npos) return script;
  if (!read_zip(all, script) || script.files.empty()) {
    return Error{path + ": holds no archive of modules that can be read"};
  }
  script.main = main_of(all.substr(0, archive));
  if (script.main.empty()) script.main = std::filesystem::path(path).stem().string();
  return script;
}

}  // namespace linac
