#include "cli/checking.h"
#include "cli/verbs.h"

namespace slipway::cli {
namespace {

class Lint final : public Verb {
 public:
  void declare(Flags& flags) override { checking_.declare(flags); }
  ExitCode run(Session& session) override { return checking_.run(session); }

 private:
  Checking checking_{Depth::Wise};
};

}  // namespace

std::unique_ptr<Verb> make_lint() { return make_verb<Lint>(); }

}  // namespace slipway::cli
