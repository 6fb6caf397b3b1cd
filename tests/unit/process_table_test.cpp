// Numbers of processes: unique, reused with another serial, as many as the limit says.
#include "runtime/process/table.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace linac {
namespace {

class ProcessTableTest : public testing::Test {
 protected:
  ~ProcessTableTest() override {
    for (Process* process : processes_) end(process);
  }
  Process* make(ProcessTable& table, SchedulerMemory& memory) {
    return table.make(vm_, options_, memory);
  }
  void end(Process* process) {
    table_.retire(*process, second_);
    Process::destroy(process);
  }

  VmContext vm_;
  HeapOptions options_;
  PagePool pages_;
  SchedulerMemory first_{pages_}, second_{pages_};
  ProcessTable table_{1000};
  std::vector<Process*> processes_;
};

TEST_F(ProcessTableTest, TheFirstNumbersAreTheLowest) {
  for (uint32_t i = 1; i <= 3; i++) {
    processes_.push_back(make(table_, first_));
    EXPECT_EQ(packed_pid_number(processes_.back()->pid.immediate_value()), i);
  }
}

// Made by one scheduler and ended by another, again and again: numbers go round, serials differ.
TEST_F(ProcessTableTest, NoPidComesTwice) {
  std::set<Word> pids;
  for (int turn = 0; turn < 20; turn++) {
    for (int i = 0; i < 500; i++) {
      processes_.push_back(make(table_, first_));
      ASSERT_TRUE(processes_.back());
      EXPECT_TRUE(pids.insert(processes_.back()->pid.bits).second);
      EXPECT_EQ(table_.find(processes_.back()->pid), processes_.back());
    }
    EXPECT_EQ(table_.count(), 500u);
    for (Process* process : processes_) {
      Term pid = process->pid;
      end(process);
      EXPECT_EQ(table_.find(pid), nullptr);
    }
    processes_.clear();
    EXPECT_EQ(table_.count(), 0u);
  }
}

// What others keep for themselves is not missing.
TEST_F(ProcessTableTest, AsManyAsTheLimitSays) {
  processes_.push_back(make(table_, second_));
  for (int i = 0; i < 999; i++) {
    processes_.push_back(make(table_, first_));
    ASSERT_TRUE(processes_.back()) << i;
  }
  EXPECT_EQ(table_.count(), 1000u);
  EXPECT_EQ(table_.all().size(), 1000u);
}

TEST_F(ProcessTableTest, AFullTableMakesNone) {
  for (int i = 0; i < 1000; i++) processes_.push_back(make(table_, first_));
  EXPECT_EQ(make(table_, first_), nullptr);
  end(processes_.back());
  processes_.pop_back();
  EXPECT_TRUE((processes_.push_back(make(table_, second_)), processes_.back()));
}

}  // namespace
}  // namespace linac
