#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/term/map.h"
#include "runtime/ets/match_spec.h"

namespace linac {
namespace {

struct FunctionRow {
  std::string_view name;
  uint8_t arity;
  MatchFunction function;
};
constexpr FunctionRow kFunctions[] = {
#define MATCH_FUNCTION(identifier, name, arity) {name, arity, MatchFunction::k##identifier},
#include "runtime/ets/match_functions.def"
#undef MATCH_FUNCTION
};

const FunctionRow* find_function(std::string_view name, size_t arity) {
  auto before = [](const FunctionRow& row, const std::pair<std::string_view, size_t>& wanted) {
    return std::pair<std::string_view, size_t>(row.name, row.arity) < wanted;
  };
  std::pair wanted(name, arity);
  const FunctionRow* row =
      std::lower_bound(std::begin(kFunctions), std::end(kFunctions), wanted, before);
  return row != std::end(kFunctions) && row->name == name && row->arity == arity ? row : nullptr;
}

// Forms of tracing, which OTP names so in its message.
struct TraceForm {
  std::string_view name, called;
};
constexpr TraceForm kTraceForms[] = {
    {"message", "message"},
    {"is_seq_trace", "is_seq_trace"},
    {"set_seq_token", "set_seq_trace"},
    {"get_seq_token", "get_seq_token"},
    {"return_trace", "return_trace"},
    {"exception_trace", "exception_trace"},
    {"display", "display"},
    {"process_dump", "process_dump"},
    {"enable_trace", "enable_trace"},
    {"disable_trace", "disable_trace"},
    {"trace", "trace"},
    {"caller", "caller"},
    {"caller_line", "caller_line"},
    {"current_stacktrace", "current_stacktrace"},
    {"silent", "silent"},
};

}  // namespace

std::optional<uint64_t> match_variable(const AtomTable& atoms, Term term) {
  if (!term.is_atom()) return std::nullopt;
  std::string_view text = atoms.text(term);
  if (text.size() < 2 || text[0] != '$' || (text[1] == '0' && text.size() > 2)) return std::nullopt;
  uint64_t number = 0;
  for (char digit : text.substr(1)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + static_cast<uint64_t>(digit - '0');
  }
  return number;
}

bool is_fully_bound(const AtomTable& atoms, Term pattern) {
  std::vector<Term> later{pattern};
  while (!later.empty()) {
    Term term = later.back();
    later.pop_back();
    for (; term.is_cons(); term = term.tail()) later.push_back(term.head());
    if (term == atoms::kUnderscore || match_variable(atoms, term)) return false;
    if (!term.is_boxed()) continue;
    if (is_map(term)) return false;
    if (!is_tuple(term)) continue;
    for (size_t i = 0; i < tuple_arity(term); i++) later.push_back(tuple_element(term, i));
  }
  return true;
}

class MatchCompiler {
 public:
  MatchCompiler(VmContext& vm, std::vector<std::string>* errors, MatchSpec::Printer print)
      : vm_(vm), atoms_(*vm.atoms), errors_(errors), print_(print) {}

  MatchSpec* compile(Term spec) {
    spec_.reset(new MatchSpec);
    if (!keep(spec)) return nullptr;
    Term list = spec_->source_->element(0);
    if (!list.is_cons()) return fail("Match programs are not in a list.");
    for (; list.is_cons(); list = list.tail()) {
      Term clause = list.head();
      if (!is_tuple_of(clause, 3)) return fail("Match program part is not a tuple of arity 3.");
      spec_->clauses_.push_back(
          {0, tuple_element(clause, 0), tuple_element(clause, 1), tuple_element(clause, 2)});
    }
    if (!list.is_nil()) return fail("Match programs are not in a proper list.");
    number_variables();
    for (MatchSpec::Clause& clause : spec_->clauses_) {
      clause.start = here();
      if (!compile_clause(clause)) return nullptr;
      if (failed_) return nullptr;
    }
    return spec_.release();
  }

 private:
  MatchSpec* fail(std::string text) {
    error(std::move(text));
    return nullptr;
  }
  // False: nobody wants to know more.
  bool error(std::string text) {
    failed_ = true;
    if (errors_) errors_->push_back(std::move(text));
    return errors_ != nullptr;
  }
  std::string print(Term term) {
    std::string text;
    if (print_) print_(text, atoms_, term);
    return text;
  }

