#!/usr/bin/env python3
"""Tables of float arithmetic and of comparison between numbers and between types."""
import random
import struct
from common import Module, repr_float, wrap

Module.by = "floats.py"
rng = random.Random(2)


def f(x):
    return repr_float(float(x))


def up(x):
    return struct.unpack("<d", struct.pack("<q", struct.unpack("<q", struct.pack("<d", x))[0] + 1))[0]


def down(x):
    return struct.unpack("<d", struct.pack("<q", struct.unpack("<q", struct.pack("<d", x))[0] - 1))[0]


MAX = down(float("inf"))
DENORMAL, MIN_NORMAL = 5e-324, 2.0 ** -1022
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -2.5, 0.1, 1 / 3, 3.141592653589793, 1e10, -123456.789]
# the borders of exponent ranges that a value's representation may depend on
BORDERS = [2.0 ** -767, down(2.0 ** -767), up(2.0 ** -767), 2.0 ** -255, down(2.0 ** -255), 2.0 ** 257,
           down(2.0 ** 257), -(2.0 ** 257), -(2.0 ** -255), -down(2.0 ** -767), 2.0 ** -511, 2.0 ** 1, down(2.0), -2.0 ** 513]
EXTREME = [DENORMAL, -DENORMAL, MIN_NORMAL, down(MIN_NORMAL), MAX, -MAX, 2.0 ** 1023, 1e308, 1e-308, 1e200]
INTEGRAL = [2.0 ** 53, 2.0 ** 53 + 2, -(2.0 ** 53), 2.0 ** 59, 2.0 ** 60, down(2.0 ** 60), 2.0 ** 63, 2.0 ** 64, 1e22, 1e23]
FLOATS = SPECIAL + BORDERS + EXTREME + INTEGRAL
INTS = [0, 1, -1, 3, 2 ** 53, 2 ** 53 + 1, -(2 ** 53) - 1, 2 ** 59, 2 ** 60 - 1, 2 ** 60, 2 ** 63 - 1, 2 ** 64, 10 ** 22,
        10 ** 23, 2 ** 1023, 2 ** 1024 - 2 ** 970, 2 ** 1024 - 2 ** 970 - 1, -(2 ** 1024), 2 ** 1100]


def name(x):
    bits = struct.unpack("<Q", struct.pack("<d", x))[0]
    return f"{bits:016x}"


def arithmetic():
    m = Module("float_arith", "Float arithmetic over every range of exponents.")
    rights = SPECIAL + BORDERS[::2] + EXTREME[::2] + INTEGRAL[::3]
    m.add_helper("floats() ->\n    [%s]." % wrap([f(x) for x in rights]))
    m.add_helper("row(F, L) -> [F(L, R) || R <- floats()].")
    for op, sym in [("add", "+"), ("sub", "-"), ("mul", "*"), ("quot", "/")]:
        m.add_helper(f"{op}(A, B) -> try A {sym} B catch error:E -> E end.")
        m.add_helper(f"{op}_typed(A, B) when is_float(A), is_float(B) -> try A {sym} B catch error:E -> E end.")
        for i, x in enumerate(FLOATS):
            fun = op if i % 2 else op + "_typed"
            m.add_case(f"{op}_{name(x)}", f"row(fun {fun}/2, ?MODULE:id({f(x)}))")
    m.write()


