// Numbers at the start of a list, for the module `string`: {Number, Rest} or why there is none.
#include <string>

#include "bifs/support.h"
#include "core/term/number_text.h"

namespace linac {
namespace {

// Reads characters of a list as long as they are ASCII; what is left is `rest`.
struct Prefix {
  std::string text;
  Term rest;

  explicit Prefix(Term list) : rest(list) {}
  char peek() const {
    if (!rest.is_cons() || !rest.head().is_small()) return '\0';
    int64_t c = rest.head().small_value();
    return c > 0 && c < 128 ? static_cast<char>(c) : '\0';
  }
  void take() {
    text += peek();
    rest = rest.tail();
  }
  void take_sign() {
    if (peek() == '+' || peek() == '-') take();
  }
  // How many there were.
  size_t take_digits(unsigned base) {
    size_t count = 0;
    for (; is_digit(peek(), base); ++count) take();
    return count;
  }

 private:
  static bool is_digit(char c, unsigned base) {
    unsigned value = 99;
    if (c >= '0' && c <= '9')
      value = static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'z')
      value = static_cast<unsigned>(c - 'a') + 10;
    else if (c >= 'A' && c <= 'Z')
      value = static_cast<unsigned>(c - 'A') + 10;
    return value < base;
  }
};

// `text` and `rest` of the number at the start of the first argument; false: there is none.
bool read_integer_prefix(Term list, unsigned base, std::string* text, Term* rest) {
  Prefix prefix(list);
  prefix.take_sign();
  if (prefix.take_digits(base) == 0) return false;
  *text = std::move(prefix.text);
  *rest = prefix.rest;
  return true;
}

bool read_float_prefix(Term list, std::string* text, Term* rest) {
  Prefix prefix(list);
  prefix.take_sign();
  if (prefix.take_digits(10) == 0) return false;
  if (prefix.peek() != '.' && prefix.peek() != ',') return false;
  prefix.take();
  if (prefix.take_digits(10) == 0) return false;
  Prefix longer = prefix;
  if (longer.peek() == 'e' || longer.peek() == 'E') {
    longer.take();
    longer.take_sign();
    if (longer.take_digits(10) > 0) prefix = std::move(longer);
  }
  *text = std::move(prefix.text);
  *rest = prefix.rest;
  return true;
}

NativeResult answer_error(NativeCall& call, Term reason) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(atoms::kError, reason));
}

// `none(reason)` answers that there is no number.
template <class None>
NativeResult integer_prefix(NativeCall& call, unsigned base, Term too_long, None none) {
  if (!call[0].is_list()) return none(atoms::kNotAList);
  RootScope scope(call.heap());
  Handle rest = scope.root();
  std::string text;
  bool found = peek(call, [&](const NoGc& no_gc) {
    Term tail = kNil;
    bool result = read_integer_prefix(call[0].get(no_gc), base, &text, &tail);
    rest.set(tail, no_gc);
    return result;
  });
  if (!found) return none(atoms::kNoInteger);
  charge_cells(call, 4 * text.size());
  ArithError error;
  {
    Reserved room = call.reserve(integer_words_from_text(text, base) + tuple_words(2));
    if (!room.ok()) return call.out_of_memory();
    ArithResult integer = integer_from_text(text, base, room.space());
    if (integer.ok()) return call.value(room.space().tuple_of(integer.value, rest.get(room)));
    error = integer.error;
  }
  return none(error == ArithError::kSystemLimit ? too_long : atoms::kNoInteger);
}

}  // namespace

NativeResult string_list_to_integer_1(NativeCall& call) {
  return integer_prefix(call, 10, atoms::kSystemLimit,
                        [&](Term reason) { return answer_error(call, reason); });
}

// What the module `string` makes that of.
NativeResult erts_internal_list_to_integer_2(NativeCall& call) {
  if (!call[1].is_small()) return call.badarg();
  int64_t base = call[1].small_value();
  if (base < 2 || base > 36) return call.badarg();
  return integer_prefix(call, static_cast<unsigned>(base), atoms::kBig,
                        [&](Term reason) { return call.value(reason); });
}

NativeResult string_list_to_float_1(NativeCall& call) {
  if (!call[0].is_list()) return answer_error(call, atoms::kNotAList);
  RootScope scope(call.heap());
  Handle rest = scope.root();
  std::string text;
  bool found = peek(call, [&](const NoGc& no_gc) {
    Term tail = kNil;
    bool result = read_float_prefix(call[0].get(no_gc), &text, &tail);
    rest.set(tail, no_gc);
    return result;
  });
  auto value = found ? float_from_text(text) : std::nullopt;
  if (!value) return answer_error(call, atoms::kNoFloat);
  Reserved room = call.reserve(kFloatWords + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term number = room.space().number(*value);
  return call.value(room.space().tuple_of(number, rest.get(room)));
}

}  // namespace linac
