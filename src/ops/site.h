#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cloud/aws.h"
#include "cluster/api.h"
#include "io/interrupts.h"
#include "ops/access.h"
#include "ops/helm.h"
#include "ops/terraform.h"
#include "platform/graph.h"
#include "render/tree.h"

namespace slipway::ops {

/// A platform and all that it takes to work on it. Its folder holds journal.db, lock, tree/ (what `render` writes, with
/// Terraform's own state), identity.json, outputs.json and kubeconfig.
struct Site {
  const platform::Graph& graph;
  std::string folder;  // ".slipway/scale-to-zero-dev"
  cloud::Doors doors;
  cloud::CredentialChain& chain;
  cloud::Aws& aws;
  const io::Interrupts& interrupts;
  std::string program, version;         // this slipway: its file and version
  std::string terraform, profile = {};  // "terraform"; AWS profile, "" for the chain's
  std::string helm = "helm";
  /// Told at once to whoever waits, on a terminal or not: what holds a step up, and what helps.
  std::function<void(const std::string&)> notice = {};
  std::string account = {};  // of AWS: "111122223333"; "" when AWS was not asked
  /// The cluster, if the person named one, and how: "" each is as kubectl would choose.
  std::unique_ptr<cluster::Api> named_cluster = nullptr;
  bool is_cluster_named = false;
  std::string kubeconfig = {}, context = {};

  std::string tree() const { return folder + "/tree"; }
  std::string journal_file() const { return folder + "/journal.db"; }
  std::string lock_file() const { return folder + "/lock"; }
  std::string outputs_file() const { return folder + "/outputs.json"; }
  std::string kubeconfig_file() const { return is_cluster_named ? kubeconfig : folder + "/kubeconfig"; }
  ClusterName cluster() const { return {graph.setting.cluster, graph.setting.region, profile}; }
};

/// Where Terraform runs, below a platform's folder.
std::string terraform_folder(const std::string& state);
/// What Terraform and Helm are given of the environment, laid over ours: as whom they ask AWS.
std::map<std::string, std::string> environment_of(const ClusterName& cluster);
/// The same with the keys that there are now, where only slipway has them: a person typed a code for them.
std::map<std::string, std::string> environment_of(const Site& site);

/// Of a session that a code was typed for, and that may end before Terraform does, who usually works for so long: that,
/// and what then helps; "" of others.
std::string said_of_short_session(const Site& site, int usual_seconds);

/// Makes the folder, with a .gitignore: Terraform's state may stand in it, and that holds secrets.
std::optional<Failure> make_folder(Site& site);

/// Terraform in the tree, with the site's profile; of a session that a code was typed for each run of it is given what
/// is good by then. REQUIRES: the site outlives it.
Terraform terraform_of(const Site& site);
Helm helm_of(const Site& site);

/// Terraform's outputs as they were last read, by name: `kubernetes` and `checked`. Empty before the first apply.
std::map<std::string, std::string> known_outputs(const Site& site);

/// The same out of what `terraform output -json` printed.
std::map<std::string, std::string> outputs_in(const std::string& printed);

/// Of what `terraform output -json` printed what known_outputs() reads: outputs that people add beside may be secret.
/// `more`: names that it does not have, and their values.
std::string kept_outputs(const std::string& printed, const std::map<std::string, std::string>& more = {});

/// Of the names that objects, charts and checks speak of those that are not among these, each with what it is for
/// Terraform: "aws_vpc_main_id" → "aws_vpc.main.id".
std::map<std::string, std::string> unknown_outputs(const Site& site, const std::map<std::string, std::string>& known);

/// Whether each name that objects, charts and checks speak of is among them.
bool knows_all_outputs(const Site& site);

/// The tree as platform.yaml says now, with what is known of AWS filled in.
std::vector<render::File> rendered_tree(const Site& site);
/// Makes the tree these files. Files that somebody edited are a failure that names them.
std::optional<StepFailure> write_tree(const Site& site, const std::vector<render::File>& wanted);
std::optional<StepFailure> write_tree(const Site& site);  // the rendered one

/// For kubectl, helm and people; of a cluster that the person named there is one.
std::optional<StepFailure> write_kubeconfig(const Site& site, const cluster::Access& access);

/// terraform init, unless the tree has been initialized for these providers and this backend.
std::optional<StepFailure> initialize(const Site& site, Terraform& terraform);

/// Of what Terraform could not write to its backend the last time it left a file: that is put where it belongs, and
/// `notes` says so.
std::optional<StepFailure> recover_state(const Site& site, Terraform& terraform, std::vector<std::string>& notes);

/// The cluster that the person named, or AWS's; nullptr: there is none yet. A patient one.
Result<std::unique_ptr<cluster::Api>, StepFailure> open_cluster(Site& site);

}  // namespace slipway::ops
