#include "bifs/crypto_support.h"

#include <dlfcn.h>
#include <openssl/provider.h>

#include <cstring>

#include "bifs/text.h"
#include "runtime/process/identities.h"

// Where openssl_stubs.S jumps to, in the order of openssl.def.
extern "C" void* linac_openssl[];

namespace linac {
namespace {

struct DigestName {
  std::string_view name;
  const char* openssl;
  bool legacy = false;
};

constexpr DigestName kDigests[] = {
    {"md4", "MD4", true},
    {"md5", "MD5"},
    {"ripemd160", "RIPEMD160"},
    {"sha", "SHA1"},
    {"sha224", "SHA2-224"},
    {"sha256", "SHA2-256"},
    {"sha384", "SHA2-384"},
    {"sha512", "SHA2-512"},
    {"sha512_224", "SHA2-512/224"},
    {"sha512_256", "SHA2-512/256"},
    {"sha3_224", "SHA3-224"},
    {"sha3_256", "SHA3-256"},
    {"sha3_384", "SHA3-384"},
    {"sha3_512", "SHA3-512"},
    {"shake128", "SHAKE-128"},
    {"shake256", "SHAKE-256"},
    {"sm3", "SM3"},
    {"blake2b", "BLAKE2B-512"},
    {"blake2s", "BLAKE2S-256"},
};

Term char_list(std::string_view text, TermSpace& space) {
  Term list = kNil;
  for (size_t i = text.size(); i-- > 0;) list = space.cons(make_small(text[i]), list);
  return list;
}

constexpr const char* kFunctions[] = {
#define OPENSSL(name) #name,
#include "bifs/openssl.def"
#undef OPENSSL
};

// All functions, or false.
bool load_openssl() {
  // Never closed: it keeps threads' data of its own.
  void* library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
  for (size_t i = 0; i < std::size(kFunctions); i++) {
    void* function = dlsym(library, kFunctions[i]);
    if (!function) return false;
    linac_openssl[i] = function;
  }
  return true;
}

}  // namespace

bool need_openssl() {
  static const bool loaded = load_openssl();
  return loaded;
}

NativeResult no_openssl(NativeCall& call) {
  Reserved room = call.reserve(tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  AtomTable& atoms = *call.vm().atoms;
  Term reason = room.space().tuple_of(*atoms.intern("notsup"), *atoms.intern("libcrypto.so.3"),
                                      *atoms.intern("not_installed"));
  return call.error(reason);
}

NativeResult crypto_failed(NativeCall& call, const Fault& fault) {
  std::string_view file = fault.file, text = fault.text;
  Reserved room =
      call.reserve(tuple_words(5) + tuple_words(2) + kConsWords * (file.size() + text.size()));
  if (!room.ok()) return call.out_of_memory();
  AtomTable& atoms = *call.vm().atoms;
  TermSpace& space = room.space();
  Term place = space.tuple_of(char_list(file, space), make_small(fault.line));
  Term argument = fault.argument == 0 ? Term{atoms::kUndefined} : make_small(fault.argument);
  return call.value(space.tuple_of(*atoms.intern("crypto_failed"), *atoms.intern(fault.kind), place,
                                   char_list(text, space), argument));
}

std::optional<Secret> secret_of(Term term) {
  if (!is_binary(term)) return std::nullopt;
  BitsView view = bits_view(term);
  Secret bytes(view.byte_size());
  copy_bits(bytes.data(), 0, view);
  return bytes;
}

std::optional<Secret> secret_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) { return secret_of(call[argument].get(no_gc)); });
}

std::string_view atom_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) -> std::string_view {
    Term term = call[argument].get(no_gc);
    return term.is_atom() ? call.atoms().text(term) : std::string_view();
  });
}

void need_legacy_algorithms() {
  static const bool loaded = [] {
    // Loading one by name takes the default one away unless that is loaded by name too.
    OSSL_PROVIDER_load(nullptr, "default");
    return OSSL_PROVIDER_load(nullptr, "legacy") != nullptr;
  }();
  static_cast<void>(loaded);
}

const EVP_MD* digest_named(std::string_view name) {
  static std::atomic<EVP_MD*> fetched[std::size(kDigests)];
  for (size_t i = 0; i < std::size(kDigests); i++) {
    if (kDigests[i].name == name) {
      return fetched_once<EVP_MD_free>(fetched[i], kDigests[i], EVP_MD_fetch);
    }
  }
  return nullptr;
}

bool wants_dirty(NativeCall& call, uint32_t argument) {
  if (on_dirty_thread(call)) return false;
  return peek(call, [&](const NoGc& no_gc) {
    Term term = call[argument].get(no_gc);
    return is_bitstring(term) && bit_size(term) / 8 > kBytesAtOnce;
  });
}

NativeResult give(NativeCall& call, const Secret& bytes) {
  return bytes_to_binary(call, bytes.view());
}

NativeResult give_resource(NativeCall& call, Resource* resource) {
  Reserved room = call.reserve(kResourceWords);
  if (!room.ok()) {
    resource->release();
    return call.out_of_memory();
  }
  ReferenceKey key = new_reference(*call.vm().identities);
  return call.value(make_resource(room.space(), key.low, key.high, resource));
}

}  // namespace linac
