#include "loader/beam_file.h"

#include <zlib.h>

#include <algorithm>

#include "core/base/byte_reader.h"
#include "loader/load.h"

namespace linac {
namespace {

// Others are skipped: debug information, documentation, what compilers to come may add.
constexpr std::string_view kKnownChunks[] = {"AtU8", "Atom", "Code", "StrT", "ImpT",
                                             "ExpT", "FunT", "LitT", "Line", "Type",
                                             "Attr", "CInf", "Meta", "Recs", "DbgB"};

bool is_known(std::string_view name) {
  return std::find(std::begin(kKnownChunks), std::end(kKnownChunks), name) !=
         std::end(kKnownChunks);
}

constexpr int kZlibOrGzip = 15 + 32;  // window bits; detects the header

// A chunk's name for a message: its bytes may be anything.
std::string printable_name(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

bool is_gzip(Bytes bytes) { return bytes.size() >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B; }

// Inflates into `out`, which grows as output comes: a lying header allocates nothing.
bool inflate_into(z_stream& stream, std::vector<uint8_t>& out, size_t limit) {
  size_t used = 0;
  for (;;) {
    if (used == out.size()) {
      if (used > limit) return false;
      out.resize(std::min(limit + 1, std::max<size_t>(out.size() * 2, 4096)));
    }
    stream.next_out = out.data() + used;
    stream.avail_out = static_cast<uInt>(std::min<size_t>(out.size() - used, 1u << 30));
    size_t room = stream.avail_out;
    int status = inflate(&stream, Z_NO_FLUSH);
    used += room - stream.avail_out;
    if (status == Z_STREAM_END) break;
    bool progress = stream.avail_out != room;
    if (status != Z_OK || (!progress && stream.avail_in == 0)) return false;
  }
  out.resize(used);
  return used <= limit;
}

}  // namespace

Result<std::vector<uint8_t>> inflate_bytes(Bytes compressed, size_t limit) {
  z_stream stream{};
  if (compressed.size() > UINT32_MAX || inflateInit2(&stream, kZlibOrGzip) != Z_OK) {
    return Error{"cannot be inflated"};
  }
  stream.next_in = const_cast<Bytef*>(compressed.data());  // zlib reads only
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::vector<uint8_t> out;
  bool ok = inflate_into(stream, out, limit);
  inflateEnd(&stream);
  if (!ok) return Error{"damaged, or too large when inflated"};
  return out;
}

Error chunk_error(std::string_view file_name, std::string_view chunk, std::string_view reason) {
  std::string message(file_name);
  if (!chunk.empty()) message.append(": chunk ").append(chunk);
  return Error{message.append(": ").append(reason)};
}

Result<BeamFile> BeamFile::open(Bytes bytes, std::string_view file_name) {
  BeamFile file;
  file.file_name_ = file_name;
  if (bytes.size() > kMaxFileBytes) return file.error("", "larger than a .beam file may be");
  if (is_gzip(bytes)) {
    auto inflated = inflate_bytes(bytes, kMaxFileBytes);
    if (!inflated) return file.error("", "gzip: " + inflated.error().message);
    file.inflated_ = std::move(*inflated);
    bytes = file.inflated_;
  }
  file.size_ = bytes.size();
  VM_TRY(file.read_directory(bytes));
  return file;
}

Result<void> BeamFile::read_directory(Bytes bytes) {
  ByteReader reader(bytes);
  std::string_view form = reader.text(4);
  uint32_t size = reader.u32();
  std::string_view kind = reader.text(4);
  if (reader.failed() || form != "FOR1" || kind != "BEAM") {
    return error("", "not a .beam file: name one that gleam build or erlc has made");
  }
  if (size < 4 || size - 4 > reader.left()) return error("", "cut short: build it again");
  ByteReader rest(bytes.subspan(12, size - 4));
  while (rest.left() >= 8) {
    std::string_view name = rest.text(4);
    uint32_t length = rest.u32();
    if (length > rest.left()) return error(printable_name(name), "cut short");
    Bytes content = rest.bytes(length);
    if (is_known(name) && !find(name)) chunks_.push_back({name, content});
    rest.skip(std::min<size_t>(rest.left(), (4 - length % 4) % 4));
  }
  return {};
}

const Bytes* BeamFile::find(std::string_view name) const {
  for (const Chunk& chunk : chunks_) {
    if (chunk.name == name) return &chunk.bytes;
  }
  return nullptr;
}

}  // namespace linac
