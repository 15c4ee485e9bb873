#pragma once

#include <string>

namespace slipway::doc {

/// A number as Go's encoding/json writes it: the shortest text that reads back as the same double, with an exponent
/// below 1e-6 and from 1e21 on ("1.5", "1000", "1e-7", "1e+21"). REQUIRES: finite.
std::string number_text(double number);

/// In Go's %#v and 'g' formats: an exponent of two digits at least, below 1e-4 and from 1e6 on
/// ("1.5", "1e+06", "+Inf", "NaN"). `number_text_32` rounds to 32 bits first: how sigs.k8s.io/yaml prints map keys.
std::string number_text_go(double number);
std::string number_text_32(double number);

}  // namespace slipway::doc
