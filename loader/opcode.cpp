#include "loader/opcode.h"

namespace linac {
namespace {

template <class... Roles>
constexpr OpcodeInfo make_info(std::string_view name, Flow flow, unsigned effects, Roles... roles) {
  static_assert(sizeof...(Roles) <= kMaxOperands);
  return {name, flow, static_cast<uint16_t>(effects), sizeof...(Roles), {roles...}};
}

// The unqualified names of the table's rows mean these.
using enum Flow;
using enum Role;

constexpr std::array<OpcodeInfo, kMaxOpcode + 1> make_table() {
  std::array<OpcodeInfo, kMaxOpcode + 1> table{};
#define ROLES(...) __VA_OPT__(, ) __VA_ARGS__
#define OPCODE(number, identifier, name, flow, effects, roles) \
  table[number] = make_info(name, flow, effects roles);
#include "loader/genop.def"
#undef OPCODE
#undef ROLES
  return table;
}

}  // namespace

constexpr std::array<OpcodeInfo, kMaxOpcode + 1> kOpcodes = make_table();

}  // namespace linac
