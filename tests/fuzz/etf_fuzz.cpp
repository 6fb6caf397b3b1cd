// The external term format from hostile bytes: what is read can be written, and what is written
// reads back as the same term with the same bytes. Printing it does no harm.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/term/compare.h"
#include "core/term/etf_read.h"
#include "core/term/etf_write.h"
#include "core/term/print.h"
#include "tests/unit/test_hooks.h"
#include "tests/unit/test_space.h"

namespace linac {
namespace {

constexpr size_t kMaxWords = size_t{1} << 24;

// Measures and builds; nothing when the bytes are refused.
struct Reader {
  AtomTable atoms;
  TestHooks hooks;
  std::unique_ptr<TestSpace> first, second;

  Term read(std::span<const uint8_t> bytes, std::unique_ptr<TestSpace>& space) {
    EtfOptions options{atoms, &hooks};
    EtfInput input;
    EtfSize size{};
    Term term = kNoTerm;
    if (open_etf(bytes, &input) != EtfError::kNone) return kNoTerm;
    if (measure_etf(input, options, &size) != EtfError::kNone) return kNoTerm;
    VM_CHECK(size.consumed <= bytes.size());
    if (size.words > kMaxWords) return kNoTerm;
    space = std::make_unique<TestSpace>(size.words);
    if (build_etf(input, options, **space, &term) != EtfError::kNone) return kNoTerm;
    VM_CHECK(space->used() <= size.words);
    return term;
  }
  std::vector<uint8_t> write(Term term) {
    EtfWriteOptions options{atoms, &hooks};
    std::vector<uint8_t> bytes(etf_size(term, options));
    write_etf(term, options, bytes.data());
    return bytes;
  }
};

void check(std::span<const uint8_t> bytes) {
  Reader reader;
  Term term = reader.read(bytes, reader.first);
  if (term == kNoTerm) return;
  std::vector<uint8_t> written = reader.write(term);
  Term copy = reader.read(written, reader.second);
  VM_CHECK(copy != kNoTerm);
  VM_CHECK(exact_equal(term, copy));
  VM_CHECK(reader.write(copy) == written);
  for (PrintForm form : {PrintForm::kErlang, PrintForm::kErlangPretty, PrintForm::kGleam}) {
    VM_CHECK(!print_term(reader.atoms, term, {.form = form, .hooks = &reader.hooks}).empty());
  }
}

}  // namespace
}  // namespace linac

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  linac::check({data, size});
  return 0;
}
