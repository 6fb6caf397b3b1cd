// The command line. Status: 0 done, 1 the program failed, 2 bad usage.
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "cli/commands.h"

namespace {

constexpr char kUsage[] =
    "Linac runs compiled Gleam and Erlang modules (.beam files).\n"
    "\n"
    "Usage: linac [run] FILE.beam [MODULE:FUNCTION[/ARITY]] [OPTION]... [-- ARGUMENT...]\n"
    "       linac run [-m MODULE] [OPTION]... [ARGUMENT...]    the Gleam project of this folder\n"
    "       linac test [OPTION]... [-- ARGUMENT...]            its tests; linac dev: its dev "
    "module\n"
    "       linac run FOLDER [ARGUMENT...]                     what gleam export made, or a "
    "project\n"
    "       linac bench [OPTION]...                            its benchmarks, beside Erlang; "
    "bench "
    "--help\n"
    "       linac env                                 a folder with erl, erlc and escript that are "
    "Linac\n"
    "       linac imports [FILE.beam|FOLDER]...       what a program calls that is nowhere; "
    "imports "
    "--help\n"
    "       linac show [MODULE:FUNCTION] FILE.beam    what Linac makes of a function; show --help\n"
    "       linac --help | --version\n"
    "\n"
    "Without MODULE:FUNCTION, main of FILE's module is called and ARGUMENT... is its argv. A\n"
    "named function gets each ARGUMENT as a Gleam value (42, -1.5, \"text\", True, [1, 2]); what\n"
    "is none is a String. Its result is printed.\n"
    "\n"
    "In a project:\n"
    "  -m, --module MODULE  run this module's main\n"
    "  --root FOLDER        the project of that folder, as if started there\n"
    "  --no-build           never run gleam build; otherwise where sources are newer than the "
    "build\n"
    "  --target erlang      though gleam.toml says javascript\n"
    "  --filter TEXT        test: only functions with TEXT in their name, as a/b.c_test or "
    "a@b:c_test\n"
    "  --shard I/N          test: every N-th function, from the I-th on\n"
    "  --junit FILE         test: write a report in JUnit's form\n"
    "  --slowest            test: tell which ten took longest\n"
    "  --scale-timeouts N   test: N times as long until EUnit gives a test up (with --gc-stress: "
    "1000)\n"
    "  --watch              test: again whenever a source changes\n"
    "\n"
    "Options:\n"
    "  --entry M:F[/A]      the same as MODULE:FUNCTION[/ARITY]\n"
    "  --dir FOLDER         look for modules here too; may be given again, the first wins\n"
    "  --otp FOLDER         an OTP whose library goes before Linac's own (or: LINAC_OTP=FOLDER)\n"
    "  --print FORM         how the result is printed: gleam (default), erlang or none\n"
    "  --reports WHERE      what is told of processes that crash: stdout (default, as Erlang "
    "does),\n"
    "                       stderr, off, or gleam: on stderr as gleam run shows an error\n"
    "  --schedulers N       at most so many threads run processes (default: one a processor)\n"
    "  --dirty-cpu N        at most so many threads for natives that compute for long (default: as "
    "many)\n"
    "  --dirty-io N         at most so many threads for natives that wait for the system (default: "
    "10)\n"
    "  --observe            a table of the processes on stderr, once a second; as plain lines "
    "where\n"
    "                       stderr is no terminal\n"
    "  --jit MODE           on (default), off, or force: what cannot be compiled is an error\n"
    "  --jit-threshold N    compile small functions at the call after N calls (3000)\n"
    "  --jit-memory SIZE    most memory of machine code (64m)\n"
    "  --jit-why            say in the end what was not compiled, and why\n"
    "  --jit-perf-map       write names of compiled functions to /tmp/perf-PID.map, for perf\n"
    "  --jit-gdb            tell gdb these names\n"
    "  --gc-stress N        collect at every N-th chance; for tests of Linac itself\n"
    "  -h, --help           this text\n"
    "  --version            the version\n"
    "\n"
    "What the program may do: everything, until the first of these; then only what is granted.\n"
    "  --sandbox            nothing\n"
    "  --allow-read[=PATH,...]   read these files and what is in these folders; without = all\n"
    "  --allow-write[=PATH,...]  the same for writing, making and deleting\n"
    "  --allow-run[=COMMAND,...] run these commands, which may do all that you may\n"
    "  --allow-env[=NAME,...]    read and set these environment variables; NAME* is all that begin "
    "so\n"
    "  --allow-clock        know the time of day\n"
    "  --allow-code         load and replace modules besides its own\n"
    "  --allow-net          use the network; --allow-all: everything\n"
    "  --deny-read=... and so on: not these, whatever is granted\n"
    "\n"
    "What the program may use (SIZE in bytes or with k, m or g; in a sandbox --max-memory is 1g\n"
    "and --max-processes 100000 when they are not given):\n"
    "  --timeout TIME       all its time: seconds, or a number with ms, s, m or h\n"
    "  --max-memory SIZE    all memory\n"
    "  --max-processes N    processes at once\n"
    "  --max-atoms N        atoms besides Linac's own\n"
    "  --max-heap SIZE      memory of one process\n"
    "  --max-reductions N   work of one process; a reduction is about a function call\n"
    "  --max-messages N     messages that wait for one process\n"
    "\n"
    "Status: 0 when the program ends, 1 after an error that nothing caught, 2 for bad usage, and\n"
    "what the program gives to halt.\n";

// No file of a program's is called so, and there is none.
bool is_unknown_command(const std::string& word) {
  return word.find_first_of("./-") == word.npos && access(word.c_str(), F_OK) != 0;
}

}  // namespace

