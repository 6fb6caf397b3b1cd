"""A whole module: functions, the calls that try them, and what runs and prints these.

Some of the functions may stand in a second module, for calls and inlining across modules.

The module prints its values itself, so that only arithmetic, matching and integer_to_list have to
agree for the outputs to agree: floats as their 64 bits, bitstrings as hex, maps sorted, funs by arity,
pids and references as words; of stack traces module, function, arity or arguments, and line.

A case calls a function with some arguments; each case runs once, then as often again as `rounds`
says, for what a VM does with hot code; the outcomes of all rounds have to be equal, and the first
one's and any other one's text is printed.
"""

import random
import re

import values
from bits import Bits
from data import Data
from expressions import Expressions
from maker import Scope
from shapes import Shapes
from tree import text_of
from values import kind

SHAPES = {"plain": 6, "clauses": 5, "tail_loop": 6, "counted_up": 2, "mutual": 2, "deep": 2,
          "two_calls": 1, "tree": 1, "list_walk": 3, "list_body": 2, "bits_walk": 3, "server": 0.7,
          "ping_pong": 0.5, "ends": 0.7}

HELPERS = """\
id(X) -> X.

cap_int(X) -> X rem 1267650600228229401496703205376.

cap_num(X) when is_integer(X) -> X rem 1152921504606846976000003;
cap_num(X) -> X.

cap_list(L) -> cap_list(40, L).

cap_list(N, [X | T]) when N > 0 -> [X | cap_list(N - 1, T)];
cap_list(_, _) -> [].

cap_bits(<<B:800/bits, _/bits>>) -> B;
cap_bits(B) -> B.

cap_str(B) -> cap_str(B, B, 30, 0).

cap_str(B, <<_/utf8, T/binary>>, N, _) when N > 0 -> cap_str(B, T, N - 1, byte_size(B) - byte_size(T));
cap_str(B, _, _, Size) -> <<Prefix:Size/binary, _/binary>> = B, Prefix.

h_map(_, []) -> [];
h_map(F, [X | T]) -> [F(X) | h_map(F, T)].

h_filter(P, L) -> [X || X <- L, P(X)].

h_foldl(_, A, []) -> A;
h_foldl(F, A, [X | T]) -> h_foldl(F, F(X, A), T).

h_foldr(_, A, []) -> A;
h_foldr(F, A, [X | T]) -> F(X, h_foldr(F, A, T)).
"""

# What is printed of a stack trace. Lines of frames with arguments are left out: erlang:raise/3 of a
# trace that nobody looked at loses them in OTP (docs/differences.md). So are the frames of lists: which
# of its functions are built in differs. Before OTP 29 nothing: the frames of operators and of built-ins
# in tail position were others.
STACK = {
    True: """\
stack([{?MODULE, outcome, _, _} | _]) -> [];
stack([{?MODULE, F, A, I} | S]) when is_integer(A) -> [{F, A, line(I)} | stack(S)];
stack([{?MODULE, F, A, _} | S]) -> [{F, A} | stack(S)];
stack([{lists, _, _, _} | S]) -> stack(S);
stack([{M, F, A, _} | S]) -> [{M, F, A} | stack(S)];
stack([]) -> [];
stack(X) -> X.

line([{line, N} | _]) -> N;
line([_ | T]) -> line(T);
line(_) -> none.
""",
    False: """\
stack(_) -> trace.
""",
}

UNCATCH = """\
uncatch({'EXIT', {R, [{_, _, _, _} | _] = S}}) -> {'EXIT', R, stack(S)};
uncatch(X) -> X.
"""

