#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster/api.h"
#include "io/process.h"
#include "ops/helm_failure.h"
#include "ops/steps.h"
#include "platform/graph.h"

namespace slipway::ops {

/// Labels of our releases, on the Secret of each revision.
inline constexpr const char* kReleasePlatform = "slipway.dev/platform";
inline constexpr const char* kReleaseInputs = "slipway.dev/inputs";

/// A Helm release as the labels of its newest revision's Secret say; chart_objects.h reads what is in it.
struct ReleaseState {
  std::string ns, name, secret;
  int revision = 0;
  std::string status;            // "deployed", "failed", "pending-upgrade", "uninstalling"
  std::string platform, inputs;  // what slipway wrote beside it: metadata.name, and a hash of chart, version and values
  std::string made = {};         // this revision, as Kubernetes writes time
  std::string uid = {};          // of its Secret: no other revision has it, though all of them were deleted in between

  bool is_pending() const { return status.starts_with("pending-") || status == "uninstalling"; }
};

/// The newest revision of each release in the cluster, by namespace and name. Follows Helm 3.22
/// pkg/storage/driver/secrets.go.
Result<std::map<std::pair<std::string, std::string>, ReleaseState>, cluster::ApiFailure> releases(cluster::Api& api);

/// That of one release, as it is now; nullopt: there is none.
Result<std::optional<ReleaseState>, cluster::ApiFailure> release_now(cluster::Api& api, const std::string& ns,
                                                                     const std::string& name);

/// Charts by Helm 3.14 or later. A helm that says it is done is not believed: the cluster is asked for the release.
/// Releases bear the labels slipway.dev/platform and slipway.dev/inputs. What Helm would take from its own environment
/// (HELM_KUBEAPISERVER, HELM_KUBETOKEN, HELM_DRIVER…) does not reach it: it is where the Setting says, as whom that
/// says.
class Helm {
 public:
  struct Setting {
    std::string program = "helm";
    std::string kubeconfig = {}, context = {};
    std::string platform = {};
    std::map<std::string, std::string> environment = {};
    /// Values that nobody may read in what it prints, beside those that io/secrets.h knows and those of a chart's
    /// values whose names give them away (`adminPassword`).
    std::function<std::vector<std::string>()> secrets = {};
  };
  using Told = std::function<void(const std::string& line)>;

  Helm(io::Processes& processes, Setting setting);

  /// Its version: "v3.22.0". A failure when it cannot be begun, is not Helm, or is too old for what is asked of it.
  Result<std::string, StepFailure> look();
  /// Installs or upgrades, and waits until what the chart brings is ready. `before`: the release as it is; one that a
  /// helm that was killed has left pending is put right first. `values`: a file.
  Result<std::string, StepFailure> upgrade(const platform::Release& release, const std::string& values,
                                           const std::string& inputs, bool makes_namespace, const ReleaseState* before,
                                           cluster::Api& api, const Told& told);
  /// And waits until what it brought is gone: `on_wait` may look why it is not (io::Command::on_wait).
  /// CustomResourceDefinitions of a chart's crds/ stay, as Helm leaves them.
  Result<std::string, StepFailure> uninstall(const std::string& ns, const std::string& name, cluster::Api& api,
                                             const Told& told,
                                             const std::function<void(std::int64_t milliseconds)>& on_wait = {});

 private:
  Result<io::Finished, StepFailure> run(std::vector<std::string> words, const Told& told,
                                        const std::function<void(std::int64_t)>& on_wait = {});
  std::vector<std::string> secrets() const;
  HelmErrand errand(const std::string& name, const std::string& ns, const cluster::Api& api) const;

  io::Processes& processes_;
  Setting setting_;
  std::vector<std::string> of_values_;  // secrets of the chart in hand
};

/// The hash that ReleaseState::inputs holds of a release with these values; comments at a line's begin are not in it.
std::string inputs_of(const platform::Release& release, const std::string& text);

}  // namespace slipway::ops
