#include "admission/renamed_fields.h"

#include <fmt/core.h>

#include <map>
#include <optional>
#include <tuple>

#include "admission/embedded.h"
#include "catalog/csv.h"
#include "kube/version.h"

namespace slipway::admission {
namespace {

using Key = std::tuple<std::string_view, std::string_view, std::string_view>;  // version, kind, field

std::map<Key, RenamedField> read_fields() {
  std::map<Key, RenamedField> out;
  catalog::CsvReader csv(embedded::renamed_fields());
  const auto version = csv.column("api_version"), kind = csv.column("kind"), field = csv.column("field"),
             now = csv.column("now"), chart = csv.column("chart"), since = csv.column("since");
  while (csv.next()) out[{csv[version], csv[kind], csv[field]}] = {csv[now], csv[chart], csv[since]};
  return out;
}

/// The oldest release of the chart that the files install; nullopt where none says its version.
std::optional<kube::Version> installed(const subject::Subject& subject, std::string_view chart) {
  std::optional<kube::Version> oldest;
  for (const subject::Release& one : subject.releases())
    if (one.chart == chart)
      if (const auto version = kube::Version::parse_generic(one.version))
        if (!oldest || version.value() < *oldest) oldest = version.value();
  return oldest;
}

/// Whether the field is gone by `since` with what the files install; nullopt where nobody says.
std::optional<bool> is_gone(const RenamedField& field, const subject::Subject& subject) {
  if (field.since.empty()) return true;
  const auto version = installed(subject, field.chart);
  if (!version) return subject.platform() ? std::optional(true) : std::nullopt;
  return *version >= kube::Version::parse_generic(field.since).value();
}

}  // namespace

const RenamedField* renamed_field(std::string_view api_version, std::string_view kind, std::string_view field) {
  static const auto fields = read_fields();
  const auto found = fields.find({api_version, kind, field});
  return found == fields.end() ? nullptr : &found->second;
}

void say_renamed(const RenamedField& field, const subject::Subject& subject, Diagnostic& finding) {
  finding.hint = fmt::format("{} has taken its place", field.now);
  finding.fix = fmt::format("write {}", field.now);
  if (field.since.empty()) return;
  finding.hint += fmt::format(" since {} {}", field.chart, field.since);
  finding.fix += fmt::format(", or stay below {} of {}", field.since, field.chart);
  if (!is_gone(field, subject)) finding.severity = Severity::Warning;
}

bool is_still_served(const RenamedField& field, const subject::Subject& subject) {
  return is_gone(field, subject) == std::optional(false);
}

}  // namespace slipway::admission
