#include "components/testing/expanded.h"

/// Queues, buckets, registries, databases and caches.
namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

TEST(Queues, PollLongKeepDeadLettersLongerAndAreEncrypted) {
  const Expanded e("queues: {tasks: {visibilityTimeoutSeconds: 600}}\nusage: {queueMillionRequests: 4}");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks", "name"), "demo-tasks");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks", "visibility_timeout_seconds"), "600");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks", "receive_wait_time_seconds"), "20");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks", "message_retention_seconds"), "345600");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks", "sqs_managed_sse_enabled"), "true");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks_dead_letter", "name"), "demo-tasks-dlq");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks_dead_letter", "message_retention_seconds"), "1209600");
  EXPECT_EQ(e.argument("aws_sqs_queue_redrive_policy.tasks", "redrive_policy.maxReceiveCount"), "3");
  EXPECT_EQ(e.argument("aws_sqs_queue_redrive_policy.tasks", "redrive_policy.deadLetterTargetArn"),
            "aws_sqs_queue.tasks_dead_letter.arn");
  EXPECT_EQ(e.fact("aws_sqs_queue.tasks", "millionRequestsPerMonth"), "4");
}

TEST(Queues, MayHaveAKeyOfTheirOwn) {
  const Expanded e("queues: {tasks: {encryption: create, keyReuseSeconds: 300}}");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks", "kms_master_key_id"), "aws_kms_key.queue_tasks.arn");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks", "kms_data_key_reuse_period_seconds"), "300");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks_dead_letter", "kms_master_key_id"), "aws_kms_key.queue_tasks.arn");
  EXPECT_EQ(e.argument("aws_kms_key.queue_tasks", "enable_key_rotation"), "true");
}

TEST(Queues, OfOrderHaveDeadLettersOfOrder) {
  const Expanded e("queues: {tasks: {fifo: true}}");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks", "name"), "demo-tasks.fifo");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks_dead_letter", "name"), "demo-tasks-dlq.fifo");
  EXPECT_EQ(e.argument("aws_sqs_queue.tasks_dead_letter", "fifo_queue"), "true");
}

TEST(Buckets, ArePrivateVersionedEncryptedAndCleaned) {
  const Expanded e("buckets: {results: {expireAfterDays: 90, noncurrentDays: 30, expectedData: 200Gi}}");
  EXPECT_EQ(e.argument("aws_s3_bucket.results", "bucket"),
            "demo-results-${data.aws_caller_identity.current.account_id}");
  EXPECT_EQ(e.fact("aws_s3_bucket.results", "expectedGigabytes"), "200");
  EXPECT_EQ(e.argument("aws_s3_bucket_public_access_block.results", "restrict_public_buckets"), "true");
  EXPECT_EQ(e.argument("aws_s3_bucket_versioning.results", "versioning_configuration.status"), "Enabled");
  EXPECT_EQ(e.argument("aws_s3_bucket_lifecycle_configuration.results", "rule.0.expiration"), R"({"days":90})");
  EXPECT_EQ(e.argument("aws_s3_bucket_lifecycle_configuration.results", "rule.1.noncurrent_version_expiration"),
            R"({"noncurrent_days":30})");
  EXPECT_EQ(e.argument("aws_s3_bucket_lifecycle_configuration.results", "rule.2.abort_incomplete_multipart_upload"),
            R"({"days_after_initiation":7})");
  EXPECT_EQ(e.argument("aws_s3_bucket_policy.results", "policy.Statement.0.Condition"),
            R"({"Bool":{"aws:SecureTransport":"false"}})");
  ASSERT_EQ(e.find("aws_s3_bucket_lifecycle_configuration.results")->depends_on.size(), 1u);
}

TEST(Buckets, ThatNeverExpireStillLoseTheMarkersOfWhatIsGone) {
  const Expanded e("buckets: {models: {}}");
  EXPECT_EQ(e.argument("aws_s3_bucket_lifecycle_configuration.models", "rule.0.expiration"),
            R"({"expired_object_delete_marker":true})");
}

TEST(Buckets, OfLoadBalancersLogsAreWrittenByThem) {
  const Expanded e("aws: {region: us-west-2, accountId: \"111122223333\"}\nbuckets: {logs: {accessLogsTarget: true}}");
  EXPECT_EQ(e.argument("aws_s3_bucket_policy.logs", "policy.Statement.1.Principal.Service"),
            "logdelivery.elasticloadbalancing.amazonaws.com");
  EXPECT_EQ(e.argument("aws_s3_bucket_policy.logs", "policy.Statement.1.Resource"),
            "${aws_s3_bucket.logs.arn}/demo/AWSLogs/111122223333/*");
  EXPECT_EQ(Expanded("buckets: {logs: {accessLogsTarget: true, encryption: \"aws:kms\"}}").findings(),
            Names{"CMP110 bucket 'logs' takes the logs of load balancers, which cannot use a KMS key"});
}

