// The tags of Erlang's external term format, as OTP 24 to 29 read or write them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace linac {

inline constexpr uint8_t kEtfVersion = 131;

enum class EtfTag : uint8_t {
  kRecord = 67,  // native records, since OTP 29
  kNewFloat = 70,
  kBitBinary = 77,
  kCompressed = 80,
  kNewPid = 88,
  kNewPort = 89,
  kNewerReference = 90,
  kSmallInteger = 97,
  kInteger = 98,
  kFloatText = 99,
  kAtomLatin1 = 100,
  kReference = 101,
  kPort = 102,
  kPid = 103,
  kSmallTuple = 104,
  kLargeTuple = 105,
  kNil = 106,
  kString = 107,
  kList = 108,
  kBinary = 109,
  kSmallBig = 110,
  kLargeBig = 111,
  kNewFun = 112,
  kExport = 113,
  kNewReference = 114,
  kSmallAtomLatin1 = 115,
  kMap = 116,
  kAtomUtf8 = 118,
  kSmallAtomUtf8 = 119,
  kV4Port = 120,
};

inline constexpr size_t kEtfFloatTextBytes = 31;
inline constexpr size_t kEtfMaxString = 65535;
inline constexpr size_t kEtfMaxReferenceNumbers = 5;
inline constexpr int64_t kMaxFunctionArity = 255;
inline constexpr uint32_t kEtfMaxOldCreation = 3;
inline constexpr uint32_t kMaxReferenceNumber0 = (1 << 18) - 1;  // of this node, and of old tags

}  // namespace linac
