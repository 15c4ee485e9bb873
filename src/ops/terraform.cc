#include "ops/terraform.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "doc/json.h"
#include "ops/terraform_failure.h"
#include "ops/waits.h"

namespace slipway::ops {
namespace {

/// A Terraform whose slipway was killed may be making a cluster yet.
std::string lock_timeout() { return fmt::format("-lock-timeout={}m", kTerraformsLock.minutes); }

doc::Document parsed(std::string_view line) {
  Diagnostics mistakes;
  auto document = doc::read_json(std::make_shared<const SourceText>("terraform", std::string(line)), mistakes);
  return mistakes.has_errors() ? doc::Document() : document;
}

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

}  // namespace

StepFailure Terraform::failure_of(const io::Finished& finished) const {
  const auto region = setting_.environment.find("AWS_REGION");
  return terraform_failure({.program = setting_.program,
                            .folder = setting_.folder,
                            .region = region == setting_.environment.end() ? "" : region->second,
                            .place_of = setting_.place_of},
                           finished);
}

Result<io::Finished, StepFailure> Terraform::run(const std::vector<std::string>& words,
                                                 std::function<void(std::string_view)> on_line, bool finishes) {
  io::Command command{.words = {setting_.program}, .environment = setting_.environment, .folder = setting_.folder};
  command.environment["TF_IN_AUTOMATION"] = "1";
  blank_others_work(words, command.environment);
  command.words.insert(command.words.end(), words.begin(), words.end());
  command.on_line = std::move(on_line);
  command.finishes = finishes;
  auto finished = processes_.run(command);
  if (finished) return std::move(finished).value();
  return not_run(setting_.program, finished.error(),
                 "Terraform or OpenTofu, 1.10 or later, must be in PATH; --terraform names another");
}

Result<std::string, StepFailure> Terraform::init() {
  const auto finished = run({"init", "-input=false", "-no-color", "-lockfile=readonly"});
  if (!finished) return finished.error();
  if (finished->status == 0) return std::string("initialized");
  // There is no lock file yet, or it lacks this platform's hashes.
  const auto again = run({"init", "-input=false", "-no-color"});
  if (!again) return again.error();
  if (again->status != 0) return failure_of(*again);
  return std::string("initialized");
}

Result<TerraformPlan, StepFailure> Terraform::plan(const std::string& file, const Wish& wish, const Told& told) {
  // Whoever only looks waits for nobody.
  std::vector<std::string> words = {"plan",
                                    "-json",
                                    "-input=false",
                                    wish.refreshes_only ? std::string("-lock=false") : lock_timeout(),
                                    "-detailed-exitcode",
                                    "-out=" + file};
  if (wish.destroys) words.push_back("-destroy");
  if (wish.refreshes_only) words.push_back("-refresh-only");
  for (const auto& target : wish.targets) words.push_back("-target=" + target);
  const auto finished = run(words, [&](std::string_view line) {
    std::size_t none = 0;
    if (const auto text = progress_of(parsed(line).root(), none, 0); !text.empty() && told) told(text);
  });
  if (!finished) return finished.error();
  if (finished->status == 0) return TerraformPlan{};
  if (finished->status != 2) return failure_of(*finished);
  const auto shown = run({"show", "-json", file});
  if (!shown) return shown.error();
  if (shown->status != 0) return failure_of(*shown);
  auto plan = read_plan(shown->output);
  if (!plan) {
    StepFailure failure{plan.error().message,
                        "Terraform or OpenTofu 1.10 or later is needed; --terraform names another"};
    failure.cause = "this Terraform writes plans otherwise than those that slipway knows";
    return failure;
  }
  return std::move(plan).value();
}

Result<std::string, StepFailure> Terraform::apply(const std::string& file, std::size_t changes, const Told& told) {
  std::size_t done = 0;
  std::string summary;
  // Stopped in the middle, Terraform drops requests under way: what they made it would not know. It goes on to its end,
  // whatever becomes of us, and whoever comes next waits for its lock.
  const auto on_line = [&](std::string_view line) {
    const auto document = parsed(line);
    if (document.root()["type"].text() == "change_summary") {
      const doc::Node& counts = document.root()["changes"];
      summary = fmt::format("{} created, {} changed, {} destroyed", counts["add"].text(), counts["change"].text(),
                            counts["remove"].text());
    }
    if (const auto text = progress_of(document.root(), done, changes); !text.empty() && told) told(text);
  };
  const auto finished = run({"apply", "-json", "-input=false", lock_timeout(), file}, on_line, true);
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of(*finished);
  return summary.empty() ? "done" : summary;
}

Result<std::string, StepFailure> Terraform::push_state(const std::string& file) {
  const auto finished = run({"state", "push", lock_timeout(), file});
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of(*finished);
  return std::string("pushed");
}

Result<std::string, StepFailure> Terraform::output() {
  auto finished = run({"output", "-json", "-no-color"});
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of(*finished);
  return finished->output;
}

Result<std::vector<std::string>, StepFailure> Terraform::state() {
  const auto finished = run({"state", "list"});
  if (!finished) return finished.error();
  if (finished->errors.find("No state file was found") != std::string::npos) return std::vector<std::string>{};
  if (finished->status != 0) return failure_of(*finished);
  std::vector<std::string> all;
  for (const auto line : split(finished->output, '\n'))
    if (!trim(line).empty() && !line.starts_with("data.")) all.emplace_back(trim(line));
  return all;
}

}  // namespace slipway::ops
