// Measuring counts what build_etf() takes, head by head, with no stack: a counter of the terms
// that are still to come is enough. Building keeps a stack of parents on the C++ heap. Terms in a
// TermSpace do not move, so slots may be addressed while it lasts.
#include "core/term/etf_read.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "core/term/bigint.h"
#include "core/term/bits.h"
#include "core/term/etf_scan.h"
#include "core/term/identity.h"
#include "core/term/map.h"

namespace linac {
namespace {

constexpr size_t kExternalPidWords = 4;
constexpr size_t kExternalReferenceWords = 2 + kExternalReferenceNumberWords + 1;
constexpr size_t kMaxDeflateRatio = 1032;  // what one byte of deflated data can be at most

// A trie's pairs take 2 words each; below the root every node has two pairs or more under it (M2),
// so a level has at most half as many nodes as there are pairs, of 3 words with their place in the
// parent; likewise the collision nodes below the last level.
constexpr size_t max_map_words(size_t pairs) {
  if (pairs <= kMaxFlatKeys) return flat_map_and_keys_words(pairs);
  return kTrieMapWords + 2 + pairs * 2 + (pairs / 2 + 1) * (3 * (kTrieLevels - 1) + 2);
}

std::string_view atom_text(const EtfAtom& atom, std::string& storage) {
  std::string_view raw(reinterpret_cast<const char*>(atom.text.data()), atom.text.size());
  if (!atom.latin1) return raw;
  storage.clear();
  for (uint8_t byte : atom.text) append_utf8(storage, byte);
  return storage;
}

size_t words_of(const EtfHead& head) {
  switch (head.kind) {
    case EtfKind::kInteger:
    case EtfKind::kAtom:
    case EtfKind::kNil: return 0;
    case EtfKind::kBig: return integer_words_from_bytes(head.bytes.size());
    case EtfKind::kFloat: return kFloatWords;
    case EtfKind::kPid:
    case EtfKind::kPort: return kExternalPidWords;
    case EtfKind::kReference: return kExternalReferenceWords;
    case EtfKind::kTuple: return tuple_words(head.children);
    case EtfKind::kString: return kConsWords * head.bytes.size();
    case EtfKind::kList: return kConsWords * (head.children - 1);
    case EtfKind::kBinary: return binary_words(head.bit_size);
    case EtfKind::kMap: return max_map_words(head.children / 2);
    case EtfKind::kClosure: return closure_words(head.children);
    case EtfKind::kExport: return 0;  // the hooks say
    case EtfKind::kRecord: return 2 + head.children + tuple_words(kRecordFields + head.children);
  }
  VM_UNREACHABLE();
}

// --- Building ------------------------------------------------------------------------------------

class EtfBuilder {
 public:
  EtfBuilder(const EtfInput& input, const EtfOptions& options, TermSpace& space)
      : scanner_(input.term), options_(options), space_(space) {}

  EtfError build(Term* out);

 private:
  // A term whose nested terms are being read. Those of a tuple, record or list go to `slot`; those
  // of a map or closure are collected in values_, from `base` on. Small, since two hostile bytes
  // are enough for one.
  struct Parent {
    EtfKind kind;
    uint64_t left;
    Word* slot;
    union {
      Term term;    // with a slot
      size_t base;  // without
    };
  };

  Term leaf(const EtfHead& head);
  void open(const EtfHead& head);
  void open_list(const EtfHead& head);
  void open_record(const EtfHead& head);
  void open_collected(const EtfHead& head);
  void open_closure(const EtfHead& head);
  void deliver(Term term, Term* out);
  void store(Parent& parent, Term term);
  Term close(const Parent& parent);

  Term fail(EtfError error) {
    if (error_ == EtfError::kNone) error_ = error;
    return kNil;
  }
  Term atom(const EtfAtom& atom);
  Term pid(const EtfHead& head);
  Term port(const EtfHead& head);
  Term reference(const EtfHead& head);
  Term external(BoxedKind kind, std::span<const Word> raw, uint32_t creation, Term node,
                Word aux = 0);
  Term string(std::span<const uint8_t> bytes);
  Term bits(const EtfHead& head);
  Term external_fun(const EtfHead& head);
  Term closure(std::span<const Term> captured);
  Term map(std::span<const Term> pairs);

