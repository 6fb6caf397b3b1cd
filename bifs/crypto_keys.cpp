// Keys of `linac_crypto`: made, used for signing, verifying, encrypting and agreeing.
//
// A key is a list of binaries, as OTP has it: [E, N] and [E, N, D | Factors] for rsa, [P, Q, G, Y]
// and [P, Q, G, X] for dss, [Key, Curve] for ecdsa and eddsa.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <span>
#include <vector>

#include "bifs/crypto_numbers.h"
#include "bifs/text.h"

namespace linac {
namespace {

using BuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, FreeBy<OSSL_PARAM_BLD_free>>;
using ParamsPtr = std::unique_ptr<OSSL_PARAM, FreeBy<OSSL_PARAM_free>>;

// What EVP_PKEY_fromdata makes a key of. The numbers live until the key is made.
class KeyData {
 public:
  KeyData() : builder_(OSSL_PARAM_BLD_new()) {}

  void number(const char* name, BnPtr value) {
    // Null would be taken for a number that is left out.
    if (!value || OSSL_PARAM_BLD_push_BN(builder_.get(), name, value.get()) != 1) fits_ = false;
    numbers_.push_back(std::move(value));
  }
  void octets(const char* name, const Secret& bytes) {
    OSSL_PARAM_BLD_push_octet_string(builder_.get(), name, bytes.data(), bytes.size());
  }
  void text(const char* name, const char* value) {
    OSSL_PARAM_BLD_push_utf8_string(builder_.get(), name, value, 0);
  }
  // Null: these are no key.
  PkeyPtr make(const char* algorithm, int selection) {
    if (!fits_) return nullptr;
    ParamsPtr params(OSSL_PARAM_BLD_to_param(builder_.get()));
    PkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1) {
      return nullptr;
    }
    return PkeyPtr(key);
  }

 private:
  BuilderPtr builder_;
  std::vector<BnPtr> numbers_;
  bool fits_ = true;
};

// The number that a binary argument holds; null when it is none or too long for one.
BnPtr number_argument(NativeCall& call, uint32_t argument) {
  auto bytes = secret_argument(call, argument);
  return bytes ? number_of(*bytes) : nullptr;
}
BnPtr secret_number_argument(NativeCall& call, uint32_t argument) {
  auto bytes = secret_argument(call, argument);
  return bytes ? secret_number_of(*bytes) : nullptr;
}

// A key's parts: binaries, and the curve's name as the last of two.
struct KeyParts {
  std::vector<Secret> parts;
  std::string curve;
};
std::optional<KeyParts> key_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) -> std::optional<KeyParts> {
    KeyParts key;
    Term list = call[argument].get(no_gc);
    for (; list.is_cons(); list = list.tail()) {
      Term item = list.head();
      if (item.is_atom()) {
        key.curve = call.atoms().text(item);
        continue;
      }
      auto part = secret_of(item);
      if (!part) return std::nullopt;
      key.parts.push_back(std::move(*part));
    }
    if (!list.is_nil()) return std::nullopt;
    return key;
  });
}

