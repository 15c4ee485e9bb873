#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/shell_word.h"
#include "base/text.h"
#include "platform/references.h"
#include "render/readme.h"

namespace slipway::render {

namespace {

/// Tags under which objects name images of the platform's own repositories, by the repository's name in Terraform.
class Tags {
 public:
  explicit Tags(const platform::Graph& graph) {
    for (const auto& object : graph.objects()) read(object.root());
    for (const auto& release : graph.releases()) read(release.values);
  }
  const std::set<std::string>& of(const std::string& repository) const {
    static const std::set<std::string> kNone;
    const auto found = tags_.find(repository);
    return found == tags_.end() ? kNone : found->second;
  }

 private:
  void read(const doc::Node& node) {
    if (node.is_string()) read(node.text());
    for (const auto& member : node.members()) read(member.value);
    for (const auto& item : node.items()) read(item);
  }
  void read(const doc::Value& value) {
    if (const auto* text = value.string()) read(std::string_view(*text));
    if (const auto* list = value.list())
      for (const auto& item : list->items()) read(item);
    if (const auto* map = value.map()) read(*map);
  }
  void read(const doc::Map& map) {
    for (const auto& [key, value] : map.entries()) read(value);
  }
  void read(std::string_view text) {
    const auto reference = platform::next_reference(text, 0);
    if (!reference || reference->begin != 0 || reference->resource.type != "aws_ecr_repository") return;
    const auto tag = text.substr(reference->end);
    if (tag.size() > 1 && tag[0] == ':') tags_[reference->resource.name].emplace(tag.substr(1));
  }

  std::map<std::string, std::set<std::string>> tags_;
};

/// Names that clients ask for, in their order: hosts of Ingresses and of routes of the Gateway API.
std::vector<std::string> hosts_of(const platform::Graph& graph) {
  std::vector<std::string> hosts;
  const auto add = [&](const doc::Node& host) {
    if (host.is_string() && !host.text().empty() && std::ranges::count(hosts, host.text()) == 0)
      hosts.emplace_back(host.text());
  };
  for (const auto* ingress : graph.of_kind("Ingress"))
    for (const auto& rule : ingress->root()["spec"]["rules"].items()) add(rule["host"]);
  for (const auto* kind : {"HTTPRoute", "GRPCRoute", "TLSRoute"})
    for (const auto* route : graph.of_kind(kind))
      for (const auto& name : route->root()["spec"]["hostnames"].items()) add(name);
  return hosts;
}

bool is_kept_by_external_dns(const platform::Graph& graph) {
  return std::ranges::any_of(graph.releases(), [](const auto& release) { return release.chart == "external-dns"; });
}

std::string text_of(const doc::Value& value) { return value.string() ? *value.string() : ""; }

/// The zone that a validation record goes to: its domain where it is looked up, else its id.
std::string zone_of(const platform::Graph& graph) {
  for (const auto* zone : graph.of_type("data.aws_route53_zone")) return text_of((*zone)["name"]);
  for (const auto* record : graph.of_type("aws_route53_record")) return text_of((*record)["zone_id"]);
  return "";
}

}  // namespace

std::string readme_images(const platform::Graph& graph) {
  const auto repositories = graph.of_type("aws_ecr_repository");
  if (repositories.empty()) return "";
  const Tags tags(graph);
  std::string pushes;
  bool is_named = false, is_immutable = false;
  for (const auto* repository : repositories) {
    const auto name = text_of((*repository)["name"]);
    is_immutable = is_immutable || text_of((*repository)["image_tag_mutability"]) == "IMMUTABLE";
    for (const auto& tag : tags.of(repository->id.name)) {
      is_named = true;
      pushes += "docker push \"$registry\"/" + shell_word(name + ":" + tag) + '\n';
    }
    if (tags.of(repository->id.name).empty()) pushes += "docker push \"$registry\"/" + shell_word(name) + ":TAG\n";
  }
  std::string text =
      "### Images\nThe repositories are empty at first: a pod waits with `ImagePullBackOff` until its image is there. "
      "Build each with `docker build --tag` and the name that is pushed, for the architecture of the nodes";
  if (is_named) text += "; the tags are those that the tree names";
  text += fmt::format(
      ".\n```sh\nregistry=$(terraform -chdir=terraform output -json repository_urls | jq -r 'first(.[]) | "
      "split(\"/\")[0]')\n"
      "aws ecr get-login-password --region {} | docker login --username AWS --password-stdin \"$registry\"\n",
      shell_word(graph.setting.region));
  text += pushes + "```\n";
  if (is_immutable) text += "A tag is pushed once: these repositories let nobody change what it stands for.\n";
  return text + "\n";
}

std::string readme_certificates(const platform::Graph& graph) {
  std::string text;
  for (const auto* certificate : graph.of_type("aws_acm_certificate")) {
    if (text_of((*certificate)["validation_method"]) != "DNS") continue;
    const auto domain = code_span(text_of((*certificate)["domain_name"]));
    if (graph.find({"aws_acm_certificate_validation", certificate->id.name})) {
      const auto zone = zone_of(graph);
      text += "Terraform proves to ACM that " + domain + " is yours, by a record in the Route 53 zone" +
              (zone.empty() ? "" : " " + code_span(zone)) +
              ". That zone must be there, public, and answer for the domain on the internet: otherwise `apply` waits "
              "75 minutes for the certificate and fails.\n";
      continue;
    }
    text += fmt::format(
        "ACM gives the certificate for {} when its DNS holds the record that this shows; until then no load balancer "
        "takes it.\n```sh\n"
        "certificate=$(terraform -chdir=terraform output -json certificate_arns | jq -r .{})\n"
        "aws acm describe-certificate --region {} --certificate-arn \"$certificate\" --output table \\\n"
        "  --query 'Certificate.DomainValidationOptions[].ResourceRecord'\n"
        "aws acm wait certificate-validated --region {} --certificate-arn \"$certificate\"\n```\n",
        domain, certificate->id.name, shell_word(graph.setting.region), shell_word(graph.setting.region));
  }
  return text.empty() ? "" : "### The certificate\n" + text + "\n";
}

std::string readme_addresses(const platform::Graph& graph) {
  const auto hosts = hosts_of(graph);
  if (hosts.empty()) return "";
  std::string names;
  for (const auto& host : hosts) names += (names.empty() ? "" : ", ") + code_span(host);
  std::string text = "### Names\n";
  if (is_kept_by_external_dns(graph))
    return text + "external-dns writes the records of " + names +
           " to Route 53 when the load balancer has an address: the zone must be there and answer for the domain.\n\n";
  const bool by_ingress = !graph.of_kind("Ingress").empty();
  text += "Nothing here writes DNS records for " + names +
          ". Let the name lead to the load balancer's address, by a CNAME, or an alias where the zone is in Route 53:\n"
          "```sh\n";
  text += by_ingress ? "kubectl get ingress --all-namespaces\n" : "kubectl get gateways --all-namespaces\n";
  return text + "```\n\n";
}

}  // namespace slipway::render
