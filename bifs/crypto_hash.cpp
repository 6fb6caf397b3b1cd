// Digests and message authentication codes of `linac_crypto`.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "bifs/crypto_support.h"
#include "bifs/text.h"
#include "core/term/map_flat.h"

namespace linac {
namespace {

class HashState final : public Resource {
 public:
  static constexpr char kKind = 0;
  explicit HashState(MdCtxPtr context) : context_(std::move(context)) {}
  const void* kind() const override { return &kKind; }
  // Nobody changes it: each update makes another one.
  const EVP_MD_CTX* context() const { return context_.get(); }

 private:
  MdCtxPtr context_;
};

MdCtxPtr copy_of(const EVP_MD_CTX* from) {
  MdCtxPtr context(EVP_MD_CTX_new());
  if (context && EVP_MD_CTX_copy_ex(context.get(), from) != 1) context.reset();
  return context;
}

// --- Authentication codes ------------------------------------------------------------------------

class MacState final : public Resource {
 public:
  static constexpr char kKind = 0;
  explicit MacState(MacCtxPtr context) : context_(std::move(context)) {}
  const void* kind() const override { return &kKind; }

  std::mutex& mutex() { return mutex_; }

  // The rest are called with the mutex held, or by the only one who has it.
  bool update(std::string_view data) {
    return !done_ && EVP_MAC_update(context_.get(), as_bytes(data).data(), data.size()) == 1;
  }
  // Nothing: it was finished before.
  std::optional<Secret> finish() {
    if (done_) return std::nullopt;
    done_ = true;
    size_t size = EVP_MAC_CTX_get_mac_size(context_.get());
    Secret code(size);
    if (EVP_MAC_final(context_.get(), code.data(), &size, code.size()) != 1) return std::nullopt;
    code.shorten(size);
    return code;
  }

