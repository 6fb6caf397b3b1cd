// The charts of the HTML page, each an inline SVG element whose colours are the page's CSS variables.
// Pure. An empty text: there is nothing to draw.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/bench/model.h"

namespace linac::bench {

// For HTML's text and attributes; what is no printable UTF-8 becomes U+FFFD.
std::string escaped(std::string_view text);

// Each benchmark's ratio to the first VM with its interval, on a logarithmic axis.
std::string ratio_chart(const Run& run);
// All measurements of a benchmark on each VM, with their density, median and interval.
std::string distribution_chart(const Run& run, const Benchmark& benchmark);

// Benchmarks of one function that differ in their input's size.
struct GrowthGroup {
  std::string name;
  std::vector<const Benchmark*> benchmarks;
};
std::vector<GrowthGroup> growth_groups(const Run& run);
// The size and the median of each that ran on that VM.
std::vector<std::pair<double, double>> points_of(const GrowthGroup& group, size_t machine);
// Time over size, both logarithmic, and the function fitted to each VM's times.
std::string growth_chart(const Run& run, const GrowthGroup& group);

}  // namespace linac::bench
