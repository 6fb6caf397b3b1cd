#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_arith_cases.inc"
};

TEST(Natives, Arith) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
