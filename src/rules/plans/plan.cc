#include "rules/plans/plan.h"

#include <algorithm>
#include <charconv>

namespace slipway::rules {

namespace {

using doc::Node;

const Node& absent() {
  static const doc::Document nothing;
  return nothing.root()[""];
}

/// Goes down `path`, through all items of lists on the way; calls `visit` with what stands at its end.
template <class Visit>
void descend(const Node& node, const std::string_view* step, const std::string_view* end, const Visit& visit) {
  if (node.is_list() && step != end) {
    for (const Node& item : node.items()) descend(item, step, end, visit);
    return;
  }
  if (step == end) return visit(node);
  if (const Node* next = node.find(*step)) descend(*next, step + 1, end, visit);
}

/// Modules nest as deep as JSON may, which the reader bounds; a list of work keeps the stack out of it.
void collect_references(const Node& expression, std::vector<std::string_view>& into) {
  std::vector<const Node*> work = {&expression};
  while (!work.empty()) {
    const Node& node = *work.back();
    work.pop_back();
    if (node.is_list())
      for (const Node& item : node.items()) work.push_back(&item);
    if (!node.is_map()) continue;
    for (const doc::Member& member : node.members()) {
      if (member.key.text() == "references" && member.value.is_list()) {
        for (const Node& reference : member.value.items()) into.push_back(reference.text());
      } else if (member.key.text() != "constant_value") {
        work.push_back(&member.value);
      }
    }
  }
}

std::string_view index_of(const PlannedResource& resource) { return (*resource.resource)["index"].text(); }

}  // namespace

std::string without_indexes(std::string_view address) {
  std::string plain;
  bool in_index = false, in_quotes = false;
  for (const char c : address) {
    if (in_index) {
      if (c == '"') in_quotes = !in_quotes;
      if (c == ']' && !in_quotes) in_index = false;
    } else if (c == '[') {
      in_index = true;
    } else {
      plain += c;
    }
  }
  return plain;
}

Plan::Plan(const subject::TerraformPlan& plan) : plan_(&plan) {
  for (const PlannedResource& resource : plan.resources()) {
    by_address_[without_indexes(resource.address)].push_back(&resource);
    if (resource.mode == "data") continue;
    by_type_[resource.type].push_back(&resource);
    for (const std::string_view identity : {"id", "arn", "name"})
      if (const std::string_view known = (*resource.values)[identity].text(); !known.empty())
        by_identity_[known].push_back(&resource);
  }
  struct Module {
    const Node* node;
    std::string prefix;
  };
  std::vector<Module> work = {{&root()["configuration"]["root_module"], ""}};
  while (!work.empty()) {
    const Module module = std::move(work.back());
    work.pop_back();
    for (const Node& resource : (*module.node)["resources"].items())
      configured_.emplace(module.prefix + without_indexes(resource["address"].text()), &resource);
    for (const doc::Member& call : (*module.node)["module_calls"].members())
      work.push_back({&call.value["module"], module.prefix + "module." + std::string(call.key.text()) + "."});
  }
}

std::span<const PlannedResource* const> Plan::of(std::string_view type) const {
  const auto found = by_type_.find(type);
  return found == by_type_.end() ? std::span<const PlannedResource* const>() : found->second;
}

const PlannedResource* Plan::only(std::string_view type) const {
  const auto all = of(type);
  return all.size() == 1 ? all.front() : nullptr;
}

const Node& Plan::configured(const PlannedResource& resource) const {
  const auto found = configured_.find(without_indexes(resource.address));
  return found == configured_.end() ? absent() : *found->second;
}

std::string Plan::key_of_reference(const PlannedResource& from, std::string_view reference) const {
  // "aws_subnet.gpu[0].id" and "data.aws_vpc.main.id" name resources by their first two and three words.
  const std::string plain = without_indexes(reference);
  std::size_t words = plain.starts_with("data.") ? 3 : 2, end = 0;
  while (end < plain.size() && (plain[end] != '.' || --words != 0)) ++end;
  return (from.module.empty() ? std::string() : from.module + ".") + plain.substr(0, end);
}

std::vector<std::string_view> Plan::references(const PlannedResource& from,
                                               std::initializer_list<std::string_view> path) {
  std::vector<std::string_view> found;
  descend(*from.expressions, path.begin(), path.end(), [&](const Node& node) { collect_references(node, found); });
  return found;
}

std::vector<const PlannedResource*> Plan::linked(const PlannedResource& from,
                                                 std::initializer_list<std::string_view> path) const {
  std::vector<const PlannedResource*> found;
  const auto add = [&](const std::vector<const PlannedResource*>& resources) {
    const std::string_view index = index_of(from);
    const auto same = std::ranges::find_if(
        resources, [&](const PlannedResource* each) { return !index.empty() && index_of(*each) == index; });
    for (const PlannedResource* resource : resources) {
      if (same != resources.end() && resource != *same) continue;  // one for each: the one of the same key
      if (resource != &from && std::ranges::find(found, resource) == found.end()) found.push_back(resource);
    }
  };
  for (const std::string_view reference : references(from, path)) {
    const auto named = by_address_.find(key_of_reference(from, reference));
    if (named != by_address_.end()) add(named->second);
  }
  descend(*from.values, path.begin(), path.end(), [&](const Node& value) {
    const auto look_up = [&](const Node& scalar) {
      if (const auto named = by_identity_.find(scalar.text()); named != by_identity_.end()) add(named->second);
    };
    if (value.is_string()) look_up(value);
    for (const Node& item : value.items())
      if (item.is_string()) look_up(item);
  });
  return found;
}

std::vector<Plan> plans(const subject::Subject& subject) {
  std::vector<Plan> all;
  for (const subject::TerraformPlan& plan : subject.plans()) all.emplace_back(plan);
  return all;
}

SourceRange place(const PlannedResource& resource, const Node& value) {
  return value.is_absent() ? resource.where() : value.where();
}

const Node& block(const Node& values, std::string_view name) {
  const Node& node = values[name];
  if (!node.is_list()) return node;
  return node.items().empty() ? absent() : node.items().front();
}

const Node& at(const Node& values, std::initializer_list<std::string_view> path) {
  const Node* node = &values;
  for (const std::string_view step : path) node = &block(*node, step);
  return *node;
}

std::span<const Node> blocks(const Node& values, std::string_view name) { return values[name].items(); }

bool is_on(const Node& value) {
  return (value.kind() == doc::Kind::Bool && value.boolean()) || (value.is_string() && value.text() == "true");
}

bool is_off(const Node& value) {
  return (value.kind() == doc::Kind::Bool && !value.boolean()) || (value.is_string() && value.text() == "false");
}

long long number_or(const Node& value, long long otherwise) {
  if (value.kind() == doc::Kind::Int) return value.integer();
  if (value.kind() == doc::Kind::Float) return static_cast<long long>(value.number());
  long long number = 0;
  const std::string_view text = value.text();
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  return status == std::errc{} && end == text.data() + text.size() && !text.empty() ? number : otherwise;
}

}  // namespace slipway::rules
