// erlang:decode_packet/3: where the first packet of some bytes ends, by kind, and what an HTTP line
// means.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bifs/text.h"

namespace linac {
namespace {

struct Limits {
  size_t packet = 0;  // 0: none
  size_t line = 0;
  char delimiter = '\n';
};

// What the bytes begin with: a packet between `from` and `to` that ends at `end`; nothing yet, with
// the size to come if it is known; or nothing that fits.
struct Found {
  enum class Kind : uint8_t { kPacket, kMore, kInvalid } kind = Kind::kMore;
  size_t from = 0, to = 0, end = 0;
  size_t needed = 0;  // 0: unknown
};
constexpr Found kMoreBytes{};
constexpr Found kInvalid{Found::Kind::kInvalid};
Found packet(size_t from, size_t to, size_t end) { return {Found::Kind::kPacket, from, to, end}; }

uint64_t number(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; i++) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

// A packet of `header` and `body` bytes, of which the last `padding` ones are left out.
Found sized(std::string_view bytes, const Limits& limits, size_t header, uint64_t body,
            bool keeps_header, size_t padding = 0) {
  if (header + body > INT32_MAX) return kInvalid;
  if (limits.packet != 0 && body > limits.packet) return kInvalid;
  size_t size = header + static_cast<size_t>(body);
  if (bytes.size() < size) return {Found::Kind::kMore, 0, 0, 0, size};
  return packet(keeps_header ? 0 : header, size - padding, size);
}

Found with_length(std::string_view bytes, const Limits& limits, size_t length_bytes) {
  if (bytes.size() < length_bytes) return kMoreBytes;
  return sized(bytes, limits, length_bytes, number(bytes, 0, length_bytes), false);
}

Found line(std::string_view bytes, const Limits& limits) {
  size_t at = bytes.find(limits.delimiter);
  size_t size = at == std::string_view::npos ? bytes.size() : at + 1;
  if (limits.packet != 0 && size > limits.packet) return kInvalid;
  bool is_cut = limits.line != 0 && size >= limits.line;
  if (is_cut) return packet(0, limits.line, limits.line);
  return at == std::string_view::npos ? kMoreBytes : packet(0, size, size);
}

// A line of HTTP; of a header, with the lines that go on with it.
Found http_line(std::string_view bytes, const Limits& limits, bool is_header) {
  // The length of a line counts where there is no limit for packets.
  size_t most = limits.packet != 0 ? limits.packet : limits.line != 0 ? limits.line : SIZE_MAX;
  for (size_t from = 0;;) {
    size_t at = bytes.find('\n', from);
    if (at == std::string_view::npos) return bytes.size() >= most ? kInvalid : kMoreBytes;
    size_t size = at + 1;
    bool is_empty = size == 1 || (size == 2 && bytes[0] == '\r');
    if (is_header && is_empty) return packet(0, size, size);
    if (size > most) return kInvalid;
    if (!is_header) return packet(0, size, size);
    if (size == bytes.size()) return kMoreBytes;
    if (bytes[size] != ' ' && bytes[size] != '\t') return packet(0, size, size);
    from = size;
  }
}

// A tag, a length, and as many bytes: ASN.1's basic encoding.
Found asn1(std::string_view bytes, const Limits& limits) {
  if (bytes.size() < 2) return kMoreBytes;
  size_t at = 1;
  if ((bytes[0] & 0x1f) == 0x1f) {  // a tag of several bytes
    while (at < bytes.size() && (bytes[at] & 0x80) != 0) at++;
    if (++at >= bytes.size()) return kMoreBytes;
  }
  auto length = static_cast<uint8_t>(bytes[at++]);
  if ((length & 0x80) == 0) return sized(bytes, limits, at, length, true);
  size_t count = length & 0x7f;
  if (count > 4) return kInvalid;
  if (bytes.size() < at + count) return kMoreBytes;
  return sized(bytes, limits, at + count, number(bytes, at, count), true);
}

Found cdr(std::string_view bytes, const Limits& limits) {
  if (bytes.size() < 12) return kMoreBytes;
  if (!bytes.starts_with("GIOP")) return kInvalid;
  bool is_little = (bytes[6] & 1) != 0;
  uint64_t length = number(bytes, 8, 4);
  if (is_little) length = __builtin_bswap32(static_cast<uint32_t>(length));
  return sized(bytes, limits, 12, length, true);
}

Found fast_cgi(std::string_view bytes, const Limits& limits) {
  if (bytes.size() < 8) return kMoreBytes;
  if (bytes[0] != 1) return kInvalid;
  auto padding = static_cast<uint8_t>(bytes[6]);
  return sized(bytes, limits, 8, number(bytes, 4, 2) + padding, true, padding);
}

Found tpkt(std::string_view bytes, const Limits& limits) {
  if (bytes.size() < 4) return kMoreBytes;
  uint64_t size = number(bytes, 2, 2);
  if (bytes[0] != 3 || bytes[1] != 0 || size < 4) return kInvalid;
  return sized(bytes, limits, 4, size - 4, true);
}

bool is_old_hello(std::string_view bytes) { return (bytes[0] & 0x80) != 0 && bytes[2] == 1; }

Found tls(std::string_view bytes, const Limits& limits) {
  if (bytes.size() < 5) return kMoreBytes;
  if (!is_old_hello(bytes)) return sized(bytes, limits, 5, number(bytes, 3, 2), true);
  uint64_t size = number(bytes, 0, 2) & 0x7fff;
  if (size < 3) return kInvalid;
  return sized(bytes, limits, 5, size - 3, true);
}

// --- HTTP ----------------------------------------------------------------------------------------

// A term to be built: an atom, text (a list, or a binary for the kinds in _bin), a number, a tuple;
// no parts are [].
struct Part;
struct Atom {
  std::string_view name;  // of a constant: the bytes that are read may move before it is built
};
struct Text {
  std::string text;
};
using Parts = std::vector<Part>;
struct Part {
  std::variant<Atom, Text, int64_t, Parts> is;
};
Part atom(std::string_view name) { return {Atom{name}}; }
Part text(std::string_view bytes) { return {Text{std::string(bytes)}}; }
template <class... Ps>
Part tuple(Ps... parts) {
  Parts all;
  (all.push_back(std::move(parts)), ...);
  return {std::move(all)};
}

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
// A character of HTTP's tokens.
bool is_token(char c) {
  return c > ' ' && c < 127 &&
         std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
}

void skip_spaces(std::string_view& rest) {
  while (!rest.empty() && is_space(rest.front())) rest.remove_prefix(1);
}
std::string_view take_until_space(std::string_view& rest) {
  size_t size = 0;
  while (size < rest.size() && !is_space(rest[size])) size++;
  std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return taken;
}
// At least one digit; what is too large wraps around, as OTP's.
std::optional<int32_t> take_number(std::string_view& rest) {
  if (rest.empty() || !is_digit(rest.front())) return std::nullopt;
  uint32_t value = 0;
  for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1)) {
    value = value * 10 + static_cast<uint32_t>(rest.front() - '0');
  }
  return static_cast<int32_t>(value);
}
bool take(std::string_view& rest, std::string_view prefix) {
  if (!rest.starts_with(prefix)) return false;
  rest.remove_prefix(prefix.size());
  return true;
}
// HTTP/1.1
std::optional<Part> take_version(std::string_view& rest) {
  if (!take(rest, "HTTP/")) return std::nullopt;
  auto major = take_number(rest);
  if (!major || !take(rest, ".")) return std::nullopt;
  auto minor = take_number(rest);
  if (!minor) return std::nullopt;
  return tuple(Part{int64_t{*major}}, Part{int64_t{*minor}});
}

