#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/instance_types.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using subject::Script;
using subject::ShellCommand;
using subject::Subject;
using subject::Word;

template <class Check>
void each_command(const Subject& subject, const Check& check) {
  for (const Script& script : subject.scripts())
    for (const ShellCommand& command : script.commands) check(script, command);
}

std::string without_spaces(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\t' && c != '"') plain += c;
  return plain;
}

bool asks_auto_mode(const ShellCommand& command) {
  const Word* compute = command.flag("--compute-config");
  if (!compute) return false;
  const std::string text = without_spaces(compute->text);
  return text.find("enabled=true") != std::string::npos || text.find("enabled:true") != std::string::npos;
}

void check_create_cluster(const Subject& subject, Findings& findings) {
  each_command(subject, [&](const Script&, const ShellCommand& command) {
    if (!command.starts_with({"aws", "eks", "create-cluster"}) || command.flag("--cli-input-json") ||
        command.flag("--cli-input-yaml"))
      return;
    std::vector<std::string> missing;
    for (const std::string_view flag : {"--role-arn", "--resources-vpc-config"})
      if (!command.flag(flag)) missing.emplace_back(flag);
    const bool is_auto = asks_auto_mode(command);
    if (is_auto)
      for (const std::string_view flag : {"--storage-config", "--kubernetes-network-config"})
        if (!command.flag(flag)) missing.emplace_back(flag);
    if (missing.empty()) return;
    const Word* where = command.flag("--compute-config");
    findings.say(where ? where->where : command.where,
                 fmt::format("create-cluster{} needs {}", is_auto ? " with Auto Mode" : "", join(missing, ", ")));
  });
}

void check_two_owners(const Subject& subject, Findings& findings) {
  for (const Script& script : subject.scripts()) {
    const bool is_auto = std::ranges::any_of(script.commands, [](const ShellCommand& command) {
      return command.starts_with({"aws", "eks", "create-cluster"}) && asks_auto_mode(command);
    });
    if (!is_auto) continue;
    for (const subject::Release& release : subject.releases())
      if (release.chart == "karpenter" && release.where.source == script.source.get())
        findings.say(release.where,
                     "Karpenter beside Auto Mode: both make nodes, and each NodePool must say whose it is");
      else if (release.chart == "nvidia-device-plugin" && release.where.source == script.source.get())
        findings.say(release.where, "Auto Mode brings the device plugin itself: a second one fights it for the GPUs");
  }
}

void check_integration(const Subject& subject, Findings& findings) {
  each_command(subject, [&](const Script&, const ShellCommand& command) {
    if (!command.starts_with({"aws", "apigatewayv2", "create-integration"})) return;
    const Word* uri = command.flag("--integration-uri");
    const Word* type = command.flag("--connection-type");
    if (!uri || (type && type->text == "VPC_LINK") || command.flag("--connection-id")) return;
    const std::size_t scheme = uri->text.find("://");
    if (scheme == std::string::npos) return;
    const std::string_view host =
        std::string_view(uri->text).substr(scheme + 3, uri->text.find_first_of(":/", scheme + 3) - scheme - 3);
    const bool is_private = (host.ends_with(".elb.amazonaws.com") &&
                             (host.starts_with("internal-") || host.find("internal") != std::string_view::npos)) ||
                            host.ends_with(".svc") || host.ends_with(".local") || host.ends_with(".internal") ||
                            host.starts_with("10.") || host.starts_with("192.168.");
    if (is_private)
      findings.say(uri->where,
                   fmt::format("{} is a private address: API Gateway reaches it through a VPC link only", host));
  });
}

void check_unused_api(const Subject& subject, Findings& findings) {
  for (const Script& script : subject.scripts()) {
    const ShellCommand* api = script.find({"aws", "apigatewayv2", "create-api"});
    if (!api || !api->flag("--protocol-type") || api->flag("--protocol-type")->text != "WEBSOCKET") continue;
    std::vector<std::string> missing;
    if (!script.find({"aws", "apigatewayv2", "create-route"})) missing.emplace_back("create-route");
    if (!script.find({"aws", "apigatewayv2", "create-stage"}) &&
        !script.find({"aws", "apigatewayv2", "create-deployment"}))
      missing.emplace_back("create-stage");
    if (missing.empty() || !script.find({"aws", "apigatewayv2", "create-integration"})) continue;
    findings.say(api->where,
                 fmt::format("a WebSocket API without {}: nobody can connect to it", join(missing, " and ")));
  }
}

