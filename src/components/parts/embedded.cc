#include "components/parts/embedded.h"

extern "C" {
extern const char slipway_helm_charts_begin[], slipway_helm_charts_end[];
extern const char slipway_iam_statements_begin[], slipway_iam_statements_end[];
}

namespace slipway::components {

std::string_view embedded_helm_charts() { return {slipway_helm_charts_begin, slipway_helm_charts_end}; }
std::string_view embedded_iam_statements() { return {slipway_iam_statements_begin, slipway_iam_statements_end}; }

}  // namespace slipway::components
