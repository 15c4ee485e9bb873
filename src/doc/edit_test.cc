#include "doc/edit.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "doc/json.h"
#include "doc/testing/random_yaml.h"
#include "doc/yaml.h"

namespace slipway::doc {
namespace {

YamlPath path(std::string_view text) { return parse_path(text).value(); }

std::string outcome(const Result<std::string, EditError>& result) {
  return result ? *result : "error: " + result.error().message;
}

constexpr const char* kPod = R"(# the web pod
kind: Pod   # a kind
metadata:
  name: "web"
  labels: {app: web, tier: 'front'}
spec:
  # what runs
  containers:
  - name: a
    image: nginx:1.27  # pinned
    args: ["--port", "80"]
  - name: b
    command: |
      run

  restartPolicy: Never
)";

/// The lines that an edit took away and those it put in their place.
std::string changed(std::string_view before, const Result<std::string, EditError>& after) {
  if (!after) return outcome(after);
  const auto lines = [](std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
      all.emplace_back(text.substr(0, end));
      text.remove_prefix(end);
    }
    return all;
  };
  std::vector<std::string> a = lines(before), b = lines(*after);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.pop_back(), b.pop_back();
  std::size_t same = 0;
  while (same < a.size() && same < b.size() && a[same] == b[same]) ++same;
  std::string out;
  for (std::size_t i = same; i < a.size(); ++i) out += "-" + a[i];
  for (std::size_t i = same; i < b.size(); ++i) out += "+" + b[i];
  return out;
}

TEST(ParsePath, ReadsKeysAndIndexes) {
  EXPECT_EQ(to_string(path("spec.containers[0].image")), "spec.containers[0].image");
  EXPECT_EQ(to_string(path("metadata.labels['app.kubernetes.io/name']")), "metadata.labels['app.kubernetes.io/name']");
  EXPECT_EQ(path("").size(), 0u);
  EXPECT_EQ(parse_path("a..b").error(), (ParseError{2, "expected a key"}));
  EXPECT_EQ(parse_path("a[x]").error(), (ParseError{2, "expected an index or a key in quotes"}));
  EXPECT_EQ(parse_path("a[1").error(), (ParseError{3, "expected ']'"}));
}

TEST(SetValue, ReplacesTheValueOnly) {
  struct Case {
    const char* path;
    Value value;
    const char* changed;
  };
  for (const Case& c : {
           Case{"kind", "Job", "-kind: Pod   # a kind\n+kind: Job   # a kind\n"},
           {"metadata.name", "api", "-  name: \"web\"\n+  name: \"api\"\n"},
           {"metadata.labels.tier", "it's",
            "-  labels: {app: web, tier: 'front'}\n+  labels: {app: web, tier: 'it''s'}\n"},
           {"metadata.labels.app", "a,b",
            "-  labels: {app: web, tier: 'front'}\n+  labels: {app: \"a,b\", tier: 'front'}\n"},
           {"spec.containers[0].image", 5, "-    image: nginx:1.27  # pinned\n+    image: 5  # pinned\n"},
           {"spec.containers[0].image", "a\nb\n",
            "-    image: nginx:1.27  # pinned\n+    image: |  # pinned\n+      a\n+      b\n"},
           {"spec.containers[0].image", Map{{"x", List{1}}},
            "-    image: nginx:1.27  # pinned\n+    image:  # pinned\n+      x:\n+      - 1\n"},
           {"spec.containers[0].args", List{}, "-    args: [\"--port\", \"80\"]\n+    args: []\n"},
           {"spec.containers[0].args[1]", "81", "-    args: [\"--port\", \"80\"]\n+    args: [\"--port\", \"81\"]\n"},
           {"spec.containers[1].command", "go\n", "-      run\n+      go\n"},
           {"spec.containers[1].command", "go", "-    command: |\n-      run\n+    command: go\n"},
           {"spec.containers[1]", "gone", "-  - name: b\n-    command: |\n-      run\n+  - gone\n"},
           {"metadata", nullptr,
            "-metadata:\n-  name: \"web\"\n-  labels: {app: web, tier: 'front'}\n+metadata: null\n"},
           {"spec.nothing", 1, "error: there is no spec.nothing"},
           {"kind[0]", 1, "error: there is no kind[0]"},
       })
    EXPECT_EQ(changed(kPod, set_value({kPod}, path(c.path), c.value)), c.changed) << c.path;
}