TEST(Registries, KeepTheNewestImagesAndFillInTheirNames) {
  const Expanded e(
      "registries: {tinyllama: {keepImages: 5}}\n"
      "workloads: {a: {serve: {image: \"tinyllama:1.0\"}}, b: {serve: {image: \"nginx:1.29\"}}}");
  EXPECT_EQ(e.argument("aws_ecr_repository.tinyllama", "image_tag_mutability"), "IMMUTABLE");
  EXPECT_EQ(e.argument("aws_ecr_lifecycle_policy.tinyllama", "policy.rules.1.selection.countNumber"), "5");
  EXPECT_EQ(e.field("Deployment", "a", "spec.template.spec.containers.0.image"),
            "${aws_ecr_repository.tinyllama.repository_url}:1.0");
  EXPECT_EQ(e.field("Deployment", "b", "spec.template.spec.containers.0.image"), "nginx:1.29");
}

TEST(Databases, AreReachedByNodesAloneAndTheirPasswordIsAws) {
  const Expanded e(
      "databases: {app: {version: \"17\", databaseName: app}}\n"
      "nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 2}}");
  EXPECT_EQ(e.argument("aws_db_instance.app", "identifier"), "demo-app");
  EXPECT_EQ(e.argument("aws_db_instance.app", "manage_master_user_password"), "true");
  EXPECT_EQ(e.argument("aws_db_instance.app", "storage_encrypted"), "true");
  EXPECT_EQ(e.argument("aws_db_instance.app", "publicly_accessible"), "false");
  EXPECT_EQ(e.argument("aws_db_instance.app", "allocated_storage"), "20");
  EXPECT_EQ(e.argument("aws_db_instance.app", "final_snapshot_identifier"), "demo-app-final");
  EXPECT_EQ(e.argument("aws_vpc_security_group_ingress_rule.database_app_nodes", "from_port"), "5432");
  EXPECT_EQ(e.argument("aws_vpc_security_group_ingress_rule.database_app_nodes", "referenced_security_group_id"),
            "aws_security_group.node.id");
}

TEST(Databases, OfDevelopmentMayGoWithoutALastSnapshot) {
  const Expanded e("databases: {app: {deletionProtection: false}}");
  EXPECT_EQ(e.argument("aws_db_instance.app", "skip_final_snapshot"), "true");
  EXPECT_EQ(e.argument("aws_db_instance.app", "final_snapshot_identifier"), "");
}

TEST(Databases, ComeIntoTheEnvironmentOfWorkloadsWithoutThePassword) {
  const Expanded e("databases: {app: {databaseName: app}}\nworkloads: {api: {serve: {image: a:1}, databases: [app]}}");
  const auto env = e.field("Deployment", "api", "spec.template.spec.containers.0.env");
  EXPECT_NE(env.find(R"({"name":"DATABASE_HOST","value":"${aws_db_instance.app.address}"})"), std::string::npos);
  EXPECT_NE(env.find("DATABASE_SECRET_ARN"), std::string::npos);
  EXPECT_EQ(env.find("PASSWORD"), std::string::npos);
}

TEST(Caches, OnElastiCacheAreEncryptedAndFailOver) {
  const Expanded e("caches: {tasks: {replicas: 1}}");
  EXPECT_EQ(e.argument("aws_elasticache_replication_group.tasks", "num_cache_clusters"), "2");
  EXPECT_EQ(e.argument("aws_elasticache_replication_group.tasks", "automatic_failover_enabled"), "true");
  EXPECT_EQ(e.argument("aws_elasticache_replication_group.tasks", "transit_encryption_enabled"), "true");
  EXPECT_EQ(e.argument("aws_elasticache_replication_group.tasks", "auth_token"),
            "data.aws_secretsmanager_random_password.cache_tasks.random_password");
  EXPECT_EQ(e.field("ExternalSecret", "tasks-auth", "spec.data.0.remoteRef"),
            R"({"key":"demo/cache/tasks","property":"password"})");
  EXPECT_EQ(e.field("ClusterSecretStore", "aws-secrets-manager", "spec.provider.aws.region"), "us-west-2");
}

TEST(Caches, InTheClusterAreOnePrimaryAndItsCopies) {
  const Expanded e("caches: {tasks: {on: cluster, namespace: agents, replicas: 2, size: 8Gi}}");
  EXPECT_EQ(e.names("aws_elasticache_replication_group"), Names{});
  EXPECT_EQ(e.field("StatefulSet", "tasks", "spec.replicas"), "3");
  EXPECT_EQ(e.field("StatefulSet", "tasks", "spec.volumeClaimTemplates.0.spec.resources.requests.storage"), "8Gi");
  EXPECT_EQ(e.field("Service", "tasks", "spec.selector.apps.kubernetes.io/pod-index"), "0");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-tasks", "spec.ingress.0.ports"), R"([{"protocol":"TCP","port":6379}])");
}

TEST(Caches, GiveTheirPasswordToEveryNamespaceThatUsesThem) {
  const Expanded e(
      "caches: {tasks: {on: cluster, namespace: agents}}\n"
      "workloads: {api: {namespace: web, serve: {image: a:1}, caches: [tasks]}}");
  EXPECT_TRUE(e.graph.has_object("ExternalSecret", "agents", "tasks-auth"));
  EXPECT_TRUE(e.graph.has_object("ExternalSecret", "web", "tasks-auth"));
  const auto env = e.field("Deployment", "api", "spec.template.spec.containers.0.env");
  EXPECT_NE(env.find(R"({"name":"REDIS_ADDRESS","value":"tasks.agents.svc.cluster.local:6379"})"), std::string::npos);
}

}  // namespace
}  // namespace slipway::components
