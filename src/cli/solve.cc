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
#include "provision/outcome.h"

namespace slipway::cli {
namespace {

/// Where its nodes or node classes are; "" when nothing tells.
std::string region_of(model::Objects objects) {
  for (const doc::Node* object : objects) {
    const doc::Node& node = *object;
    if (node["kind"].text() == "Node") {
      const std::string_view region = node["metadata"]["labels"]["topology.kubernetes.io/region"].text();
      if (!region.empty()) return std::string(region);
    }
    for (const doc::Node& subnet : node["status"]["subnets"].items())
      if (const auto* region = catalog::region_of_zone(subnet["zone"].text())) return std::string(region->code);
  }
  return {};
}

class Solve final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.arguments("FILE", paths_, "manifests: files, folders, globs, - for standard input (./platform.yaml)");
    flags.value("--cluster", cluster_, "SNAPSHOT", "what stands already: kubectl get … -A -o json > SNAPSHOT");
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
    std::vector<std::string> paths = paths_;
    if (paths.empty() && cluster_.empty()) paths.emplace_back("platform.yaml");
    auto inputs = read_inputs(session, paths);
    if (!inputs) return ExitCode::WrongUsage;
    Diagnostics& findings = inputs->findings;
    std::optional<model::Snapshot> snapshot;
    if (!cluster_.empty()) {
      snapshot = read_cluster(session, cluster_, findings);
      if (!snapshot) return ExitCode::WrongUsage;
    }
    std::vector<const doc::Node*> objects;
    if (snapshot) objects.assign(snapshot->collection.objects().begin(), snapshot->collection.objects().end());
    objects.insert(objects.end(), inputs->collection.objects().begin(), inputs->collection.objects().end());
    const int files = inputs->files_read() + (snapshot ? 1 : 0);
    if (findings.has_errors()) return refuse(session, findings, files, inputs->readable);
    auto setting = setting_of(session, *inputs, objects, findings);
    if (!setting) return ExitCode::WrongUsage;
    if (snapshot) setting->now = snapshot->read_at;

    const model::Model model = model::read(objects, *setting, findings);
    if (findings.has_errors()) return refuse(session, findings, files, true);
    findings.sort();
    const auto outcome = provision::run(model, *setting, settings());
    auto read = inputs->names();
    if (snapshot) read.push_back(cluster_);
    const ExitCode written = result_.write(session, text({outcome, findings}, session, files, findings), read);
    if (written != ExitCode::Ok) return written;
    if (outcome.pending_pods > 0 && result_.fail_on != "never") return ExitCode::FindingsReported;
    return result_.judge(findings);
  }

 private:
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
      findings.note("SOLVE001", {}, "nothing says which region: prices and zones are those of us-east-1",
                    "--region REGION");
    }
    const auto* known = catalog::find_region(region);
    if (!known) {
      const auto near = catalog::region_like(region);
      session.complain(
          fmt::format("unknown region '{}'{}", region, near ? fmt::format(" (did you mean {}?)", *near) : ""));
      return std::nullopt;
    }
    out.place.region = region;
    out.place.zones = zones_;
    for (const std::string& zone : zones_)
      if (!catalog::has_zone(*known, zone)) {
        session.complain(
            fmt::format("--zones: {} has no zone '{}' (it has {})", region, zone, join(known->zones, ", ")));
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
        session.complain(fmt::format("--reserved cannot be '{}' (ID=COUNT, such as cr-0123=4)", one));
        return false;
      }
      place.free_reservations[one.substr(0, equals)] = count;
    }
    return true;
  }

  std::string text(const report::Solve& solve, const Session& session, int files, Diagnostics& findings) const {
    const report::SolveDetail detail{.everything = output_ == "wide"};
    if (output_ == "json") return report::solve_json(solve);
    if (output_ == "markdown") return report::solve_markdown(solve, detail);
    const Colour colour = result_.out.empty() ? session.out_colour() : Colour::Off;
    const std::string said = session.findings(findings, files, colour);
    return report::solve_table(solve, detail, colour, session.width) + (said.empty() ? "" : "\n") + said;
  }

  std::vector<std::string> paths_, zones_, reserved_;
  std::string cluster_, region_, replicas_ = "declared", preferences_ = "Respect", min_values_ = "Strict",
                                 output_ = "table";
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_solve() { return make_verb<Solve>(); }

}  // namespace slipway::cli
