// Character data from any encoding to any, as unicode:characters_to_binary/3 does it for all but
// Latin-1 and UTF-8 to UTF-8 (utf8_convert.h), with its errors.
#pragma once

#include <string>
#include <vector>

#include "bifs/utf8_convert.h"
#include "core/term/atom.h"

namespace linac {

enum class Encoding : uint8_t {
  kNone,  // not an encoding
  kLatin1,
  kUtf8,
  kUtf16Big,
  kUtf16Little,
  kUtf32Big,
  kUtf32Little,
};
// latin1, unicode, utf8, utf16, {utf16, big | little} and the same with utf32.
Encoding encoding_of(const AtomTable& atoms, Term term);

class EncodingConversion {
 public:
  EncodingConversion(Term data, Encoding in, Encoding out);

  ConvertStatus status() const { return status_; }
  const std::string& bytes() const { return out_; }
  size_t rest_words() const;
  Term build_rest(TermSpace& space) const;

 private:
  // Bytes [from, to) of a binary, or bytes of its own.
  struct Piece {
    Term binary = kNoTerm;
    size_t from = 0, to = 0;
    std::string own;

    size_t size() const { return binary == kNoTerm ? own.size() : to - from; }
  };
  // A list that is being walked: pieces that stand before the rest of it.
  struct Level {
    std::vector<Piece> pieces;  // the next one last
    Term rest;
  };

  void run(Term data);
  bool step();
  bool add_integer(Term element);
  bool add_piece(Piece piece, bool in_list);
  bool fill_begun(Piece piece, bool in_list);
  bool decode(const Piece& piece);
  bool put(uint32_t point);
  std::string bytes_of(const Piece& piece) const;
  Term build_piece(const Piece& piece, TermSpace& space) const;

  const Encoding in_, out_encoding_;
  ConvertStatus status_ = ConvertStatus::kOk;
  std::string out_;
  std::vector<Level> levels_;
  // A character that has begun, and how many bytes it lacks.
  std::string begun_;
  size_t missing_ = 0;
  // After an error: what could not be taken.
  Piece stopped_;
  Term stopped_integer_ = kNoTerm;
  bool begun_before_integer_ = false;
};

}  // namespace linac
