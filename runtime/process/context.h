// What everything that runs in one Vm can reach: pointers into the Vm, which owns all of it. Each
// process has a pointer to it. The parts are declared here and defined to the right of this folder,
// so that a process needs to know none of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace linac {

class AtomTable;
class BifTable;
class CodeServer;
class Environment;
class CodeMemory;
class Identities;
class LiteralArea;
class ProcessTable;
class Scheduler;
class OutputDevice;
class TermHooks;
struct HeapOptions;
struct NativeTier;

class Process;

// A process asked the VM to end (erlang:halt).
struct HaltRequest {
  bool requested = false;
  bool flush = true;
  int status = 0;
};

struct VmContext {
  AtomTable* atoms = nullptr;
  LiteralArea* literals = nullptr;
  BifTable* natives = nullptr;
  CodeServer* code = nullptr;
  ProcessTable* processes = nullptr;
  Scheduler* scheduler = nullptr;
  OutputDevice* output = nullptr;
  OutputDevice* errors = nullptr;  // standard_error
  TermHooks* hooks = nullptr;  // funs for the readers, writers and printers of terms
  const HeapOptions* heap_options = nullptr;
  HaltRequest* halt = nullptr;
  NativeTier* tier = nullptr;
  CodeMemory* code_memory = nullptr;  // for emitted code
  Identities* identities = nullptr;
  Environment* environment = nullptr;
  std::vector<std::string> arguments;  // what init:get_plain_arguments/0 answers
  // Called when a process has ended by an uncaught exception, before it is removed.
  std::function<void(Process&)> report_exit;
};

}  // namespace linac
