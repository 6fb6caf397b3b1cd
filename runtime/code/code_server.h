// The code of one VM: loaded modules, the export table, and the way from a code address back to
// its function. Modules load when one of their functions is first called, from the folders given.
//
// Threads: lookups by entry pointers are lock-free; everything here locks.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/result.h"
#include "core/term/atom.h"
#include "core/term/term_hooks.h"
#include "loader/module.h"
#include "runtime/code/bif_table.h"
#include "runtime/code/entries.h"
#include "runtime/code/module_library.h"
#include "runtime/code/native_code.h"
#include "runtime/code/threaded.h"
#include "runtime/memory/literal_area.h"

namespace linac {

// Words of the literal area that a module's literals were built in.
struct LiteralSpace {
  Word* start;
  TermSpace space;
};

// What has become of the function that a module wants run at its load (runtime/exec/on_load.h).
enum class OnLoadState : uint8_t {
  kUsable,  // there is none, or it returned ok
  kWanted,  // not run yet
  kRunning,
  kFailed,  // the module's functions stay undefined
};

// One loaded instance of a module: the loader's immutable result and the records that its code uses.
class ModuleInstance {
 public:
  std::unique_ptr<Module> module;
  std::vector<LiteralSpace> literals;
  std::string path;                                       // where it was read; empty: from memory
  bool from_library = false;                              // natives go before its functions
  std::vector<std::unique_ptr<FunctionEntry>> functions;  // as module->functions
  std::vector<ExportEntry*> imports;                      // as module->imports
  std::vector<FunEntry*> lambdas;                         // as module->lambdas
  std::vector<Term> record_definitions;        // as module->records (core/term/identity.h)
  OnLoadState on_load = OnLoadState::kUsable;  // under the code server's lock
  Term on_load_process = kNoTerm;              // while it runs
  std::vector<Term> on_load_waiting;           // pids of those who wait for it
  bool has_told_why = false;                   // the user, before that function ended
};

// Whether a function's body is only erlang:nif_error(...): OTP's modules hold such bodies where a
// native stands for the function.
bool is_native_placeholder(const Module& module, const Function& function);

class CodeServer {
 public:
  // `stubs` are the first words of the bodies that entries start with.
  struct Stubs {
    Word prepare, unresolved, native_body, process_end, count, enter_native, resume_native,
        resume_wait, enter_handler;
  };

  CodeServer(AtomTable& atoms, LiteralArea& literals, const BifTable& natives, Stubs stubs);
  ~CodeServer();
  CodeServer(const CodeServer&) = delete;
  CodeServer& operator=(const CodeServer&) = delete;

  // For funs in literals; set before anything is loaded.
  void set_hooks(TermHooks& hooks) { hooks_ = &hooks; }

  // Folders that are searched for MODULE.beam, in order; the first wins.
  void add_folder(std::string folder);
  void set_folders(std::vector<std::string> folders);
  // A file that lies in no folder, as in an escript: it goes before those of the folders. `name` is
  // MODULE.beam, or any other.
  void hold_file(std::string name, std::string path, std::vector<uint8_t> bytes);
  // By its name or path; null: no such file is held.
  const LibraryFile* held_file(std::string_view name_or_path);
  std::vector<std::string> folders();
  // Searched behind the folders. Set before any code runs; null: none.
  void set_library(std::unique_ptr<ModuleLibrary> library) { library_ = std::move(library); }
  const ModuleLibrary* library() const { return library_.get(); }

  // The record for module:name/arity, made if new; never null.
  ExportEntry* export_entry(Term module, Term name, uint32_t arity);
  // That of erlang:apply/2.
  ExportEntry& apply_export() {
    ExportEntry* entry = apply_export_.load(std::memory_order_acquire);
    return entry ? *entry : make_apply_export();
  }
  // Only if there is one already.
  ExportEntry* find_export(Term module, Term name, uint32_t arity);

  // Loads from bytes; `path` names them in errors. A module of that name must not be loaded yet, unless it
  // is to be replaced: then calls through its exports go to the new instance from now on, while what runs
  // in the old one goes on there, and its closures stay its own. What is part of Erlang's own library is
  // not replaced.
  Result<ModuleInstance*> load(std::span<const uint8_t> bytes, std::string path,
                               bool from_library = false, bool replace = false);
  // Makes the module's instance the old one, so that a call loads it anew. False: it is not loaded.
  bool remove(Term module);
  // Whether there is an old instance that forget_old has not been told of.
  bool has_old(Term module);
  // Old instances stay in memory: nothing is known of who still runs in them.
  bool forget_old(Term module);
  // Why this loaded module cannot be replaced; null: it can.
  const char* keeps_from_replacing(Term module);
  // Loads MODULE.beam from the folders or the library unless it is loaded. Null without an error: not there. The
  // module may still have its on_load function to run, or may have failed there.
  Result<ModuleInstance*> ensure_loaded(Term module);
  // Only a module that can be used: its on_load function, if it has one, returned ok.
  ModuleInstance* find_module(Term module);

