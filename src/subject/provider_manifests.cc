#include "subject/provider_manifests.h"

namespace slipway::subject {

ProviderManifests::ProviderManifests(const Subject& subject) {
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem& item : text.items)
      if (const TerraformItem* manifest = item.find("manifest"); manifest && item.is("resource", "kubernetes_manifest"))
        add(manifest->value_where);
  for (const TerraformPlan& plan : subject.plans())
    for (const PlannedResource& resource : plan.resources())
      if (resource.type == "kubernetes_manifest") add(resource["manifest"].where());
}

bool ProviderManifests::has(const kube::Object& object) const {
  const SourceRange where = object.node->where();
  return begin_.contains({where.source, where.line, where.column});
}

}  // namespace slipway::subject
