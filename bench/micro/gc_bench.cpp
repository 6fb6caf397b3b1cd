// Throughput of the collector: bytes copied a second by minor and major collections, and of
// programs that allocate as the suite's do.
#include <benchmark/benchmark.h>

#include "bench/micro/cases/heap_owner.h"
#include "runtime/memory/copy.h"

namespace linac {
namespace {

using Process = micro::HeapOwner;

void set_counters(benchmark::State& state, const Heap& heap, uint64_t copied) {
  state.counters["copied"] =
      benchmark::Counter(static_cast<double>(copied * sizeof(Word)), benchmark::Counter::kIsRate,
                         benchmark::Counter::kIs1024);
  state.counters["minor"] = static_cast<double>(heap.statistics().minor_collections);
  state.counters["major"] = static_cast<double>(heap.statistics().major_collections);
}

// A full binary tree of 3-tuples, built bottom up without recursion: roots[d] is a tree of depth d
// that waits for its sibling, or [].
void make_tree(Process& process, size_t base, int depth) {
  for (int i = 0; i <= depth; ++i) process.roots[base + static_cast<size_t>(i)] = kNil;
  while (process.roots[base + static_cast<size_t>(depth)].is_nil()) {
    process.reserve(4);
    Term tree = process.heap.space.tuple_of(make_small(1), kNil, kNil);
    size_t at = base;
    while (!process.roots[at].is_nil()) {
      process.roots.push_back(tree);
      process.reserve(4);
      tree = process.roots.back();
      process.roots.pop_back();
      tree = process.heap.space.tuple_of(make_small(1), process.roots[at], tree);
      process.roots[at] = kNil;
      ++at;
    }
    process.roots[at] = tree;
  }
}

// As binary_trees: a long-lived tree and many short-lived ones. The argument is the young area's
// maximum in thousands of words.
void BM_BinaryTrees(benchmark::State& state) {
  uint64_t copied = 0;
  for (auto _ : state) {
    HeapOptions options;
    options.max_young_words = static_cast<size_t>(state.range(0)) << 10;
    Process process(options);
    process.roots.assign(64, kNil);
    make_tree(process, 0, 16);
    for (int i = 0; i < 400; ++i) make_tree(process, 32, 10);
    copied += process.heap.memory().copied_words;
    state.PauseTiming();
    set_counters(state, process.heap, copied);
    state.ResumeTiming();
  }
}
BENCHMARK(BM_BinaryTrees)
    ->Arg(16)
    ->Arg(32)
    ->Arg(64)
    ->Arg(128)
    ->Arg(256)
    ->Unit(benchmark::kMillisecond);

// As a list that is mapped over again and again: everything survives for a while.
void BM_MapList(benchmark::State& state) {
  uint64_t copied = 0;
  for (auto _ : state) {
    HeapOptions options;
    options.max_young_words = static_cast<size_t>(state.range(0)) << 10;
    Process process(options);
    process.roots.assign(2, kNil);
    for (int i = 0; i < 300000; ++i) {
      process.reserve(2);
      process.roots[0] = process.heap.space.cons(make_small(i), process.roots[0]);
    }
    for (int round = 0; round < 10; ++round) {
      process.roots[1] = kNil;
      process.roots.push_back(process.roots[0]);
      while (process.roots[2].is_cons()) {
        process.reserve(2);
        Term at = process.roots[2];
        process.roots[1] = process.heap.space.cons(at.head(), process.roots[1]);
        process.roots[2] = at.tail();
      }
      process.roots.pop_back();
      process.roots[0] = process.roots[1];
    }
    copied += process.heap.memory().copied_words;
    state.PauseTiming();
    set_counters(state, process.heap, copied);
    state.ResumeTiming();
  }
}
BENCHMARK(BM_MapList)->Arg(16)->Arg(32)->Arg(64)->Arg(128)->Arg(256)->Unit(benchmark::kMillisecond);

// Only garbage.
void BM_Garbage(benchmark::State& state) {
  HeapOptions options;
  options.max_young_words = static_cast<size_t>(state.range(0)) << 10;
  Process process(options);
  for (auto _ : state) {
    process.reserve(4);
    benchmark::DoNotOptimize(process.heap.space.tuple_of(kNil, kNil, kNil));
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * 32);
}
BENCHMARK(BM_Garbage)->Arg(4)->Arg(16)->Arg(32)->Arg(64)->Arg(128)->Arg(256);

void BM_MajorTree(benchmark::State& state) {
  Process process;
  process.roots.assign(32, kNil);
  make_tree(process, 0, static_cast<int>(state.range(0)));
  uint64_t before = process.heap.memory().copied_words;
  for (auto _ : state) VM_CHECK(process.heap.collect_major(0, Safepoint{}));
  set_counters(state, process.heap, process.heap.memory().copied_words - before);
}
BENCHMARK(BM_MajorTree)->Arg(12)->Arg(16)->Arg(20)->Unit(benchmark::kMillisecond);

void BM_MajorList(benchmark::State& state) {
  Process process;
  process.roots.assign(1, kNil);
  for (int64_t i = 0; i < state.range(0); ++i) {
    process.reserve(2);
    process.roots[0] = process.heap.space.cons(make_small(i), process.roots[0]);
  }
  uint64_t before = process.heap.memory().copied_words;
  for (auto _ : state) VM_CHECK(process.heap.collect_major(0, Safepoint{}));
  set_counters(state, process.heap, process.heap.memory().copied_words - before);
}
BENCHMARK(BM_MajorList)->Arg(10000)->Arg(3000000)->Unit(benchmark::kMillisecond);

// A collection with almost nothing to do, in a small process.
void BM_TinyMinor(benchmark::State& state) {
  Process process;
  process.roots.assign(1, kNil);
  for (auto _ : state) {
    process.heap.attach(process.memory);
    VM_CHECK(process.heap.collect_minor(10, Safepoint{}));
  }
}
BENCHMARK(BM_TinyMinor);

void BM_CopyMessage(benchmark::State& state) {
  Process process;
  process.reserve(20);
  TermSpace& space = process.heap.space;
  Term message = space.tuple_of(
      make_small(1), space.cons(make_small(2), space.cons(make_small(3), kNil)), make_small(4));
  for (auto _ : state) {
    size_t words = measure_copy(message, nullptr);
    Fragment* fragment = Fragment::make(process.memory.pool, words);
    fragment->root = copy_term(message, fragment->space, nullptr);
    benchmark::DoNotOptimize(fragment->root);
    Fragment::destroy(process.memory.pool, fragment);
  }
}
BENCHMARK(BM_CopyMessage);

}  // namespace
}  // namespace linac
