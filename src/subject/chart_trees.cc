#include "subject/chart_trees.h"

#include <algorithm>
#include <map>
#include <utility>

#include "catalog/component_versions.h"
#include "kube/version.h"
#include "subject/written_values.h"

namespace slipway::subject {
namespace {

bool is_of_bitnami(std::string_view repository) { return repository.find("bitnami") != repository.npos; }

/// Who else publishes a chart of that name with other values, or a folder, whose chart may be anybody's.
bool is_another_chart(const Release& release) {
  const std::string_view from = release.repository;
  const catalog::ComponentVersion* known = catalog::find_chart(release.chart);
  if (known && is_of_bitnami(known->repository) ? !is_of_bitnami(from) && release.version.empty() : is_of_bitnami(from))
    return true;
  return from.find("charts.helm.sh") != from.npos || from == "stable" || from.starts_with('.') ||
         from.starts_with('/') || from.starts_with('$') || from.starts_with("charts/") || from == "charts";
}

}  // namespace

std::vector<ChartTree> chart_trees(const Subject& subject) {
  std::vector<ChartTree> trees;
  std::map<const doc::Node*, std::size_t> at;
  for (const WrittenRelease& one : subject.derived<WrittenReleases>().all())
    for (const WrittenValues& values : one.values) {
      const auto [found, is_new] = at.emplace(values.root, trees.size());
      if (is_new) trees.push_back({values.root, {}, values.as_text});
      trees[found->second].releases.push_back(&one.release);
    }
  std::erase_if(trees, [](const ChartTree& tree) {
    return std::ranges::any_of(tree.releases, [&](const Release* one) {
      return one->chart != tree.release().chart || is_another_chart(*one);
    });
  });
  return trees;
}

ChartAge age_of(const ChartTree& tree, std::string_view read_version) {
  const std::string& version = tree.release().version;
  const bool is_one = std::ranges::all_of(tree.releases, [&](const Release* one) { return one->version == version; });
  if (!is_one) return {false, std::nullopt};
  if (version.empty()) return {true, std::string(read_version)};
  const auto order = compare_minor(version, read_version);
  if (!order) return {false, std::nullopt};
  return {*order == 0, version};
}

std::optional<int> compare_minor(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view text) { return text.starts_with('v') ? text.substr(1) : text; };
  const auto x = kube::Version::parse_generic(plain(a)), y = kube::Version::parse_generic(plain(b));
  if (!x || !y) return std::nullopt;
  const auto rank = [](const kube::Version& v) { return std::pair(v.major(), v.minor()); };
  return rank(x.value()) < rank(y.value()) ? -1 : rank(x.value()) > rank(y.value()) ? 1 : 0;
}

std::string_view kind_word(const doc::Node& value) {
  switch (value.kind()) {
    case doc::Kind::Map:
      return "a map";
    case doc::Kind::List:
      return "a list";
    case doc::Kind::String:
      return "a text";
    case doc::Kind::Bool:
      return "true or false";
    default:
      return "a number";
  }
}

bool is_made(const doc::Node& value) {
  const std::string_view text = value.text();
  return value.is_string() && (text.find_first_of("$<") != text.npos || text.find("{{") != text.npos);
}

}  // namespace slipway::subject
