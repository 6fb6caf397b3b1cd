// The library archive's bytes, whole and broken.
#include "library/archive.h"

#include <gtest/gtest.h>

#include "library/otp_folder.h"

namespace linac::library {
namespace {

std::vector<uint8_t> embedded() {
  auto bytes = embedded_archive();
  return {bytes.begin(), bytes.end()};
}

TEST(Archive, HoldsModulesOfTheApplications) {
  auto archive = Archive::open(embedded_archive());
  ASSERT_TRUE(archive.ok());
  if (embedded_archive().empty()) GTEST_SKIP() << "built without Erlang";
  for (std::string name : {"lists", "gen_server", "eunit", "application"}) {
    auto file = archive->read(name);
    ASSERT_TRUE(file.ok());
    EXPECT_TRUE(archive->has(name));
    EXPECT_TRUE(file->path.ends_with("/ebin/" + name + ".beam")) << file->path;
    EXPECT_EQ(std::string(file->bytes.begin(), file->bytes.begin() + 4), "FOR1");
  }
  EXPECT_NE(archive->application_folder("stdlib").find("/lib/stdlib-"), std::string::npos);
  EXPECT_EQ(archive->application_folder("std"), "");
}

TEST(Archive, HoldsHeaders) {
  auto archive = Archive::open(embedded_archive());
  ASSERT_TRUE(archive.ok());
  if (embedded_archive().empty()) GTEST_SKIP() << "built without Erlang";
  for (std::string name : {"kernel/include/file.hrl", "eunit/include/eunit.hrl"}) {
    std::string application = name.substr(0, name.find('/')), rest = name.substr(name.find('/'));
    std::string path = archive->application_folder(application) + rest;
    auto file = archive->read_header(path);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file->path, path);
    std::string text(file->bytes.begin(), file->bytes.end());
    EXPECT_NE(text.find("-define("), std::string::npos) << name;
    std::string row = path.substr(archive->root().size() + std::string_view("/lib/").size());
    EXPECT_FALSE(archive->has(row));
    EXPECT_EQ(archive->read_header(row)->path, "");
  }
  EXPECT_EQ(archive->read_header("/nowhere/eunit.hrl")->path, "");
}

TEST(Archive, HasNoOtherModule) {
  auto archive = Archive::open(embedded_archive());
  ASSERT_TRUE(archive.ok());
  for (std::string_view name : {"", "list", "listss", "no_such_module", "../lists"}) {
    EXPECT_FALSE(archive->has(name));
    auto file = archive->read(name);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file->path, "");
  }
}

TEST(Archive, AnEmptyOneIsOne) {
  auto archive = Archive::open({});
  ASSERT_TRUE(archive.ok());
  EXPECT_FALSE(archive->has("lists"));
}

TEST(Archive, BrokenBytesAreAnError) {
  std::vector<uint8_t> bytes = embedded();
  if (bytes.empty()) GTEST_SKIP() << "built without Erlang";
  for (size_t cut :
       {size_t{1}, size_t{8}, size_t{15}, size_t{300}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_FALSE(Archive::open(std::span(bytes).first(cut)).ok()) << cut;
  }
  std::vector<uint8_t> version = bytes;
  version[11]++;
  EXPECT_FALSE(Archive::open(version).ok());
  // Damage in one module's content leaves the others readable.
  std::vector<uint8_t> data = bytes;
  data.back() ^= 0xFF;
  auto archive = Archive::open(data);
  ASSERT_TRUE(archive.ok());
  EXPECT_TRUE(archive->read("lists").ok());
}

TEST(OtpFolder, NeedsItsStdlib) {
  EXPECT_FALSE(OtpFolder::open("/").ok());
  EXPECT_FALSE(OtpFolder::open("/nonexistent").ok());
}

}  // namespace
}  // namespace linac::library