 private:
  std::mutex mutex_;
  MacCtxPtr context_;
  bool done_ = false;
};

struct CmacCipher {
  std::string_view name;
  const char* openssl;
  size_t key_bytes;      // 0: any number
  bool is_cmac = false;  // else there is no code by it
};
constexpr CmacCipher kCmacCiphers[] = {
    {"aes_128_cbc", "AES-128-CBC", 16, true},
    {"aes_cbc", "AES-128-CBC", 16, true},
    {"aes_192_cbc", "AES-192-CBC", 24, true},
    {"aes_cbc", "AES-192-CBC", 24, true},
    {"aes_256_cbc", "AES-256-CBC", 32, true},
    {"aes_cbc", "AES-256-CBC", 32, true},
    {"des_ede3_cbc", "DES-EDE3-CBC", 24, true},
    {"des_cbc", "DES-CBC", 8, true},
    {"blowfish_cbc", "BF-CBC", 0, true},
    {"aes_128_ecb", nullptr, 16},
    {"aes_128_ctr", nullptr, 16},
    {"aes_128_gcm", nullptr, 16},
    {"aes_128_ccm", nullptr, 16},
    {"aes_128_ofb", nullptr, 16},
    {"aes_128_cfb8", nullptr, 16},
    {"aes_128_cfb128", nullptr, 16},
    {"aes_192_ecb", nullptr, 24},
    {"aes_192_ctr", nullptr, 24},
    {"aes_192_gcm", nullptr, 24},
    {"aes_192_ccm", nullptr, 24},
    {"aes_192_ofb", nullptr, 24},
    {"aes_192_cfb8", nullptr, 24},
    {"aes_192_cfb128", nullptr, 24},
    {"aes_256_ecb", nullptr, 32},
    {"aes_256_ctr", nullptr, 32},
    {"aes_256_gcm", nullptr, 32},
    {"aes_256_ccm", nullptr, 32},
    {"aes_256_ofb", nullptr, 32},
    {"aes_256_cfb8", nullptr, 32},
    {"aes_256_cfb128", nullptr, 32},
    {"chacha20", nullptr, 32},
    {"chacha20_poly1305", nullptr, 32},
    {"rc4", nullptr, 0},
};

// The lines of mac.c at which OTP finds faults, in mac/4 and in mac_init/3.
struct MacLines {
  int unknown_mac, key_length, digest, unknown_cipher, key_size, no_mac;
  const char* no_mac_text;
};
constexpr MacLines kOneTime{251, 253, 281, 331, 334, 405, "Couldn't get mac"};
constexpr MacLines kInit{603, 605, 633, 673, 676, 750, "Can't initialize EVP_MAC_CTX"};

MacCtxPtr started(const char* algorithm, const char* parameter, const char* value,
                  const Secret& key) {
  std::unique_ptr<EVP_MAC, FreeBy<EVP_MAC_free>> mac(EVP_MAC_fetch(nullptr, algorithm, nullptr));
  if (!mac) return nullptr;
  MacCtxPtr context(EVP_MAC_CTX_new(mac.get()));
  OSSL_PARAM parameters[2] = {OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
  if (parameter) {
    parameters[0] = OSSL_PARAM_construct_utf8_string(parameter, const_cast<char*>(value), 0);
  }
  static constexpr uint8_t kNoKey[1] = {0};  // a null key would mean that it is unchanged
  const uint8_t* bytes = key.size() > 0 ? key.data() : kNoKey;
  if (!context || EVP_MAC_init(context.get(), bytes, key.size(), parameters) != 1) return nullptr;
  return context;
}

// Starts mac(Kind, SubType, Key), arguments 0 to 2; a null context: `fault` says why.
MacCtxPtr start_mac(NativeCall& call, const MacLines& lines, Fault& fault) {
  std::string_view kind = atom_argument(call, 0), type = atom_argument(call, 1);
  auto key = secret_argument(call, 2);
  fault = {"error", "mac.c", lines.no_mac, lines.no_mac_text, 0};
  if (!key) {
    fault = {"badarg", "mac.c", lines.key_length, "Bad key", 3};
    return nullptr;
  }
  if (kind == "hmac") {
    const EVP_MD* digest = digest_named(type);
    if (!digest) {
      fault = {"badarg", "mac.c", lines.digest, "Bad digest algorithm for HMAC", 2};
      return nullptr;
    }
    if ((EVP_MD_get_flags(digest) & EVP_MD_FLAG_XOF) != 0) return nullptr;
    return started("HMAC", OSSL_MAC_PARAM_DIGEST, EVP_MD_get0_name(digest), *key);
  }
  if (kind == "poly1305") {
    if (key->size() != 32) {
      fault = {"badarg", "mac.c", lines.key_length, "Bad key length", 3};
      return nullptr;
    }
    return started("POLY1305", nullptr, nullptr, *key);
  }
  if (kind == "cmac") {
    const CmacCipher* named = nullptr;
    for (const CmacCipher& cipher : kCmacCiphers) {
      if (cipher.name != type) continue;
      named = &cipher;
      if (cipher.key_bytes == 0 || cipher.key_bytes == key->size()) break;
    }
    if (!named) {
      fault = {"badarg", "mac.c", lines.unknown_cipher, "Unknown cipher", 2};
      return nullptr;
    }
    if (named->key_bytes != 0 && named->key_bytes != key->size()) {
      fault = {"badarg", "mac.c", lines.key_size, "Bad key size", 3};
      return nullptr;
    }
    if (!named->is_cmac) return nullptr;
    if (type == "blowfish_cbc" || type == "des_cbc") need_legacy_algorithms();
    return started("CMAC", OSSL_MAC_PARAM_CIPHER, named->openssl, *key);
  }
  fault = {"badarg", "mac.c", lines.unknown_mac, "Unknown mac algorithm", 1};
  return nullptr;
}

}  // namespace

// hash(Type, Binary)
NativeResult linac_crypto_hash_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (wants_dirty(call, 1)) return go_dirty(call, DirtyKind::kCpu);
  const EVP_MD* digest = digest_named(atom_argument(call, 0));
  auto data = secret_argument(call, 1);
  if (!data) return call.badarg();
  // OTP takes long data in parts, through hash_init.
  int line = data->size() > kBytesAtOnce ? 175 : 111;
  if (!digest) return crypto_failed(call, {"badarg", "hash.c", line, "Bad digest type", 1});
  unsigned size = EVP_MAX_MD_SIZE;
  Secret result(size);
  if (EVP_Digest(data->data(), data->size(), result.data(), &size, digest, nullptr) != 1) {
    return crypto_failed(call, {"error", "hash.c", 130, "Low-level call failed", 0});
  }
  result.shorten(size);
  call.charge(static_cast<int64_t>(1 + data->size() / 512));
  return give(call, result);
}

NativeResult linac_crypto_hash_init_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  const EVP_MD* digest = digest_named(atom_argument(call, 0));
  if (!digest) return crypto_failed(call, {"badarg", "hash.c", 175, "Bad digest type", 1});
  MdCtxPtr context(EVP_MD_CTX_new());
  if (!context || EVP_DigestInit_ex(context.get(), digest, nullptr) != 1) {
    return crypto_failed(call, {"error", "hash.c", 188, "Low-level call failed", 0});
  }
  return give_resource(call, new HashState(std::move(context)));
}