  bool keep(Term spec) {
    Word words[2] = {tuple_header(1), spec.bits};
    spec_->source_ = make_object(make_boxed(words), *vm_.literals);
    return spec_->source_ != nullptr;
  }

  uint32_t here() const { return static_cast<uint32_t>(spec_->code_.size()); }
  void emit(MatchOp op, uint32_t index = 0, Word word = 0) {
    spec_->code_.push_back({op, 0, index, word});
  }

  // Small numbers for those that the program uses, in their order.
  void number_variables() {
    std::vector<Term> later{spec_->source_->element(0)};
    while (!later.empty()) {
      Term term = later.back();
      later.pop_back();
      for (; term.is_cons(); term = term.tail()) later.push_back(term.head());
      if (auto variable = match_variable(atoms_, term)) numbers_[*variable] = 0;
      if (!term.is_boxed()) continue;
      if (is_tuple(term)) {
        for (size_t i = 0; i < tuple_arity(term); i++) later.push_back(tuple_element(term, i));
      } else if (is_map(term)) {
        for (MapIterator it(term); it.next();) {
          later.push_back(it.key());
          later.push_back(it.value());
        }
      }
    }
    for (auto& [variable, number] : numbers_) number = spec_->variables_++;
  }

  bool compile_clause(const MatchSpec::Clause& clause) {
    bound_.assign(spec_->variables_, false);
    if (!compile_head(clause.head)) return false;
    if (!compile_list(clause.guards, true)) return false;
    if (!clause.body.is_cons()) {
      return error("Body clause does not return anything.");
    }
    emit(MatchOp::kBody);
    return compile_list(clause.body, false);
  }

  bool head_term(Term term) {
    if (auto variable = match_variable(atoms_, term)) {
      uint32_t number = numbers_[*variable];
      emit(bound_[number] ? MatchOp::kSame : MatchOp::kBind, number);
      bound_[number] = true;
    } else if (term == atoms::kUnderscore) {
      emit(MatchOp::kSkip);
    } else if (term.is_cons()) {
      emit(MatchOp::kCons);
      waiting_.push_back(term);
    } else if (term.is_boxed() && is_tuple(term)) {
      emit(MatchOp::kTuple, static_cast<uint32_t>(tuple_arity(term)));
      waiting_.push_back(term);
    } else if (term.is_boxed() && is_map(term)) {
      emit(MatchOp::kMap, static_cast<uint32_t>(map_size(term)));
      waiting_.push_back(term);
    } else {
      emit(term.is_immediate() ? MatchOp::kWord : MatchOp::kEqualTerm, 0, term.bits);
    }
    return true;
  }

  bool compile_head(Term head) {
    waiting_.clear();
    head_term(head);
    while (!waiting_.empty()) {
      Term term = waiting_.back();
      waiting_.pop_back();
      if (term.is_cons()) {
        emit(MatchOp::kEnter);
        head_term(term.head());
        head_term(term.tail());
      } else if (is_tuple(term)) {
        emit(MatchOp::kEnter);
        for (size_t i = 0; i < tuple_arity(term); i++) head_term(tuple_element(term, i));
      } else if (!head_map(term)) {
        return false;
      }
    }
    return true;
  }

  bool head_map(Term map) {
    emit(MatchOp::kEnterMap);
    for (MapIterator it(map); it.next();) {
      if (match_variable(atoms_, it.key())) {
        error("Variable found in map key.");
        return false;
      }
      if (it.key() == atoms::kUnderscore) {
        error("Underscore found in map key.");
        return false;
      }
      emit(MatchOp::kMapValue, 0, it.key().bits);
      head_term(it.value());
    }
    return true;
  }

  bool compile_list(Term list, bool guard) {
    if (!list.is_list()) return error("Match expression is not a list.");
    for (; list.is_cons(); list = list.tail()) {
      if (!compile_expression(list.head())) return false;
      if (guard) {
        emit(MatchOp::kTest);
      } else {
        emit(list.tail().is_cons() ? MatchOp::kDrop : MatchOp::kReturn);
      }
    }
    if (!list.is_nil()) return error("Match expression is not a proper list.");
    return true;
  }

