module slipway/oracle/changes

go 1.26.0
