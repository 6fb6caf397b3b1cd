-module(empty_tests).
-export([nothing/0]).

nothing() -> ok.
