#!/usr/bin/env python3
"""Tables of integer arithmetic over the edges of small and big integers."""
import random
from common import Module, label, wrap

Module.by = "integers.py"
rng = random.Random(1)


def powers(*ks, deltas=(-1, 0, 1)):
    return [s * ((1 << k) + d) for k in ks for d in deltas for s in (1, -1)]


SMALL = [0, 1, -1, 2, -2, 3, -7, 10, 255, -256]
RIGHT = SMALL + powers(31, 32) + powers(59, 60, 63, 64) + powers(128, deltas=(0,)) + [
    rng.getrandbits(45), -rng.getrandbits(62), rng.getrandbits(100), -rng.getrandbits(190)]
LEFT = [0, 1, -1, 3, -7] + powers(31, deltas=(0,)) + powers(58, 61, deltas=(0, -1)) + powers(59, 60) + \
    powers(63, 64) + powers(127, deltas=(0, -1)) + [rng.getrandbits(55), -rng.getrandbits(61),
                                                    rng.getrandbits(130), -rng.getrandbits(260)]

HELPERS = """
%% every right operand for one left operand
row(F, L) -> [F(L, R) || R <- edges()].

edges() ->
    [%s].
""" % wrap([str(n) for n in RIGHT])

# One function per shape in which the compiler may know the types of the operands.
SHAPES = {
    "plain": "{op}(A, B) -> try A {sym} B catch error:E -> E end.",
    "typed": "{op}_typed(A, B) when is_integer(A), is_integer(B) ->\n"
             "    try A {sym} B catch error:E -> E end.",
    "guard": "{op}_guard(A, B) when A {sym} B >= 0 -> {{ge, A {sym} B}};\n"
             "{op}_guard(A, B) when A {sym} B < 0 -> {{lt, A {sym} B}};\n"
             "{op}_guard(_, _) -> failed.",
}


def table(module, about, ops, shapes):
    m = Module(module, about)
    m.add_helper(HELPERS)
    for op, sym in ops:
        for shape in shapes:
            m.add_helper(SHAPES[shape].format(op=op, sym=sym))
        for i, left in enumerate(LEFT):
            shape = shapes[i % len(shapes)]
            fun = op if shape == "plain" else f"{op}_{shape}"
            m.add_case(f"{op}_{label(left)}", f"row(fun {fun}/2, ?MODULE:id({left}))")
    m.write()


table("int_add", "Addition and subtraction of integers.", [("add", "+"), ("sub", "-")], ["plain", "typed", "guard"])
table("int_mul", "Multiplication of integers.", [("mul", "*")], ["plain", "typed", "guard"])
table("int_div", "Integer division, both results.", [("quot", "div"), ("remainder", "rem")], ["plain", "typed", "guard"])
table("int_bits", "Bitwise operations on integers.", [("both", "band"), ("either", "bor"), ("differ", "bxor")],
      ["plain", "typed", "guard"])


