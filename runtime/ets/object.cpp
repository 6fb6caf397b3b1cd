#include "runtime/ets/object.h"

#include <algorithm>
#include <cstdlib>

#include "core/term/shared_bytes.h"
#include "runtime/memory/copy.h"
#include "runtime/memory/off_heap.h"

namespace linac {
namespace {

constexpr size_t kMostWords = UINT32_MAX;

EtsObject* allocate(size_t words) {
  if (words > kMostWords) return nullptr;
  if (current_account && !current_account->take(words * sizeof(Word))) return nullptr;
  auto* object = static_cast<EtsObject*>(std::malloc(sizeof(EtsObject) + words * sizeof(Word)));
  if (!object) {
    if (current_account) current_account->give(words * sizeof(Word));
    return nullptr;
  }
  object->left = object->right = nullptr;
  object->off_heap = nullptr;
  object->words = static_cast<uint32_t>(words);
  object->height = 1;
  object->hidden = false;
  return object;
}

TermSpace space_of(EtsObject* object) {
  TermSpace space;
  space.top = object->start();
  space.limit = space.top + object->words;
  return space;
}

void finish(EtsObject* object, const TermSpace& space) {
  object->off_heap = space.off_heap.first;
  auto used = static_cast<uint32_t>(space.top - object->start());
  if (current_account) current_account->give((object->words - used) * sizeof(Word));
  object->words = used;
}

}  // namespace

EtsObject* make_object(Term tuple, const LiteralArea& literals) {
  size_t arity = tuple_arity(tuple);
  size_t pointers = 0;
  for (size_t i = 0; i < arity; i++) pointers |= tuple_element(tuple, i).is_pointer();
  if (pointers == 0) {
    EtsObject* object = allocate(arity + 1);
    if (object) std::memcpy(object->start(), tuple.box(), (arity + 1) * sizeof(Word));
    return object;
  }
  return make_object_with(tuple, nullptr, literals);
}

EtsObject* make_object_with(Term tuple, const Term* elements, const LiteralArea& literals) {
  size_t arity = tuple_arity(tuple);
  auto element = [&](size_t i) {
    return elements && elements[i] != kNoTerm ? elements[i] : tuple_element(tuple, i);
  };
  size_t words = arity + 1;
  for (size_t i = 0; i < arity; i++) {
    size_t more =
        measure_copy(element(i), &literals, std::min(kMostWords, literals.most_copied_words()));
    if (more == kTooLarge || (words += more) > kMostWords) return nullptr;
  }
  EtsObject* object = allocate(words);
  if (!object) return nullptr;
  TermSpace space = space_of(object);
  Term copy = space.tuple(arity);
  for (size_t i = 0; i < arity; i++) {
    payload(copy)[i] = copy_term(element(i), space, &literals).bits;
  }
  finish(object, space);
  return object;
}

void free_object(EtsObject* object) {
  if (object->off_heap) {
    OffHeapList list{object->off_heap, 0};
    release_off_heap(list);
  }
  if (current_account) current_account->give(object->words * sizeof(Word));
  std::free(object);
}

namespace {

// The box at `box` is a copy of one that holds on to something: the copy does, too.
void hold(Word* box, TermSpace& space) {
  Term copy = make_boxed(box);
  if (is_boxed_kind(copy, BoxedKind::kSharedBinary)) shared_bytes(copy)->seal();
  retain_off_heap(box);
  link_off_heap(space.off_heap, box, off_heap_bytes(box));
}

}  // namespace

Term copy_out(const EtsObject& object, TermSpace& space) {
  const Word* from = object.start();
  Word* to = space.take(object.words);
  std::memcpy(to, from, object.words * sizeof(Word));
  if (object.is_flat()) return make_boxed(to);
  Word begin = reinterpret_cast<Word>(from);
  Word size = object.words * sizeof(Word);
  Word distance = reinterpret_cast<Word>(to) - begin;
  for (Word *at = to, *end = to + object.words; at < end; at++) {
    Term term{*at};
    if (term.is_header()) {
      BoxedKind kind = header_kind(term.bits);
      uint8_t raw = kBoxedRawWords[static_cast<size_t>(kind)];
      if (is_off_heap_kind(kind)) hold(at, space);
      at += raw == kAllRaw ? header_size(term.bits) : raw;
    } else if (term.is_pointer() && term.bits - begin < size) {
      *at += distance;
    }
  }
  return make_boxed(to);
}

}  // namespace linac