PkeyPtr rsa_key(const KeyParts& key, bool is_private) {
  const std::vector<Secret>& parts = key.parts;
  bool fits = is_private ? parts.size() == 3 || parts.size() == 8 : parts.size() == 2;
  if (!fits) return nullptr;
  static constexpr const char* kNames[] = {
      OSSL_PKEY_PARAM_RSA_E,         OSSL_PKEY_PARAM_RSA_N,           OSSL_PKEY_PARAM_RSA_D,
      OSSL_PKEY_PARAM_RSA_FACTOR1,   OSSL_PKEY_PARAM_RSA_FACTOR2,     OSSL_PKEY_PARAM_RSA_EXPONENT1,
      OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
  KeyData data;
  for (size_t i = 0; i < parts.size(); i++) {
    data.number(kNames[i], i < 2 ? number_of(parts[i]) : secret_number_of(parts[i]));
  }
  return data.make("RSA", is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
}

PkeyPtr dss_key(const KeyParts& key, bool is_private) {
  if (key.parts.size() != 4) return nullptr;
  KeyData data;
  data.number(OSSL_PKEY_PARAM_FFC_P, number_of(key.parts[0]));
  data.number(OSSL_PKEY_PARAM_FFC_Q, number_of(key.parts[1]));
  data.number(OSSL_PKEY_PARAM_FFC_G, number_of(key.parts[2]));
  if (is_private) {
    data.number(OSSL_PKEY_PARAM_PRIV_KEY, secret_number_of(key.parts[3]));
  } else {
    data.number(OSSL_PKEY_PARAM_PUB_KEY, number_of(key.parts[3]));
  }
  return data.make("DSA", is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
}

PkeyPtr ec_key(const KeyParts& key, bool is_private) {
  int nid = curve_named(key.curve);
  if (key.parts.size() != 1 || nid == NID_undef) return nullptr;
  KeyData data;
  data.text(OSSL_PKEY_PARAM_GROUP_NAME, OBJ_nid2sn(nid));
  if (!is_private) {
    data.octets(OSSL_PKEY_PARAM_PUB_KEY, key.parts[0]);
    return data.make("EC", EVP_PKEY_PUBLIC_KEY);
  }
  GroupPtr group(EC_GROUP_new_by_curve_name(nid));
  BnPtr secret = secret_number_of(key.parts[0]);
  if (!group || !secret || BN_is_zero(secret.get()) ||
      BN_cmp(secret.get(), EC_GROUP_get0_order(group.get())) >= 0) {
    return nullptr;
  }
  data.number(OSSL_PKEY_PARAM_PRIV_KEY, std::move(secret));
  return data.make("EC", EVP_PKEY_KEYPAIR);
}

const char* edwards_algorithm(std::string_view curve) {
  if (curve == "ed25519") return "ED25519";
  if (curve == "ed448") return "ED448";
  if (curve == "x25519") return "X25519";
  if (curve == "x448") return "X448";
  return nullptr;
}
PkeyPtr raw_key(std::string_view curve, const Secret& bytes, bool is_private) {
  const char* algorithm = edwards_algorithm(curve);
  if (!algorithm) return nullptr;
  auto make = is_private ? EVP_PKEY_new_raw_private_key_ex : EVP_PKEY_new_raw_public_key_ex;
  return PkeyPtr(make(nullptr, algorithm, nullptr, bytes.data(), bytes.size()));
}
PkeyPtr eddsa_key(const KeyParts& key, bool is_private) {
  if (key.parts.size() != 1 || !key.curve.starts_with("ed")) return nullptr;
  return raw_key(key.curve, key.parts[0], is_private);
}

// `get`: EVP_PKEY_get_raw_public_key or the one for private ones.
Secret raw_part(EVP_PKEY* key, int (*get)(const EVP_PKEY* key, uint8_t* bytes, size_t* size)) {
  size_t size = 0;
  get(key, nullptr, &size);
  Secret bytes(size);
  get(key, bytes.data(), &size);
  return bytes;
}

// The lines of pkey.c at which OTP finds that a key is none.
struct KeyKind {
  std::string_view name;
  PkeyPtr (*make)(const KeyParts& key, bool is_private);
  int private_line, public_line;
  const char *no_private, *no_public;
};
constexpr KeyKind kKinds[] = {
    {"rsa", rsa_key, 506, 698, "Couldn't get RSA private key", "Couldn't get RSA public key"},
    {"ecdsa", ec_key, 511, 703, "Couldn't get ECDSA private key", "Couldn't get ECDSA public key"},
    {"eddsa", eddsa_key, 520, 712, "Couldn't get EDDSA private key",
     "Couldn't get EDDSA public key"},
    {"dss", dss_key, 530, 722, "Couldn't get DSA private key", "Couldn't get DSA public key"},
};

// What crypto.erl made of the options, which it has checked:
// {Padding, SaltLength, Mgf1, OaepDigest, OaepLabel, SignatureDigest}.
struct RsaOptions {
  int padding = RSA_PKCS1_PADDING;
  int salt_length = RSA_PSS_SALTLEN_AUTO;
  const EVP_MD* mgf1 = nullptr;
  const EVP_MD* oaep = nullptr;
  const EVP_MD* signature = nullptr;
  Secret label;
};
RsaOptions options_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) {
    Term tuple = call[argument].get(no_gc);
    auto name = [&](size_t index) { return call.atoms().text(tuple_element(tuple, index)); };
    RsaOptions options;
    std::string_view padding = name(0);
    if (padding == "rsa_pkcs1_pss_padding") options.padding = RSA_PKCS1_PSS_PADDING;
    if (padding == "rsa_pkcs1_oaep_padding") options.padding = RSA_PKCS1_OAEP_PADDING;
    if (padding == "rsa_x931_padding") options.padding = RSA_X931_PADDING;
    if (padding == "rsa_no_padding") options.padding = RSA_NO_PADDING;
    options.salt_length = static_cast<int>(tuple_element(tuple, 1).small_value());
    options.mgf1 = digest_named(name(2));
    options.oaep = digest_named(name(3));
    options.signature = digest_named(name(5));
    if (auto label = secret_of(tuple_element(tuple, 4))) options.label = std::move(*label);
    return options;
  });
}

