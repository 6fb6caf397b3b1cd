%% The module crypto: what arguments mean, which faults they have, and random numbers for `rand`. The
%% work is done by natives over OpenSSL (bifs/crypto_*.cpp), which answer {crypto_failed, ...} for what
%% is raised here with the function's own arguments. Reasons name places of OTP 29's C files, as OTP's
%% own do.
-module(crypto).

-export([start/0, stop/0, info/0, info_lib/0, info_fips/0, enable_fips_mode/1, version/0]).
-export([supports/0, supports/1, format_error/2]).
-export([hash/2, hash_init/1, hash_update/2, hash_final/1, hash_final_xof/2, hash_xof/3]).
-export([hash_info/1, hash_equals/2]).
-export([mac/3, mac/4, macN/4, macN/5, mac_init/2, mac_init/3, mac_update/2, mac_final/1]).
-export([mac_finalN/2, pbkdf2_hmac/5]).
-export([cipher_info/1, crypto_init/3, crypto_init/4, crypto_update/2, crypto_final/1]).
-export([crypto_get_data/1, crypto_one_time/4, crypto_one_time/5, crypto_one_time_aead/4]).
-export([crypto_one_time_aead/6, crypto_one_time_aead/7, crypto_one_time_aead_init/4]).
-export([generate_key/2, generate_key/3, compute_key/4, privkey_to_pubkey/2]).
-export([sign/4, sign/5, verify/5, verify/6, public_encrypt/4, private_decrypt/4]).
-export([private_encrypt/4, public_decrypt/4, ec_curves/0, ec_curve/1]).
-export([mod_pow/3, exor/2, bytes_to_integer/1, engine_list/0]).
-export([strong_rand_bytes/1, strong_rand_range/1, rand_uniform/2]).
-export([rand_seed/0, rand_seed/1, rand_seed_s/0, rand_seed_alg/1, rand_seed_alg_s/1]).
-export([rand_plugin_next/1, rand_plugin_bytes/2, rand_plugin_uniform/1, rand_plugin_uniform/2]).
-export([rand_cache_plugin_next/1, rand_cache_plugin_bytes/2]).

