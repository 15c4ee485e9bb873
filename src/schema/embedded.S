/* data/crds.jsonl.gz as read-only bytes. */
  .section .rodata
  .global slipway_schema_crds_begin
  .global slipway_schema_crds_end
slipway_schema_crds_begin:
  .incbin "data/crds.jsonl.gz"
slipway_schema_crds_end:
  .byte 0

  .section .note.GNU-stack, "", %progbits
