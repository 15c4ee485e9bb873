#pragma once

#include <optional>

#include "doc/node.h"
#include "spec/located.h"

namespace slipway::spec {

struct StorageClass {
  Text type = std::string("gp3");  // gp3, io2, gp2, efs, fsx-lustre
  Text file_system;                // efs: of fileSystems; empty: the only one
  Number iops, throughput;         // 0: the type's default
  Flag encrypted = true;
  Text reclaim = std::string("Delete");
  Text binding = std::string("WaitForFirstConsumer");
  SourceRange where;
};

struct FileSystem {
  Text type = std::string("efs");           // efs, fsx-lustre
  Text size;                                // fsx-lustre: 1200Gi, 2400Gi …
  Number throughput = 250;                  // fsx-lustre: MB/s per TiB: 125, 250, 500, 1000
  Text data_repository;                     // fsx-lustre: s3://bucket/prefix
  Text expected_data = std::string("0Gi");  // efs: for the bill
  SourceRange where;
};

struct Storage {
  Text default_class = std::string("gp3");
  Named<StorageClass> classes;  // gp3 is always there
  Texts csi;                    // ebs, efs, fsx, s3: those that the rest of the spec does not already imply
  Texts mountable_buckets;      // ARNs for the S3 CSI driver: never a wildcard
  Named<FileSystem> file_systems;
  SourceRange where;
};

struct Bucket {
  Text bucket_name;  // default: <platform>-<name>-<account id>
  Flag versioning = true;
  Text encryption = std::string("AES256");  // AES256, aws:kms, or the ARN of a key
  Number expire_after_days;                 // 0: never
  Number noncurrent_days = 30;
  Flag intelligent_tiering = false;
  Flag access_logs_target = false;  // load balancers may write their logs here
  Text expected_data = std::string("0Gi");
  SourceRange where;
};

struct Queue {
  Text queue_name;  // default: <platform>-<name>
  Flag fifo = false;
  Number visibility_timeout_seconds = 30;
  Number receive_wait_seconds = 20;  // long polling
  Number retention_days = 4;
  Flag dead_letter = true;
  Number max_receives = 3;
  Text encryption = std::string("sqs");  // sqs, create, or the ARN of a key
  Number key_reuse_seconds = 300;
  SourceRange where;
};

struct Database {
  Text engine = std::string("postgres");
  Text version;
  Text database_name;  // made in it at first; empty: none
  Text instance_class = std::string("db.t4g.micro");
  Text storage = std::string("20Gi");
  Flag multi_az = false;
  Number backup_days = 7;
  Flag deletion_protection = true;
  SourceRange where;
};

/// Redis / Valkey: on ElastiCache, or as a chart in the cluster.
struct Cache {
  Text on = std::string("elasticache");  // elasticache, cluster
  Text engine = std::string("valkey");
  Text version;                              // empty: the newest that slipway knows
  Text name_space = std::string("default");  // `namespace`: in the cluster, where it runs; its password's secret too
  Text node_type = std::string("cache.t4g.small");
  Number replicas = 1;
  Text size = std::string("8Gi");  // in the cluster: the persistent volume
  SourceRange where;
};

}  // namespace slipway::spec