struct Signing {
  const KeyKind* kind = nullptr;
  const EVP_MD* digest = nullptr;  // null: none
  Secret message;                  // its digest, where that is what is signed
  PkeyPtr key;
};

// (Algorithm, DigestType, Data, IsDigest, Key, Options): false with `fault` set.
bool start_signing(NativeCall& call, bool is_private, Signing& signing, Fault& fault) {
  std::string_view algorithm = atom_argument(call, 0), type = atom_argument(call, 1);
  for (const KeyKind& kind : kKinds) {
    if (kind.name == algorithm) signing.kind = &kind;
  }
  fault = {"error", "pkey.c", 616, "Can't create PKEY_CTX from name", 0};
  if (!signing.kind) return false;
  bool is_eddsa = algorithm == "eddsa";
  if (!is_eddsa) signing.digest = digest_named(type);
  fault = {"badarg", "pkey.c", 278, "Bad digest type", 2};
  if (!is_eddsa && !signing.digest && !(type == "none" && algorithm == "rsa")) return false;
  auto data = secret_argument(call, 2);
  fault = {"badarg", "pkey.c", 353, "Expected a binary or a list", 3};
  if (!data) return false;
  bool is_digest = atom_argument(call, 3) == "true";
  if (signing.digest) {
    auto size = static_cast<size_t>(EVP_MD_get_size(signing.digest));
    fault = {"badarg", "pkey.c", 338, "Bad binary size for the algorithm", 3};
    if (is_digest && data->size() != size) return false;
    if (!is_digest) {
      Secret digest(EVP_MAX_MD_SIZE);
      unsigned made = 0;
      EVP_Digest(data->data(), data->size(), digest.data(), &made, signing.digest, nullptr);
      digest.shorten(made);
      data = std::move(digest);
    }
  }
  signing.message = std::move(*data);
  auto parts = key_argument(call, 4);
  if (parts) signing.key = signing.kind->make(*parts, is_private);
  if (is_private) {
    fault = {"badarg", "pkey.c", signing.kind->private_line, signing.kind->no_private, 4};
  } else {
    fault = {"badarg", "pkey.c", signing.kind->public_line, signing.kind->no_public, 5};
  }
  return signing.key != nullptr;
}

