%% Of calendar: from dates to system time (OTP 28).
-module(calendar).
-export([universal_time_to_system_time/1, universal_time_to_system_time/2]).
-export([local_time_to_system_time/1, local_time_to_system_time/2]).

universal_time_to_system_time(DateTime) -> universal_time_to_system_time(DateTime, []).

%% Days past the month's last one are of the next.
universal_time_to_system_time({{Year, Month, Day}, Time}, Options) ->
    Factor = linac_per_second(proplists:get_value(unit, Options, second)),
    Days = calendar:date_to_gregorian_days(Year, Month, 1) + Day - 1 -
        calendar:date_to_gregorian_days(1970, 1, 1),
    (Days * 86400 + calendar:time_to_seconds(Time)) * Factor.

linac_per_second(second) -> 1;
linac_per_second(millisecond) -> 1000;
linac_per_second(microsecond) -> 1000000;
linac_per_second(nanosecond) -> 1000000000;
linac_per_second(native) -> erlang:convert_time_unit(1, second, native).

local_time_to_system_time(DateTime) -> local_time_to_system_time(DateTime, []).

local_time_to_system_time(DateTime, Options) ->
    [Universal | _] = calendar:local_time_to_universal_time_dst(DateTime),
    universal_time_to_system_time(Universal, Options).
