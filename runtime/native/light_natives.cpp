#include "runtime/native/light_natives.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/term/bits.h"
#include "core/term/characters.h"
#include "core/term/few_words.h"
#include "core/term/heap_binary.h"
#include "core/term/number_text.h"
#include "core/term/reverse.h"
#include "core/term/utf8.h"
#include "runtime/process/process.h"

namespace linac {

namespace {

struct Row {
  std::string_view module;
  std::string_view name;
  uint32_t arity;
  Helper helper;
};

constexpr Row kRows[] = {
    {"erlang", "round", 1, Helper::k_native_round},
    {"erlang", "trunc", 1, Helper::k_native_trunc},
    {"erlang", "floor", 1, Helper::k_native_floor},
    {"erlang", "ceil", 1, Helper::k_native_ceil},
    {"math", "floor", 1, Helper::k_native_math_floor},
    {"math", "ceil", 1, Helper::k_native_math_ceil},
    {"math", "pow", 2, Helper::k_native_math_pow},
    {"erlang", "integer_to_binary", 1, Helper::k_native_integer_to_binary},
    {"erlang", "integer_to_binary", 2, Helper::k_native_integer_to_binary_base},
    {"erlang", "integer_to_list", 1, Helper::k_native_integer_to_list},
    {"erlang", "binary_to_integer", 1, Helper::k_native_binary_to_integer},
    {"erlang", "binary_to_integer", 2, Helper::k_native_binary_to_integer_base},
    {"erlang", "list_to_binary", 1, Helper::k_native_list_to_binary},
    {"erlang", "iolist_to_binary", 1, Helper::k_native_list_to_binary},
    {"erlang", "get", 1, Helper::k_native_get},
    {"erlang", "put", 2, Helper::k_native_put},
    {"maps", "is_key", 2, Helper::k_native_maps_is_key},
    {"maps", "find", 2, Helper::k_native_maps_find},
    {"maps", "remove", 2, Helper::k_native_maps_remove},
    {"maps", "iterator", 1, Helper::k_native_maps_iterator},
    {"maps", "next", 1, Helper::k_native_maps_next},
    {"erts_internal", "map_next", 3, Helper::k_native_map_next},
    {"maps", "keys", 1, Helper::k_native_maps_keys},
    {"maps", "values", 1, Helper::k_native_maps_values},
    {"maps", "to_list", 1, Helper::k_native_maps_to_list},
    {"maps", "from_list", 1, Helper::k_native_maps_from_list},
    {"maps", "with", 2, Helper::k_native_maps_with},
    {"maps", "without", 2, Helper::k_native_maps_without},
    {"maps", "merge", 2, Helper::k_native_maps_merge},
    {"erlang", "length", 1, Helper::k_native_length},
    {"lists", "reverse", 1, Helper::k_native_lists_reverse},
    {"erlang", "binary_part", 3, Helper::k_native_binary_part},
    {"binary", "part", 3, Helper::k_native_binary_part},
    {"string", "next_grapheme", 1, Helper::k_native_next_grapheme},
    {"unicode", "characters_to_binary", 1, Helper::k_native_characters_to_binary},
};

}  // namespace

std::optional<Helper> light_form(const AtomTable& atoms, const NativeInfo& native) {
  if (native.arity == 0 || native.arity > 3 || (native.effects & kOfHost) != 0) return std::nullopt;
  std::string_view module = atoms.text(native.module), name = atoms.text(native.name);
  for (const Row& row : kRows) {
    if (row.arity == native.arity && row.name == name && row.module == module) return row.helper;
  }
  return std::nullopt;
}

}  // namespace linac

using namespace linac;

