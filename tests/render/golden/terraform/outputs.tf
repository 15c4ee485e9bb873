# Written by slipway: change platform.yaml and render again, not this file.

output "region" {
  description = "The region of it all."
  value       = "us-west-2"
}

output "cluster_name" {
  description = "The EKS cluster."
  value       = aws_eks_cluster.main.name
}

output "cluster_endpoint" {
  description = "The API server's address."
  value       = aws_eks_cluster.main.endpoint
}

output "kubeconfig_command" {
  description = "Lets kubectl find the cluster."
  value       = "aws eks update-kubeconfig --region us-west-2 --name ${aws_eks_cluster.main.name}"
}

output "launch_template_ids" {
  description = "Launch templates of node groups."
  value = {
    system = aws_launch_template.system.id
  }
}

output "launch_template_arns" {
  description = "The same by ARN."
  value = {
    system = aws_launch_template.system.arn
  }
}

output "role_arns" {
  description = "IAM roles: of the cluster, of nodes, of what runs in pods."
  value = {
    cluster = aws_iam_role.cluster.arn
    vpc_cni = aws_iam_role.vpc_cni.arn
    node    = aws_iam_role.node.arn
    ebs_csi = aws_iam_role.ebs_csi.arn
    worker  = aws_iam_role.worker.arn
  }
}

output "queue_urls" {
  description = "SQS queues."
  value = {
    jobs             = aws_sqs_queue.jobs.url
    jobs_dead_letter = aws_sqs_queue.jobs_dead_letter.url
  }
}

output "kubernetes" {
  description = "What manifests and charts' values need: kubernetes/ names each."
  value       = {}
}

output "checked" {
  description = "What the checks in README.md ask about."
  value = {
    aws_eks_cluster_main_vpc_config_0_cluster_security_group_id = aws_eks_cluster.main.vpc_config[0].cluster_security_group_id
    aws_eks_node_group_system_node_group_name                   = aws_eks_node_group.system.node_group_name
    aws_internet_gateway_main_id                                = aws_internet_gateway.main.id
    aws_kms_key_eks_arn                                         = aws_kms_key.eks.arn
    aws_nat_gateway_a_id                                        = aws_nat_gateway.a.id
    aws_route_table_private_id                                  = aws_route_table.private.id
    aws_route_table_public_id                                   = aws_route_table.public.id
    aws_security_group_node_id                                  = aws_security_group.node.id
    aws_sqs_queue_jobs_arn                                      = aws_sqs_queue.jobs.arn
    aws_sqs_queue_jobs_dead_letter_arn                          = aws_sqs_queue.jobs_dead_letter.arn
    aws_sqs_queue_jobs_dead_letter_url                          = aws_sqs_queue.jobs_dead_letter.url
    aws_sqs_queue_jobs_url                                      = aws_sqs_queue.jobs.url
    aws_subnet_private_a_id                                     = aws_subnet.private_a.id
    aws_subnet_private_b_id                                     = aws_subnet.private_b.id
    aws_subnet_private_c_id                                     = aws_subnet.private_c.id
    aws_subnet_public_a_id                                      = aws_subnet.public_a.id
    aws_subnet_public_b_id                                      = aws_subnet.public_b.id
    aws_subnet_public_c_id                                      = aws_subnet.public_c.id
  }
}