bool set_rsa_options(EVP_PKEY_CTX* context, const RsaOptions& options, const EVP_MD* digest) {
  if (EVP_PKEY_CTX_set_rsa_padding(context, options.padding) != 1) return false;
  if (options.padding != RSA_PKCS1_PSS_PADDING) return true;
  if (EVP_PKEY_CTX_set_rsa_pss_saltlen(context, options.salt_length) != 1) return false;
  const EVP_MD* mgf1 = options.mgf1 ? options.mgf1 : digest;
  return !mgf1 || EVP_PKEY_CTX_set_rsa_mgf1_md(context, mgf1) == 1;
}

// Sets the context for signing or verifying up; null: the options do not go together.
PkeyCtxPtr signing_context(NativeCall& call, const Signing& signing, bool signs) {
  PkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, signing.key.get(), nullptr));
  if (!context) return nullptr;
  int started = signs ? EVP_PKEY_sign_init(context.get()) : EVP_PKEY_verify_init(context.get());
  if (started != 1) return nullptr;
  if (signing.kind->name == "rsa" &&
      !set_rsa_options(context.get(), options_argument(call, 5), signing.digest)) {
    return nullptr;
  }
  if (signing.digest && EVP_PKEY_CTX_set_signature_md(context.get(), signing.digest) != 1) {
    return nullptr;
  }
  return context;
}

Secret number_parameter(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  BnPtr owner(number);
  return number ? bytes_of(number) : Secret();
}

std::optional<Secret> agreed(EVP_PKEY* mine, EVP_PKEY* other) {
  PkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, mine, nullptr));
  size_t size = 0;
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), other) != 1 ||
      EVP_PKEY_derive(context.get(), nullptr, &size) != 1) {
    return std::nullopt;
  }
  Secret shared(size);
  if (EVP_PKEY_derive(context.get(), shared.data(), &size) != 1) return std::nullopt;
  shared.shorten(size);
  return shared;
}

}  // namespace

// sign(Algorithm, DigestType, Data, IsDigest, Key, Options)
NativeResult linac_crypto_sign_6(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  Signing signing;
  Fault fault;
  if (!start_signing(call, true, signing, fault)) return crypto_failed(call, fault);
  const Fault failed{"error", "pkey.c", 884, "Can't EVP_PKEY_sign", 0};
  const Secret& message = signing.message;
  size_t size = 0;
  if (signing.kind->name == "eddsa") {
    MdCtxPtr context(EVP_MD_CTX_new());
    if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, signing.key.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) != 1) {
      return crypto_failed(call, failed);
    }
    Secret signature(size);
    if (EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) !=
        1) {
      return crypto_failed(call, failed);
    }
    return bytes_to_binary(call, signature.view());
  }
  PkeyCtxPtr context = signing_context(call, signing, true);
  if (!context ||
      EVP_PKEY_sign(context.get(), nullptr, &size, message.data(), message.size()) != 1) {
    return crypto_failed(call, failed);
  }
  Secret signature(size);
  if (EVP_PKEY_sign(context.get(), signature.data(), &size, message.data(), message.size()) != 1) {
    return crypto_failed(call, failed);
  }
  signature.shorten(size);
  return bytes_to_binary(call, signature.view());
}

// verify(Algorithm, DigestType, Data, IsDigest, Key, Options, Signature)
NativeResult linac_crypto_verify_7(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  Signing signing;
  Fault fault;
  auto signature = secret_argument(call, 6);
  if (!signature) return crypto_failed(call, {"badarg", "pkey.c", 1041, "Expected a binary", 4});
  if (!start_signing(call, false, signing, fault)) return crypto_failed(call, fault);
  const Secret& message = signing.message;
  if (signing.kind->name == "eddsa") {
    MdCtxPtr context(EVP_MD_CTX_new());
    bool good =
        EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, signing.key.get()) == 1 &&
        EVP_DigestVerify(context.get(), signature->data(), signature->size(), message.data(),
                         message.size()) == 1;
    return call.boolean(good);
  }
  PkeyCtxPtr context = signing_context(call, signing, false);
  if (!context) {
    return crypto_failed(call, {"error", "pkey.c", 1100, "Can't EVP_PKEY_verify_init", 0});
  }
  return call.boolean(EVP_PKEY_verify(context.get(), signature->data(), signature->size(),
                                      message.data(), message.size()) == 1);
}

