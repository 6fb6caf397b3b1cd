// =:= and ==. Both walk the two terms side by side with a stack of spans: runs of words that still
// have to be equal. A list takes no stack: a cell is a span of two words, and its tail is the last.
#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/bigint.h"
#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/identity.h"

namespace linac {
namespace {

enum class Mode : uint8_t {
  kExact,     // =:=
  kStandard,  // ==
  kPairs,     // key, value, key, value ...: keys by =:=, values by ==; an even number is left
};

struct Span {
  const Word* a;
  const Word* b;
  size_t left;
  Mode mode;
};

bool equal_words(Term a, Term b, size_t count) {
  constexpr size_t kFew = 8;  // for which a call takes longer
  const Word *x = payload(a), *y = payload(b);
  if (count > kFew) return std::memcmp(x, y, count * sizeof(Word)) == 0;
  for (const Word* end = x + count; x != end; ++x, ++y) {
    if (*x != *y) return false;
  }
  return true;
}

bool equal_bitstrings(Term a, Term b) {
  if (header_is(a.header(), BoxedKind::kHeapBinary) &&
      header_is(b.header(), BoxedKind::kHeapBinary)) {
    return a.header() == b.header() && equal_words(a, b, boxed_size(a));  // B2 of bits.h
  }
  return equal_bits(bits_view(a), bits_view(b));
}

// External pids, ports, references.
bool equal_externals(Term a, Term b) {
  return a.header() == b.header() && equal_words(a, b, boxed_size(a));
}

bool equal_references(Term a, Term b) {
  bool external = is_boxed_kind(a, BoxedKind::kExternalReference);
  if (external != is_boxed_kind(b, BoxedKind::kExternalReference)) return false;
  return external ? equal_externals(a, b) : equal_words(a, b, kLocalReferenceNumberWords);
}

bool same_fun(Term a, Term b) {
  if (payload(a)[0] == payload(b)[0]) return true;
  const FunIdentity& x = fun_identity(a);
  const FunIdentity& y = fun_identity(b);
  return x.module == y.module && x.index == y.index && x.old_unique == y.old_unique;
}

bool same_export(Term a, Term b) {
  if (payload(a)[0] == payload(b)[0]) return true;
  const ExportIdentity& x = export_identity(a);
  const ExportIdentity& y = export_identity(b);
  return x.module == y.module && x.function == y.function && x.arity == y.arity;
}

class Equality {
 public:
  bool run(Term a, Term b, bool exact) {
    now_ = {&a.bits, &b.bits, 1, exact ? Mode::kExact : Mode::kStandard};
    for (;;) {
      if (now_.left == 0) {
        if (later_.empty() || walk_.gives_up()) return true;
        now_ = later_.pop();
        continue;
      }
      bool step_exact =
          now_.mode == Mode::kExact || (now_.mode == Mode::kPairs && now_.left % 2 == 0);
      Term x{*now_.a++};
      Term y{*now_.b++};
      now_.left--;
      if (x == y) continue;
      if (!step(x, y, step_exact)) return false;
    }
  }

 private:
  // What is left of this span waits until the new one is done.
  void descend(const Word* a, const Word* b, size_t count, Mode mode) {
    if (now_.left != 0) later_.push(now_);
    now_ = {a, b, count, mode};
  }

  // Of terms that are not the same word: false, or they are equal if all spans are.
  bool step(Term x, Term y, bool exact) {
    if (!exact && is_number(x)) return is_number(y) && compare_numbers(x, y) == 0;
    if (!x.is_pointer() || x.tag() != y.tag()) return false;
    Mode mode = exact ? Mode::kExact : Mode::kStandard;
    if (x.is_cons()) {
      descend(x.cell(), y.cell(), 2, mode);
      return true;
    }
    return step_boxed(x, y, mode);
  }

