// Characters of terms as text, for natives that take names, paths and slogans.
#pragma once

#include <string>

#include "core/base/inline_stack.h"
#include "core/term/bits.h"

namespace linac {

class NativeCall;

// Appends the characters of a flat list as UTF-8. False: it is no list of code points.
inline bool append_character_list(std::string& out, Term list) {
  for (; list.is_cons(); list = list.tail()) {
    Term head = list.head();
    if (!head.is_small() || head.small_value() < 0 ||
        !is_code_point(static_cast<uint64_t>(head.small_value()))) {
      return false;
    }
    append_utf8(out, static_cast<uint32_t>(head.small_value()));
  }
  return list.is_nil();
}

// What erlang:halt/1 and init:stop/1 are given to say, on stderr.
void tell_slogan(NativeCall& call, const std::string& slogan);

// The characters of UTF-8 text as a list; kConsWords for each of them.
inline Term make_character_list(std::string_view text, Term tail, TermSpace& space) {
  Term list = tail;
  size_t end = text.size();
  while (end > 0) {
    size_t start = end - 1;
    while (start > 0 && (text[start] & 0xC0) == 0x80) start--;
    DecodedUtf8 character =
        decode_utf8(reinterpret_cast<const uint8_t*>(text.data()) + start, end - start);
    list = space.cons(make_small(character.code_point), list);
    end = start;
  }
  return list;
}

}  // namespace linac
