"""Control flow, functions, tables of imports and exports, and the bytes of the code itself."""
import struct

import beamfile
from assemble import F, FAIL, NIL, L, Module, a, ext, i, lit, lst, raw, u, x, y

OUT = ("return",)


def define(case):
    control(case)
    functions(case)
    imports(case)
    selects(case)
    operands(case)
    header(case)


def simple(case, name, wrong, accept, body, **header):
    def build(m):
        m.fun("id", 1, [OUT])
        m.fun("other", 0, [("allocate", u(3), u(0)), ("init_yregs", lst(y(0), y(1), y(2))), ("label", "in"), ("move", y(2), x(0)), ("deallocate", u(3)), OUT])
        m.fun("run", 0, body)
        m.header = header
    build.__name__ = name
    case(wrong, accept)(build)


def control(case):
    def one(name, wrong, accept, body):
        simple(case, "flow_" + name, wrong, accept, body)

    one("jump_other", "a jump to a label inside another function", "load", [("jump", ("label", (("other", 0), "in")))])
    one("fail_other", "a test that fails to a label inside another function", "load", [("is_atom", ("label", (("other", 0), "in")), i(1)), ("move", i(1), x(0)), OUT])
    one("jump_entry", "a jump to another function's entry", "load error value:1", [("move", i(1), x(0)), ("jump", F("id", 1))])
    one("jump_zero", "a jump to label 0", "load", [("jump", FAIL)])
    one("jump_missing", "a jump to a label that does not exist", "load", [("jump", ("f", 9999))])
    one("jump_huge", "a jump to label 2^40", "load", [("jump", ("f", 1 << 40))])
    one("jump_negative", "a jump to a label below 0", "load", [("jump", ("f", -3))])
    one("jump_register", "a jump whose label is a register", "load", [("move", i(1), x(0)), ("jump", x(0))])
    one("test_zero", "a test with no label to fail to, which fails", "load error", [("is_atom", FAIL, i(1)), ("move", i(1), x(0)), OUT])
    one("no_return", "a function that ends without return: the next one's func_info follows", "load error", [("move", i(1), x(0))])
    one("self_loop", "a jump to itself: a loop without a call", "load error value: or a loop without end that can be killed", [("label", "l"), ("jump", L("l"))])
    one("test_loop", "a loop of tests without a call", "load error value: or a loop without end that can be killed", [("move", i(1), x(0)), ("label", "l"), ("is_eq_exact", L("l"), x(0), i(2)), OUT])
    one("label_twice", "one label twice in a function", "load", [("jump", L("l")), ("label", "l"), ("move", i(1), x(0)), OUT, ("label", "l"), ("move", i(2), x(0)), OUT])
    one("label_other", "a label with another function's number", "load", [("label", 2), ("move", i(1), x(0)), OUT])
    one("label_zero", "a label with the number 0", "load value:1", [("label", 0), ("move", i(1), x(0)), OUT])
    one("label_large", "a label with a number above the count of labels", "load", [("label", 5000), ("move", i(1), x(0)), OUT])
    one("label_huge", "a label with the number 2^60", "load value:1", [("label", 1 << 60), ("move", i(1), x(0)), OUT])
    one("call_middle", "a call of a label that is no function", "load", [("allocate", u(0), u(0)), ("call", u(0), ("label", (("other", 0), "in"))), ("deallocate", u(0)), OUT])
    one("call_info", "a call of a func_info", "load error", [("allocate", u(0), u(0)), ("call", u(0), ("label", ("info", ("other", 0)))), ("deallocate", u(0)), OUT])
    one("call_arity", "a local call with another arity than the function's", "load", [("allocate", u(0), u(0)), ("call", u(0), F("id", 1)), ("deallocate", u(0)), OUT])
    one("call_missing", "a local call of a label that does not exist", "load", [("allocate", u(0), u(0)), ("call", u(0), ("f", 9999)), ("deallocate", u(0)), OUT])
    one("call_zero", "a local call of label 0", "load", [("allocate", u(0), u(0)), ("call", u(0), FAIL), ("deallocate", u(0)), OUT])
    one("call_huge_arity", "a call with 2^40 arguments", "load", [("allocate", u(0), u(0)), ("call", u(1 << 40), F("id", 1)), ("deallocate", u(0)), OUT])
    one("info_inside", "func_info in the middle of a function", "load error", [("func_info", a("m"), a("f"), u(0)), ("move", i(1), x(0)), OUT])
    one("end_inside", "int_code_end in the middle of the code", "load error value:1", [("move", i(1), x(0)), ("int_code_end",), OUT])
    one("on_load_inside", "on_load after other instructions", "load error value:1", [("move", i(1), x(0)), ("on_load",), OUT])
    one("nif_start_inside", "nif_start after other instructions", "load error value:1", [("move", i(1), x(0)), ("nif_start",), OUT])
    one("line_index", "a line number past the table, and one of 2^40", "load value:1", [("line", u(500)), ("line", u(1 << 40)), ("move", i(1), x(0)), OUT])
    one("executable_line", "executable_line and debug_line with numbers past every table", "load value:1",
        [("executable_line", u(9999), u(1 << 40)), ("debug_line", a("line"), u(9999), u(1 << 40), u(200)), ("move", i(1), x(0)), OUT])
    one("debug_line_kind", "debug_line of a kind that is none, with 5,000 live registers", "load value:1", [("debug_line", a("kind"), u(0), u(1), u(5000)), ("move", i(1), x(0)), OUT])
    one("dead_code", "code that nothing reaches and that keeps no rule", "load value:1", [("move", i(1), x(0)), OUT, ("deallocate", u(9)), ("move", y(5), x(900)), ("catch_end", y(77)), ("call_last", u(3), F("id", 1), u(4))])


