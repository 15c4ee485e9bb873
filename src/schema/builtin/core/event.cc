#include <string>

#include "schema/builtin/core/kinds.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"

/// Events of v1 and of events.k8s.io/v1, which is stricter. Follows Kubernetes 1.36.3
/// pkg/apis/core/validation/events.go; errors speak of the internal names in both.
namespace slipway::schema::builtin {
namespace {

/// Where a version has what the internal one calls otherwise.
struct EventFields {
  std::string_view involved, message, first, last, count, source, controller, instance;
  std::string_view shown_controller;  // in errors
};
constexpr EventFields kCoreFields = {
    "involvedObject",     "message",           "firstTimestamp",    "lastTimestamp", "count", "source",
    "reportingComponent", "reportingInstance", "reportingComponent"};
constexpr EventFields kEventsFields = {"regarding",
                                       "note",
                                       "deprecatedFirstTimestamp",
                                       "deprecatedLastTimestamp",
                                       "deprecatedCount",
                                       "deprecatedSource",
                                       "reportingController",
                                       "reportingInstance",
                                       "reportingController"};

bool is_zero_time(const doc::Node& time) { return time.is_null() || text_of(time).starts_with("0001-01-01T00:00:00"); }

void check_length(std::string_view text, std::size_t most, bool required, std::string_view name, Errors& errors) {
  const Path path(name);
  if (required && text.empty()) errors.required(path);
  if (text.size() > most) errors.invalid(path, "", "can have at most " + std::to_string(most) + " characters");
}

/// legacyValidateEvent
void check_event(const doc::Node& object, const EventFields& fields, Errors& errors) {
  const std::string_view space = text_of(object["metadata"]["namespace"]),
                         involved = text_of(object[fields.involved]["namespace"]);
  const bool has_time = !is_zero_time(object["eventTime"]);
  const bool is_elsewhere = !has_time && !involved.empty() ? space != involved
                                                           : involved.empty() && space != "default" &&
                                                                 (has_time ? space != "kube-system" : !space.empty());
  if (is_elsewhere) {
    const Path path("involvedObject");
    errors.invalid(Path(path, "namespace"), involved, "does not match event.namespace");
  }
  if (has_time) {
    const Path path(fields.shown_controller);
    const std::string_view controller = text_of(object[fields.controller]);
    if (controller.empty()) errors.required(path);
    check_text(controller, kube::check_label_key, path, errors);
    check_length(text_of(object[fields.instance]), 128, true, "reportingInstance", errors);
    check_length(text_of(object["action"]), 128, true, "action", errors);
    check_length(text_of(object["reason"]), 128, true, "reason", errors);
    check_length(text_of(object[fields.message]), 1024, false, "message", errors);
  }
  check_text(space, kube::check_dns1123_subdomain, Path("namespace"), errors);
}

void check_series(const doc::Node& series, Errors& errors) {
  if (series.is_null()) return;
  if (integer_of(series["count"]) < 2) errors.invalid(Path("series.count"), "", "should be at least 2");
  if (is_zero_time(series["lastObservedTime"])) errors.required(Path("series.lastObservedTime"));
}

void check_core_event(const doc::Node& object, Errors& errors) { check_event(object, kCoreFields, errors); }

void check_core_event_update(const doc::Node& object, const doc::Node&, Errors& errors) {
  check_event(object, kCoreFields, errors);
}

void check_events_event(const doc::Node& object, Errors& errors) {
  const EventFields& fields = kEventsFields;
  check_event(object, fields, errors);
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  check_series(object["series"], errors);
  if (is_zero_time(object["eventTime"])) errors.required(Path("eventTime"));
  const std::string_view type = text_of(object["type"]);
  if (!is_one_of(type, {"Normal", "Warning"}))
    errors.invalid(Path("type"), "", "has invalid value: " + std::string(type));
  constexpr std::string_view kUnset = "needs to be unset";
  if (!is_zero_time(object[fields.first])) errors.invalid(Path("firstTimestamp"), "", kUnset);
  if (!is_zero_time(object[fields.last])) errors.invalid(Path("lastTimestamp"), "", kUnset);
  if (integer_of(object[fields.count]) != 0) errors.invalid(Path("count"), "", kUnset);
  const doc::Node& source = object[fields.source];
  if (!text_of(source["component"]).empty() || !text_of(source["host"]).empty())
    errors.invalid(Path("source"), "", kUnset);
}

std::string printed_reference(const doc::Node& reference) {
  return go_struct(reference, {{"Kind", "kind", kGoText},
                               {"Namespace", "namespace", kGoText},
                               {"Name", "name", kGoText},
                               {"UID", "uid", kGoText},
                               {"APIVersion", "apiVersion", kGoText},
                               {"ResourceVersion", "resourceVersion", kGoText},
                               {"FieldPath", "fieldPath", kGoText}});
}

void check_events_event_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const EventFields& fields = kEventsFields;
  constexpr std::string_view kFixed = "field is immutable";
  check_event(object, fields, errors);
  check_core_meta_update(object, old, errors);
  if (!same_value(object["series"], old["series"])) check_series(object["series"], errors);

