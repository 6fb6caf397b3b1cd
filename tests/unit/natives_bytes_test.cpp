#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_bytes_cases.inc"
};

TEST(Natives, Bytes) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
