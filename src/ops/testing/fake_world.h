#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cluster/testing/fake_api_server.h"
#include "ops/journal.h"
#include "ops/site.h"
#include "platform/graph.h"

namespace slipway::ops::testing {

using cluster::testing::Killed;

/// What `plan -json` and `apply -json` always say, a line each: which program they are, and how much there was to do.
std::vector<std::string> terraform_says(std::size_t created, std::size_t changed, std::size_t destroyed);

/// `data.release` of a release's Secret, as the API server gives it, with this manifest.
std::string packed_release(const std::string& manifest);

/// All that apply and destroy touch, in memory: files, AWS, an API server, and programs `terraform` and `helm` that
/// keep state as the real ones do (Terraform: which resources there are; Helm: Secrets of releases, pending while at
/// work). At any of its doors the caller can be killed: kill_at = n throws Killed at the n-th crossing from now on,
/// after the thing was done, or in the middle of what a program does. revive() is the next run's process.
class FakeWorld {
 public:
  FakeWorld();

  platform::Graph graph;  // what tests change between runs
  cluster::testing::FakeApiServer server;
  std::unique_ptr<Journal> journal;
  io::FakeInterrupts interrupts;

  int kill_at = 0;
  int expires_at = 0;  // from the n-th crossing on AWS, and whom it vouches for, no longer takes who we are; 0: it does
  int crossings() const { return crossings_; }
  void revive();

  io::FakeFiles& disk();

  /// What AWS and the cluster hold now: "aws_sqs_queue.q", "release karpenter/karpenter deployed", "/api/v1/…" and what
  /// it says.
  std::set<std::string> state() const;
  std::map<std::string, std::string> outputs = {{"aws_sqs_queue_q_url", "https://sqs/q"}};  // of AWS, by name
  std::set<std::string> resources;                                                          // Terraform's
  std::set<std::string> named_though_gone;  // IDs of VPCs that the search by tag names yet
  std::set<std::string> tagged_by_others;   // what bears the platform's tags and Terraform does not know
  std::vector<std::string> ran;  // programs with their first words: "terraform apply", "helm upgrade karpenter"
  /// Resources that the next apply makes without hearing of it: Terraform, or the answer, was lost.
  std::set<std::string> loses_answer_of;
  std::string says_of_lost = "unexpected end of JSON input";
  /// What AWS has made so, and Terraform does not know: of what has a name it makes no second one, and says so.
  std::set<std::string> unheard;
  std::string unheard_platform = "demo";               // its tag
  std::string unheard_since = "2026-11-26T00:00:00Z";  // when it was made
  std::vector<std::string> terraform_errors;     // what the next `terraform apply`s say instead of doing it, one each
  std::function<void()> end_of_other_terraform;  // that is at work: whoever waits for the lock lets it come to its end
  /// What charts make, by chart: paths, and objects as JSON with the label that Helm puts on them. The next helm that
  /// releases it makes what is not there, as the real one does, and one that uninstalls it waits for what is held.
  std::map<std::string, std::map<std::string, std::string>> of_charts;
  doc::List drift;  // what others changed, as `terraform show` has it as resource_drift; an apply undoes it
  std::string account = "111122223333";
  std::string unknown_cluster;      // what AWS describes of a cluster that Terraform does not know: {"status":"ACTIVE"}
  std::vector<std::string> pushed;  // files of `terraform state push`
  bool refuses_push = false;
  bool may_search = true;                        // by tag
  std::optional<io::HttpResponse> fails_search;  // what it says instead
  std::function<std::string()> before_import;    // what `terraform import` then says instead of doing it; "": none
  std::string date_of_aws;  // of each of its answers: "Thu, 26 Nov 2026 00:10:00 GMT"; "": none has one
  std::function<void(const io::HttpRequest&)> before_aws;  // told of each request to AWS before it is answered
  std::function<io::HttpResponse(const io::HttpRequest&)> answer_of_sqs;

  /// One process's site; make a new one for each run.
  struct Process;
  std::unique_ptr<Process> process();
  /// One whose doors are others, which lead to `doors()`.
  std::unique_ptr<Process> process(const cloud::Doors& through);
  cloud::Doors doors();

 private:
  struct Files;
  struct Wire;
  struct Programs;
  friend struct Process;

  void cross();  // may throw Killed
  bool has_expired() const { return expires_at > 0 && crossings_ >= expires_at; }
  Result<io::Finished> terraform(const io::Command& command);
  Result<io::Finished> helm(const io::Command& command);
  io::HttpResponse aws(const io::HttpRequest& request) const;
  std::set<std::string> written_resources() const;

  std::shared_ptr<Files> files_;
  std::shared_ptr<Wire> wire_;
  std::shared_ptr<Programs> programs_;
  io::FakeEnvironment environment_;
  std::atomic<int> crossings_ = 0;
  std::set<std::string> planned_;
  bool destroys_ = false, only_refreshes_ = false;
  // Of what has only been applied in part (-target) Terraform's outputs say what they said before.
  bool is_part_ = false, has_applied_part_ = false;
  std::set<std::string> applied_outputs_;
  doc::List refreshed_;  // of `drift` what Terraform's state knows already
};

struct FakeWorld::Process {
  Process(FakeWorld& world, const cloud::Doors& through);
  cloud::Doors doors;
  cloud::CredentialChain chain;
  cloud::Aws aws;
  Site site;
};

}  // namespace slipway::ops::testing
