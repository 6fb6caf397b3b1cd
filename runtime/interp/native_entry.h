// How the interpreter's loop enters emitted code. Defined in runtime/native, to the right of this
// folder: stubs.h and calls.h there say more.
#pragma once

#include <cstdint>

namespace linac {

class Process;

// Why emitted code was left: pc and live are in RegisterFile::leave_pc and leave_live.
enum class NativeExit : uint32_t {
  kCall,    // enter the code at pc with `live` arguments in x: one reduction
  kGoOn,    // at pc
  kYield,   // the slice is over at the entry of a function: pc, live
  kSlice,   // the slice is over, and the process is suspended
  kWait,    // the process is suspended until it is woken
  kFinish,  // the process has ended
};

// Where the suspended helper call goes on, with its registers put back.
const void* resume_in_helper(Process& process);

}  // namespace linac

extern "C" {

// Runs emitted code at `target` until it leaves: with sp, heap top and reductions of the process,
// and the six argument registers loaded from x. To return to emitted code, sp is above the return
// address and that is the target.
linac::NativeExit linac_enter_native(linac::Process* process, const void* target);

}  // extern "C"
