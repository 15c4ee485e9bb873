// What Terraform and Helm print: plans, lines of -json, outputs, versions. Whatever the bytes, reading ends, and a
// failure says something.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/text.h"
#include "doc/json.h"
#include "ops/helm.h"
#include "ops/terraform.h"
#include "render/output_values.h"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)ops::read_plan(text);
  Diagnostics mistakes;
  (void)render::output_values(doc::read_json(std::make_shared<const SourceText>("outputs", text), mistakes).root());
  io::FakeProcesses processes;
  int status = 0;
  processes.answer = [&](const io::Command& command) -> Result<io::Finished> {
    if (command.on_line)
      for (const auto line : split(text, '\n')) command.on_line(line);
    return io::Finished{status, text, text};
  };
  ops::Terraform terraform(processes, {"terraform", "f", {}});
  for (status = 0; status < 3; ++status) {
    const auto told = [](const std::string&) {};
    const auto planned = terraform.plan("p", {}, told);
    if (!planned && planned.error().message.empty()) std::abort();
    const auto applied = terraform.apply("p", planned ? *planned : ops::TerraformPlan{}, told);
    if (!applied && applied.error().message.empty()) std::abort();
    (void)terraform.output();
    (void)terraform.state();
    ops::Helm helm(processes, {});
    const auto looked = helm.look();
    if (looked ? looked->empty() : looked.error().message.empty()) std::abort();
    const auto failed = ops::helm_failure({.name = "keda", .ns = "keda"}, {status, text, text});
    if (failed.message.empty() || failed.cause.empty() || failed.fix.empty()) std::abort();
  }
  return 0;
}
