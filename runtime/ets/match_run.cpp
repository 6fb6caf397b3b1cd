#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "runtime/ets/match_spec.h"
#include "runtime/exec/enter.h"

namespace linac {
namespace {

constexpr size_t kChunkWords = 512;

Term boolean(bool value) { return make_bool(value); }
bool is_boolean(Term term) { return term == atoms::kTrue || term == atoms::kFalse; }

Term node_of(Term term) {
  if (term.is_local_pid() || term.is_local_port()) return atoms::kNonodeNohost;
  if (!term.is_boxed()) return kNoTerm;
  if (is_boxed_kind(term, BoxedKind::kReference) || is_boxed_kind(term, BoxedKind::kResource)) {
    return atoms::kNonodeNohost;
  }
  if (is_pid(term) || is_port(term) || is_reference(term)) return external_node(term).node;
  return kNoTerm;
}

Term length_of(Term list) {
  int64_t length = 0;
  for (; list.is_cons(); list = list.tail()) length++;
  return list.is_nil() ? make_small(length) : kNoTerm;
}

}  // namespace

MatchRun::MatchRun(VmContext& vm, const MatchSpec& spec, Term self)
    : vm_(vm),
      atoms_(*vm.atoms),
      spec_(spec),
      self_(self),
      exit_(atoms::kEXIT),
      variables_(spec.variables(), kNil) {}

TermSpace& MatchRun::room(size_t words) {
  while (space_.left() < words) {
    if (chunk_ < chunks_.size() && space_.limit) chunk_++;
    if (chunk_ == chunks_.size()) {
      size_t size = std::max(words, kChunkWords << std::min<size_t>(chunk_, 12));
      chunks_.push_back(std::make_unique<Word[]>(size));
      chunk_words_.push_back(size);
    }
    space_.top = chunks_[chunk_].get();
    space_.limit = space_.top + chunk_words_[chunk_];
  }
  return space_;
}

Term MatchRun::run(Term term) {
  chunk_ = 0;
  space_ = {};
  for (const MatchSpec::Clause& clause : spec_.clauses()) {
    Term result = run_clause(clause, term);
    if (result != kNoTerm) return result;
  }
  return kNoTerm;
}

Term MatchRun::run_clause(const MatchSpec::Clause& clause, Term term) {
  const MatchCode* code = match_head(&spec_.code_[clause.start], term);
  return code ? evaluate(code, term) : kNoTerm;
}

// Null: no match. Else where the guards begin.
const MatchCode* MatchRun::match_head(const MatchCode* code, Term whole) {
  waiting_.clear();
  const Word* cursor = &whole.bits;
  Term map = kNoTerm;
  for (;; code++) {
    switch (code->op) {
      case MatchOp::kSkip: cursor++; break;
      case MatchOp::kBind: variables_[code->index] = Term{*cursor++}; break;
      case MatchOp::kSame:
        if (!exact_equal(variables_[code->index], Term{*cursor++})) return nullptr;
        break;
      case MatchOp::kWord:
        if (*cursor++ != code->word) return nullptr;
        break;
      case MatchOp::kEqualTerm:
        if (!exact_equal(Term{code->word}, Term{*cursor++})) return nullptr;
        break;
      case MatchOp::kTuple: {
        Term term{*cursor++};
        if (!is_tuple_of(term, code->index)) return nullptr;
        waiting_.push_back(reinterpret_cast<Word>(payload(term)));
        break;
      }
      case MatchOp::kCons: {
        Term term{*cursor++};
        if (!term.is_cons()) return nullptr;
        waiting_.push_back(reinterpret_cast<Word>(term.cell()));
        break;
      }
      case MatchOp::kMap: {
        Term term{*cursor++};
        if (!term.is_boxed() || !is_map(term) || map_size(term) < code->index) return nullptr;
        waiting_.push_back(term.bits);
        break;
      }
      case MatchOp::kEnter:
        cursor = reinterpret_cast<const Word*>(waiting_.back());
        waiting_.pop_back();
        break;
      case MatchOp::kEnterMap:
        map = Term{waiting_.back()};
        waiting_.pop_back();
        break;
      case MatchOp::kMapValue:
        map_value_ = map_get(atoms_, map, Term{code->word});
        if (map_value_ == kNoTerm) return nullptr;
        cursor = &map_value_.bits;
        break;
      case MatchOp::kPush:
      case MatchOp::kPushVariable:
      case MatchOp::kPushWhole:
      case MatchOp::kPushBound:
      case MatchOp::kPushSelf:
      case MatchOp::kMakeCons:
      case MatchOp::kMakeTuple:
      case MatchOp::kMakeMap:
      case MatchOp::kCall:
      case MatchOp::kAnd:
      case MatchOp::kOr:
      case MatchOp::kAndAlso:
      case MatchOp::kOrElse:
      case MatchOp::kTest:
      case MatchOp::kDrop:
      case MatchOp::kBody:
      case MatchOp::kReturn: return code;
    }
  }
}

Term MatchRun::evaluate(const MatchCode* code, Term whole) {
  bool in_body = false;
  values_.clear();
  for (;; code++) {
    Term value = kNoTerm;
    switch (code->op) {
      case MatchOp::kPush: value = Term{code->word}; break;
      case MatchOp::kPushVariable: value = variables_[code->index]; break;
      case MatchOp::kPushWhole: value = whole; break;
      case MatchOp::kPushSelf: value = self_; break;
      case MatchOp::kPushBound: {
        const std::vector<uint32_t>& bound = spec_.bound_[code->index];
        TermSpace& space = room(bound.size() * kConsWords);
        value = kNil;
        for (size_t i = bound.size(); i-- > 0;) value = space.cons(variables_[bound[i]], value);
        break;
      }
      case MatchOp::kMakeCons: {
        Term tail = pop(), head = pop();
        value = room(kConsWords).cons(head, tail);
        break;
      }
      case MatchOp::kMakeTuple:
        value = room(tuple_words(code->index)).tuple(code->index);
        for (uint32_t i = 0; i < code->index; i++) payload(value)[i] = pop().bits;
        break;
      case MatchOp::kMakeMap: value = make_map(*code); break;
      case MatchOp::kCall: value = apply(*code); break;
      case MatchOp::kAnd: value = conjunction(code->index, true); break;
      case MatchOp::kOr: value = conjunction(code->index, false); break;
      case MatchOp::kAndAlso:
      case MatchOp::kOrElse: {
        Term decides = boolean(code->op == MatchOp::kOrElse);
        Term first = pop();
        if (is_boolean(first) && first != decides) continue;
        if (first != decides && !in_body) return kNoTerm;
        values_.push_back(first == decides ? decides : exit_);
        code = &spec_.code_[code->index] - 1;
        continue;
      }
      case MatchOp::kTest:
        if (pop() != atoms::kTrue) return kNoTerm;
        continue;
      case MatchOp::kDrop: values_.pop_back(); continue;
      case MatchOp::kBody: in_body = true; continue;
      case MatchOp::kReturn: return pop();
      case MatchOp::kSkip:
      case MatchOp::kBind:
      case MatchOp::kSame:
      case MatchOp::kWord:
      case MatchOp::kEqualTerm:
      case MatchOp::kTuple:
      case MatchOp::kCons:
      case MatchOp::kMap:
      case MatchOp::kEnter:
      case MatchOp::kEnterMap:
      case MatchOp::kMapValue: VM_UNREACHABLE();
    }
    if (value == kNoTerm) {
      if (!in_body) return kNoTerm;
      value = exit_;
    }
    values_.push_back(value);
  }
}

// Takes `count` values, all looked at: what is no boolean makes the whole fail.
Term MatchRun::conjunction(uint32_t count, bool all) {
  Term result = boolean(all);
  bool bad = false;
  for (uint32_t i = 0; i < count; i++) {
    Term value = pop();
    if (value == boolean(!all)) result = value;
    bad |= !is_boolean(value);
  }
  return bad ? kNoTerm : result;
}

Term MatchRun::make_map(const MatchCode& code) {
  std::vector<Term> keys, values;
  for (MapIterator it(Term{code.word}); it.next();) {
    keys.push_back(it.key());
    values.push_back(pop());
  }
  MapPlan plan(atoms_, keys);
  return plan.build(keys, values, room(plan.words()));
}

Term MatchRun::apply(const MatchCode& code) {
  Term arguments[3] = {kNil, kNil, kNil};
  for (uint8_t i = 0; i < code.arity; i++) arguments[i] = pop();
  return call(static_cast<MatchFunction>(code.index), arguments);
}

Term MatchRun::arithmetic(ArithOp op, Term a, Term b) {
  if (!is_number(a) || !is_number(b)) return kNoTerm;
  TermSpace& space = room(arith_words(op, a, b));
  ArithResult result = arith(op, a, b, space);
  return result.ok() ? result.value : kNoTerm;
}

Term MatchRun::binary_part(Term binary, Term position, Term length) {
  if (!is_binary(binary) || !position.is_small() || !length.is_small()) return kNoTerm;
  int64_t size = static_cast<int64_t>(bit_size(binary) / 8);
  int64_t from = position.small_value(), count = length.small_value();
  if (from < 0 || from > size) return kNoTerm;
  if (count < 0) {
    if (count < -from) return kNoTerm;
    from += count;
    count = -count;
  }
  if (count > size - from) return kNoTerm;
  return make_sub_binary(binary, static_cast<size_t>(from) * 8, static_cast<size_t>(count) * 8,
                         room(sub_binary_words()));
}

Term MatchRun::call(MatchFunction function, const Term* x) {
  Term a = x[0], b = x[1];
  auto conversion = [&](NumberConversion which) {
    if (!is_number(a)) return kNoTerm;
    TermSpace& space = room(convert_number_words(which, a));
    ArithResult result = convert_number(which, a, space);
    return result.ok() ? result.value : kNoTerm;
  };
  auto arith2 = [&](ArithOp op) { return arithmetic(op, a, b); };
  auto arith1 = [&](ArithOp op) { return arithmetic(op, a, make_small(0)); };
  switch (function) {
    case MatchFunction::kMultiply: return arith2(ArithOp::kMul);
    case MatchFunction::kPlus: return is_number(a) ? a : kNoTerm;
    case MatchFunction::kAdd: return arith2(ArithOp::kAdd);
    case MatchFunction::kNegate: return arith1(ArithOp::kNeg);
    case MatchFunction::kSubtract: return arith2(ArithOp::kSub);
    case MatchFunction::kDivide: return arith2(ArithOp::kDiv);
    case MatchFunction::kNotEqual: return boolean(!equal(a, b));
    case MatchFunction::kLess: return boolean(compare(atoms_, a, b) < 0);
    case MatchFunction::kExactlyNotEqual: return boolean(!exact_equal(a, b));
    case MatchFunction::kExactlyEqual: return boolean(exact_equal(a, b));
    case MatchFunction::kAtMost: return boolean(compare(atoms_, a, b) <= 0);
    case MatchFunction::kEqual: return boolean(equal(a, b));
    case MatchFunction::kGreater: return boolean(compare(atoms_, a, b) > 0);
    case MatchFunction::kAtLeast: return boolean(compare(atoms_, a, b) >= 0);
    case MatchFunction::kAbs: return arith1(ArithOp::kAbs);
    case MatchFunction::kBand: return arith2(ArithOp::kBand);
    case MatchFunction::kBinaryPart2:
      if (!is_tuple_of(b, 2)) return kNoTerm;
      return binary_part(a, tuple_element(b, 0), tuple_element(b, 1));
    case MatchFunction::kBinaryPart3: return binary_part(a, b, x[2]);
    case MatchFunction::kBitSize:
      return is_bitstring(a) ? make_small(static_cast<int64_t>(bit_size(a))) : kNoTerm;
    case MatchFunction::kBnot: return arith1(ArithOp::kBnot);
    case MatchFunction::kBor: return arith2(ArithOp::kBor);
    case MatchFunction::kBsl: return arith2(ArithOp::kBsl);
    case MatchFunction::kBsr: return arith2(ArithOp::kBsr);
    case MatchFunction::kBxor: return arith2(ArithOp::kBxor);
    case MatchFunction::kByteSize:
      return is_bitstring(a) ? make_small(static_cast<int64_t>((bit_size(a) + 7) / 8)) : kNoTerm;
    case MatchFunction::kCeil: return conversion(NumberConversion::kCeil);
    case MatchFunction::kIntDivide: return arith2(ArithOp::kIntDiv);
    case MatchFunction::kElement: {
      if (!a.is_small() || !b.is_boxed() || !is_tuple(b)) return kNoTerm;
      uint64_t index = static_cast<uint64_t>(a.small_value()) - 1;
      return index < tuple_arity(b) ? tuple_element(b, index) : kNoTerm;
    }
    case MatchFunction::kFloat: return conversion(NumberConversion::kFloat);
    case MatchFunction::kFloor: return conversion(NumberConversion::kFloor);
    case MatchFunction::kHead: return a.is_cons() ? a.head() : kNoTerm;
    case MatchFunction::kIsAtom: return boolean(a.is_atom());
    case MatchFunction::kIsBinary: return boolean(is_binary(a));
    case MatchFunction::kIsBitstring: return boolean(is_bitstring(a));
    case MatchFunction::kIsBoolean: return boolean(is_boolean(a));
    case MatchFunction::kIsFloat: return boolean(is_float(a));
    case MatchFunction::kIsFunction: return boolean(is_fun(a));
    case MatchFunction::kIsFunctionOfArity:
      if (!is_integer(b) || (b.is_small() && b.small_value() < 0) || is_big_negative(b)) {
        return kNoTerm;
      }
      return boolean(b.is_small() && is_fun_of_arity(a, b));
    case MatchFunction::kIsInteger: return boolean(is_integer(a));
    case MatchFunction::kIsIntegerBetween:
      if (!is_integer(b) || !is_integer(x[2])) return kNoTerm;
      return boolean(is_integer(a) && compare(atoms_, a, b) >= 0 && compare(atoms_, a, x[2]) <= 0);
    case MatchFunction::kIsList: return boolean(a.is_list());
    case MatchFunction::kIsMap: return boolean(is_map(a));
    case MatchFunction::kIsMapKey:
      if (!is_map(b)) return kNoTerm;
      return boolean(map_get(atoms_, b, a) != kNoTerm);
    case MatchFunction::kIsNumber: return boolean(is_number(a));
    case MatchFunction::kIsPid: return boolean(is_pid(a));
    case MatchFunction::kIsPort: return boolean(is_port(a));
    case MatchFunction::kIsRecord:
      if (!b.is_atom() || !is_integer(x[2])) return kNoTerm;
      return boolean(is_tuple(a) && tuple_arity(a) > 0 && tuple_element(a, 0) == b &&
                     x[2] == make_small(static_cast<int64_t>(tuple_arity(a))));
    case MatchFunction::kIsReference: return boolean(is_reference(a));
    case MatchFunction::kIsTuple: return boolean(is_tuple(a));
    case MatchFunction::kLength: return length_of(a);
    case MatchFunction::kMapGet: return is_map(b) ? map_get(atoms_, b, a) : kNoTerm;
    case MatchFunction::kMapSize:
      return is_map(a) ? make_small(static_cast<int64_t>(map_size(a))) : kNoTerm;
    case MatchFunction::kMax: return compare(atoms_, a, b) >= 0 ? a : b;
    case MatchFunction::kMin: return compare(atoms_, a, b) <= 0 ? a : b;
    case MatchFunction::kNode: return atoms::kNonodeNohost;
    case MatchFunction::kNodeOf: return node_of(a);
    case MatchFunction::kNot: return is_boolean(a) ? boolean(a == atoms::kFalse) : kNoTerm;
    case MatchFunction::kRemainder: return arith2(ArithOp::kRem);
    case MatchFunction::kRound: return conversion(NumberConversion::kRound);
    case MatchFunction::kSize:
      if (is_tuple(a)) return make_small(static_cast<int64_t>(tuple_arity(a)));
      return is_bitstring(a) ? make_small(static_cast<int64_t>(bit_size(a) / 8)) : kNoTerm;
    case MatchFunction::kTail: return a.is_cons() ? a.tail() : kNoTerm;
    case MatchFunction::kTruncate: return conversion(NumberConversion::kTrunc);
    case MatchFunction::kTupleSize:
      return is_tuple(a) ? make_small(static_cast<int64_t>(tuple_arity(a))) : kNoTerm;
    case MatchFunction::kXor: return is_boolean(a) && is_boolean(b) ? boolean(a != b) : kNoTerm;
  }
  VM_UNREACHABLE();
}

}  // namespace linac
