// What the API server says of Jobs and CronJobs, word for word; tests/conformance holds hundreds of recorded answers
// more.
#include <gtest/gtest.h>

#include "schema/builtin/answers_for_tests.h"
#include "schema/builtin/batch/time_zones.h"

namespace slipway::schema::builtin {
namespace {

std::string job(std::string_view spec, std::string_view pod_spec = "restartPolicy: Never") {
  return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n"
         "      containers: [{name: main, image: nginx}]\n      " +
         std::string(pod_spec) + "\n" + (spec.empty() ? "" : "  " + std::string(spec) + "\n");
}

std::string cron_job(std::string_view spec) {
  return "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec:\n  jobTemplate: {spec: {template: {spec: "
         "{restartPolicy: Never, containers: [{name: main, image: nginx}]}}}}\n  " +
         std::string(spec) + "\n";
}

TEST(Jobs, FindTheirPodsByTheirUid) {
  const Answer answer(job(""));
  EXPECT_EQ(answer.stored({"spec", "selector"}),
            R"({"matchLabels":{"batch.kubernetes.io/controller-uid":"00000000-0000-4000-8000-000000000001"}})");
  EXPECT_EQ(answer.stored({"metadata", "labels", "batch.kubernetes.io/job-name"}), R"("a")");
  EXPECT_EQ(answer.stored({"spec", "backoffLimit"}), "6");
  EXPECT_EQ(Answer(job("completionMode: Indexed\n  completions: 2\n  backoffLimitPerIndex: 1"))
                .stored({"spec", "backoffLimit"}),
            "2147483647");
}

TEST(Jobs, AreChecked) {
  struct Case {
    const char *spec, *pod_spec;
    Lines errors;
  };
  const Case cases[] = {
      {"",
       "restartPolicy: Always",
       {"spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\""}},
      {"completionMode: Indexed", "restartPolicy: Never", {}},  // one completion by default
      {"maxFailedIndexes: 1",
       "restartPolicy: Never",
       {"spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified",
        "spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode"}},
      {"managedBy: me",
       "restartPolicy: Never",
       {"spec.managedBy: Invalid value: \"me\": must be a domain-prefixed path (such as \"acme.io/foo\")"}},
      {"podFailurePolicy: {rules: [{action: FailIndex, onExitCodes: {operator: In, values: [2, 1, 0]}}]}",
       "restartPolicy: OnFailure",
       {"spec.podFailurePolicy.rules[0].action: Invalid value: \"FailIndex\": requires the backoffLimitPerIndex to be "
        "set",
        "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1,0]: must be ordered",
        "spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Invalid value: 0: must not be 0 for the In operator",
        "spec.template.spec.restartPolicy: Invalid value: \"OnFailure\": only \"Never\" is supported when "
        "podFailurePolicy is specified"}},
      {"completionMode: Indexed\n  completions: 5\n  successPolicy: {rules: [{succeededIndexes: '0-2,1', "
       "succeededCount: 9}]}",
       "restartPolicy: Never",
       {"spec.successPolicy.rules[0].succeededCount: Invalid value: 9: must be less than or equal to 0 (the number of "
        "indexes in the specified succeededIndexes field)",
        "spec.successPolicy.rules[0].succeededCount: Invalid value: 9: must be less than or equal to 5 (the number of "
        "specified completions)",
        "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"0-2,1\": error parsing succeededIndexes: "
        "non-increasing order, previous: 2, current: 1"}},
  };
  for (const Case& one : cases) EXPECT_EQ(Answer(job(one.spec, one.pod_spec)).errors(), one.errors) << one.spec;
}

/// With the selector and the labels that the server made, as a client sends them back.
std::string job_with_selector(std::string_view spec, std::string_view pod_spec) {
  constexpr const char* kUid = "00000000-0000-4000-8000-000000000001";
  const std::string labels = std::string("{batch.kubernetes.io/controller-uid: ") + kUid + ", controller-uid: " + kUid +
                             ", batch.kubernetes.io/job-name: a, job-name: a}";
  std::string out = job(spec, pod_spec);
  out.replace(out.find("template:\n"), 10, "template:\n    metadata: {labels: " + labels + "}\n");
  return out + "  selector: {matchLabels: {batch.kubernetes.io/controller-uid: " + kUid + "}}\n";
}

TEST(JobUpdates, MayChangeWhereASuspendedJobRuns) {
  const std::string elsewhere = "restartPolicy: Never\n      nodeSelector: {gpu: 'yes'}";
  EXPECT_EQ(Answer(job("suspend: true"), job_with_selector("suspend: false", elsewhere)).errors(), Lines{});
  const Lines refused = Answer(job("suspend: false"), job_with_selector("suspend: true", elsewhere)).errors();
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_TRUE(refused[0].starts_with("spec.template: Invalid value: ") && refused[0].ends_with(": field is immutable"));
}

TEST(JobUpdates, KeepTheNumberOfCompletions) {
  EXPECT_EQ(Answer(job("completions: 1"), job_with_selector("completions: 2", "restartPolicy: Never")).errors(),
            (Lines{"spec.completions: Invalid value: 2: field is immutable"}));
}

TEST(CronJobs, AreChecked) {
  struct Case {
    const char* spec;
    Lines errors;
  };
  const Case cases[] = {
      {"schedule: '0 9 * * mon-fri'\n  timeZone: Europe/Berlin", {}},
      {"schedule: ''", {"spec.schedule: Required value"}},
      {"schedule: '* * * *'",
       {"spec.schedule: Invalid value: \"* * * *\": expected exactly 5 fields, found 4: [* * * *]"}},
      {"schedule: ' 0 9 * * * '", {}},
      {"schedule: '@every 5m '",
       {"spec.schedule: Invalid value: \"@every 5m \": failed to parse duration @every 5m : time: unknown unit \"m \" "
        "in "
        "duration \"5m \""}},
      {"schedule: '@daily '", {"spec.schedule: Invalid value: \"@daily \": unrecognized descriptor: @daily "}},
      {"schedule: ' @daily'",
       {"spec.schedule: Invalid value: \" @daily\": expected exactly 5 fields, found 1: [@daily]"}},
      {"schedule: 'TZ=UTC * * * * *'",
       {"spec.schedule: Invalid value: \"TZ=UTC * * * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field "
        "instead"}},
      {"schedule: '@hourly'\n  timeZone: Mars/Base",
       {"spec.timeZone: Invalid value: \"Mars/Base\": unknown time zone Mars/Base"}},
      {"schedule: '@hourly'\n  timeZone: local",
       {"spec.timeZone: Invalid value: \"local\": timeZone must be an explicit time zone as defined in "
        "https://www.iana.org/time-zones",
        "spec.timeZone: Invalid value: \"local\": unknown time zone local"}},
      {"schedule: '@hourly'\n  concurrencyPolicy: Queue",
       {"spec.concurrencyPolicy: Unsupported value: \"Queue\": supported values: \"Allow\", \"Forbid\", \"Replace\""}},
  };
  for (const Case& one : cases) EXPECT_EQ(Answer(cron_job(one.spec)).errors(), one.errors) << one.spec;
}

TEST(TimeZones, AreKnownByTheirWholeNames) {
  for (const char* name : {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Africa/Abidjan", "Zulu"})
    EXPECT_TRUE(is_time_zone(name)) << name;
  for (const char* name : {"", "utc", "Europe", "Local", "UTC "}) EXPECT_FALSE(is_time_zone(name)) << name;
}

}  // namespace
}  // namespace slipway::schema::builtin
