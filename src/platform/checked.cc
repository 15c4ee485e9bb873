#include "platform/checked.h"

namespace slipway::platform {

std::string_view word(Checked::Outcome outcome) {
  switch (outcome) {
    case Checked::Outcome::Ok:
      return "ok";
    case Checked::Outcome::Failed:
      return "FAIL";
    case Checked::Outcome::Warned:
      return "warn";
    case Checked::Outcome::Skipped:
      return "skip";
  }
  return "";
}

}  // namespace slipway::platform
