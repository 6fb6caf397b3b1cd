%% Of calendar: from dates to system time (OTP 28), and years before the year 0 (OTP 29). Days past a
%% month's last one and months past the year's count on, and times are within the day, as in OTP 29.
%% What is not taken over: that fractions of seconds go forward before 1970 too (docs/differences.md).
-module(calendar).
-overrides([date_to_gregorian_days/3, time_to_seconds/1, system_time_to_rfc3339_do/4]).
-overrides([check/3, day_of_the_week/3, is_leap_year/1, last_day_of_the_month/2, system_time_to_datetime/1]).
-replaces([rfc3339_to_system_time/1, rfc3339_to_system_time/2, gregorian_days_to_date/1]).
-replaces([gregorian_seconds_to_datetime/1, valid_date/3, valid_date/1]).
-export([date_to_gregorian_days/3, time_to_seconds/1, is_leap_year/1, last_day_of_the_month/2]).
-export([day_of_the_week/3]).
-export([rfc3339_to_system_time/1, rfc3339_to_system_time/2]).
-export([gregorian_days_to_date/1, gregorian_seconds_to_datetime/1, valid_date/3, valid_date/1]).
-export([universal_time_to_system_time/1, universal_time_to_system_time/2]).
-export([local_time_to_system_time/1, local_time_to_system_time/2]).

universal_time_to_system_time(DateTime) -> universal_time_to_system_time(DateTime, []).

universal_time_to_system_time({{Year, Month, Day}, Time}, Options) ->
    Factor = linac_per_second(proplists:get_value(unit, Options, second)),
    Days = date_to_gregorian_days(Year, Month, Day) - date_to_gregorian_days(1970, 1, 1),
    (Days * 86400 + time_to_seconds(Time)) * Factor.

linac_per_second(second) -> 1;
linac_per_second(millisecond) -> 1000;
linac_per_second(microsecond) -> 1000000;
linac_per_second(nanosecond) -> 1000000000;
linac_per_second(native) -> erlang:convert_time_unit(1, second, native).

local_time_to_system_time(DateTime) -> local_time_to_system_time(DateTime, []).

local_time_to_system_time(DateTime, Options) ->
    [Universal | _] = calendar:local_time_to_universal_time_dst(DateTime),
    universal_time_to_system_time(Universal, Options).

%% Counted from March on, so that a leap day is its year's last.
date_to_gregorian_days(Year, Month, Day) when is_integer(Day), Day > 0 ->
    {March, FromMarch} = if Month > 2 -> {Year, Month - 3};
                            true -> {Year - 1, Month + 9}
                         end,
    Era = linac_floor(March, 400),
    InEra = March - Era * 400,
    Era * 146097 + InEra * 365 + InEra div 4 - InEra div 100 + (153 * FromMarch + 2) div 5 +
        Day - 1 + 60.

linac_floor(Number, By) when Number >= 0 -> Number div By;
linac_floor(Number, By) -> -((By - 1 - Number) div By).

%% The calendar is the same every 400 years, which are 146,097 days.
gregorian_days_to_date(Days) when is_integer(Days), Days < 0 ->
    Era = linac_floor(Days, 146097),
    {Year, Month, Day} = linac_original_gregorian_days_to_date(Days - Era * 146097),
    {Year + Era * 400, Month, Day};
gregorian_days_to_date(Days) -> linac_original_gregorian_days_to_date(Days).

gregorian_seconds_to_datetime(Seconds) when is_integer(Seconds), Seconds < 0 ->
    Days = linac_floor(Seconds, 86400),
    {gregorian_days_to_date(Days), calendar:seconds_to_time(Seconds - Days * 86400)};
gregorian_seconds_to_datetime(Seconds) -> linac_original_gregorian_seconds_to_datetime(Seconds).

valid_date({Year, Month, Day}) -> valid_date(Year, Month, Day).

