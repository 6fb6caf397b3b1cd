// erts_debug:flat_size/1: the words that a term takes in OTP 29, where programs that measure data expect
// its figures. Linac's own layout takes other numbers of them.
#include "bifs/support.h"
#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/bits.h"
#include "core/term/identity.h"
#include "core/term/map.h"

namespace linac {
namespace {

constexpr int64_t kSmallBits = 59;       // OTP's small integers: from -2^59 to 2^59 - 1
constexpr size_t kHeapBinaryBytes = 64;  // larger ones are counted with their reference
constexpr size_t kSharedBinaryWords = 8;
constexpr size_t kReferenceWords = 3;
constexpr size_t kFlatMapWords = 3;

class FlatSize {
 public:
  size_t run(Term term) {
    for (;;) {
      step(term);
      if (later_.empty() || walk_.gives_up()) return words_;
      term = Term{later_.pop()};
    }
  }

 private:
  void later(const Word* words, size_t count) {
    for (size_t i = 0; i < count; i++) later_.push(words[i]);
  }

  void step(Term term) {
    if (term.is_cons()) {
      words_ += 2;
      return later(term.cell(), 2);
    }
    if (term.is_small()) {
      int64_t high = term.small_value() >> kSmallBits;
      if (high != 0 && high != -1) words_ += 2;
    } else if (term.is_self_float()) {
      words_ += 2;
    } else if (term.is_boxed()) {
      step_boxed(term);
    }
  }

  void step_map(Term map) {
    size_t count = map_size(map);
    words_ += kFlatMapWords + count;
    if (count > 0) words_ += 1 + count;  // the tuple of keys
    for (MapIterator it(map); it.next();) {
      later_.push(it.key().bits);
      later_.push(it.value().bits);
    }
  }

  void step_boxed(Term term) {
    Word header = term.header();
    size_t size = header_size(header);
    const Word* words = payload(term);
    switch (header_kind(header)) {
      case BoxedKind::kTuple:
        if (size > 0) words_ += 1 + size;
        return later(words, size);
      case BoxedKind::kBigPositive:
      case BoxedKind::kBigNegative: words_ += 1 + size; return;
      case BoxedKind::kFloat: words_ += 2; return;
      case BoxedKind::kFlatMap:
      case BoxedKind::kTrieMap: return step_map(term);
      case BoxedKind::kClosure:
        words_ += 2 + boxed_size(term) - 1;
        return later(words + 1, boxed_size(term) - 1);
      case BoxedKind::kExternalFun: words_ += 2; return;
      case BoxedKind::kHeapBinary:
      case BoxedKind::kSharedBinary:
      case BoxedKind::kSubBinary: {
        size_t bytes = (bits_view(term).bit_size + 7) / 8;
        words_ += bytes <= kHeapBinaryBytes ? 2 + (bytes + 7) / 8 : kSharedBinaryWords;
        return;
      }
      case BoxedKind::kReference:
      case BoxedKind::kResource: words_ += kReferenceWords; return;
      case BoxedKind::kExternalReference:
      case BoxedKind::kExternalPid:
      case BoxedKind::kExternalPort: words_ += 1 + size; return;
      case BoxedKind::kRecord:
        words_ += 2 + record_field_count(term);
        return later(words + 1, record_field_count(term));
      case BoxedKind::kTrieNode:
      case BoxedKind::kTrieCollision:
      case BoxedKind::kMatchContext: break;  // no terms of any program
    }
    VM_UNREACHABLE();
  }

  size_t words_ = 0;
  InlineStack<Word, 64> later_;
  LongWalk walk_;
};

}  // namespace

NativeResult erts_debug_flat_size_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  return call.value(make_small(static_cast<int64_t>(FlatSize().run(call[0].get(no_gc)))));
}

}  // namespace linac
