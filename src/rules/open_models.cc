#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "rules/class_params.h"
#include "rules/command_words.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/serving_flags.h"
#include "rules/view.h"
#include "subject/kustomizations.h"

/// Model servers that ask nobody who they are, behind load balancers that the internet reaches.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::PodTemplate;
using subject::Subject;

/// A server by its image, and what it can be told to ask for.
struct Server {
  std::string_view name, image;  // a word of the image's last parts
  std::string_view variable;     // of a container, that holds the key; "" none
  std::string_view flag;         // the same; "" where the server asks for none, whatever it is told
  std::string_view port;         // where it listens unless it is told otherwise
  std::string_view address;      // the variable, if any, that tells it: a port, with a host before it or without
};
constexpr Server kServers[] = {
    {"vLLM", "vllm-openai", "VLLM_API_KEY", "--api-key", "8000", ""},
    {"SGLang", "lmsysorg/sglang", "", "--api-key", "30000", ""},
    {"Text Generation Inference", "text-generation-inference", "API_KEY", "--api-key", "80", "PORT"},
    {"Ollama", "ollama/ollama", "", "", "11434", "OLLAMA_HOST"}};

/// Whether the container runs what its image is for.
bool runs_server(const Node& container) {
  if (container["command"].size() == 0) return true;
  return std::ranges::any_of(container["command"].items(), [](const Node& one) {
    const std::string_view word = text_of(one);
    return std::ranges::any_of(std::initializer_list<std::string_view>{"vllm", "sglang", "text-generation-", "ollama"},
                               [&](std::string_view program) { return word.find(program) != word.npos; });
  });
}

/// The server of a container that asks for no key, as far as all that it is told can be seen; nullptr otherwise.
const Server* open_server(const Node& container) {
  const std::string_view image = text_of(container["image"]);
  const auto server =
      std::ranges::find_if(kServers, [&](const Server& one) { return image.find(one.image) != image.npos; });
  if (server == std::end(kServers) || container["envFrom"].size() > 0 || !runs_server(container)) return nullptr;
  if (!server->variable.empty() && !variable(container, server->variable).is_absent()) return nullptr;
  const std::vector<CommandWord> words = words_of(container);
  const bool may_ask = std::ranges::any_of(words, [&](const CommandWord& one) {
    for (const std::string_view flag : {"--config", "--middleware", "--ssl-cert-reqs"})
      if (is_flag(one.word, flag)) return true;
    return (!server->flag.empty() && is_flag(one.word, server->flag)) || one.word.ends_with(".sh") ||
           one.word.find_first_of("$`") != one.word.npos;
  });
  return may_ask ? nullptr : server;
}

/// Where the server listens; "" where nobody here sees it.
std::string_view port_of(const Node& container, const Server& server) {
  if (const FlagSaid told = flag_said(words_of(container), "--port"); told.item) return told.value;
  if (server.address.empty() || variable(container, server.address).is_absent()) return server.port;
  const std::string_view address = text_of(variable(container, server.address)["value"]);
  const std::string_view port = address.substr(address.rfind(':') + 1);  // all of it where there is no colon
  if (whole_number(port)) return port;
  return address.empty() || address.find('$') != address.npos || address.find("://") != address.npos
             ? std::string_view()
             : server.port;  // a host alone
}

/// Whether a port of a Service leads to the server: a container may have others, as of metrics or a dashboard.
bool leads_to(const Node& service_spec, const Node& container, const Server& server) {
  const std::string_view own = port_of(container, server);
  return !own.empty() && std::ranges::any_of(service_spec["ports"].items(), [&](const Node& port) {
    const std::string_view wanted = text_of(port.find("targetPort") ? port["targetPort"] : port["port"]);
    return wanted == own || std::ranges::any_of(container["ports"].items(), [&](const Node& one) {
             return text_of(one["name"]) == wanted && text_of(one["containerPort"]) == own;
           });
  });
}

struct Open {
  const Server* server = nullptr;
  const PodTemplate* pod = nullptr;
};

Open open_behind(const Subject& subject, const kube::Object& service) {
  const auto& kustomized = subject.derived<subject::Kustomized>();
  const Node& spec = (*service.node)["spec"];
  for (const PodTemplate* pod : subject.labelled(service.ns, spec["selector"]))
    if (!kustomized.is_patched(*pod->owner))
      for (const Node& container : (*pod->spec)["containers"].items())
        if (const Server* server = open_server(container); server && leads_to(spec, container, *server))
          return {server, pod};
  return {};
}

bool is_everybody(std::string_view ranges) {
  return std::ranges::any_of(split(ranges, ','), [](std::string_view one) { return trim(one) == "0.0.0.0/0"; });
}

std::string of_alb(std::string_view annotation) { return "alb.ingress.kubernetes.io/" + std::string(annotation); }

