#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/regions.h"
#include "decide/karpenter/pool_choices.h"
#include "decide/karpenter/well_known.h"
#include "doc/value.h"
#include "model/model.h"
#include "rules/pool_requirements.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/type_labels.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// A pool that may buy nothing else waits for ever; beside names that exist the one is only passed over.
Severity unless_all(const doc::Node& values, bool (*exists)(std::string_view)) {
  return std::ranges::any_of(values.items(), [&](const doc::Node& one) { return exists(text_of(one)); })
             ? Severity::Warning
             : Severity::Error;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// By key; each is asked for once.
using LabelsOfTypes = std::map<std::string_view, std::set<std::string>>;

/// Values that no type is labelled with, beside some that types have; of requirements that none meets KRP022 speaks.
void check_unknown_labels(const Pool& pool, LabelsOfTypes& of_types, Findings& findings) {
  for (const doc::Node& one : pool.requirements->items()) {
    const std::string_view key = text_of(one["key"]);
    // Of numbers people name some that may come: generations, counts.
    if (!is_in(one) || !is_type_label(key) || key == kInstanceType || instance_word(key) == "family" ||
        !karpenter::well_known_values(key).empty())
      continue;
    const auto [found, is_new] = of_types.try_emplace(key);
    if (is_new) found->second = type_labels(key);
    const std::set<std::string>& labels = found->second;
    const auto values = one["values"].items();
    const auto is_known = [&](const doc::Node& value) { return labels.contains(std::string(text_of(value))); };
    if (std::ranges::all_of(labels, is_number) || std::ranges::none_of(values, is_known)) continue;
    const std::vector<std::string_view> all(labels.begin(), labels.end());
    for (const doc::Node& value : values) {
      if (is_known(value)) continue;
      const std::string_view written = text_of(value);
      const auto near = near_miss(written, all);
      const bool is_sure = near && ascii_lower(written) == ascii_lower(*near);
      findings.say(Severity::Warning, value.where(),
                   fmt::format("no instance type has {} '{}'", key.substr(key.rfind('/') + 1), written),
                   near ? fmt::format("did you mean {}?", *near) : fmt::format("NodePool {}", pool.name()), {},
                   is_sure ? std::vector<FixIt>{{value.where(), std::string(*near)}} : std::vector<FixIt>());
    }
  }
}

void check_unknown(const Subject& subject, Findings& findings) {
  const auto is_type = [](std::string_view name) { return catalog::find_instance_type(name) != nullptr; };
  const auto is_family = [](std::string_view name) { return !catalog::types_of_family(name).empty(); };
  LabelsOfTypes of_types;
  for (const Pool& pool : view_of(subject).pools()) {
    const doc::Node& types = pool.requirement(kInstanceType);
    if (is_in(types))
      for (const doc::Node& value : types["values"].items())
        if (const std::string_view name = text_of(value); !catalog::find_instance_type(name)) {
          const auto like = catalog::instance_type_like(name);
          findings.say(unless_all(types["values"], is_type), value.where(),
                       fmt::format("there is no instance type '{}'", name),
                       like ? fmt::format("did you mean {}?", *like) : "");
        }
    const doc::Node& families = instance_requirement(pool, "family");
    if (is_in(families))
      for (const doc::Node& value : families["values"].items())
        if (const std::string_view name = text_of(value); catalog::types_of_family(name).empty()) {
          const auto like = catalog::family_like(name);
          findings.say(unless_all(families["values"], is_family), value.where(),
                       fmt::format("there is no instance family '{}'", name),
                       like ? fmt::format("did you mean {}?", *like) : "");
        }
    check_unknown_labels(pool, of_types, findings);
  }
}

void check_sizes(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    const doc::Node &families = instance_requirement(pool, "family"), &sizes = instance_requirement(pool, "size");
    if (!is_in(families) || !is_in(sizes)) continue;
    std::string lost, missing;
    std::size_t known = 0;
    for (const doc::Node& family : families["values"].items()) {
      const auto types = catalog::types_of_family(text_of(family));
      if (types.empty()) continue;
      ++known;
      std::string lacks;
      std::size_t has = 0;
      for (const doc::Node& size : sizes["values"].items()) {
        if (std::ranges::any_of(types, [&](const auto& type) { return type.size == text_of(size); }))
          ++has;
        else
          lacks += fmt::format("{}{}.{}", lacks.empty() ? "" : ", ", text_of(family), text_of(size));
      }
      if (has == 0) lost += (lost.empty() ? "" : ", ") + std::string(text_of(family));
      // One size of several is what large machines come in; less than half of three or more is a misunderstanding.
      if (has > 0 && has * 2 < sizes["values"].size()) missing += (missing.empty() ? "" : ", ") + lacks;
    }
    // A size that none of them comes in takes nothing away and gives nothing, whatever else is listed.
    std::string dead;
    for (const doc::Node& size : sizes["values"].items())
      if (std::ranges::none_of(families["values"].items(), [&](const doc::Node& family) {
            const auto types = catalog::types_of_family(text_of(family));
            return types.empty() ||
                   std::ranges::any_of(types, [&](const auto& type) { return type.size == text_of(size); });
          }))
        dead += (dead.empty() ? "" : ", ") + std::string(text_of(size));
    const SourceRange where = key_place(sizes, "values");
    if (!lost.empty() && known > 0)
      findings.say(where, fmt::format("NodePool {} can never have {}", pool.name(), lost),
                   "no type of the family is of these sizes");
    else if (!missing.empty())
      findings.say(where, fmt::format("{} do not exist", missing), fmt::format("NodePool {}", pool.name()));
    else if (!dead.empty())
      findings.say(where, fmt::format("no family of NodePool {} comes in size {}", pool.name(), dead),
                   "sizes that do not exist are passed over");
  }
}

