#include "cli/checking.h"
#include "cli/verbs.h"

namespace slipway::cli {
namespace {

class Validate final : public Verb {
 public:
  void declare(Flags& flags) override { checking_.declare(flags); }
  ExitCode run(Session& session) override { return checking_.run(session); }

 private:
  Checking checking_{Depth::Accepted};
};

}  // namespace

std::unique_ptr<Verb> make_validate() { return make_verb<Validate>(); }

}  // namespace slipway::cli
