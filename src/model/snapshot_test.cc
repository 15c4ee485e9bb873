#include "model/snapshot.h"

#include <gtest/gtest.h>

namespace slipway::model {
namespace {

TEST(Snapshot, OverwritesSecretsBeforeAnyoneSeesThem) {
  struct Case {
    std::string_view text, masked;
  };
  const Case cases[] = {
      {R"({"kind": "Secret", "data": {"password": "aHVudGVyMg=="}, "type": "Opaque"})",
       R"({"kind": "Secret", "data": {"password": "xxxxxxxxxxxx"}, "type": "Opaque"})"},
      {R"({"spec": {"env": [{"name": "TOKEN", "value": "a\"b"}, {"name": "FROM", "valueFrom": {"fieldRef": "x"}}]}})",
       R"({"spec": {"env": [{"name": "TOKEN", "value": "xxxx"}, {"name": "FROM", "valueFrom": {"fieldRef": "x"}}]}})"},
      {"env:\n- name: A\n  value: secret\n- name: B\n  value: |\n    one\n    two\nports: [80]\n",
       "env:\n- name: A\n  value: xxxxxx\n- name: B\n  value: x\n    xxx\n    xxx\nports: [80]\n"},
      {"kind: ConfigMap\ndata:\n  a: 'b c'\nimmutable: true\n",
       "kind: ConfigMap\ndata:\n  a: 'xxx'\nimmutable: true\n"},
  };
  for (const Case& c : cases) EXPECT_EQ(without_secrets("test", std::string(c.text)), c.masked);
}

TEST(Snapshot, ShowsNothingOfATextThatCannotBeRead) {
  const std::string_view texts[] = {
      R"({"kind": "Secret", "stringData": {"p": "LEAK)",            // ends too early
      R"({"kind": "Secret", "data": {"p": "LEAK", "p": "LEAK"}})",  // a key twice
      R"({"env": [{"name": "A", "value": "LEAK\q"}]})",             // no escape of JSON
      "kind: Secret\nstringData: {password: \"LEAK, x: [",          // a quote that stays open
      "kind: Secret\nstringData:\n  password: *LEAK\n",             // no such anchor
      "kind: Secret\nstringData:\n  password: LEAK: x\n",
  };
  for (const std::string_view text : texts) {
    Diagnostics diagnostics;
    const Snapshot snapshot = read_snapshot("cluster.json", std::string(text), diagnostics);
    ASSERT_TRUE(diagnostics.has_errors()) << text;
    EXPECT_TRUE(snapshot.collection.objects().empty());
    for (const Diagnostic& one : diagnostics.all()) {
      EXPECT_EQ(one.message.find("LEAK"), std::string::npos) << one.message;
      EXPECT_GT(one.where.line, 0);
      EXPECT_EQ(one.where.source->text(), "") << "what a finding quotes";
    }
  }
}

TEST(Snapshot, HoldsLiveObjectsAndTheTimeTheyWereRead) {
  const std::string list =
      R"({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "uid": "1"}},
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "uid": "2", "creationTimestamp": "2026-11-01T00:00:00Z"},
         "status": {"conditions": [{"type": "Ready", "lastHeartbeatTime": "2026-11-25T12:00:00Z"}]}}]})";
  Diagnostics diagnostics;
  const Snapshot snapshot = read_snapshot("cluster.json", list, diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  ASSERT_EQ(snapshot.collection.objects().size(), 1u);
  EXPECT_EQ((*snapshot.collection.objects()[0])["kind"].text(), "Node");
  EXPECT_EQ(snapshot.read_at, 1'795'608'000);
}

TEST(Snapshot, TakesTheKindOfATypedList) {
  Diagnostics diagnostics;
  const Snapshot snapshot = read_snapshot(
      "pods.json", R"({"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "p", "uid": "1"}}]})",
      diagnostics);
  ASSERT_EQ(snapshot.collection.objects().size(), 1u);
  EXPECT_EQ((*snapshot.collection.objects()[0])["kind"].text(), "Pod");
  EXPECT_EQ((*snapshot.collection.objects()[0])["apiVersion"].text(), "v1");
}

TEST(Snapshot, IsNoManifest) {
  Diagnostics diagnostics;
  read_snapshot("pod.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: p}}", diagnostics);
  ASSERT_EQ(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].id, "SNAPSHOT001");
  Diagnostics scalar;
  read_snapshot("text", "just words", scalar);
  ASSERT_EQ(scalar.all().size(), 1u);
  EXPECT_EQ(scalar.all()[0].id, "KUBE006");
}

}  // namespace
}  // namespace slipway::model