%% The result of a native, or its fault raised with the arguments of the function that this stands in.
-define(checked(Call, Arguments),
        case Call of
            {crypto_failed, Kind__, Place__, Text__, Number__} ->
                erlang:error({Kind__, Place__, Text__}, Arguments,
                             [{error_info, #{erl_function_arg_num => Number__}}]);
            Result__ -> Result__
        end).

%% --- About the library ---------------------------------------------------------------------------

start() -> application:start(crypto).
stop() -> application:stop(crypto).

version() -> "5.10".

info() ->
    {_, Text} = linac_crypto:version(),
    #{otp_crypto_version => version(), compile_type => normal, link_type => static,
      cryptolib_version_compiled => binary_to_list(Text),
      cryptolib_version_linked => binary_to_list(Text), fips_provider_available => false}.

info_lib() ->
    {Number, Text} = linac_crypto:version(),
    [{<<"OpenSSL">>, Number, Text}].

info_fips() -> not_supported.

enable_fips_mode(true) -> false;
enable_fips_mode(false) -> true;
enable_fips_mode(_) -> erlang:error(badarg).

engine_list() -> [].

supports() ->
    [{What, supports(What)}
     || What <- [hashs, ciphers, kems, public_keys, macs, curves, rsa_opts]].

supports(hashs) ->
    [Hash || Hash <- [blake2s, blake2b, sm3, shake256, shake128, sha3_512, sha3_384, sha3_256,
                      sha3_224, sha512_256, sha512_224, sha512, sha384, sha256, sha224, sha,
                      ripemd160, md5, md4],
             linac_crypto:hash_info(Hash) =/= false];
supports(ciphers) ->
    [Cipher || Cipher <- all_ciphers(), find_cipher(Cipher) =/= false];
supports(kems) -> [];
supports(public_keys) -> [rsa, dss, dh, ec_gf2m, ecdsa, ecdh, eddsa, eddh];
supports(macs) -> [cmac, hmac, poly1305];
supports(curves) -> ec_curves() ++ [x25519, x448];
supports(rsa_opts) ->
    [rsa_pkcs1_pss_padding, rsa_pss_saltlen, rsa_mgf1_md, rsa_pkcs1_oaep_padding, rsa_oaep_label,
     rsa_oaep_md, signature_md, rsa_pkcs1_padding, rsa_x931_padding, rsa_no_padding].

all_ciphers() ->
    [chacha20, aes_256_ofb, aes_192_ofb, aes_128_ofb, sm4_ctr, sm4_ofb, sm4_cfb, sm4_ecb, sm4_cbc,
     blowfish_ecb, blowfish_ofb64, blowfish_cfb64, blowfish_cbc, des_ede3_cfb, des_ecb, des_cfb,
     des_cbc, rc4, rc2_cbc, aes_128_cbc, aes_192_cbc, aes_256_cbc, aes_128_cfb128, aes_192_cfb128,
     aes_256_cfb128, aes_128_cfb8, aes_192_cfb8, aes_256_cfb8, aes_128_ecb, aes_192_ecb,
     aes_256_ecb, chacha20_poly1305, aes_256_gcm, aes_256_ccm, aes_192_gcm, aes_192_ccm,
     aes_128_gcm, aes_128_ccm, aes_256_ctr, aes_192_ctr, aes_128_ctr, des_ede3_cbc, aes_cbc,
     aes_ccm, aes_cfb128, aes_cfb8, aes_ctr, aes_ecb, aes_gcm].

%% What shell and logger show below an error of these functions.
format_error({_, _, Text}, [{_, _, _, Info} | _]) ->
    #{erl_function_arg_num := Number} = proplists:get_value(error_info, Info, #{}),
    case Number of
        undefined -> #{general => Text};
        _ -> #{Number => Text}
    end.

%% --- Digests -------------------------------------------------------------------------------------

hash(Type, Data) ->
    Bytes = iolist_to_binary(Data),
    ?checked(linac_crypto:hash(Type, Bytes), [Type, Bytes]).

hash_init(Type) -> ?checked(linac_crypto:hash_init(Type), [Type]).

hash_update(State, Data) ->
    Bytes = iolist_to_binary(Data),
    ?checked(linac_crypto:hash_update(State, Bytes), [State, Bytes]).

hash_final(State) -> ?checked(linac_crypto:hash_final(State), [State]).

hash_final_xof(State, Bits) ->
    case linac_crypto:hash_final_xof(State, Bits) of
        {crypto_failed, Kind, {File, Line}, Text, Number} ->
            Argument = if Number =:= undefined -> -1;
                          true -> Number - 1
                       end,
            erlang:error({Kind, #{c_file_name => File, c_file_line_num => Line,
                                  c_function_arg_num => Argument}, Text});
        Digest -> Digest
    end.

hash_xof(Type, Data, Bits) -> hash_final_xof(hash_update(hash_init(Type), Data), whole_bytes(Bits)).

whole_bytes(Bits) when is_integer(Bits), Bits > 0 -> Bits - Bits rem 8;
whole_bytes(Bits) -> Bits.

hash_info(Type) ->
    case linac_crypto:hash_info(Type) of
        {Size, Block, Nid} -> #{size => Size, type => Nid, block_size => Block};
        false -> erlang:error(badarg, [Type])
    end.

hash_equals(Mac, Other) -> linac_crypto:hash_equals(Mac, Other).

%% --- Authentication codes ------------------------------------------------------------------------

mac(poly1305, Key, Data) -> mac(poly1305, undefined, Key, Data).

mac(Kind, Type, Key, Data) ->
    Secret = iolist_to_binary(Key),
    Bytes = bytes_or_it(Data),
    ?checked(linac_crypto:mac(Kind, Type, Secret, Bytes), [Kind, Type, Secret, Data]).

macN(Kind, Key, Data, Length) -> macN(Kind, undefined, Key, Data, Length).

macN(Kind, Type, Key, Data, Length) ->
    case mac(Kind, Type, Key, Data) of
        <<Mac:Length/binary, _/binary>> -> Mac;
        Mac -> Mac
    end.

mac_init(poly1305, Key) ->
    Secret = iolist_to_binary(Key),
    ?checked(linac_crypto:mac_init(poly1305, undefined, Secret), [poly1305, Secret]).

mac_init(Kind, Type, Key) ->
    Secret = iolist_to_binary(Key),
    ?checked(linac_crypto:mac_init(Kind, Type, Secret), [Kind, Type, Secret]).

mac_update(State, Data) ->
    Bytes = bytes_or_it(Data),
    ?checked(linac_crypto:mac_update(State, Bytes), [State, Data]).

mac_final(State) -> ?checked(linac_crypto:mac_final(State), [State]).

mac_finalN(State, Length) -> binary_part(mac_final(State), 0, Length).

pbkdf2_hmac(Digest, Password, Salt, Iterations, Length) ->
    ?checked(linac_crypto:pbkdf2_hmac(Digest, Password, Salt, Iterations, Length),
             [Digest, Password, Salt, Iterations, Length]).

%% The bytes of iodata; anything else stays what it is, for a native to refuse.
bytes_or_it(Data) ->
    try iolist_to_binary(Data)
    catch error:_ -> Data
    end.

%% --- Ciphers -------------------------------------------------------------------------------------

cipher_info(Cipher) ->
    case find_cipher(Cipher) of
        {Nid, Mode, IsAead, Key, Iv, Block} ->
            #{type => if Nid =:= 0 -> undefined; true -> Nid end,
              mode => mode(Mode), prop_aead => IsAead, key_length => Key, iv_length => Iv,
              block_size => Block};
        false -> erlang:error(badarg)
    end.

