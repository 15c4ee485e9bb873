#include "rules/made_elsewhere.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/steps.h"
#include "catalog/component_versions.h"
#include "subject/chart_values.h"
#include "subject/kustomizations.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// No namespace is called so.
bool is_filled_in(std::string_view ns) {
  return std::ranges::any_of(ns, [](char c) { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-'; });
}

/// What pods name in their own namespace, by kind and name.
struct NamesOfPods {
  explicit NamesOfPods(const Subject& subject) {
    for (const std::string_view kind : {"PersistentVolumeClaim", "ServiceAccount"})
      for (const kube::Object* one : subject.of_kind(kind)) {
        count_step();
        anywhere.emplace(kind, one->name);
        if (is_filled_in(one->ns)) filled_in.emplace(kind, one->name);
      }
  }
  std::set<std::pair<std::string_view, std::string_view>> anywhere, filled_in;
};

bool has_several_namespaces(const subject::KustomizedFile& file) { return file.namespaces.size() > 1; }

/// The outermost kustomizations that take what pods name, by kind and name.
struct RootsOfNames {
  explicit RootsOfNames(const Subject& subject) {
    const auto& kustomized = subject.derived<subject::Kustomized>();
    for (const std::string_view kind : {"PersistentVolumeClaim", "ServiceAccount", "Service"})
      for (const kube::Object* one : subject.of_kind(kind)) {
        count_step();
        const subject::KustomizedFile* file = kustomized.file_of(*one);
        if (!file) continue;
        all[{kind, one->name}].insert(file->roots.begin(), file->roots.end());
        if (has_several_namespaces(*file)) sent[{kind, one->name}].insert(file->roots.begin(), file->roots.end());
      }
  }
  using Roots = std::map<std::pair<std::string_view, std::string_view>, std::set<int>>;
  Roots all, sent;  // sent: of files that they send to several namespaces
};

/// Whether what stands under a key is a class that somebody else makes: `storageClass: gp3`, `priorityClassName: high`.
bool asks_for_class(std::string_view key) {
  std::string word;
  for (const char c : key)
    if (c != '_' && c != '-') word += c;
  word = ascii_lower(word);
  return word.ends_with("class") || word.ends_with("classname");
}

struct NamesOfCharts {
  explicit NamesOfCharts(const Subject& subject) {
    for (const subject::Release& one : subject.releases()) {
      has_unknown = has_unknown || !catalog::find_chart(one.chart);
      add(one.values.root(), {});
    }
    for (const subject::Release& one : subject.derived<subject::ChartValues>().alone()) add(one.values.root(), {});
  }

  std::set<std::string_view> all;
  bool has_unknown = false;  // a chart is installed of which nobody here knows what it makes

 private:
  /// What values call something: texts, and keys of maps of classes (`priorityClasses: {high: …}`).
  void add(const doc::Node& values, std::string_view key) {
    count_step();
    const bool are_classes = ascii_lower(key).ends_with("classes");
    for (const doc::Member& one : values.members()) {
      if (are_classes) all.insert(one.key.text());
      add(one.value, one.key.text());
    }
    for (const doc::Node& one : values.items()) add(one, key);
    if (values.is_string() && !asks_for_class(key)) all.insert(values.text());
  }
};

}  // namespace

bool may_be_in_filled_namespace(const Subject& subject, std::string_view kind, std::string_view ns,
                                std::string_view name) {
  const NamesOfPods& names = subject.derived<NamesOfPods>();
  return (is_filled_in(ns) ? names.anywhere : names.filled_in).contains({kind, name});
}

bool may_be_kustomized_beside(const Subject& subject, const kube::Object& owner, std::string_view kind,
                              std::string_view name) {
  const subject::KustomizedFile* file = subject.derived<subject::Kustomized>().file_of(owner);
  if (!file) return false;
  const RootsOfNames& names = subject.derived<RootsOfNames>();
  const RootsOfNames::Roots& roots = has_several_namespaces(*file) ? names.all : names.sent;
  const auto found = roots.find({kind, name});
  return found != roots.end() &&
         std::ranges::any_of(file->roots, [&](int root) { return found->second.contains(root); });
}

MadeByChart made_by_chart(const Subject& subject, std::string_view name) {
  const NamesOfCharts& charts = subject.derived<NamesOfCharts>();
  if (charts.all.contains(name)) return MadeByChart::Probably;
  return charts.has_unknown ? MadeByChart::Perhaps : MadeByChart::No;
}

}  // namespace slipway::rules
