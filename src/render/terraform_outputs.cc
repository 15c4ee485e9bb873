#include "render/terraform_outputs.h"

#include "render/hcl.h"
#include "render/outputs.h"

namespace slipway::render {

namespace {

/// For each resource of a type one attribute, by the resource's name.
struct OutputOfType {
  const char *type, *output, *attribute, *description;
};
constexpr OutputOfType kOutputs[] = {
    {"aws_launch_template", "launch_template_ids", "id", "Launch templates of node groups."},
    {"aws_launch_template", "launch_template_arns", "arn", "The same by ARN."},
    {"aws_iam_role", "role_arns", "arn", "IAM roles: of the cluster, of nodes, of what runs in pods."},
    {"aws_sqs_queue", "queue_urls", "url", "SQS queues."},
    {"aws_s3_bucket", "bucket_names", "bucket", "S3 buckets."},
    {"aws_ecr_repository", "repository_urls", "repository_url", "Image repositories."},
    {"aws_efs_file_system", "efs_file_system_ids", "id", "EFS file systems."},
    {"aws_fsx_lustre_file_system", "fsx_dns_names", "dns_name", "FSx for Lustre file systems."},
    {"aws_db_instance", "database_endpoints", "endpoint", "RDS databases, host and port."},
    {"aws_rds_cluster", "database_cluster_endpoints", "endpoint", "Aurora clusters, the writer's host."},
    {"aws_elasticache_replication_group", "cache_endpoints", "primary_endpoint_address", "ElastiCache, the writer."},
    {"aws_apigatewayv2_api", "api_endpoints", "api_endpoint", "API Gateway."},
    {"aws_acm_certificate", "certificate_arns", "arn", "Certificates."},
    {"aws_wafv2_web_acl", "web_acl_arns", "arn", "Web ACLs, for the load balancer's annotation."},
    {"aws_batch_job_queue", "batch_job_queue_arns", "arn", "Batch job queues."},
    {"aws_secretsmanager_secret", "secret_arns", "arn", "Where secrets are kept; their values are in no output."},
};

doc::Map output(doc::Value value, const char* description) {
  return {{"description", description}, {"value", std::move(value)}};
}

}  // namespace

std::string terraform_outputs(const platform::Graph& graph) {
  HclWriter hcl(graph);
  hcl.comment("Written by slipway: change platform.yaml and render again, not this file.");
  const auto add = [&](const char* name, doc::Map arguments) {
    hcl.blank_line();
    hcl.block("output " + hcl_quoted(name), "", arguments);
  };
  const auto cluster = graph.of_type("aws_eks_cluster");
  add("region", output(graph.setting.region, "The region of it all."));
  if (!cluster.empty()) {
    const auto& id = cluster.front()->id;
    add("cluster_name", output(id.attribute("name"), "The EKS cluster."));
    add("cluster_endpoint", output(id.attribute("endpoint"), "The API server's address."));
    add("kubeconfig_command",
        output("aws eks update-kubeconfig --region " + graph.setting.region + " --name " + id.interpolated("name"),
               "Lets kubectl find the cluster."));
  }
  for (const auto& [type, name, attribute, description] : kOutputs) {
    doc::Map values;
    for (const auto* resource : graph.of_type(type)) values.set(resource->id.name, resource->id.attribute(attribute));
    if (!values.empty()) add(name, output(hcl.object(values), description));
  }
  doc::Map wanted;
  for (const auto& [name, expression] : outputs_of(graph)) wanted.set(name, doc::Expression{expression});
  add("kubernetes", output(hcl.object(wanted), "What manifests and charts' values need: kubernetes/ names each."));
  doc::Map checked;
  for (const auto& [name, expression] : checked_outputs_of(graph)) checked.set(name, doc::Expression{expression});
  if (!checked.empty()) add("checked", output(hcl.object(checked), "What the checks in README.md ask about."));
  return hcl.take();
}

}  // namespace slipway::render
