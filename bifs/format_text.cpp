#include "bifs/format_text.h"

#include <algorithm>

#include "bifs/graphemes.h"
#include "bifs/room.h"
#include "core/term/utf8.h"

namespace linac {

void FormatText::add_bytes(std::string_view text) {
  for (char c : text) tokens_.push_back(static_cast<uint8_t>(c));
}

void FormatText::add_utf8(std::string_view text) {
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    DecodedUtf8 next = decode_utf8(bytes + at, text.size() - at);
    VM_CHECK(next.length != 0);
    tokens_.push_back(next.code_point);
    at += next.length;
  }
}

std::vector<FormatText::Token> FormatText::characters() const {
  std::vector<Token> result;
  result.reserve(tokens_.size());
  std::copy_if(tokens_.begin(), tokens_.end(), std::back_inserter(result),
               [](Token token) { return !is_bracket(token); });
  return result;
}

size_t FormatText::chars_length_of(const Token* tokens, size_t count) {
  size_t characters = 0;
  bool latin1 = true;
  for (size_t i = 0; i < count; i++) {
    if (is_bracket(tokens[i])) continue;
    characters++;
    latin1 &= tokens[i] <= 0xFF;
  }
  if (latin1) return characters;
  std::vector<Token> points;
  points.reserve(characters);
  std::copy_if(tokens, tokens + count, std::back_inserter(points),
               [](Token token) { return !is_bracket(token); });
  return count_clusters(points.data(), points.size());
}

size_t FormatText::grapheme_length() const {
  std::vector<Token> points = characters();
  return count_clusters(points.data(), points.size());
}

bool FormatText::to_utf8(std::string& out) const {
  for (Token token : tokens_) {
    if (is_bracket(token)) continue;
    if (!is_code_point(token)) return false;
    append_utf8(out, token);
  }
  return true;
}

Term FormatText::build_list(TermSpace& space) const {
  std::vector<Term> after;  // what follows each list that is open, from the back
  Term list = kNil;
  for (size_t i = tokens_.size(); i-- > 0;) {
    Token token = tokens_[i];
    if (token == kClose) {
      after.push_back(list);
      list = kNil;
    } else if (token == kOpen) {
      list = space.cons(list, after.back());
      after.pop_back();
    } else {
      list = space.cons(make_small(token), list);
    }
  }
  return list;
}

void add_repeated(FormatText& out, FormatText::Token character, size_t count, bool pretty) {
  if (count > SIZE_MAX / 16 || !has_room(count * 2 * sizeof(FormatText::Token))) return;
  if (count <= 3 && !(pretty && count == 1)) {
    for (size_t i = 0; i < count; i++) out.add(character);
    return;
  }
  if (count % 2 == 1) out.add(character);
  size_t start = out.size();
  out.open();
  add_repeated(out, character, count / 2, pretty);  // as deep as the count has bits
  out.close();
  // Once more without its brackets.
  std::vector<FormatText::Token>& tokens = out.tokens();
  size_t first = start + 1, last = tokens.size() - 1;
  tokens.resize(last + 1 + (last - first));
  std::copy_n(tokens.begin() + static_cast<ptrdiff_t>(first), last - first,
              tokens.begin() + static_cast<ptrdiff_t>(last) + 1);
}

size_t count_clusters(const uint32_t* points, size_t count) {
  size_t clusters = 0;
  PointCursor at{points, points + count};
  for (uint32_t first; at.next(&first); clusters++) finish_cluster(at, first);
  return clusters;
}

size_t clusters_end(const uint32_t* points, size_t count, size_t clusters) {
  PointCursor at{points, points + count};
  for (uint32_t first; clusters > 0 && at.next(&first); clusters--) finish_cluster(at, first);
  return static_cast<size_t>(at.at - points);
}

}  // namespace linac
