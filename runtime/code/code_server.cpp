#include "runtime/code/code_server.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/base/file.h"
#include "loader/load.h"
#include "runtime/code/sanitizer.h"
#include "runtime/memory/frame.h"
#include "runtime/memory/off_heap.h"

namespace linac {
namespace {

// Gives the loader room in the Vm's literal area and keeps what was built there, to be freed with
// the module.
class AreaSource final : public LiteralSource {
 public:
  AreaSource(LiteralArea& area, TermHooks* hooks, const BifTable& natives)
      : area_(area), hooks_(hooks), natives_(natives) {}

  Result<TermSpace> reserve(size_t words) override {
    auto space = area_.reserve(words);
    if (space) start_ = space->top;
    return space;
  }
  void commit(const TermSpace& space) override { built_.push_back({start_, space}); }
  TermHooks* hooks() override { return hooks_; }
  bool is_native(Term module, Term name, uint32_t arity) const override {
    return natives_.find(module, name, arity) != nullptr;
  }

  std::vector<LiteralSpace> take_built() { return std::move(built_); }

 private:
  LiteralArea& area_;
  TermHooks* hooks_;
  const BifTable& natives_;
  Word* start_ = nullptr;
  std::vector<LiteralSpace> built_;
};

void free_literals(LiteralArea& area, std::vector<LiteralSpace>& built) {
  for (LiteralSpace& literal : built) {
    release_off_heap(literal.space.off_heap);
    area.free(literal.start, static_cast<size_t>(literal.space.limit - literal.start));
  }
}

uint64_t next_serial() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

// What a thread has found code at. Programs raise at the same places again and again, and each time the
// code of all frames is looked for: that must not wait for a lock. Code stays while its server does, and
// a server's number is never given to another.
template <typename Code>
class FoundCode {
 public:
  Code* look_up(uint64_t server, const void* address) const {
    const Entry& entry = entries_[index_of(address)];
    return entry.address == address && entry.server == server ? entry.code : nullptr;
  }
  void keep(uint64_t server, const void* address, Code* code) {
    entries_[index_of(address)] = {address, server, code};
  }

