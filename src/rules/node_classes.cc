#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "catalog/on_demand_price.h"
#include "catalog/service_prices.h"
#include "kube/version.h"
#include "rules/kubernetes_versions.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/chart_values.h"
#include "subject/terraform_manifests.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Ec2NodeClasses of any version.
std::span<const kube::Object* const> node_classes(const Subject& subject) {
  return subject.of_kind("EC2NodeClass", "karpenter.k8s.aws");
}

const doc::Node& spec_of(const kube::Object& object) { return (*object.node)["spec"]; }

bool is_at_least(const std::string& version, std::uint64_t minor) {
  const auto read = kube::Version::parse_major_minor(version);
  return read && (read.value().major() > 1 || read.value().minor() >= minor);
}

void check_al2(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : node_classes(subject)) {
    const doc::Node& spec = spec_of(*object);
    if (image_family(spec) != "al2") continue;
    SourceRange where = spec["amiFamily"].where();
    bool is_own = spec["amiSelectorTerms"].size() > 0;
    for (const doc::Node& term : spec["amiSelectorTerms"].items()) {
      if (text_of(term["alias"]).starts_with("al2@")) where = term["alias"].where();
      if (term.find("alias")) is_own = false;
    }
    if (is_own) {
      findings.say(Severity::Warning, where, "Amazon Linux 2 for EKS gets no updates since 2025-11-26",
                   "an image of one's own, named by its id, name or tags");
      continue;
    }
    const auto kubernetes = stated_kubernetes_for(subject, where);
    const bool is_gone = kubernetes && is_at_least(*kubernetes, 33);
    findings.say(is_gone ? Severity::Error : Severity::Warning, where,
                 is_gone ? fmt::format("there is no AL2 image for Kubernetes {}", *kubernetes)
                         : std::string("AL2 images ended on 2025-11-26"),
                 "the last ones are of 1.32");
  }
}

void check_image_terms(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : node_classes(subject)) {
    const doc::Node& spec = spec_of(*object);
    if (spec["amiSelectorTerms"].size() == 0)
      findings.say(key_place(*object->node, "spec"),
                   fmt::format("EC2NodeClass {} selects no image: amiSelectorTerms is missing", object->name),
                   "v1 requires it; amiFamily alone does not do");
  }
}

void check_latest(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : node_classes(subject))
    for (const doc::Node& term : spec_of(*object)["amiSelectorTerms"].items())
      if (const std::string_view alias = text_of(term["alias"]); alias.ends_with("@latest"))
        findings.say(term["alias"].where(), fmt::format("{} drifts with each release of the image", alias),
                     "a new image replaces all nodes of the class");
}

void check_metadata(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : node_classes(subject)) {
    const doc::Node& options = spec_of(*object)["metadataOptions"];
    if (const auto hops = integer_of(options["httpPutResponseHopLimit"]); hops && *hops > 1)
      findings.say(key_place(options, "httpPutResponseHopLimit"),
                   fmt::format("a hop limit of {} lets pods take the node's credentials", *hops),
                   "Karpenter's default is 1");
    if (is_text(options["httpTokens"], "optional"))
      findings.say(key_place(options, "httpTokens"),
                   "IMDSv1 stays open: any request forgery reads the node's credentials");
  }
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

void check_format(const Subject& subject, Findings& findings) {
  for (const subject::UserData& data : subject.user_data()) {
    if (!data.node_class) continue;
    std::string_view text = data.text;
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    if (text.empty()) continue;
    const std::string family = image_family(spec_of(*data.node_class));
    const bool is_shell = text.starts_with("#!"),
               is_mime = text.starts_with("MIME-Version:") || text.starts_with("Content-Type:");
    const auto say = [&](std::string_view what, std::string_view takes) {
      findings.say(data.where, fmt::format("{} where {} takes {}", what, family, takes),
                   fmt::format("EC2NodeClass {}", data.node_class->name));
    };
    if (family == "bottlerocket" && (is_shell || is_mime)) say(is_shell ? "a shell script" : "MIME parts", "TOML");
    if (family.starts_with("windows") && (is_shell || is_mime)) say("a shell script", "PowerShell");
    if (family == "al2023" && text.starts_with("[settings")) say("TOML", "a script, MIME parts or a NodeConfig");
    if (family == "al2023" && text.find("/etc/eks/bootstrap.sh") != std::string_view::npos)
      say("a call of bootstrap.sh, which only AL2 has,", "a NodeConfig");
  }
}

