// The module unicode: characters to lists and binaries. UTF-8 and Latin-1 are here, the other
// encodings in unicode_encodings.cpp.
#include "bifs/support.h"
#include "bifs/unicode_encodings.h"
#include "bifs/unicode_text.h"
#include "bifs/utf8_convert.h"
#include "core/term/characters.h"

namespace linac {
namespace {

Encoding encoding_argument(NativeCall& call, uint32_t index) {
  return peek(call,
              [&](const NoGc& no_gc) { return encoding_of(call.atoms(), call[index].get(no_gc)); });
}

// {error | incomplete, Converted, Rest}
Term failure(NativeCall& call, ConvertStatus status, Term converted, Term rest, TermSpace& space) {
  Term tag =
      status == ConvertStatus::kIncomplete ? *call.vm().atoms->intern("incomplete") : atoms::kError;
  return space.tuple_of(tag, converted, rest);
}

bool is_7bit(Term binary) {
  std::vector<uint8_t> storage;
  for (uint8_t byte : aligned_bytes(bits_view(binary), storage)) {
    if (byte >= 0x80) return false;
  }
  return true;
}

// A binary, or a list of one binary, that already is what is asked for.
bool is_converted(Term data, bool latin1) {
  if (!is_bitstring(data) || !is_binary(data)) return false;
  if (latin1) return is_7bit(data);
  std::vector<uint8_t> storage;
  return is_valid_utf8(aligned_bytes(bits_view(data), storage));
}

// Where a conversion looks: the binary itself when it is alone in a list.
Term subject_of(Term data) {
  bool alone = data.is_cons() && is_bitstring(data.head()) && data.tail().is_nil();
  return alone ? data.head() : data;
}

// Text of up to so many bytes is encoded at once, if nothing is wrong with it.
constexpr size_t kNearBytes = 4096;

NativeResult to_binary(NativeCall& call, bool latin1) {
  uint8_t near[kNearBytes];
  std::optional<size_t> size;
  {
    NoGc no_gc(call.heap());
    Term data = subject_of(call[0].get(no_gc));
    if (is_converted(data, latin1)) return call.value(data);
    if (data.is_cons()) size = encode_characters(data, latin1, near);
  }
  if (size) {
    call.charge(static_cast<int64_t>(*size / kCellsPerReduction));
    Reserved room = call.reserve(binary_words(8 * *size));
    if (!room.ok()) return call.out_of_memory();
    return call.value(make_binary(std::span<const uint8_t>(near, *size), room.space()));
  }
  std::string text;
  ConvertStatus status;
  size_t words = 0;
  {
    NoGc no_gc(call.heap());
    Utf8Conversion conversion(subject_of(call[0].get(no_gc)), latin1);
    status = conversion.status();
    words = conversion.rest_words();
    text = conversion.text();
  }
  if (status == ConvertStatus::kBadarg) return call.badarg();
  call.charge(static_cast<int64_t>(text.size() / kCellsPerReduction));
  Reserved room = call.reserve(binary_words(8 * text.size()) + tuple_words(3) + words);
  if (!room.ok()) return call.out_of_memory();
  Term binary = make_binary(text, room.space());
  if (status == ConvertStatus::kOk) return call.value(binary);
  // Once more: the terms may have been moved.
  Utf8Conversion conversion(subject_of(call[0].get(room)), latin1);
  Term rest = conversion.build_rest(room.space());
  return call.value(failure(call, status, binary, rest, room.space()));
}

// Of a binary of UTF-8, without a copy of it.
NativeResult utf8_to_list(NativeCall& call) {
  Utf8Prefix prefix{0, 0, false};
  std::vector<uint8_t> storage;
  size_t bits = 0;
  {
    NoGc no_gc(call.heap());
    BitsView view = bits_view(call[0].get(no_gc));
    bits = view.bit_size;
    if (!view.is_binary()) return call.badarg();
    prefix = utf8_prefix(aligned_bytes(view, storage));
  }
  charge_cells(call, prefix.characters);
  Reserved room =
      call.reserve(kConsWords * prefix.characters + tuple_words(3) + sub_binary_words());
  if (!room.ok()) return call.out_of_memory();
  Term data = call[0].get(room);
  std::span<const uint8_t> bytes = aligned_bytes(bits_view(data), storage);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), prefix.valid_bytes);
  Term list = make_character_list(text, kNil, room.space());
  if (8 * prefix.valid_bytes == bits) return call.value(list);
  Term rest =
      make_sub_binary(data, 8 * prefix.valid_bytes, bits - 8 * prefix.valid_bytes, room.space());
  ConvertStatus status = prefix.incomplete ? ConvertStatus::kIncomplete : ConvertStatus::kError;
  return call.value(failure(call, status, list, rest, room.space()));
}

