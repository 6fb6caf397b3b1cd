// ets: select, match and their relatives.
#include <algorithm>

#include "bifs/ets_scan.h"
#include "core/term/compare.h"

namespace linac {
namespace {

// Which specification an argument stands for.
enum class Pattern : uint8_t { kSpec, kMatch, kObject };

// A count of a specification that ends with this.
struct SpecHolder {
  MatchSpec* spec = nullptr;
  bool is_empty = false;  // []: matches nothing

  SpecHolder() = default;
  ~SpecHolder() {
    if (spec) spec->release();
  }
  SpecHolder(const SpecHolder&) = delete;
  SpecHolder& operator=(const SpecHolder&) = delete;

  bool compile(NativeCall& call, Term term, Pattern pattern) {
    is_empty = pattern == Pattern::kSpec && term.is_nil();
    if (is_empty) return true;
    if (pattern == Pattern::kSpec) {
      spec = MatchSpec::compile(call.vm(), term, nullptr);
      return spec != nullptr;
    }
    // [{Pattern, [], ['$$' | '$_']}]
    Term result = *call.vm().atoms->intern(pattern == Pattern::kMatch ? "$$" : "$_");
    Word body[2] = {result.bits, kNil.bits};
    Word clause[4] = {tuple_header(3), term.bits, kNil.bits, make_cons(body).bits};
    Word list[2] = {make_boxed(clause).bits, kNil.bits};
    spec = MatchSpec::compile(call.vm(), make_cons(list), nullptr);
    return spec != nullptr;
  }
};

EtsPlan plan_for(NativeCall& call, const SpecHolder& holder, EtsTable& table) {
  if (holder.is_empty) return {};
  return make_plan(call.atoms(), *holder.spec, table.options.key_index);
}

const auto kNoReplacement = []() -> EtsObject* { return nullptr; };
const auto kNeverFull = [] { return false; };

// Shows each object to the specification and keeps what it answers.
class Collector {
 public:
  Collector(NativeCall& call, EtsResults& results, const SpecHolder& holder) : results_(results) {
    if (holder.spec) run_.emplace(call.vm(), *holder.spec, call.process().pid);
  }
  ScanStep operator()(const EtsObject& object) {
    Term result = run_->run(object.tuple());
    if (result == kNoTerm) return ScanStep::kNext;
    bool kept = result == object.tuple() ? results_.add_object(object) : results_.add(result);
    return kept ? ScanStep::kNext : ScanStep::kNoMemory;
  }

