// Whoever the API server refuses is told what to write: of everything that it was recorded to say.
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "admission/error_findings.h"
#include "conformance/case_file.h"

namespace slipway::conformance {
namespace {

std::optional<schema::Error::Type> type_of(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(schema::Error::Type::BadRequest); ++i)
    if (schema::to_string(static_cast<schema::Error::Type>(i)) == text) return static_cast<schema::Error::Type>(i);
  return std::nullopt;
}

TEST(Fixes, EachErrorThatWasRecordedHasOne) {
  std::size_t errors = 0;
  for (const auto& file : std::filesystem::directory_iterator("tests/conformance/cases/apivalidation")) {
    if (file.path().extension() != ".gz") continue;
    read_cases(
        file.path(),
        [&](const Case& one) {
          for (const doc::Node& said : one.expect["errors"].items()) {
            const auto type = type_of(said["type"].text());
            if (!type) continue;  // Karpenter's own answers are texts
            const schema::Error error{*type, std::string(said["field"].text()), std::string(said["detail"].text())};
            const std::string fix = admission::finding_of(error, {}).fix;
            EXPECT_FALSE(fix.empty() || fix.ends_with(' ')) << one.id << ' ' << error.detail << " -> " << fix;
            ++errors;
          }
        },
        [](const std::string& complaint) { ADD_FAILURE() << complaint; });
  }
  EXPECT_GT(errors, 10'000U);
}

}  // namespace
}  // namespace slipway::conformance
