#include "doc/yaml_document.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/testing/random_yaml.h"

namespace slipway::doc {
namespace {

/// Everything that reading says: the message, the tree, the place of each node.
std::string read_by(YamlWay way, std::string text) {
  const std::size_t size = text.size();
  const auto source = std::make_shared<SourceText>("t", text);
  text.append(kYamlPadding, '\0');
  const std::string_view bytes = std::string_view(text).substr(0, size);
  TreeBuilder tree(source);
  const YamlInput input = prepare_yaml(bytes, tree);
  const YamlPlaces places(source.get(), 1, bytes, input);
  const YamlReading reading = YamlDocumentReader(tree, {10'000, 100}, way).read(input, places);
  const Document document = tree.finish();
  std::string out = go_message(reading, document.root(), true) + '\n' + canonical_json(document.root()) + '\n';
  std::vector<const Node*> nodes = {&document.root()};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    out += nodes[i]->where().to_string() + '+' + std::to_string(nodes[i]->where().length) + ' ';
    for (const Node& item : nodes[i]->items()) nodes.push_back(&item);
    for (const Member& member : nodes[i]->members()) {
      nodes.push_back(&member.key);
      nodes.push_back(&member.value);
    }
  }
  return out;
}

// The straight way and the way through the graph lead to the same tree, also from texts that are no more YAML.
TEST(YamlDocumentReader, ReadsTheSameOnBothWays) {
  constexpr const char* kParts[] = {" ",   "  ", "\n", ":",    ": ", "-",      "- ",           "#",    "'",    "\"",
                                    "{",   "}",  "[",  "]",    ",",  "?",      "\t",           "&a ",  "*a",   "!!str ",
                                    "|\n", ">",  "%",  "\r\n", "é",  "\u2028", "\xEF\xBB\xBF", "\x01", "...\n"};
  int good = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    std::string text = RandomYaml(seed).document(seed % 4 == 0 ? "\r\n" : "\n");
    RandomTree random(seed);
    for (std::uint64_t i = random.below(3); i > 0; --i)
      text.insert(random.below(text.size() + 1), kParts[random.below(std::size(kParts))]);
    const std::string straight = read_by(YamlWay::Shortest, text);
    ASSERT_EQ(straight, read_by(YamlWay::Graph, text)) << text;
    good += straight.starts_with('\n') ? 1 : 0;
  }
  EXPECT_GT(good, 1500);
  EXPECT_LT(good, 3900);
}

}  // namespace
}  // namespace slipway::doc
