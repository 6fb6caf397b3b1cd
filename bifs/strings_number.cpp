// string:to_integer/1 and to_float/1: a number at the front of a text.
#include <optional>
#include <string>

#include "bifs/fallback.h"
#include "bifs/string_data.h"
#include "bifs/support.h"
#include "core/term/number_text.h"

namespace linac {
namespace {

NativeResult error_pair(NativeCall& call, std::string_view reason) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(atoms::kError, *call.vm().atoms->intern(reason)));
}

// The characters at the front that numbers are made of; a cluster counts only if it is one of them.
template <class Cursor>
bool read_front(Cursor at, std::string_view wanted, std::string* out) {
  uint32_t point;
  for (;;) {
    Cursor ahead = at;
    if (!ahead.next(&point)) return ahead.at_end();
    Cursor single = ahead;
    finish_cluster(ahead, point);
    if (is_stuck(ahead)) return false;
    if (ahead.at != single.at || point > 0x7F ||
        wanted.find(static_cast<char>(point)) == wanted.npos) {
      return true;
    }
    *out += static_cast<char>(point);
    at = ahead;
  }
}

std::optional<std::string> front_argument(NativeCall& call, std::string_view wanted) {
  NoGc no_gc(call.heap());
  Term text = call[0].get(no_gc);
  std::string front;
  bool ok = false;
  if (text_kind(text) == TextKind::kBinary) {
    BinaryBytes bytes(text);
    ok = read_front(Utf8Cursor(bytes.span()), wanted, &front);
  } else if (text_kind(text) == TextKind::kList) {
    ok = read_front(ListCursor(text), wanted, &front);
  }
  if (!ok) return std::nullopt;
  return front;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// How many characters from `at` on are digits.
size_t digits_at(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && is_digit(text[end])) end++;
  return end - at;
}
size_t sign_at(std::string_view text, size_t at) {
  return at < text.size() && (text[at] == '+' || text[at] == '-');
}

size_t integer_length(std::string_view text) {
  size_t sign = sign_at(text, 0), digits = digits_at(text, sign);
  return digits == 0 ? 0 : sign + digits;
}

// Digits, a point (or comma), digits, and maybe an exponent.
size_t float_length(std::string_view text) {
  size_t at = sign_at(text, 0), digits = digits_at(text, at);
  if (digits == 0) return 0;
  at += digits;
  if (at == text.size() || (text[at] != '.' && text[at] != ',')) return 0;
  digits = digits_at(text, at + 1);
  if (digits == 0) return 0;
  at += 1 + digits;
  if (at == text.size() || (text[at] != 'e' && text[at] != 'E')) return at;
  size_t sign = sign_at(text, at + 1);
  digits = digits_at(text, at + 1 + sign);
  return digits == 0 ? at : at + 1 + sign + digits;
}

// The text after the number's characters, all of them ASCII. sub_binary_words().
Term rest_of(Term text, size_t length, TermSpace& space) {
  if (!text.is_list()) return make_sub_binary(text, 8 * length, bit_size(text) - 8 * length, space);
  for (; length > 0; length--) text = text.tail();
  return text;
}

}  // namespace

NativeResult string_to_integer_1(NativeCall& call) {
  auto front = front_argument(call, "+-0123456789");
  if (!front) return call_erlang_instead(call);
  front->resize(integer_length(*front));
  if (front->empty()) return error_pair(call, "no_integer");
  size_t words = integer_words_from_text(*front, 10);
  Reserved room = call.reserve(words + tuple_words(2) + sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  ArithResult number = integer_from_text(*front, 10, room.space());
  if (!number.ok()) {
    return call.value(room.space().tuple_of(atoms::kError, atoms::kSystemLimit));
  }
  Term rest = rest_of(call[0].get(room), front->size(), room.space());
  return call.value(room.space().tuple_of(number.value, rest));
}

NativeResult string_to_float_1(NativeCall& call) {
  auto front = front_argument(call, "+-0123456789eE.,");
  if (!front) return call_erlang_instead(call);
  front->resize(float_length(*front));
  auto number = front->empty() ? std::nullopt : float_from_text(*front);
  if (!number) return error_pair(call, "no_float");
  Reserved room = call.reserve(kFloatWords + tuple_words(2) + sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  Term value = room.space().number(*number);
  Term rest = rest_of(call[0].get(room), front->size(), room.space());
  return call.value(room.space().tuple_of(value, rest));
}

}  // namespace linac