// crypt(Data, Key, Options, IsPrivate, Encrypts) with an rsa key.
NativeResult linac_crypto_crypt_5(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto data = secret_argument(call, 0);
  if (!data) return crypto_failed(call, {"badarg", "pkey.c", 1342, "Binary expected", 2});
  bool is_private = atom_argument(call, 3) == "true", encrypts = atom_argument(call, 4) == "true";
  auto parts = key_argument(call, 1);
  PkeyPtr key = parts ? rsa_key(*parts, is_private) : nullptr;
  if (!key) {
    const KeyKind& rsa = kKinds[0];
    return crypto_failed(call, {"badarg", "pkey.c", is_private ? rsa.private_line : rsa.public_line,
                                is_private ? rsa.no_private : rsa.no_public, 3});
  }
  RsaOptions options = options_argument(call, 2);
  PkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  // What a private key encrypts is a signature without a digest; a public one recovers it.
  auto start = is_private == encrypts
                   ? (is_private ? EVP_PKEY_sign_init : EVP_PKEY_verify_recover_init)
                   : (encrypts ? EVP_PKEY_encrypt_init : EVP_PKEY_decrypt_init);
  auto run = is_private == encrypts ? (is_private ? EVP_PKEY_sign : EVP_PKEY_verify_recover)
                                    : (encrypts ? EVP_PKEY_encrypt : EVP_PKEY_decrypt);
  bool ready = context && start(context.get()) == 1;
  if (ready && options.signature &&
      EVP_PKEY_CTX_set_signature_md(context.get(), options.signature) != 1) {
    return crypto_failed(call, {"error", "pkey.c", 1387, "Can't EVP_PKEY_CTX_set_signature_md", 0});
  }
  if (ready && EVP_PKEY_CTX_set_rsa_padding(context.get(), options.padding) != 1) {
    return crypto_failed(call, {"error", "pkey.c", 1410, "Couldn't set rsa padding", 0});
  }
  if (ready && options.padding == RSA_PKCS1_OAEP_PADDING) {
    if (options.oaep) ready = EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), options.oaep) == 1;
    if (ready && options.mgf1) {
      ready = EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), options.mgf1) == 1;
    }
    if (ready && options.label.size() > 0) {
      // The context takes the bytes over.
      void* label = OPENSSL_memdup(options.label.data(), options.label.size());
      ready = EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(), label,
                                               static_cast<int>(options.label.size())) == 1;
    }
  }
  size_t size = 0;
  const Fault failed{"error", "pkey.c", 1474, "Couldn't get the result", 0};
  if (!ready || run(context.get(), nullptr, &size, data->data(), data->size()) != 1) {
    return crypto_failed(call, failed);
  }
  Secret result(size);
  if (run(context.get(), result.data(), &size, data->data(), data->size()) != 1) {
    return crypto_failed(call, failed);
  }
  result.shorten(size);
  return bytes_to_binary(call, result.view());
}

