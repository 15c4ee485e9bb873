#include "ops/terraform_failure.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "base/shell_word.h"
#include "base/text.h"
#include "cloud/reasons.h"
#include "doc/json.h"
#include "ops/aws_refusal.h"
#include "ops/terraform_words.h"
#include "ops/unreachable.h"

namespace slipway::ops {
namespace {

constexpr std::size_t kMostErrors = 8;   // that are shown
constexpr std::size_t kMostOfOne = 900;  // bytes
constexpr std::size_t kMostCures = 3;    // of errors that differ
constexpr std::size_t kMostRead = 1000;  // errors, whatever is printed
constexpr std::string_view kGoesOn = "the same command goes on from here";

/// One thing that Terraform says went wrong.
struct Error {
  std::string address, summary, detail, file, line;
};

/// `resource "aws_vpc" "main"`, the block that a diagnostic without an address shows, as an address.
std::string address_in(std::string_view context) {
  const auto words = split(context, '"');
  if (words.size() < 5 || trim(words[0]) != "resource") return "";
  return fmt::format("{}.{}", words[1], words[3]);
}

Error read_error(const doc::Node& diagnostic) {
  const auto text = [&](const doc::Node& node, std::size_t most) { return one_line(node.text(), most); };
  Error error{text(diagnostic["address"], 200), text(diagnostic["summary"], kMostOfOne),
              text(diagnostic["detail"], kMostOfOne), text(diagnostic["range"]["filename"], 200),
              text(diagnostic["range"]["start"]["line"], 12)};
  if (error.address.empty()) error.address = one_line(address_in(diagnostic["snippet"]["context"].text()), 200);
  return error;
}

/// What a Terraform that is not asked for JSON writes: `Error: SUMMARY`, an empty line, then the detail; on a terminal
/// in a box.
class PlainErrors {
 public:
  explicit PlainErrors(std::vector<Error>& into) : into_(into) {}

  void take(std::string_view raw) {
    std::string_view line = raw;
    for (const std::string_view frame : {"╷", "│", "╵", "|"})
      if (trim(line).starts_with(frame)) line = trim(line).substr(frame.size());
    line = trim(line);
    if (line.starts_with("Error: ")) {
      if (into_.size() >= kMostRead) return;
      into_.push_back({{}, one_line(line.substr(7), kMostOfOne), {}, {}, {}});
      is_open_ = true;
    } else if (line.starts_with("Warning: ") || raw.starts_with("╵")) {
      is_open_ = false;
    } else if (is_open_ && !line.empty() && into_.back().detail.size() < kMostOfOne) {
      auto& detail = into_.back().detail;
      detail = one_line(detail + (detail.empty() ? "" : " ") + std::string(line.substr(0, kMostOfOne)), kMostOfOne);
    }
  }

  /// What follows is no more of the error that was read last.
  void end() { is_open_ = false; }

