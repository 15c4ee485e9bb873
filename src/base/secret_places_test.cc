#include "base/secret_places.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

/// What is found, with a bar between. What `io::without_secrets` finds is tested there.
std::string found(std::string_view text) {
  std::string out;
  for (const SecretPlace& place : secret_places(text))
    out += (out.empty() ? "" : "|") + std::string(text.substr(place.begin, place.end - place.begin));
  return out;
}

TEST(SecretPlaces, AreTheValuesOfVariablesThatAreNamedSo) {
  EXPECT_EQ(found("{name: DB_PASSWORD, value: hunter2}"), "hunter2");
  EXPECT_EQ(found("- name: DB_PASSWORD\n  value: hunter2\n"), "hunter2");
  EXPECT_EQ(found("- name: \"DB_PASSWORD\"\r\n  value: 'hunter2'\n"), "hunter2");
  EXPECT_EQ(found(R"({"name":"API_TOKEN","value":"hunter2"})"), "hunter2");
  EXPECT_EQ(found(R"({"name": "API_TOKEN", "value": "hunter2"}, {"name": "B", "value": "c"})"), "hunter2");
  EXPECT_EQ(found("- name: HF_HOME\n  value: /models1\n"), "");
  EXPECT_EQ(found("- name: DB_PASSWORD\n  valueFrom: {secretKeyRef: {name: db, key: password}}\n"), "");
  EXPECT_EQ(found("value: hunter2\n"), "");
  EXPECT_EQ(found("DB_PASSWORD, value: hunter2"), "");
}

TEST(SecretPlaces, AreNotWhatIsPutInLater) {
  for (const char* text : {"password: ${DB_PASSWORD}", "password: \"${DB_PASSWORD}\"", "token: \"$(TOKEN)\"",
                           "{\"password\": \"{{ .Values.password }}\"}", "password: {{ .Values.password }}"})
    EXPECT_EQ(found(text), "") << text;
  EXPECT_EQ(found("password: \"${A}hunter2\""), "${A}hunter2");
}

}  // namespace
}  // namespace slipway
