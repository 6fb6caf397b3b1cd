#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_types_cases.inc"
};

TEST(Natives, Types) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
