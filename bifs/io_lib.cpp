// io_lib: text as lists.
#include "bifs/fallback.h"
#include "bifs/format.h"
#include "bifs/format_write.h"
#include "bifs/room.h"
#include "bifs/support.h"
#include "core/term/utf8.h"

namespace linac {
namespace {

NativeResult text_value(NativeCall& call, const FormatText& text) {
  call.charge(static_cast<int64_t>(text.size() / kCellsPerReduction));
  Reserved room = call.reserve(text.list_words());
  if (!room.ok()) return call.out_of_memory();
  return call.value(text.build_list(room.space()));
}

}  // namespace

// Also fwrite/2.
NativeResult io_lib_format_2(NativeCall& call) {
  FormatText text;
  FormatOutcome outcome = peek(call, [&](const NoGc& no_gc) {
    return format_terms(text, call.atoms(), call[0].get(no_gc), call[1].get(no_gc));
  });
  if (outcome == FormatOutcome::kBadarg) call.charge(kSliceReductions);
  switch (outcome) {
    case FormatOutcome::kDone: return text_value(call, text);
    case FormatOutcome::kBadarg: return call.badarg();
    case FormatOutcome::kUnusual: return call_erlang_instead(call);
  }
  VM_UNREACHABLE();
}

NativeResult io_lib_write_1(NativeCall& call) {
  FormatText text;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    if (!can_be_written(call[0].get(no_gc))) return false;
    write_term(text, call[0].get(no_gc), WriteOptions{call.atoms()});
    return true;
  });
  if (!ok) call.charge(kSliceReductions);
  return ok ? text_value(call, text) : call.system_limit();
}

NativeResult io_lib_print_1(NativeCall& call) {
  FormatText text;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    if (!can_be_written(call[0].get(no_gc))) return false;
    pretty_print(text, call[0].get(no_gc), 1, 80, WriteOptions{call.atoms()});
    return true;
  });
  if (!ok) call.charge(kSliceReductions);
  return ok ? text_value(call, text) : call.system_limit();
}

NativeResult io_lib_nl_0(NativeCall& call) {
  FormatText text;
  text.add('\n');
  return text_value(call, text);
}

// --- Atoms and strings ---------------------------------------------------------------------------

namespace {

NativeResult write_atom(NativeCall& call, bool latin1) {
  if (!call[0].is_atom()) return call_erlang_instead(call);
  FormatText text;
  peek(call,
       [&](const NoGc& no_gc) { write_token(text, call[0].get(no_gc), call.atoms(), latin1); });
  return text_value(call, text);
}

// Whether argument 0 is a flat list of small integers that are all wanted.
template <class Wanted>
bool is_list_of(NativeCall& call, Wanted wanted) {
  NoGc no_gc(call.heap());
  Term list = call[0].get(no_gc);
  for (; list.is_cons(); list = list.tail()) {
    if (!list.head().is_small() || !wanted(list.head().small_value())) return false;
  }
  return list.is_nil();
}

bool is_character(int64_t c) {
  return c >= 0 && c <= kMaxCodePoint && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
}
bool is_printable_control(int64_t c) { return (c >= 8 && c <= 13) || c == 27; }
bool is_printable_ascii(int64_t c) { return c >= ' ' && c <= '~'; }

}  // namespace

NativeResult io_lib_write_atom_1(NativeCall& call) { return write_atom(call, false); }
NativeResult io_lib_write_atom_as_latin1_1(NativeCall& call) { return write_atom(call, true); }

NativeResult io_lib_write_string_1(NativeCall& call) {
  if (!is_list_of(call, [](int64_t c) { return c >= 0 && c <= FormatText::kMaxCharacter; })) {
    return call_erlang_instead(call);
  }
  FormatText text;
  peek(call, [&](const NoGc& no_gc) {
    std::vector<uint32_t> characters;
    for (Term list = call[0].get(no_gc); list.is_cons(); list = list.tail()) {
      characters.push_back(static_cast<uint32_t>(list.head().small_value()));
    }
    write_quoted(text, characters);
  });
  return text_value(call, text);
}

NativeResult io_lib_char_list_1(NativeCall& call) {
  return call.boolean(is_list_of(call, is_character));
}
NativeResult io_lib_latin1_char_list_1(NativeCall& call) {
  return call.boolean(is_list_of(call, [](int64_t c) { return c >= 0 && c <= 0xFF; }));
}
NativeResult io_lib_printable_latin1_list_1(NativeCall& call) {
  return call.boolean(is_list_of(call, [](int64_t c) {
    return is_printable_ascii(c) || is_printable_control(c) || (c >= 0xA0 && c <= 0xFF);
  }));
}
NativeResult io_lib_printable_unicode_list_1(NativeCall& call) {
  return call.boolean(is_list_of(call, [](int64_t c) {
    return is_printable_ascii(c) || is_printable_control(c) || (c >= 0xA0 && is_character(c));
  }));
}

}  // namespace linac
