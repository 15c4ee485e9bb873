/* The files of data/ as read-only bytes. embedded.h names them. */
  .section .rodata
  .global slipway_render_terraform_attributes_begin
  .global slipway_render_terraform_attributes_end
slipway_render_terraform_attributes_begin:
  .incbin "data/terraform_attributes.csv"
slipway_render_terraform_attributes_end:
  .byte 0

  .global slipway_render_deployer_actions_begin
  .global slipway_render_deployer_actions_end
slipway_render_deployer_actions_begin:
  .incbin "data/deployer_actions.csv"
slipway_render_deployer_actions_end:
  .byte 0

  .section .note.GNU-stack, "", %progbits
