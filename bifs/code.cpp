// Modules: what is loaded and what is in it.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "bifs/machine.h"
#include "bifs/support.h"
#include "bifs/unicode_text.h"
#include "core/base/file.h"
#include "core/term/etf_read.h"
#include "loader/load.h"
#include "loader/md5.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/on_load.h"

namespace linac {
namespace {

Term atom_named(NativeCall& call, std::string_view text) { return *call.vm().atoms->intern(text); }

Term atom_argument(NativeCall& call, uint32_t index) {
  NoGc no_gc(call.heap());
  return call[index].get(no_gc);
}

// Whether the module's functions are natives alone.
bool is_built_in(NativeCall& call, Term module) {
  const CodeServer& code = *call.vm().code;
  return call.vm().natives->has_module(module) && !call.vm().code->has_own_file(module) &&
         !(code.library() && code.library()->has(call.atoms().text(module)));
}

// The module, loaded now if it can be; null: it is not there, or its file is broken.
ModuleInstance* ensure_loaded(NativeCall& call, Term module) {
  auto loaded = call.vm().code->ensure_loaded(module);
  return loaded.ok() ? *loaded : nullptr;
}

NativeResult path_value(NativeCall& call, const std::string& path, bool tagged) {
  Reserved room = call.reserve(kConsWords * path.size() + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term text = make_character_list(path, kNil, room.space());
  return call.value(tagged ? room.space().tuple_of(atoms::kFile, text) : text);
}

// {Tag, Value} of two atoms.
NativeResult pair_value(NativeCall& call, Term tag, Term value) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(tag, value));
}

}  // namespace

NativeResult erlang_module_loaded_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  Term module = atom_argument(call, 0);
  return call.boolean(call.vm().code->find_module(module) || is_built_in(call, module));
}

NativeResult erlang_function_exported_3(NativeCall& call) {
  if (!call[0].is_atom() || !call[1].is_atom() || !call[2].is_small()) return call.badarg();
  Term module = atom_argument(call, 0), name = atom_argument(call, 1);
  int64_t arity = call[2].small_value();
  if (arity < 0 || arity > 255) return call.boolean(false);
  uint32_t count = static_cast<uint32_t>(arity);
  if (ModuleInstance* instance = call.vm().code->find_module(module)) {
    if (instance->module->find_export(name, count)) return call.boolean(true);
  }
  const NativeInfo* native = call.vm().natives->find(module, name, count);
  return call.boolean(native != nullptr &&
                      (native->effects & kOfHost || !call.vm().code->has_own_file(module)));
}

// What OTP has in C, as far as the table of natives knows.
NativeResult erlang_is_builtin_3(NativeCall& call) {
  if (!call[0].is_atom() || !call[1].is_atom() || !call[2].is_small()) return call.badarg();
  int64_t arity = call[2].small_value();
  if (arity < 0 || arity > 255) return call.boolean(false);
  const NativeInfo* native = call.vm().natives->find(atom_argument(call, 0), atom_argument(call, 1),
                                                     static_cast<uint32_t>(arity));
  return call.boolean(native != nullptr && (native->effects & kInErlangCode) == 0);
}

// ok, or {error, [{Module, nofile}]}. An on_load function runs when the module is first called.
NativeResult code_ensure_modules_loaded_1(NativeCall& call) {
  std::vector<Term> missing;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term list = call[0].get(no_gc);
    for (; list.is_cons(); list = list.tail()) {
      Term module = list.head();
      if (!module.is_atom()) return false;
      if (!ensure_loaded(call, module) && !is_built_in(call, module)) missing.push_back(module);
    }
    return list.is_nil();
  });
  if (!valid) return call.error(atoms::kFunctionClause);
  if (missing.empty()) return call.value(atoms::kOk);
  Reserved room = call.reserve(missing.size() * (tuple_words(2) + kConsWords) + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil, why = atom_named(call, "nofile");
  for (size_t i = missing.size(); i-- > 0;) {
    list = room.space().cons(room.space().tuple_of(missing[i], why), list);
  }
  return call.value(room.space().tuple_of(atoms::kError, list));
}

