#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/instance_types.h"
#include "rules/bash_variables.h"
#include "rules/plans/plan.h"
#include "rules/rule.h"
#include "subject/command_flags.h"
#include "subject/stand_in.h"

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

/// A file or address of NVIDIA's plain manifest.
bool is_plugin_manifest(std::string_view file) {
  return file.find("k8s-device-plugin") != std::string_view::npos ||
         file.find("nvidia-device-plugin") != std::string_view::npos;
}

/// What one script, plan or configuration makes beside a cluster of Auto Mode.
void say_two_owners(const Subject& subject, std::string_view file, Findings& findings) {
  for (const subject::Release& release : subject.releases()) {
    if (!release.where.source || release.where.source->name() != file) continue;
    if (release.chart == "karpenter")
      findings.say(release.where,
                   "Karpenter beside Auto Mode: both make nodes, and each NodePool must say whose it is");
    else if (release.chart == "nvidia-device-plugin")
      findings.say(release.where, "Auto Mode brings the device plugin itself: a second one fights it for the GPUs");
  }
  for (const Script& script : subject.scripts())
    for (const ShellCommand& command : script.commands) {
      if (script.name != file) break;
      if (!command.starts_with({"kubectl", "apply"}) && !command.starts_with({"kubectl", "create"})) continue;
      const Word* manifest = command.flag("-f");
      if (!manifest) manifest = command.flag("--filename");
      if (manifest && is_plugin_manifest(manifest->text))
        findings.say(manifest->where, "Auto Mode brings the device plugin itself: a second one fights it for the GPUs");
    }
}

void check_two_owners(const Subject& subject, Findings& findings) {
  std::set<std::string_view> files;  // that make an Auto Mode cluster
  each_command(subject, [&](const Script& script, const ShellCommand& command) {
    if (command.starts_with({"aws", "eks", "create-cluster"}) && asks_auto_mode(command)) files.insert(script.name);
  });
  for (const subject::TerraformPlan& plan : subject.plans())
    for (const subject::PlannedResource* cluster : plan.of_type("aws_eks_cluster"))
      for (const doc::Node& compute : (*cluster->values)["compute_config"].items())
        if (is_on(compute["enabled"]) && cluster->where().source) files.insert(cluster->where().source->name());
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* cluster : text.resources("aws_eks_cluster"))
      if (const subject::TerraformItem* compute = cluster->find("compute_config"))
        if ((*compute)["enabled"] == "true") files.insert(text.source->name());
  for (const std::string_view file : files) say_two_owners(subject, file, findings);
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
         !subject::is_special_token(text.substr(open + 1, close - open - 1)) &&
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
    if (!command.starts_with({"terraform"}) && !command.starts_with({"tofu"})) return;
    const auto said = subject::operands(command);
    if (said.size() < 2) return;
    for (const Word& word : command.words) {
      const std::string_view flag = std::string_view(word.text).substr(0, word.text.find('='));
      if (flag == "-f" || flag == "--file" || flag == "-file")
        findings.say(word.where, fmt::format("{} {} has no flag {}", command.words[0].text, said[1]->text, flag));
    }
  });
}

/// Whether a command says if that release is there: `helm status app`, `helm list`.
bool asks_for(const ShellCommand& command, std::string_view release) {
  if (command.starts_with({"helm", "list"}) || command.starts_with({"helm", "ls"})) return true;
  for (const std::string_view verb : {"status", "history", "get"})
    if (command.starts_with({"helm", verb})) return subject::operands(command).back()->text == release;
  return false;
}

/// `helm status app || helm install app …`, `if ! helm list | grep -q app; then helm install …`.
void check_helm_install(const Script& script, Findings& findings) {
  const std::vector<bool> is_tested = subject::tested_commands(script);
  for (std::size_t i = 0; i < script.commands.size(); ++i) {
    const ShellCommand& command = script.commands[i];
    if (!command.starts_with({"helm", "install"}) || command.flag("--generate-name") || command.flag("--dry-run"))
      continue;
    if (is_tested[i]) continue;  // `helm install … || helm upgrade …`: goes on
    const auto said = subject::operands(command);
    bool is_asked = false;
    for (std::size_t before = 0; before < i && said.size() > 2; ++before)
      is_asked = is_asked || (is_tested[before] && asks_for(script.commands[before], said[2]->text));
    if (!is_asked)
      findings.say(command.where, "a second run stops here: helm cannot re-use a name that is still in use", {}, {});
  }
}

