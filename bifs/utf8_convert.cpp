#include "bifs/utf8_convert.h"

#include <algorithm>
#include <charconv>

#include "bifs/room.h"
#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"

namespace linac {
namespace {

// Bytes of the character that a byte begins; 0: none does.
size_t sequence_length(uint8_t first) {
  if (first < 0x80) return 1;
  if ((first & 0xE0) == 0xC0) return 2;
  if ((first & 0xF0) == 0xE0) return 3;
  return (first & 0xF8) == 0xF0 ? 4 : 0;
}

// Whether bytes that begin a character, but are too few, could go on to be one: only their form.
bool may_go_on(const uint8_t* bytes, size_t size) {
  if ((bytes[0] & 0xE0) == 0xC0) return true;
  size_t length = sequence_length(bytes[0]);
  if (length < 3) return false;
  for (size_t i = 1; i < size; i++) {
    if ((bytes[i] & 0xC0) != 0x80) return false;
  }
  return true;
}

// Small ones are looked at from time to time.
bool is_large(Term binary) { return bit_size(binary) > 8 * 4096; }

}  // namespace

Utf8Prefix utf8_prefix(std::span<const uint8_t> bytes) {
  Utf8Scan scan = scan_utf8(bytes);
  size_t left = bytes.size() - scan.valid_bytes;
  if (left == 0) return {scan.valid_bytes, scan.code_points, false};
  const uint8_t* at = bytes.data() + scan.valid_bytes;
  bool incomplete = left < sequence_length(*at) && may_go_on(at, left);
  return {scan.valid_bytes, scan.code_points, incomplete};
}

bool Utf8Conversion::is_well_formed(Term data) {
  LongWalk walk;
  InlineStack<Term, 32> rest;
  for (;;) {
    while (data.is_cons()) {
      Term head = data.head();
      data = data.tail();
      if (head.is_cons()) {
        rest.push(data);
        data = head;
      } else if (is_big(head)) {
        return true;  // an error to come: nothing behind it is looked at
      } else if (!head.is_small() && !head.is_nil() && !(is_bitstring(head) && is_binary(head))) {
        return false;
      }
    }
    if (!data.is_nil() && !(is_bitstring(data) && is_binary(data))) return false;
    if (rest.empty()) return true;
    if (walk.gives_up()) return false;
    data = rest.pop();
  }
}

void Utf8Conversion::run(Term data) {
  if (!is_well_formed(data)) {
    status_ = ConvertStatus::kBadarg;
    return;
  }
  bool ok = data.is_list() ? add_list(data) : add_binary(data);
  if (!ok) {
    status_ = ConvertStatus::kError;
  } else if (begun_size_ > 0) {
    status_ = may_go_on(begun_, begun_size_) ? ConvertStatus::kIncomplete : ConvertStatus::kError;
    stopped_binary_ = kNoTerm;
    rest_ = kNoTerm;  // only the bytes that have begun
  }
}

// On failure rest_, stopped_* and outer_ say what is left.
bool Utf8Conversion::add_list(Term data) {
  LongWalk walk;
  for (;;) {
    while (data.is_cons()) {
      Term head = data.head();
      if (is_integer(head)) {
        if (!add_integer(head)) {
          rest_ = data;
          return false;
        }
        data = data.tail();
      } else if (head.is_cons()) {
        outer_.push_back(data.tail());
        data = head;
      } else if (head.is_nil()) {
        data = data.tail();
      } else {
        if (is_large(head) && !has_room(out_.size() + bit_size(head) / 8)) {
          rest_ = kNil;
          return false;
        }
        if (!add_binary(head)) {
          stopped_in_list_ = true;
          rest_ = data.tail();
          return false;
        }
        data = data.tail();
      }
    }
    if (!data.is_nil() && !add_binary(data)) return false;
    if (outer_.empty()) return true;
    if (walk.gives_up(out_.size())) {
      rest_ = kNil;
      return false;
    }
    data = outer_.back();
    outer_.pop_back();
  }
}

bool Utf8Conversion::add_integer(Term element) {
  if (begun_size_ > 0 || !element.is_small()) return false;
  int64_t value = element.small_value();
  if (value < 0 || !is_code_point(static_cast<uint64_t>(value)) || (latin1_ && value > 0xFF)) {
    return false;
  }
  append_utf8(out_, static_cast<uint32_t>(value));
  return true;
}

bool Utf8Conversion::add_binary(Term binary) {
  std::vector<uint8_t> storage;
  std::span<const uint8_t> bytes = aligned_bytes(bits_view(binary), storage);
  if (!latin1_) return add_utf8(binary, bytes.data(), bytes.size());
  for (uint8_t byte : bytes) append_utf8(out_, byte);
  return true;
}

bool Utf8Conversion::add_utf8(Term binary, const uint8_t* bytes, size_t size) {
  size_t at = 0;
  if (begun_size_ > 0) {
    size_t missing = sequence_length(begun_[0]) - begun_size_;
    size_t taken = std::min(missing, size);
    std::memcpy(begun_ + begun_size_, bytes, taken);
    if (taken < missing) {
      begun_size_ += taken;
      return true;
    }
    if (decode_utf8(begun_, begun_size_ + missing).length == 0) {
      stopped_binary_ = binary;
      stopped_at_ = 0;
      return false;
    }
    out_.append(reinterpret_cast<const char*>(begun_), begun_size_ + missing);
    begun_size_ = 0;
    at = missing;
  }
  Utf8Scan scan = scan_utf8({bytes + at, size - at});
  out_.append(reinterpret_cast<const char*>(bytes) + at, scan.valid_bytes);
  at += scan.valid_bytes;
  if (at == size) return true;
  size_t left = size - at;
  if (left < sequence_length(bytes[at])) {
    std::memcpy(begun_, bytes + at, left);
    begun_size_ = left;
    return true;
  }
  stopped_binary_ = binary;
  stopped_at_ = at;
  return false;
}

size_t Utf8Conversion::rest_words() const {
  return heap_binary_words(8 * sizeof begun_) + sub_binary_words() +
         kConsWords * (3 + outer_.size());
}

Term Utf8Conversion::build_rest(TermSpace& space) const {
  Term begun = kNoTerm;
  if (begun_size_ > 0) begun = make_binary({begun_, begun_size_}, space);
  if (rest_ == kNoTerm) return begun;
  Term rest = rest_;
  if (stopped_binary_ != kNoTerm) {
    size_t bits = bit_size(stopped_binary_);
    Term binary = make_sub_binary(stopped_binary_, 8 * stopped_at_, bits - 8 * stopped_at_, space);
    rest = stopped_in_list_ ? space.cons(binary, rest_) : binary;
  }
  for (size_t i = outer_.size(); i-- > 0;) rest = space.cons(rest, outer_[i]);
  if (begun != kNoTerm) rest = space.cons(begun, space.cons(rest, kNil));
  return rest;
}

std::string latin1_with_escapes(std::string_view utf8) {
  std::string latin1;
  for (auto bytes = as_bytes(utf8); !bytes.empty();) {
    DecodedUtf8 decoded = decode_utf8(bytes.data(), bytes.size());
    if (decoded.length == 0) decoded = {bytes[0], 1};
    if (decoded.code_point <= 0xFF) {
      latin1.push_back(static_cast<char>(decoded.code_point));
    } else {
      char digits[8];
      char* end = std::to_chars(digits, std::end(digits), decoded.code_point, 16).ptr;
      std::transform(digits, end, digits, [](char digit) {
        return digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
      });
      latin1.append("\\x{").append(digits, end).append("}");
    }
    bytes = bytes.subspan(decoded.length);
  }
  return latin1;
}

}  // namespace linac
