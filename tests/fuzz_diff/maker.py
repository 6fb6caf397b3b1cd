"""What makes expressions: the registry of forms, scopes, and the choice among them.

A form is a method that the decorator `makes` registers for a kind of type; it answers a Node, or None
where it does not apply. Three bounds keep programs finite and values small:

- depth: of nested forms; at 0 only constants and variables are left.
- budget: what one call may cost in steps; a loop of N turns gives its body budget / N. A function calls
  only those made before it, so the only cycles are those that the shapes (shapes.py) count.
- size: of a value (values.CAPS); what is passed, stored or returned is cut by `capped`.
"""

import values
from tree import Many, Node
from values import is_subtype, kind

FORMS = {}  # kind or "*" -> [(weight, in guards too, method's name)]
CLOSURE_COST = 300


def makes(*kinds, weight=1.0, guard=False):
    def register(method):
        for one in kinds:
            FORMS.setdefault(one, []).append((weight, guard, method.__name__))
        return method
    return register


class Var:
    __slots__ = ("name", "type", "size")

    def __init__(self, name, type_, size):
        self.name = name
        self.type = type_
        self.size = size

    def node(self):
        return Node([self.name], self.type, self.size, 1, var=self.name)


class Scope:
    """Where an expression stands. Not changed once made."""

    __slots__ = ("vars", "depth", "budget", "guard")

    def __init__(self, vars_, depth, budget, guard=False):
        self.vars = vars_
        self.depth = depth
        self.budget = budget
        self.guard = guard

    def inner(self, more=(), depth=1, turns=1, budget=None):
        budget = self.budget if budget is None else min(budget, self.budget)
        return Scope(self.vars + tuple(more), self.depth - depth, budget // turns, self.guard)

    def as_guard(self):
        return Scope(self.vars, min(self.depth, 2), 0, True)


class Function:
    """One generated function; `home` is its module where that is not the one that is run."""

    def __init__(self, name, params, result, node, cost, size=None):
        self.name = name
        self.params = params
        self.result = result
        self.node = node
        self.cost = cost
        self.size = values.cap_of(result) if size is None else size
        self.exported = False
        self.home = None

    @property
    def arity(self):
        return len(self.params)


class Maker:
    """The state of one module. Its forms are in the classes that inherit (module.py joins them)."""

    def __init__(self, rng, release):
        self.rng = rng
        # Before OTP 27 0.0 =:= -0.0 was true (docs/differences.md has 29 as the reference): then no
        # exact comparison, no key and no sort may see a float.
        self.zeros_differ = release >= 27
        # Large integers became floats with a wrong last bit, in arithmetic and in comparisons: then
        # num is float, and integers that become floats are small.
        self.rounds_well = release >= 29
        self.functions = []
        self.customs = []  # [[(tag, [type...])...]...]
        self.serial = 0
        self.tag_serial = 0
        self.home = None  # of the functions that are being made

    # -- choices

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, items):
        return self.rng.choice(items)

    def fresh(self, prefix="V"):
        """A variable's name that is new in this function."""
        self.serial += 1
        return f"{prefix}{self.serial}"

    def new_var(self, type_, size=None):
        return Var(self.fresh(), type_, values.cap_of(type_) if size is None else size)

    def some_type(self, depth=2):
        roll = self.rng.random()
        if depth > 0 and roll < 0.35:
            inner = lambda: self.some_type(depth - 1)
            form = self.rng.randrange(5)
            if form < 2:
                return ("list", inner())
            if form == 2:
                return ("tuple",) + tuple(inner() for _ in range(self.rng.randint(1, 4)))
            if form == 3:
                return ("map", self.key_type(), inner())
            return ("custom", self.rng.randrange(len(self.customs)))
        return self.rng.choices(
            ("int", "float", "num", "bool", "atom", "str", "bin", "bits", "any"),
            (7, 5, 4, 1.5, 1, 2, 2, 2, 0.7))[0]

    def near_type(self, scope):
        """Rather the type of a variable, so that what is computed depends on it."""
        types = [var.type for var in scope.vars if kind(var.type) not in ("fun", "count")]
        return self.pick(types) if types and self.chance(0.6) else self.some_type()

    def key_type(self):
        return self.pick(values.KEY_TYPES)

    def fun_type(self):
        params = tuple(self.some_type(1) for _ in range(self.rng.randint(0, 3)))
        return ("fun", params, self.some_type(1))

    # -- expressions

    def expr(self, type_, scope):
        if type_ == "num" and not self.rounds_well:
            type_ = "float"
        if scope.depth > 0 and not self.chance(0.1):
            for _ in range(4):
                node = self.form(type_, scope)
                if node is not None:
                    return node
        return self.leaf(type_, scope)

    def form(self, type_, scope):
        options = FORMS.get(kind(type_), []) + FORMS["*"]
        if scope.guard:
            options = [option for option in options if option[1]]
        if not options:
            return None
        name = self.rng.choices(options, [weight for weight, _, _ in options])[0][2]
        return getattr(self, name)(type_, scope)

    def expr_as_float(self, type_, scope):
        """An integer where a float is computed."""
        node = self.expr(type_, scope)
        if node.type == "float" or self.rounds_well:
            return node
        return Node(["(", node, " rem 9007199254740992)"], "int", 53)

    def part(self, type_, scope):
        """An expression for something that is passed, stored or returned."""
        return self.capped(self.expr(type_, scope))

    def small(self, type_, scope):
        """One that is rather a variable or a constant."""
        return self.capped(self.expr(type_, scope.inner(depth=scope.depth if self.chance(0.6) else 1)))

    def capped(self, node):
        cap = values.cap_of(node.type)
        if node.size <= cap:
            return node
        name = {"int": "cap_int", "num": "cap_num", "str": "cap_str", "bin": "cap_bits",
                "bits": "cap_bits", "list": "cap_list"}.get(kind(node.type))
        if name is None:  # a map: bounded by its keys, nearly always
            return node
        return Node([f"{name}(", self.single(node), ")"], node.type, cap, node.cost + 3)

    @staticmethod
    def single(node):
        """As an argument: a body of several statements needs begin and end."""
        if isinstance(node.parts[0], Many) and len(node.parts[0].items) > 1:
            return Node(["begin\n", node, "\nend"], node.type, node.size, node.cost)
        return node

    def vars_of(self, type_, scope):
        return [var for var in scope.vars if is_subtype(var.type, type_)]

    def leaf(self, type_, scope):
        vars_ = self.vars_of(type_, scope)
        if vars_ and self.chance(0.85):
            return self.pick(vars_).node()
        return self.constant(type_, scope)

    def constant(self, type_, scope=None):
        """As plain as possible; closed but for a fun's body."""
        one = kind(type_)
        if one == "int":
            value = values.pick_int(self.rng)
            return Node([values.int_text(value)], "int", abs(value).bit_length() + 1, 1)
        if one == "float":
            value = values.pick_float(self.rng)
            return Node([values.float_text(value)], "float", 1, 1)
        if one == "num":
            node = self.constant(self.pick(("int", "float")) if self.rounds_well else "float")
            return Node(node.parts, "num", node.size, 1)
        if one == "count":
            return Node([str(self.pick_count(type_[1]))], type_, 1, 1)
        if one == "bool":
            return Node([self.pick(("true", "false"))], "bool", 1, 1)
        if one == "atom":
            return Node([self.pick(values.ATOMS)], "atom", 1, 1)
        if one == "str":
            text = self.pick(values.TEXTS)
            return Node([values.string_text(text)], "str", len(text), 1)
        if one in ("bin", "bits"):
            return self.bytes_constant(one)
        if one == "any":
            return self.retyped(self.constant(self.some_type(1)), "any")
        return self.data_constant(type_, scope)

    def pick_count(self, limit):
        return limit if self.chance(0.4) else self.rng.randint(0, limit)

    def bytes_constant(self, type_):
        data = self.rng.getrandbits(8 * self.rng.choice((0, 1, 2, 3, 8, 9, 20, 70)) or 1)
        data = data.to_bytes((data.bit_length() + 7) // 8, "big")
        parts = [str(byte) for byte in data]
        size = 8 * len(data)
        if type_ == "bits" and self.chance(0.7):
            odd = self.rng.randint(1, 15)
            parts.append(f"{self.rng.getrandbits(odd)}:{odd}")
            size += odd
        return Node([f"<<{', '.join(parts)}>>"], type_, size, 1)

    @staticmethod
    def retyped(node, type_):
        node.type = type_
        return node

    def is_pure_key(self, type_):
        """A type whose values compare, sort and hash alike in all releases."""
        return not values.may_hold_float(type_)
