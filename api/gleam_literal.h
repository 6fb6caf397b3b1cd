// Arguments of the command line as Gleam values: `42`, `-1.5`, `"text"`, `True`, `Nil`, `[1, 2]`,
// `#(1, "a")`, `Ok(3)`, `<<1, 2>>`. Text that does not read as one literal from end to end is a
// String of its own.
#pragma once

#include <string>
#include <vector>

#include "core/term/allocate.h"
#include "core/term/atom.h"

namespace linac {

struct GleamValue {
  enum class Kind { kInt, kFloat, kText, kAtom, kList, kTuple };

  Kind kind = Kind::kText;
  std::string text;                  // digits in base 10 with sign, bytes of a text, an atom's text
  double number = 0;                 // of a float
  std::vector<GleamValue> elements;  // of a list or tuple (a constructor's tag is an element)
};

GleamValue read_gleam_argument(std::string_view text);

size_t gleam_value_words(const GleamValue& value);
// kNoTerm when an atom cannot be made.
Term build_gleam_value(const GleamValue& value, AtomTable& atoms, TermSpace& space);

}  // namespace linac
