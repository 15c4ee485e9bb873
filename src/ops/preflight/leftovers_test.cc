#include "ops/preflight/testing.h"

namespace slipway::ops::testing {
namespace {

/// A role of nobody's account is refused by AWS; what is open to nobody, or belongs to nobody, is made and of no use.
TEST(Preflight, ValuesOfExamplesAreNamedAndTheAccountThatIsAskedIsNone) {
  struct Case {
    Map arguments;
    std::string said;
  };
  const auto trusts = [](const char* arn) {
    return Map{{"assume_role_policy", Map{{"Statement", List{Map{{"Principal", Map{{"AWS", arn}}}}}}}}};
  };
  for (const Case& c : {
           Case{trusts("arn:aws:iam::444455556666:role/ci"), "FAIL 444455556666 is yours"},
           {trusts("arn:aws:iam::111122223333:role/ci"), "ok no value is left of an example"},
           {Map{{"vpc_config", Map{{"public_access_cidrs", List{"203.0.113.0/24"}}}}}, "warn 203.0.113.0/24 is yours"},
           {Map{{"domain_name", "dev.example.com"}}, "warn dev.example.com is yours"},
           {Map{{"subnet_id", "subnet-0a1b2c3d4e5f60001"}}, "ok no value is left of an example"},
       }) {
    World world;
    world.add("aws_thing", "a", c.arguments);
    EXPECT_TRUE(world.of("leftovers").starts_with(c.said)) << world.of("leftovers");
  }
}

}  // namespace
}  // namespace slipway::ops::testing
