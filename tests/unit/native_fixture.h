// Calls natives as a program would, from text: "lists:reverse([1,2])". An outcome is a term, or a
// class and a reason: "error:badarg". Each case runs twice, the second time with a collection at
// every reservation and the heap verified, so that a term held across one shows.
//
// The text is Erlang's: numbers, atoms, strings, <<...>> of bytes, strings and N:Size fields, lists,
// tuples, maps and calls of natives with such arguments, to any depth.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/process/process.h"
#include "runtime/vm/vm.h"
#include "tests/unit/test_space.h"

namespace linac {

struct NativeOutcome {
  Term exception_class = kNoTerm;  // kNoTerm: `term` is a value, else the reason
  Term term = kNoTerm;
};

// A process and all it needs to call natives.
class NativeWorld {
 public:
  // stress: collect at every reservation.
  explicit NativeWorld(bool stress = false);
  ~NativeWorld();
  NativeWorld(const NativeWorld&) = delete;
  NativeWorld& operator=(const NativeWorld&) = delete;

  // The arguments are copied into the process's heap, the outcome is copied out of it: both lie in
  // memory that lives as long as this object.
  NativeOutcome call(std::string_view module, std::string_view name,
                     const std::vector<Term>& arguments);
  // The outcome of an expression.
  NativeOutcome eval(std::string_view text);
  // A float may be `ulps` steps off.
  bool same(const NativeOutcome& a, const NativeOutcome& b, int64_t ulps = 0) const;
  std::string show(const NativeOutcome& outcome) const;
  std::string show(Term term) const;

  // Words to build arguments in.
  TermSpace& space(size_t words);
  AtomTable& atoms() { return vm_.atoms(); }
  const AtomTable& atoms() const { return vm_.atoms(); }
  Process& process() { return *process_; }

 private:
  Term copy_out(Term term);

  mutable Vm vm_;
  PagePool pages_;
  HeapOptions options_;
  std::unique_ptr<SchedulerMemory> memory_;
  std::unique_ptr<RegisterFile> registers_;
  std::unique_ptr<Process> process_;
  std::vector<std::unique_ptr<TestSpace>> spaces_;
};

struct NativeCase {
  const char* expression;
  const char* outcome;
};

// Both ways, for each case.
void check_native_cases(std::span<const NativeCase> cases, int64_t ulps = 0);

}  // namespace linac
