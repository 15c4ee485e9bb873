#pragma once

#include "spec/describe.h"
#include "spec/platform.h"

/// The rows of each struct of platform.yaml, defined in the .cc named after the struct's header.
namespace slipway::spec {

std::span<const Word> words_of(NatGateways);
const StructType& type_of(const FlowLogs*);
const StructType& type_of(const CreatedNetwork*);
const StructType& type_of(const ExistingNetwork*);
const StructType& type_of(const Network*);

std::span<const Word> words_of(ClusterMode);
std::span<const Word> words_of(SupportPolicy);
std::span<const Word> words_of(Identity);
const StructType& type_of(const Endpoint*);
const StructType& type_of(const Encryption*);
const StructType& type_of(const ClusterLogs*);
const StructType& type_of(const AccessEntry*);
const StructType& type_of(const Addon*);
const StructType& type_of(const Cluster*);

std::span<const Word> words_of(Capacity);
std::span<const Word> words_of(AmiFamily);
std::span<const Word> words_of(NodeAutoscaler);
std::span<const Word> words_of(PodAutoscaler);
const StructType& type_of(const Taint*);
const StructType& type_of(const Volume*);
const StructType& type_of(const Volumes*);
const StructType& type_of(const Drivers*);
const StructType& type_of(const NodeGroup*);
const StructType& type_of(const PoolBudget*);
const StructType& type_of(const PoolDisruption*);
const StructType& type_of(const NodePool*);
const StructType& type_of(const NodeClass*);
const StructType& type_of(const Autoscaler*);

const StructType& type_of(const StorageClass*);
const StructType& type_of(const FileSystem*);
const StructType& type_of(const Storage*);
const StructType& type_of(const Bucket*);
const StructType& type_of(const Queue*);
const StructType& type_of(const Database*);
const StructType& type_of(const Cache*);

const StructType& type_of(const Namespace*);
const StructType& type_of(const Grant*);
const StructType& type_of(const Role*);
const StructType& type_of(const ScaleOn*);
const StructType& type_of(const Scale*);
const StructType& type_of(const Probe*);
const StructType& type_of(const Serve*);
const StructType& type_of(const Workload*);
std::span<const Word> words_of(TrainingOperator);
const StructType& type_of(const Training*);
const StructType& type_of(const RayGroup*);
const StructType& type_of(const RayCluster*);

const StructType& type_of(const Edge*);
const StructType& type_of(const Alarm*);
const StructType& type_of(const Topic*);
const StructType& type_of(const Dashboard*);
const StructType& type_of(const Observability*);
const StructType& type_of(const Budget*);
const StructType& type_of(const BatchQueue*);
const StructType& type_of(const Registry*);
const StructType& type_of(const Chart*);
const StructType& type_of(const GitOps*);

const StructType& type_of(const Aws*);
const StructType& type_of(const Usage*);
const StructType& type_of(const Arrivals*);
const StructType& type_of(const Service*);
const StructType& type_of(const Load*);
const StructType& type_of(const Objective*);
const StructType& type_of(const LintAllowance*);
const StructType& type_of(const Lint*);
const StructType& type_of(const Platform*);

/// Numbers of days that CloudWatch Logs can keep a log group (PutRetentionPolicy).
const std::vector<std::int64_t>& log_retention_days();

}  // namespace slipway::spec
