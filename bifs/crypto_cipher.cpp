// Ciphers of `linac_crypto`, with and without authentication.
#include <openssl/err.h>
#include <openssl/rand.h>

#include "bifs/crypto_support.h"
#include "bifs/text.h"

namespace linac {
namespace {

struct CipherName {
  std::string_view name;
  const char* openssl;
  uint8_t key_bytes;
  bool legacy = false;
  bool any_key = false;  // of any length
};

#define AES(mode, openssl)                                                                \
  {"aes_128_" mode, "AES-128-" openssl, 16}, {"aes_192_" mode, "AES-192-" openssl, 24}, { \
    "aes_256_" mode, "AES-256-" openssl, 32                                               \
  }
// A name without a length goes by that of the key.
#define AES_ANY(mode, openssl)                                                    \
  {"aes_" mode, "AES-128-" openssl, 16}, {"aes_" mode, "AES-192-" openssl, 24}, { \
    "aes_" mode, "AES-256-" openssl, 32                                           \
  }
constexpr CipherName kCiphers[] = {
    AES("cbc", "CBC"),
    AES("ecb", "ECB"),
    AES("ctr", "CTR"),
    AES("ofb", "OFB"),
    AES("cfb8", "CFB8"),
    AES("cfb128", "CFB"),
    AES("gcm", "GCM"),
    AES("ccm", "CCM"),
    AES_ANY("cbc", "CBC"),
    AES_ANY("ecb", "ECB"),
    AES_ANY("ctr", "CTR"),
    AES_ANY("cfb8", "CFB8"),
    AES_ANY("cfb128", "CFB"),
    AES_ANY("gcm", "GCM"),
    AES_ANY("ccm", "CCM"),
    {"chacha20", "ChaCha20", 32},
    {"chacha20_poly1305", "ChaCha20-Poly1305", 32},
    {"des_ede3_cbc", "DES-EDE3-CBC", 24},
    {"des_ede3_cfb", "DES-EDE3-CFB", 24},
    {"des_cbc", "DES-CBC", 8, true},
    {"des_ecb", "DES-ECB", 8, true},
    {"des_cfb", "DES-CFB", 8, true},
    {"rc4", "RC4", 16, true, true},
    {"rc2_cbc", "RC2-CBC", 16, true, true},
    {"blowfish_cbc", "BF-CBC", 16, true, true},
    {"blowfish_cfb64", "BF-CFB", 16, true, true},
    {"blowfish_ofb64", "BF-OFB", 16, true, true},
    {"blowfish_ecb", "BF-ECB", 16, true, true},
    {"sm4_cbc", "SM4-CBC", 16},
    {"sm4_ecb", "SM4-ECB", 16},
    {"sm4_ctr", "SM4-CTR", 16},
    {"sm4_cfb", "SM4-CFB", 16},
    {"sm4_ofb", "SM4-OFB", 16},
};
#undef AES
#undef AES_ANY

struct FoundCipher {
  const EVP_CIPHER* cipher = nullptr;
  bool known = false;  // by name: it is the key's length that does not fit
};

const EVP_CIPHER* fetched(size_t index) {
  static std::atomic<EVP_CIPHER*> ciphers[std::size(kCiphers)];
  return fetched_once<EVP_CIPHER_free>(ciphers[index], kCiphers[index], EVP_CIPHER_fetch);
}

FoundCipher find_cipher(std::string_view name, size_t key_bytes) {
  FoundCipher found;
  for (size_t i = 0; i < std::size(kCiphers); i++) {
    if (kCiphers[i].name != name) continue;
    const EVP_CIPHER* cipher = fetched(i);
    if (!cipher) continue;
    bool fits = kCiphers[i].key_bytes == key_bytes || kCiphers[i].any_key;
    // OTP knows a name without a length only together with a key that fits.
    bool names_length = !name.starts_with("aes_") || (name[4] >= '1' && name[4] <= '2');
    if (fits || names_length) found.known = true;
    if (!fits) continue;
    found.cipher = cipher;
    break;
  }
  return found;
}

bool is_aead(const EVP_CIPHER* cipher) {
  return (EVP_CIPHER_get_flags(cipher) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0;
}

enum class Padding : uint8_t { kUndefined, kNone, kPkcs, kZero, kRandom };
Padding padding_named(std::string_view name) {
  if (name == "none") return Padding::kNone;
  if (name == "pkcs_padding") return Padding::kPkcs;
  if (name == "zero") return Padding::kZero;
  if (name == "random") return Padding::kRandom;
  return Padding::kUndefined;
}
std::string_view padding_name(Padding padding) {
  switch (padding) {
    case Padding::kUndefined: return "undefined";
    case Padding::kNone: return "none";
    case Padding::kPkcs: return "pkcs_padding";
    case Padding::kZero: return "zero";
    case Padding::kRandom: return "random";
  }
  VM_UNREACHABLE();
}

// A cipher at work. Whoever uses it from several processes gets each call whole.
class CipherState final : public Resource {
 public:
  static constexpr char kKind = 0;
  CipherState(CipherCtxPtr context, bool encrypts, Padding padding)
      : context_(std::move(context)), encrypts_(encrypts), padding_(padding) {}
  const void* kind() const override { return &kKind; }

  std::mutex& mutex() { return mutex_; }
  bool encrypts() const { return encrypts_; }
  Padding padding() const { return padding_; }
  int64_t size() const { return size_; }
  int64_t padding_size() const { return padding_size_; }

  // The rest are called with the mutex held, or by the only one who has it.
  std::optional<Secret> update(const Secret& data) {
    Secret out(data.size() + EVP_MAX_BLOCK_LENGTH);
    int size = 0;
    if (data.size() > INT32_MAX - EVP_MAX_BLOCK_LENGTH ||
        EVP_CipherUpdate(context_.get(), out.data(), &size, data.data(),
                         static_cast<int>(data.size())) != 1) {
      return std::nullopt;
    }
    size_ += static_cast<int64_t>(data.size());
    out.shorten(static_cast<size_t>(size));
    return out;
  }

  // Nothing: `fault` says why.
  std::optional<Secret> finish(Fault& fault) {
    Secret out(size_t{2} * EVP_MAX_BLOCK_LENGTH);
    int padded = 0, size = 0;
    int block = EVP_CIPHER_CTX_get_block_size(context_.get());
    auto missing = static_cast<int>((block - size_ % block) % block);
    if (encrypts_) {
      padding_size_ = padding_ == Padding::kPkcs && missing == 0 ? block : missing;
      if (padding_ == Padding::kNone && missing > 0) {
        fault = {"error", "api_ng.c", 608, "Padding 'none' but unfilled last block", 0};
        return std::nullopt;
      }
      bool fills = padding_ == Padding::kZero || padding_ == Padding::kRandom;
      if (fills && missing > 0) {
        uint8_t filling[EVP_MAX_BLOCK_LENGTH] = {};
        bool is_random = padding_ == Padding::kRandom;
        if ((is_random && RAND_bytes(filling, missing) != 1) ||
            EVP_CipherUpdate(context_.get(), out.data(), &padded, filling, missing) != 1) {
          fault = {"error", "api_ng.c", 612, "Padding failed", 0};
          return std::nullopt;
        }
      }
    }
    if (padding_ == Padding::kUndefined) return Secret();
    if (EVP_CipherFinal_ex(context_.get(), out.data() + padded, &size) != 1) {
      fault = {"error", "api_ng.c", 636, "Can't finalize", 0};
      return std::nullopt;
    }
    out.shorten(static_cast<size_t>(padded + size));
    return out;
  }

 private:
  std::mutex mutex_;
  CipherCtxPtr context_;
  const bool encrypts_;
  const Padding padding_;
  int64_t size_ = 0;
  int64_t padding_size_ = -1;
};

// Starts (Cipher, Key, IV, ..., Encrypt, Padding); the last two are arguments `options`, + 1. Null:
// `fault`.
std::unique_ptr<CipherState> start_cipher(NativeCall& call, uint32_t options, Fault& fault) {
  const char* file = "api_ng.c";
  auto key = secret_argument(call, 1), iv = secret_argument(call, 2);
  fault = {"badarg", file, 230, "Bad key", 2};
  if (!key) return nullptr;
  fault = {"badarg", file, 237, "Cipher id is not an atom", 1};
  if (!call[0].is_atom()) return nullptr;
  FoundCipher found = find_cipher(atom_argument(call, 0), key->size());
  fault = {"badarg", file, 244, "Unknown cipher", 1};
  if (!found.known) return nullptr;
  fault = {"badarg", file, 246, "Bad key size", 2};
  if (!found.cipher) return nullptr;
  fault = {"badarg", file, 252, "Missing arguments for this cipher", 1};
  if (is_aead(found.cipher)) return nullptr;
  auto iv_bytes = static_cast<size_t>(EVP_CIPHER_get_iv_length(found.cipher));
  if (iv_bytes > 0) {
    fault = {"badarg", file, 303, "Bad iv type", 3};
    if (!iv) return nullptr;
    fault = {"badarg", file, 309, "Bad iv size", 3};
    if (iv->size() != iv_bytes) return nullptr;
  }
  bool encrypts = atom_argument(call, options) != "false";
  Padding padding = padding_named(atom_argument(call, options + 1));
  CipherCtxPtr context(EVP_CIPHER_CTX_new());
  fault = {"error", file, 330, "Can't initialize context", 0};
  if (!context ||
      EVP_CipherInit_ex2(context.get(), found.cipher, nullptr, nullptr, encrypts, nullptr) != 1 ||
      EVP_CIPHER_CTX_set_key_length(context.get(), static_cast<int>(key->size())) != 1 ||
      EVP_CipherInit_ex2(context.get(), nullptr, key->data(), iv_bytes > 0 ? iv->data() : nullptr,
                         encrypts, nullptr) != 1) {
    return nullptr;
  }
  EVP_CIPHER_CTX_set_padding(context.get(), padding == Padding::kPkcs);
  return std::make_unique<CipherState>(std::move(context), encrypts, padding);
}

constexpr Fault kNoData{"badarg", "api_ng.c", 851, "expected binary as data", 4};
constexpr Fault kNoUpdate{"error", "api_ng.c", 542, "Can't update", 0};

void charge_bytes(NativeCall& call, size_t bytes) {
  call.charge(static_cast<int64_t>(2 + bytes / 1024));
}

// --- With authentication -------------------------------------------------------------------------

struct Aead {
  const EVP_CIPHER* cipher;
  const Secret& key;
  bool encrypts;
};

// What one message gives: the text, and the tag when it was encrypted.
struct Sealed {
  Secret text, tag;
};

enum class Opened : uint8_t { kDone, kFault, kForged };

Opened run_aead(const Aead& aead, const Secret& iv, const Secret& text, const Secret& more,
                const Secret& given_tag, size_t tag_bytes, Sealed& out, Fault& fault) {
  CipherCtxPtr owner(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX* context = owner.get();
  bool is_ccm = EVP_CIPHER_get_mode(aead.cipher) == EVP_CIPH_CCM_MODE;
  const uint8_t none[1] = {0};
  auto bytes = [&](const Secret& secret) { return secret.size() > 0 ? secret.data() : none; };
  auto length = [](const Secret& secret) { return static_cast<int>(secret.size()); };
  auto failed = [&](const char* kind, int line, const char* what, int argument) {
    fault = {kind, "aead.c", line, what, argument};
    return Opened::kFault;
  };
  if (!context ||
      EVP_CipherInit_ex(context, aead.cipher, nullptr, nullptr, nullptr, aead.encrypts) != 1) {
    return failed("error", 276, "CipherInit failed", 0);
  }
  if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, length(iv), nullptr) != 1) {
    return failed("badarg", 281, "Bad IV length", 3);
  }
  if (is_ccm) {
    void* tag = aead.encrypts ? nullptr : const_cast<uint8_t*>(bytes(given_tag));
    if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_bytes), tag) !=
        1) {
      return failed("badarg", 286, "Can't set tag", 6);
    }
  }
  int size = 0;
  if (EVP_CipherInit_ex(context, nullptr, nullptr, aead.key.data(), bytes(iv), -1) != 1 ||
      (is_ccm && EVP_CipherUpdate(context, nullptr, &size, nullptr, length(text)) != 1)) {
    return failed("error", 295, "Can't set key or IV", 2);
  }
  if (more.size() > 0 &&
      EVP_CipherUpdate(context, nullptr, &size, more.data(), length(more)) != 1) {
    return failed("badarg", 303, "Can't set AAD", 5);
  }
  out.text = Secret(text.size() + EVP_MAX_BLOCK_LENGTH);
  if (EVP_CipherUpdate(context, out.text.data(), &size, bytes(text), length(text)) != 1) {
    if (!aead.encrypts) return Opened::kForged;
    return failed("badarg", 312, "Can't set in-text", 4);
  }
  out.text.shorten(text.size());
  int last = 0;
  uint8_t rest[EVP_MAX_BLOCK_LENGTH];
  if (!aead.encrypts) {
    if (is_ccm) return Opened::kDone;
    if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, length(given_tag),
                            const_cast<uint8_t*>(bytes(given_tag))) != 1) {
      return Opened::kForged;
    }
    return EVP_CipherFinal_ex(context, rest, &last) == 1 ? Opened::kDone : Opened::kForged;
  }
  if (EVP_CipherFinal_ex(context, rest, &last) != 1) {
    return failed("error", 324, "Encrypt error", 0);
  }
  out.tag = Secret(tag_bytes);
  if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_bytes),
                          out.tag.data()) != 1) {
    return failed("error", 332, "Can't get Tag", 0);
  }
  return Opened::kDone;
}

}  // namespace

