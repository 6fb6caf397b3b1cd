// The text of terms that have no nested terms: atoms and names, pids, ports, references, funs.
#include <algorithm>
#include <charconv>

#include "core/term/identity.h"
#include "core/term/print.h"
#include "core/term/print_text.h"
#include "core/term/utf8.h"

namespace linac {
namespace {

constexpr std::string_view kReservedWords[] = {
    "after", "and",   "andalso", "band",   "begin",   "bnot", "bor", "bsl",  "bsr", "bxor",
    "case",  "catch", "cond",    "div",    "else",    "end",  "fun", "if",   "let", "maybe",
    "not",   "of",    "or",      "orelse", "receive", "rem",  "try", "when", "xor"};

bool is_lower(uint32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7);
}
bool is_name_character(uint32_t c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@' ||
         (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}

bool is_plain_name(std::string_view text) {
  auto bytes = as_bytes(text);
  for (size_t at = 0; at < bytes.size();) {
    DecodedUtf8 next = decode_utf8(bytes.data() + at, bytes.size() - at);
    if (at == 0 ? !is_lower(next.code_point) : !is_name_character(next.code_point)) return false;
    at += next.length;
  }
  return !bytes.empty();
}

// OTP shows the names in funs byte by byte, so what is not ASCII becomes two characters or more.
void append_bytes_as_latin1(std::string& out, std::string_view text) {
  for (uint8_t byte : as_bytes(text)) append_utf8(out, byte);
}

// In funs, the emulator's own atoms.
void print_fun_name(std::string& out, std::string_view text) {
  std::string name;
  print_emulator_atom(name, text);
  append_bytes_as_latin1(out, name);
}

// What stands for the node: 0 is the local one.
uint64_t node_number(Term term) {
  if (!term.is_boxed()) return 0;
  Term node = external_node(term).node;
  return node == atoms::kNonodeNohost ? 0 : node.atom_index();
}

}  // namespace

void append_number(std::string& out, uint64_t number) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

void append_octal(std::string& out, uint32_t c) {
  out += '\\';
  for (int shift = 6; shift >= 0; shift -= 3) out += static_cast<char>('0' + (c >> shift & 7));
}

void append_escaped(std::string& out, uint32_t c, char quote, bool unicode) {
  if (c == static_cast<uint8_t>(quote) || c == '\\') {
    out += '\\';
    out += static_cast<char>(c);
    return;
  }
  if ((c >= ' ' && c <= '~') || (c >= 0xA0 && (unicode || c < 0x100))) return append_utf8(out, c);
  if (c >= 0x100) {
    char text[16];
    char* end = std::to_chars(text, text + sizeof text, c, 16).ptr;
    std::transform(text, end, text, [](char digit) {
      return digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
    });
    out += "\\x{";
    out.append(text, end);
    out += '}';
    return;
  }
  constexpr std::string_view kControls = "\n\r\t\v\b\f\x1B\x7F";
  constexpr std::string_view kLetters = "nrtvbfed";
  size_t index = kControls.find(static_cast<char>(c));
  if (c > 0x7F || index == std::string_view::npos) return append_octal(out, c);
  out += '\\';
  out += kLetters[index];
}

bool is_printable_character(uint64_t c, bool unicode) {
  if (c < ' ') return (c >= 8 && c <= 13) || c == 0x1B;
  if (c <= '~') return true;
  if (c < 0xA0) return false;
  if (c <= 0xFF) return true;
  return unicode && is_code_point(c) && c != 0xFFFE && c != 0xFFFF;
}

void print_atom(std::string& out, std::string_view text, bool unicode) {
  bool reserved = std::binary_search(std::begin(kReservedWords), std::end(kReservedWords), text);
  if (!reserved && is_plain_name(text)) {
    out += text;
    return;
  }
  out += '\'';
  auto bytes = as_bytes(text);
  for (size_t at = 0; at < bytes.size();) {
    DecodedUtf8 next = decode_utf8(bytes.data() + at, bytes.size() - at);
    append_escaped(out, next.code_point, '\'', unicode);
    at += next.length;
  }
  out += '\'';
}

void print_emulator_atom(std::string& out, std::string_view text) {
  if (is_plain_name(text) && text.find('@') == text.npos) {
    out += text;
    return;
  }
  constexpr std::string_view kControls = "\n\r\t\v\b\f";
  constexpr std::string_view kLetters = "nrtvbf";
  out += '\'';
  auto bytes = as_bytes(text);
  for (size_t at = 0; at < bytes.size();) {
    DecodedUtf8 next = decode_utf8(bytes.data() + at, bytes.size() - at);
    uint32_t c = next.code_point;
    size_t control = c < ' ' ? kControls.find(static_cast<char>(c)) : std::string_view::npos;
    if (control != std::string_view::npos) {
      out += '\\';
      out += kLetters[control];
    } else if (c < ' ' || (c >= 0x80 && c < 0xA0)) {
      append_octal(out, c);
    } else {
      if (c == '\'' || c == '\\') out += '\\';
      out += text.substr(at, next.length);
    }
    at += next.length;
  }
  out += '\'';
}

void print_pid(std::string& out, Term pid) {
  Word packed = packed_pid(pid);
  out += '<';
  append_number(out, node_number(pid));
  out += '.';
  append_number(out, packed_pid_number(packed));
  out += '.';
  append_number(out, packed >> kPidNumberBits);
  out += '>';
}

void print_port(std::string& out, Term port) {
  out += "#Port<";
  append_number(out, node_number(port));
  out += '.';
  append_number(out, packed_port(port));
  out += '>';
}

void print_reference(std::string& out, Term reference) {
  bool external = is_boxed_kind(reference, BoxedKind::kExternalReference);
  size_t count = external ? header_aux(reference.header()) : 3;
  out += "#Ref<";
  append_number(out, external ? node_number(reference) : 0);
  for (size_t i = count; i-- > 0;) {
    out += '.';
    append_number(out, payload(reference)[i / 2] >> (i % 2 * 32) & 0xFFFFFFFF);
  }
  out += '>';
}

void print_fun(std::string& out, const AtomTable& atoms, Term fun, TermHooks* hooks) {
  if (hooks == nullptr) {
    out += "#Fun";
  } else {
    print_fun(out, atoms, fun);
  }
}

void print_fun(std::string& out, const AtomTable& atoms, Term fun) {
  if (is_external_fun(fun)) {
    const ExportIdentity& entry = export_identity(fun);
    out += "fun ";
    print_fun_name(out, atoms.text(entry.module));
    out += ':';
    print_fun_name(out, atoms.text(entry.function));
    out += '/';
    return append_number(out, entry.arity);
  }
  const FunIdentity& entry = fun_identity(fun);
  out += "#Fun<";
  append_bytes_as_latin1(out, atoms.text(entry.module));
  out += '.';
  append_number(out, entry.index);
  out += '.';
  append_number(out, entry.old_unique);
  out += '>';
}

}  // namespace linac