void check_helm_install(const Subject& subject, Findings& findings) {
  for (const Script& script : subject.scripts())
    if (script.find({"helm", "install"})) check_helm_install(script, findings);
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

/// The same in `(( … ))`, where the $ may be left out.
std::string_view variable_of_arithmetic(std::string_view word) {
  return word.starts_with('$') ? variable_of(word) : variable_of("$" + std::string(word)).empty() ? "" : word;
}

bool is_comparison(std::string_view word) {
  for (const std::string_view op : {"==", "!=", "<", "<=", ">", ">="})
    if (word == op) return true;
  return false;
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
      const bool is_arithmetic = command.starts_with({"(("});
      for (std::size_t i = 0; i + 1 < command.words.size(); ++i) {
        const std::string_view word = command.words[i].text, op = command.words[i + 1].text;
        if (is_arithmetic ? !is_comparison(op) : !is_numeric_test(op)) continue;
        const std::string_view name = is_arithmetic ? variable_of_arithmetic(word) : variable_of(word);
        if (name.empty() || is_set(name) || is_set_by_bash(name) || std::ranges::find(assigned, name) != assigned.end())
          continue;
        findings.say(command.words[i].where,
                     is_arithmetic
                         ? fmt::format("{} is set nowhere: it counts as 0", name)
                         : fmt::format("{} is set nowhere: the comparison is an error, and counts as false", name));
      }
      if (is_arithmetic)
        for (std::size_t i = 1; i + 1 < command.words.size(); ++i)
          if (command.words[i + 1].text.ends_with('=') && !is_comparison(command.words[i + 1].text))
            assigned.push_back(command.words[i].text);
      for (const Word& assignment : command.assignments)
        assigned.push_back(assignment.text.substr(0, assignment.text.find('=')));
      if (!command.words.empty() &&
          (command.words[0].text == "read" || command.words[0].text == "local" || command.words[0].text == "declare"))
        for (const Word& word : command.words) assigned.push_back(word.text.substr(0, word.text.find('=')));
    }
  }
}

/// A pattern that stands for several instance types, without what makes it one: of `p5*` and, behind =~, `^p5`.
std::string_view family_pattern(const ShellCommand& command, std::size_t at) {
  std::string_view word = command.words[at].text;
  const bool is_regex = at > 0 && command.words[at - 1].text == "=~";
  if (is_regex && word.starts_with('^')) {
    word.remove_prefix(1);
    if (word.ends_with(".*")) word.remove_suffix(2);
  } else if (!is_regex && word.ends_with('*')) {
    word.remove_suffix(1);
  } else {
    return {};
  }
  const bool is_plain = std::ranges::all_of(
      word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'; });
  return word.size() >= 2 && is_plain ? word : std::string_view();
}

/// One pattern of a `case`, before its `)`, that is of another kind: `*`, or one type by its name.
bool is_other_arm(const ShellCommand& command) {
  return command.words.size() == 1 && command.assignments.empty() &&
         (command.words[0].text == "*" || catalog::find_instance_type(command.words[0].text));
}

bool counts_cards(std::string_view name) {
  return name.find("ENI") != name.npos || name.find("EFA") != name.npos || name.find("CARD") != name.npos;
}

bool is_number(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// A number of cards that a command compares with or sets.
struct CardsSaid {
  SourceRange where;
  std::string_view count;
};

std::optional<CardsSaid> cards_said(const ShellCommand& command) {
  for (std::size_t i = 0; i + 2 < command.words.size(); ++i) {
    const std::string_view op = command.words[i + 1].text, count = command.words[i + 2].text;
    const bool compares = is_numeric_test(op) || is_comparison(op) || op == "=";
    if (compares && counts_cards(command.words[i].text) && is_number(count)) return {{command.words[i].where, count}};
  }
  for (const Word& one : command.assignments) {
    const std::string_view text = one.text;
    const std::size_t equals = text.find('=');
    if (equals != text.npos && counts_cards(text.substr(0, equals)) && is_number(text.substr(equals + 1)))
      return {{one.where, text.substr(equals + 1)}};
  }
  return std::nullopt;
}

void check_card_counts(const Subject& subject, Findings& findings) {
  for (const Script& script : subject.scripts()) {
    const ShellCommand* pattern_command = nullptr;
    std::string_view pattern;
    for (const ShellCommand& command : script.commands) {
      if (is_other_arm(command)) pattern_command = nullptr;
      for (std::size_t i = 0; i < command.words.size(); ++i)
        if (const std::string_view found = family_pattern(command, i); !found.empty())
          pattern = found, pattern_command = &command;
      if (!pattern_command || command.where.line > pattern_command->where.line + 1) continue;
      const auto said = cards_said(command);
      if (!said) continue;
      pattern_command = nullptr;
      std::vector<std::string> others;
      for (const catalog::InstanceType& type : catalog::instance_types())
        if (type.name.starts_with(pattern) && type.efa_interfaces > 0 &&
            std::to_string(type.efa_interfaces) != said->count)
          others.push_back(fmt::format("{} has {}", type.name, type.efa_interfaces));
      if (!others.empty())
        findings.say(said->where, fmt::format("{}* is no one number of cards: {}", pattern, join(others, ", ")));
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