  EtfScanner scanner_;
  const EtfOptions& options_;
  TermSpace& space_;
  EtfError error_ = EtfError::kNone;
  std::vector<Parent> parents_;
  std::vector<ClosureInfo> closures_;  // of the parents that are closures
  std::vector<Term> values_;
  std::vector<Term> keys_of_map_, values_of_map_;
  std::string storage_;
};

EtfError EtfBuilder::build(Term* out) {
  EtfHead head;
  *out = kNoTerm;
  while (*out == kNoTerm && error_ == EtfError::kNone) {
    if (!scanner_.next(&head)) return EtfError::kMalformed;
    if (head.children == 0) {
      deliver(leaf(head), out);
    } else {
      open(head);
    }
  }
  return error_;
}

// A term without nested ones, also an empty tuple or map.
Term EtfBuilder::leaf(const EtfHead& head) {
  switch (head.kind) {
    case EtfKind::kInteger: return make_small(head.integer);
    case EtfKind::kBig: {
      Term result = integer_from_magnitude(head.bytes, true, head.negative, space_);
      return result == kNoTerm ? fail(EtfError::kMalformed) : result;
    }
    case EtfKind::kFloat: return space_.number(head.real);
    case EtfKind::kAtom: return atom(head.atoms[0]);
    case EtfKind::kPid: return pid(head);
    case EtfKind::kPort: return port(head);
    case EtfKind::kReference: return reference(head);
    case EtfKind::kNil: return kNil;
    case EtfKind::kString: return string(head.bytes);
    case EtfKind::kBinary: return bits(head);
    case EtfKind::kExport: return external_fun(head);
    case EtfKind::kTuple: return space_.tuple(0);
    case EtfKind::kMap: return map({});
    case EtfKind::kRecord:
    case EtfKind::kClosure: {
      open(head);
      Parent parent = parents_.back();
      parents_.pop_back();
      return close(parent);
    }
    case EtfKind::kList:  // has its tail
      break;
  }
  VM_UNREACHABLE();
}

void EtfBuilder::open(const EtfHead& head) {
  switch (head.kind) {
    case EtfKind::kTuple: {
      Term tuple = space_.tuple(head.children);
      parents_.push_back({head.kind, head.children, payload(tuple), {tuple}});
      return;
    }
    case EtfKind::kList: return open_list(head);
    case EtfKind::kMap: return open_collected(head);
    case EtfKind::kClosure: return open_closure(head);
    case EtfKind::kRecord: return open_record(head);
    case EtfKind::kInteger:
    case EtfKind::kBig:
    case EtfKind::kFloat:
    case EtfKind::kAtom:
    case EtfKind::kPid:
    case EtfKind::kPort:
    case EtfKind::kReference:
    case EtfKind::kNil:
    case EtfKind::kString:
    case EtfKind::kBinary:
    case EtfKind::kExport: break;
  }
  VM_UNREACHABLE();
}

void EtfBuilder::open_list(const EtfHead& head) {
  uint64_t elements = head.children - 1;
  if (elements == 0) return;  // a list of no elements is its tail, which comes next
  Word* cells = space_.take(kConsWords * elements);
  parents_.push_back({head.kind, head.children, cells, {make_cons(cells)}});
}

void EtfBuilder::open_record(const EtfHead& head) {
  Word* box = space_.take(2 + head.children);
  box[0] = make_header(BoxedKind::kRecord, 1 + head.children);
  Term definition = space_.tuple(kRecordFields + head.children);
  box[1] = definition.bits;
  Word* at = payload(definition);
  at[kRecordModule] = atom(head.atoms[0]).bits;
  at[kRecordName] = atom(head.atoms[1]).bits;
  at[kRecordExported] = make_bool(head.exported).bits;
  EtfScanner fields(head.bytes);
  std::vector<Word> seen;
  for (uint64_t i = 0; i < head.children; ++i) {
    EtfAtom field;
    VM_CHECK(fields.atom(&field));
    at[kRecordFields + i] = atom(field).bits;
    seen.push_back(at[kRecordFields + i]);
  }
  std::sort(seen.begin(), seen.end());
  if (std::adjacent_find(seen.begin(), seen.end()) != seen.end()) fail(EtfError::kMalformed);
  parents_.push_back({head.kind, head.children, box + 2, {make_boxed(box)}});
}

void EtfBuilder::open_collected(const EtfHead& head) {
  Parent parent{head.kind, head.children, nullptr, {kNoTerm}};
  parent.base = values_.size();
  parents_.push_back(parent);
}

void EtfBuilder::open_closure(const EtfHead& head) {
  ClosureInfo info;
  info.module = atom(head.atoms[0]);
  info.arity = head.arity;
  info.captured = static_cast<uint32_t>(head.children);
  info.index = head.index;
  info.old_index = head.old_index;
  info.old_unique = head.old_unique;
  std::copy(head.unique.begin(), head.unique.end(), info.unique.begin());
  closures_.push_back(info);
  open_collected(head);
}

// Gives a finished term to its parent, and that to its own if it was the last.
void EtfBuilder::deliver(Term term, Term* out) {
  while (error_ == EtfError::kNone) {
    if (parents_.empty()) {
      *out = term;
      return;
    }
    Parent& parent = parents_.back();
    store(parent, term);
    if (--parent.left != 0) return;
    Parent done = parent;
    parents_.pop_back();
    term = close(done);
  }
}

void EtfBuilder::store(Parent& parent, Term term) {
  if (parent.slot == nullptr) {
    values_.push_back(term);
    return;
  }
  *parent.slot++ = term.bits;
  // After a head comes the next cell, but after the last head the tail.
  if (parent.kind == EtfKind::kList && parent.left > 2) {
    *parent.slot = make_cons(parent.slot + 1).bits;
    ++parent.slot;
  }
}

Term EtfBuilder::close(const Parent& parent) {
  if (parent.slot != nullptr) return parent.term;
  std::span<const Term> nested(values_.data() + parent.base, values_.size() - parent.base);
  Term result = kNil;
  if (parent.kind == EtfKind::kMap) {
    result = map(nested);
  } else {
    result = closure(nested);
    closures_.pop_back();
  }
  values_.resize(parent.base);
  return result;
}

Term EtfBuilder::atom(const EtfAtom& atom) {
  std::string_view text = atom_text(atom, storage_);
  auto result = options_.safe ? options_.atoms.find(text) : options_.atoms.intern_of_program(text);
  if (result) return *result;
  return fail(options_.safe ? EtfError::kUnsafe : EtfError::kAtomLimit);
}

bool is_local(Term node, uint32_t creation) {
  return node == atoms::kNonodeNohost && creation == 0;
}

Term EtfBuilder::external(BoxedKind kind, std::span<const Word> raw, uint32_t creation, Term node,
                          Word aux) {
  Word* box = space_.take(1 + raw.size() + 2);
  box[0] = make_header(kind, raw.size() + 2, aux);
  std::copy(raw.begin(), raw.end(), box + 1);
  box[1 + raw.size()] = make_small(creation).bits;
  box[2 + raw.size()] = node.bits;
  return make_boxed(box);
}

Term EtfBuilder::pid(const EtfHead& head) {
  Term node = atom(head.atoms[0]);
  if (head.number >> kPidNumberBits != 0) return fail(EtfError::kMalformed);
  Word packed = pack_pid(head.number, head.serial);
  if (!is_local(node, head.creation)) {
    return external(BoxedKind::kExternalPid, {&packed, 1}, head.creation, node);
  }
  if (packed >> (64 - kImmediateShift) != 0) return fail(EtfError::kMalformed);
  return make_immediate(ImmediateKind::kPid, packed);
}

Term EtfBuilder::port(const EtfHead& head) {
  Term node = atom(head.atoms[0]);
  Word number = head.number;
  if (!is_local(node, head.creation)) {
    return external(BoxedKind::kExternalPort, {&number, 1}, head.creation, node);
  }
  if (number >> (64 - kImmediateShift) != 0) return fail(EtfError::kMalformed);
  return make_immediate(ImmediateKind::kPort, number);
}

Term EtfBuilder::reference(const EtfHead& head) {
  Term node = atom(head.atoms[0]);
  Word words[kExternalReferenceNumberWords] = {};
  bool local = is_local(node, head.creation);
  // A local one has three numbers; what OTP may keep behind them says who made it.
  uint32_t count = local ? std::min(head.number_count, 3u) : head.number_count;
  for (uint32_t i = 0; i < count; ++i) words[i / 2] |= Word{head.numbers[i]} << (i % 2 * 32);
  if (!local) {
    return external(BoxedKind::kExternalReference, words, head.creation, node, head.number_count);
  }
  if (head.numbers[0] > kMaxReferenceNumber0) return fail(EtfError::kMalformed);
  Word* box = space_.take(kReferenceWords);
  box[0] = make_header(BoxedKind::kReference, kLocalReferenceNumberWords);
  std::copy_n(words, kLocalReferenceNumberWords, box + 1);
  return make_boxed(box);
}

Term EtfBuilder::string(std::span<const uint8_t> bytes) {
  Term list = kNil;
  for (size_t i = bytes.size(); i-- > 0;) list = space_.cons(make_small(bytes[i]), list);
  return list;
}

Term EtfBuilder::bits(const EtfHead& head) {
  Term result = kNil;
  uint8_t* data = make_bitstring_uninit(head.bit_size, space_, &result);
  if (data == nullptr) return fail(EtfError::kOutOfMemory);
  copy_bits(data, 0, head.bytes.data(), 0, head.bit_size);
  return result;
}

Term EtfBuilder::external_fun(const EtfHead& head) {
  if (options_.hooks == nullptr) return fail(EtfError::kMalformed);
  ExternalFunInfo info{atom(head.atoms[0]), atom(head.atoms[1]), head.arity};
  if (error_ != EtfError::kNone) return kNil;
  auto made = options_.hooks->make_external_fun(info, options_.safe, space_);
  return made ? *made : fail(options_.safe ? EtfError::kUnsafe : EtfError::kMalformed);
}

// Of the innermost closure that is open.
Term EtfBuilder::closure(std::span<const Term> captured) {
  if (options_.hooks == nullptr) return fail(EtfError::kMalformed);
  auto made = options_.hooks->make_closure(closures_.back(), options_.safe, captured, space_);
  return made ? *made : fail(EtfError::kMalformed);
}

Term EtfBuilder::map(std::span<const Term> pairs) {
  size_t count = pairs.size() / 2;
  keys_of_map_.clear();
  values_of_map_.clear();
  for (size_t i = 0; i < count; ++i) {
    keys_of_map_.push_back(pairs[2 * i]);
    values_of_map_.push_back(pairs[2 * i + 1]);
  }
  MapPlan plan(options_.atoms, keys_of_map_);
  if (plan.size() != count) return fail(EtfError::kMalformed);  // a key twice
  VM_CHECK(plan.words() <= max_map_words(count));
  return plan.build(keys_of_map_, values_of_map_, space_);
}

}  // namespace

// --- The three steps -----------------------------------------------------------------------------

EtfError open_etf(std::span<const uint8_t> bytes, EtfInput* input) {
  ByteReader reader(bytes);
  if (reader.u8() != kEtfVersion || reader.failed()) return EtfError::kMalformed;
  *input = EtfInput{bytes.subspan(1), nullptr, 0};
  if (bytes.size() < 2 || bytes[1] != static_cast<uint8_t>(EtfTag::kCompressed)) {
    return EtfError::kNone;
  }
  reader.skip(1);
  size_t size = reader.u32();
  if (reader.failed() || size == 0 || size / kMaxDeflateRatio > reader.left()) {
    return EtfError::kMalformed;
  }
  auto packed = reader.bytes(std::min<size_t>(reader.left(), std::numeric_limits<uInt>::max()));
  input->inflated.reset(new (std::nothrow) uint8_t[size]);
  if (input->inflated == nullptr) return EtfError::kOutOfMemory;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return EtfError::kOutOfMemory;
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = input->inflated.get();
  stream.avail_out = static_cast<uInt>(size);
  int status = inflate(&stream, Z_FINISH);
  size_t used = packed.size() - stream.avail_in;
  bool whole = status == Z_STREAM_END && stream.avail_out == 0;
  inflateEnd(&stream);
  if (!whole) return EtfError::kMalformed;
  input->term = {input->inflated.get(), size};
  input->consumed = 6 + used;
  return EtfError::kNone;
}

EtfError measure_etf(const EtfInput& input, const EtfOptions& options, EtfSize* size) {
  EtfScanner scanner(input.term);
  EtfHead head;
  std::string storage;
  size_t words = 0;
  uint64_t pending = 1;
  while (pending != 0) {
    if (!scanner.next(&head)) return EtfError::kMalformed;
    pending += head.children - 1;
    if (pending > input.term.size() - scanner.offset()) return EtfError::kMalformed;
    words += words_of(head);
    bool is_fun = head.kind == EtfKind::kExport || head.kind == EtfKind::kClosure;
    if (is_fun && options.hooks == nullptr) return EtfError::kMalformed;
    if (head.kind == EtfKind::kExport) words += options.hooks->external_fun_words();
    if (options.safe && head.kind == EtfKind::kAtom &&
        !options.atoms.find(atom_text(head.atoms[0], storage))) {
      return EtfError::kUnsafe;
    }
  }
  *size = {words, input.inflated != nullptr ? input.consumed : 1 + scanner.offset()};
  return EtfError::kNone;
}

EtfError build_etf(const EtfInput& input, const EtfOptions& options, TermSpace& space, Term* out) {
  return EtfBuilder(input, options, space).build(out);
}

}  // namespace linac