def conversions():
    m = Module("float_convert", "Between floats, integers and their tests.")
    m.add_helper("try1(F, X) -> try F(X) catch error:E -> E end.")
    ops = ["round", "trunc", "floor", "ceil"]
    for x in FLOATS:
        m.add_case(f"to_int_{name(x)}",
                   f"X = ?MODULE:id({f(x)}),\n    {{%s, abs(X), -X, is_float(X), X == trunc(X)}}" %
                   ", ".join(f"{o}(X)" for o in ops))
    near = [0.49999999999999994, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 4503599627370495.5, -4503599627370495.5,
            4503599627370496.5, 9007199254740991.0, 0.9999999999999999, -0.9999999999999999, 1e300]
    for o in ops:
        m.add_case(f"{o}_near", f"[{o}(X) || X <- ?MODULE:id([{', '.join(f(x) for x in near)}])]")
        m.add_case(f"{o}_ints", f"[{o}(X) || X <- ?MODULE:id([0, -5, 1 bsl 59, 1 bsl 60, -(1 bsl 100)])]")
        m.add_case(f"{o}_guard", "[if %s(X) =:= 2 -> two; %s(X) > 2 -> more; true -> other end\n"
                   "     || X <- ?MODULE:id([2.0, 1.5, 2.4, 2.5, 1.0e40, a, [], 2])]" % (o, o))
    for i in INTS:
        m.add_case(f"from_int_{'n' if i < 0 else ''}{abs(i) % 10**6}_{abs(i).bit_length()}",
                   f"X = ?MODULE:id({i}),\n    {{try1(fun(Y) -> float(Y) end, X), try1(fun(Y) -> Y * 1.0 end, X),\n"
                   f"     try1(fun(Y) -> Y / 1 end, X), try1(fun(Y) -> Y + 0.0 end, X), try1(fun(Y) -> 1.0 - Y end, X),\n"
                   f"     try1(fun(Y) -> Y / Y end, X), try1(fun(Y) -> 1 / Y end, X)}}")
    # halfway cases: round to even, whatever the number of limbs
    m.add_case("half_even", "[float((1 bsl 53) * M + D) || M <- [?MODULE:id(2), 4, 8], "
               "D <- [0, 1, 2, 3, 4, 5, 6, 7, -1, -2, -3, -4]]")
    m.add_case("half_even_big", "[trunc(float((1 bsl 100) + D * (1 bsl 46))) - (1 bsl 100) || D <- lists:seq(?MODULE:id(-9), 20)]")
    m.add_case("half_even_sticky", "[trunc(float((1 bsl 200) + (1 bsl 147) + D)) - (1 bsl 200) || D <- [?MODULE:id(-1), 0, 1]]")
    m.add_case("half_even_sticky_odd", "[trunc(float((1 bsl 200) + 3 * (1 bsl 147) + D)) - (1 bsl 200) || D <- [?MODULE:id(-1), 0, 1]]")
    m.add_case("largest", "[try1(fun(Y) -> float(Y) end, (1 bsl 1024) - (1 bsl 970) + D) || D <- [?MODULE:id(-1), 0, 1]]")
    m.add_case("int_division", "[A / B || A <- [?MODULE:id(1), 2, 7, (1 bsl 53) + 1, 1 bsl 64, 10, -1], "
               "B <- [3, 7, 10, (1 bsl 53) + 1, 1 bsl 100, -3]]")
    m.add_case("big_by_big", "try ?MODULE:id(1 bsl 1100) / (1 bsl 1099) catch error:E -> E end")
    m.add_case("zero_division", "[try A / B catch error:E -> E end || A <- [?MODULE:id(1), 1.0, 0, 0.0, -0.0, 1 bsl 70], B <- [0, 0.0, -0.0]]")
    m.add_case("zero_division_ints", "[try {A div B} catch error:E -> E end || A <- [?MODULE:id(1), 0, 1 bsl 70, 1.0], B <- [0, 0.0]]")
    m.add_case("minus_zero", "X = ?MODULE:id(0.0), Y = -X,\n    {X == Y, X =:= Y, Y, 0.0 * -1, <<Y/float>>, <<X/float>>, abs(Y), Y + 0, Y - 0.0, Y * 1,"
               " max(X, Y), max(Y, X)}")
    m.add_case("minus_zero_match", "[case Z of +0.0 -> plus; -0.0 -> minus; _ -> other end || Z <- ?MODULE:id([0.0, -0.0, 0])]")
    m.add_case("minus_zero_key", "M = #{0.0 => plus}, [maps:get(K, M#{-0.0 => minus}, none) || K <- ?MODULE:id([0.0, -0.0, 0])]")
    m.add_case("sum_01", "sum(?MODULE:id(0.1), 10, 0.0)")
    m.add_case("sum_mixed", "sum(?MODULE:id(0.1), 10, 0)")
    m.add_case("kahan", "kahan(?MODULE:id([1.0e16, 1.0, -1.0e16, 3.5, 0.1, 0.2]), 0.0, 0.0)")
    m.add_case("product_overflow", "try prod(?MODULE:id(10.0), 400, 1.0) catch error:E -> E end")
    m.add_case("product_underflow", "prod(?MODULE:id(0.1), 400, 1.0)")
    m.add_case("denormal_steps", "halves(?MODULE:id(4.0e-323), 6)")
    m.add_case("newton", "newton(?MODULE:id(2.0), 1.0, 6)")
    m.add_case("harmonic", "harmonic(?MODULE:id(1000), 0.0)")
    m.add_case("mandelbrot_point", "[mandel(X, ?MODULE:id(0.3), 0.0, 0.0, 0) || X <- [-2.0, -1.0, -0.5, 0.0, 0.25, 0.5]]")
    m.add_case("int_times_float", "[A * B || A <- ?MODULE:id([3, -7, 1 bsl 60, 1 bsl 100, 0]), B <- [0.5, -1.0e10, 1.0e-300, 0.0, -0.0]]")
    m.add_case("int_minus_float", "[A - B || A <- ?MODULE:id([3, -7, 1 bsl 60, (1 bsl 64) + 1, 0]), B <- [0.5, -1.0e10, 1.0e-300, 0.0, -0.0]]")
    m.add_case("float_in_tuple", "T = ?MODULE:id({1.5, 2.5}),\n    {element(1, T) * element(2, T), element(1, T) + 1, {element(1, T) - 0.5, element(2, T)}}")
    m.add_case("float_loop_error_late", "try sumlist(?MODULE:id([1.0, 2.0, x, 3.0]), 0.0) catch error:E -> E end")
    m.add_case("float_loop_to_int", "sumlist(?MODULE:id([1.0, 2, 3.5, 1 bsl 60]), 0.0)")
    m.add_case("exact_types", "[{X =:= Y, X == Y} || {X, Y} <- ?MODULE:id([{1, 1.0}, {1.0, 1.0}, {0, -0.0}, {1 bsl 60, 1152921504606846976.0}])]")
    m.add_helper("sum(_, 0, A) -> A;\nsum(X, N, A) -> sum(X, N - 1, A + X).")
    m.add_helper("sumlist([], A) -> A;\nsumlist([H | T], A) -> sumlist(T, A + H).")
    m.add_helper("prod(_, 0, A) -> A;\nprod(X, N, A) -> prod(X, N - 1, A * X).")
    m.add_helper("halves(_, 0) -> [];\nhalves(X, N) -> [X | halves(X / 2, N - 1)].")
    m.add_helper("newton(_, X, 0) -> [X];\nnewton(A, X, N) -> [X | newton(A, (X + A / X) / 2, N - 1)].")
    m.add_helper("harmonic(0, A) -> A;\nharmonic(N, A) -> harmonic(N - 1, A + 1 / N).")
    m.add_helper("kahan([], S, _) -> S;\nkahan([X | T], S, C) ->\n    Y = X - C, N = S + Y,\n    kahan(T, N, (N - S) - Y).")
    m.add_helper("mandel(_, _, X, Y, N) when X * X + Y * Y > 4.0; N >= 50 -> {N, X, Y};\n"
                 "mandel(A, B, X, Y, N) -> mandel(A, B, X * X - Y * Y + A, 2 * X * Y + B, N + 1).")
    m.write()


