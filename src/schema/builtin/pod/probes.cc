// validateHandler, validateProbe, validateLifecycle.
#include <fmt/core.h>

#include <string>

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/containers.h"

namespace slipway::schema::builtin {
namespace {

/// A number, or the name of one of the container's ports.
void check_port_or_name(const doc::Node& port, const Path& path, Errors& errors) {
  if (port.is_string())
    check_text(port.text(), kube::check_port_name, path, errors);
  else
    check_port_number(integer_of(port), path, errors);
}

void check_exec(const doc::Node& exec, const Path& path, Errors& errors) {
  if (exec["command"].size() == 0) errors.required(Path(path, "command"));
}

void check_http_get(const doc::Node& http, const Path& path, Errors& errors) {
  if (text_of(http["path"]).empty()) errors.required(Path(path, "path"));
  check_port_or_name(http["port"], Path(path, "port"), errors);
  if (const std::string_view scheme = text_of(http["scheme"]); scheme != "HTTP" && scheme != "HTTPS")
    errors.not_supported(Path(path, "scheme"), scheme, {"HTTP", "HTTPS"});
  for (const doc::Node& header : http["httpHeaders"].items())
    check_text(text_of(header["name"]), kube::check_http_header_name, Path(path, "httpHeaders"), errors);
}

void check_sleep(const doc::Node& sleep, const PodScope& pod, const Path& path, Errors& errors) {
  const std::int64_t seconds = integer_of(sleep["seconds"]);
  if (pod.grace && (seconds < 0 || seconds > *pod.grace))
    errors.invalid(path, seconds,
                   fmt::format("must be non-negative and less than terminationGracePeriodSeconds ({})", *pod.grace));
}

enum class HandlerUse { Probe, Lifecycle };

void check_handler(const doc::Node& handler, HandlerUse use, const PodScope& pod, const Path& path, Errors& errors) {
  int handlers = 0;
  const auto is_first = [&](std::string_view kind) {
    if (handler[kind].is_null()) return false;
    if (++handlers == 1) return true;
    errors.forbidden(Path(path, kind), "may not specify more than 1 handler type");
    return false;
  };
  if (is_first("exec")) check_exec(handler["exec"], Path(path, "exec"), errors);
  if (is_first("httpGet")) check_http_get(handler["httpGet"], Path(path, "httpGet"), errors);
  if (is_first("tcpSocket")) {
    const Path tcp(path, "tcpSocket");
    check_port_or_name(handler["tcpSocket"]["port"], Path(tcp, "port"), errors);
  }
  if (use == HandlerUse::Probe && is_first("grpc")) {
    const Path grpc(path, "grpc");
    check_port_number(integer_of(handler["grpc"]["port"]), Path(grpc, "port"), errors);
  }
  if (use == HandlerUse::Lifecycle && is_first("sleep"))
    check_sleep(handler["sleep"], pod, Path(path, "sleep"), errors);
  if (handlers == 0) errors.required(path, "must specify a handler type");
}

void check_probe(const doc::Node& probe, const PodScope& pod, const Path& path, Errors& errors) {
  check_handler(probe, HandlerUse::Probe, pod, path, errors);
  for (const char* field :
       {"initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"})
    check_not_negative(integer_of(probe[field]), Path(path, field), errors);
  const doc::Node& grace = probe["terminationGracePeriodSeconds"];
  if (!grace.is_null() && integer_of(grace) <= 0)
    errors.invalid(Path(path, "terminationGracePeriodSeconds"), integer_of(grace), "must be greater than 0");
}

}  // namespace

void check_probes(const doc::Node& container, const PodScope& pod, const Path& path, Errors& errors) {
  for (const char* kind : {"livenessProbe", "startupProbe"}) {
    const doc::Node& probe = container[kind];
    if (probe.is_null()) continue;
    const Path at(path, kind);
    check_probe(probe, pod, at, errors);
    if (const std::int64_t successes = integer_of(probe["successThreshold"]); successes != 1)
      errors.invalid(Path(at, "successThreshold"), successes, "must be 1");
  }
  const doc::Node& readiness = container["readinessProbe"];
  if (readiness.is_null()) return;
  const Path at(path, "readinessProbe");
  check_probe(readiness, pod, at, errors);
  if (const doc::Node& grace = readiness["terminationGracePeriodSeconds"]; !grace.is_null())
    errors.invalid(Path(at, "terminationGracePeriodSeconds"), integer_of(grace), "must not be set for readinessProbes");
}

void check_lifecycle(const doc::Node& lifecycle, const PodScope& pod, const Path& path, Errors& errors) {
  for (const char* hook : {"postStart", "preStop"})
    if (!lifecycle[hook].is_null())
      check_handler(lifecycle[hook], HandlerUse::Lifecycle, pod, Path(path, hook), errors);
}

}  // namespace slipway::schema::builtin
