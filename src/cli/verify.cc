#include "ops/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "cli/checked_output.h"
#include "cli/cluster_flags.h"
#include "cli/load.h"
#include "cli/refusal.h"
#include "cli/site_flags.h"
#include "cli/verbs.h"
#include "doc/json.h"
#include "io/file_advice.h"
#include "io/stoppable.h"
#include "ops/chart_checks.h"
#include "ops/identity.h"
#include "ops/probe.h"
#include "ops/said.h"
#include "ops/shown_commands.h"
#include "render/output_values.h"
#include "report/terminal.h"
#include "report/verify.h"

namespace slipway::cli {
namespace {

class Verify final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.argument("platform.yaml", path_, "the platform (./platform.yaml)");
    flags.value("--state", state_, "DIR", "where apply left names and access (.slipway/NAME beside platform.yaml)");
    flags.value("--outputs", outputs_, "FILE",
                "what `terraform output -json` printed: names that only Terraform knows (what apply left)");
    flags.values("--component", components_, "NAME", "only checks of these components");
    flags.value("--profile", profile_, "NAME", "AWS profile (AWS_PROFILE, else default)");
    cluster_.declare(flags);
    flags.on("--run-probes", run_probes_,
             "also run Jobs that write to a volume and, on each pool with GPUs, show them (and EFA, NCCL), which may "
             "buy nodes; "
             "they are removed");
    flags.number("--probe-minutes", probe_minutes_, {1, kMostProbeMinutes}, "N",
                 "what such a Job may take, its node and image included (20)");
    output_.declare(flags);
  }

  ExitCode run(Session& session) override {
    auto loaded = load(session, path_);
    if (!loaded) return ExitCode::WrongUsage;
    if (loaded->findings.has_errors()) {
      session.err.write(session.findings(loaded->findings, loaded->files_read(), session.err_colour()));
      return loaded->readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;
    }
    const auto folder = state_.empty() ? state_folder(path_, loaded->graph.setting.platform) : state_;
    const bool is_told_where = !outputs_.empty() || !cluster_.kubeconfig.empty() || !cluster_.context.empty();
    if (!take_what_apply_left(session, folder)) return ExitCode::WrongUsage;
    const auto& setting = loaded->graph.setting;
    const ops::ClusterName cluster{setting.cluster, setting.region, profile_};
    ops::Asked asked{.commands = ops::command_flags(cluster, cluster_.as_words())};
    asked.commands.terraform =
        ops::terraform_words(terraform_program(session, ""), folder, cluster, *session.environment);
    if (!outputs_.empty() && !read_outputs(session, asked)) return ExitCode::WrongUsage;
    auto wanted = choose(session, *loaded);
    if (!wanted) return ExitCode::WrongUsage;

    // Ctrl-C ends the checks, which nobody need wait for; the probes' doors stay open, so that their Jobs are removed.
    bool is_probing = false;
    const auto stop = [&] { return !is_probing && is_interrupted(session); };
    if (session.interrupts) session.interrupts->listen(io::Interrupts::At::Probes);
    io::StoppableHttp http(*session.http, stop);
    io::StoppableClock clock(*session.clock, stop);
    Session asking = session.over(session.files);
    asking.http = &http;
    asking.clock = &clock;
    const auto opened = cluster_.open_if_any(asking, asked.commands);
    if (!opened) return ExitCode::WrongUsage;
    asked.api = opened->get();
    if (!is_the_right_cluster(session, folder, is_told_where, setting.platform, asked)) return ExitCode::WorldFailed;
    const cloud::Doors doors{session.files, http, *session.processes, clock, *session.environment};
    cloud::CredentialChain chain(doors, profile_);
    chain.ask_by(session.ask_unseen);
    cloud::Aws aws(doors, chain, setting.region);
    if (const auto keys = chain.get()) {
      asked.aws = &aws;
    } else {
      const auto no_aws = asked.commands.in(ops::StepFailure{keys.error().message, keys.error().fix});
      asked.no_aws = {no_aws.message, no_aws.fix};
      if (!asked.api && !is_interrupted(session)) {
        complain(session, "", no_aws);
        complain(session, "", ops::StepFailure{asked.no_cluster.why, asked.no_cluster.fix});
        return ExitCode::WorldFailed;
      }
    }

    CheckedOutput output(session, output_, wanted->component_width());
    const auto tell = [&](const platform::CheckResult& result) { output.tell(report::checked(result)); };
    auto results = ops::verify(wanted->graph, asked, tell, stop);
    for (auto& result : ops::verify(wanted->charts, asked, tell, stop)) results.push_back(std::move(result));
    is_probing = true;
    for (auto& probe : wanted->probes) probe.command = asked.commands.in(probe.command);
    for (auto& result : probed(session, wanted->probes, asked, tell)) results.push_back(std::move(result));
    const auto code = output.end([&] { return report::verify_json(results); }, setting.platform, loaded->names());
    if (code != ExitCode::Ok) return code;
    return is_interrupted(session) && output.judge() == ExitCode::Ok ? ExitCode::WorldFailed : output.judge();
  }

