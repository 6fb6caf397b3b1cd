// Funs for the readers, writers and printers of terms (core/term/term_hooks.h): what stands behind
// a closure, and making funs that come from outside.
#pragma once

#include "core/term/term_hooks.h"
#include "runtime/process/context.h"

namespace linac {

class FunHooks final : public TermHooks {
 public:
  explicit FunHooks(VmContext& vm) : vm_(vm) {}

  ClosureInfo closure_info(Term closure) override;
  ExternalFunInfo external_fun_info(Term fun) override;
  size_t external_fun_words() override;
  std::optional<Term> make_external_fun(const ExternalFunInfo& info, bool only_existing,
                                        TermSpace& space) override;
  std::optional<Term> make_closure(const ClosureInfo& info, bool only_existing,
                                   std::span<const Term> captured, TermSpace& space) override;

 private:
  VmContext& vm_;
};

}  // namespace linac
