"""Forms for lists, tuples, custom types (Gleam's), maps and funs, and their patterns."""

import values
from maker import Maker, makes
from tree import Many, Node
from values import is_subtype, kind


class Data(Maker):
    # -- constants

    def data_constant(self, type_, scope):
        one = kind(type_)
        if one == "list":
            if self.chance(0.3):
                return Node(["[]"], type_, 0, 1)
            return self.items(type_, [self.constant(type_[1], scope)
                                      for _ in range(self.rng.randint(1, 4))])
        if one == "tuple":
            return self.tuple_of([self.constant(part, scope) for part in type_[1:]], type_)
        if one == "custom":
            return self.variant(type_, lambda part: self.constant(part, scope))
        if one == "map":
            pairs = [self.pair(self.constant(type_[1], scope), self.constant(type_[2], scope))
                     for _ in range(self.rng.choice((0, 1, 2, 5)))]
            return Node(["#{", Many(pairs, ", "), "}"], type_, len(pairs))
        assert one == "fun", type_
        vars_ = [self.new_var(part) for part in type_[1]]
        names = ", ".join(var.name for var in vars_)
        known = [var for var in vars_ if is_subtype(var.type, type_[2])]
        body = self.pick(known).node() if known else self.capped(self.constant(type_[2], scope))
        return Node([f"fun({names}) -> ", body, " end"], type_, 1, binds=[v.name for v in vars_])

    @staticmethod
    def items(type_, nodes, tail=None):
        size = len(nodes) + (tail.size if tail else 0)
        parts = ["[", Many(nodes, ", ", 1 if tail else 0)]
        if tail:
            parts += [" | ", tail]
        return Node([*parts, "]"], type_, size)

    @staticmethod
    def tuple_of(nodes, type_):
        return Node(["{", Many(nodes, ", ", len(nodes)), "}"], type_, 1)

    @staticmethod
    def pair(key, value):
        return Node([key, " => ", value])

    def variant(self, type_, make):
        tag, parts = self.pick(self.customs[type_[1]])
        if not parts:
            return Node([tag], type_, 1, 1)
        return Node([f"{{{tag}, ", Many([make(part) for part in parts], ", ", len(parts)), "}"],
                    type_, 1)

    # -- lists

    @makes("list", weight=4)
    def list_of_items(self, type_, scope):
        nodes = [self.part(type_[1], scope.inner()) for _ in range(self.rng.randint(1, 3))]
        tail = self.expr(type_, scope.inner()) if self.chance(0.5) else None
        return self.items(type_, nodes, tail)

    @makes("list", weight=1.5)
    def list_operator(self, type_, scope):
        inner = scope.inner()
        if self.chance(0.7) or not self.zeros_differ:
            a, b = self.part(type_, inner), self.part(type_, inner)
            return Node(["(", a, " ++ ", b, ")"], type_, a.size + b.size)
        a = self.expr(type_, inner)
        return Node(["(", a, " -- ", self.part(type_, inner), ")"], type_, a.size)

    @makes("list", weight=1.5)
    def list_call(self, type_, scope):
        call = self.pick(("lists:reverse(", "tl(", "lists:sublist(", "lists:sort(", "lists:usort(",
                          "lists:reverse("))
        if self.chance(0.1):
            call = "lists:nthtail("
        # Before OTP 27 sorting took 1 and 1.0 in another order.
        if "sort" in call and not self.zeros_differ and values.may_hold_float(type_):
            call = "lists:reverse("
        a = self.expr(type_, scope.inner())
        if "sublist" in call:
            return Node([call, a, f", {self.rng.randint(0, 5)})"], type_, a.size)
        if "nthtail" in call:
            return Node([call, f"{self.rng.randint(0, 3)}, ", a, ")"], type_, a.size)
        return Node([call, a, ")"], type_, a.size)

    @makes("list", weight=1.5)
    def list_map(self, type_, scope):
        element = self.some_type(1)
        items = self.part(("list", element), scope.inner())
        if self.chance(0.5):
            closure = self.closure(("fun", (element,), type_[1]), scope.inner(turns=40))
            return Node(["h_map(", closure, ", ", items, ")"], type_, items.size,
                        items.cost + 40 * closure.cost)
        pattern, vars_ = self.pattern(element, scope) if self.chance(0.3) else (None, [])
        if pattern is None:
            vars_ = [self.new_var(element)]
            pattern = self.binding(vars_[0])
        inner = scope.inner(vars_, turns=40)
        result = self.part(type_[1], inner)
        filters = []
        if self.chance(0.4):
            filters = [self.expr("bool", inner.inner())]
        generator = Node([pattern, " <- ", items])
        return Node(["[", result, " || ", Many([generator, *filters], ", ", 1), "]"], type_,
                    items.size, items.cost + 40 * (result.cost + sum(f.cost for f in filters)))

    @makes("list", weight=0.8)
    def list_filter(self, type_, scope):
        closure = self.closure(("fun", (type_[1],), "bool"), scope.inner(turns=40))
        items = self.part(type_, scope.inner())
        return Node(["h_filter(", closure, ", ", items, ")"], type_, items.size,
                    items.cost + 40 * closure.cost)

    @makes("list", weight=1)
    def list_of_ints(self, type_, scope):
        if type_[1] not in ("int", "num"):
            return None
        roll = self.rng.randrange(3)
        if roll == 0:
            low = self.rng.randint(-3, 5)
            return Node([f"lists:seq({low}, ", self.expr("int", scope.inner()), " band 31)"], type_,
                        36)
        if roll == 1:
            return Node(["binary_to_list(", self.part("bin", scope.inner()), ")"], type_, 100)
        pattern, vars_, bits = self.segments(scope, repeated=True)
        inner = scope.inner(vars_, turns=20)
        result = self.part("int", inner)
        source = self.part("bits", scope.inner())
        return Node(["[", result, " || ", Node([pattern, " <= ", source]), "]"], type_,
                    800 // max(bits, 1) + 1, source.cost + 20 * result.cost)

    @makes("list", weight=0.5)
    def list_of_pairs(self, type_, scope):
        part = type_[1]
        if kind(part) != "tuple" or len(part) != 3 or part[1] not in values.KEY_TYPES:
            return None
        source = self.expr(("map", part[1], part[2]), scope.inner())
        return Node(["lists:sort(maps:to_list(", source, "))"], type_, source.size)

    @makes("list", weight=0.5)
    def list_of_keys(self, type_, scope):
        if type_[1] not in values.KEY_TYPES:
            return None
        source = self.expr(("map", type_[1], self.some_type(0)), scope.inner())
        return Node(["lists:sort(maps:keys(", source, "))"], type_, source.size)

    # -- tuples and custom types

    @makes("tuple", weight=4)
    def tuple_(self, type_, scope):
        return self.tuple_of([self.part(part, scope.inner()) for part in type_[1:]], type_)

    @makes("custom", weight=5)
    def custom(self, type_, scope):
        return self.variant(type_, lambda part: self.part(part, scope.inner()))

    @makes("tuple", weight=1)
    def tuple_update(self, type_, scope):
        i = self.rng.randint(1, len(type_) - 1)
        return Node([f"setelement({i}, ", self.expr(type_, scope.inner()), ", ",
                     self.part(type_[i], scope.inner()), ")"], type_, 1)

    @makes("custom", weight=2)
    def custom_update(self, type_, scope):
        """By record syntax: #{badrecord, _} for the other variants."""
        tag, parts = self.pick(self.customs[type_[1]])
        if not parts:
            return None
        fields = self.rng.sample(range(len(parts)), self.rng.randint(1, len(parts)))
        sets = [Node([f"f{i} = ", self.part(parts[i], scope.inner())]) for i in fields]
        source = self.small(type_, scope.inner())
        return Node(["(", source, f")#{tag}{{", Many(sets, ", ", 1), "}"], type_, 1)

    # -- maps

    @makes("map", weight=3)
    def map_literal(self, type_, scope):
        pairs = [self.pair(self.part(type_[1], scope.inner()), self.part(type_[2], scope.inner()))
                 for _ in range(self.rng.randint(0, 4))]
        return Node(["#{", Many(pairs, ", "), "}"], type_, len(pairs))

    @makes("map", weight=3)
    def map_update(self, type_, scope):
        source = self.small(type_, scope.inner())
        pairs = [Node([self.part(type_[1], scope.inner()), " := " if self.chance(0.1) else " => ",
                       self.part(type_[2], scope.inner())])
                 for _ in range(self.rng.randint(1, 3))]
        return Node(["(", source, ")#{", Many(pairs, ", "), "}"], type_, source.size + len(pairs))

    @makes("map", weight=1.5)
    def map_call(self, type_, scope):
        inner = scope.inner()
        source = self.expr(type_, inner)
        if self.chance(0.4):
            other = self.expr(type_, inner)
            if source.size + other.size > 200:
                return None
            return Node(["maps:merge(", source, ", ", other, ")"], type_, source.size + other.size)
        if self.chance(0.5):
            return Node(["maps:remove(", self.expr(type_[1], inner), ", ", source, ")"], type_,
                        source.size)
        call = self.pick(("put", "put", "put", "update"))
        return Node([f"maps:{call}(", self.part(type_[1], inner), ", ", self.part(type_[2], inner),
                     ", ", source, ")"], type_, source.size + 1)

    @makes("map", weight=1)
    def map_near_32(self, type_, scope):
        """A map that crosses the edge between the two forms of maps."""
        var = self.new_var("int", 8)
        key = {"int": var.name, "str": f"integer_to_binary({var.name})",
               ("tuple", "int", "atom"): f"{{{var.name}, a}}"}.get(type_[1])
        if key is None:
            return None
        value = self.part(type_[2], scope.inner([var], turns=40))
        count = self.rng.randint(29, 36)
        return Node(["maps:from_list([", Node([f"{{{key}, ", value, f"}} || {var.name} <- "],
                                              binds=(var.name,)),
                     f"lists:seq(1, {count})])"], type_, count, 40 * value.cost + 40)

    # -- funs

    @makes("fun", weight=4)
    def closure_expr(self, type_, scope):
        return self.closure(type_, scope.inner())

    def closure(self, type_, scope):
        names = [fn for fn in self.functions if fn.params == type_[1]
                 and is_subtype(fn.result, type_[2]) and fn.cost < min(300, scope.budget)]
        if names and self.chance(0.3):
            fn = self.pick(names)
            if fn.home:
                return Node([f"fun {fn.home}:{fn.name}/{fn.arity}"], type_, 1, fn.cost)
            if fn.exported and self.chance(0.5):
                return Node([f"fun ?MODULE:{fn.name}/{fn.arity}"], type_, 1, fn.cost)
            return Node([f"fun {fn.name}/{fn.arity}"], type_, 1, fn.cost)
        vars_ = [self.new_var(part) for part in type_[1]]
        inner = scope.inner(vars_, depth=0, budget=200)
        inner.depth = min(inner.depth, 2)
        if vars_ and self.chance(0.15):
            return self.matching_closure(type_, vars_, inner)
        body = self.capped(self.body(type_[2], inner))
        return Node([f"fun({', '.join(var.name for var in vars_)}) ->\n", body, "\nend"], type_, 1,
                    binds=[var.name for var in vars_])

    def matching_closure(self, type_, vars_, scope):
        """Of two clauses: the first takes a pattern for the first argument."""
        if kind(type_[1][0]) in ("fun", "count"):
            return None or self.data_constant(type_, scope)
        outside = tuple(var for var in scope.vars if var not in vars_)
        rest = "".join(f", {var.name}" for var in vars_[1:])
        plain = scope.inner(depth=0)
        plain.vars = outside
        pattern, matched = self.pattern(type_[1][0], plain)
        first_scope = plain.inner(list(matched) + vars_[1:], depth=0)
        first = Node(["(", pattern, f"{rest})", *self.maybe_guard(first_scope), " ->\n",
                      self.capped(self.body(type_[2], first_scope))],
                     binds=[var.name for var in vars_[1:]])
        second_vars = [self.new_var(var.type) for var in vars_]
        second_scope = plain.inner(second_vars, depth=0)
        second = Node([f"({', '.join(var.name for var in second_vars)}) ->\n",
                       self.capped(self.body(type_[2], second_scope))],
                      binds=[var.name for var in second_vars])
        return Node(["fun", Many([first, second], ";\n", 1), "\nend"], type_, 1)

    @makes("int", "num", "float", weight=0.4)
    def named_fun(self, type_, scope):
        """A fun that calls itself."""
        name, count, acc = self.fresh("Loop"), self.new_var("int", 8), self.new_var(type_)
        turns = self.rng.choice((3, 10, 30))
        inner = scope.inner([count, acc], turns=turns)
        step = self.part(type_, inner)
        return Node([f"(fun {name}(0, {acc.name}) -> {acc.name}; "
                     f"{name}({count.name}, {acc.name}) -> {name}({count.name} - 1, ",
                     Node([step], binds=(name, count.name, acc.name)), f") end)({turns}, ",
                     self.part(type_, scope.inner()), ")"], type_, values.cap_of(type_),
                    turns * (step.cost + 3))

    # -- patterns: (Node, variables)

    def binding(self, var):
        return Node([var.name], binds=(var.name,))

    def pattern(self, type_, scope, depth=2):
        one = kind(type_)
        if depth > 0 and self.chance(0.8):
            made = self.pattern_form(one, type_, scope, depth)
            if made:
                return made
        if depth < 2 and self.chance(0.2):
            return Node(["_"]), []
        if self.chance(0.07) and (self.zeros_differ or not values.may_hold_float(type_)):
            known = [var for var in self.vars_of(type_, scope) if kind(var.type) != "fun"]
            if known:
                return self.pick(known).node(), []
        var = self.new_var(type_)
        return self.binding(var), [var]

    def pattern_form(self, one, type_, scope, depth):
        if one in ("int", "atom", "bool"):
            if not self.chance(0.6):
                return None
            return Node(self.constant(type_).parts), []
        if one == "float":
            if self.zeros_differ and self.chance(0.5):
                return Node(self.constant(type_).parts), []
            return None
        if one == "num":
            return self.pattern_form(self.pick(("int", "float")), "int", scope, depth) if (
                self.chance(0.4)) else None
        if one == "any":
            return self.pattern(self.some_type(1), scope, depth - 1)
        if one == "list":
            return self.list_pattern(type_, scope, depth)
        if one == "tuple":
            return self.tuple_pattern("", type_[1:], scope, depth)
        if one == "custom":
            tag, parts = self.pick(self.customs[type_[1]])
            if not parts:
                return Node([tag]), []
            if self.chance(0.2):
                return self.record_pattern(tag, parts, scope, depth)
            return self.tuple_pattern(f"{tag}, ", parts, scope, depth)
        if one == "map":
            return self.map_pattern(type_, scope, depth)
        if one == "str":
            return self.text_pattern()
        if one in ("bin", "bits"):
            pattern, vars_, _ = self.segments(scope, whole_bytes=one == "bin")
            return pattern, vars_
        return None

    def list_pattern(self, type_, scope, depth):
        roll = self.rng.random()
        if roll < 0.2:
            return Node(["[]"]), []
        nodes, vars_ = self.patterns([type_[1]] * self.rng.randint(1, 2), scope, depth)
        parts = ["[", Many(nodes, ", ", 1)]
        if roll < 0.8:
            rest = self.new_var(type_)
            vars_.append(rest)
            parts += [" | ", self.binding(rest)]
        return Node([*parts, "]"]), vars_

    def patterns(self, types, scope, depth):
        nodes, vars_ = [], []
        for part in types:
            node, more = self.pattern(part, scope, depth - 1)
            nodes.append(node)
            vars_ += more
        return nodes, vars_

    def tuple_pattern(self, start, types, scope, depth):
        nodes, vars_ = self.patterns(types, scope, depth)
        return Node([f"{{{start}", Many(nodes, ", ", len(nodes)), "}"]), vars_

    def record_pattern(self, tag, parts, scope, depth):
        fields = self.rng.sample(range(len(parts)), self.rng.randint(0, len(parts)))
        nodes, vars_ = self.patterns([parts[i] for i in fields], scope, depth)
        sets = [Node([f"f{i} = ", node]) for i, node in zip(fields, nodes)]
        return Node([f"#{tag}{{", Many(sets, ", "), "}"]), vars_

    def map_pattern(self, type_, scope, depth):
        known = [var for var in self.vars_of(type_[1], scope)]
        pairs, vars_ = [], []
        for _ in range(self.rng.randint(0, 2)):
            key = self.pick(known).node() if known and self.chance(0.5) else (
                Node(self.constant(type_[1]).parts))
            node, more = self.pattern(type_[2], scope, depth - 1)
            pairs.append(Node([key, " := ", node]))
            vars_ += more
        return Node(["#{", Many(pairs, ", "), "}"]), vars_
