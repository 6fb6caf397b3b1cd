// Walking iodata: a binary, or a list of bytes, binaries and such lists, whose tail may be a binary.
#pragma once

#include <span>
#include <vector>

#include "core/base/inline_stack.h"
#include "core/term/bits.h"

namespace linac {

// Gives the bytes in order, in pieces, to add(std::span<const uint8_t>); false when it is no iodata
// (what came before has been given). Nothing may collect meanwhile.
template <class Add>
bool for_each_piece(Term data, Add add) {
  std::vector<uint8_t> aligned;
  uint8_t bytes[256];
  size_t count = 0;
  auto flush = [&] {
    if (count > 0) add(std::span<const uint8_t>(bytes, count));
    count = 0;
  };
  auto add_binary = [&](Term binary) {
    flush();
    add(aligned_bytes(bits_view(binary), aligned));
  };
  if (is_binary(data)) {
    add_binary(data);
    return true;
  }
  InlineStack<Term, 32> rest;
  for (;;) {
    while (data.is_cons()) {
      Term head = data.head();
      data = data.tail();
      if (head.is_small() && static_cast<uint64_t>(head.small_value()) <= 255) {
        if (count == sizeof bytes) flush();
        bytes[count++] = static_cast<uint8_t>(head.small_value());
      } else if (head.is_cons()) {
        rest.push(data);
        data = head;
      } else if (is_binary(head)) {
        add_binary(head);
      } else if (!head.is_nil()) {
        return false;
      }
    }
    if (is_binary(data)) add_binary(data);
    else if (!data.is_nil()) return false;
    if (rest.empty()) break;
    data = rest.pop();
  }
  flush();
  return true;
}

}  // namespace linac
