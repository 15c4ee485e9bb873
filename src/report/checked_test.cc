#include "report/checked.h"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

using platform::Checked;

std::string lines_of(const std::string& fix) {
  Checked check{"types", "p5", Checked::Outcome::Failed};
  check.fix = fix;
  const std::string text = checked_line(check, Why::New, 5, Colour::Off, 80);
  return text.substr(text.find('\n') + 1);
}

TEST(CheckedLine, ACommandIsToBeCopiedAndASentenceIsNot) {
  struct Case {
    std::string fix, lines;
  };
  for (const Case& c : {
           Case{"aws ec2 describe-vpcs --region eu-west-1", "      aws ec2 describe-vpcs --region eu-west-1\n"},
           {"aws service-quotas request-service-quota-increase --region eu-west-1 --quota-code L-417A185B",
            "      aws service-quotas request-service-quota-increase --region eu-west-1 \\\n"
            "        --quota-code L-417A185B\n"},
           {"aws ec2 describe-regions --all-regions --region eu-west-1 --query 'Regions[].{a: b, c: d}'",
            "      aws ec2 describe-regions --all-regions --region eu-west-1 --query \\\n"
            "        'Regions[].{a: b, c: d}'\n"},
           {"name one that account 111122223333 has here: aws ec2 describe-capacity-reservations --region us-east-2 "
            "--output table --no-cli-pager",
            "      name one that account 111122223333 has here:\n"
            "      aws ec2 describe-capacity-reservations --region us-east-2 --output table \\\n"
            "        --no-cli-pager\n"},
           {"write network.create.zoneNames: others, or wait",
            "      write network.create.zoneNames: others, or wait\n"},
           {"aws configure, aws sso login, or AWS_PROFILE=NAME; aws sts get-caller-identity shows who you are",
            "      aws configure, aws sso login, or AWS_PROFILE=NAME; aws sts\n"
            "      get-caller-identity shows who you are\n"},
           {"set the clock of this machine, please: timedatectl set-ntp true (in a container, that of its host)",
            "      set the clock of this machine, please: timedatectl set-ntp true (in a\n"
            "      container, that of its host)\n"},
           {"slipway catalog types lists them", "      slipway catalog types lists them\n"},
       })
    EXPECT_EQ(lines_of(c.fix), c.lines) << c.fix;
}

}  // namespace
}  // namespace slipway::report
