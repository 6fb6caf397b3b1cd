"""Operands of another type than the code relies on: a test that a compiler left out because it saw all callers."""
from assemble import F, FAIL, NIL, Atom, L, a, ext, fr, i, lit, lst, tr, u, x, y

BAD = {
    "int": i(1), "negative": i(-1), "atom": a("an_atom"), "nil": NIL, "list": lit([1, 2]), "float": lit(1.5),
    "tiny_float": lit(1.0e-300), "big": lit(1 << 100), "binary": lit(b"bytes"), "map": lit({1: 2}),
    "tuple0": lit(()), "tuple1": lit((1,)), "tuple9": lit(tuple(range(9))),
}


def each(m, body, kinds=None, arity=1, more=()):
    """run_KIND/0 for every kind of term passes it to bad/N, which holds the instruction under test; run/0 passes an integer."""
    m.fun("bad", arity, body, export=False)
    for kind, term in [("", i(1))] + [("_" + k, v) for k, v in (kinds or BAD).items()]:
        moves = [("move", value, x(n + 1)) for n, value in enumerate(more)]
        m.fun("run" + kind, 0, [("allocate", u(0), u(0)), *moves, ("move", term, x(0)), ("call", u(arity), F("bad", arity)),
                                ("deallocate", u(0)), ("return",)])


