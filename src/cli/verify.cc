#include "ops/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/cluster_flags.h"
#include "cli/load.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "doc/json.h"
#include "render/output_values.h"
#include "report/verify.h"

namespace slipway::cli {
namespace {

class Verify final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.argument("platform.yaml", path_, "the platform (./platform.yaml)");
    flags.value("--outputs", outputs_, "FILE",
                "what `terraform output -json` printed: names that only Terraform knows");
    flags.values("--component", components_, "NAME", "only checks of these components");
    flags.value("--profile", profile_, "NAME", "AWS profile (AWS_PROFILE, else default)");
    cluster_.declare(flags);
    flags.choice("-o,--output", output_, {"table", "json", "junit"}, "how to print it");
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    auto loaded = load(session, path_);
    if (!loaded) return ExitCode::WrongUsage;
    if (loaded->findings.has_errors()) {
      session.err.write(session.findings(loaded->findings, loaded->files_read(), session.err_colour()));
      return loaded->readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;
    }
    ops::Asked asked;
    if (!outputs_.empty() && !read_outputs(session, asked.values)) return ExitCode::WrongUsage;
    for (const std::string& name : components_)
      if (std::ranges::none_of(loaded->graph.checks(), [&](const auto& check) { return check.component == name; })) {
        std::set<std::string> known;
        for (const auto& check : loaded->graph.checks()) known.insert(check.component);
        session.complain(
            fmt::format("component '{}' has no checks here; these have: {}", printable(name), fmt::join(known, ", ")));
        return ExitCode::WrongUsage;
      }
    const platform::Graph graph = chosen(std::move(loaded->graph));
    if (graph.checks().empty()) {
      session.complain("there is nothing to check");
      return ExitCode::WrongUsage;
    }

    const auto api = cluster_.open(session);
    asked.api = api.get();
    asked.no_cluster = "there is no kubeconfig for the cluster";
    const cloud::Doors doors{session.files, *session.http, *session.processes, *session.clock, *session.environment};
    cloud::CredentialChain chain(doors, profile_);
    cloud::Aws aws(doors, chain, graph.setting.region);
    if (const auto keys = chain.get())
      asked.aws = &aws;
    else
      asked.no_aws = keys.error().message;
    if (!asked.api && !asked.aws) {
      session.complain(asked.no_aws);
      return ExitCode::WorldFailed;
    }

    std::size_t component_width = 0;
    for (const auto& check : graph.checks()) component_width = std::max(component_width, check.component.size());
    const bool is_table = output_ == "table";
    const bool is_live = is_table && result_.out.empty();
    std::string text, last_why;
    const auto results = ops::verify(graph, asked, [&](const platform::CheckResult& result) {
      if (!is_table) return;
      const auto line = report::verify_line(result, last_why, component_width,
                                            is_live ? session.out_colour() : Colour::Off, session.width);
      if (result.outcome == platform::CheckResult::Outcome::Skipped) last_why = result.why;
      if (is_live)
        session.out.write(line);
      else
        text += line;
    });
    if (is_live)
      session.out.write("\n" + report::verify_summary(results));
    else if (const auto code = result_.write(session, whole(results, text, graph), loaded->names());
             code != ExitCode::Ok)
      return code;
    using Outcome = platform::CheckResult::Outcome;
    const auto count = [&](Outcome outcome) {
      return std::ranges::count(results, outcome, &platform::CheckResult::outcome);
    };
    if (count(Outcome::Failed) > 0) return ExitCode::FindingsReported;
    return count(Outcome::Ok) > 0 ? ExitCode::Ok : ExitCode::WorldFailed;
  }

 private:
  std::string whole(const std::vector<platform::CheckResult>& results, const std::string& lines,
                    const platform::Graph& graph) const {
    if (output_ == "json") return report::verify_json(results);
    if (output_ == "junit") return report::verify_junit(results, graph.setting.platform);
    return lines + "\n" + report::verify_summary(results);
  }

  platform::Graph chosen(platform::Graph graph) const {
    if (components_.empty()) return graph;
    platform::Graph few;
    few.setting = graph.setting;
    for (const auto& check : graph.checks())
      if (std::ranges::count(components_, check.component) > 0) few.add(check);
    return few;
  }

  bool read_outputs(Session& session, std::map<std::string, std::string>& values) const {
    const auto text = session.files.read(outputs_);
    if (!text) {
      session.complain(text.error().message);
      return false;
    }
    Diagnostics mistakes;
    const auto document = doc::read_json(std::make_shared<const SourceText>(outputs_, *text), mistakes);
    for (const char* output : {"checked", "kubernetes"})
      for (const auto& member : document.root()[output]["value"].members())
        if (member.value.is_scalar()) values.emplace(member.key.text(), member.value.text());
    if (!mistakes.has_errors() && document.root().is_map()) return true;
    session.complain(outputs_ + " is not what `terraform output -json` prints");
    return false;
  }

  std::string path_, outputs_, profile_, output_ = "table";
  std::vector<std::string> components_;
  ClusterFlags cluster_;
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_verify() { return make_verb<Verify>(); }

}  // namespace slipway::cli
