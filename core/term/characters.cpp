#include "core/term/characters.h"

#include <cstring>

#include "core/base/inline_stack.h"
#include "core/term/bits.h"
#include "core/term/few_words.h"
#include "core/term/utf8.h"

namespace linac {
namespace {

struct Encoder {
  uint8_t* at;
  const uint8_t* end;
  bool latin1;

  size_t left() const { return static_cast<size_t>(end - at); }

  bool character(Term term) {
    auto value = static_cast<uint64_t>(term.small_value());
    if (value < 0x80) {
      if (at == end) return false;
      *at++ = static_cast<uint8_t>(value);
      return true;
    }
    if (!is_code_point(value) || (latin1 && value > 0xFF) || left() < 4) return false;
    at += encode_utf8(static_cast<uint32_t>(value), at);
    return true;
  }

  bool binary(Term term) {
    if (plain_word(term)) return true;
    BitsView view = bits_view(term);
    size_t size = view.byte_size();
    if (!view.byte_aligned() || !view.is_binary() || size > left()) return false;
    const uint8_t* bytes = view.data();
    if (latin1) {
      if (2 * size > left()) return false;
      for (size_t i = 0; i < size; ++i) at += encode_utf8(bytes[i], at);
      return true;
    }
    if (!is_valid_utf8({bytes, size})) return false;
    copy_bytes(at, bytes, size);
    at += size;
    return true;
  }

  // Of up to eight bytes of ASCII in their own box, as what stands between elements is: there are zeros behind them.
  bool plain_word(Term term) {
    if (!header_is(term.header(), BoxedKind::kHeapBinary) || left() < 8) return false;
    const Word* words = payload(term);
    size_t bits = words[kHeapBinaryBitSize];
    if (bits == 0) return true;
    Word bytes = words[kHeapBinaryBytes];
    if (bits > 64 || (bits & 7) != 0 || (bytes & 0x8080808080808080) != 0) return false;
    std::memcpy(at, &bytes, 8);
    at += bits >> 3;
    return true;
  }
};

}  // namespace

std::optional<size_t> encode_characters(Term list, bool latin1, std::span<uint8_t> out) {
  Encoder encoder{out.data(), out.data() + out.size(), latin1};
  InlineStack<Term, 32> rest;
  size_t cells_left = 4 * out.size();
  for (;;) {
    for (; list.is_cons(); --cells_left) {
      if (cells_left == 0) return std::nullopt;
      Term head = list.head();
      list = list.tail();
      if (head.is_small()) {
        if (!encoder.character(head)) return std::nullopt;
      } else if (is_bitstring(head)) {
        if (!encoder.binary(head)) return std::nullopt;
      } else if (head.is_cons()) {
        if (!list.is_nil()) rest.push(list);
        list = head;
      } else if (!head.is_nil()) {
        return std::nullopt;
      }
    }
    if (!list.is_nil() && !(is_bitstring(list) && encoder.binary(list))) return std::nullopt;
    if (rest.empty()) return static_cast<size_t>(encoder.at - out.data());
    list = rest.pop();
  }
}

std::optional<uint8_t> plain_first(Term text) {
  if (!is_bitstring(text)) return std::nullopt;
  BitsView view = bits_view(text);
  if (!view.byte_aligned() || !view.is_binary() || view.byte_size() == 0) return std::nullopt;
  const uint8_t* bytes = view.data();
  bool plain = bytes[0] < 0x80 && bytes[0] != '\r' && (view.byte_size() == 1 || bytes[1] < 0x80);
  return plain ? std::optional(bytes[0]) : std::nullopt;
}

}  // namespace linac
