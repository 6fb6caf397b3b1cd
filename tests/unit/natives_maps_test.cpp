#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_maps_cases.inc"
};

TEST(Natives, Maps) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
