#!/usr/bin/env python3
"""Writes src/ets_cases.erl: calls of ets, right and wrong, on tables of each type."""

import pathlib

TYPES = {
    "set": "[]",
    "ordered": "[ordered_set]",
    "bag": "[bag]",
    "dbag": "[duplicate_bag]",
    "striped": "[public, {write_concurrency, true}]",
    "private": "[private]",
    "keypos": "[{keypos, 2}]",
}
cases = []


def case(name, body):
    cases.append((name, body))


def each(name, body, types=("set", "ordered", "bag", "dbag", "striped")):
    for one in types:
        case(f"{name}_{one}", f"T = full({TYPES[one]}), {body}")


# What a call answers, by class and reason where OTP's own code is Erlang and raises.
def caught(name, body):
    case(name, f"caught(fun() -> {body} end)")


# --- Making tables ---
for i, options in enumerate([
        "[]", "[set]", "[ordered_set]", "[bag]", "[duplicate_bag]", "[public]", "[protected]", "[private]",
        "[named_table]", "[{keypos, 3}]", "[{heir, none}]", "[{heir, self(), x}]", "[{write_concurrency, true}]",
        "[{write_concurrency, auto}]", "[ordered_set, {write_concurrency, true}]", "[{read_concurrency, true}]",
        "[private, {read_concurrency, true}]", "[private, {write_concurrency, true}]", "[compressed]",
        "[{decentralized_counters, true}]", "[{write_concurrency, true}, {decentralized_counters, true}]",
        "[bag, set, public]"]):
    case(f"new_info_{i}", f"T = ets:new(?MODULE:id(tab), {options}), info_of(T)")
for i, (name, options) in enumerate([
        ("1", "[]"), ('"t"', "[]"), ("t", "[foo]"), ("t", "foo"), ("t", "[set | x]"), ("t", "[{keypos, 0}]"),
        ("t", "[{keypos, a}]"), ("t", "[{heir, a, b}]"), ("t", "[{heir, self()} | x]"),
        ("t", "[{write_concurrency, 1}]"), ("t", "[{read_concurrency, auto}]"), ("t", "[{a}]"), ("t", "[1]")]):
    case(f"new_bad_{i}", f"ets:new(?MODULE:id({name}), ?MODULE:id({options}))")
case("new_named", "N = ets:new(?MODULE:id(en), [named_table]), {N, ets:info(en, named_table), ets:whereis(nobody)}")
case("new_named_twice", "ets:new(?MODULE:id(en), [named_table]), ets:new(?MODULE:id(en), [named_table])")
case("new_keypos_large", "T = ets:new(t, [{keypos, 100}]), ets:insert(T, ?MODULE:id({1, 2}))")
case("whereis", "ets:new(?MODULE:id(en), [named_table]), W = ets:whereis(en), {is_reference(W), ets:insert(W, {1}), ets:lookup(en, 1)}")
case("whereis_bad", "ets:whereis(?MODULE:id(1))")
case("all", "T = ets:new(t, []), N = ets:new(en, [named_table]), A = ets:all(), {lists:member(T, A), lists:member(N, A), ets:delete(T), lists:member(T, ets:all())}")

