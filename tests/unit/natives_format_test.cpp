#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_format_cases.inc"
};

TEST(Natives, Format) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
