// Value <-> nlohmann::json. Header only: it uses the host's own nlohmann-json (3.x).
//
// Two forms.
//
// **Gleam's** (to_json, from_json): what a reader of JSON expects. It loses what JSON has no word for.
//
//   Value                                JSON
//   integer                              number; past 64 bits a string of its digits
//   float                                number
//   binary of UTF-8 (String)             string
//   other binary (BitArray)              {"$bits": "BASE64"}, and "size": N when N bits are no bytes
//   true, false                          true, false
//   nil, none (Nil, None)                null
//   {some, X} (Some)                     X
//   {ok, X}, {error, E} (Result)         {"ok": X}, {"error": E}
//   list                                 array
//   map (Dict)                           object when all keys are distinct texts (Strings or atoms);
//                                        else {"$map": [[K, V], ...]}
//   {name, A, B} with an atom first      {"$type": "name", "fields": [A, B]}
//   another atom (a constructor)         {"$type": "name"}
//   another tuple                        {"$tuple": [A, B]}
//   pid, fun, reference, port            an error
//   improper list                        {"$list": [A, B], "tail": T}
//
// from_json reads all of that back, and plain JSON as a Gleam decoder meets it: an object without a $ key
// is a map with string keys. What does not come back as it was: None and Nil are both null, which reads
// as nil; Some(X) reads as X; {"ok": X} reads as {ok, X}; atoms as keys come back as strings; big integers
// as strings.
//
// **Lossless** (to_lossless_json, from_lossless_json): what is read is what was written, for all Values
// but pids, funs, references and ports, which are an error. Strings, numbers that JSON holds exactly,
// booleans and arrays stand for themselves; all else is an object with one of the keys $integer, $float,
// $atom, $bits, $tuple, $list, $map.
//
// Errors: kInvalid, with a message that names the place as a JSON pointer. Nesting deeper than
// kMaxJsonDepth is an error: nlohmann's own parser and destructor recurse.
#pragma once

#include <nlohmann/json.hpp>

#include "linac/result.h"
#include "linac/value.h"

namespace linac {
LINAC_NAMESPACE(v0) {
inline constexpr size_t kMaxJsonDepth = 1000;

Result<nlohmann::json> to_json(const Value& value);
Result<Value> from_json(const nlohmann::json& json);
Result<nlohmann::json> to_lossless_json(const Value& value);
Result<Value> from_lossless_json(const nlohmann::json& json);

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
