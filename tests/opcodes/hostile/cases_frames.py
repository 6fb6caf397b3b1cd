"""Registers, frames, heap needs, catches and receives that do not keep the rules."""
from assemble import F, FAIL, NIL, L, a, ext, fr, i, lit, lst, tr, u, x, y

GC = ("call_ext", u(0), ext("erlang", "garbage_collect", 0))
OUT = ("return",)


def define(case):
    registers(case)
    frames(case)
    heap(case)
    catches(case)
    receives(case)


def simple(case, name, wrong, accept, body, **more):
    def build(m):
        m.fun("id", 1, [OUT])
        for label, code in more.items():
            m.fun(label, 0, code)
        m.fun("run", 0, body)
    build.__name__ = name
    case(wrong, accept)(build)


def registers(case):
    def one(name, wrong, accept, body):
        simple(case, "reg_" + name, wrong, accept, body)

    one("x_unset", "an X register read before it is set", "load error value", [("test_heap", u(3), u(0)), ("put_tuple2", x(0), lst(x(5), x(6))), OUT])
    one("x0_unset", "return without a value in x0", "load error value", [OUT])
    one("x_after_call", "an X register read after a call, which may have changed it", "load error value",
        [("allocate", u(0), u(0)), ("move", i(1), x(1)), ("move", i(2), x(0)), ("call", u(1), F("id", 1)), ("move", x(1), x(0)), ("deallocate", u(0)), OUT])
    one("x_one_path", "an X register set on one of two paths and read on both", "load error value",
        [("move", i(1), x(0)), ("is_eq_exact", L("b"), x(0), i(2)), ("move", i(1), x(1)), ("label", "b"), ("move", x(1), x(0)), OUT])
    one("x_5000", "X register 5000", "load", [("move", i(1), x(5000)), ("move", x(5000), x(0)), OUT])
    one("x_1023", "X register 1023", "load value:1", [("move", i(1), x(1023)), ("move", x(1023), x(0)), OUT])
    one("x_2_40", "X register 2^40", "load", [("move", i(1), x(1 << 40)), ("move", i(0), x(0)), OUT])
    one("x_negative", "an X register with a number below 0", "load", [("move", i(1), x(-1)), ("move", i(0), x(0)), OUT])
    one("y_negative", "a Y register with a number below 0", "load", [("allocate", u(1), u(0)), ("move", i(1), y(-1)), ("move", i(0), x(0)), ("deallocate", u(1)), OUT])
    one("fr_5000", "float register 5000", "load", [("fmove", lit(1.5), fr(5000)), ("move", i(0), x(0)), OUT])
    one("fr_2_40", "float register 2^40", "load", [("fmove", lit(1.5), fr(1 << 40)), ("move", i(0), x(0)), OUT])
    one("fr_unset", "float registers read before they are set", "load error value",
        [("fadd", FAIL, fr(0), fr(1), fr(2)), ("test_heap", ("alloc", [(0, 0), (1, 1), (2, 0)]), u(0)), ("fmove", fr(2), x(0)), OUT])
    one("fr_after_call", "a float register read after a call", "load error value",
        [("allocate", u(0), u(0)), ("fmove", lit(1.5), fr(0)), ("move", i(2), x(0)), ("call", u(1), F("id", 1)),
         ("test_heap", ("alloc", [(0, 0), (1, 1), (2, 0)]), u(0)), ("fmove", fr(0), x(0)), ("deallocate", u(0)), OUT])
    one("fr_one_path", "a float register set on one of two paths", "load error value",
        [("move", i(1), x(0)), ("is_eq_exact", L("b"), x(0), i(2)), ("fmove", lit(1.5), fr(0)), ("label", "b"), ("fadd", FAIL, fr(0), fr(0), fr(0)),
         ("test_heap", ("alloc", [(0, 0), (1, 1), (2, 0)]), u(0)), ("fmove", fr(0), x(0)), OUT])
    one("fr_to_fr", "fmove and fconv between float registers", "load error value",
        [("fmove", lit(1.5), fr(0)), ("fmove", fr(0), fr(1)), ("fconv", fr(0), fr(2)), ("move", i(0), x(0)), OUT])
    one("fr_in_x", "an X register where a float register stands", "load", [("move", lit(1.5), x(0)), ("fadd", FAIL, x(0), x(0), x(0)), OUT])
    one("x_in_fr", "a float register where a term stands", "load", [("fmove", lit(1.5), fr(0)), ("move", fr(0), x(0)), OUT])
    one("fadd_nan", "an infinity made and not checked by any later instruction", "error",
        [("fmove", lit(1.0e308), fr(0)), ("fmul", FAIL, fr(0), fr(0), fr(1)), ("move", i(0), x(0)), OUT])
    one("live_high", "test_heap with a live count over registers that hold nothing", "load error value",
        [("move", i(1), x(0)), ("test_heap", u(100000), u(200)), ("put_tuple2", x(0), lst(x(0), x(150))), OUT])
    one("live_1024", "test_heap with a live count of 2000", "load", [("test_heap", u(100), u(2000)), ("move", i(0), x(0)), OUT])
    one("live_2_40", "test_heap with a live count of 2^40", "load", [("test_heap", u(100), u(1 << 40)), ("move", i(0), x(0)), OUT])
    one("live_low", "test_heap with a live count that leaves out a register in use", "load error value",
        [("allocate", u(0), u(0)), ("move", i(3), x(0)), ("call_ext", u(1), ext("erlang", "integer_to_list", 1)), ("move", x(0), x(1)), ("move", i(0), x(0)),
         ("test_heap", u(100000), u(1)), ("put_list", x(1), x(1), x(0)), ("deallocate", u(0)), OUT])
    one("live_low_gc_bif", "gc_bif with a live count that leaves out its own operand", "load error value",
        [("move", lit([1, 2, 3]), x(0)), ("move", lit([4]), x(1)), ("gc_bif1", FAIL, u(0), ext("erlang", "length", 1), x(1), x(0)), OUT])
    one("live_low_bin", "bs_create_bin with a live count that leaves out a register in use", "load error value",
        [("test_heap", u(3), u(0)), ("put_tuple2", x(1), lst(i(1), i(2))),
         ("bs_create_bin", FAIL, u(50000), u(0), u(8), x(0), lst(a("integer"), u(1), u(1), NIL, i(1), i(8))),
         ("put_tuple2", x(0), lst(x(0), x(1))), OUT])
    one("args_unset", "a call with two arguments of which one was never set", "load error value",
        [("allocate", u(0), u(0)), ("move", i(1), x(0)), ("call_ext", u(2), ext("erlang", "max", 2)), ("deallocate", u(0)), OUT])
    one("dst_literal", "a literal, an atom and a label as destinations", "load", [("move", i(1), lit((1, 2))), ("move", i(1), a("x")), ("move", i(1), FAIL), OUT])
    one("swap_literal", "swap of a register and a literal", "load", [("move", i(1), x(0)), ("swap", x(0), i(2)), OUT])
    one("swap_unset", "swap of registers that hold nothing", "load error value", [("swap", x(0), x(1)), OUT])


