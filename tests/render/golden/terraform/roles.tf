# Written by slipway: change platform.yaml and render again, not this file.

# roles · small.yaml roles.worker
resource "aws_iam_role" "worker" {
  name = "small-worker"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "pods.eks.amazonaws.com"
        }
        Action = ["sts:AssumeRole", "sts:TagSession"]
      },
    ]
  })
}

# roles · small.yaml roles.worker
resource "aws_iam_role_policy" "worker" {
  name = "worker"
  role = aws_iam_role.worker.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
          "sqs:ReceiveMessage",
        ]
        Resource = aws_sqs_queue.jobs.arn
      },
    ]
  })
}

# roles · small.yaml roles.worker
resource "aws_eks_pod_identity_association" "worker_jobs_worker" {
  cluster_name    = aws_eks_cluster.main.name
  namespace       = "jobs"
  service_account = "worker"
  role_arn        = aws_iam_role.worker.arn
}
