// Plans, values of charts, user data: whatever the text, reading ends and what is found can be asked for.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "subject/subject_reader.h"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source =
      std::make_shared<const SourceText>("plan.json", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics findings;
  subject::SubjectReader reader({}, findings);
  reader.add(source, subject::SubjectReader::Strangers::Refused);
  const subject::Subject read = reader.finish();
  for (const subject::TerraformPlan& plan : read.plans()) {
    std::size_t asked = 0;
    for (const subject::PlannedResource& one : plan.resources()) {
      if (!plan.find(one.address)) std::abort();
      for (const doc::Member& member : one.expressions->members())
        if (++asked < 100) (void)plan.referred(one, member.key.text());
      if (asked < 100) (void)plan.referring(one);
    }
  }
  for (const Diagnostic& one : findings.all()) (void)drawn(one, Colour::Off);
  return 0;
}
