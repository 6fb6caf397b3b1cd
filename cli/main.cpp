// The command line. Status: 0 done, 1 the program failed, 2 bad usage.
#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
  CLI::App app{"Linac runs compiled Gleam and Erlang modules (.beam files)."};
  app.set_version_flag("--version", "linac " LINAC_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return 0;
}