NativeResult to_list(NativeCall& call, bool latin1) {
  if (!latin1 && call[0].is_bitstring()) return utf8_to_list(call);
  std::string text;
  ConvertStatus status;
  size_t words = 0;
  {
    NoGc no_gc(call.heap());
    Utf8Conversion conversion(call[0].get(no_gc), latin1);
    status = conversion.status();
    words = conversion.rest_words();
    text = conversion.text();
  }
  if (status == ConvertStatus::kBadarg) return call.badarg();
  size_t characters = scan_utf8(as_bytes(text)).code_points;
  charge_cells(call, characters);
  Reserved room = call.reserve(kConsWords * characters + tuple_words(3) + words);
  if (!room.ok()) return call.out_of_memory();
  Term list = make_character_list(text, kNil, room.space());
  if (status == ConvertStatus::kOk) return call.value(list);
  Utf8Conversion conversion(call[0].get(room), latin1);
  Term rest = conversion.build_rest(room.space());
  return call.value(failure(call, status, list, rest, room.space()));
}

// Between any two encodings.
NativeResult convert(NativeCall& call, Encoding in, Encoding out, bool as_list) {
  std::string bytes;
  ConvertStatus status;
  size_t words = 0;
  {
    NoGc no_gc(call.heap());
    EncodingConversion conversion(call[0].get(no_gc), in, out);
    status = conversion.status();
    words = conversion.rest_words();
    bytes = conversion.bytes();
  }
  if (status == ConvertStatus::kBadarg) return call.badarg();
  size_t characters = as_list ? scan_utf8(as_bytes(bytes)).code_points : 0;
  charge_cells(call, bytes.size());
  Reserved room = call.reserve(binary_words(8 * bytes.size()) + kConsWords * characters +
                               tuple_words(3) + words);
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term converted = as_list ? make_character_list(bytes, kNil, space) : make_binary(bytes, space);
  if (status == ConvertStatus::kOk) return call.value(converted);
  EncodingConversion conversion(call[0].get(room), in, out);
  Term rest = conversion.build_rest(space);
  return call.value(failure(call, status, converted, rest, space));
}

}  // namespace

NativeResult unicode_bin_is_7bit_1(NativeCall& call) {
  return call.boolean(peek(call, [&](const NoGc& no_gc) {
    Term data = call[0].get(no_gc);
    return is_bitstring(data) && is_binary(data) && is_7bit(data);
  }));
}

NativeResult unicode_characters_to_binary_1(NativeCall& call) { return to_binary(call, false); }
NativeResult unicode_characters_to_list_1(NativeCall& call) { return to_list(call, false); }

NativeResult unicode_characters_to_binary_2(NativeCall& call) {
  Encoding in = encoding_argument(call, 1);
  if (in == Encoding::kUtf8 || in == Encoding::kLatin1) {
    return to_binary(call, in == Encoding::kLatin1);
  }
  return convert(call, in, Encoding::kUtf8, false);
}

NativeResult unicode_characters_to_list_2(NativeCall& call) {
  Encoding in = encoding_argument(call, 1);
  if (in == Encoding::kUtf8 || in == Encoding::kLatin1) {
    return to_list(call, in == Encoding::kLatin1);
  }
  return convert(call, in, Encoding::kUtf8, true);
}

NativeResult unicode_characters_to_binary_3(NativeCall& call) {
  Encoding in = encoding_argument(call, 1), out = encoding_argument(call, 2);
  bool unchanged = peek(call, [&](const NoGc& no_gc) {
    Term data = call[0].get(no_gc);
    if (!is_bitstring(data) || !is_binary(data)) return false;
    bool in_bytes = in == Encoding::kLatin1 || in == Encoding::kUtf8;
    bool out_bytes = out == Encoding::kLatin1 || out == Encoding::kUtf8;
    if (in == Encoding::kLatin1 && out == Encoding::kLatin1) return true;
    return in_bytes && out_bytes && in != out && is_7bit(data);
  });
  if (unchanged) return call.value(call[0]);
  bool in_bytes = in == Encoding::kLatin1 || in == Encoding::kUtf8;
  if (in_bytes && out == Encoding::kUtf8) return to_binary(call, in == Encoding::kLatin1);
  return convert(call, in, out, false);
}

}  // namespace linac