find_cipher(Cipher) -> find_cipher(Cipher, [16, 24, 32, 8]).

find_cipher(_, []) -> false;
find_cipher(Cipher, [Bytes | Rest]) ->
    case linac_crypto:cipher_info(Cipher, Bytes) of
        false -> find_cipher(Cipher, Rest);
        Info -> Info
    end.

mode(0) -> stream_cipher;
mode(1) -> ecb_mode;
mode(2) -> cbc_mode;
mode(3) -> cfb_mode;
mode(4) -> ofb_mode;
mode(5) -> ctr_mode;
mode(6) -> gcm_mode;
mode(7) -> ccm_mode;
mode(_) -> undefined.

crypto_init(Cipher, Key, Options) -> crypto_init(Cipher, Key, <<>>, Options, 3).

crypto_init(Cipher, Key, Iv, Options) -> crypto_init(Cipher, Key, Iv, Options, 4).

crypto_init(Cipher, Key, Iv, Options, Last) ->
    Native = case cipher_options(Options, Last) of
                 {Encrypts, Padding} ->
                     linac_crypto:cipher_init(Cipher, bytes_or_it(Key), bytes_or_it(Iv), Encrypts,
                                              Padding);
                 Failed -> Failed
             end,
    ?checked(Native, [Cipher, Key, Iv, Options]).

crypto_update(State, Data) ->
    Bytes = bytes_or_it(Data),
    ?checked(linac_crypto:cipher_update(State, Bytes), [State, Data]).

crypto_final(State) -> ?checked(linac_crypto:cipher_final(State), [State]).

crypto_get_data(State) ->
    case ?checked(linac_crypto:cipher_data(State), [State]) of
        {Size, Encrypts, PaddingSize, Padding} ->
            #{size => Size, encrypt => Encrypts, padding_size => PaddingSize,
              padding_type => Padding}
    end.

crypto_one_time(Cipher, Key, Data, Options) ->
    %% Without a vector the numbers of the arguments after it are smaller by one.
    Native = case one_time(Cipher, Key, <<>>, Data, Options) of
                 {crypto_failed, Kind, Place, Text, 3} ->
                     {crypto_failed, Kind, Place, Text, undefined};
                 {crypto_failed, Kind, Place, Text, Number} when Number > 3, is_integer(Number) ->
                     {crypto_failed, Kind, Place, Text, Number - 1};
                 Other -> Other
             end,
    ?checked(Native, [Cipher, Key, Data, Options]).

crypto_one_time(Cipher, Key, Iv, Data, Options) ->
    ?checked(one_time(Cipher, Key, Iv, Data, Options), [Cipher, Key, Iv, Data, Options]).

one_time(Cipher, Key, Iv, Data, Options) ->
    Bytes = bytes_or_it(Data),
    case cipher_options(Options, 5) of
        {Encrypts, Padding} ->
            linac_crypto:cipher(Cipher, bytes_or_it(Key), bytes_or_it(Iv), Bytes, Encrypts,
                                Padding);
        _ when not is_binary(Bytes) ->
            {crypto_failed, badarg, {"api_ng.c", 851}, "expected binary as data", 4};
        Failed -> Failed
    end.

cipher_options(Flag, _) when is_boolean(Flag); Flag =:= undefined -> {Flag =:= true, undefined};
cipher_options(Options, Argument) ->
    case is_list(Options) andalso length_or_not(Options) of
        false ->
            bad_option(122, "Options are not a boolean or a proper list", Argument);
        _ -> cipher_options(Options, Argument, true, undefined)
    end.

cipher_options([], _, Encrypts, Padding) -> {Encrypts, Padding};
cipher_options([{encrypt, Flag} | Rest], Argument, _, Padding)
  when is_boolean(Flag); Flag =:= undefined ->
    cipher_options(Rest, Argument, Flag =:= true, Padding);
