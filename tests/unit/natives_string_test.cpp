#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_string_cases.inc"
};

TEST(Natives, String) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
