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
  EXPECT_EQ(found("- name: DB_PASSWORD\n  # of the old database\n\n  # TODO\n  value: 55443322\n"), "55443322");
  EXPECT_EQ(found("- value: hunter2\n  name: DB_PASSWORD\n- value: other\n  name: HOST\n"), "hunter2");
  EXPECT_EQ(found(R"([{"value":"hunter2","name":"DB_PASSWORD"},{"value":"other","name":"HOST"}])"), "hunter2");
  EXPECT_EQ(found(R"("- name: DB_PASSWORD\n  value: hunter2\n- name: HOST\n  value: other\n")"), "hunter2");
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

TEST(SecretPlaces, WithinAWordNoneBegins) {
  const std::string token = "hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh", word = "AKIAIOSFODNN7EXAMPLE";
  EXPECT_EQ(found("my" + token), "");
  EXPECT_EQ(found("a%3D" + token + " b\\n" + token), token + "|" + token) << "what an escape ends in is no letter";
  EXPECT_EQ(found("x" + word), "");
  EXPECT_EQ(found("=" + word), word);
}

// Names, comments and keys that lead nowhere: what is looked for again from each of them would be quadratic.
TEST(SecretPlaces, OfHostileTextsAreFoundInTimeThatGrowsWithThem) {
  for (const std::string_view part : {"# value: x\n", "value: \"-----BEGIN RSA PRIVATE KEY-----\"\n", "value: x, ",
                                      "name: \\n\\n\\nvalue: ", "\"value\":\"", "-----BEGIN PRIVATE KEY-----\"",
                                      "password", "://a:b", "token: \"", "value: x\\n"}) {
    std::string text;
    while (text.size() < 400'000) text += part;
    EXPECT_LE(secret_places(text).size(), text.size()) << part;  // minutes, were it so
  }
}

}  // namespace
}  // namespace slipway
