-module(toolbox_ffi).
-export([say/1]).

say(Text) -> io:format("~ts~n", [Text]), nil.
