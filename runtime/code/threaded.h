// The threaded code of one function and what a raise or a trace asks of it: for each stretch of
// code the size of the frame, the active handler and the line. Made once, never changed.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/code/entries.h"

namespace linac {

struct ThreadedFunction {
  static constexpr int32_t kNone = -1;

  // Holds from word `begin` up to the next fact.
  struct Fact {
    uint32_t begin;
    uint16_t frame_words;
    int32_t handler;  // word where the active handler starts, or kNone
  };
  struct Line {
    uint32_t begin;
    int32_t line;  // index into the module's lines, or kNone
  };

  FunctionEntry* entry = nullptr;
  std::unique_ptr<Word[]> code;
  uint32_t words = 0;
  uint32_t entry_at = 0;    // the word at which calls start; func_info stands before it
  std::vector<Fact> facts;  // sorted by begin; the first begins at 0
  std::vector<Line> lines;

  const Word* start() const { return code.get() + entry_at; }
  bool contains(const Word* pc) const { return pc >= code.get() && pc < code.get() + words; }
  const Fact& fact_at(const Word* pc) const;
  int32_t line_at(const Word* pc) const;
};

}  // namespace linac