cipher_options([{encrypt, _} | _], Argument, _, _) ->
    bad_option(154, "The 'encrypt' option must be a boolean!", Argument);
cipher_options([{padding, Padding} | Rest], Argument, Encrypts, _)
  when Padding =:= undefined; Padding =:= none; Padding =:= pkcs_padding; Padding =:= zero;
       Padding =:= random ->
    cipher_options(Rest, Argument, Encrypts, Padding);
cipher_options([{padding, _} | _], Argument, _, _) ->
    bad_option(170, "Bad 'padding' option value", Argument);
cipher_options([{Tag, _} | _], Argument, _, _) ->
    bad_option(176, lists:flatten(io_lib:format("Bad tag in option: ~p", [Tag])), Argument);
cipher_options(_, Argument, _, _) ->
    bad_option(141, "Options must be a property list!", Argument).

bad_option(Line, Text, Argument) ->
    {crypto_failed, badarg, {"api_ng.c", Line}, Text, Argument}.

length_or_not(List) ->
    try length(List)
    catch error:_ -> false
    end.

crypto_one_time_aead(Cipher, Key, Iv, Text, More, true) ->
    Length = tag_length(Cipher),
    ?checked(aead(Cipher, Key, Iv, Text, More, Length, true),
             [Cipher, Key, Iv, Text, More, Length, true]).

crypto_one_time_aead(Cipher, Key, Iv, Text, More, Tag, Encrypts) ->
    ?checked(aead(Cipher, Key, Iv, Text, More, Tag, Encrypts),
             [Cipher, Key, Iv, Text, More, Tag, Encrypts]).

aead(Cipher, Key, Iv, Text, More, Tag, Encrypts) ->
    linac_crypto:aead(Cipher, bytes_or_it(Key), bytes_or_it(Iv), bytes_or_it(Text),
                      bytes_or_it(More), bytes_or_it(Tag), Encrypts).

tag_length(aes_ccm) -> 12;
tag_length(aes_128_ccm) -> 12;
tag_length(aes_192_ccm) -> 12;
tag_length(aes_256_ccm) -> 12;
tag_length(Cipher)
  when Cipher =:= aes_gcm; Cipher =:= aes_128_gcm; Cipher =:= aes_192_gcm; Cipher =:= aes_256_gcm;
       Cipher =:= chacha20_poly1305; Cipher =:= sm4_gcm; Cipher =:= sm4_ccm -> 16;
tag_length(_) -> error({badarg, "Not an AEAD cipher"}).

%% A state is a fun with the key: nothing of it is shared or changed.
crypto_one_time_aead_init(Cipher, Key, TagLength, Encrypts) when is_integer(TagLength) ->
    Native = case find_cipher(Cipher, [byte_size(iolist_to_binary(Key))]) of
                 _ when not is_boolean(Encrypts) ->
                     {crypto_failed, badarg, {"aead.c", 95}, "Bad enc flag", 4};
                 {_, _, true, Bytes, _, _} when Bytes =:= byte_size(Key) ->
                     fun(Iv, Text, More) ->
                             aead_by_state(Cipher, Key, TagLength, Encrypts, Iv, Text, More)
                     end;
                 {_, _, false, _, _, _} ->
                     {crypto_failed, badarg, {"aead.c", 120}, "Not aead cipher", 1};
                 _ ->
                     {crypto_failed, badarg, {"aead.c", 116}, "Unknown cipher or invalid key size",
                      1}
             end,
    ?checked(Native, [Cipher, Key, TagLength, Encrypts]).

crypto_one_time_aead(State, Iv, Text, More) ->
    Native = if is_function(State, 3) -> State(Iv, Text, More);
                true -> {crypto_failed, badarg, {"aead.c", 244}, "Bad State", 1}
             end,
    ?checked(Native, [State, Iv, Text, More]).

aead_by_state(Cipher, Key, TagLength, true, Iv, Text, More) ->
    case aead(Cipher, Key, Iv, Text, More, TagLength, true) of
        {Encrypted, Tag} -> <<Encrypted/binary, Tag/binary>>;
        Failed -> Failed
    end;
aead_by_state(Cipher, Key, TagLength, false, Iv, Text, More) ->
    Bytes = iolist_to_binary(Text),
    case byte_size(Bytes) - TagLength of
        Length when Length >= 0 ->
            <<Encrypted:Length/binary, Tag/binary>> = Bytes,
            aead(Cipher, Key, Iv, Encrypted, More, Tag, false);
        _ -> error
    end.

%% --- Keys ----------------------------------------------------------------------------------------

