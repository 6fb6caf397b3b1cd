#include "loader/ir_types.h"

namespace linac {
namespace {

struct Row {
  uint16_t value;
  uint32_t kinds;
};
constexpr Row kRows[] = {
    {kIntegerValue, opt::kIntegerKinds},
    {kFloatValue, opt::kFloatKinds},
    {kAtomValue, opt::kAtomKinds},
    {kNilValue, opt::kNilKind},
    {kConsValue, opt::kConsKind},
    {kTupleValue, opt::kTupleKind},
    {kMapValue, opt::kMapKind},
    {kBitstringValue, opt::kBitstringKinds},
    {kFunValue, opt::kFunKind},
    {kOtherValue, opt::kPidKinds | opt::kPortKinds | opt::kReferenceKind | opt::kRecordKind},
    {kMatchContextValue, opt::kContextKind},
};
constexpr uint32_t all_kinds() {
  uint32_t kinds = 0;
  for (const Row& row : kRows) kinds |= row.kinds;
  return kinds;
}
static_assert(all_kinds() == opt::kAnyTermKind, "every term has a row, and a context");

}  // namespace

opt::Type type_of(const Value& value) {
  uint32_t kinds = 0;
  for (const Row& row : kRows) {
    if ((value.kinds & row.value) != 0) kinds |= row.kinds;
  }
  opt::Type type = opt::Type::of_kinds(kinds);
  if ((kinds & opt::kTupleKind) != 0 && value.exact_arity()) {
    type.tuple_arity = static_cast<int32_t>(value.detail);
  }
  if ((kinds & opt::kFunKind) != 0 && value.fun_arity != Value::kUnknownFunArity) {
    type.fun_arity = value.fun_arity;
  }
  return type;
}

// Functions of which nothing is known get terms, as others than functions of the module call them.
std::vector<opt::Type> argument_types(const Module& module, const Function& function) {
  std::vector<opt::Type> types(function.arity, type_of(Value::any()));
  std::span<const Value> known = module.arguments_of(function);
  for (size_t i = 0; i < known.size(); i++) types[i] = type_of(known[i]);
  return types;
}

}  // namespace linac