std::string_view without_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string lower(std::string_view bytes) {
  std::string low(bytes);
  for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return low;
}

// What comes after http:// and its like.
Part absolute_uri(std::string_view scheme, std::string_view rest) {
  size_t slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  std::string_view path = slash == std::string_view::npos ? "/" : rest.substr(slash);
  size_t host_end = 0;
  if (authority.starts_with('[')) {
    size_t bracket = authority.find(']');
    if (bracket != std::string_view::npos) host_end = bracket + 1;
  }
  std::string_view host = authority.substr(0, host_end), port;
  if (host_end == 0) {
    host = authority.substr(0, authority.find(':'));
    host_end = host.size();
  }
  if (host_end < authority.size() && authority[host_end] == ':') {
    port = authority.substr(host_end + 1);
  }
  auto value = take_number(port);
  Part port_part = value && port.empty() ? Part{int64_t{*value}} : atom("undefined");
  return tuple(atom("absoluteURI"), atom(scheme), text(host), std::move(port_part), text(path));
}

Part uri(std::string_view method, std::string_view bytes) {
  if (bytes == "*") return atom("*");
  if (bytes.starts_with('/')) return tuple(atom("abs_path"), text(bytes));
  for (std::string_view scheme : {"http", "https"}) {
    size_t size = scheme.size() + 3;
    if (lower(bytes.substr(0, size)) == std::string(scheme) + "://") {
      return absolute_uri(scheme, bytes.substr(size));
    }
  }
  size_t colon = bytes.find(':');
  if (colon != std::string_view::npos) {
    return tuple(atom("scheme"), text(bytes.substr(0, colon)), text(bytes.substr(colon + 1)));
  }
  if (method == "CONNECT") return tuple(atom("abs_path"), text(bytes));
  return text(bytes);
}

