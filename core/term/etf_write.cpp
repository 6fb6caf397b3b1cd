// One encoder over two sinks: the first counts, the second writes. What is still to write stands
// on a stack of work items, so depth costs no C stack.
#include "core/term/etf_write.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <limits>
#include <vector>

#include "core/base/long_walk.h"
#include "core/term/bigint.h"
#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/etf_tags.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "core/term/number_text.h"

namespace linac {
namespace {

class CountingSink {
 public:
  void big_endian(uint64_t, size_t bytes) { position_ += bytes; }
  void bytes(const uint8_t*, size_t count) { position_ += count; }
  void bits(const BitsView& view) { position_ += (view.bit_size + 7) >> 3; }
  void magnitude(const IntegerView&, size_t bytes) { position_ += bytes; }
  void patch32(size_t, uint64_t) {}
  size_t position() const { return position_; }
  // A size that nobody has memory for.
  bool gives_up() {
    if (!walk_.gives_up()) return false;
    position_ = size_t{1} << 59;
    return true;
  }

 private:
  size_t position_ = 0;
  LongWalk walk_;
};

class WritingSink {
 public:
  explicit WritingSink(uint8_t* out) : out_(out) {}
  bool gives_up() { return false; }  // of what has been counted
  void big_endian(uint64_t value, size_t bytes) {
    for (size_t i = bytes; i-- > 0;) out_[position_++] = static_cast<uint8_t>(value >> (8 * i));
  }
  void bytes(const uint8_t* from, size_t count) {
    if (count != 0) std::memcpy(out_ + position_, from, count);
    position_ += count;
  }
  void bits(const BitsView& view) {
    size_t size = (view.bit_size + 7) >> 3;
    if (size != 0) out_[position_ + size - 1] = 0;
    copy_bits(out_ + position_, 0, view);
    position_ += size;
  }
  void magnitude(const IntegerView& value, size_t bytes_wanted) {
    bytes(reinterpret_cast<const uint8_t*>(value.limbs()), bytes_wanted);  // little-endian hosts
  }
  void patch32(size_t at, uint64_t value) {
    for (size_t i = 0; i < 4; ++i) out_[at + i] = static_cast<uint8_t>(value >> (24 - 8 * i));
  }
  size_t position() const { return position_; }

 private:
  uint8_t* out_;
  size_t position_ = 0;
};

template <class Sink>
class Encoder {
 public:
  Encoder(const EtfWriteOptions& options, Sink& sink) : options_(options), sink_(sink) {}
  void encode(Term term);

 private:
  enum class Work : uint8_t { kTerm, kWords, kList, kEndOfClosure };
  struct Item {
    Work work;
    Word word;     // a term; the address of words; a list; the position of a closure's size
    size_t count;  // of the words
  };

  void tag(EtfTag tag) { sink_.big_endian(static_cast<uint64_t>(tag), 1); }
  void push_words(const Word* words, size_t count) {
    if (count != 0) work_.push_back({Work::kWords, reinterpret_cast<Word>(words), count});
  }
  void step();
  void one(Term term);
  void immediate(Term term);
  void atom(Term term);
  void integer(int64_t value);
  void big(Term term);
  void real(double value);
  void pid(Term term);
  void port(Term term);
  void reference(Term term);
  void node(Term external);
  void list(Term term);
  void rest_of_list(Term list);
  void tuple(Term term);
  void bits(Term term);
  void map(Term term);
  void closure(Term term);
  void external_fun(Term term);
  void record(Term term);

