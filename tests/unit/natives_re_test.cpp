#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_re_cases.inc"
};

TEST(Natives, Regex) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