# --- The same of every type ---
each("tab2list", "ets:tab2list(T)")
each("lookup", "[ets:lookup(T, K) || K <- [1, 1.0, b, {7, 8}, <<\"bin\">>, \"str\", 1 bsl 70, none]]")
each("member", "[ets:member(T, K) || K <- [1, 1.0, b, none]]")
each("lookup_element", "[ets:lookup_element(T, K, 2) || K <- [1, b]]")
each("lookup_element_default", "[ets:lookup_element(T, K, 2, none) || K <- [1, nokey]]")
each("lookup_element_key", "ets:lookup_element(T, ?MODULE:id(nokey), 2)")
each("lookup_element_pos", "ets:lookup_element(T, ?MODULE:id(1), 9)")
each("lookup_element_zero", "ets:lookup_element(T, ?MODULE:id(1), 0)")
each("delete", "[ets:delete(T, K) || K <- [1, b, none]] ++ ets:tab2list(T)")
each("delete_object", "[ets:delete_object(T, O) || O <- [{1, one}, {b, other}, {none}]] ++ ets:tab2list(T)")
each("take", "[ets:take(T, K) || K <- [1, b, none]] ++ ets:tab2list(T)")
each("insert_again", "[ets:insert(T, {1, O}) || O <- [x, y, x, one]], ets:lookup(T, 1)")
each("insert_list", "ets:insert(T, [{1, x}, {2, y}, {1, z}]), {ets:lookup(T, 1), ets:info(T, size)}")
each("insert_new", "{ets:insert_new(T, {1, x}), ets:insert_new(T, {new, x}), ets:lookup(T, 1), ets:lookup(T, new)}")
each("insert_new_list", "{ets:insert_new(T, [{new, x}, {1, x}]), ets:lookup(T, new), ets:insert_new(T, [{n1, x}, {n1, y}]), ets:lookup(T, n1)}")
each("insert_new_empty", "{ets:insert_new(T, []), ets:insert(T, [])}")
each("insert_bad_list", "ets:insert(T, ?MODULE:id([{q, x}, foo]))")
each("insert_improper", "ets:insert(T, ?MODULE:id([{q, x} | foo]))")
each("insert_no_tuple", "ets:insert(T, ?MODULE:id(foo))")
each("insert_empty_tuple", "ets:insert(T, ?MODULE:id({}))")
each("delete_all", "{ets:delete_all_objects(T), ets:tab2list(T), ets:info(T, size), ets:first(T)}")
each("walk", "walk(T, ets:first(T))")
each("walk_back", "walk_back(T, ets:last(T))")
each("walk_lookup", "walk_lookup(T, ets:first_lookup(T))")
each("walk_lookup_back", "walk_lookup_back(T, ets:last_lookup(T))")
each("next_missing", "ets:next(T, ?MODULE:id(missing))")
each("prev_missing", "ets:prev(T, ?MODULE:id(missing))")
each("next_lookup_missing", "ets:next_lookup(T, ?MODULE:id(missing))")
each("slot", "[ets:slot(T, I) || I <- lists:seq(0, 4)]")
each("slot_bad", "ets:slot(T, ?MODULE:id(-1))")
each("slot_past", "ets:slot(T, ?MODULE:id(100000))")
each("match", "{ets:match(T, {'$1', '$2'}), ets:match(T, {1, '$1'}), ets:match(T, {'$1', '$1'}), ets:match(T, '_'), ets:match(T, foo)}")
each("match_object", "{ets:match_object(T, {'_', one}), ets:match_object(T, '$1'), ets:match_object(T, {b, '_'})}")
each("match_delete", "{ets:match_delete(T, {b, '_'}), ets:tab2list(T), ets:match_delete(T, '_'), ets:tab2list(T)}")
each("match_chunks", "chunks(ets:match(T, {'$1', '_'}, 2))")
each("match_object_chunks", "chunks(ets:match_object(T, {'$1', '_'}, 3))")
each("select", "ets:select(T, [{{'$1', '$2'}, [{is_atom, '$2'}], [{{'$2', '$1'}}]}])")
each("select_key", "ets:select(T, [{{1, '$2'}, [], ['$2']}, {{b, '$2'}, [], ['$_']}])")
each("select_empty", "{ets:select(T, []), ets:select(T, [], 3), ets:select_count(T, []), ets:select_delete(T, [])}")
each("select_none", "{ets:select(T, [{{none, '_'}, [], [x]}]), ets:select(T, [{foo, [], [x]}]), ets:select(T, [{{none, '_'}, [], [x]}], 1)}")
for n in (1, 2, 3, 5, 100):
    each(f"select_chunks_{n}", f"chunks(ets:select(T, [{{'$1', [], ['$1']}}], {n}))")
each("select_reverse", "ets:select_reverse(T, [{{'$1', '_'}, [], ['$1']}])")
each("select_reverse_chunks", "chunks(ets:select_reverse(T, [{{'$1', '_'}, [], ['$1']}], 2))")
each("select_count", "ets:select_count(T, [{{'$1', '_'}, [{is_integer, '$1'}], [true]}, {'_', [], [false]}])")
each("select_delete", "{ets:select_delete(T, [{{'$1', '_'}, [{is_integer, '$1'}], [true]}]), ets:tab2list(T)}")
each("select_delete_all", "{ets:select_delete(T, [{'_', [], [true]}]), ets:tab2list(T)}")
each("select_replace", "{ets:select_replace(T, [{{'$1', '$2'}, [{is_atom, '$2'}], [{{'$1', {{'$2'}}}}]}]), ets:tab2list(T)}",
     types=("set", "ordered", "dbag", "striped"))
