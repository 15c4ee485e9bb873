.section .rodata

.macro embed name file
  .global \name\()_begin
  .global \name\()_end
\name\()_begin:
  .incbin "\file"
\name\()_end:
  .byte 0
.endm

embed slipway_iam_statements "data/iam_statements.json"

.section .note.GNU-stack, "", %progbits
