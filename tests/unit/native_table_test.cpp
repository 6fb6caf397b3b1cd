// The table that bifs.def fills.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "bifs/install.h"
#include "core/term/atom.h"
#include "runtime/code/bif_table.h"

namespace linac {
namespace {

// Of two rows the later one would answer unnoticed.
TEST(NativeTable, NamesEachNativeOnce) {
  AtomTable atoms;
  BifTable table;
  install_natives(table, atoms);
  std::set<std::string> names;
  for (const auto& native : table.all()) {
    std::string name = std::string(atoms.text(native->module)) + ":" +
                       std::string(atoms.text(native->name)) + "/" + std::to_string(native->arity);
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_GT(names.size(), 500u);
}

}  // namespace
}  // namespace linac