-define(is_montgomery(Curve), (Curve =:= x25519 orelse Curve =:= x448)).
-define(is_edwards(Curve), (Curve =:= ed25519 orelse Curve =:= ed448)).

generate_key(Type, Parameters) -> generate_key(Type, Parameters, undefined).

generate_key(dh, Parameters, Private) ->
    {P, G, Length} = case Parameters of
                         [_, _] -> erlang:list_to_tuple(Parameters ++ [0]);
                         [_, _, _] -> erlang:list_to_tuple(Parameters)
                     end,
    ?checked(case number_bytes(Private) of
                 %% As with OTP, a key that is given is looked at and another one made.
                 Bytes when is_binary(Bytes); Bytes =:= undefined ->
                     linac_crypto:dh_key(number_bytes(P), number_bytes(G), private_bits(Length));
                 _ -> {crypto_failed, badarg, {"dh.c", 63}, "PrivKeyIn", 1}
             end, none);
generate_key(rsa, {Bits, Exponent}, undefined) ->
    ?checked(linac_crypto:rsa_key(Bits, number_bytes(Exponent)),
             [rsa, {Bits, Exponent}, undefined]);
generate_key(eddh, Curve, Private) when ?is_montgomery(Curve) ->
    ?checked(linac_crypto:raw_key(Curve, number_bytes(Private)), none);
generate_key(ecdh, Curve, Private) when ?is_montgomery(Curve) ->
    ?checked(linac_crypto:raw_key(Curve, number_bytes(Private)), none);
generate_key(eddsa, Curve, Private) when ?is_edwards(Curve) ->
    ?checked(linac_crypto:raw_key(Curve, number_bytes(Private)), none);
generate_key(ecdh, Curve, Private) ->
    ?checked(linac_crypto:curve_key(named(Curve), number_bytes(Private)), [{undefined, Curve}, Private]).

%% OTP takes numbers below 2^63; no key is that long.
private_bits(Length) when is_integer(Length), Length >= 0, Length < 1 bsl 63 ->
    min(Length, 1 bsl 31 - 1);
private_bits(_) -> not_a_length.

compute_key(dh, Others, Mine, [P, G | _]) ->
    ?checked(linac_crypto:dh_agree(number_bytes(Others), number_bytes(Mine), number_bytes(P),
                                   number_bytes(G)), none);
compute_key(eddh, Others, Mine, Curve) when ?is_montgomery(Curve) ->
    ?checked(linac_crypto:raw_agree(Curve, number_bytes(Others), number_bytes(Mine)), none);
compute_key(ecdh, Others, Mine, Curve) when ?is_montgomery(Curve) ->
    ?checked(linac_crypto:raw_agree(Curve, number_bytes(Others), number_bytes(Mine)), none);
compute_key(ecdh, Others, Mine, Curve) ->
    ?checked(linac_crypto:curve_agree(named(Curve), number_bytes(Others), number_bytes(Mine)), none).

privkey_to_pubkey(rsa, [Exponent, Modulus | _]) -> [number(Exponent), number(Modulus)];
privkey_to_pubkey(dss, [P, Q, G, Private]) ->
    [number(P), number(Q), number(G), number(mod_pow(number(G), number(Private), number(P)))];
privkey_to_pubkey(Type, _) -> erlang:error({notsup, {"pkey.c", 1590}, "Bad algorithm"}, [Type]).

sign(Algorithm, Type, Data, Key) -> sign(Algorithm, Type, Data, Key, []).

sign(Algorithm, Type, Data, Key, Options) ->
    {Bytes, IsDigest} = signed(Data),
    Native = case key_options(Algorithm, Options, 5, sign) of
                 {crypto_failed, _, _, _, _} = Failed -> Failed;
                 Parsed ->
                     linac_crypto:sign(Algorithm, Type, Bytes, IsDigest, key(Key), Parsed)
             end,
    ?checked(Native, none).

verify(Algorithm, Type, Data, Signature, Key) -> verify(Algorithm, Type, Data, Signature, Key, []).

verify(Algorithm, Type, Data, Signature, Key, Options) ->
    {Bytes, IsDigest} = signed(Data),
    Native = case key_options(Algorithm, Options, 6, sign) of
                 {crypto_failed, _, _, _, _} = Failed -> Failed;
                 Parsed ->
                     linac_crypto:verify(Algorithm, Type, Bytes, IsDigest, key(Key), Parsed,
                                         Signature)
             end,
    ?checked(Native, none).

signed({digest, Digest}) -> {bytes_or_it(Digest), true};
signed(Data) -> {bytes_or_it(Data), false}.

