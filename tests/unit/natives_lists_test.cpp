#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_lists_cases.inc"
};

TEST(Natives, Lists) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
