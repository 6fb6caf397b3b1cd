-module(served_statem).
-behaviour(gen_statem).
-export([init/1, callback_mode/0, off/3, on/3]).

init([]) -> {ok, off, 0}.
callback_mode() -> state_functions.

off({call, From}, push, N) -> {next_state, on, N + 1, {reply, From, on}};
off({call, From}, wait, N) -> {keep_state, N, [{reply, From, waiting}, {state_timeout, 1, over}]};
off(state_timeout, over, N) -> {next_state, on, N};
off({call, From}, count, N) -> {keep_state_and_data, {reply, From, N}}.

on({call, From}, push, N) -> {next_state, off, N, {reply, From, off}};
on({call, _}, count, _) -> {keep_state_and_data, postpone}.
