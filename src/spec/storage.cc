#include "spec/storage.h"

#include "spec/rows.h"

namespace slipway::spec {

const StructType& type_of(const StorageClass*) {
  static const StructType type =
      Rows(Of<StorageClass>{}, "StorageClass", "A Kubernetes StorageClass.")
          .field("type", &StorageClass::type, "What volumes are made of.")
          .one_of({{"gp3", "EBS"},
                   {"gp2", "EBS, older"},
                   {"io2", "EBS, provisioned operations"},
                   {"efs", "access points of a file system of fileSystems"},
                   {"fsx-lustre", "a file system for each claim"}})
          .field("fileSystem", &StorageClass::file_system,
                 "With efs, the file system of fileSystems in which claims get access points; without it the only one.")
          .field("iops", &StorageClass::iops, "Operations a second of each EBS volume; 0: the type's own.")
          .at_least(0)
          .field("throughput", &StorageClass::throughput, "MiB a second of each gp3 volume; 0: the type's own.")
          .at_least(0)
          .field("encrypted", &StorageClass::encrypted, "Whether volumes are encrypted.")
          .field("reclaim", &StorageClass::reclaim, "What becomes of a volume when its claim is deleted.")
          .one_of({{"Delete"}, {"Retain"}})
          .known_as({"reclaimPolicy"})
          .field("binding", &StorageClass::binding, "When a volume is made, and with that its zone chosen.")
          .one_of({{"WaitForFirstConsumer", "when a pod needs it"}, {"Immediate", "at once, in any zone"}})
          .known_as({"volumeBindingMode"});
  return type;
}

const StructType& type_of(const FileSystem*) {
  static const StructType type =
      Rows(Of<FileSystem>{}, "FileSystem", "A shared file system.")
          .field("type", &FileSystem::type, "EFS grows by itself; FSx for Lustre is fast and of a fixed size.")
          .one_of({{"efs"}, {"fsx-lustre"}})
          .field("size", &FileSystem::size, "Size of an FSx file system: 1200Gi, 2400Gi, or multiples of 2400Gi.")
          .is(format::kSize)
          .field("throughput", &FileSystem::throughput, "MB a second for each TiB of an FSx file system.")
          .only({125, 250, 500, 1000})
          .field("dataRepository", &FileSystem::data_repository, "Bucket and prefix that an FSx file system shows.")
          .is(format::kS3Uri)
          .field("expectedData", &FileSystem::expected_data, "Data kept in EFS, for the bill.")
          .is(format::kSize);
  return type;
}

const StructType& type_of(const Storage*) {
  static const StructType type =
      Rows(Of<Storage>{}, "Storage", "Volumes and shared file systems of pods.")
          .field("defaultClass", &Storage::default_class, "The StorageClass of claims that name none.")
          .field("classes", &Storage::classes, "StorageClasses by name; gp3 is always there.")
          .names_are(format::kDnsName)
          .field("csi", &Storage::csi, "CSI drivers, besides those that classes and file systems already need.")
          .one_of({{"ebs"}, {"efs"}, {"fsx"}, {"s3"}})
          .field("mountableBuckets", &Storage::mountable_buckets,
                 "ARNs of the buckets that pods may mount through the S3 CSI driver.")
          .is(format::kBucketArn)
          .known_as({"buckets"})
          .field("fileSystems", &Storage::file_systems, "Shared file systems by name.")
          .names_are(format::kDnsLabel);
  return type;
}

const StructType& type_of(const Bucket*) {
  static const StructType type =
      Rows(Of<Bucket>{}, "Bucket", "An S3 bucket, closed to the public.")
          .field("bucketName", &Bucket::bucket_name, "Its name, unique in the world.")
          .is(format::kBucketName)
          .default_is("<platform>-<name>-<account id>")
          .field("versioning", &Bucket::versioning, "Whether overwritten and deleted objects are kept as versions.")
          .field("encryption", &Bucket::encryption, "What encrypts objects.")
          .one_of({{"AES256", "S3's own keys"},
                   {"aws:kms", "the account's KMS key for S3"},
                   {"create", "a KMS key of its own, rotated every year"}})
          .is(format::kKeyArn)
          .field("expireAfterDays", &Bucket::expire_after_days, "Age at which objects are deleted; 0: never.")
          .between(0, 36500)
          .field("noncurrentDays", &Bucket::noncurrent_days, "Days that former versions are kept.")
          .between(1, 36500)
          .field("intelligentTiering", &Bucket::intelligent_tiering,
                 "Whether objects nobody reads move to cheaper storage classes.")
          .field("accessLogsTarget", &Bucket::access_logs_target, "Whether load balancers may write their logs here.")
          .field("expectedData", &Bucket::expected_data, "Data kept, for the bill.")
          .is(format::kSize);
  return type;
}

const StructType& type_of(const Queue*) {
  static const StructType type =
      Rows(Of<Queue>{}, "Queue", "An SQS queue.")
          .field("queueName", &Queue::queue_name, "Its name in SQS.")
          .default_is("<platform>-<name>")
          .field("fifo", &Queue::fifo, "First in, first out, each message once; its name then ends in .fifo.")
          .field("visibilityTimeoutSeconds", &Queue::visibility_timeout_seconds,
                 "How long a received message is hidden from others: longer than the work on it takes.")
          .between(0, 43200)
          .known_as({"visibilityTimeout"})
          .field("receiveWaitSeconds", &Queue::receive_wait_seconds, "How long a receiver waits for a first message.")
          .between(0, 20)
          .known_as({"waitTimeSeconds", "receiveMessageWaitTimeSeconds"})
          .field("retentionDays", &Queue::retention_days, "Days that a message nobody takes is kept.")
          .between(1, 14)
          .field("deadLetter", &Queue::dead_letter,
                 "Whether messages that fail again and again go to a queue of their own.")
          .known_as({"deadLetterQueue", "dlq"})
          .field("maxReceives", &Queue::max_receives, "How often a message is tried before.")
          .between(1, 1000)
          .known_as({"maxReceiveCount"})
          .field("encryption", &Queue::encryption, "What encrypts messages.")
          .one_of({{"sqs", "SQS's own keys"}, {"create", "a KMS key of the queue's own"}})
          .is(format::kKeyArn)
          .field("keyReuseSeconds", &Queue::key_reuse_seconds, "How long SQS uses a data key of KMS again.")
          .between(60, 86400);
  return type;
}

const StructType& type_of(const Database*) {
  static const StructType type =
      Rows(Of<Database>{}, "Database", "An RDS database in the private subnets; its password is in Secrets Manager.")
          .field("engine", &Database::engine, "What it runs.")
          .one_of({{"postgres"}, {"mysql"}, {"mariadb"}})
          .field("version", &Database::version, "Version of the engine; without it RDS's default.")
          .is(format::kVersion)
          .field("databaseName", &Database::database_name, "A database made in it at first; without it none.")
          .is(format::kVariableName)
          .field("instanceClass", &Database::instance_class, "Size of the instance, such as db.t4g.micro.")
          .is(format::kDnsName)
          .field("storage", &Database::storage, "Size of its gp3 volume.")
          .is(format::kSize)
          .known_as({"allocatedStorage", "size"})
          .field("multiAz", &Database::multi_az, "Whether a standby in another zone takes over.")
          .field("backupDays", &Database::backup_days, "Days that backups are kept; 0: none are made.")
          .between(0, 35)
          .field("deletionProtection", &Database::deletion_protection, "Whether RDS refuses to delete it.");
  return type;
}

const StructType& type_of(const Cache*) {
  static const StructType type =
      Rows(Of<Cache>{}, "Cache", "Redis or Valkey, for streams and caches.")
          .field("on", &Cache::on, "Where it runs.")
          .one_of({{"elasticache", "ElastiCache, run by AWS"}, {"cluster", "a chart in the cluster"}})
          .also_written("true")
          .field("engine", &Cache::engine, "What it runs.")
          .one_of({{"valkey"}, {"redis"}})
          .field("version", &Cache::version, "Its version; without it the newest that slipway knows.")
          .is(format::kVersion)
          .field("namespace", &Cache::name_space,
                 "In the cluster, where it runs; the Secret with its password is there either way.")
          .is(format::kDnsLabel)
          .field("nodeType", &Cache::node_type, "Size of an ElastiCache node.")
          .is(format::kDnsName)
          .field("replicas", &Cache::replicas, "Copies besides the primary.")
          .between(0, 5)
          .field("size", &Cache::size, "Size of the volume of each pod, in the cluster.")
          .is(format::kSize);
  return type;
}

}  // namespace slipway::spec
