// Native records: a box with the definition (core/term/identity.h), then the fields in the order of
// their declaration. As in slow_paths.h, the process has its heap top and stack pointer stored.
#pragma once

#include "core/term/identity.h"
#include "runtime/interp/slow_paths.h"

namespace linac {

inline bool is_native_record(Term t) { return is_boxed_kind(t, BoxedKind::kRecord); }
inline Term record_part(Term record, size_t index) {
  return payload_term(record_definition(record), index);
}

// The value of a field, or kNoTerm.
Term record_field(Term record, Term name);

// The instruction stands at pc (bytecode.def). False: the exception is set if there is no fail label.
bool get_record_elements(Process& process, const Word* pc, Term record);
bool get_record_field(Process& process, const Word* pc, Term record, Term* result);
bool make_record(Process& process, const Word* pc, Term* result);
bool change_record(Process& process, const Word* pc, Term record, Term* result);

}  // namespace linac