PRINTER = UNCATCH + """
show(X) when is_integer(X) -> integer_to_list(X);
show(X) when is_float(X) -> <<B:64>> = <<X/float>>, ["f", integer_to_list(B, 16)];
show(X) when is_atom(X) -> atom_to_list(X);
show(X) when is_bitstring(X) -> ["<", integer_to_list(bit_size(X)), ":", show_bits(X), ">"];
show(X) when is_tuple(X) -> ["{", show_items(tuple_to_list(X)), "}"];
show(X) when is_list(X) -> ["[", show_items(X), "]"];
show(X) when is_map(X) -> ["#{", show_items(lists:sort(maps:to_list(X))), "}"];
show(X) when is_function(X) -> {arity, N} = erlang:fun_info(X, arity), ["fun/", integer_to_list(N)];
show(X) when is_pid(X) -> "pid";
show(X) when is_reference(X) -> "ref".

show_items([X]) -> show(X);
show_items([X | T]) when is_list(T) -> [show(X), "," | show_items(T)];
show_items([X | T]) -> [show(X), "|", show(T)];
show_items([]) -> [].

show_bits(<<N:4, T/bits>>) -> [element(N + 1, {$0,$1,$2,$3,$4,$5,$6,$7,$8,$9,$a,$b,$c,$d,$e,$f})
                               | show_bits(T)];
show_bits(<<>>) -> [];
show_bits(T) -> S = bit_size(T), <<N:S>> = T, [$., integer_to_list(N)].

text(X) ->
    T = list_to_binary(show(X)),
    case T of
        <<B:3000/binary, _/binary>> ->
            [B, "... ", integer_to_list(byte_size(T)), " ", integer_to_list(erlang:crc32(T))];
        _ -> T
    end.

flush() -> receive _ -> flush() after 0 -> ok end.

outcome(F, I) ->
    erase(),
    flush(),
    try {ok, F(I)} catch C:R:S -> {C, R, stack(S)} end.

again(_, _, _, _, 0) -> ok;
again(Id, F, I, First, N) ->
    case outcome(F, I) of
        First -> again(Id, F, I, First, N - 1);
        Other -> print(Id, I, [" again ", text(Other)])
    end.

print(Id, I, T) -> io:put_chars([$#, integer_to_list(Id), $., integer_to_list(I), T, 10]).

%% One call after the other becomes hot.
run(Id, F, Count, Rounds) -> run(Id, F, 0, Count, Rounds).

run(_, _, Count, Count, _) -> ok;
run(Id, F, I, Count, Rounds) ->
    First = outcome(F, I),
    print(Id, I, [" ", text(First)]),
    again(Id, F, I, First, Rounds),
    run(Id, F, I + 1, Count, Rounds).

%% They become hot in turn.
run_mixed(Id, F, Count, Rounds) ->
    Firsts = [first(Id, F, I) || I <- lists:seq(0, Count - 1)],
    mixed(Id, F, Firsts, Rounds).

first(Id, F, I) ->
    First = outcome(F, I),
    print(Id, I, [" ", text(First)]),
    {I, First}.

mixed(_, _, _, 0) -> ok;
mixed(Id, F, Firsts, N) ->
    _ = [again(Id, F, I, First, 1) || {I, First} <- Firsts],
    mixed(Id, F, Firsts, N - 1).

in_process(F) ->
    Parent = self(),
    Pid = spawn(fun() -> F(), Parent ! {done, self()} end),
    receive {done, Pid} -> ok end.
"""


class ModuleMaker(Shapes, Expressions, Data, Bits):
    pass


class Case:
    """Calls of one function: argument lists as Nodes."""

    def __init__(self, number, function, calls, rounds, own_process, mixed):
        self.number = number
        self.function = function
        self.calls = calls
        self.rounds = rounds
        self.own_process = own_process
        self.mixed = mixed

    def lines(self):
        for i, node in enumerate(self.calls):
            yield f"c{self.number}({i}) -> {text_of(node)}{'.' if i + 1 == len(self.calls) else ';'}"

    def call(self):
        run = "run_mixed" if self.mixed else "run"
        text = f"{run}({self.number}, fun c{self.number}/1, {len(self.calls)}, {self.rounds})"
        return f"in_process(fun() -> {text} end)" if self.own_process else text