valid_date(Year, Month, Day) when is_integer(Year), Year < 0 ->
    linac_original_valid_date(Year - linac_floor(Year, 400) * 400, Month, Day);
valid_date(Year, Month, Day) -> linac_original_valid_date(Year, Month, Day).

time_to_seconds({Hour, Minute, Second})
  when is_integer(Hour), 0 =< Hour, Hour < 24, is_integer(Minute), 0 =< Minute, Minute < 60,
       is_integer(Second), 0 =< Second, Second < 60 ->
    Hour * 3600 + Minute * 60 + Second.

is_leap_year(Year) when is_integer(Year) ->
    Year rem 4 =:= 0 andalso (Year rem 100 =/= 0 orelse Year rem 400 =:= 0).

last_day_of_the_month(Year, 2) when is_integer(Year) ->
    case is_leap_year(Year) of
        true -> 29;
        false -> 28
    end;
last_day_of_the_month(Year, Month)
  when is_integer(Year), Month =:= 4; is_integer(Year), Month =:= 6; is_integer(Year), Month =:= 9;
       is_integer(Year), Month =:= 11 -> 30;
last_day_of_the_month(Year, Month)
  when is_integer(Year), is_integer(Month), Month > 0, Month < 13 -> 31.

day_of_the_week(Year, Month, Day) ->
    Days = calendar:date_to_gregorian_days(Year, Month, Day) + 5,
    Days - 7 * linac_floor(Days, 7) + 1.

%% From the year -9999 to 9999.
check(_, _, Seconds) when Seconds >= -377705116800, Seconds < 253402300800 -> ok;
check(Argument, Options, _) -> error({badarg, [Argument, Options]}).

system_time_to_datetime(Seconds) -> calendar:gregorian_seconds_to_datetime(Seconds + 62167219200).

rfc3339_to_system_time(Text) -> rfc3339_to_system_time(Text, []).

rfc3339_to_system_time(Text, Options) when is_binary(Text) ->
    rfc3339_to_system_time(binary_to_list(Text), Options);
%% A leap second is the last one of a day.
rfc3339_to_system_time([A, B, C, D, $-, E, F, $-, G, H, T, $2, $3, $:, $5, $9, $:, $6, $0 | Rest], Options) ->
    Before = [A, B, C, D, $-, E, F, $-, G, H, T, $2, $3, $:, $5, $9, $:, $5, $9 | Rest],
    linac_original_rfc3339_to_system_time(Before, Options) +
        linac_per_second(proplists:get_value(unit, Options, second));
rfc3339_to_system_time([_, _, _, _, $-, _, _, $-, _, _, _, _, _, $:, _, _, $:, _, _ | _] = Text,
                       Options) ->
    linac_original_rfc3339_to_system_time(Text, Options).

system_time_to_rfc3339_do(Time, Options, Unit, OffsetOption) ->
    Adjustment = offset_adjustment(Time, Unit, OffsetOption),
    Factor = factor(Unit),
    Adjusted = Time + Adjustment * Factor,
    Seconds = linac_floor(Adjusted, Factor),
    check(Time, Options, Seconds),
    {{Year, Month, Day}, {Hour, Minute, Second}} =
        calendar:gregorian_seconds_to_datetime(Seconds + 62167219200),
    Designator = proplists:get_value(time_designator, Options, $T),
    Sign = [$- || Year < 0],
    %% The designator stays as it is, whatever it is.
    Text = lists:append([Sign, lists:flatten(io_lib:format("~4..0w-~2..0w-~2..0w", [abs(Year), Month, Day])), [Designator],
                         lists:flatten(io_lib:format("~2..0w:~2..0w:~2..0w", [Hour, Minute, Second])),
                         lists:flatten(fraction_str(Factor, Adjusted - Seconds * Factor)),
                         lists:flatten(offset(OffsetOption, Adjustment))]),
    case proplists:get_value(return, Options, string) of
        string -> Text;
        binary -> iolist_to_binary(Text)
    end.
