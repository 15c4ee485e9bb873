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

void Applications::add_path(std::string_view path, Place place) {
  std::string plain = plain_path(path);
  place.number = count_++;
  if (!plain.empty())
    by_path_[std::move(plain)].push_back(place);
  else
    sends_whole_ = sends_whole_ || !place.ns.empty();
}

void Applications::add(const kube::Object& application) {
  const doc::Node& spec = (*application.node)["spec"];
  if (application.is("Kustomization", "kustomize.toolkit.fluxcd.io"))
    return add_path(spec["path"].text(), {&application, spec["targetNamespace"].text(), true, 0});
  if (!application.is("Application", "argoproj.io")) return;
  const auto add_source = [&](const doc::Node& source) {
    if (source["path"].is_string())
      add_path(source["path"].text(), {&application, spec["destination"]["namespace"].text(),
                                       source["directory"]["recurse"].text() == "true", 0});
  };
  add_source(spec["source"]);
  for (const doc::Node& source : spec["sources"].items()) add_source(source);
}

std::vector<Applications::Place> Applications::places_at(std::string_view folder) const {
  if (empty()) return {};
  const std::string whole = plain_path(folder);
  std::vector<Place> found;
  // Each run of the folder's parts may be such a path: one that ends with the folder, or before it where it recurses.
  for (std::size_t begin = 0; begin < whole.size(); begin = whole.find('/', begin + 1))
    for (std::size_t end = whole.size(); end > begin && end != whole.npos; end = whole.rfind('/', end - 1)) {
      const auto places = by_path_.find(std::string_view(whole).substr(begin, end - begin));
      if (places == by_path_.end()) continue;
      for (const Place& one : places->second)
        if (end == whole.size() || one.recurses) found.push_back(one);
    }
  std::ranges::sort(found, {}, &Place::number);
  return found;
}

std::vector<const kube::Object*> Applications::at(std::string_view folder) const {
  std::vector<const kube::Object*> out;
  for (const Place& one : places_at(folder)) out.push_back(one.application);
  return out;
}

std::string_view Applications::namespace_of(std::string_view folder) const {
  std::string_view out;
  for (const Place& one : places_at(folder)) {
    if (one.ns.empty()) continue;
    if (!out.empty() && out != one.ns) return {};
    out = one.ns;
  }
  return out;
}

bool Applications::may_send(std::string_view folder) const {
  return sends_whole_ || std::ranges::any_of(places_at(folder), [](const Place& one) { return !one.ns.empty(); });
}

}  // namespace slipway::subject