bool is_placeholder(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t end = i;
    while (end < text.size() && (text[end] == 'X' || text[end] == 'x') && text[end] == text[i]) ++end;
    if (end - i >= 8) return true;
    if (end > i) i = end - 1;
  }
  if (text.find("xxxx-") != std::string_view::npos || text.find("YOUR_") != std::string_view::npos ||
      text.find("YOUR-") != std::string_view::npos)
    return true;
  const std::string lower = ascii_lower(text);
  for (const std::string_view word : {"changeme", "change-me", "replace-me", "replaceme", "replace_me"})
    for (std::size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      const char next = at + word.size() < lower.size() ? lower[at + word.size()] : ' ';
      if (next < 'a' || next > 'z') return true;  // "replacement" is a word of its own
    }
  const std::size_t open = text.find('<'), close = text.find('>', open == std::string_view::npos ? 0 : open);
  return open != std::string_view::npos && close != std::string_view::npos && close > open + 2 &&
         std::ranges::all_of(text.substr(open + 1, close - open - 1), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == ' ';
         });
}

/// An API of API Gateway has an id of ten letters and digits.
bool is_api_id(std::string_view text) {
  return text.find('$') != std::string_view::npos ||
         (text.size() >= 8 && text.size() <= 12 &&
          std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }));
}

void check_placeholders(const Subject& subject, Findings& findings) {
  constexpr std::string_view kPrograms[] = {"aws", "helm", "kubectl", "eksctl", "terraform", "docker", "argocd"};
  each_command(subject, [&](const Script&, const ShellCommand& command) {
    if (command.words.empty() || std::ranges::find(kPrograms, command.words[0].text) == std::end(kPrograms)) return;
    for (const Word& word : command.words)
      if (word.text.find("mktemp") == std::string::npos && is_placeholder(word.text))
        findings.say(word.where,
                     fmt::format("{} is a placeholder", word.text.size() > 60 ? "part of this" : word.text));
    if (command.starts_with({"aws", "apigatewayv2"}))
      if (const Word* id = command.flag("--api-id"); id && !is_api_id(id->text))
        findings.say(id->where, fmt::format("{} is no id of an API: it has ten letters and digits", id->text));
  });
}

/// Names that RFC 2606 keeps for documents.
bool is_reserved_host(std::string_view host) {
  for (const std::string_view reserved : {"example.com", "example.net", "example.org"})
    if (host == reserved || host.ends_with("." + std::string(reserved))) return true;
  return host.ends_with(".example") || host.ends_with(".invalid") || host.ends_with(".test");
}

void check_hosts(const Subject& subject, Findings& findings) {
  constexpr std::string_view kPrograms[] = {"helm", "git", "curl", "wget", "kubectl", "docker"};
  each_command(subject, [&](const Script&, const ShellCommand& command) {
    if (command.words.empty() || std::ranges::find(kPrograms, command.words[0].text) == std::end(kPrograms)) return;
    for (const Word& word : command.words) {
      const std::size_t scheme = word.text.find("://");
      if (scheme == std::string::npos) continue;
      const std::string_view host =
          std::string_view(word.text).substr(scheme + 3, word.text.find_first_of(":/ '\"", scheme + 3) - scheme - 3);
      if (is_reserved_host(host))
        findings.say(word.where, fmt::format("{} is a name for documents: nothing answers there", host));
    }
  });
}

void check_terraform_flags(const Subject& subject, Findings& findings) {
  each_command(subject, [&](const Script&, const ShellCommand& command) {
    if (command.words.size() < 2 || command.words[0].text != "terraform") return;
    for (const Word& word : command.words)
      if (word.text == "-f" || word.text == "--file" || word.text == "-file")
        findings.say(word.where, fmt::format("terraform {} has no flag {}", command.words[1].text, word.text));
  });
}

