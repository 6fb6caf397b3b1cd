%% update_record with each of its hints; in place only where the tuple was made just before and is not used again.
%% build: 27 29
%% covers: update_record
{module, op_update_record_hints}.  %% version = 0

{exports, [{copied,2}, {module_info,0}, {module_info,1}, {placed,3}, {reused,2}, {run,0}, {y,2}]}.

{attributes, []}.

{labels, 17}.

{function, copied, 2, 2}.
  {label,1}.
    {func_info,{atom,op_update_record_hints},{atom,copied},2}.
  {label,2}.
    {test,is_tuple,{f,11},[{x,0}]}.
    {test,test_arity,{f,11},[{x,0},3]}.
    {test_heap,7,2}.
    {update_record,{atom,copy},3,{x,0},{x,2},{list,[2,{x,1}]}}.
    {put_tuple2,{x,0},{list,[{x,0},{x,2}]}}.
    return.
  {label,11}.
    {move,{atom,no},{x,0}}.
    return.

{function, reused, 2, 4}.
  {label,3}.
    {func_info,{atom,op_update_record_hints},{atom,reused},2}.
  {label,4}.
    {test,is_tuple,{f,12},[{x,0}]}.
    {test,test_arity,{f,12},[{x,0},3]}.
    {test_heap,7,2}.
    {update_record,{atom,reuse},3,{x,0},{x,2},{list,[2,{x,1}]}}.
    {put_tuple2,{x,0},{list,[{x,0},{x,2}]}}.
    return.
  {label,12}.
    {move,{atom,no},{x,0}}.
    return.

{function, placed, 3, 6}.
  {label,5}.
    {func_info,{atom,op_update_record_hints},{atom,placed},3}.
  {label,6}.
    {test_heap,12,3}.
    {put_tuple2,{x,0},{list,[{x,0},{atom,b},{atom,c}]}}.
    {update_record,{atom,inplace},3,{x,0},{x,0},{list,[2,{x,1}]}}.
    {update_record,{atom,inplace},3,{x,0},{x,3},{list,[1,{literal,[l]},3,{x,2}]}}.
    {move,{x,3},{x,0}}.
    return.

{function, y, 2, 8}.
  {label,7}.
    {func_info,{atom,op_update_record_hints},{atom,y},2}.
  {label,8}.
    {allocate_heap,2,8,2}.
    {move,{x,1},{y,1}}.
    {put_tuple2,{y,0},{list,[{x,0},{x,0}]}}.
    {update_record,{atom,inplace},2,{y,0},{y,0},{list,[1,{y,1}]}}.
    {move,{y,0},{x,0}}.
    {deallocate,2}.
    return.

{function, run, 0, 10}.
  {label,9}.
    {func_info,{atom,op_update_record_hints},{atom,run},0}.
  {label,10}.
    {allocate,21,0}.
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
    {move,{literal,{1,2,3}},{x,0}}.
    {move,{integer,2},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,0}}.
    {move,{literal,{1,2,3}},{x,0}}.
    {move,{atom,z},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,1}}.
    {move,{literal,{1,2,3}},{x,0}}.
    {move,{literal,[2]},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,2}}.
    {move,{literal,{a,b}},{x,0}}.
    {move,{integer,2},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,3}}.
    {move,{literal,{a,b}},{x,0}}.
    {move,{atom,z},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,4}}.
    {move,{literal,{a,b}},{x,0}}.
    {move,{literal,[2]},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,5}}.
    {move,{atom,a},{x,0}}.
    {move,{integer,2},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,6}}.
    {move,{atom,a},{x,0}}.
    {move,{atom,z},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,7}}.
    {move,{atom,a},{x,0}}.
    {move,{literal,[2]},{x,1}}.
    {call,2,{f,2}}.
    {move,{x,0},{y,8}}.
    {move,{literal,{1,2,3}},{x,0}}.
    {move,{integer,2},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,9}}.
    {move,{literal,{1,2,3}},{x,0}}.
    {move,{atom,z},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,10}}.
    {move,{literal,{1,2,3}},{x,0}}.
    {move,{literal,[2]},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,11}}.
    {move,{literal,{a,b}},{x,0}}.
    {move,{integer,2},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,12}}.
    {move,{literal,{a,b}},{x,0}}.
    {move,{atom,z},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,13}}.
    {move,{literal,{a,b}},{x,0}}.
    {move,{literal,[2]},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,14}}.
    {move,{atom,a},{x,0}}.
    {move,{integer,2},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,15}}.
    {move,{atom,a},{x,0}}.
    {move,{atom,z},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,16}}.
    {move,{atom,a},{x,0}}.
    {move,{literal,[2]},{x,1}}.
    {call,2,{f,4}}.
    {move,{x,0},{y,17}}.
    {move,{atom,a},{x,0}}.
    {move,{integer,2},{x,1}}.
    {move,{float,1.5},{x,2}}.
    {call,3,{f,6}}.
    {move,{x,0},{y,18}}.
    {move,{literal,{1,2,3}},{x,0}}.
    {move,nil,{x,1}}.
    {move,{integer,1180591620717411303424},{x,2}}.
    {call,3,{f,6}}.
    {move,{x,0},{y,19}}.
    {move,{atom,a},{x,0}}.
    {move,{atom,b},{x,1}}.
    {call,2,{f,8}}.
    {move,{x,0},{y,20}}.
    {test_heap,22,0}.
    {put_tuple2,{x,0},{list,[{y,0},{y,1},{y,2},{y,3},{y,4},{y,5},{y,6},{y,7},{y,8},{y,9},{y,10},{y,11},{y,12},{y,13},{y,14},{y,15},{y,16},{y,17},{y,18},{y,19},{y,20}]}}.
    {deallocate,21}.
    return.

{function, module_info, 0, 14}.
  {label,13}.
    {func_info,{atom,op_update_record_hints},{atom,module_info},0}.
  {label,14}.
    {move,{atom,op_update_record_hints},{x,0}}.
    {call_ext_only,1,{extfunc,erlang,get_module_info,1}}.

{function, module_info, 1, 16}.
  {label,15}.
    {func_info,{atom,op_update_record_hints},{atom,module_info},1}.
  {label,16}.
    {move,{x,0},{x,1}}.
    {move,{atom,op_update_record_hints},{x,0}}.
    {call_ext_only,2,{extfunc,erlang,get_module_info,2}}.
