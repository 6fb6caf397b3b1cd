#include "runtime/code/code_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/term/term.h"
#include "runtime/memory/frame.h"

namespace linac {
namespace {

constexpr size_t kAlignment = 64;

Error refused(const char* what) {
  return Error{std::string("no memory for machine code: ") + what + ": " + std::strerror(errno)};
}

// A free place for the executable view within reach of the stubs, looked for below and above them.
uint8_t* map_near(size_t bytes, int file) {
  constexpr Word kReach = Word{1} << 30;
  constexpr Word kStep = Word{16} << 20;
  Word stubs = kInterpreterReturn & ~(kStep - 1);
  for (Word distance = kStep; distance + bytes < kReach; distance += kStep) {
    for (Word at : {stubs - distance - bytes, stubs + distance}) {
      if (at > stubs ? at + bytes < at : at + bytes > stubs) continue;  // past either end
      void* got = mmap(reinterpret_cast<void*>(at), bytes, PROT_READ | PROT_EXEC,
                       MAP_SHARED | MAP_FIXED_NOREPLACE, file, 0);
      if (got == reinterpret_cast<void*>(at)) return static_cast<uint8_t*>(got);
      if (got != MAP_FAILED) munmap(got, bytes);  // a kernel that takes the address as a hint
    }
  }
  return nullptr;
}

}  // namespace

CodeMemory::~CodeMemory() {
  if (write_) munmap(write_, capacity_);
  if (run_) munmap(run_, capacity_);
}

Result<void> CodeMemory::map() {
  int file = memfd_create("linac-code", MFD_CLOEXEC);
  if (file < 0) return refused("memfd_create");
  Result<void> result;
  if (ftruncate(file, static_cast<off_t>(capacity_)) != 0) {
    result = refused("ftruncate");
  } else if (void* at = mmap(nullptr, capacity_, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
             at == MAP_FAILED) {
    result = refused("mmap of the writable view");
  } else {
    write_ = static_cast<uint8_t*>(at);
    run_ = map_near(capacity_, file);
    if (!run_) {
      result = refused("mmap of the executable view near the program");
      munmap(write_, capacity_);
      write_ = nullptr;
    }
  }
  close(file);
  return result;
}

Result<CodeBlock> CodeMemory::allocate(size_t bytes) {
  std::lock_guard lock(mutex_);
  if (!write_) VM_TRY(map());
  if (bytes > capacity_ - used_) {
    return Error{"no memory for machine code: all " + std::to_string(capacity_ >> 20) +
                 " MB are taken"};
  }
  CodeBlock block{write_ + used_, run_ + used_, bytes};
  used_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
  if (used_ > capacity_) used_ = capacity_;
  return block;
}

}  // namespace linac
