#include "components/parts/embedded.h"

extern "C" {
extern const char slipway_iam_statements_begin[], slipway_iam_statements_end[];
}

namespace slipway::components {

std::string_view embedded_iam_statements() { return {slipway_iam_statements_begin, slipway_iam_statements_end}; }

}  // namespace slipway::components
