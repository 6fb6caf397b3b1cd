#include "runtime/memory/copy.h"

#include <array>
#include <cstring>
#include <vector>

#include "core/term/bits.h"
#include "runtime/memory/off_heap.h"

namespace linac {

namespace {

// Terms that are still to be measured: the rest of a box or list cell. Depth is that of the
// nesting, as the last of a range is taken off before it is entered.
class Pending {
 public:
  void push(const Word* at, const Word* end) {
    if (at == end) return;
    if (depth_ < inline_.size()) {
      inline_[depth_] = {at, end};
    } else {
      more_.push_back({at, end});
    }
    ++depth_;
  }
  bool pop(Term& term) {
    if (depth_ == 0) return false;
    Range& range = depth_ <= inline_.size() ? inline_[depth_ - 1] : more_.back();
    term = Term{*range.at++};
    if (range.at == range.end) {
      if (depth_ > inline_.size()) more_.pop_back();
      --depth_;
    }
    return true;
  }

 private:
  struct Range {
    const Word* at;
    const Word* end;
  };

  std::array<Range, 32> inline_;
  std::vector<Range> more_;
  size_t depth_ = 0;
};

bool stays(Term term, const LiteralArea* literals) {
  return term.is_immediate() || (literals != nullptr && literals->contains(term.pointer()));
}

// A cut of a heap or shared binary, as it is copied.
struct Cut {
  Term parent;
  size_t bit_offset;
  size_t bit_size;

  bool as_bits() const { return bit_size <= kMaxHeapBinaryBytes * 8; }
};

Cut cut_of(Term box) {
  if (is_boxed_kind(box, BoxedKind::kMatchContext)) {
    return {match_parent(box), match_position(box), match_left(box)};
  }
  return {payload_term(box, kSubBinaryParent), payload(box)[kSubBinaryOffset],
          payload(box)[kSubBinaryBitSize]};
}

size_t cut_words(const Cut& cut, const LiteralArea* literals) {
  if (cut.as_bits()) return heap_binary_words(cut.bit_size);
  return kSubBinaryWords + (stays(cut.parent, literals) ? 0 : kSharedBinaryWords);
}

class Copier {
 public:
  Copier(TermSpace& space, const LiteralArea* literals) : space_(space), literals_(literals) {}

  // Copies the root's own words, then, in the order in which they were copied, what these refer
  // to. A tail that follows its cell is final already and points to the word after it.
  Term run(Term root) {
    Word* scan = space_.top;
    Word result = root.bits;
    copy_slot(&result);
    while (scan != space_.top) {
      Term term{*scan};
      if (term.is_header()) {
        uint8_t raw = kBoxedRawWords[static_cast<size_t>(header_kind(term.bits))];
        // A new sub-binary is final: its parent has been copied with it.
        bool final = raw == kAllRaw || header_is(term.bits, BoxedKind::kSubBinary);
        scan += 1 + (final ? header_size(term.bits) : raw);
        continue;
      }
      if (term.is_pointer() && term != make_cons(scan + 1)) copy_slot(scan);
      ++scan;
    }
    return Term{result};
  }

 private:
  void copy_slot(Word* slot) {
    Term term{*slot};
    if (stays(term, literals_)) return;
    *slot = (term.is_cons() ? copy_list(term) : copy_box(term)).bits;
  }

  Term copy_list(Term list) {
    Word* to = space_.top;
    Term result = make_cons(to);
    for (;;) {
      VM_SLOW_CHECK(to + kConsWords <= space_.limit);
      to[0] = list.cell()[0];
      Term tail{list.cell()[1]};
      to += kConsWords;
      if (!tail.is_cons() || stays(tail, literals_)) {
        to[-1] = tail.bits;
        space_.top = to;
        return result;
      }
      to[-1] = make_cons(to).bits;
      list = tail;
    }
  }

  Term copy_box(Term box) {
    switch (header_kind(box.header())) {
      case BoxedKind::kSharedBinary: {
        SharedBytes* bytes = shared_bytes(box);
        bytes->seal();
        bytes->retain();
        return link_shared_binary(bytes, payload(box)[kSharedBinaryBitSize], space_);
      }
      case BoxedKind::kResource: {
        Resource* resource = resource_of(box);
        resource->retain();
        return make_resource(space_, payload(box)[0], payload(box)[1], resource);
      }
      case BoxedKind::kSubBinary:
      case BoxedKind::kMatchContext: return copy_cut(cut_of(box));
      case BoxedKind::kTuple:
      case BoxedKind::kBigPositive:
      case BoxedKind::kBigNegative:
      case BoxedKind::kFloat:
      case BoxedKind::kFlatMap:
      case BoxedKind::kTrieMap:
      case BoxedKind::kTrieNode:
      case BoxedKind::kTrieCollision:
      case BoxedKind::kClosure:
      case BoxedKind::kExternalFun:
      case BoxedKind::kHeapBinary:
      case BoxedKind::kReference:
      case BoxedKind::kExternalPid:
      case BoxedKind::kExternalPort:
      case BoxedKind::kExternalReference:
      case BoxedKind::kRecord: return copy_words(box);
    }
    VM_UNREACHABLE();
  }

  Term copy_words(Term box) {
    size_t words = boxed_size(box) + 1;
    Word* to = space_.take(words);
    std::memcpy(to, box.box(), words * sizeof(Word));
    return make_boxed(to);
  }

  Term copy_cut(const Cut& cut) {
    if (cut.as_bits()) {
      return make_bitstring({parent_bytes(cut.parent), cut.bit_offset, cut.bit_size}, space_);
    }
    Word* to = space_.take(kSubBinaryWords);
    to[0] = make_header(BoxedKind::kSubBinary, kSubBinaryWords - 1);
    to[1 + kSubBinaryOffset] = cut.bit_offset;
    to[1 + kSubBinaryBitSize] = cut.bit_size;
    // Longer than a heap binary may be, so the parent is shared.
    to[1 + kSubBinaryParent] =
        (stays(cut.parent, literals_) ? cut.parent : copy_box(cut.parent)).bits;
    return make_boxed(to);
  }

  TermSpace& space_;
  const LiteralArea* literals_;
};

}  // namespace

size_t measure_copy(Term term, const LiteralArea* literals, size_t max_words) {
  Pending pending;
  size_t total = 0;
  do {
    while (!stays(term, literals)) {
      if (total > max_words) return kTooLarge;
      if (term.is_cons()) {
        total += kConsWords;
        Term head = term.head();
        if (!stays(head, literals)) {
          pending.push(term.cell() + 1, term.cell() + 2);
          term = head;
        } else {
          term = term.tail();
        }
        continue;
      }
      Word header = term.header();
      if (header_is(header, BoxedKind::kSubBinary) || header_is(header, BoxedKind::kMatchContext)) {
        total += cut_words(cut_of(term), literals);
        break;
      }
      total += header_size(header) + 1;
      uint8_t raw = kBoxedRawWords[static_cast<size_t>(header_kind(header))];
      const Word* end = payload(term) + header_size(header);
      pending.push(raw == kAllRaw ? end : payload(term) + raw, end);
      break;
    }
  } while (pending.pop(term));
  return total > max_words ? kTooLarge : total;
}

Term copy_term(Term term, TermSpace& space, const LiteralArea* literals) {
  return Copier(space, literals).run(term);
}

}  // namespace linac