  // What is still to be done for an expression, the next on top.
  struct Task {
    enum Kind : uint8_t { kExpression, kEmit, kList, kShort, kShortEnd } kind;
    Term term = kNoTerm;  // of an expression or a list
    MatchCode code{};     // kEmit; of kShort the op
    uint32_t start = 0;   // of a list: where its code begins; of kShort: its chain of jumps
  };

  bool compile_expression(Term expression) {
    tasks_.clear();
    tasks_.push_back({Task::kExpression, expression, {}, 0});
    while (!tasks_.empty()) {
      Task task = tasks_.back();
      tasks_.pop_back();
      switch (task.kind) {
        case Task::kExpression:
          if (!expression_term(task.term)) return false;
          break;
        case Task::kEmit: spec_->code_.push_back(task.code); break;
        case Task::kList: finish_list(task); break;
        case Task::kShort:
          jumps_.push_back(here());
          spec_->code_.push_back(task.code);
          break;
        case Task::kShortEnd: finish_short(task); break;
      }
    }
    return true;
  }

  bool expression_term(Term term) {
    if (term.is_cons()) {
      tasks_.push_back({Task::kList, term, {}, here()});
      tasks_.push_back({Task::kExpression, term.tail(), {}, 0});
      tasks_.push_back({Task::kExpression, term.head(), {}, 0});
      return true;
    }
    if (term.is_boxed() && is_tuple(term)) return tuple_expression(term);
    if (term.is_boxed() && is_map(term)) {
      map_expression(term);
      return true;
    }
    if (auto variable = match_variable(atoms_, term)) {
      uint32_t number = numbers_[*variable];
      if (!bound_[number]) return error("Variable $" + std::to_string(*variable) + " is unbound.");
      emit(MatchOp::kPushVariable, number);
    } else if (term.is_atom() && atoms_.text(term) == "$_") {
      emit(MatchOp::kPushWhole);
    } else if (term.is_atom() && atoms_.text(term) == "$$") {
      std::vector<uint32_t> bound;
      for (uint32_t i = 0; i < bound_.size(); i++) {
        if (bound_[i]) bound.push_back(i);
      }
      emit(MatchOp::kPushBound, static_cast<uint32_t>(spec_->bound_.size()));
      spec_->bound_.push_back(std::move(bound));
    } else {
      emit(MatchOp::kPush, 1, term.bits);
    }
    return true;
  }

  // Head and tail have been compiled: constants as they are written are one constant.
  void finish_list(const Task& task) {
    std::vector<MatchCode>& code = spec_->code_;
    bool constant = code.size() == task.start + 2;
    for (size_t i = task.start; constant && i < code.size(); i++) {
      constant = code[i].op == MatchOp::kPush && code[i].index == 1;
    }
    if (constant) {
      code.resize(task.start);
      emit(MatchOp::kPush, 1, task.term.bits);
    } else {
      emit(MatchOp::kMakeCons);
    }
  }

  // The last elements first, so that the first is on top.
  void push_elements(Term tuple, size_t from) {
    for (size_t i = from; i < tuple_arity(tuple); i++) {
      tasks_.push_back({Task::kExpression, tuple_element(tuple, i), {}, 0});
    }
  }
  void push_emit(MatchOp op, size_t index, Word word = 0, uint8_t arity = 0) {
    tasks_.push_back({Task::kEmit, kNoTerm, {op, arity, static_cast<uint32_t>(index), word}, 0});
  }

  bool tuple_expression(Term tuple) {
    size_t arity = tuple_arity(tuple);
    if (arity == 1 && tuple_element(tuple, 0).is_boxed() && is_tuple(tuple_element(tuple, 0))) {
      Term inner = tuple_element(tuple, 0);
      push_emit(MatchOp::kMakeTuple, tuple_arity(inner));
      push_elements(inner, 0);
      return true;
    }
    if (arity >= 1 && tuple_element(tuple, 0).is_atom() &&
        !match_variable(atoms_, tuple_element(tuple, 0))) {
      return call_expression(tuple);
    }
    return error(print(tuple) +
                 " is neither a function call, nor a tuple (tuples are written {{ ... }}).");
  }

