#include "runtime/interp/slow_records.h"

#include <algorithm>

#include "runtime/code/code_server.h"
#include "runtime/exec/exception.h"

namespace linac {
namespace {

constexpr size_t kNotFound = SIZE_MAX;
constexpr uint32_t kFirstPairWord = 5;

SafepointWord safepoint_of(const Word* pc) {
  return {static_cast<uint32_t>(pc[1] >> 32 & 0xFFFF), static_cast<uint32_t>(pc[1] >> 48)};
}
bool in_body(const Word* pc) { return static_cast<int32_t>(pc[1]) == 0; }

Term& reg(Process& process, uint32_t operand) {
  char* base = operand & 1 ? reinterpret_cast<char*>(process.stack.sp) - 1
                           : reinterpret_cast<char*>(process.registers->x);
  return *reinterpret_cast<Term*>(base + operand);
}

size_t field_index(Term definition, Term name) {
  size_t count = tuple_arity(definition) - kRecordFields;
  for (size_t i = 0; i < count; i++) {
    if (payload_term(definition, kRecordFields + i) == name) return i;
  }
  return kNotFound;
}

bool fail_with(Process& process, const Word* pc, Term tag, Term value) {
  if (in_body(pc)) set_error_with(process, pc, tag, value);
  return false;
}

// {tag, {{Module, Name}, Field}}
bool fail_field(Process& process, const Word* pc, Term tag, Term definition, Term field) {
  if (!in_body(pc)) return false;
  Term* scratch = process.registers->scratch;
  scratch[0] = definition;
  if (!process.heap.reserve(2 * tuple_words(2), safepoint_at(process, pc, 1))) {
    set_out_of_memory(process);
    return false;
  }
  TermSpace& space = process.heap.space;
  Term id = space.tuple_of(payload_term(scratch[0], kRecordModule),
                           payload_term(scratch[0], kRecordName));
  return fail_with(process, pc, tag, space.tuple_of(id, field));
}

// Where a record to be made is defined.
struct Definition {
  const ModuleInstance* module = nullptr;
  size_t index = 0;

  Term term() const { return module->record_definitions[index]; }
  // The value of a field that is not given, or kNoTerm.
  Term default_value(size_t field) const {
    const Operand& value = module->module->records[index].fields[field].default_value;
    if (value.kind == OperandKind::kUnsigned) return kNoTerm;
    return value.kind == OperandKind::kLiteral ? module->module->literals[value.index()]
                                               : value.term();
  }
};

// Of another module: it is loaded for that, and the record has to be exported.
Definition find_definition(Process& process, Term id) {
  if (!is_tuple_of(id, 2)) return {};
  auto loaded = process.vm->code->ensure_loaded(tuple_element(id, 0));
  if (!loaded.ok()) process.vm->code->report_broken(loaded.error().message);
  if (!loaded.ok() || !*loaded) return {};
  const auto& records = (*loaded)->module->records;
  for (size_t i = 0; i < records.size(); i++) {
    if (records[i].name == tuple_element(id, 1) && records[i].exported) return {*loaded, i};
  }
  return {};
}

// The fields that an instruction gives.
struct Pairs {
  const Word* at;
  const Word* end;