// Read by jemalloc at the start: as many free blocks of a size stay with a thread as die between two collections
// (bytes outside heaps), instead of 20 of the larger sizes; and up to sizes that long texts have. What it costs:
// docs/gc.md.
extern "C" __attribute__((visibility("default"))) const char* malloc_conf;
const char* malloc_conf =
    "tcache_nslots_small_min:200,tcache_max:131072,tcache_gc_incr_bytes:1048576";

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (int status = linac::emulate(argc > 0 ? argv[0] : "", words); status >= 0) return status;
  if (!words.empty() && words[0] == "show") {
    return linac::show_command({words.begin() + 1, words.end()});
  }
  if (!words.empty() && words[0] == "bench") {
    return linac::bench_command({words.begin() + 1, words.end()});
  }
  if (!words.empty() && words[0] == "imports") {
    return linac::imports_command({words.begin() + 1, words.end()});
  }
  bool runs = !words.empty() && words[0] == "run";
  size_t own = runs ? 1 + linac::own_words({words.begin() + 1, words.end()}) : words.size();
  for (size_t i = 0; i < own; i++) {
    const std::string& word = words[i];
    if (word == "--") break;
    if (word == "--help" || word == "-h") return linac::print_text(kUsage);
    if (word == "--version") return linac::print_text("linac " LINAC_VERSION "\n");
  }
  if (words.empty()) {
    std::fputs(kUsage, stderr);
    return linac::kBadUsage;
  }
  if (words[0] == "test") return linac::test_command({words.begin() + 1, words.end()});
  if (words[0] == "env") return linac::env_command({words.begin() + 1, words.end()});
  if (words[0] == "dev") return linac::dev_command({words.begin() + 1, words.end()});
  if (!runs && is_unknown_command(words[0])) {
    return linac::fail(
        linac::kBadUsage,
        "'" + words[0] +
            "' is no command, and there is no such file; linac --help lists the commands");
  }
  if (runs) {
    words.erase(words.begin());
    if (!words.empty() && linac::is_escript(words[0])) return linac::escript_command(words);
    if (linac::is_project_run(words)) return linac::project_run_command(words);
  }
  return linac::run_command(words);
}
