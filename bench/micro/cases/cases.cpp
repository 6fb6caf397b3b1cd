#include "bench/micro/cases/cases.h"

namespace linac::micro {

const std::vector<Case>& all_cases() {
  static const std::vector<Case> kCases = [] {
    std::vector<Case> cases;
    for (auto part : {memory_cases, code_cases, program_cases}) {
      for (Case& one : part()) cases.push_back(std::move(one));
    }
    return cases;
  }();
  return kCases;
}

}  // namespace linac::micro