def math_module():
    m = Module("math_funs", "The math module, over ordinary values, edges and domain errors.")
    one = "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log log2 log10 sqrt erf erfc floor ceil".split()
    # results whose last bit depends on the C library are rounded to 12 digits
    m.add_helper("digits(X) when is_float(X) -> float_to_list(X, [{scientific, 12}]);\ndigits(X) -> X.")
    m.add_helper("one(F, L) -> [digits(try math:F(X) catch error:E -> E end) || X <- L].")
    for fn in one:
        m.add_case(f"{fn}_plain", f"one({fn}, ?MODULE:id([0, 1, -1, 0.5, -0.5, 2, 10, 0.1]))")
        m.add_case(f"{fn}_edges", f"one({fn}, ?MODULE:id([0.0, -0.0, 1.0e308, -1.0e308, 5.0e-324, 1.0e-300, 709.0, 710.0, 1 bsl 60, 1 bsl 100, 1 bsl 1023]))")
        m.add_case(f"{fn}_bad", f"one({fn}, ?MODULE:id([a, [], {{}}, <<>>, \"1\", 1 bsl 1024]))")
    for fn in ["sqrt", "floor", "ceil"]:
        m.add_case(f"{fn}_exact", f"[math:{fn}(X) || X <- ?MODULE:id([0, 0.0, 2, 2.0, 144, 1.0e22, 0.1, 1 bsl 60, 1 bsl 64, 123456789.75])]")
    m.add_case("log2_exact", "[math:log2(X) || X <- ?MODULE:id([1, 2, 1024, 0.5, 1 bsl 60, 1 bsl 500, 1.0])]")
    m.add_case("log_big", "[digits(math:F(X)) || F <- [log, log2, log10], X <- ?MODULE:id([1 bsl 64, 1 bsl 1000])]")
    m.add_case("log_huge", "[try digits(math:F(X)) catch error:E -> E end || F <- [log, log2, log10], X <- ?MODULE:id([1 bsl 1024, 1 bsl 5000, -(1 bsl 5000)])]")
    m.add_case("pi", "(?MODULE:id(math)):pi()")
    m.add_case("tau_size", "[digits(X) || X <- [math:pi() * ?MODULE:id(2)]]")
    pow_args = "[{2, 10}, {2.0, 0.5}, {0, 0}, {0, -1}, {-8, 1 / 3}, {-2, 3}, {10, 308}, {10, 309}, {10, -400}, {1, 1 bsl 70}, {-1, 1 bsl 70}, {0.0, 5}, {-0.0, 3}]"
    for fn, args in [("pow", pow_args), ("atan2", "[{0, 1}, {0, -1}, {0.0, -0.0}, {-0.0, -1}, {1, 1}, {-1, -1}, {1, 0}, {1 bsl 60, 1 bsl 61}]"),
                     ("fmod", "[{5, 3}, {-5, 3}, {5, -3}, {5.5, 2.2}, {0, 1}, {1, 0}, {-0.0, 1}, {1.0e308, 3}, {1 bsl 64, 10}]")]:
        m.add_case(fn, f"[digits(try math:{fn}(A, B) catch error:E -> E end) || {{A, B}} <- ?MODULE:id({args})]")
        m.add_case(f"{fn}_bad", f"[try math:{fn}(A, B) catch error:E -> E end || {{A, B}} <- ?MODULE:id([{{a, 1}}, {{1, a}}, {{[], {{}}}}, {{1 bsl 1024, 1}}, {{1, 1 bsl 1024}}])]")
    m.add_case("fmod_zero_trace", "math:fmod(?MODULE:id(1), 0)")
    m.add_case("log_trace", "math:log(?MODULE:id(0))")
    m.add_case("sqrt_trace", "math:sqrt(?MODULE:id(-1.0))")
    m.add_case("sqrt_type_trace", "math:sqrt(?MODULE:id(a))")
    m.add_case("pow_overflow_trace", "math:pow(?MODULE:id(10), 400)")
    m.write()


