// Normal forms: the module unicode's, and what Linac's own part of unicode_util
// (library/added/unicode_util.erl) asks of the tables.
#include <algorithm>
#include <optional>
#include <string_view>

#include "bifs/fallback.h"
#include "bifs/normalize.h"
#include "bifs/string_data.h"
#include "bifs/support.h"

namespace linac {
namespace {

NativeResult normalize(NativeCall& call, NormalForm form, bool as_binary) {
  std::vector<uint32_t> points, normal;
  bool ok =
      peek(call, [&](const NoGc& no_gc) { return read_text_points(call[0].get(no_gc), &points); });
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

// --- Of unicode_util ------------------------------------------------------------------------------

namespace {

std::string_view atom_text(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_atom()) return "";
  NoGc no_gc(call.heap());
  return call.atoms().text(call[argument].get(no_gc));
}

// An argument that is a code point, surrogates among them.
std::optional<uint32_t> point_argument(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_small()) return std::nullopt;
  int64_t value = call[argument].small_value();
  if (value < 0 || value > kMaxCodePoint) return std::nullopt;
  return static_cast<uint32_t>(value);
}

std::optional<NormalForm> form_argument(NativeCall& call, uint32_t argument) {
  std::string_view form = atom_text(call, argument);
  if (form == "nfc") return NormalForm::kNfc;
  if (form == "nfd") return NormalForm::kNfd;
  if (form == "nfkc") return NormalForm::kNfkc;
  if (form == "nfkd") return NormalForm::kNfkd;
  return std::nullopt;
}

std::optional<CaseKind> case_argument(NativeCall& call, uint32_t argument) {
  std::string_view kind = atom_text(call, argument);
  if (kind == "upper") return CaseKind::kUpper;
  if (kind == "lower") return CaseKind::kLower;
  if (kind == "title") return CaseKind::kTitle;
  if (kind == "fold") return CaseKind::kFold;
  return std::nullopt;
}

NativeResult cluster_value(NativeCall& call, const uint32_t* points, size_t count, bool as_list) {
  Reserved room = call.reserve(kConsWords * count);
  if (!room.ok()) return call.out_of_memory();
  return call.value(as_list ? make_point_list(points, count, kNil, room.space())
                            : make_cluster(points, count, room.space()));
}

}  // namespace

NativeResult unicode_util_linac_class_1(NativeCall& call) {
  auto point = point_argument(call, 0);
  if (!point) return call.badarg();
  return call.value(make_small(static_cast<int64_t>(grapheme_class(*point))));
}

NativeResult unicode_util_linac_case_2(NativeCall& call) {
  auto kind = case_argument(call, 0);
  auto point = point_argument(call, 1);
  if (!kind || !point) return call.badarg();
  uint32_t mapped[kMaxCaseText];
  return cluster_value(call, mapped, map_case(*point, *kind, mapped), false);
}

// Of a cluster: a code point or a list of them. A list that nfkc makes one point of stays a list.
NativeResult unicode_util_linac_normal_2(NativeCall& call) {
  auto form = form_argument(call, 0);
  if (!form) return call.badarg();
  std::vector<uint32_t> points, normal;
  if (auto point = point_argument(call, 1)) {
    points.push_back(*point);
  } else {
    bool ok = peek(call, [&](const NoGc& no_gc) {
      for (Term list = call[1].get(no_gc);; list = list.tail()) {
        if (list.is_nil()) return !points.empty();
        if (!list.is_cons() || !list.head().is_small()) return false;
        int64_t value = list.head().small_value();
        if (value < 0 || value > kMaxCodePoint) return false;
        points.push_back(static_cast<uint32_t>(value));
      }
    });
    if (!ok) return call.badarg();
  }
  normalize_cluster(*form, points.data(), points.size(), &normal);
  bool as_list = false;
  if (*form == NormalForm::kNfkc && normal.size() == 1) {
    std::vector<uint32_t> decomposed;
    normalize_cluster(NormalForm::kNfkd, points.data(), points.size(), &decomposed);
    as_list = decomposed.size() > 1;
  }
  return cluster_value(call, normal.data(), normal.size(), as_list);
}

}  // namespace linac
