/* The files of data/ as read-only bytes: NAME_begin up to NAME_end, and a zero after it. embedded.h names them. */
  .macro embed name
  .global slipway_catalog_\name\()_begin
  .global slipway_catalog_\name\()_end
slipway_catalog_\name\()_begin:
  .incbin "data/\name\().csv"
slipway_catalog_\name\()_end:
  .byte 0
  .endm

  .section .rodata
  embed chart_keys
  embed chart_schemas
  embed component_versions
  embed ebs_volume_types
  embed efa_layouts
  embed eks_versions
  embed instance_types
  embed prices_on_demand
  embed prices_on_demand_p_family_regions
  embed prices_on_demand_regions
  embed regions
  embed service_prices
  embed sources
  embed spot_defaults_by_family
  embed spot_discount
  embed spot_price_p_family_az

  .section .note.GNU-stack, "", %progbits
