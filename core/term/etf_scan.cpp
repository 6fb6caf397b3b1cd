// One function a family of tags; see etf_scan.h.
#include "core/term/etf_scan.h"

#include <cmath>

#include "core/term/atom.h"
#include "core/term/number_text.h"
#include "core/term/utf8.h"

namespace linac {

bool EtfScanner::next(EtfHead* head) {
  *head = EtfHead();
  EtfTag tag = static_cast<EtfTag>(reader_.u8());
  if (reader_.failed()) return false;
  switch (tag) {
    case EtfTag::kSmallInteger:
      head->kind = EtfKind::kInteger;
      head->integer = reader_.u8();
      return !reader_.failed();
    case EtfTag::kInteger:
      head->kind = EtfKind::kInteger;
      head->integer = static_cast<int32_t>(reader_.u32());
      return !reader_.failed();
    case EtfTag::kSmallBig:
    case EtfTag::kLargeBig: return scan_big(tag, head);
    case EtfTag::kFloatText:
    case EtfTag::kNewFloat: return scan_float(tag, head);
    case EtfTag::kAtomLatin1:
    case EtfTag::kSmallAtomLatin1:
    case EtfTag::kAtomUtf8:
    case EtfTag::kSmallAtomUtf8:
      head->kind = EtfKind::kAtom;
      return scan_atom(tag, &head->atoms[0]);
    case EtfTag::kPid:
    case EtfTag::kNewPid: return scan_pid(tag, head);
    case EtfTag::kPort:
    case EtfTag::kNewPort:
    case EtfTag::kV4Port: return scan_port(tag, head);
    case EtfTag::kReference:
    case EtfTag::kNewReference:
    case EtfTag::kNewerReference: return scan_reference(tag, head);
    case EtfTag::kSmallTuple: return parent(EtfKind::kTuple, reader_.u8(), head);
    case EtfTag::kLargeTuple:
      return parent(EtfKind::kTuple, reader_.u32(), head) && head->children <= kMaxTupleArity;
    case EtfTag::kNil: head->kind = EtfKind::kNil; return true;
    case EtfTag::kString:
      head->kind = EtfKind::kString;
      head->bytes = reader_.bytes(reader_.u16());
      return !reader_.failed();
    case EtfTag::kList: return parent(EtfKind::kList, uint64_t{reader_.u32()} + 1, head);
    case EtfTag::kBinary:
    case EtfTag::kBitBinary: return scan_bits(tag, head);
    case EtfTag::kMap: return parent(EtfKind::kMap, uint64_t{reader_.u32()} * 2, head);
    case EtfTag::kNewFun: return scan_closure(head);
    case EtfTag::kExport: return scan_export(head);
    case EtfTag::kRecord: return scan_record(head);
    case EtfTag::kCompressed:  // only around a whole term: open_etf()
      return false;
  }
  return false;
}

bool EtfScanner::atom(EtfAtom* atom) {
  EtfTag tag = static_cast<EtfTag>(reader_.u8());
  return !reader_.failed() && scan_atom(tag, atom);
}

bool EtfScanner::parent(EtfKind kind, uint64_t children, EtfHead* head) {
  head->kind = kind;
  head->children = children;
  return !reader_.failed() && children <= reader_.left();
}

bool EtfScanner::scan_atom(EtfTag tag, EtfAtom* atom) {
  bool small = tag == EtfTag::kSmallAtomLatin1 || tag == EtfTag::kSmallAtomUtf8;
  atom->latin1 = tag == EtfTag::kSmallAtomLatin1 || tag == EtfTag::kAtomLatin1;
  if (!small && tag != EtfTag::kAtomLatin1 && tag != EtfTag::kAtomUtf8) return false;
  atom->text = reader_.bytes(small ? reader_.u8() : reader_.u16());
  if (reader_.failed()) return false;
  if (atom->latin1) return atom->text.size() <= kMaxAtomCharacters;
  Utf8Scan scan = scan_utf8(atom->text);
  return scan.valid_bytes == atom->text.size() && scan.code_points <= kMaxAtomCharacters;
}

bool EtfScanner::scan_float(EtfTag tag, EtfHead* head) {
  head->kind = EtfKind::kFloat;
  if (tag == EtfTag::kNewFloat) {
    head->real = std::bit_cast<double>(reader_.u64());
    return !reader_.failed() && std::isfinite(head->real);
  }
  std::optional<double> value = float_from_text(reader_.text(kEtfFloatTextBytes));
  if (reader_.failed() || !value) return false;
  head->real = *value;
  return true;
}

bool EtfScanner::scan_big(EtfTag tag, EtfHead* head) {
  head->kind = EtfKind::kBig;
  size_t size = tag == EtfTag::kSmallBig ? reader_.u8() : reader_.u32();
  head->negative = reader_.u8() != 0;
  head->bytes = reader_.bytes(size);
  return !reader_.failed();
}

bool EtfScanner::scan_bits(EtfTag tag, EtfHead* head) {
  head->kind = EtfKind::kBinary;
  size_t size = reader_.u32();
  unsigned last_bits = 8;
  if (tag == EtfTag::kBitBinary) {
    last_bits = reader_.u8();
    if (size == 0 || last_bits == 0 || last_bits > 8) return false;
  }
  head->bytes = reader_.bytes(size);
  head->bit_size = size == 0 ? 0 : size * 8 - 8 + last_bits;
  return !reader_.failed();
}

// The creation of a node, one byte with the old tags.
bool EtfScanner::scan_creation(bool is_new, uint32_t* creation) {
  *creation = is_new ? reader_.u32() : reader_.u8();
  return !reader_.failed() && (is_new || *creation <= kEtfMaxOldCreation);
}

bool EtfScanner::scan_pid(EtfTag tag, EtfHead* head) {
  head->kind = EtfKind::kPid;
  if (!atom(&head->atoms[0])) return false;
  head->number = reader_.u32();
  head->serial = reader_.u32();
  return scan_creation(tag == EtfTag::kNewPid, &head->creation);
}

bool EtfScanner::scan_port(EtfTag tag, EtfHead* head) {
  head->kind = EtfKind::kPort;
  if (!atom(&head->atoms[0])) return false;
  head->number = tag == EtfTag::kV4Port ? reader_.u64() : reader_.u32();
  return scan_creation(tag != EtfTag::kPort, &head->creation);
}

bool EtfScanner::scan_reference(EtfTag tag, EtfHead* head) {
  head->kind = EtfKind::kReference;
  head->number_count = tag == EtfTag::kReference ? 1 : reader_.u16();
  if (head->number_count > kEtfMaxReferenceNumbers) return false;
  if (!atom(&head->atoms[0])) return false;
  if (tag == EtfTag::kReference) head->numbers[0] = reader_.u32();
  if (!scan_creation(tag == EtfTag::kNewerReference, &head->creation)) return false;
  if (tag != EtfTag::kReference) {
    for (uint32_t i = 0; i < head->number_count; ++i) head->numbers[i] = reader_.u32();
  }
  if (tag != EtfTag::kNewerReference && head->numbers[0] > kMaxReferenceNumber0) return false;
  return !reader_.failed();
}

// An integer where the format has one inside another term; no more than 32 bits mean anything there.
bool EtfScanner::scan_integer(int64_t* value) {
  EtfHead head;
  EtfTag tag = static_cast<EtfTag>(reader_.u8());
  if (tag == EtfTag::kSmallInteger) {
    *value = reader_.u8();
  } else if (tag == EtfTag::kInteger) {
    *value = static_cast<int32_t>(reader_.u32());
  } else if (tag == EtfTag::kSmallBig) {
    if (!scan_big(tag, &head) || head.bytes.size() > 4) return false;
    *value = 0;
    for (size_t i = head.bytes.size(); i-- > 0;) *value = *value << 8 | head.bytes[i];
    if (head.negative) *value = -*value;
  } else {
    return false;
  }
  return !reader_.failed();
}

bool EtfScanner::scan_closure(EtfHead* head) {
  reader_.skip(4);  // the size of it all, which nobody believes
  head->arity = reader_.u8();
  head->unique = reader_.bytes(16);
  head->index = reader_.u32();
  uint32_t captured = reader_.u32();
  int64_t old_index, old_unique;
  if (!atom(&head->atoms[0]) || !scan_integer(&old_index) || !scan_integer(&old_unique)) {
    return false;
  }
  head->old_index = static_cast<uint32_t>(old_index);
  head->old_unique = static_cast<uint32_t>(old_unique);
  EtfTag tag = static_cast<EtfTag>(reader_.u8());
  if (tag != EtfTag::kPid && tag != EtfTag::kNewPid) return false;
  EtfHead creator;
  if (!scan_pid(tag, &creator)) return false;
  return parent(EtfKind::kClosure, captured, head);
}

bool EtfScanner::scan_export(EtfHead* head) {
  head->kind = EtfKind::kExport;
  int64_t arity;
  if (!atom(&head->atoms[0]) || !atom(&head->atoms[1]) || !scan_integer(&arity)) return false;
  head->arity = static_cast<uint32_t>(arity);
  return arity >= 0 && arity <= kMaxFunctionArity;
}

bool EtfScanner::scan_record(EtfHead* head) {
  uint32_t count = reader_.u32();
  uint8_t flags = reader_.u8();
  if (reader_.failed() || flags > 1 || count > reader_.left()) return false;
  head->exported = flags == 1;
  if (!atom(&head->atoms[0]) || !atom(&head->atoms[1])) return false;
  size_t start = reader_.offset();
  ByteReader from_fields = reader_;
  for (uint32_t i = 0; i < count; ++i) {
    EtfAtom field;
    if (!atom(&field)) return false;
  }
  head->bytes = from_fields.bytes(reader_.offset() - start);
  return parent(EtfKind::kRecord, count, head);
}

}  // namespace linac