/// Of one volume a month: what its size, IOPS and throughput cost. nullopt for types without prices here.
std::optional<Money> monthly(const doc::Node& ebs, const std::string& region) {
  const std::string_view type = ebs["volumeType"].is_null() ? "gp3" : text_of(ebs["volumeType"]);
  const auto size = quantity_of(ebs["volumeSize"]);
  if (!size) return std::nullopt;
  const auto price = [&](std::string_view key) {
    return catalog::service_price("ebs", fmt::format("{}-{}", type, key), region);
  };
  const auto of_size = price("gb");
  if (!of_size) return std::nullopt;
  Money sum = of_size->amount * std::clamp<std::int64_t>(size->value() / (1024 * 1024 * 1024), 0, 65'536);
  const std::int64_t free_iops = type == "gp3" ? 3000 : 0;
  if (const auto iops = integer_of(ebs["iops"]); iops && *iops > free_iops && *iops < 1'000'000)
    if (const auto each = price("iops")) sum += each->amount * (*iops - free_iops);
  if (const auto throughput = integer_of(ebs["throughput"]);
      throughput && *throughput > 125 && *throughput < 1'000'000 && type == "gp3")
    if (const auto each = price("throughput")) sum += each->amount * (*throughput - 125);
  return sum;
}

/// What the cheapest node of a class costs a month on demand, by the types of its pools; nullopt where none of them is
/// here or has a price.
std::optional<Money> cheapest_node(const View& view, const kube::Object& node_class) {
  constexpr int kHours = 730;
  std::optional<Money> least;
  for (const Pool& pool : view.pools())
    if (pool.node_class == &node_class)
      for (const PoolType& type : pool.types)
        if (const auto price = catalog::on_demand_price(type.type->name, view.region());
            price && (!least || price->amount * kHours < *least))
          least = price->amount * kHours;
  return least;
}

void check_volume_cost(const Subject& subject, Findings& findings) {
  const auto classes = node_classes(subject);
  if (classes.empty()) return;
  const View& view = view_of(subject);
  const std::string& region = view.region();
  constexpr int kShare = 50;  // less than the fiftieth part of the machine is not what to look at
  for (const kube::Object* object : classes)
    for (const doc::Node& device : spec_of(*object)["blockDeviceMappings"].items()) {
      const doc::Node& ebs = device["ebs"];
      const auto cost = monthly(ebs, region);
      if (!cost || *cost < Money::micros(75'000'000)) continue;
      if (const auto node = cheapest_node(view, *object); node && *cost * kShare < *node) continue;
      findings.say(key_place(ebs, "volumeSize"),
                   fmt::format("each node of EC2NodeClass {} pays ${} a month for this volume", object->name,
                               cost->to_string(0)),
                   fmt::format("{}, {} IOPS, {} MiB/s in {}; on Spot nodes too", text_of(ebs["volumeSize"]),
                               ebs["iops"].is_null() ? "3000" : text_of(ebs["iops"]),
                               ebs["throughput"].is_null() ? "125" : text_of(ebs["throughput"]), region));
    }
}

bool installs_efa(const Subject& subject, const kube::Object& node_class) {
  for (const subject::UserData& data : subject.user_data())
    if (data.node_class == &node_class && data.text.find("efa_installer") != std::string::npos) return true;
  for (const doc::Node& one : spec_of(node_class)["networkInterfaces"].items())
    if (text_of(one["interfaceType"]).starts_with("efa")) return true;
  return false;
}

/// Whether a pod of EFA may run on a node of the pool; of types that nobody knows it may.
bool takes_efa(const Pool& pool, const PodView& pod) {
  return pool.types.empty() || std::ranges::any_of(pool.types, [&](const PoolType& type) {
           return type.type->efa_interfaces >= pod.needs.efa && type.type->gpus >= pod.needs.gpus &&
                  std::ranges::all_of(pod.wants, [&](const WantedLabel& one) { return carries(*type.type, one); });
         });
}

/// Whether all nodes of the class stand where capacity was reserved for them.
bool is_reserved_alone(const View& view, const kube::Object& node_class) {
  if (spec_of(node_class)["capacityReservationSelectorTerms"].size() == 0) return false;
  bool has_pool = false;
  for (const Pool& pool : view.pools()) {
    if (pool.node_class != &node_class) continue;
    has_pool = true;
    const auto may_be = [&](std::string_view how) { return may_carry(pool, "karpenter.sh/capacity-type", how); };
    if (!may_be("reserved") || may_be("on-demand") || may_be("spot")) return false;
  }
  return has_pool;
}

void check_placement(const Subject& subject, Findings& findings) {
  const auto classes = node_classes(subject);
  if (classes.empty()) return;
  const View& view = view_of(subject);
  for (const kube::Object* object : classes) {
    const doc::Node& spec = spec_of(*object);
    if (!spec["placementGroupSelector"].is_null() || is_reserved_alone(view, *object)) continue;
    bool is_for_efa = installs_efa(subject, *object);
    for (const PodView& pod : view.pods()) {
      if (is_for_efa || view.is_collection()) break;  // of examples nobody runs all pods on all pools
      if (pod.needs.efa == 0) continue;
      for (const Pool* pool : view.pools_of(pod))
        is_for_efa = is_for_efa || (pool->node_class == object && takes_efa(*pool, pod));
    }
    if (!is_for_efa) continue;
    findings.say(key_place(*object->node, "spec"),
                 fmt::format("EC2NodeClass {} is for EFA and has no placement group", object->name),
                 "placementGroupSelector is missing: nodes may stand anywhere in their zones");
    for (const Pool& pool : view.pools()) {
      const doc::Node& hypervisor = pool.requirement("karpenter.k8s.aws/instance-hypervisor");
      if (pool.node_class == object && !hypervisor.is_absent())
        findings.say(key_place(hypervisor, "key"), "instance-hypervisor puts no node into a placement group",
                     "it only leaves types of that hypervisor");
    }
  }
}

void check_bottlerocket_disk(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : node_classes(subject)) {
    const doc::Node& spec = spec_of(*object);
    const doc::Node& devices = spec["blockDeviceMappings"];
    if (image_family(spec) != "bottlerocket" || devices.size() == 0 || is_text(spec["instanceStorePolicy"], "RAID0"))
      continue;
    const auto data = std::ranges::find_if(
        devices.items(), [](const doc::Node& one) { return is_text(one["deviceName"], "/dev/xvdb"); });
    if (data == devices.items().end())
      findings.say(key_place(spec, "blockDeviceMappings"),
                   fmt::format("EC2NodeClass {} leaves Bottlerocket's data volume at 20 GiB", object->name),
                   "images and emptyDirs are on /dev/xvdb, not on /dev/xvda");
  }
}

