#include <fmt/core.h>

#include "cli/result.h"
#include "cli/subjects.h"
#include "cli/verbs.h"
#include "components/rules.h"
#include "doc/json.h"
#include "report/findings_json.h"
#include "rules/run.h"

namespace slipway::cli {
namespace {

class Lint final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.arguments("FILE…", files_, "files, folders, globs or - (default ./platform.yaml)");
    flags.choice("-o,--output", output_, {"table", "json"}, "how to print it");
    context_.declare(flags);
    result_.declare_fail_on(flags);
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    const auto context = context_.read(session);
    if (!context) return ExitCode::WrongUsage;
    auto judged = read_subject(session, files_, *context);
    if (!judged) return ExitCode::WrongUsage;
    const auto rules = components::rules();
    rules::run(rules, judged->subject, judged->findings);
    judged->findings.sort();
    std::string text;
    if (output_ == "json")
      text = doc::write_json(doc::Value(doc::Map{{"schemaVersion", "slipway.dev/findings/v1alpha1"},
                                                 {"findings", report::findings_json(judged->findings, rules)}}),
                             doc::JsonLayout::Indented);
    else
      text = session.findings(judged->findings, static_cast<int>(judged->names.size()), session.out_colour());
    const ExitCode written = result_.write(session, text, judged->names);
    return written == ExitCode::Ok ? result_.judge(judged->findings) : written;
  }

 private:
  std::vector<std::string> files_;
  std::string output_ = "table";
  ContextFlags context_;
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_lint() { return make_verb<Lint>(); }

}  // namespace slipway::cli
