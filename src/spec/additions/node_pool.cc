#include "spec/additions/node_pool.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/text.h"
#include "catalog/cluster_limits.h"
#include "catalog/instance_types.h"
#include "catalog/region_types.h"
#include "spec/additions/accelerators.h"
#include "spec/additions/assignment.h"
#include "spec/additions/ids.h"
#include "spec/additions/words.h"
#include "spec/ids.h"
#include "spec/rows.h"

namespace slipway::spec::additions {
namespace {

/// As the AWS CLI and Karpenter spell them.
std::string capacity_of(std::string_view word) {
  if (word == "on-demand") return "onDemand";
  if (word == "capacity-block") return "capacityBlock";
  return std::string(word);
}

bool has_karpenter(const Platform& platform) {
  return platform.autoscaler.nodes.value == NodeAutoscaler::Karpenter ||
         platform.autoscaler.nodes.value == NodeAutoscaler::Auto || platform.cluster.mode.value == ClusterMode::Auto ||
         std::ranges::any_of(platform.components, [](const auto& use) { return use.name.value == "karpenter"; });
}

class PoolMaker {
 public:
  PoolMaker(const Platform& platform, const NodePoolWanted& wanted, Diagnostics& diagnostics)
      : platform_(platform), wanted_(wanted), diagnostics_(diagnostics) {}

  Addition run() {
    check_words();
    device_ = device_of(wanted_.types, wanted_.families);
    doc::Map value = has_karpenter(platform_) ? pool() : group();
    const auto& type = has_karpenter(platform_) ? type_of(static_cast<const NodePool*>(nullptr))
                                                : type_of(static_cast<const NodeGroup*>(nullptr));
    for (const Text& set : wanted_.set) assign(value, type, set, diagnostics_);
    if (!diagnostics_.has_errors())
      add_named(addition_, platform_, has_karpenter(platform_) ? "nodePools" : "nodeGroups", wanted_.name,
                std::move(value), diagnostics_);
    return std::move(addition_);
  }

 private:
  void wrong(const char* what, SourceRange where, std::string message, std::string fix) {
    diagnostics_.error(what, where, std::move(message), std::move(fix));
  }

  void no_such(const char* what, const Text& word, std::string_view kind, std::optional<std::string_view> near) {
    diagnostics_.add({what,
                      Severity::Error,
                      word.where,
                      fmt::format("no {} '{}'", kind, printable(word.value)),
                      near ? fmt::format("did you mean {}?", *near) : "",
                      near ? "" : "slipway catalog types lists them",
                      {}});
  }

  /// Of groups the bill says it.
  void not_there(const Text& word) {
    if (!has_karpenter(platform_)) return;
    const std::string& region = platform_.aws.region.value;
    diagnostics_.add({"COST008",
                      Severity::Warning,
                      word.where,
                      fmt::format("{} is not known to be in {}", word.value, region),
                      "nothing of it is bought or in the bill",
                      fmt::format("slipway catalog types --region {} --seen lists what may be had there", region),
                      {}});
  }

  void check_words() {
    const std::string& region = platform_.aws.region.value;
    for (const Text& type : wanted_.types)
      if (!catalog::find_instance_type(type.value))
        no_such(spec::id::kUnknownInstanceType, type, "instance type", catalog::instance_type_like(type.value));
      else if (!catalog::may_be_in(type.value, region))
        not_there(type);
    for (const Text& family : wanted_.families)
      if (catalog::types_of_family(family.value).empty())
        no_such(spec::id::kUnknownFamily, family, "instance family", catalog::family_like(family.value));
      else if (std::ranges::none_of(catalog::types_of_family(family.value),
                                    [&](const auto& type) { return catalog::may_be_in(type.name, region); }))
        not_there(family);
    std::vector<std::string_view> known;
    for (const Word& word : words_of(Capacity{})) known.push_back(word.text);
    for (const Text& capacity : wanted_.capacity) {
      if (std::ranges::count(known, capacity_of(capacity.value)) > 0) continue;
      const auto near = near_miss(capacity.value, known);
      diagnostics_.add({spec::id::kUnknownWord,
                        Severity::Error,
                        capacity.where,
                        fmt::format("capacity cannot be '{}'", printable(capacity.value)),
                        near ? fmt::format("did you mean {}?", *near) : "",
                        near ? "" : "spot, on-demand, reserved or capacity-block",
                        {}});
    }
  }

