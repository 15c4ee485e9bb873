#include "conformance/runner.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace slipway::conformance {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRight =
    R"({"id":"api-version-order-000","family":"api-version-order","input":{"a":"v1","b":"v2"},"expect":{"compare":-7}})"
    "\n";
constexpr std::string_view kWrong =
    R"({"id":"api-version-order-001","family":"api-version-order","input":{"a":"v1","b":"v2"},"expect":{"compare":1}})"
    "\n";
constexpr std::string_view kUnruled = R"({"id":"astrology-000","family":"astrology","input":{},"expect":{}})"
                                      "\n";

class Runner : public testing::Test {
 protected:
  Runner() : folder_(fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Runner() override { fs::remove_all(folder_); }

  void write(std::string_view name, std::string_view text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  int run(std::vector<std::string_view> arguments, bool with_cases = true) {
    const std::string cases = folder_.string();
    if (with_cases) arguments.insert(arguments.end(), {"--cases", cases});
    std::ostringstream to_out, to_err;
    const int code = conformance::run(arguments, to_out, to_err);
    out = to_out.str();
    err = to_err.str();
    return code;
  }
  std::string at(std::string_view name) const { return (folder_ / name).string(); }

  std::string out, err;

 private:
  fs::path folder_;
};

TEST_F(Runner, CountsWhatPassedAndShowsTheFirstDifference) {
  write("api-version-order.jsonl", std::string(kRight) + std::string(kWrong));
  EXPECT_EQ(run({"primitives"}), 1);
  EXPECT_EQ(out,
            "api-version-order-001: compare: want 1, got -1\n"
            "api-version-order: 1 of 2\n"
            "1 passed, 1 failed\n");
  EXPECT_EQ(err, "");
}

TEST_F(Runner, PrefersTheFolderOfTheProgramAndReadsPackedFiles) {
  write("api-version-order.jsonl", kWrong);
  fs::create_directories(at("primitives"));
  const gzFile file = gzopen(at("primitives/api-version-order.jsonl.gz").c_str(), "wb");
  gzwrite(file, kRight.data(), static_cast<unsigned>(kRight.size()));
  gzclose(file);
  EXPECT_EQ(run({"primitives/api-version-order"}), 0);
  EXPECT_EQ(out, "api-version-order: 1 of 1\n1 passed, 0 failed\n");
}

TEST_F(Runner, HonoursAs) {
  write(
      "star-signs.jsonl",
      R"({"id":"s-0","family":"star-signs","as":"api-version-order","input":{"a":"v1","b":"v1"},"expect":{"compare":0}})");
  EXPECT_EQ(run({"primitives"}), 0);
  EXPECT_EQ(out, "star-signs: 1 of 1\n1 passed, 0 failed\n");
}

TEST_F(Runner, FamiliesWithoutRulesFailOnlyWhenAskedFor) {
  write("api-version-order.jsonl", kRight);
  write("astrology.jsonl", kUnruled);
  EXPECT_EQ(run({"primitives"}), 0);
  EXPECT_EQ(out, "api-version-order: 1 of 1\nno rules for astrology yet: 1 cases left out\n1 passed, 0 failed\n");
  EXPECT_EQ(run({"primitives", "--all"}), 1);
  EXPECT_EQ(out, "api-version-order: 1 of 1\nno rules for astrology yet: 1 cases failed\n1 passed, 1 failed\n");
  EXPECT_EQ(run({"primitives/astrology"}), 1);
  EXPECT_EQ(out, "no rules for astrology yet: 1 cases failed\n0 passed, 1 failed\n");
}

TEST_F(Runner, RefusesWrongUsageAndNamesTheNearMiss) {
  write("astrology.jsonl", kUnruled);
  EXPECT_EQ(run({}), 2);
  EXPECT_NE(err.find("usage: conformance PROGRAM[/FAMILY]"), std::string::npos);
  EXPECT_EQ(run({"primitive"}), 2);
  EXPECT_NE(err.find("unknown program 'primitive', did you mean primitives?; known: apivalidation,"), std::string::npos)
      << err;
  EXPECT_EQ(run({"primitives/astrolgy"}), 2);
  EXPECT_NE(err.find("unknown family 'astrolgy', did you mean astrology?"), std::string::npos) << err;
  EXPECT_NE(err.find("quantity-parse"), std::string::npos) << err;
  EXPECT_EQ(run({"primitives", "--fast"}), 2);
  EXPECT_EQ(run({"primitives", "hpa"}), 2);
  EXPECT_EQ(run({"primitives/"}), 2);
  EXPECT_EQ(run({"primitives", "--cases"}, false), 2);
  EXPECT_EQ(out, "");
}

TEST_F(Runner, SaysWhereALineIsNoCaseAndGoesOn) {
  write("api-version-order.jsonl",
        "{\"id\": }\n\n" + std::string(kRight) + "[1]\n{\"id\":\"x\",\"family\":\"f\",\"input\":{}}\n\xff\n");
  EXPECT_EQ(run({"primitives"}), 3);
  EXPECT_EQ(out, "api-version-order: 1 of 1\n1 passed, 0 failed\n");
  const std::string path = at("api-version-order.jsonl");
  EXPECT_NE(err.find(path + ":1:8: error: "), std::string::npos) << err;
  EXPECT_NE(err.find(path + ":4:1: error: a case is {"), std::string::npos) << err;
  EXPECT_NE(err.find(path + ":5:1: error: a case is {"), std::string::npos) << err;
  EXPECT_NE(err.find(path + ":6:1: error: "), std::string::npos) << err;
}

TEST_F(Runner, SaysWhichCasesCannotBeRead) {
  EXPECT_EQ(run({"primitives"}), 3);  // nothing there
  EXPECT_EQ(run({"primitives", "--cases", "/nowhere/at/all"}, false), 3);
  write("names.jsonl.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03"
                                      "broken",
                                      16));
  EXPECT_EQ(run({"primitives/names"}), 3);
  EXPECT_NE(err.find("names.jsonl.gz:1: error: "), std::string::npos) << err;
  EXPECT_EQ(run({"primitives/quantity-parse"}), 3);
  EXPECT_NE(err.find("no cases of quantity-parse"), std::string::npos) << err;
}

}  // namespace
}  // namespace slipway::conformance
