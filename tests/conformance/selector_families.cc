// Selectors, taints and tolerations, as k8s.io/apimachinery, api and component-helpers 0.36.3 decide.
#include <algorithm>
#include <string>

#include "conformance/family.h"
#include "kube/field_selector.h"
#include "kube/label_selector.h"
#include "kube/node_selector.h"
#include "kube/objects/fields.h"
#include "kube/objects/selection.h"
#include "kube/selector.h"
#include "kube/taints.h"

namespace slipway::conformance {
namespace {

using kube::Fields;
using kube::Labels;

/// Inputs are what the real code took, so that no report is expected.
Diagnostics& ignored() {
  static Diagnostics diagnostics;
  return diagnostics;
}

Fields fields(const doc::Node& node) { return Fields(node, ignored()); }

Labels labels(const doc::Node& node) {
  Labels out;
  for (const doc::Member& member : node.members()) out.emplace(member.key.text(), member.value.text());
  return out;
}

template <class Range, class Convert>
doc::List list_of(const Range& range, Convert convert) {
  doc::List out;
  for (const auto& item : range) out.add(convert(item));
  return out;
}

doc::List texts(const std::vector<std::string>& range) {
  return list_of(range, [](const std::string& text) { return doc::Value(text); });
}

doc::List requirements(const kube::Selector& selector) {
  return list_of(selector.requirements, [](const kube::Requirement& one) {
    return doc::Map{{"key", one.key}, {"operator", to_string(one.op)}, {"values", texts(one.sorted_values())}};
  });
}

template <class Selector>
doc::List matches(const Selector& selector, const doc::Node& sets) {
  return list_of(sets.items(), [&](const doc::Node& set) { return doc::Value(selector.matches(labels(set))); });
}

doc::Value label_selector(const doc::Node& input) {
  const auto selector = fields(input).optional("selector", kube::read_label_selector);
  doc::Map answer{{"formatted", kube::format(selector)}};
  if (selector) {
    auto messages = to_strings(check(*selector, kube::FieldPath("spec.selector")));
    std::ranges::sort(messages);
    answer.set("validation", texts(messages));
  }
  const auto parsed = kube::to_selector(selector);
  if (!parsed) return answer.set("ok", false).set("err", parsed.error());
  answer.set("ok", true).set("string", parsed->to_string()).set("matches", matches(*parsed, input["labels"]));
  return answer.set("requirements", parsed->matches_nothing ? doc::Value() : doc::Value(requirements(*parsed)));
}

/// As Go marshals it: what is empty is left out.
doc::Map structured(const kube::LabelSelector& selector) {
  doc::Map out, match_labels;
  for (const auto& [key, value] : selector.match_labels) match_labels.set(key, value);
  if (!match_labels.empty()) out.set("matchLabels", match_labels);
  const auto expressions = list_of(selector.match_expressions, [](const kube::LabelSelectorRequirement& one) {
    doc::Map expression{{"key", one.key}, {"operator", one.op}};
    if (!one.values.empty()) expression.set("values", texts(one.values));
    return expression;
  });
  if (!expressions.empty()) out.set("matchExpressions", expressions);
  return out;
}

doc::Value label_selector_text(const doc::Node& input) {
  const std::string_view text = input["s"].text();
  const auto selector = kube::Selector::parse(text);
  if (!selector) return refused(selector.error().message);
  const auto as_object = kube::parse_label_selector(text);
  return doc::Map{{"ok", true},
                  {"string", selector->to_string()},
                  {"requirements", requirements(*selector)},
                  {"matches", matches(*selector, input["labels"])},
                  {"empty", selector->is_empty()},
                  {"labelSelector", as_object ? doc::Value(structured(*as_object)) : refused(as_object.error())}};
}

doc::Value field_selector(const doc::Node& input) {
  const auto selector = kube::FieldSelector::parse(input["s"].text());
  if (!selector) return refused(selector.error().message);
  return doc::Map{
      {"ok", true},
      {"string", selector->to_string()},
      {"requirements",
       list_of(selector->requirements,
               [](const kube::FieldRequirement& one) {
                 return doc::Map{{"field", one.field}, {"operator", one.equals ? "=" : "!="}, {"value", one.value}};
               })},
      {"matches", matches(*selector, input["fields"])},
      {"empty", selector->requirements.empty()}};
}

/// Answers `answer(name, NodeView)` for each node.
template <class Answer>
doc::List for_nodes(const doc::Node& nodes, Answer answer) {
  return list_of(nodes.items(), [&](const doc::Node& node) {
    const std::string name{node["metadata"]["name"].text()};
    const Labels node_labels = labels(node["metadata"]["labels"]);
    doc::Map row{{"node", name}};
    answer(row, kube::NodeView{name, node_labels});
    return row;
  });
}

template <class Matcher>
doc::List node_matches(const doc::Node& nodes, const Matcher& matcher) {
  return for_nodes(nodes, [&](doc::Map& row, const kube::NodeView& node) {
    const kube::NodeMatch match = matcher.match(node);
    row.set("match", match.matches);
    if (!match.error.empty()) row.set("err", match.error);
  });
}

doc::Value node_selector_terms(const doc::Node& input) {
  const kube::NodeSelectorMatcher matcher(kube::read_node_selector(fields(input["nodeSelector"])));
  doc::Map answer{{"ok", true}, {"nodes", node_matches(input["nodes"], matcher)}};
  if (const std::string error = matcher.error(); !error.empty()) answer.set("ok", false).set("err", error);
  return answer;
}

doc::Value node_affinity_pod(const doc::Node& input) {
  const doc::Node& spec = input["pod"]["spec"];
  const auto required = fields(spec["affinity"]["nodeAffinity"])
                            .optional("requiredDuringSchedulingIgnoredDuringExecution", kube::read_node_selector);
  const kube::RequiredNodeAffinity affinity(labels(spec["nodeSelector"]), required);
  return doc::Map{{"nodes", node_matches(input["nodes"], affinity)}};
}

doc::Value preferred_terms(const doc::Node& input) {
  const auto preferred = kube::PreferredNodes::make(fields(input).list("terms", kube::read_preferred_scheduling_term));
  if (!preferred) return refused(preferred.error());
  return doc::Map{{"ok", true}, {"nodes", for_nodes(input["nodes"], [&](doc::Map& row, const kube::NodeView& node) {
                                   row.set("score", preferred->score(node));
                                 })}};
}

doc::Value tolerations(const doc::Node& input) {
  const auto taints = fields(input).list("taints", kube::read_taint);
  const auto tolerated = fields(input).list("tolerations", kube::read_toleration);
  const auto under = [&](kube::ComparisonOperators gate) {
    const auto pairs = list_of(taints, [&](const kube::Taint& taint) {
      std::string row;
      for (const kube::Toleration& one : tolerated) row += tolerates(one, taint, gate) ? '1' : '0';
      return doc::Value(row);
    });
    const auto name = [](const kube::Taint* taint) { return taint ? doc::Value(taint->to_string()) : doc::Value(); };
    return doc::Map{{"pairs", pairs},
                    {"untoleratedHard", name(first_untolerated_hard(taints, tolerated, gate))},
                    {"untoleratedAny", name(first_untolerated(taints, tolerated, gate))}};
  };
  const kube::Eviction eviction = kube::eviction(taints, tolerated);
  doc::Map no_execute{{"toleratesAll", eviction.tolerates_all}};
  if (eviction.after_seconds) no_execute.set("afterSeconds", *eviction.after_seconds);
  return doc::Map{{"default", under(kube::ComparisonOperators::Off)},
                  {"comparisonOperators", under(kube::ComparisonOperators::On)},
                  {"noExecute", no_execute}};
}

}  // namespace

std::vector<Family> selector_families() {
  return {{"primitives", "label-selector", label_selector},
          {"primitives", "label-selector-text", label_selector_text},
          {"primitives", "field-selector", field_selector},
          {"primitives", "node-selector-terms", node_selector_terms},
          {"primitives", "node-affinity-pod", node_affinity_pod},
          {"primitives", "preferred-terms", preferred_terms},
          {"primitives", "tolerations", tolerations}};
}

}  // namespace slipway::conformance
