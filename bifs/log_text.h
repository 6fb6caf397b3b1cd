// The text of a log event as OTP's default handler prints it: logger_formatter with its legacy
// header, on several lines.
//
//   =ERROR REPORT==== 22-Nov-2026::19:45:51.347727 ===
//   Error in process <0.83.0> with exit value:
//   {boom,[{crash,main,0,[{file,"crash.erl"},{line,4}]}]}
//
// Nothing here collects or builds terms in a heap.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/term/atom.h"
#include "runtime/process/context.h"

namespace linac {

// What io_lib:format(Format, Arguments) makes, as UTF-8; false: badarg. The format is ASCII.
bool format_ascii(std::string& out, const AtomTable& atoms, std::string_view format,
                  std::initializer_list<Term> arguments);
// As above, with the terms of a program; "FORMAT ERROR: ..." where they do not fit.
std::string format_or_error(const AtomTable& atoms, Term format, Term arguments);
// Characters as ~ts takes them, or "FORMAT ERROR: ...".
std::string characters_or_error(const AtomTable& atoms, Term data);
// A report without a callback: logger:format_report/1.
std::string format_report(const AtomTable& atoms, Term report);

// =TITLE==== DATE ===; `time` in microseconds since 1970.
std::string log_header(std::string_view title, int64_t time);
int64_t log_time_now();

// Prints an event's text where the VM's reports go (VmContext::reports), whole.
void write_log(VmContext& vm, std::string_view text);

// An uncaught exception has ended the process, or its heap's limit (of which it may say that nobody is
// told: process_flag(max_heap_size)): a message to the process that is registered as `logger`,
// if there is one (which is how OTP's own emulator reports it), else the default handler's text.
void report_crash(Process& process);
// It was ended because its heap would have passed its limit.
bool passed_max_heap(const Process& process);

}  // namespace linac
