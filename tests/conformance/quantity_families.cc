// Quantities, as k8s.io/apimachinery 0.36.3 (pkg/api/resource) decides.
#include <fmt/core.h>

#include "conformance/comparison.h"
#include "conformance/family.h"
#include "kube/go_text.h"
#include "kube/quantity.h"

namespace slipway::conformance {
namespace {

using kube::Quantity;
using kube::Scale;

/// A text that the case says is a quantity; were it none, zero would show.
Quantity quantity(const doc::Node& node) {
  auto parsed = Quantity::parse(node.text());
  return parsed ? *std::move(parsed) : Quantity();
}

/// Everything that a user of a quantity can see.
doc::Map described(const Quantity& quantity) {
  doc::Map all{{"string", quantity.to_string()},
               {"format", kube::to_string(quantity.format())},
               {"value", quantity.value()},
               {"milliValue", quantity.milli_value()},
               {"float", kube::go_shortest(quantity.approximate())},
               {"sign", quantity.sign()},
               {"decimal", quantity.to_decimal_string()}};
  if (const auto units = quantity.as_int64()) all.set("int64", *units);
  return all;
}

doc::Value parse(const doc::Node& input) {
  const std::string_view text = input["s"].text();
  const auto parsed = Quantity::parse(text);
  if (!parsed) return refused(Quantity::go_error(text));
  return described(*parsed).set("ok", true);
}

doc::Value json(const doc::Node& input) {
  const std::string_view text = input["json"].text();
  const auto parsed = Quantity::parse_json(text);
  if (!parsed) return refused(Quantity::go_json_error(text));
  return described(*parsed).set("ok", true).set("marshalled", fmt::format("\"{}\"", parsed->to_string()));
}

doc::Map outcome(const Quantity& quantity) {
  return {
      {"string", quantity.to_string()}, {"format", kube::to_string(quantity.format())}, {"value", quantity.value()}};
}

doc::Value arithmetic(const doc::Node& input) {
  Quantity a = quantity(input["a"]);
  const Quantity b = quantity(input["b"]);
  const std::int64_t n = input["n"].integer();
  Quantity product = a;
  const bool fits = product.multiply(n);
  doc::Map answer{{"add", outcome(a + b)},
                  {"sub", outcome(a - b)},
                  {"neg", outcome(-a)},
                  {"mul", outcome(product).set("fits", fits)}};
  // The recording compares here, which in apimachinery changes the left side's form.
  if (b.has_long_form()) a.promote();
  const auto sign = [](std::weak_ordering order) { return order > 0 ? 1 : order < 0 ? -1 : 0; };
  const auto rounded = [&](Scale scale) {
    Quantity whole = a;
    const bool exact = whole.round_up(scale);
    return doc::Map{{"string", whole.to_string()}, {"exact", exact}};
  };
  answer.set("cmp", sign(a <=> b)).set("equal", a == b).set("cmpInt64", sign(a <=> Quantity(n)));
  answer.set("roundUpUnit", rounded(Scale::One)).set("roundUpMilli", rounded(Scale::Milli));
  answer.set("roundUpMega", rounded(Scale::Mega));
  return answer.set("scaledKilo", a.scaled_value(Scale::Kilo)).set("scaledMicro", a.scaled_value(Scale::Micro));
}

doc::Value sum(const doc::Node& input) {
  Quantity total;
  doc::List steps;
  for (const doc::Node& item : input["list"].items()) {
    total += quantity(item);
    steps.add(total.to_string());
  }
  return described(total).set("steps", steps);
}

}  // namespace

std::vector<Family> quantity_families() {
  const std::vector<FieldRule> rules = {{"float", same_double}, {"decimal", same_decimal}};
  return {{"primitives", "quantity-parse", parse, rules},
          {"primitives", "quantity-json", json, rules},
          {"primitives", "quantity-arith", arithmetic, {}},
          {"primitives", "quantity-sum", sum, rules}};
}

}  // namespace slipway::conformance
