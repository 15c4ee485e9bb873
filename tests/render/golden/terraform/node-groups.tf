# Written by slipway: change platform.yaml and render again, not this file.

# node-groups · small.yaml nodeGroups.system
resource "aws_iam_role" "node" {
  name = "small-node"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

# node-groups · small.yaml nodeGroups.system
resource "aws_iam_role_policy_attachment" "node_amazon_ec2_container_registry_pull_only" {
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"
}

# node-groups · small.yaml nodeGroups.system
resource "aws_iam_role_policy_attachment" "node_amazon_eks_worker_node_policy" {
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}

# node-groups · small.yaml nodeGroups.system
resource "aws_iam_role_policy_attachment" "node_amazon_ssm_managed_instance_core" {
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

# node-groups · small.yaml nodeGroups.system
resource "aws_launch_template" "system" {
  name                   = "small-system"
  description            = "Nodes of group system of small"
  vpc_security_group_ids = [aws_security_group.node.id]

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = 50
      iops                  = 3000
      throughput            = 125
      encrypted             = true
      delete_on_termination = true
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  tag_specifications {
    resource_type = "instance"
    tags = {
      Name = "small-system"
      Team = "research"
    }
  }

  tag_specifications {
    resource_type = "volume"
    tags = {
      Name = "small-system"
      Team = "research"
    }
  }

  tag_specifications {
    resource_type = "network-interface"
    tags = {
      Name = "small-system"
      Team = "research"
    }
  }
}

# node-groups · small.yaml nodeGroups.system
resource "aws_eks_node_group" "system" {
  cluster_name           = aws_eks_cluster.main.name
  node_group_name_prefix = "system-"
  node_role_arn          = aws_iam_role.node.arn
  subnet_ids             = [aws_subnet.private_a.id, aws_subnet.private_b.id, aws_subnet.private_c.id]
  version                = aws_eks_cluster.main.version
  ami_type               = "AL2023_x86_64_STANDARD"
  capacity_type          = "ON_DEMAND"
  instance_types         = ["m7i.large"]
  labels = {
    "slipway.dev/node-group" = "system"
  }

  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 3
  }

  launch_template {
    id      = aws_launch_template.system.id
    version = aws_launch_template.system.latest_version
  }

  update_config {
    max_unavailable = 1
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [scaling_config[0].desired_size]
  }

  depends_on = [
    aws_iam_role_policy_attachment.node_amazon_ec2_container_registry_pull_only,
    aws_iam_role_policy_attachment.node_amazon_eks_worker_node_policy,
    aws_iam_role_policy_attachment.node_amazon_ssm_managed_instance_core,
    aws_eks_addon.eks_pod_identity_agent,
    aws_eks_addon.kube_proxy,
    aws_eks_addon.vpc_cni,
  ]
}