// rsa_key(Bits, Exponent): {[E, N], [E, N, D, P, Q, DP, DQ, QInv]}
NativeResult linac_crypto_rsa_key_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto exponent = secret_argument(call, 1);
  bool is_fit = call[0].is_small() && call[0].small_value() >= 0 && call[0].small_value() <= 65'536;
  if (!is_fit) {
    return crypto_failed(call, {"badarg", "rsa.c", 463, "Can't get unsigned int", 2});
  }
  if (call[0].small_value() < 256) {
    return crypto_failed(call, {"badarg", "rsa.c", 467, "Can't be < 256", 2});
  }
  if (!exponent) {
    return crypto_failed(call, {"badarg", "rsa.c", 472, "Can't get binary public exponent", 2});
  }
  BnPtr e = number_of(*exponent);
  if (!e) return crypto_failed(call, {"error", "rsa.c", 489, "Can't set params", 0});
  PkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* made = nullptr;
  int bits = static_cast<int>(call[0].small_value());
  if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) != 1 ||
      EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), e.get()) != 1 ||
      EVP_PKEY_generate(context.get(), &made) != 1) {
    return crypto_failed(call, {"error", "rsa.c", 494, "Can't generate RSA key-pair", 0});
  }
  PkeyPtr key(made);
  Secret parts[] = {number_parameter(made, OSSL_PKEY_PARAM_RSA_E),
                    number_parameter(made, OSSL_PKEY_PARAM_RSA_N),
                    number_parameter(made, OSSL_PKEY_PARAM_RSA_D),
                    number_parameter(made, OSSL_PKEY_PARAM_RSA_FACTOR1),
                    number_parameter(made, OSSL_PKEY_PARAM_RSA_FACTOR2),
                    number_parameter(made, OSSL_PKEY_PARAM_RSA_EXPONENT1),
                    number_parameter(made, OSSL_PKEY_PARAM_RSA_EXPONENT2),
                    number_parameter(made, OSSL_PKEY_PARAM_RSA_COEFFICIENT1)};
  std::span<const Secret> all(parts), open = all.first(2);
  Reserved room = call.reserve(tuple_words(2) + binary_list_words(all) + binary_list_words(open));
  if (!room.ok()) return call.out_of_memory();
  Term public_key = binary_list(open, room.space());
  Term private_key = binary_list(all, room.space());
  return call.value(room.space().tuple_of(public_key, private_key));
}

// raw_key(Curve, Private | undefined): {Public, Private} on a curve of Edwards or Montgomery.
NativeResult linac_crypto_raw_key_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  std::string_view curve = atom_argument(call, 0);
  PkeyPtr key;
  if (atom_argument(call, 1) == "undefined") {
    PkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, edwards_algorithm(curve), nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_generate(context.get(), &made) != 1) {
      return crypto_failed(call, {"error", "evp.c", 262, "Can't generate a key", 0});
    }
    key.reset(made);
  } else {
    auto given = secret_argument(call, 1);
    if (given) key = raw_key(curve, *given, true);
    if (!key) {
      return crypto_failed(call, {"error", "evp.c", 273, "Can't EVP_PKEY_new_raw_private_key", 2});
    }
  }
  return give_pair(call, raw_part(key.get(), EVP_PKEY_get_raw_public_key),
                   raw_part(key.get(), EVP_PKEY_get_raw_private_key));
}

// raw_agree(Curve, OtherPublic, Private)
NativeResult linac_crypto_raw_agree_3(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  std::string_view curve = atom_argument(call, 0);
  auto failed = [&](int line, const char* text, int argument) {
    return crypto_failed(call, {"badarg", "evp.c", line, text, argument});
  };
  auto other = secret_argument(call, 1), mine = secret_argument(call, 2);
  if (!mine) return failed(157, "Binary expected", 3);
  PkeyPtr own = raw_key(curve, *mine, true);
  if (!own) return failed(160, "Not a valid raw private key", 3);
  if (!other) return failed(170, "Binary expected", 2);
  PkeyPtr peer = raw_key(curve, *other, false);
  if (!peer) return failed(173, "Not a raw public peer key", 2);
  auto shared = agreed(own.get(), peer.get());
  if (!shared) return crypto_failed(call, {"error", "evp.c", 190, "Can't EVP_PKEY_derive", 0});
  return bytes_to_binary(call, shared->view());
}

