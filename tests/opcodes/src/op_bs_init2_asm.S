%% bs_init2 with sizes that are literal and that are values; the segments written in order.
%% build: 23 25 27
%% covers: bs_init2 bs_put_integer bs_put_binary
{module, op_bs_init2_asm}.  %% version = 0

{exports, [{fail_int,0}, {fail_neg,0}, {fail_size,0}, {lit,2}, {module_info,0}, {module_info,1}, {run,0}, {val,2}]}.

{attributes, []}.

{labels, 17}.

{function, lit, 2, 2}.
  {label,1}.
    {func_info,{atom,op_bs_init2_asm},{atom,lit},2}.
  {label,2}.
    {bs_init2,{f,0},7,0,2,{field_flags,[]},{x,2}}.
    {bs_put_string,2,{string,[1,2]}}.
    {bs_put_integer,{f,0},{integer,16},1,{field_flags,[unsigned,big]},{x,0}}.
    {bs_put_integer,{f,0},{integer,24},1,{field_flags,[unsigned,little]},{x,1}}.
    {move,{x,2},{x,0}}.
    return.

{function, val, 2, 4}.
  {label,3}.
    {func_info,{atom,op_bs_init2_asm},{atom,val},2}.
  {label,4}.
    {gc_bif,byte_size,{f,0},2,[{x,0}],{x,2}}.
    {bs_add,{f,0},[{x,2},{x,1},1],{x,2}}.
    {bs_init2,{f,0},{x,2},3,2,{field_flags,[]},{x,3}}.
    {bs_put_binary,{f,0},{atom,all},8,{field_flags,[unsigned,big]},{x,0}}.
    {bs_put_integer,{f,0},{x,1},8,{field_flags,[unsigned,big]},{integer,1000}}.
    {put_tuple2,{x,0},{list,[{x,3},{x,1}]}}.
    return.

{function, run, 0, 6}.
  {label,5}.
    {func_info,{atom,op_bs_init2_asm},{atom,run},0}.
  {label,6}.
    {allocate,5,0}.
    {move,nil,{y,0}}.
    {move,nil,{y,1}}.
    {move,nil,{y,2}}.
    {move,nil,{y,3}}.
    {move,nil,{y,4}}.
    {move,{integer,1},{x,0}}.
    {move,{integer,2},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,0}}.
    {move,{integer,-1},{x,0}}.
    {move,{integer,4886718345},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,1}}.
    {move,{literal,<<"abc">>},{x,0}}.
    {move,{integer,2},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,2}}.
    {move,{literal,<<>>},{x,0}}.
    {move,{integer,1},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,3}}.
    {move,{literal,<<9>>},{x,0}}.
    {move,{integer,100},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,4}}.
    {test_heap,6,0}.
    {put_tuple2,{x,0},{list,[{y,0},{y,1},{y,2},{y,3},{y,4}]}}.
    {deallocate,5}.
    return.

{function, fail_size, 0, 8}.
  {label,7}.
    {func_info,{atom,op_bs_init2_asm},{atom,fail_size},0}.
  {label,8}.
    {allocate,1,0}.
    {move,nil,{y,0}}.
    {move,{literal,<<9>>},{x,0}}.
    {move,{atom,a},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,0}}.
    {test_heap,2,0}.
    {put_tuple2,{x,0},{list,[{y,0}]}}.
    {deallocate,1}.
    return.

{function, fail_neg, 0, 10}.
  {label,9}.
    {func_info,{atom,op_bs_init2_asm},{atom,fail_neg},0}.
  {label,10}.
    {allocate,1,0}.
    {move,nil,{y,0}}.
    {move,{literal,<<9>>},{x,0}}.
    {move,{integer,-1},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,0}}.
    {test_heap,2,0}.
    {put_tuple2,{x,0},{list,[{y,0}]}}.
    {deallocate,1}.
    return.

{function, fail_int, 0, 12}.
  {label,11}.
    {func_info,{atom,op_bs_init2_asm},{atom,fail_int},0}.
  {label,12}.
    {allocate,1,0}.
    {move,nil,{y,0}}.
    {move,{atom,a},{x,0}}.
    {move,{integer,1},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,0}}.
    {test_heap,2,0}.
    {put_tuple2,{x,0},{list,[{y,0}]}}.
    {deallocate,1}.
    return.

{function, module_info, 0, 14}.
  {label,13}.
    {func_info,{atom,op_bs_init2_asm},{atom,module_info},0}.
  {label,14}.
    {move,{atom,op_bs_init2_asm},{x,0}}.
    {call_ext_only,1,{extfunc,erlang,get_module_info,1}}.

{function, module_info, 1, 16}.
  {label,15}.
    {func_info,{atom,op_bs_init2_asm},{atom,module_info},1}.
  {label,16}.
    {move,{x,0},{x,1}}.
    {move,{atom,op_bs_init2_asm},{x,0}}.
    {call_ext_only,2,{extfunc,erlang,get_module_info,2}}.
