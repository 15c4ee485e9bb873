#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "ops/preflight/asking.h"

/// Images that nodes start from: EKS's own by their SSM parameters, others by id.
namespace slipway::ops::preflight_checks {

namespace {

constexpr const char* kPart = "images";
constexpr std::size_t kMostParameters = 10;  // of one GetParameters

/// Which release of which image: SSM parameters as Karpenter's provider 1.14 (pkg/providers/amifamily) and the EKS User
/// Guide name them.
std::string al2023(std::string_view version, std::string_view arch, std::string_view variant,
                   std::string_view release) {
  const std::string folder =
      fmt::format("/aws/service/eks/optimized-ami/{}/amazon-linux-2023/{}/{}", version, arch, variant);
  if (release == "latest") return folder + "/recommended/image_id";
  return fmt::format("{}/amazon-eks-node-al2023-{}-{}-{}-{}/image_id", folder, arch, variant, version, release);
}
std::string bottlerocket(std::string_view version, std::string_view arch, bool nvidia, std::string_view release) {
  if (release.starts_with('v')) release.remove_prefix(1);
  return fmt::format("/aws/service/bottlerocket/aws-k8s-{}{}/{}/{}/image_id", version, nvidia ? "-nvidia" : "", arch,
                     release);
}

/// "AL2023_x86_64_NVIDIA" with the release "1.35.0-20260101"; nullopt of types whose parameters are not known here.
std::optional<std::string> parameter_of(std::string_view ami_type, std::string_view release, std::string_view version) {
  const bool arm = ami_type.find("ARM_64") != ami_type.npos, nvidia = ami_type.find("NVIDIA") != ami_type.npos;
  const std::string_view arch = arm ? "arm64" : "x86_64";
  const auto dash = release.find('-');
  if (ami_type.starts_with("AL2023_")) {
    const std::string_view variant = nvidia ? "nvidia" : ami_type.ends_with("_NEURON") ? "neuron" : "standard";
    return al2023(
        version, arch, variant,
        release.empty() ? "latest" : "v" + std::string(dash == release.npos ? release : release.substr(dash + 1)));
  }
  if (ami_type.starts_with("BOTTLEROCKET_"))
    return bottlerocket(version, arch, nvidia, release.empty() ? "latest" : release);
  return std::nullopt;
}

/// Who starts from a parameter's image, and where that is written.
struct User {
  std::string name;
  SourceRange where;
};
using Wanted = std::map<std::string, User>;

void add_groups(const Asking& asking, Wanted& wanted) {
  for (const auto* group : asking.graph.of_type("aws_eks_node_group")) {
    const std::string *type = (*group)["ami_type"].string(), *release = (*group)["release_version"].string();
    if (!type) continue;
    if (auto parameter = parameter_of(*type, release ? *release : "", asking.graph.setting.version))
      wanted.emplace(*std::move(parameter), User{"group " + group->id.name, group->origin});
  }
}

const cost::NodeSource* source_of(const Asking& asking, const platform::Object& pool) {
  for (const auto& source : asking.nodes)
    if (source.object == &pool) return &source;
  return nullptr;
}

/// An alias such as al2023@v20260101 stands for one image for each kind of type that the class's pools may buy.
void add_pools(const Asking& asking, Wanted& wanted) {
  const std::string& version = asking.graph.setting.version;
  for (const auto* pool : asking.graph.of_kind("NodePool")) {
    const auto class_name = pool->root()["spec"]["template"]["spec"]["nodeClassRef"]["name"].text();
    const auto* source = source_of(asking, *pool);
    const auto* node_class = asking.graph.find_object("karpenter.k8s.aws/v1", "EC2NodeClass", "", class_name);
    if (!source || !node_class) continue;
    for (const doc::Node& term : node_class->root()["spec"]["amiSelectorTerms"].items()) {
      const std::string_view alias = term["alias"].text();
      const auto at = alias.find('@');
      if (at == alias.npos) continue;
      const std::string_view family = alias.substr(0, at), release = alias.substr(at + 1);
      for (const auto& offer : source->offers) {
        const bool nvidia = offer.type->gpu_manufacturer == "nvidia", neuron = offer.type->neuron_cores.value_or(0) > 0;
        const std::string_view arch = offer.type->arch == "arm64" ? "arm64" : "x86_64";
        if (family == "al2023")
          wanted.emplace(al2023(version, arch,
                                nvidia   ? "nvidia"
                                : neuron ? "neuron"
                                         : "standard",
                                release),
                         User{"pool " + pool->name(), node_class->origin});
        else if (family == "bottlerocket")
          wanted.emplace(bottlerocket(version, arch, nvidia, release),
                         User{"pool " + pool->name(), node_class->origin});
      }
    }
  }
}

std::vector<Checked> parameters(const Asking& asking) {
  Wanted wanted;
  add_groups(asking, wanted);
  add_pools(asking, wanted);
  std::vector<Checked> checks;
  std::vector<std::string> names, lacking;  // lacking: users, in the order of what failed
  std::set<std::string> served;             // users with an image
  for (const auto& [name, user] : wanted) names.push_back(name);
  for (std::size_t at = 0; at < names.size(); at += kMostParameters) {
    doc::List some;
    const auto end = std::min(at + kMostParameters, names.size());
    for (std::size_t i = at; i < end; ++i) some.add(names[i]);
    const auto& answer = asking.answers.ask("ssm", "GetParameters", {{"Names", std::move(some)}});
    for (std::size_t i = at; i < end; ++i) {
      const User& user = wanted.at(names[i]);
      Checked check{kPart, fmt::format("{} has an image: {}", user.name, names[i]), Outcome::Failed};
      check.origin = user.where;
      if (!answer) {
        checks.push_back(skipped(kPart, check.claim, answer.error()));
        continue;
      }
      for (const doc::Node& parameter : answer->root()["Parameters"].items())
        if (parameter["Name"].text() == names[i] && !parameter["Value"].text().empty()) {
          check.outcome = Outcome::Ok;
          check.found = parameter["Value"].text();
          served.insert(user.name);
        }
      if (check.outcome == Outcome::Failed) {
        check.found = "no such parameter in " + asking.region;
        check.why =
            "AWS has made no image of this kind for Kubernetes " + asking.graph.setting.version + ": no node starts";
        const auto folder = names[i].substr(0, names[i].rfind('/', names[i].rfind('/') - 1));
        check.fix =
            fmt::format("aws ssm get-parameters-by-path --region {} --recursive --path {} --query 'Parameters[].Name'",
                        asking.region, folder);
      }
      if (check.outcome == Outcome::Failed) lacking.push_back(user.name);
      checks.push_back(std::move(check));
    }
  }
  auto user = lacking.begin();
  for (Checked& check : checks)
    if (check.outcome == Outcome::Failed && user != lacking.end() && served.contains(*user++)) {
      check.outcome = Outcome::Warned;
      check.why += "; types that have another image still do";
    }
  return checks;
}

/// AMIs of one's own.
std::vector<Checked> by_id(const Asking& asking) {
  std::map<std::string, User> wanted;
  for (const auto* node_class : asking.graph.of_kind("EC2NodeClass"))
    for (const doc::Node& term : node_class->root()["spec"]["amiSelectorTerms"].items())
      if (const auto id = term["id"].text(); !id.empty())
        wanted.emplace(
            id, User{"node class " + node_class->name(), term["id"].where() ? term["id"].where() : node_class->origin});
  for (const auto* launch_template : asking.graph.of_type("aws_launch_template"))
    if (const std::string* id = (*launch_template)["image_id"].string(); id && id->starts_with("ami-"))
      wanted.emplace(*id, User{"group " + launch_template->id.name, launch_template->origin});
  if (wanted.empty()) return {};
  std::vector<std::string> ids;
  for (const auto& [id, user] : wanted) ids.push_back(id);
  const auto listed =
      asking.answers.ec2("DescribeImages", {{"Filter", doc::List{filter("image-id", std::move(ids))}}}, "imagesSet");
  std::vector<Checked> checks;
  for (const auto& [id, user] : wanted) {
    Checked check{kPart, fmt::format("{} has its image {}", user.name, id), Outcome::Failed};
    check.origin = user.where;
    if (!listed) {
      checks.push_back(skipped(kPart, check.claim, *listed.failure));
      continue;
    }
    const auto image =
        std::ranges::find_if(listed.items, [&](const doc::Node* one) { return (*one)["imageId"].text() == id; });
    check.why = "no node starts from it";
    if (image == listed.items.end()) {
      check.found = fmt::format("account {} sees no such image in {}", asking.account, asking.region);
      check.fix =
          "copy it into the region, or have its owner share it with the account (aws ec2 modify-image-attribute)";
    } else if (const auto state = (**image)["imageState"].text(); state != "available") {
      check.found = state;
      check.fix = "wait until it is available, or name another";
    } else {
      check = {kPart, check.claim, Outcome::Ok,
               fmt::format("{}, {}", (**image)["name"].text(), (**image)["architecture"].text())};
      check.origin = user.where;
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace

std::vector<Task> image_tasks(const Asking& asking) {
  return {[&asking] { return parameters(asking); }, [&asking] { return by_id(asking); }};
}

}  // namespace slipway::ops::preflight_checks