each("select_replace_bad", "ets:select_replace(T, ?MODULE:id([{{'$1', '$2'}, [], [{{'$2', '$1'}}]}]))")
each("select_bad", "ets:select(T, ?MODULE:id(foo))")
each("select_bad_clause", "ets:select(T, ?MODULE:id([foo]))")
each("select_bad_limit", "ets:select(T, [{'_', [], ['$_']}], ?MODULE:id(0))")
each("match_bad_limit", "ets:match(T, '_', ?MODULE:id(a))")
each("fix_delete", "ets:safe_fixtable(T, true), ets:delete(T, 1), R = {ets:info(T, size), ets:lookup(T, 1), ets:tab2list(T), ets:insert(T, {1, back}), ets:lookup(T, 1)}, ets:safe_fixtable(T, false), {R, ets:tab2list(T)}")
each("fix_next", "ets:safe_fixtable(T, true), K = ets:first(T), N = ets:next(T, K), ets:delete(T, K), {K, N =:= ets:next(T, K), ets:first(T) =:= N, ets:info(T, fixed), ets:safe_fixtable(T, false), ets:info(T, fixed)}")
each("fix_delete_all", "ets:safe_fixtable(T, true), ets:delete_all_objects(T), R = {ets:info(T, size), ets:tab2list(T)}, ets:insert(T, {1, again}), ets:safe_fixtable(T, false), {R, ets:tab2list(T)}")
each("fix_info", "ets:safe_fixtable(T, true), ets:safe_fixtable(T, true), {_, L} = ets:info(T, safe_fixed_monotonic_time), [{P, 2}] = L, P =:= self()")
each("fix_bad", "ets:safe_fixtable(T, ?MODULE:id(foo))")
each("many", "[ets:insert(T, {I, I * 2}) || I <- lists:seq(1, 1500)], L = ets:tab2list(T), {length(L), ets:info(T, size), erlang:phash2(L), lists:sublist(L, 20), ets:first(T), ets:last(T)}")
each("many_gone", "[ets:insert(T, {I, I * 2}) || I <- lists:seq(1, 6000)], [ets:delete(T, I) || I <- lists:seq(1, 5900)], L = ets:tab2list(T), {length(L), erlang:phash2(L), lists:sublist(L, 20)}")
each("many_count", "[ets:insert(T, {I, I * 2}) || I <- lists:seq(1, 5000)], {ets:select_count(T, [{{'$1', '_'}, [{'>', '$1', 100}, {is_integer, '$1'}], [true]}]), ets:select_delete(T, [{{'$1', '_'}, [{'<', '$1', 4990}, {is_integer, '$1'}], [true]}]), ets:tab2list(T)}")
each("large_binary", "B = binary:copy(<<\"0123456789\">>, 100), ets:insert(T, {B, B, [B]}), [{X, Y, [Z]}] = ets:lookup(T, B), {X =:= B, Y =:= Z, byte_size(Z), ets:delete(T, B), ets:lookup(T, B)}")
each("info_size", "{ets:info(T, size), ets:info(T, type), ets:info(T, foo_) =:= x}")
each("rename", "{ets:rename(T, other) =:= T, ets:info(T, name)}")
each("rename_bad", "ets:rename(T, ?MODULE:id(1))")

# --- Counters and elements ---
for i, op in enumerate(["1", "-1", "1 bsl 70", "{2, 5}", "{2, 5, 4, 0}", "{2, 5, 100, 0}", "{2, -5, 0, 100}", "{2, -1, 0, 9}",
                        "{2, 0, 0, 9}", "{2, 0, 1, 9}", "[{2, 1}, {2, 2}, {3, 3}]", "[]", "{3, 1 bsl 80, 1 bsl 79, 7}",
                        "x", "1.0", "{1, 1}", "{9, 1}", "{0, 1}", "{2, x}", "{2, 1, 2}", "{2, 1, x, 1}", "{2, 1, 1, x}",
                        "[{2, 1}, {9, 1}]", "[{2, 1} | x]", "[x]", "[1]", "{x, 1}"]):
    for one in ("set", "ordered", "striped"):
        case(f"counter_{i}_{one}", f"T = counters({TYPES[one]}), ets:update_counter(T, a, ?MODULE:id({op}))")
    case(f"counter_default_{i}", f"T = counters([]), R = ets:update_counter(T, new, ?MODULE:id({op}), {{k, 1, 2}}), {{R, ets:lookup(T, new)}}")
    case(f"counter_missing_{i}", f"T = counters([]), ets:update_counter(T, nokey, ?MODULE:id({op}))")