 private:
  EtsResults& results_;
  std::optional<MatchRun> run_;
};

// --- All at once ----------------------------------------------------------------------------------

NativeResult select_all(NativeCall& call, Pattern pattern, bool backward) {
  EtsResults results(call);
  Term list = kNoTerm;
  {
    NoGc no_gc(call.heap());
    SpecHolder holder;
    bool valid = holder.compile(call, call[1].get(no_gc), pattern);
    EtsScan scan(call, call[0].get(no_gc), EtsNeed::kRead, EtsMode::kShared);
    if (!scan) return scan.failure();
    if (!valid) return call.badarg();
    bool ordered = scan.table().is_ordered();
    scan.backward = backward;
    Collector collect(call, results, holder);
    switch (scan.run(plan_for(call, holder, scan.table()), collect, kNoReplacement, kNeverFull)) {
      case ScanEnd::kGone: return call.badarg_because(call.vm().ets->atoms.id);
      case ScanEnd::kNoMemory: return call.out_of_memory();
      case ScanEnd::kDone:
      case ScanEnd::kFull: break;
    }
    scan.finish();
    size_t count = results.terms().size();
    list = ordered ? results.list(0, count, kNil) : results.reversed(0, count, kNil);
    if (list == kNoTerm) return call.out_of_memory();
  }
  results.adopt();
  return call.value(list);
}

// --- By chunks ------------------------------------------------------------------------------------

// What a continuation says. Of an ordered table {Table, LastKey, [], Limit, Spec, [], Backward, 0}, of
// others {Table, Bucket, Limit, Spec, Rest, RestCount}: OTP's own shapes, which
// ets:repair_continuation/2 knows. Rest are results that the last chunk had no room for, in the order
// in which they were found; Bucket is -1 where only these are left.
struct Chunk {
  Term table = kNoTerm;
  bool ordered = false;
  bool backward = false;
  bool scanned_all = false;
  uint32_t bucket = 0;
  Term key = kNoTerm;
  size_t limit = 0;
  Term rest = kNil;
  size_t rest_count = 0;
};

MatchSpec* spec_of(Term term) {
  if (!is_boxed_kind(term, BoxedKind::kResource)) return nullptr;
  Resource* resource = resource_of(term);
  return resource->kind() == &MatchSpec::kKind ? static_cast<MatchSpec*>(resource) : nullptr;
}

bool read_limit(Term term, size_t* limit) {
  if (!term.is_small() || term.small_value() < 1) return false;
  *limit = static_cast<size_t>(term.small_value());
  return true;
}

bool read_continuation(Term term, Chunk* chunk, MatchSpec** spec) {
  if (is_tuple_of(term, 6)) {
    Term bucket = tuple_element(term, 1), rest_count = tuple_element(term, 5);
    *spec = spec_of(tuple_element(term, 3));
    if (!*spec || !bucket.is_small() || !rest_count.is_small()) return false;
    if (!read_limit(tuple_element(term, 2), &chunk->limit)) return false;
    chunk->scanned_all = bucket.small_value() < 0;
    chunk->bucket = static_cast<uint32_t>(std::max<int64_t>(bucket.small_value(), 0));
    chunk->rest = tuple_element(term, 4);
    chunk->rest_count = static_cast<size_t>(std::max<int64_t>(rest_count.small_value(), 0));
    return chunk->rest.is_list();
  }
  if (!is_tuple_of(term, 8)) return false;
  *spec = spec_of(tuple_element(term, 4));
  if (!*spec || !read_limit(tuple_element(term, 3), &chunk->limit)) return false;
  chunk->ordered = true;
  chunk->key = tuple_element(term, 1);
  chunk->backward = tuple_element(term, 6) == make_small(1);
  return true;
}

// The tuple; kNoTerm: no memory.
Term make_continuation(NativeCall& call, const Chunk& chunk, MatchSpec& spec, Term rest,
                       size_t rest_count, EtsResults& results) {
  TermSpace* space = results.room(tuple_words(8) + kResourceWords + kReferenceWords);
  if (!space) return kNoTerm;
  ReferenceKey key = new_reference(*call.vm().identities);
  spec.retain();
  Term reference = make_resource(*space, key.low, key.high, &spec);
  Term limit = make_small(static_cast<int64_t>(chunk.limit));
  if (chunk.ordered) {
    return space->tuple_of(chunk.table, chunk.key, kNil, limit, reference, kNil,
                           make_small(chunk.backward), make_small(0));
  }
  Term bucket = make_small(chunk.scanned_all ? -1 : int64_t{chunk.bucket});
  return space->tuple_of(chunk.table, bucket, limit, reference, rest,
                         make_small(static_cast<int64_t>(rest_count)));
}

// {List, Continuation | '$end_of_table'} | '$end_of_table' of what was found.
NativeResult answer_chunk(NativeCall& call, Chunk& chunk, MatchSpec* spec, EtsResults& results,
                          Term* answer) {
  Term end = call.vm().ets->atoms.end_of_table;
  size_t count = results.terms().size();
  *answer = end;
  bool more = !chunk.scanned_all || chunk.rest_count > 0 || count > chunk.limit;
  if (count == 0 && !more) return call.value(end);
  size_t taken = std::min(count, chunk.limit);
  Term list = chunk.ordered ? results.list(0, taken, kNil) : results.reversed(0, taken, kNil);
  Term next = end;
  if (more && list != kNoTerm) {
    // What was found before and not yet given stands before what is left of this scan.
    size_t rest_count = count - taken + chunk.rest_count;
    Term rest = results.list(taken, count, chunk.rest);
    next = rest == kNoTerm ? kNoTerm
                           : make_continuation(call, chunk, *spec, rest, rest_count, results);
  }
  TermSpace* space = results.room(tuple_words(2));
  if (list == kNoTerm || next == kNoTerm || !space) return call.out_of_memory();
  *answer = space->tuple_of(list, next);
  return call.value(*answer);
}

// Takes what is left of earlier scans, then scans on as long as that is not enough. Then the results
// are the first of them, and chunk.rest what of the old rest was not needed.
NativeResult run_chunk(NativeCall& call, Chunk& chunk, const SpecHolder& holder,
                       EtsResults& results, EtsScan& scan, Term* answer) {
  for (; chunk.rest.is_cons() && results.terms().size() < chunk.limit; chunk.rest_count--) {
    results.terms().push_back(chunk.rest.head());
    chunk.rest = chunk.rest.tail();
  }
  if (!chunk.rest.is_cons()) chunk.rest_count = 0;
  chunk.ordered = scan.table().is_ordered();
  if (results.terms().size() < chunk.limit && !chunk.scanned_all) {
    scan.bucket = chunk.bucket;
    scan.key = chunk.key;
    scan.backward = chunk.backward;
    Collector collect(call, results, holder);
    EtsPlan plan = plan_for(call, holder, scan.table());
    switch (scan.run(plan, collect, kNoReplacement,
                     [&] { return results.terms().size() >= chunk.limit; })) {
      case ScanEnd::kGone: return call.badarg_because(call.vm().ets->atoms.id);
      case ScanEnd::kNoMemory: return call.out_of_memory();
      case ScanEnd::kDone: chunk.scanned_all = true; break;
      case ScanEnd::kFull: break;
    }
    chunk.bucket = scan.bucket;
    if (chunk.ordered && !chunk.scanned_all) {
      if (!results.add(scan.key)) return call.out_of_memory();
      chunk.key = results.terms().back();
      results.terms().pop_back();
    }
  }
  scan.finish();
  return answer_chunk(call, chunk, holder.spec, results, answer);
}

NativeResult select_chunk(NativeCall& call, Pattern pattern, bool backward) {
  EtsResults results(call);
  Term answer = kNoTerm;
  {
    NoGc no_gc(call.heap());
    SpecHolder holder;
    bool valid = holder.compile(call, call[1].get(no_gc), pattern);
    EtsScan scan(call, call[0].get(no_gc), EtsNeed::kRead, EtsMode::kShared);
    if (!scan) return scan.failure();
    Chunk chunk;
    if (!valid || !read_limit(call[2].get(no_gc), &chunk.limit)) return call.badarg();
    TermSpace* space = results.room(kReferenceWords);
    if (!space) return call.out_of_memory();
    chunk.table = make_reference(EtsTables::key_of(scan.table()), *space);
    chunk.backward = backward;
    NativeResult result = run_chunk(call, chunk, holder, results, scan, &answer);
    if (result.status != NativeStatus::kValue) return result;
  }
  results.adopt();
  return call.value(answer);
}

NativeResult select_on(NativeCall& call) {
  if (call[0].is(call.vm().ets->atoms.end_of_table)) return call.value(call[0]);
  EtsResults results(call);
  Term answer = kNoTerm;
  {
    NoGc no_gc(call.heap());
    Term continuation = call[0].get(no_gc);
    if (!call[0].is_tuple() || tuple_arity(continuation) == 0) return call.badarg();
    Chunk chunk;
    SpecHolder holder;
    MatchSpec* spec = nullptr;
    bool valid = read_continuation(continuation, &chunk, &spec);
    if (valid) {
      holder.spec = spec;
      spec->retain();
    }
    chunk.table = tuple_element(continuation, 0);
    EtsScan scan(call, chunk.table, EtsNeed::kRead, EtsMode::kShared);
    if (!scan) return scan.failure();
    if (!valid || chunk.ordered != scan.table().is_ordered()) return call.badarg();
    NativeResult result = run_chunk(call, chunk, holder, results, scan, &answer);
    if (result.status != NativeStatus::kValue) return result;
  }
  results.adopt();
  return call.value(answer);
}

// --- Counting and changing ------------------------------------------------------------------------

// The number of objects that visit() answered something else but kNext for.
template <class Visit, class Replacement>
NativeResult count_visits(NativeCall& call, const SpecHolder& holder, EtsScan& scan, Visit visit,
                          Replacement replacement) {
  switch (scan.run(plan_for(call, holder, scan.table()), visit, replacement, kNeverFull)) {
    case ScanEnd::kGone: return call.badarg_because(call.vm().ets->atoms.id);
    case ScanEnd::kNoMemory: return call.system_limit();
    case ScanEnd::kDone:
    case ScanEnd::kFull: break;
  }
  scan.finish();
  return call.boolean(true);
}

NativeResult count_or_delete(NativeCall& call, bool deletes) {
  NoGc no_gc(call.heap());
  SpecHolder holder;
  bool valid = holder.compile(call, call[1].get(no_gc), Pattern::kSpec);
  EtsScan scan(call, call[0].get(no_gc), deletes ? EtsNeed::kWrite : EtsNeed::kRead,
               deletes ? EtsMode::kKey : EtsMode::kShared);
  if (!scan) return scan.failure();
  if (!valid) return call.badarg();
  std::optional<MatchRun> run;
  if (holder.spec) run.emplace(call.vm(), *holder.spec, call.process().pid);
  int64_t count = 0;
  NativeResult result = count_visits(
      call, holder, scan,
      [&](const EtsObject& object) {
        if (run->run(object.tuple()) != atoms::kTrue) return ScanStep::kNext;
        count++;
        return deletes ? ScanStep::kDelete : ScanStep::kNext;
      },
      kNoReplacement);
  if (result.status != NativeStatus::kValue) return result;
  return call.value(make_small(count));
}

// Whether the expression gives exactly what the pattern has matched.
bool builds_same(const AtomTable& atoms, Term pattern, Term expression) {
  std::vector<std::pair<Term, Term>> later{{pattern, expression}};
  while (!later.empty()) {
    auto [from, to] = later.back();
    later.pop_back();
    if (match_variable(atoms, from)) {
      if (from != to) return false;
    } else if (is_tuple_of(to, 2) && tuple_element(to, 0).is_atom() &&
               atoms.text(tuple_element(to, 0)) == "const") {
      if (!is_fully_bound(atoms, from) || !exact_equal(tuple_element(to, 1), from)) return false;
    } else if (from.is_cons()) {
      if (!to.is_cons()) return false;
      later.push_back({from.tail(), to.tail()});
      later.push_back({from.head(), to.head()});
    } else if (from.is_boxed() && is_tuple(from)) {
      if (!is_tuple_of(to, 1)) return false;
      Term tuple = tuple_element(to, 0);
      if (!is_tuple_of(tuple, tuple_arity(from))) return false;
      for (size_t i = 0; i < tuple_arity(from); i++) {
        later.push_back({tuple_element(from, i), tuple_element(tuple, i)});
      }
    } else if (!is_fully_bound(atoms, from) || !exact_equal(from, to)) {
      return false;
    }
  }
  return true;
}

// Whether what a clause answers is an object with the key of the one that it matched.
bool keeps_key(const AtomTable& atoms, const MatchSpec::Clause& clause, uint32_t key_index) {
  if (!clause.body.is_cons() || !clause.body.tail().is_nil()) return false;
  Term answer = clause.body.head();
  if (answer.is_atom() && atoms.text(answer) == "$_") return true;
  if (!is_tuple_of(answer, 1)) return false;
  Term tuple = tuple_element(answer, 0), head = clause.head;
  auto has_key = [&](Term term) {
    return term.is_boxed() && is_tuple(term) && tuple_arity(term) > key_index;
  };
  if (!has_key(tuple) || !has_key(head)) return false;
  return builds_same(atoms, tuple_element(head, key_index), tuple_element(tuple, key_index));
}

}  // namespace

NativeResult ets_select_2(NativeCall& call) { return select_all(call, Pattern::kSpec, false); }
NativeResult ets_select_reverse_2(NativeCall& call) {
  return select_all(call, Pattern::kSpec, true);
}
NativeResult ets_match_2(NativeCall& call) { return select_all(call, Pattern::kMatch, false); }
NativeResult ets_match_object_2(NativeCall& call) {
  return select_all(call, Pattern::kObject, false);
}
NativeResult ets_select_3(NativeCall& call) { return select_chunk(call, Pattern::kSpec, false); }
NativeResult ets_select_reverse_3(NativeCall& call) {
  return select_chunk(call, Pattern::kSpec, true);
}
NativeResult ets_match_3(NativeCall& call) { return select_chunk(call, Pattern::kMatch, false); }
NativeResult ets_match_object_3(NativeCall& call) {
  return select_chunk(call, Pattern::kObject, false);
}
NativeResult ets_select_1(NativeCall& call) { return select_on(call); }
NativeResult ets_select_count_2(NativeCall& call) { return count_or_delete(call, false); }
NativeResult ets_internal_select_delete_2(NativeCall& call) { return count_or_delete(call, true); }

NativeResult ets_select_replace_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  SpecHolder holder;
  bool valid = holder.compile(call, call[1].get(no_gc), Pattern::kSpec);
  EtsScan scan(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kKey);
  if (!scan) return scan.failure();
  EtsTable& table = scan.table();
  if (table.options.type == EtsType::kBag) {
    return call.badarg_because(call.vm().ets->atoms.table_type);
  }
  if (!valid) return call.badarg();
  uint32_t key_index = table.options.key_index;
  std::optional<MatchRun> run;
  if (holder.spec) {
    run.emplace(call.vm(), *holder.spec, call.process().pid);
    for (const MatchSpec::Clause& clause : holder.spec->clauses()) {
      if (!keeps_key(call.atoms(), clause, key_index)) return call.badarg();
    }
  }
  EtsObject* made = nullptr;
  int64_t count = 0;
  NativeResult result = count_visits(
      call, holder, scan,
      [&](const EtsObject& object) {
        Term answer = run->run(object.tuple());
        if (answer == kNoTerm) return ScanStep::kNext;
        made = make_object(answer, *call.vm().literals);
        count++;
        return made ? ScanStep::kReplace : ScanStep::kNoMemory;
      },
      [&] { return made; });
  if (result.status != NativeStatus::kValue) return result;
  return call.value(make_small(count));
}

