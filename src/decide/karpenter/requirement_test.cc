#include "decide/karpenter/requirement.h"

#include <gtest/gtest.h>

namespace slipway::karpenter {
namespace {

class Requirements : public testing::Test {
 protected:
  Requirement make(std::string_view op, std::vector<std::string> values = {}) {
    return make_requirement(symbols_, "size", op, values);
  }
  std::string both(const Requirement& a, const Requirement& b) {
    return to_string(intersection(a, b, symbols_), symbols_);
  }
  Symbols symbols_;
};

TEST_F(Requirements, ShowThemselvesAsKarpenterDoes) {
  EXPECT_EQ(to_string(make("In", {"b", "a"}), symbols_), "size In [a b]");
  EXPECT_EQ(to_string(make("NotIn", {"a"}), symbols_), "size NotIn [a]");
  EXPECT_EQ(to_string(make("Exists"), symbols_), "size Exists");
  EXPECT_EQ(to_string(make("DoesNotExist"), symbols_), "size DoesNotExist");
  EXPECT_EQ(to_string(make("Gt", {"3"}), symbols_), "size Exists >=4");
  EXPECT_EQ(to_string(make("Lte", {"9"}), symbols_), "size Exists <=9");
  EXPECT_EQ(to_string(make("In", {"1", "2", "3", "4", "5", "6", "7"}), symbols_), "size In [1 2 3 4 5 and 2 others]");
}

TEST_F(Requirements, AreBothAtOnce) {
  EXPECT_EQ(both(make("In", {"a", "b"}), make("In", {"b", "c"})), "size In [b]");
  EXPECT_EQ(both(make("In", {"a", "b"}), make("NotIn", {"b"})), "size In [a]");
  EXPECT_EQ(both(make("NotIn", {"a"}), make("NotIn", {"b"})), "size NotIn [a b]");
  EXPECT_EQ(both(make("Gt", {"1"}), make("Lt", {"9"})), "size Exists >=2 <=8");
  EXPECT_EQ(both(make("Gt", {"5"}), make("Lt", {"6"})), "size DoesNotExist");
  EXPECT_EQ(both(make("In", {"2", "9", "x"}), make("Gt", {"5"})), "size In [9]")
      << "what is no integer is out of bounds";
  EXPECT_EQ(both(make("NotIn", {"1", "7"}), make("Gt", {"5"})), "size NotIn [7] >=6");
}

TEST_F(Requirements, ConflictUnlessALabelMayBeAbsent) {
  EXPECT_TRUE(conflicts(make("In", {"a"}), make("In", {"b"}), symbols_));
  EXPECT_TRUE(conflicts(make("DoesNotExist"), make("In", {"b"}), symbols_));
  EXPECT_TRUE(conflicts(make("DoesNotExist"), make("Exists"), symbols_));
  EXPECT_FALSE(conflicts(make("DoesNotExist"), make("NotIn", {"b"}), symbols_));
  EXPECT_FALSE(conflicts(make("DoesNotExist"), make("DoesNotExist"), symbols_));
  EXPECT_FALSE(conflicts(make("NotIn", {"a"}), make("NotIn", {"b"}), symbols_));
}

TEST_F(Requirements, ReadOldLabelKeysAsTodays) {
  EXPECT_EQ(make_requirement(symbols_, "beta.kubernetes.io/arch", "In", {"arm64"}),
            make_requirement(symbols_, "kubernetes.io/arch", "In", {"arm64"}));
  EXPECT_EQ(normalized_label("topology.ebs.csi.aws.com/zone"), "topology.kubernetes.io/zone");
  EXPECT_EQ(normalized_label("example.com/zone"), "example.com/zone");
}

}  // namespace
}  // namespace slipway::karpenter
