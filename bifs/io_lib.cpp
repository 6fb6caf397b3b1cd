// io_lib: text as lists.
#include "bifs/format.h"
#include "bifs/format_write.h"
#include "bifs/support.h"

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
  bool ok = peek(call, [&](const NoGc& no_gc) {
    return format_text(text, call.atoms(), call[0].get(no_gc), call[1].get(no_gc));
  });
  return ok ? text_value(call, text) : call.badarg();
}

NativeResult io_lib_write_1(NativeCall& call) {
  FormatText text;
  peek(call, [&](const NoGc& no_gc) {
    write_term(text, call[0].get(no_gc), WriteOptions{call.atoms()});
  });
  return text_value(call, text);
}

NativeResult io_lib_print_1(NativeCall& call) {
  FormatText text;
  peek(call, [&](const NoGc& no_gc) {
    pretty_print(text, call[0].get(no_gc), 1, 80, WriteOptions{call.atoms()});
  });
  return text_value(call, text);
}

}  // namespace linac
