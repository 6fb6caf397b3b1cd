%% Natives and functions of the library with arguments that are rare: units of any size, bits that fill no byte,
%% integers that are no characters, groups of base64 that are damaged, modules that have no file.
-module(odd_arguments).
-export([t_time_units/0, t_referenced_bytes/0, t_format_of_integers/0, t_base64_groups/0, t_module_info/0]).

-include("native_calls.hrl").

t_time_units() ->
    Large = 1 bsl 70,
    [?C(is_integer(erlang:system_time(?I(Large)))), ?C(is_integer(erlang:monotonic_time(?I(Large)))), ?C(is_integer(erlang:time_offset(?I(Large)))), ?C(is_integer(os:system_time(?I(Large)))),
     ?C(is_integer(os:perf_counter(?I(Large)))), ?C(erlang:system_time(?I(1 bsl 60)) div (1 bsl 60) =:= erlang:system_time(second)), ?C(erlang:system_time(?I(-Large))), ?C(erlang:monotonic_time(?I(0))),
     ?C(erlang:convert_time_unit(?I(1), second, Large)), ?C(erlang:convert_time_unit(?I(1 bsl 200), Large, Large bsl 1)), ?C(erlang:convert_time_unit(?I(-1), Large, second)),
     ?C(erlang:convert_time_unit(?I(Large + 1), Large, 1)), ?C(erlang:convert_time_unit(?I(-Large - 1), Large, 1)), ?C(erlang:convert_time_unit(?I(1), -Large, second)), ?C(erlang:convert_time_unit(?I(a), Large, second))].

t_referenced_bytes() ->
    [?C([binary:referenced_byte_size(?I(<<0:N>>)) || N <- [0, 1, 7, 8, 9, 500, 512, 513, 520, 521, 1001]]), ?C(binary:referenced_byte_size(?I([]))),
     ?C([binary:referenced_byte_size(begin <<_:3, Part:N/bits, _/bits>> = ?I(<<0:80000>>), Part end) || N <- [1, 8, 9, 101, 520, 600]])].

t_format_of_integers() ->
    [?C(io_lib:format(?I([-1]), [])), ?C(io_lib:format(?I([1 bsl 70, $a]), [])), ?C(io_lib:format(?I([16#110000, $~, $w]), [a])), ?C(io_lib:format(?I([$~, -1, $s]), [a])),
     ?C(io_lib:format(?I([$~, $5, $., $3, $., 1 bsl 70, $s]), ["a"])), ?C(io_lib:format(?I([1.5]), [])), ?C(io_lib:format(?I("~c~s"), [-1, [-1]])), ?C(io_lib:fwrite(?I([-1 | "~p"]), [x]))].

t_base64_groups() ->
    [{Text, ?C(base64:decode_to_string(Text)), ?C(base64:decode(Text)), ?C(base64:decode_to_string(Text, #{mode => urlsafe, padding => false}))}
     || Text <- ["####", "YQ=a", "Y=Q=", "Y#==", <<"Y=Q=">>, "=Q==", "YQ%%", "YWJj####", "YQ==Y", [1000], [a], [$Y | b], "Y-+Q", "YQ=", "Y", <<1:3>>, a]].

t_module_info() ->
    Natives = [erlang, erts_internal, init, atomics, counters, persistent_term],
    [[?C(hd(erlang:module_info())), ?C(erlang:module_info(?I(module))), ?C(hd(erts_internal:module_info())), ?C(erts_internal:module_info(?I(module))),
      ?C(hd(init:module_info())), ?C(init:module_info(?I(module))), ?C(hd(atomics:module_info())), ?C(atomics:module_info(?I(module))),
      ?C(hd(counters:module_info())), ?C(counters:module_info(?I(module))), ?C(hd(persistent_term:module_info())), ?C(persistent_term:module_info(?I(module)))],
     [{Module, Item, ?C(Module:module_info(Item))} || Module <- [lists | Natives], Item <- [module, native, nifs, nothing, "module"]],
     [{Module, ?C(Module:module_info(attributes)), ?C(Module:module_info(compile)), ?C([Item || {Item, _} <- Module:module_info()]),
       ?C(byte_size(Module:module_info(md5))), ?C(lists:member({module_info, 1}, Module:module_info(exports))), ?C(lists:member({module_info, 0}, Module:module_info(functions)))}
      || Module <- Natives],
     ?C(lists:member({element, 2}, erlang:module_info(exports))), ?C(lists:member({nothing, 2}, erlang:module_info(exports))),
     ?C(erlang:get_module_info(?I(erlang), module)), ?C(erlang:get_module_info(?I("erlang"))), ?C(erlang:get_module_info(?I(no_such_module)))].
