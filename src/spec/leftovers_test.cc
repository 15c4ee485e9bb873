#include "spec/leftovers.h"

#include <gtest/gtest.h>

#include "doc/yaml.h"

namespace slipway::spec {
namespace {

TEST(Leftovers, AreKnownByTheirForm) {
  struct Case {
    std::string_view text, found;
  };
  for (const Case& c : {
           Case{"203.0.113.0/24", "203.0.113.0/24"},
           {"192.0.2.17", "192.0.2.17"},
           {"from 198.51.100.7/32 on", "198.51.100.7/32"},
           {"2001:db8::/32", "2001:db8::/32"},
           {"dev.example.com", "dev.example.com"},
           {"https://git.example.org/a.git", "git.example.org"},
           {"platform@example.com", "platform@example.com"},
           {"arn:aws:iam::111122223333:role/ci", "111122223333"},
           {"123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1", "123456789012"},
           {"datasets-111122223333", "111122223333"},
           {"vpc-0a1b2c3d4e5f60000", "vpc-0a1b2c3d4e5f60000"},
           {"cr-0a1b2c3d4e5f60001", "cr-0a1b2c3d4e5f60001"},
           {"subnet-01234567", "subnet-01234567"},
           // What only looks alike.
           {"10.203.0.113.0", ""},
           {"203.0.114.0/24", ""},
           {"1203.0.113.0/24", ""},
           {"203.0.113.", ""},
           {"myexample.com", ""},
           {"my-example.com", ""},
           {"example.company", ""},
           {"example.com.au", ""},
           {"example.com-net", ""},
           {"1111222233334", ""},
           {"a111122223333", ""},
           {"vpc-0f3e5a7b9c1d2e4f6", ""},
           {"vpc-0a1b2c3d4e5f6000", ""},
           {"release-12345678", ""},
           {"", ""},
       }) {
    const auto found = leftover_in(c.text);
    EXPECT_EQ(found ? found->text : "", c.found) << c.text;
  }
}

TEST(Leftovers, OfATreeComeInReadingOrderWithTheirPlaces) {
  Diagnostics unheard;
  const auto document = doc::read_yaml_document(
      std::make_shared<const SourceText>("p.yaml",
                                         "example.com: {b: [198.51.100.0/24, x]}\nc: 111122223333\nd: a.example.net\n"),
      unheard);
  std::string said;
  each_leftover(document.root(), [&](const doc::Node& node, const Leftover& one) {
    said += node.where().to_string() + " " + one.text + "\n";
  });
  EXPECT_EQ(said, "p.yaml:1:19 198.51.100.0/24\np.yaml:2:4 111122223333\np.yaml:3:4 a.example.net\n");
}

}  // namespace
}  // namespace slipway::spec
