#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"
#include "doc/json.h"
#include "kube/ip_address.h"
#include "rules/plans/plan.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/selections.h"
#include "subject/chart_values.h"
#include "subject/kustomizations.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

/// Where pods fetch the credentials of Pod Identity: the agent's address on every node, TCP port 80.
constexpr std::string_view kAgent = "169.254.170.23";

bool covers_agent(std::string_view range) {
  const auto cidr = kube::read_cidr(range);
  const auto agent = kube::read_ip(kAgent);
  if (!cidr || !agent || !cidr->cidr.is_v4) return false;
  const int bits = 96 + cidr->cidr.prefix;  // of the IPv6 address that maps it
  for (int bit = 0; bit < bits; ++bit) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const int mask = 0x80 >> (bit % 8);
    if ((cidr->cidr.network.bytes[byte] & mask) != (agent->address.bytes[byte] & mask)) return false;
  }
  return true;
}

bool takes_port_80(const Node& rule) {
  const Node& ports = rule["ports"];
  if (ports.size() == 0) return true;
  return std::ranges::any_of(ports.items(), [](const Node& port) {
    const std::string_view protocol = text_of(port["protocol"]);
    const auto first = integer_of(port["port"]);
    const auto last = integer_of(port["endPort"]);
    if (!protocol.empty() && protocol != "TCP") return false;
    return port["port"].is_absent() || (first && *first <= 80 && last.value_or(*first) >= 80);
  });
}

bool lets_agent(const Node& spec) {
  return std::ranges::any_of(spec["egress"].items(), [](const Node& rule) {
    if (!takes_port_80(rule)) return false;
    if (rule["to"].size() == 0) return true;
    return std::ranges::any_of(rule["to"].items(), [](const Node& peer) {
      const Node& block = peer["ipBlock"];
      return covers_agent(text_of(block["cidr"])) &&
             std::ranges::none_of(block["except"].items(),
                                  [](const Node& range) { return covers_agent(text_of(range)); });
    });
  });
}

bool is_about_egress(const Node& spec) { return holds(spec["policyTypes"], "Egress") || !spec["egress"].is_absent(); }

/// Namespaces whose service accounts get roles by Pod Identity.
std::set<std::string, std::less<>> namespaces_with_pod_identity(const Subject& subject) {
  std::set<std::string, std::less<>> all;
  for (const subject::TerraformPlan& plan : subject.plans())
    for (const PlannedResource* association : plan.of_type("aws_eks_pod_identity_association"))
      all.emplace((*association)["namespace"].text());
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* association : text.resources("aws_eks_pod_identity_association"))
      all.emplace((*association)["namespace"]);
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands)
      if (command.starts_with({"aws", "eks", "create-pod-identity-association"}))
        if (const subject::Word* ns = command.flag("--namespace")) all.insert(ns->text);
  if (subject.graph())
    for (const platform::Resource* association : subject.graph()->of_type("aws_eks_pod_identity_association"))
      if (const std::string* ns = (*association)["namespace"].string()) all.insert(*ns);
  all.erase("");
  return all;
}

/// Pods that some of the policies choose.
class PodsOfPolicies {
 public:
  void add(const Selected& chosen) {
    if (added_.insert(&chosen).second) pods_.insert(chosen.begin(), chosen.end());
  }
  /// Whether all of these are among them; to be asked when nothing is added any more.
  bool has_all(const Selected& chosen) {
    const auto [known, is_new] = known_.try_emplace(&chosen);
    if (is_new) known->second = std::ranges::all_of(chosen, [&](const auto* pod) { return pods_.contains(pod); });
    return known->second;
  }

 private:
  std::set<const Selected*> added_;
  std::set<const subject::PodTemplate*> pods_;
  std::map<const Selected*, bool> known_;
};

