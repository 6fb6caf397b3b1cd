%% crypto is natives of Linac's own; there is nothing to start.
{application, crypto,
 [{description, "CRYPTO"},
  {vsn, "5.9"},
  {modules, [crypto]},
  {registered, []},
  {applications, [kernel, stdlib]},
  {env, []}]}.
