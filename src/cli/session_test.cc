#include "cli/session.h"

#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

TEST(Session, ComplainsInLinesThatATerminalHolds) {
  struct Case {
    bool is_terminal;
    const char *said, *shown;
  };
  for (const Case& c : {
           Case{true, "short", "slipway: short\n"},
           Case{true, "a line that is longer than the forty columns of it",
                "slipway: a line that is longer than the\n         forty columns of it\n"},
           Case{false, "a line that is longer than the forty columns of it",
                "slipway: a line that is longer than the forty columns of it\n"},
           Case{true, "first\nand a second line that is longer than forty",
                "slipway: first\nand a second line that is longer than\nforty\n"},
           Case{true, "red \033[31m", "slipway: red  [31m\n"},
       }) {
    io::FakeFiles files;
    StringOutput out, err;
    Session session{.files = files, .out = out, .err = err};
    session.err_is_terminal = c.is_terminal;
    session.width = 40;
    session.complain(c.said, "what helps");
    EXPECT_EQ(err.text, std::string(c.shown) + "  = fix: what helps\n");
  }
}

TEST(Session, TellsWhatIsWaitedForUnlessItIsToBeQuiet) {
  io::FakeFiles files;
  StringOutput out, err;
  Session session{.files = files, .out = out, .err = err};
  io::Command command{{"get-keys"}};
  command.what = "the credential_process of AWS profile gpu";
  command.seconds = 60;
  session.tell_of_waiting(command, 5'200);
  EXPECT_EQ(err.text, "still waiting for the credential_process of AWS profile gpu: 5 s, at most 60 s\n");
  session.quiet = true;
  session.tell_of_waiting(command, 20'000);
  EXPECT_EQ(err.text.find("20 s"), std::string::npos);
}

}  // namespace
}  // namespace slipway::cli
