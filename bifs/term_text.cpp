#include "bifs/term_text.h"

#include <algorithm>
#include <array>

#include "core/term/identity.h"
#include "core/term/utf8.h"

namespace linac {
namespace {

// erl_scan:reserved_word/1.
constexpr std::array<std::string_view, 29> kReservedWords = {
    "after", "and",  "andalso", "band",    "begin", "bnot", "bor",  "bsl", "bsr",   "bxor",
    "case",  "catch", "cond",   "div",     "else",  "end",  "fun",  "if",  "let",   "maybe",
    "not",   "of",   "or",      "orelse",  "receive", "rem", "try", "when", "xor",
};
static_assert(!kReservedWords.back().empty());

bool is_lower(uint32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7);
}
bool is_upper(uint32_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}
bool is_name_character(uint32_t c) {
  return is_lower(c) || is_upper(c) || (c >= '0' && c <= '9') || c == '_';
}

DecodedUtf8 next_character(std::string_view text, size_t at) {
  return decode_utf8(reinterpret_cast<const uint8_t*>(text.data()) + at, text.size() - at);
}

template <class IsName>
bool is_plain(std::string_view text, IsName is_name) {
  if (text.empty()) return false;
  DecodedUtf8 first = next_character(text, 0);
  if (!is_lower(first.code_point)) return false;
  for (size_t at = first.length; at < text.size();) {
    DecodedUtf8 next = next_character(text, at);
    if (!is_name(next.code_point)) return false;
    at += next.length;
  }
  return true;
}

// The letter of an escape such as \n; 0: it has none.
char escape_letter(uint32_t c) {
  switch (c) {
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\v':
      return 'v';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case 27:
      return 'e';
    case 127:
      return 'd';
  }
  return 0;
}

void append_octal(std::string& out, uint32_t c) {
  out += '\\';
  for (int shift = 6; shift >= 0; shift -= 3) out += static_cast<char>('0' + (c >> shift & 7));
}

void append_number(std::string& out, uint64_t number) { out += std::to_string(number); }

// Numbers of a reference from the last; the first of them is the node's.
void append_reference_numbers(std::string& out, uint64_t node, const Word* words, size_t count) {
  out += "#Ref<";
  append_number(out, node);
  for (size_t i = count; i-- > 0;) {
    out += '.';
    append_number(out, static_cast<uint32_t>(words[i / 2] >> (i % 2 * 32)));
  }
  out += '>';
}

}  // namespace

bool is_reserved_word(std::string_view text) {
  return std::find(kReservedWords.begin(), kReservedWords.end(), text) != kReservedWords.end();
}

void append_emulator_atom(std::string& out, std::string_view text) {
  if (is_plain(text, is_name_character)) {
    out += text;
    return;
  }
  out += '\'';
  for (size_t at = 0; at < text.size();) {
    DecodedUtf8 next = next_character(text, at);
    uint32_t c = next.code_point;
    char letter = c == 27 || c == 127 ? 0 : escape_letter(c);
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (letter != 0) {
      out += '\\';
      out += letter;
    } else if (c < ' ' || (c >= 0x80 && c < 0xA0)) {
      append_octal(out, c);
    } else {
      out += text.substr(at, next.length);
    }
    at += next.length;
  }
  out += '\'';
}

void append_atom(std::string& out, std::string_view text, bool latin1) {
  auto is_name = [](uint32_t c) { return is_name_character(c) || c == '@'; };
  if (is_plain(text, is_name) && !is_reserved_word(text)) {
    out += text;
    return;
  }
  out += '\'';
  for (size_t at = 0; at < text.size();) {
    DecodedUtf8 next = next_character(text, at);
    uint32_t c = next.code_point;
    char letter = escape_letter(c);
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (letter != 0) {
      out += '\\';
      out += letter;
    } else if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
      append_octal(out, c);
    } else if (latin1 && c > 0xFF) {
      constexpr char kDigits[] = "0123456789ABCDEF";
      out += "\\x{";
      for (int shift = c > 0xFFFFF ? 20 : c > 0xFFFF ? 16 : c > 0xFFF ? 12 : 8; shift >= 0;
           shift -= 4) {
        out += kDigits[c >> shift & 15];
      }
      out += '}';
    } else {
      out += text.substr(at, next.length);
    }
    at += next.length;
  }
  out += '\'';
}

void append_pid(std::string& out, Term pid) {
  Word packed = packed_pid(pid);
  out += '<';
  append_number(out, pid.is_local_pid() ? 0 : external_node(pid).node.atom_index());
  out += '.';
  append_number(out, packed_pid_number(packed));
  out += '.';
  append_number(out, packed >> kPidNumberBits);
  out += '>';
}

void append_port(std::string& out, Term port) {
  out += "#Port<";
  append_number(out, port.is_local_port() ? 0 : external_node(port).node.atom_index());
  out += '.';
  append_number(out, packed_port(port));
  out += '>';
}

void append_reference(std::string& out, Term reference) {
  const Word* words = payload(reference);
  if (!is_boxed_kind(reference, BoxedKind::kExternalReference)) {
    return append_reference_numbers(out, 0, words, 3);
  }
  size_t count = 2 * kExternalReferenceNumberWords;
  while (count > 1 && static_cast<uint32_t>(words[(count - 1) / 2] >> ((count - 1) % 2 * 32)) == 0) {
    count--;
  }
  append_reference_numbers(out, external_node(reference).node.atom_index(), words,
                           std::max<size_t>(count, 3));
}

void append_fun(std::string& out, const AtomTable& atoms, Term fun) {
  if (is_external_fun(fun)) {
    const ExportIdentity& entry = export_identity(fun);
    out += "fun ";
    append_emulator_atom(out, atoms.text(entry.module));
    out += ':';
    append_emulator_atom(out, atoms.text(entry.function));
    out += '/';
    append_number(out, entry.arity);
    return;
  }
  const FunIdentity& entry = fun_identity(fun);
  out += "#Fun<";
  out += atoms.text(entry.module);
  out += '.';
  append_number(out, entry.index);
  out += '.';
  append_number(out, entry.old_unique);
  out += '>';
}

size_t count_characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace linac
