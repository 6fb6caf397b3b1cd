%% Modules that asn1ct has made need this much of asn1 when they run.
{application, asn1,
 [{description, "The Erlang ASN1 runtime"},
  {vsn, "5.0"},
  {modules, [asn1rt_nif]},
  {registered, []},
  {applications, [kernel, stdlib]},
  {env, []}]}.