  // For runtime/exec/on_load.cpp, which runs such functions. While one is wanted or running, `pid`
  // is kept among those that wait; the process that runs it gets kFailed.
  OnLoadState await_on_load(ModuleInstance& instance, Term pid);
  void begin_on_load(ModuleInstance& instance, Term pid);
  // The module whose function this process runs, or null.
  ModuleInstance* on_load_of(Term pid);
  // Links the module's exports if `ok`; gives those who wait.
  std::vector<Term> finish_on_load(ModuleInstance& instance, bool ok);
  // Whether the folders have a file for that module. Such a module's functions are its own, even
  // where there are natives of those names.
  bool has_own_file(Term module);
  // Called with a module's name and what is wrong with its file when a call of it fails for that.
  void set_broken_report(std::function<void(std::string_view)> report);
  void report_broken(const std::string& message);
  std::vector<ModuleInstance*> all_modules();

  // Makes the threaded code that was made for `entry` what calls go to, unless another scheduler
  // was first; gives what calls go to.
  ThreadedFunction* publish(FunctionEntry& entry, std::unique_ptr<ThreadedFunction> made);
  // Makes the machine code that was made for code->entry what calls go to.
  void publish_native(std::unique_ptr<NativeCode> code);
  // The machine code that holds this address, or null.
  const NativeCode* find_native(const void* address);
  // The position at this address, which may be any number; or null.
  const NativePosition* find_position(Word address);
  // Threaded code of functions counts their calls first, for NativeTier::tier_up.
  // Set before any code runs.
  void count_calls() { counts_calls_ = true; }
  // The function stays interpreted.
  void stop_counting(FunctionEntry& entry);

  // The function whose threaded code holds `pc`, or null, as for a null `pc`.
  ThreadedFunction* find_code(const Word* pc) { return pc ? find_code_at(pc) : nullptr; }

  // What the first function of a process returns to.
  const Word* process_end() const { return &process_end_[1]; }
  // What a frame of so many slots returns to when the native, of one argument, is to go on with what
  // was returned to it. The native takes the slots off the stack before anything else.
  const Word* continuation(const ExportEntry& native, uint32_t frame_words);
  // Threaded code that goes on in emitted code: in the helper call that was suspended, at
  // RegisterFile::native_target.
  const Word* resume_native() const { return &resume_native_; }
  const Word* resume_wait() const { return &resume_wait_; }
  const Word* enter_handler() const { return &enter_handler_; }

  // A fun entry as terms read from outside name it; null: the module is not loaded or has none.
  FunEntry* find_lambda(Term module, uint32_t index);

 private:
  struct ExportKey {
    Word module, name;
    uint32_t arity;
    bool operator==(const ExportKey&) const = default;
  };
  struct ExportKeyHash {
    size_t operator()(const ExportKey& key) const {
      return ((key.module * 0x9E3779B97F4A7C15u ^ key.name) * 0x9E3779B97F4A7C15u) + key.arity;
    }
  };

  ThreadedFunction* find_code_at(const Word* pc);
  ExportEntry& make_apply_export();
  std::string find_file(Term module);
  Result<LibraryFile> find_module_file(Term module, bool* from_library);
  ModuleInstance* find_instance(Term module);
  void link(ModuleInstance& instance);
  // What calls of the function go to, in both tiers, also through its export.
  void set_code(FunctionEntry& entry, const Word* code);
  void link_exports(ModuleInstance& instance);
  void retire(ModuleInstance& instance);

  AtomTable& atoms_;
  LiteralArea& literals_;
  const BifTable& natives_;
  TermHooks* hooks_ = nullptr;
  const Stubs stubs_;
  const uint64_t serial_;      // of all servers that there have been in this program
  const Word process_end_[2];  // its call's record, then its one instruction
  const Word resume_native_;
  const Word resume_wait_;
  const Word enter_handler_;
  std::atomic<ExportEntry*> apply_export_{nullptr};
  bool counts_calls_ = false;
  std::function<void(std::string_view)> broken_report_;
  std::recursive_mutex mutex_;
  std::vector<std::string> folders_;
  std::map<std::string, LibraryFile, std::less<>> held_;  // by name; never changed once there
  std::unique_ptr<ModuleLibrary> library_;
  std::unordered_map<Word, std::string> files_;  // of modules that were looked for; empty: none
  std::unordered_map<Word, std::unique_ptr<ModuleInstance>> modules_;
  std::vector<std::unique_ptr<ModuleInstance>> retired_;
  std::unordered_set<Word> old_;  // names of modules that have an old instance
  std::unordered_map<ExportKey, std::unique_ptr<ExportEntry>, ExportKeyHash> exports_;
  std::vector<std::unique_ptr<FunEntry>> lambdas_;
  uint32_t functions_ = 0;  // how many have an id
  std::map<std::pair<const ExportEntry*, uint32_t>, std::array<Word, 3>> continuations_;
  std::vector<ModuleInstance*> loading_;                           // whose on_load function runs
  std::map<const Word*, std::unique_ptr<ThreadedFunction>> code_;  // by where the code starts
  std::map<const void*, std::unique_ptr<NativeCode>> native_;      // the same
  std::map<Word, const NativeCode*> positions_;                    // by where the positions start
};

}  // namespace linac