for i, default in enumerate(["{}", "{q}", "x", "{q, x}", "[]"]):
    case(f"counter_bad_default_{i}", f"T = counters([]), ets:update_counter(T, new, 1, ?MODULE:id({default}))")
    case(f"element_bad_default_{i}", f"T = counters([]), {{ets:update_element(T, new, {{2, v}}, ?MODULE:id({default})), ets:lookup(T, new)}}")
case("counter_not_integer", "T = counters([]), ets:update_counter(T, f, ?MODULE:id(1))")
case("counter_unchanged", "T = counters([]), caught(fun() -> ets:update_counter(T, a, [{2, 5}, {9, 1}]) end), ets:lookup(T, a)")
case("counter_bag", "T = counters([bag]), ets:update_counter(T, a, ?MODULE:id(1))")
case("counter_big", "T = counters([]), [ets:update_counter(T, a, X) || X <- [1 bsl 59, 1 bsl 60, -(1 bsl 61), 1 bsl 100, -(1 bsl 100)]]")
case("counter_float_key", "T = counters([ordered_set]), ets:insert(T, {1, 1}), {ets:update_counter(T, 1.0, 1), ets:lookup(T, 1)}")
for i, spec in enumerate(["{2, x}", "{3, [a, {b}]}", "[{2, x}, {3, y}]", "[]", "[{2, x}, {2, y}]", "{1, x}", "{9, x}", "{0, x}", "x",
                          "{2, x, y}", "[{2, x} | y]", "{x, y}", "{1 bsl 70, x}"]):
    case(f"element_{i}", f"T = counters([]), {{ets:update_element(T, a, ?MODULE:id({spec})), ets:lookup(T, a)}}")
    case(f"element_missing_{i}", f"T = counters([]), ets:update_element(T, nokey, ?MODULE:id({spec}))")
    case(f"element_default_{i}", f"T = counters([]), {{ets:update_element(T, new, ?MODULE:id({spec}), {{k, 1, 2}}), ets:lookup(T, new)}}")
case("element_bag", "T = counters([bag]), ets:update_element(T, a, ?MODULE:id({2, x}))")

# --- Tables that are not there, and no tables ---
CALLS = ["insert(T, {1})", "insert_new(T, {1})", "lookup(T, 1)", "member(T, 1)", "lookup_element(T, 1, 1)", "delete(T)",
         "delete(T, 1)", "delete_object(T, {1})", "take(T, 1)", "first(T)", "last(T)", "next(T, 1)", "prev(T, 1)", "slot(T, 0)",
         "match(T, '_')", "match_object(T, '_')", "select(T, [{'_', [], ['$_']}])", "select_count(T, [{'_', [], [true]}])",
         "select_replace(T, [{'_', [], ['$_']}])", "update_counter(T, 1, 1)", "update_element(T, 1, {2, 1})",
         "safe_fixtable(T, true)", "rename(T, x)", "setopts(T, {heir, none})", "give_away(T, self(), x)",
         "match(T, '_', 1)", "select(T, [{'_', [], ['$_']}], 1)", "select_reverse(T, [{'_', [], ['$_']}])"]
for i, call in enumerate(CALLS):
    case(f"dead_{i}", f"T = dead(), ets:{call}")
    case(f"no_name_{i}", f"T = ?MODULE:id(no_such_table), ets:{call}")
    case(f"no_table_{i}", f"T = ?MODULE:id(\"text\"), ets:{call}")
    case(f"no_reference_{i}", f"T = ?MODULE:id(make_ref()), ets:{call}")
    case(f"others_private_{i}", f"with_other([private], fun(T) -> ets:{call} end)")
    case(f"others_protected_{i}", f"with_other([protected], fun(T) -> ets:{call} end)")
for i, call in enumerate(["tab2list(T)", "delete_all_objects(T)", "match_delete(T, '_')", "select_delete(T, [{'_', [], [true]}])",
                          "select_delete(T, [{{1}, [], [true]}])"]):
    caught(f"caught_dead_{i}", f"T = dead(), ets:{call}")
    caught(f"caught_type_{i}", f"T = ?MODULE:id(1), ets:{call}")
case("dead_info", "T = dead(), {ets:info(T), ets:info(T, size), ets:info(T, foo), ets:info(no_such_table)}")
case("info_type", "ets:info(?MODULE:id(1), size)")
case("info_1_type", "ets:info(?MODULE:id([]))")
case("info_bad", "T = full([]), ets:info(T, ?MODULE:id(foo))")
case("info_number", "T = full([]), ets:info(T, ?MODULE:id(1))")

