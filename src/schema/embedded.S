/* The text of data/crds.jsonl.gz as read-only bytes: unpack.cmake. */
  .section .rodata
  .global slipway_schema_crds_begin
  .global slipway_schema_crds_end
slipway_schema_crds_begin:
  .incbin "crds.jsonl"
slipway_schema_crds_end:
  .byte 0

  .section .note.GNU-stack, "", %progbits
