// What the code of each operation wants its inputs to be: the contract between allocation and the
// emit_*.cpp files.
#include "core/ir/liveness.h"
#include "jit/prepare.h"

namespace linac::jit {
namespace {

constexpr InputNeed kNothing{Need::kNothing};
constexpr InputNeed kAny{Need::kAny};
constexpr InputNeed kRegister{Need::kRegister};
constexpr InputNeed kRegisterOrConstant{Need::kRegisterOrConstant};
constexpr InputNeed kLateRegister{Need::kRegister, true};
constexpr InputNeed kLateRegisterOrConstant{Need::kRegisterOrConstant, true};

// One of two inputs may be a constant; if both are, the left one gets a register.
InputNeed either_constant(const Graph& graph, NodeId user, uint32_t index) {
  if (index == 1) return kRegisterOrConstant;
  bool right_constant = ir::is_constant(graph.node(graph.input(user, 1)).op);
  return right_constant ? kRegister : kRegisterOrConstant;
}
InputNeed right_constant(uint32_t index) { return index == 1 ? kRegisterOrConstant : kRegister; }
InputNeed first_register(uint32_t index) { return index == 0 ? kRegister : kAny; }

}  // namespace

InputNeed input_need(const Graph& graph, NodeId user, uint32_t index) {
  switch (graph.node(user).op) {
    case Op::kNone:
    case Op::kConst:
    case Op::kIntConst:
    case Op::kFloatConst:
    case Op::kParam:
    case Op::kSelf:
    case Op::kReserve:
    case Op::kLoopYield:
    case Op::kReceive:
    case Op::kReserveMark:
    case Op::kWait:
    case Op::kSlotLoad:
    case Op::kExceptionClass:
    case Op::kExceptionReason:
    case Op::kExceptionTrace:
    case Op::kResult:
    case Op::kJump:
    case Op::kTryEnter:
    case Op::kUnreachable: return kNothing;

    case Op::kPhi:
    case Op::kCopy: return kAny;
    case Op::kSelect: return first_register(index);
    case Op::kBoolToTerm:
    case Op::kNot:
    case Op::kAnd:
    case Op::kOr:
    case Op::kBranch: return kRegister;

    case Op::kIsSmall:
    case Op::kIsInteger:
    case Op::kIsFloat:
    case Op::kIsSelfFloat:
    case Op::kIsNumber:
    case Op::kIsAtom:
    case Op::kIsBoolean:
    case Op::kIsNil:
    case Op::kIsCons:
    case Op::kIsList:
    case Op::kIsTuple:
    case Op::kIsTupleOf:
    case Op::kIsBoxed:
    case Op::kIsMap:
    case Op::kIsBinary:
    case Op::kIsBitstring:
    case Op::kIsMatchContext:
    case Op::kIsFun:
    case Op::kIsFunOf:
    case Op::kIsPid:
    case Op::kIsPort:
    case Op::kIsReference:
    case Op::kIsNoTerm: return kRegister;
    case Op::kIsTaggedTuple: return right_constant(index);

    case Op::kSameWord:
    case Op::kExactEqual:
    case Op::kEqual:
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kSmallLess:
    case Op::kSmallLessEqual:
    case Op::kIntEqual:
    case Op::kIntLess:
    case Op::kIntLessEqual: return either_constant(graph, user, index);
    case Op::kFloatEqual:
    case Op::kFloatLess:
    case Op::kFloatLessEqual: return right_constant(index);

    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
    case Op::kBitAnd:
    case Op::kBitOr:
    case Op::kBitXor:
    case Op::kIntAdd:
    case Op::kIntSub:
    case Op::kIntMul:
    case Op::kIntAnd:
    case Op::kIntOr:
    case Op::kIntXor: return either_constant(graph, user, index);
    case Op::kIntDiv:
    case Op::kRem:
    case Op::kShiftLeft:
    case Op::kShiftRight:
      if (index == 1) return kLateRegisterOrConstant;
      return ir::is_constant(graph.node(graph.input(user, 1)).op) ? kRegister : kLateRegister;
    case Op::kDivide:
    case Op::kNegate:
    case Op::kBitNot: return kRegister;

    case Op::kUntag:
    case Op::kTagSmall:
    case Op::kTag:
    case Op::kIntShiftLeft:
    case Op::kIntShiftRight:
    case Op::kUnboxFloat:
    case Op::kToFloat:
    case Op::kIntToFloat:
    case Op::kFloatNegate:
    case Op::kFloatSqrt:
    case Op::kBoxFloat: return kRegister;
    case Op::kFloatAdd:
    case Op::kFloatMul: return either_constant(graph, user, index);
    case Op::kFloatSub:
    case Op::kFloatDiv: return right_constant(index);
    case Op::kCheckFinite: return first_register(index);

    case Op::kHead:
    case Op::kTail:
    case Op::kElement:
    case Op::kTupleSize:
    case Op::kCaptured:
    case Op::kByteSize:
    case Op::kBitSize:
    case Op::kMapSize: return kRegister;
    case Op::kMapGet:
    case Op::kUtf8Field:
    case Op::kUtf8Bytes:
    case Op::kPutMap: return kAny;

    case Op::kMatchPosition:
    case Op::kMatchEnd:
    case Op::kBitField:
    case Op::kMatchContext:
    case Op::kMakeBits:
    case Op::kMakeUtf8:
    case Op::kMatchBits: return kRegister;
    case Op::kSetMatchPosition: return first_register(index);
    case Op::kAppendBits:
    case Op::kJoinBits: return kAny;

    case Op::kCons:
    case Op::kTuple:
    case Op::kClosure: return kAny;
    case Op::kUpdateTuple:
      if (index == 0) return kRegister;
      return index % 2 == 0 ? kAny : kNothing;  // positions are constants
    case Op::kSetElement: return first_register(index);

    case Op::kBif:
    case Op::kPureBif:
    case Op::kCall:
    case Op::kCallExt:
    case Op::kCallFun:
    case Op::kApply:
    case Op::kInterpret:
    case Op::kSend:
    case Op::kMailbox:
    case Op::kWaitTimeout:
    case Op::kSlotStore:
    case Op::kReturn:
    case Op::kTailCall:
    case Op::kTailCallExt:
    case Op::kTailCallFun:
    case Op::kTailApply:
    case Op::kRaise: return kAny;
    case Op::kSwitch:
    case Op::kSwitchArity: return index == 0 ? kRegister : kNothing;
  }
  VM_UNREACHABLE();
}

}  // namespace linac::jit
