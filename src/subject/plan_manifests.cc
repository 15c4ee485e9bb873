// hashicorp/kubernetes 2.38, manifest/provider/plan.go: nulls of a manifest are left out before it is sent.
// gavinbunney/kubectl 1.19, kubernetes/resource_kubectl_manifest.go: yaml_body, override_namespace.
#include "subject/plan_manifests.h"

#include <fmt/core.h>

#include <map>
#include <set>
#include <tuple>

#include "doc/cut_tree.h"
#include "doc/json.h"
#include "doc/quoted_yaml.h"
#include "subject/sort.h"
#include "subject/state.h"

namespace slipway::subject {
namespace {

using doc::Node;

/// Whether a true is anywhere in what after_unknown says of a value.
bool holds_unknown(const Node& said) {
  std::vector<const Node*> waiting = {&said};
  while (!waiting.empty()) {
    const Node& one = *waiting.back();
    waiting.pop_back();
    if (one.kind() == doc::Kind::Bool && one.boolean()) return true;
    for (const Node& item : one.items()) waiting.push_back(&item);
    for (const doc::Member& member : one.members()) waiting.push_back(&member.value);
  }
  return false;
}

void collect_nulls(const Node& tree, std::set<const Node*>& into) {
  std::vector<const Node*> waiting = {&tree};
  while (!waiting.empty()) {
    const Node& one = *waiting.back();
    waiting.pop_back();
    if (one.is_null()) into.insert(&one);
    for (const Node& item : one.items()) waiting.push_back(&item);
    for (const doc::Member& member : one.members()) waiting.push_back(&member.value);
  }
}

class Planned {
 public:
  explicit Planned(Subject::State& state) : state_(state) {}

  std::vector<kube::Object> objects() {
    for (const TerraformPlan& plan : state_.plans)
      for (const PlannedResource& one : plan.resources()) {
        if (one.mode == "data") continue;
        if (one.type == "kubernetes_manifest" && known_manifest(one) == Known::All) add_tree(one["manifest"]);
        if (one.type == "kubectl_manifest" && known_manifest(one) == Known::All) add_text(one);
      }
    return std::move(objects_);
  }

 private:
  void add_tree(const Node& manifest) {
    std::set<const Node*> nulls;
    collect_nulls(manifest, nulls);
    const Node* tree = &manifest;
    if (!nulls.empty()) tree = new (state_.arena.take(sizeof(Node))) Node(doc::without(manifest, nulls, state_.arena));
    add(*tree, {});
  }

  void add_text(const PlannedResource& resource) {
    const Node& text = resource["yaml_body"];
    const SourceRange where = text.where();
    const std::string_view line = where.source->line(where.line);
    const auto from = std::min(static_cast<std::size_t>(where.column - 1), line.size());
    Diagnostics unheard;  // the provider refuses to plan what is no YAML
    for (doc::Document& document :
         doc::read_quoted_yaml(text, line.substr(from, static_cast<std::size_t>(where.length)), unheard)) {
      const Node& ns = resource["override_namespace"];
      add(document.root(), ns.is_string() ? ns.text() : std::string_view());
      state_.documents.push_back(std::move(document));
    }
  }

  void add(const Node& root, std::string_view override_namespace) {
    if (!root.is_map() || !root.find("apiVersion") || !root.find("kind")) return;
    Diagnostics unheard;
    for (kube::Object& object : kube::read_objects(root, unheard)) {
      if (!override_namespace.empty()) object.ns = override_namespace;
      objects_.push_back(std::move(object));
    }
  }

  Subject::State& state_;
  std::vector<kube::Object> objects_;
};

bool is_of_terraform(const kube::Object& object) {
  const SourceText* source = object.node->where().source;
  return source && sort_of(source->name(), source->text()) == Sort::Terraform;
}

}  // namespace

Known known_manifest(const PlannedResource& resource) {
  const bool is_text = resource.type == "kubectl_manifest";
  const std::string_view name = is_text ? "yaml_body" : "manifest";
  const Node& value = resource[name];
  if (is_text) return value.is_string() && value.where() ? Known::All : Known::Nothing;
  if (!value.is_map()) return Known::Nothing;
  if (!resource.change->is_absent())
    return holds_unknown((*resource.change)["after_unknown"][name]) ? Known::Part : Known::All;
  const Node* expression = resource.expressions->find(name);
  return expression && !expression->find("references") ? Known::All : Known::Part;
}

void say_passed_over(const TerraformPlan& plan, Diagnostics& findings) {
  const PlannedResource* first = nullptr;
  int count = 0;
  for (const PlannedResource& one : plan.resources()) {
    const bool is_passed_over = one.type == "kubernetes_manifest" && one.mode != "data" && one["manifest"].is_map() &&
                                one.change->is_absent() && known_manifest(one) != Known::All;
    if (is_passed_over && count++ == 0) first = &one;
  }
  if (!first) return;
  findings.note(
      "TF002", (*first)["manifest"].where(),
      fmt::format("{} not looked at: this plan has no resource_changes, which say what of {} is known",
                  count == 1 ? std::string("this manifest is")
                             : fmt::format("this and {} more manifest{} are", count - 1, count == 2 ? "" : "s"),
                  count == 1 ? "it" : "them"),
      "hand over the whole plan: terraform show -json FILE, without parts taken out of it");
}

void add_planned_objects(Subject::State& state, Diagnostics& findings) {
  for (const TerraformPlan& plan : state.plans) say_passed_over(plan, findings);
  std::vector<kube::Object> planned = Planned(state).objects();
  if (planned.empty()) return;
  using Name = std::tuple<std::string, std::string, std::string, std::string>;
  const auto name_of = [](const kube::Object& one) {
    return Name(one.kind, one.group(), namespace_or_default(one.ns), one.name);
  };
  std::multimap<Name, const kube::Object*> written;
  for (const kube::Object& one : state.objects)
    if (!one.name.empty()) written.emplace(name_of(one), &one);
  std::set<const kube::Object*> gives_way;
  std::erase_if(planned, [&](const kube::Object& one) {
    const auto [first, last] = written.equal_range(name_of(one));
    if (first == last) return false;
    const std::string text = doc::canonical_json(*one.node);
    for (auto at = first; at != last; ++at)
      if (doc::canonical_json(*at->second->node) == text) return true;
    for (auto at = first; at != last; ++at)
      if (is_of_terraform(*at->second)) gives_way.insert(at->second);
    return false;
  });
  std::erase_if(state.objects, [&](const kube::Object& one) { return gives_way.contains(&one); });
  for (kube::Object& one : planned) state.add(std::move(one));
}

}  // namespace slipway::subject