void check_credentials(const Subject& subject, Findings& findings) {
  const auto policies = subject.of_kind("NetworkPolicy", "networking.k8s.io");
  if (policies.empty()) return;
  const auto namespaces = namespaces_with_pod_identity(subject);
  // Policies add up: one that lets the agent through, for all pods of the namespace or for the same ones, is enough.
  std::set<std::string> open, with_some;
  PodsOfPolicies let;
  for (const kube::Object* policy : policies) {
    const Node& spec = (*policy->node)["spec"];
    if (!is_about_egress(spec) || !lets_agent(spec)) continue;
    const Node& selector = spec["podSelector"];
    if (selector.members().empty()) open.insert(policy->ns);
    let.add(selected_by(subject, policy->ns, selector));
    with_some.insert(policy->ns);
  }
  for (const kube::Object* policy : policies) {
    const Node& spec = (*policy->node)["spec"];
    if (!namespaces.contains(policy->ns) || !is_about_egress(spec) || lets_agent(spec) || open.contains(policy->ns))
      continue;
    if (with_some.contains(policy->ns) && let.has_all(selected_by(subject, policy->ns, spec["podSelector"]))) continue;
    findings.say(key_place(spec, "egress", "policyTypes"),
                 fmt::format("egress of {} is denied {}, port 80: pods there get no credentials from Pod Identity",
                             policy->ns, kAgent));
  }
}

// ---- names ---------------------------------------------------------------------------------------------------------

bool takes_dns_port(const Node& rule, std::string_view protocol) {
  const Node& ports = rule["ports"];
  if (ports.size() == 0) return true;
  return std::ranges::any_of(ports.items(), [&](const Node& port) {
    const std::string_view said = text_of(port["protocol"]);
    if ((said.empty() ? std::string_view("TCP") : said) != protocol) return false;
    const Node& number = port["port"];
    if (number.is_null()) return true;
    const auto first = integer_of(number);
    if (!first) return true;  // a name: what it is the pod says
    const auto last = integer_of(port["endPort"]).value_or(*first);
    // Services are judged behind their translation: a NodeLocal DNS or CoreDNS may listen elsewhere.
    return (*first <= 53 && last >= 53) || *first == 1053 || *first == 5353 || *first == 8053;
  });
}

/// Whether the cluster's DNS may be among them. Labels of its namespace are told only by the name that Kubernetes
/// gives.
bool may_be_dns(const Node& peer, std::string_view ns) {
  const Node& block = peer["ipBlock"];
  if (!block.is_null()) {
    const auto cidr = kube::read_cidr(text_of(block["cidr"]));
    return !cidr || text_of(block["cidr"]).find("169.254.20.10") != std::string_view::npos ||
           cidr->cidr.prefix < (cidr->cidr.is_v4 ? 32 : 128);
  }
  const Node& namespaces = peer["namespaceSelector"];
  if (namespaces.is_null()) return ns == "kube-system";
  const std::string_view name = text_of(namespaces["matchLabels"]["kubernetes.io/metadata.name"]);
  return name.empty() || name == "kube-system";
}

bool lets_dns(const Node& spec, std::string_view ns, std::string_view protocol) {
  return std::ranges::any_of(spec["egress"].items(), [&](const Node& rule) {
    if (!takes_dns_port(rule, protocol)) return false;
    return rule["to"].size() == 0 ||
           std::ranges::any_of(rule["to"].items(), [&](const Node& peer) { return may_be_dns(peer, ns); });
  });
}

/// Whether what it lets through is reached by name: anything but single addresses. A policy that lets nothing through
/// shuts pods in, and means to.
bool is_reached_by_name(const Node& spec) {
  return std::ranges::any_of(spec["egress"].items(), [](const Node& rule) {
    return std::ranges::any_of(rule["to"].items(), [](const Node& peer) {
      const Node& block = peer["ipBlock"];
      if (block.is_null()) return true;
      const auto cidr = kube::read_cidr(text_of(block["cidr"]));
      return cidr && cidr->cidr.prefix < (cidr->cidr.is_v4 ? 32 : 128);
    });
  });
}

