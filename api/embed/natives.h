// Host natives inside the VM.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/embed/host_core.h"
#include "linac/native.h"

namespace linac::embed {

// What NativeInfo::host points to.
struct HostFunction {
  v0::detail::Function function;
  const char* name = nullptr;
};

}  // namespace linac::embed

namespace linac::v0 {

struct Natives::Impl {
  VmContext* vm = nullptr;
  std::mutex mutex;     // of what follows
  bool frozen = false;  // code runs, or may be looked up
  std::vector<std::unique_ptr<embed::HostFunction>> functions;

  void freeze() {
    std::lock_guard lock(mutex);
    frozen = true;
  }
};

}  // namespace linac::v0