key([Part, Curve]) when is_tuple(Curve) -> [number_bytes(Part), named(Curve)];
key(Parts) when is_list(Parts) -> [number_bytes(Part) || Part <- Parts];
key(_) -> [].

%% {Padding, SaltLength, Mgf1Digest, OaepDigest, OaepLabel, SignatureDigest}
-define(no_options, {rsa_pkcs1_padding, -2, undefined, undefined, <<>>, undefined}).

key_options(rsa, Options, Argument, For) when is_list(Options) ->
    rsa_options(Options, ?no_options, Argument, For);
key_options(rsa, _, Argument, _) -> rsa_fault(400, "Expected a list", Argument);
key_options(_, [], _, _) -> ?no_options;
key_options(_, _, Argument, _) -> rsa_fault(417, "Only RSA supports Options", Argument).

%% For: sign or crypt. OTP reads their options in functions of their own, which know different ones.
rsa_options([{Name, Value} | Rest], Parsed, Argument, For) ->
    case rsa_option(For, Name, Value) of
        {Index, Read} -> rsa_options(Rest, setelement(Index, Parsed, Read), Argument, For);
        {fault, Line, Text} -> rsa_fault(Line, Text, Argument);
        {fault, Kind, Line, Text} -> {crypto_failed, Kind, {"pkey.c", Line}, Text, Argument}
    end;
rsa_options([_ | _], _, Argument, sign) ->
    rsa_fault(423, "Expects only two-tuples in the list", Argument);
rsa_options([_ | _], _, Argument, crypt) ->
    rsa_fault(1214, "Expect only two-tuples in the list", Argument);
%% Nor does OTP look at what a list ends in.
rsa_options(_, Parsed, _, _) -> Parsed.

rsa_fault(Line, Text, Argument) -> {crypto_failed, badarg, {"pkey.c", Line}, Text, Argument}.

rsa_option(For, rsa_padding, Padding) ->
    Known = [rsa_pkcs1_padding, rsa_x931_padding, rsa_no_padding,
             case For of sign -> rsa_pkcs1_pss_padding; crypt -> rsa_pkcs1_oaep_padding end],
    case lists:member(Padding, Known) of
        true -> {1, Padding};
        false when For =:= sign -> {fault, 457, "Bad value in option rsa_padding"};
        false -> {fault, 1239, "Bad padding type in option rsa_padding"}
    end;
rsa_option(_, rsa_mgf1_md, Digest) when is_atom(Digest) -> digest_option(3, Digest);
rsa_option(For, rsa_mgf1_md, _) ->
    {fault, case For of sign -> 427; crypt -> 1254 end,
     "Atom expected as argument to option rsa_mgf1_md"};
rsa_option(sign, rsa_pss_saltlen, Length)
  when is_integer(Length), Length >= -2, Length =< 16#7FFFFFFF -> {2, Length};
rsa_option(sign, rsa_pss_saltlen, _) -> {fault, 463, "Bad value in option rsa_pss_saltlen"};
rsa_option(crypt, rsa_oaep_md, Digest) when is_atom(Digest) -> digest_option(4, Digest);
rsa_option(crypt, rsa_oaep_md, _) ->
    {fault, notsup, 1276, "Atom expected as argument to option rsa_oaep_md"};
rsa_option(crypt, rsa_oaep_label, Label) when is_binary(Label) -> {5, Label};
rsa_option(crypt, rsa_oaep_label, _) ->
    {fault, 1268, "Binary expected for option rsa_oaep_label"};
rsa_option(crypt, signature_md, Digest) when is_atom(Digest) -> digest_option(6, Digest);
rsa_option(crypt, signature_md, _) ->
    {fault, 1243, "Atom expected as argument to option signature_md"};
rsa_option(sign, _, _) -> {fault, 466, "Bad option"};
rsa_option(crypt, _, _) -> {fault, 1287, "Unknown option"}.

digest_option(Index, none) -> {Index, undefined};
digest_option(Index, Digest) ->
    case linac_crypto:hash_info(Digest) of
        false -> {fault, 278, "Bad digest type"};
        _ -> {Index, Digest}
    end.

public_encrypt(Algorithm, Data, Key, Options) ->
    pkey_crypt(Algorithm, Data, Key, padding(Options), false, true).
private_decrypt(Algorithm, Data, Key, Options) ->
    pkey_crypt(Algorithm, Data, Key, padding(Options), true, false).
private_encrypt(Algorithm, Data, Key, Options) ->
    pkey_crypt(Algorithm, Data, Key, padding(Options), true, true).
