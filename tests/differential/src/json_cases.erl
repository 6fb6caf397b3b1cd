%% json: encoding with and without functions of one's own, printing, decoding in parts, errors.
-module(json_cases).
-export([t_encode/0, t_encode_map/0, t_encode_keys/0, t_encode_bad_key/0, t_encode_unsupported/0, t_encode_bad_byte/0]).
-export([t_encode_cut/0, t_encode_with_fun/0, t_encode_checked/0, t_encode_escape_all/0, t_encode_bad_encoder/0, t_format/0]).
-export([t_format_numbers/0, t_format_options/0, t_format_with_fun/0, t_format_checked/0, t_decode/0, t_decode_same_key/0]).
-export([t_decode_errors/0, t_decode_error_trace/0, t_decode_end_trace/0, t_decode_not_binary/0, t_decode_with_funs/0, t_decode_bad_decoder/0]).
-export([t_decode_float_fails/0, t_decode_bytewise/0, t_decode_number_in_parts/0, t_decode_parts_end/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

flat(Data) -> iolist_to_binary(Data).

raised(Fun) -> try Fun() catch Class:Reason -> {Class, Reason} end.

t_encode() -> flat(json:encode(?I([1, -2.5, true, null, abc, <<"a\"\\\n\x01\x7f", 195, 169>>, [], #{}]))).
t_encode_map() -> flat(json:encode(?I(#{a => [1, #{<<"b">> => 2}]}))).
t_encode_keys() -> [flat(json:encode(?I(#{K => 1}))) || K <- [a, <<"b">>, 3, 2.5]].
t_encode_bad_key() -> raised(fun() -> json:encode(?I(#{{} => 1})) end).
t_encode_unsupported() -> raised(fun() -> json:encode(?I({a})) end).
t_encode_bad_byte() -> raised(fun() -> json:encode(?I(<<"ab", 255>>)) end).
t_encode_cut() -> raised(fun() -> json:encode(?I(<<"ab", 226, 130>>)) end).
t_encode_with_fun() ->
    Encoder = fun({pairs, Pairs}, Encode) -> json:encode_key_value_list(Pairs, Encode);
                 ({Year, Month}, _) -> json:encode_binary(flat(io_lib:format("~w-~w", [Year, Month])));
                 (Other, Encode) -> json:encode_value(Other, Encode)
              end,
    flat(json:encode(?I([{2024, 5}, {pairs, [{a, {1, 2}}, {<<"b">>, x}]}]), Encoder)).
t_encode_checked() ->
    raised(fun() -> json:encode_key_value_list_checked(?I([{a, 1}, {<<"a">>, 2}]), fun json:encode_value/2)
           end).
t_encode_escape_all() -> flat(json:encode_binary_escape_all(?I(<<"a", 195, 169, 240, 159, 152, 128, 0>>))).
t_encode_bad_encoder() -> raised(fun() -> json:encode(?I(1), ?I(foo)) end).

t_format() ->
    flat(json:format(?I([#{a => 1, b => [1, 2, 3]}, [], <<"x">>, #{c => #{}}, #{d => [[]]}]))).
t_format_numbers() -> flat(json:format(?I(lists:seq(1, 60)))).
t_format_options() -> flat(json:format(?I(#{a => [lists:seq(1, 30)]}), #{indent => 4, max => 40})).
t_format_with_fun() ->
    Encoder = fun({pairs, Pairs}, Encode, State) -> json:format_key_value_list(Pairs, Encode, State);
                 (Other, Encode, State) -> json:format_value(Other, Encode, State)
              end,
    flat(json:format(?I([{pairs, [{b, 1}, {a, 2}]}, 3]), Encoder)).
t_format_checked() ->
    raised(fun() -> json:format_key_value_list_checked(?I([{a, 1}, {a, 2}]), fun json:format_value/3,
                                                       #{level => 0, col => 0, indent => 2, max => 9})
           end).

t_decode() -> json:decode(?I(<<" {\"a\" : [1, 2.5e3, -0, true, null, \"x\\u00e9\\ud83d\\ude00\\n\"]} ">>)).
t_decode_same_key() -> json:decode(?I(<<"{\"a\":1,\"a\":2}">>)).
t_decode_errors() ->
    [{Text, raised(fun() -> json:decode(?I(Text)) end)}
     || Text <- [<<>>, <<"[">>, <<"[1,]">>, <<"{1:2}">>, <<"01">>, <<"1 x">>, <<"trux">>, <<"truxy">>,
                 <<"\"\\ud800\"">>, <<"\"\\ud800\\u0041\"">>, <<"\"\\udc00\"">>, <<"\"\\x\"">>, <<"1e400">>,
                 <<"\"a\nb\"">>, <<34, 255>>, <<34, 195, 34>>, <<"-">>, <<"1.">>, <<"-0e1">>]].
t_decode_error_trace() -> json:decode(?I(<<"[x]">>)).
t_decode_end_trace() -> json:decode(?I(<<"[1">>)).
t_decode_not_binary() -> raised(fun() -> json:decode(?I("1")) end).
t_decode_with_funs() ->
    json:decode(?I(<<"{\"a\":[1,2.5,\"x\",null,[],{}]} rest">>), acc,
                #{array_start => fun(A) -> {start, A} end,
                  array_push => fun(V, A) -> {push, V, A} end,
                  array_finish => fun(A, O) -> {{array, A}, O} end,
                  object_start => fun(A) -> {object, A} end,
                  object_push => fun(K, V, A) -> {pair, K, V, A} end,
                  object_finish => fun(A, O) -> {{done, A}, {old, O}} end,
                  float => fun(B) -> {float, B} end, integer => fun(B) -> {integer, B} end,
                  string => fun(B) -> {string, B} end, null => none}).
t_decode_bad_decoder() -> raised(fun() -> json:decode(?I(<<"1">>), acc, #{array_push => foo}) end).
t_decode_float_fails() ->
    raised(fun() -> json:decode(?I(<<"1.5">>), acc, #{float => fun(_) -> throw(no) end}) end).
t_decode_bytewise() ->
    Text = <<"{\"k\\u00e9y\":[1,23,-4.5e1,\"\\ud83d\\ude00\",true,null,{}],\"z\":", 34, 195, 169, 34, "} ">>,
    lists:foldl(fun(Byte, {continue, State}) -> json:decode_continue(<<Byte>>, State);
                   (Byte, Done) -> {Byte, Done}
                end, json:decode_start(<<>>, acc, #{}), binary_to_list(?I(Text))).
t_decode_number_in_parts() ->
    {continue, One} = json:decode_start(?I(<<"12">>), acc, #{}),
    {continue, Two} = json:decode_continue(<<"34">>, One),
    {json:decode_continue(end_of_input, Two), json:decode_continue(<<" ">>, Two)}.
t_decode_parts_end() ->
    {continue, State} = json:decode_start(?I(<<"[1, tr">>), acc, #{}),
    raised(fun() -> json:decode_continue(end_of_input, State) end).
