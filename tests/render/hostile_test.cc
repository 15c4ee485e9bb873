#include <gtest/gtest.h>

#include "render/rendered_example.h"
#include "requirements/hcl.h"

/// What a user writes in platform.yaml is text in the tree, whatever it holds.
namespace slipway::rendered {
namespace {

using requirements::Blocks;

Blocks blocks_of(const Tree& tree) {
  Blocks blocks;
  for (const auto& [path, text] : tree) {
    if (!path.ends_with(".tf")) continue;
    const auto read = requirements::read_hcl(text, blocks);
    EXPECT_TRUE(read) << path << ": " << (read ? "" : read.error().message);
  }
  return blocks;
}

std::vector<std::string> addresses(const Blocks& blocks) {
  std::vector<std::string> all;
  for (const auto& [address, body] : blocks) all.push_back(address);
  return all;
}

/// Free text of a platform: tags, e-mail addresses, sysctls, labels.
Tree tree_with(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n')
      quoted += "\\n";
    else
      quoted += c;
  }
  quoted += '"';
  io::FakeFiles files;
  files.files["platform.yaml"] =
      "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
      "  aws:\n    region: us-west-2\n    tags: {Owner: " +
      quoted + ", " + quoted +
      ": x}\n"
      "  nodeGroups:\n    system: {instanceTypes: [m6i.large], min: 1, max: 3}\n";
  return tree_of(files, "platform.yaml");
}

TEST(Hostile, TextsStayTexts) {
  const auto plain = addresses(blocks_of(tree_with("plain")));
  ASSERT_GT(plain.size(), 20u);
  for (const std::string text :
       {"\"", "\\", "\\\"", "${file(\"/etc/passwd\")}", "%{ for x in [1] }${x}%{ endfor }", "$${x}", "${", "%{",
        "\"\n}\nresource \"aws_iam_user\" \"evil\" {\n  name = \"", "a\nb", "EOT\n)", "# comment", "/* open",
        "$${aws_iam_role.evil.arn}", "\xe2\x80\xae right to left", "Köln 東京 🚀", "\t"}) {
    const auto blocks = blocks_of(tree_with(text));
    EXPECT_EQ(addresses(blocks), plain) << text;
  }
}

/// A reference to a resource of the platform is one, wherever it stands: it is how components write theirs. One to what
/// the platform does not make is refused (CMP009, src/components/parts/named_resources_test.cc).
TEST(Hostile, OnlyReferencesOfTheGraphAreRead) {
  const auto tree = tree_with("${aws_eks_cluster.main.arn}");
  EXPECT_NE(tree.at("terraform/providers.tf").find("aws_eks_cluster.main.arn"), std::string::npos);
}

}  // namespace
}  // namespace slipway::rendered
