#include "render/kubernetes_order.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace slipway::render {

namespace {

using Names = std::set<std::pair<std::string, std::string>>;

/// What the user's own objects define: kind and group of a ResourceGraphDefinition's or CustomResourceDefinition's.
class Definitions {
 public:
  explicit Definitions(const platform::Graph& graph) {
    for (const auto* object : graph.of_kind("ResourceGraphDefinition")) {
      const auto& schema = object->root()["spec"]["schema"];
      const auto group = schema["group"].text();
      of_kro_.emplace(group.empty() ? "kro.run" : std::string(group), std::string(schema["kind"].text()));
    }
    for (const auto& release : graph.releases()) brought_.insert(release.brings.begin(), release.brings.end());
    for (const auto* object : graph.of_kind("CustomResourceDefinition"))
      brought_.emplace(object->root()["spec"]["group"].text());
  }

  Part part_of(const platform::Object& object) const {
    const auto& metadata = object.root()["metadata"];
    if (metadata["name"].text().empty() && !metadata["generateName"].text().empty()) return Part::OnDemand;
    const auto version = object.root()["apiVersion"].text();
    const std::string group(group_of(version));
    const std::string kind(object.root()["kind"].text());
    if (of_kro_.contains({group, kind})) return Part::Instances;
    if (const auto* known = find_kind(group, kind)) return known->part;
    return brought_.contains(group) ? Part::Extensions : Part::Instances;
  }

 private:
  Names of_kro_;
  std::set<std::string> brought_;
};

int rank_of(const platform::Object& object) {
  const auto* known = find_kind(group_of(object.root()["apiVersion"].text()), object.root()["kind"].text());
  return known ? known->rank : 1000;
}

/// Whether values switch on what only the Prometheus operator knows.
bool wants_monitors(const doc::Map& values) {
  for (const auto& [key, value] : values.entries()) {
    const bool is_monitor = key == "serviceMonitor" || key == "podMonitor" || key == "prometheusRule";
    if (is_monitor && value["enabled"].boolean() && *value["enabled"].boolean()) return true;
    if (value.map() && wants_monitors(*value.map())) return true;
  }
  return false;
}

bool names_one_of(const doc::Value& value, const Names& secrets, const std::string& name_space) {
  if (const auto* text = value.string()) return secrets.contains({name_space, *text});
  if (const auto* list = value.list())
    return std::ranges::any_of(list->items(),
                               [&](const auto& item) { return names_one_of(item, secrets, name_space); });
  if (const auto* map = value.map())
    return std::ranges::any_of(map->entries(),
                               [&](const auto& entry) { return names_one_of(entry.second, secrets, name_space); });
  return false;
}

/// The Secrets that ExternalSecrets make, by namespace and name.
Names secrets_made(const platform::Graph& graph) {
  Names made;
  for (const auto* object : graph.of_kind("ExternalSecret")) {
    const auto target = object->root()["spec"]["target"]["name"].text();
    made.emplace(object->namespace_(), target.empty() ? object->name() : std::string(target));
  }
  return made;
}

class Ordering {
 public:
  explicit Ordering(const platform::Graph& graph) : graph_(graph) {
    add_steps();
    for (std::size_t i = 0; i < steps_.size(); ++i) steps_[i].release ? chart_needs(i) : objects_need(i);
  }

