#include "cli/bench/history.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/bench/report.h"
#include "cli/bench/terminal_text.h"
#include "tests/unit/bench_run.h"

namespace linac::bench {
namespace {

namespace fs = std::filesystem;

class BenchHistory : public testing::Test {
 protected:
  void SetUp() override {
    std::string form = (fs::temp_directory_path() / "linac_history_XXXXXX").string();
    ASSERT_NE(mkdtemp(form.data()), nullptr);
    folder_ = form;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string folder_;
};

Run run_with(double seconds) {
  bench::Run run = plain_run();
  run.benchmarks = {benchmark_of("a_bench", {series_on(0, seconds)}),
                    benchmark_of("b_bench", {series_on(0, 2e-3)})};
  return run;
}

TEST_F(BenchHistory, SavedRunsComeBack) {
  bench::Run run = plain_run();
  ASSERT_TRUE(save_run(folder_, "main-1.2_x", run).ok());
  auto again = load_run(folder_, "main-1.2_x");
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(json(*again), json(run));
  EXPECT_TRUE(load_run("", store_folder(folder_) + "/main-1.2_x.json").ok());
  auto none = load_run(folder_, "other");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message,
            "--baseline: there is no run and no file other (stored: main-1.2_x)");
  for (const char* name : {"", "../x", "a/b", ".x", "-x"}) {
    EXPECT_FALSE(save_run(folder_, name, run).ok()) << name;
  }
}

TEST_F(BenchHistory, AFileThatHoldsNoRunIsNamed) {
  std::string path = folder_ + "/x.json";
  std::ofstream(path) << "{}";
  auto run = load_run(folder_, path);
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().message.find(path + ": "), 0u) << run.error().message;
}

TEST_F(BenchHistory, RunsAreAppended) {
  std::string path = history_file(folder_);
  ASSERT_TRUE(append_history(path, run_with(1e-3)).ok());
  ASSERT_TRUE(append_history(path, run_with(2e-3)).ok());
  std::ofstream(path, std::ios::app) << "{\"half";  // a process that was stopped
  ASSERT_TRUE(append_history(path, run_with(3e-3)).ok());
  auto history = read_history(path);
  ASSERT_TRUE(history.ok());
  ASSERT_EQ(history->runs.size(), 3u);
  EXPECT_EQ(history->unreadable, 1u);
  EXPECT_EQ(json(history->runs[2]), json(run_with(3e-3)));
  EXPECT_FALSE(append_history(folder_, run_with(1)).ok()) << "a folder";
  EXPECT_FALSE(read_history(folder_ + "/none").ok());
}

TEST_F(BenchHistory, IsDrawn) {
  History history;
  for (double seconds : {1e-3, 1e-3, 2e-3}) history.runs.push_back(run_with(seconds));
  for (int columns : {40, 80, 120}) {
    std::string text = draw_history(history, {"", 0, columns, false});
    std::string rest = text;
    for (size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1)) {
      EXPECT_LE(width_of(rest.substr(0, end)), columns) << text;
    }
    EXPECT_NE(text.find("\u2581\u2581\u2588"), std::string::npos) << text;
    EXPECT_NE(text.find("+100.0% ["), std::string::npos) << text;
  }
  std::string plot = draw_history(history, {"a_bench", 0, 80, true});
  EXPECT_NE(plot.find("shop/cart.a_bench on linac"), std::string::npos) << plot;
  EXPECT_NE(plot.find("\u25cf"), std::string::npos) << plot;
  EXPECT_EQ(draw_history(history, {"no such", 0, 80, false}), "");
  EXPECT_EQ(draw_history(History(), {}), "");
  EXPECT_EQ(draw_history(history, {"", 2, 80, false}).find("2 runs, 2026-11-23 (0123456)"), 0u);
}

}  // namespace
}  // namespace linac::bench