constexpr std::string_view kMethods[] = {"OPTIONS", "GET",    "HEAD", "POST",
                                         "PUT",     "DELETE", "TRACE"};

Part http_error(std::string_view line) { return tuple(atom("http_error"), text(line)); }

Part response(std::string_view line) {
  std::string_view rest = without_end(line);
  auto version = take_version(rest);
  if (!version || rest.empty() || !is_space(rest.front())) return http_error(line);
  skip_spaces(rest);
  auto status = take_number(rest);
  if (!status || (!rest.empty() && !is_space(rest.front()))) return http_error(line);
  skip_spaces(rest);
  return tuple(atom("http_response"), std::move(*version), Part{int64_t{*status}}, text(rest));
}

// The first line of a request or an answer.
Part start_line(std::string_view line) {
  if (line.starts_with("HTTP/")) return response(line);
  std::string_view rest = without_end(line);
  size_t size = 0;
  while (size < rest.size() && is_token(rest[size])) size++;
  std::string_view method = rest.substr(0, size);
  rest.remove_prefix(size);
  if (method.empty() || rest.empty() || !is_space(rest.front())) return http_error(line);
  skip_spaces(rest);
  std::string_view target = take_until_space(rest);
  if (target.empty()) return http_error(line);
  skip_spaces(rest);
  Part version = tuple(Part{int64_t{0}}, Part{int64_t{9}});
  if (!rest.empty()) {
    auto found = take_version(rest);
    if (!found) return http_error(line);
    version = std::move(*found);
  }
  auto known = std::find(std::begin(kMethods), std::end(kMethods), method);
  return tuple(atom("http_request"), known != std::end(kMethods) ? atom(*known) : text(method),
               uri(method, target), std::move(version));
}

// Headers that are atoms; a header's number is its place here, from 1.
constexpr std::string_view kHeaders[] = {"Cache-Control",
                                         "Connection",
                                         "Date",
                                         "Pragma",
                                         "Transfer-Encoding",
                                         "Upgrade",
                                         "Via",
                                         "Accept",
                                         "Accept-Charset",
                                         "Accept-Encoding",
                                         "Accept-Language",
                                         "Authorization",
                                         "From",
                                         "Host",
                                         "If-Modified-Since",
                                         "If-Match",
                                         "If-None-Match",
                                         "If-Range",
                                         "If-Unmodified-Since",
                                         "Max-Forwards",
                                         "Proxy-Authorization",
                                         "Range",
                                         "Referer",
                                         "User-Agent",
                                         "Age",
                                         "Location",
                                         "Proxy-Authenticate",
                                         "Public",
                                         "Retry-After",
                                         "Server",
                                         "Vary",
                                         "Warning",
                                         "Www-Authenticate",
                                         "Allow",
                                         "Content-Base",
                                         "Content-Encoding",
                                         "Content-Language",
                                         "Content-Length",
                                         "Content-Location",
                                         "Content-Md5",
                                         "Content-Range",
                                         "Content-Type",
                                         "Etag",
                                         "Expires",
                                         "Last-Modified",
                                         "Accept-Ranges",
                                         "Set-Cookie",
                                         "Set-Cookie2",
                                         "X-Forwarded-For",
                                         "Cookie",
                                         "Keep-Alive",
                                         "Proxy-Connection"};

