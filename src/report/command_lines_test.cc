#include "report/command_lines.h"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

TEST(CommandLines, AreCutWhereAShellTakesThemForOne) {
  EXPECT_EQ(command_lines("aws sqs list-queues", 2, 40), "  aws sqs list-queues\n");
  EXPECT_EQ(command_lines("kubectl get pods --selector 'app in (a, b)' --output wide", 2, 40),
            "  kubectl get pods --selector \\\n    'app in (a, b)' --output wide\n");
  EXPECT_EQ(command_lines("aws sqs delete-queue --queue-url \"$(aws sqs get-queue-url --queue-name 'a b')\" --region r",
                          2, 40),
            "  aws sqs delete-queue --queue-url \\\n    \"$(aws sqs get-queue-url \\\n    --queue-name 'a b')\" "
            "--region r\n");
  EXPECT_EQ(command_lines("echo \"it's a (long) text\" 'say \"$(no)\"' end", 0, 10),
            "echo \\\n  \"it's a (long) text\" \\\n  'say \"$(no)\"' \\\n  end\n");
}

}  // namespace
}  // namespace slipway::report