/// Volumes for a device that is not the image's root: another disk that nothing mounts, beside a small root.
void check_root_device(const Subject& subject, Findings& findings) {
  constexpr std::string_view kRoot = "/dev/xvda";
  for (const kube::Object* object : node_classes(subject)) {
    const doc::Node& spec = spec_of(*object);
    const std::string family = image_family(spec);
    const auto devices = spec["blockDeviceMappings"].items();
    if ((family != "al2023" && family != "al2") || devices.empty() || is_text(spec["instanceStorePolicy"], "RAID0"))
      continue;
    if (std::ranges::any_of(devices, [&](const doc::Node& one) {
          return is_true(one["rootVolume"]) || is_text(one["deviceName"], kRoot) || text_of(one["deviceName"]).empty();
        }))
      continue;
    findings.say(key_place(devices.front(), "deviceName"),
                 fmt::format("{} is not the root of {}", text_of(devices.front()["deviceName"]), family),
                 fmt::format("the root of EC2NodeClass {} stays at 20 GiB", object->name),
                 fmt::format("write deviceName: {}", kRoot));
  }
}

/// Whether somebody here says that nodes answer questions for metadata only one hop away: not those of pods.
bool says_short_hops(const Subject& subject) {
  for (const kube::Object* object : node_classes(subject))
    if (integer_of(spec_of(*object)["metadataOptions"]["httpPutResponseHopLimit"]) == 1) return true;
  for (const subject::TerraformPlan& plan : subject.plans())
    for (const subject::PlannedResource* made : plan.of_type("aws_launch_template"))
      for (const doc::Node& options : (*made)["metadata_options"].items())
        if (integer_of(options["http_put_response_hop_limit"]) == 1) return true;
  return false;
}