// cipher(Cipher, Key, IV, Data, Encrypt, Padding): all at once.
NativeResult linac_crypto_cipher_6(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (wants_dirty(call, 3)) return go_dirty(call, DirtyKind::kCpu);
  auto data = secret_argument(call, 3);
  if (!data) return crypto_failed(call, kNoData);
  Fault fault;
  auto state = start_cipher(call, 4, fault);
  if (!state) return crypto_failed(call, fault);
  auto text = state->update(*data);
  if (!text) return crypto_failed(call, kNoUpdate);
  auto last = state->finish(fault);
  if (!last) return crypto_failed(call, fault);
  charge_bytes(call, data->size());
  if (last->size() == 0) return give(call, *text);
  Secret all(text->size() + last->size());
  std::memcpy(all.data(), text->data(), text->size());
  std::memcpy(all.data() + text->size(), last->data(), last->size());
  return give(call, all);
}

// cipher_init(Cipher, Key, IV, Encrypt, Padding)
NativeResult linac_crypto_cipher_init_5(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  Fault fault;
  auto state = start_cipher(call, 3, fault);
  if (!state) return crypto_failed(call, fault);
  return give_resource(call, state.release());
}

NativeResult linac_crypto_cipher_update_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (wants_dirty(call, 1)) return go_dirty(call, DirtyKind::kCpu);
  auto* state = resource_argument<CipherState>(call, 0);
  if (!state) return crypto_failed(call, {"badarg", "api_ng.c", 729, "Bad State", 1});
  auto data = secret_argument(call, 1);
  if (!data) return crypto_failed(call, {"badarg", "api_ng.c", 745, "expected binary", 2});
  auto lock = lock_or_go(call, state->mutex());
  if (!lock) return go_dirty(call, DirtyKind::kCpu);
  auto text = state->update(*data);
  lock.unlock();
  if (!text) return crypto_failed(call, kNoUpdate);
  charge_bytes(call, data->size());
  return give(call, *text);
}

