{application, garden, [
    {vsn, "1.0.0"},
    {applications, []},
    {description, ""},
    {modules, [garden,
               garden@@main,
               garden@odd]},
    {registered, []}
]}.