def frames(case):
    def one(name, wrong, accept, body, **more):
        simple(case, "frame_" + name, wrong, accept, body, **more)

    take = [("move", i(7), x(0)), ("call", u(1), F("id", 1))]
    one("return_with", "return with a frame still there", "load", [("allocate", u(2), u(0)), ("move", i(1), y(0)), ("move", i(2), y(1)), ("move", i(1), x(0)), OUT])
    one("tail_call_with", "call_only with a frame still there", "load", [("allocate", u(1), u(0)), ("move", i(1), y(0)), ("move", i(1), x(0)), ("call_only", u(1), F("id", 1))])
    one("dealloc_small", "deallocate of fewer slots than allocated", "load", [("allocate", u(3), u(0)), ("init_yregs", lst(y(0), y(1), y(2))), ("move", i(1), x(0)), ("deallocate", u(1)), OUT])
    one("dealloc_large", "deallocate of more slots than allocated", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("move", i(1), x(0)), ("deallocate", u(30)), OUT])
    one("dealloc_huge", "deallocate of 2^40 slots", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("move", i(1), x(0)), ("deallocate", u(1 << 40)), OUT])
    one("dealloc_none", "deallocate without a frame", "load", [("move", i(1), x(0)), ("deallocate", u(0)), OUT])
    one("dealloc_twice", "deallocate twice", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("move", i(1), x(0)), ("deallocate", u(1)), ("deallocate", u(1)), OUT])
    one("call_last_size", "call_last with another frame size than allocated", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("move", i(1), x(0)), ("call_last", u(1), F("id", 1), u(5))])
    one("call_ext_last_size", "call_ext_last with another frame size than allocated", "load",
        [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("move", i(1), x(0)), ("call_ext_last", u(1), ext("erlang", "abs", 1), u(9))])
    one("call_last_none", "call_last without a frame", "load", [("move", i(1), x(0)), ("call_last", u(1), F("id", 1), u(0))])
    one("call_none", "call without a frame: nowhere to keep where to return to", "load", [("move", i(1), x(0)), ("call", u(1), F("id", 1)), OUT])
    one("alloc_twice", "allocate twice", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("move", i(1), x(0)), ("deallocate", u(1)), ("deallocate", u(1)), OUT])
    one("alloc_huge", "allocate of 2^40 slots", "load", [("allocate", u(1 << 40), u(0)), ("move", i(1), x(0)), ("deallocate", u(1 << 40)), OUT])
    one("alloc_1m", "allocate of 1,000,000 slots", "load", [("allocate", u(1000000), u(0)), ("move", i(1), x(0)), ("deallocate", u(1000000)), OUT])
    one("alloc_negative", "allocate of fewer than 0 slots", "load", [("allocate", i(-1), u(0)), ("move", i(1), x(0)), ("deallocate", i(-1)), OUT])
    one("alloc_register", "allocate whose size is a register", "load", [("move", i(1), x(0)), ("allocate", x(0), u(0)), ("deallocate", x(0)), OUT])
    one("y_none", "a Y register without a frame", "load", [("move", i(1), y(0)), ("move", y(0), x(0)), OUT])
    one("y_after", "a Y register after its frame is gone", "load", [("allocate", u(1), u(0)), ("move", i(1), y(0)), ("deallocate", u(1)), ("move", y(0), x(0)), OUT])
    one("y_past", "a Y register past the frame", "load", [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("move", i(9), y(2)), ("move", y(5), x(0)), ("deallocate", u(2)), OUT])
    one("y_5000", "Y register 5000", "load", [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("move", i(9), y(5000)), ("move", i(0), x(0)), ("deallocate", u(2)), OUT])
    one("y_unset_read", "a Y register read before it is set", "load error value", [("allocate", u(2), u(0)), ("move", i(1), y(1)), ("move", y(0), x(0)), ("deallocate", u(2)), OUT])
    one("y_unset_call", "a Y register not set when a call is made that collects", "load error value",
        [("allocate", u(8), u(0)), ("move", i(1), y(3)), GC, ("move", y(3), x(0)), ("deallocate", u(8)), OUT])
    one("y_unset_heap", "a Y register not set when test_heap collects", "load error value", [("allocate", u(8), u(0)), ("test_heap", u(100000), u(0)), ("move", i(3), x(0)), ("deallocate", u(8)), OUT])
    one("y_unset_one_path", "a Y register set on one of two paths before a call", "load error value",
        [("move", i(1), x(0)), ("allocate", u(1), u(1)), ("is_eq_exact", L("b"), x(0), i(2)), ("move", i(1), y(0)), ("label", "b"), GC, ("move", y(0), x(0)), ("deallocate", u(1)), OUT])
    one("init_past", "init_yregs past the frame", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0), y(40))), ("move", i(0), x(0)), ("deallocate", u(1)), OUT])
    one("init_x", "init_yregs of an X register and of a literal", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(x(0), i(4))), ("move", i(0), x(0)), ("deallocate", u(1)), OUT])
    one("trim_more", "trim of more slots than there are", "load", [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("trim", u(9), u(0)), ("move", i(0), x(0)), ("deallocate", u(0)), OUT])
    one("trim_rest", "trim that says more slots stay than do", "load", [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("trim", u(1), u(7)), ("move", i(0), x(0)), ("deallocate", u(7)), OUT])
    one("trim_none", "trim without a frame", "load", [("trim", u(0), u(0)), ("move", i(0), x(0)), OUT])
    one("trim_then_old", "the old numbers used after trim", "load", [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("trim", u(1), u(1)), ("move", y(1), x(0)), ("deallocate", u(1)), OUT])
    one("sizes_meet", "two paths with frames of other sizes that meet", "load",
        [("move", i(1), x(0)), ("is_eq_exact", L("b"), x(0), i(2)), ("allocate", u(1), u(1)), ("init_yregs", lst(y(0))), ("jump", L("c")), ("label", "b"),
         ("allocate", u(3), u(1)), ("init_yregs", lst(y(0), y(1), y(2))), ("label", "c"), *take, ("deallocate", u(1)), OUT])
    one("one_path", "a frame on one of two paths that meet", "load",
        [("move", i(1), x(0)), ("is_eq_exact", L("b"), x(0), i(2)), ("allocate", u(1), u(1)), ("init_yregs", lst(y(0))), ("label", "b"), *take, ("deallocate", u(1)), OUT])
    one("grows_in_loop", "a loop that allocates each time round", "load", [("move", i(1), x(0)), ("label", "b"), ("allocate", u(5), u(1)), ("init_yregs", lst(*[y(k) for k in range(5)])), ("jump", L("b"))])
    one("deep", "a recursion without end, each level with a frame", "load error value: ended by the memory limit or by being killed",
        [("allocate", u(20), u(0)), ("init_yregs", lst(*[y(k) for k in range(20)])), ("call", u(0), F("run", 0)), ("deallocate", u(20)), OUT])
    one("wrong_entry", "a call past the allocate of a function: it returns with a frame that it did not make", "load",
        [("allocate", u(0), u(0)), ("call", u(0), ("label", (("other", 0), "in"))), ("deallocate", u(0)), OUT],
        other=[("allocate", u(3), u(0)), ("init_yregs", lst(y(0), y(1), y(2))), ("label", "in"), ("move", i(1), x(0)), ("deallocate", u(3)), OUT])


