#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_hash_cases.inc"
};

TEST(Natives, Hash) { check_native_cases(kCases); }

}  // namespace
}  // namespace linac
