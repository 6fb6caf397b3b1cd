#include "bifs/room.h"

#include <vector>

#include "core/term/bits.h"
#include "core/term/map.h"

namespace linac {
namespace {

constexpr size_t kElementBytes = 8;  // of text, at the least about, as FormatText has it

constexpr size_t kAlways = size_t{1} << 20;

size_t leaf_bytes(Term term) {
  return is_bitstring(term) ? kElementBytes + bit_size(term) / 8 : kElementBytes;
}

}  // namespace

bool can_be_written(Term root) {
  if (root.is_immediate()) return true;
  if (current_account && current_account->is_over()) return false;
  size_t most = current_account ? room_left() / 4 : room_left() / 32, bytes = 0;
  most = std::max(most, kAlways);
  std::vector<Term> left{root};
  while (!left.empty() && bytes <= most) {
    Term term = left.back();
    left.pop_back();
    auto add = [&](Term part) {
      bool compound = part.is_cons() || is_tuple(part) || is_map(part);
      if (compound) left.push_back(part);
      bytes += compound ? kElementBytes : leaf_bytes(part);
    };
    if (term.is_cons()) {
      for (; term.is_cons() && bytes <= most; term = term.tail()) add(term.head());
      if (!term.is_nil() && !term.is_cons()) add(term);
    } else if (is_tuple(term)) {
      for (size_t i = 0; i < tuple_arity(term) && bytes <= most; i++) add(tuple_element(term, i));
    } else if (is_map(term)) {
      for (MapIterator it(term); bytes <= most && it.next();) {
        add(it.key());
        add(it.value());
      }
    } else {
      bytes += leaf_bytes(term);
    }
  }
  return bytes <= most || has_room(SIZE_MAX / 2);
}

}  // namespace linac
