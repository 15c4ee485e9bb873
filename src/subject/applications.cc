#include "subject/applications.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace slipway::subject {
namespace {

/// "/a/b", without "." and what is doubled.
std::string plain_path(std::string_view path) {
  std::string out;
  for (const std::string_view part : split(path, '/'))
    if (!part.empty() && part != ".") out.append("/").append(part);
  return out;
}

}  // namespace

void Applications::add(const kube::Object& application) {
  const doc::Node& spec = (*application.node)["spec"];
  const auto add_source = [&](const doc::Node& source) {
    std::string path = plain_path(source["path"].text());
    if (!path.empty())
      by_path_[std::move(path)].push_back({&application, source["directory"]["recurse"].text() == "true", count_++});
  };
  add_source(spec["source"]);
  for (const doc::Node& source : spec["sources"].items()) add_source(source);
}

std::vector<const kube::Object*> Applications::at(std::string_view folder) const {
  if (empty()) return {};
  const std::string whole = plain_path(folder);
  std::vector<std::pair<std::size_t, const kube::Object*>> found;
  // Each run of the folder's parts may be such a path: one that ends with the folder, or before it where it recurses.
  for (std::size_t begin = 0; begin < whole.size(); begin = whole.find('/', begin + 1))
    for (std::size_t end = whole.size(); end > begin && end != whole.npos; end = whole.rfind('/', end - 1)) {
      const auto places = by_path_.find(std::string_view(whole).substr(begin, end - begin));
      if (places == by_path_.end()) continue;
      for (const Place& one : places->second)
        if (end == whole.size() || one.recurses) found.emplace_back(one.number, one.application);
    }
  std::ranges::sort(found, {}, &std::pair<std::size_t, const kube::Object*>::first);
  std::vector<const kube::Object*> out;
  for (const auto& [number, application] : found) out.push_back(application);
  return out;
}

std::string_view Applications::namespace_of(std::string_view folder) const {
  std::string_view out;
  for (const kube::Object* one : at(folder)) {
    const std::string_view ns = (*one->node)["spec"]["destination"]["namespace"].text();
    if (ns.empty()) continue;
    if (!out.empty() && out != ns) return {};
    out = ns;
  }
  return out;
}

}  // namespace slipway::subject
