// workflow_host WORKFLOW.beam: runs a workflow in this folder, and gives it three functions; what they cannot do
// they raise as {meridian, Function, Reason}. The workflow may use the files here, and the command sort.
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <linac/linac.hpp>

using linac::Call, linac::Capability, linac::Value;
using Text = std::string;

linac::Raise failure(const char* function, Value reason) {
  return linac::Raise::error(
      Value::tuple({Value::atom("meridian"), Value::atom(function), reason}));
}

linac::Raise failure(const char* function, int error) {
  Text name = strerrorname_np(error);
  for (char& letter : name) letter = static_cast<char>(letter | 0x20);
  return failure(function, Value::atom(name));
}

// The file that a path or a command leads to, if the workflow may use it.
Text allowed(Call& call, const char* function, Capability capability, const Text& what) {
  if (auto file = call.allowed(capability, what)) return *file;
  throw failure(function, linac::Raise::refused(capability, what).reason);
}

int open_file(const Text& path, const char* function, int flags) {
  int file = open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file < 0) throw failure(function, errno);
  return file;
}

Text read_all(int file, const char* function) {
  Text text;
  char part[65536];
  ssize_t got;
  while ((got = read(file, part, sizeof part)) > 0) text.append(part, static_cast<size_t>(got));
  int error = errno;
  close(file);
  return got == 0 ? text : throw failure(function, error);
}

Text read_file(Call& call, Text path) {
  path = allowed(call, "read_file", Capability::kRead, path);
  return read_all(open_file(path, "read_file", O_RDONLY), "read_file");
}

void write_file(Call& call, Text path, Text text) {
  path = allowed(call, "write_file", Capability::kWrite, path);
  int file = open_file(path, "write_file", O_WRONLY | O_CREAT | O_TRUNC);
  bool done = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (close(file) != 0 || !done) throw failure("write_file", errno);
}

// The arguments as they are, without a shell between.
Text run_command(Call& call, Text command, std::vector<Text> arguments) {
  Text program = allowed(call, "run_command", Capability::kRun, command);
  int out = memfd_create("out", MFD_CLOEXEC), errors = memfd_create("errors", MFD_CLOEXEC);
  std::vector<char*> words{command.data()};
  for (Text& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, out, 1);
  posix_spawn_file_actions_adddup2(&files, errors, 2);
  pid_t child;
  int status = 0, error = posix_spawn(&child, program.c_str(), &files, 0, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error == 0) waitpid(child, &status, 0);
  lseek(out, 0, SEEK_SET), lseek(errors, 0, SEEK_SET);
  Text result = read_all(out, "run_command"), complaint = read_all(errors, "run_command");
  if (error != 0) throw failure("run_command", error);
  if (status == 0) return result;
  int number = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  throw failure("run_command", Value::tuple({Value::atom("exit_status"), number, complaint}));
}

int main(int count, char** words) {
  if (count != 2) return std::fputs("usage: workflow_host WORKFLOW.beam\n", stderr), 2;
  linac::VmOptions options;
  options.use_stdio = true;
  options.capabilities.read = options.capabilities.write = {"."};
  options.capabilities.run = {"sort"};
  options.limits.memory_bytes = size_t{256} << 20;
  auto vm = linac::Vm::create(options).value();
  vm.natives().add("meridian_ffi", "read_file", linac::NativeKind::kDirtyIo, read_file).value();
  vm.natives().add("meridian_ffi", "write_file", linac::NativeKind::kDirtyIo, write_file).value();
  vm.natives().add("meridian_ffi", "run_command", linac::NativeKind::kDirtyIo, run_command).value();
  auto module = vm.load_file(words[1]);
  auto done = module ? vm.call(*module, "main") : module.error();
  if (!done) std::fprintf(stderr, "workflow_host: %s\n", done.error().message.c_str());
  return done ? 0 : 1;
}
