#include "bifs/normalize.h"

#include <algorithm>
#include <span>

#include "bifs/graphemes.h"

namespace linac {
namespace {

// Hangul syllables are computed.
constexpr uint32_t kSyllable = 0xAC00, kLead = 0x1100, kVowel = 0x1161, kTail = 0x11A7;
constexpr uint32_t kVowels = 21, kTails = 28, kLeads = 19;
constexpr uint32_t kSyllables = kLeads * kVowels * kTails;

bool in_range(uint32_t point, uint32_t first, uint32_t count) { return point - first < count; }

void decompose_point(uint32_t point, bool compatible, std::vector<uint32_t>* out) {
  if (in_range(point, kSyllable, kSyllables)) {
    uint32_t index = point - kSyllable;
    out->push_back(kLead + index / (kVowels * kTails));
    out->push_back(kVowel + index % (kVowels * kTails) / kTails);
    if (index % kTails != 0) out->push_back(kTail + index % kTails);
    return;
  }
  std::span<const uint32_t> text;
  if (compatible) text = compatibility_decomposition(point);
  if (text.empty()) text = canonical_decomposition(point);
  if (text.empty()) {
    out->push_back(point);
  } else {
    out->insert(out->end(), text.begin(), text.end());
  }
}

// Marks between two starters stand in the order of their classes.
void order_marks(std::vector<uint32_t>* points) {
  auto is_starter = [](uint32_t point) { return combining_class(point) == 0; };
  for (auto at = points->begin(); at != points->end();) {
    at = std::find_if_not(at, points->end(), is_starter);
    auto end = std::find_if(at, points->end(), is_starter);
    std::stable_sort(at, end, [](uint32_t a, uint32_t b) {
      return combining_class(a) < combining_class(b);
    });
    at = end;
  }
}

std::vector<uint32_t> decompose(const uint32_t* points, size_t count, bool compatible) {
  std::vector<uint32_t> result;
  for (size_t i = 0; i < count; i++) decompose_point(points[i], compatible, &result);
  if (result.size() > 1) order_marks(&result);
  return result;
}

// A base with the marks that it takes up; a starter that it does not take up is the next base.
void compose_marks(const uint32_t* points, size_t count, std::vector<uint32_t>* out) {
  uint32_t base = points[0];
  std::vector<uint32_t> marks;
  uint8_t last = combining_class(base);
  auto flush = [&] {
    out->push_back(base);
    out->insert(out->end(), marks.begin(), marks.end());
    marks.clear();
  };
  for (size_t i = 1; i < count; i++) {
    uint8_t current = combining_class(points[i]);
    uint32_t composed = last == 0 || last < current ? compose_pair(base, points[i]) : 0;
    if (composed != 0) {
      base = composed;
    } else if (current == 0) {
      flush();
      base = points[i];
      last = 0;
    } else {
      marks.push_back(points[i]);
      last = current;
    }
  }
  flush();
}

void compose(const uint32_t* points, size_t count, std::vector<uint32_t>* out) {
  while (count > 1 && in_range(points[0], kLead, kLeads)) {
    if (!in_range(points[1], kVowel, kVowels)) {
      out->push_back(points[0]);
      points++;
      count--;
      continue;
    }
    uint32_t syllable = kSyllable + ((points[0] - kLead) * kVowels + (points[1] - kVowel)) * kTails;
    bool tail = count > 2 && in_range(points[2], kTail, kTails);
    out->push_back(syllable + (tail ? points[2] - kTail : 0));
    out->insert(out->end(), points + 2 + tail, points + count);
    return;
  }
  if (count == 1) {
    out->push_back(points[0]);
  } else if (count == 2) {
    uint32_t composed = compose_pair(points[0], points[1]);
    if (composed != 0) {
      out->push_back(composed);
    } else {
      out->insert(out->end(), points, points + 2);
    }
  } else {
    compose_marks(points, count, out);
  }
}

}  // namespace

void normalize_cluster(NormalForm form, const uint32_t* points, size_t count,
                       std::vector<uint32_t>* out) {
  bool compatible = form == NormalForm::kNfkc || form == NormalForm::kNfkd;
  if (count == 1 && points[0] <= (form == NormalForm::kNfc ? 0xFFu : 0x7Fu)) {
    out->push_back(points[0]);
    return;
  }
  std::vector<uint32_t> decomposed = decompose(points, count, compatible);
  switch (form) {
    case NormalForm::kNfd:
    case NormalForm::kNfkd:
      out->insert(out->end(), decomposed.begin(), decomposed.end());
      return;
    case NormalForm::kNfc:
      return compose(decomposed.data(), decomposed.size(), out);
    case NormalForm::kNfkc: {
      if (decomposed.size() == 1) {
        out->push_back(decomposed[0]);
        return;
      }
      // A compatibility decomposition may be several clusters.
      const uint32_t* end = decomposed.data() + decomposed.size();
      PointCursor at{decomposed.data(), end};
      for (uint32_t first;;) {
        const uint32_t* begin = at.at;
        if (!at.next(&first)) return;
        finish_cluster(at, first);
        compose(begin, static_cast<size_t>(at.at - begin), out);
      }
    }
  }
}

}  // namespace linac