/// Those below and above the first value: "the nearest are 4 and 8".
std::string nearest_numbers(const std::set<std::string>& labels, const doc::Node& values) {
  const std::string first(values.size() ? text_of(values.items()[0]) : std::string_view());
  if (!is_number(first)) return "it is a number";
  const std::int64_t written = std::stoll(first);
  std::optional<std::int64_t> below, above;
  for (const std::string& label : labels) {
    const std::int64_t number = std::stoll(label);
    if (number < written && (!below || number > *below)) below = number;
    if (number > written && (!above || number < *above)) above = number;
  }
  if (below && above) return fmt::format("the nearest are {} and {}", *below, *above);
  return below ? fmt::format("the most is {}", *below) : above ? fmt::format("the least is {}", *above) : "";
}

/// What may have been meant by the values of a requirement that no type meets, by what types are labelled.
std::string like_labels(const doc::Node& requirement) {
  const std::string_view key = text_of(requirement["key"]);
  const std::set<std::string> labels = type_labels(key);
  if (std::ranges::all_of(labels, is_number)) return nearest_numbers(labels, requirement["values"]);
  const std::vector<std::string_view> all(labels.begin(), labels.end());
  for (const doc::Node& value : requirement["values"].items())
    if (const auto meant = meant_value(text_of(value), all); !meant.empty() && meant != text_of(value))
      return fmt::format("did you mean {}?", meant);
  if (all.size() > 12) return {};
  return fmt::format("there are {}", join(std::vector<std::string>(labels.begin(), labels.end()), ", "));
}

/// "instance-gpu-name In [L40S]".
std::string words_of(const doc::Node& requirement) {
  std::string values;
  for (const doc::Node& value : requirement["values"].items())
    values += (values.empty() ? "" : ", ") + std::string(text_of(value));
  const std::string_view key = text_of(requirement["key"]);
  return fmt::format("{} {}{}", key.substr(key.rfind('/') + 1), text_of(requirement["operator"]),
                     values.empty() ? "" : fmt::format(" [{}]", values));
}

/// The requirements without each of which there would be types.
std::vector<const doc::Node*> in_the_way(const Pool& pool) {
  const auto items = pool.requirements->items();
  constexpr std::size_t kMost = 30;
  std::vector<const doc::Node*> out;
  if (items.size() > kMost) return out;
  for (const doc::Node& left_out : items) {
    if (!is_type_label(text_of(left_out["key"]))) continue;
    if (std::ranges::any_of(catalog::instance_types(), [&](const catalog::InstanceType& type) {
          return std::ranges::all_of(items,
                                     [&](const doc::Node& one) { return &one == &left_out || admits(one, type); });
        }))
      out.push_back(&left_out);
  }
  return out;
}

/// The requirement at which, one after the other, no type is left.
const doc::Node& where_none_is_left(const Pool& pool) {
  std::vector<const catalog::InstanceType*> left;
  for (const catalog::InstanceType& type : catalog::instance_types()) left.push_back(&type);
  for (const doc::Node& one : pool.requirements->items()) {
    std::erase_if(left, [&](const catalog::InstanceType* type) { return !admits(one, *type); });
    if (left.empty()) return one;
  }
  return *pool.requirements;
}

SourceRange place_of(const doc::Node& requirement) {
  return requirement["values"].size() == 1 ? requirement["values"].items()[0].where()
                                           : key_place(requirement, "values", "key");
}