void check_helm_install(const Subject& subject, Findings& findings) {
  each_command(subject, [&](const Script&, const ShellCommand& command) {
    if (!command.starts_with({"helm", "install"}) || command.flag("--generate-name") || command.flag("--dry-run"))
      return;
    findings.say(command.where, "a second run stops here: helm cannot re-use a name that is still in use", {}, {});
  });
}

void check_metadata(const Subject& subject, Findings& findings) {
  for (const Script& script : subject.scripts()) {
    if (!script.source || script.source->text().find("X-aws-ec2-metadata-token") != std::string::npos) continue;
    for (const ShellCommand& command : script.commands) {
      if (command.words.empty() || (command.words[0].text != "curl" && command.words[0].text != "wget")) continue;
      for (const Word& word : command.words)
        if (word.text.find("169.254.169.254/latest/") != std::string::npos &&
            word.text.find("/api/token") == std::string::npos)
          findings.say(word.where,
                       "the metadata service answers 401 without a token: nodes ask for one (httpTokens: required)");
    }
  }
}

/// The value that a test compares, where the test is of numbers.
std::string_view variable_of(std::string_view word) {
  if (!word.starts_with('$')) return {};
  word.remove_prefix(1);
  if (word.starts_with('{')) {
    word.remove_prefix(1);
    if (!word.ends_with('}')) return {};
    word.remove_suffix(1);
  }
  if (word.empty() || !((word[0] >= 'A' && word[0] <= 'Z') || word[0] == '_')) return {};
  return std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; })
             ? word
             : std::string_view();
}

