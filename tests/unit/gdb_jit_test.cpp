// What a debugger reads: the list of objects, and the names in them.
#include "jit/gdb_jit.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "api/program.h"

namespace linac {
namespace {

struct Symbol {
  Elf64_Addr address;
  Elf64_Xword bytes;
};

// The symbols of one object, read as its headers say.
std::map<std::string, Symbol> symbols_of(const jit_code_entry& entry) {
  std::map<std::string, Symbol> result;
  auto header = reinterpret_cast<const Elf64_Ehdr*>(entry.symfile_addr);
  EXPECT_EQ(std::memcmp(header->e_ident, ELFMAG, SELFMAG), 0);
  EXPECT_EQ(header->e_ident[EI_CLASS], ELFCLASS64);
  EXPECT_EQ(header->e_shentsize, sizeof(Elf64_Shdr));
  EXPECT_LE(header->e_shoff + header->e_shnum * sizeof(Elf64_Shdr), entry.symfile_size);
  auto sections = reinterpret_cast<const Elf64_Shdr*>(entry.symfile_addr + header->e_shoff);
  const char* names = entry.symfile_addr + sections[header->e_shstrndx].sh_offset;
  for (int i = 0; i < header->e_shnum; i++) {
    const Elf64_Shdr& section = sections[i];
    if (section.sh_type != SHT_NULL && section.sh_type != SHT_NOBITS) {
      EXPECT_LE(section.sh_offset + section.sh_size, entry.symfile_size);
    }
    if (section.sh_type != SHT_SYMTAB) continue;
    EXPECT_STREQ(names + section.sh_name, ".symtab");
    const char* strings = entry.symfile_addr + sections[section.sh_link].sh_offset;
    auto all = reinterpret_cast<const Elf64_Sym*>(entry.symfile_addr + section.sh_offset);
    for (size_t k = section.sh_info; k < section.sh_size / sizeof(Elf64_Sym); k++) {
      const Elf64_Shdr& text = sections[all[k].st_shndx];
      EXPECT_STREQ(names + text.sh_name, ".text");
      EXPECT_EQ(text.sh_size, all[k].st_size);
      result[strings + all[k].st_name] = {text.sh_addr + all[k].st_value, all[k].st_size};
    }
  }
  return result;
}

std::map<std::string, Symbol> listed() {
  std::map<std::string, Symbol> result;
  const jit_code_entry* before = nullptr;
  for (auto entry = __jit_debug_descriptor.first_entry; entry; entry = entry->next_entry) {
    EXPECT_EQ(entry->prev_entry, before);
    before = entry;
    result.merge(symbols_of(*entry));
  }
  return result;
}

TEST(GdbJit, ListsAndTakesBack) {
  ASSERT_TRUE(listed().empty());
  static const uint8_t code[64] = {};
  auto first = std::make_unique<jit::GdbSymbols>();
  first->add(code, 10, "m:first/1");
  {
    jit::GdbSymbols second;
    second.add(code + 16, 20, "m:second/2");
    first->add(code + 40, 5, "m:third/3");
    auto symbols = listed();
    ASSERT_EQ(symbols.size(), 3u);
    EXPECT_EQ(symbols.at("m:second/2").address, reinterpret_cast<Elf64_Addr>(code + 16));
    EXPECT_EQ(symbols.at("m:second/2").bytes, 20u);
  }
  EXPECT_EQ(listed().size(), 2u);
  EXPECT_EQ(listed().count("m:second/2"), 0u);
  first.reset();
  EXPECT_TRUE(listed().empty());
  EXPECT_EQ(__jit_debug_descriptor.version, 1u);
}

#if defined(__x86_64__)

TEST(GdbJit, PublishedFunctionsAreListed) {
  std::string path = std::string(LINAC_SOURCE_DIR) + "/bench/suite/beam29/b_nqueens.beam";
  for (bool on : {true, false}) {
    ProgramOptions options;
    options.vm.jit = JitMode::kForce;
    options.compiler.gdb = on;
    Program program(options);
    ASSERT_TRUE(program.load_file(path));
    ASSERT_EQ(program.call({"b_nqueens", "run", 1}, {"5"})->result, "10\n");
    auto symbols = listed();
    EXPECT_EQ(symbols.empty(), !on);
    Vm& vm = program.vm();
    for (auto& entry : vm.code().find_module(*vm.atoms().intern("b_nqueens"))->functions) {
      const NativeCode* native = entry->compiled.load();
      if (!native || !on) continue;
      std::string name = "b_nqueens:" + std::string(vm.atoms().text(entry->name)) + "/" +
                         std::to_string(entry->arity);
      ASSERT_EQ(symbols.count(name), 1u) << name;
      EXPECT_EQ(symbols.at(name).address, reinterpret_cast<Elf64_Addr>(native->begin));
      EXPECT_EQ(symbols.at(name).bytes, native->bytes);
    }
  }
  EXPECT_TRUE(listed().empty());
}

#endif

}  // namespace
}  // namespace linac
