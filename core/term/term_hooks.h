// What core has to know of things that only the runtime owns: the entries behind funs. The
// runtime gives one such object to the readers, writers and printers of terms.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "core/term/allocate.h"

namespace linac {

// A closure's function as the external term format and fun_info describe it.
struct ClosureInfo {
  Term module = kNoTerm;
  uint32_t arity = 0;                // without the captured terms
  uint32_t captured = 0;             // how many terms the closure holds
  uint32_t index = 0;                // new_index
  uint32_t old_index = 0;            // index
  uint32_t old_unique = 0;           // uniq
  std::array<uint8_t, 16> unique{};  // new_uniq: the module's MD5
};

struct ExternalFunInfo {
  Term module = kNoTerm;
  Term function = kNoTerm;
  uint32_t arity = 0;
};

class TermHooks {
 public:
  virtual ~TermHooks() = default;

  virtual ClosureInfo closure_info(Term closure) = 0;
  virtual ExternalFunInfo external_fun_info(Term fun) = 0;

  // Words that make_external_fun() takes at most.
  virtual size_t external_fun_words() = 0;
  // With `only_existing`, nothing when the VM has not heard of that function (binary_to_term's
  // option safe).
  virtual std::optional<Term> make_external_fun(const ExternalFunInfo& info, bool only_existing,
                                                TermSpace& space) = 0;
  // In closure_words(captured.size()) words; nothing when it cannot be made: badarg.
  virtual std::optional<Term> make_closure(const ClosureInfo& info, bool only_existing,
                                           std::span<const Term> captured, TermSpace& space) = 0;
};

}  // namespace linac
