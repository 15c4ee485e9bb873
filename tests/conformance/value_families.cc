// Counts and percentages, durations, schedules and versions.
#include <fmt/core.h>

#include "base/quote.h"
#include "conformance/comparison.h"
#include "conformance/family.h"
#include "conformance/inputs.h"
#include "kube/cron_schedule.h"
#include "kube/disruption_budget.h"
#include "kube/duration.h"
#include "kube/go_text.h"
#include "kube/int_or_percent.h"
#include "kube/version.h"

namespace slipway::conformance {
namespace {

using kube::Duration, kube::Instant, kube::IntOrPercent, kube::Version;
using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;

doc::Map accepted(doc::Value value) { return {{"ok", true}, {"value", std::move(value)}}; }

// --- counts and percentages

doc::Value int_or_percent(const doc::Node& input) {
  const doc::Node& written = input["value"];
  const auto read = IntOrPercent::read(written);
  if (!read) return doc::Map{{"decode", refused(IntOrPercent::go_error(written))}};
  const auto scaled = [&](kube::Rounding rounding) -> doc::Value {
    const auto value = read->scaled(input["total"].integer(), rounding);
    return value ? doc::Value(accepted(*value)) : refused(read->scale_go_error());
  };
  const bool is_int = read->type() == IntOrPercent::Type::Int;
  const std::string text = read->to_string();
  return doc::Map{{"type", is_int ? "int" : "string"}, {"string", text},
                  {"intValue", read->int_value()},     {"marshalled", is_int ? text : json_quoted(text)},
                  {"up", scaled(kube::Rounding::Up)},  {"down", scaled(kube::Rounding::Down)}};
}

// --- durations

doc::Value duration(const doc::Node& input) {
  const std::string_view text = input["s"].text();
  const auto marshalled = [](std::string_view shown) {
    return doc::Map{{"ok", true}, {"marshalled", json_quoted(shown)}};
  };
  doc::Map answer;
  if (const auto parsed = kube::parse_duration(text)) {
    const std::string shown = kube::to_string(*parsed);
    answer.set("parse", doc::Map{{"ok", true},
                                 {"ns", std::int64_t{parsed->count()}},
                                 {"string", shown},
                                 {"seconds", kube::go_shortest(kube::in_units(*parsed, seconds(1)))}});
    answer.set("metav1", marshalled(shown));
  } else {
    answer.set("parse", refused(kube::duration_go_error(text)));
    answer.set("metav1", refused(kube::duration_go_error(text)));
  }
  if (const auto nillable = kube::NillableDuration::parse(text)) {
    answer.set("nillable", marshalled(nillable->to_string()).set("never", nillable->is_never()));
  } else {
    answer.set("nillable", refused(kube::duration_go_error(text)));
  }
  return answer;
}

doc::Value duration_format(const doc::Node& input) {
  const Duration duration(input["ns"].integer());
  const auto in = [&](Duration unit) { return kube::go_shortest(kube::in_units(duration, unit)); };
  return doc::Map{{"string", kube::to_string(duration)},
                  {"human", kube::human_duration(duration)},
                  {"short", kube::short_human_duration(duration)},
                  {"seconds", in(seconds(1))},
                  {"minutes", in(minutes(1))},
                  {"hours", in(hours(1))},
                  {"roundS", kube::to_string(kube::rounded(duration, seconds(1)))},
                  {"truncM", kube::to_string(duration - duration % minutes(1))}};
}

// --- schedules

doc::Value cron(const doc::Node& input) {
  const std::string_view text = input["schedule"].text();
  const auto schedule = kube::CronSchedule::parse(text);
  if (!schedule) return refused(kube::CronSchedule::go_error(text));
  const Instant from = instant_of(input["from"].text());
  doc::List next;
  for (auto hit = schedule->next(from); hit && next.items().size() < 5; hit = schedule->next(*hit)) {
    next.add(rfc3339(*hit));
  }
  doc::Map answer{{"ok", true}, {"next", next}};
  if (const auto previous = schedule->previous(from)) answer.set("prev", rfc3339(*previous));
  return answer;
}

std::optional<std::string_view> text_if_any(const doc::Node& node) {
  if (!node.is_string()) return std::nullopt;
  return node.text();
}

doc::Value cron_window(const doc::Node& input) {
  const doc::Node& written = input["budget"];
  const auto schedule = text_if_any(written["schedule"]);
  std::optional<Duration> length;
  if (const auto text = text_if_any(written["duration"])) {
    if (const auto parsed = kube::parse_duration(*text)) length = *parsed;
  }
  const auto budget = kube::DisruptionBudget::read(written["nodes"].text(), schedule, length);
  if (!budget) {
    const doc::Value error = refused(kube::DisruptionBudget::go_error(schedule));
    return doc::Map{{"active", error}, {"allowed", doc::Map(*error.map()).set("value", 0)}};
  }
  const Instant now = instant_of(input["now"].text());
  const std::int64_t nodes = input["nodes"].integer();
  const bool active = budget->is_active(now);
  doc::Map allowed = accepted(budget->allowed_disruptions(now, nodes));
  if (active && !budget->nodes().scaled(nodes, kube::Rounding::Up)) {
    allowed.set("ok", false).set("err", budget->nodes().scale_go_error());
  }
  return doc::Map{{"active", accepted(active)}, {"allowed", allowed}};
}

// --- versions

doc::Value natural(std::uint64_t number) {
  const auto signed_number = static_cast<std::int64_t>(number);
  return signed_number < 0 ? doc::Value(doc::Expression{std::to_string(number)}) : doc::Value(signed_number);
}

doc::Value described(const Result<Version, ParseError>& version, const std::string& go_error) {
  if (!version) return refused(go_error);
  doc::List components;
  for (const std::uint64_t number : version->numbers()) components.add(natural(number));
  return doc::Map{{"ok", true},
                  {"string", version->to_string()},
                  {"major", natural(version->major())},
                  {"minor", natural(version->minor())},
                  {"patch", natural(version->patch())},
                  {"preRelease", version->pre_release()},
                  {"build", version->build()},
                  {"components", components}};
}

doc::Value order(const Result<Version, ParseError>& a, const Result<Version, ParseError>& b) {
  if (!a || !b) return nullptr;
  return doc::Map{{"lessThan", *a < *b}, {"atLeast", *a >= *b}, {"equal", *a == *b}};
}

doc::Value semver(const doc::Node& input) {
  const std::string_view a = input["a"].text(), b = input["b"].text();
  const auto semantic = Version::parse_semantic(a), generic = Version::parse_generic(a);
  const std::string generic_error = Version::generic_go_error(a);
  return doc::Map{{"semantic", described(semantic, Version::semantic_go_error(a))},
                  {"generic", described(generic, generic_error)},
                  {"majorMinor", described(Version::parse_major_minor(a), generic_error)},
                  {"semanticOrder", order(semantic, Version::parse_semantic(b))},
                  {"genericOrder", order(generic, Version::parse_generic(b))}};
}

doc::Value version_skew(const doc::Node& input) {
  const auto server = Version::parse_generic(input["server"].text());
  const auto other = Version::parse_generic(input["other"].text());
  if (!server || !other) return doc::Map{{"ok", false}};
  const kube::VersionSkew skew = kube::version_skew(*server, *other);
  return doc::Map{{"ok", true},
                  {"skew", skew.same_major ? doc::Value(skew.minors) : doc::Value()},
                  {"kubelet", skew.kubelet_may_run},
                  {"kubectl", skew.kubectl_may_speak},
                  {"upgrade", skew.is_next_upgrade}};
}

doc::Value api_version_order(const doc::Node& input) {
  const auto order = kube::compare_api_versions(input["a"].text(), input["b"].text());
  return doc::Map{{"compare", order > 0 ? 1 : order < 0 ? -1 : 0}};
}

}  // namespace

std::vector<Family> value_families() {
  return {{"primitives", "int-or-percent", int_or_percent},
          {"primitives", "duration", duration, {{"seconds", same_double}}},
          {"primitives",
           "duration-format",
           duration_format,
           {{"seconds", same_double}, {"minutes", same_double}, {"hours", same_double}}},
          {"primitives", "cron", cron},
          {"primitives", "cron-window", cron_window},
          {"primitives", "semver", semver},
          {"primitives", "version-skew", version_skew},
          {"primitives", "api-version-order", api_version_order, {{"compare", same_sign}}}};
}

}  // namespace slipway::conformance
