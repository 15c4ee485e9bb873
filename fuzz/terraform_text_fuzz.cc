// Terraform's language: whatever the bytes, reading ends, and every item stands inside of the text.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "subject/terraform_literal.h"
#include "subject/terraform_text.h"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source =
      std::make_shared<const SourceText>("main.tf", std::string(reinterpret_cast<const char*>(data), size));
  const subject::TerraformText text = subject::read_terraform_text(source);
  std::vector<const subject::TerraformItem*> waiting;
  for (const subject::TerraformItem& one : text.items) waiting.push_back(&one);
  while (!waiting.empty()) {
    const subject::TerraformItem& one = *waiting.back();
    waiting.pop_back();
    if (one.where.line < 1 || one.value_where.line < one.where.line) std::abort();
    for (const subject::TerraformItem& below : one.items) waiting.push_back(&below);
  }
  subject::TerraformLiterals literals(source);
  for (const subject::TerraformItem& block : text.items)
    for (const subject::TerraformItem& one : block.items)
      if (const auto literal = literals.read(one.value_where);
          literal && (!literal->root().is_map() || literal->root().where().line < one.value_where.line))
        std::abort();
  return 0;
}