  /// The count behind --gpu or --max; nullopt when it was not said, or is wrong. `of_a_node`: how many of what is
  /// counted a node has at most.
  std::optional<std::int64_t> count_of(const Text& word, std::string_view flag, std::int64_t of_a_node) {
    if (!word.written) return std::nullopt;
    const std::int64_t most = catalog::kMostNodes * of_a_node;
    std::int64_t count = 0;
    const char* const last = word.value.data() + word.value.size();
    const auto [end, status] = std::from_chars(word.value.data(), last, count);
    if (status == std::errc{} && end == last && count >= 1 && count <= most) return count;
    std::string largest = fmt::format("EKS has no cluster of more than {} nodes", with_thousands(catalog::kMostNodes));
    if (of_a_node > 1) largest += fmt::format(", and one of these has {}", of_a_node);
    wrong(id::kNotThis, word.where, fmt::format("{} is a whole number from 1 to {}", flag, most), std::move(largest));
    return std::nullopt;
  }
  std::optional<std::int64_t> devices() {
    const auto of_a_node = most_on_a_node(device_, wanted_.types, wanted_.families);
    return count_of(wanted_.devices, "--gpu", std::max<std::int64_t>(of_a_node, 1));
  }

  /// key=value words as a map; whole numbers stay numbers.
  doc::Map map_of(const Texts& words, std::string_view flag) {
    doc::Map map;
    for (const Text& word : words) {
      const auto equals = word.value.find('=');
      if (equals == std::string::npos || equals == 0) {
        wrong(id::kNotThis, word.where, fmt::format("{} takes KEY=VALUE", flag),
              fmt::format("write {} KEY=VALUE", flag));
        continue;
      }
      const std::string_view text = std::string_view(word.value).substr(equals + 1);
      std::int64_t number = 0;
      const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
      const bool is_number = flag == "--limits" && status == std::errc{} && end == text.data() + text.size();
      map.set(word.value.substr(0, equals), is_number ? doc::Value(number) : doc::Value(text));
    }
    return map;
  }

  static doc::List list_of(const Texts& words) {
    doc::List list;
    for (const Text& word : words) list.add(word.value);
    return list;
  }

  doc::List taints() const {
    doc::List list;
    const auto has_device = [&](const Text& taint) { return taint.value.starts_with(device_); };
    if (!device_.empty() && std::ranges::none_of(wanted_.taints, has_device))
      list.add(fmt::format("{}=true:NoSchedule", device_));
    for (const Text& taint : wanted_.taints) list.add(taint.value);
    return list;
  }

  void need_limit(const doc::Map& limits) {
    if (device_.empty() || limits.find(device_)) return;
    wrong(id::kUnsaid, wanted_.name.where,
          fmt::format("these nodes have accelerators: say how many it may buy at most ({})", device_),
          "--gpu N, counted over all its nodes");
  }

  doc::Map pool() {
    doc::Map value;
    if (wanted_.most_nodes.written)
      wrong(id::kNotTogether, wanted_.most_nodes.where,
            "--max counts nodes of a managed group, and this is Karpenter's pool", "limit it by --gpu or --limits");
    if (wanted_.types.empty() && wanted_.families.empty())
      wrong(id::kUnsaid, wanted_.name.where, "a pool that says nothing may buy any type, the dearest GPUs as well",
            "--families m7i,c7i or --types g5.xlarge");
    if (const auto name = node_class(); !name.empty()) value.set("nodeClass", name);
    if (!wanted_.families.empty()) value.set("families", list_of(wanted_.families));
    if (!wanted_.sizes.empty()) value.set("sizes", list_of(wanted_.sizes));
    if (!wanted_.types.empty()) value.set("instanceTypes", list_of(wanted_.types));
    if (!wanted_.zones.empty()) value.set("zones", list_of(wanted_.zones));
    doc::List capacity;
    for (const Text& word : wanted_.capacity) capacity.add(capacity_of(word.value));
    if (!capacity.empty()) value.set("capacity", std::move(capacity));
    if (!wanted_.labels.empty()) value.set("labels", map_of(wanted_.labels, "--label"));
    if (auto list = taints(); !list.empty()) value.set("taints", std::move(list));
    doc::Map limits;
    if (const auto count = devices()) {
      if (device_.empty())
        wrong(id::kNotTogether, wanted_.devices.where, "none of these types has a GPU",
              "leave --gpu away, or name other types");
      else
        limits.set(device_, *count);
    }
    const doc::Map others = map_of(wanted_.limits, "--limits");
    for (const auto& [key, amount] : others.entries()) limits.set(key, amount);
    if (!wanted_.devices.written) need_limit(limits);
    if (!limits.empty()) value.set("limits", std::move(limits));
    if (!device_.empty()) value.set("disruption", doc::Map{{"after", "10m"}});  // longer than a cold start
    return value;
  }