  const EtfWriteOptions& options_;
  Sink& sink_;
  std::vector<Item> work_;
};

template <class Sink>
void Encoder<Sink>::encode(Term term) {
  sink_.big_endian(kEtfVersion, 1);
  one(term);
  while (!work_.empty()) {
    if (sink_.gives_up()) return;
    step();
  }
}

template <class Sink>
void Encoder<Sink>::step() {
  Item& item = work_.back();
  Word word = item.word;
  switch (item.work) {
    case Work::kTerm: work_.pop_back(); return one(Term{word});
    case Work::kWords: {
      const Word* at = reinterpret_cast<const Word*>(word);
      if (--item.count == 0) {
        work_.pop_back();
      } else {
        item.word = reinterpret_cast<Word>(at + 1);
      }
      return one(Term{*at});
    }
    case Work::kList: work_.pop_back(); return rest_of_list(Term{word});
    case Work::kEndOfClosure: work_.pop_back(); return sink_.patch32(word, sink_.position() - word);
  }
}

template <class Sink>
void Encoder<Sink>::one(Term term) {
  if (term.is_small()) return integer(term.small_value());
  if (term.is_self_float()) return real(self_float_value(term));
  if (term.is_cons()) return list(term);
  if (!term.is_boxed()) return immediate(term);
  switch (header_kind(term.header())) {
    case BoxedKind::kTuple: return tuple(term);
    case BoxedKind::kBigPositive:
    case BoxedKind::kBigNegative: return big(term);
    case BoxedKind::kFloat: return real(float_value(term));
    case BoxedKind::kFlatMap:
    case BoxedKind::kTrieMap: return map(term);
    case BoxedKind::kClosure: return closure(term);
    case BoxedKind::kExternalFun: return external_fun(term);
    case BoxedKind::kHeapBinary:
    case BoxedKind::kSharedBinary:
    case BoxedKind::kSubBinary: return bits(term);
    case BoxedKind::kReference:
    case BoxedKind::kResource:
    case BoxedKind::kExternalReference: return reference(term);
    case BoxedKind::kExternalPid: return pid(term);
    case BoxedKind::kExternalPort: return port(term);
    case BoxedKind::kRecord: return record(term);
    case BoxedKind::kTrieNode:
    case BoxedKind::kTrieCollision:
    case BoxedKind::kMatchContext: break;
  }
  VM_UNREACHABLE();
}

template <class Sink>
void Encoder<Sink>::immediate(Term term) {
  if (term.is_atom()) return atom(term);
  if (term.is_nil()) return tag(EtfTag::kNil);
  if (term.is_local_pid()) return pid(term);
  VM_CHECK(term.is_local_port());
  port(term);
}

// The text in Latin-1, or nothing when it has other characters.
std::optional<std::string> latin1_text(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    DecodedUtf8 next = decode_utf8(as_bytes(text).data() + i, text.size() - i);
    if (next.code_point > 0xFF) return std::nullopt;
    result += static_cast<char>(next.code_point);
    i += next.length;
  }
  return result;
}

template <class Sink>
void Encoder<Sink>::atom(Term term) {
  std::string_view text = options_.atoms.text(term);
  if (options_.minor_version < 2) {
    if (auto latin1 = latin1_text(text)) {
      tag(EtfTag::kAtomLatin1);
      sink_.big_endian(latin1->size(), 2);
      return sink_.bytes(as_bytes(*latin1).data(), latin1->size());
    }
  }
  bool small = text.size() <= 255;
  tag(small ? EtfTag::kSmallAtomUtf8 : EtfTag::kAtomUtf8);
  sink_.big_endian(text.size(), small ? 1 : 2);
  sink_.bytes(as_bytes(text).data(), text.size());
}

template <class Sink>
void Encoder<Sink>::integer(int64_t value) {
  if (value >= 0 && value <= 255) {
    tag(EtfTag::kSmallInteger);
    return sink_.big_endian(static_cast<uint64_t>(value), 1);
  }
  if (value == static_cast<int32_t>(value)) {
    tag(EtfTag::kInteger);
    return sink_.big_endian(static_cast<uint64_t>(value), 4);
  }
  big(make_small(value));
}

template <class Sink>
void Encoder<Sink>::big(Term term) {
  IntegerView view(term);
  size_t bytes = view.size() * 8;
  bytes -= static_cast<size_t>(std::countl_zero(view.limbs()[view.size() - 1])) / 8;
  bool small = bytes <= 255;
  tag(small ? EtfTag::kSmallBig : EtfTag::kLargeBig);
  sink_.big_endian(bytes, small ? 1 : 4);
  sink_.big_endian(view.negative(), 1);
  sink_.magnitude(view, bytes);
}

template <class Sink>
void Encoder<Sink>::real(double value) {
  if (options_.minor_version > 0) {
    tag(EtfTag::kNewFloat);
    return sink_.big_endian(std::bit_cast<uint64_t>(value), 8);
  }
  char text[kFloatTextSize] = {};
  float_to_text(value, FloatFormat(), text);
  tag(EtfTag::kFloatText);
  sink_.bytes(reinterpret_cast<const uint8_t*>(text), kEtfFloatTextBytes);
}

template <class Sink>
void Encoder<Sink>::node(Term external) {
  atom(external.is_boxed() ? external_node(external).node : atoms::kNonodeNohost);
}
uint64_t creation_of(Term external) {
  if (!external.is_boxed()) return 0;
  return static_cast<uint64_t>(external_node(external).creation.small_value());
}

template <class Sink>
void Encoder<Sink>::pid(Term term) {
  Word packed = packed_pid(term);
  tag(EtfTag::kNewPid);
  node(term);
  sink_.big_endian(packed_pid_number(packed), 4);
  sink_.big_endian(packed >> kPidNumberBits, 4);
  sink_.big_endian(creation_of(term), 4);
}

template <class Sink>
void Encoder<Sink>::port(Term term) {
  tag(EtfTag::kV4Port);
  node(term);
  sink_.big_endian(packed_port(term), 8);
  sink_.big_endian(creation_of(term), 4);
}

template <class Sink>
void Encoder<Sink>::reference(Term term) {
  bool external = is_boxed_kind(term, BoxedKind::kExternalReference);
  size_t count = external ? header_aux(term.header()) : 3;
  tag(EtfTag::kNewerReference);
  sink_.big_endian(count, 2);
  node(external ? term : kNil);
  sink_.big_endian(external ? creation_of(term) : 0, 4);
  for (size_t i = 0; i < count; ++i) {
    sink_.big_endian(payload(term)[i / 2] >> (i % 2 * 32) & 0xFFFFFFFF, 4);
  }
}

// What a list is to the format: a string, or so many elements and a tail.
struct ListShape {
  size_t length;
  bool is_string;
};
ListShape shape_of(Term list) {
  ListShape shape{0, true};
  for (; list.is_cons(); list = list.tail()) {
    ++shape.length;
    Term head = list.head();
    shape.is_string &= head.is_small() && head.small_value() >= 0 && head.small_value() <= 255;
  }
  shape.is_string &= list.is_nil() && shape.length <= kEtfMaxString;
  return shape;
}

template <class Sink>
void Encoder<Sink>::list(Term term) {
  ListShape shape = shape_of(term);
  if (!shape.is_string) {
    tag(EtfTag::kList);
    sink_.big_endian(shape.length, 4);
    return rest_of_list(term);
  }
  tag(EtfTag::kString);
  sink_.big_endian(shape.length, 2);
  for (; term.is_cons(); term = term.tail()) {
    sink_.big_endian(static_cast<uint64_t>(term.head().small_value()), 1);
  }
}

// The elements of a list from here, up to the first one that may have nested terms: that one and
// what follows it are work for later.
template <class Sink>
void Encoder<Sink>::rest_of_list(Term list) {
  for (; list.is_cons(); list = list.tail()) {
    Term head = list.head();
    if (head.is_pointer()) {
      work_.push_back({Work::kList, list.tail().bits, 0});
      work_.push_back({Work::kTerm, head.bits, 0});
      return;
    }
    one(head);
  }
  work_.push_back({Work::kTerm, list.bits, 0});
}

template <class Sink>
void Encoder<Sink>::tuple(Term term) {
  size_t arity = tuple_arity(term);
  bool small = arity <= 255;
  tag(small ? EtfTag::kSmallTuple : EtfTag::kLargeTuple);
  sink_.big_endian(arity, small ? 1 : 4);
  push_words(payload(term), arity);
}

template <class Sink>
void Encoder<Sink>::bits(Term term) {
  BitsView view = bits_view(term);
  bool whole = view.is_binary();
  tag(whole ? EtfTag::kBinary : EtfTag::kBitBinary);
  sink_.big_endian((view.bit_size + 7) >> 3, 4);
  if (!whole) sink_.big_endian(view.bit_size & 7, 1);
  sink_.bits(view);
}

template <class Sink>
void Encoder<Sink>::map(Term term) {
  tag(EtfTag::kMap);
  sink_.big_endian(map_size(term), 4);
  struct Pair {
    Term key, value;
  };
  std::vector<Pair> pairs;
  pairs.reserve(map_size(term));
  for (MapIterator it(term); it.next();) pairs.push_back({it.key(), it.value()});
  if (options_.deterministic) {
    std::sort(pairs.begin(), pairs.end(), [this](const Pair& a, const Pair& b) {
      return compare_exact(options_.atoms, a.key, b.key) < 0;
    });
  }
  for (size_t i = pairs.size(); i-- > 0;) {
    work_.push_back({Work::kTerm, pairs[i].value.bits, 0});
    work_.push_back({Work::kTerm, pairs[i].key.bits, 0});
  }
}

template <class Sink>
void Encoder<Sink>::closure(Term term) {
  ClosureInfo info = options_.hooks->closure_info(term);
  tag(EtfTag::kNewFun);
  size_t start = sink_.position();
  sink_.big_endian(0, 4);  // the size from here, when it is known
  sink_.big_endian(info.arity, 1);
  sink_.bytes(info.unique.data(), info.unique.size());
  sink_.big_endian(info.index, 4);
  sink_.big_endian(info.captured, 4);
  atom(info.module);
  integer(info.old_index);
  integer(info.old_unique);
  pid(make_immediate(ImmediateKind::kPid, 0));  // its creator, which OTP 29 no longer keeps
  work_.push_back({Work::kEndOfClosure, start, 0});
  push_words(payload(term) + 1, info.captured);
}

template <class Sink>
void Encoder<Sink>::external_fun(Term term) {
  ExternalFunInfo info = options_.hooks->external_fun_info(term);
  tag(EtfTag::kExport);
  atom(info.module);
  atom(info.function);
  integer(info.arity);
}

template <class Sink>
void Encoder<Sink>::record(Term term) {
  const Word* definition = payload(record_definition(term));
  size_t count = record_field_count(term);
  tag(EtfTag::kRecord);
  sink_.big_endian(count, 4);
  sink_.big_endian(Term{definition[kRecordExported]} == atoms::kTrue, 1);
  atom(Term{definition[kRecordModule]});
  atom(Term{definition[kRecordName]});
  for (size_t i = 0; i < count; ++i) atom(Term{definition[kRecordFields + i]});
  push_words(payload(term) + 1, count);
}

}  // namespace

size_t etf_size(Term term, const EtfWriteOptions& options) {
  CountingSink sink;
  Encoder<CountingSink>(options, sink).encode(term);
  return sink.position();
}

void write_etf(Term term, const EtfWriteOptions& options, uint8_t* out) {
  WritingSink sink(out);
  Encoder<WritingSink>(options, sink).encode(term);
}

std::optional<size_t> compress_etf(std::span<const uint8_t> bytes, int level, uint8_t* out) {
  constexpr size_t kTagBytes = 5;  // tag and size
  size_t size = bytes.size() - 1;
  if (size <= kTagBytes || size > std::numeric_limits<uint32_t>::max()) return std::nullopt;
  uLongf room = size - kTagBytes;
  if (compress2(out + 1 + kTagBytes, &room, bytes.data() + 1, size, level) != Z_OK) {
    return std::nullopt;
  }
  out[0] = kEtfVersion;
  out[1] = static_cast<uint8_t>(EtfTag::kCompressed);
  for (size_t i = 0; i < 4; ++i) out[2 + i] = static_cast<uint8_t>(size >> (24 - 8 * i));
  return 1 + kTagBytes + room;
}

}  // namespace linac
