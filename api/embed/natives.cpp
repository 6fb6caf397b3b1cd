// A call of a host native: the frame that the templates of native.h see, and the ways to answer.
#include "api/embed/natives.h"

#include "api/embed/convert.h"
#include "bifs/machine.h"
#include "core/term/bits.h"
#include "runtime/code/bif_table.h"
#include "runtime/exec/dirty.h"
#include "runtime/exec/native_call.h"
#include "runtime/memory/copy.h"

namespace linac::embed {
namespace {

using v0::detail::Frame;

static_assert(v0::detail::kSmallMask == kTagMask && kTagSmall == 0);
static_assert(v0::detail::kSmallShift == kSmallShift);
static_assert(v0::detail::fits_small(kSmallMax) && !v0::detail::fits_small(kSmallMax + 1));
static_assert(v0::detail::fits_small(kSmallMin) && !v0::detail::fits_small(kSmallMin - 1));
static_assert(v0::detail::is_word_float(kTagFloatTiny) && v0::detail::is_word_float(kTagFloatLow) &&
              v0::detail::is_word_float(kTagFloatHigh) && !v0::detail::is_word_float(kTagCons) &&
              !v0::detail::is_word_float(kTagBoxed) && !v0::detail::is_word_float(kTagImmediate));
static_assert(sizeof(Term) == sizeof(uint64_t));

constexpr uint32_t kMaxArity = 255;

inline Frame make_frame(NativeCall& call) {
  return {reinterpret_cast<const uint64_t*>(call.arguments()), kNoTerm.bits, call.arity(),
          v0::detail::kReturns, &call};
}

inline void enter(NativeCall& call, Frame& frame) {
  const auto& host = *static_cast<const HostFunction*>(call.info().host);
  host.function.entry(host.function.object.get(), frame);
}

NativeResult call_host_native(NativeCall& call) {
  Frame frame = make_frame(call);
  enter(call, frame);
  return {Term{frame.result},
          frame.status == v0::detail::kReturns ? NativeStatus::kValue : NativeStatus::kRaise};
}

// The answer has come: {0, Value} or {Class, Reason}.
NativeResult take_answer(NativeCall& call) {
  Process& self = call.process();
  if (!self.reply) return {kNoTerm, NativeStatus::kWait};
  Fragment* answer = self.reply;
  self.awaiting = 0;
  self.reply = nullptr;
  Term first = tuple_element(answer->root, 0), value = tuple_element(answer->root, 1);
  self.heap.adopt(answer);
  return first.is_small() ? call.value(value) : call.raise(first, value);
}

NativeResult call_host_async(NativeCall& call) {
  Process& self = call.process();
  if (self.awaiting) return take_answer(call);
  Frame frame = make_frame(call);
  enter(call, frame);
  if (frame.status == v0::detail::kWaits) return {kNoTerm, NativeStatus::kWait};
  if (self.awaiting) static_cast<HostCore*>(call.vm().host)->give_up_call(self);
  return {Term{frame.result},
          frame.status == v0::detail::kReturns ? NativeStatus::kValue : NativeStatus::kRaise};
}

NativeCall& call_of(Frame& frame) { return *static_cast<NativeCall*>(frame.call); }

void take(Frame& frame, NativeResult result) {
  frame.result = result.value.bits;
  frame.status = result.status == NativeStatus::kValue ? v0::detail::kReturns : v0::detail::kRaises;
}

Term class_of(std::string_view name) {
  if (name == "exit") return atoms::kExit;
  if (name == "throw") return atoms::kThrow;
  return atoms::kError;
}

// A term of a Scratch as the heap's own. kNoTerm: the process is out of memory.
Term copy_to_heap(NativeCall& call, Term term) {
  if (term.is_immediate()) return term;
  const LiteralArea* literals = call.vm().literals;
  Reserved room = call.reserve(measure_copy(term, literals));
  if (!room.ok()) return kNoTerm;
  return copy_term(term, room.space(), literals);
}

void answer_binary(Frame& frame, std::string_view bytes) {
  NativeCall& call = call_of(frame);
  Reserved room = call.reserve(binary_words(bytes.size() * 8));
  if (!room.ok()) return take(frame, call.out_of_memory());
  Term binary = kNoTerm;
  uint8_t* to = make_binary_uninit(bytes.size(), room.space(), &binary);
  if (!to) return take(frame, call.system_limit());
  std::copy(bytes.begin(), bytes.end(), to);
  take(frame, call.value(binary));
}

v0::Error cannot_add(std::string_view module, std::string_view name, size_t arity,
                     const char* why) {
  return invalid_error("cannot add " + std::string(module) + ":" + std::string(name) + "/" +
                       std::to_string(arity) + ": " + why);
}

}  // namespace
}  // namespace linac::embed