TEST(SetValue, FillsWhatIsEmpty) {
  EXPECT_EQ(outcome(set_value({"a:\nb:  # none\n"}, path("a"), 1)), "a: 1\nb:  # none\n");
  EXPECT_EQ(outcome(set_value({"a:\nb:  # none\n"}, path("b"), 1)), "a:\nb: 1  # none\n");
  EXPECT_EQ(outcome(set_value({"a:\nb:  # none\n"}, path("b"), Map{{"c", 1}})), "a:\nb:  # none\n  c: 1\n");
  EXPECT_EQ(outcome(set_value({"- \n-"}, path("[1]"), "x")), "- \n- x");
  EXPECT_EQ(outcome(set_value({"{a: , b}"}, path("a"), 1)), "{a: 1 , b}");
  EXPECT_EQ(outcome(set_value({"{a: , b}"}, path("b"), 1)), "{a: , b: 1}");
}

TEST(AddMember, StandsBehindTheLast) {
  struct Case {
    const char* path;
    const char* key;
    Value value;
    const char* changed;
  };
  for (const Case& c : {
           Case{"", "status", Map{}, "+status: {}\n"},
           {"metadata", "annotations", Map{{"a", "1"}}, "+  annotations:\n+    a: \"1\"\n"},
           {"metadata.labels", "x", List{1, "b c"},
            "-  labels: {app: web, tier: 'front'}\n+  labels: {app: web, tier: 'front', x: [1, b c]}\n"},
           {"spec.containers[0]", "tty", true, "+    tty: true\n"},
           {"spec.containers[1]", "env", List{Map{{"name", "A"}, {"value", "1"}}},
            "+    env:\n+    - name: A\n+      value: \"1\"\n"},
           {"spec", "hostNetwork", false, "+  hostNetwork: false\n"},
           {"spec", "containers", 1, "error: spec already has containers"},
           {"kind", "x", 1, "error: kind is no map"},
       })
    EXPECT_EQ(changed(kPod, add_member({kPod}, path(c.path), c.key, c.value)), c.changed) << c.path;
}

TEST(AddMember, FollowsTheStyleAround) {
  EXPECT_EQ(outcome(add_member({"a:\n    b:\n        c: 1\n"}, path("a"), "d", Map{{"e", List{1}}})),
            "a:\n    b:\n        c: 1\n    d:\n        e:\n        - 1\n");
  EXPECT_EQ(outcome(add_member({"a:\n  - 1\n"}, {}, "b", List{2})), "a:\n  - 1\nb:\n  - 2\n");
  EXPECT_EQ(outcome(add_member({"a: 1\r\nb: 2\r\n"}, {}, "c", Map{{"d", 1}})), "a: 1\r\nb: 2\r\nc:\r\n  d: 1\r\n");
  EXPECT_EQ(outcome(add_member({"a: 1"}, {}, "b", 2)), "a: 1\nb: 2");
  EXPECT_EQ(outcome(add_member({"a: {}\nb: 1\n"}, path("a"), "c", 2)), "a:\n  c: 2\nb: 1\n");
  EXPECT_EQ(outcome(add_member({"a: # why\nb: 1\n"}, path("a"), "c", 2)), "a: # why\n  c: 2\nb: 1\n");
  EXPECT_EQ(outcome(add_member({"{\n  a: 1, # one\n  b: 2 # two\n}\n"}, {}, "c", 3)),
            "{\n  a: 1, # one\n  b: 2, # two\n  c: 3\n}\n");
  EXPECT_EQ(outcome(add_member({"a: {b: 1,}\n"}, path("a"), "c", 2)), "a: {b: 1, c: 2}\n");
  EXPECT_EQ(outcome(add_member({"a: |+\n  x\n\nb: {}\n"}, {}, "c", 2)), "a: |+\n  x\n\nb: {}\nc: 2\n");
  EXPECT_EQ(outcome(add_member({"b: 1\na: |+\n  x\n\n"}, {}, "c", 2)), "b: 1\na: |+\n  x\n\nc: 2\n");
}

