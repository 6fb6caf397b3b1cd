#include "loader/chunks.h"

#include <algorithm>

#include "core/term/utf8.h"
#include "loader/compact.h"
#include "loader/load.h"

namespace linac {
namespace {

constexpr uint32_t kInstructionSet = 0;
constexpr uint32_t kMaxArity = 255;

std::string latin1_to_utf8(std::string_view text) {
  std::string result;
  for (char c : text) append_utf8(result, static_cast<uint8_t>(c));
  return result;
}

// How many code points, or nothing if this is not UTF-8.
std::optional<size_t> count_code_points(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  size_t count = 0;
  for (size_t at = 0; at < text.size(); count++) {
    size_t length = decode_utf8(bytes + at, text.size() - at).length;
    if (length == 0) return std::nullopt;
    at += length;
  }
  return count;
}

// Steps through the texts of the atom chunk: AtU8 (UTF-8; since OTP 28 with a negative count and
// compact lengths) or Atom (Latin-1).
class AtomTexts {
 public:
  static Result<AtomTexts> open(const BeamFile& file) {
    const Bytes* chunk = file.find("AtU8");
    std::string_view name = chunk ? "AtU8" : "Atom";
    if (!chunk) chunk = file.find("Atom");
    if (!chunk) return file.error("AtU8", "missing");
    AtomTexts texts(*chunk, name);
    auto count = static_cast<int32_t>(texts.reader_.u32());
    texts.compact_ = count < 0;
    texts.count_ = count < 0 ? 0 - static_cast<uint32_t>(count) : static_cast<uint32_t>(count);
    if (texts.reader_.failed()) return file.error(name, "cut short");
    if (texts.count_ == 0 || texts.count_ > std::min(texts.reader_.left(), kMaxTableRows)) {
      return file.error(name, "wrong number of atoms");
    }
    return texts;
  }

  uint32_t count() const { return count_; }
  std::string_view chunk() const { return chunk_; }

  Result<std::string> next(const BeamFile& file) {
    size_t length = read_length();
    std::string_view raw = reader_.text(length);
    if (reader_.failed()) return file.error(chunk_, "cut short");
    if (chunk_ == "Atom") return latin1_to_utf8(raw);
    auto code_points = count_code_points(raw);
    if (!code_points || *code_points > kMaxAtomCharacters) {
      return file.error(chunk_, "an atom is no UTF-8 text of up to 255 characters");
    }
    return std::string(raw);
  }

 private:
  AtomTexts(Bytes bytes, std::string_view chunk) : reader_(bytes), chunk_(chunk) {}

  size_t read_length() {
    if (!compact_) return reader_.u8();
    Compact length = read_compact(reader_);
    bool usable = length.tag == CompactTag::kUnsigned && length.fits && length.value >= 0;
    return usable ? static_cast<size_t>(length.value) : SIZE_MAX;
  }