NativeResult code_ensure_loaded_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.error(atoms::kFunctionClause);
  Term module = atom_argument(call, 0);
  ModuleInstance* instance = ensure_loaded(call, module);
  switch (instance ? await_on_load(call.process(), *instance) : OnLoadAnswer::kUsable) {
    case OnLoadAnswer::kUsable: break;
    case OnLoadAnswer::kWait: return {kNoTerm, NativeStatus::kWait};
    case OnLoadAnswer::kFailed:
      return pair_value(call, atoms::kError, atom_named(call, "on_load_failure"));
  }
  if (instance || is_built_in(call, module)) {
    return pair_value(call, atoms::kModule, module);
  }
  return pair_value(call, atoms::kError, atom_named(call, "nofile"));
}

NativeResult code_is_loaded_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.error(atoms::kFunctionClause);
  Term module = atom_argument(call, 0);
  if (ModuleInstance* instance = call.vm().code->find_module(module)) {
    return path_value(call, instance->path, true);
  }
  if (is_built_in(call, module)) {
    return pair_value(call, atoms::kFile, atom_named(call, "preloaded"));
  }
  return call.boolean(false);
}

NativeResult code_which_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.error(atoms::kFunctionClause);
  Term module = atom_argument(call, 0);
  if (ModuleInstance* instance = ensure_loaded(call, module)) {
    return path_value(call, instance->path, false);
  }
  if (is_built_in(call, module)) return call.value(atom_named(call, "preloaded"));
  return call.value(atom_named(call, "non_existing"));
}

// --- Applications --------------------------------------------------------------------------------

namespace {

// Of an application whose modules are in one of the folders that are searched, FOLDER/NAME/ebin or
// FOLDER/NAME-VERSION/ebin: FOLDER/NAME. Empty: there is none.
std::string application_folder(NativeCall& call, std::string_view name) {
  for (std::string folder : call.vm().code->folders()) {
    while (folder.ends_with('/')) folder.pop_back();
    if (!folder.ends_with("/ebin")) continue;
    folder.resize(folder.size() - std::string_view("/ebin").size());
    std::string_view last = folder;
    last.remove_prefix(last.rfind('/') + 1);  // npos + 1 is 0
    if (last == name) return folder;
    if (last.starts_with(name) && last.substr(name.size()).starts_with('-')) return folder;
  }
  const ModuleLibrary* library = call.vm().code->library();
  return library ? library->application_folder(name) : std::string();
}

// The application's folder with `inside` behind it; {error, bad_name}.
NativeResult application_path(NativeCall& call, std::string_view inside) {
  std::string name;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term application = call[0].get(no_gc);
    if (application.is_atom()) name = call.atoms().text(application);
    return application.is_atom() || append_character_list(name, application);
  });
  if (!valid) return call.error(atoms::kFunctionClause);
  std::string path = application_folder(call, name);
  if (path.empty()) return pair_value(call, atoms::kError, atom_named(call, "bad_name"));
  return path_value(call, path.append(inside), false);
}

}  // namespace

NativeResult code_lib_dir_1(NativeCall& call) { return application_path(call, ""); }
NativeResult code_priv_dir_1(NativeCall& call) { return application_path(call, "/priv"); }

// --- Files of the folders and of the library -----------------------------------------------------

namespace {

constexpr std::string_view kApplicationFile = ".app";

NativeResult file_value(NativeCall& call, const LibraryFile& file) {
  if (file.path.empty()) return call.value(atoms::kError);
  Reserved room = call.reserve(binary_words(8 * file.bytes.size()) + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term bytes = make_binary(std::span<const uint8_t>(file.bytes), room.space());
  return call.value(room.space().tuple_of(atoms::kOk, bytes));
}

bool read_path(NativeCall& call, std::string* path) {
  return peek(call, [&](const NoGc& no_gc) {
    return append_character_list(*path, call[0].get(no_gc)) && path->find('\0') == path->npos;
  });
}

}  // namespace

// The bytes of a file of Erlang's library, by the path that code:which/1 and where_is_file/1 give.
NativeResult linac_host_library_file_1(NativeCall& call) {
  std::string path;
  if (!read_path(call, &path)) return call.badarg();
  const LibraryFile* held = call.vm().code->held_file(path);
  if (held) return file_value(call, *held);
  const ModuleLibrary* library = call.vm().code->library();
  bool is_path = path.find('/') != path.npos;
  return file_value(call, library && is_path ? library_file(*library, path) : LibraryFile{});
}

// NAME.app of the library.
NativeResult linac_host_library_application_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  const ModuleLibrary* library = call.vm().code->library();
  if (!library) return call.value(atoms::kError);
  auto file = library->read_application(call.atoms().text(atom_argument(call, 0)));
  return file.ok() ? file_value(call, *file) : call.value(atoms::kError);
}

