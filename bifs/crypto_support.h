// What the natives of `linac_crypto` share: OpenSSL's names behind OTP's, secrets that are wiped, and
// failures as terms.
//
// These natives are called by library/erlang/crypto.erl alone. They get arguments whose kinds it has
// looked at, and do not raise what depends on the bytes: they answer
//   {crypto_failed, badarg | notsup | error, {File, Line}, Text, Argument}
// with the file and the line that OTP 29's reason names, which crypto.erl raises with its arguments.
#pragma once

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "bifs/support.h"
#include "core/term/bits.h"
#include "runtime/exec/dirty.h"
#include "runtime/memory/off_heap.h"

namespace linac {

// Opens libcrypto, once; each native of these begins with it. False: it is not installed.
bool need_openssl();
// error:{notsup, ...}
NativeResult no_openssl(NativeCall& call);

// Bytes that are overwritten when they are no longer needed. They have one place, which a move hands
// on: a std::string would leave a copy of a short one in the string that it was moved from.
class Secret {
 public:
  Secret() : Secret(0) {}
  explicit Secret(size_t size) : bytes_(std::make_unique<uint8_t[]>(size)), size_(size) {}
  Secret(Secret&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept {
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  ~Secret() { wipe(); }

  // Not null, even without bytes, but where it was moved from.
  const uint8_t* data() const { return bytes_.get(); }
  uint8_t* data() { return bytes_.get(); }
  size_t size() const { return size_; }
  void shorten(size_t size) {
    OPENSSL_cleanse(bytes_.get() + size, size_ - size);
    size_ = size;
  }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.get()), size_}; }

 private:
  void wipe() {
    if (size_ > 0) OPENSSL_cleanse(bytes_.get(), size_);
  }
  std::unique_ptr<uint8_t[]> bytes_;
  size_t size_;
};

template <auto Free>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using PkeyPtr = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;
using PkeyCtxPtr = std::unique_ptr<EVP_PKEY_CTX, FreeBy<EVP_PKEY_CTX_free>>;
using MdCtxPtr = std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>>;
using CipherCtxPtr = std::unique_ptr<EVP_CIPHER_CTX, FreeBy<EVP_CIPHER_CTX_free>>;
using MacCtxPtr = std::unique_ptr<EVP_MAC_CTX, FreeBy<EVP_MAC_CTX_free>>;

// Where OTP 29 finds a fault: its reason names the place.
struct Fault {
  const char* kind;  // badarg, notsup, error
  const char* file;
  int line;
  const char* text;
  int argument;  // counted from 1; 0: none
};
NativeResult crypto_failed(NativeCall& call, const Fault& fault);

// The bytes of a binary argument; nothing when it is none.
std::optional<Secret> secret_argument(NativeCall& call, uint32_t argument);
// The same of a term that a list holds.
std::optional<Secret> secret_of(Term term);
std::string_view atom_argument(NativeCall& call, uint32_t argument);

// The digest that OTP calls so, or null.
const EVP_MD* digest_named(std::string_view name);
// Makes what OpenSSL counts as legacy (md4, rc4, blowfish, ...) available, where it is installed.
void need_legacy_algorithms();

// OpenSSL's object for one row of a table, fetched once in the life of the program: it never changes.
// Null: it is not there.
template <auto Free, class Row, class T, class Fetch>
const T* fetched_once(std::atomic<T*>& place, const Row& row, Fetch fetch) {
  T* object = place.load(std::memory_order_acquire);
  if (object) return object;
  if (row.legacy) need_legacy_algorithms();
  object = fetch(nullptr, row.openssl, nullptr);
  T* before = nullptr;
  if (!object || place.compare_exchange_strong(before, object)) return object;
  Free(object);
  return before;
}

// Bytes that are worked on without leaving the scheduler.
inline constexpr size_t kBytesAtOnce = 20'000;
// Whether the argument is so long that the call has to go to a dirty thread, which it is not on yet.
bool wants_dirty(NativeCall& call, uint32_t argument);

// The lock of an object that a dirty thread may hold for long. A scheduler does not wait for it: where
// this holds nothing, the call is to go_dirty, and wait there.
inline std::unique_lock<std::mutex> lock_or_go(NativeCall& call, std::mutex& mutex) {
  std::unique_lock lock(mutex, std::defer_lock);
  if (on_dirty_thread(call)) {
    lock.lock();
  } else {
    static_cast<void>(lock.try_lock());
  }
  return lock;
}

NativeResult give(NativeCall& call, const Secret& bytes);
// A reference that takes over `resource`.
NativeResult give_resource(NativeCall& call, Resource* resource);

}  // namespace linac
