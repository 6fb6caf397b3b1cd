#include "bifs/text.h"

namespace linac {

std::optional<std::string> bytes_of_list(Term list) {
  std::string text;
  for (; list.is_cons(); list = list.tail()) {
    Term c = list.head();
    if (!c.is_small() || c.small_value() < 0 || c.small_value() > 255) return std::nullopt;
    text += static_cast<char>(c.small_value());
  }
  if (!list.is_nil()) return std::nullopt;
  return text;
}

std::optional<std::string> bytes_of_binary(Term term) {
  if (!is_binary(term)) return std::nullopt;
  BitsView view = bits_view(term);
  std::string text(view.byte_size(), '\0');
  copy_bits(reinterpret_cast<uint8_t*>(text.data()), 0, view);
  return text;
}

NativeResult bytes_to_list(NativeCall& call, std::string_view text) {
  charge_cells(call, text.size());
  Reserved room = call.reserve(kConsWords * text.size());
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t i = text.size(); i-- > 0;) {
    list = room.space().cons(make_small(static_cast<uint8_t>(text[i])), list);
  }
  return call.value(list);
}

NativeResult bytes_to_binary(NativeCall& call, std::string_view text) {
  Reserved room = call.reserve(binary_words(text.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  Term result;
  uint8_t* bytes = make_binary_uninit(text.size(), room.space(), &result);
  if (!bytes) return call.system_limit();
  std::memcpy(bytes, text.data(), text.size());
  return call.value(result);
}

}  // namespace linac
