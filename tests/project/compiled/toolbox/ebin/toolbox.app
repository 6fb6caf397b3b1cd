{application, toolbox, [
    {mod, {'toolbox_app', []}},
    {vsn, "0.4.0"},
    {applications, []},
    {description, "A package that has processes"},
    {modules, [toolbox,
               toolbox_app,
               toolbox_counter,
               toolbox_ffi]},
    {registered, []}
]}.
