// Whole files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace linac {

inline constexpr size_t kMaxReadFileBytes = size_t{1} << 30;

// The file's bytes; the error names the path and says why.
Result<std::vector<uint8_t>> read_file(const std::string& path);

}  // namespace linac
