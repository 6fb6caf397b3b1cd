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
  Term module;
  uint32_t arity;       // without the captured terms
  uint32_t captured;    // how many terms the closure holds
  uint32_t index;       // new_index
  uint32_t old_index;   // index
  uint32_t old_unique;  // uniq
  std::array<uint8_t, 16> unique;  // new_uniq: the module's MD5
  Term creator;         // a local pid; OTP 29 answers init's
};

struct ExternalFunInfo {
  Term module;
  Term function;
  uint32_t arity;
};

class TermHooks {
 public:
  virtual ~TermHooks() = default;

  virtual ClosureInfo closure_info(Term closure) = 0;
  virtual ExternalFunInfo external_fun_info(Term fun) = 0;

  // Words that the two below take at most.
  virtual size_t external_fun_words() = 0;
  virtual size_t closure_words(const ClosureInfo& info) = 0;
  virtual Term make_external_fun(const ExternalFunInfo& info, TermSpace& space) = 0;
  // Nothing when it cannot be made: badarg.
  virtual std::optional<Term> make_closure(const ClosureInfo& info,
                                           std::span<const Term> captured, TermSpace& space) = 0;
};

}  // namespace linac
