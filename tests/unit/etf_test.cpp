// The external term format and printing, against what OTP 29 answered (data/record_terms.erl).
#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <string>
#include <vector>

#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/etf_read.h"
#include "core/term/etf_write.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "core/term/print.h"
#include "tests/unit/test_hooks.h"
#include "tests/unit/test_space.h"

namespace linac {
namespace {

using Bytes = std::vector<uint8_t>;

struct Recorded {
  const char* etf[3];  // of minor version 2, 1, 0
  const char *w, *tw, *p, *tp, *gleam;
};
constexpr Recorded kRecorded[] = {
#define TERM(etf2, etf1, etf0, w, tw, p, tp, gleam) {{etf2, etf1, etf0}, w, tw, p, tp, gleam},
#include "tests/unit/data/terms_otp29.inc"
#undef TERM
};

Bytes from_hex(std::string_view hex) {
  Bytes bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}
std::string to_hex(const Bytes& bytes) {
  std::string hex;
  for (uint8_t byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

class EtfTest : public ::testing::Test {
 protected:
  EtfError read(const Bytes& bytes, Term* term, bool safe = false) {
    EtfOptions options{atoms_, &hooks_, safe};
    EtfInput input;
    EtfError error = open_etf(bytes, &input);
    if (error != EtfError::kNone) return error;
    EtfSize size{};
    error = measure_etf(input, options, &size);
    if (error != EtfError::kNone) return error;
    consumed_ = size.consumed;
    spaces_.emplace_back(size.words);
    error = build_etf(input, options, *spaces_.back(), term);
    EXPECT_LE(spaces_.back().used(), size.words);
    return error;
  }
  Term must_read(const Bytes& bytes) {
    Term term = kNoTerm;
    EXPECT_EQ(read(bytes, &term), EtfError::kNone) << to_hex(bytes);
    return term;
  }
  EtfError error_of(Bytes bytes, bool safe = false) {
    bytes.insert(bytes.begin(), 131);
    Term term = kNoTerm;
    return read(bytes, &term, safe);
  }
  std::string text_of(Bytes bytes) {
    bytes.insert(bytes.begin(), 131);
    Term term = kNoTerm;
    if (read(bytes, &term) != EtfError::kNone) return "error";
    return print_term(atoms_, term, {.hooks = &hooks_});
  }
  Bytes write(Term term, unsigned minor_version = 2, bool deterministic = true) {
    EtfWriteOptions options{atoms_, &hooks_, minor_version, deterministic};
    Bytes bytes(etf_size(term, options));
    write_etf(term, options, bytes.data());
    return bytes;
  }

  AtomTable atoms_;
  TestHooks hooks_;
  std::deque<TestSpace> spaces_;
  size_t consumed_ = 0;
};

TEST_F(EtfTest, RecordedTermsReadAndWriteTheSameBytes) {
  for (const Recorded& recorded : kRecorded) {
    for (unsigned minor = 0; minor <= 2; ++minor) {
      Bytes bytes = from_hex(recorded.etf[2 - minor]);
      Term term = must_read(bytes);
      ASSERT_EQ(consumed_, bytes.size());
      ASSERT_EQ(to_hex(write(term, minor)), recorded.etf[2 - minor]) << recorded.tw;
    }
  }
}

TEST_F(EtfTest, RecordedTermsPrintTheSameText) {
  for (const Recorded& recorded : kRecorded) {
    Term term = must_read(from_hex(recorded.etf[0]));
    auto text = [&](PrintForm form, bool unicode) {
      return print_term(atoms_, term,
                        {.form = form, .unicode = unicode, .ordered_maps = true, .hooks = &hooks_});
    };
    // The nodes of external terms have other numbers here.
    if (std::string_view(recorded.etf[0]).find("7703614062") != std::string_view::npos) continue;
    EXPECT_EQ(text(PrintForm::kErlang, false), recorded.w);
    EXPECT_EQ(text(PrintForm::kErlang, true), recorded.tw);
    EXPECT_EQ(text(PrintForm::kErlangPretty, false), recorded.p);
    EXPECT_EQ(text(PrintForm::kErlangPretty, true), recorded.tp);
    if (*recorded.gleam == 0) continue;
    EXPECT_EQ(text(PrintForm::kGleam, true), recorded.gleam);
  }
}

TEST_F(EtfTest, EveryPrefixIsMalformed) {
  for (const Recorded& recorded : kRecorded) {
    Bytes bytes = from_hex(recorded.etf[0]);
    if (bytes.size() > 2000) continue;
    for (size_t size = 0; size < bytes.size(); ++size) {
      Term term;
      Bytes prefix(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
      ASSERT_EQ(read(prefix, &term), EtfError::kMalformed);
    }
    spaces_.clear();
  }
}

TEST_F(EtfTest, ChangedBytesNeverDoHarm) {
  std::mt19937_64 random(7);
  for (const Recorded& recorded : kRecorded) {
    Bytes original = from_hex(recorded.etf[random() % 3]);
    if (original.size() > 3000) continue;
    for (int round = 0; round < 20; ++round) {
      Bytes bytes = original;
      for (size_t i = 0; i <= random() % 3; ++i) {
        bytes[random() % bytes.size()] = static_cast<uint8_t>(random());
      }
      Term term = kNoTerm;
      if (read(bytes, &term) != EtfError::kNone) continue;
      Bytes again = write(term);
      Term copy = must_read(again);
      ASSERT_TRUE(exact_equal(term, copy)) << to_hex(bytes);
      ASSERT_EQ(to_hex(write(copy)), to_hex(again));
    }
    spaces_.clear();
  }
}

// Answers of OTP 29.
TEST_F(EtfTest, OddFormsAsRecorded) {
  EXPECT_EQ(text_of({110, 1, 0, 5}), "5");
  EXPECT_EQ(text_of({110, 1, 1, 0}), "0");
  EXPECT_EQ(text_of({110, 0, 0}), "0");
  EXPECT_EQ(text_of({110, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}), "1");
  EXPECT_EQ(text_of({110, 1, 2, 5}), "-5");
  EXPECT_EQ(text_of({111, 0, 0, 0, 0, 0}), "0");
  EXPECT_EQ(text_of({116, 0, 0, 0, 2, 97, 1, 97, 2, 97, 1, 97, 3}), "error");
  EXPECT_EQ(text_of({116, 0, 0, 0, 0}), "#{}");
  EXPECT_EQ(text_of({97, 1, 2, 3}), "1");
  EXPECT_EQ(consumed_, 3u);
  EXPECT_EQ(text_of({100, 0, 2, 0xC3, 0xA9}), "'\xC3\x83\xC2\xA9'");
  EXPECT_EQ(text_of({118, 0, 2, 0xC3, 0xA9}), "\xC3\xA9");
  EXPECT_EQ(text_of({118, 0, 2, 0xC3, 0xC3}), "error");
  EXPECT_EQ(text_of({119, 0}), "''");
  EXPECT_EQ(text_of({115, 1, 0xE9}), "\xC3\xA9");
  EXPECT_EQ(text_of({105, 0, 0, 0, 0}), "{}");
  EXPECT_EQ(text_of({105, 0, 0, 0, 1, 97, 1}), "{1}");
  EXPECT_EQ(text_of({108, 0, 0, 0, 0, 106}), "[]");
  EXPECT_EQ(text_of({108, 0, 0, 0, 0, 97, 1}), "1");
  EXPECT_EQ(text_of({108, 0, 0, 0, 1, 97, 1, 97, 2}), "[1|2]");
  EXPECT_EQ(text_of({107, 0, 0}), "[]");
  EXPECT_EQ(text_of({77, 0, 0, 0, 0, 0}), "error");
  EXPECT_EQ(text_of({77, 0, 0, 0, 0, 3}), "error");
  EXPECT_EQ(text_of({77, 0, 0, 0, 1, 0, 255}), "error");
  EXPECT_EQ(text_of({77, 0, 0, 0, 1, 9, 255}), "error");
  EXPECT_EQ(text_of({77, 0, 0, 0, 1, 8, 255}), "<<255>>");
  EXPECT_EQ(text_of({77, 0, 0, 0, 1, 3, 255}), "<<7:3>>");
  EXPECT_EQ(text_of({70, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0}), "error");
  EXPECT_EQ(text_of({70, 0x80, 0, 0, 0, 0, 0, 0, 0}), "-0.0");
  EXPECT_EQ(text_of({117, 0, 0, 0, 0}), "error");
  EXPECT_EQ(text_of({82, 1}), "error");
  EXPECT_EQ(text_of({131, 97, 1}), "error");
  EXPECT_EQ(text_of({121, 1, 2, 3, 4, 5, 6, 7, 8, 97, 1}), "error");
}

Bytes float_text(std::string_view text) {
  Bytes bytes(32);
  bytes[0] = 99;
  std::copy(text.begin(), text.end(), bytes.begin() + 1);
  return bytes;
}

TEST_F(EtfTest, FloatsAsText) {
  EXPECT_EQ(text_of(float_text("1.50000000000000000000e+00")), "1.5");
  EXPECT_EQ(text_of(float_text("1.5")), "1.5");
  for (const char* text : {"1", "1e5", " 1.5", "1.5x", "1.5e400", "inf", "nan", ""}) {
    EXPECT_EQ(text_of(float_text(text)), "error") << text;
  }
}

Bytes with_node(Bytes bytes, const char* node, std::initializer_list<uint32_t> words,
                Bytes end = {}) {
  std::string name = node;
  bytes.push_back(119);
  bytes.push_back(static_cast<uint8_t>(name.size()));
  bytes.insert(bytes.end(), name.begin(), name.end());
  for (uint32_t word : words) {
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<uint8_t>(word >> shift));
  }
  bytes.insert(bytes.end(), end.begin(), end.end());
  return bytes;
}

TEST_F(EtfTest, PidsPortsAndReferences) {
  const char* here = "nonode@nohost";
  EXPECT_EQ(text_of(with_node({103}, here, {5, 6}, {0})), "<0.5.6>");
  EXPECT_EQ(text_of(with_node({88}, here, {5, 6, 0})), "<0.5.6>");
  EXPECT_EQ(text_of(with_node({88}, here, {5, 6, 1})), "<0.5.6>");
  EXPECT_EQ(text_of(with_node({88}, here, {0xFFFFFFFF, 0xFFFFFFFF, 0})), "error");
  EXPECT_EQ(text_of(with_node({103}, "a@b", {5, 6}, {7})), "error");
  EXPECT_EQ(text_of(with_node({102}, here, {5}, {0})), "#Port<0.5>");
  EXPECT_EQ(text_of(with_node({89}, here, {5, 0})), "#Port<0.5>");
  EXPECT_EQ(text_of(with_node({120}, here, {0, 5, 0})), "#Port<0.5>");
  EXPECT_EQ(text_of(with_node({120}, here, {0xFFFFFFFF, 5, 0})), "error");
  EXPECT_EQ(text_of(with_node({90, 0, 3}, here, {0, 1, 2, 3})), "#Ref<0.3.2.1>");
  EXPECT_EQ(text_of(with_node({90, 0, 1}, here, {0, 1})), "#Ref<0.0.0.1>");
  EXPECT_EQ(text_of(with_node({90, 0, 5}, here, {0, 1, 2, 3, 4, 5})), "#Ref<0.3.2.1>");
  EXPECT_EQ(text_of(with_node({90, 0, 3}, here, {0, 0xFFFFFFFF, 2, 3})), "error");
  EXPECT_EQ(text_of(with_node({90, 0, 6}, "a@b", {0, 1, 2, 3, 4, 5, 6})), "error");
  EXPECT_EQ(text_of(with_node({101}, "a@b", {0xFFFFFFFF}, {1})), "error");
  EXPECT_EQ(text_of(with_node({101}, "a@b", {1}, {5})), "error");
  EXPECT_EQ(text_of(with_node({101}, here, {1}, {0})), "#Ref<0.0.0.1>");
  Bytes old = with_node({114, 0, 3}, here, {}, {0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3});
  EXPECT_EQ(text_of(old), "#Ref<0.3.2.1>");
  uint32_t node = atoms_.intern("a@b")->atom_index();
  EXPECT_EQ(text_of(with_node({88}, "a@b", {5, 0xFFFFFFFF, 1})),
            "<" + std::to_string(node) + ".5.4294967295>");
  EXPECT_EQ(text_of(with_node({90, 0, 0}, "a@b", {1})), "#Ref<" + std::to_string(node) + ">");
}

TEST_F(EtfTest, Records) {
  auto record = [](uint8_t count, uint8_t flags, Bytes rest) {
    Bytes bytes{67, 0, 0, 0, count, flags, 119, 1, 'z', 119, 1, 'y'};
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    return bytes;
  };
  EXPECT_EQ(text_of(record(1, 0, {119, 1, 'x', 97, 1})), "#z:y{x = 1}");
  EXPECT_EQ(text_of(record(1, 1, {119, 1, 'x', 97, 1})), "#z:y{x = 1}");
  EXPECT_EQ(text_of(record(1, 2, {119, 1, 'x', 97, 1})), "error");
  EXPECT_EQ(text_of(record(1, 0, {97, 1, 97, 1})), "error");
  EXPECT_EQ(text_of(record(2, 0, {119, 1, 'x', 119, 1, 'x', 97, 1, 97, 2})), "error");
  EXPECT_EQ(text_of(record(2, 0, {119, 1, 'x', 119, 1, 'b', 97, 1, 97, 2})), "#z:y{x = 1,b = 2}");
  EXPECT_EQ(text_of(record(0, 0, {})), "#z:y{}");
}

TEST_F(EtfTest, LyingLengths) {
  for (uint8_t tag : {105, 108, 109, 111, 116}) {
    EXPECT_EQ(error_of({tag, 0xFF, 0xFF, 0xFF, 0xFF, 97, 1}), EtfError::kMalformed);
    EXPECT_EQ(error_of({tag, 0, 0, 0, 7, 97, 1}), EtfError::kMalformed);
  }
  EXPECT_EQ(error_of({77, 0xFF, 0xFF, 0xFF, 0xFF, 8, 1}), EtfError::kMalformed);
  EXPECT_EQ(error_of({67, 0xFF, 0xFF, 0xFF, 0xFF, 0, 119, 1, 'a', 119, 1, 'b'}),
            EtfError::kMalformed);
  // Each level claims nearly all that is left, so only their sum is a lie.
  Bytes nested;
  for (int i = 0; i < 1000; ++i) nested.insert(nested.end(), {105, 0, 0, 3, 0});
  EXPECT_EQ(error_of(nested), EtfError::kMalformed);
  EXPECT_EQ(error_of({80, 0xFF, 0xFF, 0xFF, 0xFF, 120, 156}), EtfError::kMalformed);
}

TEST_F(EtfTest, Compressed) {
  Bytes a{80, 0, 0, 0, 3, 120, 156, 43, 103, 76, 4, 0, 1, 203, 0, 218};
  EXPECT_EQ(text_of(a), "a");
  EXPECT_EQ(consumed_, a.size() + 1);
  Bytes longer = a, shorter = a, more = a;
  longer[4] = 4;
  shorter[4] = 2;
  EXPECT_EQ(text_of(longer), "error");
  EXPECT_EQ(text_of(shorter), "error");
  more.insert(more.end(), {1, 2, 3});
  EXPECT_EQ(text_of(more), "a");
  EXPECT_EQ(consumed_, a.size() + 1);
  // A term and two bytes more inside; a version byte inside.
  EXPECT_EQ(text_of({80, 0, 0, 0, 5, 120, 156, 43, 103, 76, 76, 74, 6, 0, 4, 166, 1, 159}), "a");
  EXPECT_EQ(text_of({80, 0, 0, 0, 4, 120, 156, 107, 46, 103, 76, 4, 0, 3, 216, 1, 93}), "error");
  a.back() ^= 1;
  EXPECT_EQ(text_of(a), "error");
  EXPECT_EQ(text_of({80, 0, 0, 0, 0}), "error");
}

TEST_F(EtfTest, CompressedBack) {
  TestSpace space(1 << 19);
  Term list = kNil;
  for (int i = 0; i < 65536; ++i) list = space->cons(make_small('a'), list);
  Bytes bytes = write(space->tuple_of(list));
  ASSERT_EQ(bytes.size(), 131081u);
  EXPECT_EQ(bytes[3], 108);  // one too many for a string
  for (int level : {-1, 1, 9}) {
    Bytes packed(bytes.size());
    auto size = compress_etf(bytes, level, packed.data());
    ASSERT_TRUE(size.has_value());
    packed.resize(*size);
    EXPECT_LT(packed.size(), 2000u);
    EXPECT_EQ(to_hex(Bytes(packed.begin(), packed.begin() + 6)), "835000020008");
    EXPECT_TRUE(exact_equal(must_read(packed), must_read(bytes)));
  }
  Bytes small = write(space->tuple_of(atoms::kOk));
  EXPECT_FALSE(compress_etf(small, 9, small.data()).has_value());
  EXPECT_EQ(write(list.tail()).size(), 65535u + 4);
}

TEST_F(EtfTest, DepthNeedsNoStack) {
  const size_t kDepth = 1000000;
  for (const Bytes& level :
       {Bytes{104, 1}, Bytes{108, 0, 0, 0, 1}, Bytes{116, 0, 0, 0, 1, 97, 1}}) {
    Bytes bytes{131};
    for (size_t i = 0; i < kDepth; ++i) bytes.insert(bytes.end(), level.begin(), level.end());
    bytes.push_back(106);
    if (level[0] == 108) bytes.insert(bytes.end(), kDepth, 106);
    Term term = must_read(bytes);
    EXPECT_EQ(write(term), bytes);
    EXPECT_GE(print_term(atoms_, term).size(), 2 * kDepth);
    EXPECT_GE(print_term(atoms_, term, {.form = PrintForm::kGleam}).size(), 2 * kDepth);
    spaces_.clear();
  }
}

TEST_F(EtfTest, SafeMakesNothing) {
  EXPECT_EQ(error_of({119, 3, 'n', 'e', 'w'}, true), EtfError::kUnsafe);
  EXPECT_EQ(error_of({104, 1, 119, 2, 'o', 'k'}, true), EtfError::kNone);
  EXPECT_FALSE(atoms_.find("new").has_value());
  EXPECT_EQ(error_of(with_node({88}, "n@w", {5, 6, 1}), true), EtfError::kUnsafe);
  EXPECT_FALSE(atoms_.find("n@w").has_value());
  hooks_.known_exports = false;
  EXPECT_EQ(error_of({113, 119, 2, 'o', 'k', 119, 2, 'o', 'k', 97, 1}, true), EtfError::kUnsafe);
  EXPECT_EQ(error_of({113, 119, 2, 'o', 'k', 119, 2, 'o', 'k', 97, 1}), EtfError::kNone);
}

TEST_F(EtfTest, AtomTableFull) {
  AtomTable small(atoms::kPredefinedCount + 1);
  Bytes bytes{131, 104, 2, 119, 1, 'p', 119, 1, 'q'};
  EtfInput input;
  EtfSize size{};
  EtfOptions options{small};
  Term term;
  ASSERT_EQ(open_etf(bytes, &input), EtfError::kNone);
  ASSERT_EQ(measure_etf(input, options, &size), EtfError::kNone);
  TestSpace space(size.words);
  EXPECT_EQ(build_etf(input, options, *space, &term), EtfError::kAtomLimit);
}

TEST_F(EtfTest, MapsOfManyKeysAreMeasured) {
  std::mt19937_64 random(5);
  for (uint32_t count : {31u, 32u, 33u, 100u, 5000u}) {
    Bytes bytes{131, 116, 0, 0, static_cast<uint8_t>(count >> 8), static_cast<uint8_t>(count)};
    for (uint32_t i = 0; i < count; ++i) {
      // Pairs of keys that share the high half of their hash's factor.
      bytes.insert(bytes.end(), {98, static_cast<uint8_t>(i % 2), 0, static_cast<uint8_t>(i >> 8),
                                 static_cast<uint8_t>(i), 106});
    }
    Term map = must_read(bytes);
    EXPECT_EQ(map_size(map), count);
    EXPECT_TRUE(exact_equal(must_read(write(map)), map));
  }
}

TEST_F(EtfTest, ShiftedBinariesWriteTheSame) {
  Bytes raw(200);
  std::mt19937_64 random(3);
  for (auto& byte : raw) byte = static_cast<uint8_t>(random());
  TestSpace space;
  Term whole = make_binary(raw, *space);
  for (size_t offset = 0; offset < 20; ++offset) {
    for (size_t size : {1000u, 1001u, 1007u, 1008u}) {
      Term part = make_sub_binary(whole, offset, size, *space);
      Term copy = must_read(write(part));
      EXPECT_TRUE(equal_bits(bits_view(part), bits_view(copy)));
    }
  }
}

}  // namespace
}  // namespace linac
