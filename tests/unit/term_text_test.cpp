// Terms of text files: what Erlang's parser makes of them, and what is left to it.
#include "core/term/term_text.h"

#include <gtest/gtest.h>

#include <string>

#include "core/term/etf_read.h"
#include "core/term/print.h"
#include "tests/unit/test_space.h"

namespace linac {
namespace {

// The list of the terms as Erlang prints it; "left" where Erlang's parser has to read the text.
std::string read(std::string_view text) {
  auto bytes = etf_of_text(text);
  if (!bytes) return "left";
  AtomTable atoms;
  EtfOptions options{atoms};
  EtfInput input;
  EtfSize size{};
  if (open_etf(*bytes, &input) != EtfError::kNone) return "not opened";
  EtfError measured = measure_etf(input, options, &size);
  if (measured == EtfError::kMalformed) return "malformed";
  if (measured != EtfError::kNone) return "not measured";
  EXPECT_EQ(bytes->size(), size.consumed);
  TestSpace space(size.words);
  Term terms;
  if (build_etf(input, options, *space, &terms) != EtfError::kNone) return "malformed";
  PrintOptions print;
  print.form = PrintForm::kErlang;
  return print_term(atoms, terms, print);
}

TEST(TermTextTest, AnApplicationFile) {
  EXPECT_EQ(
      "[{application,hello,[{vsn,[49,46,48]},{applications,[gleam_stdlib]},{description,[]},"
      "{modules,[hello,hello@@main]},{registered,[]},{env,[{level,2.5},{more,[a|b]}]}]}]",
      read("%% made by a build tool\n{application, hello, [\n  {vsn, \"1.0\"},\n"
           "  {applications, [gleam_stdlib]},\n  {description, \"\"}, {modules, [hello,\n"
           "  hello@@main]}, {registered, []}, {env, [{level, 2.5}, {more, [a | b]}]}\n]}.\n"));
}

TEST(TermTextTest, Terms) {
  EXPECT_EQ("[]", read(""));
  EXPECT_EQ("[]", read(" % nothing\n"));
  EXPECT_EQ("[a,'B c',{},[],#{}]", read("a. 'B c'. {}. []. #{}."));
  EXPECT_EQ("[1,-1,255,256,-2147483649,999999999999999999]",
            read("1. -1. 255. 256. -2147483649. 999999999999999999."));
  EXPECT_EQ("[1.0,-2.5e-7,1.0e100]", read("1.0. -2.5e-7. 1.0E+100."));
  EXPECT_EQ("[97,10,92,39,32]", read("$a. $\\n. $\\\\. $'. $\\s."));
  EXPECT_EQ("[[97,98,99,10,8364,127,10,65]]", read("\"ab\" % c\n \"c\\n\u20ac\\d\\12\\x41\"."));
  EXPECT_EQ("[[65,8364]]", read("\"\\x{41}\\x{20AC}\"."));
  EXPECT_EQ("[<<>>,<<97,98>>,<<226,130,172>>,<<1,2,255>>,<<228>>]",
            read("<<>>. <<\"ab\">>. <<\"\u20ac\"/utf8>>. <<1, 2,255 >>. <<\"\u00e4\">>."));
  EXPECT_EQ("[#{a => [1],b => {c}}]", read("#{a => [1], b=>{c}}."));
  EXPECT_EQ("[[a,b|c],[[[[]]]]]", read("[a, b | c]. [[[[]]]]."));
}

TEST(TermTextTest, WhatIsLeftToErlangsParser) {
  for (std::string_view text : {"a",
                                "a.b.",
                                "{a}",
                                "{a,}.",
                                "[a|b,c].",
                                "[|a].",
                                "[a|].",
                                "{a}}.",
                                "[a.",
                                "]",
                                "A.",
                                "_.",
                                "fun.",
                                "a b.",
                                "1a.",
                                "1_000.",
                                "16#ff.",
                                "2#1.",
                                "1.5e.",
                                "1.5#1.",
                                "1e5.",
                                "9999999999999999999.",
                                "1.0e999.",
                                "- 1.",
                                "+1.",
                                "-a.",
                                "\"a.",
                                "'a.",
                                "'a\nb'.",
                                "\"\"\"a\"\"\".",
                                "\"\\^a\".",
                                "\"\\q\".",
                                "\"\\x{110000}\".",
                                "\"\\x{d800}\".",
                                "\"\\xg0\".",
                                "\"\\",
                                "$",
                                "$ .",
                                "<<256>>.",
                                "<<1,>>.",
                                "<<\"\u20ac\">>.",
                                "<<1:4>>.",
                                "<<a>>.",
                                "<<\"a\", 1>>.",
                                "#{a}.",
                                "#{a=>}.",
                                "#{a=>b,}.",
                                "#{a:=b}.",
                                "#r{a=1}.",
                                "\xff.",
                                "\"\xff\".",
                                "\u00e4.",
                                "a..",
                                "maybe.",
                                "(a).",
                                "%% coding: latin-1\na.",
                                "a.%x\nb"}) {
    EXPECT_EQ("left", read(text)) << text;
  }
  EXPECT_EQ("left", read("'" + std::string(256, 'a') + "'."));
  EXPECT_EQ("malformed", read("#{a => 1, a => 2}."));
}

TEST(TermTextTest, DepthIsAMatterOfMemory) {
  std::string deep = std::string(100'000, '[') + std::string(100'000, ']') + ".";
  EXPECT_TRUE(etf_of_text(deep).has_value());
  EXPECT_EQ("left", read(std::string(100'000, '{')));
}

// Every beginning of a text is read or left, whatever it ends in.
TEST(TermTextTest, Prefixes) {
  std::string text =
      "{'a b', [1, -2.5e3, $\\n, \"x\\x{20}\" \"y\" | <<\"z\"/utf8>>], #{k => <<1,2>>}}.";
  EXPECT_NE("left", read(text));
  for (size_t size = 1; size < text.size(); size++) EXPECT_EQ("left", read(text.substr(0, size)));
}

}  // namespace
}  // namespace linac
