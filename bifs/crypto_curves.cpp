// Numbers and elliptic curves of `linac_crypto`: curves by name, keys and agreement on them.
#include <openssl/objects.h>
#include <openssl/rand.h>

#include "bifs/crypto_numbers.h"
#include "bifs/text.h"

namespace linac {
namespace {

// The curves whose names are not OpenSSL's.
struct CurveName {
  std::string_view otp;
  const char* openssl;
};
constexpr CurveName kCurves[] = {
    {"secp192r1", "prime192v1"},
    {"secp256r1", "prime256v1"},
    {"ipsec3", "Oakley-EC2N-3"},
    {"ipsec4", "Oakley-EC2N-4"},
};

// More than any number of a curve that has a name: larger ones need no arithmetic.
constexpr size_t kMostCurveBytes = 256;

// The point of a public key, on the curve; null when it is none.
PointPtr point_of(const EC_GROUP* group, const Secret& bytes) {
  PointPtr point(EC_POINT_new(group));
  if (!point || EC_POINT_oct2point(group, point.get(), bytes.data(), bytes.size(), nullptr) != 1) {
    point.reset();
  }
  return point;
}

GroupPtr group_argument(NativeCall& call, uint32_t argument) {
  return GroupPtr(EC_GROUP_new_by_curve_name(curve_named(atom_argument(call, argument))));
}

}  // namespace

int curve_named(std::string_view name) {
  std::string known(name);
  for (const CurveName& curve : kCurves) {
    if (curve.otp == name) known = curve.openssl;
  }
  if (name.starts_with("wtls")) known = "wap-wsg-idm-ecid-" + known;
  int nid = OBJ_sn2nid(known.c_str());
  // Other objects have names too.
  GroupPtr group(nid == NID_undef ? nullptr : EC_GROUP_new_by_curve_name(nid));
  return group ? nid : NID_undef;
}

Secret bytes_of(const EC_GROUP* group, const EC_POINT* point) {
  constexpr auto kForm = POINT_CONVERSION_UNCOMPRESSED;
  Secret bytes(EC_POINT_point2oct(group, point, kForm, nullptr, 0, nullptr));
  EC_POINT_point2oct(group, point, kForm, bytes.data(), bytes.size(), nullptr);
  return bytes;
}

size_t binary_list_words(std::span<const Secret> items) {
  size_t words = 0;
  for (const Secret& item : items) words += kConsWords + binary_words(item.size() * 8);
  return words;
}
Term binary_list(std::span<const Secret> items, TermSpace& space) {
  Term list = kNil;
  for (size_t i = items.size(); i-- > 0;) {
    Term binary = make_binary(items[i].view(), space);
    list = space.cons(binary, list);
  }
  return list;
}

NativeResult give_pair(NativeCall& call, const Secret& first, const Secret& second) {
  Reserved room = call.reserve(tuple_words(2) + binary_words(first.size() * 8) +
                               binary_words(second.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  Term one = make_binary(first.view(), room.space());
  Term other = make_binary(second.view(), room.space());
  return call.value(room.space().tuple_of(one, other));
}

// has_curve(Name)
NativeResult linac_crypto_has_curve_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  return call.boolean(curve_named(atom_argument(call, 0)) != NID_undef);
}

// curve(Name): {IsPrime, Field, A, B, Seed | none, Generator, Order, Cofactor, Basis}, numbers as
// binaries; Basis: the exponents of a field's polynomial. false: no such curve.
NativeResult linac_crypto_curve_1(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  GroupPtr group = group_argument(call, 0);
  BnPtr p(BN_new()), a(BN_new()), b(BN_new());
  if (!group || EC_GROUP_get_curve(group.get(), p.get(), a.get(), b.get(), nullptr) != 1) {
    return call.boolean(false);
  }
  bool is_prime = EC_GROUP_get_field_type(group.get()) == NID_X9_62_prime_field;
  std::vector<int> basis;
  for (int bit = BN_num_bits(p.get()) - 1; !is_prime && bit >= 0; bit--) {
    if (BN_is_bit_set(p.get(), bit)) basis.push_back(bit);
  }
  Secret seed(EC_GROUP_get_seed_len(group.get()));
  if (seed.size() > 0) std::memcpy(seed.data(), EC_GROUP_get0_seed(group.get()), seed.size());
  Secret parts[] = {bytes_of(p.get()),
                    bytes_of(a.get()),
                    bytes_of(b.get()),
                    std::move(seed),
                    bytes_of(group.get(), EC_GROUP_get0_generator(group.get())),
                    bytes_of(EC_GROUP_get0_order(group.get())),
                    bytes_of(EC_GROUP_get0_cofactor(group.get()))};
  Reserved room =
      call.reserve(tuple_words(3) + binary_list_words(parts) + kConsWords * basis.size());
  if (!room.ok()) return call.out_of_memory();
  Term exponents = kNil;
  for (size_t i = basis.size(); i-- > 0;) {
    exponents = room.space().cons(make_small(basis[i]), exponents);
  }
  Term list = binary_list(parts, room.space());
  return call.value(room.space().tuple_of(make_bool(is_prime), list, exponents));
}

// curve_name(P, A, B, Generator, Order, Cofactor), binaries: OpenSSL's name of the curve y^2 = x^3 + A x + B over the
// integers modulo P; false: it has none.
NativeResult linac_crypto_curve_name_6(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  std::vector<Secret> parts;
  for (uint32_t i = 0; i < call.arity(); i++) {
    auto part = secret_argument(call, i);
    if (!part || part->size() > kMostCurveBytes) return call.boolean(false);
    parts.push_back(std::move(*part));
  }
  BnPtr p = number_of(parts[0]), a = number_of(parts[1]), b = number_of(parts[2]),
        order = number_of(parts[4]), cofactor = number_of(parts[5]);
  if (!p || !a || !b || !order || !cofactor) return call.boolean(false);
  GroupPtr group(EC_GROUP_new_curve_GFp(p.get(), a.get(), b.get(), nullptr));
  PointPtr generator = group ? point_of(group.get(), parts[3]) : nullptr;
  if (!generator ||
      EC_GROUP_set_generator(group.get(), generator.get(), order.get(), cofactor.get()) != 1) {
    return call.boolean(false);
  }
  int nid = EC_GROUP_check_named_curve(group.get(), 0, nullptr);
  if (nid == NID_undef) return call.boolean(false);
  auto name = call.vm().atoms->intern(OBJ_nid2sn(nid));
  return name ? call.value(*name) : call.system_limit();
}

// curve_key(Name, Private | undefined): {Public, Private}
NativeResult linac_crypto_curve_key_2(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  GroupPtr group = group_argument(call, 0);
  if (!group)
    return crypto_failed(call, {"badarg", "ec.c", 391, "Couldn't get Curve definition", 1});
  const BIGNUM* order = EC_GROUP_get0_order(group.get());
  BnPtr secret;
  if (atom_argument(call, 1) == "undefined") {
    secret.reset(BN_secure_new());
    do {
      if (!secret || BN_priv_rand_range(secret.get(), order) != 1) return call.system_limit();
    } while (BN_is_zero(secret.get()));
  } else {
    auto given = secret_argument(call, 1);
    if (!given) return crypto_failed(call, {"badarg", "ec.c", 293, "Bad private key", 1});
    secret = secret_number_of(*given);
    if (!secret) return crypto_failed(call, {"badarg", "ec.c", 293, "Bad private key", 1});
  }
  BN_set_flags(secret.get(), BN_FLG_CONSTTIME);
  PointPtr point(EC_POINT_new(group.get()));
  auto bytes = static_cast<size_t>(BN_num_bytes(order));
  if (!point || static_cast<size_t>(BN_num_bytes(secret.get())) > bytes ||
      EC_POINT_mul(group.get(), point.get(), secret.get(), nullptr, nullptr, nullptr) != 1) {
    return crypto_failed(call, {"error", "ec.c", 430, "Couldn't make the public key", 0});
  }
  return give_pair(call, bytes_of(group.get(), point.get()), bytes_of(secret.get(), bytes));
}

// curve_agree(Name, OtherPublic, Private): the shared secret.
NativeResult linac_crypto_curve_agree_3(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto failed = [&](const char* kind, int line, const char* text, int argument) {
    return crypto_failed(call, {kind, "ecdh.c", line, text, argument});
  };
  auto other = secret_argument(call, 1), mine = secret_argument(call, 2);
  if (!other) return failed("badarg", 57, "Bad peer public key; binary expected", 1);
  GroupPtr group = group_argument(call, 0);
  if (!group) {
    return crypto_failed(call, {"error", "ec.c", 84, "Bad curve def. Expect 5-tuple.", 2});
  }
  PointPtr point = point_of(group.get(), *other);
  if (!point || EC_POINT_is_at_infinity(group.get(), point.get()) == 1) {
    return failed("error", 80, "Can't do fromdata", 0);
  }
  if (!mine) return failed("badarg", 92, "Bad peer public key; binary expected", 1);
  BnPtr secret = secret_number_of(*mine), x(BN_secure_new());
  if (!secret) return failed("badarg", 92, "Bad peer public key; binary expected", 1);
  BN_set_flags(secret.get(), BN_FLG_CONSTTIME);
  PointPtr shared(EC_POINT_new(group.get()));
  if (!shared || !x ||
      EC_POINT_mul(group.get(), shared.get(), nullptr, point.get(), secret.get(), nullptr) != 1 ||
      EC_POINT_get_affine_coordinates(group.get(), shared.get(), x.get(), nullptr, nullptr) != 1) {
    return failed("error", 124, "Can't get result", 0);
  }
  auto bytes = static_cast<size_t>((EC_GROUP_get_degree(group.get()) + 7) / 8);
  return bytes_to_binary(call, bytes_of(x.get(), bytes).view());
}

// mod_exp(Base, Exponent, Modulus): binaries.
NativeResult linac_crypto_mod_exp_3(NativeCall& call) {
  if (!need_openssl()) return no_openssl(call);
  auto base = secret_argument(call, 0), exponent = secret_argument(call, 1);
  auto modulus = secret_argument(call, 2);
  if (!base || !exponent || !modulus) return call.badarg();
  BnPtr b = number_of(*base), e = secret_number_of(*exponent), m = number_of(*modulus),
        result(BN_new());
  BnCtxPtr context(BN_CTX_secure_new());
  if (!b || !e || !m || !result || !context ||
      BN_mod_exp(result.get(), b.get(), e.get(), m.get(), context.get()) != 1) {
    return call.badarg();
  }
  return bytes_to_binary(call, bytes_of(result.get()).view());
}

}  // namespace linac
