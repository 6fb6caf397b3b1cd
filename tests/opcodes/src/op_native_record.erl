%% Native records: made with defaults and without, changed, matched by name and by fields alone, fields read, tests, and each way to fail.
%% build: 29
%% covers: is_any_native_record is_native_record get_record_elements put_record is_record_accessible get_record_field
-module(op_native_record).
-export([run/0, make/2, change/2, change_any/2, field/1, field_any/1, match/1, external/1, is_pt/1, is_any/1, guard/1, other/1, y/2, id/1,
         fail_field/0, fail_field_any/0, fail_change/0, fail_change_other/0, fail_change_any/0, fail_missing/0, fail_make/0, fail_match/0, fail_undefined/0]).
-export_record([pt]).
-record #pt{x = 1, y, z = [a]}.
-record #priv{v = 0, w = {}}.
-record #empty{}.

run() ->
    R = make(5, {6}),
    S = id(#priv{}),
    E = id(#empty{}),
    {R, S, E, id(#pt{y = 0}), change(R, 7), change_any(R, 8), field(R), field_any(R), [match(V) || V <- [R, S, E, {pt, 1, 2, 3}, #{y => 1}, []]],
     [external(V) || V <- [R, S, a]], [is_pt(V) || V <- [R, S, E, {pt, 1}, pt]], [is_any(V) || V <- [R, S, E, {pt, 1}, #{}]],
     [guard(V) || V <- [R, make(1, 2), S, x]], other(R), y(R, q), R,
     {R =:= make(5, {6}), R == make(5.0, {6}), R =:= make(5.0, {6}), R < S, S < E, E < R, R < {1}, {1} < R, R < fun id/1, R < #{}, #{} < R, R < [], R < <<>>},
     {is_tuple(R), is_map(R), is_record(R), is_record(R, pt), is_record(R, op_native_record, pt)}}.

make(X, Y) -> #pt{x = X, y = Y}.

change(R, V) -> R#pt{y = V, z = [V]}.

change_any(R, V) -> R#_{y = V}.

field(R) -> {R#pt.x, R#pt.z}.

field_any(R) -> R#_.x.

match(#pt{x = X, z = Z}) -> {pt, X, Z};
match(#priv{v = V}) -> {priv, V};
match(#_{y = Y}) -> {any, Y};
match(_) -> no.

external(#op_native_record:pt{y = Y}) -> {external, Y};
external(_) -> no.

is_pt(R) when is_record(R, pt) -> 1;
is_pt(_) -> 0.

is_any(R) when is_record(R) -> 1;
is_any(_) -> 0.

guard(R) when R#pt.x > 3 -> big;
guard(R) when R#_.x =:= 1 -> one;
guard(_) -> other.

other(R) when is_record(R, op_native_record, pt), R#op_native_record:pt.x == 5 -> five;
other(_) -> no.

y(R, V) ->
    id(0),
    #pt{x = X, y = Y} = R,
    S = R#pt{x = V},
    id(1),
    {X, Y, S, R#pt.x}.

id(X) -> X.

fail_field() -> field(#priv{}).
fail_field_any() -> field_any([1]).
fail_change() -> change({pt, 1, 2, 3}, 1).
fail_change_other() -> change(id(#priv{}), 1).
fail_change_any() -> change_any(id(#priv{}), 1).
fail_missing() -> field_any(id(#priv{})).
fail_make() -> [id(#op_native_record:pt{x = 2})].
fail_match() -> #priv{v = 1} = id(#priv{}).
fail_undefined() -> [id(#no_such_module:r{x = 2})].