# --- Owners and heirs ---
case("owner_end", "P = spawn_table([]), T = get_table(P), stop(P), ets:info(T)")
case("owner_end_named", "P = spawn_table([named_table]), get_table(P), stop(P), {ets:whereis(tab), ets:new(tab, [named_table])}")
case("owner_killed", "P = spawn_table([public]), T = get_table(P), ets:insert(T, {1, 2}), R = monitor(process, P), exit(P, kill), receive {'DOWN', R, _, _, W} -> {W, ets:info(T)} end")
case("heir", "P = spawn_table([{heir, self(), gift}]), T = get_table(P), stop(P), receive {'ETS-TRANSFER', T, P, D} -> {D, ets:info(T, owner) =:= self(), ets:info(T, heir), ets:tab2list(T)} end")
case("heir_named", "P = spawn_table([named_table, {heir, self(), [{gift}]}]), get_table(P), stop(P), receive {'ETS-TRANSFER', T, P, D} -> {T, D, ets:insert(T, {2})} end")
case("heir_silent", "P = spawn_table([{heir, self()}]), T = get_table(P), stop(P), receive X -> X after 50 -> ets:info(T, owner) =:= self() end")
case("heir_dead", "D = spawn(fun() -> ok end), wait_dead(D), P = spawn_table([{heir, D, x}]), T = get_table(P), stop(P), ets:info(T)")
case("heir_setopts", "Me = self(), T = ets:new(t, [{heir, Me, x}]), {ets:info(T, heir) =:= Me, ets:setopts(T, {heir, none}), ets:info(T, heir), ets:setopts(T, [{heir, Me, y}]), ets:info(T, heir) =:= Me}")
case("setopts_protection", "T = full([]), {ets:setopts(T, {protection, private}), ets:info(T, protection), ets:setopts(T, [{protection, public}]), ets:info(T, protection), ets:setopts(T, [])}")
for i, options in enumerate(["foo", "[foo]", "[{heir, a, b}]", "{heir}", "{protection, foo}", "[{heir, none} | x]", "[{heir, none}, {heir, none}]", "{keypos, 2}"]):
    case(f"setopts_bad_{i}", f"T = full([]), ets:setopts(T, ?MODULE:id({options}))")
case("give_away", "P = spawn_taker(self()), T = full([]), ets:give_away(T, P, [gift, {1}]), receive {P, M} -> {element(1, M), element(2, M) =:= T, element(3, M) =:= self(), element(4, M), ets:info(T, owner) =:= P} end")
case("give_away_self", "T = full([]), ets:give_away(T, self(), x)")
case("give_away_no_pid", "T = full([]), ets:give_away(T, ?MODULE:id(foo), x)")
case("give_away_dead", "D = spawn(fun() -> ok end), wait_dead(D), T = full([]), ets:give_away(T, D, x)")
case("fix_of_dead", "T = full([public]), P = spawn(fun() -> ets:safe_fixtable(T, true) end), wait_dead(P), ets:info(T, fixed)")
case("rename_named", "ets:new(en, [named_table]), R = ets:rename(en, en2), {R, ets:whereis(en), ets:info(en2, name), ets:insert(en2, {1})}")
case("rename_taken", "ets:new(en, [named_table]), ets:new(en2, [named_table]), ets:rename(en, ?MODULE:id(en2))")
case("delete_named", "ets:new(en, [named_table]), ets:delete(en), ets:new(en, [named_table])")
case("delete_twice", "T = full([]), ets:delete(T), ets:delete(T)")
case("private_other_info", "with_other([private], fun(T) -> {ets:info(T, size), ets:info(T, protection)} end)")
case("public_other", "with_other([public], fun(T) -> {ets:insert(T, {k, v}), ets:lookup(T, k), ets:delete(T), ets:info(T)} end)")

# --- Match specifications ---
HEADS = ["'_'", "'$1'", "{'$1', '$2', '$3'}", "{'$1', '$1', '_'}", "{1, '_', '_'}", "{1.0, '_', '_'}", "{'_', '_'}", "{'$3', '$1', '$2'}",
         "{1, 2, #{a => '$1'}}", "{1, 2, #{a => '$1', zz => 2}}", "{1, 2, #{}}", "foo", "[]", "['$1' | '$2']", "{'$01', 2, '_'}",
         "{1, [], '_'}", "{'_', '_', '_', '_'}", "#{'$1' => 1}", "#{'_' => 1}"]