void say(const Open& open, SourceRange where, const kube::Object& door, std::string_view fix, Findings& findings) {
  findings.say(
      where,
      fmt::format("{} lets everybody use {} of {}", title_of(door), open.server->name, title_of(*open.pod->owner)),
      open.server->flag.empty() ? fmt::format("{} asks for no key", open.server->name)
                                : fmt::format("it is not told an API key ({})", open.server->flag),
      std::string(fix));
}

void check_services(const Subject& subject, const subject::Kustomized& kustomized, Findings& findings) {
  constexpr std::string_view kPrefix = "service.beta.kubernetes.io/";
  for (const kube::Object* service : subject.of_kind("Service", "")) {
    const Node &spec = (*service->node)["spec"], &annotations = (*service->node)["metadata"]["annotations"];
    const auto said = [&](std::string_view name) -> const Node& {
      return annotations[std::string(kPrefix) + std::string(name)];
    };
    if (!is_text(spec["type"], "LoadBalancer") || !is_text(said("aws-load-balancer-scheme"), "internet-facing"))
      continue;
    const Node& ranges = said("load-balancer-source-ranges");
    const bool is_bounded =
        (spec["loadBalancerSourceRanges"].size() > 0 && !holds(spec["loadBalancerSourceRanges"], "0.0.0.0/0")) ||
        (!ranges.is_absent() && !is_everybody(text_of(ranges)));
    if (is_bounded || !said("aws-load-balancer-security-groups").is_absent() || kustomized.is_patched(*service))
      continue;
    if (const Open open = open_behind(subject, *service); open.server)
      say(open, key_place(annotations, std::string(kPrefix) + "aws-load-balancer-scheme"), *service,
          "give the server a key of a Secret, write scheme internal, or loadBalancerSourceRanges", findings);
  }
}

/// Whether the load balancer asks who comes, or lets only some come.
bool is_bounded(const Node& annotations, const Node& params) {
  constexpr std::string_view kAnnotations[] = {"auth-type",      "security-groups",       "security-group-prefix-lists",
                                               "wafv2-acl-arn",  "wafv2-acl-name",        "waf-acl-id",
                                               "jwt-validation", "mutual-authentication", "group.name"};
  constexpr std::string_view kParams[] = {"group", "wafv2AclArn", "wafv2AclName", "prefixListsIDs", "PrefixListsIDs"};
  if (std::ranges::any_of(kParams, [&](std::string_view name) { return !params[name].is_absent(); }) ||
      std::ranges::any_of(kAnnotations, [&](std::string_view name) { return !annotations[of_alb(name)].is_absent(); }))
    return true;
  const Node &of_class = params["inboundCIDRs"], &ranges = annotations[of_alb("inbound-cidrs")];
  if (of_class.size() > 0 ? !holds(of_class, "0.0.0.0/0") : !ranges.is_absent() && !is_everybody(text_of(ranges)))
    return true;
  return std::ranges::any_of(annotations.members(),
                             [](const doc::Member& one) { return one.key.text().starts_with(of_alb("conditions.")); });
}

void check_ingresses(const Subject& subject, const subject::Kustomized& kustomized, Findings& findings) {
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io")) {
    const Node& annotations = (*ingress->node)["metadata"]["annotations"];
    if (!is_text(annotations[of_alb("scheme")], "internet-facing") || kustomized.is_patched(*ingress)) continue;
    const Node* params = class_params(subject, *ingress);
    if (!params || is_text((*params)["scheme"], "internal") || is_bounded(annotations, *params)) continue;
    const Node& spec = (*ingress->node)["spec"];
    std::vector<const Node*> backends = {&spec["defaultBackend"]["service"]};
    for (const Node& rule : spec["rules"].items())
      for (const Node& path : rule["http"]["paths"].items()) backends.push_back(&path["backend"]["service"]);
    for (const Node* backend : backends) {
      const kube::Object* service = subject.find("Service", ingress->ns, text_of((*backend)["name"]));
      const Open open = service ? open_behind(subject, *service) : Open();
      if (!open.server) continue;
      say(open, key_place(annotations, of_alb("scheme")), *ingress,
          "give the server a key of a Secret, write scheme internal, or inbound-cidrs or auth-type", findings);
      break;
    }
  }
}

void check(const Subject& subject, Findings& findings) {
  const auto& kustomized = subject.derived<subject::Kustomized>();
  check_services(subject, kustomized, findings);
  check_ingresses(subject, kustomized, findings);
}

constexpr Rule kRules[] = {
    {"SVC006", "", Severity::Warning, "a model that everybody on the internet may use",
     "The load balancer is internet-facing and lets all addresses in, and the server behind asks for no key: whoever "
     "finds the address has tokens on these GPUs, and the capacity is theirs.",
     "give the server a key of a Secret, or let only known addresses in",
     "vLLM docs, OpenAI-compatible server (--api-key); AWS Load Balancer Controller docs, annotations (scheme, "
     "inbound-cidrs, auth-type), IngressClassParams and NLB source ranges",
     check},
};

}  // namespace

std::span<const Rule> open_model_rules() { return kRules; }

}  // namespace slipway::rules
