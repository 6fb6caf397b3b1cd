#include "runtime/code/code_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/term/term.h"
#include "runtime/memory/frame.h"

namespace linac {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kPage = 4096;

Error refused(const char* what) {
  return Error{std::string("no memory for machine code: ") + what + ": " + std::strerror(errno)};
}

// A free place for the executable view within reach of the stubs, looked for below and above them.
uint8_t* reserve_near(size_t bytes) {
  constexpr Word kStep = Word{16} << 20;
  constexpr Word kReach = (Word{1} << 31) - 2 * kStep;  // of jumps, less the program itself
  Word stubs = kInterpreterReturn & ~(kStep - 1);
  for (Word distance = kStep; distance + bytes < kReach; distance += kStep) {
    for (Word at : {stubs - distance - bytes, stubs + distance}) {
      if (at > stubs ? at + bytes < at : at + bytes > stubs) continue;  // past either end
      void* got = mmap(reinterpret_cast<void*>(at), bytes, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
      if (got == reinterpret_cast<void*>(at)) return static_cast<uint8_t*>(got);
      if (got != MAP_FAILED) munmap(got, bytes);  // a kernel that takes the address as a hint
    }
  }
  return nullptr;
}

}  // namespace

CodeMemory::CodeMemory(size_t capacity)
    : capacity_((std::clamp(capacity, size_t{1}, kMaxCodeMemory) + kPage - 1) / kPage * kPage) {}

CodeMemory::~CodeMemory() {
  if (write_) munmap(write_, capacity_);
  if (run_) munmap(run_, capacity_);
}

Result<void> CodeMemory::map() {
  uint8_t* run = reserve_near(capacity_);
  if (!run) return Error{"no memory for machine code: no place near the program"};
  Result<void> result = map_anonymous(run);
  if (!result.ok()) result = map_file(run);
  if (!result.ok()) munmap(run, capacity_);
  return result;
}

// What perf reads names for: it looks for files behind all other memory.
Result<void> CodeMemory::map_anonymous(uint8_t* run) {
  void* write = mmap(nullptr, capacity_, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (write == MAP_FAILED) return refused("mmap");
  // mremap of no bytes of shared memory maps the same pages a second time.
  if (mremap(write, 0, capacity_, MREMAP_MAYMOVE | MREMAP_FIXED, run) != run ||
      mprotect(run, capacity_, PROT_READ | PROT_EXEC) != 0) {
    Result<void> result = refused("mremap");
    munmap(write, capacity_);
    return result;
  }
  write_ = static_cast<uint8_t*>(write);
  run_ = run;
  return {};
}

// For valgrind, which has no such mremap.
Result<void> CodeMemory::map_file(uint8_t* run) {
  int file = memfd_create("linac code", MFD_CLOEXEC);
  if (file < 0) return refused("memfd_create");
  Result<void> result;
  void* write = MAP_FAILED;
  if (ftruncate(file, static_cast<off_t>(capacity_)) == 0 &&
      mmap(run, capacity_, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED, file, 0) == run) {
    write = mmap(nullptr, capacity_, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  }
  if (write == MAP_FAILED) {
    result = refused("mmap");
  } else {
    write_ = static_cast<uint8_t*>(write);
    run_ = run;
  }
  close(file);
  return result;
}

Result<CodeBlock> CodeMemory::allocate(size_t bytes) {
  std::lock_guard lock(mutex_);
  if (!write_) VM_TRY(map());
  if (bytes > capacity_ - used_) {
    return Error{"no memory for machine code: all " + std::to_string(capacity_ >> 10) +
                 " KB are taken"};
  }
  CodeBlock block{write_ + used_, run_ + used_, bytes};
  used_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
  if (used_ > capacity_) used_ = capacity_;
  return block;
}

}  // namespace linac
