// Roles that want a code of a device.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "cloud/aws.h"
#include "cloud/credentials.h"
#include "cloud/sha1.h"
#include "cloud/testing/machine.h"

namespace slipway::cloud {
namespace {

using io::HttpRequest;
using io::HttpResponse;
using testing::Machine;
using testing::sts_answer;

constexpr const char* kDevice = "arn:aws:iam::1:mfa/me";

/// A machine whose profile wants a code, a person who types, and STS, which gives an hour.
struct Person {
  Machine machine;
  std::vector<std::string> asked, bodies;
  std::optional<std::string> types = "123456\n";
  std::string sts_gives = "ASIA";
  int status = 200;

  explicit Person(const std::string& more = "") {
    machine.environment.variables["AWS_PROFILE"] = "a";
    machine.files.files["/home/me/.aws/config"] =
        "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = keys\nmfa_serial = arn:aws:iam::1:mfa/me\n" +
        more + "[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
    machine.http.answer = [this](const HttpRequest& request) -> Result<HttpResponse> {
      bodies.push_back(request.body);
      if (status != 200)
        return HttpResponse{status,
                            {},
                            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed "
                            "with invalid MFA one time pass code.</Message></Error></ErrorResponse>"};
      return HttpResponse{200, {}, sts_answer("AssumeRole", sts_gives, "2026-11-26T01:00:00Z")};
    };
  }
  CredentialChain::Ask asks() {
    return [this](std::string_view question) {
      asked.emplace_back(question);
      return types;
    };
  }
  std::string said_by(CredentialChain& chain) {
    const auto got = chain.get();
    if (!got) return got.error().message + " | " + got.error().fix;
    return got->keys.id + "/" + got->keys.secret + "/" + got->keys.token + (got->is_by_code ? " by code" : "");
  }
  std::string said() {
    auto chain = machine.chain();
    chain.ask_by(asks());
    return said_by(chain);
  }
  std::string cache(const std::string& asked_of_sts) const {
    return "/home/me/.aws/cli/cache/" + sha1_hex(asked_of_sts) + ".json";
  }
};

const std::string kAsked = R"({"RoleArn": "arn:aws:iam::1:role/a", "SerialNumber": "arn:aws:iam::1:mfa/me"})";

TEST(CodeOfADevice, IsAskedForOnceAndSentToSTS) {
  Person person;
  auto chain = person.machine.chain();
  chain.ask_by(person.asks());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(person.said_by(chain), "ASIA/s/t by code");
  EXPECT_EQ(person.asked, (std::vector<std::string>{std::string("Enter MFA code for ") + kDevice + ": "}));
  ASSERT_EQ(person.bodies.size(), 1u);
  EXPECT_TRUE(person.bodies[0].ends_with("&SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fme&TokenCode=123456"))
      << person.bodies[0];
}

/// The next process is what kubectl runs, or the CLI.
TEST(CodeOfADevice, TheSessionIsKeptWhereTheAWSCLIFindsIt) {
  Person person;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  EXPECT_EQ(person.machine.files.files[person.cache(kAsked)],
            R"({"Credentials":{"AccessKeyId":"ASIA","SecretAccessKey":"s","SessionToken":"t",)"
            R"("Expiration":"2026-11-26T01:00:00Z"},"ProviderType":"assume-role"})");
  auto nobody = person.machine.chain();
  EXPECT_EQ(person.said_by(nobody), "ASIA/s/t by code");
  EXPECT_EQ(person.asked.size(), 1u);
  person.machine.clock.milliseconds += 46 * 60'000;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  EXPECT_EQ(person.asked.size(), 2u) << "a quarter of an hour is too short for an apply";
}

/// Names as botocore makes them of what it asks for.
TEST(CodeOfADevice, TheCLIsOwnSessionIsTaken) {
  for (const auto& [more, asked] :
       {std::pair<std::string, std::string>{"", kAsked},
        {"external_id = x y\nduration_seconds = 7200\nrole_session_name = me\n",
         R"({"DurationSeconds": 7200, "ExternalId": "x y", "RoleArn": "arn:aws:iam::1:role/a", )"
         R"("RoleSessionName": "me", "SerialNumber": "arn:aws:iam::1:mfa/me"})"}}) {
    Person person(more);
    person.machine.files.files[person.cache(asked)] =
        R"({"Credentials": {"AccessKeyId": "CLI", "SecretAccessKey": "c", "SessionToken": "u", )"
        R"("Expiration": "2026-11-26T00:20:00+00:00"}, "AssumedRoleUser": {}})";
    EXPECT_EQ(person.said(), "CLI/c/u by code") << asked;
    EXPECT_TRUE(person.asked.empty());
  }
}

/// `verify --out` writes a report that all may read, in the same process.
TEST(CodeOfADevice, TheKeptSessionIsForItsUserAlone) {
  std::string home = ::testing::TempDir() + "slipway-mfa-XXXXXX";
  ASSERT_NE(::mkdtemp(home.data()), nullptr);
  const mode_t before = ::umask(0022);
  io::DiskFiles disk;
  Person person;
  const auto& config = person.machine.files.files["/home/me/.aws/config"];
  ASSERT_TRUE(disk.make_folders(home + "/.aws"));
  ASSERT_TRUE(disk.write(home + "/.aws/config", config));
  person.machine.environment.variables["HOME"] = home;
  CredentialChain chain(
      {disk, person.machine.http, person.machine.processes, person.machine.clock, person.machine.environment}, "");
  chain.ask_by(person.asks());
  EXPECT_EQ(person.said_by(chain), "ASIA/s/t by code");
  ASSERT_TRUE(disk.write(home + "/report", "a report"));
  const auto rights = [&](const std::string& path) {
    struct stat about = {};
    EXPECT_EQ(::stat((home + path).c_str(), &about), 0) << path;
    return about.st_mode & 0777;
  };
  EXPECT_EQ(rights("/.aws/cli/cache/" + sha1_hex(kAsked) + ".json"), 0600u);
  EXPECT_EQ(rights("/.aws/cli/cache"), 0700u);
  EXPECT_EQ(rights("/report"), 0644u);
  ::umask(before);
  std::filesystem::remove_all(home);
}

TEST(CodeOfADevice, ADamagedCacheIsNone) {
  for (const char* text : {"", "{}", "[", R"({"Credentials":{"AccessKeyId":"A"}})",
                           R"({"Credentials":{"AccessKeyId":"A","SecretAccessKey":"b","SessionToken":"c"}})"}) {
    Person person;
    person.machine.files.files[person.cache(kAsked)] = text;
    EXPECT_EQ(person.said(), "ASIA/s/t by code") << text;
  }
}

TEST(CodeOfADevice, WhatIsNoneIsSaid) {
  for (const std::optional<std::string>& typed : {std::optional<std::string>(), {"\n"}, {"12345\n"}, {"12345a\n"}}) {
    Person person;
    person.types = typed;
    EXPECT_EQ(person.said(),
              "that is no code of a device: AWS profile a wants six digits | the same command asks again");
    EXPECT_TRUE(person.bodies.empty()) << "STS is not asked";
  }
  Person person;
  person.status = 403;
  const auto said = person.said();
  EXPECT_NE(said.find("invalid MFA one time pass code. | each code is good once"), std::string::npos) << said;
  EXPECT_EQ(said.find("123456"), std::string::npos);
  EXPECT_FALSE(person.machine.files.files.contains(person.cache(kAsked)));
}

/// Nobody may sit there after an hour: the session is used to its end, then the run says so.
TEST(CodeOfADevice, WhenTheSessionEndsInARunThatIsSaid) {
  Person person;
  auto chain = person.machine.chain();
  chain.ask_by(person.asks());
  EXPECT_EQ(person.said_by(chain), "ASIA/s/t by code");
  person.machine.clock.milliseconds += 58 * 60'000;
  EXPECT_EQ(person.said_by(chain), "ASIA/s/t by code");
  person.machine.clock.milliseconds += 3 * 60'000;
  EXPECT_TRUE(person.said_by(chain).starts_with("the session of AWS profile a has ended, and slipway asks for a code"));
  EXPECT_EQ(person.asked.size(), 1u);
}

/// A kept session may end in the middle of a run that nobody watches: no question may hold that up.
TEST(CodeOfADevice, OnceAWSHasAnsweredNobodyIsAskedAndAKeptSessionIsUsedToItsEnd) {
  Person person;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  person.machine.clock.milliseconds += 30 * 60'000;
  auto chain = person.machine.chain();
  chain.ask_by(person.asks());
  EXPECT_EQ(person.said_by(chain), "ASIA/s/t by code");
  chain.accepted();
  person.machine.clock.milliseconds += 29 * 60'000;
  EXPECT_EQ(person.said_by(chain), "ASIA/s/t by code") << "a minute is left";
  person.machine.clock.milliseconds += 60'000;
  EXPECT_EQ(
      person.said_by(chain),
      "the session of AWS profile a has ended, and slipway asks for a code of a device only once, when a command "
      "begins | the same command asks again, and goes on from here; duration_seconds of the profile has a session "
      "last longer, if the role allows it");
  EXPECT_EQ(person.asked.size(), 1u) << "for the first session";
}

/// Whoever is there types a code rather than have a cluster end in its middle.
TEST(CodeOfADevice, ForWorkASessionOfTheCacheMustLastLonger) {
  Person person;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  person.machine.clock.milliseconds += 35 * 60'000;
  auto alone = person.machine.chain();
  alone.ask_by({}, CredentialChain::kForWork);
  EXPECT_EQ(person.said_by(alone), "ASIA/s/t by code") << "25 minutes are left";
  person.sts_gives = "ASIB";
  auto attended = person.machine.chain();
  attended.ask_by(person.asks(), CredentialChain::kForWork);
  EXPECT_EQ(person.said_by(attended), "ASIB/s/t by code");
}

/// What kubectl runs asks nobody ever.
TEST(CodeOfADevice, WhereNobodyIsEverAskedAKeptSessionIsUsedToItsEnd) {
  Person person;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  person.machine.clock.milliseconds += 59 * 60'000;
  auto nobody = person.machine.chain();
  EXPECT_EQ(person.said_by(nobody), "ASIA/s/t by code");
  person.machine.clock.milliseconds += 60'000;
  EXPECT_TRUE(person.said_by(nobody).starts_with("AWS profile a wants a code of the device "))
      << person.said_by(nobody);
}

TEST(CodeOfADevice, AnAnswerOfAWSIsTheLastMomentToAsk) {
  Person person;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  auto chain = person.machine.chain();
  chain.ask_by(person.asks());
  Aws aws({person.machine.files, person.machine.http, person.machine.processes, person.machine.clock,
           person.machine.environment},
          chain, "eu-west-1");
  bool is_ended = false;
  person.machine.http.answer = [&](const HttpRequest&) -> Result<HttpResponse> {
    if (is_ended) return HttpResponse{400, {}, R"({"__type":"ExpiredTokenException","message":"it has ended"})"};
    return HttpResponse{200, {}, R"({"ResourceTagMappingList":[]})"};
  };
  EXPECT_TRUE(aws.call("resourcegroupstaggingapi", "GetResources", {}));
  is_ended = true;
  const auto refused = aws.call("resourcegroupstaggingapi", "GetResources", {});
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.starts_with("the session of AWS profile a has ended")) << refused.error().message;
  EXPECT_EQ(person.asked.size(), 1u) << "for the first session";
}

/// Sessions can be revoked before their end: the next code's replaces it.
TEST(CodeOfADevice, AKeptSessionThatAWSRefusesIsNotTakenAgain) {
  Person person;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  auto chain = person.machine.chain();
  chain.ask_by(person.asks());
  EXPECT_EQ(person.said_by(chain), "ASIA/s/t by code");
  EXPECT_EQ(person.asked.size(), 1u) << "the kept one";
  const auto refused = chain.get();
  person.sts_gives = "ASIB";
  EXPECT_TRUE(chain.renew(refused->keys));
  EXPECT_EQ(person.asked.size(), 2u);
  // Another thread was refused with the same.
  const auto again = chain.renew(refused->keys);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->keys.id, "ASIB");
  EXPECT_EQ(person.asked.size(), 2u);
}

TEST(CodeOfADevice, WithoutAHomeNoSessionIsReadFromTheRootOfTheDisk) {
  Person person;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  const auto kept = person.machine.files.files[person.cache(kAsked)];
  person.machine.environment.variables["AWS_CONFIG_FILE"] = "/home/me/.aws/config";
  person.machine.environment.variables["HOME"] = "";
  person.machine.files.files["/.aws/cli/cache/" + sha1_hex(kAsked) + ".json"] = kept;
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  EXPECT_EQ(person.asked.size(), 2u);
}

TEST(CodeOfADevice, ARoleThatIsTakenWithSuchASessionIsByCodeToo) {
  Person person("[profile b]\nrole_arn = arn:aws:iam::2:role/b\nsource_profile = a\n");
  person.machine.environment.variables["AWS_PROFILE"] = "b";
  EXPECT_EQ(person.said(), "ASIA/s/t by code");
  EXPECT_EQ(person.bodies.size(), 2u);
  EXPECT_EQ(person.asked.size(), 1u);
}

}  // namespace
}  // namespace slipway::cloud
