%% Steps of a workflow that try what they may not: run by the host of examples/workflow and by `linac run`, with
%% the same output (tests/embedding/outside_test.py).
-module(workflow_tricks).
-export([main/0]).

main() ->
    show(read_file, [<<"here.txt">>]),
    show(read_file, [<<"../outside/secret.txt">>]),
    show(read_file, [<<"link/secret.txt">>]),
    show(read_file, [<<"secret_link">>]),
    show(read_file, [<<"below/../../outside/secret.txt">>]),
    show(read_file, [<<"/etc/passwd">>]),
    show(read_file, [<<"missing.txt">>]),
    show(read_file, [<<"below">>]),
    show(write_file, [<<"new.txt">>, <<"new">>]),
    show(write_file, [<<"../outside/new.txt">>, <<"harm">>]),
    show(write_file, [<<"secret_link">>, <<"harm">>]),
    show(write_file, [<<"below/missing/new.txt">>, <<"text">>]),
    show(run_command, [<<"sort">>, [<<"-r">>, <<"here.txt">>]]),
    show(run_command, [<<"sort">>, [<<"--no-such-option">>]]),
    show(run_command, [<<"sort">>, [<<"here.txt; echo escaped">>]]),
    show(run_command, [<<"sh">>, [<<"-c">>, <<"echo escaped">>]]),
    show(run_command, [<<"/bin/sh">>, [<<"-c">>, <<"echo escaped">>]]),
    show(run_command, [<<"./sort">>, [<<"here.txt">>]]),
    %% Besides these functions there is nothing.
    show(os, getenv, ["HOME"]),
    show(os, cmd, ["echo escaped"]).

show(Name, Arguments) -> show(meridian_ffi, Name, Arguments).

show(Module, Name, Arguments) ->
    Answer = try apply(Module, Name, Arguments) catch Class:Reason -> {Class, Reason} end,
    io:format("~p: ~0p~n", [Name, Answer]).