class Module:
    """What is printed to Erlang, and what the reducer takes apart."""

    def __init__(self, name, traces, customs, functions, cases):
        self.name = name
        self.traces = traces
        self.customs = customs
        self.functions = functions
        self.cases = cases

    def start_of(self, name, functions, exports):
        names = exports + [f"{function.name}/{function.arity}" for function in functions
                           if function.exported]
        parts = [f"-module({name}).\n-export([{', '.join(names)}]).\n"
                 "-compile(nowarn_unused_function).\n"]
        for variants in self.customs:
            for tag, types in variants:
                fields = ", ".join(f"f{i}" for i in range(len(types)))
                parts.append(f"-record({tag}, {{{fields}}}).\n")
        return parts

    def text(self):
        functions = [function for function in self.functions if not function.home]
        parts = self.start_of(self.name, functions, ["main/0", "id/1"])
        runs = ",\n    ".join([case.call() for case in self.cases] + ['io:put_chars("end\\n")'])
        parts.append(f"\nmain() ->\n    {runs}.\n")
        parts += ["\n".join(case.lines()) + "\n" for case in self.cases]
        parts += [text_of(function.node) + "\n" for function in functions]
        parts += [HELPERS, STACK[self.traces], PRINTER]
        return "\n".join(parts)

    def texts(self):
        """(name, text) of the module and of the other one, if there is one."""
        texts = [(self.name, self.text())]
        others = [function for function in self.functions if function.home]
        if others:
            home = others[0].home
            parts = self.start_of(home, others, ["id/1"])
            parts += [text_of(function.node) + "\n" for function in others]
            parts += [HELPERS, STACK[self.traces], UNCATCH]
            texts.append((home, "\n".join(parts)))
        return texts

    def unused(self):
        """Functions that nothing else calls."""
        text = "".join(text for _, text in self.texts())
        return [function for function in self.functions if len(
            re.findall(rf"\b{function.name}[(/]", text)) <= self.own_mentions(function)]

    def own_mentions(self, function):
        own = len(re.findall(rf"\b{function.name}[(/]", text_of(function.node)))
        return own + (1 if function.exported else 0)


def make_customs(maker):
    """Custom types of one to three variants; a variant may have no fields."""
    for i in range(3):
        variants = []
        for letter in "abc"[:maker.rng.randint(1, 3)]:
            fields = [maker.rng.choice(("int", "float", "num", "str", "bool", ("list", "int"),
                                        ("tuple", "int", "float"), "bits"))
                      for _ in range(maker.rng.randint(0, 4))]
            variants.append((f"t{i}_{letter}", fields))
        maker.customs.append(variants)


def make_case(maker, number, function):
    count = maker.rng.randint(3, 8)
    scope = Scope((), 1, 100)
    calls = []
    for _ in range(count):
        arguments = [maker.constant(param) if kind(param) in ("fun", "count") or maker.chance(0.95)
                     else maker.part(param, scope) for param in function.params]
        parts = [f"{function.home}:{function.name}(" if function.home else f"{function.name}("]
        for i, argument in enumerate(arguments):
            parts += [", ", argument] if i else [argument]
        node = type(function.node)([*parts, ")"], function.result)
        calls.append(node)
    rounds = max(1, min(maker.rng.choice((0, 50, 2000)), 100_000 // max(function.cost, 1)))
    if maker.chance(0.3):
        rounds = 0
    return Case(number, function, calls, rounds, maker.chance(0.2), maker.chance(0.4))


def make_module(name, seed, release, size=25, traces=True):
    """The same for the same arguments. `traces`: they are printed."""
    rng = random.Random(seed)
    maker = ModuleMaker(rng, release)
    make_customs(maker)
    names, weights = zip(*SHAPES.items())
    if maker.chance(0.35):
        maker.home = f"{name}_lib"  # of the first few functions: they call none of the module
        for _ in range(size // 4):
            getattr(maker, f"shape_{rng.choices(names, weights)[0]}")()
        maker.home = None
    for _ in range(size):
        getattr(maker, f"shape_{rng.choices(names, weights)[0]}")()
    cases = []
    for number, function in enumerate(maker.functions):
        if not values.contains(function.result, "fun"):
            maker.serial = 10_000 + 100 * number
            cases.append(make_case(maker, number, function))
    return Module(name, traces and release >= 29, maker.customs, maker.functions, cases)