namespace linac::v0 {

using embed::HostCore;

// --- Registering ---------------------------------------------------------------------------------

Result<void> Natives::add_function(std::string_view module, std::string_view name, size_t arity,
                                   NativeKind kind, bool async, detail::Function function) {
  std::string in_erlang = embed::in_erlang(module);
  auto refuse = [&](const char* why) { return embed::cannot_add(in_erlang, name, arity, why); };
  std::lock_guard lock(impl_->mutex);
  if (impl_->frozen) {
    return refuse("natives are added before the first module is loaded and the first call made");
  }
  if (module.empty() || name.empty()) return refuse("a module and a name are needed");
  if (arity > embed::kMaxArity) return refuse("a function has at most 255 arguments");
  if (async && kind != NativeKind::kSync) {
    return refuse("an async native runs on no dirty thread; leave the kind away");
  }
  VmContext& vm = *impl_->vm;
  embed::Scratch scratch(vm);
  Term module_atom = scratch.build(Value::atom(in_erlang));
  Term name_atom = module_atom == kNoTerm ? kNoTerm : scratch.build(Value::atom(name));
  if (name_atom == kNoTerm) return refuse(embed::build_error_text(scratch.error()));
  const NativeInfo* known = vm.natives->find(module_atom, name_atom, static_cast<uint32_t>(arity));
  if (module_atom == atoms::kErlang || (known && !known->host)) {
    return refuse("Linac has that function itself");
  }
  if (known) return refuse("it has been added before");
  impl_->functions.push_back(
      std::make_unique<embed::HostFunction>(embed::HostFunction{std::move(function)}));
  uint8_t effects = kOfHost;
  NativeFunction entry = async ? embed::call_host_async : embed::call_host_native;
  NativeFunction dirty_body = nullptr;
  if (async) effects |= kControl;
  if (kind != NativeKind::kSync) {
    bool is_cpu = kind == NativeKind::kDirtyCpu;
    effects |= kControl | (is_cpu ? kDirtyCpu : kDirtyIo);
    dirty_body = entry;
    entry = is_cpu ? declared_dirty_cpu : declared_dirty_io;
  }
  vm.natives->add(*vm.atoms, in_erlang, name, static_cast<uint32_t>(arity), effects, entry, kNoTerm,
                  dirty_body, impl_->functions.back().get());
  return {};
}

// --- Answering -----------------------------------------------------------------------------------

namespace detail {

void return_integer(Frame& frame, int64_t value) {
  NativeCall& call = embed::call_of(frame);
  Reserved room = call.reserve(kBigWords64);
  if (!room.ok()) return embed::take(frame, call.out_of_memory());
  embed::take(frame, call.value(room.space().integer(value)));
}

void return_double(Frame& frame, double value) {
  NativeCall& call = embed::call_of(frame);
  if (auto in_word = make_self_float(value)) {
    frame.result = in_word->bits;
    return;
  }
  if (!(value - value == 0)) return return_value(frame, Value(value));  // no Erlang float
  Reserved room = call.reserve(kFloatWords);
  if (!room.ok()) return embed::take(frame, call.out_of_memory());
  embed::take(frame, call.value(room.space().number(value)));
}

void return_bool(Frame& frame, bool value) { frame.result = make_bool(value).bits; }

void return_binary(Frame& frame, const char* data, size_t size) {
  embed::answer_binary(frame, {data, size});
}

void return_value(Frame& frame, const Value& value) {
  NativeCall& call = embed::call_of(frame);
  embed::Scratch scratch(call.vm());
  Term term = scratch.build(value);
  if (term == kNoTerm) {
    return embed::take(frame, call.error(embed::build_error_reason(scratch.error())));
  }
  term = embed::copy_to_heap(call, term);
  embed::take(frame, term == kNoTerm ? call.out_of_memory() : call.value(term));
}

void raise(Frame& frame, const char* error_class, const Value& reason) {
  return_value(frame, reason);
  if (frame.status == kRaises) return;
  NativeCall& call = embed::call_of(frame);
  embed::take(frame, call.raise(embed::class_of(error_class), Term{frame.result}));
}

void raise_badarg(Frame& frame) { embed::take(frame, embed::call_of(frame).badarg()); }

void raise_host_exception(Frame& frame, const char* what) {
  raise(frame, "error", Value::tuple({Value::atom("host_exception"), Value(what)}));
}

Async begin_async(Frame& frame) {
  NativeCall& call = embed::call_of(frame);
  frame.status = kWaits;
  return AsyncAccess::make(static_cast<HostCore*>(call.vm().host)->begin_call(call.process()));
}

}  // namespace detail

std::optional<std::string> Call::allowed(Capability capability, std::string_view what) const {
  linac::Process& process = embed::call_of(frame_).process();
  std::string same(what);
  auto if_allowed = [&](bool is_allowed) {
    return is_allowed ? std::optional(same) : std::nullopt;
  };
  switch (capability) {
    case Capability::kRead:
    case Capability::kWrite: {
      if (what.find('\0') != what.npos) return std::nullopt;
      std::string base = what.starts_with('/') ? "/" : process.vm->folder->path();
      std::string path = canonical_path(base.empty() ? "/" : base, what);
      unsigned use = capability == Capability::kRead ? kReadFile : kWriteFile;
      if (path.empty() || !may_use_path(process, path, use)) return std::nullopt;
      return path;
    }
    case Capability::kRun: {
      int error = 0;
      std::string program = command_to_run(process, same, &error);
      return program.empty() ? std::nullopt : std::optional(std::move(program));
    }
    case Capability::kEnvironment: return if_allowed(may_use_variable(process, what));
    case Capability::kNetwork: return if_allowed(may_use_network(process, what));
    case Capability::kClock: return if_allowed(may_use_clock(process, what));
    case Capability::kCode: return if_allowed(may_change_code(process, what));
  }
  return std::nullopt;
}

Pid Call::self() const { return {embed::call_of(frame_).process().pid.bits}; }

// --- Async calls ---------------------------------------------------------------------------------

namespace {

Completion answer(const std::shared_ptr<Async::State>& state, Term error_class,
                  const Value& value) {
  if (!state) return Completion::kGone;
  uint8_t phase = Async::State::kPending;
  if (!state->phase.compare_exchange_strong(phase, Async::State::kAnswered)) {
    return phase == Async::State::kGone ? Completion::kGone : Completion::kAlready;
  }
  if (state->core->answer_call(*state, error_class, value)) return Completion::kDelivered;
  state->phase.store(Async::State::kGone);
  return Completion::kGone;
}

}  // namespace

Async::Async(std::shared_ptr<State> state) : state_(std::move(state)) {}
Async::Async(Async&& other) noexcept = default;
Async& Async::operator=(Async&& other) noexcept {
  Async old(std::move(*this));
  state_ = std::move(other.state_);
  return *this;
}

Async::~Async() {
  if (!state_ || state_->phase.load() != State::kPending) return;
  answer(state_, atoms::kError, Value::tuple({Value::atom("linac"), Value::atom("abandoned")}));
}

Completion Async::complete_value(Value value) { return answer(state_, kNoTerm, value); }

Completion Async::fail(Raise raise) {
  return answer(state_, embed::class_of(raise.error_class), raise.reason);
}

bool Async::is_wanted() const { return state_ && state_->phase.load() == State::kPending; }

Pid Async::caller() const { return {state_ ? state_->pid.bits : 0}; }

}  // namespace linac::v0