/// Of a policy: its namespace, and the labels by which it chooses pods.
std::pair<std::string, std::string> words_of(const kube::Object& policy) {
  return {policy.ns, doc::canonical_json((*policy.node)["spec"]["podSelector"]["matchLabels"])};
}

/// Whether what stands before "://" is spoken with a host, whose name follows: none of s3://, pvc://, hf:// is.
bool is_spoken_with_hosts(std::string_view before) {
  constexpr std::string_view kSchemes[] = {"amqp",    "amqps", "grpc", "grpcs",    "http",       "https", "kafka",
                                           "mongodb", "mysql", "nats", "postgres", "postgresql", "redis", "rediss",
                                           "tcp",     "tls",   "udp",  "ws",       "wss"};
  const auto is_of_scheme = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+'; };
  std::size_t from = before.size();
  while (from > 0 && is_of_scheme(before[from - 1])) --from;
  const std::string_view scheme = before.substr(from);
  return std::ranges::find(kSchemes, scheme.substr(0, scheme.find('+'))) != std::end(kSchemes);  // postgresql+asyncpg
}

/// Whether a pod asks for the host itself: it is a Service, or an API of AWS. Of others, as of its own address in
/// public, nobody knows.
bool is_asked_for(const Subject& subject, const subject::PodTemplate& pod, std::string_view host) {
  if (host.ends_with(".amazonaws.com")) return true;
  const auto parts = split(host, '.');
  if (parts.size() > 2 && parts[2] != "svc") return false;
  const kube::Object* service = subject.find("Service", parts.size() >= 2 ? parts[1] : pod.owner->ns, parts[0]);
  if (!service) return parts.size() > 2;
  // Its own name a pod is told to tell it to others.
  const Node& labels = (*service->node)["spec"]["selector"];
  return labels.size() == 0 || !std::ranges::all_of(labels.members(), [&](const doc::Member& one) {
           const Node* own = (*pod.metadata)["labels"].find(one.key.text());
           return own && text_of(*own) == text_of(one.value);
         });
}

/// The first host that the variables and arguments of a pod name in an address, "llm.ml" of "http://llm.ml:8000/v1",
/// and that it asks for; "" without one.
std::string_view named_host(const Subject& subject, const subject::PodTemplate& pod) {
  std::string_view found;
  const auto look = [&](const Node& node) {
    const std::string_view text = text_of(node);
    for (std::size_t at = text.find("://"); found.empty() && at != text.npos; at = text.find("://", at + 3)) {
      std::string_view host = text.substr(at + 3);
      host = host.substr(0, host.find_first_of("/?#, \"'"));
      if (const std::size_t user = host.rfind('@'); user != host.npos) host.remove_prefix(user + 1);
      host = host.substr(0, host.find(':'));
      if (!host.empty() && is_spoken_with_hosts(text.substr(0, at)) && is_asked_for(subject, pod, host)) found = host;
    }
  };
  each_container(*pod.spec, [&](const Node& container) {
    for (const Node& variable : container["env"].items()) look(variable["value"]);
    for (const char* list : {"command", "args"})
      for (const Node& word : container[list].items()) look(word);
  });
  return found;
}

/// Policies of other kinds let pods out too, and are not read here.
bool has_other_policies(const Subject& subject) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy",
                                              "GlobalNetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy",
                                              "ApplicationNetworkPolicy", "ClusterNetworkPolicy"},
      [&](std::string_view kind) { return !subject.of_kind(kind).empty(); });
}

/// Whether a kustomization may let out more, or other pods.
bool may_be_patched(const Subject& subject, const kube::Object& policy) {
  const auto& kustomized = subject.derived<subject::Kustomized>();
  return std::ranges::any_of(std::initializer_list<std::string_view>{"egress", "podSelector", "policyTypes"},
                             [&](std::string_view field) { return kustomized.is_patched(policy, field); });
}

