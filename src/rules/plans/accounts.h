#pragma once

#include <span>
#include <string_view>

#include "subject/subject.h"

namespace slipway::rules {

/// An EKS add-on whose pods need IAM rights, and the service account that they have.
struct DriverAccount {
  std::string_view addon;            // "aws-fsx-csi-driver"
  std::string_view service_account;  // "fsx-csi-controller-sa"
  std::string_view ns;
  std::string_view word;    // what people's own names for it have in common: "fsx"
  std::string_view policy;  // the AWS managed policy that its documents name; "" when there is none
};
std::span<const DriverAccount> driver_accounts();
/// The same of charts (`addon` is the chart's name).
std::span<const DriverAccount> chart_accounts();
const DriverAccount* find_driver_account(std::string_view addon);

/// A service account that a known chart or add-on makes.
bool is_known_account(std::string_view service_account);

/// Whether anything gives the account a role: an association (also inside of an add-on, or by a script), or a trust
/// policy that names it.
bool is_bound(const subject::Subject& subject, std::string_view service_account);

}  // namespace slipway::rules
