-module(workshop_tests).
-export([main/0]).

main() ->
    {Modules, Options} =
        case init:get_plain_arguments() of
            [] -> {[passing_tests, output_tests], []};
            ["own", Name] -> {[list_to_atom(Name)], [no_tty, {report, {own_listener, []}}]};
            [Name | Rest] -> {[list_to_atom(Name)], [list_to_atom(Word) || Word <- Rest]}
        end,
    case eunit:test(Modules, Options) of
        ok -> halt(0);
        error -> halt(1);
        {error, Reason} -> io:format("eunit: ~p~n", [Reason]), halt(2)
    end.