def shifts():
    m = Module("int_shift", "Shifts by every kind of count.")
    values = [0, 1, -1, 2, -3, 255, -256] + powers(59, 60, deltas=(0, -1)) + powers(63, 64, deltas=(0,)) + [
        rng.getrandbits(61), -rng.getrandbits(130)]
    counts = [0, 1, 2, 3, 4, 7, 8, 27, 28, 31, 32, 33, 47, 57, 58, 59, 60, 61, 62, 63, 64, 65, 100, 127, 128, 129, 200]
    far = [1 << 20, 1 << 31, 1 << 32, (1 << 59) - 1, 1 << 59, 1 << 60, 1 << 63, 1 << 64, 1 << 100]
    m.add_helper("counts() -> [%s]." % wrap([str(s * c) for c in counts for s in ((1, -1) if c else (1,))]))
    m.add_helper("far() -> [%s]." % wrap([str(c) for c in far]))
    m.add_helper("left(A, N) -> try A bsl N catch error:E -> E end.")
    m.add_helper("right(A, N) -> try A bsr N catch error:E -> E end.")
    m.add_helper("left_guard(A, N) when A bsl N =:= 0 -> zero;\nleft_guard(A, N) when is_integer(A bsl N) -> A bsl N;\n"
                 "left_guard(_, _) -> failed.")
    m.add_helper("right_typed(A, N) when is_integer(A), is_integer(N), N >= 0, N < 64 -> A bsr N;\n"
                 "right_typed(A, N) when is_integer(A), is_integer(N) -> {other, try A bsr N catch error:E -> E end}.")
    for v in values:
        m.add_case(f"bsl_{label(v)}", f"[left(?MODULE:id({v}), N) || N <- counts()]")
        m.add_case(f"bsr_{label(v)}", f"[right(?MODULE:id({v}), N) || N <- counts()]")
    for v in values[::3]:
        m.add_case(f"bsl_guard_{label(v)}", f"[left_guard(?MODULE:id({v}), N) || N <- counts()]")
        m.add_case(f"bsr_typed_{label(v)}", f"[right_typed(?MODULE:id({v}), N) || N <- counts()]")
    for v in [0, 1, -1, 3, -5, (1 << 59) - 1, -(1 << 60), (1 << 200) + 1, -(1 << 200) - 1]:
        m.add_case(f"far_right_{label(v)}", f"[right(?MODULE:id({v}), N) || N <- far()]")
        m.add_case(f"far_left_negative_{label(v)}", f"[left(?MODULE:id({v}), -N) || N <- far()]")
    m.add_case("far_left_zero", "[left(?MODULE:id(0), N) || N <- far()]")
    m.add_case("far_right_negative_zero", "[right(?MODULE:id(0), -N) || N <- far()]")
    # a few million bits at most: shrunk again before it is shown
    m.add_case("far_left_back", "[(left(?MODULE:id(5), N)) bsr (N - 3) || N <- [1 bsl 10, 1 bsl 20, 4194200]]")
    m.add_case("limit_left", "[left(?MODULE:id(1), N) || N <- [1 bsl 32, 1 bsl 59, 1 bsl 60, 1 bsl 64, 1 bsl 100]]")
    m.add_case("limit_left_negative", "[left(?MODULE:id(-1), N) || N <- [1 bsl 32, 1 bsl 59, 1 bsl 60, 1 bsl 64]]")
    m.add_case("limit_right", "[right(?MODULE:id(1), -N) || N <- [1 bsl 32, 1 bsl 59, 1 bsl 60, 1 bsl 64]]")
    m.add_case("limit_exact",
               "[case left(?MODULE:id(1), N) of\n         E when is_atom(E) -> E;\n"
               "         Big -> {ok, Big bsr (N - 1)}\n     end || N <- [4194238, 4194239, 4194240, 4194241, 4194303]]")
    m.add_case("limit_guard", "[left_guard(?MODULE:id(1), 1 bsl K) || K <- [32, 59, 60, 64]]")
    m.add_case("bad_operands", "[{left(A, N), right(A, N)} || {A, N} <- "
               "[{1.0, 1}, {1, 1.0}, {a, 1}, {1, a}, {[], 1}, {1, <<>>}, {{}, 1}, {1, #{}}]]")
    m.write()


def constants():
    """Operands known to the compiler: literals of every width on either side."""
    m = Module("int_const", "Arithmetic where one operand is a literal.")
    m.add_helper("values() ->\n    [%s]." % wrap([str(n) for n in RIGHT]))
    m.add_helper("all(F) -> [F(V) || V <- values()].")
    consts = [1, -1, 2, 10, 16, 127, 1 << 31, -(1 << 31), (1 << 59) - 1, 1 << 59, (1 << 60) - 1, 1 << 60, -(1 << 60),
              1 << 63, 1 << 64, -(1 << 64), 1000000007]
    for i, c in enumerate(consts):
        lab = label(c)
        m.add_case(f"add_{lab}", f"all(fun(V) -> V + ({c}) end)")
        m.add_case(f"sub_{lab}", f"all(fun(V) -> {{V - ({c}), ({c}) - V}} end)")
        m.add_case(f"mul_{lab}", f"all(fun(V) -> V * ({c}) end)")
        m.add_case(f"div_{lab}", f"all(fun(V) -> {{V div ({c}), V rem ({c})}} end)")
        m.add_case(f"band_{lab}", f"all(fun(V) -> {{V band ({c}), V bor ({c}), V bxor ({c})}} end)")
    for c in [3, 5, 7, 9, 11, 13, 25, 100, 641, 1000, 3600, 86400, 65537, -3, -10]:
        m.add_case(f"rem_const_{label(c)}", f"all(fun(V) -> {{V div ({c}), V rem ({c})}} end)")
        m.add_case(f"rem_of_const_{label(c)}", f"all(fun(V) -> try {{({c}) div V, ({c}) rem V}} catch error:E -> E end end)")
    m.write()


