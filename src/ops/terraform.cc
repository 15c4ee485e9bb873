#include "ops/terraform.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "base/text.h"
#include "doc/json.h"
#include "io/doing.h"
#include "io/secrets.h"
#include "ops/said.h"
#include "ops/terraform_failure.h"
#include "ops/waits.h"

namespace slipway::ops {
namespace {

/// A Terraform whose slipway was killed may be making a cluster yet.
std::string lock_timeout() { return fmt::format("-lock-timeout={}m", kTerraformsLock.minutes); }

/// "aws_eks_cluster.main created after 552 s (12 of 86)"; "" for lines that tell nothing new.
std::string progress_of(const doc::Node& root, std::size_t& done, std::size_t of) {
  const auto type = root["type"].text();
  const doc::Node& hook = root["hook"];
  const auto address = hook["resource"]["addr"].text();
  const auto action = hook["action"].text();
  if (address.starts_with("data.") || action == "read") return "";
  if (type == "apply_complete") {
    ++done;
    const auto word = action == "create"   ? "created"
                      : action == "delete" ? "destroyed"
                      : action == "update" ? "changed"
                                           : "done";
    return fmt::format("{} {} after {} s ({} of {})", address, word, hook["elapsed_seconds"].text(), done, of);
  }
  if (type == "apply_progress")
    return fmt::format("{} … {} s ({} of {})", address, hook["elapsed_seconds"].text(), done, of);
  if (type == "refresh_complete") return fmt::format("{} read", address);
  return "";
}

/// Resources that a run makes, changes and takes away; what is made anew is made and taken away.
struct Counts {
  std::int64_t created = 0, changed = 0, destroyed = 0;
  bool is_none() const { return created == 0 && changed == 0 && destroyed == 0; }
};

/// What a plan and an apply end with: `"type":"change_summary","changes":{"add":1,"change":0,"remove":0}`.
std::optional<Counts> summary_in(const doc::Node& root) {
  const doc::Node& changes = root["changes"];
  if (root["type"].text() != "change_summary" || !changes.is_map()) return std::nullopt;
  const auto count = [&](const char* name) {
    const doc::Node& number = changes[name];
    return number.kind() == doc::Kind::Int ? number.integer() : 0;
  };
  return Counts{count("add"), count("change"), count("remove")};
}

/// What an apply of the plan may end with. Of an update whose values are not known before, Terraform may find then that
/// there is nothing to change.
bool is_of(const Counts& done, const TerraformPlan& plan) {
  using Action = ResourceChange::Action;
  Counts planned;
  std::int64_t may_be_none = 0;
  for (const ResourceChange& change : plan.changes) {
    planned.created += change.action == Action::Create || change.action == Action::Replace;
    planned.destroyed += change.action == Action::Delete || change.action == Action::Replace;
    planned.changed += change.action == Action::Update;
    may_be_none += change.may_be_none;
  }
  return done.created == planned.created && done.destroyed == planned.destroyed && done.changed <= planned.changed &&
         done.changed >= planned.changed - may_be_none;
}

std::string text_of(const Counts& counts) {
  return fmt::format("{} created, {} changed, {} destroyed", counts.created, counts.changed, counts.destroyed);
}

/// Of a program that ended well and did not say what each Terraform and OpenTofu says.
StepFailure untold(const std::string& program, std::string message, std::string what_next) {
  StepFailure failure{std::move(message),
                      fmt::format("`{} version` says what it is, and --terraform names another{}", program, what_next)};
  failure.cause =
      "it is neither Terraform nor OpenTofu, or something around it keeps back what it prints, or ends it early";
  return failure;
}

/// What the person set for other work with Terraform: another workspace would be another platform, unseen; and of words
/// that it adds to each verb's (TF_CLI_ARGS_state_list for `state list`) none is ours.
void blank_others_work(const std::vector<std::string>& words, std::map<std::string, std::string>& environment) {
  for (const char* name : {"TF_WORKSPACE", "TF_DATA_DIR", "TF_CLI_ARGS"}) environment[name] = "";
  std::string name = "TF_CLI_ARGS";
  for (const auto& word : words) {
    if (word.starts_with('-')) break;
    name += "_" + word;
    environment[name] = "";
  }
}

/// What a state says of `data.aws_vpc.main.id` or `aws_eks_cluster.main.vpc_config[0].vpc_id`.
const doc::Node& value_in(const doc::Node& state, std::string_view expression) {
  static const doc::Node kNone;
  const bool is_data = expression.starts_with("data.");
  if (is_data) expression.remove_prefix(5);
  const auto words = split(expression, '.');
  if (words.size() < 3) return kNone;
  const auto resources = state["resources"].items();
  const auto found = std::ranges::find_if(resources, [&](const doc::Node& one) {
    return one["type"].text() == words[0] && one["name"].text() == words[1] &&
           (one["mode"].text() == "data") == is_data;
  });
  if (found == resources.end() || (*found)["instances"].size() != 1) return kNone;
  const doc::Node* value = &(*found)["instances"].items()[0]["attributes"];
  for (std::size_t i = 2; i < words.size(); ++i) {
    const auto steps = split(words[i], '[');  // "vpc_config", "0]"
    value = &(*value)[steps[0]];
    for (std::size_t at = 1; at < steps.size(); ++at) {
      std::size_t index = 0;
      std::from_chars(steps[at].data(), steps[at].data() + steps[at].size(), index);
      if (index >= value->items().size()) return kNone;
      value = &value->items()[index];
    }
  }
  return *value;
}

}  // namespace

StepFailure Terraform::failure_of(const std::string& verb, const io::Finished& finished) const {
  const auto region = setting_.environment.find("AWS_REGION");
  return terraform_failure({.program = setting_.program,
                            .verb = verb,
                            .folder = setting_.folder,
                            .region = region == setting_.environment.end() ? "" : region->second,
                            .place_of = setting_.place_of},
                           finished);
}

Result<io::Finished, StepFailure> Terraform::run(const std::vector<std::string>& words,
                                                 std::function<void(std::string_view)> on_line, bool finishes) {
  io::Command command{.words = {setting_.program}, .environment = setting_.environment, .folder = setting_.folder};
  if (setting_.keys) {
    const auto keys = setting_.keys();
    if (!keys) return keys.error();
    for (const auto& [name, value] : *keys) command.environment[name] = value;
  }
  command.environment["TF_IN_AUTOMATION"] = "1";
  command.environment["CHECKPOINT_DISABLE"] = "1";  // `version` would wait for HashiCorp to say which is the newest
  blank_others_work(words, command.environment);
  command.words.insert(command.words.end(), words.begin(), words.end());
  command.on_line = std::move(on_line);
  command.finishes = finishes;
  const io::Doing doing(io::Doing::What::Program, "Terraform");
  auto finished = processes_.run(command);
  if (finished) {
    auto said = std::move(finished).value();
    if (said.status != 0) {
      const auto secrets = setting_.secrets ? setting_.secrets() : std::vector<std::string>();
      for (auto* text : {&said.output, &said.errors}) *text = io::without_secrets(*text, secrets);
    }
    return said;
  }
  return not_run(setting_.program, finished.error(),
                 "Terraform or OpenTofu, 1.10 or later, must be in PATH; --terraform names another");
}

Result<std::string, StepFailure> Terraform::look() {
  const auto finished = run({"version", "-json"});
  if (!finished) return finished.error();
  const auto document = read_terraform_json(finished->output);
  // OpenTofu says it by the same name.
  const auto version = one_line(document.root()["terraform_version"].text(), 40);
  if (finished->status != 0 || version.empty())
    return untold(setting_.program, fmt::format("{} version -json printed no version of Terraform", setting_.program),
                  "");
  int major = 0, minor = 0;
  if (std::sscanf(version.c_str(), "%d.%d", &major, &minor) == 2 && (major > 1 || (major == 1 && minor >= 10)))
    return version;
  StepFailure failure{fmt::format("{} is {}", setting_.program, version),
                      "install Terraform or OpenTofu, 1.10 or later, and have it in PATH; --terraform names another"};
  failure.cause = "it is older than 1.10, and does not take what slipway renders";
  return failure;
}

Result<std::string, StepFailure> Terraform::init() {
  if (const auto version = look(); !version) return version.error();
  const auto finished = run({"init", "-input=false", "-no-color", "-lockfile=readonly"});
  if (!finished) return finished.error();
  if (finished->status == 0) return std::string("initialized");
  // There is no lock file yet, or it lacks this platform's hashes.
  const auto again = run({"init", "-input=false", "-no-color"});
  if (!again) return again.error();
  if (again->status != 0) return failure_of("init", *again);
  return std::string("initialized");
}

Result<TerraformPlan, StepFailure> Terraform::plan(const std::string& file, const Wish& wish, const Told& told) {
  // Whoever only looks waits for nobody.
  std::vector<std::string> words = {"plan",
                                    "-json",
                                    "-input=false",
                                    wish.only_looks ? std::string("-lock=false") : lock_timeout(),
                                    "-detailed-exitcode",
                                    "-out=" + file};
  if (wish.destroys) words.push_back("-destroy");
  if (wish.refreshes_only) words.push_back("-refresh-only");
  for (const auto& target : wish.targets) words.push_back("-target=" + target);
  bool says_version = false;
  std::optional<Counts> size;
  const auto finished = run(words, [&](std::string_view line) {
    const auto document = read_terraform_json(line);
    const doc::Node& root = document.root();
    if (root["type"].text() == "version") says_version = true;
    if (const auto counts = summary_in(root)) size = counts;
    std::size_t none = 0;
    if (const auto text = progress_of(root, none, 0); !text.empty() && told) told(text);
  });
  if (!finished) return finished.error();
  if (finished->status != 0 && finished->status != 2) return failure_of("plan", *finished);
  if (!says_version || !size)
    return untold(setting_.program, fmt::format("{} plan ended well and printed no plan", setting_.program), "");
  if (finished->status == 0 && size->is_none()) return TerraformPlan{};
  const auto shown = run({"show", "-json", "-no-color", file});
  if (!shown) return shown.error();
  if (shown->status != 0) return failure_of("show", *shown);
  auto plan = read_plan(shown->output);
  if (!plan) {
    StepFailure failure{plan.error().message,
                        "Terraform or OpenTofu 1.10 or later is needed; --terraform names another"};
    failure.cause = "this Terraform writes plans otherwise than those that slipway knows";
    return failure;
  }
  return std::move(plan).value();
}

std::optional<StepFailure> Terraform::wait_for_others() {
  // Of the verbs that take the lock the one that changes and asks least.
  const auto finished = run({"plan", "-input=false", "-no-color", "-destroy", "-refresh=false", lock_timeout()});
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of("plan", *finished);
  return std::nullopt;
}

Result<std::string, StepFailure> Terraform::apply(const std::string& file, const TerraformPlan& plan,
                                                  const Told& told) {
  std::size_t done = 0;
  std::optional<Counts> summary;
  // Stopped in the middle, Terraform drops requests under way: what they made it would not know. It goes on to its end,
  // whatever becomes of us, and whoever comes next waits for its lock.
  const auto on_line = [&](std::string_view line) {
    const auto document = read_terraform_json(line);
    if (const auto counts = summary_in(document.root())) summary = counts;
    if (const auto text = progress_of(document.root(), done, plan.changes.size()); !text.empty() && told) told(text);
  };
  const auto finished = run({"apply", "-json", "-input=false", lock_timeout(), file}, on_line, true);
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of("apply", *finished);
  if (summary && is_of(*summary, plan)) return text_of(*summary);
  return untold(setting_.program,
                fmt::format("{} apply ended well, but not with what was planned: {}", setting_.program,
                            summary ? text_of(*summary) : std::string("it does not say what it did")),
                "; then the same command plans anew, and shows what is still to be done");
}

Result<bool, StepFailure> Terraform::import_resource(const std::string& address, const std::string& id) {
  const auto finished = run({"import", "-input=false", "-no-color", lock_timeout(), address, id}, {}, true);
  if (!finished) return finished.error();
  if (finished->status == 0) return true;
  const auto says = [&](const char* text) {
    return finished->errors.find(text) != std::string::npos || finished->output.find(text) != std::string::npos;
  };
  if (says("Cannot import non-existent remote object") || says("couldn't find resource")) return false;
  return failure_of("import", *finished);
}

Result<std::string, StepFailure> Terraform::push_state(const std::string& file) {
  const auto finished = run({"state", "push", lock_timeout(), file});
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of("state push", *finished);
  return std::string("pushed");
}

Result<std::string, StepFailure> Terraform::output() {
  auto finished = run({"output", "-json", "-no-color"});
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of("output", *finished);
  if (!read_terraform_json(finished->output).root().is_map())
    return untold(setting_.program, fmt::format("{} output printed no JSON", setting_.program),
                  "; then the same command goes on from here");
  return finished->output;
}

Result<std::vector<std::string>, StepFailure> Terraform::state() {
  const auto finished = run({"state", "list"});
  if (!finished) return finished.error();
  if (finished->errors.find("No state file was found") != std::string::npos) return std::vector<std::string>{};
  if (finished->status != 0) return failure_of("state list", *finished);
  std::vector<std::string> all;
  for (const auto line : split(finished->output, '\n'))
    if (!trim(line).empty() && !line.starts_with("data.")) all.emplace_back(trim(line));
  return all;
}

Result<doc::Document, StepFailure> Terraform::pull_state() {
  const auto finished = run({"state", "pull"});
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of("state pull", *finished);
  if (trim(finished->output).empty()) return doc::Document();  // there is none yet
  auto read = read_terraform_json(finished->output);
  if (read.root()["version"].text().empty())
    return untold(setting_.program, fmt::format("{} state pull printed no state", setting_.program),
                  "; then the same command goes on from here");
  return read;
}

Result<KnownIds, StepFailure> Terraform::ids() {
  const auto state = pull_state();
  if (!state) return state.error();
  KnownIds all;
  for (const doc::Node& resource : state->root()["resources"].items()) {
    if (resource["mode"].text() != "managed") continue;
    auto& ids = all.of_type[std::string(resource["type"].text())];
    for (const doc::Node& instance : resource["instances"].items()) {
      const doc::Node& attributes = instance["attributes"];
      for (const char* name : {"id", "association_id"})
        if (const auto id = attributes[name].text(); !id.empty()) ids.emplace(id);
      if (const auto arn = attributes["arn"].text(); !arn.empty()) all.arns.emplace(arn);
    }
  }
  return all;
}

bool KnownIds::has(std::string_view type, const std::string& id) const {
  const auto ids = of_type.find(type);
  return ids != of_type.end() && (ids->second.contains(id) || ids->second.contains(id.substr(id.rfind(',') + 1)));
}

Result<std::map<std::string, std::string>, StepFailure> Terraform::values(
    const std::map<std::string, std::string>& expressions) {
  const auto state = pull_state();
  if (!state) return state.error();
  std::map<std::string, std::string> all;
  for (const auto& [name, expression] : expressions)
    if (const doc::Node& value = value_in(state->root(), expression); value.is_scalar() && !value.is_null())
      all.emplace(name, value.text());
  return all;
}

}  // namespace slipway::ops
