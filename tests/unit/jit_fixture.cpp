#include "tests/unit/jit_fixture.h"

#include <gtest/gtest.h>

#include <charconv>

#include "bifs/install.h"
#include "core/base/file.h"
#include "core/ir/order.h"
#include "core/ir/text.h"
#include "core/ir/verify.h"
#include "core/term/number_text.h"
#include "core/term/print.h"
#include "runtime/exec/spawn.h"
#include "runtime/interp/lower.h"
#include "runtime/process/table.h"
#include "runtime/run/worker.h"

namespace linac::testing {
namespace {

constexpr size_t kTermWords = 1 << 18;

VmOptions options_of(const JitMode& mode) {
  VmOptions options;
  options.gc_stress = mode.gc_stress;
  return options;
}

}  // namespace

std::string JitMode::text() const {
  return std::to_string(allocation.gprs) + " registers, seed " + std::to_string(allocation.seed) +
         ", stress " + std::to_string(gc_stress);
}

std::vector<JitMode> all_jit_modes() {
  std::vector<JitMode> modes;
  for (uint32_t stress : {0, 1}) {
    modes.push_back({{}, stress});
    modes.push_back({{jit::kMinGprs, jit::kMinFprs, 0}, stress});
    modes.push_back({{jit::kGprs, jit::kFprs, 1}, stress});
    modes.push_back({{jit::kMinGprs + 1, jit::kMinFprs + 1, 2}, stress});
  }
  return modes;
}

JitWorld::JitWorld(const JitMode& mode)
    : mode_(mode), vm_(options_of(mode), install_natives), words_(kTermWords) {
  space_.top = words_.data();
  space_.limit = words_.data() + words_.size();
  std::string path = std::string(LINAC_SOURCE_DIR) + "/tests/unit/data/jit_host.beam";
  auto bytes = read_file(path);
  VM_CHECK(bytes.ok());
  auto loaded = vm_.code().load(*bytes, path);
  VM_CHECK(loaded.ok());
  module_ = *loaded;
}

FunctionEntry& JitWorld::function(std::string_view name, uint32_t arity) {
  for (auto& entry : module_->functions) {
    if (vm_.atoms().text(entry->name) == name && entry->arity == arity) return *entry;
  }
  ADD_FAILURE() << "no function " << name << '/' << arity;
  return *module_->functions[0];
}

// -- compiling

std::string JitWorld::compile(FunctionEntry& entry, ir::Graph graph) {
  ir::split_critical_edges(graph);
  ir::VerifyOptions verify{.edges_split = true, .reserves_placed = true};
  if (auto verified = ir::verify(graph, verify); !verified) return verified.error().message;
  // Positions name ops that are there, for traces.
  for (ir::Position& position : graph.positions) {
    position.op = module_->module->functions[position.function].first_op;
  }
  listing_.clear();
  jit::GenerateOptions options;
  options.allocation = mode_.allocation;
  options.check = true;
  options.emit = {&vm_.atoms(), &listing_};
  jit::Linkage linkage{&vm_.context(), &snippets_, &entry, {module_}};
  auto code = jit::generate(graph, linkage, options);
  if (!code) return code.error().message;
  auto placed = jit::place(std::move(*code), entry, *vm_.context().code_memory);
  if (!placed) return placed.error().message;
  if (!entry.threaded.load()) {
    vm_.code().publish(entry, lower_function(vm_.context(), entry));
  }
  vm_.code().publish_native(std::move(*placed));
  return "";
}

std::string JitWorld::compile(std::string_view name, uint32_t arity, std::string_view blocks,
                              uint32_t slots) {
  std::string text = "function \"jit_host:" + std::string(name) + "/" + std::to_string(arity) +
                     "\" arity " + std::to_string(arity) +
                     (slots ? " slots " + std::to_string(slots) : "") + "\n" + "position 1 = u0 f" +
                     std::to_string(function(name, arity).index) + " o0\n" + with_targets(blocks);
  auto graph = ir::parse(text, vm_.atoms());
  if (!graph) return graph.error().message;
  return compile(function(name, arity), std::move(*graph));
}

// (import M:F/A), (function F/A) -> u0:N.
std::string JitWorld::with_targets(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    size_t open = text.find('(');
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    size_t close = text.find(')', open);
    std::string_view inside = text.substr(open + 1, close - open - 1);
    text.remove_prefix(close + 1);
    bool import = inside.starts_with("import ");
    inside.remove_prefix(inside.find(' ') + 1);
    size_t slash = inside.rfind('/');
    uint32_t arity = static_cast<uint32_t>(std::stoul(std::string(inside.substr(slash + 1))));
    uint32_t index = UINT32_MAX;
    if (import) {
      size_t colon = inside.find(':');
      for (uint32_t i = 0; i < module_->imports.size(); ++i) {
        const ExportIdentity& identity = module_->imports[i]->identity;
        if (vm_.atoms().text(identity.module) == inside.substr(0, colon) &&
            vm_.atoms().text(identity.function) == inside.substr(colon + 1, slash - colon - 1) &&
            identity.arity == arity) {
          index = i;
        }
      }
    } else {
      index = function(inside.substr(0, slash), arity).index;
    }
    EXPECT_NE(index, UINT32_MAX) << "no target " << inside;
    result += "u0:" + std::to_string(index);
  }
  return result;
}