for i, head in enumerate(HEADS):
    case(f"ms_head_{i}", f"erlang:match_spec_test({{1, 2, #{{a => b, c => d}}}}, ?MODULE:id([{{{head}, [], ['$$']}}]), table)")
EXPRESSIONS = [
    "'$1'", "'$_'", "'$$'", "'$9'", "'_'", "x", "{const, {a, b}}", "{const, '$1'}", "{{}}", "{{'$1'}}", "{{'$1', {{'$2', x}}}}", "{}",
    "{'$1'}", "{1, 2}", "{foo, 1}", "['$1', x | '$2']", "[a, {b}]", "#{a => '$1', b => {{'$2'}}}", "#{a => {b}}", "{'+', '$1', 1}",
    "{'+', '$1'}", "{'-', '$1'}", "{'-', '$1', 1 bsl 70}", "{'*', '$1', 2.5}", "{'/', '$1', 2}", "{'/', '$1', 0}", "{'div', 7, '$2'}",
    "{'rem', 7, '$2'}", "{'div', 7, 0}", "{'band', 7, '$2'}", "{'bor', 8, '$2'}", "{'bxor', 7, '$2'}", "{'bnot', '$2'}", "{'bsl', 1, 70}",
    "{'bsr', 1024, '$2'}", "{'>', '$1', '$2'}", "{'>=', '$1', 1.0}", "{'<', '$1', '$2'}", "{'=<', '$1', a}", "{'==', '$1', 1.0}",
    "{'=:=', '$1', 1.0}", "{'/=', '$1', 1.0}", "{'=/=', '$1', 1.0}", "{'and', true, false}", "{'and', true, 5}", "{'and', false, 5}",
    "{'and', true}", "{'and'}", "{'or', true, 5}", "{'or', false, true, false}", "{'not', true}", "{'not', 1}", "{'xor', true, false}",
    "{'xor', true, 1}", "{'andalso', true, 5}", "{'andalso', false, {hd, x}}", "{'andalso', 5, true}", "{'andalso'}",
    "{'orelse', false, 5}", "{'orelse', true, {hd, x}}", "{'orelse', 5, true}", "{andthen, true, true, x}", "{self, 1}", "{node}",
    "{abs, -5}", "{abs, a}", "{element, 2, '$_'}", "{element, 9, '$_'}", "{element, a, '$_'}", "{hd, [1]}", "{hd, []}", "{tl, [1, 2]}",
    "{length, [1, 2]}", "{length, [1 | 2]}", "{size, '$_'}", "{size, <<1, 2, 3:4>>}", "{tuple_size, '$_'}", "{tuple_size, x}",
    "{byte_size, <<1, 2, 3:4>>}", "{bit_size, <<1, 2, 3:4>>}", "{map_size, '$3'}", "{map_size, x}", "{map_get, a, '$3'}",
    "{map_get, zz, '$3'}", "{is_map_key, a, '$3'}", "{is_map_key, a, x}", "{round, 2.5}", "{trunc, -2.5}", "{floor, -2.5}", "{ceil, 2.1}",
    "{float, 3}", "{float, a}", "{max, 1, 1.0}", "{min, 1, 1.0}", "{max, a, '$1'}", "{binary_part, <<1, 2, 3>>, 1, 2}",
    "{binary_part, <<1, 2, 3>>, {{3, -2}}}", "{binary_part, <<1, 2, 3>>, 2, 2}", "{is_atom, a}", "{is_float, 1.0}", "{is_integer, '$1'}",
    "{is_integer, '$1', 0, 5}", "{is_integer, '$1', 2, 5}", "{is_integer, '$1', a, 5}", "{is_list, '$1'}", "{is_number, '$1'}",
    "{is_pid, {self}}", "{is_port, x}", "{is_reference, x}", "{is_tuple, '$_'}", "{is_map, '$3'}", "{is_binary, <<1:3>>}",
    "{is_bitstring, <<1:3>>}", "{is_boolean, true}", "{is_function, x}", "{is_function, x, 1}", "{is_function, x, -1}",
    "{is_record, '$_', 1, 3}", "{is_record, {{rec, 1}}, rec, 2}", "{is_record, {{rec, 1}}, rec, 3}", "{is_record, x, rec, y}",
    "{is_atom}", "{is_atom, 1, 2}", "{message, 1}", "{set_tcw, 1}", "{get_tcw}", "{const, 1, 2}", "{const}", "{display, x}",
    "{{a, {hd, x}, '$1'}}", "[{hd, x}]"]