namespace {

// -- numbers

constexpr double kSmallLimit = 0x1p60;

template <class Function>
Word to_small(Term number, Function function) {
  if (number.is_small()) return number.bits;
  if (!is_float(number)) return kNoTerm.bits;
  double value = function(float_value(number));
  if (!(std::fabs(value) < kSmallLimit)) return kNoTerm.bits;
  return make_small(static_cast<int64_t>(value)).bits;
}

[[gnu::always_inline]] inline std::optional<double> double_of(Term number) {
  if (number.is_small()) return static_cast<double>(number.small_value());
  return is_float(number) ? std::optional(float_value(number)) : std::nullopt;
}

Word to_float(double value) {
  if (!std::isfinite(value)) return kNoTerm.bits;
  return make_self_float(value).value_or(kNoTerm).bits;
}

template <class Function>
Word with_float(Term number, Function function) {
  std::optional<double> value = double_of(number);
  return value ? to_float(function(*value)) : kNoTerm.bits;
}

// -- text

unsigned base_of(Term base) {
  bool valid = base.is_small() && base.small_value() >= 2 && base.small_value() <= 36;
  return valid ? static_cast<unsigned>(base.small_value()) : 0;
}

Word write_small(Process& process, Term integer, unsigned base) {
  if (!integer.is_small() || base == 0) return kNoTerm.bits;
  SmallText buffer;
  std::string_view text = small_to_text(integer.small_value(), base, buffer);
  static_assert(std::tuple_size_v<SmallText> <= kMaxHeapBinaryBytes);
  TermSpace& space = process.heap.space;
  if (space.left() < heap_binary_words(8 * text.size())) return kNoTerm.bits;
  return make_binary(text, space).bits;
}

Word read_small(Term text, unsigned base) {
  if (base == 0 || !is_bitstring(text)) return kNoTerm.bits;
  BitsView view = bits_view(text);
  if (!view.byte_aligned() || !view.is_binary()) return kNoTerm.bits;
  const char* digits = reinterpret_cast<const char*>(view.data());
  return small_from_text({digits, view.byte_size()}, base).bits;
}

// A binary that keeps nothing but its own bytes alive.
bool is_whole_binary(Term term) {
  return is_binary(term) && !is_boxed_kind(term, BoxedKind::kSubBinary);
}

Word cut_bytes(Process& process, Term binary, Term position, Term length) {
  TermSpace& space = process.heap.space;
  bool fits = is_bitstring(binary) && position.is_small() && length.is_small() &&
              space.left() >= sub_binary_words();
  if (!fits) return kNoTerm.bits;
  size_t bits = bit_size(binary);
  auto size = static_cast<int64_t>(bits >> 3);
  int64_t first = position.small_value(), count = length.small_value();
  bool inside =
      (bits & 7) == 0 && first >= 0 && first <= size && count >= 0 && count <= size - first;
  if (!inside) return kNoTerm.bits;
  return make_sub_binary(binary, static_cast<size_t>(8 * first), static_cast<size_t>(8 * count),
                         space)
      .bits;
}

bool is_plain_character(Term term) {
  return term.bits < Word{0x80} << kSmallShift && term.is_small();
}

// In the heap: up to kMaxHeapBinaryBytes, for which there is room.
Term short_binary(const uint8_t* bytes, size_t size, TermSpace& space) {
  Term result = kNoTerm;
  copy_bytes(make_heap_binary_uninit(8 * size, space, &result), bytes, size);
  return result;
}

// -- lists

// The length of a proper list that is not long.
std::optional<size_t> few_cells(Term list) {
  constexpr size_t kFewCells = 128;
  size_t cells = 0;
  for (; list.is_cons() && cells < kFewCells; ++cells) list = list.tail();
  return list.is_nil() ? std::optional(cells) : std::nullopt;
}

}  // namespace

