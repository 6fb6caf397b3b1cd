%% A function that a native library may replace and that runs as it is when none does.
%% build: 25 27 29
%% covers: nif_start
-module(op_nif_start).
-export([run/0, f/1, g/0]).
-nifs([f/1, g/0]).

run() -> {f(1), f({a}), g()}.

f(X) -> [X].

g() -> erlang_version.
