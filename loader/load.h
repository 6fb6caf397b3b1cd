// bytes -> Module. The folder's only entry: everything else here serves it.
//
// Bytes are hostile. A bad file gives an Error that names the file, the chunk and, in code, the
// function and the instruction's offset; never a crash, and time and memory stay proportional to the
// file's size (below the limits that stand here).
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/term/allocate.h"
#include "core/term/atom.h"
#include "core/term/term_hooks.h"
#include "loader/md5.h"
#include "loader/module.h"

namespace linac {

// The largest modules known are a few megabytes; these keep hostile ones from filling the memory.
inline constexpr size_t kMaxFileBytes = 32u << 20;     // also of a gzip-compressed file, inflated
inline constexpr size_t kMaxLiteralBytes = 32u << 20;  // the literal table, inflated
inline constexpr size_t kMaxLiteralWords = 8u << 20;   // the terms built of it
inline constexpr size_t kMaxOps = 2u << 20;
inline constexpr size_t kMaxCodeOperands = 6u << 20;
inline constexpr size_t kMaxTableRows = 1u << 20;  // of atoms, imports, lines, literals, ...
inline constexpr size_t kMaxTypes = UINT16_MAX;    // hints: more cannot be named by an operand

// Where a module's literals are built. reserve() is called at most twice a module (its literal table;
// large integers in its code); the words must stay for as long as the module's terms are used.
class LiteralSource {
 public:
  virtual ~LiteralSource() = default;
  virtual Result<TermSpace> reserve(size_t words) = 0;
  // The same space after building: its top, and the shared binaries in its off-heap list, which are
  // the area's to release. Also called when the file turns out to be broken.
  virtual void commit(const TermSpace& space) = 0;
  // For `fun m:f/a` in literals; without hooks such a file is refused.
  virtual TermHooks* hooks() { return nullptr; }
  // Whether there is a native for a function that only raises (loader/local_natives.h).
  virtual bool is_native(Term module, Term name, uint32_t arity) const {
    return (void)module, (void)name, (void)arity, false;
  }
};

// `file_name` is for messages. Atoms are made as the file names them, so a file that is refused may
// leave some in the table. Threads: any, if `literals` allows it.
Result<std::unique_ptr<Module>> load_module(std::span<const uint8_t> bytes,
                                            std::string_view file_name, AtomTable& atoms,
                                            LiteralSource& literals);

// The module's MD5, as module_info(md5) and fun_info(F, new_uniq) tell it: over the chunks that make
// the module what it is.
Result<Md5Digest> module_md5(std::span<const uint8_t> bytes, std::string_view file_name);

// Only the module's name, read from the atom chunk of a file that may be broken elsewhere.
Result<std::string> module_name(std::span<const uint8_t> bytes, std::string_view file_name);

}  // namespace linac
