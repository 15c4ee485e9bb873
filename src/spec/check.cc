#include "spec/check.h"

namespace slipway::spec {

void check(const Platform&, Diagnostics&) {}

}  // namespace slipway::spec
