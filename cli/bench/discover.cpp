#include "cli/bench/discover.h"

#include <algorithm>
#include <map>
#include <set>

namespace linac::bench {
namespace {

constexpr double kStartSeconds = 30;

std::string gleam_name(std::string module) {
  std::replace(module.begin(), module.end(), '@', '/');
  return module;
}

class Finder {
 public:
  Finder(Bench& bench, const Target& target, const Wanted& wanted)
      : bench_(bench), target_(target), wanted_(wanted) {}

  Result<Discovery> find() {
    Answer answer = ask({"list", wanted_.folder});
    if (!answer.ok()) return Error{answer.message};
    for (size_t i = 0; i + 2 < answer.fields.size(); i += 3) {
      functions_[{answer.fields[i], answer.fields[i + 1]}].insert(
          std::atoi(answer.fields[i + 2].c_str()));
    }
    for (const auto& [name, arities] : functions_) {
      const auto& [module, function] = name;
      if (!function.ends_with("_bench")) continue;
      found_.functions.push_back(gleam_name(module) + "." + function);
      if (is_wanted(module, function)) add(module, function, arities);
      if (bench_.interrupts.look() != 0) return Error{"was interrupted"};
    }
    return std::move(found_);
  }

 private:
  // A worker that does not answer is gone: the next question has a new one.
  Answer ask(const std::vector<std::string>& fields) {
    if (!worker_) {
      auto [worker, answer] =
          Worker::start(target_, bench_.helper, bench_.new_folder(),
                        std::max(kStartSeconds, bench_.timeout), bench_.interrupts);
      if (!answer.ok()) return answer;
      worker_ = std::move(worker);
    }
    Answer answer = worker_->ask(fields, bench_.timeout);
    if (answer.kind != Answer::Kind::kOk && answer.kind != Answer::Kind::kFailed) worker_.reset();
    return answer;
  }

  bool is_wanted(const std::string& module, const std::string& function) const {
    std::string gleam = gleam_name(module);
    const auto& modules = wanted_.modules;
    if (!modules.empty() && std::find(modules.begin(), modules.end(), gleam) == modules.end()) {
      return false;
    }
    return wanted_.filter.empty() ||
           (gleam + "." + function).find(wanted_.filter) != std::string::npos ||
           (module + ":" + function).find(wanted_.filter) != std::string::npos;
  }

  Job& add_job(const std::string& module, const std::string& function, const std::string& kind,
               const std::string& value) {
    Job& job = found_.jobs.emplace_back();
    job.benchmark.module = gleam_name(module);
    job.benchmark.function = function;
    job.spec = {wanted_.application, module, function, kind, value};
    return job;
  }

  void add(const std::string& module, const std::string& function, const std::set<int>& arities) {
    if (arities.contains(0)) add_job(module, function, "none", "");
    if (arities.contains(1)) {
      add_with_input(module, function);
    } else if (!arities.contains(0)) {
      add_job(module, function, "none", "").failure =
          "takes " + std::to_string(*arities.begin()) + " arguments: a benchmark takes one or none";
    }
  }

  void add_with_input(const std::string& module, const std::string& function) {
    std::string inputs = function.substr(0, function.size() - 5) + "inputs";
    auto found = functions_.find({module, inputs});
    bool sized = found != functions_.end() && found->second.contains(1);
    bool named = found != functions_.end() && found->second.contains(0);
    if (named && !sized) return add_named(module, function);
    if (!sized && wanted_.sizes.empty()) {
      add_job(module, function, "none", "").failure =
          "takes an input, and there is no public function " + inputs +
          " that gives some: write it, or name sizes with --sizes";
      return;
    }
    std::vector<uint64_t> sizes = wanted_.sizes;
    if (sizes.empty()) sizes.assign(std::begin(kSizes), std::end(kSizes));
    for (uint64_t size : sizes) {
      Job& job = add_job(module, function, sized ? "sized" : "size", std::to_string(size));
      job.benchmark.input = std::to_string(size);
      job.benchmark.size = static_cast<double>(size);
    }
  }

  void add_named(const std::string& module, const std::string& function) {
    bench_.progress.show("inputs of " + gleam_name(module) + "." + function);
    Answer answer = ask({"inputs", module, function});
    if (!answer.ok()) {
      add_job(module, function, "input", "1").failure = "its inputs: " + answer.message;
      return;
    }
    for (size_t i = 0; i + 1 < answer.fields.size(); i += 2) {
      Job& job = add_job(module, function, "input", std::to_string(i / 2 + 1));
      job.benchmark.input = answer.fields[i];
      const std::string& size = answer.fields[i + 1];
      if (!size.empty() && size[0] != '-') job.benchmark.size = std::strtod(size.c_str(), nullptr);
    }
  }

  Bench& bench_;
  const Target& target_;
  const Wanted& wanted_;
  std::unique_ptr<Worker> worker_;
  std::map<std::pair<std::string, std::string>, std::set<int>> functions_;
  Discovery found_;
};

}  // namespace

Result<Discovery> discover(Bench& bench, const Target& target, const Wanted& wanted) {
  return Finder(bench, target, wanted).find();
}

}  // namespace linac::bench
