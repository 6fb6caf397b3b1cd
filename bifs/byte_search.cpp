#include "bifs/byte_search.h"

#include <algorithm>
#include <cstring>

#include "core/base/check.h"

namespace linac {

ByteSearcher::ByteSearcher(std::vector<std::string> patterns) : single_(patterns.size() == 1) {
  VM_CHECK(!patterns.empty());
  patterns_ = std::move(patterns);
  size_t bytes = 0;
  for (const std::string& pattern : patterns_) bytes += pattern.size();
  if (!single_ && bytes <= kMaxAutomatonBytes) build(patterns_);
}

void ByteSearcher::build(const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    for (char c : pattern) class_of_[static_cast<uint8_t>(c)] = 1;
  }
  bool all_used = std::all_of(std::begin(class_of_), std::end(class_of_),
                              [](uint8_t used) { return used != 0; });
  classes_ = all_used ? 0 : 1;
  for (uint8_t& c : class_of_) {
    if (c != 0) c = static_cast<uint8_t>(classes_++);
  }
  auto add_node = [&](uint32_t depth) {
    edges_.resize(edges_.size() + classes_, kRoot);
    depths_.push_back(depth);
    longest_.push_back(0);
    return static_cast<uint32_t>(depths_.size() - 1);
  };
  add_node(0);
  for (const std::string& pattern : patterns) {
    uint32_t node = kRoot;
    for (char c : pattern) {
      uint32_t next = edge(node, static_cast<uint8_t>(c));
      if (next == kRoot) {
        next = add_node(depths_[node] + 1);
        edge(node, static_cast<uint8_t>(c)) = next;
      }
      node = next;
    }
    longest_[node] = static_cast<uint32_t>(pattern.size());
  }
  // By breadth: a missing edge goes where the node's longest proper suffix goes.
  std::vector<uint32_t> queue, suffix(depths_.size(), kRoot);
  queue.push_back(kRoot);
  for (size_t i = 0; i < queue.size(); i++) {
    uint32_t node = queue[i];
    if (longest_[node] == 0) longest_[node] = longest_[suffix[node]];
    for (size_t c = 0; c < classes_; c++) {
      uint32_t& next = edges_[node * classes_ + c];
      uint32_t fallback = node == kRoot ? kRoot : edges_[suffix[node] * classes_ + c];
      if (next == kRoot) {
        next = fallback;
      } else {
        suffix[next] = fallback;
        queue.push_back(next);
      }
    }
  }
}

ByteMatch ByteSearcher::find(std::span<const uint8_t> bytes, size_t from) const {
  if (from >= bytes.size()) return {0, 0};
  if (!edges_.empty()) return find_several(bytes, from);
  ByteMatch best{bytes.size(), 0};
  for (const std::string& pattern : patterns_) {
    // What begins after the best so far is of no use.
    size_t end = std::min(bytes.size(), best.length == 0 ? bytes.size() : best.at + pattern.size());
    const void* found = memmem(bytes.data() + from, end - from, pattern.data(), pattern.size());
    if (found == nullptr) continue;
    size_t at = static_cast<size_t>(static_cast<const uint8_t*>(found) - bytes.data());
    if (at < best.at || (at == best.at && pattern.size() > best.length)) {
      best = {at, pattern.size()};
    }
  }
  return best;
}

ByteMatch ByteSearcher::find_several(std::span<const uint8_t> bytes, size_t from) const {
  ByteMatch best{0, 0};
  uint32_t node = kRoot;
  for (size_t i = from; i < bytes.size(); i++) {
    node = edge(node, bytes[i]);
    size_t begin = i + 1 - depths_[node];  // of everything that is still being read
    if (best.length != 0 && begin > best.at) break;
    size_t length = longest_[node];
    if (length == 0) continue;
    size_t at = i + 1 - length;
    if (best.length == 0 || at < best.at || (at == best.at && length > best.length)) {
      best = {at, length};
    }
  }
  return best;
}

size_t ByteSearcher::memory() const {
  size_t bytes = sizeof(uint32_t) * (edges_.size() + 2 * depths_.size());
  for (const std::string& pattern : patterns_) bytes += pattern.size();
  return bytes;
}

}  // namespace linac
