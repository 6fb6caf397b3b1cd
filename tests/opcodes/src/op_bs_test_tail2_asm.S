%% bs_test_tail2 by itself: after nothing and after part was read, zero and more bits.
%% covers: bs_test_tail2
{module, op_bs_test_tail2_asm}.  %% version = 0

{exports, [{five,1}, {later,1}, {module_info,0}, {module_info,1}, {none,1}, {run,0}]}.

{attributes, []}.

{labels, 16}.

{function, none, 1, 2}.
  {label,1}.
    {func_info,{atom,op_bs_test_tail2_asm},{atom,none},1}.
  {label,2}.
    {test,bs_start_match3,{f,9},1,[{x,0}],{x,1}}.
    {test,bs_test_tail2,{f,9},[{x,1},0]}.
    {move,{integer,1},{x,0}}.
    return.
  {label,9}.
    {move,{integer,0},{x,0}}.
    return.

{function, five, 1, 4}.
  {label,3}.
    {func_info,{atom,op_bs_test_tail2_asm},{atom,five},1}.
  {label,4}.
    {test,bs_start_match3,{f,10},1,[{x,0}],{x,1}}.
    {test,bs_test_tail2,{f,10},[{x,1},5]}.
    {move,{integer,1},{x,0}}.
    return.
  {label,10}.
    {move,{integer,0},{x,0}}.
    return.

{function, later, 1, 6}.
  {label,5}.
    {func_info,{atom,op_bs_test_tail2_asm},{atom,later},1}.
  {label,6}.
    {test,bs_start_match3,{f,11},1,[{x,0}],{x,1}}.
    {test,bs_skip_bits2,{f,11},[{x,1},{integer,3},1,{field_flags,[unsigned,big]}]}.
    {test,bs_test_tail2,{f,11},[{x,1},8]}.
    {move,{integer,1},{x,0}}.
    return.
  {label,11}.
    {move,{integer,0},{x,0}}.
    return.

{function, run, 0, 8}.
  {label,7}.
    {func_info,{atom,op_bs_test_tail2_asm},{atom,run},0}.
  {label,8}.
    {allocate,18,0}.
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
    {move,{literal,<<>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,0}}.
    {move,{literal,<<1>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,1}}.
    {move,{literal,<<5:5>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,2}}.
    {move,{literal,<<1:11>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,3}}.
    {move,{literal,<<1,2>>},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,4}}.
    {move,{atom,a},{x,0}}.
    {call,1,{f,2}}.
    {move,{x,0},{y,5}}.
    {move,{literal,<<>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,6}}.
    {move,{literal,<<1>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,7}}.
    {move,{literal,<<5:5>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,8}}.
    {move,{literal,<<1:11>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,9}}.
    {move,{literal,<<1,2>>},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,10}}.
    {move,{atom,a},{x,0}}.
    {call,1,{f,4}}.
    {move,{x,0},{y,11}}.
    {move,{literal,<<>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,12}}.
    {move,{literal,<<1>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,13}}.
    {move,{literal,<<5:5>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,14}}.
    {move,{literal,<<1:11>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,15}}.
    {move,{literal,<<1,2>>},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,16}}.
    {move,{atom,a},{x,0}}.
    {call,1,{f,6}}.
    {move,{x,0},{y,17}}.
    {test_heap,19,0}.
    {put_tuple2,{x,0},{list,[{y,0},{y,1},{y,2},{y,3},{y,4},{y,5},{y,6},{y,7},{y,8},{y,9},{y,10},{y,11},{y,12},{y,13},{y,14},{y,15},{y,16},{y,17}]}}.
    {deallocate,18}.
    return.

{function, module_info, 0, 13}.
  {label,12}.
    {func_info,{atom,op_bs_test_tail2_asm},{atom,module_info},0}.
  {label,13}.
    {move,{atom,op_bs_test_tail2_asm},{x,0}}.
    {call_ext_only,1,{extfunc,erlang,get_module_info,1}}.

{function, module_info, 1, 15}.
  {label,14}.
    {func_info,{atom,op_bs_test_tail2_asm},{atom,module_info},1}.
  {label,15}.
    {move,{x,0},{x,1}}.
    {move,{atom,op_bs_test_tail2_asm},{x,0}}.
    {call_ext_only,2,{extfunc,erlang,get_module_info,2}}.
