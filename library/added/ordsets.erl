%% Of ordsets: map/2, filtermap/2, is_equal/2 (OTP 27).
-module(ordsets).
-export([map/2, filtermap/2, is_equal/2]).

map(Fun, Set) -> lists:usort(lists:map(Fun, Set)).

filtermap(Fun, Set) -> lists:usort(lists:filtermap(Fun, Set)).

is_equal(A, B) -> A == B.
