// The atom table of one VM: text <-> index. Atoms of atoms.def have the same index in every VM, so
// C++ code compares them as constants. Atoms are never removed; the table has a limit, and full is
// an error of the program that made them.
//
// Threads: text() is lock-free for any index that was handed out; intern() and find() lock.
// Text is UTF-8 of at most 255 code points, and compares bytewise in the order of Erlang's atoms.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "core/term/term.h"

namespace linac {

namespace atoms {
enum Index : uint32_t {
#define ATOM(identifier, text) k##identifier##Index,
#include "core/term/atoms.def"
#undef ATOM
  kPredefinedCount
};
#define ATOM(identifier, text) inline constexpr Term k##identifier = make_atom(k##identifier##Index);
#include "core/term/atoms.def"
#undef ATOM
}  // namespace atoms

inline constexpr size_t kMaxAtomCharacters = 255;

class AtomTable {
 public:
  static constexpr uint32_t kDefaultLimit = 1 << 20;

  explicit AtomTable(uint32_t limit = kDefaultLimit);
  ~AtomTable();
  AtomTable(const AtomTable&) = delete;
  AtomTable& operator=(const AtomTable&) = delete;

  // The atom of that text (valid UTF-8, at most 255 code points: the caller has checked), made if
  // it is new; nothing when the table is full.
  std::optional<Term> intern(std::string_view text);
  // The atom of that text if there is one.
  std::optional<Term> find(std::string_view text) const;
  // Lives as long as the table.
  std::string_view text(Term atom) const {
    VM_SLOW_CHECK(atom.is_atom());
    uint32_t index = atom.atom_index();
    return chunks_[index >> kChunkShift].load(std::memory_order_acquire)[index & kChunkMask];
  }
  uint32_t size() const { return size_.load(std::memory_order_acquire); }
  uint32_t limit() const { return limit_; }

 private:
  static constexpr uint32_t kChunkShift = 12;
  static constexpr uint32_t kChunkMask = (1 << kChunkShift) - 1;
  static constexpr uint32_t kMaxChunks = 1 << 14;  // 64 million atoms

  struct Storage;  // owns the bytes of the texts

  const uint32_t limit_;
  std::atomic<uint32_t> size_{0};
  std::unique_ptr<std::atomic<std::string_view*>[]> chunks_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string_view, uint32_t> indices_;
  std::unique_ptr<Storage> storage_;
};

inline constexpr Term make_bool(bool value) { return value ? atoms::kTrue : atoms::kFalse; }

}  // namespace linac
