// What spawn_opt and spawn_request read from their option lists.
#pragma once

#include "bifs/support.h"

namespace linac {

struct SpawnOptions {
  bool link = false;
  bool monitor = false;
  AliasMode alias = AliasMode::kNone;
  Term tag = kNoTerm;  // of the monitor's message, in the caller's heap
  std::optional<Priority> priority;
  bool has_settings = false;
  ProcessSettings settings;
  // spawn_request only
  Term reply_tag = atoms::kSpawnReply;
  bool reply_ok = true, reply_error = true;
};

// False: badarg. `request`: the options of spawn_request are allowed, too.
bool read_spawn_options(const AtomTable& atoms, Term list, bool request, SpawnOptions* options);

// [{alias, Mode}, {tag, Term}] of monitor/3. False: badarg.
bool read_monitor_options(const AtomTable& atoms, Term list, AliasMode* alias, Term* tag);

std::optional<Priority> read_priority(const AtomTable& atoms, Term name);
Term priority_name(AtomTable& atoms, Priority priority);
// The flags that process_flag/2 and spawn_opt share, as OTP rounds them. False: badarg.
bool set_size_setting(std::string_view name, Term value, ProcessSettings* settings);
// A number of words, or a map with it and what happens when it is passed. False: badarg.
bool read_max_heap_size(const AtomTable& atoms, Term value, ProcessSettings* settings);

}  // namespace linac
