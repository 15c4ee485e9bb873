#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "render/rendered_example.h"

/// A small platform's Terraform as it is written, to be read in review: tests/render/golden/. SLIPWAY_GOLDEN=update
/// (./dev golden) rewrites it.
namespace slipway::rendered {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = fs::path(SLIPWAY_SOURCE_DIR) / "tests/render/golden";

bool updating() {
  const char* mode = std::getenv("SLIPWAY_GOLDEN");
  return mode && std::string_view(mode) == "update";
}

/// What others hold to goldens of their own is left out.
bool is_shown(const std::string& path) {
  for (const char* shown : {"terraform/eks-cluster.tf", "terraform/node-groups.tf", "terraform/queues.tf",
                            "terraform/roles.tf", "terraform/outputs.tf", "terraform/providers.tf",
                            "terraform/versions.tf", "terraform/backend.tf.example", "terraform/tests/plan.tftest.hcl"})
    if (path == shown) return true;
  return false;
}

Tree golden() {
  Tree tree;
  for (const auto& file : fs::recursive_directory_iterator(kGolden)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    tree[fs::relative(file.path(), kGolden).string()] = text.str();
  }
  return tree;
}

TEST(GoldenTree, IsWhatIsWritten) {
  auto tree = tree_of(example_files(), "platforms/small.yaml");
  std::erase_if(tree, [](const auto& file) { return !is_shown(file.first); });
  if (updating()) {
    fs::remove_all(kGolden);
    for (const auto& [path, text] : tree) {
      fs::create_directories((kGolden / path).parent_path());
      std::ofstream(kGolden / path, std::ios::binary) << text;
    }
  }
  EXPECT_EQ(difference(golden(), tree), std::vector<std::string>{}) << "./dev golden rewrites it";
  EXPECT_TRUE(golden() == tree) << "spaces or the order of lines differ: ./dev golden rewrites it";
}

}  // namespace
}  // namespace slipway::rendered
