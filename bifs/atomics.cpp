// atomics and counters: arrays of 64-bit integers that all processes change in one step. A counters
// reference is {atomics | write_concurrency, Array}; both kinds are the same here.
#include <atomic>
#include <cstdlib>

#include "bifs/support.h"
#include "core/base/memory_account.h"
#include "core/term/bigint.h"
#include "core/term/map.h"
#include "core/term/map_flat.h"
#include "runtime/memory/off_heap.h"
#include "runtime/process/identities.h"

namespace linac {
namespace {

class AtomicArray final : public Resource {
 public:
  static constexpr char kKind = 0;

  // Null: there is no memory.
  static AtomicArray* make(size_t size, bool is_signed) {
    size_t bytes = size * sizeof(uint64_t);
    if (current_account && !current_account->take(bytes)) return nullptr;
    if (auto* cells = static_cast<std::atomic<uint64_t>*>(std::calloc(size, sizeof(uint64_t)))) {
      return new AtomicArray(size, is_signed, cells);
    }
    if (current_account) current_account->give(bytes);
    return nullptr;
  }
  ~AtomicArray() override {
    std::free(static_cast<void*>(cells_));
    if (current_account) current_account->give(size_ * sizeof(uint64_t));
  }
  const void* kind() const override { return &kKind; }
  size_t bytes() const override { return sizeof(*this) + size_ * sizeof(uint64_t); }
  size_t size() const { return size_; }
  bool is_signed() const { return signed_; }
  std::atomic<uint64_t>& at(size_t index) { return cells_[index]; }

 private:
  AtomicArray(size_t size, bool is_signed, std::atomic<uint64_t>* cells)
      : size_(size), signed_(is_signed), cells_(cells) {}

