#include "ops/verify.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "base/percent.h"
#include "cloud/reasons.h"
#include "cluster/in_flight.h"
#include "cluster/reasons.h"
#include "platform/found_by.h"
#include "render/outputs.h"

namespace slipway::ops {

namespace {

using platform::CheckResult;
using Outcome = CheckResult::Outcome;

/// The text with what Terraform knows filled in; nullopt when some of it is not here.
std::optional<std::string> filled(const std::string& text, const std::map<std::string, std::string>& values) {
  const std::string named = render::with_output_names(text);
  std::string out;
  std::size_t done = 0;
  for (auto at = named.find("${"); at != named.npos; at = named.find("${", at + 2)) {
    const auto end = named.find('}', at);
    if (end == named.npos) break;
    const auto name = named.substr(at + 2, end - at - 2);
    if (!name.starts_with("aws_") && !name.starts_with("data_aws_")) continue;
    const auto value = values.find(name);
    if (value == values.end()) return std::nullopt;
    out += named.substr(done, at - done) + value->second;
    done = end + 1;
  }
  return out + named.substr(done);
}

bool fill(doc::Value& value, const std::map<std::string, std::string>& values) {
  if (const std::string* text = value.string()) {
    auto known = filled(*text, values);
    if (known) value = *known;
    return known.has_value();
  }
  if (doc::List* list = value.list())
    for (std::size_t i = 0; doc::Value* item = list->find(i); ++i)
      if (!fill(*item, values)) return false;
  return true;
}

const Unasked kNoOutputs{"what it is called only Terraform knows: give --outputs"};
const Unasked kNotAmongOutputs{
    "what it is called only Terraform knows, and its outputs do not say: they are of another platform, or of before it "
    "was added"};
const Unasked kStopped{"stopped before it was asked"};

CheckResult skipped(const platform::LiveCheck& check, const Unasked& reason) {
  return {.check = &check, .outcome = Outcome::Skipped, .found = "", .why = reason.why, .fix = reason.fix};
}

/// Whether an API server may have answered so: with the object of that name, or a list.
bool is_answer_to(const platform::KubernetesQuestion& question, const doc::Node& answer) {
  const std::string_view kind = answer["kind"].text();
  if (question.name.empty()) return kind.ends_with("List") && (answer["items"].is_list() || answer["items"].is_null());
  return kind == question.kind && answer["metadata"]["name"].text() == question.name;
}

class Asking {
 public:
  /// `silent_groups`: of whose kinds the cluster could not say which there are.
  Asking(const Asked& asked, std::vector<cluster::ApiResource> offered, std::vector<std::string> silent_groups,
         const std::function<bool()>& stop)
      : asked_(asked), offered_(std::move(offered)), silent_groups_(std::move(silent_groups)), stop_(stop) {}

  CheckResult ask(const platform::LiveCheck& check) const {
    const bool is_stopped = stop_ && stop_();
    bool is_known = true;
    auto expects = check.expects;
    if (auto value = filled(expects.value, asked_.values))
      expects.value = *std::move(value);
    else
      is_known = false;
    auto asks = check.asks;
    if (auto* question = std::get_if<platform::AwsQuestion>(&asks)) {
      doc::Map parameters;
      for (const auto& [name, written] : question->parameters.entries()) {
        doc::Value value = written;
        is_known = fill(value, asked_.values) && is_known;
        parameters.set(name, std::move(value));
      }
      question->parameters = std::move(parameters);
    }
    CheckResult result = is_stopped ? skipped(check, kStopped)
                         : is_known ? unless_stopped(ask(check, asks, expects))
                                    : skipped(check, asked_.values.empty() ? kNoOutputs : kNotAmongOutputs);
    if (result.outcome == Outcome::Failed && result.why.empty() && expects.value != check.expects.value)
      result.why = "found " + result.found + ", expected " + platform::to_string(expects);
    result.command = asked_.commands.in(platform::command_of({check.claim, std::move(asks), expects}));
    return result;
  }

 private:
  /// What ended because somebody stopped it says nothing of whom it asked.
  CheckResult unless_stopped(CheckResult result) const {
    return result.outcome == Outcome::Skipped && stop_ && stop_() ? skipped(*result.check, kStopped) : result;
  }

  static CheckResult judged(const platform::LiveCheck& check, const platform::Expectation& expects,
                            const doc::Node& answer) {
    const auto judgement = platform::judge(expects, answer);
    return {&check, judgement.holds ? Outcome::Ok : Outcome::Failed, judgement.found, ""};
  }

  CheckResult ask(const platform::LiveCheck& check,
                  const std::variant<platform::KubernetesQuestion, platform::AwsQuestion>& asks,
                  const platform::Expectation& expects) const {
    const auto* question = std::get_if<platform::KubernetesQuestion>(&asks);
    return question ? ask_cluster(check, *question, expects)
                    : ask_aws(check, std::get<platform::AwsQuestion>(asks), expects);
  }

