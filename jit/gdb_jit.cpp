#include "jit/gdb_jit.h"

#include <elf.h>

#include <cstring>
#include <span>

// Weak: another JIT in the process may bring them, too, and gdb knows one of each.
extern "C" {

[[gnu::weak, gnu::used, gnu::visibility("default")]] jit_descriptor __jit_debug_descriptor = {
    1, 0, nullptr, nullptr};

[[gnu::weak, gnu::used, gnu::noinline, gnu::visibility("default")]] void
__jit_debug_register_code() {
  asm volatile("" ::: "memory");
}

}  // extern "C"

namespace linac::jit {
namespace {

enum Action : uint32_t { kNothing, kRegister, kUnregister };

#if defined(__x86_64__)
constexpr Elf64_Half kMachine = EM_X86_64;
#else
constexpr Elf64_Half kMachine = EM_AARCH64;
#endif

// The order of the sections.
enum Section : uint16_t { kNull, kText, kSymbols, kStrings, kSectionNames, kSections };
constexpr char kNames[] = "\0.text\0.symtab\0.strtab\0.shstrtab";

// An offset into kNames.
Elf64_Word name_at(std::string_view name) {
  std::string_view all(kNames, sizeof kNames);
  return static_cast<Elf64_Word>(all.find(std::string("\0", 1).append(name).append("\0", 1)) + 1);
}

template <class Part>
Elf64_Off append(std::vector<char>& file, std::span<const Part> parts) {
  file.resize((file.size() + 7) / 8 * 8);
  Elf64_Off at = file.size();
  const char* bytes = reinterpret_cast<const char*>(parts.data());
  file.insert(file.end(), bytes, bytes + parts.size_bytes());
  return at;
}

Elf64_Shdr section(std::string_view name, Elf64_Word type, Elf64_Off offset, Elf64_Xword size) {
  Elf64_Shdr header{};
  header.sh_name = name_at(name);
  header.sh_type = type;
  header.sh_offset = offset;
  header.sh_size = size;
  header.sh_addralign = 8;
  return header;
}

Elf64_Ehdr file_header(Elf64_Off sections) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_REL;
  header.e_machine = kMachine;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof(Elf64_Ehdr);
  header.e_shoff = sections;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = kSections;
  header.e_shstrndx = kSectionNames;
  return header;
}

std::vector<char> make_object(const uint8_t* begin, size_t bytes, const std::string& name) {
  std::vector<char> file(sizeof(Elf64_Ehdr));
  Elf64_Sym symbols[2] = {};
  symbols[1].st_name = 1;
  symbols[1].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
  symbols[1].st_shndx = kText;
  symbols[1].st_size = bytes;
  std::string strings = std::string("\0", 1) + name + std::string("\0", 1);

  Elf64_Shdr sections[kSections] = {};
  // Nothing of it is in the file.
  sections[kText] = section(".text", SHT_NOBITS, 0, bytes);
  sections[kText].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
  sections[kText].sh_addr = reinterpret_cast<Elf64_Addr>(begin);
  sections[kText].sh_addralign = 64;
  sections[kSymbols] = section(".symtab", SHT_SYMTAB,
                               append(file, std::span<const Elf64_Sym>(symbols)), sizeof symbols);
  sections[kSymbols].sh_link = kStrings;
  sections[kSymbols].sh_info = 1;  // the first that is not local
  sections[kSymbols].sh_entsize = sizeof(Elf64_Sym);
  sections[kStrings] =
      section(".strtab", SHT_STRTAB, append(file, std::span<const char>(strings)), strings.size());
  sections[kSectionNames] =
      section(".shstrtab", SHT_STRTAB, append(file, std::span<const char>(kNames)), sizeof kNames);
  Elf64_Ehdr header = file_header(append(file, std::span<const Elf64_Shdr>(sections)));
  std::memcpy(file.data(), &header, sizeof header);
  return file;
}

// Of the process's list.
std::mutex& list_mutex() {
  static std::mutex mutex;
  return mutex;
}

void tell_gdb(Action action, jit_code_entry& entry) {
  __jit_debug_descriptor.action_flag = action;
  __jit_debug_descriptor.relevant_entry = &entry;
  __jit_debug_register_code();
  __jit_debug_descriptor.action_flag = kNothing;
  __jit_debug_descriptor.relevant_entry = nullptr;
}

}  // namespace

struct GdbSymbols::Object {
  std::vector<char> file;
  jit_code_entry entry{};
};

GdbSymbols::GdbSymbols() = default;

GdbSymbols::~GdbSymbols() {
  std::lock_guard lock(list_mutex());
  for (auto& object : objects_) {
    jit_code_entry& entry = object->entry;
    (entry.prev_entry ? entry.prev_entry->next_entry : __jit_debug_descriptor.first_entry) =
        entry.next_entry;
    if (entry.next_entry) entry.next_entry->prev_entry = entry.prev_entry;
    tell_gdb(kUnregister, entry);
  }
}

void GdbSymbols::add(const uint8_t* begin, size_t bytes, const std::string& name) {
  auto object = std::make_unique<Object>();
  object->file = make_object(begin, bytes, name);
  jit_code_entry& entry = object->entry;
  entry.symfile_addr = object->file.data();
  entry.symfile_size = object->file.size();
  {
    std::lock_guard lock(mutex_);
    objects_.push_back(std::move(object));
  }
  std::lock_guard lock(list_mutex());
  entry.next_entry = __jit_debug_descriptor.first_entry;
  if (entry.next_entry) entry.next_entry->prev_entry = &entry;
  __jit_debug_descriptor.first_entry = &entry;
  tell_gdb(kRegister, entry);
}

}  // namespace linac::jit
