// The walk mirrors OTP's, because what is left after an error shows how it was cut: binaries are
// taken 8,192 bytes at a time, and a character that is split is put together first.
#include "bifs/unicode_encodings.h"
#include "core/base/long_walk.h"

namespace linac {
namespace {

constexpr size_t kPieceBytes = 8192;

struct Decoded {
  uint32_t point = 0;
  size_t length = 0;   // 0: none
  size_t missing = 0;  // so many bytes more and there might be one
};

uint32_t unit(const uint8_t* bytes, size_t count, bool little) {
  uint32_t value = 0;
  for (size_t i = 0; i < count; i++) value = value << 8 | bytes[little ? count - 1 - i : i];
  return value;
}

bool is_high_surrogate_byte(uint8_t byte) { return (byte & 0xFC) == 0xD8; }
bool is_low_surrogate_byte(uint8_t byte) { return (byte & 0xFC) == 0xDC; }

size_t missing_utf8(const uint8_t* bytes, size_t left) {
  size_t length = (bytes[0] & 0xE0) == 0xC0   ? 2
                  : (bytes[0] & 0xF0) == 0xE0 ? 3
                  : (bytes[0] & 0xF8) == 0xF0 ? 4
                                              : 0;
  if (left >= length) return 0;
  for (size_t i = 1; i < left; i++) {
    if ((bytes[i] & 0xC0) != 0x80) return 0;
  }
  return length - left;
}

size_t missing_utf16(const uint8_t* bytes, size_t left, bool little) {
  if (left > 3) return 0;
  if (little) {
    if (left == 1) return 1;
    return is_high_surrogate_byte(bytes[1]) ? 4 - left : 0;
  }
  if (left == 1) return is_high_surrogate_byte(bytes[0]) ? 3 : bytes[0] <= 0xD7 || bytes[0] >= 0xE0;
  if (!is_high_surrogate_byte(bytes[0])) return 0;
  return left == 2 || is_low_surrogate_byte(bytes[2]) ? 4 - left : 0;
}

size_t missing_utf32(const uint8_t* bytes, size_t left, bool little) {
  if (left > 3) return 0;
  if (little) {
    if (left < 3) return 4 - left;
    uint8_t y = bytes[1], x = bytes[2];
    if ((bytes[0] == 0xFE || bytes[0] == 0xFF) && y == 0xFF && x == 0) return 0;
    return x <= 16 && (x > 0 || y <= 0xD7 || y >= 0xE0);
  }
  if (bytes[0] != 0 || (left > 1 && bytes[1] > 16)) return 0;
  if (left < 3) return 4 - left;
  return bytes[1] > 0 || bytes[2] <= 0xD7 || bytes[2] >= 0xE0;
}

Decoded decode_utf16(const uint8_t* bytes, size_t left, bool little) {
  if (left >= 2) {
    uint32_t first = unit(bytes, 2, little);
    if (first < 0xD800 || first > 0xDFFF) return {first, 2, 0};
    if (first < 0xDC00 && left >= 4) {
      uint32_t second = unit(bytes + 2, 2, little);
      if (second >= 0xDC00 && second <= 0xDFFF) {
        return {0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 4, 0};
      }
    }
  }
  return {0, 0, missing_utf16(bytes, left, little)};
}

Decoded decode_utf32(const uint8_t* bytes, size_t left, bool little) {
  if (left >= 4) {
    uint32_t point = unit(bytes, 4, little);
    if (is_code_point(point)) return {point, 4, 0};
  }
  return {0, 0, missing_utf32(bytes, left, little)};
}

Decoded decode_next(Encoding encoding, const uint8_t* bytes, size_t left) {
  switch (encoding) {
    case Encoding::kLatin1: return {bytes[0], 1, 0};
    case Encoding::kUtf8: {
      DecodedUtf8 next = decode_utf8(bytes, left);
      if (next.length != 0) return {next.code_point, next.length, 0};
      return {0, 0, missing_utf8(bytes, left)};
    }
    case Encoding::kUtf16Big: return decode_utf16(bytes, left, false);
    case Encoding::kUtf16Little: return decode_utf16(bytes, left, true);
    case Encoding::kUtf32Big: return decode_utf32(bytes, left, false);
    case Encoding::kUtf32Little: return decode_utf32(bytes, left, true);
    case Encoding::kNone: break;
  }
  VM_UNREACHABLE();
}

void append_unit(std::string& out, uint32_t value, size_t count, bool little) {
  for (size_t i = 0; i < count; i++) {
    size_t byte = little ? i : count - 1 - i;
    out += static_cast<char>(value >> (8 * byte));
  }
}

void append_utf16(std::string& out, uint32_t point, bool little) {
  if (point < 0x10000) return append_unit(out, point, 2, little);
  point -= 0x10000;
  append_unit(out, 0xD800 + (point >> 10), 2, little);
  append_unit(out, 0xDC00 + (point & 0x3FF), 2, little);
}

}  // namespace

Encoding encoding_of(const AtomTable& atoms, Term term) {
  bool little = false;
  if (is_tuple_of(term, 2) && tuple_element(term, 1).is_atom()) {
    std::string_view order = atoms.text(tuple_element(term, 1));
    if (order != "big" && order != "little") return Encoding::kNone;
    little = order == "little";
    term = tuple_element(term, 0);
    if (!term.is_atom()) return Encoding::kNone;
    std::string_view name = atoms.text(term);
    if (name != "utf16" && name != "utf32") return Encoding::kNone;
  }
  if (!term.is_atom()) return Encoding::kNone;
  std::string_view name = atoms.text(term);
  if (name == "latin1") return Encoding::kLatin1;
  if (name == "utf8" || name == "unicode") return Encoding::kUtf8;
  if (name == "utf16") return little ? Encoding::kUtf16Little : Encoding::kUtf16Big;
  if (name == "utf32") return little ? Encoding::kUtf32Little : Encoding::kUtf32Big;
  return Encoding::kNone;
}

EncodingConversion::EncodingConversion(Term data, Encoding in, Encoding out)
    : in_(in), out_encoding_(out) {
  if (in == Encoding::kNone || out == Encoding::kNone) {
    status_ = ConvertStatus::kBadarg;
  } else {
    run(data);
  }
}

void EncodingConversion::run(Term data) {
  if (is_bitstring(data) && is_binary(data)) {
    if (!add_piece({data, 0, bit_size(data) / 8, {}}, false)) return;
  } else if (data.is_list()) {
    levels_.push_back({{}, data});
  } else {
    status_ = ConvertStatus::kBadarg;
  }
  LongWalk walk;
  while (!levels_.empty() && step()) {
    if (!walk.gives_up(out_.size())) continue;
    status_ = ConvertStatus::kBadarg;
    break;
  }
  if (status_ == ConvertStatus::kOk && !begun_.empty()) status_ = ConvertStatus::kIncomplete;
}

// One element of the innermost list. False: it is over, one way or the other.
bool EncodingConversion::step() {
  Level& level = levels_.back();
  if (!level.pieces.empty()) {
    Piece piece = std::move(level.pieces.back());
    level.pieces.pop_back();
    return add_piece(std::move(piece), true);
  }
  if (level.rest.is_nil()) {
    levels_.pop_back();
    return true;
  }
  if (level.rest.is_cons()) {
    Term head = level.rest.head();
    if (is_integer(head)) {
      if (!add_integer(head)) return false;
      levels_.back().rest = level.rest.tail();
      return true;
    }
    level.rest = level.rest.tail();
    if (head.is_list()) {
      levels_.push_back({{}, head});
      return true;
    }
    if (is_bitstring(head) && is_binary(head)) {
      return add_piece({head, 0, bit_size(head) / 8, {}}, true);
    }
  } else if (is_bitstring(level.rest) && is_binary(level.rest)) {
    Term tail = level.rest;
    levels_.pop_back();
    return add_piece({tail, 0, bit_size(tail) / 8, {}}, false);
  }
  status_ = ConvertStatus::kBadarg;
  return false;
}

bool EncodingConversion::add_integer(Term element) {
  bool in_range = element.is_small() && element.small_value() >= 0 &&
                  is_code_point(static_cast<uint64_t>(element.small_value()));
  uint32_t point = in_range ? static_cast<uint32_t>(element.small_value()) : 0;
  bool byte_only = in_ == Encoding::kLatin1 || out_encoding_ == Encoding::kLatin1;
  if (begun_.empty() && in_range && !(byte_only && point > 0xFF)) return put(point);
  bool negative = element.is_small() ? element.small_value() < 0 : is_big_negative(element);
  if (begun_.empty() && negative && out_encoding_ == Encoding::kLatin1) {
    status_ = ConvertStatus::kBadarg;
    return false;
  }
  status_ = ConvertStatus::kError;
  begun_before_integer_ = !begun_.empty();
  // With a character begun the list stays as it is, else the integer is left in a list of its own.
  if (!begun_before_integer_) {
    stopped_integer_ = element;
    levels_.back().rest = levels_.back().rest.tail();
  }
  return false;
}

bool EncodingConversion::add_piece(Piece piece, bool in_list) {
  if (!begun_.empty()) return fill_begun(std::move(piece), in_list);
  if (piece.size() <= kPieceBytes) return decode(piece);
  Piece second = piece;
  if (piece.binary == kNoTerm) {
    second.own = piece.own.substr(kPieceBytes);
    piece.own.resize(kPieceBytes);
  } else {
    piece.to = second.from = piece.from + kPieceBytes;
  }
  if (!in_list) levels_.push_back({{}, kNil});
  levels_.back().pieces.push_back(std::move(second));
  return decode(piece);
}

// A character has begun: the piece has to go on with it.
bool EncodingConversion::fill_begun(Piece piece, bool in_list) {
  std::string bytes = bytes_of(piece);
  if (bytes.size() < missing_) {
    begun_ += bytes;
    missing_ -= bytes.size();
    return true;
  }
  Piece whole;
  whole.own = std::move(begun_);
  begun_.clear();
  Piece trailing = std::move(piece);
  if (in_list) {
    whole.own += bytes.substr(0, missing_);
    if (trailing.binary == kNoTerm) {
      trailing.own.erase(0, missing_);
    } else {
      trailing.from += missing_;
    }
    levels_.back().pieces.push_back(std::move(trailing));
    return decode(whole);
  }
  // The tail of a list: what has begun and the tail become a list of two.
  levels_.push_back({{}, kNil});
  levels_.back().pieces.push_back(std::move(trailing));
  return decode(whole);
}

bool EncodingConversion::decode(const Piece& piece) {
  std::string bytes = bytes_of(piece);
  const uint8_t* data = reinterpret_cast<const uint8_t*>(bytes.data());
  for (size_t at = 0; at < bytes.size();) {
    Decoded next = decode_next(in_, data + at, bytes.size() - at);
    bool too_large = out_encoding_ == Encoding::kLatin1 && next.point > 0xFF;
    if (next.length != 0 && !too_large) {
      put(next.point);
      at += next.length;
      continue;
    }
    if (next.length == 0 && next.missing != 0) {
      begun_ = bytes.substr(at);
      missing_ = next.missing;
      return true;
    }
    Piece rest = piece;
    if (rest.binary == kNoTerm) {
      rest.own.erase(0, at);
    } else {
      rest.from += at;
    }
    status_ = ConvertStatus::kError;
    stopped_ = std::move(rest);
    return false;
  }
  return true;
}

bool EncodingConversion::put(uint32_t point) {
  switch (out_encoding_) {
    case Encoding::kLatin1: out_ += static_cast<char>(point); break;
    case Encoding::kUtf8: append_utf8(out_, point); break;
    case Encoding::kUtf16Big: append_utf16(out_, point, false); break;
    case Encoding::kUtf16Little: append_utf16(out_, point, true); break;
    case Encoding::kUtf32Big: append_unit(out_, point, 4, false); break;
    case Encoding::kUtf32Little: append_unit(out_, point, 4, true); break;
    case Encoding::kNone: VM_UNREACHABLE();
  }
  return true;
}

std::string EncodingConversion::bytes_of(const Piece& piece) const {
  if (piece.binary == kNoTerm) return piece.own;
  BitsView view = bits_view(piece.binary);
  view.bit_offset += 8 * piece.from;
  view.bit_size = 8 * piece.size();
  std::string bytes(piece.size(), '\0');
  copy_bits(reinterpret_cast<uint8_t*>(bytes.data()), 0, view);
  return bytes;
}

// --- What is left --------------------------------------------------------------------------------

size_t EncodingConversion::rest_words() const {
  size_t words = 2 * kConsWords + binary_words(8 * begun_.size());
  auto add = [&](const Piece& piece) {
    words += piece.binary == kNoTerm ? binary_words(8 * piece.own.size()) : sub_binary_words();
  };
  add(stopped_);
  for (const Level& level : levels_) {
    words += kConsWords * (1 + level.pieces.size());
    for (const Piece& piece : level.pieces) add(piece);
  }
  return words;
}

Term EncodingConversion::build_piece(const Piece& piece, TermSpace& space) const {
  if (piece.binary == kNoTerm) return make_binary(piece.own, space);
  return make_sub_binary(piece.binary, 8 * piece.from, 8 * piece.size(), space);
}

Term EncodingConversion::build_rest(TermSpace& space) const {
  if (status_ == ConvertStatus::kIncomplete) return make_binary(begun_, space);
  Term rest = kNoTerm;
  if (begun_before_integer_) {
    rest = make_binary(begun_, space);
  } else if (stopped_integer_ != kNoTerm) {
    rest = space.cons(stopped_integer_, kNil);
  } else {
    rest = build_piece(stopped_, space);
  }
  for (size_t i = levels_.size(); i-- > 0;) {
    const Level& level = levels_[i];
    Term after = level.rest;
    for (const Piece& piece : level.pieces) after = space.cons(build_piece(piece, space), after);
    rest = space.cons(rest, after);
  }
  return rest;
}

}  // namespace linac
