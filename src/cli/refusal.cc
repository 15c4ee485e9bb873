#include "cli/refusal.h"

#include "io/file_advice.h"

namespace slipway::cli {

ExitCode refuse(Session& session, std::string_view message, std::string_view fix) {
  session.complain(message, fix);
  return ExitCode::WrongUsage;
}

void complain_of_file(Session& session, const Failure& failure, std::string_view fix) {
  refuse(session, failure.message, fix.empty() ? io::file_advice(failure) : std::string(fix));
}

}  // namespace slipway::cli