extern "C" {

#define HELPER(name, doc)
#define LIGHT_HELPER(name, doc) Word linac_helper_##name(Process&, Term, Term);
#include "runtime/native/helpers.def"
#undef HELPER

Word linac_helper_native_round(Process&, Term number, Term) {
  return to_small(number, [](double x) { return std::round(x); });
}
Word linac_helper_native_trunc(Process&, Term number, Term) {
  return to_small(number, [](double x) { return std::trunc(x); });
}
Word linac_helper_native_floor(Process&, Term number, Term) {
  return to_small(number, [](double x) { return std::floor(x); });
}
Word linac_helper_native_ceil(Process&, Term number, Term) {
  return to_small(number, [](double x) { return std::ceil(x); });
}
Word linac_helper_native_math_floor(Process&, Term number, Term) {
  return with_float(number, [](double x) { return std::floor(x); });
}
Word linac_helper_native_math_ceil(Process&, Term number, Term) {
  return with_float(number, [](double x) { return std::ceil(x); });
}
Word linac_helper_native_math_pow(Process&, Term base, Term exponent) {
  std::optional<double> x = double_of(base), y = double_of(exponent);
  return x && y ? to_float(std::pow(*x, *y)) : kNoTerm.bits;
}

Word linac_helper_native_integer_to_binary(Process& process, Term integer, Term) {
  return write_small(process, integer, 10);
}
Word linac_helper_native_integer_to_binary_base(Process& process, Term integer, Term base) {
  return write_small(process, integer, base_of(base));
}
Word linac_helper_native_integer_to_list(Process& process, Term integer, Term) {
  if (!integer.is_small()) return kNoTerm.bits;
  SmallText buffer;
  std::string_view text = small_to_text(integer.small_value(), 10, buffer);
  TermSpace& space = process.heap.space;
  if (space.left() < kConsWords * text.size()) return kNoTerm.bits;
  Term list = kNil;
  for (size_t i = text.size(); i-- > 0;) list = space.cons(make_small(text[i]), list);
  return list.bits;
}
Word linac_helper_native_binary_to_integer(Process&, Term text, Term) {
  return read_small(text, 10);
}
Word linac_helper_native_binary_to_integer_base(Process&, Term text, Term base) {
  return read_small(text, base_of(base));
}

Word linac_helper_native_binary_part(Process& process, Term binary, Term position) {
  return cut_bytes(process, binary, position, process.registers->scratch[2]);
}

// Of whole binaries that are few and short together, or of one that no larger one stays alive for.
Word linac_helper_native_list_to_binary(Process& process, Term list, Term) {
  if (list.is_cons() && list.tail() == kNil && is_whole_binary(list.head())) {
    return list.head().bits;
  }
  constexpr size_t kFewPieces = 16;
  struct {
    const uint8_t* data;
    size_t size;
  } pieces[kFewPieces];
  size_t count = 0, total = 0;
  for (Term rest = list; rest != kNil; rest = rest.tail()) {
    if (!rest.is_cons() || !is_bitstring(rest.head()) || count == kFewPieces) return kNoTerm.bits;
    BitsView view = bits_view(rest.head());
    if (!view.byte_aligned() || !view.is_binary()) return kNoTerm.bits;
    total += view.byte_size();
    if (total > kMaxHeapBinaryBytes) return kNoTerm.bits;
    pieces[count++] = {view.data(), view.byte_size()};
  }
  TermSpace& space = process.heap.space;
  if (space.left() < heap_binary_words(8 * total)) return kNoTerm.bits;
  Term result = kNoTerm;
  uint8_t* bytes = make_binary_uninit(total, space, &result);
  for (size_t i = 0; i < count; ++i) {
    copy_bytes(bytes, pieces[i].data, pieces[i].size);
    bytes += pieces[i].size;
  }
  return result.bits;
}

Word linac_helper_native_next_grapheme(Process& process, Term text, Term) {
  std::optional<uint8_t> first = plain_first(text);
  TermSpace& space = process.heap.space;
  if (!first || space.left() < sub_binary_words() + kConsWords) return kNoTerm.bits;
  BitsView view = bits_view(text);
  size_t size = view.byte_size() - 1;
  Term rest = size <= kMaxCopiedSubBytes ? short_binary(view.data() + 1, size, space)
                                         : make_sub_binary(text, 8, 8 * size, space);
  return space.cons(make_small(*first), rest).bits;
}

// A short list, as a cluster is, or a short binary that is UTF-8.
Word linac_helper_native_characters_to_binary(Process& process, Term data, Term) {
  if (is_boxed_kind(data, BoxedKind::kHeapBinary)) {
    BitsView view = bits_view(data);
    return (view.is_binary() && is_valid_utf8(view.span()) ? data : kNoTerm).bits;
  }
  TermSpace& space = process.heap.space;
  uint8_t bytes[32];
  if (!data.is_cons() || space.left() < heap_binary_words(8 * sizeof bytes)) return kNoTerm.bits;
  if (is_plain_character(data.head()) && data.tail().is_nil()) {
    bytes[0] = static_cast<uint8_t>(data.head().small_value());
    return short_binary(bytes, 1, space).bits;
  }
  std::optional<size_t> size = encode_characters(data, false, bytes);
  return (size ? short_binary(bytes, *size, space) : kNoTerm).bits;
}

Word linac_helper_native_get(Process& process, Term key, Term) {
  Dictionary::Pair* pair = process.dictionary.find(*process.vm->atoms, key);
  return (pair ? pair->second : atoms::kUndefined).bits;
}
Word linac_helper_native_put(Process& process, Term key, Term value) {
  // A message that is being looked at must not be stored (P1 of process.h).
  if (process.matching) return kNoTerm.bits;
  Dictionary::Pair* pair = process.dictionary.find(*process.vm->atoms, key);
  if (!pair) return kNoTerm.bits;
  return std::exchange(pair->second, value).bits;
}

Word linac_helper_native_length(Process&, Term list, Term) {
  std::optional<size_t> cells = few_cells(list);
  return (cells ? make_small(static_cast<int64_t>(*cells)) : kNoTerm).bits;
}

Word linac_helper_native_lists_reverse(Process& process, Term list, Term) {
  std::optional<size_t> cells = few_cells(list);
  TermSpace& space = process.heap.space;
  if (!cells || space.left() < kConsWords * *cells) return kNoTerm.bits;
  return reverse_list(list, *cells, kNil, space).bits;
}

}  // extern "C"
