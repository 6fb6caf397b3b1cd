#include "runtime/code/native_code.h"

#include <algorithm>

#include "runtime/code/code_server.h"
#include "runtime/memory/frame.h"

namespace linac {

NativePosition NativePosition::of(const FunctionEntry& function, uint32_t op, uint32_t parent) {
  uint32_t first_op = function.module->module->functions[function.index].first_op;
  return {&function, op, parent, make_call_record(0, function.id, op - first_op)};
}

const CallRecord* NativeCode::find_record(const void* return_address) const {
  if (!contains(return_address)) return nullptr;
  uint32_t at = static_cast<uint32_t>(static_cast<const uint8_t*>(return_address) - begin);
  if (!std::binary_search(returns.begin(), returns.end(), at)) return nullptr;
  return &record_of(reinterpret_cast<Word>(return_address));
}

}  // namespace linac
