#include "ops/losses.h"

#include <algorithm>

namespace slipway::ops {
namespace {

enum class When { Replaced, ReplacedOrDeleted };

struct Kind {
  std::string_view type;
  When when;
  std::string_view what;
};
constexpr Kind kKinds[] = {
    {"aws_eks_cluster", When::ReplacedOrDeleted, "the cluster, and all that is in it"},
    {"aws_eks_node_group", When::Replaced, "all its nodes: what runs on them is evicted"},
    {"aws_autoscaling_group", When::Replaced, "all its nodes: what runs on them is ended"},
    {"aws_db_instance", When::ReplacedOrDeleted, "the database and its data"},
    {"aws_rds_cluster", When::ReplacedOrDeleted, "the database and its data"},
    {"aws_elasticache_replication_group", When::ReplacedOrDeleted, "the cache and what is in it"},
    {"aws_dynamodb_table", When::ReplacedOrDeleted, "the table and its data"},
    {"aws_efs_file_system", When::ReplacedOrDeleted, "the file system and its files"},
    {"aws_fsx_lustre_file_system", When::ReplacedOrDeleted, "the file system and its files"},
    {"aws_s3_bucket", When::ReplacedOrDeleted, "the bucket; AWS refuses while it holds anything"},
    {"aws_ecr_repository", When::ReplacedOrDeleted, "the repository; AWS refuses while it holds images"},
    {"aws_kms_key", When::ReplacedOrDeleted, "the key: what it encrypted cannot be read when its days are over"},
};

}  // namespace

std::string_view what_is_lost(const Change& change) {
  using Action = Change::Action;
  if (change.where != Change::Where::Aws) return "";
  const auto type = std::string_view(change.what).substr(0, change.what.find('.'));
  const auto kind = std::ranges::find(kKinds, type, &Kind::type);
  if (kind == std::end(kKinds)) return "";
  const bool is_lost =
      change.action == Action::Replace || (change.action == Action::Delete && kind->when == When::ReplacedOrDeleted);
  return is_lost ? kind->what : "";
}

}  // namespace slipway::ops
