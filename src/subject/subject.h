#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doc/node.h"
#include "kube/object.h"
#include "kube/version.h"
#include "platform/graph.h"
#include "spec/platform.h"
#include "subject/script.h"
#include "subject/terraform_plan.h"

namespace slipway::subject {

/// What a person says of the place that the files are for, where no platform.yaml does.
struct Context {
  std::string kubernetes = "1.35";  // of the cluster
  std::string karpenter = "1.14.1";
  std::string region;      // "" unknown
  std::string today;       // "2026-11-26", for support windows
  bool is_stated = false;  // somebody said so; false: what is usual
};

/// A pod, or the template that a controller makes pods of.
struct PodTemplate {
  const kube::Object* owner;  // Deployment, Job, CronJob, Pod, RayCluster, TrainJob …
  const doc::Node* metadata;  // of the pod
  const doc::Node* spec;      // a PodSpec
  std::string_view part;      // "head", "worker small" of a RayCluster; else ""
};

/// An environment file: NAME=value, a line each.
struct Variable {
  std::string name;
  std::string value;
  SourceRange where, value_where;
};

/// All that is judged at once: whatever files a person named, and what a platform.yaml among them becomes. Rules read
/// this and nothing else. Look-ups cost a search; what they return lives as long as the subject.
class Subject {
 public:
  // Native Kubernetes objects, in reading order: manifests, heredocs of scripts, then those that the platform makes.
  std::span<const kube::Object> objects() const;
  std::span<const kube::Object* const> of_kind(std::string_view kind) const;  // of any group
  std::span<const kube::Object* const> of_kind(std::string_view kind, std::string_view group) const;
  const kube::Object* find(std::string_view kind, std::string_view ns, std::string_view name) const;
  std::span<const PodTemplate> pods() const;
  /// Pods that a LabelSelector of that namespace selects.
  std::vector<const PodTemplate*> selected(std::string_view ns, const doc::Node& label_selector) const;

  std::span<const TerraformPlan> plans() const;
  std::span<const Script> scripts() const;
  std::span<const Variable> variables() const;        // of .env files
  std::span<const doc::Document> json_files() const;  // JSON that is none of the above: dashboards, policies
  std::span<const SourceText* const> texts() const;   // *.tf and other files that are only searched by line

  const spec::Platform* platform() const;  // nullptr without a platform.yaml
  const platform::Graph* graph() const;
  const Context& context() const;

 private:
  friend class SubjectReader;
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace slipway::subject
