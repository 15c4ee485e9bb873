#pragma once

#include <cstdint>
#include <optional>

#include "doc/node.h"
#include "schema/errors.h"

/// What controllers refuse of their own objects whatever the cluster is like, in their words and at their fields: the
/// schema takes it. Each follows the source of one release, which its file names; what a feature gate must be switched
/// on for is left out, and so is what the schema of the same release refuses too. Values of types that the schema does
/// not take are passed over.
namespace slipway::admission {

/// How an object is refused.
enum class Refuser {
  Nobody,      // there is no such check of its kind
  Webhook,     // the API server answers with these errors
  Controller,  // it is stored, and its controller says so in its status and does nothing
};

/// `old` is how it is now, where it is an update; nullptr where it is new.
Refuser refused_by_controller(const doc::Node& object, const doc::Node* old, schema::Errors& errors);

/// A number of 32 bits, as most fields of these kinds are; nullopt of all else.
std::optional<std::int64_t> int32_of(const doc::Node& node);

/// The checks of one kind; REQUIRES: an object of it.
void check_cluster_queue(const doc::Node& queue, schema::Errors& errors);
void check_cohort(const doc::Node& cohort, schema::Errors& errors);
void check_resource_flavor(const doc::Node& flavor, schema::Errors& errors);
void check_pytorch_job(const doc::Node& job, schema::Errors& errors);
void check_job_set(const doc::Node& job_set, const doc::Node* old, schema::Errors& errors);
void check_leader_worker_set(const doc::Node& set, const doc::Node* old, schema::Errors& errors);
void check_application(const doc::Node& application, schema::Errors& errors);

}  // namespace slipway::admission
