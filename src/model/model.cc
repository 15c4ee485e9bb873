#include "model/model.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "decide/karpenter/read_cluster.h"
#include "kube/taints.h"
#include "model/auto_mode.h"
#include "model/objects.h"
#include "model/pods.h"
#include "model/standing_nodes.h"
#include "model/static_nodes.h"
#include "model/storage.h"
#include "model/workload.h"

namespace slipway::model {
namespace {

/// In place of an id, of reservations that a class selects by their tags or otherwise.
constexpr std::string_view kBySelection = "selected";

class Builder {
 public:
  Builder(const Entries& entries, const Setting& setting, Diagnostics& diagnostics)
      : entries_(entries), setting_(setting), diagnostics_(diagnostics), offers_(setting.place, setting.only_types) {}

  /// Everything but the pods of workloads.
  void make_what_stands() {
    out_.cluster.now = setting_.now;
    read_standing_objects();
    for (const StandingNodes& nodes : setting_.nodes)
      add_standing_nodes(nodes, setting_.place, out_.cluster, diagnostics_);
    for (std::size_t i = 0; i < out_.cluster.pools.size(); ++i) choose_types(i);
    note_unknown_reservations();
    out_.cluster.types = std::move(offers_.types());
    out_.prices = std::move(offers_.prices());
    if (has_auto_mode_)
      for (auto& one : out_.cluster.daemon_sets) put_into_karpenters_words(one.set.pods.spec, has_pools_of_karpenter_);
    add_static_nodes(out_.cluster);
    const auto& made = out_.cluster;
    standing_ = {made.pods, made.volume_claims, made.namespaces, out_.sources, out_.source_of, source_index_};
  }

  /// The pods of workloads at a level in place of those that were made before.
  const Model& make_pods(Replicas level) {
    auto& made = out_.cluster;
    std::tie(made.pods, made.volume_claims, made.namespaces, out_.sources, out_.source_of, source_index_) = standing_;
    add_workloads(level);
    if (has_auto_mode_) put_pods_into_karpenters_words();
    complete_storage(entries_, out_.cluster, diagnostics_);
    complete_namespaces();
    return out_;
  }

  Model take() { return std::move(out_); }

  const std::vector<std::vector<karpenter::PoolChoice>>& choices() {
    if (choices_.size() == cluster().pools.size()) return choices_;
    karpenter::PoolChoices choices(out_.cluster);
    for (const auto& pool : out_.cluster.pools) {
      all_types_.push_back(pool.types);
      choices_.push_back(choices.of(pool));
    }
    return choices_;
  }

  void set_types(Reading::Types which) {
    const bool narrow = which == Reading::Types::OfPools && std::ranges::all_of(cluster().pods, spreads_by_place);
    if (!narrow && all_types_.empty()) return;
    choices();
    for (std::size_t i = 0; i < cluster().pools.size(); ++i) {
      std::vector<std::uint32_t>& types = cluster().pools[i].types;
      types = all_types_[i];
      if (!narrow) continue;
      types.clear();
      for (const auto& choice : choices_[i]) types.push_back(choice.type);
    }
  }

 private:
  karpenter::Cluster& cluster() { return out_.cluster; }

  /// Pods that shared what they say still do.
  void put_pods_into_karpenters_words() {
    struct Translated {
      Shared<kube::PodSpec> from, to;
    };
    std::unordered_map<const kube::PodSpec*, Translated> known;
    for (karpenter::Pod& one : cluster().pods) {
      const auto [at, is_new] = known.try_emplace(&*one.pod.spec, Translated{one.pod.spec, one.pod.spec});
      if (is_new) put_into_karpenters_words(at->second.to.own(), has_pools_of_karpenter_);
      one.pod.spec = at->second.to;
    }
  }

  /// Which values there are for other keys depends on types that pools may not buy too, as Karpenter has it.
  static bool spreads_by_place(const karpenter::Pod& pod) {
    const auto is_place = [](std::string_view key) {
      return key == "topology.kubernetes.io/zone" || key == "kubernetes.io/hostname" ||
             key == "karpenter.sh/capacity-type";
    };
    const kube::PodSpec& spec = pod.pod.spec;
    const auto terms = [&](const kube::PodAffinity& of) {
      return std::ranges::all_of(of.required, [&](const auto& one) { return is_place(one.topology_key); }) &&
             std::ranges::all_of(of.preferred, [&](const auto& one) { return is_place(one.term.topology_key); });
    };
    return std::ranges::all_of(spec.topology_spread, [&](const auto& one) { return is_place(one.topology_key); }) &&
           terms(spec.affinity.pods) && terms(spec.affinity.anti_pods);
  }

