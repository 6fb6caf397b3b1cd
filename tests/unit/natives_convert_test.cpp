#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_convert_cases.inc"
};

TEST(Natives, Convert) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
