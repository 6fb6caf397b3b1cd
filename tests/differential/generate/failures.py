#!/usr/bin/env python3
"""Built-in functions called wrongly: the reason, and the frame with its arguments and error_info."""
from common import Module

Module.by = "failures.py"

# function | argument | argument ...; each line is one case, called at the end of a non-tail position
CALLS = """
abs | a
atom_to_binary | 1
atom_to_binary | a | nope
atom_to_binary | '\\x{3b1}' | latin1
atom_to_list | "a"
binary_part | <<1, 2, 3>> | 1 | 3
binary_part | <<1, 2, 3>> | 4 | -1
binary_part | <<1, 2, 3>> | -1 | 1
binary_part | a | 0 | 1
binary_part | <<1:3>> | 0 | 0
binary_part | <<1, 2, 3>> | {0, 9}
binary_part | <<1, 2, 3>> | x
binary_to_atom | <<255>> | utf8
binary_to_atom | <<"abc">> | bad
binary_to_atom | abc
binary_to_atom | binary:copy(<<"a">>, 256)
binary_to_existing_atom | <<"never_made_atom_717">>
binary_to_existing_atom | 5
binary_to_float | <<"1">>
binary_to_float | <<"1.0x">>
binary_to_float | <<"1.0e400">>
binary_to_float | 1
binary_to_integer | <<"1.0">>
binary_to_integer | <<>>
binary_to_integer | <<"12">> | 2
binary_to_integer | <<"12">> | 37
binary_to_integer | <<"12">> | 1
binary_to_integer | "12"
binary_to_list | a
binary_to_list | <<1:5>>
binary_to_list | <<1, 2, 3>> | 0 | 2
binary_to_list | <<1, 2, 3>> | 2 | 4
binary_to_list | <<1, 2, 3>> | 3 | 2
bit_size | a
bitstring_to_list | [1]
byte_size | "ab"
ceil | a
element | 1 | {}
element | x | {a}
erlang:'+' | a | 1
erlang:'-' | 1 | a
erlang:'*' | {} | 1
erlang:'/' | 1 | 0
erlang:'/' | 1 | 0.0
erlang:'/' | a | 1
erlang:'div' | 1 | 0
erlang:'rem' | 1 | 0
erlang:'rem' | 1.0 | 1
erlang:'band' | 1 | a
erlang:'bsl' | 1 | a
erlang:'bsl' | 1 | 1 bsl 60
erlang:'bnot' | 1.0
erlang:'not' | 1
erlang:'and' | true | 1
erlang:'xor' | 1 | true
erlang:'++' | a | []
erlang:'++' | [1 | 2] | []
erlang:'--' | [] | a
erlang:'--' | [1 | 2] | [1]
erlang:'!' | no_such_name | x
erlang:adler32 | a
erlang:adler32 | [256]
erlang:append_element | a | 1
erlang:binary_to_term | <<>>
erlang:binary_to_term | <<131, 255>>
erlang:convert_time_unit | a | second | millisecond
erlang:crc32 | a
erlang:crc32 | -1 | <<1>>
erlang:crc32 | 1 bsl 32 | <<1>>
erlang:crc32_combine | 1 | 2 | a
erlang:delete_element | 2 | {a}
erlang:insert_element | 3 | {a} | b
erlang:external_size | a | [bad]
erlang:fun_info | a | arity
erlang:fun_info | fun erlang:abs/1 | bad
erlang:get_module_info | no_such_module
erlang:make_tuple | -1 | a
erlang:make_tuple | 2 | a | [{3, b}]
erlang:make_tuple | 2 | a | b
erlang:make_fun | 1 | a | 1
erlang:md5 | a
erlang:md5 | [300]
erlang:phash2 | a | 0
erlang:phash2 | a | 1 bsl 33
erlang:process_flag | bad_flag | true
erlang:process_flag | trap_exit | maybe_not
erlang:raise | bad | x | []
erlang:register | 1 | self()
erlang:register | undefined | self()
erlang:register | name_717 | a
erlang:unregister | not_registered_717
erlang:whereis | 1
erlang:split_binary | <<1, 2>> | 3
erlang:split_binary | <<1, 2>> | -1
erlang:split_binary | a | 0
erlang:system_flag | bad_flag | 1
erlang:system_info | bad_item
erlang:tuple_to_list | []
erlang:send | 1 | x
erlang:send | no_such_name_717 | x
erlang:send_after | -1 | self() | x
erlang:send_after | a | self() | x
erlang:send_after | 1 | 1.5 | x
erlang:cancel_timer | a
erlang:start_timer | 1 bsl 70 | self() | x
erlang:read_timer | 1
erlang:monitor | process | 1
erlang:monitor | bad | self()
erlang:demonitor | a
erlang:demonitor | make_ref() | [bad]
erlang:exit | 1 | x
erlang:link | 1
erlang:unlink | a
erlang:is_process_alive | a
erlang:process_info | a
erlang:process_info | self() | bad_item
erlang:group_leader | a | self()
erlang:spawn | 1
erlang:spawn | 1 | a | []
erlang:spawn | m | f | a
erlang:spawn | m | "f" | []
erlang:spawn_opt | fun() -> ok end | [bad]
put_none_undef | 1
erlang:unique_integer | [bad]
erlang:monotonic_time | bad
erlang:system_time | bad
erlang:list_to_pid | "x"
erlang:list_to_ref | "x"
erlang:halt | bad_status
erlang:integer_to_list | 1 | 37
erlang:iolist_to_iovec | a
erlang:time_offset | bad
float | a
float | 1 bsl 1024
float_to_binary | 1
float_to_binary | 1.0 | [bad]
float_to_binary | 1.0 | [{decimals, 254}]
float_to_binary | 1.0e300 | [{decimals, -1}]
float_to_binary | 1.0 | [{scientific, 250}]
float_to_list | a
float_to_list | 1.0 | a
float_to_list | 1.0 | [{decimals, a}]
floor | a
hd | []
integer_to_binary | 1.0
integer_to_binary | 1 | 1
integer_to_list | a
integer_to_list | 1 | 0
integer_to_list | 1.0 | 10
iolist_size | a
iolist_size | [256]
iolist_size | [a]
iolist_to_binary | [1 | a]
iolist_to_binary | [<<1:3>>]
iolist_to_binary | -1
is_function | a | -1
is_function | fun erlang:abs/1 | a
is_map_key | a | b
is_record | {a} | 1
is_record | {a} | a | -1
length | a
length | [1 | 2]
list_to_atom | [a]
list_to_atom | a
list_to_atom | [16#110000]
list_to_atom | lists:duplicate(256, $a)
list_to_binary | [256]
list_to_binary | a
list_to_binary | <<1>>
list_to_binary | [<<1:1>>]
list_to_bitstring | [a]
list_to_existing_atom | "never_made_atom_718"
list_to_float | "1"
list_to_float | "a.b"
list_to_float | "1.0e999"
list_to_float | a
list_to_integer | "1.0"
list_to_integer | ""
list_to_integer | " 1"
list_to_integer | "z" | 35
list_to_integer | "1" | 99
list_to_integer | a
list_to_tuple | a
list_to_tuple | [1 | 2]
map_get | a | #{}
map_get | a | b
map_size | a
max_arity_undef | 1 | 2
node | a
binary_to_list | <<1>> | a | 1
round | a
setelement | 1 | {} | a
setelement | a | {b} | c
size | a
tl | []
trunc | a
tuple_size | a
erlang:trunc | <<>>
term_to_binary | a | [bad]
term_to_binary | a | bad
binary:at | <<1>> | 1
binary:at | <<1>> | -1
binary:at | <<1:4>> | 0
binary:at | a | 0
binary:bin_to_list | a
binary:bin_to_list | <<1, 2>> | {0, 3}
binary:bin_to_list | <<1, 2>> | 3 | 1
binary:copy | <<1>> | -1
binary:copy | <<1>> | a
binary:copy | a
binary:copy | <<1:1>> | 2
binary:decode_unsigned | a
binary:decode_unsigned | <<1:1>>
binary:decode_unsigned | <<1>> | middle
binary:encode_unsigned | -1
binary:encode_unsigned | a
binary:encode_unsigned | 1 | middle
binary:first | <<>>
binary:first | a
binary:last | <<>>
binary:last | <<1:3>>
binary:list_to_bin | a
binary:longest_common_prefix | []
binary:longest_common_prefix | [a]
binary:longest_common_suffix | [<<1>>, <<1:1>>]
binary:match | <<"abc">> | <<>>
binary:match | <<"abc">> | []
binary:match | a | <<"a">>
binary:match | <<"abc">> | [<<"a">>, <<>>]
binary:match | <<"abc">> | <<"a">> | [bad]
binary:match | <<"abc">> | <<"a">> | [{scope, {0, 4}}]
binary:match | <<1:3>> | <<1>>
binary:matches | <<"abc">> | <<>>
binary:matches | a | <<"a">>
binary:compile_pattern | <<>>
binary:compile_pattern | []
binary:compile_pattern | a
binary:part | <<1, 2>> | 1 | 2
binary:part | <<1, 2>> | {2, 1}
binary:part | a | 0 | 0
binary:referenced_byte_size | a
maps:find | a | b
maps:from_keys | a | b
maps:from_list | a
maps:from_list | [a]
maps:get | a | #{}
maps:get | a | b
maps:is_key | a | b
maps:keys | a
maps:merge | a | #{}
maps:merge | #{} | a
maps:put | a | b | c
maps:remove | a | b
maps:take | a | b
maps:update | a | b | #{}
maps:update | a | b | c
maps:values | a
lists:keyfind | a | 0 | []
lists:keyfind | a | 1 | b
lists:keymember | a | a | []
lists:keysearch | a | 1 | [{b} | c]
lists:member | a | b
lists:member | a | [b | c]
lists:reverse | a | []
lists:reverse | [a | b] | []
math:sin | a
math:sqrt | -1
math:log | 0
math:log | a
math:acos | 2
math:exp | 1000
math:pow | a | 1
math:pow | 10 | 1000
math:pow | 0 | -1
math:fmod | 1 | 0
math:atan2 | a | 1
math:floor | a
math:sqrt | 1 bsl 2000
atom_to_list | []
exit | 5 | a
put_chars_undef | 1
get_undef | 1 | 2 | 3
unicode:characters_to_binary | a
unicode:characters_to_list | 1.5
unicode:characters_to_binary | <<"a">> | bad
unicode:characters_to_binary | <<"a">> | utf8 | bad
unicode:characters_to_list | [a]
erlang:setelement | 3 | {a, b} | c
processes_undef | 1
erlang:localtime_to_universaltime | {{2020, 13, 1}, {0, 0, 0}}
erlang:universaltime_to_localtime | a
erlang:list_to_port | "x"
erlang:port_info | a
erlang:hibernate | 1 | a | []
erlang:apply | erlang | abs | a
erlang:apply | 1 | abs | []
erlang:alias | [bad]
erlang:unalias | a
erlang:decode_packet | bad | <<>> | []
persistent_term:get | never_stored_717
ets:lookup | no_such_table | a
ets:insert | no_such_table | {a}
ets:new | 1 | []
ets:new | name_717 | [bad]
ets:lookup_element | no_such_table | a | 1
atomics:new | 0 | []
atomics:new | a | []
counters:new | 0 | []
atomics:get | a | 1
os:getenv | a
os:putenv | a | "b"
string:length_undef | 1
""".strip().split("\n")