/// The same, or Karpenter's own value, which is 1.
bool has_short_hops(const Subject& subject) {
  return says_short_hops(subject) || std::ranges::any_of(node_classes(subject), [](const kube::Object* object) {
           return spec_of(*object)["metadataOptions"]["httpPutResponseHopLimit"].is_null();
         });
}

/// A chart's pods may run on nodes of another kind than those that are here: only what is said counts.
void check_controller_values(const Subject& subject, Findings& findings) {
  if (subject.platform()) return;  // its components know
  for (const subject::Release& release : subject.releases()) {
    const doc::Node& values = release.values.root();
    if (release.chart != "aws-load-balancer-controller" || is_true(values["hostNetwork"]) ||
        subject.derived<subject::ChartValues>().has_more(release))
      continue;
    std::string missing;
    for (const std::string_view key : {"region", "vpcId"})
      if (values[key].is_null()) missing += (missing.empty() ? "" : ", ") + std::string(key);
    if (!missing.empty() && says_short_hops(subject))
      findings.say(release.where,
                   fmt::format("release {} asks the node's metadata for what {} would say", release.name, missing),
                   "with a hop limit of 1 pods get no answer: it does not start", fmt::format("set {}", missing));
  }
}

void check_controller_arguments(const Subject& subject, Findings& findings) {
  check_controller_values(subject, findings);
  for (const PodView& pod : view_of(subject).pods()) {
    if (is_true((*pod.pod->spec)["hostNetwork"])) continue;
    for (const doc::Node& container : (*pod.pod->spec)["containers"].items()) {
      if (text_of(container["image"]).find("aws-load-balancer-controller") == std::string_view::npos) continue;
      std::string missing;
      for (const std::string_view flag : {"--aws-region", "--aws-vpc-id"})
        if (std::ranges::none_of(container["args"].items(),
                                 [&](const doc::Node& one) { return text_of(one).starts_with(flag); }))
          missing += (missing.empty() ? "" : ", ") + std::string(flag);
      if (missing.empty() || !has_short_hops(subject)) continue;
      findings.say(!container["args"].items().empty() ? container["args"].items()[0].where() : container.where(),
                   fmt::format("{} asks the node's metadata for what {} would say", title_of(*pod.pod->owner), missing),
                   "with a hop limit of 1 pods get no answer: it does not start");
    }
  }
}

/// The first image of a pod that is known to take 10 GiB and more unpacked: CUDA with a framework or a model server.
std::string_view large_image(const PodView& pod) {
  constexpr std::string_view kLarge[] = {"vllm/vllm-openai",
                                         "lmsysorg/sglang",
                                         "nvidia/tritonserver",
                                         "nvidia/pytorch",
                                         "nvidia/tensorflow",
                                         "nvidia/nemo",
                                         "nim/",
                                         "text-generation-inference",
                                         "rayproject/ray-ml",
                                         "rayproject/ray-llm",
                                         "pytorch-training",
                                         "pytorch-inference",
                                         "tensorflow-training"};
  std::string_view found;
  each_container(*pod.pod->spec, [&](const doc::Node& container) {
    const std::string_view image = text_of(container["image"]);
    if (found.empty() &&
        std::ranges::any_of(kLarge, [&](std::string_view one) { return image.find(one) != image.npos; }))
      found = image;
  });
  return found;
}

