#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/keys.h"
#include "components/parts/network.h"
#include "components/parts/security_groups.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

struct Engine {
  std::string_view name;
  std::int64_t port;
  std::string_view administrator;
  std::string_view log;  // the one it can send to CloudWatch at any size
};
constexpr Engine kEngines[] = {{"mariadb", 3306, "admin", "error"},
                               {"mysql", 3306, "admin", "error"},
                               {"postgres", 5432, "postgres", "postgresql"}};

const Engine* engine_named(std::string_view name) {
  for (const auto& engine : kEngines)
    if (engine.name == name) return &engine;
  return nullptr;
}

void add(Expansion& in, const std::string& name, const spec::Database& database, SourceRange where) {
  const auto* engine = engine_named(database.engine.value);
  if (!engine) {
    in.diagnostics.error("CMP140", database.engine.where ? database.engine.where : where,
                         "slipway makes no database of engine '" + database.engine.value + "'",
                         "take postgres, mysql or mariadb");
    return;
  }
  const auto local = database_id(name).name;
  const auto identifier = platform::at_most(in.platform.name.value + "-" + name, 63);
  const auto subnets =
      in.add("aws_db_subnet_group", local,
             {{"name", identifier}, {"subnet_ids", ids_of(network_of(in.platform).private_subnets)}}, where);
  const auto group = add_group_for_nodes(in, "database_" + local, "database " + identifier, engine->port, where);
  doc::Map arguments{{"identifier", identifier},
                     {"engine", engine->name},
                     {"instance_class", database.instance_class.value},
                     {"allocated_storage", gibibytes(database.storage.value)},
                     {"storage_type", "gp3"},
                     {"storage_encrypted", true},
                     {"multi_az", database.multi_az.value},
                     {"db_subnet_group_name", subnets.attribute("name")},
                     {"vpc_security_group_ids", chart_values::only(group.attribute("id"))},
                     {"publicly_accessible", false},
                     {"username", engine->administrator},
                     {"manage_master_user_password", true},
                     {"iam_database_authentication_enabled", true},
                     {"backup_retention_period", database.backup_days.value},
                     {"copy_tags_to_snapshot", true},
                     {"auto_minor_version_upgrade", true},
                     {"enabled_cloudwatch_logs_exports", chart_values::only(engine->log)},
                     {"deletion_protection", database.deletion_protection.value},
                     {"skip_final_snapshot", !database.deletion_protection.value}};
  if (!database.version.value.empty()) arguments.set("engine_version", database.version.value);
  if (!database.database_name.value.empty()) arguments.set("db_name", database.database_name.value);
  if (database.deletion_protection.value) arguments.set("final_snapshot_identifier", identifier + "-final");
  in.add("aws_db_instance", local, std::move(arguments), where);
  in.add_check("database " + name + " is available",
               platform::AwsQuestion{"rds", "DescribeDBInstances", {{"DBInstanceIdentifier", identifier}}},
               {"DBInstances[].DBInstanceStatus", platform::Expectation::Holds::Equals, "available"});
}

void expand(Expansion& in) {
  for (const auto& [name, database] : in.platform.databases)
    add(in, name.value, database, database.where ? database.where : name.where);
}

bool wanted(const spec::Platform& platform) { return !platform.databases.empty(); }

}  // namespace

extern const Component databases = {
    "databases", "RDS databases in private subnets, their passwords kept by AWS", Stage::Data, {}, wanted, nullptr,
    expand};

}  // namespace slipway::components