/// Pods that policies let nowhere at all, and that are told of hosts by name.
void say_shut_in(const Subject& subject, Findings& findings) {
  const auto policies = subject.of_kind("NetworkPolicy", "networking.k8s.io");
  std::set<const Selected*> seen;
  std::set<const subject::PodTemplate*> let_out;  // somewhere: what is missing then check_names() says
  for (const kube::Object* policy : policies) {
    const Node& spec = (*policy->node)["spec"];
    if (!may_be_patched(subject, *policy) && (!is_about_egress(spec) || spec["egress"].size() == 0)) continue;
    const Selected& chosen = selected_by(subject, policy->ns, spec["podSelector"]);
    if (seen.insert(&chosen).second) let_out.insert(chosen.begin(), chosen.end());
  }
  seen.clear();
  for (const kube::Object* policy : policies) {
    const Node& spec = (*policy->node)["spec"];
    if (policy->ns == "kube-system" || !is_about_egress(spec) || spec["egress"].size() > 0) continue;
    if (may_be_patched(subject, *policy)) continue;
    const Selected& chosen = selected_by(subject, policy->ns, spec["podSelector"]);
    if (!seen.insert(&chosen).second) continue;
    for (const subject::PodTemplate* pod : chosen) {
      if (let_out.contains(pod) || is_true((*pod->spec)["hostNetwork"])) continue;
      const std::string_view host = named_host(subject, *pod);
      if (host.empty()) continue;
      findings.say(key_place(spec, "egress", "policyTypes"),
                   fmt::format("{} lets {} out nowhere, not to the cluster's DNS either", title_of(*policy),
                               title_of(*pod->owner)),
                   fmt::format("it is told of {}, whose name it cannot find", printable(host)));
      break;
    }
  }
}

void check_names(const Subject& subject, Findings& findings) {
  if (has_other_policies(subject)) return;
  say_shut_in(subject, findings);
  const auto policies = subject.of_kind("NetworkPolicy", "networking.k8s.io");
  // Policies add up: those that let DNS through, by namespace, and which pods they choose.
  std::set<std::string> open;
  std::set<std::pair<std::string, std::string>> open_words;
  PodsOfPolicies let;
  for (const kube::Object* policy : policies) {
    const Node& spec = (*policy->node)["spec"];
    const bool is_let = is_about_egress(spec) && lets_dns(spec, policy->ns, "UDP");
    if (!is_let && !may_be_patched(subject, *policy)) continue;
    const Node& selector = spec["podSelector"];
    if (selector["matchLabels"].size() == 0 && selector["matchExpressions"].size() == 0) open.insert(policy->ns);
    let.add(selected_by(subject, policy->ns, selector));
    open_words.insert(words_of(*policy));
  }
  for (const kube::Object* policy : policies) {
    const Node& spec = (*policy->node)["spec"];
    if (policy->ns == "kube-system" || !is_about_egress(spec) || open.contains(policy->ns) ||
        lets_dns(spec, policy->ns, "UDP") || !is_reached_by_name(spec) || may_be_patched(subject, *policy))
      continue;
    const Selected& chosen = selected_by(subject, policy->ns, spec["podSelector"]);
    // Pods that are not here may be let by another policy; one of the very same words is.
    if (!chosen.empty() && let.has_all(chosen)) continue;
    if (chosen.empty() && open_words.contains(words_of(*policy))) continue;
    findings.say(
        key_place(spec, "egress", "policyTypes"),
        fmt::format("{} lets pods out, and not to the cluster's DNS: no name is found", title_of(*policy)),
        lets_dns(spec, policy->ns, "TCP") ? "UDP port 53 is not among its ports" : "no rule lets port 53 through");
  }
}

