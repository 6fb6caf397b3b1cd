%% Calls of calendar and uri_string.
-module(calendar_calls).
-export([t_gregorian_days/0, t_days_to_date/0, t_gregorian_seconds/0, t_seconds_to_datetime/0, t_day_of_the_week/0, t_is_leap_year/0]).
-export([t_last_day/0, t_valid_date/0, t_week_number/0, t_seconds_to_time/0, t_seconds_to_days/0, t_time_difference/0]).
-export([t_system_time_to_universal/0, t_to_rfc3339/0, t_to_rfc3339_options/0, t_from_rfc3339/0, t_from_rfc3339_units/0, t_faults/0]).
-export([t_parse/0, t_again/0, t_recompose/0, t_normalize/0, t_normalize_maps/0, t_resolve/0]).
-export([t_quote/0, t_unquote/0, t_percent_decode/0, t_compose_query/0, t_dissect_query/0, t_allowed/0]).
-export([t_transcode/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

calls(Module, Function, Argumentss) ->
    [try apply(Module, Function, Arguments) catch Class:Reason -> {Class, Reason} end || Arguments <- Argumentss].

%% --- calendar -----------------------------------------------------------------------------------

dates() -> ?I([{0, 1, 1}, {1, 12, 31}, {1600, 2, 29}, {1900, 2, 28}, {1969, 12, 31}, {1970, 1, 1}, {2000, 2, 29}, {2023, 3, 1}, {2024, 2, 29}, {2024, 12, 30}, {2026, 11, 23}, {9999, 12, 31}, {12345, 6, 7}]).
times() -> ?I([{0, 0, 0}, {0, 0, 1}, {12, 34, 56}, {23, 59, 59}]).
moments() -> [{Date, Time} || Date <- dates(), Time <- times()].

t_gregorian_days() -> calls(calendar, date_to_gregorian_days, [[Date] || Date <- dates()]) ++ calls(calendar, date_to_gregorian_days, [[Y, M, D] || {Y, M, D} <- dates()]).
t_days_to_date() -> calls(calendar, gregorian_days_to_date, [[Days] || Days <- ?I([0, 1, 59, 60, 365, 366, 719162, 719528, 730179, 739000, 3652424, 5000000, -1, foo])]).
t_gregorian_seconds() -> calls(calendar, datetime_to_gregorian_seconds, [[Moment] || Moment <- moments()]).
t_seconds_to_datetime() -> calls(calendar, gregorian_seconds_to_datetime, [[Seconds] || Seconds <- ?I([0, 1, 86399, 86400, 31622399, 62167219199, 62167219200, 63000000000, 100000000000000, -1])]).
t_day_of_the_week() -> calls(calendar, day_of_the_week, [[Date] || Date <- dates()]) ++ calls(calendar, day_of_the_week, [[Y, M, D] || {Y, M, D} <- dates()]).
t_is_leap_year() -> calls(calendar, is_leap_year, [[Year] || Year <- ?I([0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999])]).
t_last_day() -> calls(calendar, last_day_of_the_month, [[Year, Month] || Year <- ?I([1900, 2000, 2023, 2024]), Month <- ?I([1, 2, 3, 4, 6, 9, 11, 12])] ++ [[2024, 13], [2024, 0]]).
t_valid_date() -> calls(calendar, valid_date, [[Date] || Date <- dates() ++ ?I([{2023, 2, 29}, {2024, 2, 30}, {2024, 13, 1}, {2024, 0, 1}, {2024, 4, 31}, {2024, 1, 0}, {-1, 1, 1}])] ++ ?I([[2024, 2, 29], [2023, 2, 29]])).
t_week_number() -> calls(calendar, iso_week_number, [[Date] || Date <- dates() ++ ?I([{2005, 1, 1}, {2005, 1, 3}, {2006, 1, 1}, {2007, 12, 31}, {2008, 12, 29}, {2009, 12, 31}, {2010, 1, 3}, {2020, 12, 31}])]).
t_seconds_to_time() -> calls(calendar, seconds_to_time, [[Seconds] || Seconds <- ?I([0, 59, 60, 3599, 3600, 45296, 86399, 86400, -1])]) ++ calls(calendar, time_to_seconds, [[Time] || Time <- times()]).
t_seconds_to_days() -> calls(calendar, seconds_to_daystime, [[Seconds] || Seconds <- ?I([0, 1, 86399, 86400, 1000000, -1, -86400, -86401])]).
t_time_difference() -> calls(calendar, time_difference, [[A, B] || A <- lists:sublist(moments(), 20, 8), B <- lists:sublist(moments(), 28, 5)]).
t_system_time_to_universal() -> calls(calendar, system_time_to_universal_time, [[Time, Unit] || Time <- ?I([0, 1, -1, 951782400, 1700000000, 1700000000123456789]), Unit <- ?I([second, millisecond, microsecond, nanosecond])] ++ [[0, foo], [foo, second]]).
t_to_rfc3339() -> calls(calendar, system_time_to_rfc3339, [[Time, [{unit, Unit}, {offset, Offset}]] || {Time, Unit} <- ?I([{0, second}, {1700000000, second}, {-1, second}, {1700000000123, millisecond}, {1700000000123456, microsecond}, {-1, millisecond}, {1700000000123456789, nanosecond}]),
                                                                                                     Offset <- ?I(["Z", "+02:00", "-11:45", 0, "z"])]).
t_to_rfc3339_options() -> calls(calendar, system_time_to_rfc3339, ?I([[0, [{offset, "Z"}, {time_designator, $\s}]], [5000, [{offset, 1500}, {unit, millisecond}]], [0, [{offset, "+25:00"}]], [0, [{offset, foo}]]])).
t_from_rfc3339() -> calls(calendar, rfc3339_to_system_time, [[Text] || Text <- ?I(["1970-01-01T00:00:00Z", "1985-04-12T23:20:50.52Z", "1996-12-19T16:39:57-08:00", "2018-02-01 15:18:02z", "2018-02-01t15:18:02+01:30", "2026-11-23T00:00:00.123456789Z", "", "foo", "2018-02-30T00:00:00Z",
                                                                           "2018-02-01T25:00:00Z", "2018-02-01T00:00:00", "2016-12-31T23:59:60Z", "2016-12-31T23:59:60.25+01:00", "2016-12-31T12:00:60Z", "2016-12-31T23:59:61Z"])]).
t_from_rfc3339_units() -> calls(calendar, rfc3339_to_system_time, [[Text, [{unit, Unit}]] || Text <- ?I(["1985-04-12T23:20:50.52Z", "1996-12-19T16:39:57.987654321-08:00"]), Unit <- ?I([second, millisecond, microsecond, nanosecond])]).
t_faults() -> calls(calendar, date_to_gregorian_days, ?I([[foo], [{2024, 13, 1}], [{2024, 2, 0}]])) ++ calls(calendar, time_to_seconds, ?I([[{24, 0, 0}], [foo]])) ++ calls(calendar, day_of_the_week, ?I([[foo]])).

%% --- uri_string ---------------------------------------------------------------------------------

uris() -> ?I(["http://example.com", "https://user:pass@host.example:8042/over/there?name=ferret#nose", <<"foo://example.com:8042/over/there?name=ferret#nose">>, "urn:example:animal:ferret:nose", "mailto:John.Doe@example.com",
              "//host/path", "/abs/path", "rel/path", "", "?q=1", "#f", "http://[2001:db8::7]:80/c=GB?one", "ftp://ftp.is.co.za/rfc/rfc1808.txt", "tel:+1-816-555-1212", "http://a/b/../c/./d", "HTTP://EXAMPLE.com:80/%7esmith/home%2Fx",
              "http://host:/", "foo://:80", "http://h/%C3%A4%20b"]).
bad_uris() -> ?I(["http://[::1", "http://host:port", ":foo", "1http://x", "http://a b", "http://x/%zz", "http://x/\\", <<255>>, "http://[1.2.3]/", "a\n", "http://x?a#b#c", "%"]).

%% What an error is about has become more exact from release to release.
kinds(Results) -> [case Result of {error, Kind, _} -> {error, Kind}; _ -> Result end || Result <- Results].

t_parse() -> kinds(calls(uri_string, parse, [[Uri] || Uri <- uris() ++ bad_uris()])).
t_again() -> [case uri_string:parse(Uri) of Map when is_map(Map) -> uri_string:recompose(Map); Error -> Error end || Uri <- uris()].
t_recompose() -> calls(uri_string, recompose, [[Map] || Map <- ?I([#{path => ""}, #{scheme => "foo", host => "h", path => "/p"}, #{host => <<"h">>, path => <<"/p">>, port => 80}, #{path => "/p", query => "a=b", fragment => "f"}, #{scheme => "foo", path => "a:b"}, #{host => "h", path => "p"},
                                                                    #{userinfo => "u", host => "h", path => ""}, #{userinfo => "u", path => ""}, #{port => 1, path => ""}, #{}, #{scheme => "1x", path => ""}, #{host => "::1", path => ""}, #{host => "ä", path => "/ö"}, #{scheme => "s", path => "//x"}, #{path => "//x"}])]).
t_normalize() -> kinds(calls(uri_string, normalize, [[Uri] || Uri <- uris() ++ bad_uris()])) ++ calls(uri_string, normalize, [[Uri, [return_map]] || Uri <- lists:sublist(uris(), 3)]).
t_normalize_maps() -> calls(uri_string, normalize, [[Map] || Map <- ?I([#{scheme => "HTTP", host => "H", path => "/a/../b", port => 80}, #{path => "../a"}, #{scheme => "ssh", host => "h", path => "", port => 22}])]).
t_resolve() -> calls(uri_string, resolve, [[Reference, "http://a/b/c/d;p?q"] || Reference <- ?I(["g:h", "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g#s", ";x", "g;x=1/../y", "", ".", "./", "..", "../", "../g", "../..", "../../g", "../../../g", "/./g", "/../g", "g.", "..g", "./../g", "./g/.", "g/./h", "g/../h", "http:g"])]
                           ++ ?I([["g", <<"http://a/b">>], ["g", "rel"], ["g", "http://a", [return_map]], [#{path => "x"}, "http://a/b"]])).
t_quote() -> calls(uri_string, quote, [[Text] || Text <- ?I(["", "abc-._~", "a b&c=d/e?f", <<"åäö"/utf8>>, "å", "%20", <<255>>])]) ++ calls(uri_string, quote, ?I([["a/b c", "/"], [<<"a/b c">>, " "]])).
t_unquote() -> calls(uri_string, unquote, [[Text] || Text <- ?I(["", "a%20b", <<"%C3%A5">>, "%c3%a5+x", "%", "%4", "%zz", <<"%ff">>])]).
t_percent_decode() -> calls(uri_string, percent_decode, [[X] || X <- ?I(["a%20b", <<"%C3%A5">>, #{host => "h%20x", path => [], scheme => "s"}, #{path => <<"%e4">>}, "%zz", "%ff"])]).
t_compose_query() -> calls(uri_string, compose_query, [[List] || List <- ?I([[], [{"a", "1"}], [{"a b", "1&2"}, {"c", true}], [{<<"å"/utf8>>, <<"ö"/utf8>>}], [{"a", ""}, {"", "b"}], [{"*-._", "~!"}], [{foo, "a"}], foo])]) ++
                        calls(uri_string, compose_query, [[[{"å", "ö€"}], [{encoding, Encoding}]] || Encoding <- ?I([utf8, latin1, unicode, foo])]).
t_dissect_query() -> calls(uri_string, dissect_query, [[Query] || Query <- ?I(["", "a=1", "a=1&b=2", "a=1;b=2", <<"a+b=1%262&c">>, "=", "&", "a&b", "a==b", "%C3%A5=%C3%B6", "a=%zz", "a=%ff", "&a=1&", <<"x=", 255>>])]).
t_allowed() -> calls(uri_string, allowed_characters, [[]]).
t_transcode() -> calls(uri_string, transcode, [[Uri, [{in_encoding, In}, {out_encoding, Out}]] || Uri <- ?I([<<"foo%00%00%00%F6bar">>, "foo%C3%B6bar", <<"foo%F6">>]), In <- ?I([utf8, utf32, latin1]), Out <- ?I([utf8, latin1])]).
