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
