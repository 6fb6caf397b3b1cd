// Files of a library that lies nowhere on the disk, as the archive's do where no Erlang is installed.
#include <gtest/gtest.h>

#include "runtime/code/code_server.h"
#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

class FarLibrary final : public ModuleLibrary {
 public:
  Result<LibraryFile> read(std::string_view module) const override {
    return module == "eunit" ? LibraryFile{"/nowhere/lib/eunit-2/ebin/eunit.beam", {'F', 'O', 'R'}}
                             : LibraryFile{};
  }
  bool has(std::string_view module) const override { return module == "eunit"; }
  Result<LibraryFile> read_application(std::string_view) const override { return LibraryFile{}; }
  Result<LibraryFile> read_header(std::string_view path) const override {
    return path == "/nowhere/lib/eunit-2/include/eunit.hrl"
               ? LibraryFile{std::string(path), {'-', 'd', 'e', 'f'}}
               : LibraryFile{};
  }
  std::string application_folder(std::string_view) const override { return {}; }
};

class NativesFileTest : public testing::Test {
 protected:
  void SetUp() override { world_.process().vm->code->set_library(std::make_unique<FarLibrary>()); }
  std::string show(std::string_view expression) { return world_.show(world_.eval(expression)); }

  NativeWorld world_;
};

TEST_F(NativesFileTest, ReadsThem) {
  EXPECT_EQ(show("prim_file:read_file_nif(<<\"/nowhere/lib/eunit-2/include/eunit.hrl\",0>>)"),
            "{ok,<<45,100,101,102>>}");
  EXPECT_EQ(show("prim_file:read_file_nif(<<\"/nowhere/lib/eunit-2/ebin/eunit.beam\",0>>)"),
            "{ok,<<70,79,82>>}");
  EXPECT_EQ(
      show("erlang:element(2,prim_file:read_info_nif(<<\"/nowhere/lib/eunit-2/include/eunit.hrl"
           "\",0>>,1))"),
      "4");
}

TEST_F(NativesFileTest, HasNoOthers) {
  for (const char* path : {"eunit.hrl", "eunit.beam", "/nowhere/lib/eunit-3/include/eunit.hrl",
                           "/nowhere", "/nowhere/lib/eunit-3/ebin/eunit.beam"}) {
    std::string argument = "(<<\"" + std::string(path) + "\",0>>";
    EXPECT_EQ(show("prim_file:read_file_nif" + argument + ")"), "{error,enoent}") << path;
    EXPECT_EQ(show("prim_file:read_info_nif" + argument + ",1)"), "{error,enoent}") << path;
  }
}

TEST_F(NativesFileTest, WritesNone) {
  std::string path = "(<<\"/nowhere/lib/eunit-2/include/eunit.hrl\",0>>,";
  EXPECT_EQ(show("prim_file:open_nif" + path + "[write])"), "{error,enoent}");
  EXPECT_EQ(show("prim_file:open_nif" + path + "[read,write])"), "{error,enoent}");
  std::string opened = "erlang:element(2,prim_file:open_nif" + path + "[read]))";
  EXPECT_EQ(show("prim_file:read_nif(" + opened + ",10)"), "{ok,<<45,100,101,102>>}");
  EXPECT_EQ(show("prim_file:write_nif(" + opened + ",[<<1>>])"), "{error,eperm}");
}

}  // namespace
}  // namespace linac
