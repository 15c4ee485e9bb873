#include "rules/view.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/node_class.h"
#include "catalog/on_demand_price.h"
#include "catalog/regions.h"
#include "catalog/resolved_type.h"
#include "kube/objects/selection.h"
#include "model/auto_mode.h"
#include "rules/queue_tolerations.h"
#include "rules/reading.h"
#include "rules/type_labels.h"
#include "subject/unread_templates.h"
#include "subject/values_files.h"

namespace slipway::rules {
namespace {

constexpr std::string_view kCapacityType = "karpenter.sh/capacity-type";
constexpr std::string_view kZone = "topology.kubernetes.io/zone";
constexpr std::string_view kGpu = "nvidia.com/gpu";
constexpr std::string_view kEfa = "vpc.amazonaws.com/efa";
constexpr std::string_view kNeuron = "aws.amazon.com/neuron";

bool is_effect(std::string_view text) {
  return text == "NoSchedule" || text == "PreferNoSchedule" || text == "NoExecute";
}

std::vector<kube::Taint> taints_of(const doc::Node& list) {
  std::vector<kube::Taint> out;
  for (const doc::Node& one : list.items())
    out.push_back(
        {std::string(text_of(one["key"])), std::string(text_of(one["value"])), std::string(text_of(one["effect"]))});
  return out;
}

/// Amounts of a type under a node class; each pair is reckoned once.
class Amounts {
 public:
  explicit Amounts(const std::string& region) : region_(region) {}
  void fill(const kube::Object* node_class, bool is_auto_mode, PoolType& type) {
    const auto [entry, is_new] = known_.try_emplace({node_class, type.type});
    if (is_new) {
      std::tie(entry->second.cpu, entry->second.memory) = reckon(node_class, is_auto_mode, *type.type);
      if (const auto price = catalog::on_demand_price(type.type->name, region_)) entry->second.price = price->amount;
    }
    type.cpu = entry->second.cpu;
    type.memory = entry->second.memory;
    type.price = entry->second.price;
  }

 private:
  static std::pair<double, double> reckon(const kube::Object* node_class, bool is_auto_mode,
                                          const catalog::InstanceType& type) {
    const auto info = catalog::info_of(type);
    if (!info) return {};
    Diagnostics unheard;
    catalog::NodeClass under;
    if (is_auto_mode)
      under = model::auto_mode_class(node_class ? node_class->node : nullptr);
    else if (node_class)
      under = catalog::read_node_class(*node_class->node, unheard);
    const auto resolved = catalog::resolve(*info, under, {.region = "us-east-1", .offering_zones = {}});
    const auto left = resolved.allocatable();
    const auto amount = [&](std::string_view name) {
      const auto found = left.find(name);
      return found == left.end() ? 0.0 : found->second.approximate();
    };
    return {amount("cpu"), amount("memory")};
  }