NativeResult ets_match_spec_compile_1(NativeCall& call) {
  Reserved room = call.reserve(kResourceWords);
  if (!room.ok()) return call.out_of_memory();
  MatchSpec* spec = MatchSpec::compile(call.vm(), call[0].get(room), nullptr);
  if (!spec) return call.badarg();
  ReferenceKey key = new_reference(*call.vm().identities);
  return call.value(make_resource(room.space(), key.low, key.high, spec));
}

NativeResult ets_is_compiled_ms_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  return call.boolean(spec_of(call[0].get(no_gc)) != nullptr);
}

namespace {

// The results of the specification in argument 1 for the terms of argument 0, the last first, before
// what is in argument 2.
NativeResult run_spec(NativeCall& call, bool reversed) {
  EtsResults results(call);
  Term list = kNoTerm;
  {
    NoGc no_gc(call.heap());
    MatchSpec* spec = spec_of(call[1].get(no_gc));
    Term terms = call[0].get(no_gc);
    if (!spec || !terms.is_list()) return call.badarg();
    MatchRun run(call.vm(), *spec, call.process().pid);
    int64_t count = 0;
    for (; terms.is_cons(); terms = terms.tail(), count++) {
      Term result = run.run(terms.head());
      if (result != kNoTerm && !results.add(result)) return call.out_of_memory();
    }
    if (!terms.is_nil()) return call.badarg();
    size_t found = results.terms().size();
    list = reversed ? results.reversed(0, found, call[2].get(no_gc)) : results.list(0, found, kNil);
    if (list == kNoTerm) return call.out_of_memory();
    call.charge(count / 16);
  }
  results.adopt();
  return call.value(list);
}

}  // namespace

