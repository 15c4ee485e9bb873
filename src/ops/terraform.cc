#include "ops/terraform.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "doc/json.h"
#include "ops/waits.h"

namespace slipway::ops {
namespace {

/// What people do about what Terraform, or AWS through it, says.
struct Remedy {
  std::string_view said, fix;
};
constexpr Remedy kRemedies[] = {
    {"ExpiredToken", "the credentials have ended: log in again, then `slipway apply` goes on from here"},
    {"InvalidClientTokenId", "AWS does not know these credentials: log in again, then `slipway apply`"},
    {"No valid credential sources", "log in (aws sso login, or keys in the environment), then `slipway apply`"},
    {"AccessDenied", "`slipway render --deployer-policy` prints what the deployer must be allowed to do"},
    {"UnauthorizedOperation", "`slipway render --deployer-policy` prints what the deployer must be allowed to do"},
    {"not authorized to perform", "`slipway render --deployer-policy` prints what the deployer must be allowed to do"},
    {"Error acquiring the state lock",
     "another Terraform is at work on this state; if none is, `terraform force-unlock` with the ID that is shown"},
    {"BucketNotEmpty", "no bucket that holds something is deleted: empty it, or move what it holds, then go on"},
    {"RepositoryNotEmptyException", "the repository holds images: delete them, then go on"},
    {"AlreadyExists",
     "something of this name was made by others: `terraform import` takes it over, or name it otherwise"},
    {"already exists",
     "something of this name was made by others: `terraform import` takes it over, or name it otherwise"},
    {"LimitExceeded", "a quota is reached: `slipway preflight` says which, and how to ask for more"},
    {"QuotaExceeded", "a quota is reached: `slipway preflight` says which, and how to ask for more"},
    {"InsufficientInstanceCapacity", "AWS has none of this type there now: other zones or types, or a reservation"},
    {"DependencyViolation",
     "something that Terraform does not know still uses it: `slipway destroy` lists what is left"},
    {"no such host", "the network, or a proxy, does not lead to AWS: HTTPS_PROXY, DNS"},
    {"connection refused", "the network, or a proxy, does not lead there: HTTPS_PROXY, DNS"},
    {"Failed to query available provider packages",
     "the provider's registry cannot be reached: HTTPS_PROXY, or a mirror (provider_installation in ~/.terraformrc)"},
};

/// A Terraform whose slipway was killed may be making a cluster yet.
std::string lock_timeout() { return fmt::format("-lock-timeout={}m", kTerraformsLock.minutes); }

/// What net/http, the AWS SDK for Go v2 and AWS say of a connection that broke or of being busy, when the SDK's own
/// tries were not enough.
constexpr std::string_view kTransient[] = {
    "unexpected EOF",
    ": EOF",
    "connection reset by peer",
    "use of closed network connection",
    "broken pipe",
    "i/o timeout",
    "TLS handshake timeout",
    "Client.Timeout exceeded",
    "http2: client connection lost",
    "server closed idle connection",
    "ThrottlingException",
    "Throttling: Rate exceeded",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "StatusCode: 500",
    "StatusCode: 502",
    "StatusCode: 503",
    "StatusCode: 504",
};

std::string fix_of(std::string_view said) {
  for (const Remedy& remedy : kRemedies)
    if (said.find(remedy.said) != said.npos) return std::string(remedy.fix);
  return "";
}

doc::Document parsed(std::string_view line) {
  Diagnostics mistakes;
  auto document = doc::read_json(std::make_shared<const SourceText>("terraform", std::string(line)), mistakes);
  return mistakes.has_errors() ? doc::Document() : document;
}

/// "aws_eks_cluster.main: creating EKS Cluster (demo): … (eks-cluster.tf:12)"
std::string text_of(const doc::Node& diagnostic) {
  std::string text;
  const auto add = [&](std::string_view more, std::string_view between) {
    if (more.empty()) return;
    if (!text.empty()) text += between;
    text += more;
  };
  add(diagnostic["address"].text(), "");
  add(diagnostic["summary"].text(), ": ");
  add(diagnostic["detail"].text(), ": ");
  const doc::Node& range = diagnostic["range"];
  if (!range["filename"].text().empty())
    text += fmt::format(" ({}:{})", range["filename"].text(), range["start"]["line"].text());
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text;
}

/// The errors among lines of -json; when there are none, the last that was said.
StepFailure failure_of(const std::string& program, const io::Finished& finished) {
  std::string message, last;
  const std::string all = finished.output + "\n" + finished.errors;
  for (const auto line : split(all, '\n')) {
    if (trim(line).empty()) continue;
    const auto document = parsed(line);
    const doc::Node& root = document.root();
    if (root["type"].text() == "diagnostic" && root["diagnostic"]["severity"].text() == "error") {
      if (message.size() < 4000) message += (message.empty() ? "" : "\n") + text_of(root["diagnostic"]);
    } else if (!root.is_map()) {
      last += (last.empty() ? "" : " ") + std::string(trim(line));
      if (last.size() > 400) last.erase(0, last.size() - 400);
    }
  }
  if (message.empty()) message = last;
  if (message.empty())
    message = finished.status > 128 ? fmt::format("{} was ended by signal {}", program, finished.status - 128)
                                    : fmt::format("{} ended with status {}", program, finished.status);
  const bool is_interruption = message.find("nterrupted") != message.npos || finished.status == 128 + 2;
  return {message, fix_of(message), is_interruption};
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

bool is_transient(const StepFailure& failure) {
  if (failure.is_interruption || failure.message.empty()) return false;
  const auto lines = split(failure.message, '\n');
  return std::ranges::all_of(lines, [](std::string_view line) {
    return std::ranges::any_of(kTransient, [&](std::string_view said) { return line.find(said) != line.npos; });
  });
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
  const bool is_missing = finished.error().kind == FailureKind::NotFound;
  return StepFailure{
      finished.error().message,
      is_missing ? "Terraform or OpenTofu, 1.10 or later, must be in PATH; --terraform names another" : ""};
}

Result<std::string, StepFailure> Terraform::init() {
  const auto finished = run({"init", "-input=false", "-no-color", "-lockfile=readonly"});
  if (!finished) return finished.error();
  if (finished->status == 0) return std::string("initialized");
  // There is no lock file yet, or it lacks this platform's hashes.
  const auto again = run({"init", "-input=false", "-no-color"});
  if (!again) return again.error();
  if (again->status != 0) return failure_of(setting_.program, *again);
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
  if (finished->status != 2) return failure_of(setting_.program, *finished);
  const auto shown = run({"show", "-json", file});
  if (!shown) return shown.error();
  if (shown->status != 0) return failure_of(setting_.program, *shown);
  auto plan = read_plan(shown->output);
  if (!plan) return StepFailure{plan.error().message, "Terraform or OpenTofu 1.10 or later is needed"};
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
  if (finished->status != 0) return failure_of(setting_.program, *finished);
  return summary.empty() ? "done" : summary;
}

Result<std::string, StepFailure> Terraform::push_state(const std::string& file) {
  const auto finished = run({"state", "push", lock_timeout(), file});
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of(setting_.program, *finished);
  return std::string("pushed");
}

Result<std::string, StepFailure> Terraform::output() {
  auto finished = run({"output", "-json", "-no-color"});
  if (!finished) return finished.error();
  if (finished->status != 0) return failure_of(setting_.program, *finished);
  return finished->output;
}

Result<std::vector<std::string>, StepFailure> Terraform::state() {
  const auto finished = run({"state", "list"});
  if (!finished) return finished.error();
  if (finished->errors.find("No state file was found") != std::string::npos) return std::vector<std::string>{};
  if (finished->status != 0) return failure_of(setting_.program, *finished);
  std::vector<std::string> all;
  for (const auto line : split(finished->output, '\n'))
    if (!trim(line).empty() && !line.starts_with("data.")) all.emplace_back(trim(line));
  return all;
}

}  // namespace slipway::ops
