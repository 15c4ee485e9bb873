#include "report/plan.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "doc/value.h"

namespace slipway::report {
namespace {

using cost::Level;

Money usd(std::string_view text) { return Money::parse(text).value(); }

/// A small platform with a bill that can be checked by hand.
struct Small {
  SourceText source{"platform.yaml", "spec:\n  network: {}\n"};
  platform::Graph graph;
  cost::Bill bill;
  Diagnostics findings;

  Small() {
    graph.setting.platform = graph.setting.cluster = "tiny";
    graph.setting.version = "1.35";
    graph.setting.region = "eu-west-1";
    graph.setting.zones = {"eu-west-1a"};
    graph.setting.node_autoscaler = "Karpenter 1.14.1";
    graph.add(platform::Resource{{"aws_vpc", "main"}, {}, "vpc", {&source, 2, 3, 7}, {}, {}});
    graph.add(platform::Resource{{"aws_subnet", "private_a"}, {}, "vpc", {&source, 2, 3, 7}, {}, {}});
    graph.add(platform::Resource{{"aws_subnet", "private_b"}, {}, "vpc", {&source, 2, 3, 7}, {}, {}});
    graph.add(platform::Resource{{"data.aws_partition", "current"}, {}, "vpc", {}, {}, {}});
    const cost::PriceRow row{"EKS control plane", usd("0.10"),  "hour", "eu-west-1",
                             "AWS price list",    "2026-07-20", false,  ""};
    const cost::PriceRow guess{"EC2 t3.small",   usd("0.0228"), "hour", "us-east-1",
                               "AWS price list", "2026-07-20",  true,   "0.0208 × 1.096"};
    cost::Line plane;
    plane.part = "control plane";
    plane.what = "standard support to 2027-03-28";
    for (auto& amount : plane.amounts.all)
      amount = {usd("0.10"), usd("73"), {{"1 × 0.10 USD/hour × 730 h", usd("73"), row}}};
    cost::Line nodes;
    nodes.part = "nodes";
    nodes.name = "group system";
    nodes.what = "2 × t3.small";
    const cost::Amount two = {usd("0.0456"), usd("33.288"), {{"2 × 0.0228 USD/hour × 730 h", usd("33.288"), guess}}};
    const cost::Amount four = {usd("0.0912"), usd("66.576"), {{"4 × 0.0228 USD/hour × 730 h", usd("66.576"), guess}}};
    nodes.amounts = {{two, two, two, four}};
    nodes.nodes = {{"t3.small", "on-demand", usd("0.0228"), true, {{2, 2, 2, 4}}}};
    nodes.reasons = {{Level::Declared, "2 × t3.small on-demand: Deployment default/web"}};
    nodes.estimate = true;
    bill.region = "eu-west-1";
    bill.oldest_price = bill.newest_price = "2026-07-20";
    bill.lines = {plane, nodes};
    const cost::Amount small = {usd("0.1456"), usd("106.288"), {}};
    bill.totals = {{small, small, small, {usd("0.1912"), usd("139.576"), {}}}};
    bill.not_included = {"taxes", "support plans"};
    findings.warning("CAP004", {&source, 2, 3, 7}, "few pods fit");
  }
  Plan plan(const platform::Inventory& inventory) const { return {graph, inventory, bill, findings}; }
};

TEST(PlanTable, AnswersWhatAndHowMuchInEightyColumns) {
  const Small small;
  const auto inventory = platform::count(small.graph);
  const std::string text = plan_table(small.plan(inventory), {}, Colour::Off, 80);
  EXPECT_EQ(text,
            "tiny · eu-west-1 · EKS 1.35 · Karpenter 1.14.1\n"
            "\n"
            "What will exist                                             --details lists all\n"
            "  AWS            3  vpc 1 · subnet 2\n"
            "\n"
            "What it costs, USD                     per hour per month\n"
            "                                           idle      idle   declared     maximum\n"
            "  control plane                          0.1000     73.00      73.00       73.00\n"
            "    standard support to 2027-03-28\n"
            "  group system  2 nodes                 ~0.0456    ~33.29     ~33.29      ~33.29\n"
            "  ──────────────────────────────────────────────────────────────────────────────\n"
            "  total                                 ~0.1456   ~106.29    ~106.29     ~106.29\n"
            "  at limits: every group and pool full, if ever                          ~139.58\n"
            "  prices of 2026-07-20 in eu-west-1 (~ estimated), 730 h a month: --why cost;\n"
            "  not included: taxes, support plans\n"
            "\n"
            "Which nodes there are              per hour   idle  declared  maximum  at limits\n"
            "  group system\n"
            "    t3.small on-demand              ~0.0228      2         2        2          4\n"
            "\n");
}

/// The words of a text, escapes and the columns that words stand in forgotten.
std::string words_of(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
    } else if (text[i] != ' ' && text[i] != '\n') {
      out += text[i];
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

/// Whatever a row is called, however narrow the terminal and whatever it costs: all of it stands there.
TEST(PlanTable, CutsNoWord) {
  constexpr std::string_view kTexts[] = {
      "short", "application load balancers, 2 of them",
      "p4d.24xlarge on-demand, 0 to 4 nodes, each of 96 vCPUs, 8 GPUs and 400 Gbit/s",
      "a-name-of-sixty-three-letters-as-kubernetes-allows-it-and-not-1"};
  const Small small;
  const auto inventory = platform::count(small.graph);
  for (const std::string_view name : kTexts)
    for (const std::string_view what : kTexts)
      for (const std::int64_t dollars : {1, 99'999'999})
        for (const int width : {60, 80, 110, 160}) {
          cost::Bill bill = small.bill;
          bill.lines[0].part = name;
          bill.lines[0].what = what;
          bill.lines[1].name = name;
          bill.lines[1].nodes[0].type = what;
          for (const Level level : cost::kLevels)
            bill.lines[0].amounts[level].per_month = Money::micros(dollars * 1'000'000);
          const Plan plan{small.graph, inventory, bill, small.findings};
          const std::string text = plan_table(plan, {}, Colour::Off, width);
          EXPECT_EQ(text.find("…"), std::string::npos) << text;
          EXPECT_EQ(words_of(text), words_of(plan_table(plan, {}, Colour::On, width)));
          std::string lines;  // numbers aside
          for (const auto line : split(text, '\n')) {
            const auto gap = line.find("   ", line.find_first_not_of(' '));
            lines += std::string(line.substr(0, gap)) + '\n';
            if (width >= 80) {
              EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
            }
          }
          const std::string words = words_of(lines);
          EXPECT_NE(words.find(name), std::string::npos) << text;
          EXPECT_NE(words.find(std::string(what) + ' '), std::string::npos) << text;
          EXPECT_NE(words.find(std::string(what) + " on-demand"), std::string::npos) << text;
        }
}

/// Numbers push nothing over the edge: the labels give way.
TEST(PlanTable, FitsIntoEightyColumnsWhateverItCosts) {
  const Small small;
  const auto inventory = platform::count(small.graph);
  for (const std::int64_t dollars : {1, 999'999, 99'999'999}) {
    const Plan plan = small.plan(inventory);
    cost::Bill bill = plan.bill;
    for (auto& line : bill.lines)
      for (const Level level : cost::kLevels)
        line.amounts[level].per_hour = line.amounts[level].per_month = Money::micros(dollars * 1'000'000);
    for (const Level level : cost::kLevels)
      bill.totals[level].per_hour = bill.totals[level].per_month = Money::micros(dollars * 1'000'000);
    const std::string text = plan_table({plan.graph, plan.inventory, bill, plan.findings}, {}, Colour::Off, 80);
    for (const auto line : split(text, '\n')) EXPECT_LE(display_width(line), 80u) << line;
  }
}

TEST(PlanTable, DetailsNameEverythingAndWhereItComesFrom) {
  const Small small;
  const auto inventory = platform::count(small.graph);
  const std::string text = plan_table(small.plan(inventory), {.everything = true}, Colour::Off, 80);
  EXPECT_NE(text.find("    aws_subnet 2\n"), std::string::npos);
  EXPECT_NE(text.find("private_b"), std::string::npos);
  EXPECT_NE(text.find("platform.yaml:2:3\n"), std::string::npos);
  EXPECT_EQ(text.find("aws_partition"), std::string::npos) << "what is only read does not come to exist";
}

TEST(PlanTable, WhyShowsArithmeticSourceAndDate) {
  const Small small;
  const auto inventory = platform::count(small.graph);
  const std::string text = plan_table(small.plan(inventory), {.why_cost = true}, Colour::Off, 80);
  EXPECT_NE(text.find("always    1 × 0.10 USD/hour × 730 h"), std::string::npos);
  EXPECT_NE(text.find("EKS control plane: 0.1 USD per hour, eu-west-1, AWS price list,\n"
                      "             2026-07-20\n"),
            std::string::npos);
  EXPECT_NE(text.find("~ estimate: 0.0208 × 1.096"), std::string::npos);
  EXPECT_NE(text.find("declared: 2 × t3.small on-demand: Deployment default/web"), std::string::npos);
}

TEST(PlanTable, NeverNeedsMoreThanItsWidth) {
  Small small;
  small.bill.lines[0].amounts[Level::Idle].terms[0].row.source =
      "a source that takes quite a few words to name, more than a line of a terminal has room for";
  small.bill.lines[0].notes = {
      "a note that goes on about what is assumed and what is left out until it needs another line"};
  const auto inventory = platform::count(small.graph);
  const std::string text = plan_table(small.plan(inventory), {.everything = true, .why_cost = true}, Colour::Off, 80);
  for (const auto line : split(text, '\n')) EXPECT_LE(display_width(line), 80u) << line;
}

TEST(PlanTable, KeepsLargeAmountsApart) {
  Small small;
  small.bill.lines[1].amounts[Level::Idle].per_month = usd("1205496");
  small.bill.lines[1].amounts[Level::Declared].per_month = usd("160733280");
  const auto inventory = platform::count(small.graph);
  EXPECT_NE(plan_table(small.plan(inventory), {}, Colour::Off, 80).find("~0.0456 ~1,205,496.00 ~160,733,280.00"),
            std::string::npos);
}

TEST(PlanTable, ShowsNothingThatDrivesTheTerminal) {
  Small small;
  const doc::Map object{{"apiVersion", "v1"}, {"kind", "A\x1b[31mB\nC"}, {"metadata", doc::Map{{"name", "x\x1b[0m"}}}};
  small.graph.add(platform::Object{doc::freeze(object, {}), "manifests", {}});
  const auto inventory = platform::count(small.graph);
  EXPECT_EQ(plan_table(small.plan(inventory), {.everything = true}, Colour::Off, 80).find('\x1b'), std::string::npos);
}

TEST(PlanTable, WhatHasNoPriceMakesTheTotalsLowerBounds) {
  Small small;
  small.bill.is_complete = small.bill.lines[0].complete = false;
  small.bill.lines[0].amounts = {};
  const auto inventory = platform::count(small.graph);
  const std::string text = plan_table(small.plan(inventory), {}, Colour::Off, 80);
  EXPECT_NE(text.find("   unknown   unknown    unknown     unknown\n"), std::string::npos);
  EXPECT_NE(text.find("  total of what has a known price"), std::string::npos);
  EXPECT_NE(text.find("≥ ~106.29"), std::string::npos);
}

TEST(PlanTable, AnUnlimitedPoolHasNoBoundAtItsLimits) {
  Small small;
  small.bill.lines[1].bounded = false;
  small.bill.limits_are_bounded = false;
  const auto inventory = platform::count(small.graph);
  const std::string text = plan_table(small.plan(inventory), {}, Colour::Off, 80);
  EXPECT_NE(text.find("no limit"), std::string::npos);
  EXPECT_NE(text.find("≥ ~139.58"), std::string::npos);
}

TEST(PlanMarkdown, FitsAPullRequestComment) {
  const Small small;
  const auto inventory = platform::count(small.graph);
  const std::string text = plan_markdown(small.plan(inventory), {});
  EXPECT_NE(text.find("| AWS | 3 | vpc 1 · subnet 2 |\n"), std::string::npos);
  EXPECT_NE(text.find("| group system · 2 nodes | ~0.0456 | ~33.29 | ~33.29 | ~33.29 | ~66.58 |\n"), std::string::npos);
  EXPECT_NE(text.find("- warning few pods fit [CAP004] platform.yaml:2:3\n"), std::string::npos);
}

TEST(PlanMarkdown, NamesCannotBreakTheTable) {
  Small small;
  small.graph.setting.platform = "a|b<script>";
  const auto inventory = platform::count(small.graph);
  EXPECT_NE(plan_markdown(small.plan(inventory), {}).find("a\\|b\\<script\\>"), std::string::npos);
}

TEST(PlanJson, KeepsAmountsExact) {
  const Small small;
  const auto inventory = platform::count(small.graph);
  const std::string text = plan_json(small.plan(inventory));
  EXPECT_NE(text.find("\"schemaVersion\": \"slipway.dev/plan/v1alpha2\""), std::string::npos);
  EXPECT_NE(text.find("\"perMonth\": \"33.288\""), std::string::npos);
  EXPECT_NE(text.find("\"how\": \"0.0208 × 1.096\""), std::string::npos);
}

}  // namespace
}  // namespace slipway::report