/// What is JSON for whoever reads JSON stays JSON.
TEST(AddMember, LeavesJsonJson) {
  EXPECT_EQ(outcome(add_member({"{\"a\": {\"b\": 1}}\n"}, path("a"), "c", Map{{"d", "x: y"}})),
            "{\"a\": {\"b\": 1, \"c\": {\"d\":\"x: y\"}}}\n");
  EXPECT_EQ(outcome(add_items({"{\"a\": [\"b\"]}\n"}, path("a"), List{"c", true})), "{\"a\": [\"b\", \"c\", true]}\n");
  EXPECT_EQ(outcome(set_value({"{\"a\": 1}\n"}, path("a"), List{"c"})), "{\"a\": [\"c\"]}\n");
  EXPECT_EQ(outcome(add_member({"{\"a\": {b: 1}}\n"}, path("a"), "c", "d")), "{\"a\": {b: 1, c: d}}\n");
}

/// A comment below an entry is the entry's own when it is indented deeper, or when nothing else can be meant.
TEST(AddMember, LeavesCommentsWithTheEntryAboveThem) {
  struct Case {
    const char *text, *changed;
  };
  for (const Case& c : {
           Case{"m:\n  a:\n    k: 1\n    # k: 2\nn: 1\n", "m:\n  a:\n    k: 1\n    # k: 2\n  b: 2\nn: 1\n"},
           {"m:\n  a: 1\n\n    # deeper\n\nn: 1\n", "m:\n  a: 1\n\n    # deeper\n  b: 2\n\nn: 1\n"},
           {"m:\n  a: 1\n  # of a\nn: 1\n", "m:\n  a: 1\n  # of a\n\n  b: 2\nn: 1\n"},
           {"m:\n  a: 1\n  # of a\n", "m:\n  a: 1\n  # of a\n\n  b: 2\n"},
           {"m:\n  a: 1\n  # of a", "m:\n  a: 1\n  # of a\n\n  b: 2"},
           {"m:\n  a: 1\n\n  # apart\nn: 1\n", "m:\n  a: 1\n  b: 2\n\n  # apart\nn: 1\n"},
           {"m:\n  a: 1\n# of n\nn: 1\n", "m:\n  a: 1\n  b: 2\n# of n\nn: 1\n"},
           {"m:\r\n  a: 1\r\n    # deep\r\nn: 1\r\n", "m:\r\n  a: 1\r\n    # deep\r\n  b: 2\r\nn: 1\r\n"},
       })
    EXPECT_EQ(outcome(add_member({c.text}, path("m"), "b", 2)), c.changed);
  EXPECT_EQ(outcome(add_item({"l:\n- 1\n# of k\nk: 2\n"}, path("l"), 2)), "l:\n- 1\n- 2\n# of k\nk: 2\n")
      << "a list in its key's column: the comment is the next key's";
  EXPECT_EQ(outcome(add_item({"l:\n  - 1\n  # - 3\nk: 2\n"}, path("l"), 2)), "l:\n  - 1\n  # - 3\n\n  - 2\nk: 2\n");
  EXPECT_EQ(outcome(add_item({"l:\n- a: 1\n  # a: 2\nk: 2\n"}, path("l"), 2)), "l:\n- a: 1\n  # a: 2\n- 2\nk: 2\n");
}

