// A literal area and an atom table of its own, and loading into them.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "core/term/shared_bytes.h"
#include "loader/load.h"

namespace linac {

// Makes external funs that point nowhere, as only the runtime could make real ones.
class NoFunHooks : public TermHooks {
 public:
  ClosureInfo closure_info(Term) override { return {}; }
  ExternalFunInfo external_fun_info(Term) override { return {}; }
  size_t external_fun_words() override { return 2; }
  std::optional<Term> make_external_fun(const ExternalFunInfo&, bool, TermSpace& space) override {
    Word* box = space.take(2);
    box[0] = make_header(BoxedKind::kExternalFun, 1);
    box[1] = 0;
    return make_boxed(box);
  }
  std::optional<Term> make_closure(const ClosureInfo&, bool, std::span<const Term>,
                                   TermSpace&) override {
    return std::nullopt;
  }
};

class TestLiterals : public LiteralSource {
 public:
  ~TestLiterals() override {
    for (const TermSpace& space : committed_) release(space);
  }
  Result<TermSpace> reserve(size_t words) override {
    blocks_.push_back(std::make_unique<Word[]>(words + 1));
    TermSpace space;
    space.top = blocks_.back().get();
    space.limit = space.top + words;
    words_ += words;
    return space;
  }
  void commit(const TermSpace& space) override { committed_.push_back(space); }
  TermHooks* hooks() override { return &hooks_; }
  size_t words() const { return words_; }

 private:
  static void release(const TermSpace& space) {
    for (Word* box = space.off_heap.first; box != nullptr;) {
      Word* next = reinterpret_cast<Word*>(payload(make_boxed(box))[kSharedBinaryNext]);
      shared_bytes(make_boxed(box))->release();
      box = next;
    }
  }

  NoFunHooks hooks_;
  std::vector<std::unique_ptr<Word[]>> blocks_;
  std::vector<TermSpace> committed_;
  size_t words_ = 0;
};

class TestLoader {
 public:
  Result<std::unique_ptr<Module>> load(std::span<const uint8_t> bytes) {
    return load_module(bytes, "test.beam", atoms, literals);
  }
  // The message of the refusal; empty if the file loads.
  std::string refusal(std::span<const uint8_t> bytes) {
    auto module = load(bytes);
    return module ? "" : module.error().message;
  }

  AtomTable atoms;
  TestLiterals literals;
};

}  // namespace linac
