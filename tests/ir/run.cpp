// Runs the IR's goldens: a file holds a graph, the passes to run and the graph that must come of it.
//
//   ; What it shows.
//   passes: cleanup, fold
//   needs: edges_split          (what the verifier asks for after the last pass; may be missing)
//   --- callee                  (functions 1, 2, ... of the module, for inline; may be missing)
//   function "g" arity 1
//   ...
//   --- before
//   function "f" arity 1
//   ...
//   --- after
//   function "f" arity 1
//   ...
//
// The graph is verified before the passes and after each. What comes out is printed with new numbers,
// without gaps. --write puts that in the place of what is expected, and so makes a new golden of a
// file that ends with its `before`.
//
// Usage: ir_tests [--write] FILE...
// Status: 0 all as expected, 1 not, 2 bad usage.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "core/ir/text.h"
#include "core/ir/verify.h"
#include "core/opt/pass.h"

namespace linac {
namespace {

constexpr std::string_view kCallee = "--- callee\n";
constexpr std::string_view kBefore = "--- before\n";
constexpr std::string_view kAfter = "--- after\n";

struct Golden {
  std::string head;  // up to `before`
  std::string before;
  std::string after;
  size_t before_line = 0;  // lines of the file before it
  std::vector<std::string> callees;
  std::vector<const opt::Pass*> passes;
  ir::VerifyOptions needs;
};

// A module of which only the callees are known.
class Callees final : public opt::Environment {
 public:
  Result<void> add(const std::string& text, AtomTable& atoms) {
    Result<ir::Graph> graph = ir::parse(text, atoms);
    if (!graph) return graph.error();
    VM_TRY(ir::verify(*graph));
    graphs_.push_back(std::move(*graph));
    return {};
  }

  opt::Native native(ir::Target) override { return opt::Native::kNone; }
  opt::TailCall in_tail_call(ir::Target) override { return opt::TailCall::kLeavesFrame; }
  std::optional<opt::LambdaInfo> lambda(ir::Target) override { return std::nullopt; }
  std::optional<ir::Target> resolve(ir::Target) override { return std::nullopt; }
  uint32_t size(ir::Target function) override {
    bool known = function.index >= 1 && function.index <= graphs_.size();
    return known ? static_cast<uint32_t>(graphs_[function.index - 1].nodes.size()) : UINT32_MAX;
  }
  bool build(ir::Target function, ir::Graph& graph) override {
    graph = graphs_[function.index - 1];
    return true;
  }
  opt::Type result(ir::Target) override { return opt::Type::any(); }

