#include "ops/site.h"

#include <fmt/core.h>

#include "base/sha256.h"
#include "doc/json.h"
#include "io/secrets.h"
#include "ops/changes.h"
#include "ops/kept_tree.h"
#include "ops/said.h"
#include "render/output_values.h"
#include "render/outputs.h"
#include "render/tree.h"

namespace slipway::ops {
namespace {

constexpr std::int64_t kPatience = 90'000;  // an API server may be away for as long

/// What programs that we begin are given, or find as we did: no text of theirs is shown with it.
std::vector<std::string> secrets_of(const Site& site) {
  auto all = io::secrets_in(site.doors.environment);
  if (const auto known = site.chain.get()) {
    all.push_back(known->keys.secret);
    all.push_back(known->keys.token);
  }
  return all;
}

/// Where only slipway has them: a person typed a code for them.
std::map<std::string, std::string> keys_of(const cloud::Credentials& credentials) {
  if (!credentials.is_by_code) return {};
  // The SDK for Go takes these before the profile, for whose device it cannot ask.
  return {{"AWS_ACCESS_KEY_ID", credentials.keys.id},
          {"AWS_SECRET_ACCESS_KEY", credentials.keys.secret},
          {"AWS_SESSION_TOKEN", credentials.keys.token}};
}

/// What `terraform init` depends on.
std::string initialized_for(const Site& site) {
  std::string texts = site.terraform;
  for (const char* file : {"versions.tf", "providers.tf", "backend.tf", ".terraform.lock.hcl"})
    if (const auto text = site.doors.files.read(site.tree() + "/terraform/" + file)) texts += *text + '\0';
  return sha256_hex(texts);
}

std::string initialized_file(const Site& site) { return site.tree() + "/terraform/.terraform/slipway"; }

}  // namespace

std::string terraform_folder(const std::string& state) { return state + "/tree/terraform"; }

std::map<std::string, std::string> environment_of(const ClusterName& cluster) {
  std::map<std::string, std::string> environment = {{"AWS_REGION", cluster.region}};
  if (!cluster.profile.empty()) {
    environment["AWS_PROFILE"] = cluster.profile;
    // The SDK for Go takes these before a profile that is named; we do not.
    for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN",
                             "AWS_WEB_IDENTITY_TOKEN_FILE"})
      environment[name] = "";
  }
  return environment;
}

std::map<std::string, std::string> environment_of(const Site& site) {
  auto environment = environment_of(site.cluster());
  if (const auto known = site.chain.get())
    for (const auto& [name, value] : keys_of(*known)) environment[name] = value;
  return environment;
}

std::string said_of_short_session(const Site& site, int usual_seconds) {
  constexpr std::int64_t kMargin = 2, kMinute = 60'000;
  const auto known = site.chain.get();
  if (!known || !known->is_by_code) return "";
  const std::int64_t left = known->until - site.doors.clock.now(), usual = std::int64_t{usual_seconds} * 1000;
  if (left >= usual * kMargin) return "";
  return fmt::format(
      "the session of {} ends in {} min ({}), and Terraform usually takes {} min for this: if "
      "the session ends first, Terraform stops in the middle, and the same command asks for a code and goes on; "
      "duration_seconds of the profile has a session last longer, if the role allows it",
      known->source, left / kMinute, io::utc_time(known->until), (usual + kMinute - 1) / kMinute);
}

std::optional<Failure> make_folder(Site& site) {
  auto& files = site.doors.files;
  if (const auto made = files.make_folders(site.folder); !made) return made.error();
  const auto ignore = site.folder + "/.gitignore";
  if (files.look_at(ignore) == io::Entry::Nothing)
    if (const auto written = files.write(ignore, "*\n"); !written) return written.error();
  return std::nullopt;
}

Terraform terraform_of(const Site& site) {
  return {site.doors.processes,
          {.program = site.terraform,
           .folder = terraform_folder(site.folder),
           .environment = environment_of(site.cluster()),
           .keys = [&site]() -> Result<std::map<std::string, std::string>, StepFailure> {
             const auto known = site.chain.get();
             if (!known) return StepFailure{known.error().message, known.error().fix};
             return keys_of(*known);
           },
           .place_of = [&graph = site.graph](const std::string& address) { return place_of(graph, address); },
           .secrets = [&site] { return secrets_of(site); }}};
}

Helm helm_of(const Site& site) {
  return {site.doors.processes,
          {.program = site.helm,
           .kubeconfig = site.kubeconfig_file(),
           .context = site.context,
           .platform = site.graph.setting.platform,
           .environment = environment_of(site),
           .secrets = [&site] { return secrets_of(site); }}};
}