bool is_numeric_test(std::string_view word) {
  for (const std::string_view op : {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"})
    if (word == op) return true;
  return false;
}

void check_undefined_numbers(const Subject& subject, Findings& findings) {
  if (subject.variables().empty()) return;  // what the environment brings nobody knows
  const auto is_set = [&](std::string_view name) {
    return std::ranges::any_of(subject.variables(),
                               [&](const subject::Variable& variable) { return variable.name == name; });
  };
  for (const Script& script : subject.scripts()) {
    std::vector<std::string> assigned;
    for (const ShellCommand& command : script.commands) {
      for (std::size_t i = 0; i + 1 < command.words.size(); ++i) {
        if (!is_numeric_test(command.words[i + 1].text)) continue;
        const std::string_view name = variable_of(command.words[i].text);
        if (name.empty() || is_set(name) || std::ranges::find(assigned, name) != assigned.end()) continue;
        findings.say(command.words[i].where,
                     fmt::format("{} is set nowhere: the comparison is an error, and counts as false", name));
      }
      for (const Word& assignment : command.assignments)
        assigned.push_back(assignment.text.substr(0, assignment.text.find('=')));
      if (!command.words.empty() &&
          (command.words[0].text == "read" || command.words[0].text == "local" || command.words[0].text == "declare"))
        for (const Word& word : command.words) assigned.push_back(word.text.substr(0, word.text.find('=')));
    }
  }
}

/// A pattern of a test that stands for several instance types: "p5*".
std::string_view family_pattern(std::string_view word) {
  if (word.size() < 3 || !word.ends_with('*')) return {};
  word.remove_suffix(1);
  if (word.find('*') != std::string_view::npos) return {};
  return word;
}

void check_card_counts(const Subject& subject, Findings& findings) {
  for (const Script& script : subject.scripts()) {
    const ShellCommand* pattern_command = nullptr;
    std::string_view pattern;
    for (const ShellCommand& command : script.commands) {
      for (const Word& word : command.words)
        if (const std::string_view found = family_pattern(word.text); !found.empty())
          pattern = found, pattern_command = &command;
      if (!pattern_command || command.where.line > pattern_command->where.line + 1) continue;
      for (std::size_t i = 0; i + 2 < command.words.size(); ++i) {
        const bool is_count = command.words[i].text.find("ENI") != std::string::npos ||
                              command.words[i].text.find("EFA") != std::string::npos ||
                              command.words[i].text.find("CARD") != std::string::npos;
        if (!is_count || !is_numeric_test(command.words[i + 1].text)) continue;
        std::vector<std::string> others;
        for (const catalog::InstanceType& type : catalog::instance_types())
          if (type.name.starts_with(pattern) && type.efa_interfaces > 0 &&
              std::to_string(type.efa_interfaces) != command.words[i + 2].text)
            others.push_back(fmt::format("{} has {}", type.name, type.efa_interfaces));
        if (!others.empty())
          findings.say(command.words[i].where,
                       fmt::format("{}* is no one number of cards: {}", pattern, join(others, ", ")));
        pattern_command = nullptr;
        break;
      }
    }
  }
}

const Rule kRules[] = {
    {"SH001", "X-004-02", Severity::Error, "a cluster asked for without what it needs",
     "CreateCluster needs a role and subnets. Auto Mode needs compute, block storage and load balancing switched on "
     "together.",
     "--role-arn, --resources-vpc-config, and for Auto Mode --storage-config and --kubernetes-network-config with a "
     "node role",
     "EKS API CreateCluster; EKS user guide, automode-get-started-cli", check_create_cluster},
    {"SH002", "X-004-03 X-004-04", Severity::Warning, "what Auto Mode brings, installed once more",
     "Auto Mode is a data plane: it makes nodes and runs the drivers, the device plugin and the load balancer "
     "controller itself. A self-managed Karpenter may "
     "stand beside it only when every NodePool names its own node class group.",
     "leave it out, or a cluster without Auto Mode",
     "EKS user guide, automode, auto-migrate-karpenter, auto-accelerated", check_two_owners},
    {"SH003", "X-001-04", Severity::Error, "one number of network cards for a family",
     "Types of a family differ in their cards. A script that puts the number right by the family's name makes it wrong "
     "for the others.",
     "take the number from EC2: MaximumEfaInterfaces of describe-instance-types", "catalog/data/instance_types.csv",
     check_card_counts},
    {"SH004", "X-001-09", Severity::Warning, "a number compared that is set nowhere",
     "[ \"\" -ne 16 ] prints \"integer expression expected\" and is false: what it was to catch goes on.",
     "set it in the .env file, or refuse when it is empty: ${NAME:?}", "bash manual, conditional expressions",
     check_undefined_numbers},
    {"SH005", "X-004-59", Severity::Warning, "API Gateway before a private address",
     "An integration is reached over the internet unless it names a VPC link. An internal load balancer has private "
     "addresses only: every call fails.",
     "--connection-type VPC_LINK --connection-id <link>", "API Gateway API CreateIntegration", check_integration},
    {"SH006", "X-004-59", Severity::Warning, "an API that nobody can connect to",
     "A WebSocket API needs routes ($connect, $default) that lead to the integration, and a stage.",
     "aws apigatewayv2 create-route and create-stage", "API Gateway developer guide, WebSocket APIs", check_unused_api},
    {"SH007", "X-004-65", Severity::Error, "a placeholder left in a command",
     "AWS refuses accounts, ids and names that do not exist, or the command makes something with a wrong name.",
     "put the real value in, or a variable",
     "AWS General Reference, ARNs (account ids are 12 digits); seed 004, its scripts", check_placeholders},
    {"SH008", "X-004-109", Severity::Error, "a host that exists in documents only",
     "example.com and its kin, .example, .invalid and .test are kept for documents (RFC 2606): no chart, file or "
     "repository is there.",
     "the real address", "RFC 2606", check_hosts},
    {"SH009", "X-004-108", Severity::Error, "a flag that terraform does not have",
     "terraform works on a folder, not on a file: it stops at the unknown flag.", "terraform -chdir=<folder> apply",
     "Terraform CLI", check_terraform_flags},
    {"SH010", "X-001-41", Severity::Warning, "helm install in a script",
     "It works once. A script that is run again stops there, and what comes behind it is not done.",
     "helm upgrade --install", "Helm documentation, helm install", check_helm_install},
    {"SH011", "X-004-91", Severity::Warning, "instance metadata asked for without a token",
     "Karpenter's node classes and EKS's own images ask for IMDSv2. A request without a token gets 401, also from a "
     "pod: a Spot notice is never seen. Karpenter's "
     "interruption queue drains the node anyway.",
     "PUT /latest/api/token first and send X-aws-ec2-metadata-token, or leave it to the interruption queue",
     "EC2 user guide, configuring the instance metadata service", check_metadata},
};

}  // namespace

std::span<const Rule> shell_aws_rules() { return kRules; }

}  // namespace slipway::rules