NativeResult code_where_is_file_1(NativeCall& call) {
  std::string name;
  if (!read_path(call, &name)) return call.error(atoms::kFunctionClause);
  std::error_code error;
  if (const LibraryFile* held = call.vm().code->held_file(name)) {
    return path_value(call, held->path, false);
  }
  for (const std::string& folder : call.vm().code->folders()) {
    std::string path = folder + "/" + name;
    if (std::filesystem::exists(path, error)) return path_value(call, path, false);
  }
  const ModuleLibrary* library = call.vm().code->library();
  LibraryFile file = library ? library_file(*library, name) : LibraryFile{};
  if (file.path.empty()) return call.value(atom_named(call, "non_existing"));
  return path_value(call, file.path, false);
}

// program_file(Path): the bytes of a module or an application's file in one of the program's folders, which
// the loader reads, too: that is no capability.
NativeResult linac_host_program_file_1(NativeCall& call) {
  std::string path;
  if (!read_path(call, &path)) return call.badarg();
  size_t slash = path.rfind('/');
  bool named = path.ends_with(".beam") || path.ends_with(kApplicationFile);
  if (slash == path.npos || !named) return call.value(atoms::kError);
  std::vector<std::string> folders = call.vm().code->folders();
  if (std::find(folders.begin(), folders.end(), path.substr(0, slash)) == folders.end()) {
    return call.value(atoms::kError);
  }
  auto bytes = read_file(path);
  if (!bytes) return call.value(atoms::kError);
  return file_value(call, {path, std::move(*bytes)});
}

// set_path(Folders)
NativeResult linac_host_set_path_1(NativeCall& call) {
  std::vector<std::string> folders;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term list = call[0].get(no_gc);
    for (; list.is_cons(); list = list.tail()) {
      if (!append_character_list(folders.emplace_back(), list.head())) return false;
    }
    return list.is_nil();
  });
  if (!valid) return call.badarg();
  if (!may_change_code(call.process(), "code path")) {
    return raise_refused(call, Capability::kCode, "code path");
  }
  // What is loaded from there is read.
  std::vector<std::string> before = call.vm().code->folders();
  for (const std::string& folder : folders) {
    if (std::find(before.begin(), before.end(), folder) != before.end()) continue;
    if (!may_use_path(call.process(), folder, kReadFile)) {
      return raise_refused(call, Capability::kRead, folder);
    }
  }
  call.vm().code->set_folders(std::move(folders));
  return call.value(atoms::kOk);
}

// --- Loading again -------------------------------------------------------------------------------

namespace {

NativeResult error_value(NativeCall& call, std::string_view why) {
  return pair_value(call, atoms::kError, atom_named(call, why));
}

}  // namespace

// load_module(Module, Path, Bytes): in the place of one that is loaded. ok or {error, Why}.
NativeResult linac_host_load_module_3(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  CodeServer& code = *call.vm().code;
  Term module = atom_argument(call, 0);
  std::string path;
  std::vector<uint8_t> bytes;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term binary = call[2].get(no_gc);
    if (!is_binary(binary) || !append_character_list(path, call[1].get(no_gc))) return false;
    std::vector<uint8_t> aligned;
    auto view = aligned_bytes(bits_view(binary), aligned);
    bytes.assign(view.begin(), view.end());
    return true;
  });
  if (!valid) return call.badarg();
  std::string name(call.atoms().text(module));
  if (!may_change_code(call.process(), name)) {
    return raise_refused(call, Capability::kCode, name);
  }
  bool of_library = code.library() && code.library()->has(call.atoms().text(module)) &&
                    !code.has_own_file(module);
  if (of_library || code.keeps_from_replacing(module)) return error_value(call, "sticky_directory");
  auto loaded = code.load(bytes, path, false, true);
  return loaded.ok() ? call.value(atoms::kOk) : error_value(call, "badfile");
}