  void read_standing_objects() {
    for (const Entry& one : entries_.all()) {
      if (one.kind == "CSINode" || (one.kind == "Pod" && !one.is_live)) continue;
      if (one.kind == "Pod") {
        read_live_pod(one);
        continue;
      }
      const std::size_t pools = cluster().pools.size();
      karpenter::read_into(cluster(), *one.node, diagnostics_);
      if (cluster().pools.size() > pools) {
        if (!one.is_live) cluster().pools.back().is_ready = true;
        out_.pool_objects.push_back(one.node);
      }
    }
    for (const Entry& one : entries_.all())
      if (one.kind == "CSINode") karpenter::read_into(cluster(), *one.node, diagnostics_);
    const auto give_namespace = [](kube::Object& object) {
      if (object.ns.empty()) object.ns = "default";
    };
    for (auto& one : cluster().daemon_sets) give_namespace(one.set.object);
    for (auto& one : cluster().volume_claims) give_namespace(one.claim.object);
    for (auto& one : cluster().budgets) give_namespace(one.object);
  }

  void read_live_pod(const Entry& pod) {
    const auto maker = entries_.maker_of(pod);
    if (maker && maker->first != "DaemonSet" && entries_.is_replaced(maker->first, pod.ns, maker->second)) return;
    karpenter::read_into(cluster(), *pod.node, diagnostics_);
    cluster().pods.back().pod.object.ns = pod.ns;
    Source source{pod.title(), "Pod", pod.ns, std::string(pod.name), pod.node->where(), pod.node};
    if (maker) {
      const Entry* object = entries_.find(maker->first, pod.ns, maker->second);
      source = {fmt::format("{} {}/{}", maker->first, pod.ns, maker->second),
                maker->first,
                pod.ns,
                maker->second,
                object ? object->node->where() : SourceRange{},
                object ? object->node : nullptr};
    }
    note_source(std::move(source), 1);
  }

  void note_source(Source source, std::size_t pods) {
    const auto [at, is_new] = source_index_.try_emplace(source.title, static_cast<std::uint32_t>(out_.sources.size()));
    if (is_new) out_.sources.push_back(std::move(source));
    out_.source_of.insert(out_.source_of.end(), pods, at->second);
  }

  bool makes_pods(const Entry& one) const {
    if (one.is_live && entries_.has_live_pods()) return false;  // they are there
    if (!one.is_owned) return true;
    const auto owner = entries_.maker_of(one);
    return !owner || !entries_.find(owner->first, one.ns, owner->second);
  }

  void add_workloads(Replicas level) {
    std::vector<const doc::Node*> all;
    for (const Entry& one : entries_.all()) all.push_back(one.node);
    const Autoscaling autoscaling{all};
    std::deque<std::pair<Workload, std::int64_t>> counted;
    std::int64_t total = 0;
    bool is_full = false;
    for (const Entry& one : entries_.all()) {
      if (!makes_pods(one)) continue;
      for (Workload& workload : workloads_of(*one.node, autoscaling, diagnostics_)) {
        const std::int64_t count = workload.count.at(level);
        if (count == 0) continue;
        if (total + count > kMostPods) {
          if (!is_full)
            diagnostics_.error(
                "MODEL001", (*one.node)["metadata"]["name"].where(),
                fmt::format("more than {} pods in all with those of {}", kMostPods, printable(workload.title())),
                "check the numbers of replicas, or look at fewer files at once");
          is_full = true;
          continue;
        }
        total += count;
        note_source({workload.title(), workload.kind, workload.ns, workload.name, one.node->where(), one.node},
                    static_cast<std::size_t>(count));
        counted.emplace_back(std::move(workload), count);
      }
    }
    cluster().pods.reserve(cluster().pods.size() + static_cast<std::size_t>(total));
    PodMaker pods(cluster());
    for (; !counted.empty(); counted.pop_front()) pods.add(std::move(counted.front().first), counted.front().second);
  }

  /// The API server labels each with its name; selectors of namespaces rest on it.
  void complete_namespaces() {
    std::set<std::string> known;
    for (auto& one : cluster().namespaces) {
      one.object.labels.try_emplace("kubernetes.io/metadata.name", one.object.name);
      known.insert(one.object.name);
    }
    std::set<std::string> used;
    for (const auto& one : cluster().pods) used.insert(one.pod.object.ns);
    for (const std::string& name : used) {
      if (known.contains(name)) continue;
      kube::Namespace& made = cluster().namespaces.emplace_back();
      made.object.name = name;
      made.object.labels["kubernetes.io/metadata.name"] = name;
    }
  }