  void map_expression(Term map) {
    // The keys are constants; the values come as a tuple's elements do.
    std::vector<Term> keys, values;
    for (MapIterator it(map); it.next();) {
      keys.push_back(it.key());
      values.push_back(it.value());
    }
    push_emit(MatchOp::kMakeMap, keys.size(), map.bits);
    for (Term value : values) tasks_.push_back({Task::kExpression, value, {}, 0});
  }

  bool call_expression(Term tuple) {
    std::string_view name = atoms_.text(tuple_element(tuple, 0));
    size_t count = tuple_arity(tuple) - 1;
    if (name == "const") {
      if (count != 1) {
        return error("Special form 'const' called with more than one argument in " + print(tuple) +
                     ".");
      }
      emit(MatchOp::kPush, 0, tuple_element(tuple, 1).bits);
      return true;
    }
    if (name == "self") {
      if (count != 0) {
        return error("Special form 'self' called with arguments in " + print(tuple) + ".");
      }
      emit(MatchOp::kPushSelf);
      return true;
    }
    bool all = name == "and", one = name == "or";
    bool and_also = name == "andalso" || name == "andthen", or_else = name == "orelse";
    if (all || one || and_also || or_else) {
      if (count == 0) {
        std::string form(and_also ? "andalso" : name);
        return error("Special form '" + form + "' called without arguments in " + print(tuple) +
                     ".");
      }
      if (all || one) {
        push_emit(all ? MatchOp::kAnd : MatchOp::kOr, count);
        push_elements(tuple, 1);
      } else {
        short_expression(tuple, and_also);
      }
      return true;
    }
    return function_expression(tuple, name, count);
  }

  // The value of each argument decides whether the next one is looked at.
  void short_expression(Term tuple, bool and_also) {
    size_t arity = tuple_arity(tuple);
    tasks_.push_back({Task::kShortEnd, kNoTerm, {}, static_cast<uint32_t>(arity - 2)});
    for (size_t i = arity; i-- > 1;) {
      if (i + 1 < arity) {
        MatchOp op = and_also ? MatchOp::kAndAlso : MatchOp::kOrElse;
        tasks_.push_back({Task::kShort, kNoTerm, {op, 0, 0, 0}, 0});
      }
      tasks_.push_back({Task::kExpression, tuple_element(tuple, i), {}, 0});
    }
  }
  // The jumps of this form are the last that were noted.
  void finish_short(const Task& task) {
    for (uint32_t i = 0; i < task.start; i++) {
      spec_->code_[jumps_.back()].index = here();
      jumps_.pop_back();
    }
  }

  bool function_expression(Term tuple, std::string_view name, size_t count) {
    for (const TraceForm& form : kTraceForms) {
      if (form.name != name) continue;
      return error("Special form '" + std::string(form.called) + "' used in wrong dialect.");
    }
    std::string called = "Function " + print(tuple_element(tuple, 0)) + "/" + std::to_string(count);
    if ((name == "get_tcw" && count == 0) || (name == "set_tcw" && count == 1)) {
      return error(called + " cannot be called in this context.");
    }
    const FunctionRow* row = find_function(name, count);
    if (!row) return error(called + " does_not_exist.");
    push_emit(MatchOp::kCall, static_cast<size_t>(row->function), 0, row->arity);
    push_elements(tuple, 1);
    return true;
  }

  VmContext& vm_;
  const AtomTable& atoms_;
  std::vector<std::string>* errors_;
  const MatchSpec::Printer print_;
  bool failed_ = false;
  std::unique_ptr<MatchSpec> spec_;
  std::map<uint64_t, uint32_t> numbers_;
  std::vector<bool> bound_;
  std::vector<Term> waiting_;
  std::vector<Task> tasks_;
  std::vector<uint32_t> jumps_;
};

MatchSpec* MatchSpec::compile(VmContext& vm, Term spec, std::vector<std::string>* errors,
                              Printer print) {
  return MatchCompiler(vm, errors, print).compile(spec);
}

MatchSpec::~MatchSpec() {
  if (source_) free_object(source_);
}

size_t MatchSpec::bytes() const {
  return sizeof(*this) + code_.size() * sizeof(MatchCode) + source_->bytes();
}

}  // namespace linac
