#include "runtime/code/native_code.h"

#include <algorithm>

namespace linac {

const CallRecord* NativeCode::find_record(const void* return_address) const {
  if (!contains(return_address)) return nullptr;
  uint32_t at = static_cast<uint32_t>(static_cast<const uint8_t*>(return_address) - begin);
  if (!std::binary_search(returns.begin(), returns.end(), at)) return nullptr;
  return &record_of(reinterpret_cast<Word>(return_address));
}

}  // namespace linac