void say_contradiction(const Pool& pool, Findings& findings) {
  const std::vector<const doc::Node*> either = in_the_way(pool);
  const doc::Node& last = either.empty() ? where_none_is_left(pool) : *either.back();
  std::string words;
  for (const doc::Node* one : either) words += (words.empty() ? "without " : ", or without ") + words_of(*one);
  findings.say(place_of(last), fmt::format("no instance type meets all requirements of NodePool {}", pool.name()),
               words.empty() ? fmt::format("those before {} leave none that meets it", words_of(last))
                             : fmt::format("{}, some would", words));
}

void check_no_type(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    if (!pool.types.empty() || pool.requirements->size() == 0) continue;
    bool is_said = false;
    for (const doc::Node& one : pool.requirements->items()) {
      if (std::ranges::any_of(catalog::instance_types(), [&](const auto& type) { return admits(one, type); })) continue;
      is_said = true;
      // Of names and families KRP020 says more.
      const std::string_view key = text_of(one["key"]);
      if (is_in(one) && (key == kInstanceType || instance_word(key) == "family")) continue;
      findings.say(place_of(one), fmt::format("no instance type meets {} of NodePool {}", words_of(one), pool.name()),
                   is_in(one) ? like_labels(one) : "");
    }
    if (is_said) continue;
    const auto bought =
        pool.is_auto_mode ? admitted_types(*pool.requirements) : std::vector<const catalog::InstanceType*>();
    if (bought.empty())
      say_contradiction(pool, findings);
    else
      findings.say(key_place(*pool.node, "requirements"),
                   fmt::format("EKS Auto Mode has none of the types that NodePool {} requires", pool.name()),
                   fmt::format("EC2 has them, {} among them", bought.front()->name),
                   "require types that Auto Mode runs, or write the pool for Karpenter with an EC2NodeClass");
  }
}

/// Keys of which Karpenter knows all values: of others it makes no node, and of a pool with no other no use.
void check_known_values(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    for (const doc::Node& one : pool.requirements->items()) {
      const auto known = karpenter::well_known_values(text_of(one["key"]));
      if (known.empty() || !is_in(one)) continue;
      const auto is_known = [&](const doc::Node& value) { return std::ranges::count(known, text_of(value)) > 0; };
      const bool has_one = std::ranges::any_of(one["values"].items(), is_known);
      for (const doc::Node& value : one["values"].items()) {
        if (is_known(value)) continue;
        const auto near = near_miss(text_of(value), known);
        findings.say(has_one ? Severity::Warning : Severity::Error, value.where(),
                     fmt::format("{} is never '{}'", text_of(one["key"]), text_of(value)),
                     near ? fmt::format("did you mean {}?", *near) : fmt::format("NodePool {}", pool.name()), {},
                     near ? std::vector<FixIt>{{value.where(), std::string(*near)}} : std::vector<FixIt>());
      }
    }
}

/// A class that takes no type away, in the place of one that is not among the objects: no other leaves more.
doc::Document open_class(std::string_view name) {
  return doc::freeze(
      doc::Value(doc::Map{
          {"apiVersion", "karpenter.k8s.aws/v1"},
          {"kind", "EC2NodeClass"},
          {"metadata", doc::Map{{"name", name}}},
          {"spec", doc::Map{{"amiSelectorTerms", doc::List{doc::Map{{"alias", "al2023@latest"}}}}, {"role", "any"}}}}),
      {});
}

bool is_of_absent_class(const Pool& pool) {
  const doc::Node& reference = (*pool.node)["nodeClassRef"];
  return !pool.node_class && !pool.is_auto_mode && is_text(reference["group"], "karpenter.k8s.aws") &&
         !text_of(reference["name"]).empty();
}

/// What the model makes of the pools and their classes alone, in the region that is known or usual. `classes` keeps
/// those that stand in for what is not here.
std::optional<model::Model> model_of_pools(const View& view, std::vector<doc::Document>& classes) {
  std::vector<const doc::Node*> objects;
  model::Setting setting;
  std::set<std::string_view> absent;
  for (const Pool& pool : view.pools()) {
    objects.push_back(pool.object->node);
    if (pool.node_class) objects.push_back(pool.node_class->node);
    const std::string_view name = text_of((*pool.node)["nodeClassRef"]["name"]);
    if (is_of_absent_class(pool) && absent.insert(name).second) {
      classes.push_back(open_class(name));
      objects.push_back(&classes.back().root());
    }
    for (const PoolType& type : pool.types) setting.only_types.insert(type.type->name);
  }
  setting.place.region = view.region();
  if (const catalog::Region* region = catalog::find_region(view.region())) setting.place.zones = region->zones;
  if (setting.place.zones.empty() || setting.only_types.empty()) return std::nullopt;
  Diagnostics unheard;
  return model::read(objects, setting, unheard);
}

