/* The files of data/ as read-only bytes: from NAME_begin up to NAME_end. */
#define EMBED(name, file)                  \
  .global slipway_kube_##name##_begin;     \
  .global slipway_kube_##name##_end;       \
  slipway_kube_##name##_begin:             \
  .incbin file;                            \
  slipway_kube_##name##_end:               \
  .byte 0

  .section .rodata
EMBED(field_trees, "data/field_trees.txt")
EMBED(extension_field_trees, "data/extension_field_trees.txt")

  .section .note.GNU-stack, "", %progbits
