#include "catalog/instance_types.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"
#include "spec/say.h"

namespace slipway::spec::checks {
namespace {

void no_such(const char* what_id, std::string message, const Text& written, std::optional<std::string_view> near,
             Diagnostics& diagnostics) {
  Diagnostic diagnostic{what_id, Severity::Error, written.where, std::move(message)};
  if (near) {
    diagnostic.hint = fmt::format("did you mean {}?", *near);
    diagnostic.fixes.push_back({written.where, std::string(*near)});
  }
  diagnostics.add(std::move(diagnostic));
}

const catalog::InstanceType* type_named(const Text& name, Diagnostics& diagnostics) {
  const auto* type = catalog::find_instance_type(name.value);
  if (!type)
    no_such(id::kUnknownInstanceType, fmt::format("there is no instance type '{}'", printable(name.value)), name,
            catalog::instance_type_like(name.value), diagnostics);
  return type;
}

bool family_exists(const Text& name, Diagnostics& diagnostics) {
  if (!catalog::types_of_family(name.value).empty()) return true;
  const bool is_type = catalog::find_instance_type(name.value) != nullptr;
  no_such(id::kUnknownFamily,
          is_type ? fmt::format("'{}' is an instance type, not a family", name.value)
                  : fmt::format("there is no instance family '{}'", printable(name.value)),
          name, is_type ? catalog::find_instance_type(name.value)->family : catalog::family_like(name.value),
          diagnostics);
  return false;
}

/// Types of one managed node group boot from one AMI.
void one_image(const NodeGroup& group, const std::vector<const catalog::InstanceType*>& types,
               Diagnostics& diagnostics) {
  for (std::size_t i = 1; i < types.size(); ++i) {
    const auto &first = *types[0], &other = *types[i];
    const SourceRange where = group.instance_types[i].where;
    if (first.arch != other.arch && !first.arch.empty() && !other.arch.empty())
      diagnostics.error(
          id::kMixedShapes, where,
          fmt::format("{} is {}, {} is {}: a node group has one AMI", other.name, other.arch, first.name, first.arch),
          "make a group for each");
    else if (first.is_accelerated() != other.is_accelerated())
      diagnostics.error(
          id::kMixedShapes, where,
          fmt::format("{} {} accelerated, {} {}: a node group has one AMI", other.name,
                      other.is_accelerated() ? "is" : "is not", first.name, first.is_accelerated() ? "is" : "is not"),
          "make a group for each");
  }
}

template <class Match>
bool listed(const Texts& allowed, const Match& match) {
  return allowed.empty() || std::ranges::any_of(allowed, match);
}

using Types = std::vector<const catalog::InstanceType*>;

/// What types have there, each once, in order: "large, xlarge and 12 more".
template <class What>
std::string values_of(const Types& types, const What& what) {
  constexpr std::size_t kMostNamed = 8;
  std::set<std::decay_t<decltype(what(*types.front()))>> values;
  for (const auto* type : types) values.insert(what(*type));
  std::vector<std::string> words;
  for (const auto& value : values)
    if (words.size() < kMostNamed) words.push_back(fmt::format("{}", value));
  const std::size_t more = values.size() - words.size();
  return join(words, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

/// One of a pool's fields: whether it allows a type, and what to write in it where it allows none of those that the
/// fields before it left.
struct Restriction {
  std::string_view name;
  bool (*allows)(const NodePool&, const catalog::InstanceType&);
  std::string (*fix)(const Types& before);
};

constexpr Restriction kRestrictions[] = {
    {"families",
     [](const NodePool& p, const catalog::InstanceType& t) {
       return listed(p.families, [&](const Text& text) { return text.value == t.family; });
     },
     [](const Types&) { return std::string("slipway catalog types lists the families"); }},
    {"instanceTypes",
     [](const NodePool& p, const catalog::InstanceType& t) {
       return listed(p.instance_types, [&](const Text& text) { return text.value == t.name; });
     },
     [](const Types&) { return std::string("leave families out: instanceTypes says which types"); }},
    {"sizes",
     [](const NodePool& p, const catalog::InstanceType& t) {
       return listed(p.sizes, [&](const Text& text) { return text.value == t.size; });
     },
     [](const Types& before) {
       return "sizes: what is left has " + values_of(before, [](const auto& type) { return type.size; });
     }},
    {"architectures",
     [](const NodePool& p, const catalog::InstanceType& t) {
       return t.arch.empty() || listed(p.architectures, [&](const Text& text) { return text.value == t.arch; });
     },
     [](const Types& before) {
       return "architectures: [" + values_of(before, [](const auto& type) { return type.arch; }) + "]";
     }},
    {"minGpus and maxGpus",
     [](const NodePool& p, const catalog::InstanceType& t) {
       return t.gpus >= p.min_gpus.value && (p.max_gpus.value == 0 || t.gpus <= p.max_gpus.value);
     },
     [](const Types& before) {
       const bool has_gpus = std::ranges::any_of(before, [](const auto* type) { return type->gpus > 0; });
       if (!has_gpus) return std::string("leave minGpus out, or take families with GPUs: g6, p5");
       return "minGpus and maxGpus around what is left: " +
              values_of(before, [](const auto& type) { return type.gpus; }) + " GPUs";
     }},
};

/// A pool all of whose own restrictions no type meets. `requirements` are left to the rules on NodePools.
void something_to_buy(const NodePool& pool, SourceRange where, Diagnostics& diagnostics) {
  Types left;
  for (const auto& type : catalog::instance_types()) left.push_back(&type);
  for (const Restriction& restriction : kRestrictions) {
    const Types before = left;
    std::erase_if(left, [&](const auto* type) { return !restriction.allows(pool, *type); });
    if (!left.empty()) continue;
    diagnostics.error(
        id::kNothingToBuy, where,
        fmt::format("no instance type meets all restrictions of this pool: {} {} none of those before",
                    restriction.name, restriction.name.find(' ') == std::string_view::npos ? "leaves" : "leave"),
        restriction.fix(before));
    return;
  }
}

}  // namespace

void instance_types(const Platform& platform, Diagnostics& diagnostics) {
  for (const auto& [name, group] : platform.node_groups) {
    std::vector<const catalog::InstanceType*> types;
    for (const Text& text : group.instance_types)
      if (const auto* type = type_named(text, diagnostics)) types.push_back(type);
    if (types.size() == group.instance_types.size()) one_image(group, types, diagnostics);
  }
  for (const auto& [name, pool] : platform.node_pools) {
    bool all_known = true;
    for (const Text& text : pool.families) all_known &= family_exists(text, diagnostics);
    for (const Text& text : pool.instance_types) all_known &= type_named(text, diagnostics) != nullptr;
    for (const Text& text : pool.sizes) {
      const auto types = catalog::instance_types();
      if (std::ranges::find(types, text.value, &catalog::InstanceType::size) != types.end()) continue;
      std::set<std::string_view> sizes;
      for (const auto& type : types) sizes.insert(type.size);
      const std::vector<std::string_view> known(sizes.begin(), sizes.end());
      no_such(id::kUnknownInstanceType, fmt::format("no instance type has the size '{}'", printable(text.value)), text,
              near_miss(text.value, known), diagnostics);
      all_known = false;
    }
    const bool gpus_cross = pool.max_gpus.value > 0 && pool.min_gpus.value > pool.max_gpus.value;  // said on their own
    if (all_known && !gpus_cross) something_to_buy(pool, name.where, diagnostics);
  }
  // AWS Batch takes families as well, and `optimal`.
  for (const auto& [name, queue] : platform.batch)
    for (const Text& text : queue.instance_types) {
      if (text.value == "optimal" || !catalog::types_of_family(text.value).empty()) continue;
      if (text.value.find('.') == std::string::npos)
        family_exists(text, diagnostics);
      else
        type_named(text, diagnostics);
    }
}

}  // namespace slipway::spec::checks
