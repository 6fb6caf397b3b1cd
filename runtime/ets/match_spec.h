// Match specifications: [{Head, Guards, Body}], made into code once and run on many terms.
//
// A head is compared with a cursor that goes over the words of a term; what is nested waits on a
// stack. Guards and bodies are postfix code on a stack of values; what they build lies in an arena
// that the next run reuses, so its result has to be copied first.
//
//  S1 The specification is kept as an object of its own; constants in the code point into it.
//  S2 Neither compiling nor running recurses over terms.
//  S3 A run allocates nothing in any process's heap and holds no lock; it may run under a table's.
//
// Threads: a MatchSpec does not change; each MatchRun belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/term/arith.h"
#include "core/term/atom.h"
#include "runtime/ets/object.h"
#include "runtime/memory/off_heap.h"
#include "runtime/process/context.h"

namespace linac {

enum class MatchFunction : uint8_t {
#define MATCH_FUNCTION(identifier, name, arity) k##identifier,
#include "runtime/ets/match_functions.def"
#undef MATCH_FUNCTION
};

enum class MatchOp : uint8_t {
  // Heads: each but the last three takes the word under the cursor and moves it on.
  kSkip,
  kBind,       // index: variable
  kSame,       // index: variable that is bound
  kWord,       // word: an immediate
  kEqualTerm,  // word: a term
  kTuple,      // index: arity; its elements wait
  kCons,       // head and tail wait
  kMap,        // index: least number of keys; the map waits
  kEnter,      // the cursor goes to what waits last
  kEnterMap,   // the map that waits last is the one that kMapValue looks in
  kMapValue,   // word: key; the cursor goes to its value
  // Values.
  kPush,  // word: a constant; index 1: as it is written
  kPushVariable,
  kPushWhole,  // '$_'
  kPushBound,  // '$$'
  kPushSelf,
  kMakeCons,   // below: head, above: tail
  kMakeTuple,  // index: arity; the first element on top
  kMakeMap,    // index: how many; word: keys, a tuple; the first value on top
  kCall,       // index: MatchFunction; arity; the first argument on top
  kAnd,        // index: how many
  kOr,
  kAndAlso,  // index: where to go on with the value false
  kOrElse,   // the same with true
  kTest,     // takes a value: not true is no match
  kDrop,
  kBody,    // from here on a failing call has the value 'EXIT'
  kReturn,  // the value on top is the result
};

struct MatchCode {
  MatchOp op;
  uint8_t arity = 0;
  uint32_t index = 0;
  Word word = 0;
};

// What '$1' is: its number, or nothing.
std::optional<uint64_t> match_variable(const AtomTable& atoms, Term term);
// No variable, '_' or map in it: only one term matches.
bool is_fully_bound(const AtomTable& atoms, Term pattern);

class MatchSpec final : public Resource {
 public:
  static constexpr char kKind = 0;

  // Null: it is none; `errors`, if not null, then has what is wrong, sentence by sentence.
  static MatchSpec* compile(VmContext& vm, Term spec, std::vector<std::string>* errors);
  ~MatchSpec() override;
  const void* kind() const override { return &kKind; }
  size_t bytes() const override;

  struct Clause {
    uint32_t start;  // of its code
    Term head, guards, body;
  };
  const std::vector<Clause>& clauses() const { return clauses_; }
  const std::vector<MatchCode>& code() const { return code_; }
  uint32_t variables() const { return variables_; }

 private:
  friend class MatchCompiler;
  MatchSpec() = default;

  EtsObject* source_ = nullptr;  // {Spec}
  std::vector<Clause> clauses_;
  std::vector<MatchCode> code_;
  // Of each kPushBound: the variables that are bound there.
  std::vector<std::vector<uint32_t>> bound_;
  uint32_t variables_ = 0;

  friend class MatchRun;
};

class MatchRun {
 public:
  MatchRun(VmContext& vm, const MatchSpec& spec, Term self);

  // kNoTerm: no match. Else the result, good until the next run and as long as the term is.
  Term run(Term term);

 private:
  Term run_clause(const MatchSpec::Clause& clause, Term term);
  const MatchCode* match_head(const MatchCode* code, Term term);
  Term evaluate(const MatchCode* code, Term term);
  Term apply(const MatchCode& call);
  Term call(MatchFunction function, const Term* arguments);
  Term make_map(const MatchCode& code);
  Term conjunction(uint32_t count, bool all);
  Term arithmetic(ArithOp op, Term a, Term b);
  Term binary_part(Term binary, Term position, Term length);
  TermSpace& room(size_t words);
  Term pop() {
    Term top = values_.back();
    values_.pop_back();
    return top;
  }

  VmContext& vm_;
  const AtomTable& atoms_;
  const MatchSpec& spec_;
  const Term self_;
  const Term exit_;  // 'EXIT'
  std::vector<Term> variables_;
  std::vector<Term> values_;
  std::vector<Word> waiting_;
  Term map_value_ = kNoTerm;
  std::vector<std::unique_ptr<Word[]>> chunks_;
  std::vector<size_t> chunk_words_;
  size_t chunk_ = 0;
  TermSpace space_;
};

}  // namespace linac
