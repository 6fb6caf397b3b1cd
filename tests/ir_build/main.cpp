// The IR of small modules, compared with what it was: for each beam/NAME.beam that OTP 29 made of
// src/NAME.erl (or .S), expected/NAME.ir holds the graph of every function, with new numbers, without
// positions (the unit test IrBuild.PositionsNameOps looks at these), and literals without their words.
//
// Usage: ir_build_tests [--write] FOLDER
// Status: 0 all as expected, 1 not, 2 bad usage.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "bifs/install.h"
#include "core/base/file.h"
#include "core/ir/text.h"
#include "core/ir/verify.h"
#include "loader/ir_build.h"
#include "runtime/code/code_server.h"
#include "runtime/interp/lower.h"
#include "runtime/vm/vm.h"

namespace linac {
namespace {

namespace fs = std::filesystem;

bool differs = false;

void fail(const std::string& what) {
  std::fprintf(stderr, "FAILED: %s\n", what.c_str());
  differs = true;
}

std::string without_places(const std::string& text) {
  std::string result = std::regex_replace(text, std::regex("(^|\n)position [^\n]*"), "");
  result = std::regex_replace(result, std::regex(" @[0-9]+"), "");
  return std::regex_replace(result, std::regex("0x[0-9a-f]+"), "literal");
}

std::string graphs_of(const fs::path& beam) {
  Vm vm(VmOptions{}, install_natives);
  auto bytes = read_file(beam.string());
  if (!bytes) return bytes.error().message;
  auto loaded = vm.code().load(*bytes, beam.string());
  if (!loaded) return loaded.error().message;
  const Module& module = *(*loaded)->module;
  std::vector<uint8_t> flags = import_flags(vm.context(), **loaded);
  IrBuildOptions options;
  options.imports = flags;
  std::string text;
  for (uint32_t i = 0; i < module.functions.size(); i++) {
    std::string name(vm.atoms().text(module.functions[i].name));
    if (name == "module_info") continue;
    name += "/" + std::to_string(module.functions[i].arity);
    IrBuild built = build_ir(module, i, options);
    if (!built.graph) {
      text += "; " + name + ": " + std::string(refusal_text(built.refusal)) + "\n\n";
      continue;
    }
    built.graph->name = name;
    if (auto checked = ir::verify(*built.graph); !checked)
      fail(name + ": " + checked.error().message);
    text += ir::print(*built.graph, vm.atoms(), {.renumber = true, .show_literals = true}) + "\n";
  }
  return without_places(text);
}

std::string contents(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void first_difference(const std::string& name, const std::string& now, const std::string& then) {
  std::istringstream a(now), b(then);
  std::string line_now, line_then, function;
  for (int number = 1;; number++) {
    bool more_now = static_cast<bool>(std::getline(a, line_now));
    bool more_then = static_cast<bool>(std::getline(b, line_then));
    if (line_now.starts_with("function")) function = line_now;
    if (line_now == line_then && more_now == more_then) continue;
    fail(name + " line " + std::to_string(number) + " (" + function + "): now\n  " + line_now +
         "\nwhere there was\n  " + line_then);
    return;
  }
}

int run(const fs::path& folder, bool write) {
  size_t count = 0;
  for (const auto& file : fs::directory_iterator(folder / "beam")) {
    std::string name = file.path().stem().string();
    fs::path expected = folder / "expected" / (name + ".ir");
    std::string now = graphs_of(file.path());
    count++;
    if (write) {
      std::ofstream(expected) << now;
    } else if (now != contents(expected)) {
      first_difference(name, now, contents(expected));
    }
  }
  std::printf("%zu modules\n", count);
  if (count == 0) fail("no module");
  return differs ? 1 : 0;
}

}  // namespace
}  // namespace linac

int main(int argc, char** argv) {
  bool write = argc == 3 && std::string(argv[1]) == "--write";
  if (argc != 2 && !write) {
    std::fprintf(stderr, "usage: ir_build_tests [--write] FOLDER\n");
    return 2;
  }
  return linac::run(argv[argc - 1], write);
}
