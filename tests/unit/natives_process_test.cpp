#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_process_cases.inc"
};

TEST(Natives, Process) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
