#include "cli/session.h"

#include <unistd.h>

#include <optional>

#include "cli/commands.h"
#include "cli/observe.h"
#include "cli/sandbox.h"
#include "cli/signals.h"

namespace linac {

int run_session(VmSettings& settings, const std::vector<std::string>& arguments,
                const std::function<Result<Outcome>(Program&)>& body) {
  SignalThread signals;
  settings.program.vm.arguments = arguments;
  set_default_limits(settings);
  Program program(settings.program);
  tell_user(program.vm(), settings);
  if (settings.program.vm.jit == JitMode::kForce && !program.vm().compiler()) {
    return fail(kFailed, "--jit=force: this build compiles no functions");
  }
  std::optional<ObserveScreen> screen;
  if (settings.observe) {
    screen.emplace(program.vm().context());
    signals.use_screen([&] { screen->leave(); }, [&] { screen->enter_again(); });
  }
  signals.start(program.vm().context());
  if (screen) screen->start();
  auto outcome = body(program);
  if (screen) screen->stop();
  signals.stop();
  if (!outcome) return fail(kFailed, outcome.error().message);
  if (!outcome->report.empty()) std::fputs(outcome->report.c_str(), stderr);
  if (settings.jit_why) std::fputs(program.compilation_report().c_str(), stderr);
  int status = outcome->result.empty() ? 0 : print_text(outcome->result);
  if (outcome->status != 0) status = outcome->status;
  // The Vm's end would wait for a native that may never return, as a read from a terminal.
  if (program.vm().context().dirty_threads->is_busy()) {
    std::fflush(nullptr);
    _exit(status);
  }
  return status;
}

}  // namespace linac