  bool step_boxed(Term x, Term y, Mode mode) {
    Word header = x.header();
    switch (header_kind(header)) {
      case BoxedKind::kTuple:
      case BoxedKind::kRecord:
        if (y.header() != header) return false;
        descend(payload(x), payload(y), header_size(header), mode);
        return true;
      case BoxedKind::kBigPositive:
      case BoxedKind::kBigNegative:
      case BoxedKind::kFloat: return y.header() == header && equal_words(x, y, header_size(header));
      case BoxedKind::kFlatMap: return y.header() == header && step_flat_maps(x, y, mode);
      case BoxedKind::kTrieMap:
        // The bound on collisions in the header depends on history.
        if (!header_is(y.header(), BoxedKind::kTrieMap)) return false;
        if (payload_term(x, 0) != payload_term(y, 0)) return false;
        descend(payload(x) + 1, payload(y) + 1, 1, mode);
        return true;
      case BoxedKind::kTrieNode: return y.header() == header && step_nodes(x, y, mode);
      case BoxedKind::kTrieCollision:
        if (y.header() != header) return false;
        descend(payload(x), payload(y), header_size(header), pairs_mode(mode));
        return true;
      case BoxedKind::kClosure:
        if (y.header() != header || !same_fun(x, y)) return false;
        descend(payload(x) + 1, payload(y) + 1, header_size(header) - 1, mode);
        return true;
      case BoxedKind::kExternalFun: return is_external_fun(y) && same_export(x, y);
      case BoxedKind::kHeapBinary:
      case BoxedKind::kSharedBinary:
      case BoxedKind::kSubBinary: return is_bitstring(y) && equal_bitstrings(x, y);
      case BoxedKind::kReference:
      case BoxedKind::kResource:
      case BoxedKind::kExternalReference: return is_reference(y) && equal_references(x, y);
      case BoxedKind::kExternalPid:
      case BoxedKind::kExternalPort: return y.header() == header && equal_externals(x, y);
      case BoxedKind::kMatchContext: return false;  // internal: equal to itself only
    }
    VM_UNREACHABLE();
  }

  static Mode pairs_mode(Mode mode) { return mode == Mode::kExact ? mode : Mode::kPairs; }

  bool step_flat_maps(Term x, Term y, Mode mode) {
    size_t count = boxed_size(x) - 1;
    descend(payload(x) + 1, payload(y) + 1, count, mode);
    Term x_keys = payload_term(x, 0);
    Term y_keys = payload_term(y, 0);
    if (x_keys != y_keys) descend(payload(x_keys), payload(y_keys), count, Mode::kExact);
    return true;
  }

  // A raw word with two sets of slots, children, pairs: core/term/map_trie.h.
  bool step_nodes(Term x, Term y, Mode mode) {
    const Word* a = payload(x);
    const Word* b = payload(y);
    if (a[0] != b[0]) return false;
    size_t children = static_cast<size_t>(std::popcount(a[0] & 0xFFFF));
    size_t size = boxed_size(x);
    descend(a + 1 + children, b + 1 + children, size - 1 - children, pairs_mode(mode));
    descend(a + 1, b + 1, children, mode);
    return true;
  }

  Span now_{};
  InlineStack<Span, 16> later_;
  LongWalk walk_;
};

enum class Outcome { kEqual, kUnequal, kOpen };

// Tuples that are keys of maps differ in an immediate element, as a rule: no need to walk them.
Outcome compare_elements(Term a, Term b, size_t size) {
  const Word* x = payload(a);
  const Word* y = payload(b);
  Outcome outcome = Outcome::kEqual;
  for (size_t i = 0; i < size; i++) {
    if (x[i] == y[i]) continue;
    if (!Term{x[i]}.is_pointer() || Term{x[i]}.tag() != Term{y[i]}.tag()) return Outcome::kUnequal;
    outcome = Outcome::kOpen;
  }
  return outcome;
}

}  // namespace

bool exact_equal_slow(Term a, Term b) {
  if (a.is_boxed()) {
    Word header = a.header();
    if (header_is(header, BoxedKind::kTuple)) {
      if (b.header() != header) return false;
      Outcome outcome = compare_elements(a, b, header_size(header));
      if (outcome != Outcome::kOpen) return outcome == Outcome::kEqual;
    } else if (is_bitstring(a)) {
      return is_bitstring(b) && equal_bitstrings(a, b);
    } else if (is_big(a)) {
      return b.header() == header && equal_words(a, b, header_size(header));
    }
  }
  return Equality().run(a, b, true);
}

bool equal_slow(Term a, Term b) {
  if (is_number(a)) return is_number(b) && compare_numbers(a, b) == 0;
  if (!a.is_pointer() || a.tag() != b.tag()) return false;
  return Equality().run(a, b, false);
}

}  // namespace linac