public_decrypt(Algorithm, Data, Key, Options) ->
    pkey_crypt(Algorithm, Data, Key, padding(Options), false, false).

padding(Padding) when is_atom(Padding) -> [{rsa_padding, Padding}];
padding(Options) -> Options.

pkey_crypt(rsa = Algorithm, Data, Key, Options, IsPrivate, Encrypts) ->
    Native = case key_options(Algorithm, Options, 4, crypt) of
                 {crypto_failed, _, _, _, _} = Failed -> Failed;
                 Parsed -> linac_crypto:crypt(Data, key(Key), Parsed, IsPrivate, Encrypts)
             end,
    ?checked(Native, [Algorithm, Data, Key, Options, IsPrivate, Encrypts]).

%% --- Curves --------------------------------------------------------------------------------------

ec_curves() ->
    [Curve || Curve <- all_curves(), linac_crypto:has_curve(Curve)] ++ [ed25519, ed448].

all_curves() ->
    [secp160k1, secp160r1, secp160r2, secp192k1, secp224k1, secp224r1, secp256k1, secp384r1,
     secp521r1, secp192r1, prime192v1, prime192v2, prime192v3, prime239v1, prime239v2, prime239v3,
     secp256r1, prime256v1, wtls7, wtls9, wtls12, brainpoolP160r1, brainpoolP160t1,
     brainpoolP192r1, brainpoolP192t1, brainpoolP224r1, brainpoolP224t1, brainpoolP256r1,
     brainpoolP256t1, brainpoolP320r1, brainpoolP320t1, brainpoolP384r1, brainpoolP384t1,
     brainpoolP512r1, brainpoolP512t1, sect163k1, sect163r1, sect163r2, sect193r1, sect193r2,
     sect233k1, sect233r1, sect239k1, sect283k1, sect283r1, sect409k1, sect409r1, sect571k1,
     sect571r1, c2pnb163v1, c2pnb163v2, c2pnb163v3, c2pnb176v1, c2tnb191v1, c2tnb191v2, c2tnb191v3,
     c2pnb208w1, c2tnb239v1, c2tnb239v2, c2tnb239v3, c2pnb272w1, c2pnb304w1, c2tnb359v1,
     c2pnb368w1, c2tnb431r1, wtls3, wtls5, wtls10, wtls11, secp112r1, secp112r2, secp128r1,
     secp128r2, wtls6, wtls8, sect113r1, sect113r2, sect131r1, sect131r2, wtls1, wtls4, ipsec3,
     ipsec4].

ec_curve(Curve) ->
    case linac_crypto:curve(Curve) of
        {IsPrime, [P, A, B, Seed, Generator, Order, Cofactor], Basis} ->
            Field = case Basis of
                        [] when IsPrime -> {prime_field, P};
                        [M, K, 0] -> {characteristic_two_field, M, {tpbasis, K}};
                        [M, K3, K2, K1, 0] ->
                            {characteristic_two_field, M, {ppbasis, K1, K2, K3}}
                    end,
            {Field, {at_least_a_byte(A), B, seed(Seed)}, Generator, Order, Cofactor};
        false -> erlang:error(function_clause, [Curve])
    end.

%% The name of a curve that is given by its numbers, as public_key does; others stay what they are.
named({{prime_field, P}, {A, B, _}, Generator, Order, Cofactor} = Curve) ->
    [PBytes, ABytes, BBytes, OrderBytes, CofactorBytes] =
        [number_bytes(Number) || Number <- [P, A, B, Order, Cofactor]],
    case linac_crypto:curve_name(PBytes, ABytes, BBytes, Generator, OrderBytes, CofactorBytes) of
        false -> Curve;
        Name -> Name
    end;
named(Curve) -> Curve.

at_least_a_byte(<<>>) -> <<0>>;
at_least_a_byte(Bytes) -> Bytes.

seed(<<>>) -> none;
seed(Seed) -> Seed.

%% --- Numbers and bytes ---------------------------------------------------------------------------

mod_pow(Base, Exponent, Modulus) ->
    linac_crypto:mod_exp(number_bytes(Base), number_bytes(Exponent), number_bytes(Modulus)).

exor(One, Other) -> linac_crypto:exor(iolist_to_binary(One), iolist_to_binary(Other)).

bytes_to_integer(Bytes) -> number(Bytes).

number(Bytes) when is_binary(Bytes) -> binary:decode_unsigned(Bytes);
number(Number) when is_integer(Number) -> Number.

