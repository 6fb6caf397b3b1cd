"""Whole functions: plain ones, loops, recursion, walks over lists and binaries, processes.

Each shape adds one function or more to `functions`; those that only the shape itself may call stand in
`hidden`. What goes round counts down a ("count", N) or takes a list or binary apart, so it ends.
"""

import values
from maker import Function, Maker, Scope, Var
from tree import Many, Node
from values import kind

BUDGET = 20_000  # steps that one call may take
TURNS = [3, 10, 40, 200, 1000]


class Shapes(Maker):
    hidden = ()

    def start(self):
        """A new function's name."""
        self.serial = 0
        self.functions_made = getattr(self, "functions_made", 0) + 1
        return f"f{self.functions_made}"

    def param_types(self, least=1, most=3):
        types = []
        for _ in range(self.rng.randint(least, most)):
            types.append(self.fun_type() if self.chance(0.1) else self.some_type())
        return types

    def result_type(self):
        return self.fun_type() if self.chance(0.05) else self.some_type()

    def scope(self, vars_, depth=None, turns=1):
        return Scope(tuple(vars_), depth or self.rng.randint(2, 4), BUDGET // turns)

    @staticmethod
    def head(name, vars_):
        return f"{name}({', '.join(var.name for var in vars_)})"

    def result(self, type_, scope):
        return self.capped(self.body(type_, scope))

    def add(self, name, vars_, result, clauses, turns=1, size=None, hidden=False, extra=()):
        """`clauses` cost what they cost, at most `turns` times."""
        parts = [Many(clauses, ";\n", 1), "."]
        for more in extra:
            parts += ["\n\n", more, "."]
        node = Node(parts)
        function = Function(name, tuple(var.type for var in vars_), result, node,
                            5 + node.cost * turns, size)
        if not hidden:
            function.home = self.home
            function.exported = self.home is not None or self.chance(0.4)
            self.functions.append(function)
        else:
            self.hidden = (*self.hidden, function)
        return function

    @staticmethod
    def clause_of(head, guard, body, vars_):
        return Node([head, *guard, " ->\n", body], binds=[var.name for var in vars_])

    # -- no loops

    def shape_plain(self):
        name = self.start()
        vars_ = [self.new_var(type_) for type_ in self.param_types()]
        result = self.result_type()
        body = self.result(result, self.scope(vars_))
        self.add(name, vars_, result, [self.clause_of(self.head(name, vars_), [], body, vars_)])

    def shape_clauses(self):
        name = self.start()
        types = self.param_types()
        result = self.result_type()
        clauses = []
        for _ in range(self.rng.randint(2, 4)):
            patterns, vars_ = [], []
            for type_ in types:
                if self.chance(0.7) and kind(type_) not in ("fun", "count"):
                    pattern, more = self.pattern(type_, self.scope(()))
                else:
                    more = [self.new_var(type_)]
                    pattern = self.binding(more[0])
                patterns.append(pattern)
                vars_ += more
            scope = self.scope(vars_)
            clauses.append(Node([f"{name}(", Many(patterns, ", ", len(patterns)), ")",
                                 *self.maybe_guard(scope), " ->\n", self.result(result, scope)]))
        vars_ = [self.new_var(type_) for type_ in types]
        if self.chance(0.75):
            clauses.append(self.clause_of(self.head(name, vars_), [],
                                          self.result(result, self.scope(vars_)), vars_))
        self.add(name, vars_, result, clauses)

    # -- loops of tail calls

    def accumulators(self):
        types = []
        for _ in range(self.rng.choice((1, 1, 2, 2, 3, 4))):
            types.append(self.rng.choices(
                ("int", "float", "num", "str", "bits", ("list", "int"), None),
                (6, 4, 5, 1, 1, 1.5, 2))[0] or self.accumulator_type())
        return [self.new_var(type_) for type_ in types]

    def accumulator_type(self):
        numbers = ("int", "float", "num")
        if self.chance(0.5):
            return ("tuple", *(self.pick(numbers) for _ in range(self.rng.randint(1, 3))))
        return self.some_type(1)

    def next_tuple(self, var, scope):
        """Taken apart and made anew, element by element."""
        parts = [self.new_var(part) for part in var.type[1:]]
        inner = scope.inner(parts, depth=0)
        new = [self.next_value(part, inner) for part in parts]
        made = self.tuple_of(new, var.type)
        pattern = Node(["{", ", ".join(part.name for part in parts), "}"],
                       binds=[part.name for part in parts])
        return Node(["case ", var.node(), " of\n", Many([Node([pattern, " ->\n", made])], ";\n", 1),
                     "\nend"], var.type, 1)

    def next_value(self, var, scope):
        """What an accumulator becomes in the next turn."""
        type_ = var.type
        other = lambda: self.small(type_, scope.inner(depth=max(scope.depth - 1, 0)))
        roll = self.rng.random()
        if roll < 0.12:
            return var.node()
        if values.contains(type_, "any"):
            # Could hold itself twice: what is printed would double each turn.
            return var.node() if roll < 0.5 else self.constant(type_)
        if type_ in ("int", "float", "num") and roll < 0.7:
            return self.next_number(var, type_, other)
        if kind(type_) == "tuple" and roll < 0.7:
            return self.next_tuple(var, scope)
        if kind(type_) == "list" and roll < 0.6:
            return self.items(type_, [self.part(type_[1], scope.inner())], var.node())
        if type_ in ("bits", "bin", "str") and roll < 0.6:
            more = (self.more_text(scope) if type_ == "str"
                    else self.int_segment(scope, self.pick((8, 16, 64) if type_ == "bin"
                                                           else (1, 3, 8, 13, 64))))
            return Node([f"<<", var.node(), f"/{'bits' if type_ == 'bits' else 'binary'}, ", more,
                         ">>"], type_, var.size)
        if kind(type_) == "map" and roll < 0.5:
            return Node(["(", var.node(), ")#{", self.part(type_[1], scope.inner()), " => ",
                         self.part(type_[2], scope.inner()), "}"], type_, var.size)
        return self.part(type_, scope)

    def more_text(self, scope):
        ints = self.vars_of("int", scope)
        if ints and self.chance(0.5):
            return Node(["(integer_to_binary(", self.pick(ints).node(), " rem 1000))/binary"])
        return Node([self.constant("str"), "/binary"])

    def next_number(self, var, type_, other):
        roll = self.rng.random()
        if roll < 0.6:
            op = self.pick("++-*" if type_ == "float" else "++-")
            sides = [var.node(), other()]
            self.rng.shuffle(sides)
            return Node(["(", sides[0], f" {op} ", sides[1], ")"], type_, var.size)
        if roll < 0.75:
            factor = {"int": "2 3 5 -1 7", "float": "1.5 0.5 -1.0 1.0e10 2", "num":
                      "2 3 1.5 -1"}[type_].split()
            return Node(["(", var.node(), f" * {self.pick(factor)})"], type_, var.size)
        if roll < 0.85:
            return Node([f"{self.pick(('max', 'min'))}(", var.node(), ", ", other(), ")"], type_,
                        var.size) if type_ == "int" or self.zeros_differ else var.node()
        if type_ == "int":
            mask = self.pick((2**16 - 1, 2**32 - 1, 2**59, 2**60 - 1, 2**61, 2**64 - 1))
            return Node(["((", var.node(), f" {self.pick(('* 31', 'bsl 3', '* 1103515245'))} + ",
                         other(), f") {self.pick(('band', 'rem'))} {mask})"], type_, var.size)
        return Node(["(", var.node(), f" {self.pick('+-')} {self.pick(('1', '1.0', '0.5'))})"],
                    type_, var.size)

    def turns(self):
        return self.rng.choices(TURNS, (2, 3, 3, 2, 2))[0]

    def final(self, result, vars_, turns, scope_turns=1):
        """The result of a loop whose accumulators may have grown."""
        grown = []
        for var in vars_:
            size = var.size
            if kind(var.type) == "list":
                size += turns
            elif var.type in ("bits", "bin"):
                size += 64 * turns
            elif var.type in ("int", "num", "str"):
                size += 3 * turns
            grown.append(Var(var.name, var.type, size))
        if isinstance(result, tuple) and result[0] == "tuple" and result[1:] == tuple(
                var.type for var in vars_) and self.chance(0.6):
            return self.tuple_of([var.node() for var in vars_], result)
        same = [var for var in grown if var.type == result]
        if same and self.chance(0.6):
            return self.pick(same).node()
        return self.body(result, self.scope(grown, depth=2, turns=scope_turns))

    def loop_result(self, vars_):
        roll = self.rng.random()
        if roll < 0.4:
            return self.pick(vars_).type
        if roll < 0.75:
            return ("tuple",) + tuple(var.type for var in vars_)
        return self.some_type()

    def shape_tail_loop(self):
        """Counts down; some turns may go another way or leave early."""
        name, turns = self.start(), self.turns()
        vars_ = self.accumulators()
        count = self.new_var(("count", turns), 8)
        order = [count, *vars_]
        if self.chance(0.4):
            self.rng.shuffle(order)
        result = self.loop_result(vars_)
        last = self.final(result, vars_, turns)
        base = ", ".join("0" if var is count else var.name for var in order)
        clauses = [self.clause_of(f"{name}({base})", [], last, vars_)]
        scope = self.scope([*vars_, count], depth=self.pick((1, 2, 2, 3)), turns=turns)
        if self.chance(0.35):
            guard = self.maybe_guard(scope, 1.0)
            body = (self.result(result, self.scope(vars_, 2)) if self.chance(0.3)
                    else self.turn(name, order, count, scope))
            clauses.append(self.clause_of(self.head(name, order), guard, body, order))
        clauses.append(self.clause_of(self.head(name, order), [],
                                      self.turn(name, order, count, scope), order))
        self.add(name, order, result, clauses, turns, size=max(last.size, values.cap_of(result)))

    def turn(self, name, order, count, scope, step=" - 1", callee=None):
        """Variables, then the call of the next turn."""
        statements = []
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            type_ = self.pick(("int", "float", "num", "bool")) if self.chance(0.6) else (
                self.some_type(1))
            value = self.expr(type_, scope)
            var = self.new_var(type_, value.size)
            statements.append(Node([f"{var.name} = ", value], binds=(var.name,)))
            scope = scope.inner([var], depth=0)
        arguments = []
        for var in order:
            if var is count:
                arguments.append(Node([f"{count.name}{step}"], cost=1))
            elif callee is None or True:
                arguments.append(self.next_value(var, scope))
        call = Node([f"{callee or name}(", Many(arguments, ", ", len(arguments)), ")"])
        if self.chance(0.15):
            # A turn of two ways, both tail calls.
            other = [Node(node.parts, node.type, node.size, node.cost) if var is count
                     else self.next_value(var, scope) for var, node in zip(order, arguments)]
            second = Node([f"{callee or name}(", Many(other, ", ", len(other)), ")"])
            test = self.expr("bool", scope.inner(depth=0))
            call = Node(["case ", test, " of\n",
                         Many([Node(["true ->\n", call]), Node(["_ ->\n", second])], ";\n", 1),
                         "\nend"])
        return Node([Many([*statements, call], ",\n", 1, keep_last=True)])

    def shape_counted_up(self):
        """From 0 up to a limit, entered through another function."""
        name, turns = self.start(), self.turns()
        loop = f"{name}_up"
        vars_ = self.accumulators()
        index, limit = self.new_var("int", 12), self.new_var(("count", turns), 12)
        order = [index, limit, *vars_]
        result = self.loop_result(vars_)
        last = self.final(result, vars_, turns)
        scope = self.scope([*vars_, index], depth=self.pick((1, 2, 2)), turns=turns)
        step = self.pick((" + 1", " + 1", " + 2", " + 3"))
        go_on = [f" when {index.name} < {limit.name}"]
        arguments = [Node([f"{index.name}{step}"], cost=1), Node([limit.name], cost=1)]
        arguments += [self.next_value(var, scope) for var in vars_]
        call = Node([f"{loop}(", Many(arguments, ", ", len(arguments)), ")"])
        clauses = [self.clause_of(self.head(loop, order), go_on, call, order),
                   self.clause_of(self.head(loop, order), [], last, order)]
        entry_args = ", ".join(["0"] + [var.name for var in order[1:]])
        entry = self.clause_of(self.head(name, order[1:]), [], Node([f"{loop}({entry_args})"]), [])
        self.add(name, order[1:], result, [entry], turns,
                 size=max(last.size, values.cap_of(result)),
                 extra=[Node([Many(clauses, ";\n", 1)])])
        self.functions[-1].cost = 10 + turns * sum(clause.cost for clause in clauses)

    def shape_mutual(self):
        """Two or three functions that call each other in turn."""
        name, turns = self.start(), self.turns()
        group = [name] + [f"{name}_{letter}" for letter in "bc"[:self.rng.randint(1, 2)]]
        vars_ = self.accumulators()
        count = self.new_var(("count", turns), 8)
        order = [count, *vars_]
        result = self.loop_result(vars_)
        nodes, size = [], values.cap_of(result)
        for i, one in enumerate(group):
            last = self.final(result, vars_, turns)
            size = max(size, last.size)
            base = ", ".join(["0"] + [var.name for var in vars_])
            scope = self.scope([*vars_, count], depth=self.pick((1, 2)), turns=turns)
            turn = self.turn(one, order, count, scope, callee=group[(i + 1) % len(group)])
            nodes.append(Node([Many([self.clause_of(f"{one}({base})", [], last, vars_),
                                     self.clause_of(self.head(one, order), [], turn, order)],
                                    ";\n", 1)]))
        self.add(name, order, result, [nodes[0]], turns, size=size, extra=nodes[1:])

    # -- recursion that is no tail call

    def shape_deep(self):
        """One frame a turn, sometimes very many; an error may unwind all of them."""
        name = self.start()
        turns = self.rng.choices((5, 30, 300, 5000, 30_000), (3, 3, 2, 1, 0.5))[0]
        deep = turns > 300
        result = self.pick(("int", "float", "num", ("list", "int"), "bits")) if deep or self.chance(
            0.7) else self.some_type(1)
        count = self.new_var(("count", turns), 15)
        vars_ = [self.new_var(type_) for type_ in self.param_types(0, 2)]
        order = [count, *vars_]
        scope = self.scope(order, depth=1 if deep else 2, turns=turns)
        arguments = [Node([f"{count.name} - 1"], cost=1)] + [
            self.next_value(var, scope) if self.chance(0.4) else var.node() for var in vars_]
        call = Node([f"{name}(", Many(arguments, ", ", len(arguments)), ")"], result,
                    values.cap_of(result))
        base = self.result(result, self.scope(vars_, depth=2))
        if self.chance(0.2):
            base = Node([f"{self.pick(('throw', 'erlang:error', 'exit'))}({{deep, ",
                         self.single(base), "})"])
        head = ", ".join(["0"] + [var.name for var in vars_])
        statements = [self.around(result, call, scope)]
        if not deep and self.chance(0.25):
            statements = [Node(["try ", statements[0], "\ncatch\n", self.handler(
                result, scope), "\nend"], result)]
        clauses = [self.clause_of(f"{name}({head})", [], base, vars_),
                   self.clause_of(self.head(name, order), [],
                                  Node([Many(statements, ",\n", 1, True)]), order)]
        size = {"list": turns + 40, "bits": 16 * turns + 800, "int": turns // 100 + 900,
                "num": turns // 100 + 900}.get(kind(result), values.cap_of(result))
        self.add(name, order, result, clauses, turns, size=size)

    def around(self, type_, call, scope):
        """`call`, a recursive one, inside an operation."""
        if type_ in ("int", "float", "num"):
            other = self.small(type_, scope)
            op = self.pick("+-*" if type_ == "float" else "+-")
            sides = [call, other]
            self.rng.shuffle(sides)
            return Node([sides[0], f" {op} ", sides[1]], type_)
        if kind(type_) == "list":
            return Node(["[", self.part(type_[1], scope), " | ", call, "]"], type_)
        if type_ == "bits":
            return Node(["<<", self.int_segment(scope, self.pick((1, 7, 8, 16))), ", (", call,
                         ")/bits>>"], type_)
        var = self.new_var(type_)
        inner = scope.inner([var], depth=0)
        return Node([Many([Node([f"{var.name} = ", call], binds=(var.name,)),
                           self.part(type_, inner)], ",\n", 1, True)], type_)

    def shape_two_calls(self):
        """fib, in a way."""
        name = self.start()
        result = self.pick(("int", "float", "num"))
        count = self.new_var(("count", 13), 5)
        extra = [self.new_var(result)] if self.chance(0.5) else []
        order = [count, *extra]
        rest = f", {extra[0].name}" if extra else ""
        call = lambda by: Node([f"{name}({count.name} - {by}{rest})"], result, 200)
        base = self.result(result, self.scope(order, depth=2))
        op = self.pick(("+", "-", "+", "*") if result == "float" else ("+", "-"))
        more = [f" {self.pick('+-')} ", self.small(result, self.scope(order, 1))] if self.chance(
            0.5) else []
        clauses = [
            self.clause_of(self.head(name, order), [f" when {count.name} < 2"], base, order),
            self.clause_of(self.head(name, order), [],
                           Node([call(1), f" {op} ", call(2), *more], result), order)]
        self.add(name, order, result, clauses, 600)

    def shape_tree(self):
        """Builds a tree of a number's depth, then folds it."""
        name = self.start()
        value = self.pick(("int", "float", "num", "str"))
        result = self.pick(("int", "num", "float", value)) if value != "str" else "str"
        count, seed = self.new_var(("count", 7), 4), self.new_var(value)
        build = Node([f"{name}_make(0, {seed.name}) -> leaf;\n{name}_make({count.name}, "
                      f"{seed.name}) ->\n{{node, {name}_make({count.name} - 1, ",
                      self.next_value(seed, self.scope([seed, count], 1, 100)), "), ",
                      self.part(value, self.scope([seed, count], 2, 100)),
                      f", {name}_make({count.name} - 1, {seed.name})}}"],
                     binds=(seed.name, count.name))
        left, right, item = self.new_var(result), self.new_var(result), self.new_var(value)
        scope = self.scope([left, right, item], 2, 100)
        merged = self.part(result, scope)
        fold = Node([f"{name}_fold(leaf) -> ", self.constant(result), f";\n{name}_fold({{node, L, "
                     f"{item.name}, R}}) ->\n{left.name} = {name}_fold(L),\n{right.name} = "
                     f"{name}_fold(R),\n", merged],
                    binds=(left.name, right.name, item.name))
        entry = self.clause_of(self.head(name, [count, seed]), [],
                               Node([f"{name}_fold({name}_make({count.name}, {seed.name}))"]), [])
        self.add(name, [count, seed], result, [entry], 1, extra=[build, fold])
        self.functions[-1].cost = 128 * (build.cost + fold.cost)

    # -- taking data apart

    def shape_list_walk(self):
        name = self.start()
        element = self.some_type(1)
        items = self.new_var(("list", element))
        vars_ = self.accumulators()
        result = self.loop_result(vars_)
        last = self.final(result, vars_, 40)
        head_pattern, matched = self.patterns([element] * self.pick((1, 1, 2)), self.scope(()), 2)
        scope = self.scope([*vars_, *matched, items], 2, 40)
        names = "".join(f", {var.name}" for var in vars_)
        clauses = [self.walk_clause(name, head_pattern, items, names, matched, vars_, scope)]
        if len(head_pattern) > 1 or self.chance(0.6):
            one = self.new_var(element)
            clauses.append(self.walk_clause(name, [self.binding(one)], items, names, [one], vars_,
                                            self.scope([*vars_, one, items], 2, 40)))
        end = self.pick(("[]", "[]", "_"))
        clauses.append(self.clause_of(f"{name}({end}{names})", [], last, vars_))
        self.add(name, [items, *vars_], result, clauses, 40,
                 size=max(last.size, values.cap_of(result)))

    def walk_clause(self, name, patterns, items, names, matched, vars_, scope):
        arguments = [items.node()] + [self.next_value(var, scope) for var in vars_]
        return Node([f"{name}([", Many(patterns, ", ", 1), f" | {items.name}]{names})",
                     *self.maybe_guard(scope, 0.2), f" ->\n{name}(",
                     Many(arguments, ", ", len(arguments)), ")"],
                    binds=[items.name, *(var.name for var in vars_)])

    def shape_list_body(self):
        """A list made of a list, by recursion that is no tail call."""
        name = self.start()
        element, made = self.some_type(1), self.some_type(1)
        items, item = self.new_var(("list", element)), self.new_var(element)
        vars_ = [self.new_var(type_) for type_ in self.param_types(0, 2)]
        names = "".join(f", {var.name}" for var in vars_)
        scope = self.scope([item, *vars_, items], 2, 40)
        value = self.part(made, scope)
        clauses = [self.clause_of(f"{name}([]{names})", [], Node(["[]"], ("list", made)), vars_),
                   Node([f"{name}([{item.name} | {items.name}]{names}) ->\n[", value,
                         f" | {name}({items.name}{names})]"],
                        binds=[item.name, items.name, *(var.name for var in vars_)])]
        if self.chance(0.4):
            skip = Node([f"{name}([{item.name} | {items.name}]{names})",
                         *self.maybe_guard(scope, 1), f" ->\n{name}({items.name}{names})"],
                        binds=[item.name, items.name, *(var.name for var in vars_)])
            clauses.insert(1, skip)
        self.add(name, [items, *vars_], ("list", made), clauses, 40)

    def shape_bits_walk(self):
        name = self.start()
        text = self.chance(0.3)
        source = self.new_var("str" if text else self.pick(("bits", "bin")))
        vars_ = self.accumulators()
        result = self.loop_result(vars_)
        if text:
            char = self.new_var("int", 22)
            pattern = Node([f"<<{char.name}/utf8, {source.name}/binary>>"],
                           binds=(char.name, source.name))
            matched, bits = [char], 27
        else:
            pattern, matched, bits = self.segments(self.scope(()), repeated=True,
                                                   whole_bytes=source.type == "bin")
            pattern.parts[1].items.append(Node([f"{source.name}/bits"], binds=(source.name,)))
        turns = 800 // max(bits, 1) + 1
        scope = self.scope([*vars_, *matched], 2, turns)
        last = self.final(result, vars_, turns)
        names = "".join(f", {var.name}" for var in vars_)
        arguments = [source.node()] + [self.next_value(var, scope) for var in vars_]
        clauses = [Node([f"{name}(", pattern, f"{names})", *self.maybe_guard(scope, 0.2),
                         f" ->\n{name}(", Many(arguments, ", ", len(arguments)), ")"],
                        binds=[var.name for var in vars_])]
        if not text and self.chance(0.3):
            second, more, _ = self.segments(self.scope(()), repeated=True)
            second.parts[1].items.append(Node([f"{source.name}/bits"], binds=(source.name,)))
            arguments = [source.node()] + [self.next_value(var, scope.inner(more, 0))
                                           if set(matched).isdisjoint(scope.vars) else var.node()
                                           for var in vars_]
            clauses.append(Node([f"{name}(", second, f"{names}) ->\n{name}(",
                                 Many(arguments, ", ", len(arguments)), ")"],
                                binds=[var.name for var in vars_]))
        end = self.pick(("<<>>", "_"))
        clauses.append(self.clause_of(f"{name}({end}{names})", [], last, vars_))
        self.add(name, [source, *vars_], result, clauses, turns,
                 size=max(last.size, values.cap_of(result)))

    # -- processes

    def shape_server(self):
        """A process that answers requests with an expression of its state and the request."""
        name = self.start()
        state, request = self.new_var(self.some_type(1)), self.new_var(self.some_type(1))
        requests = self.new_var(("list", request.type))
        scope = self.scope([state, request], 2, 40)
        answer = self.expr("any", scope)
        new_state = self.next_value(state, scope)
        klass, reason = self.fresh("C"), self.fresh("R")
        serve = Node([
            f"{name}_serve({state.name}) ->\nreceive\n{{ask, From, {request.name}}} ->\n"
            f"From ! {{self(), try ", answer, f" catch {klass}:{reason} -> {{{klass}, {reason}}} "
            f"end}},\n{name}_serve(try ", new_state, f" catch _:_ -> {state.name} end);\n"
            "stop -> ok\nend"], binds=(state.name, request.name, klass, reason))
        ask = Node([f"{name}_ask(_, []) -> [];\n{name}_ask(Pid, [{request.name} | Rest]) ->\n"
                    f"Pid ! {{ask, self(), {request.name}}},\n"
                    f"Answer = receive {{Pid, A}} -> A end,\n[Answer | {name}_ask(Pid, Rest)]"])
        entry = self.clause_of(self.head(name, [state, requests]), [], Node([
            f"Pid = spawn(fun() -> {name}_serve({state.name}) end),\n"
            f"Answers = {name}_ask(Pid, {requests.name}),\nPid ! stop,\nAnswers"]), [])
        self.add(name, [state, requests], ("list", "any"), [entry], 1, extra=[serve, ask])
        self.functions[-1].cost = 40 * (serve.cost + 20)

    def shape_ends(self):
        """Processes that end, and those that are told of it: monitors, links, exit signals."""
        name = self.start()
        value, count = self.new_var(self.some_type(1)), self.new_var(("count", 10), 4)
        klass, reason = self.fresh("C"), self.fresh("R")
        scope = self.scope([value, count], 2, 20)
        outcome = Node(["try ", self.expr("any", scope), f" catch {klass}:{reason} -> {{{klass}, "
                        f"{reason}}} end"], "any")
        how = self.rng.randrange(4)
        if how == 0:
            body = ["{P, M} = spawn_monitor(fun() -> exit(", outcome,
                    ") end),\nreceive {'DOWN', M, process, P, Why} -> Why end"]
        elif how == 1:
            # A link instead, and its signal as a message.
            body = ["Old = process_flag(trap_exit, true),\nP = spawn_link(fun() -> exit(", outcome,
                    ") end),\nWhy = receive {'EXIT', P, R} -> R end,\n"
                    "process_flag(trap_exit, Old),\nWhy"]
        elif how == 2:
            # It waits for ever, and is ended from outside.
            body = ["{P, M} = spawn_monitor(fun() -> receive never -> ok end end),\nexit(P, {",
                    outcome, ", stop}),\nreceive {'DOWN', M, process, P, {Why, stop}} -> Why end"]
        else:
            # Many at once; the answers are taken in the order of the numbers.
            body = [f"Me = self(),\nPs = [spawn(fun() -> Me ! {{self(), {{{count.name}, N, ", outcome,
                    f"}}}} end) || N <- lists:seq(1, {count.name})],\n"
                    "[receive {P, A} -> A end || P <- Ps]"]
        entry = self.clause_of(self.head(name, [value, count]), [], Node(body, binds=(klass, reason)),
                               [value, count])
        self.add(name, [value, count], "any", [entry], 20)

    def shape_ping_pong(self):
        """Several messages wait while one is chosen by its number."""
        name, turns = self.start(), self.pick((3, 10, 40))
        count, value = self.new_var(("count", turns), 8), self.new_var(self.some_type(1))
        item = self.new_var(value.type)
        scope = self.scope([value, count], 2, turns)
        send = Node([f"{name}_send(0, _) -> ok;\n{name}_send({count.name}, {value.name}) ->\n"
                     f"self() ! {{{name}, {count.name}, ", self.part(value.type, scope),
                     f"}},\n{name}_send({count.name} - 1, {value.name})"],
                    binds=(count.name, value.name))
        take = Node([f"{name}_take(N, Max) when N > Max -> [];\n{name}_take(N, Max) ->\n"
                     f"receive {{{name}, N, {item.name}}} -> [",
                     self.part("any", self.scope([item], 2, turns)),
                     f" | {name}_take(N + 1, Max)] end"], binds=(item.name,))
        entry = self.clause_of(self.head(name, [count, value]), [], Node([
            f"{name}_send({count.name}, {value.name}),\n{name}_take(1, {count.name})"]), [])
        self.add(name, [count, value], ("list", "any"), [entry], 1, extra=[send, take])
        self.functions[-1].cost = turns * (send.cost + take.cost)