  struct Known {
    double cpu = 0, memory = 0;
    std::optional<Money> price;
  };
  const std::string& region_;
  std::map<std::pair<const kube::Object*, const catalog::InstanceType*>, Known> known_;
};

const doc::Node& absent() {
  static const doc::Node node;
  return node;
}

void add_container(const doc::Node& container, bool is_init, PodNeeds& needs, bool& all_limited) {
  const doc::Node& resources = container["resources"];
  const doc::Node &requests = resources["requests"], &limits = resources["limits"];
  const auto amount = [&](std::string_view name) -> const doc::Node* {
    if (const doc::Node* asked = requests.find(name)) return asked;
    return limits.find(name);
  };
  const auto value = [&](const doc::Node* node) {
    if (!node) return 0.0;
    const auto quantity = quantity_of(*node);
    return quantity ? std::clamp(quantity->approximate(), 0.0, 1e18) : 0.0;
  };
  const auto devices = [&](std::string_view name) {
    const doc::Node* count = amount(name);
    return count ? devices_of(*count) : 0;
  };
  const doc::Node *cpu = amount("cpu"), *memory = amount("memory");
  const double cores = value(cpu), bytes = value(memory);
  const std::int64_t gpus = devices(kGpu);
  if (gpus > 0 && !needs.gpu) needs.gpu = amount(kGpu);
  if (is_init) {
    needs.cpu = std::max(needs.cpu, cores);
    needs.memory = std::max(needs.memory, bytes);
    needs.gpus = std::max(needs.gpus, gpus);
    return;
  }
  if (cores > 0 && cores >= needs.cpu) needs.cpu_place = cpu;
  if (bytes > 0 && bytes >= needs.memory) needs.memory_place = memory;
  needs.cpu += cores;
  needs.memory += bytes;
  needs.gpus += gpus;
  needs.efa += devices(kEfa);
  needs.neuron += devices(kNeuron);
  const doc::Node* limit = limits.find("memory");
  const double most = value(limit);
  if (most <= 0) {
    all_limited = false;
    return;
  }
  if (most >= needs.memory_limit) needs.limit_place = limit;
  needs.memory_limit += most;
}

/// Of Kubeflow Trainer 2: a TrainJob's pods tolerate what those of its runtime do, which here nobody may have shown.
void add_runtimes_tolerations(const subject::Subject& subject, const kube::Object& job,
                              std::vector<kube::Toleration>& tolerations) {
  if (job.kind != "TrainJob" || job.group() != "trainer.kubeflow.org") return;
  const doc::Node& reference = (*job.node)["spec"]["runtimeRef"];
  const bool is_of_namespace = is_text(reference["kind"], "TrainingRuntime");
  const kube::Object* runtime = subject.find(is_of_namespace ? "TrainingRuntime" : "ClusterTrainingRuntime",
                                             is_of_namespace ? job.ns : std::string(), text_of(reference["name"]));
  if (!runtime) {
    tolerations.push_back({"", "Exists", "", "", std::nullopt});
    return;
  }
  for (const subject::PodTemplate& pod : subject.pods_of(*runtime))
    if (pod.part == "node")
      for (kube::Toleration& one : tolerations_of((*pod.spec)["tolerations"])) tolerations.push_back(std::move(one));
}

/// What a node of the pool is sure to carry under a key; nothing when that is left to the type, or to nobody.
std::optional<std::string_view> sure_label(const Pool& pool, std::string_view key) {
  if (key == "karpenter.sh/nodepool") return pool.name();
  if (const doc::Node* label = pool.node_labels->find(key)) return text_of(*label);
  return std::nullopt;
}

/// What only a launch decides, or the kubelet and others put on nodes of the pool, with whatever value.
bool may_get(const Pool& pool, std::string_view key) {
  if (key == kZone || key == kCapacityType || key.starts_with("topology.")) return true;
  if (key.starts_with("nvidia.com/gpu.") || key.starts_with("nvidia.com/mig.") || key.starts_with("feature.node."))
    return pool.is_gpu || pool.most_gpus() > 0;
  return key == "kubernetes.io/hostname";
}

std::string_view file_of(const kube::Object& object) {
  const SourceText* source = object.node->where().source;
  return source ? std::string_view(source->name()) : std::string_view();
}

/// What the folders of all objects begin with, up to a "/": how the files were named, which says nothing of them.
std::size_t shared_prefix(const subject::Subject& subject) {
  std::optional<std::string_view> shared;
  for (const kube::Object& object : subject.objects()) {
    const std::string_view folder = subject::folder_of(object.node->where());
    if (!shared) shared = folder;
    const auto differs = std::ranges::mismatch(*shared, folder).in1;
    if (differs == shared->end()) continue;
    shared = shared->substr(0, static_cast<std::size_t>(differs - shared->begin()));
    shared = shared->substr(0, shared->rfind('/') + 1);
  }
  return shared ? shared->size() : 0;
}

/// Whether the folder, as it stands below what all have in common, says that what it holds is shown or tested piece by
/// piece.
bool is_for_show(std::string_view folder) {
  constexpr std::string_view kNames[] = {"examples", "samples", "testdata", "tutorials", "tests"};
  for (const std::string_view part : split(folder, '/'))
    if (std::ranges::find(kNames, part) != std::end(kNames)) return true;
  return false;
}

/// Folders that are called examples; many folders, several of which have objects of the same names, or many such files
/// of one folder: examples, or clusters beside each other, which nobody applies at once.
bool are_collection(const subject::Subject& subject) {
  constexpr std::size_t kMostFolders = 8;
  if (subject.platform()) return false;
  const std::size_t prefix = shared_prefix(subject);
  std::string_view last;  // objects of one folder stand beside each other
  bool is_shown = false;
  const auto shown = std::ranges::count_if(subject.objects(), [&](const kube::Object& object) {
    if (subject::folder_of(object.node->where()) != last)
      is_shown = is_for_show((last = subject::folder_of(object.node->where())).substr(prefix));
    return is_shown;
  });
  if (static_cast<std::size_t>(shown) * 2 > subject.objects().size()) return true;
  const auto are_few = [&](std::size_t repeated) { return repeated * 20 < subject.objects().size(); };
  if (are_few(subject.repeated_objects())) return false;
  std::set<std::string_view> folders;
  std::set<std::pair<std::string_view, std::string_view>> alike;  // that have a name in common
  std::size_t repeated = 0;                                       // in another folder than the first of that name
  std::size_t beside = 0;                                         // in another file of one folder
  for (const kube::Object& object : subject.objects()) {
    const std::string_view folder = subject::folder_of(object.node->where());
    folders.insert(folder);
    const kube::Object* first = subject.find(object.kind, object.ns, object.name);
    if (!first) continue;
    if (subject::folder_of(first->node->where()) == folder) {
      if (file_of(*first) != file_of(object)) ++beside;
      continue;
    }
    ++repeated;
    alike.emplace(subject::folder_of(first->node->where()), folder);
  }
  if (beside > kMostFolders && !are_few(beside)) return true;
  return folders.size() > kMostFolders && alike.size() > 1 && !are_few(repeated);
}

}  // namespace

bool may_carry(const Pool& pool, const WantedLabel& wanted) {
  const std::string_view key = wanted.key;
  if (const auto sure = sure_label(pool, key)) return wanted.takes(*sure);
  if (is_type_label(key))
    return std::ranges::any_of(pool.types, [&](const PoolType& type) { return carries(*type.type, wanted); });
  const doc::Node& requirement = pool.requirement(key);
  if (!requirement.is_absent()) {
    const std::string_view op = text_of(requirement["operator"]);
    const doc::Node& values = requirement["values"];
    if (op == "In")
      return std::ranges::any_of(values.items(), [&](const doc::Node& value) { return wanted.takes(text_of(value)); });
    if (op == "NotIn")
      return wanted.values.empty() ||
             std::ranges::any_of(wanted.values, [&](std::string_view value) { return !holds(values, value); });
    return op != "DoesNotExist";
  }
  if (key == "kubernetes.io/os") return wanted.takes("linux");
  if (key == "eks.amazonaws.com/compute-type") return pool.is_auto_mode && wanted.takes("auto");
  return may_get(pool, key);
}

bool may_carry(const Pool& pool, std::string_view key, std::string_view value) {
  return may_carry(pool, WantedLabel{key, {value}, {}, {}});
}

bool carries(const catalog::InstanceType& type, const WantedLabel& wanted) {
  if (!is_type_label(wanted.key)) return true;
  const std::string label = type_label(type, wanted.key);
  return !label.empty() && wanted.takes(label);
}

bool PodView::is_aimed() const {
  // Images are for Linux, and for one architecture or several: that chooses no nodes.
  return std::ranges::any_of(wants, [](const WantedLabel& wanted) {
    return (!wanted.key.ends_with("kubernetes.io/os") || !wanted.takes("linux")) &&
           (!wanted.key.ends_with("kubernetes.io/arch") || wanted.values.size() == 1);
  });
}

const doc::Node& Pool::requirement(std::string_view key) const {
  for (const doc::Node& one : requirements->items())
    if (text_of(one["key"]) == key) return one;
  return absent();
}

std::int64_t Pool::most_gpus() const {
  std::int64_t most = 0;
  for (const PoolType& type : types) most = std::max<std::int64_t>(most, type.type->gpus);
  return most;
}

PodNeeds needs_of(const doc::Node& pod_spec) {
  PodNeeds needs;
  bool all_limited = true;
  for (const doc::Node& container : pod_spec["containers"].items())
    add_container(container, /*is_init=*/false, needs, all_limited);
  for (const doc::Node& container : pod_spec["initContainers"].items())
    add_container(container, /*is_init=*/true, needs, all_limited);
  if (!all_limited) needs.memory_limit = 0;
  return needs;
}

std::int64_t given_gpus(const doc::Node& container) {
  for (const char* list : {"limits", "requests"})
    if (const doc::Node* amount = container["resources"][list].find(kGpu)) return devices_of(*amount);
  return 0;
}

bool is_taken_away(std::string_view taint_key) { return taint_key.ends_with("/agent-not-ready"); }

bool has_wrong_taint(const Pool& pool) {
  return std::ranges::any_of((*pool.node)["taints"].items(), [](const doc::Node& taint) {
    return !is_effect(text_of(taint["effect"])) || is_taken_away(text_of(taint["key"]));
  });
}

bool has_wrong_toleration(const PodView& pod) {
  return std::ranges::any_of(pod.tolerations, [](const kube::Toleration& one) {
    return (!one.effect.empty() && !is_effect(one.effect)) ||
           (!one.op.empty() && one.op != "Exists" && one.op != "Equal" && one.op != "Lt" && one.op != "Gt");
  });
}

std::vector<kube::Toleration> tolerations_of(const doc::Node& list) {
  std::vector<kube::Toleration> out;
  for (const doc::Node& one : list.items())
    out.push_back({std::string(text_of(one["key"])), std::string(text_of(one["operator"])),
                   std::string(text_of(one["value"])), std::string(text_of(one["effect"])), std::nullopt});
  return out;
}

std::string image_family(const doc::Node& spec) {
  std::string family(text_of(spec["amiFamily"]));
  for (const doc::Node& term : spec["amiSelectorTerms"].items()) {
    const std::string_view alias = text_of(term["alias"]);
    if (!alias.empty()) family = alias.substr(0, alias.find('@'));
  }
  return ascii_lower(family);
}

bool View::has_gpu_groups() const {
  return std::ranges::any_of(groups_, [](const NodeGroup& group) { return group.is_gpu; });
}

View::View(const subject::Subject& subject) {
  std::set<std::string_view> kinds;
  for (const kube::Object& object : subject.objects()) {
    kinds.insert(object.kind);
    if (kinds.size() >= 4) break;
  }
  is_collection_ = are_collection(subject);
  is_whole_ = subject.platform() || (subject.objects().size() >= 12 && kinds.size() >= 4 && !is_collection_ &&
                                     !subject::has_unread_templates(subject));
  read_pools(subject);
  groups_ = node_groups(subject);
  read_pods(subject);
  find_region(subject);
  fill_types();
}

void View::find_region(const subject::Subject& subject) {
  region_ = subject.context().region;
  for (const subject::TerraformPlan& plan : subject.plans())
    if (region_.empty()) region_ = plan.region();
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* provider : text.blocks("provider"))
      if (region_.empty() && provider->is("provider", "aws") && !provider->find("alias") &&
          catalog::find_region((*provider)["region"]))
        region_ = (*provider)["region"];
  for (const Pool& pool : pools_) {
    if (!region_.empty()) break;
    for (const std::string_view zone : pool.zones)
      if (const catalog::Region* region = catalog::region_of_zone(zone)) region_ = region->code;
  }
  if (region_.empty()) region_ = "us-east-1";
}