  const auto fixed_reference = [&](std::string_view key, std::string_view name) {
    if (same_value(object[key], old[key])) return;
    errors.invalid_printed(Path(name),
                           object[key].is_null() && key == "related" ? "null" : printed_reference(object[key]), kFixed);
  };
  const auto fixed_text = [&](std::string_view key, std::string_view name) {
    const std::string_view text = text_of(object[key]);
    if (text != text_of(old[key])) errors.invalid(Path(name), text, kFixed);
  };
  const auto fixed_time = [&](std::string_view key, std::string_view name) {
    if (is_zero_time(object[key]) && is_zero_time(old[key])) return;
    if (!same_value(object[key], old[key])) errors.invalid(Path(name), object[key], kFixed);
  };
  fixed_reference(fields.involved, "involvedObject");
  for (int i = 0; i < 2; ++i) fixed_text("reason", "reason");  // the server says it twice
  fixed_text(fields.message, "message");
  const doc::Node &source = object[fields.source], &old_source = old[fields.source];
  if (text_of(source["component"]) != text_of(old_source["component"]) ||
      text_of(source["host"]) != text_of(old_source["host"]))
    errors.invalid_printed(Path("source"),
                           go_struct(source, {{"Component", "component", kGoText}, {"Host", "host", kGoText}}), kFixed);
  fixed_time(fields.first, "firstTimestamp");
  fixed_time(fields.last, "lastTimestamp");
  if (const std::int64_t count = integer_of(object[fields.count]); count != integer_of(old[fields.count]))
    errors.invalid(Path("count"), count, kFixed);
  fixed_text("type", "type");
  fixed_time("eventTime", "eventTime");
  fixed_text("action", "action");
  fixed_reference("related", "related");
  fixed_text(fields.controller, "reportingController");
  fixed_text(fields.instance, "reportingInstance");
}

}  // namespace

const BuiltinKind kEvent = {.api_version = "v1",
                            .kind = "Event",
                            .resource = "events",
                            .scope = Scope::Namespaced,
                            .set_defaults = nullptr,
                            .prepare = nullptr,
                            .check = check_core_event,
                            .prepare_update = nullptr,
                            .check_update = check_core_event_update};

const BuiltinKind kEventsEvent = {.api_version = "events.k8s.io/v1",
                                  .kind = "Event",
                                  .resource = "events",
                                  .scope = Scope::Namespaced,
                                  .set_defaults = nullptr,
                                  .prepare = nullptr,
                                  .check = check_events_event,
                                  .prepare_update = nullptr,
                                  .check_update = check_events_event_update};

}  // namespace slipway::schema::builtin
