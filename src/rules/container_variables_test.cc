#include <gtest/gtest.h>

#include "rules/testing/linted.h"
#include "rules/testing/variables.h"

namespace slipway::rules::testing {
namespace {

TEST(ContainerVariables, DoNotGoOnWithWhatTheImageHas) {
  for (const auto& [name, value] :
       {std::pair{"PATH", "$PATH:/opt/amazon/efa/bin"}, std::pair{"LD_LIBRARY_PATH", "/opt/nccl/lib:$LD_LIBRARY_PATH"},
        std::pair{"LD_LIBRARY_PATH", "/a:${LD_LIBRARY_PATH}"}, std::pair{"PYTHONPATH", "${PYTHONPATH:-}:/app"}})
    EXPECT_EQ(lines("POD015", pod(name, value)), "9") << name << "=" << value;
  for (const auto& [name, value] : {std::pair{"PATH", "/usr/bin:/opt/amazon/efa/bin"},
                                    std::pair{"PATH", "$(PATH):/opt/amazon/efa/bin"},  // of a variable before it
                                    std::pair{"PATH", "$$PATH"}, std::pair{"PATH", "$PATHS:/a"},
                                    std::pair{"START", "export PATH=$PATH:/a"},  // for a shell
                                    std::pair{"PATH", "${PATH_OF_ALL}"}, std::pair{"PS1", "$"}})
    EXPECT_EQ(lines("POD015", pod(name, value)), "") << name << "=" << value;
}

// As envsubst and Flux put them in: nothing else stands there that would go on with anything.
TEST(ContainerVariables, MayBeFilledInAsTheyAreCalled) {
  for (const char* value : {"${REGION}", "$REGION", "${REGION:-us-east-1}", "${REGION:=us-east-1}"})
    EXPECT_EQ(lines("POD015", pod("REGION", value)), "") << value;
  EXPECT_EQ(lines("POD015", pod("BUCKET", "s3://${BUCKET}/models")), "") << "no list";
  EXPECT_EQ(lines("POD015", pod("PATH", "${PATH}")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
