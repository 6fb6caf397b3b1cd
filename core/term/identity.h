// What funs, pids, ports, references and records are compared and hashed by. The entries behind
// funs belong to the loader and the runtime; each begins with one of the structs here, so that
// core can compare funs without knowing the rest.
#pragma once

#include "core/term/boxed.h"

namespace linac {

// A closure's FunEntry begins with it.
struct FunIdentity {
  Term module;
  uint32_t index;       // in the module's table of funs
  uint32_t old_unique;  // OldUniq of that table
};
// An external fun's ExportEntry begins with it.
struct ExportIdentity {
  Term module;
  Term function;
  uint32_t arity;
};

inline const FunIdentity& fun_identity(Term closure) {
  return *reinterpret_cast<const FunIdentity*>(payload(closure)[0]);
}
inline const ExportIdentity& export_identity(Term external_fun) {
  return *reinterpret_cast<const ExportIdentity*>(payload(external_fun)[0]);
}

// A pid in one word: its number in the low 28 bits, its serial above. The immediate value of a
// local pid, the first payload word of an external one. A port is one number.
inline constexpr int kPidNumberBits = 28;
constexpr uint64_t pack_pid(uint64_t number, uint64_t serial) {
  return serial << kPidNumberBits | number;
}
constexpr uint32_t packed_pid_number(Word packed) {
  return static_cast<uint32_t>(packed & ((1u << kPidNumberBits) - 1));
}
inline Word packed_pid(Term pid) {
  return pid.is_local_pid() ? pid.immediate_value() : payload(pid)[0];
}
inline Word packed_port(Term port) {
  return port.is_local_port() ? port.immediate_value() : payload(port)[0];
}

// References: 32-bit numbers, the least significant first, two to a word. Local references and
// resources have two words of them, external ones three.
inline constexpr size_t kLocalReferenceNumberWords = 2;
inline constexpr size_t kExternalReferenceNumberWords = 3;

// The creation and the node of an external pid, port or reference follow its raw words.
struct NodeIdentity {
  Term creation;  // small
  Term node;      // atom
};
inline NodeIdentity external_node(Term external) {
  size_t at = kBoxedRawWords[static_cast<size_t>(header_kind(external.header()))];
  return {payload_term(external, at), payload_term(external, at + 1)};
}
// There is no distribution yet, so the local node always has this name.
inline constexpr const char* kLocalNodeName = "nonode@nohost";

// A native record: a tuple {Module, Name, IsExported, Field, ...} with the fields in the order of
// their declaration, then their values in the same order.
inline constexpr size_t kRecordModule = 0;  // in the definition
inline constexpr size_t kRecordName = 1;
inline constexpr size_t kRecordExported = 2;
inline constexpr size_t kRecordFields = 3;
inline Term record_definition(Term record) { return payload_term(record, 0); }
inline size_t record_field_count(Term record) { return boxed_size(record) - 1; }

}  // namespace linac
