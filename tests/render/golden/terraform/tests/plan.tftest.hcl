# Written by slipway: change platform.yaml and render again, not this file.
# terraform test asks a mocked provider: no account is touched.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "111122223333"
    }
  }

  mock_data "aws_eks_addon_version" {
    defaults = {
      version = "v1.0.0-eksbuild.1"
    }
  }

  mock_data "aws_iam_policy" {
    defaults = {
      arn = "arn:aws:iam::aws:policy/Mocked"
    }
  }
}

run "plan" {
  command = plan

  assert {
    condition     = aws_eks_cluster.main.version == "1.35"
    error_message = "aws_eks_cluster.main is not as platform.yaml says: the version of Kubernetes."
  }

  assert {
    condition     = tobool(aws_eks_cluster.main.vpc_config[0].endpoint_private_access) == true
    error_message = "aws_eks_cluster.main is not as platform.yaml says: whether nodes reach the API server privately."
  }

  assert {
    condition     = tobool(aws_eks_cluster.main.vpc_config[0].endpoint_public_access) == false
    error_message = "aws_eks_cluster.main is not as platform.yaml says: whether the internet reaches the API server."
  }

  assert {
    condition     = aws_eks_cluster.main.access_config[0].authentication_mode == "API"
    error_message = "aws_eks_cluster.main is not as platform.yaml says: who may enter the cluster, and by what."
  }

  assert {
    condition     = aws_eks_cluster.main.upgrade_policy[0].support_type == "STANDARD"
    error_message = "aws_eks_cluster.main is not as platform.yaml says: what happens at the end of standard support."
  }

  assert {
    condition     = aws_eks_node_group.system.ami_type == "AL2023_x86_64_STANDARD"
    error_message = "aws_eks_node_group.system is not as platform.yaml says: what the nodes boot."
  }

  assert {
    condition     = aws_eks_node_group.system.capacity_type == "ON_DEMAND"
    error_message = "aws_eks_node_group.system is not as platform.yaml says: how the nodes are bought."
  }

  assert {
    condition     = aws_eks_node_group.system.scaling_config[0].min_size == 2
    error_message = "aws_eks_node_group.system is not as platform.yaml says: the fewest nodes."
  }

  assert {
    condition     = aws_eks_node_group.system.scaling_config[0].max_size == 3
    error_message = "aws_eks_node_group.system is not as platform.yaml says: the most nodes, and so the bill."
  }

  assert {
    condition     = aws_launch_template.system.metadata_options[0].http_tokens == "required"
    error_message = "aws_launch_template.system is not as platform.yaml says: instance metadata without a token."
  }

  assert {
    condition     = aws_launch_template.system.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "aws_launch_template.system is not as platform.yaml says: whether pods reach instance metadata."
  }

  assert {
    condition     = tobool(aws_sqs_queue.jobs.sqs_managed_sse_enabled) == true
    error_message = "aws_sqs_queue.jobs is not as platform.yaml says: messages at rest."
  }

  assert {
    condition     = tobool(aws_sqs_queue.jobs_dead_letter.sqs_managed_sse_enabled) == true
    error_message = "aws_sqs_queue.jobs_dead_letter is not as platform.yaml says: messages at rest."
  }

  assert {
    condition     = tobool(aws_kms_key.eks.enable_key_rotation) == true
    error_message = "aws_kms_key.eks is not as platform.yaml says: a key that is never changed."
  }

  assert {
    condition     = alltrue([for disk in aws_launch_template.system.block_device_mappings : tobool(disk.ebs[0].encrypted)])
    error_message = "aws_launch_template.system has a disk that is not encrypted."
  }
}
