%% Of eunit_proc: the option scale_timeouts of eunit:test/2 (OTP 26.2), which gleeunit gives.
-module(eunit_proc).
-unless(scale_timeout).
-overrides([set_timeout/2]).
-define(MOST, 16#FFFFffff).

%% The state is #procstate{ref, id, super, insulator, parent, order, options}.
set_timeout(Time, {procstate, _, Id, _, Insulator, _, _, Options}) ->
    Scale = proplists:get_value(scale_timeouts, Options, 1),
    erlang:send_after(min(round(Time * Scale), ?MOST), Insulator, {timeout, self(), Id}).