std::string kept_outputs(const std::string& printed, const std::map<std::string, std::string>& more) {
  Diagnostics mistakes;
  const auto document = doc::read_json(std::make_shared<const SourceText>("terraform output", printed), mistakes);
  std::string kept;
  const auto keep = [&](const char* name, const std::string& value) {
    kept += fmt::format("{}\"{}\": {{\"value\": {}}}", kept.empty() ? "" : ",\n", name, value);
  };
  for (const char* name : {"kubernetes", "checked"}) {
    const doc::Node& output = document.root()[name];
    const bool is_secret = output["sensitive"].kind() == doc::Kind::Bool && output["sensitive"].boolean();
    if (!more.empty() && std::string_view(name) == "checked") {
      doc::Map values = is_secret ? doc::Map() : doc::Map(output["value"]);
      for (const auto& [one, value] : more) values.set(one, value);
      keep(name, doc::write_json(doc::Value(std::move(values)), doc::JsonLayout::Compact));
    } else if (output.is_map() && !is_secret) {
      keep(name, doc::write_json(output["value"], doc::JsonLayout::Compact));
    }
  }
  return "{" + kept + "}\n";
}

std::map<std::string, std::string> known_outputs(const Site& site) {
  const auto text = site.doors.files.read(site.outputs_file());
  return text ? outputs_in(*text) : std::map<std::string, std::string>();
}

std::map<std::string, std::string> outputs_in(const std::string& printed) {
  Diagnostics mistakes;
  const auto document = doc::read_json(std::make_shared<const SourceText>("terraform output", printed), mistakes);
  if (mistakes.has_errors()) return {};
  return render::known_values(document.root()).value_or(std::map<std::string, std::string>());
}

std::map<std::string, std::string> unknown_outputs(const Site& site, const std::map<std::string, std::string>& known) {
  auto unknown = render::outputs_of(site.graph);
  unknown.merge(render::checked_outputs_of(site.graph));
  std::erase_if(unknown, [&](const auto& one) { return known.contains(one.first); });
  return unknown;
}

bool knows_all_outputs(const Site& site) {
  return unknown_outputs(site, known_outputs(site)).empty() &&
         site.doors.files.look_at(site.outputs_file()) == io::Entry::File;
}

std::vector<render::File> rendered_tree(const Site& site) {
  return render::render(site.graph, {.output_values = known_outputs(site)});
}

std::optional<StepFailure> write_tree(const Site& site) { return write_tree(site, rendered_tree(site)); }

std::optional<StepFailure> write_tree(const Site& site, const std::vector<render::File>& wanted) {
  KeptTree tree(site.doors.files, site.tree());
  if (const auto locked = tree.lock(); !locked) return disk_failure(locked.error());
  const auto comparison = tree.compare(wanted);
  if (!comparison) return disk_failure(comparison.error());
  for (const auto* obstacles : {&comparison->edited, &comparison->blocked, &comparison->closed})
    if (!obstacles->empty()) {
      const auto& [path, why] = *obstacles->begin();
      return StepFailure{fmt::format("{}/{}: {}{}", site.tree(), path, why,
                                     obstacles->size() > 1 ? fmt::format(" (and {} more)", obstacles->size() - 1) : ""),
                         "what slipway writes there follows platform.yaml: change that, and move the file away"};
    }
  if (const auto done = tree.write(wanted, *comparison); !done) return disk_failure(done.error());
  return std::nullopt;
}

std::optional<StepFailure> initialize(const Site& site, Terraform& terraform) {
  const auto known = site.doors.files.read(initialized_file(site));
  if (known && *known == initialized_for(site)) return std::nullopt;
  if (const auto done = terraform.init(); !done) return done.error();
  // Should this fail, the next run initializes again.
  [[maybe_unused]] const auto written = site.doors.files.write(initialized_file(site), initialized_for(site));
  return std::nullopt;
}

std::optional<StepFailure> recover_state(const Site& site, Terraform& terraform, std::vector<std::string>& notes) {
  constexpr const char* kLeft = "errored.tfstate";
  const auto file = terraform.setting().folder + "/" + kLeft;
  if (site.doors.files.look_at(file) != io::Entry::File) return std::nullopt;
  if (const auto pushed = terraform.push_state(kLeft); !pushed)
    return StepFailure{
        fmt::format("{} holds what Terraform made and could not write down, and it cannot be put back: {}", file,
                    pushed.error().message),
        fmt::format("terraform state push {}, then move the file away: without it AWS has what nobody knows", kLeft)};
  if (const auto gone = site.doors.files.remove(file); !gone) return disk_failure(gone.error());
  notes.push_back(fmt::format("Terraform could not write its state the last time: it was put back from {}", kLeft));
  return std::nullopt;
}

std::optional<StepFailure> write_kubeconfig(const Site& site, const cluster::Access& access) {
  if (site.is_cluster_named) return std::nullopt;
  const auto text = kubeconfig_of(access, site.cluster(), site.program);
  if (const auto written = site.doors.files.write(site.kubeconfig_file(), text); !written)
    return disk_failure(written.error());
  return std::nullopt;
}

Result<std::unique_ptr<cluster::Api>, StepFailure> open_cluster(Site& site) {
  std::unique_ptr<cluster::Api> api = std::move(site.named_cluster);
  if (!api) {
    auto found = find_cluster(site.cluster(), site.aws, site.chain, site.doors);
    if (!found) return found.error();
    api = std::move(found).value();
  }
  if (api) {
    api->be_patient(kPatience);
    api->stop_when([&interrupts = site.interrupts] { return interrupts.count() > 1; });
  }
  return api;
}

}  // namespace slipway::ops
