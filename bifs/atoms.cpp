// Atoms to text and back, as functions of `erlang`. A text of more than 255 characters, and an atom
// table that is full, are system_limit.
#include "bifs/text.h"
#include "core/term/utf8.h"

namespace linac {
namespace {

enum class TextError { kNone, kBadarg, kTooLong };

// UTF-8 of an atom to be.
struct AtomText {
  std::string text;
  TextError error = TextError::kNone;
};

AtomText text_of_list(Term list) {
  AtomText result;
  size_t count = 0;
  for (; list.is_cons(); list = list.tail(), ++count) {
    if (count == kMaxAtomCharacters) return {{}, TextError::kTooLong};  // whatever follows
    Term c = list.head();
    if (!c.is_small() || c.small_value() < 0 ||
        !is_code_point(static_cast<uint64_t>(c.small_value()))) {
      return {{}, TextError::kBadarg};
    }
    append_utf8(result.text, static_cast<uint32_t>(c.small_value()));
  }
  if (!list.is_nil()) return {{}, TextError::kBadarg};
  return result;
}

AtomText text_of_latin1(std::string_view bytes) {
  if (bytes.size() > kMaxAtomCharacters) return {{}, TextError::kTooLong};
  AtomText result;
  for (char c : bytes) append_utf8(result.text, static_cast<uint8_t>(c));
  return result;
}

AtomText text_of_utf8(std::string bytes) {
  Utf8Scan scan = scan_utf8(as_bytes(bytes));
  if (scan.valid_bytes < bytes.size()) return {{}, TextError::kBadarg};
  if (scan.code_points > kMaxAtomCharacters) return {{}, TextError::kTooLong};
  return {std::move(bytes), TextError::kNone};
}

bool is_unicode(Handle encoding) {
  return encoding.is(atoms::kUtf8) || encoding.is(atoms::kUnicode);
}

AtomText text_of_binary_argument(NativeCall& call) {
  bool latin1 = call.arity() == 2 && call[1].is(atoms::kLatin1);
  if (call.arity() == 2 && !latin1 && !is_unicode(call[1])) return {{}, TextError::kBadarg};
  auto bytes = peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[0].get(no_gc)); });
  if (!bytes) return {{}, TextError::kBadarg};
  return latin1 ? text_of_latin1(*bytes) : text_of_utf8(std::move(*bytes));
}

AtomText text_of_list_argument(NativeCall& call) {
  return peek(call, [&](const NoGc& no_gc) { return text_of_list(call[0].get(no_gc)); });
}

NativeResult make(NativeCall& call, const AtomText& text) {
  if (text.error == TextError::kBadarg) return call.badarg();
  if (text.error == TextError::kTooLong) return call.system_limit();
  auto atom = call.vm().atoms->intern_of_program(text.text);
  return atom ? call.value(*atom) : call.system_limit();
}

NativeResult find(NativeCall& call, const AtomText& text) {
  if (text.error != TextError::kNone) return call.badarg();
  auto atom = call.atoms().find(text.text);
  return atom ? call.value(*atom) : call.badarg();
}

}  // namespace

NativeResult erlang_list_to_atom_1(NativeCall& call) {
  return make(call, text_of_list_argument(call));
}
NativeResult erlang_list_to_existing_atom_1(NativeCall& call) {
  return find(call, text_of_list_argument(call));
}
NativeResult erlang_binary_to_atom(NativeCall& call) {
  return make(call, text_of_binary_argument(call));
}
NativeResult erlang_binary_to_existing_atom(NativeCall& call) {
  return find(call, text_of_binary_argument(call));
}

NativeResult erlang_atom_to_list_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  Reserved room = call.reserve(kConsWords * kMaxAtomCharacters);
  if (!room.ok()) return call.out_of_memory();
  std::string_view text = call.atoms().text(call[0].get(room));
  ListBuilder builder(room.space());
  for (size_t at = 0; at < text.size();) {
    auto bytes = as_bytes(text.substr(at));
    DecodedUtf8 next = decode_utf8(bytes.data(), bytes.size());
    builder.add(make_small(next.code_point));
    at += next.length;
  }
  return call.value(builder.finish());
}

NativeResult erlang_atom_to_binary(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  std::string_view text =
      peek(call, [&](const NoGc& no_gc) { return call.atoms().text(call[0].get(no_gc)); });
  if (call.arity() == 1 || is_unicode(call[1])) return bytes_to_binary(call, text);
  if (!call[1].is(atoms::kLatin1)) return call.badarg();
  std::string latin1;
  for (size_t at = 0; at < text.size();) {
    auto bytes = as_bytes(text.substr(at));
    DecodedUtf8 next = decode_utf8(bytes.data(), bytes.size());
    if (next.code_point > 255) return call.badarg();
    latin1 += static_cast<char>(next.code_point);
    at += next.length;
  }
  return bytes_to_binary(call, latin1);
}

}  // namespace linac