  ByteReader reader_;
  std::string_view chunk_;
  bool compact_ = false;
  uint32_t count_ = 0;
};

// A table of `count` rows of `row_bytes`.
struct Rows {
  uint32_t count = 0;
  ByteReader reader{Bytes{}};
};

Result<Rows> open_rows(const BeamFile& file, std::string_view name, size_t row_bytes,
                       bool required) {
  const Bytes* chunk = file.find(name);
  if (!chunk && required) return file.error(name, "missing");
  if (!chunk) return Rows{};
  ByteReader reader(*chunk);
  uint32_t count = reader.u32();
  if (reader.failed() || count > reader.left() / row_bytes) return file.error(name, "cut short");
  if (count > kMaxTableRows) return file.error(name, "too large");
  return Rows{count, reader};
}

std::optional<Term> atom_at(const Module& module, uint32_t index) {
  if (index == 0 || index > module.atoms.size()) return std::nullopt;
  return module.atoms[index - 1];
}

}  // namespace

Result<CodeHeader> read_code_header(const BeamFile& file) {
  const Bytes* chunk = file.find("Code");
  if (!chunk) return file.error("Code", "missing");
  ByteReader reader(*chunk);
  uint32_t header_size = reader.u32();
  if (header_size < 16 || header_size > reader.left()) return file.error("Code", "cut short");
  uint32_t instruction_set = reader.u32();
  reader.u32();  // the highest opcode: decoding names the function of one that is not known
  CodeHeader header{reader.u32(), reader.u32(), {}};
  if (instruction_set != kInstructionSet) return file.error("Code", "unknown instruction set");
  header.code = chunk->subspan(4 + header_size);
  // A label takes two bytes of code, a function more than eight.
  if (header.label_count > std::min(header.code.size(), kMaxOps) ||
      header.function_count > header.code.size() / 8) {
    return file.error("Code", "more labels or functions than the code can hold");
  }
  return header;
}

Result<void> read_atoms(const BeamFile& file, AtomTable& table, Module& module) {
  auto texts = AtomTexts::open(file);
  if (!texts) return texts.error();
  module.atoms.reserve(texts->count());
  for (uint32_t i = 0; i < texts->count(); i++) {
    auto text = texts->next(file);
    if (!text) return text.error();
    auto atom = table.intern_of_program(*text);
    if (!atom) return file.error(texts->chunk(), "the atom table is full");
    module.atoms.push_back(*atom);
  }
  module.name = module.atoms[0];
  if (module.name == atoms::kEmpty) return file.error(texts->chunk(), "the module has no name");
  return {};
}

Result<std::string> read_module_name(const BeamFile& file) {
  auto texts = AtomTexts::open(file);
  if (!texts) return texts.error();
  return texts->next(file);
}

Result<void> read_imports(const BeamFile& file, Module& module) {
  auto rows = open_rows(file, "ImpT", 12, true);
  if (!rows) return rows.error();
  module.imports.reserve(rows->count);
  for (uint32_t i = 0; i < rows->count; i++) {
    auto from = atom_at(module, rows->reader.u32());
    auto name = atom_at(module, rows->reader.u32());
    uint32_t arity = rows->reader.u32();
    if (!from || !name || arity > kMaxArity) {
      return file.error("ImpT", "entry " + std::to_string(i) + " is out of range");
    }
    module.imports.push_back({*from, *name, arity});
  }
  return {};
}

Result<std::vector<LabelledEntry>> read_exports(const BeamFile& file, const Module& module) {
  auto rows = open_rows(file, "ExpT", 12, true);
  if (!rows) return rows.error();
  std::vector<LabelledEntry> entries;
  entries.reserve(rows->count);
  for (uint32_t i = 0; i < rows->count; i++) {
    auto name = atom_at(module, rows->reader.u32());
    uint32_t arity = rows->reader.u32();
    uint32_t label = rows->reader.u32();
    if (!name || arity > kMaxArity) {
      return file.error("ExpT", "entry " + std::to_string(i) + " is out of range");
    }
    entries.push_back({*name, arity, label});
  }
  return entries;
}

Result<void> read_lambdas(const BeamFile& file, Module& module) {
  auto rows = open_rows(file, "FunT", 24, false);
  if (!rows) return rows.error();
  module.lambdas.reserve(rows->count);
  for (uint32_t i = 0; i < rows->count; i++) {
    auto name = atom_at(module, rows->reader.u32());
    Lambda lambda{};
    lambda.arity = rows->reader.u32();
    lambda.function = rows->reader.u32();
    lambda.index = rows->reader.u32();
    lambda.free_count = rows->reader.u32();
    lambda.unique = rows->reader.u32();
    if (!name || lambda.arity > kMaxArity || lambda.free_count > lambda.arity) {
      return file.error("FunT", "entry " + std::to_string(i) + " is out of range");
    }
    lambda.name = *name;
    module.lambdas.push_back(lambda);
  }
  return {};
}

Result<void> read_strings(const BeamFile& file, Module& module) {
  const Bytes* chunk = file.find("StrT");
  if (!chunk) return file.error("StrT", "missing");
  module.strings.assign(chunk->begin(), chunk->end());
  return {};
}

namespace {

// Line items: an atom-tagged number sets the file for what follows, an integer-tagged one is a line.
Result<void> read_line_items(const BeamFile& file, ByteReader& reader, uint32_t line_count,
                             uint32_t file_count, Module& module) {
  uint32_t current_file = 0;
  while (module.lines.size() <= line_count) {
    Compact item = read_compact(reader);
    if (reader.failed()) return file.error("Line", "cut short");
    bool in_range = item.fits && item.value >= 0 && item.value <= INT32_MAX;
    auto value = static_cast<uint32_t>(item.value);
    if (in_range && item.tag == CompactTag::kInteger) {
      module.lines.push_back({current_file, value});
    } else if (in_range && item.tag == CompactTag::kAtom && value <= file_count) {
      current_file = value;
    } else {
      return file.error("Line", "malformed item");
    }
  }
  return {};
}

}  // namespace

Result<void> read_lines(const BeamFile& file, AtomTable& table, Module& module) {
  module.lines.push_back({0, 0});
  module.files.push_back(std::string(table.text(module.name)) + ".erl");
  const Bytes* chunk = file.find("Line");
  if (!chunk) return {};
  ByteReader reader(*chunk);
  uint32_t version = reader.u32();
  reader.u32();  // bits: whether executable_line occurs, whether to count lines
  reader.u32();  // number of `line` instructions
  uint32_t line_count = reader.u32();
  uint32_t file_count = reader.u32();
  if (version != 0) return {};  // as OTP: code without lines
  if (reader.failed() || line_count > reader.left() || file_count > reader.left() / 2) {
    return file.error("Line", "cut short");
  }
  if (line_count > kMaxTableRows || file_count > kMaxTableRows) {
    return file.error("Line", "too large");
  }
  module.lines.reserve(line_count + 1);
  VM_TRY(read_line_items(file, reader, line_count, file_count, module));
  for (uint32_t i = 0; i < file_count; i++) {
    std::string_view raw = reader.text(reader.u16());
    if (reader.failed()) return file.error("Line", "cut short");
    // Names are UTF-8 since OTP 20, before that Latin-1.
    module.files.push_back(count_code_points(raw) ? std::string(raw) : latin1_to_utf8(raw));
  }
  return {};
}

namespace {

// Brings the bits of an older version of the chunk to those of OTP 29 (4). The kinds: version 2 (OTP
// 25 and 26) had match contexts as a bit of their own. The flags (a minimum, a maximum, a unit
// follow) stand one lower before version 4.
uint16_t type_bits(uint32_t version, uint16_t bits) {
  if (version == 2) bits = static_cast<uint16_t>((bits & 3) | (bits & ~3u) >> 1);
  if (version < 4) bits = static_cast<uint16_t>((bits & 0xFFF) | (bits << 1 & 0xE000));
  return bits;
}

}  // namespace

void read_types(const BeamFile& file, Module& module) {
  const Bytes* chunk = file.find("Type");
  if (!chunk) return;
  ByteReader reader(*chunk);
  uint32_t version = reader.u32();
  uint32_t count = reader.u32();
  // Version 1 (early OTP 25) and later ones than we know: no hints.
  if (reader.failed() || version < 2 || version > 4 || count > reader.left() / 2) return;
  count = std::min<uint32_t>(count, kMaxTypes);
  module.types.reserve(count);
  for (uint32_t i = 0; i < count; i++) {
    uint16_t bits = type_bits(version, reader.u16());
    TypeHint hint{};
    hint.kinds = bits & 0x1FFF;
    hint.has_min = (bits & 1 << 13) != 0;
    hint.has_max = (bits & 1 << 14) != 0;
    if (hint.has_min) hint.min = static_cast<int64_t>(reader.u64());
    if (hint.has_max) hint.max = static_cast<int64_t>(reader.u64());
    if ((bits & 1 << 15) != 0) hint.unit = static_cast<uint8_t>(reader.u8() + 1);
    if (reader.failed()) return;
    module.types.push_back(hint);
  }
}

void read_information(const BeamFile& file, Module& module) {
  if (const Bytes* chunk = file.find("Attr")) {
    module.attributes.assign(chunk->begin(), chunk->end());
  }
  if (const Bytes* chunk = file.find("CInf")) {
    module.compile_info.assign(chunk->begin(), chunk->end());
  }
}

}  // namespace linac
