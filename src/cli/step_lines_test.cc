#include "cli/step_lines.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace slipway::cli {
namespace {

using State = ops::Journal::State;

struct Watched {
  io::FakeFiles files;
  StringOutput out, err;
  Session session{.files = files, .out = out, .err = err};
  StepLines lines{session};

  ops::Step step(const std::string& name, const std::string& title = "a title") { return {name, title, "", 5, {}}; }
};

const std::string kLong = "chart/aws-load-balancer-controller";

TEST(StepLines, OfALogAreTwoAStep) {
  Watched watched;
  watched.lines.begun(watched.step("aws", "Terraform in eu-west-1"), 0, 17, 0);
  watched.lines.told("not heard without --verbose");
  watched.lines.ended(watched.step("aws"), State::Done, std::string(100, 'x'), 109'000);
  EXPECT_EQ(watched.err.text,
            "aws                      Terraform in eu-west-1 (1 of 17)\n"
            "aws                      ok 1m49s: " +
                std::string(100, 'x') + "\n");
}

TEST(StepLines, OfATerminalThatIsNarrowerThanAStepsNameAreCut) {
  for (const int width : {1, 10, 20, 33, 34, 35, 40})
    for (const auto state : {State::Done, State::Interrupted, State::Failed}) {
      Watched watched;
      watched.session.err_is_terminal = true;
      watched.session.err_columns = [width] { return width; };
      watched.lines.fit({watched.step(kLong)});
      watched.lines.begun(watched.step(kLong), 0, 1, 0);
      watched.lines.ended(watched.step(kLong), state, "what was said", 3'000);
      EXPECT_TRUE(width < 10 || watched.err.text.find("chart") != std::string::npos) << width;
    }
}

/// Neither in a log nor on a terminal does anybody find out else why a step takes so long.
TEST(StepLines, NoticesAreHeardByAll) {
  for (const bool is_terminal : {false, true}) {
    Watched watched;
    watched.session.err_is_terminal = is_terminal;
    watched.lines.begun(watched.step("aws"), 0, 1, 0);
    watched.lines.notice("waits: " + std::string(60, 'x') + " is held; " + std::string(60, 'y'));
    EXPECT_NE(watched.err.text.find(std::string(60, 'x') + " is held;\n    " + std::string(60, 'y') + "\n"),
              std::string::npos)
        << watched.err.text;
  }
}

/// Whatever is said; words that are longer than a line stand alone.
TEST(StepLines, OfALogStayWithinItsWidth) {
  Watched watched;
  watched.session.verbose = true;
  watched.lines.fit({watched.step(kLong)});
  const std::string prose = "words that go on and on, as those of servers and of other programs do, over many a line";
  watched.lines.at(prose);
  watched.lines.begun(watched.step(kLong, prose), 0, 1, 0);
  watched.lines.told(prose);
  for (const auto state : {State::Done, State::Interrupted, State::Failed})
    watched.lines.ended(watched.step(kLong), state, prose, 3'000);
  for (const auto line : split(watched.err.text, '\n')) EXPECT_LE(display_width(line), 80u) << line;
}

/// Wherever a title ends, and however narrow the terminal is that the log is read in.
TEST(StepLines, OfALogSayHowFarItIsInOneWord) {
  for (int width = 40; width <= 80; ++width)
    for (std::size_t length = 1; length < 60; ++length) {
      Watched watched;
      watched.session.width = width;
      std::string title = "a";
      while (title.size() < length) title += title.size() % 7 == 0 ? " b" : "c";
      watched.lines.begun(watched.step("aws", title), 10, 15, 0);
      EXPECT_NE(watched.err.text.find(" (11 of 15)\n"), std::string::npos) << watched.err.text;
      std::string joined;
      for (const auto line : split(watched.err.text, '\n')) {
        EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << watched.err.text;
        joined += (joined.empty() ? "" : " ") + std::string(trim(line));
      }
      EXPECT_EQ(trim(joined), "aws" + std::string(22, ' ') + title + " (11 of 15)") << "nothing else is lost";
    }
}

TEST(StepLines, AreAsWideAsTheLongestName) {
  Watched watched;
  watched.lines.fit({watched.step("aws"), watched.step(kLong)});
  watched.lines.begun(watched.step("aws"), 0, 2, 0);
  watched.lines.begun(watched.step(kLong), 1, 2, 0);
  EXPECT_EQ(watched.err.text, "aws                                a title (1 of 2)\n" + kLong + " a title (2 of 2)\n");
}

TEST(StepLines, OfATerminalStayWithinIt) {
  for (const char* colour : {"never", "always"}) {
    Watched watched;
    watched.session.err_is_terminal = true;
    watched.session.err_columns = [] { return 80; };
    watched.session.color = colour;
    watched.lines.fit({watched.step(kLong)});
    watched.lines.begun(watched.step(kLong), 0, 1, 60'000);
    watched.lines.told(std::string(200, 'y'));
    watched.lines.ended(watched.step(kLong), State::Done,
                        "3 created, 12 unchanged, 7 done before, and more of it than fits into one line", 3'000);
    watched.lines.ended(watched.step(kLong), State::Failed, std::string(300, 'z'), 3'000);
    for (auto line : split(watched.err.text, '\n')) {
      std::string plain;  // what is seen: after the last return, without colours
      line = line.substr(line.rfind('\r') == line.npos ? 0 : line.rfind('\r') + 1);
      for (std::size_t i = 0; i < line.size(); ++i)
        if (line[i] == '\x1b')
          i = line.find_first_of("mK", i);
        else if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80)
          plain += line[i];
      EXPECT_LE(plain.size(), 80u) << plain;
    }
    EXPECT_NE(watched.err.text.find("ok"), std::string::npos);
  }
}

/// What a terminal of so many columns shows, where a line that is too long breaks: each of its rows.
std::vector<std::string> rows_of(std::string_view text, std::size_t columns) {
  std::vector<std::string> rows = {""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      rows.emplace_back();
    } else if (text[i] == '\r') {
      rows.back().clear();
      EXPECT_EQ(text.substr(i + 1, 3), "\x1b[K");
      i += 3;
    } else {
      if (display_width(rows.back()) >= columns && !is_utf8_continuation(text[i])) rows.emplace_back();
      rows.back() += text[i];
    }
  }
  return rows;
}

/// Whatever is drawn over is gone with the next of it: of a line that broke, half would stay.
TEST(StepLines, OfATerminalAreNeverLongerThanItIsWideAtThatMoment) {
  const std::string long_name = "chart/" + std::string(63, 'n');
  for (const int columns : {0, 1, 2, 5, 10, 20, 39, 40, 41, 60, 80, 200})
    for (const std::string& name : {std::string("aws"), kLong, long_name}) {
      Watched watched;
      int now = columns;
      watched.session.err_is_terminal = true;
      watched.session.err_columns = [&now] { return now; };
      watched.lines.fit({watched.step(name)});
      const auto seen = static_cast<std::size_t>(columns > 0 ? columns : 80);
      watched.lines.at("reading " + std::string(300, 'r'));
      watched.lines.begun(watched.step(name, std::string(300, 't')), 0, 10, 60'000);
      for (int i = 0; i < 5; ++i) watched.lines.told(std::string(300, 'a'));
      EXPECT_EQ(rows_of(watched.err.text, seen).size(), 1u) << columns << name;
      now = columns > 20 ? columns / 2 : 100;  // somebody drags its corner
      watched.err.text.clear();
      watched.lines.told(std::string(300, 'b'));
      watched.lines.told(std::string(300, 'c'));
      EXPECT_EQ(rows_of(watched.err.text, static_cast<std::size_t>(now)).size(), 1u) << columns << name;
      for (const auto state : {State::Done, State::Interrupted, State::Failed})
        watched.lines.ended(watched.step(name), state, "words of a text that is longer than most terminals are wide",
                            1);
      EXPECT_TRUE(watched.err.text.ends_with('\n'));
    }
}

/// A terminal without a cursor to move (TERM=dumb) is followed like a log.
TEST(StepLines, OfATerminalThatCannotDrawOverALineAreThoseOfALog) {
  Watched watched;
  watched.session.err_is_terminal = watched.session.no_color = true;
  watched.lines.begun(watched.step("aws"), 0, 2, 60'000);
  watched.lines.told("not heard");
  watched.lines.ended(watched.step("aws"), State::Done, "done", 1'000);
  EXPECT_EQ(watched.err.text, "aws                      a title (1 of 2)\naws                      ok 1 s: done\n");
  EXPECT_EQ(watched.session.erase_line(), "");
}

TEST(StepLines, QuietSaysOnlyWhatFails) {
  Watched watched;
  watched.session.quiet = true;
  watched.lines.begun(watched.step("aws"), 0, 1, 0);
  watched.lines.ended(watched.step("aws"), State::Done, "done", 1'000);
  EXPECT_EQ(watched.err.text, "");
  watched.lines.ended(watched.step("aws"), State::Failed, "no", 1'000);
  EXPECT_EQ(watched.err.text, "aws                      FAIL 1 s: no\n");
}

TEST(DurationText, IsShort) {
  for (const auto& [milliseconds, text] : {std::pair<std::int64_t, const char*>{0, "0 s"},
                                           {499, "0 s"},
                                           {500, "1 s"},
                                           {59'499, "59 s"},
                                           {60'000, "1m00s"},
                                           {192'000, "3m12s"},
                                           {3'600'000, "1h00m"},
                                           {5'460'000, "1h31m"}})
    EXPECT_EQ(duration_text(milliseconds), text);
}

}  // namespace
}  // namespace slipway::cli