def context(m, body):
    """bad/1 gets a match context over <<1,2,3,4,5,6,7,8>> in x0."""
    m.fun("run", 0, [("move", lit(bytes(range(1, 9))), x(0)), ("bs_start_match4", a("no_fail"), u(1), x(0), x(0)),
                     *body, ("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)])


def pair(m, body):
    """run/0 makes a pair in x0 and goes on with the body."""
    m.fun("run", 0, [("test_heap", u(16), u(0)), ("put_tuple2", x(0), lst(a("p"), i(2))), *body, ("return",)])


GIVE = [("return",)]
KINDS = "; one function for each kind of term"


def define(case):
    tuples(case)
    lists(case)
    funs(case)
    maps_records(case)
    updates(case)
    exceptions(case)
    matching(case)
    building(case)
    typed(case)


def tuples(case):
    @case("get_tuple_element of what may be no tuple, no test before it" + KINDS, "load error; run_tuple1, run_tuple9: value of the element")
    def type_get_tuple_element(m):
        each(m, [("get_tuple_element", x(0), u(0), x(0))] + GIVE)

    @case("get_tuple_element with an index past the end, no test before it" + KINDS, "load error; run_tuple9: value 7")
    def type_get_tuple_element_past_end(m):
        each(m, [("get_tuple_element", x(0), u(7), x(0))] + GIVE)

    @case("get_tuple_element with an index of 2^24", "load error")
    def type_get_tuple_element_far(m):
        each(m, [("get_tuple_element", x(0), u(1 << 24), x(0))] + GIVE)

    @case("get_tuple_element with an index of 2^60", "load error")
    def type_get_tuple_element_huge(m):
        each(m, [("get_tuple_element", x(0), u(1 << 60), x(0))] + GIVE)

    @case("get_tuple_element after a test of a smaller size", "load error value:no; run_tuple1: load error")
    def type_get_tuple_element_beyond_test(m):
        each(m, [("is_tuple", L("no"), x(0)), ("test_arity", L("no"), x(0), u(1)), ("get_tuple_element", x(0), u(5), x(0)), ("return",),
                 ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("test_arity of what may be no tuple" + KINDS, "load error value")
    def type_test_arity(m):
        each(m, [("test_arity", L("no"), x(0), u(1)), ("move", a("yes"), x(0)), ("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("select_tuple_arity of what may be no tuple" + KINDS, "load error value")
    def type_select_tuple_arity(m):
        each(m, [("select_tuple_arity", x(0), L("no"), lst(u(1), L("one"), u(9), L("nine"))), ("label", "one"), ("move", a("one"), x(0)), ("return",),
                 ("label", "nine"), ("move", a("nine"), x(0)), ("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("is_tagged_tuple with a size of 2^40", "load value:no")
    def type_is_tagged_tuple_huge(m):
        each(m, [("is_tagged_tuple", L("no"), x(0), u(1 << 40), a("t")), ("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("an exported function that leaves the test out, its callers inside the module pass a tuple, run/0 calls it from outside with a list", "load error")
    def type_exported_without_test(m):
        m.fun("sum", 1, [("get_tuple_element", x(0), u(0), x(1)), ("get_tuple_element", x(0), u(1), x(0)),
                         ("gc_bif2", FAIL, u(2), ext("erlang", "+", 2), x(0), x(1), x(0)), ("return",)])
        m.fun("good", 0, [("move", lit((1, 2)), x(0)), ("call_only", u(1), F("sum", 1))])
        m.fun("run", 0, [("move", lit([1, 2]), x(0)), ("call_ext_only", u(1), ext(m.name, "sum", 1))])

    @case("a fun without a test, called with what its maker does not pass", "load error")
    def type_lambda_without_test(m):
        m.fun("first", 1, [("get_tuple_element", x(0), u(0), x(0)), ("return",)], export=False)
        n = m.lambda_("first", 1, 0)
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(n), x(1), lst()), ("move", i(7), x(0)),
                         ("call_fun", u(1)), ("deallocate", u(0)), ("return",)])


def lists(case):
    for op, operands in [("get_list", [x(0), x(1), x(2)]), ("get_hd", [x(0), x(1)]), ("get_tl", [x(0), x(1)])]:
        def make(op=op, operands=operands):
            def build(m):
                each(m, [(op, *operands), ("move", x(1), x(0))] + GIVE)
            build.__name__ = "type_" + op
            return build
        case(f"{op} of what may be no cons, no test before it" + KINDS, "load error; run_list: value")(make())

    @case("get_list of a literal that is a tuple", "load error")
    def type_get_list_literal(m):
        m.fun("run", 0, [("get_list", lit((1, 2)), x(0), x(1)), ("return",)])

    @case("get_list whose two destinations are one register", "load value error")
    def type_get_list_same(m):
        m.fun("run", 0, [("move", lit([1, 2]), x(0)), ("get_list", x(0), x(1), x(1)), ("move", x(1), x(0)), ("return",)])

    @case("fmove to a float register of what may be no float, no test before it" + KINDS, "load error; run_float, run_tiny_float: value")
    def type_fmove(m):
        each(m, [("fmove", x(0), fr(0)), ("fadd", FAIL, fr(0), fr(0), fr(0)), ("test_heap", ("alloc", [(0, 0), (1, 1), (2, 0)]), u(0)),
                 ("fmove", fr(0), x(0))] + GIVE)

    @case("fmove of a literal that is a tuple to a float register", "load error")
    def type_fmove_literal(m):
        m.fun("run", 0, [("fmove", lit((1, 2)), fr(0)), ("test_heap", ("alloc", [(0, 0), (1, 1), (2, 0)]), u(0)), ("fmove", fr(0), x(0)), ("return",)])

    @case("fconv of what is no number" + KINDS, "load error value")
    def type_fconv(m):
        each(m, [("fconv", x(0), fr(0)), ("test_heap", ("alloc", [(0, 0), (1, 1), (2, 0)]), u(0)), ("fmove", fr(0), x(0))] + GIVE)


def funs(case):
    for tag in ("safe", "unsafe"):
        def make(tag=tag):
            def build(m):
                each(m, [("allocate", u(0), u(1)), ("move", x(0), x(1)), ("call_fun2", a(tag), u(1), x(1)), ("deallocate", u(0)), ("return",)])
            build.__name__ = "type_call_fun2_" + tag
            return build
        case(f"call_fun2 marked {tag} of what is no fun" + KINDS, "load error")(make())

    @case("call_fun2 with the number of a fun, of what is no fun" + KINDS, "load error")
    def type_call_fun2_lambda(m):
        m.fun("f", 1, [("return",)], export=False)
        n = m.lambda_("f", 1, 0)
        each(m, [("allocate", u(0), u(1)), ("move", x(0), x(1)), ("call_fun2", u(n), u(1), x(1)), ("deallocate", u(0)), ("return",)])

    @case("call_fun2 with the number of one fun, of another with more free variables", "load error value:7")
    def type_call_fun2_other(m):
        m.fun("f", 3, [("test_heap", u(4), u(3)), ("put_tuple2", x(0), lst(x(0), x(1), x(2))), ("return",)], export=False)
        m.fun("g", 1, [("return",)], export=False)
        f, g = m.lambda_("f", 3, 2), m.lambda_("g", 1, 0)
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(g), x(1), lst()), ("move", i(7), x(0)),
                         ("call_fun2", u(f), u(1), x(1)), ("deallocate", u(0)), ("return",)])

    @case("call_fun2 with the number of a fun that is not there", "load error")
    def type_call_fun2_number(m):
        each(m, [("allocate", u(0), u(1)), ("move", x(0), x(1)), ("call_fun2", u(77), u(1), x(1)), ("deallocate", u(0)), ("return",)])

    @case("call_fun2 marked safe, of a fun of another arity", "load error")
    def type_call_fun2_arity(m):
        m.fun("f", 3, [("test_heap", u(4), u(3)), ("put_tuple2", x(0), lst(x(0), x(1), x(2))), ("return",)], export=False)
        f = m.lambda_("f", 3, 0)
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(f), x(1), lst()), ("move", i(7), x(0)),
                         ("call_fun2", a("safe"), u(1), x(1)), ("deallocate", u(0)), ("return",)])

    @case("call_fun of what is no fun" + KINDS, "error")
    def type_call_fun(m):
        each(m, [("allocate", u(0), u(1)), ("move", x(0), x(1)), ("call_fun", u(1)), ("deallocate", u(0)), ("return",)])

    @case("make_fun3 with fewer free variables than the fun table says", "load error")
    def type_make_fun3_few(m):
        m.fun("f", 4, [("test_heap", u(5), u(4)), ("put_tuple2", x(0), lst(x(0), x(1), x(2), x(3))), ("return",)], export=False)
        n = m.lambda_("f", 4, 3)
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(n), x(1), lst(i(1))), ("move", i(7), x(0)),
                         ("call_fun", u(1)), ("deallocate", u(0)), ("return",)])

    @case("make_fun3 with more free variables than the fun table says", "load error")
    def type_make_fun3_many(m):
        m.fun("f", 1, [("return",)], export=False)
        n = m.lambda_("f", 1, 0)
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(n), x(1), lst(*[i(k) for k in range(50)])),
                         ("move", i(7), x(0)), ("call_fun", u(1)), ("deallocate", u(0)), ("return",)])

    @case("a fun table row with more free variables than arguments", "load error")
    def type_lambda_free_over_arity(m):
        m.fun("f", 1, [("return",)], export=False)
        n = m.lambda_("f", 1, 5)
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(n), x(1), lst(*[i(k) for k in range(5)])),
                         ("move", i(7), x(0)), ("call_fun", u(1)), ("deallocate", u(0)), ("return",)])

    @case("a fun table row with 2^31 free variables", "load")
    def type_lambda_free_huge(m):
        m.fun("f", 1, [("return",)], export=False)
        n = m.lambda_("f", 1, 1 << 31)
        m.fun("run", 0, [("make_fun2", u(n)), ("return",)])

    @case("a fun table row whose label is no function", "load error")
    def type_lambda_label(m):
        m.fun("f", 1, [("label", "in"), ("move", x(7), x(0)), ("return",)], export=False)
        n = m.lambda_("f", 1, 0, label=(("f", 1), "in"))
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(n), x(1), lst()), ("move", i(7), x(0)),
                         ("call_fun", u(1)), ("deallocate", u(0)), ("return",)])

    @case("a fun table row whose label does not exist", "load error")
    def type_lambda_no_label(m):
        n = m.lambda_("f", 1, 0, label=9999)
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(n), x(1), lst()), ("move", i(7), x(0)),
                         ("call_fun", u(1)), ("deallocate", u(0)), ("return",)])

    @case("a fun table row whose arity is not its function's", "load error")
    def type_lambda_arity(m):
        m.fun("f", 4, [("test_heap", u(5), u(4)), ("put_tuple2", x(0), lst(x(0), x(1), x(2), x(3))), ("return",)], export=False)
        n = m.lambda_("f", 1, 0, label=("entry", ("f", 4)))
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(n), x(1), lst()), ("move", i(7), x(0)),
                         ("call_fun", u(1)), ("deallocate", u(0)), ("return",)])

    @case("make_fun3 with the number of a fun that is not there", "load")
    def type_make_fun3_number(m):
        m.fun("run", 0, [("allocate_heap", u(0), ("alloc", [(0, 0), (1, 0), (2, 1)]), u(0)), ("make_fun3", u(3), x(1), lst()), ("deallocate", u(0)), ("return",)])

    @case("make_fun2, which reads its free variables from x0 on, with registers that hold nothing", "load error")
    def type_make_fun2_unset(m):
        m.fun("f", 9, [("move", x(8), x(0)), ("return",)], export=False)
        n = m.lambda_("f", 9, 8)
        m.fun("run", 0, [("allocate", u(0), u(0)), ("make_fun2", u(n)), ("deallocate", u(0)), ("return",)])

    @case("apply with a module that is a tuple and a function that is an integer", "error")
    def type_apply(m):
        m.fun("run", 0, [("allocate", u(0), u(0)), ("move", i(1), x(0)), ("move", lit((1,)), x(1)), ("move", i(5), x(2)), ("apply", u(1)),
                         ("deallocate", u(0)), ("return",)])

    @case("apply with 255 arguments that were never set", "load error")
    def type_apply_unset(m):
        m.fun("run", 0, [("allocate", u(0), u(0)), ("apply", u(255)), ("deallocate", u(0)), ("return",)])


