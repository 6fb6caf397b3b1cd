// Names of machine code for gdb, by the interface that it has for JITs: a list of object files in
// memory, and a function with a breakpoint in it that is called when the list changes. Each function's
// object is an ELF file of one section, the code where it already is, and one symbol. There is no
// unwind information: gdb names frames, and does not see through those of the process's stack.
//
// The list is one for the whole process, as gdb wants it, guarded by a lock.
// Threads: any. Ownership: the destructor takes back what was added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace linac::jit {

class GdbSymbols {
 public:
  GdbSymbols();
  ~GdbSymbols();
  GdbSymbols(const GdbSymbols&) = delete;
  GdbSymbols& operator=(const GdbSymbols&) = delete;

  // The code stays where it is for as long as this object lives.
  void add(const uint8_t* begin, size_t bytes, const std::string& name);

 private:
  struct Object;

  std::mutex mutex_;
  std::vector<std::unique_ptr<Object>> objects_;
};

}  // namespace linac::jit

// The interface: gdb finds these two by their names.
extern "C" {

struct jit_code_entry {
  jit_code_entry* next_entry;
  jit_code_entry* prev_entry;
  const char* symfile_addr;
  uint64_t symfile_size;
};

struct jit_descriptor {
  uint32_t version;
  uint32_t action_flag;
  jit_code_entry* relevant_entry;
  jit_code_entry* first_entry;
};

extern jit_descriptor __jit_debug_descriptor;
void __jit_debug_register_code();

}  // extern "C"
