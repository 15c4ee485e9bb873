module slipway/bench/timing

go 1.26
