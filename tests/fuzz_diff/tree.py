"""Generated Erlang as a tree: text with typed holes, so that a failing program can be made smaller.

A Node is a list of parts: text, Nodes, and Many (a list of Nodes of which some may be left out). Each
expression knows its type; reducing replaces an expression by a smaller one of the same type. Variable
names are unique in a function, so what a Node binds is never in conflict with what surrounds it.
"""


class Many:
    """Items with a separator; at least `least` stay, the last of them always if `keep_last`."""

    __slots__ = ("items", "sep", "least", "keep_last")

    def __init__(self, items, sep, least=0, keep_last=False):
        self.items = items
        self.sep = sep
        self.least = least
        self.keep_last = keep_last


class Node:
    """`type` None: no expression (a clause, a pattern). `size`, `cost`: bounds (expressions.py).
    `binds`: variables that patterns in this node's own text bind."""

    __slots__ = ("parts", "type", "size", "cost", "binds", "var")

    def __init__(self, parts, type_=None, size=0, cost=None, binds=(), var=None):
        self.parts = parts
        self.type = type_
        self.size = size
        self.binds = tuple(binds)
        self.var = var
        if cost is None:
            cost = 1 + sum(child.cost for child in children(self))
        self.cost = cost


def children(node):
    for part in node.parts:
        if isinstance(part, Node):
            yield part
        elif isinstance(part, Many):
            yield from part.items


def render(node, out):
    for part in node.parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Node):
            render(part, out)
        else:
            for i, item in enumerate(part.items):
                if i:
                    out.append(part.sep)
                render(item, out)


def text_of(node):
    out = []
    render(node, out)
    return "".join(out)


def names(node, used, bound):
    """Adds the variables that occur in `node` and those that it binds."""
    if node.var:
        used.add(node.var)
    bound.update(node.binds)
    for child in children(node):
        names(child, used, bound)


def free_names(node):
    used, bound = set(), set()
    names(node, used, bound)
    return used - bound


def bound_names(node):
    used, bound = set(), set()
    names(node, used, bound)
    return bound


def slots(node):
    """Each (list, index) under `node` that holds a Node, the outermost first."""
    for i, part in enumerate(node.parts):
        if isinstance(part, Node):
            yield node.parts, i
            yield from slots(part)
        elif isinstance(part, Many):
            for j, item in enumerate(part.items):
                yield part.items, j
                yield from slots(item)


def manys(node):
    """Each Many under `node`, the outermost first."""
    for part in node.parts:
        if isinstance(part, Many):
            yield part
            for item in part.items:
                yield from manys(item)
        elif isinstance(part, Node):
            yield from manys(part)


def descendants(node):
    for child in children(node):
        yield child
        yield from descendants(child)
