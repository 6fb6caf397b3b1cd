#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

TEST(NativesArith, Some) {
  check_native("erlang:'+'(1,2)", "3");
  check_native("erlang:'+'(1,a)", "error:badarith");
  check_native("erlang:'*'(1152921504606846975,1152921504606846975)",
               "1329227995784915870597964051066650625");
}

}  // namespace
}  // namespace linac
