%% crypto: what does not depend on chance or on OpenSSL's release. Faults are caught, so that only class and reason count.
-module(crypto_cases).
-export([t_hash/0, t_hash_parts/0, t_hash_xof/0, t_hash_info/0, t_hash_faults/0, t_hash_equals/0, t_mac/0, t_mac_parts/0]).
-export([t_mac_faults/0, t_pbkdf2/0, t_pbkdf2_faults/0, t_exor/0, t_random/0, t_random_faults/0, t_ciphers/0, t_cipher_info/0]).
-export([t_cipher_padding/0, t_cipher_options/0, t_cipher_faults/0, t_cipher_parts/0, t_aead/0, t_aead_state/0, t_aead_faults/0]).
-export([t_long_data/0, t_curves/0, t_curve_keys/0, t_agreement/0, t_agreement_faults/0, t_key_faults/0, t_signatures/0]).
-export([t_sign_faults/0, t_verify_faults/0, t_rsa/0, t_rsa_faults/0, t_mod_pow/0, t_supports/0, t_huge_numbers/0, t_shared_states/0, t_rsa_options/0, t_dh_length/0, t_random_padding/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

raised(Fun) -> try Fun() catch Class:Reason -> {Class, Reason} end.
each(Funs) -> [raised(Fun) || Fun <- Funs].

t_hash() -> [{Type, crypto:hash(Type, ?I(Data))}
             || Type <- [md5, sha, sha224, sha256, sha384, sha512, sha512_224, sha512_256, sha3_224, sha3_256, sha3_384,
                         sha3_512, blake2b, blake2s, ripemd160, sm3, md4],
                Data <- [<<>>, "abc", [<<"a">>, ["b" | <<"c">>]], binary:copy(<<"x">>, 1000)]].
t_hash_parts() ->
    First = crypto:hash_update(crypto:hash_init(?I(sha256)), "ab"),
    Second = crypto:hash_update(First, <<"c">>),
    %% An update makes another state: the first one stays.
    [crypto:hash_final(Second) =:= crypto:hash(sha256, "abc"), crypto:hash_final(Second),
     crypto:hash_final(First), crypto:hash_final(crypto:hash_update(First, "d"))].
%% OTP leaves what sha does not fill as it was in memory.
t_hash_xof() -> each([fun() -> crypto:hash_xof(Type, <<"a">>, Bits) end || Type <- [shake128, shake256, sha, foo],
                                                                        Bits <- ?I([8, 12, 16, 800, -8, foo]),
                                                                        {Type, Bits} =/= {sha, 800}]).
t_hash_info() -> each([fun() -> lists:sort(maps:to_list(crypto:hash_info(Type))) end
                       || Type <- ?I([md5, sha, sha256, sha512, sha3_256, shake128, blake2b, foo])]).
t_hash_faults() ->
    each([fun() -> crypto:hash(?I(foo), <<>>) end, fun() -> crypto:hash(sha, ?I(foo)) end, fun() -> crypto:hash(sha, ?I([1 | 2])) end,
          fun() -> crypto:hash(?I("sha"), <<>>) end, fun() -> crypto:hash_init(?I(foo)) end, fun() -> crypto:hash_update(?I(foo), <<>>) end,
          fun() -> crypto:hash_update(make_ref(), <<>>) end, fun() -> crypto:hash_update(crypto:hash_init(sha), ?I(foo)) end,
          fun() -> crypto:hash_final(?I(foo)) end, fun() -> crypto:hash_final(make_ref()) end]).
t_hash_equals() -> each([fun() -> crypto:hash_equals(A, B) end || A <- ?I([<<>>, <<1>>, <<1, 2>>, foo, [1]]), B <- [<<>>, <<1>>, <<1, 3>>, <<1, 2>>]]).

t_mac() -> each([fun() -> crypto:mac(Kind, Type, Key, ?I(["ab", <<"c">>])) end
                 || {Kind, Type, Key} <- [{hmac, Hash, Key} || Hash <- [md5, sha, sha256, sha512, sha3_256, blake2b],
                                                               Key <- [<<>>, "key", binary:copy(<<1>>, 200)]] ++
                        [{cmac, aes_128_cbc, <<0:128>>}, {cmac, aes_cbc, <<0:192>>}, {cmac, aes_256_cbc, <<7:256>>},
                         {cmac, des_ede3_cbc, <<1:192>>}, {poly1305, undefined, <<5:256>>}]]).
t_mac_parts() ->
    State = crypto:mac_init(hmac, sha256, ?I(<<"key">>)),
    Same = crypto:mac_update(State, "a"),
    crypto:mac_update(State, "b"),
    Mac = crypto:mac_final(Same),
    Poly = crypto:mac_update(crypto:mac_init(poly1305, <<5:256>>), "abc"),
    [State =:= Same, Mac =:= crypto:mac(hmac, sha256, <<"key">>, "ab"), raised(fun() -> crypto:mac_final(State) end),
     crypto:mac_finalN(Poly, 5), crypto:macN(hmac, sha, "k", "d", 4), crypto:macN(hmac, sha, "k", "d", 100), crypto:macN(poly1305, <<5:256>>, "abc", 3)].
t_mac_faults() ->
    each([fun() -> crypto:mac(Kind, Type, Key, Data) end
          || {Kind, Type, Key, Data} <- ?I([{hmac, foo, <<1>>, <<1>>}, {foo, sha, <<1>>, <<1>>}, {hmac, sha, foo, <<1>>}, {hmac, sha, <<1>>, foo},
                                            {hmac, shake128, <<1>>, <<>>}, {cmac, aes_128_cbc, <<1>>, <<>>}, {cmac, foo, <<1>>, <<>>},
                                            {cmac, aes_128_gcm, <<0:128>>, <<>>}, {poly1305, undefined, <<1>>, <<>>}])] ++
         [fun() -> crypto:mac_init(Kind, Type, Key) end
          || {Kind, Type, Key} <- ?I([{hmac, foo, <<1>>}, {foo, sha, <<1>>}, {hmac, sha, foo}, {hmac, shake128, <<1>>}, {cmac, foo, <<1>>},
                                      {cmac, aes_128_cbc, <<1>>}, {poly1305, undefined, <<1>>}])] ++
         [fun() -> crypto:mac_update(?I(foo), <<1>>) end, fun() -> crypto:mac_update(crypto:mac_init(hmac, sha, <<>>), ?I(foo)) end,
          fun() -> crypto:mac_final(?I(foo)) end, fun() -> crypto:mac_finalN(crypto:mac_init(hmac, sha, <<>>), ?I(100)) end]).

t_pbkdf2() -> [crypto:pbkdf2_hmac(Hash, ?I(<<"password">>), <<"salt">>, Count, Size) || Hash <- [sha, sha256, sha512], Count <- [1, 2, 100], Size <- [1, 20, 65]].
t_pbkdf2_faults() ->
    each([fun() -> crypto:pbkdf2_hmac(A, B, C, D, E) end
          || {A, B, C, D, E} <- ?I([{foo, <<>>, <<>>, 1, 1}, {sha, foo, <<>>, 1, 1}, {sha, "a", <<>>, 1, 1}, {sha, <<>>, foo, 1, 1}, {sha, <<>>, <<>>, 0, 1},
                                    {sha, <<>>, <<>>, 1, 0}])]).
t_exor() -> each([fun() -> crypto:exor(A, B) end
                  || {A, B} <- ?I([{<<1, 2>>, <<3, 255>>}, {[1], <<1>>}, {<<1>>, <<1, 2>>}, {foo, <<1>>}, {<<>>, []}])]).
t_random() ->
    Seeded = crypto:rand_seed_alg_s(crypto),
    {One, Next} = rand:uniform_s(10, Seeded),
    {Two, _} = rand:uniform_s(Next),
    Cached = crypto:rand_seed_alg_s(crypto_cache),
    {Three, More} = rand:uniform_s(1000, Cached),
    {Four, _} = rand:uniform_s(More),
    [byte_size(crypto:strong_rand_bytes(?I(33))), crypto:strong_rand_bytes(0), crypto:rand_uniform(?I(1), 2), crypto:rand_uniform(-5, -4),
     crypto:strong_rand_range(1), crypto:rand_seed(<<"seed">>), One >= 1 andalso One =< 10, Two >= 0.0 andalso Two < 1.0,
     Three >= 1 andalso Three =< 1000, Four >= 0.0 andalso Four < 1.0,
     lists:usort([crypto:strong_rand_range(3) || _ <- lists:seq(1, 200)]), lists:usort([crypto:rand_uniform(-2, 2) || _ <- lists:seq(1, 300)])].
t_random_faults() -> each([fun() -> crypto:strong_rand_bytes(?I(-1)) end, fun() -> crypto:strong_rand_bytes(?I(foo)) end, fun() -> crypto:rand_uniform(?I(5), 5) end,
                           fun() -> crypto:rand_uniform(?I(foo), 5) end, fun() -> crypto:strong_rand_range(?I(0)) end, fun() -> crypto:strong_rand_range(?I(foo)) end,
                           fun() -> crypto:rand_seed(?I(foo)) end, fun() -> crypto:rand_seed_alg_s(?I(foo)) end]).

all_ciphers() ->
    [aes_128_cbc, aes_192_cbc, aes_256_cbc, aes_128_ecb, aes_256_ecb, aes_128_ctr, aes_192_ctr, aes_256_ctr, aes_128_cfb8, aes_128_cfb128, aes_256_ofb,
     aes_cbc, aes_ctr, aes_ecb, aes_cfb8, aes_cfb128, chacha20, des_ede3_cbc, des_ede3_cfb, blowfish_cbc, blowfish_ecb, rc4, des_cbc, rc2_cbc, sm4_cbc].
t_ciphers() ->
    [begin
         #{key_length := KeySize, iv_length := IvSize} = crypto:cipher_info(Cipher),
         Key = binary:copy(<<3>>, KeySize), Iv = binary:copy(<<9>>, IvSize),
         Text = crypto:crypto_one_time(Cipher, Key, Iv, ?I("hello, world; hello, world 1234567"), [{encrypt, true}, {padding, pkcs_padding}]),
         {Cipher, Text, crypto:crypto_one_time(Cipher, Key, Iv, Text, [{encrypt, false}, {padding, pkcs_padding}])}
     end || Cipher <- all_ciphers()].
t_cipher_info() -> each([fun() -> lists:sort(maps:to_list(crypto:cipher_info(Cipher))) end
                         || Cipher <- ?I([aes_128_cbc, aes_256_gcm, aes_192_ccm, aes_128_ctr, chacha20, chacha20_poly1305, rc4, aes_cbc, foo])]).
t_cipher_padding() ->
    each([fun() ->
                  State = crypto:crypto_init(Cipher, <<0:128>>, <<0:128>>, [{encrypt, Encrypts}, {padding, Padding}]),
                  First = crypto:crypto_update(State, Data),
                  Before = lists:sort(maps:to_list(crypto:crypto_get_data(State))),
                  Last = crypto:crypto_final(State),
                  {First, Last, Before, lists:sort(maps:to_list(crypto:crypto_get_data(State)))}
          end || Cipher <- [aes_128_cbc, aes_128_ctr], Data <- ?I([<<>>, <<0:128>>, <<1>>, <<0:264>>]), Encrypts <- [true, false],
                 Padding <- [undefined, none, pkcs_padding, zero]]).
t_random_padding() ->
    [begin
         State = crypto:crypto_init(aes_128_cbc, <<0:128>>, <<0:128>>, [{encrypt, true}, {padding, random}]),
         Text = [crypto:crypto_update(State, Data), crypto:crypto_final(State)],
         Plain = crypto:crypto_one_time(aes_128_cbc, <<0:128>>, <<0:128>>, Text, [{encrypt, false}, {padding, none}]),
         {byte_size(Plain), binary:part(Plain, 0, byte_size(Data)) =:= Data, maps:get(padding_size, crypto:crypto_get_data(State))}
     end || Data <- ?I([<<>>, <<1>>, <<0:128>>, <<7:264>>])].
t_cipher_options() -> each([fun() -> crypto:crypto_one_time(aes_128_ecb, <<0:128>>, ?I(<<0:128>>), Options) end
                            || Options <- [true, false, undefined, foo, [], [{padding, none}], [{encrypt, undefined}], [{encrypt, foo}], [{padding, foo}],
                                           [{foo, bar}], [foo], [{encrypt, true} | foo], [{"a", b}]]]).
t_cipher_faults() ->
    each([fun() -> crypto:crypto_one_time(A, B, C, D, E) end
          || {A, B, C, D, E} <- ?I([{foo, <<1>>, <<1>>, <<>>, true}, {"foo", <<1>>, <<1>>, <<>>, true}, {aes_128_cbc, <<1>>, <<1>>, <<>>, true},
                                    {aes_128_cbc, <<0:128>>, <<1>>, <<>>, true}, {aes_128_cbc, <<0:128>>, foo, <<>>, true}, {aes_128_cbc, foo, <<0:128>>, <<>>, true},
                                    {aes_128_cbc, <<0:128>>, <<0:128>>, foo, true}, {aes_128_cbc, <<0:128>>, <<0:128>>, foo, bar}, {foo, bar, <<0:128>>, <<>>, true},
                                    {foo, bar, <<0:128>>, <<>>, bar}, {aes_128_gcm, <<0:128>>, <<0:96>>, <<>>, true}, {aes_cbc, <<0:120>>, <<0:128>>, <<>>, true}])] ++
         [fun() -> crypto:crypto_one_time(A, B, C, D) end
          || {A, B, C, D} <- ?I([{foo, <<1>>, <<1>>, true}, {aes_128_ecb, <<1>>, <<1>>, true}, {aes_128_cbc, <<0:128>>, <<1>>, true}, {aes_128_ecb, <<0:128>>, foo, true},
                                 {aes_128_ecb, <<0:128>>, <<>>, foo}])] ++
         [fun() -> crypto:crypto_init(?I(foo), <<>>, true) end, fun() -> crypto:crypto_init(aes_128_ctr, ?I(<<>>), <<>>, true) end,
          fun() -> crypto:crypto_update(?I(foo), <<>>) end, fun() -> crypto:crypto_final(?I(foo)) end, fun() -> crypto:crypto_get_data(?I(foo)) end,
          fun() -> crypto:crypto_update(crypto:crypto_init(aes_128_ctr, <<0:128>>, <<0:128>>, true), ?I(foo)) end]).
t_cipher_parts() ->
    State = crypto:crypto_init(aes_256_ctr, ?I(<<1:256>>), <<2:128>>, true),
    Parts = [crypto:crypto_update(State, Part) || Part <- ["a", <<"bcd">>, [], lists:duplicate(40, $x)]],
    [iolist_to_binary(Parts) =:= crypto:crypto_one_time(aes_256_ctr, <<1:256>>, <<2:128>>, ["abcd", lists:duplicate(40, $x)], true), Parts].

t_aead() ->
    [begin
         Key = binary:copy(<<1>>, KeySize),
         {Text, Tag} = crypto:crypto_one_time_aead(Cipher, Key, ?I(<<5:96>>), "some text", "more", TagSize, true),
         {Cipher, Text, Tag, crypto:crypto_one_time_aead(Cipher, Key, <<5:96>>, Text, "more", Tag, false),
          crypto:crypto_one_time_aead(Cipher, Key, <<5:96>>, Text, "less", Tag, false),
          crypto:crypto_one_time_aead(Cipher, Key, <<5:96>>, "text", "more", true)}
     end || {Cipher, KeySize, TagSize} <- [{aes_128_gcm, 16, 16}, {aes_192_gcm, 24, 12}, {aes_256_gcm, 32, 8}, {aes_gcm, 32, 16}, {aes_128_ccm, 16, 12},
                                           {aes_256_ccm, 32, 16}, {aes_ccm, 16, 4}, {chacha20_poly1305, 32, 16}]].
t_aead_state() ->
    Seal = crypto:crypto_one_time_aead_init(aes_128_gcm, ?I(<<0:128>>), 16, true),
    Open = crypto:crypto_one_time_aead_init(aes_128_gcm, ?I(<<0:128>>), 16, false),
    Sealed = crypto:crypto_one_time_aead(Seal, <<0:96>>, <<"a">>, <<"b">>),
    [Sealed, crypto:crypto_one_time_aead(Open, <<0:96>>, Sealed, <<"b">>), crypto:crypto_one_time_aead(Open, <<0:96>>, Sealed, <<"c">>)].
t_aead_faults() ->
    each([fun() -> crypto:crypto_one_time_aead(A, B, C, D, E, F, G) end
          || {A, B, C, D, E, F, G} <- ?I([{aes_128_gcm, <<0:120>>, <<0:96>>, <<"a">>, <<"b">>, 16, true}, {aes_128_gcm, <<0:128>>, <<>>, <<"a">>, <<"b">>, 16, true},
                                          {aes_128_gcm, <<0:128>>, <<0:96>>, <<"a">>, <<"b">>, 17, true}, {aes_128_gcm, <<0:128>>, <<0:96>>, <<"a">>, <<"b">>, 0, true},
                                          {aes_128_gcm, <<0:128>>, <<0:96>>, <<"a">>, <<"b">>, foo, true}, {aes_128_gcm, <<0:128>>, <<0:96>>, <<"a">>, <<"b">>, 16, foo},
                                          {aes_128_gcm, <<0:128>>, <<0:96>>, foo, <<"b">>, 16, true}, {aes_128_gcm, <<0:128>>, <<0:96>>, <<>>, foo, 16, true},
                                          {aes_128_gcm, foo, <<0:96>>, <<>>, <<>>, 16, true}, {aes_128_gcm, <<0:128>>, foo, <<>>, <<>>, 16, true},
                                          {aes_128_cbc, <<0:128>>, <<0:128>>, <<>>, <<>>, 16, true}, {foo, <<0:128>>, <<0:128>>, <<>>, <<>>, 16, true},
                                          {aes_128_gcm, <<0:128>>, <<0:96>>, <<"a">>, <<"b">>, foo, false}, {aes_128_gcm, <<0:128>>, <<0:96>>, <<"a">>, <<>>, <<>>, false},
                                          {aes_128_ccm, <<0:128>>, <<0:16>>, <<"a">>, <<"b">>, 12, true}, {aes_128_ccm, <<0:128>>, <<0:96>>, <<"a">>, <<"b">>, 3, true}])] ++
         [fun() -> crypto:crypto_one_time_aead_init(?I(foo), <<0:128>>, 16, false) end, fun() -> crypto:crypto_one_time_aead_init(aes_128_gcm, ?I(<<0:120>>), 16, false) end,
          fun() -> crypto:crypto_one_time_aead_init(aes_128_gcm, <<0:128>>, ?I(foo), false) end, fun() -> crypto:crypto_one_time_aead_init(aes_128_gcm, <<0:128>>, 12, ?I(foo)) end,
          fun() -> crypto:crypto_one_time_aead(?I(foo), <<0:128>>, <<>>, <<>>) end]).

%% Long enough to leave the scheduler.
t_long_data() ->
    Data = binary:copy(?I(<<"0123456789abcdef">>), 5000),
    State = crypto:mac_update(crypto:mac_init(hmac, sha256, <<"k">>), Data),
    Cipher = crypto:crypto_init(aes_128_cbc, <<0:128>>, <<0:128>>, true),
    {Sealed, Tag} = crypto:crypto_one_time_aead(aes_128_gcm, <<0:128>>, <<0:96>>, Data, <<>>, true),
    [crypto:hash(sha256, Data), crypto:hash_final(crypto:hash_update(crypto:hash_init(sha256), Data)), crypto:mac(hmac, sha256, <<"k">>, Data), crypto:mac_final(State),
     crypto:hash(sha, crypto:crypto_update(Cipher, Data)), crypto:hash(sha, crypto:crypto_one_time(aes_128_cbc, <<0:128>>, <<0:128>>, Data, true)),
     crypto:hash(sha, Sealed), Tag, raised(fun() -> crypto:hash(foo, Data) end)].

%% While one process works on a state, on a dirty thread, another one has to wait for it. What the other does changes nothing, as OTP does not make it wait.
t_shared_states() ->
    Long = binary:copy(?I(<<"0123456789abcdef">>), 60000),
    Mac = crypto:mac_init(hmac, sha256, <<"k">>),
    Cipher = crypto:crypto_init(aes_128_ctr, <<0:128>>, <<0:128>>, true),
    Self = self(),
    %% Goes on until it is told to stop.
    Other = spawn(fun() -> Self ! {rests, others_rests(Mac, Cipher, [])} end),
    spawn(fun() -> Self ! {long, [byte_size(crypto:crypto_update(Cipher, Long)) || _ <- lists:seq(1, 6), crypto:mac_update(Mac, Long) =:= Mac]}, Other ! stop end),
    [receive {long, Sizes} -> Sizes end, receive {rests, Rests} -> Rests end, maps:get(size, crypto:crypto_get_data(Cipher)), crypto:crypto_final(Cipher),
     crypto:mac_final(Mac) =:= crypto:mac(hmac, sha256, <<"k">>, binary:copy(Long, 6)), raised(fun() -> crypto:mac_final(Mac) end)].

others_rests(Mac, Cipher, Rests) ->
    Mac = crypto:mac_update(Mac, <<>>),
    More = lists:usort([maps:get(size, crypto:crypto_get_data(Cipher)) rem 960000 | Rests]),
    receive stop -> More after 0 -> others_rests(Mac, Cipher, More) end.

t_curves() -> each([fun() -> crypto:ec_curve(Curve) end || Curve <- ?I([secp256r1, secp521r1, secp256k1, sect163k1, sect571r1, brainpoolP384r1, secp112r1, wtls7, ipsec3])]).
t_curve_keys() ->
    each([fun() -> crypto:generate_key(ecdh, Curve, Key) end || Curve <- [secp256r1, secp384r1, secp521r1, secp256k1, sect233k1], Key <- ?I([1, 123456789, <<7:256>>, <<0>>])] ++
         [fun() -> crypto:generate_key(Type, Curve, Key) end
          || {Type, Curve, Key} <- ?I([{eddsa, ed25519, <<1:256>>}, {eddsa, ed448, <<1:456>>}, {eddh, x25519, <<1:256>>}, {eddh, x448, <<1:448>>}, {ecdh, x25519, <<77:256>>}])] ++
         [fun() -> {Public, Private} = crypto:generate_key(Type, Curve), {byte_size(Public), byte_size(Private)} end
          || {Type, Curve} <- [{ecdh, secp256r1}, {ecdh, secp521r1}, {ecdh, x25519}, {eddsa, ed25519}, {eddsa, ed448}]]).
t_agreement() ->
    [begin
         {A, PrivateA} = crypto:generate_key(Type, Curve, ?I(KeyA)),
         {B, PrivateB} = crypto:generate_key(Type, Curve, ?I(KeyB)),
         Shared = crypto:compute_key(Type, B, PrivateA, Curve),
         {Shared, Shared =:= crypto:compute_key(Type, A, PrivateB, Curve)}
     end || {Type, Curve, KeyA, KeyB} <- [{ecdh, secp256r1, 11, 12}, {ecdh, secp521r1, 13, 14}, {ecdh, secp256k1, 15, 16}, {ecdh, sect283r1, 17, 18},
                                          {eddh, x25519, <<3:256>>, <<4:256>>}, {ecdh, x448, <<5:448>>, <<6:448>>}]] ++
        [begin
             P = 16#FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF,
             {A, PrivateA} = crypto:generate_key(dh, [P, 2]),
             {B, PrivateB} = crypto:generate_key(dh, [P, 2]),
             crypto:compute_key(dh, B, PrivateA, [P, 2]) =:= crypto:compute_key(dh, A, PrivateB, [P, 2])
         end].
t_dh_length() ->
    P = 16#FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF,
    Generate = fun(Parameters, Given) ->
                       fun() ->
                               {Public, Private} = crypto:generate_key(dh, Parameters, Given),
                               {byte_size(Private), crypto:mod_pow(2, Private, P) =:= Public}
                       end
               end,
    each([Generate([P, 2, Length], undefined) || Length <- ?I([160, 224, 225, 256, 100, 1000, 0, 1024, 5000, 1 bsl 31, 1 bsl 32, 1 bsl 63, 1 bsl 64, 1 bsl 70, -1, -(1 bsl 70), foo, <<1>>])] ++
             [Generate([P, 2], Given) || Given <- ?I([5, <<5>>, foo])] ++
             [Generate([P, 2, 160], ?I(<<5>>)), Generate([binary:encode_unsigned(P), <<2>>, 160], undefined), Generate([?I(foo), 2, foo], undefined)] ++
             [fun() -> try crypto:generate_key(dh, Parameters) catch error:{case_clause, _} -> case_clause end end || Parameters <- ?I([[P, 2, 160, 3], [P]])]).
t_agreement_faults() ->
    {Public, Private} = crypto:generate_key(ecdh, secp256r1, ?I(5)),
    {Other, Own} = crypto:generate_key(eddh, x25519, ?I(<<5:256>>)),
    each([fun() -> crypto:compute_key(A, B, C, D) end
          || {A, B, C, D} <- ?I([{ecdh, foo, Private, secp256r1}, {ecdh, <<1>>, Private, secp256r1}, {ecdh, Public, foo, secp256r1}, {ecdh, Public, <<0>>, secp256r1},
                                 {ecdh, Public, Private, foo}, {eddh, <<1>>, Own, x25519}, {eddh, Other, <<1>>, x25519}, {eddh, Other, foo, x25519}, {eddh, Other, Own, foo},
                                 {foo, Other, Own, foo}, {dh, 2, 3, [23, 5]}])]).
t_key_faults() ->
    each([fun() -> crypto:generate_key(A, B, C) end
          || {A, B, C} <- ?I([{ecdh, foo, undefined}, {foo, foo, undefined}, {ecdh, secp256r1, foo}, {ecdh, x25519, <<1>>}, {eddh, foo, undefined}, {eddsa, ed25519, <<1>>},
                              {eddsa, foo, undefined}, {rsa, {100, 3}, undefined}, {rsa, foo, undefined}, {rsa, {foo, 3}, undefined}, {dh, [23, 5], undefined}, {dh, [foo, 2], undefined}])]).

t_signatures() ->
    {Public, Private} = crypto:generate_key(eddsa, ed25519, ?I(<<9:256>>)),
    Signature = crypto:sign(eddsa, none, "data", [Private, ed25519]),
    {EcPublic, EcPrivate} = crypto:generate_key(ecdh, secp256r1),
    Ec = crypto:sign(ecdsa, sha256, "data", [EcPrivate, secp256r1]),
    [Signature, crypto:verify(eddsa, none, "data", Signature, [Public, ed25519]), crypto:verify(eddsa, none, "date", Signature, [Public, ed25519]),
     crypto:sign(eddsa, sha256, "data", [Private, ed25519]) =:= Signature, crypto:verify(ecdsa, sha256, "data", Ec, [EcPublic, secp256r1]),
     crypto:verify(ecdsa, sha256, {digest, crypto:hash(sha256, "data")}, Ec, [EcPublic, secp256r1]), crypto:verify(ecdsa, sha256, "date", Ec, [EcPublic, secp256r1]),
     crypto:verify(ecdsa, sha512, "data", Ec, [EcPublic, secp256r1]), crypto:verify(ecdsa, sha256, "data", <<"no signature">>, [EcPublic, secp256r1])].
t_sign_faults() ->
    {_, Private} = crypto:generate_key(ecdh, secp256r1, ?I(5)),
    each([fun() -> crypto:sign(A, B, C, D, E) end
          || {A, B, C, D, E} <- ?I([{ecdsa, sha256, <<"a">>, [Private, foo], []}, {ecdsa, foo, <<"a">>, [Private, secp256r1], []}, {foo, sha256, <<"a">>, [Private, secp256r1], []},
                                    {ecdsa, sha256, foo, [Private, secp256r1], []}, {ecdsa, sha256, {digest, <<1>>}, [Private, secp256r1], []}, {ecdsa, sha256, <<"a">>, foo, []},
                                    {ecdsa, sha256, <<"a">>, [foo, secp256r1], []}, {ecdsa, none, <<"a">>, [Private, secp256r1], []}, {ecdsa, sha256, <<"a">>, [Private, secp256r1], [foo]},
                                    {eddsa, none, <<"a">>, [<<1>>, ed25519], []}, {rsa, sha256, <<"a">>, [1, 2], []}])]).
t_verify_faults() ->
    {Public, _} = crypto:generate_key(ecdh, secp256r1, ?I(5)),
    each([fun() -> crypto:verify(A, B, C, D, E) end
          || {A, B, C, D, E} <- ?I([{ecdsa, sha256, <<"a">>, foo, [Public, secp256r1]}, {ecdsa, foo, <<"a">>, <<"x">>, [Public, secp256r1]}, {ecdsa, sha256, <<"a">>, <<"x">>, foo},
                                    {foo, sha256, <<"a">>, <<"x">>, foo}, {ecdsa, sha256, <<"a">>, <<"x">>, [<<1>>, secp256r1]}, {ecdsa, sha256, <<"a">>, <<"x">>, [Public, foo]},
                                    {ecdsa, sha256, foo, <<"x">>, [Public, secp256r1]}, {ecdsa, sha256, {digest, <<1>>}, <<"x">>, [Public, secp256r1]},
                                    {eddsa, none, <<"a">>, <<1>>, [<<1>>, ed25519]}])]).

t_rsa() ->
    {Public, Private} = crypto:generate_key(rsa, ?I({1024, 65537})),
    Sign = fun(Type, Data, Options) ->
                   Signature = crypto:sign(rsa, Type, Data, Private, Options),
                   {byte_size(Signature), crypto:verify(rsa, Type, Data, Signature, Public, Options), crypto:verify(rsa, Type, "other", Signature, Public, Options)}
           end,
    Crypt = fun(Options) -> crypto:private_decrypt(rsa, crypto:public_encrypt(rsa, <<"secret">>, Public, Options), Private, Options) end,
    [length(Public), length(Private), crypto:privkey_to_pubkey(rsa, Private) =:= [crypto:bytes_to_integer(B) || B <- Public], Sign(sha256, "data", []), Sign(sha, "data", []),
     Sign(sha256, "data", [{rsa_padding, rsa_pkcs1_pss_padding}]), Sign(sha256, "data", [{rsa_padding, rsa_pkcs1_pss_padding}, {rsa_pss_saltlen, 20}, {rsa_mgf1_md, sha}]),
     crypto:sign(rsa, sha256, "a", Private) =:= crypto:sign(rsa, sha256, "a", lists:sublist(Private, 3)), Crypt(rsa_pkcs1_padding), Crypt(rsa_pkcs1_oaep_padding),
     Crypt([{rsa_padding, rsa_pkcs1_oaep_padding}, {rsa_oaep_md, sha256}]), Crypt([{rsa_padding, rsa_pkcs1_oaep_padding}, {rsa_oaep_label, <<"label">>}]),
     crypto:public_decrypt(rsa, crypto:private_encrypt(rsa, <<"signed">>, Private, rsa_pkcs1_padding), Public, rsa_pkcs1_padding)].
t_rsa_faults() ->
    {Public, Private} = crypto:generate_key(rsa, ?I({1024, 65537})),
    each([fun() -> crypto:sign(rsa, sha256, <<"a">>, Public) end, fun() -> crypto:sign(rsa, sha256, <<"a">>, Private, ?I([{rsa_padding, foo}])) end,
          fun() -> crypto:sign(rsa, sha256, <<"a">>, Private, ?I([{foo, foo}])) end,
          fun() -> crypto:sign(rsa, sha256, <<"a">>, Private, ?I([{rsa_padding, rsa_pkcs1_pss_padding}, {rsa_pss_saltlen, 2000}])) end,
          fun() -> crypto:sign(rsa, sha256, ?I({digest, <<"a">>}), Private) end, fun() -> crypto:verify(rsa, sha256, <<"a">>, ?I(<<"x">>), Public) end,
          fun() -> crypto:verify(rsa, sha256, <<"a">>, <<"x">>, ?I(foo)) end, fun() -> crypto:public_encrypt(rsa, ?I(<<0:8000>>), Public, rsa_pkcs1_padding) end] ++
             [fun() -> try crypto:public_encrypt(rsa, Data, Public, Options) catch error:{Kind, _, Text} -> {Kind, Text} end end
              || {Data, Options} <- ?I([{foo, rsa_pkcs1_padding}, {<<"a">>, [{rsa_padding, foo}]}])]).

t_rsa_options() ->
    {Public, Private} = crypto:generate_key(rsa, ?I({1024, 65537})),
    Pss = {rsa_padding, rsa_pkcs1_pss_padding},
    Oaep = {rsa_padding, rsa_pkcs1_oaep_padding},
    Size = fun(Fun) -> fun() -> case Fun() of Bytes when is_binary(Bytes) -> byte_size(Bytes); Other -> Other end end end,
    Signs = [Fun || Options <- ?I([[{rsa_mgf1_md, foo}], [{rsa_mgf1_md, "sha"}], [{rsa_mgf1_md, none}], [Pss, {rsa_mgf1_md, none}], [{rsa_oaep_md, sha}], [{signature_md, sha}],
                                   [{signature_md, foo}], [{rsa_oaep_label, <<"a">>}], [Pss, {rsa_pss_saltlen, 1 bsl 31}], [Pss, {rsa_pss_saltlen, (1 bsl 31) - 1}],
                                   [Pss, {rsa_pss_saltlen, 1 bsl 70}], [{rsa_pss_saltlen, -(1 bsl 70)}], [{rsa_pss_saltlen, -3}], [Pss, {rsa_pss_saltlen, -1}],
                                   [{rsa_pss_saltlen, foo}], [{rsa_pss_saltlen, (1 bsl 32) + 20}], [foo], [{rsa_mgf1_md, sha} | foo], [{foo, foo}], [{"foo", foo}], foo, [Oaep], [Pss]]),
                     Fun <- [Size(fun() -> crypto:sign(rsa, sha256, <<"a">>, Private, Options) end), fun() -> crypto:verify(rsa, sha256, <<"a">>, <<"x">>, Public, Options) end]],
    Crypts = [Size(fun() -> crypto:Function(rsa, <<"a">>, Key, Options) end)
              || Options <- ?I([[{rsa_mgf1_md, foo}], [Oaep, {rsa_mgf1_md, foo}], [Oaep, {rsa_mgf1_md, 1}], [Oaep, {rsa_mgf1_md, none}], [Oaep, {rsa_oaep_md, foo}], [Oaep, {rsa_oaep_md, 1}],
                                [Oaep, {rsa_oaep_md, none}], [{signature_md, foo}], [{signature_md, 1}], [{signature_md, sha}], [{signature_md, none}], [Oaep, {rsa_oaep_label, foo}],
                                [{rsa_pss_saltlen, 20}], [Pss], [foo], [{rsa_mgf1_md, sha} | foo], [{foo, foo}], foo, [Oaep]]),
                 {Function, Key} <- [{public_encrypt, Public}, {private_encrypt, Private}]],
    each(Signs ++ Crypts).

t_mod_pow() -> each([fun() -> crypto:mod_pow(A, B, C) end || {A, B, C} <- ?I([{2, 10, 1000}, {2, 10, 1024}, {300, 1, 1024}, {2, 10, 0}, {foo, 10, 3}, {2, -10, 7}, {<<>>, 1, 1024}, {3, 1 bsl 100, (1 bsl 89) - 1}])]) ++
    [crypto:bytes_to_integer(?I(<<1, 2>>)), crypto:bytes_to_integer(<<>>), raised(fun() -> crypto:bytes_to_integer(?I(foo)) end)].
t_supports() -> [crypto:supports(macs), crypto:supports(hashs), lists:sort(crypto:supports(curves)), crypto:supports(rsa_opts), [Key || {Key, _} <- crypto:supports()],
                 raised(fun() -> crypto:supports(?I(foo)) end), crypto:ec_curves() =:= crypto:supports(curves) -- [x25519, x448], crypto:info_fips(), crypto:enable_fips_mode(false), crypto:enable_fips_mode(true),
                 raised(fun() -> crypto:enable_fips_mode(?I(foo)) end)].

%% More bytes than OpenSSL takes for a number. Zeros in front do not count.
t_huge_numbers() ->
    Huge = binary:copy(?I(<<1>>), 70000000),
    {Public, Private} = crypto:generate_key(ecdh, secp256r1),
    P = <<1:8, 0:1000, 1:16>>,
    each([fun() -> crypto:mod_pow(Huge, 2, 7) end, fun() -> crypto:mod_pow(2, 2, Huge) end, fun() -> crypto:generate_key(ecdh, secp256r1, Huge) end,
          fun() -> crypto:compute_key(ecdh, Public, Huge, secp256r1) end, fun() -> crypto:sign(ecdsa, sha256, <<"a">>, [Huge, secp256r1]) end,
          fun() -> crypto:sign(rsa, sha256, <<"a">>, [<<3>>, <<15>>, Huge]) end, fun() -> crypto:verify(rsa, sha256, <<"a">>, <<"x">>, [<<3>>, Huge]) end,
          fun() -> crypto:sign(dss, sha, <<"a">>, [<<3>>, <<5>>, <<7>>, Huge]) end, fun() -> crypto:verify(dss, sha, <<"a">>, <<"x">>, [Huge, <<5>>, <<7>>, <<9>>]) end,
          fun() -> crypto:generate_key(rsa, {1024, Huge}) end, fun() -> crypto:generate_key(dh, [Huge, <<2>>]) end, fun() -> crypto:generate_key(dh, [P, Huge]) end,
          fun() -> crypto:compute_key(dh, Huge, <<5>>, [P, <<2>>]) end, fun() -> crypto:compute_key(dh, <<5>>, Huge, [P, <<2>>]) end,
          fun() -> crypto:compute_key(dh, <<5>>, <<5>>, [Huge, <<2>>]) end, fun() -> crypto:compute_key(dh, <<5>>, <<5>>, [P, Huge]) end,
          fun() -> byte_size(crypto:sign(ecdsa, sha256, <<"a">>, [<<0:1000, Private/binary>>, secp256r1])) > 60 end,
          fun() -> crypto:generate_key(rsa, {1024, 4}) end, fun() -> crypto:generate_key(rsa, {1024, ?I(foo)}) end, fun() -> crypto:sign(dss, sha, <<"a">>, ?I(foo)) end]).
