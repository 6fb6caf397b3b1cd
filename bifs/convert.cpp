// Numbers to text and back, as functions of `erlang`.
#include "bifs/text.h"
#include "core/term/number_text.h"
#include "runtime/exec/dirty.h"

namespace linac {
namespace {

// The second argument, or 10 when there is none; 0: no base.
unsigned base_argument(NativeCall& call) {
  if (call.arity() < 2) return 10;
  if (!call[1].is_small()) return 0;
  int64_t base = call[1].small_value();
  return base >= 2 && base <= 36 ? static_cast<unsigned>(base) : 0;
}

// Digits worth a reduction, when converting many.
constexpr size_t kDigitsPerReduction = 32;

// From here on a conversion goes to a dirty thread: it takes some milliseconds.
constexpr size_t kLongLimbs = 8'000;
constexpr size_t kLongDigits = 200'000;

bool is_long_integer(NativeCall& call) {
  if (!call[0].is_integer() || call[0].is_small()) return false;
  return peek(call,
              [&](const NoGc& no_gc) { return boxed_size(call[0].get(no_gc)) >= kLongLimbs; });
}

std::optional<std::string> integer_text(NativeCall& call) {
  unsigned base = base_argument(call);
  if (base == 0 || !call[0].is_integer()) return std::nullopt;
  NoGc no_gc(call.heap());
  Term integer = call[0].get(no_gc);
  std::string text(integer_text_size(integer, base), '\0');
  text.resize(integer_to_text(integer, base, text.data()));
  call.charge(static_cast<int64_t>(text.size() / kDigitsPerReduction));
  return text;
}

template <class Build>
NativeResult write_integer(NativeCall& call, Build build) {
  if (call[0].is_small()) {
    unsigned base = base_argument(call);
    SmallText buffer;
    return base == 0 ? call.badarg()
                     : build(call, small_to_text(call[0].small_value(), base, buffer));
  }
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (is_long_integer(call) && !on_dirty_thread(call)) return go_dirty(call, DirtyKind::kCpu);
  auto text = integer_text(call);
  return text ? build(call, *text) : call.badarg();
}

std::optional<std::string> float_text(NativeCall& call) {
  if (!call[0].is_float()) return std::nullopt;
  NoGc no_gc(call.heap());
  std::optional<FloatFormat> format =
      call.arity() < 2 ? FloatFormat{} : parse_float_format(call[1].get(no_gc));
  if (!format) return std::nullopt;
  char text[kFloatTextSize];
  auto size = float_to_text(float_value(call[0].get(no_gc)), *format, text);
  if (!size) return std::nullopt;
  return std::string(text, *size);
}

using Reader = std::optional<std::string> (*)(Term);

std::optional<std::string> read_text(NativeCall& call, Reader reader) {
  return peek(call, [&](const NoGc& no_gc) { return reader(call[0].get(no_gc)); });
}

// What most texts are: short binaries, of small integers or of none.
std::optional<NativeResult> read_short(NativeCall& call) {
  constexpr size_t kShort = 64;
  unsigned base = base_argument(call);
  NoGc no_gc(call.heap());
  Term argument = call[0].get(no_gc);
  if (base == 0 || !is_bitstring(argument)) return std::nullopt;
  BitsView view = bits_view(argument);
  if (!view.byte_aligned() || !view.is_binary() || view.byte_size() > kShort) return std::nullopt;
  std::string_view text(reinterpret_cast<const char*>(view.data()), view.byte_size());
  Term small = small_from_text(text, base);
  if (small != kNoTerm) return call.value(small);
  if (!is_integer_text(text, base)) return call.badarg();
  return std::nullopt;
}

NativeResult read_integer(NativeCall& call, Reader reader) {
  if (is_dirty_answer(call)) return dirty_answer(call);
  unsigned base = base_argument(call);
  auto text = read_text(call, reader);
  if (base == 0 || !text) return call.badarg();
  if (text->size() >= kLongDigits && !on_dirty_thread(call)) {
    return go_dirty(call, DirtyKind::kCpu);
  }
  call.charge(static_cast<int64_t>(text->size() / kDigitsPerReduction));
  Reserved room = call.reserve(integer_words_from_text(*text, base));
  if (!room.ok()) return call.out_of_memory();
  ArithResult result = integer_from_text(*text, base, room.space());
  if (result.ok()) return call.value(result.value);
  return result.error == ArithError::kSystemLimit ? call.system_limit() : call.badarg();
}

NativeResult read_float(NativeCall& call, Reader reader) {
  auto text = read_text(call, reader);
  auto value = text ? float_from_text(*text) : std::nullopt;
  if (!value) return call.badarg();
  Reserved room = call.reserve(kFloatWords);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().number(*value));
}

}  // namespace

NativeResult erlang_integer_to_list(NativeCall& call) { return write_integer(call, bytes_to_list); }
NativeResult erlang_integer_to_binary(NativeCall& call) {
  return write_integer(call, bytes_to_binary);
}
NativeResult erlang_list_to_integer(NativeCall& call) { return read_integer(call, bytes_of_list); }
NativeResult erlang_binary_to_integer(NativeCall& call) {
  if (auto result = read_short(call)) return *result;
  return read_integer(call, bytes_of_binary);
}

NativeResult erlang_float_to_list(NativeCall& call) {
  auto text = float_text(call);
  return text ? bytes_to_list(call, *text) : call.badarg();
}
NativeResult erlang_float_to_binary(NativeCall& call) {
  auto text = float_text(call);
  return text ? bytes_to_binary(call, *text) : call.badarg();
}
NativeResult erlang_list_to_float_1(NativeCall& call) { return read_float(call, bytes_of_list); }
NativeResult erlang_binary_to_float_1(NativeCall& call) {
  return read_float(call, bytes_of_binary);
}

}  // namespace linac
