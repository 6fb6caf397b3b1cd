// The module unicode: normal forms.
#include <algorithm>

#include "bifs/fallback.h"
#include "bifs/normalize.h"
#include "bifs/string_data.h"
#include "bifs/support.h"

namespace linac {
namespace {

NativeResult normalize(NativeCall& call, NormalForm form, bool as_binary) {
  std::vector<uint32_t> points, normal;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    return read_text_points(call[0].get(no_gc), &points);
  });
  // A surrogate is a code point of a list, but no character of a binary.
  if (as_binary) ok = ok && std::all_of(points.begin(), points.end(), is_code_point);
  if (!ok) return call_erlang_instead(call);
  charge_cells(call, points.size());
  PointCursor at{points.data(), points.data() + points.size()};
  for (uint32_t first;;) {
    const uint32_t* begin = at.at;
    if (!next_cluster(at, &first)) break;
    normalize_cluster(form, begin, static_cast<size_t>(at.at - begin), &normal);
  }
  if (!as_binary) {
    Reserved room = call.reserve(kConsWords * normal.size());
    if (!room.ok()) return call.out_of_memory();
    return call.value(make_point_list(normal.data(), normal.size(), kNil, room.space()));
  }
  std::string text;
  for (uint32_t point : normal) append_utf8(text, point);
  Reserved room = call.reserve(binary_words(8 * text.size()));
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_binary(text, room.space()));
}

}  // namespace

NativeResult unicode_characters_to_nfc_list_1(NativeCall& call) {
  return normalize(call, NormalForm::kNfc, false);
}
NativeResult unicode_characters_to_nfc_binary_1(NativeCall& call) {
  return normalize(call, NormalForm::kNfc, true);
}
NativeResult unicode_characters_to_nfd_list_1(NativeCall& call) {
  return normalize(call, NormalForm::kNfd, false);
}
NativeResult unicode_characters_to_nfd_binary_1(NativeCall& call) {
  return normalize(call, NormalForm::kNfd, true);
}
NativeResult unicode_characters_to_nfkc_list_1(NativeCall& call) {
  return normalize(call, NormalForm::kNfkc, false);
}
NativeResult unicode_characters_to_nfkc_binary_1(NativeCall& call) {
  return normalize(call, NormalForm::kNfkc, true);
}
NativeResult unicode_characters_to_nfkd_list_1(NativeCall& call) {
  return normalize(call, NormalForm::kNfkd, false);
}
NativeResult unicode_characters_to_nfkd_binary_1(NativeCall& call) {
  return normalize(call, NormalForm::kNfkd, true);
}

}  // namespace linac
