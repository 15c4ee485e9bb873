#include "rules/affinity_values.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "base/ascii.h"
#include "base/text.h"
#include "decide/karpenter/well_known.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/type_labels.h"

/// Values of node affinity that no node has.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// All that nodes can be: Go's architectures and systems that a kubelet is built for; capacity types as managed node
/// groups label them (EKS user guide, managed node group capacity types).
constexpr std::string_view kArchitectures[] = {"amd64",    "arm64",  "386",   "arm",     "loong64", "mips",  "mips64",
                                               "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x", "wasm"};
constexpr std::string_view kSystems[] = {"linux", "windows", "darwin", "freebsd"};
constexpr std::string_view kGroupCapacity[] = {"ON_DEMAND", "SPOT", "CAPACITY_BLOCK"};

std::span<const std::string_view> known_values(std::string_view key) {
  if (key == "kubernetes.io/arch" || key == "beta.kubernetes.io/arch") return kArchitectures;
  if (key == "kubernetes.io/os" || key == "beta.kubernetes.io/os") return kSystems;
  if (key == "eks.amazonaws.com/capacityType") return kGroupCapacity;
  return karpenter::well_known_values(key);
}

enum class Term { Required, Preferred };

/// Calls `say(expression, term, terms)` for each expression of the pod's node affinity; `terms`: how many there are.
template <class Say>
void each_expression(const Node& pod_spec, Say say) {
  const Node& affinity = pod_spec["affinity"]["nodeAffinity"];
  const Node& required = affinity["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"];
  for (const Node& term : required.items())
    for (const Node& one : term["matchExpressions"].items()) say(one, Term::Required, required.size());
  const Node& preferred = affinity["preferredDuringSchedulingIgnoredDuringExecution"];
  for (const Node& term : preferred.items())
    for (const Node& one : term["preference"]["matchExpressions"].items()) say(one, Term::Preferred, preferred.size());
}

/// Calls `say(value, known)` for each value of an expression that no node has.
template <class Say>
void each_unknown(const Node& expression, Say say) {
  const auto known = known_values(text_of(expression["key"]));
  if (known.empty() || !(is_text(expression["operator"], "In") || is_text(expression["operator"], "NotIn"))) return;
  for (const Node& value : expression["values"].items())
    if (value.is_string() && std::ranges::count(known, value.text()) == 0) say(value, known);
}

void check_values(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods())
    each_expression(*pod.spec, [&](const Node& expression, Term term, std::size_t terms) {
      const bool is_in = is_text(expression["operator"], "In");
      std::size_t unknown = 0;
      each_unknown(expression, [&](const Node&, auto) { ++unknown; });
      const bool waits = is_in && term == Term::Required && terms == 1 && unknown == expression["values"].size();
      each_unknown(expression, [&](const Node& value, std::span<const std::string_view> known) {
        const std::string_view meant = meant_value(value.text(), known);
        const std::string key(text_of(expression["key"]));
        findings.say(waits ? Severity::Error : Severity::Warning, value.where(),
                     fmt::format("{} is never '{}'", key, printable(value.text())),
                     !meant.empty()            ? fmt::format("did you mean {}?", meant)
                     : !is_in                  ? std::string("nothing is kept out")
                     : term == Term::Preferred ? std::string("no node is preferred for it")
                                               : title_of(*pod.owner),
                     {},
                     meant.empty() ? std::vector<FixIt>() : std::vector<FixIt>{{value.where(), std::string(meant)}});
      });
    });
}

constexpr Rule kRules[] = {
    {"REF012", "", Severity::Warning, "node affinity for a value that no node has",
     "Of capacity types, architectures and systems all values are known. One that is misspelt is met by no node: pods "
     "that require it wait, a preference does nothing, and what NotIn was to keep out comes in.",
     "write one of the label's values: on-demand, spot, reserved; amd64, arm64; linux, windows",
     "karpenter 1.14.1, pkg/apis/v1/labels.go; kubernetes docs, well-known labels", check_values},
};

}  // namespace

bool has_unknown_value(const Node& pod_spec) {
  bool found = false;
  each_expression(pod_spec, [&](const Node& expression, Term, std::size_t) {
    each_unknown(expression, [&](const Node&, auto) { found = true; });
  });
  return found;
}

std::span<const Rule> affinity_value_rules() { return kRules; }

}  // namespace slipway::rules