def main():
    done = {}
    cases = []
    for line in CALLS:
        fn, *args = [p.strip() for p in line.split(" | ")] if " | " in line else [line.strip()]
        # list tails are written with | too: put such pieces together again
        merged = []
        for a in args:
            if merged and (merged[-1].count("[") > merged[-1].count("]") or merged[-1].count("{") > merged[-1].count("}")):
                merged[-1] += " | " + a
            else:
                merged.append(a)
        base = fn.replace("erlang:", "").replace(":", "_").replace("'", "")
        names = {"+": "plus", "-": "minus", "*": "times", "/": "slash", "++": "append", "--": "subtract", "!": "bang"}
        base = names.get(base, base)
        done[base] = done.get(base, 0) + 1
        if "undef" in base and not fn.startswith("erlang:") and ":" not in fn:
            fn = "erlang:" + fn
        call = f"{fn if ':' in fn else 'erlang:' + fn}({', '.join(f'?MODULE:id({a})' for a in merged)})"
        cases.append((f"{base}_{done[base]}", f"[{call}]"))
    third = (len(cases) + 2) // 3
    for i in range(3):
        m = Module(f"failures_{i + 1}", "Built-in functions called wrongly.")
        for name, body in cases[i * third:(i + 1) * third]:
            m.add_case(name, body)
        m.write()


main()
