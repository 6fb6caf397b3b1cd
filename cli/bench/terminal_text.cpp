#include "cli/bench/terminal_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cmath>

namespace linac::bench {
namespace {

constexpr char kReplacement[] = "\ufffd";

// The character that the text begins with and how many bytes it has; -1 with one byte if it is none.
struct Letter {
  utf8proc_int32_t code;
  size_t bytes;
};

Letter letter_of(std::string_view text) {
  utf8proc_int32_t code = -1;
  utf8proc_ssize_t bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                            static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (bytes <= 0) return {-1, 1};
  return {code, static_cast<size_t>(bytes)};
}

// How many bytes of the text stand in so many columns.
size_t bytes_in(std::string_view text, int width) {
  size_t bytes = 0;
  while (bytes < text.size()) {
    Letter letter = letter_of(text.substr(bytes));
    width -= letter.code < 0 ? 1 : utf8proc_charwidth(letter.code);
    if (width < 0) break;
    bytes += letter.bytes;
  }
  return bytes;
}

bool is_printable(utf8proc_int32_t code) {
  if (code < 0) return false;
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:  // controls
    case UTF8PROC_CATEGORY_CF:  // and what turns the direction of writing
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    default: return true;
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    Letter letter = letter_of(text);
    if (is_printable(letter.code)) {
      result += text.substr(0, letter.bytes);
    } else {
      result += kReplacement;
    }
    text.remove_prefix(letter.bytes);
  }
  return result;
}

int width_of(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    Letter letter = letter_of(text);
    width += letter.code < 0 ? 1 : utf8proc_charwidth(letter.code);
    text.remove_prefix(letter.bytes);
  }
  return width;
}

std::string shortened(std::string_view text, int width) {
  if (width_of(text) <= width) return std::string(text);
  if (width <= 0) return "";
  return std::string(text.substr(0, bytes_in(text, width - 1))) + "\u2026";
}

std::string shortened_in_front(std::string_view text, int width) {
  if (width_of(text) <= width) return std::string(text);
  if (width <= 0) return "";
  while (width_of(text) > width - 1) text.remove_prefix(letter_of(text).bytes);
  return "\u2026" + std::string(text);
}

std::string padded(std::string_view text, int width) {
  std::string result = shortened(text, width);
  return result + std::string(static_cast<size_t>(std::max(0, width - width_of(result))), ' ');
}

std::string padded_left(std::string_view text, int width) {
  std::string result = shortened(text, width);
  return std::string(static_cast<size_t>(std::max(0, width - width_of(result))), ' ') + result;
}

std::vector<std::string> wrapped(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    size_t end = std::min(text.find(' '), text.size());
    std::string word(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && width_of(line) + 1 + width_of(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    while (width_of(line) > width) {  // a word that is longer than a line
      size_t bytes = bytes_in(line, width);
      if (bytes == 0) break;
      lines.push_back(line.substr(0, bytes));
      line.erase(0, bytes);
    }
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string bar(double part, int width) {
  static constexpr const char* kEighths[] = {"",       "\u258f", "\u258e", "\u258d",
                                             "\u258c", "\u258b", "\u258a", "\u2589"};
  auto eighths = static_cast<int>(std::lround(std::clamp(part, 0.0, 1.0) * width * 8));
  eighths = std::max(eighths, 1);
  std::string result;
  for (int i = 0; i < eighths / 8; i++) result += "\u2588";
  return result + kEighths[eighths % 8];
}

std::string sparkline(const std::vector<double>& values, double low, double high) {
  static constexpr const char* kLevels[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                            "\u2585", "\u2586", "\u2587", "\u2588"};
  std::string result;
  for (double value : values) {
    if (std::isnan(value)) {
      result += ' ';
      continue;
    }
    double part = high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 0.5;
    result += kLevels[static_cast<size_t>(std::lround(part * 7))];
  }
  return result;
}

std::string painted(std::string_view text, Paint paint, bool colour) {
  if (!colour || text.empty()) return std::string(text);
  const char* code = "";
  switch (paint) {
    case Paint::kBold: code = "1"; break;
    case Paint::kDim: code = "2"; break;
    case Paint::kGreen: code = "32"; break;
    case Paint::kRed: code = "31"; break;
    case Paint::kYellow: code = "33"; break;
  }
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace linac::bench
