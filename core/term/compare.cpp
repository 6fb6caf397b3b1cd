// The order of terms. Like equal.cpp it walks both terms with a stack of spans, but what differs
// first decides, and an order has to be found for it. Large maps are the exception: the smallest
// key that differs decides, so a difference below one is only a candidate. Such a comparison is a
// frame on the same stack that catches the results of what it starts.
#include "core/term/compare.h"

#include <memory>
#include <vector>

#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/bigint.h"
#include "core/term/bits.h"
#include "core/term/identity.h"
#include "core/term/map.h"

namespace linac {
namespace {

enum class TypeRank : uint8_t {
  kNumber,
  kAtom,
  kReference,
  kFun,
  kPort,
  kPid,
  kTuple,
  kRecord,
  kMap,
  kNil,
  kList,
  kBitstring,
};

TypeRank immediate_rank(Term t) {
  if ((t.bits & 2) == 0) return TypeRank::kNumber;
  if (t.is_atom()) return TypeRank::kAtom;
  if (t.is_nil()) return TypeRank::kNil;
  if (t.is_local_pid()) return TypeRank::kPid;
  VM_CHECK(t.is_local_port());
  return TypeRank::kPort;
}

TypeRank rank_of(Term t) {
  if (t.is_immediate()) return immediate_rank(t);
  if (t.is_cons()) return TypeRank::kList;
  switch (header_kind(t.header())) {
    case BoxedKind::kTuple: return TypeRank::kTuple;
    case BoxedKind::kBigPositive:
    case BoxedKind::kBigNegative:
    case BoxedKind::kFloat: return TypeRank::kNumber;
    case BoxedKind::kFlatMap:
    case BoxedKind::kTrieMap: return TypeRank::kMap;
    case BoxedKind::kClosure:
    case BoxedKind::kExternalFun: return TypeRank::kFun;
    case BoxedKind::kHeapBinary:
    case BoxedKind::kSharedBinary:
    case BoxedKind::kSubBinary: return TypeRank::kBitstring;
    case BoxedKind::kReference:
    case BoxedKind::kResource:
    case BoxedKind::kExternalReference: return TypeRank::kReference;
    case BoxedKind::kExternalPid: return TypeRank::kPid;
    case BoxedKind::kExternalPort: return TypeRank::kPort;
    case BoxedKind::kRecord: return TypeRank::kRecord;
    case BoxedKind::kTrieNode:
    case BoxedKind::kTrieCollision:
    case BoxedKind::kMatchContext: break;  // no terms of any program
  }
  VM_UNREACHABLE();
}

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

int compare_atoms(const AtomTable& atoms, Term a, Term b) { return order(atoms.compare(a, b), 0); }

// The bits of a double as a number in the order of the doubles, -0.0 below 0.0.
uint64_t sortable(double value) {
  uint64_t bits = std::bit_cast<uint64_t>(value);
  return bits >> 63 ? ~bits : bits | uint64_t{1} << 63;
}

int compare_numbers_exactly(Term a, Term b) {
  if (is_float(a))
    return is_float(b) ? order(sortable(float_value(a)), sortable(float_value(b))) : 1;
  return is_float(b) ? -1 : compare_integers(a, b);
}

struct Node {
  std::string_view name;
  uint64_t creation;
};
Node node_of(const AtomTable& atoms, Term t, bool external) {
  if (!external) return {kLocalNodeName, 0};
  NodeIdentity identity = external_node(t);
  return {atoms.text(identity.node), static_cast<uint64_t>(identity.creation.small_value())};
}
int compare_nodes(const Node& a, const Node& b) {
  int by_name = order(a.name.compare(b.name), 0);
  return by_name != 0 ? by_name : order(a.creation, b.creation);
}

int compare_pids(const AtomTable& atoms, Term a, Term b) {
  int by_number = order(packed_pid(a), packed_pid(b));
  if (by_number != 0) return by_number;
  return compare_nodes(node_of(atoms, a, !a.is_local_pid()), node_of(atoms, b, !b.is_local_pid()));
}

int compare_ports(const AtomTable& atoms, Term a, Term b) {
  int by_node =
      compare_nodes(node_of(atoms, a, !a.is_local_port()), node_of(atoms, b, !b.is_local_port()));
  return by_node != 0 ? by_node : order(packed_port(a), packed_port(b));
}

int compare_references(const AtomTable& atoms, Term a, Term b) {
  bool a_external = is_boxed_kind(a, BoxedKind::kExternalReference);
  bool b_external = is_boxed_kind(b, BoxedKind::kExternalReference);
  int by_node = compare_nodes(node_of(atoms, a, a_external), node_of(atoms, b, b_external));
  if (by_node != 0) return by_node;
  for (size_t i = kExternalReferenceNumberWords; i-- > 0;) {
    Word x = i < kLocalReferenceNumberWords || a_external ? payload(a)[i] : 0;
    Word y = i < kLocalReferenceNumberWords || b_external ? payload(b)[i] : 0;
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

int compare_exports(const AtomTable& atoms, Term a, Term b) {
  const ExportIdentity& x = export_identity(a);
  const ExportIdentity& y = export_identity(b);
  if (int c = compare_atoms(atoms, x.module, y.module)) return c;
  if (int c = compare_atoms(atoms, x.function, y.function)) return c;
  return order(x.arity, y.arity);
}

// Up to the captured terms.
int compare_closures(const AtomTable& atoms, Term a, Term b) {
  const FunIdentity& x = fun_identity(a);
  const FunIdentity& y = fun_identity(b);
  if (int c = compare_atoms(atoms, x.module, y.module)) return c;
  if (int c = order(x.index, y.index)) return c;
  if (int c = order(x.old_unique, y.old_unique)) return c;
  return order(boxed_size(a), boxed_size(b));
}

// Up to the values: module, name, whether exported, how many fields, which ones.
int compare_definitions(const AtomTable& atoms, Term a, Term b) {
  Term x = record_definition(a);
  Term y = record_definition(b);
  if (x == y) return 0;
  for (size_t i = 0; i < kRecordFields; i++) {
    if (int c = compare_atoms(atoms, tuple_element(x, i), tuple_element(y, i))) return c;
  }
  if (int c = order(tuple_arity(x), tuple_arity(y))) return c;
  for (size_t i = kRecordFields; i < tuple_arity(x); i++) {
    if (int c = compare_atoms(atoms, tuple_element(x, i), tuple_element(y, i))) return c;
  }
  return 0;
}

struct Request {
  const Word* a;
  const Word* b;
  bool exact;
};

// Two tries of the same count. With keys that only one of them has, the map that has the smallest
// of these is the smaller. Else the values of the smallest key that has different ones decide.
class TrieOrder {
 public:
  TrieOrder(const AtomTable& atoms, Term a, Term b, bool exact) : exact_(exact) {
    collect_missing(atoms, a, b, -1);
    if (!items_.empty()) collect_missing(atoms, b, a, 1);
    by_keys_ = !items_.empty();
    if (by_keys_) {
      next_ = 1;
      best_ = 0;
      result_ = items_[0].result;
    } else {
      collect_values(atoms, a, b);
    }
  }

  // The result of the request before; 0 at first. Nothing when result() stands.
  std::optional<Request> next(int result) {
    return by_keys_ ? next_key(result) : next_value(result);
  }
  int result() const { return result_; }

 private:
  struct Item {
    Word key;
    Word a_value;
    Word b_value;
    int result;  // if this key decides
  };
  static constexpr size_t kNone = ~size_t{0};

  void collect_missing(const AtomTable& atoms, Term from, Term in, int result) {
    for (MapIterator it(from); it.next();) {
      if (map_get(atoms, in, it.key()) == kNoTerm) items_.push_back({it.key().bits, 0, 0, result});
    }
  }
  void collect_values(const AtomTable& atoms, Term a, Term b) {
    for (MapIterator it(a); it.next();) {
      Term other = map_get(atoms, b, it.key());
      if (other != it.value()) items_.push_back({it.key().bits, it.value().bits, other.bits, 0});
    }
  }

  std::optional<Request> next_key(int result) {
    if (started_) {
      if (result < 0) {
        best_ = next_;
        result_ = items_[next_].result;
      }
      next_++;
    }
    started_ = true;
    if (next_ >= items_.size()) return std::nullopt;
    return Request{&items_[next_].key, &items_[best_].key, true};
  }

  std::optional<Request> next_value(int result) {
    if (comparing_keys_) {
      comparing_keys_ = false;
      if (result < 0) {
        best_ = next_;
        result_ = pending_;
      }
      next_++;
    } else if (started_) {
      if (result != 0 && best_ != kNone) {
        pending_ = result;
        comparing_keys_ = true;
        return Request{&items_[next_].key, &items_[best_].key, true};
      }
      if (result != 0) {
        best_ = next_;
        result_ = result;
      }
      next_++;
    }
    started_ = true;
    if (next_ >= items_.size()) return std::nullopt;
    return Request{&items_[next_].a_value, &items_[next_].b_value, exact_};
  }

  std::vector<Item> items_;
  size_t next_ = 0;
  size_t best_ = kNone;
  int result_ = 0;
  int pending_ = 0;
  bool exact_;
  bool by_keys_;
  bool started_ = false;
  bool comparing_keys_ = false;
};

class Order {
 public:
  explicit Order(const AtomTable& atoms) : atoms_(atoms) {}

  int run(Term a, Term b, bool exact) {
    now_ = {&a.bits, &b.bits, 1, exact, nullptr};
    for (;;) {
      int result = 0;
      while (now_.left != 0 && result == 0) {
        Term x{*now_.a++};
        Term y{*now_.b++};
        now_.left--;
        if (x == y) continue;
        result = x.is_small() && y.is_small() ? (x.small_value() < y.small_value() ? -1 : 1)
                                              : step(x, y);
      }
      if (!go_on(result)) return result;
    }
  }

 private:
  struct Frame {
    const Word* a;
    const Word* b;
    size_t left;
    bool exact;
    TrieOrder* trie;  // then the rest does not matter; owned
  };

  // Something is equal, or has an order, that gets the frame it belongs to. False when there is
  // none: then `result` is final.
  bool go_on(int& result) {
    for (;;) {
      if (later_.empty()) return false;
      Frame frame = later_.pop();
      if (frame.trie == nullptr) {
        if (walk_.gives_up()) result = -1;
        if (result != 0) continue;
        now_ = frame;
        return true;
      }
      if (std::optional<Request> request = frame.trie->next(result)) {
        later_.push(frame);
        now_ = {request->a, request->b, 1, request->exact, nullptr};
        return true;
      }
      result = frame.trie->result();
      delete frame.trie;
    }
  }

  void descend(const Word* a, const Word* b, size_t count) { descend(a, b, count, now_.exact); }
  void descend(const Word* a, const Word* b, size_t count, bool exact) {
    if (now_.left != 0) later_.push(now_);
    now_ = {a, b, count, exact, nullptr};
  }

  // Of terms that are not the same word: their order, or 0 when the spans that are left decide.
  int step(Term x, Term y) {
    if (x.is_cons() && y.is_cons()) {
      descend(x.cell(), y.cell(), 2);
      return 0;
    }
    TypeRank rank = rank_of(x);
    TypeRank other = rank_of(y);
    if (rank != other) return rank < other ? -1 : 1;
    switch (rank) {
      case TypeRank::kNumber:
        return now_.exact ? compare_numbers_exactly(x, y) : compare_numbers(x, y);
      case TypeRank::kAtom: return compare_atoms(atoms_, x, y);
      case TypeRank::kReference: return compare_references(atoms_, x, y);
      case TypeRank::kFun: return step_funs(x, y);
      case TypeRank::kPort: return compare_ports(atoms_, x, y);
      case TypeRank::kPid: return compare_pids(atoms_, x, y);
      case TypeRank::kTuple:
        if (int c = order(boxed_size(x), boxed_size(y))) return c;
        descend(payload(x), payload(y), boxed_size(x));
        return 0;
      case TypeRank::kRecord:
        if (int c = compare_definitions(atoms_, x, y)) return c;
        descend(payload(x) + 1, payload(y) + 1, record_field_count(x));
        return 0;
      case TypeRank::kMap: return step_maps(x, y);
      case TypeRank::kBitstring: return order(compare_bits(bits_view(x), bits_view(y)), 0);
      case TypeRank::kNil:
      case TypeRank::kList: break;  // the same word, two cells
    }
    VM_UNREACHABLE();
  }

  int step_funs(Term x, Term y) {
    if (is_external_fun(x) != is_external_fun(y)) return is_external_fun(x) ? 1 : -1;
    if (is_external_fun(x)) return compare_exports(atoms_, x, y);
    if (int c = compare_closures(atoms_, x, y)) return c;
    descend(payload(x) + 1, payload(y) + 1, boxed_size(x) - 1);
    return 0;
  }

  int step_maps(Term x, Term y) {
    size_t count = map_size(x);
    if (int c = order(count, map_size(y))) return c;
    if (count <= kMaxFlatKeys) {
      descend(flat_values(x), flat_values(y), count);
      if (flat_keys(x) != flat_keys(y)) descend(flat_key_words(x), flat_key_words(y), count, true);
      return 0;
    }
    auto* trie = new TrieOrder(atoms_, x, y, now_.exact);
    if (now_.left != 0) later_.push(now_);
    later_.push({nullptr, nullptr, 0, false, trie});
    now_.left = 0;
    return 0;
  }

  const AtomTable& atoms_;
  Frame now_{};
  InlineStack<Frame, 16> later_;
  LongWalk walk_;
};

bool is_whole_heap_binary(Term t) {
  return header_is(t.header(), BoxedKind::kHeapBinary) && payload(t)[kHeapBinaryBitSize] % 8 == 0;
}

// Most differ in their first bytes, which may be fewer than eight.
int compare_heap_binaries(Term a, Term b) {
  size_t a_size = payload(a)[kHeapBinaryBitSize] / 8, b_size = payload(b)[kHeapBinaryBitSize] / 8;
  if (a_size == 0 || b_size == 0) return order(a_size, b_size);
  auto* x = reinterpret_cast<const uint8_t*>(payload(a) + kHeapBinaryBytes);
  auto* y = reinterpret_cast<const uint8_t*>(payload(b) + kHeapBinaryBytes);
  auto first_of = [](const uint8_t* bytes, size_t size) {
    return size >= 8 ? load_big64(bytes) : load_big64(bytes) >> (64 - 8 * size) << (64 - 8 * size);
  };
  uint64_t first = first_of(x, a_size), other = first_of(y, b_size);
  if (first != other) return first < other ? -1 : 1;
  size_t common = std::min(a_size, b_size);
  int rest = common <= 8 ? 0 : std::memcmp(x + 8, y + 8, common - 8);
  return rest != 0 ? rest : order(a_size, b_size);
}

// Tuples mostly differ first in a number, an atom or a text: no need to walk them. kOpen: these do not.
constexpr int kOpen = 2;
int compare_tuples(const AtomTable& atoms, Term a, Term b) {
  size_t size = boxed_size(a);
  if (size != boxed_size(b)) return order(size, boxed_size(b));
  for (size_t i = 0; i < size; ++i) {
    Term x = payload_term(a, i), y = payload_term(b, i);
    if (x == y) continue;
    if (x.is_small() && y.is_small()) return order(x.small_value(), y.small_value());
    if (x.is_atom() && y.is_atom()) return compare_atoms(atoms, x, y);
    if (!x.is_boxed() || !y.is_boxed()) return kOpen;
    if (!is_whole_heap_binary(x) || !is_whole_heap_binary(y)) return kOpen;
    if (int c = compare_heap_binaries(x, y)) return order(c, 0);
  }
  return 0;
}

[[gnu::noinline]] int compare_no_atoms(const AtomTable& atoms, Term a, Term b, bool exact) {
  if (a.is_boxed() && b.is_boxed()) {
    if (is_whole_heap_binary(a) && is_whole_heap_binary(b)) return compare_heap_binaries(a, b);
    if (is_tuple(a) && is_tuple(b)) {
      if (int c = compare_tuples(atoms, a, b); c != kOpen) return c;
    }
  }
  if (is_integer(a) && is_integer(b)) return compare_integers(a, b);
  if (a.is_small() != b.is_small()) {
    TypeRank rank = rank_of(a), other = rank_of(b);
    if (rank != other) return rank < other ? -1 : 1;
  }
  if (a.is_boxed() && b.is_boxed() && is_bitstring(a) && is_bitstring(b)) {
    return compare_bits(bits_view(a), bits_view(b));
  }
  return Order(atoms).run(a, b, exact);
}

}  // namespace

int compare_slow(const AtomTable& atoms, Term a, Term b, bool exact) {
  if (a.is_atom() && b.is_atom()) return compare_atoms(atoms, a, b);
  return compare_no_atoms(atoms, a, b, exact);
}

}  // namespace linac