NativeResult linac_crypto_cipher_final_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  auto* state = resource_argument<CipherState>(call, 0);
  if (!state) return crypto_failed(call, {"badarg", "api_ng.c", 771, "Bad State", 1});
  auto lock = lock_or_go(call, state->mutex());
  if (!lock) return go_dirty(call, DirtyKind::kCpu);
  Fault fault;
  auto text = state->finish(fault);
  lock.unlock();
  return text ? give(call, *text) : crypto_failed(call, fault);
}

// cipher_data(State): {Size, Encrypt, PaddingSize, PaddingType}
NativeResult linac_crypto_cipher_data_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  auto* state = resource_argument<CipherState>(call, 0);
  if (!state) return crypto_failed(call, {"badarg", "api_ng.c", 882, "Bad State", 1});
  auto lock = lock_or_go(call, state->mutex());
  if (!lock) return go_dirty(call, DirtyKind::kCpu);
  int64_t size = state->size(), padding_size = state->padding_size();
  lock.unlock();
  bool encrypts = state->encrypts();
  Term padding = *call.vm().atoms->intern(padding_name(state->padding()));
  Reserved room = call.reserve(tuple_words(4));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(make_small(size), make_bool(encrypts),
                                          make_small(padding_size), padding));
}

// cipher_info(Cipher, KeyBytes): {Nid, Mode, IsAead, KeyBytes, IvBytes, BlockSize}, or false.
NativeResult linac_crypto_cipher_info_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto bytes = static_cast<size_t>(call[1].small_value());
  FoundCipher found = find_cipher(atom_argument(call, 0), bytes);
  if (!found.cipher) return call.boolean(false);
  Reserved room = call.reserve(tuple_words(6));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(
      make_small(EVP_CIPHER_get_type(found.cipher)), make_small(EVP_CIPHER_get_mode(found.cipher)),
      make_bool(is_aead(found.cipher)), make_small(EVP_CIPHER_get_key_length(found.cipher)),
      make_small(EVP_CIPHER_get_iv_length(found.cipher)),
      make_small(EVP_CIPHER_get_block_size(found.cipher))));
}