%% A number's bytes, of negative ones in two's complement; what is none stays what it is.
number_bytes(Number) when is_integer(Number), Number >= 0 -> binary:encode_unsigned(Number);
number_bytes(Number) when is_integer(Number) ->
    Bytes = bytes_of_negative(Number, 1),
    <<Number:Bytes/unit:8>>;
number_bytes(Other) -> Other.

bytes_of_negative(Number, Bytes) when Number < -(1 bsl (8 * Bytes - 1)) ->
    bytes_of_negative(Number, Bytes + 1);
bytes_of_negative(_, Bytes) -> Bytes.

%% --- Random numbers ------------------------------------------------------------------------------

strong_rand_bytes(Count) ->
    case linac_crypto:strong_rand_bytes(Count) of
        false -> erlang:error(low_entropy);
        Bytes -> Bytes
    end.

%% Evenly from 0 up to below the limit.
strong_rand_range(Limit) when is_integer(Limit), Limit > 0 -> below(Limit);
strong_rand_range(Limit) when is_binary(Limit) ->
    case binary:decode_unsigned(Limit) of
        Number when Number > 0 ->
            case below(Number) of
                0 -> <<>>;
                Result -> binary:encode_unsigned(Result)
            end;
        _ -> erlang:error(badarg, [Limit])
    end;
strong_rand_range(Limit) -> erlang:error(badarg, [Limit]).

below(1) -> 0;
below(Limit) ->
    Bytes = byte_size(binary:encode_unsigned(Limit - 1)),
    below(Limit, Bytes, bits(Limit - 1, 0)).

%% Numbers of as many bits as the greatest one has, until one is below the limit: two tries at most on
%% average.
below(Limit, Bytes, Bits) ->
    Unused = 8 * Bytes - Bits,
    <<_:Unused, Number:Bits>> = strong_rand_bytes(Bytes),
    if Number < Limit -> Number;
       true -> below(Limit, Bytes, Bits)
    end.

bits(0, Count) -> Count;
bits(Number, Count) when Number >= 1 bsl 64 -> bits(Number bsr 64, Count + 64);
bits(Number, Count) -> bits(Number bsr 1, Count + 1).

rand_uniform(From, To) when is_integer(From), is_integer(To), From < To ->
    From + below(To - From);
rand_uniform(From, To) when is_integer(From), is_integer(To) -> erlang:error(badarg);
rand_uniform(From, To) when is_binary(From), is_binary(To) -> erlang:error(badarg).

rand_seed(Seed) when is_binary(Seed) -> linac_crypto:rand_seed(Seed).

%% --- As generators of the module rand ------------------------------------------------------------

rand_seed() -> rand:seed(rand_seed_s()).
rand_seed_s() -> rand_seed_alg_s(crypto).
rand_seed_alg(Algorithm) -> rand:seed(rand_seed_alg_s(Algorithm)).

rand_seed_alg_s(crypto) ->
    {#{type => crypto, bits => 64, next => fun crypto:rand_plugin_next/1,
       bytes => fun crypto:rand_plugin_bytes/2, uniform => fun crypto:rand_plugin_uniform/1,
       uniform_n => fun crypto:rand_plugin_uniform/2},
     no_seed};
rand_seed_alg_s(crypto_cache) ->
    {#{type => crypto_cache, bits => 56, next => fun crypto:rand_cache_plugin_next/1,
       bytes => fun crypto:rand_cache_plugin_bytes/2},
     {56, 903, <<>>}}.

rand_plugin_next(State) -> {below(1 bsl 64), State}.
rand_plugin_bytes(Count, State) -> {strong_rand_bytes(Count), State}.
rand_plugin_uniform(State) -> {below(1 bsl 53) * math:pow(2.0, -53), State}.
rand_plugin_uniform(Limit, State) -> {below(Limit) + 1, State}.

rand_cache_plugin_next({Bits, Size, Cache}) ->
    case Cache of
        <<Number:Bits, Rest/binary>> -> {Number, {Bits, Size, Rest}};
        _ -> rand_cache_plugin_next({Bits, Size, strong_rand_bytes(Size)})
    end.

rand_cache_plugin_bytes(Count, {Bits, Size, Cache}) ->
    case Cache of
        <<Bytes:Count/binary, Rest/binary>> -> {Bytes, {Bits, Size, Rest}};
        _ when Count =< Size ->
            <<Bytes:Count/binary, Rest/binary>> = strong_rand_bytes(Size),
            {Bytes, {Bits, Size, Rest}};
        _ -> {strong_rand_bytes(Count), {Bits, Size, Cache}}
    end.
