// The table of BEAM instructions (loader/genop.def) as C++: an enum, and one OpcodeInfo a row.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace linac {

enum class Opcode : uint8_t {
  kNone = 0,
#define OPCODE(number, identifier, name, flow, effects, roles) k##identifier = number,
#include "loader/genop.def"
#undef OPCODE
};
inline constexpr unsigned kMaxOpcode = 191;

// Where control goes after an op. Branches to a kFail, kBranch or list label come on top of this.
enum class Flow : uint8_t {
  kNext,      // the next op
  kJump,      // only to its label
  kSelect,    // only to the labels of its list and its kBranch
  kCall,      // calls; then the next op, with only x0 set
  kTailCall,  // leaves the function by a call
  kReturn,
  kRaise,  // always raises
  kLabel,  // no effect; others may jump here
  kEnd,    // the end of the module's code
};

// What an op does, as bits.
enum Effect : uint16_t {
  kCollects = 1,   // may collect garbage; the X registers below its kLive are the roots
  kReserves = 2,   // reserves heap words for the building ops that follow (OpFacts::heap_words)
  kBuilds = 4,     // takes heap words that were reserved
  kRaises = 8,     // may raise: if it has a kFail operand, only when that label is 0
  kCalls = 16,     // code of others runs: collects, and X registers do not survive
  kSuspends = 32,  // the process may sleep; X registers do not survive
  kTests = 64,     // tests tag or arity of an operand, unless OpFacts says kProved; may raise then
  kStarts = 128,   // starts a binary that kFills ops fill
  kFills = 256,    // writes to the binary that was started
  kLacking = 512,  // Linac does not execute it
};

// What an operand is, and what it may be. "Source" always means a term.
enum class Role : uint8_t {
  kNone,
  kAny,            // of an op that is not executed
  kLabelNumber,    // the number of the label that stands here
  kFail,           // a label of the same function, or 0: raise
  kBranch,         // a label of the same function
  kFailOrAtom,     // the same, or the atom no_fail or resume
  kFunction,       // the entry label of a function of this module
  kArity,          // 0 .. 255
  kLive,           // X registers x0 .. live-1 are set and survive
  kFrame,          // Y registers: to allocate, to deallocate, or that remain
  kHeap,           // BEAM's heap need: ignored
  kImport,         // index into Module::imports
  kLambda,         // index into Module::lambdas
  kSource,         // X, Y, small, atom, nil or literal: read as a term
  kSize,           // the same, or a kUnsigned
  kMovable,        // a source, or a register with a match context, position or marker
  kRegister,       // X or Y: read as a term
  kTarget,         // X or Y: written
  kSwapped,        // X or Y: read and written
  kYTarget,        // Y: set to nil
  kYTag,           // Y: the slot of a catch or try
  kContext,        // X or Y: a match context
  kPosition,       // X or Y: a match position
  kFloatSource,    // float register: read
  kFloatTarget,    // float register: written
  kFloatOrSource,  // fmove: one of its two operands is a float register
  kFloatOrTarget,
  kConstant,  // small, atom, nil or literal
  kAtom,
  kUnsigned,
  kUnit,         // 0 .. 256
  kFlags,        // SegmentFlag bits
  kBitCount,     // bits of the kString operand that follows
  kByteCount,    // the same in bytes
  kString,       // offset into Module::strings
  kLine,         // index into Module::lines, 0 is none
  kFunHint,      // call_fun2: an atom, or index into Module::lambdas
  kSelectList,   // constant, label, ...
  kArityList,    // arity, label, ...
  kSourceList,   // source, ...
  kPairList,     // key (source), value (source), ...
  kGetList,      // key (source), target, ...
  kUpdateList,   // 1-based position (unsigned), source, ...
  kYList,        // Y, ...: set to nil
  kMatchList,    // bs_match: see BitCommand
  kSegmentList,  // bs_create_bin: see SegmentKind
};
inline constexpr unsigned kMaxOperands = 8;

struct OpcodeInfo {
  std::string_view name;  // as OTP writes it; empty for number 0
  Flow flow;
  uint16_t effects;
  uint8_t arity;
  std::array<Role, kMaxOperands> roles;

  constexpr bool has(Effect effect) const { return (effects & effect) != 0; }
};

// Indexed by opcode number, 0 .. kMaxOpcode.
extern const std::array<OpcodeInfo, kMaxOpcode + 1> kOpcodes;

inline const OpcodeInfo& opcode_info(Opcode opcode) {
  return kOpcodes[static_cast<unsigned>(opcode)];
}

// Which operand of an op that works on a match context is that.
inline unsigned context_index(Opcode opcode) {
  unsigned index = 0;
  while (opcode_info(opcode).roles[index] != Role::kContext) index++;
  return index;
}

}  // namespace linac