void check_default_disk(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  for (const kube::Object* object : node_classes(subject)) {
    const doc::Node& spec = spec_of(*object);
    const std::string family = image_family(spec);
    if ((family != "al2023" && family != "al2" && family != "bottlerocket") || !spec["blockDeviceMappings"].is_null() ||
        is_text(spec["instanceStorePolicy"], "RAID0"))
      continue;
    for (const PodView& pod : view.pods()) {
      const std::string_view image = large_image(pod);
      if (image.empty()) continue;
      const auto& pools = view.pools_of(pod);
      const auto gpu =
          std::ranges::find_if(pools, [&](const Pool* pool) { return pool->node_class == object && pool->is_gpu; });
      if (gpu == pools.end()) continue;
      findings.say(key_place(*object->node, "spec"),
                   fmt::format("GPU nodes of NodePool {} have the default volume of 20 GiB", (*gpu)->name()),
                   fmt::format("{} takes more than half of it, unpacked", image));
      break;
    }
  }
}

/// The name in an ARN of a role or an instance profile, "" of all else: "arn:aws:iam::1234:role/path/name".
std::string_view name_in_arn(std::string_view text) {
  if (!text.starts_with("arn:") || text.find(":iam:") == text.npos) return {};
  const std::size_t slash = text.rfind('/');
  return slash == text.npos ? std::string_view() : text.substr(slash + 1);
}

void check_role_names(const Subject& subject, Findings& findings) {
  const auto look = [&](const kube::Object& object) {
    for (const std::string_view field : {"role", "instanceProfile"}) {
      const doc::Node& said = spec_of(object)[field];
      const std::string_view name = name_in_arn(text_of(said));
      if (name.empty()) continue;
      const bool is_plain = name.find_first_of("${}") == name.npos;
      findings.say(said.where(), fmt::format("{} of {} is a name, not an ARN", field, title_of(object)),
                   is_plain ? fmt::format("write {}", name) : std::string(), {},
                   is_plain ? std::vector<FixIt>{{said.where(), std::string(name)}} : std::vector<FixIt>());
    }
  };
  for (const kube::Object* object : node_classes(subject)) look(*object);
  for (const kube::Object* object : subject.of_kind("NodeClass", "eks.amazonaws.com")) look(*object);
}

/// What a nodeClassRef says it leads to; "" where that is of another cloud. v1beta1 says apiVersion in place of group.
std::string_view class_kind(const doc::Node& reference) {
  const std::string_view kind = text_of(reference["kind"]), version = text_of(reference["apiVersion"]);
  const std::string_view group = version.empty() ? text_of(reference["group"]) : version.substr(0, version.find('/'));
  if (group == "eks.amazonaws.com" && kind == "NodeClass") return "NodeClass";
  const bool is_of_ec2 = (group.empty() || group == "karpenter.k8s.aws") && (kind.empty() || kind == "EC2NodeClass");
  return is_of_ec2 ? "EC2NodeClass" : std::string_view();
}

/// Whether a slip of the pen makes one name of the other: a letter is left out, or two are swapped. One letter in place
/// of another, or a word in place of another, makes a name of its own: gpu-a and gpu-b, training-east and -west.
bool is_slip(std::string_view one, std::string_view other) {
  if (one.size() > other.size()) std::swap(one, other);
  const auto [at, in_other] = std::ranges::mismatch(one, other);
  const auto same = static_cast<std::size_t>(at - one.begin());
  if (other.size() == one.size() + 1) return one.substr(same) == other.substr(same + 1);
  return other.size() == one.size() && same + 1 < one.size() && one[same] == other[same + 1] &&
         one[same + 1] == other[same] && one.substr(same + 2) == other.substr(same + 2);
}

/// One of these that no one means: of a longer name, not at its end (worker, workers).
bool is_misspelt(std::string_view one, std::string_view other) {
  constexpr std::size_t kLong = 5;
  return one.size() >= kLong && is_slip(one, other) && !one.starts_with(other) && !other.starts_with(one);
}

/// workers-1 and workers-2 are two, not one of them misspelt.
bool differ_in_digits_only(std::string_view one, std::string_view other) {
  const auto letters = [](std::string_view text) {
    std::string out(text);
    std::erase_if(out, [](char c) { return c >= '0' && c <= '9'; });
    return out;
  };
  return letters(one) == letters(other);
}

