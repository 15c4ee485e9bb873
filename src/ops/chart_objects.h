#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kube/object.h"

namespace slipway::ops {

/// What a chart made, as the Secret of its release remembers: `packed` is `data.release` as the API server gives it,
/// base64 of Helm's base64 of JSON, which Helm packs with gzip. Follows Helm 3.22 pkg/storage/driver/util.go.
///
/// Objects without a namespace have `ns`, the release's, whether their kind has any. Hooks, and
/// CustomResourceDefinitions of a chart's crds/, are not in it; left out is what goes by itself when it is done: Jobs
/// with a time to live. Of a text that is none of Helm's, or larger than any that Kubernetes would keep, why it cannot
/// be read: never what is in it, since Secrets' values are.
/// `scaled`, if it is asked for, gets those of which the chart says how many Pods they have, and not none: without a
/// word of it an autoscaler decides.
Result<std::vector<kube::ObjectKey>, std::string> chart_objects(std::string_view packed, std::string_view ns,
                                                                std::set<kube::ObjectKey>* scaled = nullptr);

}  // namespace slipway::ops
