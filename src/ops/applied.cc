#include "ops/applied.h"

#include <fmt/core.h>

#include <map>

#include "base/sha256.h"
#include "base/text.h"
#include "doc/json.h"
#include "doc/write_yaml.h"

namespace slipway::ops {
namespace {

using Parts = std::map<std::string, std::string>;  // by component; "": what all have in common

std::string text_of(const Parts& parts) {
  std::string text;
  for (const auto& [component, hash] : parts) text += fmt::format("{} {}\n", hash, component);
  return text;
}

Parts parts_of(const std::string& text) {
  Parts parts;
  for (const auto line : split(text, '\n'))
    if (const auto space = line.find(' '); space != line.npos)
      parts.emplace(line.substr(space + 1), line.substr(0, space));
  return parts;
}

}  // namespace

std::string applied_of(const platform::Graph& graph) {
  Parts all;
  const auto add = [&](const std::string& component, const std::string& what) { all[component] += what + '\0'; };
  const auto& setting = graph.setting;
  add("", fmt::format("{} {} {} {} {} {}", setting.platform, setting.cluster, setting.version, setting.region,
                      setting.account_id, doc::write_yaml(doc::Value(setting.tags))));
  for (const auto& resource : graph.resources()) {
    add(resource.component, resource.id.to_string() + " " + doc::write_yaml(doc::Value(resource.arguments)));
    for (const auto& other : resource.depends_on) add(resource.component, other.to_string());
  }
  for (const auto& object : graph.objects()) add(object.component, doc::canonical_json(object.root()));
  for (const auto& release : graph.releases())
    add(release.component,
        fmt::format("{} {} {} {} {} {}", release.name, release.namespace_, release.chart, release.repository,
                    release.version, doc::write_yaml(doc::Value(release.values))));
  for (auto& [component, what] : all) what = sha256_hex(what).substr(0, 32);
  return text_of(all);
}

std::string applied_in_part(const std::string& before, const std::string& now, const Choice& choice) {
  auto parts = parts_of(before);
  const auto wanted = parts_of(now);
  for (const auto& component : choice.components) {
    parts.erase(component);
    if (const auto found = wanted.find(component); found != wanted.end()) parts.insert(*found);
  }
  return text_of(parts);
}

}  // namespace slipway::ops
