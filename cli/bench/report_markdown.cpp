// A page for a pull request, in GitHub's Markdown: what is slower first, then a row for each benchmark.
#include <fmt/format.h>

#include "cli/bench/report.h"
#include "cli/bench/terminal_text.h"

namespace linac::bench {
namespace {

// Text within a table's cell: nothing in it is markup or ends the cell.
std::string cell(const std::string& text) {
  std::string result;
  for (char letter : printable(text)) {
    switch (letter) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '@': result += "&#64;"; break;  // would tell the person of that name
      case '#': result += "&#35;"; break;  // would link an issue
      case '|':
      case '*':
      case '_':
      case '`':
      case '[':
      case ']':
      case '~':
      case '\\':
        result += '\\';
        result += letter;
        break;
      default: result += letter;
    }
  }
  return result;
}

std::string percent_text(const Interval& ratio) {
  auto percent = [](double x) { return (x - 1) * 100; };
  if (ratio.low == ratio.high) return fmt::format("{:+.1f}%", percent(ratio.value));
  return fmt::format("{:+.1f}% ({:+.1f} to {:+.1f})", percent(ratio.value), percent(ratio.low),
                     percent(ratio.high));
}

std::string plain(const Interval& interval, bool by_instructions) {
  if (by_instructions) return count_text(interval.value) + " instructions";
  return cell(duration_text(interval));
}

std::string verdicts_text(const std::vector<Verdict>& verdicts) {
  if (verdicts.empty()) return "";
  size_t slower = 0, faster = 0, left_out = 0;
  for (const Verdict& verdict : verdicts) {
    slower += verdict.slower;
    faster += verdict.faster;
    left_out += !verdict.compared();
  }
  std::string text = fmt::format("**{} slower, {} faster, {} neither with confidence{}**\n\n",
                                 slower, faster, verdicts.size() - slower - faster - left_out,
                                 left_out > 0 ? fmt::format(", {} not compared", left_out) : "");
  text += "| benchmark | | change | before | now | p |\n|---|---|---|---|---|---|\n";
  auto rows = [&](auto wanted, const char* mark) {
    for (const Verdict& verdict : verdicts) {
      if (!wanted(verdict)) continue;
      if (!verdict.compared()) {
        text += fmt::format("| {} | {} | {} | | | |\n", cell(verdict.benchmark), mark,
                            cell(verdict.note));
        continue;
      }
      text +=
          fmt::format("| {} | {} | {} | {} | {} | {} |\n", cell(verdict.benchmark), mark,
                      percent_text(verdict.ratio), plain(verdict.before, verdict.by_instructions),
                      plain(verdict.after, verdict.by_instructions),
                      verdict.by_instructions ? "counted" : fmt::format("{:.2g}", verdict.p));
    }
  };
  rows([](const Verdict& v) { return v.slower; }, ":red_circle: slower");
  rows([](const Verdict& v) { return v.faster; }, ":green_circle: faster");
  rows([](const Verdict& v) { return v.compared() && !v.slower && !v.faster; }, "");
  rows([](const Verdict& v) { return !v.compared(); }, ":grey_question:");
  return text + "\n";
}

std::string machine_cells(const Benchmark& benchmark, size_t machine) {
  const Series* series = series_of(benchmark, machine);
  std::string text;
  if (!series || (series->seconds.empty() && series->failure.empty())) {
    text = "| not run ";
  } else if (!series->failure.empty()) {
    text = "| failed: " + cell(series->failure) + " ";
  } else {
    text = "| " + cell(duration_text(time_of(*series))) + " ";
  }
  if (machine == 0) return text;
  if (!has_ratio(benchmark, machine)) return text + "| ";
  Interval ratio = ratio_of(benchmark, machine);
  const char* mark = ratio.holds(1) ? "" : "**";
  return text + fmt::format("| {}{:.2f}x{} \\[{:.2f} .. {:.2f}\\] ", mark, ratio.value, mark,
                            ratio.low, ratio.high);
}

}  // namespace

std::string markdown(const Run& run, const std::vector<Verdict>& verdicts) {
  std::string text = "## Benchmarks" + (run.name.empty() ? "" : " of " + cell(run.name)) + "\n\n";
  text += verdicts_text(verdicts);
  text += "| benchmark ";
  std::string rule = "|---";
  for (size_t i = 0; i < run.machines.size(); i++) {
    text += "| " + cell(run.machines[i].label) + (i == 0 ? " " : " | ratio ");
    rule += i == 0 ? "|--:" : "|--:|--:";
  }
  text += "|\n" + rule + "|\n";
  for (const Benchmark& benchmark : run.benchmarks) {
    text += "| " + cell(name_of(benchmark)) + " ";
    for (size_t i = 0; i < run.machines.size(); i++) text += machine_cells(benchmark, i);
    text += "|\n";
  }
  text += fmt::format("\nMedian time of a {}, with its 95% interval.",
                      run.whole_process ? "whole process" : "call");
  if (run.machines.size() > 1) {
    text += fmt::format(" Ratio: to {}, above 1 it takes less.", cell(run.machines[0].label));
  }
  text += "\n\n";
  for (const std::string& line : growths_of(run)) text += "- " + cell(line) + "\n";
  for (const std::string& note : notes_of(run)) text += "- " + cell(note) + "\n";
  text += "\n<details><summary>Where it ran</summary>\n\n";
  auto line = [&](const char* what, const std::string& value) {
    if (!value.empty()) text += fmt::format("- {}: {}\n", what, cell(value));
  };
  line("processor", run.context.processor);
  if (run.context.processors > 0) line("processors", std::to_string(run.context.processors));
  line("date", run.context.date);
  line("commit", run.context.commit);
  for (const Machine& machine : run.machines) line(cell(machine.label).c_str(), machine.version);
  return text + "\n</details>\n";
}

}  // namespace linac::bench
