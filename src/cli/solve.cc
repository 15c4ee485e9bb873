#include "report/solve.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "catalog/regions.h"
#include "cli/inputs.h"
#include "cli/platform_nodes.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "provision/difference.h"
#include "provision/outcome.h"
#include "report/solve_diff.h"

namespace slipway::cli {
namespace {

/// Where its nodes or node classes are, or the zones that its pools name; "" when nothing tells.
std::string region_of(model::Objects objects) {
  for (const doc::Node* object : objects) {
    const doc::Node& node = *object;
    if (node["kind"].text() == "Node") {
      const std::string_view region = node["metadata"]["labels"]["topology.kubernetes.io/region"].text();
      if (!region.empty()) return std::string(region);
    }
    for (const doc::Node& subnet : node["status"]["subnets"].items())
      if (const auto* region = catalog::region_of_zone(subnet["zone"].text())) return std::string(region->code);
    for (const doc::Node& requirement : node["spec"]["template"]["spec"]["requirements"].items())
      if (requirement["key"].text() == "topology.kubernetes.io/zone")
        for (const doc::Node& zone : requirement["values"].items())
          if (const auto* region = catalog::region_of_zone(zone.text())) return std::string(region->code);
  }
  return {};
}

class Solve final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.arguments("FILE", paths_, "manifests: files, folders, globs, - for standard input (./platform.yaml)");
    flags.value("--cluster", cluster_, "SNAPSHOT", "what stands already, as slipway snapshot writes it");
    flags.pair("--diff", diff_, "OLD NEW", "what changes from OLD to NEW, each a file or folder beside the others");
    flags.value("--region", region_, "REGION",
                "for prices and zones (the platform's, else the snapshot's, else us-east-1)");
    flags.values("--zones", zones_, "ZONE", "where subnets are, when no node class tells (all of the region)");
    flags.values("--reserved", reserved_, "ID=COUNT", "free instances of a capacity reservation: --reserved cr-0123=4");
    flags.choice("--replicas", replicas_, {"declared", "least", "most"},
                 "as written, or the least or most that autoscalers allow");
    flags.choice("--preference-policy", preferences_, {"Respect", "Ignore"}, "as Karpenter's own flag");
    flags.choice("--min-values-policy", min_values_, {"Strict", "BestEffort"}, "as Karpenter's own flag");
    flags.choice("-o,--output", output_, {"table", "wide", "json", "markdown"}, "how to print it");
    result_.declare_fail_on(flags);
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    Diagnostics of_snapshot;
    if (!cluster_.empty()) {
      snapshot_ = read_cluster(session, cluster_, of_snapshot);
      if (!snapshot_) return ExitCode::WrongUsage;
      if (of_snapshot.has_errors()) return refuse(session, of_snapshot, 1, false);
    }
    return diff_.empty() ? solve(session) : compare(session);
  }

 private:
  /// One question asked: what was read for it, and the answer.
  struct Answer {
    Inputs inputs;
    provision::Outcome outcome;
  };

  ExitCode solve(Session& session) {
    std::vector<std::string> paths = paths_;
    if (paths.empty() && cluster_.empty()) paths.emplace_back("platform.yaml");
    ExitCode failed = ExitCode::Ok;
    auto answer = ask(session, paths, failed);
    if (!answer) return failed;
    Diagnostics& findings = answer->inputs.findings;
    const ExitCode written = write(session, text({answer->outcome, findings}, session, files_of(*answer)), {&*answer});
    if (written != ExitCode::Ok) return written;
    if (answer->outcome.pending_pods > 0 && result_.fail_on != "never") return ExitCode::FindingsReported;
    return result_.judge(findings);
  }

  ExitCode compare(Session& session) {
    if (std::ranges::count(paths_, "-") > 0) {
      session.complain("--diff reads the other files twice, and standard input can be read once",
                       "write it to a file, and name that in place of -");
      return ExitCode::WrongUsage;
    }
    std::vector<Answer> sides;
    for (const std::string& side : diff_) {
      std::vector<std::string> paths = paths_;
      paths.push_back(side);
      ExitCode failed = ExitCode::Ok;
      auto answer = ask(session, paths, failed);
      if (!answer) return failed;
      sides.push_back(*std::move(answer));
    }
    const auto difference = provision::difference(sides[0].outcome, sides[1].outcome);
    Diagnostics& findings = sides[1].inputs.findings;  // those of the common files are in both
    const report::SolveDiff diff{diff_[0], diff_[1], sides[0].outcome, sides[1].outcome, difference, findings};
    const ExitCode written = write(session, text(diff, session, files_of(sides[1])), {&sides[0], &sides[1]});
    if (written != ExitCode::Ok) return written;
    return difference.empty() || result_.fail_on == "never" ? result_.judge(findings) : ExitCode::FindingsReported;
  }

  /// nullopt after a complaint or findings; `failed` says how.
  std::optional<Answer> ask(Session& session, const std::vector<std::string>& paths, ExitCode& failed) {
    auto inputs = read_inputs(session, paths);
    failed = ExitCode::WrongUsage;
    if (!inputs) return std::nullopt;
    Answer out{*std::move(inputs), {}};
    Diagnostics& findings = out.inputs.findings;
    std::vector<const doc::Node*> objects;
    if (snapshot_) objects.assign(snapshot_->collection.objects().begin(), snapshot_->collection.objects().end());
    const model::Objects written = out.inputs.collection.objects();
    objects.insert(objects.end(), written.begin(), written.end());
    if (findings.has_errors()) {
      failed = refuse(session, findings, files_of(out), out.inputs.readable);
      return std::nullopt;
    }
    auto setting = setting_of(session, out.inputs, objects, findings);
    if (!setting) return std::nullopt;
    if (snapshot_) setting->now = snapshot_->read_at;
    const model::Model model = model::read(objects, *setting, findings);
    if (findings.has_errors()) {
      failed = refuse(session, findings, files_of(out), true);
      return std::nullopt;
    }
    findings.sort();
    out.outcome = provision::run(model, *setting, settings());
    return out;
  }

