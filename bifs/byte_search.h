// Finding byte strings in bytes: one (memmem), or several at once, where the leftmost match counts
// and of those that begin at the same place the longest (Aho and Corasick's automaton).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace linac {

struct ByteMatch {
  size_t at;
  size_t length;  // 0: none
};

class ByteSearcher {
 public:
  // None of the patterns is empty; there is at least one.
  explicit ByteSearcher(std::vector<std::string> patterns);

  // The first match in bytes [from, bytes.size()).
  ByteMatch find(std::span<const uint8_t> bytes, size_t from) const;
  bool is_single() const { return single_; }
  size_t memory() const;

 private:
  static constexpr uint32_t kRoot = 0;
  // Longer patterns are searched one after the other: the automaton would take too much memory.
  static constexpr size_t kMaxAutomatonBytes = 4096;

  void build(const std::vector<std::string>& patterns);
  ByteMatch find_several(std::span<const uint8_t> bytes, size_t from) const;
  uint32_t& edge(uint32_t node, uint8_t byte) { return edges_[node * classes_ + class_of_[byte]]; }
  uint32_t edge(uint32_t node, uint8_t byte) const {
    return edges_[node * classes_ + class_of_[byte]];
  }

  bool single_;
  std::vector<std::string> patterns_;
  // The automaton: bytes that occur in no pattern share class 0.
  uint8_t class_of_[256] = {};
  size_t classes_ = 1;
  std::vector<uint32_t> edges_;    // node * classes + class
  std::vector<uint32_t> depths_;   // bytes that lead to the node
  std::vector<uint32_t> longest_;  // of the patterns that end at the node; 0: none does
};

}  // namespace linac