// aead(Cipher, Key, IV, Text, More, TagOrLength, Encrypt): {Text, Tag}, the text, or error.
NativeResult linac_crypto_aead_7(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (wants_dirty(call, 3) || wants_dirty(call, 4)) return go_dirty(call, DirtyKind::kCpu);
  auto failed = [&](int line, const char* text, int argument) {
    return crypto_failed(call, {"badarg", "aead.c", line, text, argument});
  };
  bool encrypts = atom_argument(call, 6) == "true";
  if (!encrypts && atom_argument(call, 6) != "false") return failed(180, "Bad enc flag", 7);
  auto key = secret_argument(call, 1), iv = secret_argument(call, 2);
  auto text = secret_argument(call, 3), more = secret_argument(call, 4);
  if (!key) return failed(189, "non-binary key", 2);
  if (!iv) return failed(191, "non-binary iv", 3);
  if (!text) return failed(193, "non-binary text", 4);
  if (!more) return failed(197, "non-binary AAD", 5);
  std::optional<Secret> tag = Secret();
  size_t tag_bytes = 0;
  if (encrypts) {
    bool is_fit = call[5].is_small() && call[5].small_value() >= 0 && call[5].small_value() <= 64;
    if (!is_fit) return failed(201, "Bad Tag length", 6);
    tag_bytes = static_cast<size_t>(call[5].small_value());
  } else {
    tag = secret_argument(call, 5);
    if (!tag) return failed(205, "non-binary Tag", 6);
    tag_bytes = tag->size();
  }
  FoundCipher found = find_cipher(atom_argument(call, 0), key->size());
  if (!found.cipher) return failed(218, "Unknown cipher or invalid key size", 1);
  if (!is_aead(found.cipher)) return failed(222, "Not aead cipher", 1);
  if (text->size() > INT32_MAX - 64 || more->size() > INT32_MAX) return call.system_limit();

  Sealed sealed;
  Fault fault;
  Opened opened =
      run_aead({found.cipher, *key, encrypts}, *iv, *text, *more, *tag, tag_bytes, sealed, fault);
  if (opened == Opened::kFault) return crypto_failed(call, fault);
  if (opened == Opened::kForged) return call.value(atoms::kError);
  charge_bytes(call, text->size() + more->size());
  if (!encrypts) return give(call, sealed.text);
  Reserved room = call.reserve(tuple_words(2) + binary_words(sealed.text.size() * 8) +
                               binary_words(sealed.tag.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  Term cipher_text = make_binary(sealed.text.view(), room.space());
  Term made_tag = make_binary(sealed.tag.view(), room.space());
  return call.value(room.space().tuple_of(cipher_text, made_tag));
}

}  // namespace linac