// -- terms

Term JitWorld::term(std::string_view text) {
  Term result = read_term(text);
  EXPECT_EQ(text, "");
  return result;
}

Term JitWorld::read_term(std::string_view& text) {
  auto skip = [&] {
    while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  };
  auto sequence = [&](char end) {
    std::vector<Term> terms;
    text.remove_prefix(1);
    for (skip(); text[0] != end; skip()) {
      terms.push_back(read_term(text));
      skip();
      if (text[0] == ',') text.remove_prefix(1);
    }
    text.remove_prefix(1);
    return terms;
  };
  skip();
  if (text[0] == '[') {
    std::vector<Term> terms = sequence(']');
    Term list = kNil;
    for (size_t i = terms.size(); i-- > 0;) list = space_.cons(terms[i], list);
    return list;
  }
  if (text[0] == '{') {
    std::vector<Term> terms = sequence('}');
    Term tuple = space_.tuple(terms.size());
    for (size_t i = 0; i < terms.size(); ++i) payload(tuple)[i] = terms[i].bits;
    return tuple;
  }
  size_t end = std::min(text.find_first_of(",]} "), text.size());
  std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  ArithResult integer = integer_from_text(word, 10, space_);
  if (integer.ok()) return integer.value;
  double number = 0;
  auto read_float = std::from_chars(word.data(), word.data() + word.size(), number);
  if (read_float.ec == std::errc() && read_float.ptr == word.data() + word.size()) {
    return space_.number(number);
  }
  return *vm_.atoms().intern(word);
}

// -- running

std::string JitWorld::run(std::string_view name,
                          std::initializer_list<std::string_view> arguments) {
  std::vector<Term> terms;
  for (std::string_view text : arguments) terms.push_back(term(text));
  return run(name, terms);
}

std::string JitWorld::run(std::string_view name, const std::vector<Term>& arguments) {
  ExportEntry& target =
      *vm_.code().export_entry(*vm_.atoms().intern("jit_host"), *vm_.atoms().intern(name),
                               static_cast<uint32_t>(arguments.size()));
  Process* process = start_process(vm_.context(), target, arguments);
  VM_CHECK(process);
  process->keep_when_ended = true;
  VM_CHECK(run_until_ended(vm_.context(), *process) != RunResult::kHalted);
  PrintOptions options;
  options.hooks = &vm_.hooks();
  auto text = [&](Term term) { return print_term(vm_.atoms(), term, options); };
  Term reason = process->exit_reason;  // {Reason, Trace}
  if (process->exit_class != atoms::kExit && is_tuple_of(reason, 2)) {
    reason = tuple_element(reason, 0);
  }
  // {nocatch, Thrown}
  if (process->exit_class == atoms::kThrow && is_tuple_of(reason, 2)) {
    reason = tuple_element(reason, 1);
  }
  std::string result = process->exit_class == kNoTerm
                           ? text(process->saved[0])
                           : text(process->exit_class) + " " + text(reason);
  release_main(vm_.context(), *process);
  return result;
}

}  // namespace linac::testing
