#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;

std::string errors(const std::string& spec) {
  const Expanded expanded(spec);
  std::string text;
  for (const auto& one : expanded.diagnostics.all())
    if (one.severity == Severity::Error) text += one.id + ' ' + one.message + '\n';
  return text;
}

std::string tagged(const std::string& text) {
  return "aws: {region: us-west-2, tags: {Owner: \"" + text + "\"}}\nqueues: {prompts: {}}\n";
}

TEST(NamedResources, AreThoseThatThePlatformMakes) {
  struct Case {
    const char *text, *said;
  };
  for (const Case& c : {Case{"${aws_sqs_queue.prompts.url}", ""},
                        {"${aws_sqs_queue.promts.url}", "CMP009 this platform makes no aws_sqs_queue.promts\n"},
                        {"a ${aws_iam_role.evil.arn} b", "CMP009 this platform makes no aws_iam_role.evil\n"},
                        {"$${aws_iam_role.evil.arn}", ""},
                        {"${file(\\\"/etc/passwd\\\")}", ""},
                        {"${name}", ""}})
    EXPECT_EQ(errors(tagged(c.text)), c.said) << c.text;
}

}  // namespace
}  // namespace slipway::components
