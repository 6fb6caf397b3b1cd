// A run as people and programs read it. Every figure stands with its interval. Names of benchmarks come
// from files of others: each form escapes them as it needs. Threads: pure but for print_table's FILE.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/bench/compare.h"
#include "cli/bench/model.h"
#include "cli/bench/statistics.h"
#include "core/base/result.h"

namespace linac::bench {

// Fits into so many columns, if they are at least 40. UTF-8; control characters of names are replaced.
void print_table(const Run& run, FILE* out, bool colour, int columns, bool counters = false);
std::string table(const Run& run, bool colour, int columns, bool counters = false);

// Google Benchmark's format, which holds the whole run under a key of its own: read_json(json(run)) is it.
std::string json(const Run& run);
// The run alone, on one line: what the history keeps. read_json reads it, too.
std::string json_line(const Run& run);
Result<Run> read_json(std::string_view text);

std::string csv(const Run& run);
// For a pull request; with verdicts it begins with what is slower.
std::string markdown(const Run& run, const std::vector<Verdict>& verdicts = {});
std::string html(const Run& run, const std::vector<Verdict>& verdicts = {});

// What the reports share.

// a/b.name_bench, or a/b.name_bench/input: what a benchmark is called everywhere.
std::string name_of(const Benchmark& benchmark);
// Null: it was not run on that VM.
const Series* series_of(const Benchmark& benchmark, size_t machine);
// The times have a ratio: both VMs ran, and their results are not known to differ.
bool has_ratio(const Benchmark& benchmark, size_t machine);
// Both ran, and their results are known to differ.
bool differs_from_first(const Benchmark& benchmark, size_t machine);
// To the first VM: above 1 the first takes less. Only where has_ratio.
Interval ratio_of(const Benchmark& benchmark, size_t machine);
Sample sample_of(const Series& series);
Interval time_of(const Series& series);
// Of a VM over all benchmarks that have a ratio; count tells of how many.
Interval mean_ratio_of(const Run& run, size_t machine, size_t* count);
// How each function whose inputs have three sizes or more grows with them, a line each.
std::vector<std::string> growths_of(const Run& run);
// What a reader has to know beside the figures, a line each: failures, results that differ or cannot be
// compared, intervals that overlap, outliers, few batches.
std::vector<std::string> notes_of(const Run& run);

// 1.23 ms; all three in the same unit: 1.23 ms [1.20 .. 1.26]
std::string duration_text(double seconds);
std::string duration_text(const Interval& seconds);
std::string ratio_text(const Interval& ratio);  // 2.85x [2.80 .. 2.91]
std::string count_text(double count);           // 12.3 k
std::string bytes_text(double bytes);           // 12.3 MB, of a million bytes
// With 3 significant digits.
std::string digits_text(double value);
// One line a counter that is there: its name and what it is.
std::vector<std::pair<std::string, std::string>> counter_texts(const Counters& counters);

// Of a terminal; 80 where `out` is none.
int columns_of(FILE* out);
// Whether `out` is a terminal and NO_COLOR is not set.
bool wants_colour(FILE* out);

}  // namespace linac::bench
