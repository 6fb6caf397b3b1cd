#include "bifs/unicode_data.h"

#include <algorithm>
#include <iterator>

namespace linac {
namespace {

#include "bifs/unicode_tables.inc"

constexpr uint32_t kFirstSyllable = 0xAC00, kLastSyllable = 0xD7A3;
constexpr uint32_t kSyllableTails = 28;
constexpr int32_t kFirstCaseText = 1 << 24;
constexpr int kCaseRecordBits = 11;
constexpr uint32_t kNoText = 0;

// Two numbers of kNormalRows a row; null: none.
const uint32_t* normal_row(uint32_t point) {
  if (point < 0xA0) return nullptr;
  size_t low = 0, high = std::size(kNormalRows) / 2;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (kNormalRows[2 * middle] >> 8 < point) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const uint32_t* row = kNormalRows + 2 * low;
  return low < std::size(kNormalRows) / 2 && row[0] >> 8 == point ? row : nullptr;
}

std::span<const uint32_t> normal_text(uint32_t offset) {
  if (offset == kNoText) return {};
  return {kNormalTexts + offset + 1, kNormalTexts[offset]};
}

}  // namespace

GraphemeClass grapheme_class_slow(uint32_t point) {
  if (point >= kFirstSyllable && point <= kLastSyllable) {
    return (point - kFirstSyllable) % kSyllableTails == 0 ? GraphemeClass::kHangulLv
                                                          : GraphemeClass::kHangulLvt;
  }
  if (point > 0x10FFFF) return GraphemeClass::kOther;
  const uint32_t* next =
      std::upper_bound(std::begin(kGraphemeRanges), std::end(kGraphemeRanges), point << 4 | 15);
  if (next == std::begin(kGraphemeRanges)) return GraphemeClass::kOther;
  return static_cast<GraphemeClass>(next[-1] & 15);
}

size_t map_case(uint32_t point, CaseKind kind, uint32_t (&out)[kMaxCaseText]) {
  out[0] = point;
  if (point > 0x10FFFF) return 1;
  const uint32_t* row =
      std::lower_bound(std::begin(kCaseRows), std::end(kCaseRows), point << kCaseRecordBits);
  if (row == std::end(kCaseRows) || *row >> kCaseRecordBits != point) return 1;
  uint32_t record = *row & ((1u << kCaseRecordBits) - 1);
  int32_t mapping = kCaseRecords[4 * record + static_cast<uint32_t>(kind)];
  if (mapping < kFirstCaseText) {
    out[0] = point + static_cast<uint32_t>(mapping);
    return 1;
  }
  const uint16_t* text = kCaseTexts + (mapping - kFirstCaseText);
  std::copy_n(text + 1, text[0], out);
  return text[0];
}

uint8_t combining_class(uint32_t point) {
  const uint32_t* row = normal_row(point);
  return row ? static_cast<uint8_t>(row[0]) : 0;
}

std::span<const uint32_t> canonical_decomposition(uint32_t point) {
  const uint32_t* row = normal_row(point);
  return row ? normal_text(row[1] >> 16) : std::span<const uint32_t>();
}

std::span<const uint32_t> compatibility_decomposition(uint32_t point) {
  const uint32_t* row = normal_row(point);
  return row ? normal_text(row[1] & 0xFFFF) : std::span<const uint32_t>();
}

uint32_t compose_pair(uint32_t first, uint32_t second) {
  uint64_t key = uint64_t{first} << 32 | second;
  const uint64_t* at = std::lower_bound(std::begin(kComposeKeys), std::end(kComposeKeys), key);
  if (at == std::end(kComposeKeys) || *at != key) return 0;
  return kComposeResults[at - kComposeKeys];
}

}  // namespace linac
