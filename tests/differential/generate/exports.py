#!/usr/bin/env python3
"""Rewrites the export lists of the hand-written modules: every t_NAME/0 that they define."""
import re
from common import SRC

for path in sorted(SRC.glob("*.erl")):
    text = path.read_text()
    if text.startswith("%% Generated"):
        continue
    names = re.findall(r"^(t_\w+)\(\) ->", text, re.M)
    twice = {n for n in names if names.count(n) > 1}
    assert not twice, (path.name, twice)
    lines = [l for l in text.split("\n") if not l.startswith("-export([t_")]
    at = next(i for i, l in enumerate(lines) if l.startswith("-module"))
    exports = ["-export([%s])." % ", ".join(n + "/0" for n in names[i:i + 6]) for i in range(0, len(names), 6)]
    path.write_text("\n".join(lines[:at + 1] + exports + lines[at + 1:]))
    assert len(lines) + len(exports) < 800, path.name