TERMS = ["0", "1", "1.0", "-1", "2.5", "1 bsl 60", "1.0e300", "a", "b", "aa", "'A'", "[]", "[1]", "[1, 2]", "[1.0, 2]", "[1 | 2]",
         "{}", "{1}", "{2}", "{1.0}", "{1, 2}", "{0, 0, 0}", "<<>>", "<<1>>", "<<1:1>>", "<<1, 2>>", "<<1, 2:3>>", "<<0:7>>",
         "#{}", "#{a => 1}", "#{b => 0}", "#{1 => a}", "#{1.0 => a}", "#{a => 1, b => 2}", "\"abc\"", "[[], {}]",
         "fun erlang:abs/1", "fun erlang:abs/2", "fun lists:nth/2", "fun ?MODULE:id/1"]
NUMBERS = [str(i) for i in INTS[:-3]] + [f(x) for x in [0.0, -0.0, 1.0, -1.0, 0.5, 2.0 ** 53, 2.0 ** 53 + 2, -(2.0 ** 53), 2.0 ** 59, 2.0 ** 60,
                                                       2.0 ** 63, 2.0 ** 64, 1e22, 1e23, down(1e23), MAX, DENORMAL]] + \
    ["(1 bsl 1024)", "-(1 bsl 1024)", "(1 bsl 1024) - (1 bsl 971)", "(1 bsl 1024) - (1 bsl 971) + 1"]


