%% Of erl_posix_msg: an error that is none is named (OTP 27).
-module(erl_posix_msg).
-export([message/1]).
-replaces([message/1]).

message(Error) ->
    case linac_original_message(Error) of
        "unknown POSIX error" = Unknown -> Unknown ++ ": " ++ binary_to_list(atom_to_binary(Error));
        Known -> Known
    end.
