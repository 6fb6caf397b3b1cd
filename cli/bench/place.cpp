#include "cli/bench/place.h"

#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>

#include <fmt/format.h>

#include "api/gleam_literal.h"
#include "api/program.h"
#include "cli/bench/old_version.h"
#include "cli/commands.h"
#include "cli/project_build.h"

namespace linac::bench {
namespace {

namespace fs = std::filesystem;

constexpr size_t kShownArguments = 40;  // characters

Error with_status(int* status, int value, std::string message) {
  *status = value;
  return Error{std::move(message)};
}

Result<Place> place_of_file(const BenchOptions& options, int* status) {
  std::error_code error;
  fs::path file = options.file;
  if (!fs::is_regular_file(file, error)) {
    return with_status(status, kFailed, options.file + ": there is no such file");
  }
  Place place;
  place.name = place.module = file.stem().string();
  fs::path folder = fs::weakly_canonical(file, error).parent_path();
  place.folder = folder.string();
  place.folders = options.folders;
  place.folders.push_back(place.folder);
  // Of a Gleam build folder the other packages', too, as linac run has it.
  if (folder.filename() == "ebin") {
    for (std::string& other : package_folders(folder.parent_path().parent_path().string())) {
      if (other != place.folder) place.folders.push_back(std::move(other));
    }
  }
  return place;
}

Result<Place> place_of_project(const BenchOptions& options, int* status) {
  std::error_code error;
  if (!options.root.empty()) {
    fs::current_path(options.root, error);
    if (error) return with_status(status, kBadUsage, options.root + ": " + error.message());
  }
  auto project = find_project(fs::current_path(error).string());
  if (!project) {
    return with_status(status, kBadUsage,
                       project.error().message +
                           "; outside of one, write linac bench FILE.beam "
                           "MODULE:FUNCTION -- ARGUMENT...");
  }
  if (project->target != "erlang" && options.target.empty()) {
    return with_status(status, kFailed,
                       "the target of " + project->name + " is " + project->target +
                           ", and Linac runs Erlang's: try --target erlang");
  }
  if (int built = bring_up_to_date(*project, options.no_build)) {
    return with_status(status, built, "");
  }
  Place place;
  place.name = project->name;
  place.folder = project->packages() + "/" + project->name + "/ebin";
  place.folders = options.folders;
  for (std::string& folder : package_folders(project->packages())) {
    place.folders.push_back(std::move(folder));
  }
  place.project = std::move(*project);
  return place;
}

// --- Arguments as Erlang writes them -------------------------------------------------------------

std::string erlang_text(const GleamValue& value);

std::string erlang_elements(const std::vector<GleamValue>& elements, const char* open,
                            const char* close) {
  std::string text = open;
  for (size_t i = 0; i < elements.size(); i++) {
    if (i > 0) text += ',';
    text += erlang_text(elements[i]);
  }
  return text + close;
}

std::string erlang_text(const GleamValue& value) {
  using Kind = GleamValue::Kind;
  switch (value.kind) {
    case Kind::kInt: {
      int base = static_cast<int>(value.number);
      bool negative = value.text.starts_with('-');
      std::string digits = value.text.substr(negative ? 1 : 0);
      return (negative ? "-" : "") + (base == 10 ? digits : fmt::format("{}#{}", base, digits));
    }
    case Kind::kFloat: {
      std::string text = fmt::format("{:.17e}", value.number);
      return text;
    }
    case Kind::kText: {
      std::string text = "<<";
      for (unsigned char byte : value.text)
        text += (text.size() > 2 ? "," : "") + std::to_string(byte);
      return text + ">>";
    }
    case Kind::kAtom: return "'" + value.text + "'";
    case Kind::kList: return erlang_elements(value.elements, "[", "]");
    case Kind::kTuple: return erlang_elements(value.elements, "{", "}");
  }
  VM_UNREACHABLE();
}

// --- The machine ---------------------------------------------------------------------------------

std::string processor_name() {
  std::string text = text_of_file("/proc/cpuinfo");
  size_t at = text.find("model name");
  size_t colon = at == text.npos ? at : text.find(": ", at);
  if (colon == text.npos) return "";
  return text.substr(colon + 2, text.find('\n', colon) - colon - 2);
}

std::string now_text() {
  std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", &local);
  std::string date = text;
  if (date.size() > 2) date.insert(date.size() - 2, ":");  // +01:00
  return date;
}

}  // namespace

Result<Place> find_place(const BenchOptions& options, int* status) {
  return options.file.empty() ? place_of_project(options, status) : place_of_file(options, status);
}

Result<Job> job_of_entry(const BenchOptions& options) {
  auto entry = read_entry_name(options.entry);
  if (!entry) return entry.error();
  size_t given = options.arguments.size();
  if (entry->arity && *entry->arity != given) {
    return Error{fmt::format("{} takes {} argument{}; after -- {} {}", options.entry, *entry->arity,
                             *entry->arity == 1 ? "" : "s", given == 1 ? "stands" : "stand",
                             given)};
  }
  Job job;
  std::vector<GleamValue> values;
  std::string& input = job.benchmark.input;
  for (const std::string& argument : options.arguments) {
    values.push_back(read_gleam_argument(argument));
    input += (input.empty() ? "" : " ") + argument;
  }
  if (input.size() > kShownArguments) input = input.substr(0, kShownArguments - 3) + "...";
  if (given == 1 && values[0].kind == GleamValue::Kind::kInt && values[0].number == 10 &&
      !values[0].text.starts_with('-')) {
    job.benchmark.size = std::strtod(values[0].text.c_str(), nullptr);
  }
  job.benchmark.module = entry->module;
  for (char& letter : job.benchmark.module) {
    if (letter == '@') letter = '/';
  }
  job.benchmark.function = entry->function;
  std::string terms = erlang_elements(values, "[", "]") + ".";
  job.spec = {"", entry->module, entry->function, given == 0 ? "none" : "terms", terms};
  return job;
}

Context context_of(const Place& place, Interrupts& interrupts) {
  Context context;
  context.date = now_text();
  char host[256] = "";
  if (gethostname(host, sizeof host - 1) == 0) context.host = host;
  context.processor = processor_name();
  context.processors = static_cast<uint32_t>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
  double load = 0;
  if (getloadavg(&load, 1) == 1) context.load_average = load;
  if (place.project) context.commit = commit_of(place.project->root, interrupts);
  return context;
}

}  // namespace linac::bench
