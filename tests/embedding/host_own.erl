%% A module of a name that the host has natives for, too.
-module(host_own).
-export([replaced/0, kept/0, local/0]).

replaced() -> of_file.
kept() -> of_file.
local() -> replaced().
