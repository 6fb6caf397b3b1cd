// Output: io's functions and erlang:display. What is printed goes to the VM's output unless the
// process's group leader, or the device that is named, is a process: then io:request/2 of Erlang's
// own io module sends it there.
#include <optional>
#include <utility>

#include "bifs/emulator_text.h"
#include "bifs/fallback.h"
#include "bifs/format.h"
#include "bifs/format_write.h"
#include "bifs/room.h"
#include "bifs/support.h"
#include "bifs/utf8_convert.h"
#include "runtime/code/code_server.h"
#include "runtime/process/names.h"
#include "runtime/process/output.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

// Where output goes.
struct Target {
  enum Kind : uint8_t { kOutput, kErrors, kProcess, kUnknown, kBadType } kind = kOutput;
  Term pid = kNoTerm;
};

Target process_target(NativeCall& call, Term pid) {
  if (pid == kNoTerm || pid == kOutputPid) return {};
  return {pid == call.process().pid ? Target::kUnknown : Target::kProcess, pid};
}

// Nobody has taken the name, or the process that Linac starts has it (exec/services.h).
bool is_own_service(NativeCall& call, Term pid) {
  if (pid == kNoTerm) return true;
  const Process* process = call.vm().processes->find(pid);
  return process && process->role == ProcessRole::kService;
}

Target target_of(NativeCall& call, Term device) {
  if (is_pid(device)) return process_target(call, device);
  if (!device.is_atom()) return {Target::kBadType, kNoTerm};
  std::string_view name = call.atoms().text(device);
  if (name == "standard_io") return process_target(call, call.process().group_leader);
  Term pid = call.vm().names->whereis(device);
  if (name == "standard_error" && is_own_service(call, pid)) return {Target::kErrors, kNoTerm};
  if (pid != kNoTerm) return process_target(call, pid);
  if (name == "user") return {};
  return {Target::kUnknown, kNoTerm};
}

// The device in argument 0 when there are `arity` arguments, else the group leader.
Target target_argument(NativeCall& call, uint32_t arity_with_device) {
  if (call.arity() < arity_with_device) return process_target(call, call.process().group_leader);
  NoGc no_gc(call.heap());
  return target_of(call, call[0].get(no_gc));
}

Term named(NativeCall& call, std::string_view name) { return *call.vm().atoms->intern(name); }

// badarg, explained by {Where, Why}.
NativeResult bad_device(NativeCall& call, std::string_view where, Term why) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.badarg_because(room.space().tuple_of(named(call, where), why));
}

NativeResult bad_target(NativeCall& call, const Target& target) {
  if (target.kind == Target::kBadType) return call.error(atoms::kFunctionClause);
  if (target.pid == kNoTerm) return bad_device(call, "io", named(call, "arguments"));
  NativeResult raised = bad_device(call, "io", named(call, "calling_self"));
  call.process().exception().reason = named(call, "calling_self");
  return raised;
}

// Goes on in io:request(Pid, {put_chars, unicode, Binary}).
NativeResult request_output(NativeCall& call, Term pid, std::string_view text) {
  Reserved room = call.reserve(binary_words(8 * text.size()) + tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  Process& process = call.process();
  Term binary = make_binary(text, room.space());
  Term* x = process.registers->x;
  x[0] = pid;
  x[1] = room.space().tuple_of(named(call, "put_chars"), named(call, "unicode"), binary);
  ExportEntry* request = call.vm().code->export_entry(named(call, "io"), named(call, "request"), 2);
  process.resume = request->code.load(std::memory_order_acquire);
  process.resume_live = 2;
  return {kNoTerm, NativeStatus::kCall};
}

NativeResult print(NativeCall& call, const Target& target, std::string_view text) {
  call.charge(static_cast<int64_t>(text.size() / kCellsPerReduction));
  if (target.kind == Target::kProcess) return request_output(call, target.pid, text);
  OutputDevice& output = *call.vm().output;
  OutputDevice& device = target.kind == Target::kErrors ? *call.vm().errors : output;
  std::string latin1;
  if (device.io_options & OutputDevice::kLatin1Output) text = latin1 = latin1_with_escapes(text);
  if (target.kind == Target::kErrors) {
    output.flush();  // what was printed before comes before
    device.write(text);
    device.flush();
  } else {
    output.write(text);
  }
  if (!output.failed()) return call.value(atoms::kOk);
  // Nobody reads any more.
  call.vm().halt->request(1, false);
  call.process().exit_reason = atoms::kNormal;
  return {kNoTerm, NativeStatus::kExit};
}

bool can_print(const Target& target) {
  return target.kind != Target::kUnknown && target.kind != Target::kBadType;
}

// The arguments after the device: a format, and maybe its arguments.
NativeResult print_format(NativeCall& call, uint32_t format, bool has_arguments, Target target) {
  if (!can_print(target)) return bad_target(call, target);
  FormatText text;
  std::string bytes;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    Term arguments = has_arguments ? call[format + 1].get(no_gc) : kNil;
    return format_text(text, call.atoms(), call[format].get(no_gc), arguments) &&
           text.to_utf8(bytes);
  });
  if (!ok) {
    call.charge(kSliceReductions);  // it may have taken long to see that it is too much
    return bad_device(call, "device", named(call, "format"));
  }
  return print(call, target, bytes);
}

