#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "doc/json.h"
#include "schema/custom/kind.h"
#include "schema/testing/gunzip.h"

namespace slipway::schema::custom {
namespace {

namespace fs = std::filesystem;

doc::Document unpacked(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  Diagnostics none;
  return doc::read_json(std::make_shared<const SourceText>(path.string(), testing::gunzip(bytes.str())), none);
}

TEST(PackedKinds, AreThoseOfTheDataAndTheirSchemasToo) {
  PackedKinds packed;
  int versions = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(SLIPWAY_SOURCE_DIR) / "src/schema/data")) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("crd-") || name == "crd-karpenter-core.json.gz") continue;
    const doc::Document file = unpacked(entry.path());
    for (const doc::Node& kind : file.root().items())
      for (const doc::Node& version : kind["versions"].items()) {
        const std::string api_version = std::string(kind["group"].text()) + "/" + std::string(version["name"].text());
        const CustomKind* found = packed.find(api_version, kind["kind"].text());
        ASSERT_EQ(found != nullptr, version["served"].boolean()) << api_version << " " << kind["kind"].text();
        if (!found) continue;
        ++versions;
        const doc::Node tree = found->schema->owner->expanded(found->schema->source);
        EXPECT_EQ(doc::canonical_json(tree), doc::canonical_json(version["schema"]))
            << api_version << " " << kind["kind"].text() << ": run tools/pack_schemas";
      }
  }
  EXPECT_GT(versions, 100);
  EXPECT_EQ(packed.find("karpenter.sh/v1", "Deployment"), nullptr);
}

}  // namespace
}  // namespace slipway::schema::custom
