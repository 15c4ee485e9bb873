#include "render/hcl_text.h"

#include <gtest/gtest.h>

#include <random>

#include "base/quote.h"

/// Text between double quotes of HCL: nothing in it can end it or be run.
namespace slipway::render {
namespace {

std::string literal(std::string_view text, Letters letters = Letters::All) {
  std::string out;
  append_hcl_literal(text, out, letters);
  return out;
}

TEST(HclLiteral, EscapesWhatWouldMeanSomething) {
  struct Case {
    std::string_view text, written;
  };
  for (const Case& c : {Case{"plain", "plain"},
                        {"say \"hi\"", R"(say \"hi\")"},
                        {"back\\slash", R"(back\\slash)"},
                        {"two\nlines\r\t", R"(two\nlines\r\t)"},
                        {"${aws:username}", "$${aws:username}"},
                        {"%{ if true }", "%%{ if true }"},
                        {"$${x}", R"($\u0024{x})"},
                        {"%%{x}", R"(%\u0025{x})"},
                        {"$5 and 5%", "$5 and 5%"},
                        {"$", "$"},
                        {"Köln 東京 🚀", "Köln 東京 🚀"},
                        {"\x1b[31m", R"(\u001b[31m)"},
                        {"\xe2\x80\xae", R"(\u202e)"},          // right-to-left override
                        {"\xf3\xa0\x80\x81", R"(\U000e0001)"},  // a tag character
                        {"\xff", R"(\ufffd)"}})
    EXPECT_EQ(literal(c.text), c.written);
  EXPECT_EQ(literal("Köln", Letters::Ascii), R"(K\u00f6ln)");
}

/// What Terraform reads between the quotes: escapes undone, `$${` and `%%{` single again. Dies of what would end the
/// text or open a template.
std::string read_back(std::string_view written) {
  std::string text;
  for (std::size_t at = 0; at < written.size();) {
    const char c = written[at];
    EXPECT_NE(c, '"');
    EXPECT_NE(c, '\n');
    if (c == '\\') {
      const char kind = written.at(at + 1);
      at += 2;
      if (kind == 'u' || kind == 'U') {
        const std::size_t digits = kind == 'u' ? 4 : 8;
        append_rune(text, static_cast<char32_t>(std::stoul(std::string(written.substr(at, digits)), nullptr, 16)));
        at += digits;
      } else {
        text += kind == 'n' ? '\n' : kind == 'r' ? '\r' : kind == 't' ? '\t' : kind;
      }
      continue;
    }
    if ((c == '$' || c == '%') && written.substr(at + 1).starts_with(std::string(1, c) + "{")) {
      text += c;
      text += '{';
      at += 3;
      continue;
    }
    EXPECT_FALSE((c == '$' || c == '%') && at + 1 < written.size() && written[at + 1] == '{') << written;
    text += c;
    ++at;
  }
  return text;
}

TEST(HclLiteral, IsReadBackAsItWasWhateverItHolds) {
  const std::vector<std::string> pieces = {"$",
                                           "%",
                                           "{",
                                           "}",
                                           "\"",
                                           "\\",
                                           "\n",
                                           "\r",
                                           "\t",
                                           "a",
                                           "u0041",
                                           "ü",
                                           "\u202e",
                                           "EOT",
                                           "#",
                                           "//",
                                           std::string(1, '\0'),
                                           "${",
                                           "%{",
                                           "$${"};
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto left = random() % 12; left > 0; --left) text += pieces[random() % pieces.size()];
    ASSERT_EQ(read_back(literal(text)), text);
    ASSERT_EQ(read_back(literal(text, Letters::Ascii)), text);
  }
}

std::string heredoc_of(std::string_view text) { return heredoc({{text, false}}); }

TEST(Heredoc, HoldsLinesAsTheyAre) {
  EXPECT_EQ(heredoc_of("#!/bin/bash\n  echo \"$1\" \\\n"), "<<EOT\n#!/bin/bash\n  echo \"$1\" \\\nEOT");
  EXPECT_EQ(heredoc_of("echo ${HOME} %{x}\n"), "<<EOT\necho $${HOME} %%{x}\nEOT");
  EXPECT_EQ(heredoc_of("a\n  EOT  \nb\n"), "<<EOT_\na\n  EOT  \nb\nEOT_") << "a line of the text may not end it";
  EXPECT_EQ(heredoc({{"mount ", false}, {"aws_efs_file_system.x.id", true}, {" $\n", false}}),
            "<<EOT\nmount ${aws_efs_file_system.x.id} $\nEOT");
  EXPECT_EQ(heredoc({}), "");
}

TEST(Heredoc, IsNoneForWhatOnlyEscapesCanWrite) {
  for (const char* text : {"no line break at the end", "carriage\r\n", "\x1b[31m\n", "$${x}\n", "\xff\n"})
    EXPECT_EQ(heredoc_of(text), "") << text;
}

TEST(Aligned, NeighboursOfOneLineShareAColumn) {
  std::string out;
  append_aligned({{"a", "1"}, {"longer", "2"}, {"block", "{\n    x = 1\n  }"}, {"b", "3"}}, 1, out);
  EXPECT_EQ(out,
            "  a      = 1\n"
            "  longer = 2\n"
            "  block = {\n    x = 1\n  }\n"
            "  b = 3\n");
}

TEST(PlainKey, IsAWordThatMeansNothingElse) {
  for (const char* key : {"Name", "_x", "a1"}) EXPECT_TRUE(is_plain_key(key)) << key;
  for (const char* key : {"", "1a", "a-b", "aws:tag", "for", "null", "ü", "a b"})
    EXPECT_FALSE(is_plain_key(key)) << key;
}

}  // namespace
}  // namespace slipway::render
