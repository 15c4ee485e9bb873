// Keys that a credential_process prints.
#include <gtest/gtest.h>

#include "cloud/credentials.h"
#include "cloud/testing/machine.h"

namespace slipway::cloud {
namespace {

using testing::Machine;

TEST(CredentialChain, AProcessPrintsKeys) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "p";
  machine.files.files["/home/me/.aws/config"] =
      "[profile p]\ncredential_process = /opt/get keys --role 'a b' \"c\\d\"\n";
  std::string output =
      R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-26T01:00:00Z"})";
  machine.processes.answer = [&](const io::Command& command) -> Result<io::Finished> {
    EXPECT_EQ(command.words, (std::vector<std::string>{"/opt/get", "keys", "--role", "a b", "c\\d"}));
    EXPECT_EQ(command.what, "the credential_process of AWS profile p") << "whoever waits is told";
    return io::Finished{0, output, ""};
  };
  EXPECT_EQ(machine.found(), "A/s/t of profile p (credential_process)");
}

/// Its arguments may be secrets: the command is never shown.
TEST(CredentialChain, WhatAProcessDoesWrongIsSaidWithoutItsCommand) {
  struct Case {
    Result<io::Finished> finished;
    std::string said;
  };
  const std::string what = "the credential_process of AWS profile a ";
  const std::string by_hand = " | run it by hand: it stands in ~/.aws/config";
  for (const Case& c : {
           Case{io::Finished{0, "{}", ""}, what + "printed no keys" + by_hand},
           Case{io::Finished{0, R"({"AccessKeyId":"A","SecretAccessKey":"s"})", ""},
                what + "speaks another version than 1, which is all that the AWS CLI knows" + by_hand},
           Case{io::Finished{3, "", "warming up\nno vault\n"}, what + "ended with 3: no vault" + by_hand},
           Case{io::Finished{137, "", "", true}, what + "gave no answer in a minute" + by_hand},
           Case{Failure{FailureKind::NotFound, "get: no such program"},
                what + "cannot be run: get: no such program | install it, or name its path"},
       }) {
    Machine machine;
    machine.environment.variables["AWS_PROFILE"] = "a";
    machine.files.files["/home/me/.aws/config"] = "[profile a]\ncredential_process = get --password hunter2\n";
    machine.processes.answer = [&](const io::Command&) { return c.finished; };
    EXPECT_EQ(machine.found(), c.said);
  }
}

}  // namespace
}  // namespace slipway::cloud
