"""Makes a failing module smaller for as long as it still fails.

`fails(module)` says whether it does. First cases and functions go, then parts: an expression becomes a
constant of its type or one of its own parts of that type; clauses, statements, filters are left out.
What does not compile any more does not fail, so nothing here has to be certain that it makes sense.
"""

import time

import tree
from values import kind


PLAIN = {"int": ["0", "1"], "num": ["0", "1.0"], "float": ["0.0", "1.5"], "bool": ["true", "false"],
         "atom": ["a"], "str": ["<<>>", '<<"a">>'], "bin": ["<<>>", "<<1>>"],
         "bits": ["<<>>", "<<1:1>>"], "any": ["0"], "count": ["0", "1", "3"], "list": ["[]"],
         "map": ["#{}"]}


class Reducer:
    def __init__(self, module, fails, seconds):
        self.module = module
        self.fails = fails
        self.end = time.monotonic() + seconds
        self.tries = 0

    def over(self):
        return time.monotonic() > self.end

    def still_fails(self):
        self.tries += 1
        return not self.over() and self.fails(self.module)

    def attempt(self, holder, name, value):
        """Sets holder.name if the module still fails with it."""
        old = getattr(holder, name)
        if old == value:
            return False
        setattr(holder, name, value)
        if self.still_fails():
            return True
        setattr(holder, name, old)
        return False

    def run(self, failing):
        """`failing`: the (case, call) that showed it, or None."""
        self.keep_case(failing)
        self.drop_functions()
        progress = True
        while progress and not self.over():
            before = len(self.module.text())
            self.simplify_cases()
            for function in list(self.module.functions):
                self.attempt(function, "exported", False)
                self.simplify(function.node)
            for case in self.module.cases:
                for call in case.calls:
                    self.simplify(call)
            self.drop_functions()
            progress = len(self.module.text()) < before

    def keep_case(self, failing):
        if failing is not None:
            kept = [case for case in self.module.cases if case.number == failing[0]]
            if kept and self.attempt(self.module, "cases", kept):
                calls = kept[0].calls
                if failing[1] < len(calls):
                    self.attempt(kept[0], "calls", [calls[failing[1]]])
        self.drop_items(self.module.cases, 1)
        for case in self.module.cases:
            self.drop_items(case.calls, 1)

    def drop_functions(self):
        """All that nothing calls, else one by one: the fault may lie in one that is only loaded."""
        progress = True
        while progress and not self.over():
            unused = self.module.unused()
            progress = bool(unused) and self.without(unused)
            for function in unused if not progress else []:
                progress |= self.without([function])

    def without(self, functions):
        rest = [function for function in self.module.functions if function not in functions]
        return self.attempt(self.module, "functions", rest)

    def simplify_cases(self):
        for case in self.module.cases:
            self.attempt(case, "own_process", False)
            self.attempt(case, "mixed", False)
            for rounds in (0, 1, 50):
                if case.rounds > rounds and self.attempt(case, "rounds", rounds):
                    break

    def drop_items(self, items, least):
        """Leaves out runs of items, first long ones."""
        size = max(len(items) // 2, 1)
        while size >= 1:
            at = 0
            while at < len(items) and len(items) - size >= least:
                removed = items[at:at + size]
                if not removed:
                    break
                del items[at:at + size]
                if not self.still_fails():
                    items[at:at] = removed
                    at += size
            size //= 2

    def simplify(self, node):
        for many in list(tree.manys(node)):
            if self.over():
                return
            last = many.items[-1:] if many.keep_last else []
            if len(many.items) > max(many.least, len(last)):
                if last:
                    del many.items[-1]
                self.drop_items(many.items, max(many.least - len(last), 0))
                many.items += last
        self.simplify_parts(node)

    def simplify_parts(self, node):
        """Outermost first, so that much goes at once; what is put in is looked at again."""
        for part in node.parts:
            if self.over():
                return
            if isinstance(part, tree.Node):
                i = node.parts.index(part)
                self.simplify_slot(node.parts, i)
                self.simplify_parts(node.parts[i])
            elif isinstance(part, tree.Many):
                for i in range(len(part.items)):
                    self.simplify_slot(part.items, i)
                    self.simplify_parts(part.items[i])

    def simplify_slot(self, items, i):
        node = items[i]
        if node.type is None:
            return
        for candidate in self.candidates(node):
            if len(tree.text_of(candidate)) >= len(tree.text_of(node)):
                continue
            items[i] = candidate
            if self.still_fails():
                self.simplify_slot(items, i)
                return
            items[i] = node

    @staticmethod
    def candidates(node):
        for text in PLAIN.get(kind(node.type), []):
            yield tree.Node([text], node.type, cost=1)
        bound = tree.bound_names(node)
        found = 0
        for inner in tree.descendants(node):
            if inner.type == node.type and not tree.free_names(inner) & bound:
                found += 1
                yield inner
                if found == 12:
                    return