 private:
  std::vector<ir::Graph> graphs_;
};

std::string_view trimmed(std::string_view text) {
  size_t start = text.find_first_not_of(" \t\n");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\n") - start + 1);
}

// Calls item(text) for each part between commas; the first error ends it.
template <class Item>
std::optional<std::string> each_item(std::string_view list, Item item) {
  for (size_t start = 0; start <= list.size();) {
    size_t end = std::min(list.find(',', start), list.size());
    if (auto error = item(trimmed(list.substr(start, end - start)))) return error;
    start = end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> read_head(Golden& golden) {
  std::istringstream lines(golden.head.substr(0, golden.head.find(kCallee)));
  for (std::string line; std::getline(lines, line);) {
    std::string_view text = trimmed(std::string_view(line).substr(0, line.find(';')));
    std::optional<std::string> error;
    if (text.starts_with("passes:")) {
      error = each_item(text.substr(7), [&](std::string_view name) -> std::optional<std::string> {
        golden.passes.push_back(opt::find_pass(name));
        if (golden.passes.back() == nullptr) return "there is no pass '" + std::string(name) + "'";
        return std::nullopt;
      });
    } else if (text.starts_with("needs:")) {
      error = each_item(text.substr(6), [&](std::string_view name) -> std::optional<std::string> {
        bool known = name == "edges_split" || name == "reserves_placed";
        golden.needs.edges_split |= name == "edges_split";
        golden.needs.reserves_placed |= name == "reserves_placed";
        if (!known) return "needs edges_split or reserves_placed, not '" + std::string(name) + "'";
        return std::nullopt;
      });
    } else if (!text.empty()) {
      error = "expected passes:, needs: or --- before, not '" + std::string(text) + "'";
    }
    if (error) return error;
  }
  if (golden.passes.empty()) return "no line 'passes:'";
  return std::nullopt;
}

std::optional<std::string> read(const std::string& text, Golden& golden) {
  size_t before = text.find(kBefore);
  if (before == std::string::npos) return "no line '--- before'";
  size_t start = before + kBefore.size();
  size_t after = std::min(text.find(kAfter, start), text.size());
  golden.head = text.substr(0, before);
  golden.before = text.substr(start, after - start);
  if (after != text.size()) golden.after = text.substr(after + kAfter.size());
  std::string_view ahead = std::string_view(text).substr(0, start);
  for (size_t at = golden.head.find(kCallee); at != std::string::npos;) {
    size_t next = golden.head.find(kCallee, at + 1);
    golden.callees.push_back(golden.head.substr(at + kCallee.size(), next - at - kCallee.size()));
    at = next;
  }
  golden.before_line = static_cast<size_t>(std::count(ahead.begin(), ahead.end(), '\n'));
  return read_head(golden);
}

// What comes of the passes, or an error.
Result<std::string> run(const Golden& golden) {
  AtomTable atoms;
  // With as many lines before it as in the file, for errors.
  Result<ir::Graph> graph = ir::parse(std::string(golden.before_line, '\n') + golden.before, atoms);
  if (!graph) return graph.error();
  if (Result<void> valid = ir::verify(*graph); !valid) {
    return Error{"the graph before: " + valid.error().message};
  }
  Callees callees;
  for (const std::string& text : golden.callees) {
    if (auto added = callees.add(text, atoms); !added) {
      return Error{"a callee: " + added.error().message};
    }
  }
  opt::PassContext context;
  if (!golden.callees.empty()) context.environment = &callees;
  context.function = {0, 0};
  for (const opt::Pass* pass : golden.passes) {
    std::string text = ir::print(*graph, atoms);
    bool changed = pass->run(*graph, context);
    ir::VerifyOptions needs;
    if (pass == golden.passes.back()) needs = golden.needs;
    std::string now = ir::print(*graph, atoms);
    if (Result<void> valid = ir::verify(*graph, needs); !valid) {
      return Error{"after " + std::string(pass->name) + ": " + valid.error().message + "\n" + now};
    }
    if (!changed && now != text) {
      return Error{std::string(pass->name) + " changed the graph and says that it did not"};
    }
  }
  std::string result = ir::print(*graph, atoms, {.renumber = true});
  Result<ir::Graph> again = ir::parse(result, atoms);
  if (!again || ir::print(*again, atoms) != result) {
    return Error{"what comes out does not read back:\n" + result};
  }
  return result;
}

void show_difference(std::string_view expected, std::string_view actual) {
  size_t line = 1;
  while (!expected.empty() || !actual.empty()) {
    std::string_view a = expected.substr(0, expected.find('\n'));
    std::string_view b = actual.substr(0, actual.find('\n'));
    if (a != b) break;
    expected.remove_prefix(std::min(a.size() + 1, expected.size()));
    actual.remove_prefix(std::min(b.size() + 1, actual.size()));
    ++line;
  }
  std::printf("  from line %zu of what is after, expected:\n%.*s  and there is:\n%.*s", line,
              static_cast<int>(expected.size()), expected.data(), static_cast<int>(actual.size()),
              actual.data());
}

bool run_file(const std::string& path, bool write) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  Golden golden;
  std::optional<std::string> error = in ? read(text, golden) : "cannot be read";
  Result<std::string> result = error ? Error{*error} : run(golden);
  if (!result) {
    std::printf("%s: %s\n", path.c_str(), result.error().message.c_str());
    return false;
  }
  if (*result == golden.after) return true;
  if (!write) {
    std::printf("%s: not what is expected\n", path.c_str());
    show_difference(golden.after, *result);
    return false;
  }
  std::ofstream out(path, std::ios::binary);
  out << golden.head << kBefore << golden.before << kAfter << *result;
  out.flush();
  std::printf("%s: %s\n", path.c_str(), out ? "written" : "cannot be written");
  return out.good();
}

}  // namespace
}  // namespace linac

int main(int count, char** words) {
  bool write = count > 1 && std::string_view(words[1]) == "--write";
  int first = write ? 2 : 1;
  if (first >= count || (words[first][0] == '-' && words[first][1] == '-')) {
    std::fprintf(stderr, "usage: ir_tests [--write] FILE...\n");
    return 2;
  }
  bool good = true;
  for (int i = first; i < count; ++i) good &= linac::run_file(words[i], write);
  return good ? 0 : 1;
}
