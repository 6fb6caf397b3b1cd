// workflow_host WORKFLOW.beam: runs a workflow in this folder, and gives it three functions. What they cannot do
// they raise as {meridian, Function, Reason}; the workflow itself may do nothing else to the machine.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <linac/linac.hpp>

namespace {

using linac::Value;
using Text = std::string;

linac::Raise failure(const char* function, Value reason) {
  return linac::Raise::error(
      Value::tuple({Value::atom("meridian"), Value::atom(function), std::move(reason)}));
}

Text read_all(const Text& path, const char* function) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw failure(function, Value::atom(errno == EACCES ? "eacces" : "enoent"));
  return {std::istreambuf_iterator<char>(file), {}};
}

Text read_file(const Text& path) { return read_all(path, "read_file"); }

void write_file(const Text& path, const Text& text) {
  if (!(std::ofstream(path, std::ios::binary) << text << std::flush)) {
    throw failure("write_file", Value::atom(errno == EACCES ? "eacces" : "enoent"));
  }
}

// The arguments as they are: there is no shell.
Text run_command(Text command, std::vector<Text> arguments) {
  if (command != "sort") throw failure("run_command", Value::atom("eperm"));
  Text out = "/tmp/workflow_out_" + std::to_string(getpid()), errors = out + "_errors";
  std::vector<char*> words{command.data()};
  for (Text& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, out.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&files, 2, errors.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  pid_t child;
  int status = 0, error = posix_spawnp(&child, words[0], &files, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw failure("run_command", Value::atom("enoent"));
  waitpid(child, &status, 0);
  Text result = read_all(out, "run_command"), complaint = read_all(errors, "run_command");
  unlink(out.c_str()), unlink(errors.c_str());
  if (status == 0) return result;
  throw failure("run_command",
                Value::tuple({Value::atom("exit_status"), WEXITSTATUS(status), complaint}));
}

}  // namespace

int main(int, char** words) {
  linac::VmOptions options;
  options.use_stdio = true;
  linac::Vm vm = linac::Vm::create(options).value();
  linac::Natives& natives = vm.natives();
  natives.add("meridian_ffi", "read_file", linac::NativeKind::kDirtyIo, read_file).value();
  natives.add("meridian_ffi", "write_file", linac::NativeKind::kDirtyIo, write_file).value();
  natives.add("meridian_ffi", "run_command", linac::NativeKind::kDirtyIo, run_command).value();
  std::string module = vm.load_file(words[1]).value();
  auto answer = vm.call(module, "run", {"input.txt", "output.txt"});
  if (!answer) std::fprintf(stderr, "workflow_host: %s\n", answer.error().message.c_str());
  return answer ? 0 : 1;
}