  CheckResult ask_cluster(const platform::LiveCheck& check, const platform::KubernetesQuestion& question,
                          const platform::Expectation& expects) const {
    if (!asked_.api) return skipped(check, asked_.no_cluster);
    const std::string group =
        question.api_version.substr(0, std::min(question.api_version.find('/'), question.api_version.size()));
    const bool is_core = question.api_version.find('/') == std::string::npos;
    const auto resource = std::ranges::find_if(offered_, [&](const cluster::ApiResource& one) {
      return one.kind == question.kind && one.group == (is_core ? "" : group);
    });
    if (resource == offered_.end() && std::ranges::find(silent_groups_, group) != silent_groups_.end())
      return skipped(check, {fmt::format("the server of {} does not answer", group),
                             asked_.commands.in("kubectl get apiservices")});
    if (resource == offered_.end())
      return {&check, Outcome::Failed, "nothing", fmt::format("the cluster has no kind {}.{}", question.kind, group)};
    std::string path = resource->path(question.ns, question.name);
    if (!question.selector.empty()) path += "?labelSelector=" + percent_escaped(question.selector);
    const auto answer = asked_.api->get(path);
    if (answer && is_answer_to(question, answer->root())) return judged(check, expects, answer->root());
    if (answer)
      return skipped(check, {fmt::format("{} answers with what is no {}", asked_.api->access().server, question.kind),
                             "is the kubeconfig's server an API server, or does a proxy stand between?"});
    if (answer.error().status == 404) return {&check, Outcome::Failed, "nothing", "it is not there"};
    if (!cluster::is_answer(answer.error()))
      return skipped(check, {answer.error().message, asked_.commands.in(answer.error().fix)});
    return {&check, Outcome::Failed, "nothing", answer.error().message};
  }

  CheckResult ask_aws(const platform::LiveCheck& check, const platform::AwsQuestion& question,
                      const platform::Expectation& expects) const {
    if (!asked_.aws) return skipped(check, asked_.no_aws);
    const platform::FoundBy* by = platform::found_by(question);
    if (!by) return answered(check, question, expects);
    const auto finding = platform::finding(question, *by);
    const CheckResult id = answered(check, std::get<platform::AwsQuestion>(finding.asks), finding.expects);
    if (id.outcome != Outcome::Ok) return id;
    return answered(check, platform::with_id(question, *by, std::string_view(id.found).substr(0, id.found.find(", "))),
                    expects);
  }

  CheckResult answered(const platform::LiveCheck& check, const platform::AwsQuestion& question,
                       const platform::Expectation& expects) const {
    if (!cloud::Aws::knows(question.service, question.operation))
      return skipped(check, {"slipway does not call " + question.service + " " + question.operation});
    if (const auto silent = silence_of(question.service)) return skipped(check, *silent);
    const auto answer = asked_.aws->call(question.service, question.operation, question.parameters);
    if (answer) return judged(check, expects, answer->root());
    const auto& failure = answer.error();
    if (failure.status == 0) {
      // Whatever else is asked of it would wait as long, for the same.
      const std::string asked = question.service + " " + question.operation + ": ";
      const auto why = failure.message.starts_with(asked) ? failure.message.substr(asked.size()) : failure.message;
      return skipped(check, be_silent(question.service, {why, asked_.commands.in(failure.fix)}));
    }
    if (!cloud::is_answer(failure.status, failure.code))
      return skipped(check, {failure.message, asked_.commands.in(failure.fix)});
    return {&check, Outcome::Failed, "nothing", failure.message};
  }

  std::optional<Unasked> silence_of(const std::string& service) const {
    const std::lock_guard lock(mutex_);
    const auto found = silent_services_.find(service);
    return found == silent_services_.end() ? std::nullopt : std::optional(found->second);
  }
  Unasked be_silent(const std::string& service, const Unasked& reason) const {
    const std::lock_guard lock(mutex_);
    return silent_services_.emplace(service, reason).first->second;
  }

  const Asked& asked_;
  std::vector<cluster::ApiResource> offered_;
  std::vector<std::string> silent_groups_;
  const std::function<bool()>& stop_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Unasked> silent_services_;  // of AWS: what came of asking the first time
};

}  // namespace

std::vector<CheckResult> verify(const platform::Graph& graph, const Asked& given,
                                const std::function<void(const CheckResult&)>& on_result,
                                const std::function<bool()>& stop) {
  Asked asked = given;
  std::vector<cluster::ApiResource> offered;
  std::vector<std::string> silent_groups;
  if (asked.api) {
    auto found = asked.api->discover(&silent_groups);
    if (found) {
      offered = std::move(found).value();
    } else {
      asked.api = nullptr;
      asked.no_cluster = {found.error().message, asked.commands.in(found.error().fix)};
    }
  }
  const Asking asking(asked, std::move(offered), std::move(silent_groups), stop);
  const auto& checks = graph.checks();
  return cluster::each_told_in_order<CheckResult>(
      checks.size(), [&](std::size_t i) { return asking.ask(checks[i]); }, on_result);
}

}  // namespace slipway::ops
