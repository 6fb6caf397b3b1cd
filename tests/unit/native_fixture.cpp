#include "tests/unit/native_fixture.h"

#include <charconv>

#include "bifs/install.h"
#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/map.h"
#include "core/term/number_text.h"
#include "runtime/exec/dirty.h"
#include "runtime/exec/native_call.h"
#include "runtime/memory/copy.h"

namespace linac {
namespace {

// Reads one expression; a failed call ends it all with that outcome.
class Reader {
 public:
  Reader(NativeWorld& world, std::string_view text) : world_(world), text_(text) {}

  NativeOutcome outcome() {
    for (std::string_view name : {"error", "exit", "throw"}) {
      if (text_.substr(0, name.size() + 1) != std::string(name) + ":") continue;
      at_ = name.size() + 1;
      Term reason = term();
      return {*world_.atoms().intern(name), reason};
    }
    Term value = term();
    skip();
    if (failed_) return failure_;
    EXPECT_EQ(at_, text_.size()) << text_;
    return {kNoTerm, value};
  }

 private:
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  char peek() {
    skip();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(std::string_view token) {
    skip();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void need(std::string_view token) {
    if (take(token)) return;
    ADD_FAILURE() << "expected " << token << " at " << at_ << " in " << text_;
    at_ = text_.size();
  }

  Term term() {
    char c = peek();
    if (c == '[') return list();
    if (c == '{') return tuple(elements("{", "}"));
    if (c == '"') return string_list();
    if (take("#{")) return map();
    if (take("<<")) return bits();
    if (c == '$') return character();
    if (c == '-' || c == '+' || (c >= '0' && c <= '9')) return number();
    return atom_or_call();
  }
  std::vector<Term> elements(std::string_view open, std::string_view close) {
    std::vector<Term> result;
    need(open);
    if (take(close)) return result;
    do result.push_back(term());
    while (take(","));
    need(close);
    return result;
  }
  Term tuple(const std::vector<Term>& terms) {
    Term result = world_.space(tuple_words(terms.size())).tuple(terms.size());
    for (size_t i = 0; i < terms.size(); ++i) payload(result)[i] = terms[i].bits;
    return result;
  }
  Term make_list(const std::vector<Term>& terms, Term tail) {
    TermSpace& space = world_.space(kConsWords * terms.size());
    for (size_t i = terms.size(); i-- > 0;) tail = space.cons(terms[i], tail);
    return tail;
  }
  Term list() {
    std::vector<Term> terms;
    Term tail = kNil;
    need("[");
    if (take("]")) return kNil;
    do terms.push_back(term());
    while (take(","));
    if (take("|")) tail = term();
    need("]");
    return make_list(terms, tail);
  }
  Term string_list() {
    std::vector<Term> terms;
    std::string bytes = quoted('"');
    for (size_t i = 0; i < bytes.size();) {
      DecodedUtf8 next = decode_utf8(reinterpret_cast<const uint8_t*>(&bytes[i]), bytes.size() - i);
      terms.push_back(make_small(next.code_point));
      i += next.length;
    }
    return make_list(terms, kNil);
  }
  std::string quoted(char quote) {
    std::string result;
    need(std::string(1, quote));
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\') {
        ++at_;
        char c = text_[at_++];
        result += c == 'n' ? '\n' : c == '0' ? '\0' : c;
      } else {
        result += text_[at_++];
      }
    }
    ++at_;
    return result;
  }
  Term map() {
    std::vector<Term> keys, values;
    if (!take("}")) {
      do {
        keys.push_back(term());
        need("=>");
        values.push_back(term());
      } while (take(","));
      need("}");
    }
    MapPlan plan(world_.atoms(), keys);
    return plan.build(keys, values, world_.space(plan.words()));
  }
  Term bits() {
    std::vector<uint8_t> bytes;
    size_t size = 0;
    auto add = [&](uint64_t value, unsigned count) {
      bytes.resize((size + count + 7) / 8);
      write_bits(bytes.data(), size, value, count);
      size += count;
    };
    if (!take(">>")) {
      do {
        if (peek() == '"') {
          for (char c : quoted('"')) add(static_cast<uint8_t>(c), 8);
        } else {
          uint64_t value = static_cast<uint64_t>(term().small_value());
          add(value, take(":") ? static_cast<unsigned>(term().small_value()) : 8);
        }
      } while (take(","));
      need(">>");
    }
    return make_bitstring({bytes.data(), 0, size}, world_.space(binary_words(size)));
  }
  Term character() {
    ++at_;
    DecodedUtf8 next =
        decode_utf8(reinterpret_cast<const uint8_t*>(text_.data() + at_), text_.size() - at_);
    at_ += next.length;
    return make_small(next.code_point);
  }
  Term number() {
    size_t start = at_;
    ++at_;
    bool is_float = false;
    unsigned base = 10;
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '#') {
        base = static_cast<unsigned>(std::stoul(std::string(text_.substr(start, at_ - start))));
        start = at_ + 1;
        continue;
      }
      bool exponent_sign = (c == '-' || c == '+') && is_float && text_[at_ - 1] == 'e';
      if (c == '.') is_float = true;
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && !exponent_sign) break;
    }
    std::string_view digits = text_.substr(start, at_ - start);
    if (is_float) return world_.space(kFloatWords).number(*float_from_text(digits));
    return integer_from_text(digits, base, world_.space(integer_words_from_text(digits, base)))
        .value;
  }
  std::string word() {
    if (peek() == '\'') return quoted('\'');
    size_t start = at_;
    auto belongs = [](unsigned char c) {
      return std::isalnum(c) || c == '_' || c == '@' || c >= 0x80;
    };
    while (at_ < text_.size() && belongs(static_cast<unsigned char>(text_[at_]))) ++at_;
    std::string result(text_.substr(start, at_ - start));
    if (result.empty()) {
      ADD_FAILURE() << "expected a term at " << at_ << " in " << text_;
      at_ = text_.size();
    }
    return result;
  }
  Term atom_or_call() {
    std::string name = word();
    if (at_ >= text_.size() || text_[at_] != ':') return *world_.atoms().intern(name);
    ++at_;
    std::string function = word();
    std::vector<Term> arguments = elements("(", ")");
    if (failed_) return kNil;
    NativeOutcome outcome = world_.call(name, function, arguments);
    if (outcome.exception_class == kNoTerm) return outcome.term;
    failed_ = true;
    failure_ = outcome;
    return kNil;
  }

  NativeWorld& world_;
  std::string_view text_;
  size_t at_ = 0;
  bool failed_ = false;
  NativeOutcome failure_;
};

