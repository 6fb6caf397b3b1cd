% public_key, and BER by asn1rt_nif: what does not depend on chance. Faults are caught, so that only class and reason
% count; reasons of public_key, which tell of places in it, are left out.
-module(public_key_cases).
-export([t_ber_values/0, t_ber_lengths/0, t_ber_indefinite/0, t_ber_tags/0, t_ber_short/0, t_ber_written/0]).
-export([t_ber_not_written/0, t_ber_long/0, t_ber_deep/0, t_rsa_signature/0, t_rsa_pss/0, t_rsa_encryption/0]).
-export([t_rsa_der/0, t_rsa_pem/0, t_private_pem/0, t_secret_pem/0, t_no_pem/0, t_curve_signature/0]).
-export([t_curve_agreement/0, t_curve_by_numbers/0, t_no_curve_by_numbers/0, t_certificate/0, t_names/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

raised(Fun) -> try Fun() catch Class:Reason -> {Class, Reason} end.
class(Fun) -> try Fun() catch Class:_ -> Class end.
number(Digits) -> list_to_integer(Digits, 16).

% --- BER --------------------------------------------------------------------------------------------

read(Inputs) -> [raised(fun() -> asn1rt_nif:decode_ber_tlv(Input) end) || Input <- ?I(Inputs)].
write(Values) -> [raised(fun() -> asn1rt_nif:encode_ber_tlv(Value) end) || Value <- ?I(Values)].

t_ber_values() ->
    read([<<2, 1, 5>>, <<2, 1, 5, 6, 7>>, <<2, 0>>, <<48, 0>>, <<48, 3, 2, 1, 5>>, <<66, 1, 5>>, <<192, 0>>, <<0, 0>>,
          <<160, 3, 4, 1, 9>>, <<48, 2, 0, 0>>, [2, [<<1>>], "x"]]).
t_ber_lengths() ->
    read([<<2, 129, 1, 5>>, <<2, 130, 0, 1, 5>>, <<2, 137, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5>>, <<2, 255, 1>>, <<2, 129>>,
          <<2, 129, 5>>, <<2, 132, 255, 255, 255, 255, 5>>, <<2, 133, 1, 0, 0, 0, 0, 5>>, <<48, 130, 1>>]).
t_ber_indefinite() ->
    read([<<48, 128, 0, 0>>, <<48, 128, 2, 1, 5, 0, 0, 9>>, <<36, 128, 4, 1, 1, 0, 0>>, <<48, 128, 2, 1, 5>>,
          <<48, 128, 2, 1, 5, 0>>, <<2, 128, 0, 0>>, <<48, 128, 48, 128, 0, 0, 0, 0>>,
          <<48, 5, 48, 128, 2, 1, 5, 0, 0>>, <<48, 7, 48, 128, 2, 1, 5, 0, 0>>]).
t_ber_tags() ->
    read([<<31, 1, 0>>, <<31, 129, 1, 1, 5>>, <<31, 128, 1, 1, 5>>, <<191, 31, 3, 2, 1, 5>>, <<31, 129, 129, 1, 1, 5>>,
          <<31, 129, 1>>, <<31>>, <<31, 1>>, <<31, 129>>]).
t_ber_short() -> read([<<>>, <<2>>, <<2, 1>>, <<48, 3, 2, 2, 5>>, <<48, 4, 2, 1, 5, 2>>, foo, <<2, 1, 5:3>>]).
t_ber_written() ->
    write([{2, <<5>>}, {2, <<>>}, {2, []}, {16, [{2, <<5>>}, {16, []}]}, {65537, <<1>>}, {131103, <<1>>},
           {196638, <<1>>}, {127, <<1>>}, {128, <<1>>}, {16384, <<1>>}, {65535, <<1>>}, {262144, <<1>>},
           {2, <<1>>, more}]).
t_ber_not_written() ->
    write([{-1, <<1>>}, {2, a}, {2, [a]}, {a, <<1>>}, foo, {2, <<1:3>>}, [{2, <<1>>}], {2, [{3, <<>>} | x]}, {2, "ab"},
           {1, 2, 3}, {4294967298, <<1>>}, {1 bsl 70, <<1>>}]).
t_ber_long() ->
    [begin
         Written = asn1rt_nif:encode_ber_tlv({4, binary:copy(<<7>>, Size)}),
         {Size, binary:part(Written, 0, 6), asn1rt_nif:decode_ber_tlv(Written) =:= {{4, binary:copy(<<7>>, Size)}, <<>>}}
     end || Size <- ?I([127, 128, 255, 256, 65535, 65536, 70000])].
t_ber_deep() ->
    Deep = lists:foldl(fun(_, Value) -> {16, [Value]} end, {2, <<5>>}, lists:seq(1, ?I(200))),
    asn1rt_nif:decode_ber_tlv(asn1rt_nif:encode_ber_tlv(Deep)) =:= {Deep, <<>>}.

% --- Keys -------------------------------------------------------------------------------------------

key_parts() ->
    [number("C7C05CBB9475A49BB63B484928A63900FC1C367F8E6BEC26B080A0C91FC492F8F079C867BC77FC8FF0FCE9CFB8E7B853"
        "2DB50C63434592585D04C1D55F2DADF642BA4F0A78FA8FF766DC66C5BAD316B6A74445EB60629DBE96C8C82EFE3ADF3D"
        "37079E2C9C791A7A888D996E292A69266A374A5F14DE053D8E91B7B12C147E37"),
     16#10001,
     number("2E134C10A4AD023C3CABADFFDA15857E99A8B45575F7A4F043B457E22CA6BE3417DC2F82E631531BACBDD9FCE52CE612"
        "A1AF6A5D172E5C146FD86211A2B3B9B574508F74218EB20806E5CBE4FA340EEDBB14F7F1BD47AA9099FC9B2A813CBB11"
        "540EE7B9482716CF156711F96CD6D03D78124A3FD0F04329A5D20CA103377D81"),
     number("FA4850B93CC05325046076BD0E6235F0D9395F9C08DF55B27B037B58A935DC4C1F7552EAEA3F2FF249FC5737EDF5DDFA"
        "A2059B358E54070D3702988646EFE141"),
     number("CC5088DD44603EE8D3001D93255EC17B2C8AE85D2C70FA50246BB6B1826F22A46D5754DAF92001C376068A87F19A8160"
        "C82E64BBA246CB78A7281E37DA478977"),
     number("C4F46579EFE1D54C3B0E824232707CCC44D50E7526D241890B9EE8D1138F8C05E7779741C006EB7F3A53B67B0FEABCBD"
        "8004F36808D1FD1E9C1C91D4913C3241"),
     number("AE388E3C7FADC2772E558EE2869F4245123A70E1E29F84130ABB7ED1E6F3758AD861FBCDAD5989A76EE12D07B71194F9"
        "3E39B153FE9077B8AE711B336D424B09"),
     number("377E778CDC6E65AFD0F91C140175BCB5A9F52024A627940851003D2E2E9C7FA4D41E086907D1A9390C98A29191A29678"
        "9D63CFB170CBC068A67807EA2F7A5226")].

private() -> list_to_tuple(['RSAPrivateKey', 'two-prime' | key_parts()] ++ [asn1_NOVALUE]).
public() -> {'RSAPublicKey', hd(key_parts()), 16#10001}.

digest(Bytes) -> crypto:hash(sha256, Bytes).

t_rsa_signature() ->
    Signature = public_key:sign(?I(<<"text">>), sha256, private()),
    [digest(Signature) | [public_key:verify(Text, Type, Given, public())
                          || {Text, Type, Given} <- [{<<"text">>, sha256, Signature}, {<<"texs">>, sha256, Signature},
                                                     {<<"text">>, sha512, Signature}, {<<"text">>, sha256, <<1>>},
                                                     {{digest, digest(<<"text">>)}, sha256, Signature}]]].
t_rsa_pss() ->
    Options = ?I([{rsa_padding, rsa_pkcs1_pss_padding}, {rsa_pss_saltlen, 20}]),
    Signature = public_key:sign(<<"text">>, sha256, private(), Options),
    {public_key:verify(<<"text">>, sha256, Signature, public(), Options),
     public_key:verify(<<"text">>, sha256, Signature, public())}.
t_rsa_encryption() ->
    [public_key:decrypt_private(public_key:encrypt_public(?I(<<"text">>), public()), private()),
     public_key:decrypt_public(public_key:encrypt_private(<<"text">>, private()), public()),
     begin
         Options = [{rsa_padding, rsa_pkcs1_oaep_padding}],
         public_key:decrypt_private(public_key:encrypt_public(<<"text">>, public(), Options), private(), Options)
     end,
     class(fun() -> public_key:encrypt_public(binary:copy(<<"text">>, 100), public()) end)].
t_rsa_der() ->
    [digest(public_key:der_encode(Type, Key)) || {Type, Key} <- [{'RSAPublicKey', public()}]]
        ++ [public_key:der_decode('RSAPublicKey', public_key:der_encode('RSAPublicKey', public())) =:= public(),
            class(fun() -> public_key:der_decode('RSAPublicKey', ?I(<<1, 2, 3>>)) end),
            class(fun() -> public_key:der_encode('RSAPublicKey', ?I({'RSAPublicKey', a, b})) end)].
t_rsa_pem() ->
    Pem = public_key:pem_encode([public_key:pem_entry_encode('SubjectPublicKeyInfo', public())]),
    [Entry] = public_key:pem_decode(Pem),
    {Pem, element(1, Entry), public_key:pem_entry_decode(Entry) =:= public()}.
t_private_pem() ->
    Pem = public_key:pem_encode([public_key:pem_entry_encode('RSAPrivateKey', private())]),
    [Entry] = public_key:pem_decode(Pem),
    {digest(Pem), tl(tl(tuple_to_list(public_key:pem_entry_decode(Entry)))) =:= tl(tl(tuple_to_list(private())))}.
t_secret_pem() ->
    Cipher = {{"AES-256-CBC", <<1:128>>}, "secret"},
    Pem = public_key:pem_encode([public_key:pem_entry_encode('RSAPrivateKey', private(), Cipher)]),
    [Entry] = public_key:pem_decode(Pem),
    {digest(Pem), element(3, public_key:pem_entry_decode(Entry, ?I("secret"))) =:= hd(key_parts()),
     class(fun() -> public_key:pem_entry_decode(Entry, "Secret") end)}.
t_no_pem() -> [raised(fun() -> public_key:pem_decode(Text) end) || Text <- ?I([<<>>, <<"text">>])].

% --- Curves -----------------------------------------------------------------------------------------

t_curve_signature() ->
    [begin
         Key = public_key:generate_key({namedCurve, Curve}),
         Point = {{'ECPoint', element(5, Key)}, {namedCurve, element(2, element(4, Key))}},
         Signature = public_key:sign(<<"text">>, sha256, Key),
         {public_key:verify(<<"text">>, sha256, Signature, Point), public_key:verify(<<"texs">>, sha256, Signature, Point)}
     end || Curve <- ?I([secp256r1, secp384r1, secp521r1, secp256k1, brainpoolP256r1])].
t_curve_agreement() ->
    [First, Second] = [public_key:generate_key({namedCurve, secp256r1}) || _ <- ?I([1, 2])],
    public_key:compute_key({'ECPoint', element(5, First)}, Second)
        =:= public_key:compute_key({'ECPoint', element(5, Second)}, First).
% A curve by its numbers.
t_curve_by_numbers() ->
    [begin
         Numbers = crypto:ec_curve(Curve),
         Key = {Public, _} = crypto:generate_key(ecdh, Numbers, <<1:64>>),
         {Key =:= crypto:generate_key(ecdh, Curve, <<1:64>>),
          crypto:compute_key(ecdh, Public, <<2:64>>, Numbers) =:= crypto:compute_key(ecdh, Public, <<2:64>>, Curve)}
     end || Curve <- ?I([secp256r1, secp384r1, secp192r1, brainpoolP512t1, wtls8])].
t_no_curve_by_numbers() ->
    {Field, Ab, _, Order, Cofactor} = crypto:ec_curve(secp256r1),
    [class(fun() -> crypto:generate_key(ecdh, {Field, Ab, Generator, Order, Cofactor}) end)
     || Generator <- ?I([<<>>, <<1>>, <<4, 1:512>>, binary:copy(<<4>>, 1000), foo])].

% --- Certificates -----------------------------------------------------------------------------------

pem() ->
    <<"-----BEGIN CERTIFICATE-----\n"
      "MIIBzjCCAXSgAwIBAgIUCbXstzVV8mlOxC+BbGCPZ60XtB8wCgYIKoZIzj0EAwIw\n"
      "JzEVMBMGA1UEAwwMdGVzdC5leGFtcGxlMQ4wDAYDVQQKDAVMaW5hYzAgFw0yNjEx\n"
      "MjMxMTMxMTdaGA8yMTI2MTAzMDExMzExN1owJzEVMBMGA1UEAwwMdGVzdC5leGFt\n"
      "cGxlMQ4wDAYDVQQKDAVMaW5hYzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHsj\n"
      "/lo6aF6iEH/NYHj6tKiEltIIVOogiWgGBvjZd40omuW0EkytkNMW0n65lp5i/+0y\n"
      "Jgp0axhva5uu9KntsPyjfDB6MB0GA1UdDgQWBBQDyTZb2HMD09cu/c8Np6Z0MOoG\n"
      "0DAfBgNVHSMEGDAWgBQDyTZb2HMD09cu/c8Np6Z0MOoG0DAPBgNVHRMBAf8EBTAD\n"
      "AQH/MCcGA1UdEQQgMB6CDioudGVzdC5leGFtcGxlggx0ZXN0LmV4YW1wbGUwCgYI\n"
      "KoZIzj0EAwIDSAAwRQIgeRJHGf40rXCPQ/iogqGjKHhM1K4tMJAtABdEgmr1lrcC\n"
      "IQDb4tsCG8xHMrFhjlxitnnSADp6jdPCuNj3GkFUwPgjLQ==\n"
      "-----END CERTIFICATE-----\n">>.

certificate() ->
    [{'Certificate', Der, not_encrypted}] = public_key:pem_decode(?I(pem())),
    Der.

t_certificate() ->
    Read = public_key:pkix_decode_cert(certificate(), otp),
    {element(1, Read), public_key:pkix_is_self_signed(Read), public_key:pkix_encode('OTPCertificate', Read, otp) =:= certificate(),
     public_key:pkix_issuer_id(certificate(), self)}.
t_names() ->
    [public_key:pkix_verify_hostname(certificate(), [{dns_id, Name}])
     || Name <- ?I(["test.example", "a.test.example", "a.b.test.example", "other.example"])]
        ++ [public_key:pkix_verify_hostname(certificate(), [{dns_id, "a.test.example"}],
                                            [{match_fun, public_key:pkix_verify_hostname_match_fun(https)}])].