for i, one in enumerate(EXPRESSIONS):
    case(f"ms_body_{i}", f"erlang:match_spec_test({{1, 2, #{{a => b}}}}, ?MODULE:id([{{{{'$1', '$2', '$3'}}, [], [{one}]}}]), table)")
    case(f"ms_guard_{i}", f"erlang:match_spec_test({{1, 2, #{{a => b}}}}, ?MODULE:id([{{{{'$1', '$2', '$3'}}, [{one}], [yes]}}]), table)")
for i, spec in enumerate(["foo", "[]", "[foo]", "[{a, b}]", "[{'_', [], [x]} | y]", "[{'_', foo, [x]}]", "[{'_', [], foo}]", "[{'_', [], []}]",
                          "[{'_', [], [x | y]}]", "[{'_', [true | x], [x]}]", "[{'_', [], [a, b]}]", "[{'_', [true, false], [a]}, {'_', [], [b]}]",
                          "[{'_', [{a, '$1'}, {b}], [{'$2'}, '$3']}]", "[{'$1', [], ['$01']}]"]):
    case(f"ms_spec_{i}", f"erlang:match_spec_test({{1, 2}}, ?MODULE:id({spec}), table)")
    case(f"ms_test_{i}", f"ets:test_ms({{1, 2}}, ?MODULE:id({spec}))")
    case(f"ms_compile_{i}", f"ets:is_compiled_ms(ets:match_spec_compile(?MODULE:id({spec})))")
case("ms_run", "M = ets:match_spec_compile([{{'$1', '$2'}, [{'>', '$1', 1}], ['$2']}]), {ets:match_spec_run([{1, a}, {2, b}, x, {3, c}], M), ets:match_spec_run([], M), ets:is_compiled_ms(foo)}")
case("ms_run_r", "M = ets:match_spec_compile([{'$1', [], ['$1']}]), ets:match_spec_run_r([1, 2, {x, [y]}], M, [end_of_it])")
case("ms_run_r_bad", "ets:match_spec_run_r([1], ?MODULE:id(foo), [])")
case("ms_run_r_improper", "M = ets:match_spec_compile([{'$1', [], ['$1']}]), ets:match_spec_run_r(?MODULE:id([1 | 2]), M, [])")
caught("ms_run_bad", "ets:match_spec_run([1], ?MODULE:id(foo))")
case("ms_long_list", "L = lists:seq(1, 20000), [{{x, R}}] = ets:match_spec_run([{x, L}], ets:match_spec_compile([{{'$1', '$2'}, [], [{{{{'$1', '$2'}}}}]}])), R =:= L")
case("ms_deep", "D = deep(20000, []), R = ets:match_spec_run([D], ets:match_spec_compile([{D, [], ['$_']}])), R =:= [D]")
case("continuation_bad", "ets:select(?MODULE:id(foo))")
case("continuation_bad_tuple", "ets:select(?MODULE:id({1, 2, 3}))")
case("continuation_end", "{ets:select('$end_of_table'), ets:match('$end_of_table'), ets:match_object('$end_of_table'), ets:select_reverse('$end_of_table')}")
case("continuation_dead", "T = full([]), {_, C} = ets:select(T, [{'_', [], ['$_']}], 1), ets:delete(T), ets:select(C)")
case("continuation_change", "T = full([ordered_set]), {A, C} = ets:select(T, [{'_', [], ['$_']}], 2), ets:delete(T, element(1, lists:last(A))), ets:insert(T, {0, new}), {A, chunks(ets:select(C))}")
case("spec_test_type", "erlang:match_spec_test(x, [{'_', [], [x]}], ?MODULE:id(foo))")