def heap(case):
    def one(name, wrong, accept, body):
        simple(case, "heap_" + name, wrong, accept, body)

    one("none_list", "10,000 put_list with no heap words asked for", "load error value", [("move", NIL, x(0))] + [("put_list", i(1), x(0), x(0))] * 10000 + [OUT])
    one("zero_list", "test_heap of 0 words, then 5,000 put_list", "load error value", [("move", NIL, x(0)), ("test_heap", u(0), u(1))] + [("put_list", i(1), x(0), x(0))] * 5000 + [OUT])
    one("less_tuple", "test_heap of 2 words, then a tuple of 3,000 elements", "load error value", [("test_heap", u(2), u(0)), ("put_tuple2", x(0), lst(*[i(k) for k in range(3000)])), OUT])
    one("none_old_tuple", "put_tuple of 3,000 elements with no heap words asked for", "load error value", [("put_tuple", u(3000), x(0))] + [("put", i(k)) for k in range(3000)] + [OUT])
    one("floats_none", "floats moved to terms 2,000 times, no float asked for", "load error value",
        [("fmove", lit(1.0e300), fr(0)), ("test_heap", ("alloc", [(0, 0), (1, 0), (2, 0)]), u(0))] + [("fmove", fr(0), x(k % 200)) for k in range(2000)] + [OUT])

    @case("funs made 2,000 times, none asked for", "load error value")
    def heap_funs_none(m):
        m.fun("f", 3, [("move", x(2), x(0)), OUT], export=False)
        n = m.lambda_("f", 3, 2)
        m.fun("run", 0, [("allocate", u(0), u(0))] + [("make_fun3", u(n), x(0), lst(i(1), i(2)))] * 2000 + [("deallocate", u(0)), OUT])

    one("record_none", "update_record of a tuple of 2,000 elements with no heap words asked for", "load error value",
        [("test_heap", u(2001), u(0)), ("put_tuple2", x(0), lst(*[i(k) for k in range(2000)]))] + [("update_record", a("copy"), u(2000), x(0), x(0), lst(u(1), a("v")))] * 20 + [OUT])
    one("after_call", "heap words asked for before a call and used after it", "load error value",
        [("allocate_heap", u(0), u(2000), u(0)), GC, ("move", NIL, x(0))] + [("put_list", i(1), x(0), x(0))] * 1000 + [("deallocate", u(0)), OUT])
    one("one_path", "heap words asked for on one of two paths", "load error value",
        [("move", i(1), x(0)), ("is_eq_exact", L("b"), x(0), i(2)), ("test_heap", u(2000), u(1)), ("label", "b"), ("move", NIL, x(0))] + [("put_list", i(1), x(0), x(0))] * 1000 + [OUT])
    one("huge", "test_heap of 2^60 words", "load error", [("test_heap", u(1 << 60), u(0)), ("move", i(1), x(0)), OUT])
    one("large", "test_heap of 2^36 words", "load error value:1", [("test_heap", u(1 << 36), u(0)), ("move", i(1), x(0)), OUT])
    one("negative", "test_heap of fewer than 0 words", "load", [("test_heap", i(-5), u(0)), ("move", i(1), x(0)), OUT])
    one("alloc_overflow", "test_heap with floats and funs whose words leave 64 bits", "load error", [("test_heap", ("alloc", [(0, 1), (1, 1 << 62), (2, 1 << 61)]), u(0)), ("move", i(1), x(0)), OUT])
    one("alloc_kind", "test_heap with a kind of need that is none", "load", [("test_heap", ("alloc", [(0, 1), (9, 5)]), u(0)), ("move", i(1), x(0)), OUT])
    one("alloc_twice", "test_heap with one kind of need many times", "load value:1", [("test_heap", ("alloc", [(0, 1)] * 50), u(0)), ("move", i(1), x(0)), OUT])
    one("allocate_heap", "allocate_heap of 2^60 words", "load error", [("allocate_heap", u(0), u(1 << 60), u(0)), ("move", i(1), x(0)), ("deallocate", u(0)), OUT])
    one("bin_heap", "bs_create_bin with 2^60 heap words to spare", "load error", [("bs_create_bin", FAIL, u(1 << 60), u(0), u(8), x(0), lst(a("integer"), u(1), u(1), NIL, i(1), i(8))), OUT])


