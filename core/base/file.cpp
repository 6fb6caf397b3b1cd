#include "core/base/file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace linac {

Result<std::vector<uint8_t>> read_file(const std::string& path) {
  auto failed = [&] { return Error{path + ": " + std::strerror(errno)}; };
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                       &std::fclose);
  if (!file) return failed();
  struct stat status;
  if (fstat(fileno(file.get()), &status) != 0) return failed();
  if (S_ISDIR(status.st_mode)) return Error{path + ": is a folder, not a file"};
  std::vector<uint8_t> bytes(static_cast<size_t>(status.st_size));
  size_t used = 0;
  for (;;) {
    if (used == bytes.size()) bytes.resize(used + 65536);
    size_t got = std::fread(bytes.data() + used, 1, bytes.size() - used, file.get());
    used += got;
    if (used > kMaxReadFileBytes) return Error{path + ": is larger than 1 GB"};
    if (got == 0) break;
  }
  if (std::ferror(file.get())) return failed();
  bytes.resize(used);
  return bytes;
}

}  // namespace linac
