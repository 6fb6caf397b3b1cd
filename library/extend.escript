%% extend.escript OUTPUT OTP_BEAM SOURCE: Erlang's module with the functions of SOURCE that it lacks.
%%
%% SOURCE has the module's name, and functions that newer releases of Erlang added. What it exports and
%% OTP_BEAM exports already is left out, unless an attribute -replaces([Function/Arity]) names it. A
%% function of the module that is replaced, or is a helper with the name of one that is added, goes on
%% as linac_original_NAME, which the module itself calls; one that -overrides names is gone. -unless(NAME): where
%% the module has a function of that name, it can do without all of SOURCE. OTP_BEAM is read by the forms
%% that it was compiled from (debug_info).
%%
%% -characters_in_guards(true): where a guard of the module compares a variable with a character, or asks whether it
%% is less than 128 or 256, it has to be a natural number as well. OTP 27 and later ask so; before that -1 and 1.5
%% pass for characters.
-mode(compile).

main([Output, Otp, Source]) ->
    {ok, {Module, [{abstract_code, Code}]}} = beam_lib:chunks(Otp, [abstract_code]),
    {ok, Read} = epp:parse_file(Source, []),
    case [Form || {error, _} = Form <- Read] of
        [] -> ok;
        Errors -> fails(Source, Errors)
    end,
    Added = [Form || Form <- Read, element(1, Form) =/= eof],
    Forms = case Code of
                {raw_abstract_v1, Original} ->
                    case is_needed(Original, Added) of
                        true -> extend(Module, Original, Added, Source);
                        false -> Original
                    end;
                _ -> fails(Otp, "it has no debug_info; install an Erlang that has")
            end,
    case compile:forms(Forms, [deterministic, return_errors, nowarn_unused_function]) of
        {ok, Module, Beam} -> ok = file:write_file(Output, Beam);
        {error, Faults, _} -> fails(Source, Faults)
    end.

is_needed(Original, Added) ->
    [] =:= [Name || {attribute, _, unless, Name} <- Added, {function, _, Has, _, _} <- Original,
                    Has =:= Name].

extend(Module, Original, Added, Source) ->
    Module = attribute(module, Added, Source),
    Has = [{Name, Arity} || {function, _, Name, Arity, _} <- Original],
    HasExports = lists:append([Names || {attribute, _, export, Names} <- Original]),
    Replaced = lists:append([Names || {attribute, _, replaces, Names} <- Added]),
    Overridden = lists:append([Names || {attribute, _, overrides, Names} <- Added]),
    Exports = lists:append([Names || {attribute, _, export, Names} <- Added]),
    Skipped = [Name || Name <- Exports -- (Replaced ++ Overridden), lists:member(Name, HasExports)],
    Taken = [Form || {function, _, Name, Arity, _} = Form <- Added,
                     not lists:member({Name, Arity}, Skipped)],
    Renamed = [{Name, Arity} || {function, _, Name, Arity, _} <- Taken,
                                lists:member({Name, Arity}, Has)] -- Overridden,
    case Renamed -- Exports of
        [] -> ok;
        Clashes -> fails(Source, {"these helpers are functions of the module already", Clashes})
    end,
    Gone = Renamed ++ Overridden,
    {Head, Functions} = lists:splitwith(fun(Form) -> element(1, Form) =/= function end, Original),
    Kept = [rename(Form, Renamed) || Form <- Functions, element(1, Form) =/= eof,
                                              not is_function_of(Form, Overridden)],
    Head1 = [Form || Form <- Head, not is_spec_of(Form, Gone)],
    Kept1 = stricter([Form || Form <- Kept, not is_spec_of(Form, Gone)],
                     [true || {attribute, _, characters_in_guards, true} <- Added]),
    New = Exports -- (Skipped ++ HasExports),
    Head1 ++ [{attribute, 0, export, New}] ++ Kept1 ++
        [{attribute, 0, file, {"linac/" ++ filename:basename(Source), 0}}] ++ Taken.

is_function_of({function, _, Name, Arity, _}, Names) -> lists:member({Name, Arity}, Names);
is_function_of(_, _) -> false.

is_spec_of({attribute, _, spec, {Name, _}}, Names) -> lists:member(Name, Names);
is_spec_of(_, _) -> false.

%% The form with these functions and the calls of them inside the module by their other names.
rename({function, Place, Name, Arity, Clauses}, Names) ->
    {function, Place, other_name(Name, Arity, Names), Arity, rename(Clauses, Names)};
rename({call, Place, {atom, At, Name}, Arguments}, Names) ->
    {call, Place, {atom, At, other_name(Name, length(Arguments), Names)},
     rename(Arguments, Names)};
rename({'fun', Place, {function, Name, Arity}}, Names) ->
    {'fun', Place, {function, other_name(Name, Arity, Names), Arity}};
rename([First | Rest], Names) -> [rename(First, Names) | rename(Rest, Names)];
rename(Form, Names) when is_tuple(Form) ->
    list_to_tuple(rename(tuple_to_list(Form), Names));
rename(Other, _) -> Other.

other_name(Name, Arity, Names) ->
    case lists:member({Name, Arity}, Names) of
        true -> list_to_atom("linac_original_" ++ atom_to_list(Name));
        false -> Name
    end.

stricter(Forms, []) -> Forms;
stricter({clause, Place, Patterns, Guards, Body}, Wanted) ->
    {clause, Place, Patterns, [lists:flatmap(fun character_test/1, Tests) || Tests <- Guards],
     stricter(Body, Wanted)};
stricter([First | Rest], Wanted) -> [stricter(First, Wanted) | stricter(Rest, Wanted)];
stricter(Form, Wanted) when is_tuple(Form) ->
    list_to_tuple(stricter(tuple_to_list(Form), Wanted));
stricter(Other, _) -> Other.

character_test({op, _, '<', {var, _, _} = Var, {integer, _, Limit}} = Test)
  when Limit =:= 128; Limit =:= 256 ->
    natural(Var) ++ [Test];
character_test({op, _, '=<', {char, _, _}, {var, _, _} = Var} = Test) -> natural(Var) ++ [Test];
character_test({op, _, '=<', {var, _, _} = Var, {char, _, _}} = Test) -> natural(Var) ++ [Test];
character_test(Test) -> [Test].

natural({var, Place, _} = Var) ->
    [{call, Place, {atom, Place, is_integer}, [Var]}, {op, Place, '>=', Var, {integer, Place, 0}}].

attribute(Name, Forms, Source) ->
    case [Value || {attribute, _, Found, Value} <- Forms, Found =:= Name] of
        [Value] -> Value;
        _ -> fails(Source, {"it needs one attribute", Name})
    end.

fails(File, Why) ->
    io:format(standard_error, "~ts: ~tp~n", [File, Why]),
    halt(1).
