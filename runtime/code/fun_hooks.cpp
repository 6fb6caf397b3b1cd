#include "runtime/code/fun_hooks.h"

#include "runtime/code/code_server.h"

namespace linac {
ClosureInfo FunHooks::closure_info(Term closure) {
  const FunEntry& entry = *reinterpret_cast<const FunEntry*>(payload(closure)[0]);
  return {entry.identity.module, entry.arity,          entry.captured,
          entry.identity.index,  entry.identity.index, entry.identity.old_unique,
          entry.unique};
}

ExternalFunInfo FunHooks::external_fun_info(Term fun) {
  const ExportIdentity& identity = export_identity(fun);
  return {identity.module, identity.function, identity.arity};
}

size_t FunHooks::external_fun_words() { return 2; }

std::optional<Term> FunHooks::make_external_fun(const ExternalFunInfo& info, bool only_existing,
                                                TermSpace& space) {
  ExportEntry* entry = only_existing
                           ? vm_.code->find_export(info.module, info.function, info.arity)
                           : vm_.code->export_entry(info.module, info.function, info.arity);
  if (!entry) return std::nullopt;
  Word* box = space.take(2);
  box[0] = make_header(BoxedKind::kExternalFun, 1);
  box[1] = reinterpret_cast<Word>(entry);
  return make_boxed(box);
}

std::optional<Term> FunHooks::make_closure(const ClosureInfo& info, bool only_existing,
                                           std::span<const Term> captured, TermSpace& space) {
  (void)only_existing;  // of a module that is not loaded none is made in either case
  FunEntry* entry = vm_.code->find_lambda(info.module, info.index);
  if (!entry || entry->arity != info.arity || entry->captured != captured.size() ||
      entry->identity.old_unique != info.old_unique) {
    return std::nullopt;
  }
  Word* box = space.take(closure_words(captured.size()));
  box[0] = make_header(BoxedKind::kClosure, 1 + captured.size());
  box[1] = reinterpret_cast<Word>(entry);
  for (size_t i = 0; i < captured.size(); i++) box[2 + i] = captured[i].bits;
  return make_boxed(box);
}

}  // namespace linac