 private:
  static constexpr long long kMostProbeMinutes = 240;

  /// What is asked of the platform: of the components that were named, or of all.
  struct Wanted {
    platform::Graph graph;
    std::vector<ops::ChartCheck> charts;
    std::vector<ops::Probe> probes;

    std::size_t component_width() const {
      std::size_t width = 0;
      for (const auto& check : graph.checks()) width = std::max(width, check.component.size());
      for (const auto& one : charts) width = std::max(width, one.check.component.size());
      for (const auto& probe : probes) width = std::max(width, probe.checks.front().component.size());
      return width;
    }
  };

  /// nullopt after a complaint.
  std::optional<Wanted> choose(Session& session, const Loaded& loaded) const {
    std::set<std::string> checked;
    for (const auto& check : loaded.graph.checks()) checked.insert(check.component);
    for (const auto& release : loaded.graph.releases()) checked.insert(release.component);
    for (const std::string& name : components_)
      if (!checked.contains(name)) {
        complain_of_component(session, "--component", name, "has no checks", checked);
        return std::nullopt;
      }
    Wanted wanted;
    if (run_probes_) wanted.probes = chosen_probes(loaded.graph);
    if (run_probes_ && wanted.probes.empty())
      session.say("neither GPUs nor volumes are asked about: there is nothing to probe");
    wanted.charts = ops::chart_checks(loaded.graph);
    std::erase_if(wanted.charts, [&](const ops::ChartCheck& one) { return !is_chosen(one.check.component); });
    wanted.graph.setting = loaded.graph.setting;
    for (const auto& check : loaded.graph.checks())
      if (is_chosen(check.component)) wanted.graph.add(check);
    if (wanted.graph.checks().empty() && wanted.charts.empty()) {
      session.complain("there is nothing to check: the platform is empty",
                       "add what it is to have: slipway add, or slipway init for one to start from");
      return std::nullopt;
    }
    return wanted;
  }

  static bool is_interrupted(const Session& session) { return session.interrupts && session.interrupts->count() > 0; }

  /// Whether the cluster may be asked, or there is none, which `asked` then says; false after a complaint: it is
  /// another than apply left.
  bool is_the_right_cluster(Session& session, const std::string& folder, bool is_told_where,
                            const std::string& platform, ops::Asked& asked) const {
    const auto known = ops::known_identity(session.files, folder);
    const bool is_kubeconfig_gone =
        cluster_.kubeconfig.empty() && cluster_.context.empty() && known && *known && !(*known)->cluster_id.empty();
    const std::string is_gone = folder + "/kubeconfig, which apply left, is gone";
    const auto back = asked.commands.in(
        is_kubeconfig_gone ? "`slipway apply --plan-only` writes it anew; or aws eks update-kubeconfig --name CLUSTER"
                           : "aws eks update-kubeconfig --name CLUSTER");
    asked.no_cluster = {is_kubeconfig_gone ? is_gone : "there is no kubeconfig for the cluster", back};
    if (asked.api && is_kubeconfig_gone) session.complain(is_gone + ": the cluster of kubectl's own is asked", back);
    if (!is_told_where) say_if_it_was_never_applied(session, folder, platform);
    if (!asked.api || !known || !*known) return true;
    auto wrong = ops::is_anothers(*asked.api, **known, platform);
    if (!wrong) return true;
    if (is_kubeconfig_gone) wrong->fix = back;
    complain(session, "", asked.commands.in(*wrong));
    return false;
  }