  void choose_types(std::size_t index) {
    karpenter::NodePool& pool = cluster().pools[index];
    const doc::Node& object = *out_.pool_objects[index];
    check_requirements(object);
    const kube::NodeClassReference& wanted = pool.pool.nodes.node_class;
    const doc::Node& reference = object["spec"]["template"]["spec"]["nodeClassRef"];
    if (is_auto_mode(pool.pool)) {
      note_auto_mode(pool.pool, reference.is_absent() ? object.where() : reference.where());
      const Entry* node_class = entries_.find("NodeClass", "", wanted.name);
      auto made = auto_mode_class(node_class ? node_class->node : nullptr);
      if (node_class) {
        add_written_reservations(*node_class->node, made);
        if (classes_read_.insert("eks.amazonaws.com " + wanted.name).second) note_reservations(*node_class->node, made);
      }
      pool.types = offers_.of(made, Whose::AutoMode);
      put_into_karpenters_words(pool);
      return;
    }
    has_pools_of_karpenter_ = true;
    if (wanted.group != "karpenter.k8s.aws" || wanted.kind != "EC2NodeClass") {
      diagnostics_.note("MODEL008", reference.is_absent() ? object.where() : reference.where(),
                        fmt::format("NodePool {} is of {} {}: only pools of karpenter.k8s.aws EC2NodeClass are decided",
                                    printable(pool.pool.object.name), printable(wanted.group), printable(wanted.kind)));
      return;
    }
    const Entry* found = entries_.find("EC2NodeClass", "", wanted.name);
    if (!found) {
      pool.is_ready = false;
      diagnostics_.error("MODEL003", reference["name"].is_absent() ? object.where() : reference["name"].where(),
                         fmt::format("NodePool {} is of EC2NodeClass {}, which is not among the objects",
                                     printable(pool.pool.object.name), printable(wanted.name)),
                         "name the file that holds it too");
      return;
    }
    Diagnostics said_before;
    const bool is_first = classes_read_.insert(wanted.name).second;
    auto node_class = catalog::read_node_class(*found->node, is_first ? diagnostics_ : said_before);
    add_written_reservations(*found->node, node_class);
    if (is_first) note_reservations(*found->node, node_class);
    pool.types = offers_.of(node_class);
  }

  /// What the API server would refuse of a pool's requirements: a decision of Karpenter would rest on nonsense.
  void check_requirements(const doc::Node& pool) {
    constexpr std::string_view kOperators[] = {"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte"};
    for (const doc::Node& one : pool["spec"]["template"]["spec"]["requirements"].items()) {
      const doc::Node &op = one["operator"], &values = one["values"];
      const std::string_view name = op.text();
      const SourceRange where = op.is_absent() ? one.where() : op.where();
      if (std::ranges::find(kOperators, name) == std::end(kOperators)) {
        const auto near = near_miss(name, kOperators);
        diagnostics_.error(
            "MODEL010", where, fmt::format("unknown operator '{}'", printable(name)),
            near ? fmt::format("did you mean {}?", *near) : "one of In, NotIn, Exists, DoesNotExist, Gt, Lt, Gte, Lte");
      } else if ((name == "In" || name == "NotIn") && values.size() == 0) {
        diagnostics_.error("MODEL010", where, fmt::format("operator {} needs values", name));
      } else if (name.starts_with("G") || name.starts_with("L")) {
        const std::string_view bound = values.size() == 1 ? values.items().front().text() : std::string_view();
        if (!kube::is_decimal_integer(bound) || bound.starts_with('-'))
          diagnostics_.error("MODEL010", where, fmt::format("operator {} needs one value, a whole number", name));
      }
    }
  }

  void note_auto_mode(const kube::NodePool& pool, SourceRange where) {
    if (!has_auto_mode_)
      diagnostics_.note("MODEL008", where,
                        fmt::format("NodePool {} is EKS Auto Mode's: taken to be decided as Karpenter {} decides",
                                    printable(pool.object.name), "1.14.1"));
    has_auto_mode_ = true;
  }

