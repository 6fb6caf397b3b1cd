// Unicode normalisation as unicode_util of OTP 29 does it: one grapheme cluster at a time, so that
// a cluster never composes with the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace linac {

enum class NormalForm : uint8_t { kNfc, kNfd, kNfkc, kNfkd };

// Appends the normal form of one cluster.
void normalize_cluster(NormalForm form, const uint32_t* points, size_t count,
                       std::vector<uint32_t>* out);

}  // namespace linac
