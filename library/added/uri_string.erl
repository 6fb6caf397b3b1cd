%% Of uri_string: an error behind the scheme is that of the whole URI, ports of five digits at most, maps without
%% a path (OTP 27).
-module(uri_string).
-overrides([parse_uri_reference/2, parse_scheme/2, get_port/1, normalize_path_segment/1]).

parse_uri_reference(<<>>, _) -> #{path => <<>>};
parse_uri_reference(Text, Uri) ->
    try parse_scheme_start(Text, Uri)
    catch
        throw:{linac_after_scheme, Error} -> throw(Error);
        throw:{_, _, _} -> parse_relative_part(Text, Uri)
    end.

parse_scheme(<<$:, Rest/binary>>, Uri) ->
    try parse_hier(Rest, Uri) of
        {_, Parsed} -> {Rest, Parsed}
    catch
        throw:{error, invalid_uri, _} = Error -> throw({linac_after_scheme, Error})
    end;
parse_scheme(<<Character/utf8, Rest/binary>>, Uri) ->
    case is_scheme(Character) of
        true -> parse_scheme(Rest, Uri);
        false -> throw({error, invalid_uri, [Character]})
    end;
parse_scheme(<<>>, _) -> throw({error, invalid_uri, <<>>}).

get_port(<<>>) -> undefined;
get_port(Digits) ->
    try byte_size(Digits) =< 5 andalso binary_to_integer(Digits) of
        false -> throw({error, invalid_uri, Digits});
        Port -> Port
    catch
        error:badarg -> throw({error, invalid_uri, Digits})
    end.

normalize_path_segment(Map) ->
    Map#{path => remove_dot_segments(maps:get(path, Map, <<>>))}.
