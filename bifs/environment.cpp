// os's environment variables and init's arguments.
#include "runtime/process/environment.h"

#include "bifs/machine.h"
#include "bifs/unicode_text.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/watch.h"
#include "runtime/process/names.h"

namespace linac {
namespace {

// The characters of a flat list that can be in a variable or its value: no NUL.
bool read_variable_text(NativeCall& call, uint32_t argument, std::string* out) {
  return peek(call, [&](const NoGc& no_gc) {
    return append_character_list(*out, call[argument].get(no_gc)) && out->find('\0') == out->npos;
  });
}

bool read_name(NativeCall& call, std::string* out) {
  return read_variable_text(call, 0, out) && out->find('=') == out->npos;
}

// Text from outside as a list: bytes that are no UTF-8 stand for themselves.
size_t host_text_words(std::string_view text) { return kConsWords * text.size(); }
Term host_text(std::string_view text, TermSpace& space) {
  if (is_valid_utf8(text)) return make_character_list(text, kNil, space);
  Term list = kNil;
  for (size_t i = text.size(); i-- > 0;) {
    list = space.cons(make_small(static_cast<uint8_t>(text[i])), list);
  }
  return list;
}

NativeResult text_lists(NativeCall& call, const std::vector<std::string>& texts) {
  size_t words = 0;
  for (const std::string& text : texts) words += kConsWords + host_text_words(text);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t i = texts.size(); i-- > 0;) {
    Term text = host_text(texts[i], room.space());
    list = room.space().cons(text, list);
  }
  return call.value(list);
}

NativeResult variable_refused(NativeCall& call, std::string_view name) {
  return raise_refused(call, Capability::kEnvironment, name);
}

// The variable's value or, if there is none, argument `otherwise` or false.
NativeResult variable_value(NativeCall& call, bool has_default) {
  std::string name;
  if (!read_name(call, &name)) return call.badarg();
  if (!may_use_variable(call.process(), name)) return variable_refused(call, name);
  auto value = call.vm().environment->get(name);
  if (!value) return has_default ? call.value(call[1]) : call.boolean(false);
  Reserved room = call.reserve(host_text_words(*value));
  if (!room.ok()) return call.out_of_memory();
  return call.value(host_text(*value, room.space()));
}

}  // namespace

// Those that the process may know; an error when it may know none.
NativeResult os_getenv_0(NativeCall& call) {
  if (!may_use_environment(call.process())) return variable_refused(call, "*");
  return text_lists(call, visible_variables(call.process()));
}
NativeResult os_getenv_1(NativeCall& call) { return variable_value(call, false); }
NativeResult os_getenv_2(NativeCall& call) { return variable_value(call, true); }

NativeResult os_putenv_2(NativeCall& call) {
  std::string name, value;
  if (!read_name(call, &name) || !read_variable_text(call, 1, &value)) return call.badarg();
  if (!may_use_variable(call.process(), name)) return variable_refused(call, name);
  // The system knows no variable without a name, which OTP does not tell.
  if (!name.empty()) call.vm().environment->set(name, value);
  return call.boolean(true);
}

NativeResult os_unsetenv_1(NativeCall& call) {
  std::string name;
  if (!read_name(call, &name)) return call.badarg();
  if (!may_use_variable(call.process(), name)) return variable_refused(call, name);
  call.vm().environment->unset(name);
  return call.boolean(true);
}

// [{Name, Value}]
NativeResult os_env_0(NativeCall& call) {
  if (!may_use_environment(call.process())) return variable_refused(call, "*");
  std::vector<std::string> rows = visible_variables(call.process());
  size_t words = 0;
  for (const std::string& row : rows) words += kConsWords + tuple_words(2) + host_text_words(row);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term list = kNil;
  for (size_t i = rows.size(); i-- > 0;) {
    std::string_view row = rows[i];
    size_t equals = row.find('=', 1);
    Term name = host_text(row.substr(0, equals), space);
    Term value = host_text(row.substr(equals + 1), space);
    list = space.cons(space.tuple_of(name, value), list);
  }
  return call.value(list);
}

NativeResult init_get_plain_arguments_0(NativeCall& call) {
  return text_lists(call, call.vm().arguments);
}

namespace {

// The process goes on; the VM ends when the scheduler sees the request, or, where there are
// applications, when these have stopped.
NativeResult stop(NativeCall& call, int status, const std::string* slogan = nullptr) {
  AtomTable& atoms = *call.vm().atoms;
  if (call.vm().names->whereis(*atoms.intern("application_controller")) != kNoTerm) {
    call.vm().halt->stopping.store(true, std::memory_order_release);
    Process& process = call.process();
    ExportEntry* target =
        call.vm().code->export_entry(*atoms.intern("linac_init"), *atoms.intern("stop"), 1);
    if (slogan == nullptr) process.registers->x[0] = make_small(status);  // else it is there
    process.resume = target->code.load(std::memory_order_acquire);
    process.resume_live = 1;
    return {kNoTerm, NativeStatus::kCall};
  }
  if (slogan != nullptr) tell_slogan(call, *slogan);
  call.vm().halt->request(status, true);
  call.process().reductions_left = 0;
  return call.value(atoms::kOk);
}

}  // namespace

NativeResult init_stop_0(NativeCall& call) { return stop(call, 0); }

NativeResult init_stop_1(NativeCall& call) {
  if (call[0].is_small()) {
    if (call[0].small_value() < 0) return call.error(atoms::kFunctionClause);
    return stop(call, static_cast<int>(call[0].small_value() & 0xFF));
  }
  std::string slogan;
  bool valid = peek(
      call, [&](const NoGc& no_gc) { return append_character_list(slogan, call[0].get(no_gc)); });
  if (!valid) return call.error(atoms::kFunctionClause);
  return stop(call, 1, &slogan);
}

}  // namespace linac
