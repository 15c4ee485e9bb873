#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "doc/value.h"

namespace slipway::requirements {

/// Address → body, of every block at the top of HCL texts: `aws_vpc.main`, `data.aws_vpc.main`, `variable.region`,
/// `output.kubernetes`, `provider.aws`, `terraform`, `locals`.
using Blocks = std::map<std::string, doc::Value>;

/// Reads as much of HCL as slipway writes, into the shape that a component gave it: blocks are Maps, a block that
/// occurs again makes a List; objects, lists, strings, numbers and heredocs are what they look like; `jsonencode(…)`
/// and `base64encode(…)` are what they hold. Anything else (references, conditions, calls) is an Expression with its
/// text, as is a string that is nothing but one `${…}`. A ParseError at what is none of these. A block of an address
/// that is in `blocks` already joins it.
Result<std::size_t, ParseError> read_hcl(std::string_view text, Blocks& blocks);

}  // namespace slipway::requirements
