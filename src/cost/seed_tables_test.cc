// The cost tables of the seed documents 002 and 004, line by line: what the seed says, what it is by the catalogue, and
// the arithmetic. The same lines stand in docs/guide/cost.md; a test holds the two equal. X-… names the correction.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "cost/prices.h"
#include "cost/testing.h"
#include "cost/volumes.h"

namespace slipway::cost {
namespace {

/// "| what | seed | ours | arithmetic | id |"
struct SeedLine {
  std::string what, seed, ours, arithmetic, correction;
  std::string row() const {
    return fmt::format("| {} | {} | {} | {} | {} |", what, seed, ours, arithmetic, correction);
  }
};

std::string dollars(Money money) { return "$" + money.to_string(2); }
std::string price(const PriceRow& row) { return row.price.to_exact_string(); }
Number number(std::string_view text) { return Money::parse(text).value(); }
/// "41 %" of the first is saved when the second is paid.
std::string saved(Money before, Money after) {
  return Money::parse(fmt::format("{:.6f}", 100 * (1 - after.approximate() / before.approximate())))->to_string(0) +
         " %";
}

const Prices kIreland("eu-west-1"), kOregon("us-west-2");
PriceRow on_demand(const Prices& prices, const char* type) { return prices.on_demand(type).value(); }
PriceRow spot(const Prices& prices, const char* type) { return prices.spot(type).value(); }

// ---- 002, "Monthly Costs (eu-west-1)" -------------------------------------------------------------------------------

/// Two hours a day, in a month of 730 hours.
const Number kTwoHoursADay = whole(2 * kHoursPerMonth).times(1, 24);

std::vector<SeedLine> scale_to_zero() {
  const auto od = on_demand(kIreland, "g4dn.xlarge"), sp = spot(kIreland, "g4dn.xlarge");
  const Money always = od.price * kHoursPerMonth, always_spot = sp.price * kHoursPerMonth;
  const Money two_hours = sp.price.times(kTwoHoursADay);
  // Each burst keeps its node for 2 minutes of boot and 5 of consolidateAfter that nobody uses.
  const Number tails = whole(24 * 7).times(1, 60);  // hours a day, with a burst each hour
  const Money with_tails = sp.price.times((whole(2) + tails).times(kHoursPerMonth, 24));
  return {
      {"g4dn.xlarge on demand, always on", "$374", dollars(always), price(od) + " × 730 h", "X-002-15"},
      {"g4dn.xlarge spot, always on", "$115", dollars(always_spot), price(sp) + " × 730 h", "X-002-15"},
      {"g4dn.xlarge spot, 2 h a day", "$10–30", dollars(two_hours), price(sp) + " × 2 h × 730/24", "X-002-15"},
      {"the same in 24 bursts a day", "$10–30", dollars(with_tails),
       price(sp) + " × (2 h + 24 × 7 min) × 730/24: boot and `consolidateAfter` are paid too", "X-002-15"},
      {"spot for an hour", "$0.16", "$" + sp.price.to_string(4), sp.how, "X-002-15"},
      {"saving of 2 h a day over always on", "90–95 %", saved(always, two_hours),
       fmt::format("1 − {} ÷ {}; over spot that is always on {}", two_hours.to_string(2), always.to_string(2),
                   saved(always_spot, two_hours)),
       "X-002-16"},
  };
}

TEST(Seed002, MonthlyCostsOfAGpuNode) {
  const auto lines = scale_to_zero();
  EXPECT_EQ(lines[0].ours, "$428.51");
  EXPECT_EQ(lines[1].ours, "$197.11");
  EXPECT_EQ(lines[2].ours, "$16.43") << "within the seed's range";
  EXPECT_EQ(lines[3].ours, "$39.42") << "and beyond it once the idle tails are paid";
  EXPECT_EQ(lines[4].ours, "$0.2700");
  EXPECT_EQ(lines[5].ours, "96 %");
}

/// What stands while the GPU sleeps, on the day the seed is dated: the seed's table leaves all of it out.
TEST(Seed002, ThePlatformAroundItCostsMoreThanTheGpu) {
  Platform p("eu-west-1");
  p.graph.setting.zones = {"eu-west-1a", "eu-west-1b"};
  p.add("aws_eks_cluster", "main", {{"version", "1.31"}});
  p.add("aws_eks_node_group", "system",
        {{"instance_types", doc::List{"t3.small"}},
         {"disk_size", 50},
         {"scaling_config", doc::Map{{"min_size", 2}, {"desired_size", 2}, {"max_size", 2}}}});
  p.add("aws_nat_gateway", "one").add("aws_eip", "nat");
  const Bill bill = p.bill({2026, 1, 1});
  // 0.60 × 730: 1.31 left standard support on 2025-11-26 (X-002-01).
  EXPECT_EQ(bill.lines[0].at(Level::Idle).per_month, usd("438"));
  EXPECT_GT(bill.at(Level::Idle).per_month, usd("500"));
}

// ---- 004, "Estimated Cost Breakdown (100 GPU hours/month)" ----------------------------------------------------------

std::vector<SeedLine> hundred_gpu_hours() {
  const auto od = on_demand(kOregon, "g5.2xlarge"), sp = spot(kOregon, "g5.2xlarge");
  const Money baseline = od.price * 100;
  const Money mixed = sp.price * 70 + od.price * 30;
  const Money seeds_own = usd("0.45") * 70 + usd("1.21") * 30;
  const Money consolidated = mixed.times(number("0.7")), packed = consolidated.times(number("0.8"));
  return {
      {"on demand g5.2xlarge", "$12,100", dollars(baseline), "100 × " + price(od) + "; $12,100 are 10,000 hours",
       "X-004-111"},
      {"70 % of it on spot", "$4,235 (65 %)", fmt::format("{} ({})", dollars(mixed), saved(baseline, mixed)),
       fmt::format("70 × {} + 30 × {}; at the seed's own 0.45 and 1.21: {}, {}", price(sp), price(od),
                   dollars(seeds_own), saved(usd("121"), seeds_own)),
       "X-004-112"},
      {"30 % less idle", "$2,965 (75 %)", fmt::format("{} ({})", dollars(consolidated), saved(baseline, consolidated)),
       mixed.to_string(2) + " × 0.7", "X-004-113"},
      {"20 % better packed", "$2,372 (80 %)", fmt::format("{} ({})", dollars(packed), saved(baseline, packed)),
       consolidated.to_string(2) + " × 0.8; hours that were used have no idle in them, so both counts overlap",
       "X-004-113"},
  };
}

TEST(Seed004, AHundredGpuHours) {
  const auto lines = hundred_gpu_hours();
  EXPECT_EQ(lines[0].ours, "$121.20");
  EXPECT_EQ(lines[1].ours, "$71.14 (41 %)");
  EXPECT_EQ(lines[2].ours, "$49.80 (59 %)");
  EXPECT_EQ(lines[3].ours, "$39.84 (67 %)");
  EXPECT_NE(lines[1].arithmetic.find("$67.80, 44 %"), std::string::npos);
}

// ---- 004, "Training Cost Comparison" --------------------------------------------------------------------------------

std::vector<SeedLine> training_jobs() {
  const auto p4 = on_demand(kOregon, "p4d.24xlarge"), p4_spot = spot(kOregon, "p4d.24xlarge");
  const auto p5 = on_demand(kOregon, "p5.48xlarge"), p5_spot = spot(kOregon, "p5.48xlarge");
  const Number hours = number("8.5");
  return {
      {"p4d.24xlarge on demand, 2 nodes, 8 h", "$524", dollars(p4.price * 16),
       fmt::format("2 × 8 × {}; before June 2025 it was 32.7726", price(p4)), "X-004-116"},
      {"p4d.24xlarge spot, 2 nodes, 8.5 h", "$157", dollars((p4_spot.price * 2).times(hours)),
       fmt::format("2 × 8.5 × {}, {} off; the seed counts 8 h", price(p4_spot), saved(p4.price, p4_spot.price)),
       "X-004-117"},
      {"p5.48xlarge spot, 1 node, 5 h", "$196", dollars(p5_spot.price * 5),
       fmt::format("5 × {}; on demand 5 × {} = {}", price(p5_spot), price(p5), dollars(p5.price * 5)), "X-004-118"},
      {"tracker: 2 × 8.5 h at the on-demand rate", "$557.09", dollars((p4.price * 2).times(hours)),
       fmt::format("2 × 8.5 × {}, though the run is on spot", price(p4)), "X-004-116"},
  };
}

TEST(Seed004, TrainingJobs) {
  const auto lines = training_jobs();
  EXPECT_EQ(lines[0].ours, "$351.32");
  EXPECT_EQ(lines[1].ours, "$142.00");
  EXPECT_EQ(lines[2].ours, "$64.88");
  EXPECT_EQ(lines[3].ours, "$373.28");
  EXPECT_LT(spot(kOregon, "p5.48xlarge").price * 5, (spot(kOregon, "p4d.24xlarge").price * 2).times(number("8.5")))
      << "the seed's table says that the newer GPU is the dearer job: it is the cheaper one";
}

// ---- 004, what every cost table leaves out (X-004-121) --------------------------------------------------------------

Money a_month(const Prices& prices, const Volume& volume) {
  Money sum;
  for (const auto& charge : charges_of(volume)) sum += per_month(charge.quantity.number, *prices.service(charge.key));
  return sum;
}
Money a_month(const Prices& prices, std::string_view key) { return per_month(whole(1), *prices.service(key)); }

std::vector<SeedLine> left_out() {
  const Volume inference{"gp3", 500, 16000, 1000}, training{"gp3", 2000, 16000, 1000};
  const auto volume_arithmetic = [](const Volume& volume) {
    std::string text;
    for (const auto& charge : charges_of(volume))
      text += (text.empty() ? "" : " + ") + charge.quantity.text + " × " + price(*kOregon.service(charge.key));
    return text;
  };
  const auto metric = *kOregon.service("cloudwatch/metric");
  return {
      {"control plane", "—", dollars(a_month(kOregon, "eks/cluster")), "0.1 × 730 h, standard support", "X-004-121"},
      {"control plane, the seed's 1.30", "—",
       dollars(a_month(kOregon, "eks/cluster") + a_month(kOregon, "eks/extended-support")),
       "(0.1 + 0.5) × 730 h, extended support; it ended on 2026-07-23", "X-004-01"},
      {"root volume of a GPU node (500 GiB)", "—", dollars(a_month(kOregon, inference)), volume_arithmetic(inference),
       "X-004-121"},
      {"root volume of a training node (2,000 GiB)", "—", dollars(a_month(kOregon, training)),
       volume_arithmetic(training), "X-004-121"},
      {"NAT gateway with its address", "—",
       dollars(a_month(kOregon, "nat-gateway/hour") + a_month(kOregon, "public-ipv4/hour")),
       "(0.045 + 0.005) × 730 h, and 0.045 for each GB", "X-004-121"},
      {"two DCGM metrics of one GPU in CloudWatch", "—", dollars(metric.price * 2),
       "2 × " + price(metric) + " (dcgm_gpu_utilization, dcgm_fb_used)", "X-004-121"},
  };
}

TEST(Seed004, WhatItsTablesLeaveOut) {
  const auto lines = left_out();
  EXPECT_EQ(lines[0].ours, "$73.00");
  EXPECT_EQ(lines[1].ours, "$438.00");
  EXPECT_EQ(lines[2].ours, "$140.00");
  EXPECT_EQ(lines[3].ours, "$260.00");
  EXPECT_EQ(lines[4].ours, "$36.50");
  EXPECT_EQ(lines[5].ours, "$0.60");
}

// ---- the guide says the same ----------------------------------------------------------------------------------------

TEST(Guide, ShowsTheseLines) {
  std::ifstream file(std::string(SLIPWAY_SOURCE_DIR) + "/docs/guide/cost.md");
  ASSERT_TRUE(file) << "docs/guide/cost.md";
  std::ostringstream guide;
  guide << file.rdbuf();
  for (const auto& table : {scale_to_zero(), hundred_gpu_hours(), training_jobs(), left_out()})
    for (const auto& line : table)
      EXPECT_NE(guide.str().find(line.row() + "\n"), std::string::npos) << "the guide lacks:\n" << line.row();
}

}  // namespace
}  // namespace slipway::cost