// Large letters at the beginning of each word, small ones in it.
std::string header_name(std::string_view name) {
  std::string shaped = lower(name);
  bool begins = true;
  for (char& c : shaped) {
    if (begins && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    begins = !begins && c == '-';  // of two dashes the second is a word's first letter
  }
  return shaped;
}

Part header(std::string_view line) {
  if (line == "\n" || line == "\r\n") return atom("http_eoh");
  size_t size = 0;
  while (size < line.size() && is_token(line[size])) size++;
  if (size == line.size() || line[size] != ':') return http_error(line);
  std::string_view name = line.substr(0, size), value = without_end(line.substr(size + 1));
  skip_spaces(value);
  std::string shaped = header_name(name);
  auto known = std::find(std::begin(kHeaders), std::end(kHeaders), shaped);
  bool is_known = known != std::end(kHeaders);
  Part field = is_known ? atom(*known) : text(shaped);
  int64_t place = is_known ? known - std::begin(kHeaders) + 1 : 0;
  return tuple(atom("http_header"), Part{place}, std::move(field), text(name), text(value));
}

// A record of TLS as OTP's module ssl has it.
Part tls_record(std::string_view bytes) {
  bool is_old = is_old_hello(bytes);
  size_t version = is_old ? 3 : 1;
  std::string body;
  if (is_old) {
    // As the handshake message that it stands for: type 1 and a length before what follows.
    size_t size = bytes.size() - 3;
    body = {'\x01', static_cast<char>(size >> 16), static_cast<char>(size >> 8),
            static_cast<char>(size)};
    body += bytes.substr(3);
  } else {
    body = bytes.substr(5);
  }
  auto byte = [&](size_t at) { return Part{int64_t{static_cast<uint8_t>(bytes[at])}}; };
  return tuple(atom("ssl_tls"), Part{Parts{}}, is_old ? Part{int64_t{22}} : byte(0),
               tuple(byte(version), byte(version + 1)), text(body));
}

// --- Building ------------------------------------------------------------------------------------

size_t part_words(const Part& part, bool as_binary) {
  if (auto* string = std::get_if<Text>(&part.is)) {
    size_t size = string->text.size();
    return as_binary ? binary_words(size * 8) : kConsWords * size;
  }
  if (auto* parts = std::get_if<Parts>(&part.is)) {
    size_t words = tuple_words(parts->size());
    for (const Part& one : *parts) words += part_words(one, as_binary);
    return words;
  }
  return 0;
}

// Parts are nested three deep at most.
Term make_part(NativeCall& call, const Part& part, bool as_binary, TermSpace& space) {
  if (auto* name = std::get_if<Atom>(&part.is)) return *call.vm().atoms->intern(name->name);
  if (auto* value = std::get_if<int64_t>(&part.is)) return make_small(*value);
  if (auto* string = std::get_if<Text>(&part.is)) {
    if (as_binary) return make_binary(string->text, space);
    Term list = kNil;
    for (size_t i = string->text.size(); i-- > 0;) {
      list = space.cons(make_small(static_cast<uint8_t>(string->text[i])), list);
    }
    return list;
  }
  const Parts& parts = std::get<Parts>(part.is);
  if (parts.empty()) return kNil;
  Term made[5];
  for (size_t i = 0; i < parts.size(); i++) made[i] = make_part(call, parts[i], as_binary, space);
  Term result = space.tuple(parts.size());
  for (size_t i = 0; i < parts.size(); i++) payload(result)[i] = made[i].bits;
  return result;
}

enum class Meaning : uint8_t { kBytes, kStartLine, kHeader, kTls };
struct PacketKind {
  std::string_view name;
  Found (*find)(std::string_view bytes, const Limits& limits);
  Meaning meaning = Meaning::kBytes;
  bool as_binary = false;
};
Found raw(std::string_view bytes, const Limits&) {
  return bytes.empty() ? kMoreBytes : packet(0, bytes.size(), bytes.size());
}
Found sun_rpc(std::string_view bytes, const Limits& limits) {
  if (bytes.size() < 4) return kMoreBytes;
  return sized(bytes, limits, 4, number(bytes, 0, 4) & 0x7fffffff, true);
}
Found http_start(std::string_view bytes, const Limits& limits) {
  return http_line(bytes, limits, false);
}
Found http_header_line(std::string_view bytes, const Limits& limits) {
  return http_line(bytes, limits, true);
}
template <size_t kBytes>
Found counted(std::string_view bytes, const Limits& limits) {
  return with_length(bytes, limits, kBytes);
}
constexpr PacketKind kKinds[] = {
    {"raw", raw},
    {"0", raw},
    {"1", counted<1>},
    {"2", counted<2>},
    {"4", counted<4>},
    {"line", line},
    {"asn1", asn1},
    {"cdr", cdr},
    {"sunrm", sun_rpc},
    {"fcgi", fast_cgi},
    {"tpkt", tpkt},
    {"ssl_tls", tls, Meaning::kTls, true},
    {"http", http_start, Meaning::kStartLine},
    {"http_bin", http_start, Meaning::kStartLine, true},
    {"httph", http_header_line, Meaning::kHeader},
    {"httph_bin", http_header_line, Meaning::kHeader, true},
};

const PacketKind* kind_argument(NativeCall& call) {
  std::string name = peek(call, [&](const NoGc& no_gc) -> std::string {
    Term kind = call[0].get(no_gc);
    if (kind.is_atom()) return std::string(call.atoms().text(kind));
    if (kind.is_small() && kind.small_value() >= 0 && kind.small_value() <= 4) {
      return std::to_string(kind.small_value());
    }
    return "";
  });
  bool is_digit_name = name.size() == 1 && call[0].is_atom();
  for (const PacketKind& kind : kKinds) {
    if (kind.name == name && !is_digit_name) return &kind;
  }
  return nullptr;
}

// Nothing: badarg.
std::optional<Limits> limits_argument(NativeCall& call, const PacketKind& kind) {
  return peek(call, [&](const NoGc& no_gc) -> std::optional<Limits> {
    Limits limits;
    Term list = call[2].get(no_gc);
    for (; list.is_cons(); list = list.tail()) {
      Term option = list.head();
      if (!is_tuple(option) || tuple_arity(option) != 2) return std::nullopt;
      Term name = tuple_element(option, 0), value = tuple_element(option, 1);
      if (!name.is_atom() || !value.is_small() || value.small_value() < 0 ||
          value.small_value() > UINT32_MAX) {
        return std::nullopt;
      }
      auto size = static_cast<size_t>(value.small_value());
      std::string_view which = call.atoms().text(name);
      if (which == "packet_size") {
        limits.packet = size;
      } else if (which == "line_length") {
        limits.line = size;
      } else if (which == "line_delimiter" && size <= 255 && kind.name == "line") {
        limits.delimiter = static_cast<char>(size);
      } else {
        return std::nullopt;
      }
    }
    if (!list.is_nil()) return std::nullopt;
    return limits;
  });
}

// {more, Size | undefined}, {error, invalid}
NativeResult no_packet(NativeCall& call, const Found& found) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  AtomTable& atoms = *call.vm().atoms;
  if (found.kind == Found::Kind::kInvalid) {
    return call.value(room.space().tuple_of(atoms::kError, *atoms.intern("invalid")));
  }
  Term needed =
      found.needed == 0 ? Term{atoms::kUndefined} : make_small(static_cast<int64_t>(found.needed));
  return call.value(room.space().tuple_of(*atoms.intern("more"), needed));
}

}  // namespace

