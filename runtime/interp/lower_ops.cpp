// The ops that do not fuse, by family.
#include <algorithm>

#include "runtime/code/code_server.h"
#include "runtime/interp/lower.h"
#include "runtime/interp/slow_paths.h"

namespace linac {
namespace {

constexpr uint32_t kWordBytes = sizeof(Word);

}  // namespace

void Lowering::lower_op(uint32_t index) {
  const Op& op = this->op(index);
  const OpFacts& fact = facts(index);
  Operands o = body_.operands_of(op);
  using enum Bytecode;
  switch (op.opcode) {
    // Structure and notes
    case Opcode::kLabel:
    case Opcode::kLine:
    case Opcode::kExecutableLine:
    case Opcode::kDebugLine:
    case Opcode::kNifStart:
    case Opcode::kOnLoad:
    case Opcode::kFClearError:
    case Opcode::kFCheckError:
    case Opcode::kRecvMark:
    case Opcode::kRecvSet:
    case Opcode::kIntCodeEnd: return;
    case Opcode::kFuncInfo:
      begin(k_func_info, 2);
      word(1) = reinterpret_cast<Word>(&entry_);
      return;

    // Control
    case Opcode::kJump:
      begin(k_jump, 1);
      target(0, o[0].index(), 1);
      return;
    case Opcode::kCall:
    case Opcode::kCallLast:
    case Opcode::kCallOnly: return lower_call(op, fact, o);
    case Opcode::kCallExt:
    case Opcode::kCallExtLast:
    case Opcode::kCallExtOnly: return lower_call_ext(op, fact, *instance_.imports[o[1].index()]);
    case Opcode::kApply:
      begin(k_apply, 2, o[0].index());
      word(1) = record(fact);
      return;
    case Opcode::kApplyLast:
      begin(k_apply_last, 1, o[0].index(), o[1].index() * kWordBytes);
      return;
    case Opcode::kReturn: begin(k_return_, 1); return;

    // Frames
    case Opcode::kAllocate:
    case Opcode::kAllocateZero:
      begin(k_allocate, 2, o[0].index() * kWordBytes);
      word(1) = safepoint(fact, o[1].index());
      break;
    case Opcode::kAllocateHeap:
    case Opcode::kAllocateHeapZero:
      begin(k_allocate_heap, 2, o[0].index() * kWordBytes);
      word(1) = safepoint(fact, o[2].index()) | Word{fact.heap_words} << 32;
      break;
    case Opcode::kTestHeap:
      if (fact.heap_words == 0) return;
      begin(k_test_heap, 2, o[1].index(), frame(fact));
      word(1) = fact.heap_words;
      return;
    case Opcode::kDeallocate: begin(k_deallocate, 1, o[0].index() * kWordBytes); return;
    case Opcode::kTrim: begin(k_trim, 1, o[0].index() * kWordBytes); return;
    case Opcode::kInit: begin(k_init_y, 1, encode(o[0])); return;
    case Opcode::kInitYregs: {
      auto list = body_.list(o[0]);
      if (list.empty()) return;
      uint32_t more = static_cast<uint32_t>(list.size()) - 1;
      begin(k_init_y, 1 + (more + 3) / 4, encode(list[0]), more);
      for (uint32_t i = 0; i < more; i++) {
        set_part(1 + i / 4, static_cast<int>(i % 4), encode(list[1 + i]));
      }
      return;
    }
    case Opcode::kSwap: begin(k_swap, 1, encode(o[0]), encode(o[1])); return;

    // Tests
    case Opcode::kIsLt:
    case Opcode::kIsGe:
    case Opcode::kIsEq:
    case Opcode::kIsNe:
    case Opcode::kIsEqExact:
    case Opcode::kIsNeExact: return lower_compare(op, o);
    case Opcode::kIsInteger: return lower_test(k_is_integer, k_is_integer, op, o);
    case Opcode::kIsFloat: return lower_test(k_is_float, k_is_float, op, o);
    case Opcode::kIsNumber: return lower_test(k_is_number, k_is_number, op, o);
    case Opcode::kIsAtom: return lower_test(k_is_atom, k_is_atom, op, o);
    case Opcode::kIsPid: return lower_test(k_is_pid, k_is_pid, op, o);
    case Opcode::kIsReference: return lower_test(k_is_reference, k_is_reference, op, o);
    case Opcode::kIsPort: return lower_test(k_is_port, k_is_port, op, o);
    case Opcode::kIsNil: return lower_test(k_is_nil, k_is_nil_x, op, o);
    case Opcode::kIsBinary: return lower_test(k_is_binary, k_is_binary, op, o);
    case Opcode::kIsBitstr: return lower_test(k_is_bitstr, k_is_bitstr, op, o);
    case Opcode::kIsList: return lower_test(k_is_list, k_is_list, op, o);
    case Opcode::kIsNonemptyList:
      return lower_test(k_is_nonempty_list, k_is_nonempty_list_x, op, o);
    case Opcode::kIsMap: return lower_test(k_is_map, k_is_map, op, o);
    case Opcode::kIsBoolean: return lower_test(k_is_boolean, k_is_boolean, op, o);
    case Opcode::kIsFunction: return lower_test(k_is_function, k_is_function, op, o);
    case Opcode::kIsFunction2: {
      uint32_t fun = reg(o[1], 0), arity = reg(o[2], 1);
      begin(k_is_function2, 2, fun, arity);
      target(1, o[0].index());
      return;
    }
    case Opcode::kTestArity: {
      uint32_t source = reg(o[1]);
      begin(fact.flags & kProved ? k_test_arity : k_test_arity_checked, 2, source);
      word(1) = static_cast<Word>(o[2].integer()) << 32;
      target(1, o[0].index());
      return;
    }
    case Opcode::kIsTaggedTuple: {
      bool in_x = o[1].kind == OperandKind::kX;
      uint32_t source = reg(o[1]);
      begin(in_x ? k_is_tagged_tuple_x : k_is_tagged_tuple, 3, source);
      word(1) = static_cast<Word>(o[2].integer()) << 32;
      word(2) = constant(o[3]).bits;
      target(1, o[0].index());
      return;
    }
    case Opcode::kSelectVal:
    case Opcode::kSelectTupleArity: return lower_select(op, o);

    // Built-ins
    case Opcode::kBif0:
      if (!is_plain_bif(module_.imports[o[0].index()])) return trap(op.opcode);
      return lower_bif(fact, 0, module_.imports[o[0].index()], *instance_.imports[o[0].index()], {},
                       o[1], 0);
    case Opcode::kBif1:
    case Opcode::kBif2:
    case Opcode::kBif3:
      if (!is_plain_bif(module_.imports[o[1].index()])) return trap(op.opcode);
      return lower_bif(fact, o[0].index(), module_.imports[o[1].index()],
                       *instance_.imports[o[1].index()], o.subspan(2, o.size() - 3), o.back(), 0);
    case Opcode::kGcBif1:
    case Opcode::kGcBif2:
    case Opcode::kGcBif3:
      return lower_bif(fact, o[0].index(), module_.imports[o[2].index()],
                       *instance_.imports[o[2].index()], o.subspan(3, o.size() - 4), o.back(),
                       o[1].index());

    // Floats
    case Opcode::kFMove:
    case Opcode::kFConv:
    case Opcode::kFAdd:
    case Opcode::kFSub:
    case Opcode::kFMul:
    case Opcode::kFDiv:
    case Opcode::kFNegate: return lower_float(op, o);

    // Data
    case Opcode::kPutList:
    case Opcode::kPutTuple2:
    case Opcode::kGetList:
    case Opcode::kGetHd:
    case Opcode::kGetTl:
    case Opcode::kSetTupleElement:
    case Opcode::kUpdateRecord: return lower_data(op, fact, o);
    case Opcode::kPutMapAssoc:
    case Opcode::kPutMapExact:
    case Opcode::kHasMapFields:
    case Opcode::kGetMapElements: return lower_map(op, fact, o);
    case Opcode::kMakeFun3:
      return lower_make_fun(module_.lambdas[o[0].index()], o[0].index(), o[1], body_.list(o[2]));
    case Opcode::kMakeFun2: {
      const Lambda& lambda = module_.lambdas[o[0].index()];
      begin(k_test_heap, 2, lambda.free_count, frame(fact));
      word(1) = closure_words(lambda.free_count);
      std::vector<Operand> captured;
      for (uint32_t i = 0; i < lambda.free_count; i++) {
        captured.push_back({OperandKind::kX, 0, 0, i});
      }
      return lower_make_fun(lambda, o[0].index(), {OperandKind::kX, 0, 0, 0}, captured);
    }

    // Exceptions
    case Opcode::kTry:
    case Opcode::kCatch: begin(k_try_begin, 1, encode(o[0])); return;
    case Opcode::kTryEnd: begin(k_try_end, 1, encode(o[0])); return;
    case Opcode::kTryCase: begin(k_try_case, 1, encode(o[0])); return;
    case Opcode::kCatchEnd:
      begin(k_catch_end, 2, encode(o[0]));
      word(1) = frame(fact);
      return;
    case Opcode::kRaise: {
      uint32_t trace = reg(o[0], 0), reason = reg(o[1], 1);
      begin(k_raise, 1, trace, reason);
      return;
    }
    case Opcode::kRawRaise: begin(k_raw_raise, 1); return;
    case Opcode::kBuildStacktrace:
      begin(k_build_stacktrace, 2);
      word(1) = frame(fact);
      return;
    case Opcode::kBadMatch:
    case Opcode::kCaseEnd:
    case Opcode::kTryCaseEnd:
    case Opcode::kBadRecord: {
      uint32_t source = reg(o[0]);
      Bytecode code = op.opcode == Opcode::kBadMatch     ? k_badmatch
                      : op.opcode == Opcode::kCaseEnd    ? k_case_end
                      : op.opcode == Opcode::kTryCaseEnd ? k_try_case_end
                                                         : k_badrecord;
      begin(code, 1, source);
      return;
    }
    case Opcode::kIfEnd: begin(k_if_end, 1); return;

    // Messages
    case Opcode::kSend: begin(k_send, 1); return;
    case Opcode::kLoopRec:
      begin(k_loop_rec, 2, encode(o[1]));
      target(1, o[0].index());
      return;
    case Opcode::kLoopRecEnd:
      begin(k_loop_rec_end, 2);
      target(1, o[0].index());
      return;
    case Opcode::kRemoveMessage: begin(k_remove_message, 1); return;
    case Opcode::kRecvMarkerReserve: begin(k_recv_marker_reserve, 1, encode(o[0])); return;
    case Opcode::kRecvMarkerBind: {
      uint32_t mark = reg(o[0]), reference = reg(o[1], 1);
      begin(k_recv_marker_bind, 1, mark, reference);
      return;
    }
    case Opcode::kRecvMarkerUse: {
      uint32_t reference = reg(o[0]);
      begin(k_recv_marker_use, 1, reference);
      return;
    }
    case Opcode::kRecvMarkerClear: {
      uint32_t reference = reg(o[0]);
      begin(k_recv_marker_clear, 1, reference);
      return;
    }
    case Opcode::kTimeout: begin(k_timeout, 1); return;
    case Opcode::kWait:
      begin(k_wait, 2);
      target(1, o[0].index());
      return;
    case Opcode::kWaitTimeout: {
      uint32_t timeout = reg(o[1]);
      begin(k_wait_timeout, 2, timeout);
      target(1, o[0].index());
      return;
    }
    default:
      if (!lower_bits(op, fact, o) && !lower_records(op, fact, o)) trap(op.opcode);
      return;
  }
  // allocate_zero: the slots are set at once.
  if (op.opcode == Opcode::kAllocateZero || op.opcode == Opcode::kAllocateHeapZero) {
    for (uint32_t y = 0; y < o[0].index(); y++) {
      begin(k_init_y, 1, encode({OperandKind::kY, 0, 0, y}));
    }
  }
}

void Lowering::lower_select(const Op& op, Operands o) {
  auto list = body_.list(o[2]);
  bool arity = op.opcode == Opcode::kSelectTupleArity;
  std::vector<std::pair<Word, uint32_t>> cases;
  std::vector<std::pair<Operand, uint32_t>> boxed;  // keys that are not told by their word
  for (size_t i = 0; i + 1 < list.size(); i += 2) {
    uint32_t label = list[i + 1].index();
    if (arity) {
      cases.emplace_back(static_cast<Word>(list[i].integer()), label);
    } else if (constant(list[i]).is_immediate()) {
      cases.emplace_back(constant(list[i]).bits, label);
    } else {
      boxed.emplace_back(list[i], label);
    }
  }
  uint32_t source = reg(o[0], 0);
  for (const auto& [key, label] : boxed) {
    uint32_t right = reg(key, 1);
    begin(Bytecode::k_is_ne_exact, 2, source, right);
    target(1, label);
  }
  // Of equal keys the first counts.
  std::stable_sort(cases.begin(), cases.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  cases.erase(std::unique(cases.begin(), cases.end(),
                          [](const auto& a, const auto& b) { return a.first == b.first; }),
              cases.end());
  uint32_t count = static_cast<uint32_t>(cases.size());
  bool all_small = !arity && std::all_of(cases.begin(), cases.end(),
                                         [](const auto& c) { return Term{c.first}.is_small(); });
  if (all_small && count >= 4) {
    auto value = [](const auto& c) { return Term{c.first}.small_value(); };
    std::sort(cases.begin(), cases.end(),
              [&](const auto& a, const auto& b) { return value(a) < value(b); });
    uint64_t span = static_cast<uint64_t>(value(cases.back()) - value(cases.front())) + 1;
    if (span <= 4 * static_cast<uint64_t>(count)) {
      begin(Bytecode::k_select_dense, 3 + static_cast<uint32_t>((span + 1) / 2), source);
      word(1) = span << 32;
      word(2) = static_cast<Word>(value(cases.front()));
      target(1, o[1].index());
      size_t next = 0;
      for (uint64_t i = 0; i < span; i++) {
        bool hit = value(cases[next]) - value(cases.front()) == static_cast<int64_t>(i);
        target(3 + static_cast<uint32_t>(i / 2), hit ? cases[next].second : o[1].index(),
               static_cast<int>(i & 1));
        if (hit) next++;
      }
      return;
    }
    std::sort(cases.begin(), cases.end());
  }
  auto half = [](Word bits) {
    return static_cast<int64_t>(static_cast<int32_t>(bits)) == static_cast<int64_t>(bits);
  };
  if (!arity && count == 2 && half(cases[0].first) && half(cases[1].first)) {
    begin(Bytecode::k_select2, 4, source);
    target(1, o[1].index());
    word(2) = static_cast<uint32_t>(cases[0].first) | cases[1].first << 32;
    target(3, cases[0].second, 0);
    target(3, cases[1].second, 1);
    return;
  }
  Bytecode code = arity       ? Bytecode::k_select_arity
                  : count > 8 ? Bytecode::k_select_search
                              : Bytecode::k_select_few;
  begin(code, 2 + 2 * count, source);
  word(1) = Word{count} << 32;
  target(1, o[1].index());
  for (uint32_t i = 0; i < count; i++) {
    word(2 + i) = cases[i].first;
    target(2 + count + i, cases[i].second);
  }
}

void Lowering::lower_float(const Op& op, Operands o) {
  using enum Bytecode;
  auto float_register = [](const Operand& operand) { return operand.index() * kWordBytes; };
  switch (op.opcode) {
    case Opcode::kFMove:
      if (o[0].kind == OperandKind::kFloatRegister) {
        begin(k_fmove_from_f, 1, float_register(o[0]), encode(o[1]));
        return;
      }
      [[fallthrough]];
    case Opcode::kFConv: {
      uint32_t source = reg(o[0]);
      begin(op.opcode == Opcode::kFMove ? k_fmove_to_f : k_fconv, 1, source, float_register(o[1]));
      return;
    }
    case Opcode::kFNegate: begin(k_fnegate, 1, float_register(o[1]), float_register(o[2])); return;
    default: break;
  }
  Bytecode code = op.opcode == Opcode::kFAdd   ? k_fadd
                  : op.opcode == Opcode::kFSub ? k_fsub
                  : op.opcode == Opcode::kFMul ? k_fmul
                                               : k_fdiv;
  begin(code, 2, float_register(o[1]), float_register(o[2]));
  word(1) = float_register(o[3]);
}

void Lowering::lower_data(const Op& op, const OpFacts& fact, Operands o) {
  using enum Bytecode;
  bool proved = fact.flags & kProved;
  switch (op.opcode) {
    case Opcode::kPutList: {
      bool all_x = o[0].kind == OperandKind::kX && o[1].kind == OperandKind::kX &&
                   o[2].kind == OperandKind::kX;
      uint32_t head = reg(o[0], 0), tail = reg(o[1], 1);
      begin(all_x ? k_put_list_xx_x : k_put_list, 2, head, tail);
      word(1) = encode(o[2]);
      return;
    }
    case Opcode::kPutTuple2: {
      auto list = body_.list(o[1]);
      if (list.size() == 2 || list.size() == 3) {
        begin(list.size() == 2 ? k_put_tuple2 : k_put_tuple3, 2, encode(o[0]));
        for (size_t i = 0; i < list.size(); i++) set_part(1, static_cast<int>(i), value(list[i]));
        word(0) |= Word{length()} << 48;
        return;
      }
      begin(k_put_tuple, 2, encode(o[0]));
      word(1) = list.size();
      for (const Operand& element : list) append(wide(element));
      return;
    }
    case Opcode::kGetList: {
      bool all_x = o[0].kind == OperandKind::kX && o[1].kind == OperandKind::kX &&
                   o[2].kind == OperandKind::kX;
      uint32_t source = reg(o[0]);
      begin(!proved ? k_get_list : all_x ? k_get_list_xxx : k_get_list_u, 2, source, encode(o[1]));
      word(1) = encode(o[2]);
      return;
    }
    case Opcode::kGetHd:
    case Opcode::kGetTl: {
      bool head = op.opcode == Opcode::kGetHd;
      uint32_t source = reg(o[0]);
      begin(head ? (proved ? k_get_hd_u : k_get_hd) : (proved ? k_get_tl_u : k_get_tl), 1, source,
            encode(o[1]));
      return;
    }
    case Opcode::kSetTupleElement: {
      uint32_t source = reg(o[0]);
      begin(k_set_element, 2, encode(o[1]), source);
      word(1) = static_cast<Word>(o[2].integer());
      return;
    }
    default: break;
  }
  VM_CHECK(op.opcode == Opcode::kUpdateRecord);
  auto updates = body_.list(o[4]);
  uint32_t source = reg(o[2]);
  begin(k_update_record, 2, encode(o[3]), source);
  word(1) = static_cast<Word>(o[1].integer()) | Word{updates.size() / 2} << 32;
  for (size_t i = 0; i + 1 < updates.size(); i += 2) {
    append(static_cast<Word>(updates[i].integer()));
    append(wide(updates[i + 1]));
  }
}

void Lowering::lower_map(const Op& op, const OpFacts& fact, Operands o) {
  using enum Bytecode;
  if (op.opcode == Opcode::kHasMapFields || op.opcode == Opcode::kGetMapElements) {
    bool get = op.opcode == Opcode::kGetMapElements;
    auto list = body_.list(o[2]);
    uint32_t source = reg(o[1]);
    begin(get ? k_get_map_elements : k_has_map_fields, 2, source);
    word(1) = Word{list.size() / (get ? 2 : 1)} << 32;
    target(1, o[0].index());
    for (size_t i = 0; i < list.size(); i++) {
      append(get && i % 2 == 1 ? Word{encode(list[i])} : wide(list[i]));
    }
    return;
  }
  auto pairs = body_.list(o[4]);
  uint32_t source = reg(o[1]);
  begin(k_put_map, 3, encode(o[2]), source);
  word(1) = Word{pairs.size() / 2} | safepoint(fact, o[3].index()) << 32;
  word(2) = Word{op.opcode == Opcode::kPutMapExact} << 32;
  target(2, o[0].index());
  for (const Operand& operand : pairs) append(wide(operand));
}

void Lowering::lower_make_fun(const Lambda& lambda, uint32_t lambda_index, const Operand& to,
                              Operands captured) {
  begin(Bytecode::k_make_fun, 3, encode(to));
  word(1) = reinterpret_cast<Word>(instance_.lambdas[lambda_index]);
  word(2) = lambda.free_count;
  VM_CHECK(captured.size() == lambda.free_count);
  for (const Operand& operand : captured) append(wide(operand));
}

}  // namespace linac
