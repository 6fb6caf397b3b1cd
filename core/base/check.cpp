#include "core/base/check.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace linac {
namespace {

std::atomic<CheckHandler> g_handler{nullptr};

}  // namespace

CheckHandler set_check_handler(CheckHandler handler) { return g_handler.exchange(handler); }

void check_failed(const char* expression, const char* file, int line) {
  if (CheckHandler handler = g_handler.load()) handler(expression, file, line);
  std::fprintf(stderr, "linac: internal error: %s:%d: check failed: %s\n", file, line, expression);
  std::abort();
}

}  // namespace linac
