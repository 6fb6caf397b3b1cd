// Funs without a runtime, for tests of readers, writers and printers.
#pragma once

#include <deque>

#include "core/term/identity.h"
#include "core/term/term_hooks.h"

namespace linac {

class TestHooks : public TermHooks {
 public:
  ClosureInfo closure_info(Term closure) override {
    return reinterpret_cast<const Fun*>(payload(closure)[0])->info;
  }
  ExternalFunInfo external_fun_info(Term fun) override {
    return reinterpret_cast<const Export*>(payload(fun)[0])->info;
  }
  size_t external_fun_words() override { return 2; }
  std::optional<Term> make_external_fun(const ExternalFunInfo& info, bool only_existing,
                                        TermSpace& space) override {
    if (only_existing && !known_exports) return std::nullopt;
    exports_.push_back({{info.module, info.function, info.arity}, info});
    Word* box = space.take(2);
    box[0] = make_header(BoxedKind::kExternalFun, 1);
    box[1] = reinterpret_cast<Word>(&exports_.back());
    return make_boxed(box);
  }
  std::optional<Term> make_closure(const ClosureInfo& info, bool, std::span<const Term> captured,
                                   TermSpace& space) override {
    funs_.push_back({{info.module, info.index, info.old_unique}, info});
    Word* box = space.take(closure_words(captured.size()));
    box[0] = make_header(BoxedKind::kClosure, 1 + captured.size());
    box[1] = reinterpret_cast<Word>(&funs_.back());
    for (size_t i = 0; i < captured.size(); ++i) box[2 + i] = captured[i].bits;
    return make_boxed(box);
  }

  bool known_exports = true;

 private:
  struct Fun {
    FunIdentity identity;
    ClosureInfo info;
  };
  struct Export {
    ExportIdentity identity;
    ExternalFunInfo info;
  };
  std::deque<Fun> funs_;
  std::deque<Export> exports_;
};

}  // namespace linac
