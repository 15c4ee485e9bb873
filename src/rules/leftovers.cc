#include "spec/leftovers.h"

#include <fmt/core.h>

#include <set>
#include <tuple>

#include "rules/rule.h"

/// Values of blueprints and documentation that a platform still has.
namespace slipway::rules {
namespace {

using spec::Leftover;
using subject::Subject;

void check_leftovers(const Subject& subject, Findings& findings) {
  const spec::Platform* platform = subject.platform();
  if (!platform) return;
  std::set<std::tuple<std::string_view, int, std::string>> said;  // what a pod has from platform.yaml stands there
  const auto say = [&](const doc::Node& node, const Leftover& one) {
    const SourceRange where = node.where();
    if (!where || !said.emplace(where.source->name(), where.line, one.text).second) return;
    findings.say(where, fmt::format("'{}' is left of an example", one.text), std::string(reason(one.kind)),
                 "put in " + std::string(remedy(one.kind)));
  };
  spec::each_leftover(platform->document.root(), say);
  for (const doc::Document& file : platform->included) spec::each_leftover(file.root(), say);
  // Of the manifests beside it the images: who names a registry of nobody's waits for ever.
  for (const subject::PodTemplate& pod : subject.pods())
    for (const char* list : {"initContainers", "containers"})
      for (const doc::Node& container : (*pod.spec)[list].items()) {
        const doc::Node& image = container["image"];
        if (!image.is_string()) continue;
        if (const auto one = spec::leftover_in(image.text()); one && one->kind != Leftover::Kind::Id) say(image, *one);
      }
}

const Rule kRules[] = {
    {"PLAT011", "", Severity::Warning, "a value that is left of an example",
     "Blueprints and documentation write addresses, names and accounts that are reserved for them. Their form is "
     "right, "
     "so nothing refuses them before AWS: a certificate for example.com is never issued, an endpoint open to "
     "203.0.113.0/24 lets nobody in, a role of account 111122223333 is no principal.",
     "put in the value of yours", "RFC 2606; RFC 5737; RFC 3849; AWS documentation's account ids", check_leftovers},
};

}  // namespace

std::span<const Rule> leftovers_rules() { return kRules; }

}  // namespace slipway::rules