def catches(case):
    def one(name, wrong, accept, body, **more):
        simple(case, "catch_" + name, wrong, accept, body, **more)

    boom = [("move", a("boom"), x(0)), ("call_ext", u(1), ext("erlang", "throw", 1))]
    done = [("deallocate", u(1)), OUT]
    one("end_alone", "catch_end without catch", "load error", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("move", i(1), x(0)), ("catch_end", y(0))] + done)
    one("try_end_alone", "try_end without try", "load error", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("move", i(1), x(0)), ("try_end", y(0))] + done)
    one("try_case_alone", "try_case reached without an exception", "load error value", [("allocate", u(1), u(0)), ("try", y(0), L("h")), ("label", "h"), ("try_case", y(0)), ("move", x(2), x(0))] + done)
    one("catch_end_fallen", "catch_end of a catch that nothing was raised in, with x0 never set", "load error value", [("allocate", u(1), u(0)), ("catch", y(0), L("h")), ("label", "h"), ("catch_end", y(0))] + done)
    one("no_end", "return while a catch is active", "load error", [("allocate", u(1), u(0)), ("catch", y(0), L("h")), ("move", i(1), x(0)), ("deallocate", u(1)), OUT, ("label", "h"), ("catch_end", y(0))] + done)
    one("no_end_tail", "call_last while a try is active", "load error", [("allocate", u(1), u(0)), ("try", y(0), L("h")), ("move", i(1), x(0)), ("call_last", u(1), F("id", 1), u(1)), ("label", "h"), ("try_case", y(0))] + done)
    one("kinds", "catch ended by try_end, try handled by catch_end", "load error",
        [("allocate", u(1), u(0)), ("catch", y(0), L("h")), *boom, ("try_end", y(0)), *done, ("label", "h"), ("try_case", y(0))] + done)
    one("wrong_slot", "try_end of another slot than the active one", "load error",
        [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("try", y(0), L("h")), ("move", i(1), x(0)), ("try_end", y(1)), ("deallocate", u(2)), OUT, ("label", "h"), ("try_case", y(0)), ("deallocate", u(2)), OUT])
    one("order", "an inner catch in a higher slot than the outer one", "load error value",
        [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("catch", y(0), L("o")), ("catch", y(1), L("h")), *boom, ("label", "h"), ("catch_end", y(1)), ("label", "o"), ("catch_end", y(0)), ("deallocate", u(2)), OUT])
    one("crossed", "two catches ended in the order in which they began", "load error",
        [("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("catch", y(1), L("o")), ("catch", y(0), L("h")), ("label", "o"), ("catch_end", y(1)), *boom, ("label", "h"), ("catch_end", y(0)), ("deallocate", u(2)), OUT])
    one("overwritten", "the catch's slot written over", "load error value", [("allocate", u(1), u(0)), ("catch", y(0), L("h")), ("move", i(5), y(0)), *boom, ("label", "h"), ("catch_end", y(0))] + done)
    one("copied", "the catch's mark read into a register, returned and put into a term", "load error value",
        [("allocate", u(2), u(0)), ("init_yregs", lst(y(1))), ("catch", y(0), L("h")), ("move", y(0), x(0)), ("move", x(0), y(1)), ("test_heap", u(2), u(1)), ("put_list", x(0), NIL, x(0)), ("label", "h"), ("catch_end", y(0)), ("deallocate", u(2)), OUT])
    one("copied_slot", "the catch's mark copied into a second slot and ended there", "load error",
        [("allocate", u(2), u(0)), ("init_yregs", lst(y(0))), ("catch", y(1), L("h")), ("move", y(1), y(0)), *boom, ("label", "h"), ("catch_end", y(0)), ("deallocate", u(2)), OUT])
    one("trimmed", "the catch's slot trimmed away", "load error", [("allocate", u(2), u(0)), ("init_yregs", lst(y(1))), ("catch", y(0), L("h")), ("trim", u(1), u(1)), *boom, ("label", "h"), ("catch_end", y(0)), ("deallocate", u(1)), OUT])
    one("x", "a catch in an X register", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("catch", x(0), L("h")), *boom, ("label", "h"), ("catch_end", x(0))] + done)
    one("no_frame", "a catch without a frame", "load", [("catch", y(0), L("h")), ("move", i(1), x(0)), ("label", "h"), ("catch_end", y(0)), OUT])
    one("past", "a catch in a slot past the frame", "load", [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("catch", y(9), L("h")), ("move", i(1), x(0)), ("label", "h"), ("catch_end", y(9))] + done)
    one("no_label", "a catch whose handler is label 0", "load error", [("allocate", u(1), u(0)), ("catch", y(0), FAIL), *boom, ("catch_end", y(0))] + done)
    one("bad_label", "a catch whose handler does not exist", "load", [("allocate", u(1), u(0)), ("catch", y(0), ("f", 9999)), *boom, ("catch_end", y(0))] + done)
    one("other_function", "a catch whose handler is in another function", "load",
        [("allocate", u(1), u(0)), ("catch", y(0), ("label", (("other", 0), "h"))), *boom, ("catch_end", y(0))] + done,
        other=[("allocate", u(4), u(0)), ("init_yregs", lst(y(0), y(1), y(2), y(3))), ("label", "h"), ("move", y(3), x(0)), ("deallocate", u(4)), OUT])
    one("no_case", "a handler that does not begin with catch_end or try_case", "load error value", [("allocate", u(1), u(0)), ("catch", y(0), L("h")), *boom, ("label", "h"), ("test_heap", u(2), u(1)), ("put_list", x(0), x(1), x(0))] + done)
    one("handler_registers", "a handler that reads X registers set before the exception", "load error value",
        [("allocate", u(1), u(0)), ("try", y(0), L("h")), ("move", i(5), x(5)), *boom, ("try_end", y(0)), *done, ("label", "h"), ("try_case", y(0)), ("move", x(5), x(0))] + done)
    one("handler_y", "a handler that reads a Y register set only on the way that did not raise", "load error value",
        [("allocate", u(2), u(0)), ("try", y(0), L("h")), *boom, ("move", x(0), y(1)), ("try_end", y(0)), ("deallocate", u(2)), OUT, ("label", "h"), ("try_case", y(0)), ("move", y(1), x(0)), ("deallocate", u(2)), OUT])
    one("twice_slot", "two catches in one slot at once", "load error", [("allocate", u(1), u(0)), ("catch", y(0), L("h")), ("catch", y(0), L("g")), *boom, ("label", "g"), ("catch_end", y(0)), ("label", "h"), ("catch_end", y(0))] + done)
    one("jump_in", "a jump into the middle of a try", "load error",
        [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("jump", L("in")), ("try", y(0), L("h")), ("label", "in"), *boom, ("try_end", y(0)), *done, ("label", "h"), ("try_case", y(0))] + done)
    one("paths", "a catch active on one of two paths that meet", "load error",
        [("move", i(1), x(0)), ("allocate", u(1), u(1)), ("init_yregs", lst(y(0))), ("is_eq_exact", L("b"), x(0), i(2)), ("catch", y(0), L("h")), ("label", "b"), *boom, ("label", "h"), ("catch_end", y(0))] + done)
    one("many", "200 catches one inside the other", "load error value:boom",
        [("allocate", u(200), u(0))] + [("init_yregs", lst(*[y(k) for k in range(200)]))] + [("catch", y(k), L(f"h{k}")) for k in reversed(range(200))] + boom
        + [item for k in range(200) for item in (("label", f"h{k}"), ("catch_end", y(k)))] + [("deallocate", u(200)), OUT])
    one("in_loop", "a loop that begins a catch each time round and never ends one", "load error",
        [("allocate", u(1), u(0)), ("label", "b"), ("catch", y(0), L("h")), ("move", i(1), x(0)), ("jump", L("b")), ("label", "h"), ("catch_end", y(0))] + done)


def receives(case):
    def one(name, wrong, accept, body, **more):
        def build(m):
            m.fun("id", 1, [OUT])
            m.fun("run", 0, [("allocate", u(1), u(0)), ("init_yregs", lst(y(0))), ("call_ext", u(0), ext("erlang", "self", 0)), ("move", lit((1, [2.5, b"sixty-four bytes and more " * 4])), x(1)),
                             ("send",), *body])
        build.__name__ = "recv_" + name
        case(wrong, accept)(build)

    done = [("deallocate", u(1)), OUT]
    head = [("label", "r"), ("loop_rec", L("w"), x(0))]
    wait = [("label", "w"), ("wait_timeout", L("r"), i(100)), ("timeout",), ("move", a("none"), x(0))] + done
    one("remove_alone", "remove_message without loop_rec", "load error value", [("remove_message",), ("move", i(1), x(0))] + done)
    one("remove_twice", "remove_message twice for one message", "load error value", head + [("remove_message",), ("remove_message",)] + done + wait)
    one("remove_empty", "remove_message when the queue is empty", "load error value", head + [("jump", L("w")), *wait[:2], ("remove_message",), ("timeout",), ("move", i(1), x(0))] + done)
    one("end_alone", "loop_rec_end without a message", "load error value: or a wait without end that can be killed", [("loop_rec_end", L("r")), *head, ("remove_message",)] + done + wait)
    one("timeout_alone", "timeout without wait_timeout", "load error value", [("timeout",), ("move", i(1), x(0))] + done)
    one("return_in", "return between loop_rec and remove_message", "load error value", head + done + wait)
    one("call_in", "a call that receives between loop_rec and remove_message", "load error value", head + [("move", x(0), y(0)), ("call", u(0), F("run", 0)), ("remove_message",), ("move", y(0), x(0))] + done + wait)
    one("gc_in", "a collection between loop_rec and remove_message, the message in registers and in a slot", "load error value",
        head + [("move", x(0), y(0)), ("test_heap", u(100000), u(1)), ("put_list", x(0), y(0), x(0)), ("remove_message",)] + done + wait)
    one("build_in", "a part of the message put into a term before remove_message", "load error value",
        [("test_heap", u(50), u(0))] + head + [("get_tuple_element", x(0), u(1), x(1)), ("put_list", x(1), NIL, x(2)), ("remove_message",), ("test_heap", u(100000), u(3)), ("move", x(2), x(0))] + done + wait)
    one("send_in", "a part of the message sent before remove_message", "load error value",
        head + [("move", x(0), x(1)), ("call_ext", u(0), ext("erlang", "self", 0)), ("send",), ("remove_message",), ("move", i(1), x(0))] + done + wait)
    one("raise_in", "an exception with the message as reason between loop_rec and remove_message", "error", head + [("call_ext", u(1), ext("erlang", "error", 1)), ("remove_message",)] + done + wait)
    one("skip_keeps", "a message in a slot that stays there when the search goes on", "load error",
        head + [("move", x(0), y(0)), ("loop_rec_end", L("r")), *wait[:3], GC, ("move", y(0), x(0))] + done)
    one("caught_in", "an exception with the message as reason, caught while it is in the queue; then collections and another receive", "value:{1,{1,[2.5,1]},1}",
        [("deallocate", u(1)), ("allocate", u(2), u(0)), ("init_yregs", lst(y(0), y(1))), ("call_ext", u(0), ext("erlang", "self", 0)),
         ("test_heap", u(20), u(1)), ("put_list", i(1), NIL, x(1)), ("put_list", lit(2.5), x(1), x(1)), ("put_tuple2", x(1), lst(i(1), x(1))), ("send",),
         ("label", "q"), ("loop_rec", L("e"), x(0)), ("is_tuple", L("n"), x(0)), ("get_tuple_element", x(0), u(1), x(1)),
         ("get_list", x(1), x(2), x(3)), ("get_list", x(3), x(4), x(5)), ("is_integer", L("n"), x(4)),
         ("move", x(0), y(0)), ("catch", y(1), L("h")), ("badmatch", x(0)),
         ("label", "n"), ("loop_rec_end", L("q")), ("label", "e"), ("wait", L("q")),
         ("label", "h"), ("catch_end", y(1)), ("test_heap", u(100000), u(0)), ("test_heap", u(100000), u(0)),
         ("label", "r"), ("loop_rec", L("w"), x(0)), ("remove_message",), GC, ("test_heap", u(4), u(1)),
         ("put_tuple2", x(0), lst(i(1), y(0), i(1))), ("deallocate", u(2)), OUT, ("label", "w"), ("wait", L("r"))])
    one("loop_no_wait", "loop_rec whose empty way leads back to loop_rec: a loop without a wait", "load value: or a loop without end that can be killed",
        [("label", "r"), ("loop_rec", L("r"), x(0)), ("loop_rec_end", L("r"))])
    one("wait_label", "wait that goes on at another place than loop_rec", "load error value: or a wait without end that can be killed", head + [("remove_message",)] + done + [("label", "w"), ("wait", L("q")), ("label", "q"), ("move", i(1), x(0))] + done)
    one("wait_zero", "loop_rec, loop_rec_end and wait with label 0", "load error", [("loop_rec", FAIL, x(0)), ("loop_rec_end", FAIL), ("wait", FAIL)])
    one("no_frame", "receiving without a frame, with X registers kept over the wait", "load error value",
        [("deallocate", u(1)), ("move", i(7), x(3)), *head, ("remove_message",), ("test_heap", u(2), u(4)), ("put_list", x(0), x(3), x(0)), OUT, ("label", "w"), ("wait_timeout", L("r"), i(10)), ("timeout",), ("move", x(3), x(0)), OUT])
    one("wait_y_unset", "a wait with a Y register not set", "load error value: or a wait without end that can be killed",
        [("deallocate", u(1)), ("allocate", u(5), u(0)), ("label", "r"), ("loop_rec", L("w"), x(0)), ("loop_rec_end", L("r")), ("label", "w"), ("wait_timeout", L("r"), i(10)), ("timeout",), GC, ("move", y(4), x(0)), ("deallocate", u(5)), OUT])
    one("wait_timeout_unset", "wait_timeout with a register that holds nothing", "load error", head + [("loop_rec_end", L("r")), ("label", "w"), ("wait_timeout", L("r"), x(50)), ("timeout",), ("move", i(1), x(0))] + done)
    one("marker_use_garbage", "recv_marker_use, bind and clear of what is no marker", "load error value",
        [("move", i(5), y(0)), ("recv_marker_bind", y(0), x(1)), ("recv_marker_use", y(0)), ("recv_marker_clear", y(0)), ("move", lit((1, 2)), x(1)), ("recv_marker_bind", x(1), x(1)), ("move", i(1), x(0))] + done)
    one("marker_unset", "recv_marker_bind of registers that hold nothing", "load error value", [("recv_marker_bind", x(60), x(61)), ("move", i(1), x(0))] + done)
    one("marker_escapes", "a marker given to the program as a value", "load error value",
        [("recv_marker_reserve", y(0)), GC, ("move", y(0), x(0)), ("call_ext", u(1), ext("erlang", "term_to_binary", 1)), ("test_heap", u(2), u(0)), ("put_list", y(0), NIL, x(0))] + done)
    one("marker_many", "100,000 markers reserved and never bound or given up", "load error value",
        [("move", i(100000), x(0)), ("label", "l"), ("recv_marker_reserve", x(1)), ("gc_bif2", FAIL, u(1), ext("erlang", "-", 2), x(0), i(1), x(0)), ("is_eq_exact", L("l"), x(0), i(0))] + done)
    one("marker_stale", "a marker used after its message was taken", "load error value",
        [("recv_marker_reserve", y(0)), ("call_ext", u(0), ext("erlang", "make_ref", 0)), ("recv_marker_bind", y(0), x(0)), ("move", x(0), y(0)), *head, ("remove_message",), GC, ("recv_marker_use", y(0)),
         ("label", "r2"), ("loop_rec", L("w2"), x(0)), ("remove_message",), *done, ("label", "w2"), ("wait_timeout", L("r2"), i(10)), ("timeout",), ("move", a("none"), x(0)), *done] + wait)
    one("old_marks", "recv_mark and recv_set at labels that are no receive, and of no label", "load error value", [("recv_mark", ("f", 9999)), ("recv_set", ("f", 9999)), ("recv_mark", FAIL), ("move", i(1), x(0))] + done)