def maps_records(case):
    tail = [("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)]

    @case("get_map_elements of what may be no map, no test before it" + KINDS, "load error value; run_map: value 2")
    def type_get_map_elements(m):
        each(m, [("get_map_elements", L("no"), x(0), lst(i(1), x(1))), ("move", x(1), x(0))] + tail)

    @case("has_map_fields of what may be no map, no test before it" + KINDS, "load error value")
    def type_has_map_fields(m):
        each(m, [("has_map_fields", L("no"), x(0), lst(i(1)))] + tail)

    @case("get_map_elements with a list of odd length", "load")
    def type_get_map_elements_odd(m):
        each(m, [("get_map_elements", L("no"), x(0), lst(i(1), x(1), i(2)))] + tail)

    @case("get_map_elements with an empty list", "load value error")
    def type_get_map_elements_empty(m):
        each(m, [("get_map_elements", L("no"), x(0), lst())] + tail)

    @case("get_map_elements that writes over the map's register before the last key", "load error value")
    def type_get_map_elements_own(m):
        each(m, [("get_map_elements", L("no"), x(0), lst(i(1), x(0), i(1), x(1))), ("move", x(1), x(0))] + tail)

    @case("get_map_elements with literals as destinations", "load")
    def type_get_map_elements_dst(m):
        each(m, [("get_map_elements", L("no"), x(0), lst(i(1), i(2)))] + tail)

    for op in ("put_map_assoc", "put_map_exact"):
        def make(op=op):
            def build(m):
                each(m, [(op, FAIL, x(0), x(0), u(1), lst(i(1), a("v")))] + GIVE)
            build.__name__ = "type_" + op
            return build
        case(f"{op} into what is no map" + KINDS, "load error; run_map: value")(make())

        def make_odd(op=op):
            def build(m):
                each(m, [(op, FAIL, x(0), x(0), u(1), lst(i(1), a("v"), i(2)))] + GIVE)
            build.__name__ = "type_" + op + "_odd"
            return build
        case(f"{op} with a list of odd length", "load")(make_odd())

    @case("get_record_elements of what may be no native record, no test before it" + KINDS, "load error value")
    def type_get_record_elements(m):
        each(m, [("get_record_elements", L("no"), x(0), lst(a("f"), x(1))), ("move", x(1), x(0))] + tail)

    @case("is_native_record of what may be no native record, no test before it" + KINDS, "load error value")
    def type_is_native_record(m):
        each(m, [("is_native_record", L("no"), x(0), a("m"), a("r"))] + tail)

    @case("is_record_accessible of what may be no native record, no test before it" + KINDS, "load error value")
    def type_is_record_accessible(m):
        each(m, [("is_record_accessible", L("no"), x(0), a("auto_local"))] + tail)

    @case("is_record_accessible with a scope that is none", "load error value")
    def type_is_record_accessible_scope(m):
        each(m, [("is_record_accessible", L("no"), x(0), a("everywhere"))] + tail)

    @case("put_record into what is no native record" + KINDS, "load error")
    def type_put_record(m):
        each(m, [("put_record", FAIL, a("_"), x(0), x(0), u(1), lst(a("f"), i(1)))] + GIVE)

    @case("put_record of a record that the module does not define", "load error")
    def type_put_record_undefined(m):
        m.fun("run", 0, [("put_record", FAIL, a("nowhere"), NIL, x(0), u(0), lst(a("f"), i(1))), ("return",)])

    @case("put_record with a name that is an integer, and with a literal that is no pair", "load error")
    def type_put_record_name(m):
        m.fun("run", 0, [("put_record", FAIL, i(5), NIL, x(0), u(0), lst()), ("return",)])
        m.fun("run_literal", 0, [("put_record", FAIL, lit((1, 2, 3)), NIL, x(0), u(0), lst()), ("return",)])

    @case("put_record with a list of odd length, and with field names that are no atoms", "load error")
    def type_put_record_fields(m):
        m.fun("run", 0, [("put_record", FAIL, a("r"), NIL, x(0), u(0), lst(a("f"))), ("return",)])
        m.fun("run_names", 0, [("put_record", FAIL, a("r"), NIL, x(0), u(0), lst(i(1), i(2))), ("return",)])

    @case("get_record_field of what is no native record" + KINDS, "load error")
    def type_get_record_field(m):
        each(m, [("get_record_field", FAIL, x(0), a("r"), a("f"), x(0))] + GIVE)


def updates(case):
    for hint in ("copy", "reuse", "inplace"):
        def make(hint=hint):
            def build(m):
                each(m, [("test_heap", u(10), u(1)), ("update_record", a(hint), u(2), x(0), x(0), lst(u(1), a("new")))] + GIVE)
            build.__name__ = "type_update_record_" + hint
            return build
        case(f"update_record with the hint {hint} of what may be no pair, no test before it" + KINDS, "load error")(make())

    @case("update_record in place of a literal: every later use of the literal would see it", "load error value:{{1,2},{new,2}}")
    def type_update_record_literal(m):
        m.fun("run", 0, [("test_heap", u(8), u(0)), ("move", lit((1, 2)), x(0)), ("update_record", a("inplace"), u(2), x(0), x(1), lst(u(1), a("new"))),
                         ("move", lit((1, 2)), x(0)), ("put_tuple2", x(0), lst(x(0), x(1))), ("return",)])

    @case("update_record in place of a tuple that is used again", "load error value")
    def type_update_record_shared(m):
        pair(m, [("move", x(0), x(2)), ("update_record", a("inplace"), u(2), x(0), x(1), lst(u(1), a("new"))), ("put_tuple2", x(0), lst(x(2), x(1)))])

    for name, operands, wrong in [
            ("index_zero", [a("copy"), u(2), x(0), x(0), lst(u(0), a("v"))], "with index 0"),
            ("index_past", [a("copy"), u(2), x(0), x(0), lst(u(3), a("v"))], "with an index past the size"),
            ("index_huge", [a("inplace"), u(2), x(0), x(0), lst(u(1 << 40), a("v"))], "with an index of 2^40"),
            ("index_atom", [a("copy"), u(2), x(0), x(0), lst(a("one"), a("v"))], "with an atom as index"),
            ("odd", [a("copy"), u(2), x(0), x(0), lst(u(1), a("v"), u(2))], "with a list of odd length"),
            ("unsorted", [a("copy"), u(2), x(0), x(0), lst(u(2), a("v"), u(1), a("w"), u(2), a("z"))], "with indices out of order and twice"),
            ("size_small", [a("inplace"), u(1), x(0), x(0), lst(u(1), a("v"))], "with a size smaller than the tuple's"),
            ("size_large", [a("copy"), u(9), x(0), x(0), lst(u(8), a("v"))], "with a size larger than the tuple's"),
            ("size_huge", [a("copy"), u(1 << 40), x(0), x(0), lst(u(1), a("v"))], "with a size of 2^40"),
            ("hint", [a("nonsense"), u(2), x(0), x(0), lst(u(1), a("v"))], "with a hint that is none"),
            ("empty", [a("copy"), u(2), x(0), x(0), lst()], "with an empty list")]:
        def make(name=name, operands=operands):
            def build(m):
                pair(m, [("update_record", *operands)])
            build.__name__ = "type_update_record_" + name
            return build
        case("update_record " + wrong, "load error value")(make())

    @case("set_tuple_element into a literal: every later use of the literal would see it", "load error value:{1,2}")
    def type_set_tuple_element_literal(m):
        m.fun("run", 0, [("move", lit((1, 2)), x(0)), ("set_tuple_element", a("new"), x(0), u(0)), ("move", lit((1, 2)), x(0)), ("return",)])

    @case("set_tuple_element into a tuple that is in use elsewhere", "load error value:{p,2}")
    def type_set_tuple_element_shared(m):
        pair(m, [("move", x(0), x(1)), ("set_tuple_element", a("new"), x(0), u(0)), ("move", x(1), x(0))])

    @case("set_tuple_element into what setelement/3 made, with a collection in between", "load error value")
    def type_set_tuple_element_after_gc(m):
        m.fun("run", 0, [("allocate", u(1), u(0)), ("move", i(2), x(0)), ("move", lit((1, 2)), x(1)), ("move", a("b"), x(2)),
                         ("call_ext", u(3), ext("erlang", "setelement", 3)), ("move", x(0), y(0)), ("call_ext", u(0), ext("erlang", "garbage_collect", 0)),
                         ("call_ext", u(0), ext("erlang", "garbage_collect", 0)), ("test_heap", u(2), u(0)), ("put_list", a("young"), NIL, x(1)),
                         ("set_tuple_element", x(1), y(0), u(0)), ("call_ext", u(0), ext("erlang", "garbage_collect", 0)), ("move", y(0), x(0)),
                         ("deallocate", u(1)), ("return",)])

    @case("set_tuple_element of what may be no tuple" + KINDS, "load error")
    def type_set_tuple_element(m):
        each(m, [("set_tuple_element", a("new"), x(0), u(0))] + GIVE)

    @case("set_tuple_element past the end of what setelement/3 made", "load error")
    def type_set_tuple_element_past(m):
        m.fun("run", 0, [("allocate", u(0), u(0)), ("move", i(2), x(0)), ("move", lit((1, 2)), x(1)), ("move", a("b"), x(2)),
                         ("call_ext", u(3), ext("erlang", "setelement", 3)), ("set_tuple_element", a("new"), x(0), u(77)), ("deallocate", u(0)), ("return",)])

    @case("put_tuple that says 5 elements and is followed by 2", "load")
    def type_put_tuple_few(m):
        m.fun("run", 0, [("test_heap", u(6), u(0)), ("put_tuple", u(5), x(0)), ("put", i(1)), ("put", i(2)), ("return",)])

    @case("put_tuple that says 1 element and is followed by 9", "load")
    def type_put_tuple_many(m):
        m.fun("run", 0, [("test_heap", u(2), u(0)), ("put_tuple", u(1), x(0)), *[("put", i(k)) for k in range(9)], ("return",)])

    @case("put without put_tuple", "load")
    def type_put_alone(m):
        m.fun("run", 0, [("test_heap", u(2), u(0)), ("put", i(1)), ("move", i(0), x(0)), ("return",)])

    @case("put_tuple of 2^40 elements", "load")
    def type_put_tuple_huge(m):
        m.fun("run", 0, [("put_tuple", u(1 << 40), x(0)), ("put", i(1)), ("return",)])


def exceptions(case):
    @case("raise with a stack trace that is none" + KINDS, "load error")
    def type_raise(m):
        each(m, [("move", a("reason"), x(1)), ("raise", x(0), x(1))])

    @case("raise of a value as trace and of a trace as value", "load error")
    def type_raise_turned(m):
        m.fun("run", 0, [("allocate", u(1), u(0)), ("try", y(0), L("h")), ("move", a("r"), x(0)), ("call_ext", u(1), ext("erlang", "throw", 1)),
                         ("try_end", y(0)), ("deallocate", u(1)), ("return",), ("label", "h"), ("try_case", y(0)), ("raise", x(1), x(2))])

    @case("raw_raise with a class that is none and a trace that is none" + KINDS, "load error value")
    def type_raw_raise(m):
        each(m, [("move", x(0), x(1)), ("move", x(0), x(2)), ("allocate", u(0), u(3)), ("raw_raise",), ("deallocate", u(0)), ("return",)])

    @case("raw_raise of a good class with a trace that is none" + KINDS, "load error value")
    def type_raw_raise_trace(m):
        each(m, [("move", x(0), x(2)), ("move", a("error"), x(0)), ("move", a("r"), x(1)), ("allocate", u(0), u(3)), ("raw_raise",), ("deallocate", u(0)),
                 ("return",)])

    @case("build_stacktrace of what is no raw stack trace" + KINDS, "load error value")
    def type_build_stacktrace(m):
        each(m, [("allocate", u(0), u(1)), ("build_stacktrace",), ("deallocate", u(0)), ("return",)])

    @case("the raw stack trace of try_case given to the program as a value: returned, compared, sent, put into a term", "load error value")
    def type_raw_trace_escapes(m):
        m.fun("run", 0, [("allocate", u(1), u(0)), ("try", y(0), L("h")), ("move", a("r"), x(0)), ("call_ext", u(1), ext("erlang", "error", 1)),
                         ("try_end", y(0)), ("deallocate", u(1)), ("return",), ("label", "h"), ("try_case", y(0)), ("move", x(2), y(0)),
                         ("move", x(2), x(0)), ("call_ext", u(1), ext("erlang", "phash2", 1)), ("move", y(0), x(0)),
                         ("call_ext", u(1), ext("erlang", "term_to_binary", 1)), ("call_ext", u(0), ext("erlang", "garbage_collect", 0)),
                         ("move", y(0), x(0)), ("deallocate", u(1)), ("return",)])

    @case("badmatch, case_end, try_case_end and badrecord of a register that holds nothing", "load error")
    def type_error_unset(m):
        for k, op in enumerate(("badmatch", "case_end", "try_case_end", "badrecord")):
            m.fun("run" if k == 0 else f"run_{op}", 0, [(op, x(7))])


def matching(case):
    flags = u(0)
    tail = [("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)]
    for name, body in {
            "bs_match": [("bs_match", L("no"), x(0), lst(a("ensure_at_least"), u(8), u(1), a("integer"), u(1), NIL, u(8), u(1), x(0)))],
            "bs_get_integer2": [("bs_get_integer2", L("no"), x(0), u(1), i(8), u(1), flags, x(0))],
            "bs_get_float2": [("bs_get_float2", L("no"), x(0), u(1), i(64), u(1), flags, x(0))],
            "bs_get_binary2": [("bs_get_binary2", L("no"), x(0), u(1), a("all"), u(8), flags, x(0))],
            "bs_skip_bits2": [("bs_skip_bits2", L("no"), x(0), i(8), u(1), flags)],
            "bs_test_tail2": [("bs_test_tail2", L("no"), x(0), u(8))],
            "bs_test_unit": [("bs_test_unit", L("no"), x(0), u(8))],
            "bs_match_string": [("bs_match_string", L("no"), x(0), u(8), u(0))],
            "bs_get_utf8": [("bs_get_utf8", L("no"), x(0), u(1), flags, x(0))],
            "bs_get_utf16": [("bs_get_utf16", L("no"), x(0), u(1), flags, x(0))],
            "bs_get_utf32": [("bs_get_utf32", L("no"), x(0), u(1), flags, x(0))],
            "bs_skip_utf8": [("bs_skip_utf8", L("no"), x(0), u(1), flags)],
            "bs_get_tail": [("bs_get_tail", x(0), x(0), u(1))],
            "bs_get_position": [("bs_get_position", x(0), x(1), u(1)), ("move", i(0), x(0))],
            "bs_set_position": [("move", i(0), x(1)), ("bs_set_position", x(0), x(1)), ("move", i(0), x(0))],
            "bs_save2": [("bs_save2", x(0), u(0)), ("move", i(0), x(0))],
            "bs_restore2": [("bs_restore2", x(0), u(0)), ("move", i(0), x(0))],
            "bs_start_match4_resume": [("bs_start_match4", a("resume"), u(1), x(0), x(0)), ("move", i(0), x(0))],
            "bs_start_match4_no_fail": [("bs_start_match4", a("no_fail"), u(1), x(0), x(0)), ("bs_get_tail", x(0), x(0), u(1))]}.items():
        def make(name=name, body=body):
            def build(m):
                m.strings = b"string"
                each(m, body + tail)
            build.__name__ = "type_" + name
            return build
        case(f"{name} of what is no match context" + KINDS, "load error" + (" value" if "utf" in name or "unit" in name or "no_fail" in name else ""))(make())

    for kind, value in BAD.items():
        def make(kind=kind, value=value):
            def build(m):
                context(m, [("move", value, x(1)), ("bs_set_position", x(0), x(1)),
                            ("bs_get_integer2", L("no"), x(0), u(1), i(8), u(1), u(0), x(0))])
            build.__name__ = "type_bs_set_position_" + kind
            return build
        case(f"bs_set_position to {kind}, which no bs_get_position gave", "load error" + (" value" if kind in ("int",) else ""))(make())

    @case("bs_set_position far past the end, then a read", "load error")
    def type_bs_set_position_far(m):
        context(m, [("move", i(1 << 50), x(1)), ("bs_set_position", x(0), x(1)), ("bs_get_binary2", L("no"), x(0), u(1), a("all"), u(1), u(0), x(0))])

    @case("a place remembered in one context and gone back to in a shorter one", "load error value")
    def type_bs_position_other(m):
        m.fun("run", 0, [("move", lit(b"a longer binary"), x(0)), ("bs_start_match4", a("no_fail"), u(1), x(0), x(0)),
                         ("bs_skip_bits2", L("no"), x(0), i(100), u(1), u(0)), ("bs_get_position", x(0), x(1), u(1)), ("move", lit(b"x"), x(2)),
                         ("bs_start_match4", a("no_fail"), u(3), x(2), x(2)), ("bs_set_position", x(2), x(1)), ("bs_get_tail", x(2), x(0), u(3)),
                         ("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("bs_restore2 of a place that was never saved", "load error value")
    def type_bs_restore2_unsaved(m):
        m.fun("run", 0, [("move", lit(b"abc"), x(0)), ("bs_start_match2", L("no"), x(0), u(1), u(2), x(0)), ("bs_restore2", x(0), u(1)),
                         ("bs_get_integer2", L("no"), x(0), u(1), i(8), u(1), u(0), x(0)), ("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("bs_save2 and bs_restore2 with a slot past those that bs_start_match2 made", "load error")
    def type_bs_save2_slot(m):
        m.fun("run", 0, [("move", lit(b"abc"), x(0)), ("bs_start_match2", L("no"), x(0), u(1), u(1), x(0)), ("bs_save2", x(0), u(900)),
                         ("bs_restore2", x(0), u(900)), ("move", i(0), x(0)), ("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("bs_start_match2 with 2^40 slots", "load error")
    def type_bs_start_match2_slots(m):
        m.fun("run", 0, [("move", lit(b"abc"), x(0)), ("bs_start_match2", L("no"), x(0), u(1), u(1 << 40), x(0)), ("move", i(0), x(0)), ("return",),
                         ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("bs_start_match3 and its kind with a register that holds nothing", "load error value")
    def type_bs_start_match_unset(m):
        m.fun("run", 0, [("bs_start_match3", L("no"), x(3), u(0), x(0)), ("return",), ("label", "no"), ("move", a("no"), x(0)), ("return",)])

    @case("a match context given to the program as a value: returned, hashed, written as bytes, compared, kept over a collection", "load error value")
    def type_context_escapes(m):
        m.fun("run", 0, [("allocate", u(1), u(0)), ("move", lit(bytes(range(100))), x(0)), ("bs_start_match4", a("no_fail"), u(1), x(0), x(0)), ("move", x(0), y(0)),
                         ("call_ext", u(1), ext("erlang", "phash2", 1)), ("move", y(0), x(0)), ("call_ext", u(1), ext("erlang", "term_to_binary", 1)),
                         ("move", y(0), x(0)), ("move", lit([1]), x(1)), ("call_ext", u(2), ext("erlang", "=:=", 2)),
                         ("call_ext", u(0), ext("erlang", "garbage_collect", 0)), ("test_heap", u(2), u(0)), ("put_list", y(0), NIL, x(0)),
                         ("deallocate", u(1)), ("return",)])

    commands = {
        "consume_more": ([a("ensure_at_least"), u(8), u(1), a("integer"), u(1), NIL, u(64), u(8), x(0)], "reads more bits than it made sure of"),
        "no_ensure": ([a("integer"), u(1), NIL, u(8), u(60), x(0)], "reads with nothing made sure of"),
        "tail_first": ([a("get_tail"), u(1), u(1), x(0)], "takes the tail with nothing made sure of"),
        "skip_more": ([a("ensure_at_least"), u(8), u(1), a("skip"), u(640), a("get_tail"), u(1), u(1), x(0)], "passes over more bits than it made sure of"),
        "eq_more": ([a("ensure_at_least"), u(1), u(1), a("=:="), NIL, u(64), u(0)], "compares more bits than it made sure of"),
        "eq_wide": ([a("ensure_at_least"), u(64), u(1), a("=:="), NIL, u(2000), u(0)], "compares 2000 bits"),
        "eq_value": ([a("ensure_at_least"), u(8), u(1), a("=:="), NIL, u(4), u(1 << 60)], "compares 4 bits with a wider number"),
        "unknown": ([a("frobnicate"), u(1)], "has a command that is none"),
        "truncated": ([a("ensure_at_least"), u(8), u(1), a("integer"), u(1), NIL], "ends inside a command"),
        "not_atom": ([u(5), u(6)], "has a number where a command stands"),
        "empty": ([], "has no command"),
        "live_small": ([a("ensure_at_least"), u(8), u(1), a("binary"), u(0), NIL, u(8), u(1), x(1), a("get_tail"), u(0), u(1), x(0)],
                       "has a live count that leaves its context out"),
        "live_large": ([a("ensure_at_least"), u(8), u(1), a("binary"), u(1000), NIL, u(8), u(1), x(1)], "has a live count over registers that hold nothing"),
        "size_huge": ([a("ensure_at_least"), u(1 << 62), u(1), a("integer"), u(1), NIL, u(1 << 40), u(1), x(0)], "asks for 2^62 bits"),
        "size_overflow": ([a("ensure_at_least"), u(0), u(1), a("integer"), u(1), NIL, u(1 << 61), u(8), x(0)], "reads 2^61 units of 8 bits"),
        "unit_zero": ([a("ensure_at_least"), u(8), u(0), a("get_tail"), u(1), u(0), x(0)], "has units of 0"),
        "dst_literal": ([a("ensure_at_least"), u(8), u(1), a("integer"), u(1), NIL, u(8), u(1), i(5)], "has a literal as destination"),
        "dst_context": ([a("ensure_at_least"), u(16), u(1), a("integer"), u(1), NIL, u(8), u(1), x(0), a("integer"), u(1), NIL, u(8), u(1), x(0)],
                        "writes over its context and reads on"),
        "flags": ([a("ensure_at_least"), u(8), u(1), a("integer"), u(1), lit((1, Atom("big"))), u(8), u(1), x(0)], "has flags that are no list"),
        "flags_unknown": ([a("ensure_at_least"), u(8), u(1), a("integer"), u(1), lit([Atom("sideways")]), u(8), u(1), x(0)], "has a flag that is none"),
        "negative": ([a("ensure_at_least"), i(-8), u(1), a("skip"), i(-8), a("get_tail"), u(1), u(1), x(0)], "has sizes below 0"),
        "exactly_twice": ([a("ensure_exactly"), u(64), a("integer"), u(1), NIL, u(64), u(1), x(1), a("ensure_exactly"), u(64), a("integer"), u(1), NIL,
                           u(64), u(1), x(1)], "makes sure of the end and reads on")}
    for name, (items, wrong) in commands.items():
        def make(name=name, items=items):
            def build(m):
                context(m, [("bs_match", L("no"), x(0), lst(*items))])
            build.__name__ = "type_bs_match_" + name
            return build
        case("a bs_match that " + wrong, "load error value")(make())

    @case("bs_match that can fail and has no label to fail to", "load error")
    def type_bs_match_no_label(m):
        context(m, [("bs_match", FAIL, x(0), lst(a("ensure_at_least"), u(8000), u(1), a("integer"), u(1), NIL, u(8), u(1), x(0)))])

    for op, operands in {"bs_get_integer2": [u(1), i(-8), u(1), u(0), x(1)], "bs_get_binary2": [u(1), i(-8), u(1), u(0), x(1)],
                         "bs_get_float2": [u(1), i(-64), u(1), u(0), x(1)], "bs_skip_bits2": [i(-8), u(1), u(0)]}.items():
        def make(op=op, operands=operands):
            def build(m):
                context(m, [(op, L("no"), x(0), *operands), ("move", i(1), x(0))])
            build.__name__ = "type_" + op + "_negative"
            return build
        case(f"{op} with a literal size below 0", "load error value:no")(make())

    @case("sizes times units that leave 64 bits", "load error value:no")
    def type_bs_get_overflow(m):
        context(m, [("move", i(1 << 57), x(1)), ("bs_skip_bits2", L("no"), x(0), x(1), u(256), u(0)), ("bs_get_tail", x(0), x(0), u(1))])

    @case("bs_get_integer2 of 2^33 bits", "load error value:no")
    def type_bs_get_integer_huge(m):
        context(m, [("bs_get_integer2", L("no"), x(0), u(1), i(1 << 33), u(1), u(0), x(0))])

    @case("bs_get_integer2 with a unit of 0 and of 1000, and with flags that are none", "load error value")
    def type_bs_get_unit(m):
        context(m, [("bs_get_integer2", L("no"), x(0), u(1), i(8), u(0), u(0), x(1)), ("bs_get_integer2", L("no"), x(0), u(1), i(1), u(1000), u(0xFFFF), x(1)),
                    ("move", i(1), x(0))])

    @case("bs_match_string past the end of the string table, and of more bits than it has", "load error value")
    def type_bs_match_string_offset(m):
        m.strings = b"ab"
        context(m, [("bs_match_string", L("no"), x(0), u(64), u(1)), ("move", i(1), x(0))])

    @case("bs_match_string at an offset of 2^40", "load error")
    def type_bs_match_string_far(m):
        context(m, [("bs_match_string", L("no"), x(0), u(8), u(1 << 40)), ("move", i(1), x(0))])


def building(case):
    def segments(*items, **kw):
        return ("bs_create_bin", FAIL, u(kw.get("heap", 0)), u(kw.get("live", 0)), u(kw.get("unit", 1)), x(0), lst(*items))

    seg = {
        "type": ([a("frobnicate"), u(1), u(1), NIL, i(1), i(8)], "of a type that is none"),
        "type_number": ([u(3), u(1), u(1), NIL, i(1), i(8)], "whose type is a number"),
        "short_list": ([a("integer"), u(1), u(1), NIL], "that is cut short"),
        "negative": ([a("integer"), u(1), u(1), NIL, i(1), i(-8)], "with a size below 0"),
        "huge": ([a("integer"), u(1), u(1), NIL, i(1), i(1 << 62)], "of 2^62 bits"),
        "overflow": ([a("integer"), u(1), u(256), NIL, i(1), i(1 << 57)], "whose size times unit leaves 64 bits"),
        "sum_overflow": ([a("integer"), u(1), u(1), NIL, i(1), i((1 << 63) - 8), a("integer"), u(2), u(1), NIL, i(1), i((1 << 63) - 8)],
                         "whose sizes add up past 64 bits"),
        "large": ([a("integer"), u(1), u(1), NIL, i(1), i(1 << 45)], "of 4 terabytes"),
        "string_past": ([a("string"), u(1), u(8), NIL, u(0), i(500)], "that reads past the string table"),
        "string_far": ([a("string"), u(1), u(8), NIL, u(1 << 40), i(5)], "that reads far past the string table"),
        "string_negative": ([a("string"), u(1), u(8), NIL, u(0), i(-5)], "that reads a negative part of the string table"),
        "unit_zero": ([a("integer"), u(1), u(0), NIL, i(1), i(8)], "with a unit of 0"),
        "unit_large": ([a("integer"), u(1), u(5000), NIL, i(1), i(8)], "with a unit of 5000"),
        "flags": ([a("integer"), u(1), u(1), lit((1, 2)), i(1), i(8)], "with flags that are no list"),
        "float_size": ([a("float"), u(1), u(1), NIL, lit(1.5), i(24)], "of a float of 24 bits"),
        "append_second": ([a("integer"), u(1), u(1), NIL, i(1), i(8), a("append"), u(2), u(8), NIL, lit(b"x"), a("all")], "that appends and is not the first"),
        "append_int": ([a("append"), u(1), u(8), NIL, i(5), a("all")], "that appends to an integer"),
        "private_literal": ([a("private_append"), u(1), u(8), NIL, lit(b"shared by all"), a("all"), a("integer"), u(2), u(1), NIL, i(1), i(8)],
                            "that appends in place to a literal"),
        "binary_size": ([a("binary"), u(1), u(8), NIL, lit(b"abc"), i(500)], "of more bytes than its binary has"),
        "utf8_size": ([a("utf8"), u(1), u(0), NIL, i(0xD800), a("undefined")], "of a surrogate"),
        "value_unset": ([a("integer"), u(1), u(1), NIL, x(9), i(8)], "of a register that holds nothing"),
        "size_unset": ([a("integer"), u(1), u(1), NIL, i(1), x(9)], "whose size is a register that holds nothing")}
    for name, (items, wrong) in seg.items():
        def make(name=name, items=items):
            def build(m):
                m.strings = b"abc"
                m.fun("run", 0, [segments(*items), ("return",)])
            build.__name__ = "type_bs_create_bin_" + name
            return build
        case("bs_create_bin with a segment " + wrong, "load error" + (" value" if name in ("flags", "append_second", "private_literal", "unit_large") else ""))(make())

    @case("bs_create_bin with no segment", "load error value:<<>>")
    def type_bs_create_bin_empty(m):
        m.fun("run", 0, [segments(), ("return",)])

    @case("appending in place to a binary that another name still holds, twice", "load error value")
    def type_private_append_shared(m):
        m.fun("run", 0, [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("move", i(256), x(0)), ("bs_init_writable",), ("move", x(0), y(0)),
                         ("bs_create_bin", FAIL, u(0), u(1), u(8), y(1), lst(a("private_append"), u(1), u(8), NIL, y(0), a("all"), a("integer"), u(2), u(1),
                                                                             NIL, i(1), i(8))),
                         ("bs_create_bin", FAIL, u(0), u(0), u(8), x(1), lst(a("private_append"), u(1), u(8), NIL, y(0), a("all"), a("integer"), u(2), u(1),
                                                                             NIL, i(2), i(8))),
                         ("test_heap", u(4), u(2)), ("put_tuple2", x(0), lst(y(0), y(1), x(1))), ("deallocate", u(2)), ("return",)])

    def old(case_name, wrong, accept, body):
        def build(m):
            m.strings = b"abc"
            m.fun("run", 0, body + [("return",)])
        build.__name__ = case_name
        case(wrong, accept)(build)

    put8 = ("bs_put_integer", FAIL, i(8), u(1), u(0), i(1))
    old("type_bs_put_past_end", "bs_init2 of 1 byte followed by 100 bytes", "load error",
        [("bs_init2", FAIL, u(1), u(0), u(0), u(0), x(0))] + [put8] * 100)
    old("type_bs_put_value_size", "bs_init2 of 1 byte followed by an integer of 2^20 bits", "load error",
        [("bs_init2", FAIL, u(1), u(0), u(0), u(0), x(0)), ("bs_put_integer", FAIL, i(1 << 20), u(1), u(0), i(1))])
    old("type_bs_put_binary_past", "bs_init2 of 1 byte followed by a binary of 4", "load error",
        [("bs_init2", FAIL, u(1), u(0), u(0), u(0), x(0)), ("bs_put_binary", FAIL, a("all"), u(8), u(0), lit(b"four"))])
    old("type_bs_put_string_past", "bs_put_string past the string table", "load error",
        [("bs_init2", FAIL, u(100), u(0), u(0), u(0), x(0)), ("bs_put_string", u(100), u(0))])
    old("type_bs_put_short", "bs_init2 of 64 bytes of which 1 is written: the rest must not be old memory", "load error value",
        [("bs_init2", FAIL, u(64), u(0), u(0), u(0), x(0)), put8])
    old("type_bs_put_alone", "bs_put_integer without bs_init2", "load error", [put8, ("move", i(1), x(0))])
    old("type_bs_init2_huge", "bs_init2 of 2^60 bytes", "load error", [("bs_init2", FAIL, u(1 << 60), u(0), u(0), u(0), x(0))])
    old("type_bs_init2_negative", "bs_init2 with a size below 0 in a register", "load error",
        [("move", i(-1), x(0)), ("bs_init2", FAIL, x(0), u(0), u(1), u(0), x(0))])
    old("type_bs_put_after_gc", "a collection between bs_init2 and its bs_put_integer", "load error value",
        [("bs_init2", FAIL, u(2), u(0), u(0), u(0), x(0)), put8, ("test_heap", u(100000), u(1)), put8])
    old("type_bs_put_utf_size", "bs_put_utf8 of four bytes where one was counted", "load error",
        [("bs_init2", FAIL, u(1), u(0), u(0), u(0), x(0)), ("bs_put_utf8", FAIL, u(0), i(0x10FFFF))])
    old("type_bs_append_literal", "bs_append to what is no binary", "load error",
        [("bs_append", FAIL, i(8), u(0), u(0), u(8), a("atom"), u(0), x(0)), put8])
    old("type_bs_private_append_literal", "bs_private_append to a literal", "load error value",
        [("bs_private_append", FAIL, i(8), u(8), lit(b"shared by all"), u(0), x(0)), put8])
    old("type_bs_add_overflow", "bs_add that leaves 64 bits", "load error",
        [("move", i(1 << 58), x(0)), ("bs_add", FAIL, x(0), x(0), u(256), x(1)), ("bs_init2", FAIL, x(1), u(0), u(2), u(0), x(0))])

    @case("bs_init_writable with a size of 2^62, and with an atom", "load error value")
    def type_bs_init_writable(m):
        m.fun("run", 0, [("allocate", u(0), u(0)), ("move", i(1 << 59), x(0)), ("bs_init_writable",), ("deallocate", u(0)), ("return",)])
        m.fun("run_atom", 0, [("allocate", u(0), u(0)), ("move", a("big"), x(0)), ("bs_init_writable",), ("deallocate", u(0)), ("return",)])


def typed(case):
    """The Type chunk of OTP 29 (version 4): rows of 16 bits of kinds, and bounds. It may lie."""
    def chunk(*rows, version=4, count=None):
        body = b"".join(rows)
        return version.to_bytes(4, "big") + (len(rows) if count is None else count).to_bytes(4, "big") + body

    lies = {"all_bits": b"\xff\xff" + bytes(16) + b"\7", "none": b"\0\0"}
    lies.update({f"bit{k}": (1 << k).to_bytes(2, "big") for k in range(13)})
    for name, row in lies.items():
        def make(name=name, row=row):
            def build(m):
                m.chunks["Type"] = chunk(b"\x1f\xff", row)
                each(m, [("test_heap", u(9), u(1)), ("gc_bif2", L("no"), u(1), ext("erlang", "+", 2), tr(x(0), 1), tr(x(0), 1), x(1)),
                         ("is_lt", L("no"), tr(x(0), 1), tr(x(1), 1)), ("return",), ("label", "no"), ("is_eq_exact", L("ne"), tr(x(0), 1), i(5)),
                         ("return",), ("label", "ne"), ("gc_bif1", FAIL, u(1), ext("erlang", "length", 1), tr(x(0), 1), x(0)), ("return",)])
            build.__name__ = "typed_" + name
            return build
        case(f"a Type chunk whose row is {row.hex()} for operands of any type" + KINDS, "load error value")(make())

    @case("operands typed as a pair, without a test", "load error; run_tuple9: value of the element")
    def typed_tuple(m):
        m.chunks["Type"] = chunk(b"\x1f\xff", (1 << 11).to_bytes(2, "big"))
        each(m, [("get_tuple_element", tr(x(0), 1), u(1), x(0))] + GIVE)

    @case("a Type chunk that says small integers with bounds, for operands of any type", "load error value")
    def typed_bounds(m):
        row = ((1 << 5) | (1 << 13) | (1 << 14)).to_bytes(2, "big") + (0).to_bytes(8, "big") + (9).to_bytes(8, "big")
        m.chunks["Type"] = chunk(b"\x1f\xff", row)
        each(m, [("gc_bif2", FAIL, u(1), ext("erlang", "+", 2), tr(x(0), 1), tr(x(0), 1), x(0)), ("return",)])

    for name, data, wrong in [("truncated", chunk(b"\x1f\xff", b"\x40"), "is cut short"), ("count", chunk(b"\x1f\xff", count=1 << 31), "says 2^31 rows"),
                              ("version", chunk(b"\x1f\xff", version=99), "has a version of its own"), ("empty", b"", "is empty"),
                              ("short", b"\0\0", "is two bytes long")]:
        def make(name=name, data=data):
            def build(m):
                m.chunks["Type"] = data
                each(m, [("gc_bif2", FAIL, u(1), ext("erlang", "+", 2), tr(x(0), 0), i(1), x(0)), ("return",)])
            build.__name__ = "typed_chunk_" + name
            return build
        case("a Type chunk that " + wrong, "load error value")(make())

    @case("an operand typed with a row that is not there", "load error value")
    def typed_index(m):
        m.chunks["Type"] = chunk(b"\x1f\xff")
        each(m, [("gc_bif2", FAIL, u(1), ext("erlang", "+", 2), tr(x(0), 5000), i(1), x(0)), ("return",)])

    @case("typed operands and no Type chunk", "load error value")
    def typed_no_chunk(m):
        each(m, [("gc_bif2", FAIL, u(1), ext("erlang", "+", 2), tr(x(0), 1), i(1), x(0)), ("return",)])

    @case("a typed operand inside a typed operand, and a typed literal", "load")
    def typed_nested(m):
        m.chunks["Type"] = chunk(b"\x1f\xff")
        each(m, [("gc_bif2", FAIL, u(1), ext("erlang", "+", 2), tr(tr(x(0), 0), 0), i(1), x(0)), ("return",)])
        m.fun("run_typed_literal", 0, [("move", tr(i(1), 0), x(0)), ("return",)])
