// Loading: the container and its tables, the limits, real files, and damaged ones.
#include "loader/load.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "loader/beam_file.h"
#include "tests/unit/beam_builder.h"
#include "tests/unit/test_loader.h"

namespace linac {
namespace {

namespace fs = std::filesystem;
using B = BeamBuilder;
using enum Opcode;

ByteVector read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> beams_below(const fs::path& folder) {
  std::vector<fs::path> found;
  if (!fs::is_directory(folder)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".beam") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

fs::path source_dir() { return LINAC_SOURCE_DIR; }

ByteVector identity_module() {
  B b("m");
  b.function("f", 1, 2).op(kReturn);
  return b.build();
}

ByteVector deflated(const ByteVector& bytes, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  ByteVector out(deflateBound(&stream, bytes.size()));
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr int kGzip = 15 + 16;
constexpr int kZlib = 15;

TEST(Load, AModule) {
  TestLoader loader;
  B b("m");
  b.function("f", 2, 2).op(kMove, {B::i(-5), B::x(0)}).op(kReturn);
  b.function("g", 0, 4, false).op(kCallExtOnly, {B::u(0), b.import("erlang", "self", 0)});
  auto module = loader.load(b.build());
  ASSERT_TRUE(module.ok()) << module.error().message;
  const Module& m = **module;
  EXPECT_EQ(loader.atoms.text(m.name), "m");
  ASSERT_EQ(m.functions.size(), 2u);
  EXPECT_TRUE(m.functions[0].exported);
  EXPECT_FALSE(m.functions[1].exported);
  EXPECT_EQ(m.functions[0].arity, 2u);
  const Function* f = m.find_export(m.functions[0].name, 2);
  ASSERT_EQ(f, &m.functions[0]);
  EXPECT_EQ(m.find_export(m.functions[0].name, 1), nullptr);
  EXPECT_EQ(m.find_export(m.functions[1].name, 0), nullptr);
  EXPECT_EQ(&m.function_at(f->entry_label), f);
  const Op& move = m.ops[f->entry_op + 1];
  EXPECT_EQ(move.opcode, kMove);
  EXPECT_EQ(m.operands_of(move)[0].kind, OperandKind::kSmall);
  EXPECT_EQ(m.operands_of(move)[0].integer(), -5);
  ASSERT_EQ(m.imports.size(), 1u);
  EXPECT_EQ(loader.atoms.text(m.imports[0].function), "self");
}

TEST(Load, IntegersOfEverySize) {
  const int64_t values[] = {0,
                            15,
                            16,
                            2047,
                            2048,
                            -1,
                            INT32_MIN,
                            INT32_MAX,
                            kMaxOperandInteger,
                            kMinOperandInteger,
                            kMaxOperandInteger + 1,
                            kSmallMax,
                            kSmallMin,
                            kSmallMax + 1,
                            kSmallMin - 1,
                            INT64_MAX,
                            INT64_MIN};
  for (int64_t value : values) {
    TestLoader loader;
    B b("m");
    b.function("f", 0, 2).op(kMove, {B::i(value), B::x(0)}).op(kReturn);
    auto module = loader.load(b.build());
    ASSERT_TRUE(module.ok()) << module.error().message;
    const Operand& operand = (*module)->operands_of((*module)->ops[3])[0];
    if (operand.kind == OperandKind::kSmall) {
      EXPECT_EQ(operand.integer(), value);
      continue;
    }
    ASSERT_EQ(operand.kind, OperandKind::kLiteral) << value;
    Term term = (*module)->literals[operand.index()];
    EXPECT_EQ(term.is_small(), fits_small(value)) << value;
    if (term.is_small()) {
      EXPECT_EQ(term.small_value(), value);
    } else {
      Word magnitude = value < 0 ? Word{0} - static_cast<Word>(value) : static_cast<Word>(value);
      EXPECT_EQ(is_big_negative(term), value < 0);
      EXPECT_EQ(payload(term)[0], magnitude);
    }
  }
}

TEST(Load, LiteralsPackedAndNot) {
  ByteVector table;
  B::append_u32(table, 1);
  B::append_u32(table, 6);
  table.insert(table.end(), {131, 98, 0, 1, 0, 0});  // 65536
  for (bool packed : {false, true}) {
    B b("m");
    ByteVector chunk;
    B::append_u32(chunk, packed ? static_cast<uint32_t>(table.size()) : 0);
    ByteVector content = packed ? deflated(table, kZlib) : table;
    chunk.insert(chunk.end(), content.begin(), content.end());
    b.function("f", 0, 2).op(kMove, {B::literal(0), B::x(0)}).op(kReturn).chunk("LitT", chunk);
    TestLoader loader;
    auto module = loader.load(b.build());
    ASSERT_TRUE(module.ok()) << module.error().message;
    ASSERT_EQ((*module)->literals.size(), 1u);
    EXPECT_EQ((*module)->literals[0], make_small(65536));
  }
}

TEST(Load, GzippedFiles) {
  TestLoader loader;
  EXPECT_EQ(loader.refusal(deflated(identity_module(), kGzip)), "");
  ByteVector cut = deflated(identity_module(), kGzip);
  cut.resize(cut.size() / 2);
  EXPECT_NE(loader.refusal(cut).find("gzip"), std::string::npos);
}

TEST(Load, BombsAreRefused) {
  TestLoader loader;
  EXPECT_NE(loader.refusal(deflated(ByteVector(kMaxFileBytes + 1), kGzip)).find("too large"),
            std::string::npos);
  B b("m");
  ByteVector chunk;
  B::append_u32(chunk, UINT32_MAX);
  ByteVector packed = deflated(ByteVector(kMaxLiteralBytes + 1), kZlib);
  chunk.insert(chunk.end(), packed.begin(), packed.end());
  b.function("f", 1, 2).op(kReturn).chunk("LitT", chunk);
  EXPECT_NE(loader.refusal(b.build()).find("chunk LitT: "), std::string::npos);
}

TEST(Load, AtomsOfBothForms) {
  ByteVector long_form;
  B::append_u32(long_form, static_cast<uint32_t>(-2));
  long_form.insert(long_form.end(), {0x10, 'm', 0x08, 250});
  for (int i = 0; i < 125; i++) long_form.insert(long_form.end(), {0xC3, 0xA9});  // é
  ByteVector body;
  B::append_text(body, "BEAM");
  B::append_chunk(body, "AtU8", long_form);
  ByteVector file;
  B::append_text(file, "FOR1");
  B::append_u32(file, static_cast<uint32_t>(body.size()));
  file.insert(file.end(), body.begin(), body.end());
  auto opened = BeamFile::open(file, "test.beam");
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(module_name(file, "test.beam").value(), "m");
}

TEST(Load, ErrorsNameFileAndChunk) {
  TestLoader loader;
  EXPECT_EQ(loader.refusal({}),
            "test.beam: not a .beam file: name one that gleam build or erlc has made");
  ByteVector bytes = identity_module();
  bytes.resize(bytes.size() - 8);
  EXPECT_EQ(loader.refusal(bytes), "test.beam: cut short: build it again");
  B b("m");
  b.op(kReturn).function("f", 1, 2).op(kReturn);
  EXPECT_EQ(loader.refusal(b.build()),
            "test.beam: chunk Code: instruction 3 (func_info): code before the first function");
}

TEST(Load, MessagesAreOneLine) {
  TestLoader loader;
  B b("m");
  b.function("a\nb", 0, 2).op(kReturn);
  std::string message = loader.refusal(b.build());
  EXPECT_EQ(message.find('\n'), std::string::npos);
  EXPECT_NE(message.find("a?b/0"), std::string::npos);
}

TEST(Load, NestedListsDoNotRecurse) {
  TestLoader loader;
  B b("m");
  b.function("f", 0, 2).raw({static_cast<uint8_t>(kPutTuple2), 0x03});
  for (int i = 0; i < 1'000'000; i++) b.raw({0x17, 0x10});
  EXPECT_NE(loader.refusal(b.build()).find("a list holds a list"), std::string::npos);
}

TEST(Load, Md5IsTheOneThatCompilersPutIntoFuns) {
  int compared = 0;
  for (const fs::path& path : beams_below(source_dir() / "bench/suite")) {
    ByteVector bytes = read_file(path);
    auto file = BeamFile::open(bytes, path.string());
    ASSERT_TRUE(file.ok());
    const Bytes* lambdas = file->find("FunT");
    if (!lambdas || lambdas->size() < 28) continue;
    uint32_t unique = 0;
    for (size_t i = 24; i < 28; i++) unique = unique << 8 | (*lambdas)[i];
    auto digest = module_md5(bytes, path.string());
    ASSERT_TRUE(digest.ok());
    uint32_t first = 0;
    for (size_t i = 0; i < 4; i++) first = first << 8 | (*digest)[i];
    EXPECT_EQ(first >> 5, unique) << path;
    compared++;
  }
  EXPECT_GT(compared, 5);
}

void expect_all_load(const std::vector<fs::path>& paths) {
  TestLoader loader;
  for (const fs::path& path : paths) {
    auto module = load_module(read_file(path), path.string(), loader.atoms, loader.literals);
    EXPECT_TRUE(module.ok()) << module.error().message;
  }
}

TEST(LoadReal, TheSuite) {
  std::vector<fs::path> paths = beams_below(source_dir() / "bench/suite");
  EXPECT_GE(paths.size(), 30u);
  expect_all_load(paths);
}

TEST(LoadReal, TheOpcodeFixturesOfFourReleases) {
  std::vector<fs::path> paths;
  for (const char* folder : {"beam23", "beam25", "beam27", "beam29"}) {
    std::vector<fs::path> more = beams_below(source_dir() / "tests/opcodes" / folder);
    paths.insert(paths.end(), more.begin(), more.end());
  }
  EXPECT_GE(paths.size(), 80u);
  expect_all_load(paths);
}

// The libraries of the Erlang on this machine, or of LINAC_TEST_OTP.
std::string otp_folder() {
  if (const char* folder = std::getenv("LINAC_TEST_OTP")) return folder;
  FILE* pipe = popen("erl -noshell -eval 'io:put_chars(code:lib_dir()),halt().' 2>/dev/null", "r");
  if (!pipe) return "";
  std::array<char, 4096> buffer{};
  size_t count = fread(buffer.data(), 1, buffer.size(), pipe);
  pclose(pipe);
  return std::string(buffer.data(), count);
}

TEST(LoadReal, EverythingThatErlangCameWith) {
  std::string folder = otp_folder();
  std::vector<fs::path> paths = beams_below(folder.empty() ? "/nonexistent" : folder);
  if (paths.empty()) GTEST_SKIP() << "no Erlang found; LINAC_TEST_OTP may name its lib folder";
  expect_all_load(paths);
}

// Hostile files: refused or loaded, but never more than that.

void load_quietly(const ByteVector& bytes) {
  TestLoader loader;
  auto module = loader.load(bytes);
  if (module) return;
  EXPECT_EQ(module.error().message.substr(0, 11), "test.beam: ");
  EXPECT_EQ(module.error().message.find('\n'), std::string::npos);
}

TEST(LoadHostile, TheHostileModules) {
  std::vector<fs::path> paths = beams_below(source_dir() / "tests/opcodes/hostile");
  if (paths.empty()) GTEST_SKIP() << "tests/opcodes/hostile is not there";
  for (const fs::path& path : paths) {
    SCOPED_TRACE(path.string());
    load_quietly(read_file(path));
  }
}

uint64_t next_random(uint64_t& state) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

void mutate(ByteVector& bytes, uint64_t& random) {
  uint64_t changes = 1 + next_random(random) % 4;
  for (uint64_t i = 0; i < changes; i++) {
    size_t at = next_random(random) % bytes.size();
    switch (next_random(random) % 5) {
      case 0: bytes[at] = static_cast<uint8_t>(next_random(random)); break;
      case 1: bytes[at] ^= static_cast<uint8_t>(1u << next_random(random) % 8); break;
      case 2: bytes[at] = static_cast<uint8_t>(bytes[at] + 1); break;
      case 3: {  // a piece of it elsewhere
        size_t from = next_random(random) % bytes.size();
        size_t count = std::min({next_random(random) % 16, bytes.size() - from, bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(from), count,
                    bytes.begin() + static_cast<ptrdiff_t>(at));
        break;
      }
      case 4:  // rarely cut
        if (next_random(random) % 16 == 0) bytes.resize(at + 1);
        break;
    }
  }
}

TEST(LoadHostile, MutatedModules) {
  uint64_t random = 0x9E3779B97F4A7C15;
  std::vector<fs::path> paths = beams_below(source_dir() / "bench/suite");
  ASSERT_FALSE(paths.empty());
  for (const fs::path& path : paths) {
    ByteVector original = read_file(path);
    for (int i = 0; i < 150; i++) {
      ByteVector bytes = original;
      mutate(bytes, random);
      SCOPED_TRACE(path.string() + ", mutation " + std::to_string(i));
      load_quietly(bytes);
    }
  }
}

TEST(LoadHostile, EveryPrefixOfAModule) {
  ByteVector bytes = read_file(source_dir() / "bench/suite/beam29/b_ring.beam");
  ASSERT_FALSE(bytes.empty());
  for (size_t size = 0; size < bytes.size(); size++) {
    load_quietly(ByteVector(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size)));
  }
}

}  // namespace
}  // namespace linac
