%% Of epp: the attributes doc and moduledoc (OTP 27), which Gleam writes where ?OTP_RELEASE says 27 or more,
%% also between functions, are left out for a compiler that does not know them.
-module(epp).
-unless(scan_filedoc).
-replaces([parse_file/2]).
-export([parse_file/2]).

parse_file(File, Options) ->
    case linac_original_parse_file(File, Options) of
        {ok, Forms} -> {ok, linac_without_docs(Forms)};
        {ok, Forms, Extra} -> {ok, linac_without_docs(Forms), Extra};
        Error -> Error
    end.

linac_without_docs(Forms) ->
    [Form || Form <- Forms, not linac_is_doc(Form)].

linac_is_doc({attribute, _, Name, _}) -> Name =:= doc orelse Name =:= moduledoc;
linac_is_doc(_) -> false.
