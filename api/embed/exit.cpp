#include "api/embed/exit.h"

#include "api/embed/convert.h"
#include "api/embed/value_node.h"
#include "api/embed/watching.h"
#include "core/term/atom.h"

namespace linac::embed {
namespace {

using v0::Exception;
using v0::Value;

constexpr size_t kMostText = 300;

// The reason that was raised: {Reason, Trace} of an error, {{nocatch, Value}, Trace} of a throw.
Term raised_reason(const Process& process) {
  Term reason = process.exit_reason;
  if (process.exit_class == atoms::kExit || !is_tuple_of(reason, 2)) return reason;
  reason = tuple_element(reason, 0);
  bool is_throw = process.exit_class == atoms::kThrow && is_tuple_of(reason, 2);
  return is_throw ? tuple_element(reason, 1) : reason;
}

std::string shorten(std::string text) {
  if (text.size() <= kMostText) return text;
  size_t end = kMostText;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) end--;
  return text.substr(0, end) + "...";
}

std::string too_large_text(size_t most) {
  return "the result is larger than the " + std::to_string(most) +
         " bytes that a value for the host may take: raise VmLimits::value_bytes, or return less";
}

std::string on_one_line(std::string text) {
  for (char& c : text) c = c == '\n' ? ' ' : c;
  return text;
}

}  // namespace

std::string describe_exception(const Exception& exception) {
  const Value* kind = exception.reason.find(Value::atom("gleam_error"));
  const Value* message = exception.reason.find(Value::atom("message"));
  if (kind && kind->as_atom() && message && message->as_string()) {
    std::string name(*kind->as_atom());
    for (char& c : name) c = c == '_' ? ' ' : c;
    return shorten("runtime error: " + name + ": " +
                   on_one_line(std::string(*message->as_string())));
  }
  return shorten(exception.error_class + ": " +
                 v0::ValueAccess::text_up_to(exception.reason, kMostText));
}

v0::Exit describe_exit(const Process& process) {
  const VmContext& vm = *process.vm;
  v0::Exit exit;
  exit.reason =
      process.exit_reason == kNoTerm ? Value::atom("normal") : read_value(vm, process.exit_reason);
  bool is_normal_exit = process.exit_class == atoms::kExit && process.exit_reason == atoms::kNormal;
  exit.returned = process.exit_class == kNoTerm || is_normal_exit;
  exit.out_of_memory = process.out_of_memory;
  if (exit.returned) {
    bool has_result = !is_normal_exit && !process.exit_requested && process.saved.size() == 1;
    bool is_too_large = false;
    if (has_result) exit.result = read_value(vm, process.saved[0], &is_too_large);
    if (!is_too_large) return exit;
    exit.returned = false;
    exit.over_limit = true;
    exit.exception = {"exit", std::move(exit.result), Value::list({})};
    exit.message = too_large_text(most_value_bytes(vm));
    return exit;
  }
  exit.exception.error_class = vm.atoms->text(process.exit_class);
  exit.exception.reason = read_value(vm, raised_reason(process));
  bool is_too_large = process.exit_trace == kNoTerm;
  if (!is_too_large) {
    exit.exception.stacktrace = read_value(vm, process.exit_trace, &is_too_large);
  }
  if (is_too_large) exit.exception.stacktrace = Value::list({});
  exit.message = process_limit_text(process);
  exit.over_limit = !exit.message.empty();
  if (!exit.over_limit) exit.message = describe_exception(exit.exception);
  return exit;
}

}  // namespace linac::embed
