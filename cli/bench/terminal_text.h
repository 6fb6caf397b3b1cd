// Text of a known width on a terminal, from names that may hold anything. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace linac::bench {

// Control characters and bytes that are no UTF-8 become U+FFFD, so that no name moves the cursor.
std::string printable(std::string_view text);
// In columns, of printable text.
int width_of(std::string_view text);
// At most so wide, with an ellipsis for what is left out.
std::string shortened(std::string_view text, int width);
// The same, and what is left out is the beginning: names differ at the end.
std::string shortened_in_front(std::string_view text, int width);
// shortened, and filled with spaces.
std::string padded(std::string_view text, int width);
std::string padded_left(std::string_view text, int width);
// In lines of at most so many columns, broken at spaces where there are any.
std::vector<std::string> wrapped(std::string_view text, int width);

// Eighths of a column from the left: as a bar of so many columns. part is 0 to 1.
std::string bar(double part, int width);
// A column for each value, as high as it is between low and high; a space for NaN.
std::string sparkline(const std::vector<double>& values, double low, double high);

enum class Paint { kBold, kDim, kGreen, kRed, kYellow };
std::string painted(std::string_view text, Paint paint, bool colour);

}  // namespace linac::bench