// dh_key(P, G, PrivateBits | 0): {Public, Private}. 0, or as long as P: OpenSSL chooses.
NativeResult linac_crypto_dh_key_3(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  BnPtr p = number_argument(call, 0), g = number_argument(call, 1);
  if (!p) return crypto_failed(call, {"badarg", "dh.c", 72, "Bad value of 'p'", 2});
  if (!g) return crypto_failed(call, {"badarg", "dh.c", 77, "Bad value of 'g'", 2});
  int64_t bits = call[2].is_small() ? call[2].small_value() : -1;
  if (bits < 0 || bits > INT32_MAX) {
    return crypto_failed(call, {"badarg", "dh.c", 95, "Bad value of length element", 4});
  }
  KeyData data;
  int length = bits < BN_num_bits(p.get()) ? static_cast<int>(bits) : 0;
  data.number(OSSL_PKEY_PARAM_FFC_P, std::move(p));
  data.number(OSSL_PKEY_PARAM_FFC_G, std::move(g));
  PkeyPtr group = data.make("DH", EVP_PKEY_KEY_PARAMETERS);
  PkeyCtxPtr context(group ? EVP_PKEY_CTX_new_from_pkey(nullptr, group.get(), nullptr) : nullptr);
  EVP_PKEY* made = nullptr;
  // The context does not take it from the group.
  OSSL_PARAM lengths[] = {OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_DH_PRIV_LEN, &length),
                          OSSL_PARAM_construct_end()};
  if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
      (length > 0 && EVP_PKEY_CTX_set_params(context.get(), lengths) != 1) ||
      EVP_PKEY_generate(context.get(), &made) != 1) {
    return crypto_failed(call, {"error", "dh.c", 134, "Can't generate DH key pair", 0});
  }
  PkeyPtr key(made);
  return give_pair(call, number_parameter(made, OSSL_PKEY_PARAM_PUB_KEY),
                   number_parameter(made, OSSL_PKEY_PARAM_PRIV_KEY));
}

// dh_agree(OtherPublic, Private, P, G)
NativeResult linac_crypto_dh_agree_4(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto bad = [&](int line, const char* text, int argument) {
    return crypto_failed(call, {"badarg", "dh.c", line, text, argument});
  };
  BnPtr y = number_argument(call, 0), x = secret_number_argument(call, 1);
  BnPtr prime = number_argument(call, 2), g = number_argument(call, 3);
  if (!y) return bad(198, "Bad peer public key; binary expected", 1);
  if (!prime) return bad(205, "Bad value of 'p'", 3);
  if (!g) return bad(208, "Bad value of 'g'", 3);
  if (!x) return bad(226, "Bad peer public key; binary expected", 1);
  const Fault failed{"error", "dh.c", 254, "Can't get result", 0};
  BnPtr result(BN_secure_new()), below(BN_dup(prime.get()));
  BnCtxPtr context(BN_CTX_secure_new());
  if (!result || !below || !context || BN_sub_word(below.get(), 1) != 1) {
    return crypto_failed(call, failed);
  }
  // As OpenSSL: no primes below 512 bits, and no keys that have only one shared secret.
  bool fits = BN_num_bits(prime.get()) >= 512 && BN_cmp(y.get(), BN_value_one()) > 0 &&
              BN_cmp(y.get(), below.get()) < 0 && BN_is_odd(prime.get());
  if (!fits || BN_mod_exp_mont_consttime(result.get(), y.get(), x.get(), prime.get(), context.get(),
                                         nullptr) != 1) {
    return crypto_failed(call, failed);
  }
  return bytes_to_binary(call, bytes_of(result.get()).view());
}

// version(): {Number, Text}
NativeResult linac_crypto_version_0(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  std::string_view text = OpenSSL_version(OPENSSL_VERSION);
  Reserved room = call.reserve(tuple_words(2) + binary_words(text.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  Term binary = make_binary(text, room.space());
  return call.value(
      room.space().tuple_of(make_small(static_cast<int64_t>(OpenSSL_version_num())), binary));
}

}  // namespace linac
