#include "subject/together.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/steps.h"
#include "subject/kustomizations.h"
#include "subject/neighbourhood.h"
#include "subject/values_files.h"

namespace slipway::subject {
namespace {

std::string_view file_of(const SourceRange& place) {
  return place ? std::string_view(place.source->name()) : std::string_view();
}

/// Plans of two states, as of two environments: what stands in one file is of one state.
struct PlanFiles {
  explicit PlanFiles(const Subject& subject) {
    for (const TerraformPlan& plan : subject.plans()) all.insert(file_of(plan.root().where()));
  }
  std::set<std::string_view> all;
};

bool is_one_of_plans(const Subject& subject, std::string_view file) {
  return subject.plans().size() > 1 && subject.derived<PlanFiles>().all.contains(file);
}

/// Which folders have objects of the same kind, namespace and name.
class SharedNames {
 public:
  explicit SharedNames(const Subject& subject) {
    for (const kube::Object& object : subject.objects()) {
      const kube::Object* first = subject.find(object.kind, object.ns, object.name);
      if (!first || first == &object || object.name.empty()) continue;
      const std::string_view one = folder_of(file_of(first->node->where()));
      const std::string_view other = folder_of(file_of(object.node->where()));
      if (one == other) continue;
      by_folder_[one].insert(first);
      by_folder_[other].insert(first);
    }
  }

  bool has(std::string_view folder) const { return by_folder_.contains(folder); }

  bool have(std::string_view one, std::string_view other) const {
    const auto [known, is_new] = known_.try_emplace(std::minmax(one, other), false);
    if (is_new) known->second = look(one, other);
    return known->second;
  }

 private:
  using Names = std::set<const kube::Object*>;  // the first of each

  bool look(std::string_view one, std::string_view other) const {
    const auto a = by_folder_.find(one), b = by_folder_.find(other);
    if (a == by_folder_.end() || b == by_folder_.end()) return false;
    const bool is_smaller = a->second.size() < b->second.size();
    const Names &few = is_smaller ? a->second : b->second, &many = is_smaller ? b->second : a->second;
    return std::ranges::any_of(few, [&](const kube::Object* name) { return many.contains(name); });
  }

  std::map<std::string_view, Names> by_folder_;
  mutable std::map<std::pair<std::string_view, std::string_view>, bool> known_;
};

/// Folders of charts: those with a Chart.yaml.
class ChartFolders {
 public:
  explicit ChartFolders(const Subject& subject) {
    for (const SourceText* text : subject.texts())
      if (const std::string_view folder = folder_of(text->name()); text->name().substr(folder.size()) == "Chart.yaml")
        all_.insert(folder);
  }

  /// Of the innermost chart that the file is of; nullptr of none.
  const std::string_view* of(std::string_view file) const {
    if (all_.empty()) return nullptr;
    for (std::string_view folder = folder_of(file);; folder = folder_of(folder.substr(0, folder.size() - 1))) {
      if (const auto found = all_.find(folder); found != all_.end()) return &*found;
      if (folder.empty()) return nullptr;
    }
  }

 private:
  std::set<std::string_view> all_;
};

}  // namespace

Together together(const Subject& subject, const SourceRange& a, const SourceRange& b) {
  count_step();
  if (subject.platform()) return Together::Surely;  // a platform is one cluster
  const HereDocument *in_a = subject.here_document(a), *in_b = subject.here_document(b);
  if (in_a || in_b) return in_a == in_b ? Together::Surely : Together::Hardly;
  const std::string_view file = file_of(a), other = file_of(b);
  if (file == other) return Together::Surely;
  if (is_one_of_plans(subject, file) && is_one_of_plans(subject, other)) return Together::Hardly;
  const auto& charts = subject.derived<ChartFolders>();
  const std::string_view *chart = charts.of(file), *other_chart = charts.of(other);
  if (chart && other_chart && chart != other_chart) return Together::Hardly;
  const bool is_one_folder = folder_of(file) == folder_of(other);
  const bool are_alike = !is_one_folder && subject.derived<SharedNames>().have(folder_of(file), folder_of(other));
  switch (subject.derived<Kustomized>().relation(file, other)) {
    case Kustomized::Relation::OneRoot:
      return are_alike ? Together::Probably : Together::Surely;  // of the same names: a prefix may tell them apart
    case Kustomized::Relation::Variants:
      return Together::Hardly;
    case Kustomized::Relation::None:
      break;
  }
  return are_alike ? Together::Hardly : Together::Probably;
}

Neighbourhood neighbourhood_of(const Subject& subject, const SourceRange& place) {
  if (subject.platform()) return {};
  const std::string_view file = file_of(place), folder = folder_of(file);
  return {subject.here_document(place), is_one_of_plans(subject, file) ? file : std::string_view(),
          subject.derived<SharedNames>().has(folder) ? folder : std::string_view(),
          subject.derived<ChartFolders>().of(file), subject.derived<Kustomized>().outermost_of(file)};
}

const kube::Object* first_like(const Subject& subject, const kube::Object& object) {
  if (object.name.empty() || subject.repeated_objects() == 0) return nullptr;
  const kube::Object* first = subject.find(object.kind, object.ns, object.name);
  return first && first != &object && first->group() == object.group() ? first : nullptr;
}

Severity severity_of(Together how) {
  if (how == Together::Surely) return Severity::Error;
  return how == Together::Probably ? Severity::Warning : Severity::Note;
}

}  // namespace slipway::subject