  /// Of a platform that apply brought up from here, names and access are known. False: --state is no such place.
  bool take_what_apply_left(Session& session, const std::string& folder) {
    const auto has = [&](const std::string& file) { return session.files.look_at(file) == io::Entry::File; };
    const auto outputs = folder + "/outputs.json", kubeconfig = folder + "/kubeconfig";
    if (!state_.empty() && !has(outputs) && !has(kubeconfig)) {
      complain(session, "",
               {state_ + " has neither outputs.json nor kubeconfig: no apply left anything there",
                "--state as apply had it; or without it, --outputs FILE and --kubeconfig FILE"});
      return false;
    }
    are_left_ = outputs_.empty() && has(outputs);
    if (are_left_) outputs_ = outputs;
    if (cluster_.kubeconfig.empty() && cluster_.context.empty() && has(kubeconfig)) cluster_.kubeconfig = kubeconfig;
    return true;
  }

  static void say_if_it_was_never_applied(Session& session, const std::string& folder, const std::string& platform) {
    const auto history = history_at(session, folder);
    if (history != ops::History::Never && history != ops::History::Gone) return;
    session.err.write(report::hanging(
        "slipway: ",
        printable(fmt::format("{} {} from here ({}): what AWS and kubectl's cluster have of it is asked all the same",
                              platform, history == ops::History::Gone ? "was destroyed" : "was never applied", folder)),
        9, static_cast<std::size_t>(session.width)));
  }

  std::vector<ops::Probe> chosen_probes(const platform::Graph& graph) const {
    auto probes = ops::probes_of(graph, probe_minutes_ * 60'000);
    std::erase_if(probes, [&](const ops::Probe& probe) { return !is_chosen(probe.checks.front().component); });
    return probes;
  }

  bool is_chosen(const std::string& component) const {
    return components_.empty() || std::ranges::count(components_, component) > 0;
  }

  /// Ctrl-C ends the probes, whose Jobs are removed all the same; before the first it leaves them all.
  std::vector<platform::CheckResult> probed(Session& session, const std::vector<ops::Probe>& probes,
                                            const ops::Asked& asked,
                                            const std::function<void(const platform::CheckResult&)>& tell) const {
    std::vector<platform::CheckResult> results;
    const bool is_stopped = is_interrupted(session);
    if (asked.api && !probes.empty() && !is_stopped) {
      const ops::ProbeOptions options{
          .milliseconds = probe_minutes_ * 60'000,
          .stop = [&session] { return is_interrupted(session); },
          .on_progress =
              [&](const std::string& line) {
                if (!session.quiet)
                  session.err.write(
                      report::hanging("probe ", asked.commands.in(line), 6, static_cast<std::size_t>(session.width)));
              }};
      return ops::run_probes(*asked.api, probes, options, tell);
    }
    for (const auto& probe : probes)
      for (const auto& check : probe.checks) {
        const auto reason = is_stopped ? ops::Unasked{"stopped before it was run"} : asked.no_cluster;
        results.push_back({&check, platform::CheckResult::Outcome::Skipped, "", reason.why, probe.command, reason.fix});
        tell(results.back());
      }
    return results;
  }

  bool read_outputs(Session& session, ops::Asked& asked) const {
    const auto text = session.files.read(outputs_);
    if (!text) {
      complain(session, "",
               {text.error().message, text.error().kind == FailureKind::NotFound
                                          ? asked.commands.in("--outputs with what `terraform output -json` printed")
                                          : io::file_advice(text.error())});
      return false;
    }
    Diagnostics mistakes;
    const auto document = doc::read_json(std::make_shared<const SourceText>(outputs_, *text), mistakes);
    const bool is_of_none = are_left_ && document.root().is_map() && document.root().size() == 0;  // of none yet
    const auto known = mistakes.has_errors() ? std::nullopt : render::known_values(document.root());
    if (known)
      asked.values = *known;
    else if (are_left_ && !is_of_none)
      complain(session, "",
               {outputs_ + " is damaged: it holds nothing that `terraform output -json` prints",
                "`slipway apply --plan-only` asks Terraform for it anew"});
    else if (!are_left_)
      complain(session, "",
               {outputs_ + " is not what `terraform output -json` prints of a tree that slipway rendered",
                asked.commands.in("terraform output -json > FILE")});
    return known.has_value() || is_of_none;
  }

  std::string path_, state_, outputs_, profile_;
  std::vector<std::string> components_;
  bool run_probes_ = false;
  bool are_left_ = false;  // the outputs are those that apply left, which may be of none yet
  long long probe_minutes_ = 20;
  ClusterFlags cluster_;
  CheckedFlags output_;
};

}  // namespace

std::unique_ptr<Verb> make_verify() { return make_verb<Verify>(); }

}  // namespace slipway::cli
