// Where paths lead, by names, links and what is not there.
#include "runtime/process/paths.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace linac {
namespace {

namespace fs = std::filesystem;

class PathsTest : public testing::Test {
 protected:
  PathsTest() {
    char name[] = "/tmp/linac_paths_XXXXXX";
    base_ = fs::canonical(mkdtemp(name)).string();
    fs::create_directories(base_ + "/a/b");
    std::ofstream(base_ + "/a/file") << "text";
  }
  ~PathsTest() override { fs::remove_all(base_); }

  std::string leads(const std::string& path, LastName last = LastName::kFollow) {
    return find_place(base_, path, last).path;
  }
  int error(const std::string& path) { return find_place(base_, path, LastName::kFollow).error; }
  void link(const std::string& to, const std::string& name) {
    ASSERT_EQ(symlink(to.c_str(), (base_ + "/" + name).c_str()), 0);
  }

  std::string base_;
};

TEST_F(PathsTest, NamesAndDots) {
  EXPECT_EQ(leads("a/file"), base_ + "/a/file");
  EXPECT_EQ(leads(base_ + "//a/./b/../file"), base_ + "/a/file");
  EXPECT_EQ(leads("a/b/"), base_ + "/a/b");
  EXPECT_EQ(leads("a/b/.."), base_ + "/a");
  EXPECT_EQ(leads("."), base_);
  EXPECT_EQ(leads("/../../.."), "/");
  EXPECT_EQ(find_place("/", "/", LastName::kFollow).name, ".");
  EXPECT_EQ(find_place(base_, "a/b/../file", LastName::kFollow).name, "file");
}

TEST_F(PathsTest, WhatIsNotThere) {
  EXPECT_EQ(error("a/new"), 0);
  EXPECT_EQ(leads("a/new"), base_ + "/a/new");
  EXPECT_EQ(error("new/below"), ENOENT);
  EXPECT_EQ(leads("new/below/../other"), base_ + "/new/other");
  EXPECT_EQ(leads("new/../../outside"), fs::path(base_).parent_path().string() + "/outside");
  EXPECT_EQ(error("a/file/below"), ENOTDIR);
  EXPECT_EQ(leads("a/file/below"), base_ + "/a/file/below");
}

TEST_F(PathsTest, Links) {
  link("a", "to_folder");
  link("/etc", "out");
  link("to_folder/file", "chain");
  link("loop", "loop");
  link("a/new", "dangling");
  link("..", "a/up");
  EXPECT_EQ(leads("to_folder/file"), base_ + "/a/file");
  EXPECT_EQ(leads("chain"), base_ + "/a/file");
  EXPECT_EQ(leads("chain", LastName::kKeep), base_ + "/chain");
  EXPECT_EQ(leads("out/passwd"), "/etc/passwd");
  EXPECT_EQ(leads("out"), "/etc");
  EXPECT_EQ(leads("out/../tmp"), "/tmp");
  EXPECT_EQ(leads("a/up/a/up/a/file"), base_ + "/a/file");
  EXPECT_EQ(leads("dangling"), base_ + "/a/new");
  EXPECT_EQ(error("loop"), ELOOP);
  EXPECT_EQ(error("loop/below"), ELOOP);
}

// What the place holds open is where the name was found, whoever has taken its path meanwhile.
TEST_F(PathsTest, AFolderThatIsReplaced) {
  Place place = find_place(base_, "a/file", LastName::kFollow);
  fs::rename(base_ + "/a", base_ + "/elsewhere");
  link("/etc", "a");
  int file = openat(place.folder.get(), place.name.c_str(), O_RDONLY | O_NOFOLLOW);
  ASSERT_GE(file, 0);
  char text[4];
  EXPECT_EQ(read(file, text, 4), 4);
  EXPECT_EQ(std::string(text, 4), "text");
  close(file);
}

TEST_F(PathsTest, TheFolderOfAVmIsItsOwn) {
  std::string before = current_folder();
  WorkingFolder folder;
  EXPECT_EQ(folder.path(), before);
  EXPECT_EQ(WorkingFolder::number(folder.get()), AT_FDCWD);
  folder.set(OwnedDescriptor(open((base_ + "/a").c_str(), O_PATH | O_DIRECTORY)), base_ + "/a");
  EXPECT_EQ(folder.path(), base_ + "/a");
  EXPECT_EQ(current_folder(), before);
}

}  // namespace
}  // namespace linac