// Of a module's file; undefined: it is none.
NativeResult linac_host_module_md5_1(NativeCall& call) {
  bool valid = true;
  auto digest = peek(call, [&](const NoGc& no_gc) -> std::optional<Md5Digest> {
    Term binary = call[0].get(no_gc);
    valid = is_binary(binary);
    if (!valid) return std::nullopt;
    std::vector<uint8_t> aligned;
    auto found = module_md5(aligned_bytes(bits_view(binary), aligned), "");
    return found.ok() ? std::optional(*found) : std::nullopt;
  });
  if (!valid) return call.badarg();
  if (!digest) return call.value(atoms::kUndefined);
  Reserved room = call.reserve(binary_words(8 * sizeof(Md5Digest)));
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_binary(std::span<const uint8_t>(*digest), room.space()));
}

NativeResult erlang_check_old_code_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  return call.boolean(call.vm().code->has_old(atom_argument(call, 0)));
}

namespace {

bool may_remove(NativeCall& call, NativeResult* answer) {
  std::string name(call.atoms().text(atom_argument(call, 0)));
  if (may_change_code(call.process(), name)) return true;
  *answer = raise_refused(call, Capability::kCode, name);
  return false;
}

}  // namespace

NativeResult erlang_purge_module_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  if (NativeResult answer{}; !may_remove(call, &answer)) return answer;
  if (!call.vm().code->forget_old(atom_argument(call, 0))) return call.badarg();
  return call.boolean(true);
}

// The current code becomes the old one; undefined: there is none.
NativeResult erlang_delete_module_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  if (NativeResult answer{}; !may_remove(call, &answer)) return answer;
  CodeServer& code = *call.vm().code;
  Term module = atom_argument(call, 0);
  if (!code.find_module(module) || code.keeps_from_replacing(module)) {
    return call.value(atoms::kUndefined);
  }
  if (code.has_old(module)) return call.badarg();
  code.remove(module);
  return call.boolean(true);
}

NativeResult code_get_path_0(NativeCall& call) {
  std::vector<std::string> folders = call.vm().code->folders();
  size_t words = 0;
  for (const std::string& folder : folders) words += kConsWords * (1 + folder.size());
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t i = folders.size(); i-- > 0;) {
    Term text = make_character_list(folders[i], kNil, room.space());
    list = room.space().cons(text, list);
  }
  return call.value(list);
}

// --- Native code -------------------------------------------------------------------------------

namespace {

// PACKAGE of .../PACKAGE/ebin/MODULE.beam, as Gleam and OTP lay their folders out; empty: it lies elsewhere.
std::string package_of(const std::string& path) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return folder.filename() == "ebin" ? folder.parent_path().filename().string() : std::string();
}

}  // namespace