 private:
  std::vector<Error>& into_;
  bool is_open_ = false;
};

struct Heard {
  std::vector<Error> errors;
  std::string last;  // said beside any error, its end
  bool was_interrupted = false;
};

bool is_interruption(std::string_view text) {
  return text.starts_with("Interrupt received") || text.starts_with("Two interrupts received") ||
         text.starts_with("Interrupted");
}

Heard hear(const io::Finished& finished) {
  Heard heard;
  heard.was_interrupted = finished.status == 128 + 2;
  const auto remember = [&](std::string_view line) {
    const auto text = one_line(line, 400);
    heard.was_interrupted = heard.was_interrupted || is_interruption(text);
    if (text.empty()) return;
    heard.last += (heard.last.empty() ? "" : " ") + text;
    if (heard.last.size() > 800) heard.last = heard.last.substr(heard.last.size() - 400);
  };
  for (const std::string* stream : {&finished.output, &finished.errors}) {
    PlainErrors plain(heard.errors);
    const auto text = without_colours(*stream);
    for (const auto line : split(text, '\n')) {
      if (trim(line).empty()) continue;
      if (trim(line).front() != '{') {
        plain.take(line);
        remember(line);
        continue;
      }
      const auto document = read_terraform_json(line);
      const doc::Node& root = document.root();
      if (!root.is_map()) {
        plain.take(line);
        remember(line);
        continue;
      }
      plain.end();
      if (root["type"].text() == "diagnostic") {
        if (root["diagnostic"]["severity"].text() == "error" && heard.errors.size() < kMostRead)
          heard.errors.push_back(read_error(root["diagnostic"]));
      } else if (is_interruption(root["@message"].text())) {
        heard.was_interrupted = true;
      } else if (root["@level"].text() == "error") {
        remember(root["@message"].text());
      }
    }
  }
  return heard;
}

std::string whole(const Error& error) {
  return error.summary + (error.summary.empty() || error.detail.empty() ? "" : ": ") + error.detail;
}

/// Which field to look at: "platform.yaml:12 (vpc)", "vpc.tf:3".
std::string where_to_look(const Error& error, const std::string& place) {
  if (!place.empty()) return place;
  if (!error.file.empty()) return fmt::format("what {}:{} was rendered from", error.file, error.line);
  return "the field of platform.yaml that the message is about";
}

/// What Terraform would import a resource by, of those that are known by their name: "creating IAM Role (NAME): …".
std::string name_to_import(const Error& error) {
  constexpr std::string_view kNamed[] = {"aws_iam_role",
                                         "aws_iam_instance_profile",
                                         "aws_cloudwatch_log_group",
                                         "aws_ecr_repository",
                                         "aws_s3_bucket",
                                         "aws_db_instance",
                                         "aws_db_subnet_group",
                                         "aws_dynamodb_table",
                                         "aws_elasticache_replication_group",
                                         "aws_elasticache_subnet_group"};
  const auto type = std::string_view(error.address).substr(0, error.address.find('.'));
  const auto begin = error.summary.find('('), end = error.summary.find("):");
  if (std::ranges::find(kNamed, type) == std::end(kNamed) || begin == std::string::npos || end == std::string::npos ||
      end <= begin)
    return "";
  const auto name = error.summary.substr(begin + 1, end - begin - 1);
  return name == shell_word(name) ? name : "";
}

/// Its own address and name where the advice has a place for them.
std::string filled(std::string fix, const Error& error) {
  if (fix.find(" ADDRESS") == std::string::npos) return fix;
  for (const auto& [word, text] : {std::pair<std::string_view, std::string>{" ADDRESS", shell_word(error.address)},
                                   {" ID", name_to_import(error)}})
    if (const auto at = fix.find(word); at != std::string::npos && !text.empty())
      fix.replace(at + 1, word.size() - 1, text);
  return fix;
}

/// A refusal that no table knows, by its kind.
Cure cure_of(const AwsRefusal& refusal, const TerraformErrand& errand, const std::string& look_at) {
  const auto what = refusal.service.empty() ? std::string("AWS") : refusal.service;
  const auto has = [&](std::string_view part) { return refusal.code.find(part) != refusal.code.npos; };
  const auto advice = cloud::advice({refusal.status, refusal.code, what, errand.region});
  const auto call = refusal.operation.empty() ? std::string("the call") : refusal.operation;
  if (has("Expired") || has("Signature") || has("Skew") || has("ClientToken") || has("UnrecognizedClient") ||
      has("InvalidAccessKeyId") || refusal.code == "AuthFailure" || has("OptIn") || has("SubscriptionRequired"))
    return {fmt::format("{} does not take the credentials that Terraform's provider found", what), advice};
  if (refusal.status == 401 || refusal.status == 403 || has("AccessDenied") || has("Unauthorized") || has("Forbidden"))
    return {fmt::format("the identity that applies may not do {}",
                        refusal.action.empty() ? call + " of " + what : refusal.action),
            "`slipway render --deployer-policy` prints what it must be allowed to do; aws sts get-caller-identity says "
            "who it is"};
  if (cloud::is_throttled(refusal.code) || refusal.status == 429)
    return {fmt::format("{} is asked more often than it lets this account", what), advice};
  if (refusal.status >= 500)
    return {
        fmt::format("{} itself is in trouble", what),
        fmt::format("nothing is wrong with platform.yaml: wait (health.aws.amazon.com says more), then {}", kGoesOn)};
  if (refusal.status == 0 && refusal.code.empty())
    return {fmt::format("no answer of {} came: a network, a name or a proxy between here and AWS", what),
            fmt::format("HTTPS_PROXY, DNS and the VPN are where to look; then {}", kGoesOn)};
  if (refusal.status == 404 || has("NotFound") || has("NoSuch"))
    return {"what it speaks of is gone by somebody else's hand, or AWS does not know it everywhere yet",
            fmt::format("{}: Terraform looks anew; if it says so again, look at {}", kGoesOn, look_at)};
  if (refusal.status == 409 || has("Conflict") || has("InUse"))
    return {fmt::format("{} is at work on the same thing, or something else holds it", what),
            fmt::format("wait a minute, then {}; if it says so again, the message names what holds it", kGoesOn)};
  return {fmt::format("{} does not take what {} asks for", what, call),
          fmt::format("correct the value it names: look at {}", look_at)};
}

/// Whether who could not be reached says more than the words that are known of what went wrong.
bool is_of_wire(const Cure& known, const Unreachable& peer, std::string_view service) {
  return known.cause.empty() || (known.cause != kPageNotAws && tells_whose(peer, service));
}

Cure cure_of(const Error& error, const TerraformErrand& errand, const std::string& place) {
  const auto text = whole(error);
  const auto refused = read_refusal(text);
  auto cure = known_cure(kTerraformWords, text);
  const auto service = refused ? refused->refusal.service : "";
  if (const auto peer = read_unreachable(text); peer && is_of_wire(cure, *peer, service))
    return cure_of(*peer, service, errand.region);
  // Load balancers of AWS show a page too when what is behind them is in trouble.
  if (refused && refused->refusal.status >= 500 && cure.cause == kPageNotAws) cure = {};
  const bool is_busy = refused && cloud::is_throttled(refused->refusal.code);  // RequestLimitExceeded is no quota
  if (!cure.cause.empty() && !is_busy) {
    cure.fix = filled(std::move(cure.fix), error);
    if (refused && !refused->refusal.action.empty())
      cure.cause += fmt::format(" (it needs {})", one_line(refused->refusal.action, 100));
    return cure;
  }
  const auto look_at = where_to_look(error, place);
  if (refused) return cure_of(refused->refusal, errand, look_at);
  if (is_transient(text))
    return {"the connection to AWS broke, or AWS is busy: nothing is wrong with platform.yaml", std::string(kGoesOn)};
  if (!error.address.empty() || !error.file.empty())
    return {fmt::format("Terraform, or its AWS provider, does not take what was rendered{}",
                        error.address.empty() ? "" : " for " + error.address),
            fmt::format("look at {}; `terraform plan` says the same again", look_at)};
  return {"Terraform's own: neither AWS nor a line of platform.yaml is named",
          fmt::format("`terraform plan` says it again; then {}", kGoesOn)};
}

/// "terraform init"
std::string command_of(const TerraformErrand& errand) {
  return errand.verb.empty() ? errand.program : errand.program + " " + errand.verb;
}

/// "aws_vpc.main (vpc, platform.yaml:12): creating VPC: EC2 CreateVpc: VpcLimitExceeded: … (vpc.tf:3)"
std::string shown(const Error& error, const TerraformErrand& errand, const std::string& place) {
  auto said = whole(error);
  if (const auto refused = read_refusal(said)) {
    said.resize(refused->begin);
    said += refused->refusal.text();
  }
  auto text = error.address;
  if (!place.empty()) text += fmt::format(" ({})", place);
  if (text.empty() && error.file.empty() && !errand.verb.empty()) text = command_of(errand);
  if (!text.empty()) text += ": ";
  text += said;
  if (!error.file.empty()) text += fmt::format(" ({}:{})", error.file, error.line);
  return one_line(text, kMostOfOne);
}

/// Of errors with one cure that; of several each with the resource that it is of.
void say_cures(const std::vector<std::pair<std::string, Cure>>& cures, StepFailure& failure) {
  const bool is_one = cures.size() == 1;
  for (const auto& [address, cure] : cures)
    for (const auto& [text, into] : {std::pair{&cure.cause, &failure.cause}, {&cure.fix, &failure.fix}}) {
      if (!into->empty()) *into += "; ";
      if (!is_one && !address.empty()) *into += address + ": ";
      *into += one_line(*text, kMostOfOne);
    }
}

/// Terraform said nothing that a person could act on.
void say_end(const TerraformErrand& errand, const io::Finished& finished, const Heard& heard, StepFailure& failure) {
  const auto command = command_of(errand);
  failure.message = heard.last.empty()    ? end_of(command, finished)
                    : errand.verb.empty() ? one_line(heard.last, kMostOfOne)
                                          : one_line(command + ": " + heard.last, kMostOfOne);
  auto cure = known_cure(kTerraformWords, failure.message);
  if (const auto peer = read_unreachable(failure.message); peer && is_of_wire(cure, *peer, ""))
    cure = cure_of(*peer, "", errand.region);
  if (cure.cause.empty()) cure = cure_of_end(errand.program, finished, kGoesOn);
  if (cure.cause.empty() && is_transient(failure.message))
    cure = {"the connection broke, or the other side was busy", std::string(kGoesOn)};
  if (cure.cause.empty())
    cure = {
        fmt::format("{} says no more than that", errand.program),
        fmt::format("the same command with TF_LOG=debug TF_LOG_PATH=terraform.log before it writes all that it does "
                    "to {}/terraform.log: secrets may stand there",
                    errand.folder)};
  failure.cause = one_line(cure.cause, kMostOfOne);
  failure.fix = one_line(cure.fix, kMostOfOne);
}

}  // namespace

doc::Document read_terraform_json(std::string_view line) {
  Diagnostics mistakes;
  auto document = doc::read_json(std::make_shared<const SourceText>("terraform", std::string(line)), mistakes);
  return mistakes.has_errors() ? doc::Document() : document;
}

StepFailure terraform_failure(const TerraformErrand& asked, const io::Finished& finished) {
  TerraformErrand errand = asked;
  for (auto* text : {&errand.program, &errand.verb, &errand.folder, &errand.region}) *text = one_line(*text, 200);
  const auto heard = hear(finished);
  StepFailure failure;
  failure.is_interruption = heard.was_interrupted;
  if (heard.errors.empty()) {
    say_end(errand, finished, heard, failure);
    failure.is_transient = is_transient(failure.message);
  } else {
    std::set<std::string> lines;
    std::vector<std::pair<std::string, Cure>> cures;
    std::size_t more = 0;
    failure.is_transient = true;
    for (const Error& error : heard.errors) {
      const auto place = errand.place_of && !error.address.empty() ? one_line(errand.place_of(error.address), 200) : "";
      if (!is_transient(whole(error))) failure.is_transient = false;
      if (error.summary.find("execution halted") != std::string::npos) failure.is_interruption = true;
      const auto line = shown(error, errand, place);
      if (lines.size() >= kMostErrors) {
        more += lines.contains(line) ? 0 : 1;
      } else if (lines.insert(line).second) {
        failure.message += (failure.message.empty() ? "" : "\n") + line;
      }
      auto cure = cure_of(error, errand, place);
      if (cure.stands_already) failure.stands_already = true;
      if (cures.size() < kMostCures &&
          std::ranges::find(cures, cure, [](const auto& one) { return one.second; }) == cures.end())
        cures.emplace_back(error.address, std::move(cure));
    }
    if (more > 0) failure.message += fmt::format("\nand {} more error{}", more, more == 1 ? "" : "s");
    if (trim(failure.message).empty()) failure.message = end_of(command_of(errand), finished);
    say_cures(cures, failure);
  }
  if (failure.is_interruption) {
    failure.cause = "somebody interrupted it";
    failure.fix = kGoesOn;
    failure.is_transient = failure.stands_already = false;
  }
  return failure;
}

bool is_transient(std::string_view error) {
  if (const auto refused = read_refusal(error); refused && cloud::is_throttled(refused->refusal.code)) return true;
  return std::ranges::any_of(kTransientWords, [&](std::string_view said) { return error.find(said) != error.npos; });
}

}  // namespace slipway::ops