TEST(AddItem, StandsBehindTheLast) {
  EXPECT_EQ(changed(kPod, add_item({kPod}, path("spec.containers"),
                                   Map{{"name", "c"}, {"ports", List{Map{{"containerPort", 80}}}}})),
            "+  - name: c\n+    ports:\n+    - containerPort: 80\n");
  EXPECT_EQ(outcome(add_item({"a: [1, 2]\n"}, path("a"), "x")), "a: [1, 2, x]\n");
  EXPECT_EQ(outcome(add_item({"a: []\n"}, path("a"), "x")), "a:\n- x\n");
  EXPECT_EQ(outcome(add_item({"- - 1\n- 2\n"}, path("[0]"), 3)), "- - 1\n  - 3\n- 2\n");
}

TEST(AddItems, StandBehindTheLastInTheirOrder) {
  const List few{"b", "c"};
  EXPECT_EQ(outcome(add_items({"a:\n  - x  # first\nz: 1\n"}, path("a"), few)),
            "a:\n  - x  # first\n  - b\n  - c\nz: 1\n");
  EXPECT_EQ(outcome(add_items({"a: [x]\n"}, path("a"), few)), "a: [x, b, c]\n");
  EXPECT_EQ(outcome(add_items({"a:\n"}, path("a"), few)), "a:\n- b\n- c\n");
  EXPECT_EQ(outcome(add_items({"a: []\n"}, path("a"), few)), "a:\n- b\n- c\n");
  EXPECT_EQ(outcome(add_items({"a: [x]\n"}, path("a"), {})), "a: [x]\n");
  EXPECT_EQ(outcome(add_items({"a: 1\n"}, path("a"), few)), "error: a is no list");
  List many;
  for (int i = 0; i < 20000; ++i) many.add("arn:aws:s3:::bucket-" + std::to_string(i));
  EXPECT_TRUE(add_items({"a:\n- x\n"}, path("a"), many));
}

TEST(AddMember, StandsOnOneLineWhereMostThatIsSmallDoes) {
  const std::string compact = "a: {x: 1}\nb: [1, 2]\nc: {y: 2}\nd: [3]\nmap:\n  one: 1\n";
  EXPECT_EQ(changed(compact, add_member({compact}, path("map"), "two",
                                        Map{{"list", List{"p", "q"}},
                                            {"grants", List{Map{{"to", "x"}, {"do", List{"read"}}}}},
                                            {"text", "a\nb\n"}})),
            "+  two:\n+    list: [p, q]\n+    grants:\n+    - {to: x, do: [read]}\n+    text: |\n+      a\n+      b\n");
  EXPECT_EQ(changed(compact, add_item({compact}, path("b"), Map{{"k", Map{{"v", 1}}}})),
            "-b: [1, 2]\n+b: [1, 2, {k: {v: 1}}]\n");
  const std::string items = compact + "list:\n  - plain\n";
  EXPECT_EQ(changed(items, add_item({items}, path("list"), Map{{"named", Map{{"v", 1}}}})), "+  - named: {v: 1}\n");
  EXPECT_EQ(changed(items, add_member({items}, path("map"), "long", List{std::string(60, 'x'), std::string(60, 'y')})),
            "+  long:\n+    - " + std::string(60, 'x') + "\n+    - " + std::string(60, 'y') + "\n");
}

