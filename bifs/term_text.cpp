// linac_host:read_terms/1: the terms of a text file.
#include "core/term/term_text.h"

#include "bifs/text.h"
#include "core/term/etf_read.h"

namespace linac {

// read_terms(Binary): {ok, [Term]}, or error where Erlang's parser has to say what there is.
NativeResult linac_host_read_terms_1(NativeCall& call) {
  auto text = peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[0].get(no_gc)); });
  if (!text) return call.badarg();
  auto bytes = etf_of_text(*text);
  if (!bytes) return call.value(atoms::kError);
  EtfOptions options{*call.vm().atoms};
  EtfInput input;
  EtfSize size;
  if (open_etf(*bytes, &input) != EtfError::kNone ||
      measure_etf(input, options, &size) != EtfError::kNone) {
    return call.value(atoms::kError);
  }
  Reserved room = call.reserve(size.words + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term terms;
  if (build_etf(input, options, room.space(), &terms) != EtfError::kNone) {
    return call.value(atoms::kError);
  }
  return call.value(room.space().tuple_of(atoms::kOk, terms));
}

}  // namespace linac
