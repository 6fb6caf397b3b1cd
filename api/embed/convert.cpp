#include "api/embed/convert.h"

#include <algorithm>
#include <cstring>

#include "api/embed/host_core.h"
#include "api/embed/value_node.h"
#include "core/term/bigint.h"
#include "core/term/bits.h"
#include "core/term/etf_read.h"
#include "core/term/etf_write.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "core/term/print.h"
#include "core/term/utf8.h"
#include "runtime/memory/copy.h"
#include "runtime/memory/off_heap.h"

namespace linac::embed {
namespace {

using v0::Kind;
using v0::Pid;
using v0::Value;
using v0::ValueAccess;

constexpr size_t kChunkWords = 1024;

// --- Terms to values -----------------------------------------------------------------------------

Value read_integer(Term term) {
  if (term.is_small()) return Value(term.small_value());
  IntegerView view(term);
  return ValueAccess::integer(
      view.negative(), {reinterpret_cast<const char*>(view.limbs()), view.size() * sizeof(Word)});
}

Value read_bits(Term term) {
  BitsView view = bits_view(term);
  std::vector<uint8_t> storage;
  return Value::bitstring(aligned_bytes(view, storage), view.bit_size);
}

Value read_opaque(const VmContext& vm, Term term) {
  EtfWriteOptions options{*vm.atoms, vm.hooks};
  std::string bytes(etf_size(term, options), '\0');
  write_etf(term, options, reinterpret_cast<uint8_t*>(bytes.data()));
  PrintOptions print;
  print.hooks = vm.hooks;
  return ValueAccess::opaque(bytes, print_term(*vm.atoms, term, print));
}

bool is_container(Term term) { return term.is_cons() || is_tuple(term) || is_map(term); }

Value read_leaf(const VmContext& vm, Term term) {
  if (is_integer(term)) return read_integer(term);
  if (is_float(term)) return Value(float_value(term));
  if (term.is_atom()) return Value::atom(vm.atoms->text(term));
  if (term.is_nil()) return Value::list({});
  if (term.is_local_pid()) return Value(Pid{term.bits});
  if (is_bitstring(term)) return read_bits(term);
  return read_opaque(vm, term);
}

// A container whose elements are being read.
struct Reading {
  Kind kind;
  bool improper = false;
  std::vector<Term> terms;
  std::vector<Value> values;
};

Reading open_container(Term term) {
  Reading reading{};
  if (term.is_cons()) {
    reading.kind = Kind::kList;
    for (; term.is_cons(); term = term.tail()) reading.terms.push_back(term.head());
    reading.improper = !term.is_nil();
    if (reading.improper) reading.terms.push_back(term);
  } else if (is_tuple(term)) {
    reading.kind = Kind::kTuple;
    for (size_t i = 0; i < tuple_arity(term); i++) reading.terms.push_back(tuple_element(term, i));
  } else {
    reading.kind = Kind::kMap;
    for (MapIterator it(term); it.next();) {
      reading.terms.push_back(it.key());
      reading.terms.push_back(it.value());
    }
  }
  reading.values.reserve(reading.terms.size());
  return reading;
}

Value close_container(Reading& reading) {
  std::vector<Value>& values = reading.values;
  switch (reading.kind) {
    case Kind::kTuple: return Value::tuple(std::move(values));
    case Kind::kMap: {
      std::vector<std::pair<Value, Value>> entries;
      entries.reserve(values.size() / 2);
      for (size_t i = 0; i < values.size(); i += 2) {
        entries.emplace_back(std::move(values[i]), std::move(values[i + 1]));
      }
      return Value::map(std::move(entries));
    }
    case Kind::kList: {
      if (!reading.improper) return Value::list(std::move(values));
      Value tail = std::move(values.back());
      values.pop_back();
      return Value::improper_list(std::move(values), std::move(tail));
    }
    case Kind::kInteger:
    case Kind::kFloat:
    case Kind::kAtom:
    case Kind::kBinary:
    case Kind::kPid:
    case Kind::kOpaque: break;
  }
  VM_UNREACHABLE();
}

// --- Their size ----------------------------------------------------------------------------------

constexpr size_t kNodeBytes = sizeof(ValueAccess::Node);

size_t add_sizes(size_t a, size_t b) { return b > kTooManyBytes - a ? kTooManyBytes : a + b; }

// Of what is no container, besides the word that refers to it.
size_t leaf_bytes(const VmContext& vm, Term term, size_t most) {
  if (term.is_small() || term.is_nil() || term.is_local_pid() || is_float(term)) return 0;
  if (term.is_atom()) return kNodeBytes;
  if (is_integer(term)) return kNodeBytes + IntegerView(term).size() * sizeof(Word);
  if (is_bitstring(term)) return kNodeBytes + bit_size(term) / 8;
  // A fun and what it holds: the bytes of large binaries are counted where it has been found finite.
  if (measure_copy(term, nullptr, most / sizeof(Word)) == kTooLarge) return kTooManyBytes;
  return add_sizes(kNodeBytes, etf_size(term, EtfWriteOptions{*vm.atoms, vm.hooks}));
}

bool is_atom_text(std::string_view name) {
  Utf8Scan scan = scan_utf8(as_bytes(name));
  return scan.valid_bytes == name.size() && scan.code_points <= kMaxAtomCharacters;
}

Value read_measured(const VmContext& vm, Term term) {
  if (!is_container(term)) return read_leaf(vm, term);
  std::vector<Reading> open;
  open.push_back(open_container(term));
  for (;;) {
    Reading& top = open.back();
    if (top.values.size() == top.terms.size()) {
      Value value = close_container(top);
      open.pop_back();
      if (open.empty()) return value;
      open.back().values.push_back(std::move(value));
      continue;
    }
    Term next = top.terms[top.values.size()];
    if (is_container(next)) {
      open.push_back(open_container(next));
    } else {
      top.values.push_back(read_leaf(vm, next));
    }
  }
}

}  // namespace

size_t measure_value(const VmContext& vm, Term root, size_t most) {
  if (root.is_small()) return 0;
  std::vector<Term> left{root};
  size_t bytes = 0;
  auto add = [&](Term term) {
    bytes = add_sizes(bytes, sizeof(Value));
    if (is_container(term)) {
      left.push_back(term);
    } else {
      bytes = add_sizes(bytes, leaf_bytes(vm, term, most));
    }
  };
  if (!is_container(root)) {
    bytes = leaf_bytes(vm, root, most);
    left.clear();
  }
  while (!left.empty() && bytes <= most) {
    Term term = left.back();
    left.pop_back();
    bytes = add_sizes(bytes, kNodeBytes);
    if (term.is_cons()) {
      for (; term.is_cons() && bytes <= most; term = term.tail()) add(term.head());
      if (!term.is_cons() && !term.is_nil()) add(term);
    } else if (is_tuple(term)) {
      for (size_t i = 0; i < tuple_arity(term) && bytes <= most; i++) add(tuple_element(term, i));
    } else {
      for (MapIterator it(term); bytes <= most && it.next();) {
        add(it.key());
        add(it.value());
      }
    }
  }
  return bytes <= most ? bytes : kTooManyBytes;
}

size_t most_value_bytes(const VmContext& vm) {
  return static_cast<const HostCore*>(vm.host)->most_value_bytes();
}

Value too_large_value(size_t most) {
  return Value::tuple({Value::atom("linac_limit"), Value::atom("value"), uint64_t{most}});
}

Value read_value(const VmContext& vm, Term term, bool* is_too_large) {
  size_t most = most_value_bytes(vm);
  if (measure_value(vm, term, most) != kTooManyBytes) {
    try {
      return read_measured(vm, term);
    } catch (const std::exception&) {
      // As much as the host has is less.
    }
  }
  if (is_too_large) *is_too_large = true;
  return too_large_value(most);
}

// --- Values to terms -----------------------------------------------------------------------------

Term build_error_reason(BuildError error) {
  switch (error) {
    case BuildError::kBadAtom:
    case BuildError::kBadOpaque: return atoms::kBadarg;
    case BuildError::kNone:
    case BuildError::kAtomLimit:
    case BuildError::kOutOfMemory: break;
  }
  return atoms::kSystemLimit;
}

const char* build_error_text(BuildError error) {
  switch (error) {
    case BuildError::kNone: break;
    case BuildError::kBadAtom: return "an atom is no UTF-8 or longer than 255 characters";
    case BuildError::kAtomLimit: return "the atom table is full";
    case BuildError::kBadOpaque: return "a pid, fun, reference or port is not of this VM";
    case BuildError::kOutOfMemory: return "there is no memory for the value";
  }
  return "";
}

Scratch::~Scratch() { release_off_heap(space_.off_heap); }

TermSpace& Scratch::room(size_t words) {
  if (space_.left() < words || !space_.top) {
    size_t size = std::max(words, kChunkWords);
    if (chunks_.empty()) size = std::max<size_t>(words, 32);  // most values are small
    chunks_.push_back(std::make_unique_for_overwrite<Word[]>(size));
    space_.top = chunks_.back().get();
    space_.limit = space_.top + size;
  }
  return space_;
}

Term Scratch::pair(Term first, Term second) { return room(tuple_words(2)).tuple_of(first, second); }

Term Scratch::atom(std::string_view name) {
  if (auto known = vm_.atoms->find(name)) return *known;
  if (!is_atom_text(name)) return fail(BuildError::kBadAtom);
  auto atom = vm_.atoms->intern(name);
  return atom ? *atom : fail(BuildError::kAtomLimit);
}

Term Scratch::integer(const Value& value) {
  if (auto number = value.as_int64()) return room(kBigWords64).integer(*number);
  const auto& node = ValueAccess::node(value);
  std::span bytes(reinterpret_cast<const uint8_t*>(node.text.data()), node.text.size());
  Term term = integer_from_magnitude(bytes, true, node.negative,
                                     room(integer_words_from_bytes(bytes.size())));
  return term == kNoTerm ? fail(BuildError::kOutOfMemory) : term;
}

Term Scratch::binary(const Value& value) {
  Term term = kNoTerm;
  uint8_t* to =
      make_bitstring_uninit(value.bit_size(), room(binary_words(value.bit_size())), &term);
  if (!to) return fail(BuildError::kOutOfMemory);
  std::span<const uint8_t> bytes = value.bytes();
  if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
  return term;
}

Term Scratch::opaque(const Value& value) {
  const auto& node = ValueAccess::node(value);
  std::span bytes(reinterpret_cast<const uint8_t*>(node.text.data()), node.text.size());
  EtfOptions options{*vm_.atoms, vm_.hooks};
  EtfInput input;
  EtfSize size{};
  Term term = kNoTerm;
  bool built = open_etf(bytes, &input) == EtfError::kNone &&
               measure_etf(input, options, &size) == EtfError::kNone &&
               build_etf(input, options, room(size.words), &term) == EtfError::kNone;
  return built ? term : fail(BuildError::kBadOpaque);
}

Term Scratch::leaf(const Value& value) {
  switch (value.kind()) {
    case Kind::kInteger: return integer(value);
    case Kind::kFloat: return room(kFloatWords).number(*value.as_double());
    case Kind::kAtom: return atom(*value.as_atom());
    case Kind::kBinary: return binary(value);
    case Kind::kPid: {
      Term pid{value.as_pid()->id};
      return pid.is_local_pid() ? pid : fail(BuildError::kBadOpaque);
    }
    case Kind::kOpaque: return opaque(value);
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kMap: break;
  }
  VM_UNREACHABLE();
}

Term Scratch::container(const Value& value, const std::vector<Term>& items) {
  size_t count = items.size();
  if (value.is(Kind::kTuple)) {
    if (count > kMaxTupleArity) return fail(BuildError::kOutOfMemory);
    Term tuple = room(tuple_words(count)).tuple(count);
    for (size_t i = 0; i < count; i++) payload(tuple)[i] = items[i].bits;
    return tuple;
  }
  if (value.is(Kind::kList)) {
    Term list = value.tail() ? items[--count] : kNil;
    TermSpace& space = room(kConsWords * count);
    while (count-- > 0) list = space.cons(items[count], list);
    return list;
  }
  std::vector<Term> keys, values;
  for (size_t i = 0; i < count; i += 2) {
    keys.push_back(items[i]);
    values.push_back(items[i + 1]);
  }
  if (keys.empty()) return make_empty_map(room(kEmptyMapWords));
  MapPlan plan(*vm_.atoms, keys);
  return plan.build(keys, values, room(plan.words()));
}

Term Scratch::build(const Value& root) {
  struct Building {
    const Value* value;
    std::vector<Term> terms;
  };
  auto is_open = [](const Value& value) {
    return value.is(Kind::kList) || value.is(Kind::kTuple) || value.is(Kind::kMap);
  };
  if (!is_open(root)) return leaf(root);
  std::vector<Building> open;
  open.push_back({&root, {}});
  for (;;) {
    Building& top = open.back();
    const std::vector<Value>& items = ValueAccess::node(*top.value).items;
    Term done;
    if (top.terms.size() == items.size()) {
      done = container(*top.value, top.terms);
      open.pop_back();
    } else if (const Value& next = items[top.terms.size()]; is_open(next)) {
      open.push_back({&next, {}});
      continue;
    } else {
      done = leaf(next);
    }
    if (done == kNoTerm || open.empty()) return done;
    open.back().terms.push_back(done);
  }
}

}  // namespace linac::embed
