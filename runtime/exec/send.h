// Sending: the message is copied into a fragment of its own, which the receiver adopts.
#pragma once

#include "runtime/process/process.h"

namespace linac {

// Sends to a local pid, a registered name, or {Name, Node} of this node. A message to a process that
// has ended is dropped, as the language says. False: `to` is nothing that can be sent
// to, or there is no memory for the message: then the sender is out of memory, and ends.
bool send_message(Process& sender, Term to, Term message);
// What send_message() has refused: badarg of erlang:send/2 with x0 and x1.
void set_send_badarg(Process& process, const Word* pc);

}  // namespace linac
