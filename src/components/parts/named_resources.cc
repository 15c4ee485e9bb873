#include "components/parts/named_resources.h"

#include <fmt/core.h>

#include <set>
#include <tuple>
#include <vector>

#include "base/text.h"
#include "platform/references.h"

namespace slipway::components {
namespace {

class Search {
 public:
  Search(const platform::Graph& graph, Diagnostics& diagnostics) : graph_(graph), diagnostics_(diagnostics) {}

  void in(const doc::Node& root) {
    std::vector<const doc::Node*> work = {&root};
    while (!work.empty()) {
      const doc::Node& node = *work.back();
      work.pop_back();
      if (node.is_string()) in_text(node);
      for (const doc::Node& item : node.items()) work.push_back(&item);
      for (const doc::Member& member : node.members()) work.push_back(&member.value);
    }
  }

 private:
  void in_text(const doc::Node& node) {
    const std::string_view text = node.text();
    for (auto one = platform::next_reference(text, 0); one; one = platform::next_reference(text, one->end)) {
      if (graph_.find(one->resource)) continue;
      const SourceRange where = place_of(node, text.substr(one->begin, one->end - one->begin));
      if (!said_.emplace(where.source, where.line, where.column).second) continue;  // an alias stands in many places
      say(where, one->resource);
    }
  }

  /// Of the reference where its line shows it as it is, else of the whole text.
  static SourceRange place_of(const doc::Node& node, std::string_view reference) {
    SourceRange where = node.where();
    if (!where.source || where.line == 0) return where;
    const auto at = where.source->line(where.line).find(reference, static_cast<std::size_t>(where.column - 1));
    if (at == std::string_view::npos) return where;
    where.column = static_cast<int>(at) + 1;
    where.length = static_cast<int>(reference.size());
    return where;
  }

  void say(SourceRange where, const platform::ResourceId& wanted) {
    std::vector<std::string> of_type, all;
    for (const auto& resource : graph_.resources()) {
      all.push_back(resource.id.to_string());
      if (resource.id.type == wanted.type) of_type.push_back(all.back());
    }
    const auto& pool = of_type.empty() ? all : of_type;
    const std::vector<std::string_view> known(pool.begin(), pool.end());
    const auto near = near_miss(wanted.to_string(), known);
    constexpr std::size_t kFew = 6;
    diagnostics_.add({"CMP009",
                      Severity::Error,
                      where,
                      fmt::format("this platform makes no {}", printable(wanted.to_string())),
                      near ? fmt::format("did you mean {}?", *near) : "",
                      near || of_type.empty() || of_type.size() > kFew
                          ? "slipway plan --details names what it makes"
                          : fmt::format("of that type it makes {}", join(of_type, ", ")),
                      {}});
  }

  const platform::Graph& graph_;
  Diagnostics& diagnostics_;
  std::set<std::tuple<const SourceText*, int, int>> said_;
};

}  // namespace

void check_named_resources(const spec::Platform& platform, std::span<const doc::Document> manifests,
                           const platform::Graph& graph, Diagnostics& diagnostics) {
  Search search(graph, diagnostics);
  search.in(platform.document.root());
  for (const doc::Document& file : platform.included) search.in(file.root());
  for (const doc::Document& manifest : manifests) search.in(manifest.root());
}

}  // namespace slipway::components
