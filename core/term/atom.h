// The atom table of one VM: text <-> index. Atoms of atoms.def have the same index in every VM, so
// C++ code compares them as constants. Atoms are never removed; the table has a limit, and full is
// an error of the program that made them. What programs do not choose has room of its own behind the limit:
// an atom that the VM itself needs is there however many they have made.
//
// Threads: text() is lock-free for any index that was handed out; intern() and find() lock.
// Text is UTF-8 of at most 255 code points, and compares bytewise in the order of Erlang's atoms.
#pragma once

#include <algorithm>
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
#define ATOM(identifier, text) \
  inline constexpr Term k##identifier = make_atom(k##identifier##Index);
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
  // it is new. For texts of the VM's own, of which there are few: always there.
  std::optional<Term> intern(std::string_view text) { return intern(text, capacity()); }
  // The same for a text from a program or a file; nothing when the table is full.
  std::optional<Term> intern_of_program(std::string_view text) { return intern(text, limit_); }
  // The atom of that text if there is one.
  std::optional<Term> find(std::string_view text) const;
  // Lives as long as the table.
  std::string_view text(Term atom) const {
    const Row& row = row_of(atom);
    return {row.text, row.size};
  }
  // Negative, zero or positive, in the order of their texts.
  int compare(Term a, Term b) const {
    const Row &x = row_of(a), &y = row_of(b);
    if (x.first != y.first) return x.first < y.first ? -1 : 1;
    return std::string_view(x.text, x.size).compare({y.text, y.size});
  }
  // map_hash() of it, which depends on its text alone.
  uint32_t hash(Term atom) const { return row_of(atom).hash; }
  uint32_t size() const { return size_.load(std::memory_order_acquire); }
  uint32_t limit() const { return limit_; }
  // Atoms that there may ever be.
  uint32_t capacity() const { return first_limit_ + kOwnAtoms; }
  // Programs may make so many more from now on, at most up to the limit of before. Before any runs.
  void limit_to(uint32_t more) { limit_ = std::min(first_limit_, size() + more); }
  // A program was refused an atom.
  bool was_full() const { return was_full_.load(std::memory_order_relaxed); }

 private:
  static constexpr uint32_t kOwnAtoms = 1 << 13;

  struct Row {
    const char* text;
    uint32_t size;
    uint32_t hash;
    uint64_t first;  // bytes of the text as a number, the first one highest, with zeros behind
  };

  const Row& row_of(Term atom) const {
    VM_SLOW_CHECK(atom.is_atom());
    uint32_t index = atom.atom_index();
    return chunks_[index >> kChunkShift].load(std::memory_order_acquire)[index & kChunkMask];
  }
  std::optional<Term> intern(std::string_view text, uint32_t limit);
  static constexpr uint32_t kChunkShift = 12;
  static constexpr uint32_t kChunkMask = (1 << kChunkShift) - 1;
  static constexpr uint32_t kMaxChunks = 1 << 14;  // 64 million atoms

  struct Storage;  // owns the bytes of the texts

  const uint32_t first_limit_;
  uint32_t limit_;
  std::atomic<bool> was_full_{false};
  std::atomic<uint32_t> size_{0};
  std::unique_ptr<std::atomic<Row*>[]> chunks_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string_view, uint32_t> indices_;
  std::unique_ptr<Storage> storage_;
};

inline constexpr Term make_bool(bool value) { return value ? atoms::kTrue : atoms::kFalse; }

}  // namespace linac
