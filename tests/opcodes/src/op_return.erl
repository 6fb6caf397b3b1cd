%% The least that runs: label, func_info, line, move, return, and a call of a clause that does not exist.
%% covers: label func_info line move return int_code_end
-module(op_return).
-export([run/0, one/1, fail_clause/0, fail_clause2/0, two/2]).

run() -> one(1).

one(1) -> ok.

two(a, [X]) -> X.

fail_clause() -> one(2).

fail_clause2() -> two({b, 1}, "str").