  /// A class that no cluster has looked at names reservations by id, or selects them otherwise; of which type and
  /// zone they are is AWS's to say.
  static void add_written_reservations(const doc::Node& object, catalog::NodeClass& node_class) {
    if (object["status"].is_map()) return;
    for (const doc::Node& term : object["spec"]["capacityReservationSelectorTerms"].items())
      if (const auto id = term["id"].text(); !id.empty())
        node_class.reservations.push_back({std::string(id), "", "default"});
      else if (term.size() > 0)
        node_class.reservations.push_back({std::string(kBySelection), "", "default"});
  }

  void note_reservations(const doc::Node& object, const catalog::NodeClass& node_class) {
    const doc::Node& status = object["status"]["capacityReservations"];
    const auto where = status.is_absent() ? object["spec"]["capacityReservationSelectorTerms"].where() : status.where();
    for (const auto& one : node_class.reservations) {
      reservations_read_.insert(one.id);
      if (setting_.place.free_reservations.contains(one.id)) continue;
      const std::string of = one.instance_type.empty() ? "" : fmt::format(" of {}", printable(one.instance_type));
      const bool is_named = one.id != kBySelection;
      diagnostics_.note("MODEL006", where,
                        fmt::format("how many instances{} are free in {} is not known: as many as are needed are taken "
                                    "to be, at the on-demand price; it is paid used or not",
                                    of, is_named ? "reservation " + printable(one.id) : std::string("what it selects")),
                        is_named
                            ? fmt::format("slipway preflight asks AWS; slipway solve --reserved {}=COUNT goes by yours",
                                          printable(one.id))
                            : std::string("slipway preflight asks AWS"));
    }
  }

  void note_unknown_reservations() {
    for (const auto& [id, count] : setting_.place.free_reservations) {
      if (reservations_read_.contains(id)) continue;
      const std::vector<std::string_view> known(reservations_read_.begin(), reservations_read_.end());
      const auto near = near_miss(id, known);
      diagnostics_.note("MODEL011", {}, fmt::format("no node class here is of reservation {}", printable(id)),
                        near ? fmt::format("did you mean {}?", printable(*near)) : "");
    }
  }

  const Entries& entries_;
  const Setting& setting_;
  Diagnostics& diagnostics_;
  Offers offers_;
  Model out_;
  std::map<std::string, std::uint32_t, std::less<>> source_index_;
  std::set<std::string, std::less<>> classes_read_, reservations_read_;
  std::vector<std::vector<karpenter::PoolChoice>> choices_;
  std::vector<std::vector<std::uint32_t>> all_types_;  // by pool, once choices_ are known
  bool has_auto_mode_ = false, has_pools_of_karpenter_ = false;
  /// Pods, claims, namespaces, sources and their indices before there are workloads.
  std::tuple<std::vector<karpenter::Pod>, std::vector<karpenter::PersistentVolumeClaim>, std::vector<kube::Namespace>,
             std::vector<Source>, std::vector<std::uint32_t>, std::map<std::string, std::uint32_t, std::less<>>>
      standing_;
};

}  // namespace

Model read(Objects objects, const Setting& setting, Diagnostics& diagnostics) {
  const Entries entries(objects, diagnostics);
  Builder builder(entries, setting, diagnostics);
  builder.make_what_stands();
  builder.make_pods(setting.replicas);
  return builder.take();
}

struct Reading::Parts {
  Parts(Objects objects, Setting set, Diagnostics& diagnostics)
      : setting(std::move(set)), heard(diagnostics), entries(objects, said), builder(entries, setting, said) {
    builder.make_what_stands();
  }

  /// Passes on what was not said before.
  void pass_on() {
    for (const Diagnostic& one : said.all())
      if (passed_on.insert({one.id, one.message, one.where.line}).second) heard.add(one);
    said = {};
  }

  Setting setting;
  Diagnostics& heard;
  Diagnostics said;
  std::set<std::tuple<std::string, std::string, int>> passed_on;
  Entries entries;
  Builder builder;
};

Reading::Reading(Objects objects, Setting setting, Diagnostics& diagnostics)
    : parts_(std::make_unique<Parts>(objects, std::move(setting), diagnostics)) {}
Reading::~Reading() = default;

const Setting& Reading::setting() const { return parts_->setting; }

const std::vector<std::vector<karpenter::PoolChoice>>& Reading::choices() { return parts_->builder.choices(); }

const Model& Reading::at(Replicas level, Types types) {
  parts_->setting.replicas = level;
  const Model& made = parts_->builder.make_pods(level);
  parts_->builder.set_types(types);
  parts_->pass_on();
  return made;
}

}  // namespace slipway::model