def compare():
    m = Module("compare", "Order and equality of terms of all types.")
    m.add_helper("terms() ->\n    [%s]." % wrap(TERMS))
    m.add_helper("numbers() ->\n    [%s]." % wrap(NUMBERS))
    m.add_helper("%% one letter a pair\norder(A, B) when A < B -> $<;\norder(A, B) when A > B -> $>;\norder(A, B) when A =:= B -> $=;\n"
                 "order(A, B) when A == B -> $~;\norder(_, _) -> $?.")
    m.add_helper("body(A, B) -> [bit(A < B), bit(A =< B), bit(A > B), bit(A >= B), bit(A == B), bit(A /= B), bit(A =:= B), bit(A =/= B)].")
    m.add_helper("bit(true) -> $1;\nbit(false) -> $0.")
    for i, t in enumerate(TERMS):
        m.add_case(f"order_{i:02}", f"list_to_binary([order(?MODULE:id({t}), R) || R <- terms()])")
        if i % 2 == 0:
            m.add_case(f"body_{i:02}", f"list_to_binary([[body(?MODULE:id({t}), R), $\\s] || R <- terms()])")
    for i, t in enumerate(NUMBERS):
        m.add_case(f"number_{i:02}", f"list_to_binary([order(?MODULE:id({t}), R) || R <- numbers()])")
        if i % 3 == 0:
            m.add_case(f"number_nested_{i:02}", f"list_to_binary([order({{x, [?MODULE:id({t})]}}, {{x, [R]}}) || R <- numbers()])")
        if i % 4 == 0:
            m.add_case(f"minmax_{i:02}", f"N = ?MODULE:id({t}),\n    [{{min(N, R), max(N, R)}} || R <- numbers()]")
    for i, t in enumerate(TERMS):
        if i % 4 == 1:
            m.add_case(f"minmax_term_{i:02}", f"N = ?MODULE:id({t}),\n    [{{min(N, R), max(R, N)}} || R <- terms()]")
    # against literals: other instructions
    for i, t in enumerate(["0", "1", "1.0", "a", "[]", "{}", "<<>>", "\"abc\"", "#{}", "{1, 2}", "<<1, 2>>", "1 bsl 60", "1.0e300", "-1"]):
        m.add_case(f"literal_{i:02}", "list_to_binary([[bit(T =:= %s), bit(T == %s), bit(T < %s), bit(T >= %s), bit(T =/= %s), $\\s] || T <- ?MODULE:id(terms())])"
                   % ((t,) * 5))
        m.add_case(f"pattern_{i:02}", "list_to_binary([case T of %s -> $y; _ -> $n end || T <- ?MODULE:id(terms())])" % ("16#1000000000000000" if "bsl" in t else t))
    m.add_case("sorted", "lists:sort(?MODULE:id(terms()))")
    m.add_case("sorted_numbers", "lists:sort(?MODULE:id(numbers()))")
    m.add_case("usorted", "lists:usort(?MODULE:id(terms() ++ terms()))")
    m.add_case("map_order_by_size", "order(?MODULE:id(#{z => 0}), #{a => 0, b => 0})")
    m.add_case("map_order_by_key", "[order(?MODULE:id(#{a => 9}), #{b => 0}), order(#{a => 1}, ?MODULE:id(#{a => 1.0})), order(?MODULE:id(#{1 => a}), #{1.0 => a})]")
    m.add_case("map_order_mixed_keys", "[order(?MODULE:id(#{1 => a, 2.0 => b}), #{1.0 => a, 2 => b}), order(?MODULE:id(#{1.5 => a}), #{2 => a}), order(?MODULE:id(#{3 => a}), #{2.5 => a})]")
    m.add_case("map_order_values", "[order(?MODULE:id(#{1 => 1, 2 => 3}), #{1 => 2, 2 => 0}), order(?MODULE:id(#{1 => 1, 2 => 3}), #{1 => 1, 2 => 3})]")
    m.add_case("map_order_atoms", "[order(?MODULE:id(#{b => 1, zz => 1}), #{a => 1, zzz => 1}), order(?MODULE:id(#{zz => 1, aa => 2}), #{aa => 3, zz => 0})]")
    m.add_case("map_order_large", "A = maps:from_list([{I, I} || I <- lists:seq(1, ?MODULE:id(50))]),\n"
               "    [order(A, A#{50 => 51}), order(A, A#{51 => 1}), order(A#{0 => 1}, A#{51 => 1}), order(A#{7 := 7.0}, A), order(A, maps:remove(51, A#{51 => 1}))]")
    m.add_case("atoms_order", "lists:sort(?MODULE:id([b, a, 'A', '', '_', aa, ab, 'a b', 'Z', z, '\\x{e9}', '\\x{3b1}', '\\x{1f600}', '\\x{fffd}', abcd, abce, abcdefgh, abcdefgi]))")
    m.add_case("strings_order", "lists:sort(?MODULE:id([<<\"b\">>, <<\"a\">>, <<\"ab\">>, <<>>, <<\"a\\0\">>, <<255>>, <<\"abcdefghi\">>, <<\"abcdefghj\">>, <<1:1>>, <<0:1>>, <<97:9>>]))")
    m.add_case("bitstring_order", "[order(?MODULE:id(A), B) || A <- [<<1:1>>, <<128>>, <<5:3>>, <<160>>, <<1, 1:1>>, <<>>], B <- [<<1:1>>, <<128>>, <<5:3>>, <<161>>, <<1, 1:2>>]]")
    m.add_case("unaligned_equal", "<<_:3, A/bitstring>> = ?MODULE:id(<<7:3, \"hello\">>), {A =:= <<\"hello\">>, A == <<\"hello\">>, order(A, <<\"hellp\">>), order(A, <<\"hell\">>), #{A => 1} =:= #{<<\"hello\">> => 1}}")
    m.add_case("list_order", "[order(?MODULE:id(A), B) || A <- [[], [1], [1, 2], [1 | 2], [2]], B <- [[], [1], [1, 2, 3], [1 | 3], [1 | a]]]")
    m.add_case("tuple_order_by_size", "[order(?MODULE:id({9}), {1, 1}), order({}, ?MODULE:id({a})), order(?MODULE:id({1, 2}), {1, 2.0}), order(?MODULE:id({1, a}), {1.0, b})]")
    m.add_case("type_chain", "L = ?MODULE:id([1, a, make_ref(), fun erlang:abs/1, self(), {}, #{}, [], [0], <<>>]), [order(A, B) || A <- L, B <- L]")
    m.add_case("deep_equal", "A = deep(?MODULE:id(10000), 1), B = deep(10000, 1), C = deep(10000, 1.0), {A =:= B, A == C, A =:= C, order(A, C), A < deep(10001, 1)}")
    m.add_case("deep_tuple_equal", "A = deept(?MODULE:id(10000), 1), B = deept(10000, 1), C = deept(10000, 2), {A =:= B, A == C, A < C}")
    m.add_case("long_list_equal", "A = lists:seq(1, ?MODULE:id(20000)), B = lists:seq(1, 20000), {A =:= B, A < B ++ [1], A == lists:reverse(lists:reverse(B)), A > tl(B)}")
    m.add_case("same_ref", "R = make_ref(), {R =:= ?MODULE:id(R), R == make_ref(), self() =:= ?MODULE:id(self())}")
    m.add_case("funs_equal", "X = ?MODULE:id(1), F = fun(Y) -> X + Y end, {F =:= ?MODULE:id(F), F == fun erlang:abs/1, fun ?MODULE:id/1 =:= ?MODULE:id(fun ?MODULE:id/1)}")
    m.add_case("funs_same_env", "[mk(?MODULE:id(1)) =:= mk(1), mk(1) =:= mk(?MODULE:id(2)), mk(1) == mk(?MODULE:id(1.0))]")
    m.add_helper("deep(0, X) -> X;\ndeep(N, X) -> [deep(N - 1, X)].")
    m.add_helper("deept(0, X) -> X;\ndeept(N, X) -> {n, deept(N - 1, X)}.")
    m.add_helper("mk(X) -> fun(Y) -> X + Y end.")
    m.write()


arithmetic()
conversions()
math_module()
compare()
