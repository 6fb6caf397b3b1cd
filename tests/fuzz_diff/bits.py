"""Forms for binaries, bitstrings and text: building, matching, comprehensions.

Flags of an integer segment, float sizes, binaries of a given size and UTF segments all occur; so do
sizes that are too large or negative, which are badarg when built and no match when matched.
"""

import values
from maker import Maker, makes
from tree import Many, Node

FLAGS = ["", "", "", "/little", "/signed", "/little-signed", "/big-unsigned", "/native"]


class Bits(Maker):
    # -- building

    @makes("bits", weight=6)
    def bits_of_segments(self, _, scope):
        nodes = [self.segment(scope) for _ in range(self.rng.randint(1, 4))]
        return self.built("bits", nodes)

    @makes("bin", weight=6)
    def bytes_of_segments(self, _, scope):
        nodes = []
        for _ in range(self.rng.randint(1, 3)):
            if self.chance(0.3):
                odd = self.rng.randint(1, 70)
                nodes += [self.int_segment(scope, odd), self.int_segment(scope, -odd % 8 or 8)]
            else:
                nodes.append(self.segment(scope, whole_bytes=True))
        return self.built("bin", nodes)

    @staticmethod
    def built(type_, nodes):
        return Node(["<<", Many(nodes, ", "), ">>"], type_, sum(node.size for node in nodes))

    def int_segment(self, scope, bits):
        return Node([self.wrapped("int", scope), f":{bits}{self.pick(FLAGS)}"], size=bits)

    def wrapped(self, type_, scope):
        """An expression as a segment's value: in parentheses."""
        return Node(["(", self.expr(type_, scope.inner()), ")"])

    def segment(self, scope, whole_bytes=False):
        roll = self.rng.random()
        if roll < 0.4:
            sizes = (8, 16, 24, 32, 64, 128) if whole_bytes else (
                1, 2, 3, 5, 7, 8, 9, 12, 13, 16, 31, 33, 59, 60, 61, 63, 64, 65, 100)
            return self.int_segment(scope, self.pick(sizes))
        if roll < 0.47:
            unit = 8 if whole_bytes else self.pick((1, 3, 8))
            return Node([self.wrapped("int", scope), ":(", self.expr("int", scope.inner()),
                         f" band 15)/{self.pick(('', 'little-'))}unit:{unit}"], size=15 * unit)
        if roll < 0.6:
            size = self.pick((64, 64, 64, 32, 16))
            return Node([self.wrapped(self.pick(("float", "float", "num")), scope),
                         f":{size}/{self.pick(('', 'little-'))}float"], size=size)
        if roll < 0.7:
            return Node([self.wrapped("int", scope), self.pick(("/utf8", "/utf16", "/utf32",
                                                                "/utf16-little"))], size=32)
        if roll < 0.75:
            return Node([self.pick(('"abc"', '"hello"', '"x"/utf16', '"\\x{e9}"/utf8'))], size=40)
        type_ = "bin" if whole_bytes else "bits"
        source = self.wrapped(type_, scope)
        size = source.parts[1].size
        if roll < 0.8:
            bound = self.rng.choices(("0", "1", "2", "9", "-1"), (5, 5, 3, 1, 1))[0]
            return Node([source, f":({bound})/{'binary' if whole_bytes else 'bitstring'}"],
                        size=size)
        return Node([source, "/binary" if whole_bytes else "/bitstring"], size=size)

    @makes("str", weight=4)
    def text_append(self, _, scope):
        nodes = [Node([self.wrapped("str", scope), "/binary"]) for _ in range(
            self.rng.randint(1, 3))]
        return Node(["<<", Many(nodes, ", "), ">>"], "str",
                    sum(node.parts[0].parts[1].size for node in nodes))

    @makes("str", weight=1.5)
    def text_of_number(self, _, scope):
        if self.chance(0.7):
            a = self.capped(self.expr("int", scope.inner()))
            return Node(["integer_to_binary(", a, ")"], "str", a.size // 3 + 2)
        options = self.pick(("short", "{decimals, 4}, compact", "{scientific, 5}"))
        return Node(["float_to_binary(", self.expr("float", scope.inner()), f", [{options}])"],
                    "str", 320)

    @makes("str", weight=0.5)
    def text_of_characters(self, _, scope):
        return Node(["<<", Node(["($a + (", self.expr("int", scope.inner()), " band 15))"]),
                     "/utf8>>"], "str", 1)

    @makes("bin", "bits", weight=1.5)
    def binary_part(self, type_, scope):
        inner = scope.inner()
        roll = self.rng.randrange(3)
        if roll == 0 and type_ == "bin":
            source = self.expr("bin", inner)
            return Node(["binary_part(", source, ", ", self.expr("int", inner),
                         f" band 7, {self.rng.randint(-2, 4)})"], "bin", source.size)
        if roll == 1:
            source = self.expr(type_, inner)
            return Node([f"element({self.pick((1, 2))}, split_binary(", source, ", ",
                         self.expr("int", inner), " band 7))"], type_, source.size)
        part = self.pick(("binary:copy(", "list_to_binary([7, "))
        if type_ != "bin":
            return None
        source = self.expr("bin", inner)
        return Node([part, source, "])" if "[" in part else f", {self.rng.randint(0, 3)})"],
                    "bin", source.size * 3 + 8)

    @makes("bits", weight=2)
    def comprehension(self, _, scope):
        """<< <<Segment>> || Pattern <= Bits >>, or of a list."""
        if self.chance(0.7):
            pattern, vars_, bits = self.segments(scope, repeated=True)
            source = self.part("bits", scope.inner())
            arrow, turns = " <= ", 800 // max(bits, 1) + 1
        else:
            element = self.pick(("int", "int", "float", "bits"))
            vars_ = [self.new_var(element)]
            pattern = self.binding(vars_[0])
            source = self.part(("list", element), scope.inner())
            arrow, turns = " <- ", 40
        inner = scope.inner(vars_, turns=max(turns, 20))
        built = self.built("bits", [self.segment(inner)])
        if built.size * turns > 20000:
            return None
        filters = [self.expr("bool", inner.inner())] if self.chance(0.3) else []
        generator = Node([pattern, arrow, source])
        return Node(["<< ", built, " || ", Many([generator, *filters], ", ", 1), " >>"], "bits",
                    built.size * turns, source.cost + turns * (built.cost + 1))

    # -- matching

    def segments(self, scope, repeated=False, whole_bytes=False):
        """<<...>> as a pattern: (Node, variables, fewest bits). `repeated`: for a generator, so with
        no tail and of at least one bit."""
        nodes, vars_, total = [], [], 0
        sizes = []
        for _ in range(self.rng.randint(1, 2 if repeated else 3)):
            node, made, bits = self.matched_segment(sizes, whole_bytes)
            nodes.append(node)
            vars_ += made
            total += bits
        if repeated and total < 3:
            var = self.new_var("int", 7)
            nodes.append(Node([f"{var.name}:7"], binds=(var.name,)))
            vars_.append(var)
            total += 7
        if not repeated and self.chance(0.85):
            type_ = "bin" if whole_bytes and total % 8 == 0 or self.chance(0.3) else "bits"
            rest = self.new_var(type_)
            name = "_" if self.chance(0.15) else rest.name
            nodes.append(Node([f"{name}/{'binary' if type_ == 'bin' else 'bits'}"],
                              binds=(rest.name,)))
            if name != "_":
                vars_.append(rest)
        return Node(["<<", Many(nodes, ", ", 1), ">>"]), vars_, total

    def matched_segment(self, sizes, whole_bytes):
        """(Node, variables, fewest bits); may add to `sizes`, small integers that later ones use."""
        roll = self.rng.random()
        if sizes and roll < 0.35:
            size = self.pick(sizes)
            unit = self.pick((1, 2, 8))
            if self.chance(0.5):
                var = self.new_var("int", 256 * unit)
                return self.bound(var, f":{size}/{self.pick(('', 'signed-'))}unit:{unit}", 0)
            var = self.new_var("bits")
            return self.bound(var, f":{size}/{self.pick(('binary', 'bitstring'))}", 0)
        if roll < 0.6:
            options = (8, 16, 24, 32, 64, 128) if whole_bytes else (
                1, 3, 4, 5, 7, 8, 11, 16, 17, 31, 32, 48, 57, 59, 60, 61, 62, 63, 64, 65, 72, 100)
            bits = self.pick(options)
            var = self.new_var("int", bits + 1)
            if bits <= 8:
                sizes.append(var.name)
            return self.bound(var, f":{bits}{self.pick(FLAGS)}", bits)
        if roll < 0.68:
            bits = self.pick((8, 16) if whole_bytes else (1, 2, 5, 8, 9, 16))
            return Node([f"{self.rng.getrandbits(bits)}:{bits}"]), [], bits
        if roll < 0.74:
            bits = self.pick((8, 16, 80) if whole_bytes else (1, 6, 8, 65))
            return Node([f"_:{bits}"]), [], bits
        if roll < 0.84:
            bits = self.pick((64, 64, 32, 16))
            var = self.new_var("float")
            return self.bound(var, f":{bits}/{self.pick(('', 'little-'))}float", bits)
        if roll < 0.91:
            var = self.new_var("int", 22)
            form = self.pick(("utf8", "utf16", "utf32", "utf16-little"))
            return self.bound(var, f"/{form}", 8)
        count = self.rng.randint(0, 4)
        var = self.new_var("bin")
        if self.chance(0.3):
            return Node(['"ab"']), [], 16
        return self.bound(var, f":{count}/binary", 8 * count)

    @staticmethod
    def bound(var, text, bits):
        return Node([f"{var.name}{text}"], binds=(var.name,)), [var], bits

    def text_pattern(self):
        roll = self.rng.random()
        if roll < 0.3:
            return Node([values.string_text(self.pick(values.TEXTS))]), []
        rest = self.new_var("str")
        if roll < 0.65:
            char = self.new_var("int", 22)
            return (Node([f"<<{char.name}/utf8, {rest.name}/binary>>"],
                         binds=(char.name, rest.name)), [char, rest])
        prefix = self.pick(("a", "abc", "hello", "\u00e9", "the quick brown"))
        quoted = values.string_text(prefix)[2:-2]
        return Node([f"<<{quoted}, {rest.name}/binary>>"], binds=(rest.name,)), [rest]