def unary():
    m = Module("int_unary", "Operations with one integer operand, and what mixes several.")
    ks = [7, 8, 15, 16, 27, 28, 31, 32, 47, 52, 53, 58, 59, 60, 61, 62, 63, 64, 65, 96, 127, 128, 191, 192, 256]
    m.add_helper("around(K) ->\n    P = 1 bsl K,\n    [P - 2, P - 1, P, P + 1, P + 2, -P - 2, -P - 1, -P, -P + 1, -P + 2].")
    m.add_helper("ranged(N) when is_integer(N), N >= 0, N =< 100 -> N * N - N div 3;\nranged(N) -> {out, N}.")
    for k in ks:
        m.add_case(f"negate_{k}", f"[-N || N <- around(?MODULE:id({k}))]")
        m.add_case(f"bnot_{k}", f"[bnot N || N <- around(?MODULE:id({k}))]")
        m.add_case(f"abs_{k}", f"[abs(N) || N <- around(?MODULE:id({k}))]")
        m.add_case(f"float_{k}", f"[float(N) || N <- around(?MODULE:id({k}))]")
        m.add_case(f"tests_{k}", f"[{{is_integer(N), is_float(N), is_number(N), N rem 2, N band 1, N < 0}}\n"
                   f"     || N <- around(?MODULE:id({k}))]")
        m.add_case(f"text_{k}", f"[{{integer_to_binary(N), binary_to_integer(integer_to_binary(N, 36), 36) =:= N}}\n"
                   f"     || N <- around(?MODULE:id({k}))]")
    m.add_case("ranged", "[ranged(N) || N <- [0, 1, 50, 99, 100, 101, -1, 1 bsl 70, 5.0]]")
    m.add_case("crossing_up", "cross(?MODULE:id(1 bsl 59), 1, 5)")
    m.add_case("crossing_60", "cross(?MODULE:id((1 bsl 60) - 3), 1, 6)")
    m.add_case("crossing_down", "cross(?MODULE:id(-(1 bsl 60) + 3), -1, 6)")
    m.add_case("crossing_64", "cross(?MODULE:id((1 bsl 64) - 3), 1, 6)")
    m.add_case("back_to_small", "[B - (1 bsl 60) || B <- [(1 bsl 60) + K || K <- [0, 1, 2, -1]]]")
    m.add_case("factorial", "[fac(?MODULE:id(N)) || N <- [0, 1, 5, 19, 20, 21, 22, 25, 30, 50, 100]]")
    m.add_case("factorial_down", "[fac(N) div fac(N - 1) || N <- [?MODULE:id(20), 21, 22, 50, 100, 300]]")
    m.add_case("powers_of_ten", "[pow(?MODULE:id(10), N) || N <- [17, 18, 19, 20, 38, 39, 100]]")
    m.add_case("powers_of_minus_three", "[pow(?MODULE:id(-3), N) || N <- [37, 38, 39, 40, 41, 80]]")
    m.add_case("fibonacci_big", "[fib(?MODULE:id(N), 0, 1) || N <- [85, 86, 87, 88, 92, 93, 94, 300]]")
    m.add_case("gcd", "[gcd(?MODULE:id(A), B) || {A, B} <- [{12, 18}, {1 bsl 100, 6}, {fac(30), fac(25)}, {0, 7}, {-4, 6}]]")
    m.add_case("mixed_sum", "[A + B - A - B || A <- around(60), B <- around(?MODULE:id(63))]")
    m.add_case("mul_then_div", "[A * B div B - A || A <- around(59), B <- around(?MODULE:id(32))]")
    m.add_case("div_rem_identity", "[A - (A div B) * B - (A rem B) || A <- around(128), B <- around(?MODULE:id(64))]")
    m.add_case("wide_division", "[{A div B, A rem B} || A <- [pow(10, 200), -pow(7, 150)], B <- [pow(10, 99) + 1, -pow(3, 100)]]")
    m.add_case("hash_step", "fnv(?MODULE:id(\"hello world\"), 14695981039346656037)")
    m.add_case("lcg", "lcg(?MODULE:id(42), 10)")
    m.add_helper("cross(_, _, 0) -> [];\ncross(N, Step, K) -> [N | cross(N + Step, Step, K - 1)].")
    m.add_helper("fac(0) -> 1;\nfac(N) -> N * fac(N - 1).")
    m.add_helper("pow(_, 0) -> 1;\npow(B, N) -> B * pow(B, N - 1).")
    m.add_helper("fib(0, A, _) -> A;\nfib(N, A, B) -> fib(N - 1, B, A + B).")
    m.add_helper("gcd(A, 0) -> A;\ngcd(A, B) -> gcd(B, A rem B).")
    m.add_helper("fnv([], H) -> H;\nfnv([C | T], H) -> fnv(T, ((H bxor C) * 1099511628211) band 16#FFFFFFFFFFFFFFFF).")
    m.add_helper("lcg(_, 0) -> [];\nlcg(S, N) ->\n    S1 = (S * 6364136223846793005 + 1442695040888963407) rem (1 bsl 64),\n"
                 "    [S1 bsr 33 | lcg(S1, N - 1)].")
    m.add_helper("bad(F) -> [try F(V) catch error:E -> E end || V <- [a, 1.5, [], {}, <<1>>, \"1\", #{}]].")
    for name, f in [("negate", "-V"), ("bnot", "bnot V"), ("abs", "abs(V)"), ("add", "V + 1"), ("sub", "1 - V"),
                    ("mul", "V * 2"), ("div", "V div 2"), ("rem", "7 rem V"), ("band", "V band 1"), ("bor", "1 bor V"),
                    ("bxor", "V bxor V"), ("plus", "+V"), ("float", "float(V)"), ("slash", "1 / V"),
                    ("round", "round(V)"), ("trunc", "trunc(V)"), ("floor", "floor(V)"), ("ceil", "ceil(V)")]:
        m.add_case(f"bad_{name}", f"bad(fun(V) -> {f} end)")
    m.write()


shifts()
constants()
unary()