  const size_t size_;
  const bool signed_;
  std::atomic<uint64_t>* const cells_;
};
static_assert(sizeof(std::atomic<uint64_t>) == sizeof(uint64_t));

constexpr int64_t kMostCells = int64_t{1} << 40;

AtomicArray* array_of(Term reference) {
  if (!is_boxed_kind(reference, BoxedKind::kResource)) return nullptr;
  Resource* resource = resource_of(reference);
  return resource->kind() == &AtomicArray::kKind ? static_cast<AtomicArray*>(resource) : nullptr;
}

struct CounterRef {
  AtomicArray* array = nullptr;
  bool write_concurrency = false;
};

// The array in argument 0: of atomics itself, of counters in a tuple. Null: badarg.
CounterRef array_argument(NativeCall& call, bool counters) {
  NoGc no_gc(call.heap());
  Term reference = call[0].get(no_gc);
  if (!counters) return {array_of(reference), false};
  if (!is_tuple_of(reference, 2) || !tuple_element(reference, 0).is_atom()) return {};
  std::string_view kind = call.atoms().text(tuple_element(reference, 0));
  if (kind != "atomics" && kind != "write_concurrency") return {};
  return {array_of(tuple_element(reference, 1)), kind == "write_concurrency"};
}

// The cell that arguments 0 and 1 name; null: badarg.
std::atomic<uint64_t>* cell_argument(NativeCall& call, bool counters, AtomicArray** array) {
  *array = array_argument(call, counters).array;
  if (!*array || !call[1].is_small()) return nullptr;
  int64_t index = call[1].small_value();
  if (index < 1 || static_cast<uint64_t>(index) > (*array)->size()) return nullptr;
  return &(*array)->at(static_cast<size_t>(index - 1));
}

// An integer from -2^63 to 2^64 - 1, as added.
std::optional<uint64_t> any_integer(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_integer()) return std::nullopt;
  NoGc no_gc(call.heap());
  Term value = call[argument].get(no_gc);
  if (auto number = integer_to_int64(value)) return static_cast<uint64_t>(*number);
  return integer_to_uint64(value);
}

// One that the cell can hold.
std::optional<uint64_t> cell_value(NativeCall& call, uint32_t argument, const AtomicArray& array) {
  if (!call[argument].is_integer()) return std::nullopt;
  NoGc no_gc(call.heap());
  Term value = call[argument].get(no_gc);
  if (!array.is_signed()) return integer_to_uint64(value);
  auto number = integer_to_int64(value);
  if (!number) return std::nullopt;
  return static_cast<uint64_t>(*number);
}

NativeResult number_value(NativeCall& call, bool is_signed, uint64_t value) {
  Reserved room = call.reserve(kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  return call.value(is_signed ? room.space().integer(static_cast<int64_t>(value))
                              : room.space().unsigned_integer(value));
}

NativeResult ok(NativeCall& call) { return call.value(atoms::kOk); }

NativeResult get(NativeCall& call, bool counters) {
  AtomicArray* array;
  std::atomic<uint64_t>* cell = cell_argument(call, counters, &array);
  if (!cell) return call.badarg();
  return number_value(call, array->is_signed(), cell->load());
}

NativeResult put(NativeCall& call, bool counters) {
  AtomicArray* array;
  std::atomic<uint64_t>* cell = cell_argument(call, counters, &array);
  auto value = cell ? cell_value(call, 2, *array) : std::nullopt;
  if (!value) return call.badarg();
  cell->store(*value);
  return ok(call);
}

NativeResult add(NativeCall& call, bool counters, bool negative, bool answers) {
  AtomicArray* array;
  std::atomic<uint64_t>* cell = cell_argument(call, counters, &array);
  if (!cell) return call.badarg();
  // OTP negates what is subtracted first.
  if (negative && !call[2].is_integer()) return call.badarith();
  auto change = any_integer(call, 2);
  if (!change) return call.badarg();
  uint64_t by = negative ? 0 - *change : *change;
  uint64_t value = cell->fetch_add(by) + by;
  return answers ? number_value(call, array->is_signed(), value) : ok(call);
}

// #{max, memory, min, size}; of a counter with write_concurrency no limits.
NativeResult info(NativeCall& call, bool counters) {
  CounterRef counter = array_argument(call, counters);
  AtomicArray* array = counter.array;
  if (!array) return call.badarg();
  Reserved room = call.reserve(flat_map_and_keys_words(4) + 2 * kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  AtomTable& atoms = *call.vm().atoms;
  std::vector<Term> keys = {*atoms.intern("memory"), *atoms.intern("size")};
  std::vector<Term> values = {make_small(static_cast<int64_t>(array->bytes())),
                              make_small(static_cast<int64_t>(array->size()))};
  if (!counter.write_concurrency) {
    keys.insert(keys.end(), {*atoms.intern("max"), *atoms.intern("min")});
    Term most = array->is_signed() ? space.integer(INT64_MAX) : space.unsigned_integer(UINT64_MAX);
    values.insert(values.end(),
                  {most, array->is_signed() ? space.integer(INT64_MIN) : make_small(0)});
  }
  return call.value(map_from_pairs(atoms, keys, values, space));
}

// False: an unknown option.
bool read_options(NativeCall& call, bool counters, bool* is_signed, Term* kind) {
  NoGc no_gc(call.heap());
  Term options = call[1].get(no_gc);
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    if (counters) {
      if (!option.is_atom()) return false;
      std::string_view name = call.atoms().text(option);
      if (name != "atomics" && name != "write_concurrency") return false;
      *kind = option;
    } else {
      if (!is_tuple_of(option, 2) || !is_boolean(tuple_element(option, 1)) ||
          tuple_element(option, 0) != atoms::kSigned) {
        return false;
      }
      *is_signed = tuple_element(option, 1) == atoms::kTrue;
    }
  }
  return options.is_nil();
}

NativeResult make(NativeCall& call, bool counters) {
  bool is_signed = true;
  Term kind = *call.vm().atoms->intern("atomics");
  if (!call[0].is_small() || call[0].small_value() < 1) return call.badarg();
  if (!read_options(call, counters, &is_signed, &kind)) {
    return call[1].is_list() ? call.badarg_because(atoms::kBadopt) : call.badarg();
  }
  if (call[0].small_value() > kMostCells) return call.system_limit();
  Reserved room = call.reserve(kResourceWords + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  auto* array = AtomicArray::make(static_cast<size_t>(call[0].small_value()), is_signed);
  if (!array) return call.system_limit();
  ReferenceKey key = new_reference(*call.vm().identities);
  Term reference = make_resource(room.space(), key.low, key.high, array);
  return call.value(counters ? room.space().tuple_of(kind, reference) : reference);
}

}  // namespace

NativeResult atomics_new_2(NativeCall& call) { return make(call, false); }
NativeResult atomics_get_2(NativeCall& call) { return get(call, false); }
NativeResult atomics_put_3(NativeCall& call) { return put(call, false); }
NativeResult atomics_add_3(NativeCall& call) { return add(call, false, false, false); }
NativeResult atomics_sub_3(NativeCall& call) { return add(call, false, true, false); }
NativeResult atomics_add_get_3(NativeCall& call) { return add(call, false, false, true); }
NativeResult atomics_sub_get_3(NativeCall& call) { return add(call, false, true, true); }
NativeResult atomics_info_1(NativeCall& call) { return info(call, false); }

NativeResult atomics_exchange_3(NativeCall& call) {
  AtomicArray* array;
  std::atomic<uint64_t>* cell = cell_argument(call, false, &array);
  auto value = cell ? cell_value(call, 2, *array) : std::nullopt;
  if (!value) return call.badarg();
  return number_value(call, array->is_signed(), cell->exchange(*value));
}

NativeResult atomics_compare_exchange_4(NativeCall& call) {
  AtomicArray* array;
  std::atomic<uint64_t>* cell = cell_argument(call, false, &array);
  auto expected = cell ? cell_value(call, 2, *array) : std::nullopt;
  auto desired = cell ? cell_value(call, 3, *array) : std::nullopt;
  if (!expected || !desired) return call.badarg();
  uint64_t found = *expected;
  if (cell->compare_exchange_strong(found, *desired)) return ok(call);
  return number_value(call, array->is_signed(), found);
}

NativeResult counters_new_2(NativeCall& call) { return make(call, true); }
NativeResult counters_get_2(NativeCall& call) { return get(call, true); }
NativeResult counters_put_3(NativeCall& call) { return put(call, true); }
NativeResult counters_add_3(NativeCall& call) { return add(call, true, false, false); }
NativeResult counters_sub_3(NativeCall& call) { return add(call, true, true, false); }
NativeResult counters_info_1(NativeCall& call) { return info(call, true); }

}  // namespace linac
