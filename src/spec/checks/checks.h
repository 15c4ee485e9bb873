#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "spec/platform.h"

/// The parts of check(): each looks at one side of a completed platform. What a field alone says is the reader's
/// matter.
namespace slipway::spec::checks {

void names(const Platform& platform, Diagnostics& diagnostics);       // too long for AWS, used twice
void references(const Platform& platform, Diagnostics& diagnostics);  // names of things that are not there
void region_and_zones(const Platform& platform, Diagnostics& diagnostics);
void network(const Platform& platform, Diagnostics& diagnostics);  // ranges, endpoints
void cluster(const Platform& platform, Diagnostics& diagnostics);  // version, endpoint, Auto Mode
void instance_types(const Platform& platform, Diagnostics& diagnostics);
void nodes(const Platform& platform, Diagnostics& diagnostics);  // sizes, reservations, labels, disruption
void efa(const Platform& platform, Diagnostics& diagnostics);
void volumes(const Platform& platform, Diagnostics& diagnostics);      // EBS, FSx, StorageClasses, databases
void autoscalers(const Platform& platform, Diagnostics& diagnostics);  // who answers for a pending pod
void workloads(const Platform& platform, Diagnostics& diagnostics);    // scaling, routes, training, Ray

/// Where the field was written, or else the struct that has it.
template <class T>
SourceRange place(const Located<T>& field, SourceRange owner) {
  return field.where ? field.where : owner;
}

template <class T>
std::vector<std::string_view> names_of(const Named<T>& map) {
  std::vector<std::string_view> names;
  for (const auto& entry : map) names.push_back(entry.name.value);
  return names;
}

}  // namespace slipway::spec::checks