  explicit Pairs(const Word* pc) : at(pc + kFirstPairWord), end(pc + pc[2]) {}
  // Where the value of that field stands, or null.
  const Word* find(Term name) const {
    for (const Word* pair = at; pair != end; pair += 2) {
      if (pair[0] == name.bits) return pair + 1;
    }
    return nullptr;
  }
  // The first name that the definition does not have, or kNoTerm.
  Term unknown(Term definition) const {
    for (const Word* pair = at; pair != end; pair += 2) {
      if (field_index(definition, Term{pair[0]}) == kNotFound) return Term{pair[0]};
    }
    return kNoTerm;
  }
};

Term begin_record(Process& process, Term definition, size_t count) {
  Word* box = process.heap.space.take(2 + count);
  box[0] = make_header(BoxedKind::kRecord, 1 + count);
  box[1] = definition.bits;
  return make_boxed(box);
}

}  // namespace

Term record_field(Term record, Term name) {
  size_t index = field_index(record_definition(record), name);
  return index == kNotFound ? kNoTerm : payload_term(record, 1 + index);
}

bool get_record_elements(Process& process, const Word* pc, Term record) {
  if (!is_native_record(record)) return false;
  size_t count = pc[1] >> 32;
  const Word* pairs = pc + 2;
  for (size_t i = 0; i < count; i++) {
    if (record_field(record, Term{pairs[2 * i]}) == kNoTerm) return false;
  }
  for (size_t i = 0; i < count; i++) {
    reg(process, static_cast<uint32_t>(pairs[2 * i + 1])) =
        record_field(record, Term{pairs[2 * i]});
  }
  return true;
}

bool get_record_field(Process& process, const Word* pc, Term record, Term* result) {
  if (!is_native_record(record)) return fail_with(process, pc, atoms::kBadrecord, record);
  Term id{pc[2]}, field{pc[3]};
  // An atom names a record of the module itself, which sees those that are not exported.
  bool own = id.is_atom();
  bool named = !own ? is_tuple_of(id, 2) &&
                          tuple_element(id, 0) == record_part(record, kRecordModule) &&
                          tuple_element(id, 1) == record_part(record, kRecordName)
                    : id == atoms::kUnderscore || id == record_part(record, kRecordName);
  bool visible = own || record_part(record, kRecordExported) == atoms::kTrue;
  if (!named || !visible) return fail_with(process, pc, atoms::kBadrecord, record);
  *result = record_field(record, field);
  if (*result != kNoTerm) return true;
  return fail_field(process, pc, atoms::kBadfield, record_definition(record), field);
}

bool make_record(Process& process, const Word* pc, Term* result) {
  Definition definition{reinterpret_cast<const ModuleInstance*>(pc[3]), pc[4]};
  if (!definition.module) {
    definition = find_definition(process, Term{pc[4]});
    if (!definition.module) return fail_with(process, pc, atoms::kBadrecord, Term{pc[4]});
  }
  Term term = definition.term();
  size_t count = tuple_arity(term) - kRecordFields;
  Pairs pairs(pc);
  if (Term unknown = pairs.unknown(term); unknown != kNoTerm) {
    return fail_field(process, pc, atoms::kBadfield, term, unknown);
  }
  for (size_t i = 0; i < count; i++) {
    Term name = payload_term(term, kRecordFields + i);
    if (!pairs.find(name) && definition.default_value(i) == kNoTerm) {
      return fail_field(process, pc, atoms::kNovalue, term, name);
    }
  }
  if (!collect(process, 2 + count, safepoint_of(pc))) return false;
  Term record = begin_record(process, term, count);
  for (size_t i = 0; i < count; i++) {
    const Word* given = pairs.find(payload_term(term, kRecordFields + i));
    Term value = given ? wide_operand(*given, process.registers->x, process.stack.sp)
                       : definition.default_value(i);
    payload(record)[1 + i] = value.bits;
  }
  *result = record;
  return true;
}

bool change_record(Process& process, const Word* pc, Term record, Term* result) {
  if (!is_native_record(record)) return fail_with(process, pc, atoms::kBadrecord, record);
  Pairs pairs(pc);
  Term definition = record_definition(record);
  if (Term unknown = pairs.unknown(definition); unknown != kNoTerm) {
    return fail_field(process, pc, atoms::kBadfield, definition, unknown);
  }
  size_t count = record_field_count(record);
  Term* kept = process.registers->scratch;
  *kept = record;
  if (!collect(process, 2 + count, safepoint_of(pc), 1)) return false;
  Term changed = begin_record(process, record_definition(*kept), count);
  std::copy_n(payload(*kept) + 1, count, payload(changed) + 1);
  for (const Word* pair = pairs.at; pair != pairs.end; pair += 2) {
    Term value = wide_operand(pair[1], process.registers->x, process.stack.sp);
    payload(changed)[1 + field_index(record_definition(*kept), Term{pair[0]})] = value.bits;
  }
  *result = changed;
  return true;
}

}  // namespace linac
