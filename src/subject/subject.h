#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

#include "base/source.h"
#include "catalog/component_versions.h"
#include "doc/node.h"
#include "kube/object.h"
#include "kube/version.h"
#include "platform/graph.h"
#include "spec/platform.h"
#include "subject/script.h"
#include "subject/terraform_plan.h"
#include "subject/terraform_text.h"

namespace slipway::subject {

/// What a person says of the place that the files are for, where no platform.yaml does.
struct Context {
  std::string kubernetes = spec::Cluster().version.value;  // of the cluster
  std::string karpenter{catalog::find_chart("karpenter")->version};
  std::string region;  // "" unknown
  std::string today;   // "2026-11-26", for support windows
  /// What --assume says: {"internet", "none"}. Names are listed in docs/guide/lint.md.
  std::map<std::string, std::string, std::less<>> facts;
  bool is_stated = false;  // somebody said so; false: what is usual

  std::string_view fact(std::string_view name) const {
    const auto found = facts.find(name);
    return found == facts.end() ? std::string_view() : std::string_view(found->second);
  }
};

/// A pod, or the template that a controller makes pods of.
struct PodTemplate {
  const kube::Object* owner;  // Deployment, Job, CronJob, Pod, RayCluster, TrainJob …
  const doc::Node* metadata;  // of the pod; an absent Node when it has none
  const doc::Node* spec;      // a PodSpec
  std::string part;           // "head", "worker small" of a RayCluster; else ""
};

/// An environment file: NAME=value, a line each.
struct Variable {
  std::string name;
  std::string value;  // references replaced
  SourceRange where, value_where;
};

/// What nodes run when they start: of an EC2NodeClass, or of a launch template or node group in a plan.
struct UserData {
  const kube::Object* node_class = nullptr;  // one of these two
  const TerraformPlan* plan = nullptr;
  const PlannedResource* resource = nullptr;
  SourceRange where;                     // of the field
  std::string text;                      // base64 taken away
  std::vector<Script> scripts;           // its shell parts: positions are those in the file
  std::vector<doc::Document> documents;  // its YAML parts: NodeConfig of node.eks.aws
};

/// A chart that something installs: `helm install` in a script, a helm_release of a plan or of Terraform text, an
/// Argo CD Application, a platform's own.
struct Release {
  std::string name, chart, repository, version, ns;  // chart without its repository: "karpenter"; "" unknown
  doc::Document values;  // its values as one tree, --set and set blocks put in; an absent root when there are none
  SourceRange where;
};

/// Where the manifests of one here document of a script stand: in a text of the script's name that holds no more.
struct HereDocument {
  const SourceText* text;
  int first_line, last_line;
  bool is_literal;  // <<'EOF': the shell puts no values in

  bool holds(const SourceRange& place) const {
    return place.source == text && first_line <= place.line && place.line <= last_line;
  }
};

/// All that is judged at once: whatever files a person named, and what a platform.yaml among them becomes. Rules read
/// this and nothing else. Look-ups cost a search; what they return lives as long as the subject.
class Subject {
 public:
  Subject();  // of nothing

  // Native Kubernetes objects, in reading order: manifests, heredocs of scripts, then those that the platform makes.
  std::span<const kube::Object> objects() const;
  std::span<const kube::Object* const> of_kind(std::string_view kind) const;  // of any group
  std::span<const kube::Object* const> of_kind(std::string_view kind, std::string_view group) const;
  /// No namespace is the same as `default`; the first of that name.
  const kube::Object* find(std::string_view kind, std::string_view ns, std::string_view name) const;
  /// How many objects have the kind, namespace and name of one before them.
  std::size_t repeated_objects() const;
  std::span<const PodTemplate> pods() const;
  /// Those of one object, in its order.
  std::span<const PodTemplate> pods_of(const kube::Object& owner) const;
  /// Pods that a LabelSelector of that namespace selects (an empty one all of them; one that is malformed none).
  std::vector<const PodTemplate*> selected(std::string_view ns, const doc::Node& label_selector) const;
  /// Those that carry all labels of a map: what a Service selects. An empty map selects none.
  std::vector<const PodTemplate*> labelled(std::string_view ns, const doc::Node& labels) const;

  std::span<const TerraformPlan> plans() const;
  std::span<const TerraformText> configurations() const;  // *.tf
  std::span<const Script> scripts() const;                // *.sh
  std::span<const HereDocument> here_documents() const;
  const HereDocument* here_document(const SourceRange& place) const;  // nullptr where there is none
  std::span<const UserData> user_data() const;
  std::span<const Release> releases() const;
  const Release* release(std::string_view chart) const;  // the first of that chart; nullptr when nobody installs it
  std::span<const Variable> variables() const;           // of .env files
  std::span<const doc::Document> json_files() const;     // JSON that is none of the above: dashboards, policies
  /// YAML maps that are no objects: values of charts, fragments.
  std::span<const doc::Document> yaml_files() const;
  std::span<const SourceText* const> texts() const;  // all files, to be searched by line

  const spec::Platform* platform() const;  // nullptr without a platform.yaml
  const platform::Graph* graph() const;
  const Context& context() const;

  /// What rules reckon from a subject and want once: a T made of it on the first asking, which lives as long as it
  /// does. Not for several threads. REQUIRES: T keeps no Subject.
  template <class T>
  const T& derived() const {
    std::shared_ptr<void>& made = slot(typeid(T));
    if (!made) made = std::make_shared<T>(*this);
    return *static_cast<const T*>(made.get());
  }

  struct State;  // state.h, for the readers of this folder

 private:
  friend class SubjectReader;
  std::shared_ptr<void>& slot(std::type_index type) const;
  std::shared_ptr<const State> state_;
};

/// A tree inside of a text: a policy or the configuration of an add-on in a plan, a dashboard's body. YAML or JSON; an
/// absent root when it is neither. Positions point into the text itself: say the text's own.
doc::Document embedded(const doc::Node& text);

}  // namespace slipway::subject
