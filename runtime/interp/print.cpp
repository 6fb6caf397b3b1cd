#include "runtime/interp/print.h"

#include <cstdio>
#include <unordered_map>

#include "core/term/print.h"
#include "loader/print.h"
#include "runtime/code/code_server.h"
#include "runtime/interp/lower.h"
#include "runtime/memory/frame.h"
#include "runtime/process/context.h"
#include "runtime/process/registers.h"

namespace linac {
namespace {

struct BytecodeText {
  std::string_view name, doc;
};

constexpr BytecodeText kBytecodes[] = {
#define BYTECODE(name, doc) {#name, doc},
#include "runtime/interp/bytecode.def"
#undef BYTECODE
};

class ThreadedPrinter {
 public:
  ThreadedPrinter(VmContext& vm, FunctionEntry& entry);
  std::string run();

 private:
  void instruction(uint32_t begin, uint32_t end);
  void part(char letter, const BytecodeText& text, uint32_t value);
  void word(Word word, bool is_term);
  void add_name(const void* at, std::string_view kind, Term module, Term name, uint32_t arity);

  VmContext& vm_;
  FunctionEntry& entry_;
  const Module& module_;
  Lowering lowering_;
  std::vector<uint32_t> starts_;
  std::unique_ptr<ThreadedFunction> code_;
  std::unordered_map<Word, size_t> bytecodes_;   // by the word of its handler
  std::unordered_map<Word, std::string> names_;  // of entries and natives, by their address
  std::string out_;
};

ThreadedPrinter::ThreadedPrinter(VmContext& vm, FunctionEntry& entry)
    : vm_(vm), entry_(entry), module_(*entry.module->module), lowering_(vm, entry) {
  lowering_.note_instructions(starts_);
  code_ = lowering_.run();
  for (size_t i = 0; i < static_cast<size_t>(Bytecode::kCount); i++) {
    bytecodes_[handler_word(static_cast<Bytecode>(i))] = i;
  }
  for (const auto& function : entry.module->functions) {
    add_name(function.get(), "", module_.name, function->name, function->arity);
  }
  for (const ExportEntry* import : entry.module->imports) {
    const ExportIdentity& identity = import->identity;
    add_name(import, "export ", identity.module, identity.function, identity.arity);
  }
  for (const auto& native : vm.natives->all()) {
    add_name(native.get(), "native ", native->module, native->name, native->arity);
  }
}

void ThreadedPrinter::add_name(const void* at, std::string_view kind, Term module, Term name,
                               uint32_t arity) {
  std::string text(kind);
  print_atom(text, vm_.atoms->text(module), true);
  text += ":";
  print_atom(text, vm_.atoms->text(name), true);
  names_[reinterpret_cast<Word>(at)] = text + "/" + std::to_string(arity);
}

std::string register_text(uint32_t value) {
  uint32_t index = value / sizeof(Word);
  switch (value % sizeof(Word)) {
    case 0: return (index < kMaxX ? "x" : "constant") + std::to_string(index % kMaxX);
    case 1: return "y" + std::to_string(index);
    case 2: return "word" + std::to_string(index);
    default: return std::to_string(value);
  }
}

// Of moves and arithmetic bytecode.def says by family that A and B are registers.
bool takes_registers(std::string_view name) {
  for (std::string_view start :
       {"move_x", "move_y", "move2", "move3",   "const_x", "const_y", "swap",
        "add",    "sub",    "mul",   "int_div", "rem",     "div",     "band",
        "bor",    "bxor",   "bsl",   "bsr",     "negate",  "bnot"}) {
    if (name.starts_with(start) && !name.starts_with("remove")) return true;
  }
  return false;
}

// A or B. It is a register where the doc says "A R", "A X" and the like.
void ThreadedPrinter::part(char letter, const BytecodeText& text, uint32_t value) {
  std::string_view doc = text.doc;
  if (takes_registers(text.name)) {
    out_ += std::string(" ") + letter + "=" + register_text(value);
    return;
  }
  for (size_t at = doc.find(letter); at != std::string_view::npos; at = doc.find(letter, at + 1)) {
    bool is_word = at == 0 || doc[at - 1] == ' ';
    if (!is_word || at + 2 >= doc.size() || doc[at + 1] != ' ') continue;
    char kind = doc[at + 2];
    bool ends = at + 3 >= doc.size() || !isalpha(static_cast<unsigned char>(doc[at + 3]));
    if (ends && kind == 'Y') value |= 1;
    if (ends && (kind == 'R' || kind == 'X' || kind == 'Y' || kind == 'V')) {
      out_ += std::string(" ") + letter + "=" + register_text(value);
      return;
    }
  }
  if (value != 0) out_ += std::string(" ") + letter + "=" + std::to_string(value);
}

void ThreadedPrinter::word(Word word, bool is_term) {
  out_ += " ";
  auto name = names_.find(word);
  if (name != names_.end()) {
    out_ += "{" + name->second + "}";
    return;
  }
  if (is_term) {
    PrintOptions options;
    options.form = PrintForm::kErlangPretty;
    std::string text = print_term(*vm_.atoms, Term{word}, options);
    out_ += text.size() > 60 ? text.substr(0, 60) + "..." : text;
    return;
  }
  char hex[24];
  std::snprintf(hex, sizeof hex, "%lx", static_cast<unsigned long>(word));
  out_ += hex;
}

void ThreadedPrinter::instruction(uint32_t begin, uint32_t end) {
  Word first = code_->code[begin];
  auto found = bytecodes_.find(first & UINT32_MAX);
  VM_CHECK(found != bytecodes_.end());
  const BytecodeText& text = kBytecodes[found->second];
  char start[24];
  std::snprintf(start, sizeof start, "%6u  ", begin);
  out_ += start;
  out_ += text.name;
  part('A', text, static_cast<uint32_t>(first >> 32 & 0xFFFF));
  part('B', text, static_cast<uint32_t>(first >> 48));
  bool is_constant = text.name.starts_with("const_");
  for (uint32_t i = begin + 1; i < end; i++) word(code_->code[i], is_constant && i == begin + 1);
  out_ += "\n";
}

std::string ThreadedPrinter::run() {
  const Function& function = module_.functions[entry_.index];
  out_ = function_name(module_, function, *vm_.atoms) + ", " + std::to_string(code_->words) +
         " words, entered at " + std::to_string(code_->entry_at) + "\n";
  uint32_t index = function.first_op;
  uint32_t end_index = function.lacking_op == kNoIndex ? index + function.op_count : index;
  for (size_t i = 0; i < starts_.size(); i++) {
    // The ops that the instructions from here on come from: those placed here, and those that were
    // taken into them.
    while (index < end_index) {
      uint32_t at = lowering_.position(index);
      if (at != Lowering::kNoCode && at > starts_[i]) break;
      bool reached = (module_.facts[index].flags & kReached) != 0;
      const Op& op = module_.ops[index];
      if (reached) out_ += "        ; " + print_op(module_, op, *vm_.atoms) + "\n";
      index++;
    }
    instruction(starts_[i], i + 1 < starts_.size() ? starts_[i + 1] : code_->words);
  }
  return std::move(out_);
}

}  // namespace

std::string print_threaded(VmContext& vm, FunctionEntry& entry) {
  return ThreadedPrinter(vm, entry).run();
}

}  // namespace linac