// load_nif(Path, Info): an error that OTP gives, too, so that a module which has Erlang code for this case uses
// that; and a line for the user, who may see no more of it than a function that is not there.
NativeResult erlang_load_nif_2(NativeCall& call) {
  std::string path;
  if (!read_path(call, &path)) return call.badarg();
  CodeServer& code = *call.vm().code;
  std::string who = "this program";
  if (ModuleInstance* module = code.on_load_of(call.process().pid)) {
    module->has_told_why = true;
    std::string package = package_of(module->path);
    who = "module " + std::string(call.atoms().text(module->module->name));
    if (!package.empty()) who = "package " + package + ": " + who;
  }
  code.report_broken(
      who + " wants native code (the NIF " + path +
      "), which Linac cannot load: use a package that is all Gleam and Erlang, or run "
      "this program with Erlang");
  constexpr std::string_view kWhy = "Linac cannot load native code";
  Reserved room = call.reserve(kConsWords * kWhy.size() + 2 * tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term text = make_character_list(kWhy, kNil, room.space());
  Term reason = room.space().tuple_of(atom_named(call, "load_failed"), text);
  return call.value(room.space().tuple_of(atoms::kError, reason));
}

// --- module_info ---------------------------------------------------------------------------------

namespace {

// The value of one item, in words that words() has counted; kNoTerm: no such item.
class ModuleItems {
 public:
  explicit ModuleItems(NativeCall& call) : call_(call) {}
  virtual ~ModuleItems() = default;

  virtual size_t words(std::string_view item) const = 0;
  virtual Term build(std::string_view item, TermSpace&) const {
    if (item == "nifs") return kNil;
    if (item == "native") return atoms::kFalse;
    return kNoTerm;
  }

 protected:
  static constexpr size_t kRowWords = kConsWords + tuple_words(2);

  template <class Row>
  static Term row_of(const Row& row, TermSpace& space) {
    return space.tuple_of(row.name, make_small(row.arity));
  }
  static Term md5_value(const Md5Digest& digest, TermSpace& space) {
    return make_binary(std::span<const uint8_t>(digest), space);
  }

  NativeCall& call_;
};

// Of a module that has no file: what OTP's emulator has loaded when it starts.
class NativeModuleItems final : public ModuleItems {
 public:
  NativeModuleItems(NativeCall& call, Term module) : ModuleItems(call), module_(module) {
    for (const auto& native : call.vm().natives->all()) {
      if (native->module == module) natives_.push_back(native.get());
    }
  }

  size_t words(std::string_view item) const override {
    if (item == "exports" || item == "functions") return kRowWords * natives_.size();
    if (item == "md5") return binary_words(8 * sizeof(Md5Digest));
    return 0;
  }

  Term build(std::string_view item, TermSpace& space) const override {
    if (item == "module") return module_;
    if (item == "attributes" || item == "compile") return kNil;
    if (item == "md5") return md5_value(digest(), space);
    if (item != "exports" && item != "functions") return ModuleItems::build(item, space);
    ListBuilder list(space);
    for (const NativeInfo* native : natives_) list.add(row_of(*native, space));
    return list.finish();
  }

 private:
  // There are no bytes that it could be of; another set of functions has another one.
  Md5Digest digest() const {
    Md5 md5;
    for (const NativeInfo* native : natives_) {
      std::string text =
          std::string(call_.atoms().text(native->name)) + "/" + std::to_string(native->arity);
      md5.update({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
    }
    return md5.finish();
  }

  const Term module_;
  std::vector<const NativeInfo*> natives_;
};

class LoadedModuleItems final : public ModuleItems {
 public:
  LoadedModuleItems(NativeCall& call, const ModuleInstance& instance)
      : ModuleItems(call), instance_(instance), module_(*instance.module) {}

  size_t words(std::string_view item) const override {
    if (item == "exports") return kRowWords * module_.exports.size();
    if (item == "functions") return kRowWords * module_.functions.size();
    if (item == "attributes") return table_words(module_.attributes);
    if (item == "compile") return table_words(module_.compile_info);
    if (item == "md5") return binary_words(8 * sizeof(Md5Digest));
    return 0;
  }

  Term build(std::string_view item, TermSpace& space) const override {
    if (item == "module") return module_.name;
    if (item == "exports") {  // the file has them from the last to the first
      Term list = kNil;
      for (const auto& row : module_.exports) list = space.cons(row_of(row, space), list);
      return list;
    }
    if (item == "functions") {
      ListBuilder list(space);
      for (const auto& row : module_.functions) list.add(row_of(row, space));
      return list.finish();
    }
    if (item == "attributes") return table(module_.attributes, space);
    if (item == "compile") return table(module_.compile_info, space);
    if (item == "md5") return md5(space);
    return ModuleItems::build(item, space);
  }

 private:
  // Attributes and compiler options are kept as they stand in the file.
  size_t table_words(const std::vector<uint8_t>& bytes) const {
    EtfInput input;
    EtfSize size;
    EtfOptions options{*call_.vm().atoms};
    if (open_etf(bytes, &input) != EtfError::kNone ||
        measure_etf(input, options, &size) != EtfError::kNone) {
      return 0;
    }
    return size.words;
  }
  Term table(const std::vector<uint8_t>& bytes, TermSpace& space) const {
    EtfInput input;
    Term result = kNil;
    EtfOptions options{*call_.vm().atoms};
    EtfSize size;
    if (open_etf(bytes, &input) != EtfError::kNone ||
        measure_etf(input, options, &size) != EtfError::kNone ||
        build_etf(input, options, space, &result) != EtfError::kNone) {
      return kNil;
    }
    return result;
  }

  // Of the file, as it is now: nobody else needs the bytes again. kNoTerm: it is gone.
  Term md5(TermSpace& space) const {
    auto bytes = file_bytes();
    if (!bytes.ok()) return kNoTerm;
    auto digest = module_md5(*bytes, instance_.path);
    return digest.ok() ? md5_value(*digest, space) : kNoTerm;
  }
  // What the path names may be in no folder.
  Result<std::vector<uint8_t>> file_bytes() const {
    CodeServer& code = *call_.vm().code;
    if (const LibraryFile* held = code.held_file(instance_.path)) return held->bytes;
    if (!instance_.from_library) return read_file(instance_.path);
    auto file = code.library()->read(call_.atoms().text(module_.name));
    if (!file) return file.error();
    return std::move(file->bytes);
  }

  const ModuleInstance& instance_;
  const Module& module_;
};

// Null: the module is not loaded.
std::unique_ptr<ModuleItems> items_of(NativeCall& call, Term module) {
  if (ModuleInstance* instance = call.vm().code->find_module(module)) {
    return std::make_unique<LoadedModuleItems>(call, *instance);
  }
  if (!is_built_in(call, module)) return nullptr;
  return std::make_unique<NativeModuleItems>(call, module);
}

constexpr std::string_view kModuleItems[] = {"module", "exports", "attributes", "compile", "md5"};

NativeResult one_item(NativeCall& call, Term module, uint32_t argument) {
  auto items = items_of(call, module);
  if (!items || !call[argument].is_atom()) return call.badarg();
  std::string_view item = call.atoms().text(atom_argument(call, argument));
  Reserved room = call.reserve(items->words(item));
  if (!room.ok()) return call.out_of_memory();
  Term value = items->build(item, room.space());
  return value == kNoTerm ? call.badarg() : call.value(value);
}

NativeResult all_items(NativeCall& call, Term module) {
  auto items = items_of(call, module);
  if (!items) return call.badarg();
  size_t words = 0;
  for (std::string_view item : kModuleItems) {
    words += items->words(item) + kConsWords + tuple_words(2);
  }
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (std::string_view item : kModuleItems) {
    Term value = items->build(item, room.space());
    if (value == kNoTerm) continue;
    list.add(room.space().tuple_of(atom_named(call, item), value));
  }
  return call.value(list.finish());
}

}  // namespace

NativeResult erlang_get_module_info_2(NativeCall& call) {
  return call[0].is_atom() ? one_item(call, atom_argument(call, 0), 1) : call.badarg();
}
NativeResult erlang_get_module_info_1(NativeCall& call) {
  return call[0].is_atom() ? all_items(call, atom_argument(call, 0)) : call.badarg();
}

// The functions that a compiler adds to each module, of modules that are natives alone.
NativeResult native_module_info_1(NativeCall& call) {
  return one_item(call, call.info().module, 0);
}
NativeResult native_module_info_0(NativeCall& call) { return all_items(call, call.info().module); }

NativeResult erlang_loaded_0(NativeCall& call) {
  std::vector<ModuleInstance*> modules = call.vm().code->all_modules();
  Reserved room = call.reserve(kConsWords * modules.size());
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (const ModuleInstance* instance : modules) list.add(instance->module->name);
  return call.value(list.finish());
}

}  // namespace linac
