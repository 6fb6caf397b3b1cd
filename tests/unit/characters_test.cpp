// Lists of characters against a walk that gathers them one by one.
#include "core/term/characters.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/term/atom.h"
#include "core/term/bits.h"
#include "core/term/utf8.h"
#include "tests/unit/test_space.h"

namespace linac {
namespace {

class CharactersTest : public ::testing::Test {
 protected:
  size_t below(size_t limit) { return random_() % limit; }

  // A binary, sometimes one that does not begin with a byte; what it says goes to `text`.
  Term binary(bool latin1, std::string& text) {
    std::string bytes;
    for (size_t i = below(below(8) == 0 ? 70 : 12); i > 0; --i) {
      uint32_t character = below(4) == 0 ? 0x80 + static_cast<uint32_t>(below(0x80))
                                         : 0x20 + static_cast<uint32_t>(below(0x5F));
      append_utf8(text, character);
      if (latin1) {
        bytes.push_back(static_cast<char>(character));
      } else {
        append_utf8(bytes, character);
      }
    }
    return make_binary(bytes, space());
  }

  // A list; what it says goes to `text`.
  Term list(bool latin1, int depth, std::string& text) {
    std::vector<Term> elements;
    for (size_t i = below(10); i > 0; --i) {
      switch (below(depth > 0 ? 5 : 3)) {
        case 0: {
          auto character = static_cast<uint32_t>(below(latin1 ? 0x100 : 0x3000));
          append_utf8(text, character);
          elements.push_back(make_small(character));
          break;
        }
        case 1: elements.push_back(binary(latin1, text)); break;
        case 2: elements.push_back(kNil); break;
        default: elements.push_back(list(latin1, depth - 1, text)); break;
      }
    }
    Term result = below(3) == 0 ? binary(latin1, text) : kNil;
    if (elements.empty()) return result.is_nil() ? kNil : space().cons(kNil, result);
    for (size_t i = elements.size(); i-- > 0;) result = space().cons(elements[i], result);
    return result;
  }

  std::optional<std::string> encoded(Term list, bool latin1, size_t room) {
    std::vector<uint8_t> out(room);  // of that size, so that a sanitizer sees a write past it
    auto size = encode_characters(list, latin1, out);
    if (!size) return std::nullopt;
    return std::string(out.begin(), out.begin() + static_cast<ptrdiff_t>(*size));
  }

  std::mt19937_64 random_{20261123};
  TermSpace& space() { return **space_; }
  std::unique_ptr<TestSpace> space_ = std::make_unique<TestSpace>();
};

TEST_F(CharactersTest, ListsAreWhatTheySay) {
  for (int round = 0; round < 3000; ++round) {
    space_ = std::make_unique<TestSpace>(1 << 15);
    bool latin1 = below(2) == 0;
    std::string text;
    Term data = list(latin1, 3, text);
    // Of Latin-1 a binary is given room for two bytes each.
    ASSERT_EQ(encoded(data, latin1, 2 * text.size() + 4000), text) << round;
    auto tight = encoded(data, latin1, text.size());
    ASSERT_TRUE(!tight || *tight == text) << round;
    if (text.empty()) continue;
    ASSERT_EQ(encoded(data, latin1, text.size() - 1), std::nullopt) << round;
  }
}

TEST_F(CharactersTest, WhatIsNone) {
  TermSpace& space = **space_;
  auto one = [&](Term element) { return space.cons(element, kNil); };
  for (int64_t value :
       {int64_t{-1}, int64_t{0xD800}, int64_t{0xDFFF}, int64_t{0x110000}, int64_t{1} << 40}) {
    EXPECT_EQ(encoded(one(make_small(value)), false, 100), std::nullopt) << value;
  }
  EXPECT_EQ(encoded(one(make_small(0x100)), true, 100), std::nullopt);
  EXPECT_EQ(encoded(one(make_small(0x10FFFF)), false, 100), "\xF4\x8F\xBF\xBF");
  EXPECT_EQ(encoded(one(atoms::kTrue), false, 100), std::nullopt);
  EXPECT_EQ(encoded(space.cons(make_small('a'), atoms::kTrue), false, 100), std::nullopt);
  EXPECT_EQ(encoded(space.cons(make_small('a'), make_small('b')), false, 100), std::nullopt);
  EXPECT_EQ(encoded(one(make_binary("\xC3", space)), false, 100), std::nullopt);
  EXPECT_EQ(encoded(one(make_binary("\xC3", space)), true, 100), "\xC3\x83");
  EXPECT_EQ(encoded(one(make_binary("0123456789\xFF", space)), false, 100), std::nullopt);
  Term bits = make_sub_binary(make_binary("ab", space), 0, 9, space);
  EXPECT_EQ(encoded(one(bits), false, 100), std::nullopt);
  EXPECT_EQ(encoded(space.cons(make_small('a'), bits), false, 100), std::nullopt);
}

// Sharing makes a list of nothing as long as one wants.
TEST_F(CharactersTest, CellsAreCounted) {
  Term nothing = kNil;
  for (int i = 0; i < 60; ++i) nothing = space().cons(nothing, nothing);
  EXPECT_EQ(encoded(nothing, false, 100), std::nullopt);
  Term long_one = kNil;
  for (int i = 0; i < 400; ++i) long_one = space().cons(kNil, long_one);
  EXPECT_EQ(encoded(long_one, false, 100), "");
  EXPECT_EQ(encoded(space().cons(kNil, long_one), false, 100), std::nullopt);
}

TEST_F(CharactersTest, PlainFirst) {
  auto first = [&](std::string_view text) { return plain_first(make_binary(text, space())); };
  EXPECT_EQ(first(""), std::nullopt);
  EXPECT_EQ(first("a"), 'a');
  EXPECT_EQ(first("ab"), 'a');
  EXPECT_EQ(first("\n\r"), '\n');
  EXPECT_EQ(first("\r"), std::nullopt);
  EXPECT_EQ(first("e\xCC\x81"), std::nullopt);
  EXPECT_EQ(first("\xC3\xA9"), std::nullopt);
  EXPECT_EQ(plain_first(kNil), std::nullopt);
  EXPECT_EQ(plain_first(make_small(3)), std::nullopt);
}

}  // namespace
}  // namespace linac
