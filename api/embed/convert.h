// Terms to Values and back. Neither recurses over the term.
//
// Threads: read_value() where the term cannot move; Scratch anywhere, as it builds outside any heap.
#pragma once

#include <memory>
#include <vector>

#include "core/term/allocate.h"
#include "linac/value.h"
#include "runtime/process/context.h"

namespace linac::embed {

// A term larger than a Value may be in this VM (most_value_bytes) gives {linac_limit, value, Most},
// and sets *is_too_large.
v0::Value read_value(const VmContext& vm, Term term, bool* is_too_large = nullptr);

// About what the Value of a term takes, parts that are shared counted each time; kTooManyBytes as soon as
// that is more than `most`.
inline constexpr size_t kTooManyBytes = SIZE_MAX;
size_t measure_value(const VmContext& vm, Term term, size_t most);
v0::Value too_large_value(size_t most);
size_t most_value_bytes(const VmContext& vm);

enum class BuildError : uint8_t {
  kNone,
  kBadAtom,    // no UTF-8, or longer than 255 characters
  kAtomLimit,  // the atom table is full
  kBadOpaque,  // the term is of a module that is not loaded, or of another VM
  kOutOfMemory,
};
// The reason of the error that Erlang code gets for it.
Term build_error_reason(BuildError error);
const char* build_error_text(BuildError error);

// Terms built of Values, in memory of its own. They are copied from here to where they go.
class Scratch {
 public:
  explicit Scratch(const VmContext& vm) : vm_(vm) {}
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // kNoTerm: error() says why.
  Term build(const v0::Value& value);
  BuildError error() const { return error_; }
  // {First, Term}, Term being of this object.
  Term pair(Term first, Term second);

 private:
  TermSpace& room(size_t words);
  Term leaf(const v0::Value& value);
  Term container(const v0::Value& value, const std::vector<Term>& items);
  Term atom(std::string_view name);
  Term integer(const v0::Value& value);
  Term binary(const v0::Value& value);
  Term opaque(const v0::Value& value);
  Term fail(BuildError error) {
    error_ = error;
    return kNoTerm;
  }

  const VmContext& vm_;
  std::vector<std::unique_ptr<Word[]>> chunks_;
  TermSpace space_;
  BuildError error_ = BuildError::kNone;
};

}  // namespace linac::embed