# --- Many processes ---
case("many_writers", "T = ets:new(t, [public, {write_concurrency, true}]), L = workers(4, fun(N) -> [ets:insert(T, {{N, I}, I}) || I <- lists:seq(1, 500)] end), {length(L), ets:info(T, size), lists:sum([V || {_, V} <- ets:tab2list(T)])}")
case("many_counters", "T = ets:new(t, [public]), ets:insert(T, {c, 0}), workers(4, fun(_) -> [ets:update_counter(T, c, 1) || _ <- lists:seq(1, 1000)] end), ets:lookup(T, c)")
case("many_counters_striped", "T = ets:new(t, [public, {write_concurrency, true}]), workers(4, fun(N) -> [ets:update_counter(T, {c, I rem 7}, 1, {x, 0}) || I <- lists:seq(N, 1000)] end), lists:sort(ets:tab2list(T)) =:= lists:keysort(1, ets:tab2list(T))")
case("many_deleters", "T = full([public, bag]), [ets:insert(T, {I, I}) || I <- lists:seq(1, 2000)], workers(4, fun(N) -> [ets:delete(T, I) || I <- lists:seq(N, 2000, 4)] end), lists:sort(ets:tab2list(T))")
case("many_walkers", "T = ets:new(t, [public, {write_concurrency, true}]), [ets:insert(T, {I, 0}) || I <- lists:seq(1, 3000)], workers(4, fun(N) -> case N rem 2 of 0 -> 3000 = ets:select_count(T, [{{'$1', '_'}, [{'>', '$1', 0}, {'=<', '$1', 3000}], [true]}]); _ -> [begin ets:insert(T, {I + N * 10000, 1}), ets:delete(T, I + N * 10000) end || I <- lists:seq(1, 1000)] end end), ets:info(T, size)")

HELPERS = r'''
id(X) -> X.

full(Options) ->
    T = ets:new(tab, Options),
    ets:insert(T, [{1, one}, {b, 2}, {{7, 8}, [1, 2]}, {<<"bin">>, 1.5}, {"str", <<"v">>}, {1 bsl 70, big},
                   {2, two}, {b, other}, {3.5, f}, {[], nil}]),
    T.

counters(Options) ->
    T = ets:new(tab, Options),
    ets:insert(T, [{a, 1, 2}, {f, 1.5, x}, {n}]),
    T.

dead() ->
    T = ets:new(tab, []),
    ets:delete(T),
    ?MODULE:id(T).

info_of(T) -> [{K, V} || {K, V} <- ets:info(T), K =/= memory, K =/= id, K =/= owner, K =/= heir].

caught(F) ->
    try F() catch C:R -> {C, R} end.

walk(_, '$end_of_table') -> [];
walk(T, K) -> [K | walk(T, ets:next(T, K))].

walk_back(_, '$end_of_table') -> [];
walk_back(T, K) -> [K | walk_back(T, ets:prev(T, K))].

walk_lookup(_, '$end_of_table') -> [];
walk_lookup(T, {K, O}) -> [{K, O} | walk_lookup(T, ets:next_lookup(T, K))].

walk_lookup_back(_, '$end_of_table') -> [];
walk_lookup_back(T, {K, O}) -> [{K, O} | walk_lookup_back(T, ets:prev_lookup(T, K))].

chunks('$end_of_table') -> ['$end_of_table'];
chunks({L, C}) -> [L | chunks(ets:select(C))].

deep(0, D) -> D;
deep(N, D) -> deep(N - 1, {x, [D]}).

%% Calls F with a table that another process owns.
with_other(Options, F) ->
    P = spawn_table(Options),
    T = get_table(P),
    R = try F(T) catch C:E -> {C, E} end,
    stop(P),
    R.

spawn_table(Options) ->
    Me = self(),
    spawn(fun() ->
                  T = ets:new(tab, Options),
                  ets:insert(T, {1, of_owner}),
                  Me ! {self(), T},
                  receive stop -> ok end
          end).

get_table(P) -> receive {P, T} -> T end.

stop(P) ->
    P ! stop,
    wait_dead(P).

wait_dead(P) ->
    R = monitor(process, P),
    receive {'DOWN', R, _, _, _} -> ok end.

spawn_taker(To) ->
    spawn(fun() ->
                  receive M -> To ! {self(), M} end,
                  receive stop -> ok end
          end).

workers(Count, F) ->
    Me = self(),
    Ps = [spawn(fun() -> F(N), Me ! {done, self()} end) || N <- lists:seq(1, Count)],
    [receive {done, P} -> N end || {N, P} <- lists:zip(lists:seq(1, Count), Ps)].
'''


def main():
    out = ["%% Generated by generate/ets_cases.py. Tables: each call, right and wrong, on each type.", "-module(ets_cases).", "-export([id/1]).", "-export(["]
    names = [f"t_{name}/0" for name, _ in cases]
    assert len(set(names)) == len(names)
    out.append(",\n".join("         " + n for n in names))
    out.append("        ]).")
    for name, body in cases:
        out.append(f"\nt_{name}() ->\n    {body}.")
    out.append(HELPERS)
    path = pathlib.Path(__file__).resolve().parent.parent / "src" / "ets_cases.erl"
    path.write_text("\n".join(out))
    print(len(cases), "cases")


if __name__ == "__main__":
    main()
