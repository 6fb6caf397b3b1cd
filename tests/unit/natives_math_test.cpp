#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_math_cases.inc"
};

// C libraries differ in the last digit of some.
TEST(Natives, Math) { check_native_cases(kCases, 2); }

}  // namespace
}  // namespace linac
