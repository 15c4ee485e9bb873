#include "kube/arn.h"

namespace slipway::kube {

Result<Arn, ParseError> Arn::parse(std::string_view text) {
  constexpr std::string_view kPrefix = "arn:";
  if (!text.starts_with(kPrefix)) return ParseError{0, "arn: invalid prefix"};
  Arn out;
  std::size_t at = kPrefix.size();
  for (std::string* part : {&out.partition, &out.service, &out.region, &out.account}) {
    const std::size_t colon = text.find(':', at);
    if (colon == text.npos) return ParseError{text.size(), "arn: not enough sections"};
    *part = text.substr(at, colon - at);
    at = colon + 1;
  }
  out.resource = text.substr(at);
  return out;
}

std::string Arn::to_string() const {
  return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
}

}  // namespace slipway::kube