NativeResult print_characters(NativeCall& call, uint32_t argument, Target target) {
  if (!can_print(target)) return bad_target(call, target);
  std::string text;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    Utf8Conversion conversion(call[argument].get(no_gc), false);
    text = conversion.text();
    return conversion.status() == ConvertStatus::kOk;
  });
  if (ok) return print(call, target, text);
  Reserved room = call.reserve(tuple_words(2) + tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term request =
      space.tuple_of(named(call, "put_chars"), named(call, "unicode"), call[argument].get(room));
  return call.badarg_because(space.tuple_of(named(call, "device"), request));
}

}  // namespace

// Also fwrite.
NativeResult io_format_1(NativeCall& call) {
  return print_format(call, 0, false, target_argument(call, 3));
}
NativeResult io_format_2(NativeCall& call) {
  return print_format(call, 0, true, target_argument(call, 3));
}
NativeResult io_format_3(NativeCall& call) {
  return print_format(call, 1, true, target_argument(call, 3));
}

NativeResult io_put_chars_1(NativeCall& call) {
  return print_characters(call, 0, target_argument(call, 2));
}
NativeResult io_put_chars_2(NativeCall& call) {
  return print_characters(call, 1, target_argument(call, 2));
}

NativeResult io_nl_0(NativeCall& call) {
  Target target = target_argument(call, 1);
  return can_print(target) ? print(call, target, "\n") : bad_target(call, target);
}
NativeResult io_nl_1(NativeCall& call) { return io_nl_0(call); }

namespace {

NativeResult print_term(NativeCall& call, uint32_t argument) {
  Target target = target_argument(call, 2);
  if (!can_print(target)) return bad_target(call, target);
  FormatText text;
  std::string bytes;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    if (!can_be_written(call[argument].get(no_gc))) return false;
    write_term(text, call[argument].get(no_gc), WriteOptions{call.atoms()});
    return true;
  });
  if (!ok) {
    call.charge(kSliceReductions);
    return call.system_limit();
  }
  text.to_utf8(bytes);
  return print(call, target, bytes);
}

}  // namespace

NativeResult io_write_1(NativeCall& call) { return print_term(call, 0); }
NativeResult io_write_2(NativeCall& call) { return print_term(call, 1); }

NativeResult io_printable_range_0(NativeCall& call) { return call.value(named(call, "latin1")); }

// Whether the node of a device takes Unicode requests; there is only this one.
NativeResult net_kernel_dflag_unicode_io_1(NativeCall& call) { return call.boolean(true); }

// --- Options -------------------------------------------------------------------------------------