TEST(Remove, TakesTheLinesAndLeavesTheComments) {
  EXPECT_EQ(changed(kPod, remove({kPod}, path("kind"))), "-kind: Pod   # a kind\n");
  EXPECT_EQ(changed(kPod, remove({kPod}, path("metadata.labels.app"))),
            "-  labels: {app: web, tier: 'front'}\n+  labels: {tier: 'front'}\n");
  EXPECT_EQ(changed(kPod, remove({kPod}, path("metadata.labels.tier"))),
            "-  labels: {app: web, tier: 'front'}\n+  labels: {app: web}\n");
  EXPECT_EQ(changed(kPod, remove({kPod}, path("spec.containers[0].name"))),
            "-  - name: a\n-    image: nginx:1.27  # pinned\n+  - image: nginx:1.27  # pinned\n");
  EXPECT_EQ(changed(kPod, remove({kPod}, path("spec.containers[0]"))),
            "-  - name: a\n-    image: nginx:1.27  # pinned\n-    args: [\"--port\", \"80\"]\n");
  EXPECT_EQ(changed(kPod, remove({kPod}, path("spec.containers[1].command"))), "-    command: |\n-      run\n");
  EXPECT_EQ(outcome(remove({"a:\n  b: 1\nc: 2\n"}, path("a.b"))), "a: {}\nc: 2\n");
  EXPECT_EQ(outcome(remove({"a:\n- b # x\n"}, path("a[0]"))), "a: []\n");
  EXPECT_EQ(outcome(remove({"- a: 1\n  # about b\n  b: 2\n"}, path("[0].a"))), "-\n  # about b\n  b: 2\n");
  EXPECT_EQ(outcome(remove({"a: 1\nb: 2"}, path("b"))), "a: 1");
}

TEST(PutValue, AddsWhatIsMissingOnTheWay) {
  EXPECT_EQ(outcome(put_value({"a: 1\n"}, path("a"), 2)), "a: 2\n");
  EXPECT_EQ(outcome(put_value({"a:\n  b: 1\n"}, path("a.c.d"), "x")), "a:\n  b: 1\n  c:\n    d: x\n");
  EXPECT_EQ(outcome(put_value({"a: [1]\n"}, path("a[3]"), 2)), "error: there is no a[3]");
}

TEST(Edits, TouchOneDocumentOfAStream) {
  constexpr const char* kStream = "# none\n---\na: 1\n---\na: 2 # two\n";
  EXPECT_EQ(outcome(set_value({kStream, 1}, path("a"), 3)), "# none\n---\na: 1\n---\na: 3 # two\n");
  EXPECT_EQ(outcome(add_member({kStream, 0}, {}, "b", 3)), "# none\n---\na: 1\nb: 3\n---\na: 2 # two\n");
  EXPECT_EQ(outcome(set_value({kStream, 2}, path("a"), 3)), "error: there is no document 2");
}

TEST(Edits, RefuseWhatWouldChangeMore) {
  constexpr const char* kAliases = "base: &b {k: 1}\none: *b\ntwo: {<<: *b}\n";
  EXPECT_EQ(outcome(set_value({kAliases}, path("one.k"), 2)), "error: '*b' stands on the way: edit what '&b' names");
  EXPECT_EQ(set_value({kAliases}, path("base.k"), 2).error().reason, EditError::Reason::NotSafe);
  EXPECT_EQ(outcome(set_value({kAliases}, path("one"), 2)), "base: &b {k: 1}\none: 2\ntwo: {<<: *b}\n");
  EXPECT_EQ(outcome(set_value({"\xFF\xFE"
                               "a"},
                              {}, 2)),
            "error: the text is UTF-16");
}

/// Whoever shows the error can show where: the alias or anchor that stands in the way, or the value itself.
TEST(Edits, SayWhereTheyAreRefused) {
  struct Case {
    std::string text;
    const char *map, *said;
  };
  for (const Case& c : {
           Case{"b: &b {k: 1}\none: *b\n", "one",
                "18+*b: '*b' stands here: write it out in its place, or edit what '&b' names"},
           {"b: &b {k: 1}\none: *b\n", "b", "3+&b {k:: '&b' names this, and it would change wherever '*b' stands too"},
           {"b: &b\n  k: {z: 1}\none: *b\n", "b.k",
            "3+&b: '&b' names this, and it would change wherever '*b' stands too"},
           {"b: &b {k: {}}\none: *b\n", "one.k", "19+*b: '*b' stands on the way: edit what '&b' names"},
       }) {
    const auto done = add_member({c.text}, path(c.map), "new", 2);
    ASSERT_FALSE(done) << c.text;
    ASSERT_TRUE(done.error().at) << done.error().message;
    const std::string there = c.text.substr(*done.error().at);
    EXPECT_EQ(std::to_string(*done.error().at) + "+" + there.substr(0, std::min(there.find('\n'), std::size_t{6})) +
                  ": " + done.error().message,
              c.said);
  }
}

