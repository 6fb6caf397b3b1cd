%% Of sets: maps as the representation where none is asked for (OTP 28), and map/2, filtermap/2 (OTP 27).
-module(sets).
-export([new/0, new/1, from_list/1, from_list/2, union/1, map/2, filtermap/2, is_equal/2]).
-replaces([new/0, new/1, from_list/1, from_list/2, union/1]).

new() -> #{}.

new(Options) ->
    case proplists:get_value(version, Options, 2) of
        1 -> linac_original_new();
        2 -> new()
    end.

from_list(List) -> maps:from_keys(List, []).

from_list(List, Options) ->
    case proplists:get_value(version, Options, 2) of
        1 -> linac_original_from_list(List);
        2 -> from_list(List)
    end.

union([]) -> new();
union(Sets) -> linac_original_union(Sets).

map(Fun, Set) when is_function(Fun, 1) -> linac_like(Set, [Fun(Element) || Element <- sets:to_list(Set)]).

filtermap(Fun, Set) when is_function(Fun, 1) -> linac_like(Set, lists:filtermap(Fun, sets:to_list(Set))).

is_equal(A, B) when is_map(A), is_map(B) -> A =:= B;
is_equal(A, B) -> sets:size(A) =:= sets:size(B) andalso sets:is_subset(A, B).

linac_like(Set, List) when is_map(Set) -> from_list(List);
linac_like(_, List) -> linac_original_from_list(List).
