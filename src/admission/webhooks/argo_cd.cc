// Argo CD 3.5.1, util/argo/argo.go: ValidatePermissions, validateSourcePermissions, validateSourceHydrator,
// GetDestinationServer. There is no webhook: the Application gets an InvalidSpecError and is not synced.
#include <string>
#include <string_view>

#include "admission/webhooks/webhooks.h"

namespace slipway::admission {
namespace {

using doc::Node;
using schema::Errors;
using schema::Path;

bool is_empty(const Node& node) { return node.is_null() || (node.is_string() && node.text().empty()); }

/// False where something is missing: nothing more is looked at then.
bool check_source(const Node& source, bool is_one_of_many, const Path& path, Errors& errors) {
  const bool has_content = !is_empty(source["path"]) || !is_empty(source["chart"]);
  if (is_one_of_many && (is_empty(source["repoURL"]) || (!has_content && is_empty(source["ref"])))) {
    errors.required(path, "spec.source.repoURL and either source.path, source.chart, or source.ref are required");
    return false;
  }
  if (!is_one_of_many && (is_empty(source["repoURL"]) || !has_content)) {
    errors.required(path, "spec.source.repoURL and either spec.source.path or spec.source.chart are required");
    return false;
  }
  if (!is_empty(source["chart"]) && is_empty(source["targetRevision"])) {
    errors.required(Path(path, "targetRevision"),
                    "spec.source.targetRevision is required if the manifest source is a helm chart");
    return false;
  }
  return true;
}

bool check_hydrator(const Node& hydrator, const Path& path, Errors& errors) {
  const std::size_t before = errors.size();
  const Path dry(path, "drySource"), sync(path, "syncSource"), to(path, "hydrateTo");
  if (is_empty(hydrator["drySource"]["repoURL"]))
    errors.required(Path(dry, "repoURL"), "spec.sourceHydrator.drySource.repoURL is required");
  if (is_empty(hydrator["syncSource"]["targetBranch"]))
    errors.required(Path(sync, "targetBranch"), "spec.sourceHydrator.syncSource.targetBranch is required");
  if (hydrator["hydrateTo"].is_map() && is_empty(hydrator["hydrateTo"]["targetBranch"]))
    errors.required(
        Path(to, "targetBranch"),
        "when spec.sourceHydrator.hydrateTo is set, spec.sourceHydrator.hydrateTo.targetBranch is required");
  return errors.size() == before;
}

}  // namespace

void check_application(const Node& application, Errors& errors) {
  const Node& spec = application["spec"];
  if (!spec.is_map()) return;
  const Path path("spec"), sources(path, "sources"), destination(path, "destination");
  bool is_whole = true;
  if (spec["sourceHydrator"].is_map()) {
    is_whole = check_hydrator(spec["sourceHydrator"], Path(path, "sourceHydrator"), errors);
  } else if (!spec["sources"].items().empty()) {
    std::size_t i = 0;
    for (const Node& source : spec["sources"].items())
      if (is_whole) is_whole = check_source(source, true, Path(sources, i++), errors);
  } else {
    is_whole = check_source(spec["source"], false, Path(path, "source"), errors);
  }
  if (!is_whole) return;
  const Node &name = spec["destination"]["name"], &server = spec["destination"]["server"];
  if (!is_empty(name) && !is_empty(server))
    errors.invalid(destination, name.text(),
                   "application destination can't have both name and server defined: " + std::string(name.text()) +
                       " " + std::string(server.text()));
  if (is_empty(name) && is_empty(server)) errors.required(destination, "Destination server missing from app spec");
}

}  // namespace slipway::admission
