// Terms for tests: read from external format in hex, as the recorded cases have them, or made from
// plain values. All lie in one large space.
#pragma once

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "core/term/bits.h"
#include "core/term/etf_read.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "tests/unit/test_space.h"

namespace linac {

// Entries behind `fun m:f/a`, as the runtime would have them.
class TestFuns : public TermHooks {
 public:
  ClosureInfo closure_info(Term) override { VM_UNREACHABLE(); }
  std::optional<Term> make_closure(const ClosureInfo&, bool, std::span<const Term>,
                                   TermSpace&) override {
    return std::nullopt;
  }
  ExternalFunInfo external_fun_info(Term fun) override {
    const ExportIdentity& entry = export_identity(fun);
    return {entry.module, entry.function, entry.arity};
  }
  size_t external_fun_words() override { return 2; }
  std::optional<Term> make_external_fun(const ExternalFunInfo& info, bool,
                                        TermSpace& space) override {
    exports_.push_back(
        std::make_unique<ExportIdentity>(ExportIdentity{info.module, info.function, info.arity}));
    return boxed_entry(BoxedKind::kExternalFun, exports_.back().get(), {}, space);
  }
  Term closure(Term module, uint32_t index, uint32_t old_unique, std::vector<Term> captured,
               TermSpace& space) {
    funs_.push_back(std::make_unique<FunIdentity>(FunIdentity{module, index, old_unique}));
    return boxed_entry(BoxedKind::kClosure, funs_.back().get(), captured, space);
  }

 private:
  static Term boxed_entry(BoxedKind kind, const void* entry, const std::vector<Term>& terms,
                          TermSpace& space) {
    Word* box = space.take(2 + terms.size());
    box[0] = make_header(kind, 1 + terms.size());
    box[1] = reinterpret_cast<Word>(entry);
    for (size_t i = 0; i < terms.size(); i++) box[2 + i] = terms[i].bits;
    return make_boxed(box);
  }

  std::vector<std::unique_ptr<ExportIdentity>> exports_;
  std::vector<std::unique_ptr<FunIdentity>> funs_;
};

class TermTest : public ::testing::Test {
 protected:
  static constexpr size_t kWords = size_t{1} << 24;

  Term atom(std::string_view text) { return *atoms_.intern(text); }
  Term small(int64_t value) { return make_small(value); }
  Term integer(int64_t value) { return space_->integer(value); }
  Term number(double value) { return space_->number(value); }
  Term binary(std::string_view text) { return make_binary(text, *space_); }
  Term list(const std::vector<Term>& terms, Term tail = kNil) {
    for (size_t i = terms.size(); i-- > 0;) tail = space_->cons(terms[i], tail);
    return tail;
  }
  Term tuple(const std::vector<Term>& terms) {
    Term result = space_->tuple(terms.size());
    for (size_t i = 0; i < terms.size(); i++) payload(result)[i] = terms[i].bits;
    return result;
  }
  Term map(const std::vector<std::pair<Term, Term>>& pairs) {
    Term result = make_empty_map(*space_);
    for (auto [key, value] : pairs) result = map_put(atoms_, result, key, value, *space_);
    return result;
  }

  Term read(std::string_view hex) {
    std::vector<uint8_t> bytes;
    auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'A' + 10); };
    for (size_t i = 0; i + 1 < hex.size(); i += 2) {
      bytes.push_back(static_cast<uint8_t>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    }
    EtfInput input;
    EtfSize size;
    EtfOptions options{atoms_, &funs_, false};
    Term term = kNoTerm;
    EXPECT_EQ(open_etf(bytes, &input), EtfError::kNone) << hex;
    EXPECT_EQ(measure_etf(input, options, &size), EtfError::kNone) << hex;
    EXPECT_EQ(build_etf(input, options, *space_, &term), EtfError::kNone) << hex;
    return term;
  }

  AtomTable atoms_;
  TestFuns funs_;
  TestSpace space_{kWords};
};

}  // namespace linac
