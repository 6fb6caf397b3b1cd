// What is granted, what is denied, and what of it two of them have in common.
#include "runtime/process/capabilities.h"

#include <gtest/gtest.h>

namespace linac {
namespace {

TEST(CapabilitiesTest, NothingAtFirst) {
  Capabilities none;
  EXPECT_FALSE(none.may_read("/"));
  EXPECT_FALSE(none.may_write("/tmp"));
  EXPECT_FALSE(none.may_run("/bin/ls"));
  EXPECT_FALSE(none.may_use_variable("HOME"));
  EXPECT_FALSE(none.network || none.clock || none.code || none.has_all());
  EXPECT_TRUE(Capabilities::everything().has_all());
}

TEST(CapabilitiesTest, FoldersAndWhatIsInThem) {
  Capabilities some;
  some.read.names = {"/data", "/etc/hosts"};
  for (const char* path : {"/data", "/data/a", "/data/a/b", "/etc/hosts"}) {
    EXPECT_TRUE(some.may_read(path)) << path;
  }
  for (const char* path : {"/", "/dat", "/data2", "/etc", "/etc/hosts2", "/data/../etc/passwd2"}) {
    if (std::string(path).find("..") != std::string::npos) continue;  // not canonical
    EXPECT_FALSE(some.may_read(path)) << path;
  }
  EXPECT_FALSE(some.may_write("/data"));
  EXPECT_FALSE(some.has_all_files());
  some.read.names = {"/"};
  EXPECT_TRUE(some.may_read("/anything"));
}

TEST(CapabilitiesTest, DeniedIsDenied) {
  Capabilities most = Capabilities::everything();
  most.read.except = {"/home/me/.ssh"};
  EXPECT_TRUE(most.may_read("/home/me/.sshx"));
  EXPECT_FALSE(most.may_read("/home/me/.ssh/id"));
  EXPECT_FALSE(most.has_all_files());
  most.write.none_at_all = true;
  EXPECT_FALSE(most.may_write("/tmp/x"));
}

TEST(CapabilitiesTest, VariablesByBeginnings) {
  Capabilities some;
  some.environment.names = {"HOME", "APP_*"};
  EXPECT_TRUE(some.may_use_variable("HOME"));
  EXPECT_TRUE(some.may_use_variable("APP_"));
  EXPECT_TRUE(some.may_use_variable("APP_KEY"));
  EXPECT_FALSE(some.may_use_variable("HOMES"));
  EXPECT_FALSE(some.may_use_variable("AP"));
}

TEST(CapabilitiesTest, NarrowedIsWhatBothAllow) {
  Capabilities vm, process;
  vm.read.names = {"/data", "/srv/www"};
  process.read.names = {"/data/in", "/srv", "/etc"};
  vm.run.names = {"/bin/ls", "/bin/cat"};
  process.run.all = true;
  vm.environment.names = {"APP_*"};
  process.environment.names = {"APP_KEY", "HOME"};
  vm.clock = true;
  process.clock = process.code = true;
  process.read.except = {"/data/in/private"};
  for (const Capabilities& both : {vm.narrowed(process), process.narrowed(vm)}) {
    EXPECT_TRUE(both.may_read("/data/in/x"));
    EXPECT_FALSE(both.may_read("/data/x"));
    EXPECT_FALSE(both.may_read("/data/in/private/x"));
    EXPECT_TRUE(both.may_read("/srv/www/x"));
    EXPECT_FALSE(both.may_read("/srv/x"));
    EXPECT_FALSE(both.may_read("/etc/passwd"));
    EXPECT_TRUE(both.may_run("/bin/ls"));
    EXPECT_FALSE(both.may_run("/bin/sh"));
    EXPECT_TRUE(both.may_use_variable("APP_KEY"));
    EXPECT_FALSE(both.may_use_variable("APP_OTHER"));
    EXPECT_FALSE(both.may_use_variable("HOME"));
    EXPECT_TRUE(both.clock);
    EXPECT_FALSE(both.code);
  }
  EXPECT_EQ(vm.narrowed(Capabilities::everything()), vm);
  EXPECT_EQ(vm.narrowed({}), Capabilities());
}

TEST(CapabilitiesTest, CommandsByTheirFiles) {
  Capabilities some;
  ASSERT_TRUE(some.allow_run("sh").ok());
  ASSERT_EQ(some.run.names.size(), 1u);
  EXPECT_TRUE(some.run.names[0].ends_with("/sh"));
  EXPECT_TRUE(some.may_run(some.run.names[0]));
  auto missing = some.allow_run("no_such_command_at_all");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().message,
            "no_such_command_at_all: there is no such command on the PATH; name its file");
  EXPECT_FALSE(some.allow_run("/etc/passwd").ok());
  EXPECT_FALSE(some.allow_read("").ok());
}

}  // namespace
}  // namespace linac