NativeResult ets_match_spec_run_r_3(NativeCall& call) { return run_spec(call, true); }
NativeResult ets_match_spec_run_2(NativeCall& call) { return run_spec(call, false); }

namespace {

// {error, [{error, Text}]}; kNoTerm: no memory.
Term error_list(EtsResults& results, const std::vector<std::string>& errors) {
  for (const std::string& error : errors) {
    TermSpace* space = results.room(error.size() * kConsWords + tuple_words(2));
    if (!space) return kNoTerm;
    Term text = kNil;
    for (size_t i = error.size(); i-- > 0;) {
      text = space->cons(make_small(static_cast<uint8_t>(error[i])), text);
    }
    results.terms().push_back(space->tuple_of(atoms::kError, text));
  }
  Term list = results.list(0, results.terms().size(), kNil);
  TermSpace* space = results.room(tuple_words(2));
  return list == kNoTerm || !space ? kNoTerm : space->tuple_of(atoms::kError, list);
}

// {ok, Result} with as many empty lists behind it as `more` says, or the list of errors.
NativeResult test_spec(NativeCall& call, size_t more) {
  EtsResults results(call);
  Term answer = kNoTerm;
  {
    NoGc no_gc(call.heap());
    std::vector<std::string> errors;
    SpecHolder holder;
    holder.spec = MatchSpec::compile(call.vm(), call[1].get(no_gc), &errors);
    if (!holder.spec) {
      answer = error_list(results, errors);
    } else {
      MatchRun run(call.vm(), *holder.spec, call.process().pid);
      Term result = run.run(call[0].get(no_gc));
      bool room = results.add(result == kNoTerm ? atoms::kFalse : result);
      TermSpace* space = results.room(tuple_words(2 + more));
      if (room && space) {
        answer = space->tuple(2 + more);
        payload(answer)[0] = atoms::kOk.bits;
        payload(answer)[1] = results.terms()[0].bits;
        for (size_t i = 0; i < more; i++) payload(answer)[2 + i] = kNil.bits;
      }
    }
    if (answer == kNoTerm) return call.out_of_memory();
  }
  results.adopt();
  return call.value(answer);
}

}  // namespace

