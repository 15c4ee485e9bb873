#include "rules/selections.h"

#include "doc/json.h"
#include "subject/namespaces.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// By namespace and selector.
struct Selections {
  explicit Selections(const Subject&) {}
  mutable std::unordered_map<std::string, Selected> by_selector, by_labels;
};

std::string key_of(std::string_view ns, const doc::Node& selector) {
  return std::string(subject::namespace_or_default(ns)) + '\n' + doc::canonical_json(selector);
}

}  // namespace

const Selected& selected_by(const Subject& subject, std::string_view ns, const doc::Node& label_selector) {
  const auto [at, is_new] = subject.derived<Selections>().by_selector.try_emplace(key_of(ns, label_selector));
  if (is_new) at->second = subject.selected(ns, label_selector);
  return at->second;
}

const Selected& labelled_by(const Subject& subject, std::string_view ns, const doc::Node& labels) {
  const auto [at, is_new] = subject.derived<Selections>().by_labels.try_emplace(key_of(ns, labels));
  if (is_new) at->second = subject.labelled(ns, labels);
  return at->second;
}

}  // namespace slipway::rules
