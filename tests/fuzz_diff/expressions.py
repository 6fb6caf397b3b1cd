"""Forms for numbers, booleans, atoms, and those that give any type: calls, case, try, receive."""

import values
from maker import CLOSURE_COST, makes, Maker
from tree import Many, Node
from values import is_subtype, kind

BIGGEST = 4000  # bits of an integer in the middle of an expression

COMPARISONS = ["<", ">", "=<", ">=", "==", "/=", "=:=", "=/="]
CLASSES = ["error", "exit", "throw"]


class Expressions(Maker):
    # -- integers

    @makes("int", weight=8, guard=True)
    def int_arithmetic(self, _, scope):
        inner = scope.inner()
        op = self.rng.choices(("+", "-", "*", "div", "rem"), (4, 4, 3, 2, 2))[0]
        a, b = self.expr("int", inner), self.expr("int", inner)
        if op == "*" and a.size + b.size > BIGGEST:
            op = "-"
        size = {"+": max(a.size, b.size) + 1, "-": max(a.size, b.size) + 1, "*": a.size + b.size,
                "div": a.size + 1, "rem": min(a.size, b.size)}[op]
        if size > BIGGEST:
            return None
        return Node(["(", a, f" {op} ", b, ")"], "int", size)

    @makes("int", weight=3, guard=True)
    def int_bitwise(self, _, scope):
        inner = scope.inner()
        op = self.pick(("band", "bor", "bxor"))
        a, b = self.expr("int", inner), self.expr("int", inner)
        return Node(["(", a, f" {op} ", b, ")"], "int", max(a.size, b.size) + 1)

    @makes("int", weight=2.5, guard=True)
    def int_shift(self, _, scope):
        a = self.expr("int", scope.inner())
        roll = self.rng.random()
        if roll < 0.5:
            by = Node([values.int_text(self.rng.randint(-70, 70))], "int", 8, 1)
            most = 70
        elif roll < 0.85:
            # The same amount of bits everywhere: system_limit would come at other sizes.
            by = Node(["(", self.expr("int", scope.inner()), " band 127)"], "int", 7)
            most = 127
        else:
            # To nothing, or past every limit: but 1 bsl 4194240 would be allowed in older releases.
            return Node(["(", a, f" {self.pick(('bsl', 'bsr'))} ",
                         Node([f"{self.pick((1 << 59, 1 << 60, 1 << 62, 1 << 70))}"], "int", 70, 1),
                         ")"], "int", a.size)
        if a.size + most > BIGGEST:
            return None
        return Node(["(", a, f" {self.pick(('bsl', 'bsr'))} ", by, ")"], "int", a.size + most)

    @makes("int", weight=2, guard=True)
    def int_unary(self, _, scope):
        a = self.expr("int", scope.inner())
        return Node([self.pick(("(-", "(bnot ", "abs(")), a, ")"], "int", a.size + 1)

    @makes("int", guard=True)
    def int_of_float(self, _, scope):
        f = self.expr(self.pick(("float", "float", "num")), scope.inner())
        return Node([self.pick(("trunc(", "round(", "floor(", "ceil(")), f, ")"], "int",
                    max(f.size, 1025))

    @makes("int", "num", "float", weight=0.7)
    def min_max(self, type_, scope):
        # Of 1 and 1.0 releases differ in which one is the larger.
        if type_ == "num" and not self.zeros_differ:
            return None
        inner = scope.inner()
        a, b = self.expr(type_, inner), self.expr(type_, inner)
        return Node([f"{self.pick(('min', 'max'))}(", a, ", ", b, ")"], type_, max(a.size, b.size))

    @makes("int", weight=2, guard=True)
    def int_of_data(self, _, scope):
        call, type_ = self.pick((
            ("length", ("list", self.some_type(1))), ("byte_size", "bits"), ("bit_size", "bits"),
            ("bit_size", "bin"), ("byte_size", "str"), ("size", "bin"),
            ("map_size", ("map", self.key_type(), self.some_type(0))),
            ("tuple_size", ("tuple", self.some_type(0), self.some_type(0)))))
        if scope.guard and not self.vars_of(type_, scope):
            return None
        return Node([f"{call}(", self.expr(type_, scope.inner()), ")"], "int", 16)

    @makes("int", weight=0.8)
    def int_of_text(self, _, scope):
        if self.chance(0.3):
            return Node(["binary_to_integer(", self.expr("str", scope.inner()), ")"], "int",
                        200 * 8)
        base = self.rng.randint(2, 36)
        a = self.expr("int", scope.inner())
        return Node([f"binary_to_integer(integer_to_binary(", a, f", {base}), {base})"], "int",
                    a.size)

    @makes("int", weight=0.4)
    def int_hash(self, _, scope):
        type_ = self.some_type(1)
        if not self.is_pure_key(type_):
            return None
        return Node(["erlang:phash2(", self.expr(type_, scope.inner()), ")"], "int", 28)

    # -- floats and numbers of either kind

    @makes("float", weight=8, guard=True)
    def float_arithmetic(self, _, scope):
        inner = scope.inner()
        op = self.rng.choices("+-*/", (4, 4, 4, 2))[0]
        kinds = self.rng.choices((("float", "float"), ("float", "int"), ("int", "float")),
                                 (6, 1.5, 1.5))[0]
        if op == "/" and self.chance(0.3):
            kinds = ("int", "int")
        a, b = (self.expr_as_float(one, inner) for one in kinds)
        return Node(["(", a, f" {op} ", b, ")"], "float", 1)

    @makes("float", guard=True)
    def float_unary(self, _, scope):
        if self.chance(0.4):
            return Node(["float(", self.expr_as_float(self.pick(("int", "num")), scope.inner()), ")"],
                        "float", 1)
        # Before OTP 27 -(0.0) was 0.0.
        forms = ("(-", "abs(", "(+") if self.zeros_differ else ("abs(", "(+")
        return Node([self.pick(forms), self.expr("float", scope.inner()), ")"], "float", 1)

    @makes("float", weight=0.8)
    def float_math(self, _, scope):
        call = self.pick(("sqrt", "floor", "ceil", "sin", "exp", "log", "atan", "log2"))
        type_ = self.pick(("float", "float", "int", "num"))
        if self.chance(0.2):
            call = self.pick(("pow", "fmod", "atan2"))
            return Node([f"math:{call}(", self.expr("float", scope.inner()), ", ",
                         self.expr_as_float(type_, scope.inner()), ")"], "float", 1)
        return Node([f"math:{call}(", self.expr_as_float(type_, scope.inner()), ")"], "float", 1)

    @makes("num", weight=6, guard=True)
    def num_arithmetic(self, _, scope):
        inner = scope.inner()
        op = self.rng.choices("+-*/", (4, 4, 3, 0.7))[0]
        a, b = self.expr("num", inner), self.expr("num", inner)
        size = a.size + b.size if op == "*" else max(a.size, b.size) + 1
        if size > BIGGEST:
            return None
        return Node(["(", a, f" {op} ", b, ")"], "num", size)

    @makes("num", weight=2, guard=True)
    def num_of_one_kind(self, _, scope):
        node = self.expr(self.pick(("int", "float")), scope)
        return Node([node], "num", node.size, node.cost)

    @makes("num", weight=0.7, guard=True)
    def num_unary(self, _, scope):
        a = self.expr("num", scope.inner())
        return Node([self.pick(("(-", "abs(")), a, ")"], "num", a.size + 1)

    # -- booleans and atoms

    @makes("bool", weight=5, guard=True)
    def comparison(self, _, scope):
        type_ = self.rng.choices(("int", "float", "num", None, "any"), (4, 2, 3, 2, 0.5))[0]
        if scope.guard and scope.vars and self.chance(0.6):
            type_ = self.pick(scope.vars).type
        type_ = type_ or self.near_type(scope)
        if kind(type_) in ("fun", "count") or values.contains(type_, "fun"):
            type_ = "int"
        if not self.rounds_well and values.contains(type_, "any", "num", "custom"):
            type_ = "int"
        if scope.guard and kind(type_) not in ("int", "float", "num") and not self.vars_of(
                type_, scope):
            type_ = "int"
        op = self.pick(COMPARISONS)
        if not self.zeros_differ and values.may_hold_float(type_):
            op = self.pick(COMPARISONS[:4])  # old compilers make == of floats an exact comparison
        inner = scope.inner()
        return Node(["(", self.expr(type_, inner), f" {op} ", self.expr(type_, inner), ")"],
                    "bool", 1)

    @makes("bool", weight=2, guard=True)
    def bool_logic(self, _, scope):
        inner = scope.inner()
        if self.chance(0.2):
            return Node(["(not ", self.expr("bool", inner), ")"], "bool", 1)
        op = self.pick(("and", "or", "xor", "andalso", "orelse", "andalso", "orelse"))
        return Node(["(", self.expr("bool", inner), f" {op} ", self.expr("bool", inner), ")"],
                    "bool", 1)

    @makes("bool", weight=1.5, guard=True)
    def type_test(self, _, scope):
        vars_ = scope.vars
        if not vars_:
            return None
        test = self.pick(("integer", "float", "number", "atom", "boolean", "list", "tuple", "map",
                          "binary", "bitstring", "function", "pid"))
        if self.chance(0.1):
            return Node(["is_function(", self.pick(vars_).node(), f", {self.rng.randint(0, 3)})"],
                        "bool", 1)
        return Node([f"is_{test}(", self.pick(vars_).node(), ")"], "bool", 1)

    @makes("bool", weight=0.7, guard=True)
    def map_key_test(self, _, scope):
        maps = [var for var in scope.vars if kind(var.type) == "map"]
        if not maps:
            return None
        var = self.pick(maps)
        return Node(["is_map_key(", self.expr(var.type[1], scope.inner()), ", ", var.node(), ")"],
                    "bool", 1)

    @makes("atom", weight=1)
    def atom_of_bool(self, _, scope):
        return Node([self.expr("bool", scope.inner())], "atom", 1)

    @makes("any", weight=6)
    def any_expr(self, _, scope):
        node = self.expr(self.some_type(1), scope)
        return Node([node], "any", node.size, node.cost)

    # -- what gives any type

    @makes("*", weight=3.5)
    def call(self, type_, scope):
        choices = [function for function in self.functions
                   if is_subtype(function.result, type_) and function.cost <= scope.budget]
        if not choices:
            return None
        return self.call_of(self.pick(choices[-8:] if self.chance(0.5) else choices), scope)

    def call_of(self, function, scope):
        arguments = [self.part(param, scope.inner()) for param in function.params]
        cost = function.cost + sum(node.cost for node in arguments)
        name, arity = function.name, function.arity
        if function.home:
            return self.remote_call(function, arguments, cost)
        roll = self.rng.random()
        items = Many(arguments, ", ", len(arguments))
        if function.exported and roll < 0.2:
            parts = [f"?MODULE:{name}(", items, ")"]
        elif roll < 0.24:
            parts = [f"(fun {name}/{arity})(", items, ")"]
        elif roll < 0.27:
            parts = [f"apply(fun {name}/{arity}, [", items, "])"]
        elif function.exported and roll < 0.31:
            parts = [f"apply(?MODULE, {name}, [", items, "])"]
        else:
            parts = [f"{name}(", items, ")"]
        return Node(parts, function.result, function.size, cost)

    def remote_call(self, function, arguments, cost):
        """Of a function in the other module."""
        name = f"{function.home}:{function.name}"
        items = Many(arguments, ", ", len(arguments))
        if self.chance(0.15):
            parts = [f"(fun {name}/{function.arity})(", items, ")"]
        else:
            parts = [f"{name}(", items, ")"]
        return Node(parts, function.result, function.size, cost)

    @makes("*", weight=1.5)
    def call_of_closure(self, type_, scope):
        choices = [var for var in scope.vars
                   if kind(var.type) == "fun" and is_subtype(var.type[2], type_)]
        if not choices or scope.budget < CLOSURE_COST:
            return None
        var = self.pick(choices)
        return Node([var.node(), "(",
                     Many([self.part(param, scope.inner()) for param in var.type[1]], ", ",
                          len(var.type[1])), ")"], var.type[2], values.cap_of(var.type[2]),
                    CLOSURE_COST)

    @makes("*", weight=0.7)
    def known_closure(self, type_, scope):
        params = tuple(self.some_type(1) for _ in range(self.rng.randint(0, 2)))
        closure = self.closure(("fun", params, type_), scope.inner())
        name = self.fresh("F")
        call = Node([Node([name], var=name, cost=1), "(",
                     Many([self.part(param, scope.inner()) for param in params], ", ",
                          len(params)), ")"], type_, values.cap_of(type_), closure.cost + 1)
        return Node(["begin ", Node([f"{name} = ", closure, ",\n"], binds=(name,)), call, " end"],
                    type_, call.size)

    @makes("*", weight=2)
    def case(self, type_, scope):
        inner = scope.inner()
        subject_type = self.near_type(scope)
        subject = self.expr(subject_type, inner)
        clauses = []
        for _ in range(self.rng.randint(1, 3)):
            clauses.append(self.clause(subject_type, type_, inner))
        if self.chance(0.85):
            clauses.append(Node(["_ ->\n", self.body(type_, inner)]))
        return Node(["case ", subject, " of\n", Many(clauses, ";\n", 1), "\nend"], type_,
                    self.clause_size(clauses))

    @makes("*", weight=0.5)
    def switch(self, type_, scope):
        """A case of many constants: dense, sparse, atoms, or near the edges."""
        inner = scope.inner(depth=2)
        count = self.rng.randint(4, 12)
        way = self.rng.randrange(4)
        if way == 3:
            subject, keys = self.expr("atom", inner), self.rng.sample(values.ATOMS, 6)
        elif way == 2:
            subject = self.expr("int", inner)
            keys = [values.int_text(values.pick_int(self.rng)) for _ in range(count)]
        else:
            step = (1, 1000)[way]
            start = self.rng.choice((0, -3, 2**59 - 4, 2**60 - 5, -2**60 - 3)) if way == 0 else 0
            subject = Node(["((", self.expr("int", inner),
                            f" band 15) * {step} + {values.int_text(start)})"], "int", 62)
            keys = [values.int_text(start + step * i)
                    for i in self.rng.sample(range(16), count)]
        clauses = [Node([f"{key} ->\n", self.body(type_, inner)]) for key in dict.fromkeys(keys)]
        if self.chance(0.8):
            clauses.append(Node(["_ ->\n", self.body(type_, inner)]))
        return Node(["case ", subject, " of\n", Many(clauses, ";\n", 1), "\nend"], type_,
                    self.clause_size(clauses))

    @staticmethod
    def clause_size(clauses):
        return max(clause.parts[-1].size for clause in clauses)

    def clause(self, subject_type, type_, scope):
        """A clause of case; its last part is the body."""
        pattern, vars_ = self.pattern(subject_type, scope)
        inner = scope.inner(vars_, depth=0)
        return Node([pattern, *self.maybe_guard(inner), " ->\n", self.body(type_, inner)])

    def maybe_guard(self, scope, probability=0.35):
        if not self.chance(probability):
            return []
        tests = [self.expr("bool", scope.as_guard()) for _ in range(self.rng.randint(1, 2))]
        return [" when ", Many(tests, self.pick((", ", "; ")), 1)]

    @makes("*", weight=0.6)
    def if_(self, type_, scope):
        inner = scope.inner()
        clauses = [Node([self.expr("bool", inner.as_guard()), " ->\n", self.body(type_, inner)])
                   for _ in range(self.rng.randint(1, 2))]
        if self.chance(0.9):
            clauses.append(Node(["true ->\n", self.body(type_, inner)]))
        return Node(["if\n", Many(clauses, ";\n", 1), "\nend"], type_, self.clause_size(clauses))

    def body(self, type_, scope):
        """Some variables, then the result."""
        statements = []
        for _ in range(self.rng.choice((0, 0, 1, 1, 2)) if scope.depth > 0 else 0):
            var_type = self.fun_type() if self.chance(0.12) else self.near_type(scope)
            value = self.expr(var_type, scope.inner())
            var = self.new_var(var_type, value.size)
            statements.append(Node([f"{var.name} = ", value], binds=(var.name,)))
            scope = scope.inner([var], depth=0)
        result = self.expr(type_, scope)
        statements.append(result)
        return Node([Many(statements, ",\n", 1, keep_last=True)], type_, result.size)

    @makes("*", weight=0.8)
    def block(self, type_, scope):
        node = self.body(type_, scope.inner())
        return Node(["begin\n", node, "\nend"], type_, node.size)

    @makes("*", weight=1)
    def part_of_variable(self, type_, scope):
        """An element of a tuple, list or map in a variable."""
        choices = []
        for var in scope.vars:
            if kind(var.type) in ("tuple", "list", "map"):
                choices += [(var, i) for i, part in enumerate(var.type[1:])
                            if is_subtype(part, type_)]
        if not choices:
            return None
        var, i = self.pick(choices)
        part = var.type[i + 1]
        size = values.cap_of(part)
        if kind(var.type) == "tuple":
            return Node([f"element({i + 1}, ", var.node(), ")"], part, size)
        if kind(var.type) == "list":
            if self.chance(0.4):
                return Node(["hd(", var.node(), ")"], part, size)
            return Node([f"lists:nth({self.rng.randint(1, 4)}, ", var.node(), ")"], part, size)
        if kind(var.type) != "map" or i == 0:
            return None
        call = self.pick(("maps:get", "map_get", None, None))
        key = self.expr(var.type[1], scope.inner())
        if call:
            return Node([f"{call}(", key, ", ", var.node(), ")"], part, size)
        return Node(["maps:get(", key, ", ", var.node(), ", ",
                     self.capped(self.expr(part, scope.inner())), ")"], part, size)

    @makes("*", weight=0.8)
    def fold(self, type_, scope):
        if values.contains(type_, "any", "fun"):
            return None  # it could hold itself twice: what is printed would double with each element
        element = self.some_type(1)
        closure = self.closure(("fun", (element, type_), type_), scope.inner(turns=40))
        items = self.part(("list", element), scope.inner())
        return Node([f"{self.pick(('h_foldl', 'h_foldr'))}(", closure, ", ",
                     self.part(type_, scope.inner()), ", ", items, ")"], type_,
                    values.cap_of(type_), closure.cost * 40 + items.cost)

    # -- exceptions

    @makes("*", weight=0.35)
    def raise_(self, type_, scope):
        reason = self.expr(self.some_type(1), scope.inner())
        tag = self.pick(("oops", "badarg", "nope"))
        call = self.pick(("erlang:error", "throw", "exit"))
        return Node([f"{call}({{{tag}, ", reason, "})"], type_, values.cap_of(type_))

    @makes("*", weight=0.25)
    def wrong_type(self, type_, scope):
        """What the compiler does not see to be of another type: id/1 is exported."""
        other = self.some_type(1)
        if kind(type_) in ("fun", "count"):
            return None
        return Node(["id(", self.expr(other, scope.inner()), ")"], type_, values.cap_of(type_))

    @makes("*", weight=0.3)
    def match(self, type_, scope):
        """A pattern that has to match, or badmatch."""
        subject_type = self.some_type()
        subject = self.expr(subject_type, scope.inner())
        pattern, vars_ = self.pattern(subject_type, scope)
        node = self.body(type_, scope.inner(vars_))
        return Node(["begin\n", Many([Node([pattern, " = ", subject]), node], ",\n", 1, True),
                     "\nend"], type_, node.size)

    @makes("*", weight=1.3)
    def try_(self, type_, scope):
        inner = scope.inner()
        parts = ["try\n"]
        if self.chance(0.3):
            subject_type = self.near_type(scope)
            parts += [self.body(subject_type, inner), "\nof\n",
                      Many([self.clause(subject_type, type_, inner) for _ in range(
                          self.rng.randint(1, 2))], ";\n", 1)]
        else:
            parts += [self.body(type_, inner)]
        if self.chance(0.9):
            handlers = [self.handler(type_, inner) for _ in range(self.rng.randint(1, 3))]
            parts += ["\ncatch\n", Many(handlers, ";\n", 1)]
            if self.chance(0.2):
                parts += ["\nafter\n", self.body(self.some_type(1), inner)]
        else:
            parts += ["\nafter\n", self.body(self.some_type(1), inner)]
        return Node([*parts, "\nend"], type_, values.cap_of(type_) * 4)

    def handler(self, type_, scope):
        vars_ = []
        roll = self.rng.random()
        if roll < 0.5:
            # With the stack trace, which the handler may look at (stack/1: functions and lines).
            klass, stack = self.fresh("C"), self.fresh("S")
            reason = self.new_var("any")
            pattern = f"{klass}:{reason.name}:{stack}"
            vars_ = [reason]
            trace = Node([f"{{{klass}, stack({stack})}}"], "any", 1, 20)
            body = self.body(type_, scope.inner(vars_, depth=0))
            if is_subtype("any", type_) and self.chance(0.7):
                body = trace
            elif self.chance(0.15):
                body = Node([f"erlang:raise({klass}, {reason.name}, {stack})"], type_,
                            values.cap_of(type_))
            binds = (klass, stack, reason.name)
        else:
            klass = self.pick(CLASSES + ["_"])
            reason = self.pick(("_", "_", "badarith", "badarg", "{oops, _}", "function_clause",
                                "{badmatch, _}", "{case_clause, _}", "{badkey, _}", "if_clause"))
            pattern, binds = f"{klass}:{reason}", ()
            body = self.body(type_, scope)
        return Node([pattern, " ->\n", body], binds=binds)

    @makes("any", weight=0.7)
    def old_catch(self, _, scope):
        return Node(["uncatch(catch ", self.expr(self.some_type(1), scope.inner()), ")"], "any", 1)

    # -- messages to self, the dictionary

    @makes("*", weight=0.35)
    def message(self, type_, scope):
        """Sends a few messages and takes them out of order. What a raise leaves in the mailbox is
        never taken by another receive: each has tags of its own, and runs start with an empty one."""
        inner = scope.inner()
        types = [type_] + [self.some_type(1) for _ in range(self.rng.randint(0, 2))]
        sends, receives, vars_ = [], [], []
        for one in types:
            self.tag_serial += 1
            tag = f"m{self.tag_serial}"
            var = self.new_var(one)
            vars_.append(var)
            sends.append(Node([f"self() ! {{{tag}, ", self.part(one, inner), "}"]))
            timeout = self.pick(("", "", " after 0 -> exit(nothing)"))
            taken = self.fresh()
            receives.append(Node([f"{var.name} = receive {{{tag}, {taken}}} -> {taken}{timeout} end"],
                                 binds=(var.name, taken)))
        self.rng.shuffle(sends)
        self.rng.shuffle(receives)
        result = self.expr(type_, scope.inner(vars_, depth=1))
        if self.chance(0.4):
            result = vars_[0].node()
        return Node(["begin\n", Many(sends + receives + [result], ",\n", 1, True), "\nend"], type_,
                    result.size)

    @makes("*", weight=0.25)
    def dictionary(self, type_, scope):
        self.tag_serial += 1
        key = f"{{k, {self.tag_serial}}}"
        node = self.part(type_, scope.inner())
        return Node([f"begin put({key}, ", node, f"), {self.pick(('get', 'erase'))}({key}) end"],
                    type_, node.size)
