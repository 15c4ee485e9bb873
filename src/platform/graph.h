#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "doc/node.h"
#include "doc/value.h"
#include "platform/live_check.h"

namespace slipway::platform {

/// Points to an AWS resource (or data source) of the graph: "aws_vpc.main".
struct ResourceId {
  std::string type;  // Terraform's word: aws_vpc; a data source is "data.aws_caller_identity"
  std::string name;  // Terraform's local name: snake_case, unique within the type
  friend auto operator<=>(const ResourceId&, const ResourceId&) = default;

  std::string to_string() const { return type + "." + name; }
  /// The expression that reads one of its attributes: `aws_vpc.main.id`.
  doc::Value attribute(std::string_view name_of_attribute) const;
  /// The same where only text can stand, in native objects and Helm values: "${aws_efs_file_system.models.id}". What
  /// only AWS knows (account ids, generated names) is put in at apply.
  std::string interpolated(std::string_view name_of_attribute) const;
};

/// One AWS resource as the Terraform AWS provider 6 describes it. `arguments` holds whole argument trees: nested blocks
/// are Maps (one block) or Lists of Maps (several), references are Expressions.
struct Resource {
  ResourceId id;
  doc::Map arguments;
  std::string component;  // who made it
  SourceRange origin;     // the line of platform.yaml it comes from
  std::vector<ResourceId> depends_on = {};
  /// What counting and pricing need but Terraform has no argument for (expected gigabytes, largest node count …).
  doc::Map facts = {};

  const doc::Value& operator[](std::string_view argument) const;
};

/// A native Kubernetes object.
struct Object {
  doc::Document document;
  std::string component;  // "manifests" for the user's own
  SourceRange origin;

  const doc::Node& root() const { return document.root(); }
  std::string api_version() const, kind() const, namespace_() const, name() const;
};

/// A Helm release.
struct Release {
  std::string name, namespace_;
  std::string chart, repository, version;
  doc::Map values;
  std::string component;
  SourceRange origin;
  /// API groups whose CustomResourceDefinitions or controller the chart brings ("karpenter.sh"): objects of these come
  /// after it.
  std::vector<std::string> brings = {};
  /// Another release brings the CustomResourceDefinitions that are in the chart.
  bool skip_crds = false;
};

/// What the whole graph stands in.
struct Setting {
  std::string platform;          // metadata.name
  std::string cluster, version;  // "agentic-ai", "1.35"
  std::string region;
  std::string account_id;  // empty: whichever the credentials are of
  doc::Map tags;           // for every AWS resource
  std::vector<std::string> zones;
  std::string
      node_autoscaler;  // "Karpenter 1.14.1", "Cluster Autoscaler 1.35.0", both with " + " between, "EKS Auto Mode", ""
};

/// Everything that will exist. Components add to it; counting, pricing, rules, decisions, rendering and applying read
/// it and nothing else. Kept in the order of adding, which is the order of creation.
class Graph {
 public:
  Setting setting;

  /// REQUIRES: no resource of this type and name yet.
  ResourceId add(Resource resource);
  void add(Object object);
  Release& add(Release release);  // valid until the next one is added
  void add(LiveCheck check) { checks_.push_back(std::move(check)); }

  const std::vector<Resource>& resources() const { return resources_; }
  const std::vector<Object>& objects() const { return objects_; }
  const std::vector<Release>& releases() const { return releases_; }
  const std::vector<LiveCheck>& checks() const { return checks_; }

  const Resource* find(const ResourceId& id) const;
  Resource* find(const ResourceId& id);
  std::vector<const Resource*> of_type(std::string_view type) const;
  std::vector<const Object*> of_kind(std::string_view kind) const;
  /// The first object of this group, kind, namespace and name; no namespace is the same as `default`.
  const Object* find_object(std::string_view api_version, std::string_view kind, std::string_view namespace_name,
                            std::string_view name) const;
  bool has_object(std::string_view kind, std::string_view namespace_name, std::string_view name) const;

  /// References (in Expressions, depends_on and interpolated text) to resources that nobody added: a broken promise of
  /// a component.
  std::vector<std::string> dangling_references() const;

 private:
  std::vector<Resource> resources_;
  std::vector<Object> objects_;
  std::vector<Release> releases_;
  std::vector<LiveCheck> checks_;
  std::map<ResourceId, std::size_t> index_;
  std::map<std::string, std::size_t> object_index_;  // the first of each name
};

}  // namespace slipway::platform
