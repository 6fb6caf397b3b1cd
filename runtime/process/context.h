// What everything that runs in one Vm can reach: pointers into the Vm, which owns all of it. Each
// process has a pointer to it. The parts are declared here and defined to the right of this folder,
// so that a process needs to know none of them.
#pragma once

#include <cstdint>

namespace linac {

class AtomTable;
class BifTable;
class CodeServer;
class LiteralArea;
class ProcessTable;
class Scheduler;
class OutputDevice;
struct HeapOptions;
struct VmOptions;

struct VmContext {
  AtomTable* atoms = nullptr;
  LiteralArea* literals = nullptr;
  BifTable* natives = nullptr;
  CodeServer* code = nullptr;
  ProcessTable* processes = nullptr;
  Scheduler* scheduler = nullptr;
  OutputDevice* output = nullptr;
  const HeapOptions* heap_options = nullptr;
  const VmOptions* options = nullptr;
};

}  // namespace linac
