// persistent_term: terms that all processes read without copying. They lie in the literal area, so
// getting one is a lookup and it costs its reader nothing. What is replaced or erased stays there
// until the VM ends, as processes may hold it.
//
// Threads: any; readers share a lock.
#pragma once

#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "core/term/atom.h"
#include "runtime/memory/literal_area.h"

namespace linac {

class PersistentTerms {
 public:
  PersistentTerms(const AtomTable& atoms, LiteralArea& area) : atoms_(atoms), area_(area) {}
  ~PersistentTerms();
  PersistentTerms(const PersistentTerms&) = delete;
  PersistentTerms& operator=(const PersistentTerms&) = delete;

  enum class Put : uint8_t { kOk, kOther, kNoMemory };
  // kOther: `only_new`, and the key has another value.
  Put put(Term key, Term value, bool only_new);
  // kNoTerm: there is none.
  Term get(Term key) const;
  bool erase(Term key);
  // Keys and values.
  std::vector<std::pair<Term, Term>> all() const;
  size_t bytes() const;

 private:
  using Rows = std::unordered_multimap<uint32_t, std::pair<Term, Term>>;

  Rows::const_iterator find(Term key) const;
  // Into the literal area; kNoTerm: there is no room.
  Term keep(Term term);

  const AtomTable& atoms_;
  LiteralArea& area_;
  mutable std::shared_mutex mutex_;
  Rows rows_;
  std::vector<OffHeapList> kept_;
  size_t kept_words_ = 0;
};

}  // namespace linac
