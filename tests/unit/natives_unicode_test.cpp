#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr NativeCase kCases[] = {
#include "tests/unit/native_unicode_cases.inc"
};

TEST(Natives, Unicode) { check_native_cases(kCases); }

// What library/added/unicode_util.erl asks of the tables.
constexpr NativeCase kTableCases[] = {
    {R"~(unicode_util:cp([97,98]))~", "[97,98]"},
    {R"~(unicode_util:cp(<<"ab">>))~", R"~([97|<<"b">>])~"},
    {R"~(unicode_util:gc([101,769,98]))~", "[[101,769],98]"},
    {R"~(unicode_util:gc(<<13,10,97>>))~", R"~([[13,10]|<<"a">>])~"},
    {R"~(unicode_util:linac_class(13))~", "1"},
    {R"~(unicode_util:linac_class(97))~", "0"},
    {R"~(unicode_util:linac_class(769))~", "3"},
    {R"~(unicode_util:linac_class(8205))~", "4"},
    {R"~(unicode_util:linac_class(44033))~", "14"},
    {R"~(unicode_util:linac_class(1114111))~", "0"},
    {R"~(unicode_util:linac_class(1114112))~", "error:badarg"},
    {R"~(unicode_util:linac_class(-1))~", "error:badarg"},
    {R"~(unicode_util:linac_case(upper, 97))~", "65"},
    {R"~(unicode_util:linac_case(upper, 223))~", "[83,83]"},
    {R"~(unicode_util:linac_case(fold, 7838))~", "[115,115]"},
    {R"~(unicode_util:linac_case(title, 454))~", "453"},
    {R"~(unicode_util:linac_case(upper, a))~", "error:badarg"},
    {R"~(unicode_util:linac_case(foo, 97))~", "error:badarg"},
    {R"~(unicode_util:linac_normal(nfc, [101,769]))~", "233"},
    {R"~(unicode_util:linac_normal(nfkc, [101,769]))~", "[233]"},
    {R"~(unicode_util:linac_normal(nfd, 233))~", "[101,769]"},
    {R"~(unicode_util:linac_normal(nfkd, 64257))~", "[102,105]"},
    {R"~(unicode_util:linac_normal(nfc, 55296))~", "55296"},
    {R"~(unicode_util:linac_normal(nfc, []))~", "error:badarg"},
    {R"~(unicode_util:linac_normal(nfc, [97|98]))~", "error:badarg"},
    {R"~(unicode_util:linac_normal(nfc, [-1]))~", "error:badarg"},
};

TEST(Natives, UnicodeTables) { check_native_cases(kTableCases); }

}  // namespace
}  // namespace linac