NativeResult erlang_match_spec_test_3(NativeCall& call) {
  bool is_table = peek(call, [&](const NoGc& no_gc) {
    return call[2].is_atom() && call.atoms().text(call[2].get(no_gc)) == "table";
  });
  return is_table ? test_spec(call, 2) : call.badarg();
}
NativeResult ets_test_ms_2(NativeCall& call) { return test_spec(call, 0); }

// --- What OTP writes in Erlang --------------------------------------------------------------------

namespace {

// The list that match_object(Table, '_') gives.
bool is_match_all(const AtomTable& atoms, Term spec) {
  if (!spec.is_cons() || !spec.tail().is_nil() || !is_tuple_of(spec.head(), 3)) return false;
  Term clause = spec.head(), body = tuple_element(clause, 2);
  (void)atoms;
  return tuple_element(clause, 0) == atoms::kUnderscore && tuple_element(clause, 1).is_nil() &&
         body.is_cons() && body.tail().is_nil() && body.head() == atoms::kTrue;
}

}  // namespace

NativeResult ets_internal_delete_all_2(NativeCall& call);

NativeResult ets_select_delete_2(NativeCall& call) {
  bool all =
      peek(call, [&](const NoGc& no_gc) { return is_match_all(call.atoms(), call[1].get(no_gc)); });
  return all ? ets_internal_delete_all_2(call) : ets_internal_select_delete_2(call);
}

