#include "rules/together.h"

#include <string_view>

namespace slipway::rules {

Together together(const subject::Subject& subject, const SourceRange& a, const SourceRange& b) {
  if (subject.platform()) return Together::Surely;  // a platform is one cluster
  const auto file = [](const SourceRange& place) {
    return place ? std::string_view(place.source->name()) : std::string_view();
  };
  const auto folder = [&](const SourceRange& place) { return file(place).substr(0, file(place).rfind('/') + 1); };
  const subject::HereDocument *in_a = subject.here_document(a), *in_b = subject.here_document(b);
  if (in_a || in_b) return in_a == in_b ? Together::Surely : Together::Hardly;
  if (file(a) == file(b)) return Together::Surely;
  return folder(a) == folder(b) ? Together::Probably : Together::Hardly;
}

Severity severity_of(Together how) {
  if (how == Together::Surely) return Severity::Error;
  return how == Together::Probably ? Severity::Warning : Severity::Note;
}

}  // namespace slipway::rules