// decode_packet(Type, Binary, Options): {ok, Packet, Rest}, {more, Size}, {error, invalid}
NativeResult erlang_decode_packet_3(NativeCall& call) {
  const PacketKind* kind = kind_argument(call);
  if (!kind) return call.badarg_because(atoms::kBadopt);
  auto limits = limits_argument(call, *kind);
  std::vector<uint8_t> aligned;
  Part meaning;
  Found found;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term binary = call[1].get(no_gc);
    if (!limits || !is_binary(binary)) return false;
    std::span<const uint8_t> view = aligned_bytes(bits_view(binary), aligned);
    std::string_view bytes(reinterpret_cast<const char*>(view.data()), view.size());
    found = kind->find(bytes, *limits);
    if (found.kind != Found::Kind::kPacket) return true;
    std::string_view piece = bytes.substr(found.from, found.to - found.from);
    switch (kind->meaning) {
      case Meaning::kBytes: break;
      case Meaning::kStartLine: meaning = start_line(piece); break;
      case Meaning::kHeader: meaning = header(piece); break;
      case Meaning::kTls: meaning = tls_record(piece); break;
    }
    return true;
  });
  if (!valid) return call.badarg();
  if (found.kind != Found::Kind::kPacket) return no_packet(call, found);

  call.charge(static_cast<int64_t>(found.end / 512));
  Reserved room =
      call.reserve(tuple_words(3) + 2 * sub_binary_words() + part_words(meaning, kind->as_binary));
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term binary = call[1].get(room), given;
  if (kind->meaning == Meaning::kBytes) {
    given = make_sub_binary(binary, found.from * 8, (found.to - found.from) * 8, space);
  } else {
    given = make_part(call, meaning, kind->as_binary, space);
  }
  Term rest = make_sub_binary(binary, found.end * 8, bit_size(binary) - found.end * 8, space);
  return call.value(space.tuple_of(atoms::kOk, given, rest));
}

}  // namespace linac