NativeResult ets_delete_all_objects_1(NativeCall& call) {
  NativeResult result = ets_internal_delete_all_2(call);
  return result.status == NativeStatus::kValue ? call.boolean(true) : result;
}

NativeResult ets_tab2list_1(NativeCall& call) {
  EtsResults results(call);
  Term list = kNoTerm;
  {
    NoGc no_gc(call.heap());
    EtsScan scan(call, call[0].get(no_gc), EtsNeed::kRead, EtsMode::kShared);
    if (!scan) return scan.failure();
    bool ordered = scan.table().is_ordered();
    EtsPlan all;
    all.can_match = true;
    all.keys_only = false;
    ScanEnd end = scan.run(
        all,
        [&](const EtsObject& object) {
          return results.add_object(object) ? ScanStep::kNext : ScanStep::kNoMemory;
        },
        kNoReplacement, kNeverFull);
    if (end == ScanEnd::kGone) return call.badarg_because(call.vm().ets->atoms.id);
    if (end == ScanEnd::kNoMemory) return call.out_of_memory();
    scan.finish();
    size_t count = results.terms().size();
    list = ordered ? results.list(0, count, kNil) : results.reversed(0, count, kNil);
    if (list == kNoTerm) return call.out_of_memory();
  }
  results.adopt();
  return call.value(list);
}

NativeResult ets_match_delete_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Word body[2] = {atoms::kTrue.bits, kNil.bits};
  Word clause[4] = {tuple_header(3), call[1].get(no_gc).bits, kNil.bits, make_cons(body).bits};
  Word list[2] = {make_boxed(clause).bits, kNil.bits};
  SpecHolder holder;
  bool valid = holder.compile(call, make_cons(list), Pattern::kSpec);
  EtsScan scan(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kKey);
  if (!scan) return scan.failure();
  if (!valid) return call.badarg();
  MatchRun run(call.vm(), *holder.spec, call.process().pid);
  return count_visits(
      call, holder, scan,
      [&](const EtsObject& object) {
        return run.run(object.tuple()) == atoms::kTrue ? ScanStep::kDelete : ScanStep::kNext;
      },
      kNoReplacement);
}

}  // namespace linac
