%% bs_start_match4 in its three forms: with a label to fail to, sure of a bit string, and resuming a context.
%% covers: bs_start_match4
{module, op_bs_start_match4_asm}.  %% version = 0

{exports, [{fail,1}, {module_info,0}, {module_info,1}, {own,1}, {run,0}, {sure,1}]}.

{attributes, []}.

{labels, 17}.

{function, fail, 1, 2}.
  {label,1}.
    {func_info,{atom,op_bs_start_match4_asm},{atom,fail},1}.
  {label,2}.
    {bs_start_match4,{f,9},1,{x,0},{x,1}}.
    {test,bs_get_integer2,{f,9},2,[{x,1},{integer,8},1,{field_flags,[unsigned,big]}],{x,0}}.
    return.
  {label,9}.
    {move,{atom,no},{x,0}}.
    return.

{function, sure, 1, 4}.
  {label,3}.
    {func_info,{atom,op_bs_start_match4_asm},{atom,sure},1}.
  {label,4}.
    {test,is_bitstr,{f,10},[{x,0}]}.
    {bs_start_match4,{atom,no_fail},1,{x,0},{x,1}}.
    {test,bs_get_integer2,{f,10},2,[{x,1},{integer,8},1,{field_flags,[unsigned,big]}],{x,0}}.
    return.
  {label,10}.
    {move,{atom,no},{x,0}}.
    return.

{function, own, 1, 6}.
  {label,5}.
    {func_info,{atom,op_bs_start_match4_asm},{atom,own},1}.
  {label,6}.
    {bs_start_match4,{f,11},1,{x,0},{x,0}}.
    {test,bs_get_integer2,{f,12},1,[{x,0},{integer,8},1,{field_flags,[unsigned,big]}],{x,1}}.
    {bs_start_match4,{atom,resume},2,{x,0},{x,0}}.
    {test,bs_get_integer2,{f,12},2,[{x,0},{integer,8},1,{field_flags,[unsigned,big]}],{x,3}}.
    {move,{x,3},{x,2}}.
    {bs_get_tail,{x,0},{x,0},3}.
    {move,{x,2},{x,3}}.
    {test_heap,4,4}.
    {put_tuple2,{x,0},{list,[{x,1},{x,3},{x,0}]}}.
    return.
  {label,12}.
    {move,{atom,short},{x,0}}.
    return.
  {label,11}.
    {move,{atom,no},{x,0}}.
    return.

{function, run, 0, 8}.
  {label,7}.
    {func_info,{atom,op_bs_start_match4_asm},{atom,run},0}.
  {label,8}.
    {allocate,27,0}.
    {move,nil,{y,0}}.
    {move,nil,{y,1}}.
    {move,nil,{y,2}}.
    {move,nil,{y,3}}.
    {move,nil,{y,4}}.
    {move,nil,{y,5}}.
    {move,nil,{y,6}}.
    {move,nil,{y,7}}.
    {move,nil,{y,8}}.
    {move,nil,{y,9}}.
    {move,nil,{y,10}}.
    {move,nil,{y,11}}.
    {move,nil,{y,12}}.
    {move,nil,{y,13}}.
    {move,nil,{y,14}}.
    {move,nil,{y,15}}.
    {move,nil,{y,16}}.
    {move,nil,{y,17}}.
    {move,nil,{y,18}}.
    {move,nil,{y,19}}.
    {move,nil,{y,20}}.
    {move,nil,{y,21}}.
    {move,nil,{y,22}}.
    {move,nil,{y,23}}.
    {move,nil,{y,24}}.
    {move,nil,{y,25}}.
    {move,nil,{y,26}}.
    {move,{literal,<<1>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,0}}.
    {move,{literal,<<1,2>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,1}}.
    {move,{literal,<<1,2,3:3>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,2}}.
    {move,{literal,<<1:3>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,3}}.
    {move,{literal,<<>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,4}}.
    {move,{atom,a},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,5}}.
    {move,{literal,[1]},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,6}}.
    {move,{literal,{1}},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,7}}.
    {move,{integer,1},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,8}}.
    {move,{literal,<<1>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,9}}.
    {move,{literal,<<1,2>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,10}}.
    {move,{literal,<<1,2,3:3>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,11}}.
    {move,{literal,<<1:3>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,12}}.
    {move,{literal,<<>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,13}}.
    {move,{atom,a},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,14}}.
    {move,{literal,[1]},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,15}}.
    {move,{literal,{1}},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,16}}.
    {move,{integer,1},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,17}}.
    {move,{literal,<<1>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,18}}.
    {move,{literal,<<1,2>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,19}}.
    {move,{literal,<<1,2,3:3>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,20}}.
    {move,{literal,<<1:3>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,21}}.
    {move,{literal,<<>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,22}}.
    {move,{atom,a},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,23}}.
    {move,{literal,[1]},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,24}}.
    {move,{literal,{1}},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,25}}.
    {move,{integer,1},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,26}}.
    {test_heap,28,0}.
    {put_tuple2,{x,0},{list,[{y,0},{y,1},{y,2},{y,3},{y,4},{y,5},{y,6},{y,7},{y,8},{y,9},{y,10},{y,11},{y,12},{y,13},{y,14},{y,15},{y,16},{y,17},{y,18},{y,19},{y,20},{y,21},{y,22},{y,23},{y,24},{y,25},{y,26}]}}.
    {deallocate,27}.
    return.

{function, module_info, 0, 14}.
  {label,13}.
    {func_info,{atom,op_bs_start_match4_asm},{atom,module_info},0}.
  {label,14}.
    {move,{atom,op_bs_start_match4_asm},{x,0}}.
    {call_ext_only,1,{extfunc,erlang,get_module_info,1}}.

{function, module_info, 1, 16}.
  {label,15}.
    {func_info,{atom,op_bs_start_match4_asm},{atom,module_info},1}.
  {label,16}.
    {move,{x,0},{x,1}}.
    {move,{atom,op_bs_start_match4_asm},{x,0}}.
    {call_ext_only,2,{extfunc,erlang,get_module_info,2}}.
