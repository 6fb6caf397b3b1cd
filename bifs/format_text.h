// Text that io_lib's functions make: characters, and brackets for the lists within lists that their
// results are. io:format drops the brackets; io_lib:format builds the very lists that OTP does.
//
// A FormatText is the content of one list: its outer brackets are the caller's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/term/allocate.h"

namespace linac {

class FormatText {
 public:
  using Token = uint32_t;
  static constexpr Token kOpen = 0xFFFFFFFE;
  static constexpr Token kClose = 0xFFFFFFFF;
  static constexpr Token kMaxCharacter = 0xFFFFFFF0;

  static bool is_bracket(Token token) { return token >= kOpen; }

  void add(Token character) { tokens_.push_back(character); }
  void open() { tokens_.push_back(kOpen); }
  void close() { tokens_.push_back(kClose); }
  void add_ascii(std::string_view text) { tokens_.insert(tokens_.end(), text.begin(), text.end()); }
  void add_bytes(std::string_view text);  // a character each
  void add_utf8(std::string_view text);
  // What `text` holds, as further content of this list or as one element.
  void splice(const FormatText& text) { splice(text.tokens_.data(), text.tokens_.size()); }
  void splice(const Token* tokens, size_t count) {
    tokens_.insert(tokens_.end(), tokens, tokens + count);
  }
  void add_list(const FormatText& text) {
    open();
    splice(text);
    close();
  }
  void add_list(std::string_view ascii) {
    open();
    add_ascii(ascii);
    close();
  }

  const std::vector<Token>& tokens() const { return tokens_; }
  std::vector<Token>& tokens() { return tokens_; }
  size_t size() const { return tokens_.size(); }
  void clear() { tokens_.clear(); }

  // Only the characters.
  std::vector<Token> characters() const;
  // io_lib:chars_length/1: characters when all are Latin-1, else grapheme clusters.
  size_t chars_length() const { return chars_length_of(tokens_.data(), tokens_.size()); }
  static size_t chars_length_of(const Token* tokens, size_t count);
  // string:length/1.
  size_t grapheme_length() const;
  // False: a character is no code point.
  bool to_utf8(std::string& out) const;

  // kConsWords for each token at most.
  size_t list_words() const { return kConsWords * tokens_.size(); }
  Term build_list(TermSpace& space) const;

 private:
  std::vector<Token> tokens_;
};

// `count` times the character, in the lists within lists that io_lib_format makes of it, or those of
// io_lib_pretty.
void add_repeated(FormatText& out, FormatText::Token character, size_t count, bool pretty);

// Grapheme clusters of an array of code points.
size_t count_clusters(const uint32_t* points, size_t count);
// How many code points the first `clusters` clusters take.
size_t clusters_end(const uint32_t* points, size_t count, size_t clusters);

}  // namespace linac
