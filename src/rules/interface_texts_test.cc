#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::said;

Files tf(const std::string& text) { return {{"main.tf", text}}; }

TEST(InterfaceTexts, AreJudgedAsThoseOfPlans) {
  const auto dynamic = [](const std::string& device, const std::string& type) {
    return tf("dynamic \"network_interfaces\" {\n  for_each = range(16)\n  content {\n    device_index = " + device +
              "\n    network_card_index = network_interfaces.value\n    interface_type = \"" + type + "\"\n  }\n}\n");
  };
  const auto cards = [](const std::string& range, const std::string& iterator, const std::string& card,
                        const std::string& device) {
    return tf("dynamic \"network_interfaces\" {\n  for_each = " + range + "\n  " + iterator +
              "\n  content {\n    device_index = " + device + "\n    network_card_index = " + card +
              "\n    interface_type = \"efa-only\"\n  }\n}\n");
  };
  const auto two = [](const std::string& second) {
    return tf(
        "network_interfaces {\n  interface_type = \"efa\"\n  subnet_id = local.a\n}\nnetwork_interfaces {\n  "
        "interface_type = \"efa\"\n  subnet_id = " +
        second + "\n}\n");
  };
  const std::string managed =
      "resource \"aws_eks_node_group\" \"g\" {}\nresource \"aws_launch_template\" \"t\" {\n  network_interfaces {\n    "
      "interface_type = \"efa\"\n";
  hold({
      {"TF107", dynamic("network_interfaces.value", "efa-only"), "main.tf:4 error: device_index grows with the cards",
       dynamic("network_interfaces.value == 0 ? 1 : 0", "efa-only")},
      {"TF107", cards("range(1, 16)", "iterator = card", "card.value", "card.key + 1"), "device_index grows",
       cards("range(1, 16)", "iterator = card", "card.value", "1")},
      {"TF107", cards("local.cards", "", "network_interfaces.value", "network_interfaces.key"), "device_index grows",
       cards("range(0, 2)", "", "network_interfaces.value", "network_interfaces.key")},
      {"TF107", cards("range(0, 32)", "iterator = card", "card.value", "card.key"), "device_index grows",
       cards("range(0, 32)", "iterator = card", "card.value", "card.key == 0 ? 0 : 1")},
      {"TF108", dynamic("0", "efa"), "take an address each", dynamic("0", "efa-only")},
      {"TF109", two("local.b"), "another subnet than local.a", two("local.a")},
      {"TF110", two("local.a"), "main.tf:3 warning: an EKS managed node group takes no template", dynamic("0", "efa")},
      {"TF110", tf(managed + "    subnet_id = \"subnet-1\"\n  }\n}\n"), "takes no template that names subnets",
       tf(managed + "  }\n}\n")},
  });
  // A template that names subnets is refused to a managed group, and taken by others.
  const auto taken_by = [&](const std::string& type) {
    return said("TF110", tf(managed + "    subnet_id = \"subnet-1\"\n  }\n}\nresource \"" + type +
                            "\" \"t\" {\n  launch_template {\n    id = aws_launch_template.t.id\n  }\n}\n"));
  };
  EXPECT_NE(taken_by("aws_eks_node_group").find("main.tf:5 error: "), std::string::npos);
  EXPECT_EQ(taken_by("aws_autoscaling_group"), "");
  // However a template of several is named.
  const auto named = [&](const std::string& type, const std::string& reference) {
    return said("TF110", tf(managed + "    subnet_id = \"subnet-1\"\n  }\n}\nresource \"" + type +
                            "\" \"t\" {\n  launch_template {\n    id = " + reference + "\n  }\n}\n"));
  };
  for (const char* reference : {"aws_launch_template.t[0].id", "aws_launch_template.t[each.key].id",
                                "one(aws_launch_template.t[*].id)", "\"${aws_launch_template.t.id}\""}) {
    EXPECT_EQ(named("aws_autoscaling_group", reference), "") << reference;
    EXPECT_NE(named("aws_eks_node_group", reference).find("error: "), std::string::npos) << reference;
  }
  EXPECT_NE(named("aws_autoscaling_group", "aws_launch_template.t2[0].id").find("warning: "), std::string::npos);
  EXPECT_NE(taken_by("aws_iam_role").find("main.tf:5 warning: "), std::string::npos);
}

}  // namespace
}  // namespace slipway::rules