/// Node classes that no pool names: a pool whose class is missing may mean one of them.
std::vector<const kube::Object*> unnamed_classes(const Subject& subject, std::string_view kind) {
  std::set<const kube::Object*> named;
  for (const Pool& pool : view_of(subject).pools()) named.insert(pool.node_class);
  std::vector<const kube::Object*> out;
  for (const kube::Object* one : subject.of_kind(kind))
    if (!named.contains(one)) out.push_back(one);
  return out;
}

const kube::Object* class_meant(std::string_view name, const std::vector<const kube::Object*>& unnamed) {
  std::vector<std::string_view> names;
  for (const kube::Object* one : unnamed)
    if (!differ_in_digits_only(one->name, name)) names.push_back(one->name);
  const auto near = near_miss(name, names);
  return near ? *std::ranges::find(unnamed, *near, &kube::Object::name) : nullptr;
}

/// Of a class that is not here only what is sure, where all is here; and what is likely, where one that no pool names
/// has its name but for a slip: surely so in the pool's own file, of which a hook never shows a part.
void check_pools_class(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  std::map<std::string_view, std::vector<const kube::Object*>> unnamed;
  for (const Pool& pool : view.pools()) {
    const doc::Node& reference = (*pool.node)["nodeClassRef"];
    const doc::Node& name = reference["name"];
    const std::string_view kind = class_kind(reference);
    if (kind.empty() || pool.node_class || text_of(name).empty() || (kind == "NodeClass" && is_text(name, "default")) ||
        subject.of_kind(kind).empty())
      continue;
    if (subject::terraform_may_make(subject, kind, text_of(name))) continue;
    const auto [classes, is_new] = unnamed.try_emplace(kind);
    if (is_new) classes->second = unnamed_classes(subject, kind);
    const kube::Object* meant = class_meant(text_of(name), classes->second);
    if (!view.is_whole() && (!meant || !is_slip(text_of(name), meant->name))) continue;
    const bool is_misspelling = meant && is_misspelt(text_of(name), meant->name);
    const bool is_sure = view.is_whole() || (is_misspelling && meant->node->where().source == name.where().source);
    findings.say(is_sure ? Severity::Error : Severity::Warning, name.where(),
                 fmt::format("NodePool {} makes no nodes: there is no {} {}", pool.name(), kind, text_of(name)),
                 meant ? fmt::format("did you mean {}?", meant->name) : std::string(), {},
                 is_misspelling && is_sure ? std::vector<FixIt>{{name.where(), meant->name}} : std::vector<FixIt>());
  }
}

