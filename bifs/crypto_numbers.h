// OpenSSL's big numbers and curves as the natives of `linac_crypto` use them.
#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include "bifs/crypto_support.h"

namespace linac {

using BnPtr = std::unique_ptr<BIGNUM, FreeBy<BN_clear_free>>;
using BnCtxPtr = std::unique_ptr<BN_CTX, FreeBy<BN_CTX_free>>;
using GroupPtr = std::unique_ptr<EC_GROUP, FreeBy<EC_GROUP_free>>;
using PointPtr = std::unique_ptr<EC_POINT, FreeBy<EC_POINT_clear_free>>;

// Null: OpenSSL takes no number of so many bytes.
inline BnPtr number_of(const Secret& bytes) {
  if (bytes.size() > INT32_MAX) return nullptr;
  return BnPtr(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}
// The same of what is secret: OpenSSL clears the copies that it makes of such a number.
inline BnPtr secret_number_of(const Secret& bytes) {
  if (bytes.size() > INT32_MAX) return nullptr;
  BnPtr number(BN_secure_new());
  if (!number || !BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), number.get())) {
    return nullptr;
  }
  return number;
}
// Big-endian, without leading zeros; 0 has no bytes.
inline Secret bytes_of(const BIGNUM* number) {
  Secret bytes(static_cast<size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, bytes.data());
  return bytes;
}
// Filled up with zeros to `size` bytes.
inline Secret bytes_of(const BIGNUM* number, size_t size) {
  Secret bytes(size);
  BN_bn2binpad(number, bytes.data(), static_cast<int>(size));
  return bytes;
}

// OpenSSL's number of the curve that OTP calls so; NID_undef.
int curve_named(std::string_view name);
Secret bytes_of(const EC_GROUP* group, const EC_POINT* point);

// [binary] of some, in reserved words: kConsWords and binary_words of each.
Term binary_list(std::span<const Secret> items, TermSpace& space);
size_t binary_list_words(std::span<const Secret> items);
NativeResult give_pair(NativeCall& call, const Secret& first, const Secret& second);

}  // namespace linac