  /// The class that the other pools with such devices have; a choice among several is not ours.
  std::string node_class() {
    if (wanted_.node_class.written) return wanted_.node_class.value;
    std::set<std::string> used;
    for (const auto& [name, pool] : platform_.node_pools)
      if (!device_.empty() && device_of(pool) == device_) used.insert(pool.node_class.value);
    if (used.size() > 1) {
      wrong(id::kAmbiguous, wanted_.name.where,
            fmt::format("its nodes could be of class {}", listed({used.begin(), used.end()}, "or")),
            "say which: --node-class NAME");
      return "";
    }
    if (used.empty() || *used.begin() == "default") return "";
    addition_.said.push_back(fmt::format("its nodes are of class {}, like those of the other pools with {}",
                                         printable(*used.begin()), device_));
    return *used.begin();
  }

  doc::Map group() {
    doc::Map value;
    const auto refuse = [&](const Texts& words, std::string_view flag, std::string_view fix) {
      if (!words.empty())
        wrong(id::kNotTogether, words.front().where,
              fmt::format("{} is for Karpenter's pools, and this platform has managed groups", flag), std::string(fix));
    };
    refuse(wanted_.families, "--families", "name the types: --types g5.xlarge");
    refuse(wanted_.sizes, "--sizes", "name the types: --types g5.xlarge");
    refuse(wanted_.zones, "--zones", "a group stands in the platform's subnets: --set subnetIds=…");
    refuse(wanted_.limits, "--limits", "say how many nodes it may have: --max N");
    if (wanted_.node_class.written)
      wrong(id::kNotTogether, wanted_.node_class.where,
            "--node-class is for Karpenter's pools, and this platform has managed groups",
            "take it out; what a group's nodes are like, say with --set, such as --set amiFamily=AL2023");
    if (wanted_.types.empty() && wanted_.families.empty())
      wrong(id::kUnsaid, wanted_.name.where, "a group needs its instance types", "--types g5.xlarge");
    if (wanted_.capacity.size() > 1)
      wrong(id::kNotTogether, wanted_.capacity[1].where, "a managed group has one kind of capacity", "make two groups");
    addition_.said.push_back("nothing runs Karpenter here: it becomes a managed node group");
    value.set("instanceTypes", list_of(wanted_.types));
    if (!wanted_.capacity.empty()) value.set("capacity", capacity_of(wanted_.capacity.front().value));
    value.set("min", 0);
    if (const auto most = most_nodes()) value.set("max", *most);
    if (!wanted_.labels.empty()) value.set("labels", map_of(wanted_.labels, "--label"));
    if (auto list = taints(); !list.empty()) value.set("taints", std::move(list));
    if (!device_.empty()) value.set("volumes", doc::Map{{"root", doc::Map{{"size", "200Gi"}}}});  // images are large
    return value;
  }

  std::optional<std::int64_t> most_nodes() {
    if (const auto most = count_of(wanted_.most_nodes, "--max", 1)) return most;
    const auto wanted = devices();
    if (!wanted) {
      if (!wanted_.devices.written && !wanted_.most_nodes.written)
        wrong(id::kUnsaid, wanted_.name.where, "say how many nodes it may have at most",
              device_.empty() ? "--max N" : "--max N, or how many GPUs together: --gpu N");
      return std::nullopt;
    }
    if (device_.empty()) {
      wrong(id::kNotTogether, wanted_.devices.where, "none of these types has a GPU", "say --max N");
      return std::nullopt;
    }
    const std::int64_t largest = most_on_a_node(device_, wanted_.types, {});
    if (*wanted >= largest) return *wanted / largest;
    wrong(id::kNotTogether, wanted_.devices.where, fmt::format("one node has {} of them already", largest),
          fmt::format("--gpu {}, or smaller types", largest));
    return std::nullopt;
  }

  const Platform& platform_;
  const NodePoolWanted& wanted_;
  Diagnostics& diagnostics_;
  std::string_view device_;
  Addition addition_;
};

}  // namespace

Addition add_node_pool(const Platform& platform, const NodePoolWanted& wanted, Diagnostics& diagnostics) {
  return PoolMaker(platform, wanted, diagnostics).run();
}

}  // namespace slipway::spec::additions
