#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "subject/subject.h"

namespace slipway::subject {

/// Reads manifests that stand in Terraform's text: `yaml_body = <<YAML` of a kubectl_manifest, and `manifest = {…}` of
/// a kubernetes_manifest that is all written out. They become objects at the places that they have in the file. What is
/// no YAML before Terraform fills it in, and what it reckons, is passed over: see UnreadObjects.
void read_manifests(const TerraformText& text, Subject::State& state);

/// What Terraform makes in the cluster that is not among the subject's objects: a kubernetes_manifest or a yaml_body
/// that is reckoned, a kubernetes_storage_class, and all of a plan, whose manifests may be known after apply alone. Ask
/// subject.derived<UnreadObjects>().
class UnreadObjects {
 public:
  explicit UnreadObjects(const Subject& subject);
  /// Whether one of them may be of the kind and have the name ("": any): what is not among objects() need not be
  /// missing then. In whatever namespace.
  bool may_hold(std::string_view kind, std::string_view name = {}) const;

 private:
  void add(std::string_view kind, std::string_view name);
  void add_text(std::string_view manifests);
  void add_resource(const TerraformItem& resource, const SourceText& source);
  void add_resource(const PlannedResource& resource);

  std::set<std::pair<std::string, std::string>> all_;  // kind in lower case, name; "" may be any
};

/// Whether Terraform may make such an object, though it is not among the subject's.
inline bool terraform_may_make(const Subject& subject, std::string_view kind, std::string_view name = {}) {
  return subject.derived<UnreadObjects>().may_hold(kind, name);
}

}  // namespace slipway::subject