namespace {

// {Key, Value} of two atoms, or the key of one that is true; empty: it is something else.
std::pair<std::string_view, std::string_view> option_of(const AtomTable& atoms, Term option) {
  if (option.is_atom()) return {atoms.text(option), "true"};
  if (!is_tuple_of(option, 2)) return {};
  Term key{payload(option)[0]}, value{payload(option)[1]};
  if (!key.is_atom() || !value.is_atom()) return {};
  return {atoms.text(key), atoms.text(value)};
}

// The device's options with these, of which the first of a kind counts; nothing: they are about more,
// or malformed.
std::optional<uint8_t> options_with(const AtomTable& atoms, Term list, uint8_t options) {
  uint8_t seen = 0;
  for (; list.is_cons(); list = list.tail()) {
    auto [key, value] = option_of(atoms, list.head());
    bool is_true = value == "true";
    uint8_t bit = 0;
    bool set = false;
    if ((key == "binary" || key == "list") && (is_true || value == "false")) {
      bit = OutputDevice::kBinaryInput;
      set = is_true == (key == "binary");
    } else if (key == "encoding" && (value == "latin1" || value == "unicode" || value == "utf8")) {
      bit = OutputDevice::kLatin1Output;
      set = value == "latin1";
    } else {
      return std::nullopt;
    }
    if (!(seen & bit)) options = static_cast<uint8_t>(set ? options | bit : options & ~bit);
    seen |= bit;
  }
  return list.is_nil() ? std::optional(options) : std::nullopt;
}

OutputDevice& device_named(NativeCall& call, uint32_t argument) {
  bool errors = peek(call, [&](const NoGc& no_gc) {
    Term name = call[argument].get(no_gc);
    return name.is_atom() && call.atoms().text(name) == "stderr";
  });
  return errors ? *call.vm().errors : *call.vm().output;
}

}  // namespace

// Each program that gleam has compiled sets these first: that needs none of the processes.
NativeResult io_setopts(NativeCall& call) {
  uint32_t options = call.arity() - 1;
  Target target = target_argument(call, 2);
  if (target.kind != Target::kOutput && target.kind != Target::kErrors) {
    return call_erlang_instead(call);
  }
  OutputDevice& device = target.kind == Target::kOutput ? *call.vm().output : *call.vm().errors;
  auto wanted = peek(call, [&](const NoGc& no_gc) {
    return options_with(call.atoms(), call[options].get(no_gc), device.io_options);
  });
  if (!wanted) return call_erlang_instead(call);
  device.io_options = *wanted;
  return call.value(atoms::kOk);
}

// io_options(stdout | stderr): what setopts has set, as bits. For the processes.
NativeResult linac_host_io_options_1(NativeCall& call) {
  return call.value(make_small(device_named(call, 0).io_options));
}

NativeResult linac_host_set_io_options_2(NativeCall& call) {
  if (!call[1].is_small()) return call.badarg();
  device_named(call, 0).io_options = static_cast<uint8_t>(call[1].small_value());
  return call.value(atoms::kOk);
}

// --- erlang:display ------------------------------------------------------------------------------

NativeResult erlang_display_1(NativeCall& call) {
  std::string text;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    if (!can_be_written(call[0].get(no_gc))) return false;
    append_emulator_term(text, call.atoms(), call[0].get(no_gc));
    return true;
  });
  if (!ok) {
    call.charge(kSliceReductions);
    return call.system_limit();
  }
  call.vm().output->write(text + "\n");
  return call.boolean(true);
}

namespace {

NativeResult display_text(NativeCall& call, uint32_t argument, OutputDevice& device) {
  std::string text;
  bool ok = peek(call, [&](const NoGc& no_gc) {
    Term data = call[argument].get(no_gc);
    if (is_bitstring(data)) {
      if (!is_binary(data)) return false;
      std::vector<uint8_t> storage;
      std::span<const uint8_t> bytes = aligned_bytes(bits_view(data), storage);
      text.assign(bytes.begin(), bytes.end());
      return true;
    }
    for (; data.is_cons(); data = data.tail()) {
      Term head = data.head();
      if (!head.is_small() || head.small_value() < 0 ||
          !is_code_point(static_cast<uint64_t>(head.small_value()))) {
        return false;
      }
      append_utf8(text, static_cast<uint32_t>(head.small_value()));
    }
    return data.is_nil();
  });
  if (!ok) return call.badarg();
  device.write(text);
  return call.boolean(true);
}

}  // namespace

NativeResult erlang_display_string_1(NativeCall& call) {
  NativeResult result = display_text(call, 0, *call.vm().errors);
  call.vm().errors->flush();
  return result;
}

NativeResult erlang_display_string_2(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  std::string_view device =
      peek(call, [&](const NoGc& no_gc) { return call.atoms().text(call[0].get(no_gc)); });
  if (device == "stdout") return display_text(call, 1, *call.vm().output);
  if (device != "stderr") return call.badarg();
  NativeResult result = display_text(call, 1, *call.vm().errors);
  call.vm().errors->flush();
  return result;
}

}  // namespace linac
