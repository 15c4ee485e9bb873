#include "cli/generated_pages.h"
#include "cli/result.h"
#include "cli/verbs.h"

namespace slipway::cli {
namespace {

class Schema final : public Verb {
 public:
  void declare(Flags& flags) override { result_.declare_out(flags); }
  ExitCode run(Session& session) override { return result_.write(session, platform_schema()); }

 private:
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_schema() { return make_verb<Schema>(); }

}  // namespace slipway::cli
