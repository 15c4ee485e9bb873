#include "components/parts/activation.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/json.h"

namespace slipway::components {
namespace {

constexpr std::string_view kNeedsQueue[] = {"queue"};
constexpr std::string_view kNeedsNetwork[] = {"network"};
const spec::StructType& worker_options() {
  static const spec::StructType type = [] {
    spec::StructType made;
    made.fields.emplace_back().name = "replicas";
    return made;
  }();
  return type;
}
void nothing(Expansion&) {}
bool always(const spec::Platform&) { return true; }

const Component kWorker{"worker", "works", Stage::Controllers, kNeedsQueue, nullptr, worker_options, nothing};
const Component kQueue{"queue", "waits", Stage::Data, kNeedsNetwork, nullptr, nullptr, nothing};
const Component kNetwork{"network", "connects", Stage::Network, {}, nullptr, nullptr, nothing};
const Component kBeacon{"beacon", "is always there", Stage::Network, {}, always, nullptr, nothing};
const Component* const kTable[] = {&kWorker, &kQueue, &kNetwork, &kBeacon};

/// A spec whose `components:` is this JSON list.
struct Asked {
  explicit Asked(std::string text) {
    const auto document =
        doc::read_json(std::make_shared<const SourceText>("platform.yaml", std::move(text)), diagnostics);
    platform.document = document;
    for (const auto& item : document.root().items()) {
      const bool is_map = item.is_map();
      const auto& name = is_map ? item.members()[0].key : item;
      spec::ComponentUse use;
      use.name = spec::Text(std::string(name.text()));
      use.name.where = name.where();
      use.options = is_map ? &item.members()[0].value : nullptr;
      platform.components.push_back(use);
    }
  }
  std::string run() {
    std::string names;
    for (const auto& activation : activate(platform, kTable, diagnostics))
      names += (names.empty() ? "" : " ") + std::string(activation.component->name);
    return names;
  }
  std::string findings() const {
    std::string text;
    for (const auto& found : diagnostics.all())
      text += found.id + " " + found.message + (found.hint.empty() ? "" : "; " + found.hint) + "\n";
    return text;
  }
  spec::Platform platform;
  Diagnostics diagnostics;
};

TEST(Activation, WhatTheSpecWantsIsOnByItself) { EXPECT_EQ(Asked("[]").run(), "beacon"); }

TEST(Activation, BringsWhatIsNeededInOrderOfStageThenName) {
  EXPECT_EQ(Asked(R"(["worker"])").run(), "beacon network queue worker");
}

TEST(Activation, AComponentThatIsNeededStandsWhereItsUserWasNamed) {
  Asked asked(R"(["worker"])");
  for (const auto& activation : activate(asked.platform, kTable, asked.diagnostics))
    if (activation.component->name == "network") {
      EXPECT_EQ(activation.where.to_string(), "platform.yaml:1:2");
    }
}

TEST(Activation, SaysWhatIsWrongWithTheList) {
  struct Case {
    std::string components, findings;
  };
  for (const Case& c : {Case{R"(["wroker"])", "CMP001 unknown component 'wroker'; did you mean worker?\n"},
                        {R"(["teapot"])", "CMP001 unknown component 'teapot'\n"},
                        {R"(["queue", "queue"])", "CMP002 component 'queue' is named twice\n"},
                        {R"([{"worker": 3}])", "CMP003 options of component 'worker' must be a map\n"},
                        {R"([{"queue": {"versoin": "1.0.0"}}])",
                         "CMP004 component 'queue' has no option 'versoin'; did you mean version?\n"},
                        {R"([{"queue": {"version": "1.0.0", "values": {}}}])", ""},
                        {R"([{"worker": {"replcias": 3}}])", ""},  // those it describes it reads itself
                        {R"([{"worker": null}])", ""}}) {
    Asked asked(c.components);
    asked.run();
    EXPECT_EQ(asked.findings(), c.findings) << c.components;
  }
}

TEST(Components, NeedOnlyEachOtherAndHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const auto* component : all()) {
    EXPECT_TRUE(names.insert(component->name).second) << component->name;
    EXPECT_NE(component->name, "manifests") << "is the name under which the user's own objects stand";
    EXPECT_FALSE(component->summary.empty()) << component->name;
  }
  for (const auto* component : all())
    for (const auto need : component->needs) EXPECT_TRUE(names.contains(need)) << component->name << " needs " << need;
}

}  // namespace
}  // namespace slipway::components
