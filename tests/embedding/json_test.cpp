// Values as JSON, and back.
#include "linac/json.h"

#include <gtest/gtest.h>

namespace {

using linac::Value;
using nlohmann::json;

std::string to(const Value& value) {
  auto made = linac::to_json(value);
  return made ? made->dump() : "error: " + made.error().message;
}
std::string from(const std::string& text) {
  auto made = linac::from_json(json::parse(text));
  return made ? made->to_string() : "error: " + made.error().message;
}
std::string lossless(const Value& value) {
  auto made = linac::to_lossless_json(value);
  if (!made) return "error: " + made.error().message;
  auto back = linac::from_lossless_json(json::parse(made->dump()));
  EXPECT_TRUE(back) << back.error().message;
  if (back) {
    EXPECT_EQ(*back, value) << made->dump();
  }
  return made->dump();
}

TEST(Json, GleamsForm) {
  EXPECT_EQ(to(42), "42");
  EXPECT_EQ(to(UINT64_MAX), "18446744073709551615");
  EXPECT_EQ(to(*Value::integer_from_text("123456789012345678901")), "\"123456789012345678901\"");
  EXPECT_EQ(to(1.5), "1.5");
  EXPECT_EQ(to(2.0), "2.0");
  EXPECT_EQ(to("text"), "\"text\"");
  EXPECT_EQ(to(std::string_view("\xFF\0", 2)), R"({"$bits":"/wA="})");
  EXPECT_EQ(to(Value::bitstring(std::vector<uint8_t>{0xE0}, 3)), R"({"$bits":"4A==","size":3})");
  EXPECT_EQ(to(true), "true");
  EXPECT_EQ(to(Value::nil()), "null");
  EXPECT_EQ(to(Value::none()), "null");
  EXPECT_EQ(to(Value::some(1)), "1");
  EXPECT_EQ(to(Value::ok(1)), R"({"$ok":1})");
  EXPECT_EQ(to(Value::error("no")), R"({"$error":"no"})");
  EXPECT_EQ(to(Value::list({1, "a"})), R"([1,"a"])");
  EXPECT_EQ(to(Value::list({})), "[]");
  EXPECT_EQ(to(Value::map({{"a", 1}, {Value::atom("b"), 2}})), R"({"a":1,"b":2})");
  EXPECT_EQ(to(Value::map({})), "{}");
  EXPECT_EQ(to(Value::map({{1, 2}})), R"({"$map":[[1,2]]})");
  EXPECT_EQ(to(Value::map({{"$a", 2}})), R"({"$map":[["$a",2]]})");
  EXPECT_EQ(to(Value::map({{"a", 1}, {Value::atom("a"), 2}})),
            R"({"$map":[[{"$type":"a"},2],["a",1]]})");
  EXPECT_EQ(to(Value::custom("user", {"joe", 3})), R"({"$type":"user","fields":["joe",3]})");
  EXPECT_EQ(to(Value::custom("red", {})), R"({"$type":"red"})");
  EXPECT_EQ(to(Value::tuple({1, 2})), R"({"$tuple":[1,2]})");
  EXPECT_EQ(to(Value::tuple({})), R"({"$tuple":[]})");
  EXPECT_EQ(to(Value::improper_list({1}, 2)), R"({"$list":[1],"tail":2})");
}

TEST(Json, GleamsFormIsReadBack) {
  EXPECT_EQ(from("null"), "nil");
  EXPECT_EQ(from("[1, 2.5, \"a\", true, {}]"), "[1,2.5,<<\"a\">>,true,#{}]");
  EXPECT_EQ(from("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(from(R"({"b": [null], "a": {"ok": 1}})"),
            R"(#{<<"a">> => #{<<"ok">> => 1},<<"b">> => [nil]})");
  EXPECT_EQ(from(R"({"$ok": 1})"), "{ok,1}");
  EXPECT_EQ(from(R"({"$type": "user", "fields": ["joe", 3]})"), "{user,<<\"joe\">>,3}");
  EXPECT_EQ(from(R"({"$type": "red"})"), "red");
  EXPECT_EQ(from(R"({"$bits": "4A==", "size": 3})"), "<<7:3>>");
  EXPECT_EQ(from(R"({"$map": [[1, 2], [{"$tuple": []}, 3]]})"), "#{1 => 2,{} => 3}");
  EXPECT_EQ(from(R"({"$list": [1], "tail": 2})"), "[1|2]");
}

TEST(Json, ErrorsNameThePlace) {
  EXPECT_EQ(to(Value::map({{"a", Value::list({1, linac::Pid{1}})}})),
            "error: /a/1: a pid has no form in JSON");
  EXPECT_EQ(from(R"({"a": [{"$bits": "x"}]})"), "error: /a/0/$bits: base64 is needed");
  EXPECT_EQ(from(R"({"$unknown": 1})"),
            "error: /$unknown: the key is not known here, or what it has is of another type");
  EXPECT_EQ(from(R"({"$ok": 1, "b": 2})"), "error: /$ok: the object has other keys besides");
  EXPECT_EQ(from(R"({"$bits": "4A==", "size": 9})"),
            "error: /$bits: the size does not fit the bytes");
  EXPECT_EQ(from(R"({"$map": [1]})"), "error: /$map: pairs are needed");
  Value deep = 1;
  for (int i = 0; i < 2000; i++) deep = Value::list({deep});
  EXPECT_NE(to(deep).find("nested too deeply"), std::string::npos);
}

TEST(Json, LosslessForm) {
  EXPECT_EQ(lossless(1), "1");
  EXPECT_EQ(lossless(INT64_MIN), R"({"$integer":"-9223372036854775808"})");
  EXPECT_EQ(lossless(*Value::integer_from_text("123456789012345678901")),
            R"({"$integer":"123456789012345678901"})");
  EXPECT_EQ(lossless(2.0), R"({"$float":2.0})");
  EXPECT_EQ(lossless(-0.0), R"({"$float":-0.0})");
  EXPECT_EQ(lossless(5e-324), R"({"$float":5e-324})");
  EXPECT_EQ(lossless("text"), "\"text\"");
  EXPECT_EQ(lossless(std::string_view("\xED\xA0\x80", 3)), R"({"$bits":"7aCA"})");
  EXPECT_EQ(lossless(Value::nil()), R"({"$atom":"nil"})");
  EXPECT_EQ(lossless(false), "false");
  EXPECT_EQ(lossless(Value::some(Value::none())),
            R"({"$tuple":[{"$atom":"some"},{"$atom":"none"}]})");
  EXPECT_EQ(lossless(Value::map({{"a", 1}})), R"({"a":1})");
  EXPECT_EQ(lossless(Value::map({{Value::atom("a"), 1}, {1.0, 2}, {1, 3}})),
            R"({"$map":[[1,3],[{"$float":1.0},2],[{"$atom":"a"},1]]})");
  EXPECT_EQ(lossless(Value::improper_list({1, 2}, "x")), R"({"$list":[1,2],"tail":"x"})");
  EXPECT_EQ(lossless(Value::tuple({})), R"({"$tuple":[]})");
  EXPECT_FALSE(linac::from_lossless_json(json(nullptr)));
  EXPECT_FALSE(linac::from_lossless_json(json{{"$ok", 1}}));
}

}  // namespace