NativeResult linac_crypto_hash_update_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  auto* state = resource_argument<HashState>(call, 0);
  if (!state) return crypto_failed(call, {"badarg", "hash.c", 219, "Bad state", 1});
  if (wants_dirty(call, 1)) return go_dirty(call, DirtyKind::kCpu);
  auto data = secret_argument(call, 1);
  if (!data) return call.badarg();
  MdCtxPtr context = copy_of(state->context());
  if (!context || EVP_DigestUpdate(context.get(), data->data(), data->size()) != 1) {
    return crypto_failed(call, {"error", "hash.c", 230, "Low-level call failed", 0});
  }
  call.charge(static_cast<int64_t>(1 + data->size() / 512));
  return give_resource(call, new HashState(std::move(context)));
}

NativeResult linac_crypto_hash_final_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto* state = resource_argument<HashState>(call, 0);
  if (!state) return crypto_failed(call, {"badarg", "hash.c", 253, "Bad state", 1});
  MdCtxPtr context = copy_of(state->context());
  unsigned size = EVP_MAX_MD_SIZE;
  Secret result(size);
  if (!context || EVP_DigestFinal_ex(context.get(), result.data(), &size) != 1) {
    return crypto_failed(call, {"error", "hash.c", 265, "Low-level call failed", 0});
  }
  result.shorten(size);
  return give(call, result);
}

// hash_final_xof(State, Bits)
NativeResult linac_crypto_hash_final_xof_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto* state = resource_argument<HashState>(call, 0);
  if (!state) return crypto_failed(call, {"badarg", "hash.c", 565, "Bad state", 1});
  bool is_fit = call[1].is_small() && call[1].small_value() >= 0 &&
                call[1].small_value() % 8 == 0 && call[1].small_value() < (int64_t{1} << 31);
  if (!is_fit) return crypto_failed(call, {"badarg", "hash.c", 573, "Bad len", 2});
  MdCtxPtr context = copy_of(state->context());
  Secret result(static_cast<size_t>(call[1].small_value() / 8));
  if (!context || EVP_DigestFinalXOF(context.get(), result.data(), result.size()) != 1) {
    return crypto_failed(call,
                         {"error", "hash.c", 583, "Low-level call EVP_DigestFinalXOF failed", 0});
  }
  call.charge(static_cast<int64_t>(1 + result.size() / 512));
  return give(call, result);
}

// hash_info(Type): {Size, Block, Nid}, or false.
NativeResult linac_crypto_hash_info_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  const EVP_MD* digest = digest_named(atom_argument(call, 0));
  if (!digest) return call.boolean(false);
  // OTP 29 links an OpenSSL that tells no size of a digest of any length.
  bool any_length = (EVP_MD_get_flags(digest) & EVP_MD_FLAG_XOF) != 0;
  Reserved room = call.reserve(tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(make_small(any_length ? 0 : EVP_MD_get_size(digest)),
                                          make_small(EVP_MD_get_block_size(digest)),
                                          make_small(EVP_MD_get_type(digest))));
}

// mac(Kind, SubType, Key, Data)
NativeResult linac_crypto_mac_4(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (wants_dirty(call, 3)) return go_dirty(call, DirtyKind::kCpu);
  auto data = secret_argument(call, 3);
  if (!data) return crypto_failed(call, {"badarg", "mac.c", 193, "Bad text", 4});
  Fault fault;
  MacCtxPtr context = start_mac(call, kOneTime, fault);
  if (!context) return crypto_failed(call, fault);
  MacState state(std::move(context));
  if (!state.update(data->view())) {
    return crypto_failed(call, {"error", "mac.c", 412, "mac update", 0});
  }
  auto code = state.finish();
  if (!code) return crypto_failed(call, {"error", "mac.c", 418, "Signing", 0});
  call.charge(static_cast<int64_t>(2 + data->size() / 512));
  return give(call, *code);
}

NativeResult linac_crypto_mac_init_3(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  Fault fault;
  MacCtxPtr context = start_mac(call, kInit, fault);
  if (!context) return crypto_failed(call, fault);
  return give_resource(call, new MacState(std::move(context)));
}

