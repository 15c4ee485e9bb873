#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "doc/node.h"
#include "io/process.h"
#include "ops/said.h"
#include "ops/steps.h"

namespace slipway::ops {

/// What was run, as far as a failure is explained by it.
struct TerraformErrand {
  std::string program;    // "terraform"
  std::string verb = {};  // "init", "plan"; "" when it is not known
  std::string folder;     // with the *.tf
  std::string region;     // "eu-west-1"; "" when it is not known
  /// Of an address (`aws_vpc.main`, `aws_subnet.a["x"]`) component and line: "vpc, platform.yaml:12"; "" unknown.
  std::function<std::string(const std::string& address)> place_of = {};
};

/// Why a Terraform that did not end well did not. Each of its errors is a line of the message, one that names neither
/// resource nor file with the command that was run ("terraform init: …"): the resource with its
/// place in platform.yaml and in the rendered HCL, what Terraform says, and of AWS's refusal call, code, words and
/// request; eight at most, the rest counted. Cause and fix are those of a table of what is known, else of the kind of
/// refusal (a right that lacks, a value that AWS does not take, AWS's own trouble), else of how the program ended:
/// whatever the bytes, neither is empty, none is longer than kMostSaid, and nothing in it can drive a terminal.
StepFailure terraform_failure(const TerraformErrand& errand, const io::Finished& finished);

/// Bytes of a message, of a cause, of a fix.
inline constexpr std::size_t kMostSaid = 8000;

/// What Terraform prints as JSON: a line, or the whole of `show` and `output`. Nothing of what is none.
doc::Document read_terraform_json(std::string_view text);

/// Whether one error is of a connection that broke, or of AWS being busy.
bool is_transient(std::string_view error);

}  // namespace slipway::ops