bool has_min_values(const Pool& pool) {
  return std::ranges::any_of(pool.requirements->items(),
                             [](const doc::Node& one) { return integer_of(one["minValues"]).value_or(0) > 0; });
}

/// Fewer values than minValues among what the pool may buy: Karpenter's own count of them.
void check_min_values(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (std::ranges::none_of(view.pools(), has_min_values)) return;
  const subject::Release* karpenter = subject.release("karpenter");
  if (karpenter && is_text(karpenter->values.root()["settings"]["minValuesPolicy"], "BestEffort")) return;
  std::vector<doc::Document> classes;
  const auto model = model_of_pools(view, classes);
  if (!model) return;
  karpenter::PoolChoices choices(model->cluster);
  std::map<std::string_view, const karpenter::NodePool*> by_name;
  for (const karpenter::NodePool& one : model->cluster.pools) by_name.emplace(one.pool.object.name, &one);
  for (const Pool& pool : view.pools()) {
    const auto made = by_name.find(pool.name());
    if (!has_min_values(pool) || pool.types.empty() || made == by_name.end() ||
        (!pool.node_class && !pool.is_auto_mode && !is_of_absent_class(pool)))
      continue;
    const auto counts = choices.too_few_values(*made->second);
    for (const doc::Node& one : pool.requirements->items()) {
      const auto few = counts.find(text_of(one["key"]));
      const auto least = integer_of(one["minValues"]);
      if (few == counts.end() || !least || *least <= few->second) continue;
      // Of a list that is too short the server says it.
      if (is_in(one) && static_cast<std::int64_t>(one["values"].size()) < *least) continue;
      findings.say(one["minValues"].where(),
                   fmt::format("the types of NodePool {} have {} value{} of {}, not {}", pool.name(), few->second,
                               few->second == 1 ? "" : "s", few->first, *least),
                   fmt::format("of all that its requirements leave in {}{}", view.region(),
                               pool.node_class || pool.is_auto_mode ? "" : ", whatever its class, which is not here"));
    }
  }
}

void check_values(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    for (const doc::Node& one : pool.requirements->items()) {
      const std::string_view op = text_of(one["operator"]);
      if ((op == "In" || op == "NotIn") && one["values"].size() == 0 && !one["operator"].is_absent())
        findings.say(key_place(one, "key"), fmt::format("the requirement on {} has no values", text_of(one["key"])),
                     "In and NotIn need some");
    }
}

constexpr Rule kRules[] = {
    {"KRP020", "", Severity::Error, "an instance type, a family or a label's value that does not exist",
     "Karpenter passes over names that EC2 does not know: when none is left, pods wait for ever and nothing says why.",
     "write a type of EC2's list (slipway catalog types)", "the catalogue: EC2's types as of its date", check_unknown},
    {"KRP021", "X-002-02", Severity::Warning, "sizes that the families of a pool do not come in",
     "Families and sizes are crossed: what does not exist is passed over, so that the pool is another one than it "
     "reads.",
     "write sizes that every family has, or instance-cpu and instance-memory bounds",
     "the catalogue; karpenter docs, concepts/nodepools", check_sizes},
    {"KRP022", "", Severity::Error, "requirements that no instance type meets",
     "Requirements are met together; a pool whose requirements contradict one another makes no node, ever.",
     "widen one of them", "the catalogue; karpenter docs, concepts/nodepools", check_no_type},
    {"KRP030", "", Severity::Error, "a requirement that lists no values",
     "The API server refuses In and NotIn without values.", "list values, or use Exists",
     "karpenter 1.14.1, pkg/apis/v1/nodeclaim.go (x-kubernetes-validations)", check_values},
    {"KRP035", "", Severity::Error, "a capacity type or tenancy that Karpenter does not know",
     "Capacity types are on-demand, spot and reserved, tenancies default and dedicated. A pool that lists none of them "
     "is never ready and makes no node; beside one that is known the others are passed over.",
     "write one of those", "karpenter 1.14.1, pkg/apis/v1/labels.go and nodeclaim_validation.go", check_known_values},
    {"KRP037", "", Severity::Error, "minValues above what the types of a pool give",
     "Karpenter counts the values of the key among the types that all requirements leave together. Where they are "
     "fewer "
     "than minValues it makes no node of the pool at all.",
     "lower minValues, or widen the other requirements",
     "karpenter 1.14.1, pkg/cloudprovider/types.go (SatisfiesMinValues), as src/decide/karpenter decides",
     check_min_values},
};

}  // namespace

std::span<const Rule> pool_type_rules() { return kRules; }

}  // namespace slipway::rules