/// Whether vpc-cni is asked for without the switch that makes it enforce policies. What cannot be told counts as on.
bool leaves_policies_off(const Subject& subject) {
  bool is_off = false;
  for (const subject::TerraformPlan& plan : subject.plans())
    for (const PlannedResource* addon : plan.of_type("aws_eks_addon")) {
      if ((*addon)["addon_name"].text() != "vpc-cni") continue;
      const Node& text = (*addon)["configuration_values"];
      if (text.is_absent() && !Plan::references(*addon, {"configuration_values"}).empty()) return false;
      if (is_on(subject::embedded(text).root()["enableNetworkPolicy"])) return false;
      is_off = true;
    }
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* addon : text.resources("aws_eks_addon")) {
      if ((*addon)["addon_name"] != "vpc-cni") continue;
      if (addon->find("configuration_values")) return false;
      is_off = true;
    }
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      if (!command.starts_with({"aws", "eks", "create-addon"}) && !command.starts_with({"aws", "eks", "update-addon"}))
        continue;
      const subject::Word* name = command.flag("--addon-name");
      if (!name || name->text != "vpc-cni") continue;
      if (command.flag("--configuration-values")) return false;
      is_off = true;
    }
  return is_off;
}

/// Whether the chart is told to, or may be; by itself it does not.
bool enforces(const Subject& subject, const subject::Release& vpc_cni) {
  return vpc_cni.values.root()["enableNetworkPolicy"].text() == "true" ||
         is_true(vpc_cni.values.root()["enableNetworkPolicy"]) ||
         subject.derived<subject::ChartValues>().has_more(vpc_cni);
}

void check_enforced(const Subject& subject, Findings& findings) {
  const auto policies = subject.of_kind("NetworkPolicy", "networking.k8s.io");
  // The platform's own add-on has the switch; other engines need none.
  if (policies.empty() || subject.platform() || subject.release("cilium") || subject.release("tigera-operator")) return;
  const subject::Release* chart = subject.release("aws-vpc-cni");
  if (chart ? enforces(subject, *chart) : !leaves_policies_off(subject)) return;
  for (const kube::Object* policy : policies)
    findings.say(
        key_place(*policy->node, "kind"), fmt::format("nothing enforces {}", title_of(*policy)),
        fmt::format("the {} is asked for without enableNetworkPolicy", chart ? "chart aws-vpc-cni" : "add-on vpc-cni"));
}

const Rule kRules[] = {
    {"NETPOL001", "X-000-12", Severity::Warning, "a network policy between pods and their credentials",
     "With Pod Identity a pod asks the agent of its node, http://169.254.170.23, for credentials. An egress policy "
     "that allows DNS and HTTPS alone keeps it away, "
     "and every call to AWS fails for want of credentials.",
     "allow TCP 80 to 169.254.170.23/32 (and fd00:ec2::23/128)",
     "EKS user guide, pod-id-agent-setup; cilium issue 34387", check_credentials},
    {"NETPOL002", "X-000-11", Severity::Warning, "a network policy that nobody enforces",
     "The VPC CNI enforces policies only with enableNetworkPolicy. Without it they are accepted and change nothing: "
     "what they forbid goes through.",
     "configuration_values = jsonencode({enableNetworkPolicy = \"true\"}) of the add-on vpc-cni",
     "EKS user guide, cni-network-policy; amazon-vpc-cni-k8s README", check_enforced},
    {"NETPOL003", "", Severity::Warning, "a network policy between pods and their DNS",
     "An egress policy denies all that it does not name, questions to the cluster's DNS among it: Services, queues and "
     "APIs of AWS are let through and never found. Of a policy that lets nothing out it is said where a pod that it "
     "selects is told of a Service or of an API of AWS by name.",
     "allow UDP and TCP 53 to the namespace kube-system (kubernetes.io/metadata.name: kube-system, k8s-app: kube-dns)",
     "kubernetes docs, network policies (default deny all egress); EKS best practices guide, network security",
     check_names},
};

}  // namespace

std::span<const Rule> network_policy_rules() { return kRules; }

}  // namespace slipway::rules
