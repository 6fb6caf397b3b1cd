%% A record operation on a value that is not that record.
%% build: 25 27 29
%% covers: badrecord
-module(op_badrecord).
-export([run/0, get/1, set/2, id/1, fail_get/0, fail_set/0, fail_size/0]).
-record(r, {a = 1, b}).
-compile({no_auto_import, [get/1]}).

run() -> {get(#r{b = 2}), set(#r{b = 3}, x)}.

get(R) -> {R#r.a, R#r.b}.

set(R, V) -> R#r{b = V}.

id(X) -> X.

fail_get() -> get({s, 1, 2}).

fail_set() -> set([no], 1).

fail_size() -> get(id({r, 1})).