  std::vector<Step> take() {
    std::vector<std::size_t> wanted(steps_.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = i;
    std::ranges::stable_sort(wanted, {}, [&](std::size_t i) { return steps_[i].part; });
    is_placed_.assign(steps_.size(), false);
    for (const auto i : wanted) place(i);
    std::vector<std::size_t> new_index(steps_.size());
    for (std::size_t at = 0; at < order_.size(); ++at) new_index[order_[at]] = at;
    std::vector<Step> ordered;
    for (const auto i : order_) {
      auto& step = ordered.emplace_back(std::move(steps_[i]));
      for (auto& need : step.needs) need = new_index[need];
      std::erase_if(step.needs, [&](std::size_t need) { return need + 1 >= ordered.size(); });
      std::ranges::sort(step.needs);
    }
    count_waves(ordered);
    return ordered;
  }

 private:
  void add_steps() {
    const Definitions definitions(graph_);
    std::map<Part, std::vector<const platform::Object*>> parts;
    for (const auto& object : graph_.objects()) parts[definitions.part_of(object)].push_back(&object);
    for (auto& [part, objects] : parts) {
      std::ranges::stable_sort(objects, {}, [](const auto* object) { return rank_of(*object); });
      step_of_part_[part] = steps_.size();
      steps_.push_back({part, std::string(info_of(part).folder), nullptr, std::move(objects)});
    }
    std::set<std::string> taken;
    for (const auto& release : graph_.releases()) {
      auto name = release.name;
      while (!taken.insert(name).second) name += "-" + release.namespace_;
      for (const auto& group : release.brings) bringing_[group].push_back(steps_.size());
      in_namespace_[release.namespace_].push_back(steps_.size());
      step_of_release_.emplace(release.name, steps_.size());
      steps_.push_back({Part::Charts, name, &release});
    }
  }

  void need(std::size_t step, const std::vector<std::size_t>& others) {
    for (const auto other : others)
      if (other != step && std::ranges::find(steps_[step].needs, other) == steps_[step].needs.end())
        steps_[step].needs.push_back(other);
  }

  void objects_need(std::size_t index) {
    std::set<std::string> groups, name_spaces;
    for (const auto* object : steps_[index].objects) {
      groups.emplace(group_of(object->root()["apiVersion"].text()));
      name_spaces.insert(object->namespace_());
    }
    for (const auto& group : groups)
      if (const auto found = bringing_.find(group); found != bringing_.end()) need(index, found->second);
    // A namespace that only its chart makes.
    for (const auto& name : name_spaces) {
      const auto found = in_namespace_.find(name);
      if (found == in_namespace_.end() || name.empty() || name == "default" || name.starts_with("kube-")) continue;
      if (!graph_.find_object("v1", "Namespace", "", name)) need(index, found->second);
    }
  }

  void chart_needs(std::size_t index) {
    const auto& release = *steps_[index].release;
    for (const auto* suffix : {"-crd", "-crds"})
      if (const auto found = step_of_release_.find(release.name + suffix); found != step_of_release_.end())
        need(index, {found->second});
    if (wants_monitors(release.values))
      if (const auto found = bringing_.find("monitoring.coreos.com"); found != bringing_.end())
        need(index, found->second);
    const auto secrets = step_of_part_.find(Part::Secrets);
    if (secrets == step_of_part_.end()) return;
    if (!secrets_) secrets_ = secrets_made(graph_);
    if (names_one_of(doc::Value(release.values), *secrets_, release.namespace_)) need(index, {secrets->second});
  }

  /// After what it needs; who is waiting already (a circle) is not waited for.
  void place(std::size_t index) {
    if (is_placed_[index]) return;
    is_placed_[index] = true;
    auto needs = steps_[index].needs;
    std::ranges::sort(needs, {}, [&](std::size_t i) { return std::pair(steps_[i].part, i); });
    for (const auto i : needs) place(i);
    order_.push_back(index);
  }

  static void count_waves(std::vector<Step>& steps) {
    int last_part = -1;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      auto& step = steps[i];
      if (!step.release) {
        last_part = std::max(last_part, static_cast<int>(step.part));
        step.wave = last_part;
        continue;
      }
      step.wave = last_part + 1;
      for (const auto need : step.needs)
        if (steps[need].release) step.wave = std::max(step.wave, steps[need].wave + 1);
    }
  }

  const platform::Graph& graph_;
  std::vector<Step> steps_;
  std::map<Part, std::size_t> step_of_part_;
  std::map<std::string, std::size_t, std::less<>> step_of_release_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> bringing_, in_namespace_;
  std::optional<Names> secrets_;
  std::vector<bool> is_placed_;
  std::vector<std::size_t> order_;
};

}  // namespace

std::vector<Step> steps_of(const platform::Graph& graph) { return Ordering(graph).take(); }

std::vector<std::string> groups_from_elsewhere(const platform::Graph& graph) {
  std::set<std::string> groups;
  for (const auto& object : graph.objects()) {
    const auto group = group_of(object.root()["apiVersion"].text());
    if (!is_built_in(group)) groups.emplace(group);
  }
  for (const auto& release : graph.releases())
    for (const auto& group : release.brings) groups.erase(group);
  for (const auto* object : graph.of_kind("CustomResourceDefinition"))
    groups.erase(std::string(object->root()["spec"]["group"].text()));
  return {groups.begin(), groups.end()};
}

}  // namespace slipway::render
