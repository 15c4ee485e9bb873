#include "components/component.h"

namespace slipway::components {

namespace {

void expand_metrics_server(Expansion& in) { in.add_release("metrics-server", "kube-system", doc::Map{}); }

}  // namespace

extern const Component metrics_server = {
    "metrics-server",     "resource metrics for HPA, VPA and kubectl top", Stage::Addons, {}, nullptr, nullptr,
    expand_metrics_server};

}  // namespace slipway::components