void show_term(const AtomTable& atoms, Term term, std::string& out);

template <class Next>
void show_sequence(const AtomTable& atoms, std::string& out, size_t count, Next next) {
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    show_term(atoms, next(i), out);
  }
}

void show_bits(Term term, std::string& out) {
  BitsView view = bits_view(term);
  out += "<<";
  for (size_t bit = 0; bit < view.bit_size; bit += 8) {
    unsigned count = static_cast<unsigned>(std::min<size_t>(8, view.bit_size - bit));
    if (bit > 0) out += ',';
    out += std::to_string(read_bits(view.bytes, view.bit_offset + bit, count));
    if (count < 8) out += ":" + std::to_string(count);
  }
  out += ">>";
}

// For messages of failed tests; deep terms recurse.
void show_term(const AtomTable& atoms, Term term, std::string& out) {
  if (term.is_atom()) {
    out += atoms.text(term);
  } else if (is_integer(term)) {
    std::string text(integer_text_size(term, 10), '\0');
    text.resize(integer_to_text(term, 10, text.data()));
    out += text;
  } else if (is_float(term)) {
    char text[kShortFloatTextSize];
    out.append(text, float_to_short_text(float_value(term), text));
  } else if (term.is_list()) {
    out += '[';
    for (bool first = true; term.is_cons(); term = term.tail(), first = false) {
      if (!first) out += ',';
      show_term(atoms, term.head(), out);
    }
    if (!term.is_nil()) {
      out += '|';
      show_term(atoms, term, out);
    }
    out += ']';
  } else if (is_tuple(term)) {
    out += '{';
    show_sequence(atoms, out, tuple_arity(term), [&](size_t i) { return tuple_element(term, i); });
    out += '}';
  } else if (is_map(term)) {
    out += "#{";
    for (MapIterator it(term); it.next();) {
      show_term(atoms, it.key(), out);
      out += "=>";
      show_term(atoms, it.value(), out);
      out += ',';
    }
    out += '}';
  } else if (is_bitstring(term)) {
    show_bits(term, out);
  } else {
    out += "?";
  }
}

}  // namespace

