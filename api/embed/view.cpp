// TermView: looking at terms in a process's heap.
#include "linac/view.h"

#include "api/embed/convert.h"
#include "core/term/bigint.h"
#include "core/term/bits.h"
#include "core/term/map.h"
#include "linac/native.h"
#include "runtime/exec/native_call.h"

namespace linac::v0 {
namespace {

NativeCall& call_of(const detail::Frame* frame) { return *static_cast<NativeCall*>(frame->call); }

Kind kind_of(Term term) {
  if (is_integer(term)) return Kind::kInteger;
  if (is_float(term)) return Kind::kFloat;
  if (term.is_atom()) return Kind::kAtom;
  if (term.is_list()) return Kind::kList;
  if (term.is_local_pid()) return Kind::kPid;
  if (is_tuple(term)) return Kind::kTuple;
  if (is_map(term)) return Kind::kMap;
  if (is_bitstring(term)) return Kind::kBinary;
  return Kind::kOpaque;
}

}  // namespace

Kind TermView::kind() const { return kind_of(Term{bits_}); }

bool TermView::is_atom(std::string_view name) const {
  Term term{bits_};
  return term.is_atom() && call_of(frame_).atoms().text(term) == name;
}

std::optional<int64_t> TermView::big_int64() const {
  Term term{bits_};
  if (!is_big(term)) return std::nullopt;
  return integer_to_int64(term);
}

std::optional<uint64_t> TermView::as_uint64() const {
  Term term{bits_};
  if (!is_integer(term)) return std::nullopt;
  return integer_to_uint64(term);
}

std::optional<double> TermView::boxed_double() const {
  Term term{bits_};
  if (!is_boxed_float(term)) return std::nullopt;
  return float_value(term);
}

std::optional<bool> TermView::as_bool() const {
  Term term{bits_};
  if (term == atoms::kTrue) return true;
  if (term == atoms::kFalse) return false;
  return std::nullopt;
}

std::optional<std::string_view> TermView::as_atom() const {
  Term term{bits_};
  if (!term.is_atom()) return std::nullopt;
  return call_of(frame_).atoms().text(term);
}

std::optional<std::string_view> TermView::as_string() const {
  Term term{bits_};
  if (!is_bitstring(term)) return std::nullopt;
  BitsView view = bits_view(term);
  if (!view.byte_aligned() || !view.is_binary()) return std::nullopt;
  return std::string_view(reinterpret_cast<const char*>(view.data()), view.byte_size());
}

std::optional<Pid> TermView::as_pid() const {
  if (!Term{bits_}.is_local_pid()) return std::nullopt;
  return Pid{bits_};
}

size_t TermView::bit_size() const {
  Term term{bits_};
  return is_bitstring(term) ? linac::bit_size(term) : 0;
}

size_t TermView::size() const {
  Term term{bits_};
  if (is_map(term)) return map_size(term);
  return items().size();
}

ItemRange TermView::items() const {
  Term term{bits_};
  ItemRange range;
  range.frame_ = frame_;
  if (is_tuple(term)) {
    range.at_ = reinterpret_cast<uint64_t>(payload(term));
    range.size_ = tuple_arity(term);
  } else if (term.is_cons()) {
    range.at_ = bits_;
    range.is_list_ = true;
    for (; term.is_cons(); term = term.tail()) range.size_++;
  }
  return range;
}

bool TermView::is_proper_list() const {
  Term term{bits_};
  while (term.is_cons()) term = term.tail();
  return term.is_nil();
}

TermView ItemRange::Iterator::operator*() const {
  uint64_t bits = is_list_ ? Term{at_}.head().bits : *reinterpret_cast<const uint64_t*>(at_);
  return {bits, frame_};
}

ItemRange::Iterator& ItemRange::Iterator::operator++() {
  at_ = is_list_ ? Term{at_}.tail().bits : at_ + sizeof(uint64_t);
  left_--;
  return *this;
}

TermView TermView::operator[](size_t index) const {
  Term term{bits_};
  if (is_tuple(term)) return {tuple_element(term, index).bits, frame_};
  for (; index > 0; index--) term = term.tail();
  return {term.head().bits, frame_};
}

std::optional<TermView> TermView::find(std::string_view name) const {
  Term term{bits_};
  if (!is_map(term)) return std::nullopt;
  const VmContext& vm = call_of(frame_).vm();
  if (auto atom = vm.atoms->find(name)) {
    Term value = map_get(*vm.atoms, term, *atom);
    if (value != kNoTerm) return TermView(value.bits, frame_);
  }
  embed::Scratch scratch(vm);
  Term key = scratch.build(Value(name));
  Term value = key == kNoTerm ? kNoTerm : map_get(*vm.atoms, term, key);
  if (value == kNoTerm) return std::nullopt;
  return TermView(value.bits, frame_);
}

bool TermView::is_tagged(std::string_view name, size_t fields) const {
  Term term{bits_};
  return is_tuple_of(term, fields + 1) &&
         TermView(tuple_element(term, 0).bits, frame_).is_atom(name);
}

void TermView::walk_entries(void (*use)(void*, const TermView&, const TermView&),
                            void* data) const {
  if (!is_map(Term{bits_})) return;
  for (MapIterator it(Term{bits_}); it.next();) {
    use(data, TermView(it.key().bits, frame_), TermView(it.value().bits, frame_));
  }
}

Value TermView::to_value() const { return embed::read_value(call_of(frame_).vm(), Term{bits_}); }

namespace detail {

bool fits(const TermView& view) {
  const VmContext& vm = call_of(view.frame_).vm();
  size_t most = embed::most_value_bytes(vm);
  return embed::measure_value(vm, Term{view.bits_}, most) != embed::kTooManyBytes;
}

void raise_too_large(Frame& frame) {
  raise(frame, "error", embed::too_large_value(embed::most_value_bytes(call_of(&frame).vm())));
}

}  // namespace detail

}  // namespace linac::v0
