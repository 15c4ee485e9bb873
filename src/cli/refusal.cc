#include "cli/refusal.h"

#include <cassert>

#include "io/file_advice.h"
#include "report/terminal.h"

namespace slipway::cli {

ExitCode refuse(Session& session, std::string_view message, std::string_view fix) {
  assert(!fix.empty() && "who is refused wants to know what helps");
  session.complain(message);
  session.err.write(report::hanging("  = fix: ", fix, 9, static_cast<std::size_t>(session.width)));
  return ExitCode::WrongUsage;
}

void complain_of_file(Session& session, const Failure& failure, std::string_view fix) {
  refuse(session, failure.message, fix.empty() ? io::file_advice(failure) : std::string(fix));
}

}  // namespace slipway::cli
