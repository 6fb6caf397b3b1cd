// Async calls by the thousand: COUNT processes on one scheduler each wait for an answer; four threads
// answer in random order while a tenth of the processes are killed. Every process that was not killed
// has to get its own answer, once, and nothing may be left.
//
//   async_natives COUNT [SEED]
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>

#include "linac/linac.hpp"

namespace {

using linac::Value;

constexpr int kThreads = 4;

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "async_natives: %s\n", message.c_str());
  std::exit(1);
}

// The calls in flight, by number from 1.
struct Calls {
  explicit Calls(int64_t count) : handles(static_cast<size_t>(count + 1)) {}

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<linac::Async> handles;
  size_t begun = 0;

  void begin(linac::Async call, int64_t number) {
    std::lock_guard lock(mutex);
    handles[static_cast<size_t>(number)] = std::move(call);
    if (++begun + 1 == handles.size()) changed.notify_all();
  }
  void wait_for_all() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun + 1 == handles.size(); });
  }
};

int64_t answer_to(int64_t number) { return number * 2 + 1; }

std::vector<int64_t> shuffled(int64_t count, std::mt19937_64& random) {
  std::vector<int64_t> numbers;
  for (int64_t i = 1; i <= count; i++) numbers.push_back(i);
  std::shuffle(numbers.begin(), numbers.end(), random);
  return numbers;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) fail("usage: async_natives COUNT [SEED]");
  int64_t count = std::atoll(argv[1]);
  uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  std::mt19937_64 random(seed);
  auto begin = std::chrono::steady_clock::now();

  Calls calls(count);
  linac::VmOptions options;
  options.schedulers = 1;
  auto vm = linac::Vm::create(options);
  if (!vm) fail(vm.error().message);
  vm->natives()
      .add("host", "later",
           [&](linac::Async call, int64_t number) { calls.begin(std::move(call), number); })
      .value();
  vm->load_file(EMBEDDING_DATA "/embed_cases.beam").value();
  linac::Mailbox answers = vm->open_mailbox().value();
  Value pids = vm->call("embed_cases", "callers", {answers.pid(), count}).value();
  calls.wait_for_all();
  auto in_flight = std::chrono::steady_clock::now();

  // callers/2 gives the pids by number. A tenth is killed, half of it before anything is answered.
  std::vector<bool> killed(static_cast<size_t>(count + 1));
  std::vector<int64_t> victims = shuffled(count, random);
  victims.resize(static_cast<size_t>(count / 10));
  for (int64_t victim : victims) killed[static_cast<size_t>(victim)] = true;
  auto kill = [&](int64_t number) {
    vm->exit(*pids[static_cast<size_t>(number - 1)].as_pid(), Value::atom("kill"));
  };
  for (size_t i = 0; i < victims.size() / 2; i++) kill(victims[i]);

  std::vector<int64_t> order = shuffled(count, random);
  std::atomic<size_t> next{0};
  std::atomic<int64_t> delivered{0}, gone{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; i++) {
    threads.emplace_back([&] {
      for (size_t at; (at = next.fetch_add(1)) < order.size();) {
        linac::Async& call = calls.handles[static_cast<size_t>(order[at])];
        switch (call.complete(answer_to(order[at]))) {
          case linac::Completion::kDelivered: delivered++; break;
          case linac::Completion::kGone: gone++; break;
          case linac::Completion::kAlready: fail("a call was completed before");
        }
        if (call.complete(0) == linac::Completion::kDelivered) fail("a call was completed twice");
      }
    });
  }
  for (size_t i = victims.size() / 2; i < victims.size(); i++) kill(victims[i]);
  for (std::thread& thread : threads) thread.join();

  std::vector<bool> answered(static_cast<size_t>(count + 1));
  int64_t missing = count - static_cast<int64_t>(victims.size());
  while (missing > 0) {
    auto message = answers.receive(std::chrono::minutes(5));
    if (!message) fail(std::to_string(missing) + " answers are missing");
    int64_t number = (*message)[0].as_int64().value();
    if ((*message)[1] != Value(answer_to(number))) fail("wrong: " + message->to_string());
    auto slot = static_cast<size_t>(number);
    if (answered[slot]) fail("twice: " + message->to_string());
    answered[slot] = true;
    missing -= !killed[slot];
  }
  while (vm->process_count() != 0) std::this_thread::yield();
  auto end = std::chrono::steady_clock::now();
  auto milliseconds = [](auto time) {
    return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
  };
  std::printf(
      "%ld calls in flight after %ld ms, all over after %ld ms; %zu killed, "
      "%ld delivered, %ld gone; seed %lu\n",
      static_cast<long>(count), milliseconds(in_flight - begin), milliseconds(end - begin),
      victims.size(), static_cast<long>(delivered), static_cast<long>(gone),
      static_cast<unsigned long>(seed));
  return 0;
}