void View::fill_types() {
  Amounts amounts(region_);
  for (Pool& pool : pools_)
    if (pool.is_gpu)
      for (PoolType& type : pool.types) amounts.fill(pool.node_class, pool.is_auto_mode, type);
}

void View::read_pools(const subject::Subject& subject) {
  for (const kube::Object* object : subject.of_kind("NodePool")) {
    if (object->group() != "karpenter.sh") continue;
    const doc::Node& made = (*object->node)["spec"]["template"];
    Pool pool;
    pool.object = object;
    pool.spec = &(*object->node)["spec"];
    pool.node_labels = &made["metadata"]["labels"];
    pool.node = &made["spec"];
    pool.requirements = &made["spec"]["requirements"];
    const doc::Node& reference = (*pool.node)["nodeClassRef"];
    pool.is_auto_mode = text_of(reference["group"]) == "eks.amazonaws.com";
    pool.node_class = subject.find(pool.is_auto_mode ? "NodeClass" : "EC2NodeClass", {}, text_of(reference["name"]));
    if (pool.is_auto_mode)
      pool.family = "bottlerocket";
    else if (pool.node_class)
      pool.family = image_family((*pool.node_class->node)["spec"]);
    pool.taints = taints_of((*pool.node)["taints"]);
    std::erase_if(pool.taints, [](const kube::Taint& taint) { return is_taken_away(taint.key); });
    const doc::Node& capacity = pool.requirement(kCapacityType);
    const std::string_view pinned = text_of((*pool.node_labels)[kCapacityType]);
    const bool is_list = is_text(capacity["operator"], "In");
    const auto names = [&](std::string_view word) {
      return pinned == word || (pinned.empty() && is_list && holds(capacity["values"], word));
    };
    pool.names_spot = names("spot");
    pool.names_on_demand = names("on-demand");
    const doc::Node& zones = pool.requirement(kZone);
    if (is_text(zones["operator"], "In"))
      for (const doc::Node& zone : zones["values"].items()) pool.zones.push_back(text_of(zone));
    if (const std::string_view zone = text_of((*pool.node_labels)[kZone]); !zone.empty()) pool.zones = {zone};
    if (!made.is_absent()) {
      for (const catalog::InstanceType* type : admitted_types(*pool.requirements))
        if (!pool.is_auto_mode || model::is_for_auto_mode(*type)) pool.types.push_back({type});
    }
    const auto has_gpu = [](const PoolType& type) { return !type.type->gpu_name.empty(); };
    pool.is_gpu =
        std::ranges::any_of(pool.types, has_gpu) &&
        std::ranges::all_of(pool.types, [&](const PoolType& type) { return has_gpu(type) || type.type->arch.empty(); });
    has_gpu_pools_ = has_gpu_pools_ || pool.is_gpu;
    pools_.push_back(std::move(pool));
  }
}

