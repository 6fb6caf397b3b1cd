// Reads the external term format one term head at a time, for the two passes of etf_read.cpp. A
// head is everything of a term but its nested terms: numbers, text, the atoms inside pids, funs
// and records. It answers only what is wholly there and well formed by itself.
//
// A head's `children` terms follow it; they are never more than the bytes left.
#pragma once

#include <array>

#include "core/base/byte_reader.h"
#include "core/term/etf_tags.h"

namespace linac {

// An atom's text as it stands in the bytes, checked: at most 255 characters, valid UTF-8.
struct EtfAtom {
  std::span<const uint8_t> text;
  bool latin1 = false;
};

enum class EtfKind : uint8_t {
  kInteger,    // integer
  kBig,        // bytes, negative
  kFloat,      // real
  kAtom,       // atoms[0]
  kPid,        // atoms[0] node, number, serial, creation
  kPort,       // atoms[0] node, number, creation
  kReference,  // atoms[0] node, numbers, creation
  kTuple,      // children
  kNil,
  kString,   // bytes
  kList,     // children: the elements, then the tail
  kBinary,   // bytes, bit_size
  kMap,      // children: key, value, key, value ...
  kClosure,  // atoms[0] module, and the rest; children: the captured terms
  kExport,   // atoms[0] module, atoms[1] function, arity
  kRecord,   // atoms[0] module, atoms[1] name, bytes: the fields' atoms; exported; children
};

struct EtfHead {
  EtfKind kind = EtfKind::kNil;
  uint64_t children = 0;
  std::span<const uint8_t> bytes;
  std::array<EtfAtom, 2> atoms;
  int64_t integer = 0;
  double real = 0;
  size_t bit_size = 0;
  bool negative = false;
  bool exported = false;
  uint64_t number = 0;
  uint32_t serial = 0;
  uint32_t creation = 0;
  uint32_t number_count = 0;
  std::array<uint32_t, kEtfMaxReferenceNumbers> numbers{};
  uint32_t arity = 0;
  uint32_t index = 0;
  uint32_t old_index = 0;
  uint32_t old_unique = 0;
  std::span<const uint8_t> unique;
};

class EtfScanner {
 public:
  explicit EtfScanner(std::span<const uint8_t> bytes) : reader_(bytes) {}

  // False when no term starts here.
  [[nodiscard]] bool next(EtfHead* head);
  // The same where only an atom may stand.
  [[nodiscard]] bool atom(EtfAtom* atom);
  size_t offset() const { return reader_.offset(); }

 private:
  bool scan_atom(EtfTag tag, EtfAtom* atom);
  bool scan_float(EtfTag tag, EtfHead* head);
  bool scan_big(EtfTag tag, EtfHead* head);
  bool scan_bits(EtfTag tag, EtfHead* head);
  bool scan_pid(EtfTag tag, EtfHead* head);
  bool scan_port(EtfTag tag, EtfHead* head);
  bool scan_reference(EtfTag tag, EtfHead* head);
  bool scan_closure(EtfHead* head);
  bool scan_export(EtfHead* head);
  bool scan_record(EtfHead* head);
  bool scan_creation(bool is_new, uint32_t* creation);
  bool scan_integer(int64_t* value);
  bool parent(EtfKind kind, uint64_t children, EtfHead* head);

  ByteReader reader_;
};

}  // namespace linac
