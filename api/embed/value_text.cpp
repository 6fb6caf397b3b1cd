// Value: the digits of its integers, and itself as Erlang writes it.
#include <gmp.h>

#include <algorithm>
#include <cstring>

#include "api/embed/value_node.h"
#include "core/term/identity.h"
#include "core/term/number_text.h"
#include "core/term/print.h"
#include "core/term/utf8.h"

namespace linac::v0 {
namespace {

using Node = ValueAccess::Node;

constexpr size_t kLimbBytes = sizeof(mp_limb_t);

// More digits would take unreasonably long to be read, and are past what a VM can hold.
constexpr size_t kMaxDigits = 1'300'000;

std::string digits_of(const Node& integer) {
  std::vector<mp_limb_t> limbs((integer.text.size() + kLimbBytes - 1) / kLimbBytes);
  std::memcpy(limbs.data(), integer.text.data(), integer.text.size());
  std::string digits(integer.text.size() * 5 / 2 + 2, '\0');  // 8 bits are 2.41 digits
  size_t count = mpn_get_str(reinterpret_cast<unsigned char*>(digits.data()), 10, limbs.data(),
                             static_cast<mp_size_t>(limbs.size()));
  digits.resize(count);
  for (char& digit : digits) digit = static_cast<char>(digit + '0');
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return integer.negative ? "-" + digits : digits;
}

bool is_text(std::string_view bytes) {
  auto* at = reinterpret_cast<const uint8_t*>(bytes.data());
  for (size_t i = 0; i < bytes.size();) {
    DecodedUtf8 one = decode_utf8(at + i, bytes.size() - i);
    bool is_control = one.code_point < 0x20 && one.code_point != '\n' && one.code_point != '\t' &&
                      one.code_point != '\r';
    if (one.length == 0 || is_control || one.code_point == 0x7F) return false;
    i += one.length;
  }
  return true;
}

void write_binary(std::string& out, const Value& binary) {
  std::span<const uint8_t> bytes = binary.bytes();
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  out += "<<";
  if (!bytes.empty() && binary.bit_size() % 8 == 0 && is_text(text)) {
    out += '"';
    bool is_ascii = true;
    for (char c : text) {
      is_ascii &= static_cast<uint8_t>(c) < 0x80;
      if (c == '"' || c == '\\') out += '\\';
      if (c == '\n')
        out += "\\n";
      else if (c == '\t')
        out += "\\t";
      else if (c == '\r')
        out += "\\r";
      else
        out += c;
    }
    out += is_ascii ? "\"" : "\"/utf8";
  } else {
    for (size_t i = 0; i < bytes.size(); i++) {
      if (i) out += ',';
      size_t partial = i + 1 == bytes.size() ? binary.bit_size() % 8 : 0;
      out += std::to_string(partial ? bytes[i] >> (8 - partial) : bytes[i]);
      if (partial) out += ":" + std::to_string(partial);
    }
  }
  out += ">>";
}

void write_leaf(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::kInteger: out += value.integer_text(); break;
    case Kind::kFloat: {
      char text[kShortFloatTextSize];
      out.append(text, float_to_short_text(*value.as_double(), text));
      break;
    }
    case Kind::kAtom: print_atom(out, *value.as_atom(), true); break;
    case Kind::kBinary: write_binary(out, value); break;
    case Kind::kPid: {
      Term pid{value.as_pid()->id};
      if (pid.is_local_pid()) {
        print_pid(out, pid);
      } else {
        out += "<0.0.0>";  // Pid{}, or what a host has made up
      }
      break;
    }
    case Kind::kOpaque: out += *ValueAccess::node(value).items[0].as_string(); break;
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kMap: break;
  }
}

bool is_container(const Value& value) {
  return value.is(Kind::kList) || value.is(Kind::kTuple) || value.is(Kind::kMap);
}

struct Open {
  const Value* value;
  size_t next = 0;
};

const char* opening(const Value& value) {
  return value.is(Kind::kList) ? "[" : value.is(Kind::kTuple) ? "{" : "#{";
}

// What stands before the next element.
const char* separator(const Open& open) {
  if (open.next == 0) return "";
  if (open.value->is(Kind::kMap) && open.next % 2 == 1) return " => ";
  bool is_tail = open.value->tail() && open.next + 1 == ValueAccess::node(*open.value).items.size();
  return is_tail ? "|" : ",";
}

}  // namespace

std::optional<Value> Value::integer_from_text(std::string_view digits) {
  bool negative = !digits.empty() && digits[0] == '-';
  if (negative || (!digits.empty() && digits[0] == '+')) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > kMaxDigits) return std::nullopt;
  std::string values;
  for (char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    values += static_cast<char>(c - '0');
  }
  std::vector<mp_limb_t> limbs(values.size() / 19 + 2);
  mp_size_t count =
      mpn_set_str(limbs.data(), reinterpret_cast<unsigned char*>(values.data()), values.size(), 10);
  return ValueAccess::integer(negative, {reinterpret_cast<const char*>(limbs.data()),
                                         static_cast<size_t>(count) * kLimbBytes});
}

std::string Value::integer_text() const {
  if (kind_ == Kind::kInteger) return std::to_string(data_.integer);
  return kind_ == kBigKind ? digits_of(*data_.node) : std::string();
}

std::string Value::to_string() const { return ValueAccess::text_up_to(*this, SIZE_MAX); }

std::string ValueAccess::text_up_to(const Value& root, size_t most) {
  std::string out;
  std::vector<Open> open;
  auto write = [&](const Value& value) {
    if (!is_container(value)) return write_leaf(out, value);
    out += opening(value);
    open.push_back({&value});
  };
  write(root);
  while (!open.empty() && out.size() <= most) {
    Open& top = open.back();
    const std::vector<Value>& items = node(*top.value).items;
    if (top.next == items.size()) {
      out += top.value->is(Kind::kList) ? "]" : "}";
      open.pop_back();
      continue;
    }
    out += separator(top);
    write(items[top.next++]);
  }
  return out;
}

}  // namespace linac::v0