/// Every path of a tree.
void collect(const Node& node, const YamlPath& at, std::vector<YamlPath>& paths) {
  paths.push_back(at);
  YamlPath below = at;
  below.emplace_back();
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    below.back() = i;
    collect(node.items()[i], below, paths);
  }
  for (const Member& member : node.members()) {
    below.back() = std::string(member.key.text());
    collect(member.value, below, paths);
  }
}

const Node& node_at(const Node& root, const YamlPath& at) {
  const Node* node = &root;
  for (const YamlStep& step : at)
    node = std::holds_alternative<std::string>(step) ? node->find(std::get<std::string>(step))
                                                     : &node->items()[std::get<std::size_t>(step)];
  return *node;
}

// Edits check themselves, so what is left to see is that they succeed, and leave all other bytes alone.
TEST(Edits, ChangeOnlyTheirPart) {
  int made = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const std::string text = RandomYaml(seed).document(seed % 3 == 0 ? "\r\n" : "\n");
    Diagnostics diagnostics;
    const auto source = std::make_shared<SourceText>("t.yaml", text);
    const Document document = read_yaml_document(source, diagnostics);
    ASSERT_FALSE(diagnostics.has_errors()) << drawn(diagnostics.all()[0], Colour::Off) << text;
    if (document.root().is_absent()) continue;
    std::vector<YamlPath> paths;
    collect(document.root(), {}, paths);
    RandomTree random(seed);
    const YamlPath at = paths[random.below(paths.size())];
    const Value value = random.below(3) == 0 ? random.value(2) : random.scalar();
    const std::uint64_t kind = random.below(4);
    const auto result = kind == 0   ? set_value({text}, at, value)
                        : kind == 1 ? add_member({text}, at, "new key", value)
                        : kind == 2 ? add_item({text}, at, value)
                                    : remove({text}, at);
    if (!result) {
      if (result.error().reason != EditError::Reason::NotSafe) continue;  // no map, no list, the root
      ++refused;
      continue;
    }
    ++made;
    const auto prefix = std::ranges::mismatch(text, *result).in1 - text.begin();
    const std::string_view old_rest = std::string_view(text).substr(static_cast<std::size_t>(prefix));
    const std::string_view new_rest = std::string_view(*result).substr(static_cast<std::size_t>(prefix));
    std::size_t suffix = 0;
    while (suffix < std::min(old_rest.size(), new_rest.size()) &&
           old_rest[old_rest.size() - 1 - suffix] == new_rest[new_rest.size() - 1 - suffix])
      ++suffix;
    const Node& old = node_at(document.root(), at);
    if ((kind == 1 || kind == 2) && old.size() > 0) {
      EXPECT_EQ(old_rest.size() - suffix, 0u) << "more than an insertion: " << to_string(at) << '\n'
                                              << text << "---\n"
                                              << *result;
    }
    const bool on_one_line = old.is_scalar() && old.where().length > 0 && value.string() == nullptr;
    if (kind == 0 && on_one_line && *result != text && value.map() == nullptr && value.list() == nullptr) {
      EXPECT_EQ(1 + std::count(text.begin(), text.begin() + prefix, '\n'), old.where().line) << text << "---\n"
                                                                                             << *result;
    }
  }
  EXPECT_GT(made, 600);
  EXPECT_LE(refused, made / 20) << "too many refusals";
}

}  // namespace
}  // namespace slipway::doc