NativeWorld::NativeWorld(bool stress) : vm_(VmOptions{}, install_natives) {
  options_ = *vm_.context().heap_options;
  options_.max_heap_words = size_t{1} << 28;
  options_.stress_interval = stress ? 1 : 0;
  options_.verify = stress;
  memory_ = std::make_unique<SchedulerMemory>(pages_);
  registers_ = std::make_unique<RegisterFile>();
  Term pid = make_immediate(ImmediateKind::kPid, 1);
  process_ = std::make_unique<Process>(vm_.context(), pid, options_, *memory_);
  process_->registers = registers_.get();
}

NativeWorld::~NativeWorld() = default;

TermSpace& NativeWorld::space(size_t words) {
  spaces_.push_back(std::make_unique<TestSpace>(words + 1));
  return **spaces_.back();
}

Term NativeWorld::copy_out(Term term) {
  return copy_term(term, space(measure_copy(term, nullptr)), nullptr);
}

NativeOutcome NativeWorld::call(std::string_view module, std::string_view name,
                                const std::vector<Term>& arguments) {
  uint32_t arity = static_cast<uint32_t>(arguments.size());
  const NativeInfo* info =
      vm_.context().natives->find(*atoms().intern(module), *atoms().intern(name), arity);
  if (!info) return {atoms::kError, atoms::kUndef};
  size_t words = 0;
  for (Term argument : arguments) words += measure_copy(argument, nullptr);
  VM_CHECK(process_->heap.reserve(words, Safepoint{}));
  Term* x = registers_->x;
  for (uint32_t i = 0; i < arity; ++i) {
    x[i] = copy_term(arguments[i], process_->heap.space, nullptr);
  }
  process_->reductions_left = kSliceReductions;
  NativeResult answer;
  Safepoint at;
  at.registers = x;
  at.register_count = arity;
  {
    NativeCall call(*process_, *info, x, at);
    answer = info->function(call);
  }
  if (answer.status == NativeStatus::kWait && process_->dirty) {
    process_->save_registers(x, arity);
    make_dirty_call(*process_, *memory_);
    process_->restore_registers(x);
    NativeCall again(*process_, *info, x, at);
    answer = info->function(again);
  }
  EXPECT_EQ(memory_->handles.size(), 0u) << name;
  if (answer.status == NativeStatus::kRaise) {
    PendingException exception = process_->exception();
    process_->exception() = {};
    return {exception.exception_class, copy_out(exception.reason)};
  }
  EXPECT_EQ(answer.status, NativeStatus::kValue) << name;
  at.register_count = 1;
  x[0] = answer.value;
  if (options_.stress_interval != 0) VM_CHECK(process_->heap.collect_major(0, at));
  return {kNoTerm, copy_out(x[0])};
}

NativeOutcome NativeWorld::eval(std::string_view text) { return Reader(*this, text).outcome(); }

bool NativeWorld::same(const NativeOutcome& a, const NativeOutcome& b, int64_t ulps) const {
  if (a.exception_class != b.exception_class) return false;
  if (ulps > 0 && is_float(a.term) && is_float(b.term)) {
    int64_t x = std::bit_cast<int64_t>(float_value(a.term));
    int64_t y = std::bit_cast<int64_t>(float_value(b.term));
    return (x < 0) == (y < 0) && std::abs(x - y) <= ulps;
  }
  return exact_equal(a.term, b.term);
}

std::string NativeWorld::show(Term term) const {
  std::string out;
  show_term(atoms(), term, out);
  return out;
}

std::string NativeWorld::show(const NativeOutcome& outcome) const {
  std::string text = show(outcome.term);
  if (outcome.exception_class == kNoTerm) return text;
  return std::string(atoms().text(outcome.exception_class)) + ":" + text;
}

void check_native_cases(std::span<const NativeCase> cases, int64_t ulps) {
  for (bool stress : {false, true}) {
    NativeWorld world(stress);
    for (const NativeCase& one : cases) {
      NativeOutcome expected = world.eval(one.outcome);
      NativeOutcome actual = world.eval(one.expression);
      EXPECT_TRUE(world.same(expected, actual, ulps))
          << one.expression << "\n  expected " << world.show(expected).substr(0, 2000)
          << "\n  actual   " << world.show(actual).substr(0, 2000)
          << (stress ? "\n  collecting at every reservation" : "");
    }
  }
}

}  // namespace linac
