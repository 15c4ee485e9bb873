#include "schema/builtin/pod/container_defaults.h"

#include "kube/image.h"
#include "schema/builtin/pod/draft_defaults.h"

namespace slipway::schema::builtin {
namespace {

void set_http_get_defaults(doc::Draft& handler) {
  handler.in("httpGet", [](doc::Draft& http) {
    default_text(http, "path", "/");
    default_text(http, "scheme", "HTTP");
  });
}

void set_probe_defaults(doc::Draft& probe) {
  default_number(probe, "timeoutSeconds", 1);
  default_number(probe, "periodSeconds", 10);
  default_number(probe, "successThreshold", 1);
  default_number(probe, "failureThreshold", 3);
  set_http_get_defaults(probe);
  probe.in("grpc", [](doc::Draft& grpc) { grpc.set_default("service", ""); });
}

void set_env_defaults(doc::Draft& variable) {
  variable.in("valueFrom", [](doc::Draft& source) {
    set_field_ref_defaults(source);
    source.in("fileKeyRef", [](doc::Draft& file) { file.set_default("optional", false); });
  });
}

}  // namespace

void set_field_ref_defaults(doc::Draft& source) {
  source.in("fieldRef", [](doc::Draft& field) { default_text(field, "apiVersion", "v1"); });
  source.in("resourceFieldRef", [](doc::Draft& field) {
    field.set_default("divisor", "0");
    make_canonical(field, "divisor");
  });
}

void set_container_defaults(doc::Draft& container) {
  default_text(container, "imagePullPolicy", kube::default_pull_policy(text_of(container["image"])));
  default_text(container, "terminationMessagePath", "/dev/termination-log");
  default_text(container, "terminationMessagePolicy", "File");
  container.each("ports", [](doc::Draft& port) { default_text(port, "protocol", "TCP"); });
  container.each("env", set_env_defaults);
  container.in("resources", [](doc::Draft& resources) {
    store_amounts(resources, "limits");
    store_amounts(resources, "requests");
  });
  for (const char* probe : {"livenessProbe", "readinessProbe", "startupProbe"}) container.in(probe, set_probe_defaults);
  container.in("lifecycle", [](doc::Draft& lifecycle) {
    for (const char* hook : {"postStart", "preStop"}) lifecycle.in(hook, set_http_get_defaults);
  });
}

}  // namespace slipway::schema::builtin