  int files_of(const Answer& answer) const { return answer.inputs.files_read() + (snapshot_ ? 1 : 0); }

  ExitCode write(Session& session, const std::string& text, const std::vector<const Answer*>& answers) const {
    std::vector<std::string> read;
    for (const Answer* one : answers)
      for (std::string& name : one->inputs.names()) read.push_back(std::move(name));
    if (snapshot_) read.push_back(cluster_);
    return result_.write(session, text, read);
  }

  ExitCode refuse(Session& session, Diagnostics& findings, int files, bool readable) const {
    session.err.write(session.findings(findings, files, session.err_colour()));
    return readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;
  }

  provision::Settings settings() const {
    provision::Settings out;
    if (preferences_ == "Ignore") out.karpenter.preference_policy = karpenter::PreferencePolicy::Ignore;
    if (min_values_ == "BestEffort") out.karpenter.min_values_policy = karpenter::MinValuesPolicy::BestEffort;
    return out;
  }

  /// nullopt after a complaint.
  std::optional<model::Setting> setting_of(Session& session, const Inputs& inputs, model::Objects objects,
                                           Diagnostics& findings) const {
    model::Setting out;
    std::string region = region_;
    if (region.empty() && inputs.platform) region = inputs.platform->graph.setting.region;
    if (region.empty()) region = region_of(objects);
    if (region.empty()) {
      region = "us-east-1";
      if (!objects.empty())
        findings.note("SOLVE001", {}, "nothing says which region: prices and zones are those of us-east-1",
                      "--region REGION");
    }
    const auto* known = catalog::find_region(region);
    if (!known) {
      const auto near = catalog::region_like(region);
      session.complain(fmt::format("unknown region '{}'", region),
                       near ? fmt::format("did you mean {}?", *near) : "--region with a code such as us-west-2");
      return std::nullopt;
    }
    out.place.region = region;
    out.place.zones = zones_;
    for (const std::string& zone : zones_)
      if (!catalog::has_zone(*known, zone)) {
        session.complain(fmt::format("--zones: {} has no zone '{}'", region, zone),
                         "it has " + join(known->zones, ", "));
        return std::nullopt;
      }
    if (out.place.zones.empty() && inputs.platform && region == inputs.platform->graph.setting.region)
      out.place.zones = inputs.platform->graph.setting.zones;
    if (out.place.zones.empty()) out.place.zones = known->zones;
    out.replicas = replicas_ == "least"  ? model::Replicas::Least
                   : replicas_ == "most" ? model::Replicas::Most
                                         : model::Replicas::Declared;
    if (!read_reserved(session, out.place)) return std::nullopt;
    if (inputs.platform) {
      out.nodes = nodes_of_groups(inputs.platform->graph, findings);
      note_charts(inputs.platform->graph, findings);
    }
    return out;
  }

  bool read_reserved(Session& session, model::Place& place) const {
    for (const std::string& one : reserved_) {
      const std::size_t equals = one.find('=');
      std::int64_t count = -1;
      if (equals != one.npos && equals > 0) {
        const auto [end, status] = std::from_chars(one.data() + equals + 1, one.data() + one.size(), count);
        if (status != std::errc{} || end != one.data() + one.size()) count = -1;
      }
      if (count < 0) {
        session.complain(fmt::format("--reserved cannot be '{}'", one), "ID=COUNT, such as cr-0123=4");
        return false;
      }
      place.free_reservations[one.substr(0, equals)] = count;
    }
    return true;
  }

  std::string text(const report::Solve& solve, const Session& session, int files) const {
    const report::SolveDetail detail{.everything = output_ == "wide"};
    if (output_ == "json") return report::solve_json(solve);
    if (output_ == "markdown") return report::solve_markdown(solve, detail);
    return report::solve_table(solve, detail, colour(session), session.width) +
           findings_text(solve.findings, session, files);
  }

  std::string text(const report::SolveDiff& diff, const Session& session, int files) const {
    const bool everything = output_ == "wide";
    if (output_ == "json") return report::solve_diff_json(diff);
    if (output_ == "markdown") return report::solve_diff_markdown(diff, everything);
    return report::solve_diff_table(diff, everything, colour(session), session.width) +
           findings_text(diff.findings, session, files);
  }

  Colour colour(const Session& session) const { return result_.out.empty() ? session.out_colour() : Colour::Off; }

  std::string findings_text(const Diagnostics& findings, const Session& session, int files) const {
    Diagnostics sorted = findings;
    const std::string said = session.findings(sorted, files, colour(session));
    return said.empty() ? "" : "\n" + said;
  }

  std::vector<std::string> paths_, zones_, reserved_, diff_;
  std::optional<model::Snapshot> snapshot_;
  std::string cluster_, region_, replicas_ = "declared", preferences_ = "Respect", min_values_ = "Strict",
                                 output_ = "table";
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_solve() { return make_verb<Solve>(); }

}  // namespace slipway::cli