void View::read_pods(const subject::Subject& subject) {
  pods_.reserve(subject.pods().size());
  QueueTolerations queues(subject);
  for (const subject::PodTemplate& pod : subject.pods()) {
    pods_.push_back({&pod, needs_of(*pod.spec), tolerations_of((*pod.spec)["tolerations"]), wanted_labels(*pod.spec)});
    PodView& made = pods_.back();
    add_runtimes_tolerations(subject, *pod.owner, made.tolerations);
    const std::vector<kube::Toleration>* given = queues.of(pod);
    made.may_tolerate_more = !given;
    made.is_given_more = !given || !given->empty();
    if (given) made.tolerations.insert(made.tolerations.end(), given->begin(), given->end());
  }
}

const std::vector<const Pool*>& View::pools_of(const PodView& pod) const {
  pools_of_.resize(pods_.size());
  auto& known = pools_of_[static_cast<std::size_t>(&pod - pods_.data())];
  if (known) return *known;
  // Most pods want what another wants.
  std::string wish;
  const auto add = [&](std::string_view part) { wish.append(part).push_back('\0'); };
  for (const WantedLabel& one : pod.wants) {
    add(one.key);
    for (const std::string_view value : one.values) add(value);
    add("");
  }
  add("tolerate");
  for (const kube::Toleration& one : pod.tolerations)
    for (const std::string& part : {one.key, one.op, one.value, one.effect}) add(part);
  const auto [place, is_new] = pools_by_wish_.try_emplace(std::move(wish));
  known = &place->second;
  if (!is_new) return *known;
  std::vector<const Pool*>& out = place->second;
  for (const Pool& pool : pools_) {
    if (kube::first_untolerated_hard(pool.taints, pod.tolerations, kube::ComparisonOperators::Off)) continue;
    if (std::ranges::all_of(pod.wants, [&](const WantedLabel& one) { return may_carry(pool, one); }))
      out.push_back(&pool);
  }
  return out;
}

std::vector<const PoolType*> View::types_for(const Pool& pool, const PodView& pod) const {
  std::vector<const PoolType*> out;
  const PodNeeds& needs = pod.needs;
  for (const PoolType& type : pool.types) {
    if (needs.gpus > type.type->gpus || needs.cpu > type.cpu || needs.memory > type.memory) continue;
    if (needs.efa > type.type->efa_interfaces) continue;
    if (std::ranges::all_of(pod.wants, [&](const WantedLabel& one) { return carries(*type.type, one); }))
      out.push_back(&type);
  }
  return out;
}

const View& view_of(const subject::Subject& subject) { return subject.derived<View>(); }

}  // namespace slipway::rules
