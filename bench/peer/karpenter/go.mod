module slipway/bench/karpenter

go 1.26.0
