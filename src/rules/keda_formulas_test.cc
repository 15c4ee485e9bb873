#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// `spec` begins at line 5.
std::string scaled(const std::string& spec, const std::string& kind = "ScaledObject") {
  return "apiVersion: keda.sh/v1alpha1\nkind: " + kind + "\nmetadata: {name: a}\nspec:\n" + spec;
}

TEST(KedaFormulaRules, NamesOfTriggersAreTheirOwn) {
  const auto names = [](const std::string& first, const std::string& second, const std::string& kind) {
    return scaled("  triggers:\n  - {type: kafka, " + first + "}\n  - {type: cpu, " + second + "}\n", kind);
  };
  for (const char* kind : {"ScaledObject", "ScaledJob"}) {
    EXPECT_EQ(lines("KED027", names("name: a", "name: a", kind)), "7") << kind;
    EXPECT_EQ(lines("KED027", names("name: a", "name: b", kind)), "") << kind;
    EXPECT_EQ(lines("KED027", names("metadata: {}", "metadata: {}", kind)), "") << kind;
    EXPECT_EQ(lines("KED027", names("name: a", "name: A", kind)), "") << kind;
  }
}

std::string formula(const std::string& text, const std::string& rest = "target: \"2\"") {
  return scaled("  advanced:\n    scalingModifiers:\n      formula: " + text + "\n      " + rest +
                "\n  triggers:\n  - {type: kafka, name: trig_one}\n  - {type: prometheus, name: trig_two}\n"
                "  - {type: cpu, name: load}\n  - {type: redis, name: a-queue}\n  - {type: redis}\n");
}

TEST(KedaFormulaRules, FormulasReadTriggersThatAreThere) {
  EXPECT_EQ(
      linted("KED028", {{"f.yaml", formula("\"(trig_one + trig_three)/2\"")}}),
      (std::vector<std::string>{"f.yaml:7 error: the formula reads trig_three, which is the name of no trigger"}));
  for (const char* wrong :
       {"load", "trig_one + load", "\"trig_one > 2 ? trig_1 : 0\"", "max([trig_one, other])", "\"let x = other; x\"",
        "\"{k: other}.k\"", "\"trig_one ?? other\"", "\"count([trig_one], {# > other})\""})
    EXPECT_EQ(lines("KED028", formula(wrong)), "7") << wrong;
  EXPECT_EQ(lines("KED028", formula("a-queue")), "7 7") << "a difference of two names";
  for (const char* right :
       {"trig_one", "\"(trig_one + trig_two)/2\"", "max([trig_one, trig_two])",
        "\"trig_one > 2.5e3 ? trig_one : 0x1F\"", "\"let x = trig_one; x * 2\"", "\"{k: trig_one}.k\"",
        "\"trig_one ?? trig_two\"", "\"trig_one | max(1)\"",
        "\"trig_one == nil or not (trig_two in [1, 2]) ? 1 : trig_two\"", "\"len('other') + trig_one // other\"",
        "\"trig_one /* other */ + 1\"", "\"float(trig_one)\"", "\"$env['trig_one']\"", "\"{{ .Values.formula }}\"",
        "\"if trig_one > 1 { trig_one } else { trig_two }\"", "\"count([trig_one, trig_two], {# > 1})\"",
        "\"reduce([trig_one], {#acc + #.x}, 0)\""})
    EXPECT_EQ(lines("KED028", formula(right)), "") << right;
}

TEST(KedaFormulaRules, FormulasHaveATarget) {
  EXPECT_EQ(lines("KED028", formula("trig_one", "activationTarget: \"1\"")), "7");
  for (const char* wrong : {"0", "-1", "many", "nan"})
    EXPECT_EQ(lines("KED028", formula("trig_one", "target: \"" + std::string(wrong) + "\"")), "8") << wrong;
  for (const char* right : {"0.5", "1e3", "100"})
    EXPECT_EQ(lines("KED028", formula("trig_one", "target: \"" + std::string(right) + "\"")), "") << right;
  EXPECT_EQ(
      lines("KED028", scaled("  advanced:\n    scalingModifiers: {target: \"2\"}\n  triggers: [{type: kafka}]\n")),
      "6");
  const std::string fallback = "  fallback: {failureThreshold: 3, replicas: 2, behavior: scalingModifiers}\n";
  EXPECT_EQ(lines("KED028", scaled(fallback + "  triggers: [{type: kafka}]\n")), "5");
  EXPECT_EQ(lines("KED028", formula("trig_one") + fallback), "");
  EXPECT_EQ(lines("KED028", scaled("  triggers: [{type: kafka}]\n")), "");
}

TEST(KedaFormulaRules, TakeBoundedTimeOnLongFormulasAndManyTriggers) {
  constexpr int kMany = 10'000;
  std::string sum = "trig_one", triggers = "  triggers:\n";
  for (int i = 0; i < kMany; ++i) {
    sum += " + let" + std::to_string(i);
    triggers += "  - {type: kafka, name: let" + std::to_string(i) + "}\n";
  }
  EXPECT_EQ(linted("KED028", {{"f.yaml", formula("\"" + sum + "\"")}}).size(), 10u) << "the first ten";
  const std::string all =
      "  advanced:\n    scalingModifiers:\n      formula: \"" + sum.substr(11) + "\"\n      target: \"2\"\n" + triggers;
  EXPECT_EQ(lines("KED028", scaled(all)), "");
  EXPECT_EQ(linted("KED027", {{"f.yaml", scaled(triggers + triggers.substr(12))}}).size(),
            static_cast<std::size_t>(kMany));
  // What is no expression at all is not this rule's; of `a` there is no trigger.
  for (const auto& [part, said] : {std::pair{"(", 0u},
                                   {"[", 0u},
                                   {"{", 0u},
                                   {"let x = ", 0u},
                                   {"'", 0u},
                                   {"/*", 0u},
                                   {"#", 0u},
                                   {"a.", 1u},
                                   {"1e", 0u}}) {
    std::string hostile;
    for (int i = 0; i < kMany; ++i) hostile += part;
    EXPECT_EQ(linted("KED028", {{"f.yaml", formula("|-\n        " + hostile)}}).size(), said) << part;
  }
}

}  // namespace
}  // namespace slipway::rules::testing
