%% Of io_lib_format: the modifiers `k` and `K`, the order in which ~p and ~w print maps (OTP 26). What comes here is what the
%% native format leaves to Erlang: limits on characters, arguments of other kinds, specifications as terms. Maps of up to 32 keys
%% are in order without being asked; an order that would need more than that is an error (docs/differences.md).
-module(io_lib_format).
-export([unscan/1]).
-overrides([collect_cseq/2, unscan/1]).
-unless(print_maps_order).

collect_cseq(Format, Arguments) ->
    {Width, Adjust, Format1, Arguments1} = field_width(Format, Arguments),
    {Precision, Format2, Arguments2} = precision(Format1, Arguments1),
    {Pad, Format3, Arguments3} = pad_char(Format2, Arguments2),
    Plain = #{width => Width, adjust => Adjust, precision => Precision, pad_char => Pad, encoding => latin1, strings => true, maps_order => undefined},
    {#{maps_order := Order} = Modified, Format4, Arguments4} = linac_modifiers(Format3, Arguments3, Plain),
    {Control, Taken, Format5, Arguments5} = collect_cc(Format4, Arguments4),
    true = linac_is_in_order(Control, Order, Taken),
    {Modified#{control_char => Control, args => Taken}, Format5, Arguments5}.

linac_modifiers([$t | Format], Arguments, Spec) -> linac_modifiers(Format, Arguments, Spec#{encoding := unicode});
linac_modifiers([$l | Format], Arguments, Spec) -> linac_modifiers(Format, Arguments, Spec#{strings := false});
linac_modifiers([$k | Format], Arguments, Spec) -> linac_modifiers(Format, Arguments, Spec#{maps_order := ordered});
linac_modifiers([$K | Format], [Order | Arguments], Spec) -> linac_modifiers(Format, Arguments, Spec#{maps_order := Order});
linac_modifiers(Format, Arguments, Spec) -> {Spec, Format, Arguments}.

linac_is_in_order(_, undefined, _) -> true;
linac_is_in_order(Control, Order, [Term | _]) when Control =:= $p; Control =:= $P; Control =:= $w; Control =:= $W ->
    linac_has_maps_up_to(case Order of ordered -> 32; _ -> 1 end, [Term]);
linac_is_in_order(_, _, _) -> true.

linac_has_maps_up_to(_, []) -> true;
linac_has_maps_up_to(Most, [Map | Rest]) when is_map(Map) ->
    map_size(Map) =< Most andalso linac_has_maps_up_to(Most, maps:keys(Map) ++ maps:values(Map) ++ Rest);
linac_has_maps_up_to(Most, [[Head | Tail] | Rest]) -> linac_has_maps_up_to(Most, [Head, Tail | Rest]);
linac_has_maps_up_to(Most, [Tuple | Rest]) when is_tuple(Tuple) -> linac_has_maps_up_to(Most, tuple_to_list(Tuple) ++ Rest);
linac_has_maps_up_to(Most, [_ | Rest]) -> linac_has_maps_up_to(Most, Rest).

%% A specification without an order is one of an older Erlang.
unscan(Specs) -> {linac_format(Specs), linac_arguments(Specs)}.

linac_format([#{control_char := Control, width := Width, adjust := Adjust, precision := Precision, pad_char := Pad, encoding := Encoding, strings := Strings} = Spec | Rest]) ->
    Order = case Spec of
                #{maps_order := ordered} -> "k";
                #{maps_order := reversed} -> "K";
                #{maps_order := Fun} when is_function(Fun, 2) -> "K";
                #{maps_order := Other} when Other =/= undefined -> error(function_clause);
                _ -> ""
            end,
    lists:append(["~", print_field_width(Width, Adjust), print_precision(Precision, Pad), print_pad_char(Pad), print_encoding(Encoding), print_strings(Strings), Order, [Control | linac_format(Rest)]]);
linac_format([C | Rest]) when is_integer(C) -> [C | linac_format(Rest)];
linac_format([]) -> [].

linac_arguments([#{args := Arguments} = Spec | Rest]) ->
    Order = maps:get(maps_order, Spec, undefined),
    [Order || Order =:= reversed orelse is_function(Order, 2)] ++ Arguments ++ linac_arguments(Rest);
linac_arguments([_ | Rest]) -> linac_arguments(Rest);
linac_arguments([]) -> [].
