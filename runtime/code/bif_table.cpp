#include "runtime/code/bif_table.h"

namespace linac {

void BifTable::add(AtomTable& atoms, std::string_view module, std::string_view name, uint32_t arity,
                   uint8_t effects, NativeFunction function, Term error_module,
                   NativeFunction dirty_body, const void* host) {
  auto module_atom = atoms.intern(module);
  auto name_atom = atoms.intern(name);
  VM_CHECK(module_atom && name_atom);
  natives_.push_back(std::make_unique<NativeInfo>(NativeInfo{
      *module_atom, *name_atom, arity, effects, function, error_module, dirty_body, host}));
  index_[Key{module_atom->bits, name_atom->bits, arity}] = natives_.back().get();
  modules_[module_atom->bits]++;
}

void BifTable::reserve(size_t count) {
  natives_.reserve(count);
  index_.reserve(count);
}

const NativeInfo* BifTable::find(Term module, Term name, uint32_t arity) const {
  auto it = index_.find(Key{module.bits, name.bits, arity});
  return it == index_.end() ? nullptr : it->second;
}

bool BifTable::has_module(Term module) const { return modules_.contains(module.bits); }

}  // namespace linac