def functions(case):
    @case("a function without func_info", "load")
    def fun_no_info(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT], info=False)

    @case("code before the first func_info", "load")
    def fun_code_before(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        code = m.code()
        m.chunks["Code"] = beamfile.write_code([16, 0, 183, 9, 1], [("move", [i(1), x(0)]), ("return", [])] + code + [("int_code_end", [])], opnames())

    @case("func_info that names another module and function", "load error value")
    def fun_info_names(m):
        m.fun("run", 0, [("is_atom", ("label", ("info", ("run", 0))), i(1)), OUT])
        code = [("func_info", [("a", m.atom_number("elsewhere")), ("a", m.atom_number("what")), u(0)]) if op == "func_info" else (op, list(args)) for op, args in m.code()]
        m.chunks["Code"] = beamfile.write_code([16, 0, 183, 3, 1], code + [("int_code_end", [])], opnames())

    @case("func_info with an arity of 3 where the export says 0", "load error")
    def fun_info_arity(m):
        m.fun("run", 0, [("is_atom", ("label", ("info", ("run", 0))), i(1)), OUT])
        code = [(op, [*args[:2], u(3)]) if op == "func_info" else (op, list(args)) for op, args in m.code()]
        m.chunks["Code"] = beamfile.write_code([16, 0, 183, 3, 1], code + [("int_code_end", [])], opnames())

    @case("func_info with an arity of 5,000, and one of 2^40", "load")
    def fun_info_arity_huge(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.fun("more", 5000, [("move", x(4000), x(0)), OUT])
        m.fun("most", 1 << 40, [("move", i(1), x(0)), OUT], export=False)

    @case("func_info with atom 0 and with an atom that is not there", "load")
    def fun_info_atoms(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        code = [("func_info", [("a", 0), ("a", 999), u(0)]) if op == "func_info" else (op, list(args)) for op, args in m.code()]
        m.chunks["Code"] = beamfile.write_code([16, 0, 183, 3, 1], code + [("int_code_end", [])], opnames())

    @case("an export of a label that does not exist", "load")
    def export_missing(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.exports.append(("gone", 0, 9999))

    @case("an export of label 0, and of label 2^31", "load")
    def export_zero(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.exports += [("gone", 0, 0), ("far", 0, 1 << 31)]

    @case("an export of a label inside a function", "load error")
    def export_middle(m):
        m.fun("f", 0, [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("label", "in"), ("move", y(0), x(0)), ("deallocate", u(2)), OUT], export=False)
        m.exports.append(("run", 0, (("f", 0), "in")))

    @case("an export with another arity than the function's", "load error")
    def export_arity(m):
        m.fun("f", 3, [("test_heap", u(4), u(3)), ("put_tuple2", x(0), lst(x(0), x(1), x(2))), OUT], export=False)
        m.exports.append(("run", 0, ("entry", ("f", 3))))

    @case("one function exported twice with two labels", "load error value")
    def export_twice(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.fun("f", 0, [("move", i(2), x(0)), OUT])
        m.exports.append(("run", 0, ("entry", ("f", 0))))

    @case("an export whose name is atom 0, and one whose atom is not there", "load")
    def export_atom(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.chunks["ExpT"] = struct.pack(">I6I", 2, 0, 0, 2, 999, 0, 2)

    @case("an export with an arity of 2^31", "load")
    def export_arity_huge(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.exports.append(("f", 1 << 31, ("entry", ("run", 0))))

    @case("two functions of one name and arity", "load error value")
    def fun_twice(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.functions.append(("run", 0, [("move", i(2), x(0)), OUT], True))

    @case("on_load in a function with arguments", "load error value")
    def fun_on_load_arity(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.fun("init", 2, [("on_load",), ("move", x(1), x(0)), OUT], export=False)

    @case("on_load in two functions", "load error value")
    def fun_on_load_twice(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.fun("init", 0, [("on_load",), ("move", a("ok"), x(0)), OUT], export=False)
        m.fun("init2", 0, [("on_load",), ("move", a("ok"), x(0)), OUT], export=False)

    @case("on_load that does not answer ok", "load error")
    def fun_on_load_not_ok(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.fun("init", 0, [("on_load",), ("move", a("no"), x(0)), OUT], export=False)

    @case("on_load that raises", "load error")
    def fun_on_load_raises(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.fun("init", 0, [("on_load",), ("badmatch", i(1))], export=False)


def opnames():
    import assemble
    return assemble.OPNAMES


def imports(case):
    def one(name, wrong, accept, body):
        simple(case, "import_" + name, wrong, accept, body)

    call = [("allocate", u(0), u(0)), ("move", i(-3), x(0))]
    done = [("deallocate", u(0)), OUT]
    one("index", "a call of an import that is not there", "load", call + [("call_ext", u(1), u(500))] + done)
    one("index_huge", "a call of import 2^40", "load", call + [("call_ext", u(1), u(1 << 40))] + done)
    one("bif_index", "a built-in that is not in the import table", "load", call + [("bif1", FAIL, u(77), x(0), x(0))] + done)
    one("call_arity", "call_ext with another arity than the import's", "load error", call + [("call_ext", u(3), ext("erlang", "abs", 1))] + done)
    one("bif_arity", "bif1 of a built-in of two arguments, bif2 of one of one", "load",
        call + [("bif1", FAIL, ext("erlang", "element", 2), x(0), x(0)), ("bif2", FAIL, ext("erlang", "hd", 1), x(0), x(0), x(0))] + done)
    one("bif0_arity", "bif0 of a built-in of one argument", "load", [("bif0", ext("erlang", "hd", 1), x(0)), OUT])
    one("gc_bif_arity", "gc_bif3 of a built-in of one argument", "load", call + [("gc_bif3", FAIL, u(1), ext("erlang", "length", 1), x(0), x(0), x(0), x(0))] + done)
    one("bif_no_bif", "bif1 of a function that is no built-in", "load error", call + [("bif1", FAIL, ext("lists", "reverse", 1), x(0), x(0))] + done)
    one("bif_missing", "bif1 of a function that does not exist", "load error", call + [("bif1", FAIL, ext("erlang", "no_such_thing", 1), x(0), x(0))] + done)
    one("bif_effects", "bif1 of built-ins that act: exit, throw, halt of a process", "load error", call + [("bif1", FAIL, ext("erlang", "exit", 1), x(0), x(0))] + done)
    one("bif_fail_effects", "bif1 of throw with a label to fail to", "load error value", call + [("bif1", L("no"), ext("erlang", "throw", 1), x(0), x(0)), ("label", "no")] + done)
    one("bif_allocates", "bif1 of a built-in that builds terms, with no live count", "load error value",
        [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("test_heap", u(2), u(0)), ("put_list", i(1), NIL, x(5)), ("bif1", FAIL, ext("erlang", "atom_to_list", 1), a("abc"), x(0)),
         ("test_heap", u(100000), u(6)), ("put_list", x(5), x(0), x(0)), ("deallocate", u(1)), OUT])
    one("bif_yields", "bif1 and gc_bif1 of built-ins that wait, spawn or collect", "load error value",
        call + [("gc_bif1", FAIL, u(1), ext("erlang", "garbage_collect", 1), x(0), x(0)), ("bif1", FAIL, ext("erlang", "spawn", 1), x(0), x(0))] + done)
    one("gc_bif_as_bif", "bif1 of length and bif2 of +, which need a live count", "load error value", [("bif1", FAIL, ext("erlang", "length", 1), lit([1, 2]), x(0)), ("bif2", FAIL, ext("erlang", "+", 2), i(1), i(2), x(0)), OUT])
    one("bif_as_gc_bif", "gc_bif1 of hd and gc_bif2 of element, which need none", "load error value:1", [("gc_bif1", FAIL, u(0), ext("erlang", "hd", 1), lit([1]), x(0)), ("gc_bif2", FAIL, u(0), ext("erlang", "element", 2), i(1), lit((1,)), x(0)), OUT])
    one("raise_bif", "bif2 of raise", "load error", [("bif2", FAIL, ext("erlang", "raise", 2), a("error"), a("r"), x(0)), OUT])
    one("apply", "call_ext of erlang:apply/3 and erlang:raise/3 as plain calls", "error",
        [("allocate", u(0), u(0)), ("move", a("erlang"), x(0)), ("move", a("abs"), x(1)), ("move", lit([1 << 70] * 3), x(2)), ("call_ext", u(3), ext("erlang", "apply", 3)), ("deallocate", u(0)), OUT])
    one("self_arity", "a call of the module's own function by import, with an arity it does not have", "error", call + [("call_ext", u(1), ext("import_self_arity", "run", 1))] + done)

    @case("an import whose atoms are not there, and one with atom 0", "load")
    def import_atoms(m):
        m.fun("run", 0, [("move", i(1), x(0)), ("call_ext_only", u(1), u(0))])
        m.chunks["ImpT"] = struct.pack(">I6I", 2, 999, 998, 1, 0, 0, 1)

    @case("an import with an arity of 2^31", "load")
    def import_arity_huge(m):
        m.fun("run", 0, [("move", i(1), x(0)), ("call_ext_only", u(1), ext("erlang", "abs", 1 << 31))])

    @case("an atom number that is not there", "load")
    def import_atom_number(m):
        m.fun("run", 0, [("move", ("a", 5000), x(0)), OUT])

    @case("an atom number of 2^40", "load")
    def import_atom_huge(m):
        m.fun("run", 0, [("move", ("a", 1 << 40), x(0)), OUT])

    @case("a literal number that is not there", "load")
    def import_literal(m):
        m.fun("run", 0, [("move", ("lit", 50), x(0)), OUT])

    @case("a literal number of 2^40, and one below 0", "load")
    def import_literal_huge(m):
        m.fun("run", 0, [("move", ("lit", 1 << 40), x(0)), OUT])
        m.fun("below", 0, [("move", ("lit", -1), x(0)), OUT])


def selects(case):
    def one(name, wrong, accept, body):
        simple(case, "select_" + name, wrong, accept, [("move", i(5), x(0))] + body + [("label", "a"), ("move", a("a"), x(0)), OUT, ("label", "b"), ("move", a("b"), x(0)), OUT])

    one("odd", "select_val with a list of odd length", "load", [("select_val", x(0), L("a"), lst(i(1), L("a"), i(2)))])
    one("empty", "select_val with an empty list", "load value:a", [("select_val", x(0), L("a"), lst())])
    one("twice", "select_val with one value twice", "load value:b", [("select_val", x(0), L("a"), lst(i(5), L("b"), i(5), L("a")))])
    one("mixed", "select_val over values of many kinds", "load value:b", [("select_val", x(0), L("a"), lst(a("x"), L("a"), i(5), L("b"), lit((1,)), L("a"), lit(1.5), L("a"), NIL, L("a")))])
    one("registers", "select_val whose values are registers", "load", [("select_val", x(0), L("a"), lst(x(0), L("b"), x(1), L("a")))])
    one("labels", "select_val whose labels do not exist", "load", [("select_val", x(0), L("a"), lst(i(5), ("f", 9999), i(6), ("f", 0)))])
    one("turned", "select_val whose labels and values are turned", "load", [("select_val", x(0), L("a"), lst(L("a"), i(5)))])
    one("zero_fail", "select_val with no label to fail to", "load error", [("select_val", x(0), FAIL, lst(i(1), L("a"), i(2), L("b")))])
    one("literal", "select_val of a literal", "load value:b", [("select_val", i(5), L("a"), lst(i(1), L("a"), i(5), L("b")))])
    one("many", "select_val over 20,000 values", "load value:b", [("select_val", x(0), L("a"), lst(*[item for k in range(20000) for item in (i(k * 3 + 2), L("b" if k == 1 else "a"))]))])
    one("arity_values", "select_tuple_arity whose values are atoms and huge numbers", "load error value",
        [("move", lit((1, 2)), x(0)), ("select_tuple_arity", x(0), L("a"), lst(a("two"), L("a"), u(1 << 50), L("a"), u(2), L("b")))])


def operands(case):
    def one(name, wrong, accept, data):
        simple(case, "bytes_" + name, wrong, accept, [("raw", data), ("move", i(1), x(0)), OUT])

    numbers = {name: number for number, (name, _) in opnames().items()}
    move = bytes([numbers["move"]])
    one("opcode_0", "opcode 0", "load", b"\0")
    one("opcode_192", "opcode 192, which no release has", "load", bytes([192]))
    one("opcode_255", "opcode 255", "load", b"\xff")
    for name in ("m_plus", "is_constant", "put_string", "make_fun", "bs_start_match", "bs_get_integer", "bs_final2", "bs_context_to_binary", "put_literal"):
        number = numbers[name]
        one("obsolete_" + name, f"the obsolete opcode {name}", "load error value", bytes([number]) + b"\x10" * opnames()[number][1])
    one("tag_extended", "an extended operand of a kind that is none", "load", move + b"\xf7\x03")
    one("tag_extended_0", "extended operand 0", "load", move + b"\x07\x03")
    one("tag_character", "a character operand", "load", move + b"\x66\x03")
    one("list_scalar", "a list where one operand stands", "load", move + b"\x17\x20\x13\x23\x03")
    one("scalar_list", "one operand where a list stands", "load", bytes([numbers["put_tuple2"]]) + b"\x03\x13")
    one("list_huge", "a list of 2^31 operands", "load", bytes([numbers["put_tuple2"]]) + b"\x03\x17" + beamfile.write_value(0, 1 << 31))
    one("list_negative", "a list of fewer than 0 operands", "load", bytes([numbers["put_tuple2"]]) + b"\x03\x17" + b"\x18\xff\xff")
    one("list_deep", "lists inside lists, 100,000 levels", "load", bytes([numbers["put_tuple2"]]) + b"\x03" + b"\x17\x10" * 100000 + b"\x13")
    one("alloc_list_huge", "a list of heap needs of 2^31 rows", "load", bytes([numbers["test_heap"]]) + b"\x37" + beamfile.write_value(0, 1 << 31))
    one("number_wide", "a number of 100 bytes, valid as an integer", "load error value:1", move + b"\xf9" + beamfile.write_value(0, 91) + b"\x7f" * 100 + b"\x03")
    one("number_long", "a number that says it is 2^30 bytes long", "load", move + b"\xf9" + beamfile.write_value(0, 1 << 30) + b"\x01\x02")
    one("number_longest", "a number that says it is 2^62 bytes long", "load", move + b"\xf9" + beamfile.write_value(0, 1 << 62) + b"\x01\x02")
    one("number_length_nested", "a number whose length is a number whose length is a number, 10,000 deep", "load", move + b"\xf9" + b"\xf8" * 10000 + b"\x00\x03")
    one("number_length_tagged", "a number whose length is a register", "load error value", move + b"\xf9\x03" + b"\x01" * 9 + b"\x03")
    one("register_wide", "a register number of 12 bytes", "load", move + b"\x11\xfb\x30" + b"\x01" * 12)
    one("label_register", "a label where a register stands, a register where a label stands", "load", move + b"\x15\x03" + bytes([numbers["jump"]]) + b"\x03")
    one("typed_x_wide", "a typed operand that is a list", "load", move + b"\x57\x17\x10\x03\x00\x03")
    one("func_info_in_operand", "an operand list that swallows the rest of the function", "load", bytes([numbers["put_tuple2"]]) + b"\x03\x17" + beamfile.write_value(0, 12))

    @case("code that ends inside an operand", "load")
    def bytes_end_operand(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT, ("raw", move + b"\x19\x01")])
        return m.build(end=False)

    @case("code that ends inside a list", "load")
    def bytes_end_list(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT, ("raw", bytes([numbers["put_tuple2"]]) + b"\x03\x17\x90\x13")])
        return m.build(end=False)

    @case("code without int_code_end", "load error value:1")
    def bytes_no_end(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        return m.build(end=False)

    @case("code after int_code_end", "load error value:1")
    def bytes_after_end(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT, ("int_code_end",), ("move", i(2), x(0)), OUT])

    @case("100,000 bytes of random code", "load")
    def bytes_random(m):
        state, data = 1, bytearray()
        for _ in range(100000):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            data.append(state >> 16 & 0xFF)
        m.fun("run", 0, [("move", i(1), x(0)), OUT, ("raw", bytes(data))])

    @case("a function of 36,000 instructions and 6,000 labels, which is valid", "value:36000")
    def bytes_long_function(m):
        code = [("move", i(0), x(0))]
        for k in range(6000):
            code += [("is_integer", L(f"l{k}"), x(0)), ("gc_bif2", FAIL, u(1), ext("erlang", "+", 2), x(0), i(6), x(0)), ("label", f"l{k}")]
            code += [("move", x(0), x(1)), ("move", x(1), x(2)), ("move", x(2), x(0))]
        m.fun("run", 0, code + [OUT])


def header(case):
    def one(name, wrong, accept, **words):
        simple(case, "header_" + name, wrong, accept, [("move", i(1), x(0)), OUT], **words)

    one("set", "an instruction set of 7", "load", set=7)
    one("max", "a highest opcode of 1,000,000", "load value:1", max=1000000)
    one("max_low", "a highest opcode of 1, with higher ones in the code", "load value:1", max=1)
    one("labels_low", "a count of labels below those in the code", "load", labels=2)
    one("labels_zero", "a count of labels of 0", "load", labels=0)
    one("labels_huge", "a count of labels of 2^32-1", "load", labels=0xFFFFFFFF)
    one("functions_low", "a count of functions of 1 where there are 3", "load", functions=1)
    one("functions_high", "a count of functions of 9 where there are 3", "load", functions=9)
    one("functions_huge", "a count of functions of 2^32-1", "load", functions=0xFFFFFFFF)
    one("extra", "a header that says it is 2^32-1 bytes long", "load", extra=0xFFFFFFFF)
    one("extra_short", "a header that says it is 4 bytes long", "load", extra=4)
    one("extra_long", "a header that says it is longer than it is, by less than the code", "load", extra=20)

    @case("a Code chunk of no bytes", "load")
    def header_empty(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.chunks["Code"] = b""

    @case("a Code chunk that is cut inside its header", "load")
    def header_cut(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.chunks["Code"] = struct.pack(">3I", 16, 0, 183)

    @case("a Code chunk with a header and no code", "load")
    def header_only(m):
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
        m.chunks["Code"] = struct.pack(">5I", 16, 0, 183, 3, 1)
