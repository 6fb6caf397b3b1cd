#include "core/term/hash.h"

#include <unordered_map>

#include "core/term/compare.h"
#include "tests/unit/term_reader.h"

namespace linac {
namespace {

struct HashCase {
  const char* term;
  uint32_t phash2;  // of the full range of 32 bits
};
constexpr HashCase kHashCases[] = {
#include "tests/unit/hash_cases.inc"
};

class HashTest : public TermTest {};

TEST_F(HashTest, Phash2IsOtps) {
  for (const HashCase& row : kHashCases) {
    ASSERT_EQ(phash2_full(atoms_, read(row.term)), row.phash2) << row.term;
  }
}

TEST_F(HashTest, Phash2Has27Bits) {
  EXPECT_EQ(phash2(atoms_, kNil), 3468870702u & 0x7FFFFFF);
  EXPECT_EQ(phash2(atoms_, number(-0.0)), phash2(atoms_, number(0.0)));
}

// The bits of any bitstring lie anywhere in their bytes.
TEST_F(HashTest, HashesDoNotDependOnWhereBitsLie) {
  std::string_view text = "The quick brown fox jumps over the lazy dog, twice";
  for (size_t size = 0; size <= 340; size += 17) {
    uint8_t bytes[64] = {};
    copy_bits(bytes, 0, reinterpret_cast<const uint8_t*>(text.data()), 0, size);
    Term straight = make_bitstring({bytes, 0, size}, *space_);
    for (size_t offset : {1, 3, 8, 13}) {
      uint8_t moved[64];
      std::fill(std::begin(moved), std::end(moved), uint8_t{0xFF});
      copy_bits(moved, offset, bytes, 0, size);
      Term parent = make_bitstring({moved, 0, 64 * 8}, *space_);
      Word* box = space_->take(4);
      box[0] = make_header(BoxedKind::kSubBinary, 3);
      box[1] = offset;
      box[2] = size;
      box[3] = parent.bits;
      Term sub = make_boxed(box);
      EXPECT_EQ(phash2_full(atoms_, straight), phash2_full(atoms_, sub)) << size;
      EXPECT_EQ(map_hash(atoms_, straight), map_hash(atoms_, sub)) << size;
      EXPECT_TRUE(exact_equal(straight, sub));
      EXPECT_EQ(compare(atoms_, straight, sub), 0);
    }
  }
}

TEST_F(HashTest, MapHashesOfRecordedTermsAreEqualOnlyWhenTermsAre) {
  std::unordered_map<uint32_t, Term> seen;
  size_t collisions = 0;
  for (const HashCase& row : kHashCases) {
    Term term = read(row.term);
    ASSERT_EQ(map_hash(atoms_, term), map_hash(atoms_, read(row.term)));
    auto [at, added] = seen.emplace(map_hash(atoms_, term), term);
    if (!added && !exact_equal(at->second, term)) collisions++;
  }
  EXPECT_LE(collisions, 1u);
}

TEST_F(HashTest, MapHashTellsShapesApart) {
  Term one = small(1);
  std::vector<Term> terms = {
      one,
      list({one}),
      tuple({one}),
      list({one}, small(2)),
      number(1),
      list({one, one}),
      list({one}, one),
      tuple({one, one}),
      tuple({}),
      list({list({one})}),
      tuple({tuple({one})}),
      map({}),
      kNil,
      tuple({list({one})}),
      list({kNil}),
      map({{one, one}}),
      atom("a"),
      binary("a"),
      list({small('a')}),
      map({{one, list({one})}}),
      atom(""),
      binary(""),
      make_bitstring({reinterpret_cast<const uint8_t*>("\0"), 0, 1}, *space_),
  };
  std::unordered_map<uint32_t, size_t> seen;
  for (size_t i = 0; i < terms.size(); i++) {
    auto [at, added] = seen.emplace(map_hash(atoms_, terms[i]), i);
    EXPECT_TRUE(added) << i << " and " << at->second;
  }
}

TEST_F(HashTest, HashesOfAtomsDoNotDependOnTheTable) {
  AtomTable other;
  other.intern("something else");
  for (const char* text : {"x", "a longer name of an atom", "é", "日本"}) {
    Term there = *other.intern(text);
    EXPECT_EQ(map_hash(atoms_, atom(text)), map_hash(other, there));
    EXPECT_EQ(phash2_full(atoms_, atom(text)), phash2_full(other, there));
  }
}

TEST_F(HashTest, ClosuresHashByTheirFunctionAndCapturedTerms) {
  Term a = funs_.closure(atom("m"), 1, 77, {small(1)}, *space_);
  Term same = funs_.closure(atom("m"), 1, 77, {small(1)}, *space_);
  Term other = funs_.closure(atom("m"), 2, 77, {small(1)}, *space_);
  EXPECT_EQ(map_hash(atoms_, a), map_hash(atoms_, same));
  EXPECT_NE(map_hash(atoms_, a), map_hash(atoms_, other));
  EXPECT_EQ(phash2(atoms_, a), phash2(atoms_, same));
  EXPECT_NE(phash2(atoms_, a), phash2(atoms_, other));
}

// As OTP 29 answered for two funs of a module `fh` with these numbers.
TEST_F(HashTest, Phash2OfClosuresIsOtps) {
  Term first = funs_.closure(atom("fh"), 0, 31337862, {}, *space_);
  Term second = funs_.closure(atom("fh"), 1, 31337862, {}, *space_);
  EXPECT_EQ(phash2_full(atoms_, first), 3724339146u);
  EXPECT_EQ(phash2_full(atoms_, second), 3996240494u);
}

// A million deep on both sides of a cell: no C stack is used.
TEST_F(HashTest, DeepTerms) {
  Term left = kNil;
  Term right = kNil;
  for (int i = 0; i < 1000000; i++) {
    left = space_->cons(left, kNil);
    right = space_->cons(kNil, right);
  }
  EXPECT_NE(map_hash(atoms_, left), map_hash(atoms_, right));
  EXPECT_EQ(phash2(atoms_, left), 31031606u);  // OTP's; it sees a million and one times [] in both
  EXPECT_EQ(phash2(atoms_, right), 31031606u);
}

}  // namespace
}  // namespace linac
