/* The files of data/ as read-only bytes: from NAME_begin up to NAME_end. embedded.h names them. */
#define EMBED(name, file)                       \
  .global slipway_admission_##name##_begin;     \
  .global slipway_admission_##name##_end;       \
  slipway_admission_##name##_begin:             \
  .incbin file;                                 \
  slipway_admission_##name##_end:               \
  .byte 0

  .section .rodata
EMBED(project_groups, "data/project_groups.csv")
EMBED(kinds_without_schema, "data/kinds_without_schema.csv")
EMBED(renamed_fields, "data/renamed_fields.csv")

  .section .note.GNU-stack, "", %progbits
