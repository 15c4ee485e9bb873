#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "rules/plans/plan.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

bool is_shell(std::string_view program) {
  const std::string_view name =
      program.substr(program.rfind('/') == std::string_view::npos ? 0 : program.rfind('/') + 1);
  return name == "sh" || name == "bash" || name == "dash" || name == "ash" || name == "zsh" || name == "env";
}

/// "$NAME" or "${NAME}" in a word that no shell will read; "" when there is none. Batch itself puts in nothing but
/// parameters, Ref::name.
std::string_view unexpanded(std::string_view word) {
  const std::size_t at = word.find('$');
  if (at == std::string_view::npos || at + 1 == word.size()) return {};
  std::size_t end = at + 1;
  if (word[end] == '{') ++end;
  const std::size_t start = end;
  while (end < word.size() &&
         ((word[end] >= 'A' && word[end] <= 'Z') || (word[end] >= '0' && word[end] <= '9') || word[end] == '_'))
    ++end;
  return end == start ? std::string_view()
                      : word.substr(at, end - at + (end < word.size() && word[end] == '}' ? 1 : 0));
}

/// All `command` lists of a job's properties.
void collect_commands(const Node& root, std::vector<const Node*>& into) {
  std::vector<const Node*> work = {&root};
  while (!work.empty()) {
    const Node& node = *work.back();
    work.pop_back();
    if (const Node* command = node.find("command"); command && command->is_list()) into.push_back(command);
    for (const Node& item : node.items()) work.push_back(&item);
    for (const doc::Member& member : node.members()) work.push_back(&member.value);
  }
}

void check_commands(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* definition : plan.of("aws_batch_job_definition"))
      for (const std::string_view argument : {"node_properties", "container_properties", "ecs_properties"}) {
        const Node& text = (*definition)[argument];
        if (!text.is_string()) continue;
        const doc::Document properties = subject::embedded(text);
        std::vector<const Node*> commands;
        collect_commands(properties.root(), commands);
        for (const Node* command : commands) {
          if (command->size() == 0 || is_shell(command->items()[0].text())) continue;
          const auto found =
              std::ranges::find_if(command->items(), [](const Node& word) { return !unexpanded(word.text()).empty(); });
          if (found == command->items().end()) continue;
          findings.say(text.where(), fmt::format("no shell runs the command of {}: {} reaches {} as it is written",
                                                 (*definition)["name"].text(), unexpanded(found->text()),
                                                 command->items()[0].text()));
          break;
        }
      }
}

bool is_spot(const PlannedResource& environment) {
  const std::string_view type = at(*environment.values, {"compute_resources", "type"}).text();
  return type == "SPOT" || type == "FARGATE_SPOT";
}

void check_multinode_on_spot(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    const bool has_multinode = std::ranges::any_of(
        plan.of("aws_batch_job_definition"),
        [](const PlannedResource* definition) { return (*definition)["type"].text() == "multinode"; });
    if (!has_multinode) continue;
    // One queue whose environments are all of other kinds is where the jobs can go.
    std::set<const PlannedResource*> spot;
    bool has_other = false;
    for (const PlannedResource* queue : plan.of("aws_batch_job_queue")) {
      bool all_other = true;
      for (const std::initializer_list<std::string_view> path :
           {std::initializer_list<std::string_view>{"compute_environment_order", "compute_environment"},
            std::initializer_list<std::string_view>{"compute_environments"}})
        for (const PlannedResource* environment : plan.linked(*queue, path))
          if (environment->type == "aws_batch_compute_environment" && is_spot(*environment)) {
            spot.insert(environment);
            all_other = false;
          }
      has_other |= all_other;
    }
    if (has_other) continue;
    for (const PlannedResource* environment : spot)
      findings.say(at(*environment->values, {"compute_resources", "type"}).where(),
                   "multi-node parallel jobs do not run on Spot, and every queue here leads to it");
  }
}

void check_retries(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* definition : plan.of("aws_batch_job_definition"))
      for (const Node& condition : blocks(block(*definition->values, "retry_strategy"), "evaluate_on_exit")) {
        const Node& reason = condition["on_status_reason"];
        const std::string_view text = reason.text();
        if (text.find("pot") == std::string_view::npos || text.find("nterrupt") == std::string_view::npos) continue;
        findings.say(reason.where(), fmt::format("no job ends with \"{}\": Batch says \"Host EC2 (instance i-…) "
                                                 "terminated\" when Spot takes a machine back",
                                                 text));
      }
}

const Rule kRules[] = {
    {"BATCH001", "X-004-86", Severity::Warning, "a variable in a command that no shell runs",
     "Batch starts the command as it is written. $NAME and ${NAME} reach the program literally, so ranks and addresses "
     "are wrong.",
     "[\"/bin/bash\", \"-c\", \"exec …\"], or read the variable in the program", "AWS Batch user guide, mnp-env-vars",
     check_commands},
    {"BATCH002", "X-004-87", Severity::Error, "multi-node jobs on Spot",
     "AWS Batch runs multi-node parallel jobs on on-demand compute environments only.",
     "type = \"EC2\" in the compute environment of their queue", "AWS Batch user guide, mnp-ce",
     check_multinode_on_spot},
    {"BATCH003", "X-004-87", Severity::Warning, "a retry for a reason that Batch never gives",
     "evaluate_on_exit compares the words that Batch writes. A pattern that never matches retries nothing that was "
     "meant; "
     "exits that match nothing are retried all.",
     "on_status_reason = \"Host EC2*\" with action RETRY, then on_reason = \"*\" with action EXIT",
     "AWS Batch user guide, job_retries", check_retries},
};

}  // namespace

std::span<const Rule> batch_rules() { return kRules; }

}  // namespace slipway::rules