NativeResult linac_crypto_mac_update_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (wants_dirty(call, 1)) return go_dirty(call, DirtyKind::kCpu);
  auto* state = resource_argument<MacState>(call, 0);
  if (!state) return crypto_failed(call, {"badarg", "mac.c", 830, "Bad ref", 1});
  auto data = secret_argument(call, 1);
  if (!data) return crypto_failed(call, {"badarg", "mac.c", 807, "Bad text", 2});
  auto lock = lock_or_go(call, state->mutex());
  if (!lock) return go_dirty(call, DirtyKind::kCpu);
  bool done = state->update(data->view());
  lock.unlock();
  if (!done) {
    return crypto_failed(call, {"error", "mac.c", 841, "mac update", 0});
  }
  call.charge(static_cast<int64_t>(1 + data->size() / 512));
  return call.value(call[0]);
}

NativeResult linac_crypto_mac_final_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  auto* state = resource_argument<MacState>(call, 0);
  if (!state) return crypto_failed(call, {"badarg", "mac.c", 860, "Bad ref", 1});
  auto lock = lock_or_go(call, state->mutex());
  if (!lock) return go_dirty(call, DirtyKind::kCpu);
  auto code = state->finish();
  lock.unlock();
  if (!code) return crypto_failed(call, {"error", "mac.c", 879, "Signing", 0});
  return give(call, *code);
}

// hash_equals(Binary, Binary): in time that does not depend on where they differ.
NativeResult linac_crypto_hash_equals_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto first = secret_argument(call, 0), second = secret_argument(call, 1);
  if (!first || !second || first->size() != second->size()) return call.badarg();
  return call.boolean(CRYPTO_memcmp(first->data(), second->data(), first->size()) == 0);
}

// pbkdf2_hmac(Digest, Password, Salt, Iterations, Bytes)
NativeResult linac_crypto_pbkdf2_hmac_5(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  const char* file = "pbkdf2_hmac.c";
  auto count = [&](uint32_t argument) {
    return call[argument].is_small() ? call[argument].small_value() : 0;
  };
  if (count(3) < 1 || count(3) > INT32_MAX) {
    return crypto_failed(call, {"badarg", file, 79, "Must be > 0", 4});
  }
  if (count(4) < 1 || count(4) > INT32_MAX) {
    return crypto_failed(call, {"badarg", file, 84, "Must be > 0", 5});
  }
  const EVP_MD* digest = digest_named(atom_argument(call, 0));
  if (!digest) return crypto_failed(call, {"badarg", file, 36, "Bad digest type", 1});
  auto password = secret_argument(call, 1), salt = secret_argument(call, 2);
  if (!password) return crypto_failed(call, {"badarg", file, 43, "Not binary", 2});
  if (!salt) return crypto_failed(call, {"badarg", file, 46, "Not binary", 3});
  Secret key(static_cast<size_t>(count(4)));
  int done = PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(password->data()),
                               static_cast<int>(password->size()), salt->data(),
                               static_cast<int>(salt->size()), static_cast<int>(count(3)), digest,
                               static_cast<int>(key.size()), key.data());
  if (done != 1) return crypto_failed(call, {"error", file, 94, "Low-level call failed", 0});
  return give(call, key);
}

// exor(Binary, Binary) of one size.
NativeResult linac_crypto_exor_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto first = secret_argument(call, 0), second = secret_argument(call, 1);
  if (!first || !second || first->size() != second->size()) return call.badarg();
  for (size_t i = 0; i < first->size(); i++) first->data()[i] ^= second->data()[i];
  call.charge(static_cast<int64_t>(1 + first->size() / 4096));
  return give(call, *first);
}

NativeResult linac_crypto_strong_rand_bytes_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  bool is_fit =
      call[0].is_small() && call[0].small_value() >= 0 && call[0].small_value() <= INT32_MAX;
  if (!is_fit) return call.badarg();
  Secret bytes(static_cast<size_t>(call[0].small_value()));
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return call.boolean(false);
  }
  call.charge(static_cast<int64_t>(1 + bytes.size() / 512));
  return give(call, bytes);
}

// rand_seed(Binary): more entropy for the generator.
NativeResult linac_crypto_rand_seed_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto seed = secret_argument(call, 0);
  if (!seed) return call.badarg();
  RAND_seed(seed->data(), static_cast<int>(seed->size()));
  return call.value(atoms::kOk);
}

}  // namespace linac
