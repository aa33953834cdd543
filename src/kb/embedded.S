/* The knowledge base image, linked into the executable as read-only data. */
    .section .rodata
    .balign 16
    .global kb_embedded_image
    .global kb_embedded_image_end
kb_embedded_image:
    .incbin KB_IMAGE_PATH
kb_embedded_image_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