constexpr Rule kRules[] = {
    {"NCL001", "X-000-06", Severity::Error, "an image of Amazon Linux 2",
     "AL2 images for EKS ended on 2025-11-26 and there are none for Kubernetes 1.33 and later: Karpenter finds no "
     "image and "
     "makes no node.",
     "select an AL2023 image: alias al2023@v<release>; its user data is a NodeConfig, not bootstrap.sh",
     "EKS user guide, eks-ami-deprecation-faqs; karpenter-provider-aws 1.14.1, pkg/providers/amifamily", check_al2},
    {"NCL002", "X-004-22", Severity::Error, "an EC2NodeClass that selects no image",
     "v1 requires amiSelectorTerms; the object is refused.", "add `amiSelectorTerms: [{alias: al2023@v<release>}]`",
     "karpenter-provider-aws 1.14.1, pkg/apis/v1/ec2nodeclass.go", check_image_terms},
    {"NCL003", "X-004-22", Severity::Warning, "images that change by themselves",
     "@latest follows AWS's releases: nodes drift and are replaced when a new image appears, without a change of yours "
     "and "
     "without a test of its drivers.",
     "pin the release: al2023@v20260714", "karpenter docs, tasks/managing-amis", check_latest},
    {"NCL004", "X-002-04", Severity::Warning, "instance metadata open to pods",
     "With a hop limit above 1, or without tokens, a pod reaches the metadata service and takes the node's role.",
     "leave httpPutResponseHopLimit at 1 and httpTokens at required; give pods Pod Identity, and controllers their "
     "region "
     "and VPC as arguments",
     "EKS best practices, identity and access management", check_metadata},
    {"NCL005", "X-004-38", Severity::Error, "user data in a form that the image does not read",
     "Bottlerocket reads TOML, AL2023 a NodeConfig, scripts or MIME parts, Windows PowerShell. What is none of these "
     "stops "
     "the node from joining, or is not run.",
     "write it in the image's form", "karpenter-provider-aws 1.14.1, pkg/providers/amifamily/bootstrap", check_format},
    {"NCL006", "X-004-121", Severity::Warning, "a root volume that costs as much as a machine",
     "Size, IOPS and throughput of the volume are paid for each node by the second, at full price on Spot nodes too.",
     "take what images need (200Gi at gp3's own 3,000 IOPS), and local NVMe with instanceStorePolicy: RAID0 for caches",
     "the catalogue's EBS prices", check_volume_cost},
    {"NCL009", "X-001-11", Severity::Warning, "EFA nodes without a cluster placement group",
     "Nodes of a training job that stand far apart reach each other over more hops: collective operations get slower, "
     "and "
     "no label or requirement changes that.",
     "make a cluster placement group for each zone and select it: placementGroupSelector",
     "EC2 user guide, placement groups and EFA; karpenter-provider-aws 1.14.1, pkg/apis/v1/ec2nodeclass.go",
     check_placement},
    {"NCL010", "", Severity::Warning, "Bottlerocket with a large volume of the wrong device",
     "/dev/xvda holds the system only. Images, logs and emptyDirs are on /dev/xvdb, which stays at 20 GiB: one GPU "
     "image "
     "fills it.",
     "map /dev/xvdb with the size that images need", "karpenter docs, concepts/nodeclasses (Bottlerocket)",
     check_bottlerocket_disk},
    {"NCL011", "X-002-04", Severity::Warning, "a controller that needs metadata which pods do not reach",
     "The load balancer controller finds out region and VPC from the instance's metadata. With a hop limit of 1 it "
     "gets no "
     "answer and stops.",
     "give it --aws-region and --aws-vpc-id (values region and vpcId of the chart)",
     "aws-load-balancer-controller docs, deploy/installation", check_controller_arguments},
    {"NCL012", "", Severity::Note, "GPU nodes with the default volume",
     "Karpenter gives nodes 20 GiB where the class says nothing. Images, logs and emptyDirs share them: pulls fail "
     "with "
     "\"no space left on device\", or pods are evicted for disk pressure, on nodes that are paid for.",
     "add blockDeviceMappings with what images need (100Gi and more), or instanceStorePolicy: RAID0 on types with NVMe",
     "karpenter-provider-aws 1.14.1, pkg/providers/amifamily/resolver.go (DefaultEBS)", check_default_disk},
    {"NCL013", "", Severity::Warning, "a root volume of the wrong device",
     "A size for a device that the image does not start from makes a second disk that nothing mounts: it is paid, and "
     "images and emptyDirs fill the root of 20 GiB until pods are evicted.",
     "write deviceName: /dev/xvda: the root of Amazon Linux",
     "karpenter-provider-aws 1.14.1, pkg/providers/amifamily/al2023.go (DefaultBlockDeviceMappings)",
     check_root_device},
    {"NCL014", "", Severity::Error, "a role of nodes that is written as its ARN",
     "Karpenter puts the role into an instance profile by its name, which IAM does not let have a colon or a slash: "
     "the "
     "class never gets ready, and no pool of it makes a node.",
     "write the role's name, what stands behind the last slash of the ARN",
     "karpenter docs, concepts/nodeclasses (spec.role); IAM API AddRoleToInstanceProfile (RoleName)", check_role_names},
    {"NCL015", "", Severity::Error, "a NodePool whose node class is not there",
     "Karpenter makes no node for a pool whose nodeClassRef leads nowhere: its pods wait, and nothing but the pool's "
     "condition NodeClassReady says why.",
     "name an EC2NodeClass that is there, or add it",
     "karpenter docs, concepts/nodepools (spec.template.spec.nodeClassRef)", check_pools_class},
};

}  // namespace

std::span<const Rule> node_class_rules() { return kRules; }

}  // namespace slipway::rules
