// The external term format in: literals of modules, binary_to_term, data from anywhere.
//
// Three steps, because the heap may have to be collected before building:
//   EtfInput input;  error = open_etf(bytes, &input);      version, inflating
//   EtfSize size;    error = measure_etf(input, options, &size);
//   reserve size.words;
//   Term term;       error = build_etf(input, options, space, &term);
//
// The bytes are hostile. Both passes read them through one scanner (etf_scan.h), need no C stack,
// take memory in proportion to the bytes that are there, never to a length that they claim, and
// answer an error for anything else. The bytes must not move between the steps: a binary on a heap
// that may be collected has to be copied, or opened again.
#pragma once

#include <memory>
#include <span>

#include "core/term/atom.h"
#include "core/term/term_hooks.h"

namespace linac {

enum class EtfError : uint8_t {
  kNone,
  kMalformed,   // badarg
  kUnsafe,      // badarg: option `safe`, and an atom or function that does not exist
  kAtomLimit,   // system_limit: the atom table is full
  kOutOfMemory  // system_limit
};

struct EtfOptions {
  AtomTable& atoms;
  TermHooks* hooks = nullptr;  // without it a fun is kMalformed
  bool safe = false;
};

struct EtfInput {
  std::span<const uint8_t> term;        // after the version byte, inflated
  std::unique_ptr<uint8_t[]> inflated;  // what `term` lies in when it was compressed
  size_t consumed = 0;                  // of the given bytes, when they were compressed
};

struct EtfSize {
  size_t words;     // at most
  size_t consumed;  // bytes of the input, version byte and compression counted
};

EtfError open_etf(std::span<const uint8_t> bytes, EtfInput* input);
EtfError measure_etf(const EtfInput& input, const EtfOptions& options, EtfSize* size);
// `*out` is set when there is no error. After one, what lies in the space may be garbage, except
// that its off-heap list is whole.
EtfError build_etf(const EtfInput& input, const EtfOptions& options, TermSpace& space, Term* out);

}  // namespace linac