 private:
  static constexpr unsigned kIndexBits = 6;
  struct Entry {
    const void* address = nullptr;
    uint64_t server = 0;
    Code* code = nullptr;
  };
  static size_t index_of(const void* address) {
    return reinterpret_cast<Word>(address) * 0x9E37'79B9'7F4A'7C15u >> (64 - kIndexBits);
  }
  Entry entries_[size_t{1} << kIndexBits];
};

// The definitions of a module's native records as terms.
Result<std::vector<Term>> make_record_definitions(const Module& module, AreaSource& source) {
  std::vector<Term> result;
  size_t words = 0;
  for (const RecordDefinition& record : module.records) {
    words += tuple_words(kRecordFields + record.fields.size());
  }
  if (words == 0) return result;
  auto space = source.reserve(words);
  if (!space) return space.error();
  for (const RecordDefinition& record : module.records) {
    Term definition = space->tuple(kRecordFields + record.fields.size());
    Word* at = payload(definition);
    at[kRecordModule] = module.name.bits;
    at[kRecordName] = record.name.bits;
    at[kRecordExported] = make_bool(record.exported).bits;
    for (size_t i = 0; i < record.fields.size(); i++) {
      at[kRecordFields + i] = record.fields[i].name.bits;
    }
    result.push_back(definition);
  }
  source.commit(*space);
  return result;
}

}  // namespace

bool is_native_placeholder(const Module& module, const Function& function) {
  bool does_nothing = true;
  for (const Op& op : module.ops_of(function)) {
    if (op.opcode != Opcode::kCallExt && op.opcode != Opcode::kCallExtOnly &&
        op.opcode != Opcode::kCallExtLast) {
      does_nothing &= op.opcode == Opcode::kLabel || op.opcode == Opcode::kLine ||
                      op.opcode == Opcode::kFuncInfo || op.opcode == Opcode::kNifStart ||
                      op.opcode == Opcode::kMove;
      continue;
    }
    const Import& import = module.imports[module.operands_of(op)[1].index()];
    // What the loader has made of such a body (loader/local_natives.h).
    if (does_nothing && op.opcode == Opcode::kCallExtOnly && import.module == module.name &&
        import.function == function.name && import.arity == function.arity) {
      return true;
    }
    return import.module == atoms::kErlang && import.function == atoms::kNifError;
  }
  return false;
}

CodeServer::CodeServer(AtomTable& atoms, LiteralArea& literals, const BifTable& natives,
                       Stubs stubs)
    : atoms_(atoms),
      literals_(literals),
      natives_(natives),
      stubs_(stubs),
      serial_(next_serial()),
      process_end_{0, stubs.process_end},
      resume_native_(stubs.resume_native),
      resume_wait_(stubs.resume_wait),
      enter_handler_(stubs.enter_handler) {}

CodeServer::~CodeServer() {
  for (auto& [name, instance] : modules_) free_literals(literals_, instance->literals);
  for (auto& instance : retired_) free_literals(literals_, instance->literals);
}

const Word* CodeServer::continuation(const ExportEntry& native, uint32_t frame_words) {
  std::lock_guard lock(mutex_);
  std::array<Word, 3> words{make_call_record(frame_words, 0), stubs_.native_body,
                            reinterpret_cast<Word>(&native)};
  return &continuations_.try_emplace({&native, frame_words}, words).first->second[1];
}

void CodeServer::add_folder(std::string folder) {
  std::lock_guard lock(mutex_);
  folders_.push_back(std::move(folder));
}

void CodeServer::set_folders(std::vector<std::string> folders) {
  std::lock_guard lock(mutex_);
  folders_ = std::move(folders);
  std::erase_if(files_, [&](const auto& row) { return !modules_.contains(row.first); });
}

std::vector<std::string> CodeServer::folders() {
  std::lock_guard lock(mutex_);
  return folders_;
}

void CodeServer::set_broken_report(std::function<void(std::string_view)> report) {
  broken_report_ = std::move(report);
}

void CodeServer::report_broken(const std::string& message) {
  if (broken_report_) broken_report_(message);
}

void CodeServer::hold_file(std::string name, std::string path, std::vector<uint8_t> bytes) {
  std::lock_guard lock(mutex_);
  held_.try_emplace(std::move(name), LibraryFile{std::move(path), std::move(bytes)});
}

const LibraryFile* CodeServer::held_file(std::string_view name_or_path) {
  std::lock_guard lock(mutex_);
  std::string_view name = name_or_path.substr(name_or_path.rfind('/') + 1);  // npos + 1 is 0
  auto it = held_.find(name);
  if (it == held_.end()) return nullptr;
  return name == name_or_path || it->second.path == name_or_path ? &it->second : nullptr;
}

std::string CodeServer::find_file(Term module) {
  auto [it, is_new] = files_.try_emplace(module.bits);
  if (!is_new) return it->second;
  std::string_view name = atoms_.text(module);
  if (name.empty() || name.find('/') != name.npos || name.find('\0') != name.npos) return {};
  if (const LibraryFile* held = held_file(std::string(name) + ".beam")) {
    return it->second = held->path;
  }
  for (const std::string& folder : folders_) {
    std::string path = folder + "/" + std::string(name) + ".beam";
    struct stat status;
    if (stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) return it->second = path;
  }
  return {};
}

bool CodeServer::has_own_file(Term module) {
  std::lock_guard lock(mutex_);
  // There is one module erlang, whatever the folders hold (load()).
  return module != atoms::kErlang && !find_file(module).empty();
}

ExportEntry* CodeServer::export_entry(Term module, Term name, uint32_t arity) {
  std::lock_guard lock(mutex_);
  auto& slot = exports_[ExportKey{module.bits, name.bits, arity}];
  if (slot) return slot.get();
  slot = std::make_unique<ExportEntry>();
  slot->identity = {module, name, arity};
  const NativeInfo* native = natives_.find(module, name, arity);
  const ModuleInstance* loaded = native ? find_instance(module) : nullptr;
  if (native && !(native->effects & kOfHost) &&
      (loaded ? !loaded->from_library : has_own_file(module))) {
    native = nullptr;
  }
  slot->native.store(native, std::memory_order_relaxed);
  slot->unresolved[0] = stubs_.unresolved;
  slot->native_body[0] = stubs_.native_body;
  slot->unresolved[1] = slot->native_body[1] = reinterpret_cast<Word>(slot.get());
  slot->code.store(native ? slot->native_body : slot->unresolved, std::memory_order_release);
  return slot.get();
}

ExportEntry& CodeServer::make_apply_export() {
  ExportEntry* entry = export_entry(atoms::kErlang, atoms::kApply, 2);
  apply_export_.store(entry, std::memory_order_release);
  return *entry;
}

ExportEntry* CodeServer::find_export(Term module, Term name, uint32_t arity) {
  std::lock_guard lock(mutex_);
  auto it = exports_.find(ExportKey{module.bits, name.bits, arity});
  return it == exports_.end() ? nullptr : it->second.get();
}

Result<ModuleInstance*> CodeServer::load(std::span<const uint8_t> bytes, std::string path,
                                         bool from_library, bool replace) {
  std::lock_guard lock(mutex_);
  AreaSource source(literals_, hooks_, natives_);
  auto loaded = load_module(bytes, path, atoms_, source);
  Result<std::vector<Term>> records = std::vector<Term>();
  if (loaded) records = make_record_definitions(**loaded, source);
  auto built = source.take_built();
  if (!loaded || !records) {
    free_literals(literals_, built);
    return loaded ? records.error() : loaded.error();
  }
  Term name = (*loaded)->name;
  const char* refusal = name == atoms::kErlang ? " is part of the VM and cannot be replaced"
                        : !modules_.contains(name.bits) ? nullptr
                        : replace                       ? keeps_from_replacing(name)
                                                        : " is loaded already";
  if (refusal) {
    free_literals(literals_, built);
    return Error{path + ": module " + std::string(atoms_.text(name)) + refusal};
  }
  auto instance = std::make_unique<ModuleInstance>();
  instance->module = std::move(*loaded);
  instance->path = std::move(path);
  instance->from_library = from_library;
  instance->literals = std::move(built);
  instance->record_definitions = std::move(*records);
  ModuleInstance* result = instance.get();
  remove(name);
  modules_.emplace(name.bits, std::move(instance));
  link(*result);
  return result;
}

const char* CodeServer::keeps_from_replacing(Term module) {
  std::lock_guard lock(mutex_);
  if (module == atoms::kErlang) return " is part of the VM and cannot be replaced";
  ModuleInstance* instance = find_instance(module);
  if (!instance) return nullptr;
  if (instance->from_library) return " is part of Erlang's library and cannot be replaced";
  if (instance->on_load == OnLoadState::kWanted || instance->on_load == OnLoadState::kRunning) {
    return " is being loaded";
  }
  return nullptr;
}

bool CodeServer::remove(Term module) {
  std::lock_guard lock(mutex_);
  auto it = modules_.find(module.bits);
  if (it == modules_.end()) return false;
  retire(*it->second);
  retired_.push_back(std::move(it->second));
  modules_.erase(it);
  old_.insert(module.bits);
  return true;
}

bool CodeServer::has_old(Term module) {
  std::lock_guard lock(mutex_);
  return old_.contains(module.bits);
}

bool CodeServer::forget_old(Term module) {
  std::lock_guard lock(mutex_);
  return old_.erase(module.bits) > 0;
}

// Its functions are called by nobody from outside any more.
void CodeServer::retire(ModuleInstance& instance) {
  const Module& module = *instance.module;
  for (const Export& exported : module.exports) {
    ExportEntry* entry = export_entry(module.name, exported.name, exported.arity);
    if (entry->function.load() != instance.functions[exported.function].get()) continue;
    entry->function.store(nullptr, std::memory_order_release);
    entry->code.store(entry->unresolved, std::memory_order_release);
    entry->native_code.store(reinterpret_cast<const void*>(&linac_call_export),
                             std::memory_order_release);
  }
}

void CodeServer::link(ModuleInstance& instance) {
  const Module& module = *instance.module;
  instance.functions.reserve(module.functions.size());
  for (uint32_t i = 0; i < module.functions.size(); i++) {
    auto entry = std::make_unique<FunctionEntry>();
    entry->module = &instance;
    entry->name = module.functions[i].name;
    entry->arity = module.functions[i].arity;
    entry->index = i;
    entry->id = functions_++;
    entry->prepare[0] = stubs_.prepare;
    entry->prepare[1] = reinterpret_cast<Word>(entry.get());
    entry->counting[0] = stubs_.count;
    entry->counting[1] = reinterpret_cast<Word>(entry.get());
    entry->code.store(entry->prepare, std::memory_order_release);
    instance.functions.push_back(std::move(entry));
  }
  for (const Import& import : module.imports) {
    instance.imports.push_back(export_entry(import.module, import.function, import.arity));
  }
  for (const Lambda& lambda : module.lambdas) {
    auto entry = std::make_unique<FunEntry>();
    entry->identity = {module.name, lambda.index, lambda.unique};
    entry->arity = lambda.fun_arity();
    entry->captured = lambda.free_count;
    entry->function.store(instance.functions[lambda.function].get(), std::memory_order_release);
    instance.lambdas.push_back(entry.get());
    lambdas_.push_back(std::move(entry));
  }
  if (module.on_load_function == kNoIndex) {
    link_exports(instance);
  } else {
    instance.on_load = OnLoadState::kWanted;
  }
}

void CodeServer::link_exports(ModuleInstance& instance) {
  const Module& module = *instance.module;
  for (const Export& exported : module.exports) {
    ExportEntry* entry = export_entry(module.name, exported.name, exported.arity);
    const NativeInfo* native = natives_.find(module.name, exported.name, exported.arity);
    if (native && (native->effects & kOfHost || instance.from_library ||
                   is_native_placeholder(module, module.functions[exported.function]))) {
      entry->native.store(native, std::memory_order_release);
      entry->code.store(entry->native_body, std::memory_order_release);
      continue;
    }
    FunctionEntry& function = *instance.functions[exported.function];
    entry->function.store(&function, std::memory_order_release);
    // The on_load function may have called it already, so that it has code.
    set_code(function, function.code.load());
  }
}

Result<LibraryFile> CodeServer::find_module_file(Term module, bool* from_library) {
  LibraryFile file;
  file.path = find_file(module);
  *from_library = file.path.empty();
  if (*from_library) return library_ ? library_->read(atoms_.text(module)) : file;
  if (const LibraryFile* held = held_file(file.path)) return *held;
  auto bytes = read_file(file.path);
  if (!bytes) return bytes.error();
  file.bytes = std::move(*bytes);
  return file;
}

Result<ModuleInstance*> CodeServer::ensure_loaded(Term module) {
  std::lock_guard lock(mutex_);
  if (ModuleInstance* loaded = find_instance(module)) return loaded;
  bool from_library = false;
  auto file = find_module_file(module, &from_library);
  if (!file) return file.error();
  const std::string path = file->path;
  if (path.empty()) return static_cast<ModuleInstance*>(nullptr);
  auto loaded = load(file->bytes, path, from_library);
  if (!loaded) return loaded.error();
  if ((*loaded)->module->name != module) {
    return Error{path + ": holds module " + std::string(atoms_.text((*loaded)->module->name)) +
                 ", not the one it is named after"};
  }
  return loaded;
}

ModuleInstance* CodeServer::find_instance(Term module) {
  auto it = modules_.find(module.bits);
  return it == modules_.end() ? nullptr : it->second.get();
}

ModuleInstance* CodeServer::find_module(Term module) {
  std::lock_guard lock(mutex_);
  ModuleInstance* instance = find_instance(module);
  return instance && instance->on_load == OnLoadState::kUsable ? instance : nullptr;
}

OnLoadState CodeServer::await_on_load(ModuleInstance& instance, Term pid) {
  std::lock_guard lock(mutex_);
  OnLoadState state = instance.on_load;
  if (state != OnLoadState::kWanted && state != OnLoadState::kRunning) return state;
  if (instance.on_load_process == pid) return OnLoadState::kFailed;
  auto& waiting = instance.on_load_waiting;
  if (std::find(waiting.begin(), waiting.end(), pid) == waiting.end()) waiting.push_back(pid);
  return state;
}

void CodeServer::begin_on_load(ModuleInstance& instance, Term pid) {
  std::lock_guard lock(mutex_);
  instance.on_load = OnLoadState::kRunning;
  instance.on_load_process = pid;
  loading_.push_back(&instance);
}

ModuleInstance* CodeServer::on_load_of(Term pid) {
  std::lock_guard lock(mutex_);
  for (ModuleInstance* instance : loading_) {
    if (instance->on_load_process == pid) return instance;
  }
  return nullptr;
}

std::vector<Term> CodeServer::finish_on_load(ModuleInstance& instance, bool ok) {
  std::lock_guard lock(mutex_);
  std::erase(loading_, &instance);
  instance.on_load = ok ? OnLoadState::kUsable : OnLoadState::kFailed;
  instance.on_load_process = kNoTerm;
  if (ok) link_exports(instance);
  return std::exchange(instance.on_load_waiting, {});
}

std::vector<ModuleInstance*> CodeServer::all_modules() {
  std::lock_guard lock(mutex_);
  std::vector<ModuleInstance*> result;
  for (const auto& [name, instance] : modules_) {
    if (instance->on_load == OnLoadState::kUsable) result.push_back(instance.get());
  }
  return result;
}

ThreadedFunction* CodeServer::publish(FunctionEntry& entry,
                                      std::unique_ptr<ThreadedFunction> made) {
  std::lock_guard lock(mutex_);
  if (ThreadedFunction* first = entry.threaded.load()) return first;
  ThreadedFunction* result = made.get();
  code_.emplace(result->code.get(), std::move(made));
  entry.threaded.store(result, std::memory_order_release);
  set_code(entry, counts_calls_ ? entry.counting : result->start());
  return result;
}

void CodeServer::set_code(FunctionEntry& entry, const Word* code) {
  publishes_code();
  const NativeCode* native = entry.compiled.load();
  const void* native_start = native ? native->begin + native->entry_at : nullptr;
  if (native) entry.native_code.store(native_start, std::memory_order_release);
  entry.code.store(code, std::memory_order_release);
  const Module& module = *entry.module->module;
  if (!module.functions[entry.index].exported) return;
  ExportEntry* exported = export_entry(module.name, entry.name, entry.arity);
  if (exported->function.load(std::memory_order_relaxed) != &entry) return;
  if (native) exported->native_code.store(native_start, std::memory_order_release);
  exported->code.store(code, std::memory_order_release);
}

void CodeServer::publish_native(std::unique_ptr<NativeCode> code) {
  std::lock_guard lock(mutex_);
  FunctionEntry& entry = *code->entry;
  VM_CHECK(!entry.compiled.load() && entry.threaded.load());
  VM_CHECK(std::is_sorted(code->returns.begin(), code->returns.end()));
  code->enter[0] = stubs_.enter_native;
  code->enter[1] = reinterpret_cast<Word>(code->begin + code->after_reduction_at);
  entry.compiled.store(code.get(), std::memory_order_release);
  const Word* enter = code->enter;
  if (!code->positions.empty()) {
    positions_.emplace(reinterpret_cast<Word>(code->positions.data()), code.get());
  }
  native_.emplace(code->begin, std::move(code));
  set_code(entry, enter);
}

const NativeCode* CodeServer::find_native(const void* address) {
  thread_local FoundCode<const NativeCode> found;
  if (const NativeCode* code = found.look_up(serial_, address)) return code;
  std::lock_guard lock(mutex_);
  auto it = native_.upper_bound(address);
  if (it == native_.begin()) return nullptr;
  const NativeCode* candidate = std::prev(it)->second.get();
  if (!candidate->contains(address)) return nullptr;
  found.keep(serial_, address, candidate);
  return candidate;
}

const NativePosition* CodeServer::find_position(Word address) {
  std::lock_guard lock(mutex_);
  auto it = positions_.upper_bound(address);
  if (it == positions_.begin()) return nullptr;
  auto [start, code] = *std::prev(it);
  Word distance = address - start;
  if (distance % sizeof(NativePosition) != 0) return nullptr;
  size_t index = distance / sizeof(NativePosition);
  return index < code->positions.size() ? &code->positions[index] : nullptr;
}

void CodeServer::stop_counting(FunctionEntry& entry) {
  std::lock_guard lock(mutex_);
  set_code(entry, entry.threaded.load()->start());
}

ThreadedFunction* CodeServer::find_code_at(const Word* pc) {
  thread_local FoundCode<ThreadedFunction> found;
  if (ThreadedFunction* code = found.look_up(serial_, pc)) return code;
  std::lock_guard lock(mutex_);
  auto it = code_.upper_bound(pc);
  if (it == code_.begin()) return nullptr;
  ThreadedFunction* candidate = std::prev(it)->second.get();
  if (!candidate->contains(pc)) return nullptr;
  found.keep(serial_, pc, candidate);
  return candidate;
}

FunEntry* CodeServer::find_lambda(Term module, uint32_t index) {
  std::lock_guard lock(mutex_);
  ModuleInstance* instance = find_module(module);
  if (!instance || index >= instance->lambdas.size()) return nullptr;
  return instance->lambdas[index];
}

}  // namespace linac
