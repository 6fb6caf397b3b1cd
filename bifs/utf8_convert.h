// Character data to UTF-8, with the very errors of unicode:characters_to_binary/2: where it stops,
// and what is left from there.
//
// Nothing here collects. What is left refers to the terms that were given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/term/bits.h"

namespace linac {

enum class ConvertStatus : uint8_t { kOk, kError, kIncomplete, kBadarg };

class Utf8Conversion {
 public:
  // Latin-1: integers to 255 and bytes; else code points and UTF-8, which may be split over binaries.
  Utf8Conversion(Term data, bool latin1) : latin1_(latin1) { run(data); }

  ConvertStatus status() const { return status_; }
  const std::string& text() const { return out_; }

  // Of what is left after kError and kIncomplete.
  size_t rest_words() const;
  Term build_rest(TermSpace& space) const;

 private:
  static bool is_well_formed(Term data);
  void run(Term data);
  bool add_list(Term data);
  bool add_integer(Term element);
  bool add_binary(Term binary);
  bool add_utf8(Term binary, const uint8_t* bytes, size_t size);

  const bool latin1_;
  ConvertStatus status_ = ConvertStatus::kOk;
  std::string out_;
  // The bytes of a character that has begun in one binary and may end in the next.
  uint8_t begun_[4];
  size_t begun_size_ = 0;
  // After an error: a binary that could not be taken from this byte on, or kNoTerm; what follows it;
  // and what follows the lists around, the outermost first.
  Term stopped_binary_ = kNoTerm;
  size_t stopped_at_ = 0;
  bool stopped_in_list_ = false;
  Term rest_ = kNil;
  std::vector<Term> outer_;
};

// How many bytes at the front are valid, and whether what follows may be the beginning of a character.
struct Utf8Prefix {
  size_t valid_bytes;
  size_t characters;
  bool incomplete;
};
Utf8Prefix utf8_prefix(std::span<const uint8_t> bytes);

// What a device writes to which latin1 was given as its encoding: what is no Latin-1 as Erlang escapes it.
std::string latin1_with_escapes(std::string_view utf8);

}  // namespace linac
