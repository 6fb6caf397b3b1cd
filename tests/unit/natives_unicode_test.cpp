#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_unicode_cases.inc"
};

TEST(Natives, Unicode) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
