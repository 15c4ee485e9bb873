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
  EXPECT_EQ(found("{value: hunter2, foo: bar, name: DB_PASSWORD}"), "hunter2");
  EXPECT_EQ(found("{name: DB_PASSWORD, foo: bar, value: hunter2}"), "hunter2");
  EXPECT_EQ(found("- name: A\n  value: other\n- name: DB_PASSWORD\n  foo: 1\n  value: hunter2\n"), "hunter2");
}

TEST(SecretPlaces, AreWhatStandsWhereAValueWasMeant) {
  for (const char* key : {"vlaue", "Value", "valeu", "valu", "values", "vaule", "vlue"})
    EXPECT_EQ(found("- name: DB_PASSWORD\n  " + std::string(key) + ": hunter2\n"), "hunter2") << key;
  EXPECT_EQ(found("- name: DB_PASSWORD\n  key: hunter2\n"), "");
  EXPECT_EQ(found("- name: DB_PASSWORD\n  value: correct horse battery\n  a: b\n"), "correct horse battery");
  EXPECT_EQ(found("{name: DB_PASSWORD, value: correct horse , a: b}"), "correct horse");
  EXPECT_EQ(found("- name: DB_PASSWORD\n  value: correct horse # of staging\n"), "correct horse");
}

TEST(SecretPlaces, AreBehindTagsAndAnchors) {
  for (const char* mark : {"!!str", "&db", "!!str &db", "&db !!str", "!<tag:yaml.org,2002:str>"}) {
    EXPECT_EQ(found("{name: DB_PASSWORD, value: " + std::string(mark) + " hunter2, foo: 1}"), "hunter2") << mark;
    EXPECT_EQ(found("password: " + std::string(mark) + " hunter2\n"), "hunter2") << mark;
    EXPECT_EQ(found("password: " + std::string(mark) + " \"hunter 2\"\n"), "hunter 2") << mark;
  }
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

// Names, comments and keys that lead nowhere: what is looked for again from each of them, to the end of the text, would
// take this test from seconds to many minutes. None of these is a secret.
TEST(SecretPlaces, OfHostileTextsAreFoundInTimeThatGrowsWithThem) {
  for (const std::string_view part : {"# value: x\n", "value: \"-----BEGIN PUBLIC KEY-----\"\n", "value: x, ", "value:",
                                      "name: \\n\\n\\nvalue: ", "\"value\":\"", "-----BEGIN PRIVATE KEY-----\"",
                                      "password", "://a:b", "value: x\\n", "- {name: a, value: b, "}) {
    std::string text;
    while (text.size() < 100'000) text += part;
    std::size_t shown = 0;  // what a person would still see
    for (const SecretPlace& place : secret_places(text)) shown += place.end - place.begin;
    EXPECT_EQ(shown, 0u) << part;
  }
}

}  // namespace
}  // namespace slipway
